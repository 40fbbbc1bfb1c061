"""The files of an imported organisation: all of them are written, or none."""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from imsim.engine.errors import InputError, listed
from imsim.engine.interrupts import undisturbed
from imsim.engine.sanitising import spreadsheet_safe
from imsim.scenarios.build import POSTS, TIES
from imsim.scenarios.importing.draft import Draft, drafted
from imsim.scenarios.importing.identity import Index
from imsim.scenarios.importing.people import People
from imsim.scenarios.loading import LARGEST_FILE
from imsim.scenarios.scenario import load
from imsim.scenarios.tables import TextTable

FILES = ("posts.csv", "ties.csv", "scenario.toml")
STRENGTH = "strength"


@dataclass(frozen=True)
class Network:
    """The people of an organisation and their contacts, as its two tables hold them.

    Args:
        people: in the order of their posts.
        staff: their table, whose other columns come along as attributes.
        used: headings of the staff list that the posts already tell.
        contacts: both ends of each tie, and how strong it is.
    """

    people: People
    staff: TextTable
    used: Sequence[str]
    contacts: tuple[Index, Index, NDArray[np.float64]]

    def attributes(self) -> dict[str, list[str]]:
        """Columns of the staff list that come along, no formula among them, in the order of the posts."""
        taken = {*POSTS, *self.used, ""}
        names = [name for name in self.staff.columns if name not in taken and self.staff.columns.count(name) == 1]
        columns = {name: self.staff.frame[name].iloc[self.people.rows] for name in names}
        return {
            name: column.map({text: spreadsheet_safe(text) for text in column.unique()}).tolist()
            for name, column in columns.items()
        }

    def write_posts(self, path: Path) -> None:
        """Posts as a scenario reads them, row by row: at a million of them twice as fast as pandas, in less memory."""
        people, attributes = self.people, self.attributes()
        rows: Iterable[tuple[object, ...]] = zip(
            range(len(people.ids)),
            map(spreadsheet_safe, people.ids.tolist()),
            map(people.names.__getitem__, people.department.tolist()),
            (post if post >= 0 else "" for post in people.supervisor.tolist()),
            people.layers.tolist(),
            *attributes.values(),
            strict=True,
        )
        with path.open("x", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow([*POSTS, *map(spreadsheet_safe, attributes)])
            table.writerows(rows)

    def write_ties(self, path: Path) -> None:
        """Ties as a scenario reads them, and their strength where they differ; column by column: six times as fast."""
        import pyarrow
        from pyarrow import csv as arrow

        one, other, strength = self.contacts
        columns: dict[str, NDArray[np.generic]] = dict(zip(TIES, (one, other), strict=True))
        if len(strength) and strength.min() < strength.max():
            columns[STRENGTH] = strength
        with path.open("xb") as file:
            file.write(f"{','.join(columns)}\n".encode())
            arrow.write_csv(pyarrow.table(columns), file, arrow.WriteOptions(include_header=False))


def refuse_overwriting(out: Path) -> None:
    """Leave alone what somebody has already put there."""
    if out.exists() and not out.is_dir():
        raise InputError(f"{out}: is a file; give a folder")
    if there := [file for file in FILES if (out / file).exists()]:
        raise InputError(f"{out}: already holds {listed(there)}; give another folder, or remove it first")


def write(out: Path, draft: Draft, network: Network | None) -> list[Path]:
    """Write all files or none: drafted in a hidden folder, tried, and moved to their place, the scenario last."""
    fresh = not out.exists()
    draft_folder = out / f".import.{os.getpid()}"
    try:
        draft_folder.mkdir(parents=True)
        written = [file.name for file in tried(draft_folder, draft, network)]
        with undisturbed():
            for file in written:
                os.replace(draft_folder / file, out / file)
    except (PermissionError, NotADirectoryError, FileExistsError) as error:
        raise InputError(f"{out}: cannot be written: {error.strerror}") from None
    finally:
        shutil.rmtree(draft_folder, ignore_errors=True)
        if fresh and out.is_dir() and not any(out.iterdir()):
            out.rmdir()
    return [out / file for file in written]


def only_tried(draft: Draft, network: Network | None) -> None:
    """Whether the files can be written and run, without leaving any."""
    with tempfile.TemporaryDirectory(prefix="imsim-import-") as folder:
        tried(Path(folder), draft, network)


def tried(folder: Path, draft: Draft, network: Network | None) -> list[Path]:
    """The files in a folder of their own, once the scenario among them has been built.

    Raises:
        InputError: the scenario is too large, or it cannot be built.
    """
    text = drafted(draft)
    if len(text.encode()) > LARGEST_FILE:
        links = sum(map(len, draft.service.values()))
        raise InputError(
            f"{len(draft.departments):,} departments with {links:,} links make a scenario of more than "
            f"{LARGEST_FILE >> 20} MiB: choose a coarser --department column"
        )
    files = [folder / name for name in FILES[0 if network else -1 :]]
    if network is not None:
        network.write_posts(files[0])
        network.write_ties(files[1])
    files[-1].write_text(text, encoding="utf-8", newline="\n")
    load(files[-1]).setting()
    return files
