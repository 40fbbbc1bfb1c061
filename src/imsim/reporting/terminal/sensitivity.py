"""Sensitivity analysis in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imsim.reporting.intervals import Interval, with_deviation
from imsim.reporting.numbers import Money, count, percent, scale_of
from imsim.reporting.quantities import label_of, spelt_out, unit_of
from imsim.reporting.terminal import screen
from imsim.reporting.terminal.tables import PlainTable
from imsim.scenarios.limits import MOST_REPLICATES
from imsim.studies.noise import LESS

if TYPE_CHECKING:
    from imsim.studies.sensitivity import Finding, Sensitivity


DUMMY = "a dummy factor"
READING = "In brackets: not above what a factor without any effect, a dummy, gets in 39 of 40 studies."


def show(sensitivity: Sensitivity, money: Money) -> None:
    """Print indices on stdout, outcome by outcome."""
    stdout = screen.results()
    for outcome, finding in sensitivity.outcomes.items():
        first, *rest = finding_text(sensitivity, outcome, finding, money)
        screen.say(stdout, first, style="bold")
        for line in rest:
            screen.say(stdout, line)
        if not finding.constant:
            stdout.print(indices_table(sensitivity, finding))
        stdout.print()
    screen.say(stdout, sensitivity_text(sensitivity))
    if any(finding.floor for finding in sensitivity.outcomes.values()):
        screen.say(stdout, READING)
    if words := spelt_out(sensitivity.outcomes):
        screen.say(stdout, words)


def indices_table(result: Sensitivity, finding: Finding) -> PlainTable:
    """Factors, the one that matters most first."""
    ranked = finding.ranked(result.method.main[0])
    main = [*result.method.main, *([LESS] if all(LESS in row for row in finding.indices.values()) else [])]
    scales = {index: scale_of("", (index_of(finding, name, index) for name in ranked)) for index in main}
    heads = ["group" if result.design.groups else "factor", *(index.replace("_", " ") for index in main)]
    table = PlainTable(heads, first_out=(LESS.replace("_", " "),))
    for name in ranked:
        shown = name if finding.above_floor(name) else f"({name})"
        table.add_row(shown, *(scale.around(index_of(finding, name, index)) for index, scale in scales.items()))
    if finding.floor:
        table.add_row(DUMMY, *(scale.number(finding.floor.get(index)) for index, scale in scales.items()))
    return table


def index_of(finding: Finding, factor: str, index: str) -> Interval:
    """An index of a factor with its bootstrap interval."""
    row = finding.indices[factor]
    value, half = row[index], row.get(f"{index}_conf")
    if half is None:
        return {"mean": value, "low": None, "high": None}
    return {"mean": value, "low": value - half, "high": value + half}


def finding_text(result: Sensitivity, outcome: str, finding: Finding, money: Money) -> list[str]:
    """Text before the indices of an outcome: its mean, and the share of noise in its variance."""
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
        share, low, high = (percent(part, 1) for part in (finding.noise.share, finding.noise.low, finding.noise.high))
        lines.append(f"Monte-Carlo noise is {share} ({low} to {high}) of what differs between points ({more}).")
    if result.method.name == "dgsm" and not any(map(finding.above_floor, finding.indices)):
        lines.append("Slopes over a twentieth of a range are drowned by noise here: take more replicates, or sobol.")
    if finding.convergence:
        half, index = max(finding.convergence), result.method.main[0]
        moved = max(abs(row[index] - finding.convergence[half][name][index]) for name, row in finding.indices.items())
        scale = scale_of("", (index_of(finding, name, index) for name in finding.indices))
        lines.append(f"From {half} to {result.design.samples} samples {index} moves by {scale.number(moved)} at most.")
    return lines


def sensitivity_text(result: Sensitivity) -> str:
    """Text on how to read the indices."""
    runs = f"{count(result.runs, 'run')}, {count(result.replicates, 'replicate')} a point"
    size = f"{runs}, common random numbers at all points"
    return f"{result.method.name}: {result.method.main[0]} = {result.method.words}; ± 95 % by bootstrap; {size}."


def show_pilot(sensitivity: Sensitivity, runs: int, planned: int, as_json: bool) -> None:
    """Print how many replicates each outcome needs, from a pilot."""
    if as_json:
        noise = {name: finding.noise for name, finding in sensitivity.outcomes.items()}
        content = {name: {"replicates_needed": one.needed if one else None} for name, one in noise.items()}
        screen.say_json({"runs": runs, "outcomes": content})
        return
    for name, finding in sensitivity.outcomes.items():
        screen.say(screen.results(), pilot_text(name, finding, planned))


def pilot_text(outcome: str, finding: Finding, planned: int) -> str:
    """Text on how many replicates an outcome needs."""
    if finding.noise is None:
        return f"{outcome}: did not vary."
    if finding.noise.needed is None:
        return f"{outcome}: differs between points by Monte-Carlo noise alone; its indices would mean nothing."
    word = "enough" if finding.noise.needed <= planned else "too few"
    needed = f"{count(finding.noise.needed, 'replicate')} would keep the total index of a null factor below 0.05"
    return f"{outcome}: {needed} ({planned:,}: {word})."
