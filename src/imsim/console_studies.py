"""What a person reads of a study: how far it is, and what it found."""

from __future__ import annotations

import json
import math
import time
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.table import Table

from imsim import console

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from imsim.studies.effort import Effort
    from imsim.studies.sensitivity import Finding, Sensitivity
    from imsim.studies.study import Study
    from imsim.studies.sweep import Sweep

MOST_FACTORS, MOST_ROWS, MOST_OUTCOMES = 4, 40, 3
SHOWN_OUTCOMES = ("acsi", "turnover", "profit")
TENTHS = 10
STEPS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))

# The command line takes no more.
MOST_REPLICATES = 1_000_000


class Progress:
    """Follows a study: a bar where somebody watches, else a line at first and at every tenth; counts in any case.

    Args:
        quiet: say nothing.
        workers: the first estimate waits until each may have finished something.
        plan: lines to say when it begins: its folder is free, and somebody will carry it out.
    """

    def __init__(self, quiet: bool, workers: int, plan: Sequence[str] = ()) -> None:
        self.quiet, self.waiting, self.plan = quiet, workers, plan
        self.runs = self.finished = self.before = 0
        self._tenth = 0
        self._begun = time.monotonic()
        self._tell: Callable[[int], None] | None = None
        self._bar = console.progress(0, "", quiet)

    def begin(self, runs: int, finished: int) -> None:
        """A study begins."""
        self.runs, self.finished, self.before, self._begun = runs, finished, finished, time.monotonic()
        for line in () if self.quiet else self.plan:
            console.say(console.messages(), line)
        if console.messages().is_terminal and not self.quiet and finished < runs:
            self._bar = console.progress(runs - finished, "runs", self.quiet)
            self._tell = self._bar.__enter__()

    def advance(self, runs: int) -> None:
        """So many more are finished."""
        self.finished += runs
        self.waiting -= 1
        if self._tell:
            self._tell(runs)
        elif not self.quiet and self.waiting <= 0 and (tenth := TENTHS * self.finished // self.runs) >= self._tenth:
            self._tenth = tenth + 1
            if self.finished < self.runs:
                console.say(console.messages(), f"{self.finished:,} of {self.runs:,} runs, {self.left()}")

    def left(self) -> str:
        """Time left and speed, from what has been done so far."""
        spent, done = time.monotonic() - self._begun, self.finished - self.before
        speed = done / spent if spent > 0 else math.inf
        return f"about {duration((self.runs - self.finished) / speed)} left at {speed:.3g} runs a second"

    def spent(self) -> str:
        """What was run and how long it took."""
        seconds, done = time.monotonic() - self._begun, self.finished - self.before
        if not done:
            return f"all {self.runs:,} runs were finished before"
        earlier = f", {self.before:,} were finished before" if self.before else ""
        return f"{done:,} runs in {duration(seconds)}, {done / seconds:.3g} a second{earlier}"

    def close(self) -> None:
        """Take the bar away."""
        if self._tell:
            self._bar.__exit__(None, None, None)
            self._tell = None


def duration(seconds: float) -> str:
    """A time in its two largest units.

    Example:
        >>> duration(3.2), duration(316), duration(90_000)
        ('3 s', '5 min 16 s', '1 d 1 h')
    """
    seconds = max(1, round(seconds))
    for (large, name), (small, below) in pairwise(STEPS):
        if seconds >= large:
            rest = seconds % large // small
            return f"{seconds // large} {name}" + (f" {rest} {below}" if rest else "")
    return f"{seconds} s"


def plan_text(study: Study, jobs: int, scheduler: str | None) -> str:
    """How many runs there will be, before the first of them."""
    points, arms, replicates = study.shape
    counts = ((points, "points"), (arms, "strategies"), (replicates, "replicates"))
    each = " x ".join(f"{count:,} {what}" for count, what in counts if count > 1)
    where = f"on {scheduler}" if scheduler else f"{jobs} process{'es' if jobs > 1 else ''}"
    return f"{study.runs:,} runs{each and ': '}{each}, {where}"


def effort_text(effort: Effort) -> str:
    """What a study will take."""
    lasts = "time unknown" if effort.seconds is None else f"about {duration(effort.seconds)} on this machine"
    return f"{lasts}, {effort.disk / 1e6:,.0f} MB of disk"


def number(value: float, half: float = math.nan) -> str:
    """A number, and the half-width of its interval, with the digits that mean something.

    Example:
        >>> number(77.1234, 0.25), number(1234567.0, 4200.0), number(0.0123)
        ('77.12 ±0.25', '1,234,567 ±4,200', '0.0123')
    """
    if not math.isfinite(value):
        return "-"
    scale = half if math.isfinite(half) and half > 0 else abs(value) / 10
    digits = min(4, max(0, 1 - math.floor(math.log10(scale)))) if scale > 0 else 0
    text = f"{value:,.{digits}f}"
    return f"{text} ±{half:,.{digits}f}" if math.isfinite(half) else text


def sweep_table(sweep: Sweep) -> Table:
    """Points and their outcomes; where there are many factors or points, the range of each outcome instead."""
    found, frame = sweep.results, sweep.table
    shown = [name for name in SHOWN_OUTCOMES if name in found.final] or list(found.final)[:MOST_OUTCOMES]
    if len(found.design.names) > MOST_FACTORS or found.design.points > MOST_ROWS:
        return range_table(sweep)
    gained = "_gained" if len(found.arms) > 1 else ""
    table = console.PlainTable([*found.design.names, *(f"{name} {gained[1:]}".strip() for name in shown)], 0)
    for _, row in frame[frame["strategy"] == found.arms[0]].iterrows():
        values = (
            ("+" if gained and row[name] > 0 else "") + number(row[name], row[f"{name}_high"] - row[name])
            for name in (f"{one}{gained}" for one in shown)
        )
        table.add_row(*(f"{row[name]:.6g}" for name in found.design.names), *values)
    return table


def range_table(sweep: Sweep) -> Table:
    """Where each outcome lies over all points."""
    arms = ["strategy"] if len(sweep.results.arms) > 1 else []
    table = console.PlainTable([*arms, "outcome", "lowest", "5 %", "median", "95 %", "highest"], len(arms) + 1)
    for arm, part in sweep.table.groupby("strategy", sort=False):
        for name in sweep.results.final:
            places = part[name].quantile([0.0, 0.05, 0.5, 0.95, 1.0])
            table.add_row(*([str(arm)] if arms else []), name, *(number(float(value)) for value in places))
    return table


def sweep_text(sweep: Sweep) -> str:
    """How to read the table."""
    found = sweep.results
    lost = f"; {len(found.errors)} runs failed and are left out" if found.errors else ""
    gained = f"gained: {found.arms[0]} less {found.arms[1]}, paired by replicate; " if len(found.arms) > 1 else ""
    return (
        f"{gained}{found.design.points:,} points ({found.design.kind}), {found.replicates} replicates each, "
        f"95 % intervals over replicates{lost}."
    )


def indices_table(result: Sensitivity, finding: Finding) -> Table:
    """Factors, the one that matters most first."""
    main = result.method.main
    table = console.PlainTable(["group" if result.design.groups else "factor", *main])
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
    if finding.luck is None:
        lines.append("Share of luck unknown: one replicate.")
    else:
        needed = finding.luck.needed
        more = (
            "no number of replicates would do"
            if needed is None or needed > MOST_REPLICATES
            else f"replicates needed to keep a null factor below .05: {needed:,}"
        )
        lines.append(f"Luck is {finding.luck.share:.1%} of what differs between points ({more}).")
    if finding.convergence:
        half, index = max(finding.convergence), result.method.main[0]
        moved = max(abs(row[index] - finding.convergence[half][name][index]) for name, row in finding.indices.items())
        lines.append(f"From {half} to {result.design.samples} samples {index} moves by {number(moved)} at most.")
    return lines


def sensitivity_text(result: Sensitivity) -> str:
    """How to read the indices."""
    size = f"{result.runs:,} runs, {result.replicates} replicates a point, same luck at all points"
    return f"{result.method.name}: {result.method.main[0]} = {result.method.words}; ± 95 % by bootstrap; {size}."


def pilot_text(outcome: str, finding: Finding, planned: int) -> str:
    """How many replicates an outcome needs."""
    if finding.luck is None:
        return f"{outcome}: did not vary."
    if finding.luck.needed is None:
        return f"{outcome}: differs between points by luck alone; its indices would mean nothing."
    word = "enough" if finding.luck.needed <= planned else "too few"
    needed = f"{finding.luck.needed} replicates keep the total index of a null factor below .05"
    return f"{outcome}: {needed} ({planned}: {word})."


def print_sweep(sweep: Sweep, as_json: bool) -> None:
    """A sweep on stdout."""
    if as_json:
        print(json.dumps(sweep.as_json(), indent=2))
        return
    screen = console.results()
    console.say(screen, f"{sweep.results.title}: {sweep.results.arms[0]}", style="bold")
    screen.print(sweep_table(sweep))
    console.say(screen, sweep_text(sweep))


def print_sensitivity(found: Sensitivity, as_json: bool) -> None:
    """Indices on stdout, an outcome after the other."""
    if as_json:
        print(json.dumps(found.as_json(), indent=2))
        return
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
