"""Reproduction in the terminal: identical numbers, or the first that differs in each table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imsim.engine.errors import listed
from imsim.scenarios.counts import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imsim.studies.reproduction import Reproduction
    from imsim.studies.table_comparison import Cell, TableDifference


def verdict(found: Reproduction) -> Iterator[str]:
    """What was found, in words."""
    yield "The same numbers, to the last bit." if found.same else "Other numbers."
    for one in found.tables:
        yield f"{one.table}: {difference_text(one)}"
        if one.first:
            yield f"  first in {cell(one.first)}"
    for name, (then, now) in found.changes.items():
        yield f"{name}: {then} when the study was made, {now} now"
    if found.altered:
        yield f"Not as the study left them, whatever its tables say: {listed(found.altered)}."
    elif not found.same and not found.changes:
        yield "Versions, source and machine are those of the manifest, so this should not be: please report it."


def difference_text(finding: TableDifference) -> str:
    """A table in words."""
    if finding.problem:
        return finding.problem
    if finding.first is None:
        return f"{count(finding.rows, 'row')}, all the same"
    share = f"{finding.differing:,} of {count(finding.cells, 'cell')} differ"
    return f"{share}, numbers by at most {finding.largest:.2g} of their size"


def cell(first: Cell) -> str:
    """Where a cell is, and what stood and stands in it."""
    place = ", ".join(f"{name} {value}" for name, value in first.place.items())
    where = f"row {first.row}" + (f" ({place})" if place else "")
    text = f"{where}, column {first.column}: {first.before} then, {first.after} now"
    try:
        return f"{text} ({float(first.after) - float(first.before):+.2g})"
    except (TypeError, ValueError):
        return text
