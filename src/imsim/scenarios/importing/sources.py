"""The staff list and the ties that a user's files hold, whichever sheet, file or network they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from imsim.engine.errors import InputError
from imsim.scenarios.importing.answers import Answers, Filter, filtered
from imsim.scenarios.importing.content import matched
from imsim.scenarios.importing.identity import near
from imsim.scenarios.importing.people import People
from imsim.scenarios.importing.roles import Columns, named_ids
from imsim.scenarios.importing.vocabulary import STAFF_ROLES, TIE_ROLES
from imsim.scenarios.tables import Contents, Remarks, TextTable, read_contents

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class Sources:
    """What an import reads.

    Args:
        staff: the staff list.
        ties: who serves whom, or None where only the staff list is known.
        labels: what a network that holds the ties, but not the staff, says of its nodes.
    """

    staff: TextTable
    ties: TextTable | None = None
    labels: TextTable | None = None


def read_sources(
    nodes: Path | str | pd.DataFrame | nx.Graph[Any],
    edges: Path | str | pd.DataFrame | nx.Graph[Any] | None,
    answers: Answers,
    remarks: Remarks,
) -> Sources:
    """Read what the user gave, and keep the rows that count.

    Raises:
        InputError: a file cannot be read, holds no rows, or a filter is on a column that no table has.
    """
    filters = answers.filters
    contents = read_contents(nodes, "nodes", answers.encoding, remarks)
    staff = best(contents.tables, ("id", "department", "supervisor", "headcount"), remarks, "staff list")
    others = tuple(table for table in contents.tables if table is not staff)
    found = contents.edges
    if found is None and (edges is None or same(nodes, edges)):
        found = best([table for table in others if tied(table)], ("supplier", "customer"), remarks, "ties")
    labels = None
    if edges is not None and not same(nodes, edges):
        other = read_contents(edges, "edges", answers.encoding, remarks)
        found = other.edges if other.edges is not None else tie_table(other, remarks)
        labels = other.tables[0] if other.edges is not None else None
    elif edges is not None and found is None:
        found = staff
    if staff is None or not len(staff.frame):
        raise InputError(f"{contents.tables[0].path}: has no rows of nodes")
    if edges is not None and (found is None or not len(found.frame)):
        raise InputError(f"{found.path if found else edges}: has no rows of edges")
    if found is not None and not len(found.frame):
        found = None
    sources = Sources(filtered(staff, filters), None if found is None else filtered(found, filters), labels)
    check_used(filters, sources)
    return sources


def same(one: object, other: object) -> bool:
    """Whether nodes and edges are one file, or one object."""
    return one is other or (
        isinstance(one, (str, Path)) and isinstance(other, (str, Path)) and Path(one) == Path(other)
    )


def best(tables: Sequence[TextTable], roles: Sequence[str], remarks: Remarks, what: str) -> TextTable | None:
    """The sheet whose headings name most of some roles; said aloud where there are several."""
    if not tables:
        return None
    every = STAFF_ROLES | TIE_ROLES

    def named(table: TextTable) -> int:
        columns = Columns(table, {}, remarks)
        return sum(bool(columns.named(every[role])) for role in roles)

    chosen = max(tables, key=named)
    if len(tables) > 1:
        remarks.choices.append(
            f"{chosen.name}: {what} from this sheet of {len(tables)} (guessed; others: FILE.xlsx#SHEET)"
        )
    return chosen


def tied(table: TextTable) -> bool:
    """Whether the headings of a sheet name both ends of ties."""
    columns = Columns(table, {}, Remarks())
    pairs = (("supplier", "customer"), ("answers", "asks"))
    return any(all(columns.named(TIE_ROLES[role]) for role in pair) for pair in pairs)


def tie_table(contents: Contents, remarks: Remarks) -> TextTable | None:
    """The table of ties in a file of its own."""
    return best(contents.tables, ("supplier", "customer"), remarks, "ties")


def check_used(filters: Sequence[Filter], sources: Sources) -> None:
    """Refuse a filter on a column that neither table has."""
    for one in filters:
        if not one.used:
            tables = [table for table in (sources.staff, sources.ties) if table is not None]
            raise tables[-1].missing(f'--where {one.column}: no column "{one.column}"', one.column)


def translated(ties: TextTable, labels: TextTable | None, people: People) -> TextTable:
    """Ties of a network whose own keys mean nothing to the staff list, named by the attribute that does."""
    if labels is None:
        return ties
    columns = Columns(labels, {}, Remarks())
    names = list(dict.fromkeys(["id", *named_ids(columns), *labels.columns]))
    ids = pd.Series(people.ids, dtype=str)
    fitting = [name for name in names if labels.columns.count(name) == 1 and matched(ids, [labels.column(name)])]
    known = set(map(near, people.ids)) if len(fitting) > 1 else set()
    # Running numbers of nodes are ids of people as well, though of others: what names most of them is meant.
    best = max(fitting, key=lambda name: labels.column(name).map(near).isin(known).mean(), default="id")
    if best == "id":
        return replace(ties, keyed=False)
    called = dict(zip(labels.frame["id"], labels.column(best), strict=True))
    frame = ties.frame.assign(**{end: ties.frame[end].map(called).fillna("") for end in ("source", "target")})
    return replace(ties, frame=frame, keyed=False)
