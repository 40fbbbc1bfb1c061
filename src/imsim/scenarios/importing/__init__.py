"""From a table of employees and a table of who serves whom to a scenario, saying what was done with every oddity."""

from __future__ import annotations

import csv
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from imsim.engine.errors import InputError, listed
from imsim.engine.interrupts import undisturbed
from imsim.engine.sanitising import spreadsheet_safe
from imsim.scenarios.build import POSTS, TIES
from imsim.scenarios.importing.draft import Draft, drafted
from imsim.scenarios.importing.people import Index, People, contact_departments, fitting, read_people
from imsim.scenarios.importing.tables import Remarks, read_text_table, shown
from imsim.scenarios.importing.ties import ends, read_ties, service_shares
from imsim.scenarios.loading import LARGEST_FILE
from imsim.scenarios.scenario import load

__all__ = ["ImportReport", "import_organisation"]

FILES = ("posts.csv", "ties.csv", "scenario.toml")
Rows = Iterable[tuple[object, ...]]


@dataclass(frozen=True)
class ImportReport:
    """What an import wrote, what it took for granted, and what it did with every oddity.

    Args:
        posts, departments, ties, service_edges: how many.
        choices: one line for each column, and for each decision a user may want to change.
        oddities: one line for each kind of flaw in the data, with how often it occurs and examples.
        files: written, the scenario among them.
        scenario: the file to run.
    """

    posts: int
    departments: int
    ties: int
    service_edges: int
    choices: list[str]
    oddities: list[str]
    files: list[Path]
    scenario: Path

    def lines(self) -> list[str]:
        """The report as plain text; names in it come from the data, so print it without interpreting markup."""
        return [
            f"{self.posts:,} posts in {self.departments:,} departments, {self.ties:,} contact ties, "
            f"{self.service_edges:,} links between internal suppliers and customers",
            *(f"  {choice}" for choice in self.choices),
            "oddities in the data:" if self.oddities else "no oddities in the data",
            *(f"  {oddity}" for oddity in self.oddities),
            f"written: {', '.join(str(path) for path in self.files)}",
        ]


def import_organisation(
    nodes: Path,
    edges: Path,
    out: Path,
    *,
    id: str | None = None,
    department: str | None = None,
    supervisor: str | None = None,
    source: str | None = None,
    target: str | None = None,
    customer: str | None = None,
    supplier: str | None = None,
    weight: str | None = None,
    contact: Sequence[str] = (),
    name: str | None = None,
) -> ImportReport:
    """A company's own tables of employees and of who serves whom become a scenario that runs.

    Args:
        nodes: CSV or GraphML file of the employees.
        edges: CSV file of who serves whom, or the same GraphML file.
        out: folder for posts.csv, ties.csv and scenario.toml; new, or without files of these names.
        id: column of the nodes; this and the others are guessed where not given.
        department: column of the nodes.
        supervisor: column of the nodes, ids of others.
        source: column of the edges: who gives or sends, the internal supplier.
        target: column of the edges: who receives, the internal customer.
        customer: column of the edges, the same as `target` named by its role.
        supplier: column of the edges, the same as `source` named by its role.
        weight: column of the edges; without one every row counts 1.
        contact: departments that meet external customers; all of them if none is named.
        name: of the scenario; the folder's if not given.

    Raises:
        InputError: a file, a column or a department is not what it should be; nothing has been written then.
    """
    refuse_overwriting(out)
    remarks = Remarks()
    title = scenario_name(out, name)
    staff_table, tie_table = read_text_table(nodes, "nodes", remarks), read_text_table(edges, "edges", remarks)
    people = read_people(staff_table, id, department, supervisor, remarks)
    met = contact_departments(people, contact, remarks)
    columns = ends(tie_table, source, target, customer, supplier, remarks)
    ties = read_ties(tie_table, columns, weight, people, staff_table.name, remarks)
    shares = service_shares(people, ties, remarks)
    heads = np.bincount(people.department, minlength=len(people.names)).tolist()
    draft = Draft(
        name=title,
        description=f"{len(people.ids):,} people in {len(people.names):,} departments, imported from "
        f"{staff_table.name} and {tie_table.name} "
        f"(internal supplier: {shown(columns[0])}, internal customer: {shown(columns[1])}).",
        departments=dict(zip(people.names, heads, strict=True)),
        contact=met,
        service=shares,
    )
    one, other = ties.contacts(len(people.ids))
    remark_on_structure(people, heads, shares, np.concatenate([one, other]), remarks)
    written = write(out, draft, post_rows(people), (one, other))
    return ImportReport(
        posts=len(people.ids),
        departments=len(people.names),
        ties=len(one),
        service_edges=sum(map(len, shares.values())),
        choices=remarks.choices,
        oddities=remarks.oddities,
        files=written,
        scenario=written[-1],
    )


def refuse_overwriting(out: Path) -> None:
    """Leave alone what somebody has already put there."""
    if out.exists() and not out.is_dir():
        raise InputError(f"{out}: is a file; give a folder")
    if there := [file for file in FILES if (out / file).exists()]:
        raise InputError(f"{out}: already holds {listed(there)}; give another folder, or remove it first")


def scenario_name(out: Path, name: str | None) -> str:
    """The name given, if it may stand in a scenario, or the folder's with what may not stand there taken out."""
    if name is None:
        return fitting(out.resolve().name, "firm")
    if name != fitting(name):
        raise InputError(
            f'--name {shown(name)}: begin with a letter or digit, then letters, digits, blanks, "_.&+-"; at most 60'
        )
    return name


def remark_on_structure(
    people: People, heads: Sequence[int], shares: dict[str, dict[str, float]], tied: Index, remarks: Remarks
) -> None:
    """Say which people and departments will stand alone."""
    alone = np.flatnonzero(np.bincount(tied, minlength=len(people.ids)) == 0)
    remarks.add("people without any contact tie", people.ids[alone])
    remarks.add(
        "departments of one person", [name for name, size in zip(people.names, heads, strict=True) if size == 1]
    )
    remarks.add("departments without an internal supplier", [name for name in people.names if name not in shares])


def post_rows(people: People) -> Rows:
    """Posts as a scenario reads them."""
    return zip(
        range(len(people.ids)),
        map(spreadsheet_safe, people.ids.tolist()),
        map(people.names.__getitem__, people.department.tolist()),
        (post if post >= 0 else "" for post in people.supervisor.tolist()),
        people.layers.tolist(),
        strict=True,
    )


def write_table(path: Path, headings: Sequence[str], rows: Rows) -> None:
    """A new CSV file, row by row: at a million of them twice as fast as pandas, in less memory."""
    with path.open("x", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(headings)
        table.writerows(rows)


def write_numbers(path: Path, headings: Sequence[str], columns: Sequence[Index]) -> None:
    """A new CSV file of whole numbers, column by column: six times as fast."""
    import pyarrow
    from pyarrow import csv as arrow

    with path.open("xb") as file:
        file.write(f"{','.join(headings)}\n".encode())
        arrow.write_csv(
            pyarrow.table(dict(zip(headings, columns, strict=True))), file, arrow.WriteOptions(include_header=False)
        )


def write(out: Path, draft: Draft, posts: Rows, ties: tuple[Index, Index]) -> list[Path]:
    """Write all files or none: drafted in a hidden folder, tried, and moved to their place, the scenario last."""
    text = drafted(draft)
    if len(text.encode()) > LARGEST_FILE:
        links = sum(map(len, draft.service.values()))
        raise InputError(
            f"{len(draft.departments):,} departments with {links:,} links make a scenario of more than "
            f"{LARGEST_FILE >> 20} MiB: choose a coarser --department column"
        )
    fresh = not out.exists()
    draft_folder = out / f".import.{os.getpid()}"
    try:
        draft_folder.mkdir(parents=True)
        write_table(draft_folder / "posts.csv", POSTS, posts)
        write_numbers(draft_folder / "ties.csv", TIES, ties)
        (draft_folder / "scenario.toml").write_text(text, encoding="utf-8", newline="\n")
        load(draft_folder / "scenario.toml").setting()
        with undisturbed():
            for file in FILES:
                os.replace(draft_folder / file, out / file)
    except (PermissionError, NotADirectoryError, FileExistsError) as error:
        raise InputError(f"{out}: cannot be written: {error.strerror}") from None
    finally:
        shutil.rmtree(draft_folder, ignore_errors=True)
        if fresh and out.is_dir() and not any(out.iterdir()):
            out.rmdir()
    return [out / file for file in FILES]
