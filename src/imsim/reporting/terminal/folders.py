"""Studies in folders in the terminal: the list of them, and what two differ in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from imsim.reporting.numbers import count
from imsim.reporting.terminal import screen
from imsim.reporting.terminal.reproduction import cell, difference_text
from imsim.reporting.terminal.tables import PlainTable

if TYPE_CHECKING:
    from imsim.studies.listing import Listed
    from imsim.studies.study_diff import StudyDiff

LONGEST = 60


def show_list(found: Sequence[Listed]) -> None:
    """A line a study."""
    stdout = screen.results()
    if not found:
        screen.say(stdout, "no study here")
        return
    heads = ("folder", "kind", "scenario", "state", "strategies", "points", "replicates", "seed")
    table = PlainTable(heads, left=4, first_out=("seed", "points", "strategies", "replicates"))
    for one in found:
        numbers = (one.strategies, one.points, one.replicates, one.seed)
        table.add_row(
            str(one.folder),
            one.kind,
            one.scenario,
            one.state,
            *("-" if many is None else f"{many}" for many in numbers),
        )
    stdout.print(table)


def diff_lines(found: StudyDiff) -> Iterator[str]:
    """What two studies differ in, in words."""
    if found.same and not found.source:
        yield "The same request, source and numbers."
        return
    for title, pairs in (("asked", found.request), ("source", found.source)):
        yield f"{title}: the same" if not pairs else f"{title}:"
        yield from (
            f"  {name}: {_short(then)} in the first, {_short(now)} in the second" for name, (then, now) in pairs.items()
        )
    if found.only is not None:
        first, second = found.only
        yield f"runs: {found.common:,} in both, {first:,} only in the first, {second:,} only in the second"
        if not found.outcomes and found.common:
            yield "numbers of the runs in both: the same, to the last bit"
        for name, (many, largest) in found.outcomes.items():
            yield f"  {name}: differs in {count(many, 'run')}, by at most {largest:.2g} of its size"
    for one in found.tables:
        yield f"{one.table}: {difference_text(one)}"
        if one.first:
            yield f"  first in {cell(one.first)}"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
