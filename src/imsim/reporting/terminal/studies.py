"""What a person reads of a sweep and of a sensitivity analysis."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.table import Table

from imsim.reporting.terminal import screen as console
from imsim.reporting.terminal.screen import PlainTable, number
from imsim.scenarios.limits import MOST_REPLICATES

if TYPE_CHECKING:
    from imsim.studies.sensitivity import Finding, Sensitivity
    from imsim.studies.sweep import Sweep

MOST_FACTORS, MOST_ROWS, MOST_OUTCOMES = 4, 40, 3
SHOWN_OUTCOMES = ("acsi", "turnover", "profit")


def show_sweep(sweep: Sweep) -> None:
    """A sweep on stdout."""
    screen = console.results()
    console.say(screen, f"{sweep.results.title}: {sweep.results.strategies[0]}", style="bold")
    screen.print(sweep_table(sweep))
    for line in sweep_lines(sweep):
        console.say(screen, line)


def sweep_table(sweep: Sweep) -> Table:
    """Points and their outcomes; where there are many factors or points, the range of each outcome instead."""
    found, frame = sweep.results, sweep.table
    shown = shown_outcomes(sweep)
    if len(found.design.names) > MOST_FACTORS or found.design.points > MOST_ROWS:
        return range_table(sweep)
    gained = "_gained" if len(found.strategies) > 1 else ""
    table = PlainTable([*found.design.names, *(f"{name} {gained[1:]}".strip() for name in shown)], 0)
    for _, row in frame[frame["strategy"] == found.strategies[0]].iterrows():
        values = (
            ("+" if gained and row[name] > 0 else "") + number(row[name], row[f"{name}_high"] - row[name])
            for name in (f"{one}{gained}" for one in shown)
        )
        table.add_row(*(f"{row[name]:.6g}" for name in found.design.names), *values)
    return table


def shown_outcomes(sweep: Sweep) -> list[str]:
    """Outcomes that have room in the table."""
    found = sweep.results.final
    return [name for name in SHOWN_OUTCOMES if name in found] or list(found)[:MOST_OUTCOMES]


def range_table(sweep: Sweep) -> Table:
    """Where each outcome lies over all points."""
    strategies = ["strategy"] if len(sweep.results.strategies) > 1 else []
    table = PlainTable([*strategies, "outcome", "lowest", "5 %", "median", "95 %", "highest"], len(strategies) + 1)
    for strategy, part in sweep.table.groupby("strategy", sort=False):
        for name in sweep.results.final:
            places = part[name].quantile([0.0, 0.05, 0.5, 0.95, 1.0])
            table.add_row(*([str(strategy)] if strategies else []), name, *(number(float(value)) for value in places))
    return table


def sweep_lines(sweep: Sweep) -> list[str]:
    """How to read the table."""
    found = sweep.results
    lost = f"; {len(found.errors)} runs failed and are left out" if found.errors else ""
    gained = (
        f"gained: {found.strategies[0]} less {found.strategies[1]}, paired by replicate; "
        if len(found.strategies) > 1
        else ""
    )
    lines = [
        f"{gained}{found.design.points:,} points ({found.design.kind}), {found.replicates} replicates each, "
        f"95 % intervals over replicates{lost}."
    ]
    if gained and found.replicates > 1:
        first = sweep.table[sweep.table["strategy"] == found.strategies[0]]
        if first[[f"{name}_gained_low" for name in shown_outcomes(sweep)]].isna().any(axis=None):
            lines.append(console.WITHOUT_INTERVAL)
    return lines


def show_sensitivity(found: Sensitivity) -> None:
    """Indices on stdout, an outcome after the other."""
    screen = console.results()
    for outcome, finding in found.outcomes.items():
        first, *rest = finding_text(found, outcome, finding)
        console.say(screen, first, style="bold")
        for line in rest:
            console.say(screen, line)
        if not finding.constant:
            screen.print(indices_table(found, finding))
        screen.print()
    console.say(screen, sensitivity_text(found))


def indices_table(result: Sensitivity, finding: Finding) -> Table:
    """Factors, the one that matters most first."""
    main = result.method.main
    table = PlainTable(["group" if result.design.groups else "factor", *main])
    for name in finding.ranked(main[0]):
        row = finding.indices[name]
        table.add_row(name, *(number(row[index], row.get(f"{index}_conf", math.nan)) for index in main))
    return table


def finding_text(result: Sensitivity, outcome: str, finding: Finding) -> list[str]:
    """What stands before the indices of an outcome: what it is, and how much of it is luck."""
    whose = f"{result.strategy}, advantage over {result.against}" if result.against else result.strategy
    lines = [f"{outcome} ({whose}): {number(finding.mean)}, standard deviation {number(finding.deviation)}"]
    if finding.constant:
        return [*lines, "The output did not vary: no factor moves it."]
    if finding.noise is None:
        lines.append("Share of luck unknown: one replicate.")
    else:
        needed = finding.noise.needed
        more = (
            "no number of replicates would do"
            if needed is None or needed > MOST_REPLICATES
            else f"replicates needed to keep a null factor below .05: {needed:,}"
        )
        lines.append(f"Luck is {finding.noise.share:.1%} of what differs between points ({more}).")
    if finding.convergence:
        half, index = max(finding.convergence), result.method.main[0]
        moved = max(abs(row[index] - finding.convergence[half][name][index]) for name, row in finding.indices.items())
        lines.append(f"From {half} to {result.design.samples} samples {index} moves by {number(moved)} at most.")
    return lines


def sensitivity_text(result: Sensitivity) -> str:
    """How to read the indices."""
    size = f"{result.runs:,} runs, {result.replicates} replicates a point, same luck at all points"
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
        return f"{outcome}: differs between points by luck alone; its indices would mean nothing."
    word = "enough" if finding.noise.needed <= planned else "too few"
    needed = f"{finding.noise.needed} replicates keep the total index of a null factor below .05"
    return f"{outcome}: {needed} ({planned}: {word})."
