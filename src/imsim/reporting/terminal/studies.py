"""What a person reads of a sweep and of a sensitivity analysis."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

from rich.table import Table

from imsim.reporting.numbers import Interval, Money, Scale, count, percent, plain, scale_of, with_deviation
from imsim.reporting.quantities import label_of, spelt_out, unit_of
from imsim.reporting.terminal import screen as console
from imsim.reporting.terminal.tables import PlainTable
from imsim.scenarios.limits import MOST_REPLICATES

if TYPE_CHECKING:
    from imsim.studies.sensitivity import Finding, Sensitivity
    from imsim.studies.sweep import Sweep

MOST_FACTORS, MOST_ROWS, MOST_OUTCOMES = 4, 40, 3
SHOWN_OUTCOMES = ("acsi", "turnover", "profit")
GAINED = "_gained"


def show_sweep(sweep: Sweep, money: Money) -> None:
    """A sweep on stdout."""
    screen = console.results()
    console.say(screen, f"{sweep.results.title}: {sweep.results.strategies[0]}", style="bold")
    screen.print(sweep_table(sweep, money))
    for line in sweep_lines(sweep):
        console.say(screen, line)


def sweep_table(sweep: Sweep, money: Money) -> Table:
    """Points and their outcomes; where there are many factors or points, the range of each outcome instead."""
    found = sweep.results
    factors = found.design.names
    if len(factors) > MOST_FACTORS or found.design.points > MOST_ROWS:
        return range_table(sweep, money)
    ending = GAINED if len(found.strategies) > 1 else ""
    rows = sweep.table[sweep.table["strategy"] == found.strategies[0]].to_dict("records")
    columns = {outcome: [at_point(row, outcome + ending) for row in rows] for outcome in shown_outcomes(sweep)}
    scales = {outcome: scale_of(unit_of(outcome), values, money) for outcome, values in columns.items()}
    heads = [head(outcome, scale, bool(ending)) for outcome, scale in scales.items()]
    table = PlainTable([*factors, *heads], 0, first_out=heads[:0:-1])
    for place, row in enumerate(rows):
        cells = (scale.around(columns[outcome][place], bool(ending)) for outcome, scale in scales.items())
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


def range_table(sweep: Sweep, money: Money) -> Table:
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
    """How to read the table."""
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
        f"{'95 % intervals over replicates' if found.replicates > 1 else 'no intervals'}{lost}."
    ]
    if gained and found.replicates > 1:
        first = sweep.table[sweep.table["strategy"] == found.strategies[0]]
        if first[[f"{name}{GAINED}_low" for name in shown_outcomes(sweep)]].isna().any(axis=None):
            lines.append(console.WITHOUT_INTERVAL)
    return [*lines, *filter(None, [spelt_out(shown_outcomes(sweep))])]


def show_sensitivity(found: Sensitivity, money: Money) -> None:
    """Indices on stdout, an outcome after the other."""
    screen = console.results()
    for outcome, finding in found.outcomes.items():
        first, *rest = finding_text(found, outcome, finding, money)
        console.say(screen, first, style="bold")
        for line in rest:
            console.say(screen, line)
        if not finding.constant:
            screen.print(indices_table(found, finding))
        screen.print()
    console.say(screen, sensitivity_text(found))
    if words := spelt_out(found.outcomes):
        console.say(screen, words)


def indices_table(result: Sensitivity, finding: Finding) -> Table:
    """Factors, the one that matters most first."""
    main, ranked = result.method.main, finding.ranked(result.method.main[0])
    scales = {index: scale_of("", (index_of(finding, name, index) for name in ranked)) for index in main}
    table = PlainTable(["group" if result.design.groups else "factor", *main])
    for name in ranked:
        table.add_row(name, *(scale.around(index_of(finding, name, index)) for index, scale in scales.items()))
    return table


def index_of(finding: Finding, factor: str, index: str) -> Interval:
    """An index of a factor with its bootstrap interval."""
    row = finding.indices[factor]
    value, half = row[index], row.get(f"{index}_conf")
    if half is None:
        return {"mean": value, "low": None, "high": None}
    return {"mean": value, "low": value - half, "high": value + half}


def finding_text(result: Sensitivity, outcome: str, finding: Finding, money: Money) -> list[str]:
    """What stands before the indices of an outcome: what it is, and how much of it is noise."""
    whose = f"{result.strategy}, advantage over {result.against}" if result.against else result.strategy
    scale = scale_of(unit_of(outcome), [with_deviation(finding.mean, finding.deviation)], money)
    mean, deviation = (f"{scale.number(value)} {scale.unit}".strip() for value in (finding.mean, finding.deviation))
    lines = [f"{label_of(outcome)} of {whose}: mean {mean}, standard deviation over the points {deviation}"]
    if finding.constant:
        return [*lines, "The output did not vary: no factor moves it."]
    if finding.noise is None:
        lines.append("Share of Monte-Carlo noise unknown: one replicate.")
    else:
        needed = finding.noise.needed
        more = (
            "no number of replicates would do"
            if needed is None or needed > MOST_REPLICATES
            else f"replicates needed to keep a null factor below 0.05: {needed:,}"
        )
        lines.append(f"Monte-Carlo noise is {percent(finding.noise.share, 1)} of what differs between points ({more}).")
    if finding.convergence:
        half, index = max(finding.convergence), result.method.main[0]
        moved = max(abs(row[index] - finding.convergence[half][name][index]) for name, row in finding.indices.items())
        scale = scale_of("", (index_of(finding, name, index) for name in finding.indices))
        lines.append(f"From {half} to {result.design.samples} samples {index} moves by {scale.number(moved)} at most.")
    return lines


def sensitivity_text(result: Sensitivity) -> str:
    """How to read the indices."""
    runs = f"{count(result.runs, 'run')}, {count(result.replicates, 'replicate')} a point"
    size = f"{runs}, common random numbers at all points"
    return f"{result.method.name}: {result.method.main[0]} = {result.method.words}; ± 95 % by bootstrap; {size}."


def show_pilot(found: Sensitivity, runs: int, planned: int, as_json: bool) -> None:
    """How many replicates each outcome needs, on stdout, from a pilot of so many runs."""
    if as_json:
        noise = {name: finding.noise for name, finding in found.outcomes.items()}
        content = {name: {"replicates_needed": one.needed if one else None} for name, one in noise.items()}
        console.say_json({"runs": runs, "outcomes": content})
        return
    for name, finding in found.outcomes.items():
        console.say(console.results(), pilot_text(name, finding, planned))


def pilot_text(outcome: str, finding: Finding, planned: int) -> str:
    """How many replicates an outcome needs."""
    if finding.noise is None:
        return f"{outcome}: did not vary."
    if finding.noise.needed is None:
        return f"{outcome}: differs between points by Monte-Carlo noise alone; its indices would mean nothing."
    word = "enough" if finding.noise.needed <= planned else "too few"
    needed = f"{count(finding.noise.needed, 'replicate')} would keep the total index of a null factor below 0.05"
    return f"{outcome}: {needed} ({planned:,}: {word})."
