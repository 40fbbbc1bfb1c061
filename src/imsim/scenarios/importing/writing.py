"""The files of an imported organisation: all of them are written, or none."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from imsim.engine.errors import InputError, listed
from imsim.engine.interrupts import undisturbed
from imsim.engine.sanitising import FORMULA_STARTS, spreadsheet_safe
from imsim.scenarios.build import POSTS, TIES, Posts
from imsim.scenarios.importing.draft import Draft, drafted
from imsim.scenarios.importing.identity import Index
from imsim.scenarios.importing.people import People
from imsim.scenarios.loading import LARGEST_FILE
from imsim.scenarios.scenario import load
from imsim.scenarios.tables import TextTable

if TYPE_CHECKING:
    import pyarrow

FILES = ("posts.csv", "ties.csv", "scenario.toml")
STRENGTH = "strength"
# Texts that may be no letters, or a formula, and so are to be looked at one by one.
ODD = f"^[{re.escape(''.join(FORMULA_STARTS))}]|[^\\p{{L}}\\p{{M}}\\p{{N}}\\p{{P}}\\p{{S}} ]"


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

    def attributes(self) -> dict[str, pyarrow.Array]:
        """Columns of the staff list that come along, in the order of the posts."""
        taken = {*POSTS, *self.used, ""}
        names = [name for name in self.staff.columns if name not in taken and self.staff.columns.count(name) == 1]
        return {name: safe_texts(self.staff.frame[name].iloc[self.people.rows]) for name in names}

    @cached_property
    def labels(self) -> pyarrow.Array:
        """What the posts are called."""
        return safe_texts(self.people.ids)

    def write_posts(self, path: Path) -> None:
        """Posts as a scenario reads them."""
        import pyarrow

        people = self.people
        departments = pyarrow.DictionaryArray.from_arrays(people.department, list(people.names)).dictionary_decode()
        supervisor = pyarrow.array(people.supervisor, mask=people.supervisor < 0)
        columns = (np.arange(len(people.ids)), self.labels, departments, supervisor, people.layers)
        write_table(path, dict(zip(POSTS, columns, strict=True)) | self.attributes())

    def write_ties(self, path: Path) -> None:
        """Ties as a scenario reads them, and their strength where they differ."""
        one, other, strength = self.contacts
        differ = len(strength) and strength.min() < strength.max()
        write_table(path, dict(zip(TIES, (one, other), strict=True)) | ({STRENGTH: strength} if differ else {}))

    def posts(self) -> Posts:
        """What reading the tables again would make of them: that takes longer than all the rest."""
        people, (one, other, _) = self.people, self.contacts
        return Posts(people.supervisor, people.layers, tuple(self.labels.to_pylist()), one, other)


def safe_texts(column: pd.Series[str] | pd.Index) -> pyarrow.Array:
    """Texts with no formula among them; a million in a tenth of a second, if there is nothing odd about them."""
    import pyarrow
    from pyarrow import compute

    texts = pyarrow.array(column, pyarrow.large_string())
    odd = compute.match_substring_regex(texts, ODD)
    safe = [spreadsheet_safe(text) for text in texts.filter(odd).to_pylist()]
    return compute.replace_with_mask(texts, odd, pyarrow.array(safe, pyarrow.large_string()))


def write_table(path: Path, columns: Mapping[str, object]) -> None:
    """A new CSV file, its texts in quotes: at a million rows fifty times as fast as row by row."""
    import pyarrow
    from pyarrow import csv as arrow

    with path.open("xb") as file:
        heading = io.StringIO()
        csv.writer(heading, lineterminator="\n").writerow(map(spreadsheet_safe, columns))
        file.write(heading.getvalue().encode())
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
    scenario = load(files[-1])
    scenario.setting_of(scenario.drawn_organisation(0, network.posts() if network else None))
    return files
