"""Sweep in the terminal."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from imsim.reporting.intervals import Interval, few_text
from imsim.reporting.numbers import Money, Scale, count, plain, scale_of
from imsim.reporting.quantities import label_of, spelt_out, unit_of
from imsim.reporting.terminal import screen
from imsim.reporting.terminal.tables import PlainTable

if TYPE_CHECKING:
    from imsim.studies.sweep import Sweep

MOST_FACTORS, MOST_ROWS, MOST_OUTCOMES = 4, 40, 3
SHOWN_OUTCOMES = ("acsi", "turnover", "profit")
GAINED = "_gained"


def show(sweep: Sweep, money: Money) -> None:
    """A sweep on stdout."""
    stdout = screen.results()
    screen.say(stdout, f"{sweep.results.title}: {sweep.results.strategies[0]}", style="bold")
    stdout.print(sweep_table(sweep, money))
    for line in sweep_lines(sweep):
        screen.say(stdout, line)


def sweep_table(sweep: Sweep, money: Money) -> PlainTable:
    """Points and their outcomes; where there are many factors or points, the range of each outcome instead."""
    found = sweep.results
    factors = found.design.names
    if len(factors) > MOST_FACTORS or found.design.points > MOST_ROWS:
        return range_table(sweep, money)
    suffix = GAINED if len(found.strategies) > 1 else ""
    rows = sweep.table[sweep.table["strategy"] == found.strategies[0]].to_dict("records")
    columns = {outcome: [at_point(row, outcome + suffix) for row in rows] for outcome in shown_outcomes(sweep)}
    scales = {outcome: scale_of(unit_of(outcome), values, money) for outcome, values in columns.items()}
    heads = [head(outcome, scale, bool(suffix)) for outcome, scale in scales.items()]
    if suffix or found.design.points < 2:
        table = PlainTable([*factors, *heads], 0, first_out=heads[:0:-1])
        for place, row in enumerate(rows):
            cells = (scale.around(columns[outcome][place], bool(suffix)) for outcome, scale in scales.items())
            table.add_row(*(plain(float(row[factor])) for factor in factors), *cells)
        return table
    return changes_table(rows, factors, columns, scales, money)


def changes_table(
    rows: Sequence[Mapping[Hashable, Any]], factors: Sequence[str], levels: Mapping[str, Sequence[Interval]],
    scales: Mapping[str, Scale], money: Money,
) -> PlainTable:  # fmt: skip
    """Outcomes at each point with their paired change from the first, which is known far more closely."""
    changes = {outcome: [at_point(row, f"{outcome}_change") for row in rows] for outcome in levels}
    by = {outcome: scale_of(unit_of(outcome), values[1:], money) for outcome, values in changes.items()}
    heads = [[head(outcome, scales[outcome], False), f"{head(outcome, by[outcome], True)}"] for outcome in levels]
    heads = [[level, change.replace(" gained", " change")] for level, change in heads]
    table = PlainTable([*factors, *chain.from_iterable(heads)], 0, first_out=[level for level, _ in heads[::-1]])
    for place, row in enumerate(rows):
        cells = list[str]()
        for outcome, scale in scales.items():
            change = by[outcome].around(changes[outcome][place], signed=True) if place else "-"
            cells += [scale.number(levels[outcome][place]["mean"]), change]
        table.add_row(*(plain(float(row[factor])) for factor in factors), *cells)
    return table


def at_point(row: Mapping[Hashable, Any], column: str) -> Interval:
    """A number of a point with its interval."""
    return {key: float(row[column + end]) for key, end in (("mean", ""), ("low", "_low"), ("high", "_high"))}


def head(outcome: str, scale: Scale, gained: bool) -> str:
    """Heading of the column of an outcome, or of the gain in it."""
    return f"{label_of(outcome)}{' gained' if gained else ''}, {scale.brief if gained else scale.unit}".strip(", ")


def shown_outcomes(sweep: Sweep) -> list[str]:
    """Outcomes that have room in the table."""
    found = sweep.results.final
    return [name for name in SHOWN_OUTCOMES if name in found] or list(found)[:MOST_OUTCOMES]


def range_table(sweep: Sweep, money: Money) -> PlainTable:
    """Where each outcome lies over all points."""
    strategies = ["strategy"] if len(sweep.results.strategies) > 1 else []
    table = PlainTable(
        [*strategies, "outcome", "unit", "lowest", "5 %", "median", "95 %", "highest"], len(strategies) + 2,
        first_out=("5 %", "95 %", "median"),
    )  # fmt: skip
    for outcome in sweep.results.final:
        scale = scale_of(unit_of(outcome), (at_point(row, outcome) for row in sweep.table.to_dict("records")), money)
        for strategy, part in sweep.table.groupby("strategy", sort=False):
            places = part[outcome].quantile([0.0, 0.05, 0.5, 0.95, 1.0])
            whose = [str(strategy)] if strategies else []
            table.add_row(*whose, label_of(outcome), scale.unit, *(scale.number(float(value)) for value in places))
    return table


def sweep_lines(sweep: Sweep) -> list[str]:
    """Lines on how to read the table."""
    found = sweep.results
    lost = f"; {count(len(found.errors), 'run failed and is', 'runs failed and are')} left out" if found.errors else ""
    gained = (
        f"gained: {found.strategies[0]} less {found.strategies[1]}, paired by replicate (pp: percentage points); "
        if len(found.strategies) > 1
        else ""
    )
    lines = [
        f"{gained}{count(found.design.points, 'point')} ({found.design.kind}), "
        f"{count(found.replicates, 'replicate')} each, "
        f"{'95 % intervals over replicates' if found.replicates > 1 else 'no intervals'}"
        f"{few_text(found.replicates)}{lost}."
    ]
    if not gained and len(found.design.names) <= MOST_FACTORS and 1 < found.design.points <= MOST_ROWS:
        lines.append("change: from the first point, paired by replicate (pp: percentage points).")
    if gained and found.replicates > 1:
        first = sweep.table[sweep.table["strategy"] == found.strategies[0]]
        if first[[f"{name}{GAINED}_low" for name in shown_outcomes(sweep)]].isna().any(axis=None):
            lines.append(screen.WITHOUT_INTERVAL)
    return [*lines, *filter(None, [spelt_out(shown_outcomes(sweep))])]
