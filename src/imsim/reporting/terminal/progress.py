"""Progress of a study in the terminal: estimate, runs done, time taken."""

from __future__ import annotations

import math
import time
from itertools import pairwise
from typing import TYPE_CHECKING

from imsim.reporting.numbers import count
from imsim.reporting.terminal import screen
from imsim.studies.estimate import COMPILING, runs_expected

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from imsim.studies.estimate import InParts, RunEstimate
    from imsim.studies.study import Study

TENTHS = 10
STEPS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


class Progress:
    """Follows a study: a bar where somebody watches, else a line at first and at every tenth; counts in any case.

    Args:
        quiet: say nothing.
        workers: the first estimate waits until each may have finished something.
        plan: lines to say when it begins: its folder is free, and somebody will carry it out.
        lines: what programs read instead.
        expected: runs that are counted up to, where a study only knows how many there are at most.
    """

    def __init__(
        self,
        quiet: bool,
        workers: int,
        plan: Sequence[str] = (),
        lines: screen.JsonLines | None = None,
        expected: int | None = None,
    ) -> None:
        self.quiet, self.waiting, self.plan, self.lines, self.expected = quiet, workers, plan, lines, expected
        self.runs = self.finished = self.before = 0
        self._tenth = 0
        self._begun = time.monotonic()
        self._tell: Callable[[int], None] | None = None
        self._bar = screen.progress(0, "", quiet)

    def begin(self, runs: int, finished: int) -> None:
        """A study begins."""
        runs = self.expected if self.expected and finished < runs else runs
        self.runs, self.finished, self.before, self._begun = runs, finished, finished, time.monotonic()
        self._tell_programs()
        for line in () if self.quiet else self.plan:
            screen.say(screen.messages(), line)
        if screen.messages().is_terminal and not self.quiet and finished < runs:
            self._bar = screen.progress(runs - finished, "runs", self.quiet)
            self._tell = self._bar.__enter__()

    def advance(self, runs: int) -> None:
        """So many more are finished."""
        self._add(runs)
        self.waiting -= 1
        self._tell_programs()
        if self._tell:
            self._tell(runs)
        elif not self.quiet and self.waiting <= 0 and (tenth := TENTHS * self.finished // self.runs) >= self._tenth:
            self._tenth = tenth + 1
            if self.finished < self.runs:
                screen.say(screen.messages(), f"{self.finished:,} of {count(self.runs, 'run')}, {self.left()}")

    def found(self, runs: int) -> None:
        """So many more were finished before, as turns out on the way."""
        self._add(runs)
        self.before += runs
        self._tell_programs()
        if self._tell:
            self._tell(runs)

    def complete(self) -> None:
        """The study is done: what was run is all that had to be, where a search knew enough before the most it may."""
        self.runs = self.finished

    def _add(self, runs: int) -> None:
        self.finished += runs
        self.runs = max(self.runs, self.finished)

    def _tell_programs(self, last: bool = False) -> None:
        if self.lines:
            self.lines.tell(self.finished, self.runs, last)

    def left(self) -> str:
        """Text on time left and speed, from the runs done so far."""
        spent, done = time.monotonic() - self._begun, self.finished - self.before
        speed = done / spent if spent > 0 else math.inf
        return f"about {duration((self.runs - self.finished) / speed)} left at {speed:.3g} runs a second"

    def spent(self) -> str:
        """Text on the runs done and the time taken."""
        seconds, done = time.monotonic() - self._begun, self.finished - self.before
        if not done:
            return (
                "the one run was finished before"
                if self.runs == 1
                else f"all {self.before:,} runs were finished before"
            )
        earlier = f", {self.before:,} finished before" if self.before else ""
        return f"{count(done, 'run')} in {duration(seconds)}, {done / seconds:.3g} a second{earlier}"

    def close(self) -> None:
        """Take the bar away."""
        if self.runs:
            self._tell_programs(last=True)
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


def plan_text(study: InParts, jobs: int, scheduler: str | None) -> str:
    """Text on the number of runs, before the first."""
    where = f"on {scheduler}" if scheduler else count(jobs, "process", "processes")
    parts = "; then ".join(part_text(*part) for part in study.parts)
    if len(study.parts) == 1:
        return f"{parts}, {where}"
    return f"about {count(runs_expected(study), 'run')}, {where}: {parts}"


def part_text(name: str, study: Study, times: float) -> str:
    """Text on the number of runs of a part of a study; a number that depends on what is found is about so many."""
    points, strategies, replicates = study.shape
    counts = ((points, "points"), (strategies, "strategies"), (replicates, "replicates"))
    each = " x ".join(f"{many:,} {what}" for many, what in counts if many > 1)
    runs = count(round(study.runs * times), "run")
    if times == 1:
        return f"{name}{name and ': '}{runs}{each and (' (' if name else ': ')}{each}{')' if each and name else ''}"
    return f"{name}: about {runs}"


def estimate_text(estimate: RunEstimate) -> str:
    """What a study will take."""
    lasts = "time unknown" if estimate.seconds is None else f"about {duration(estimate.seconds)} on this machine"
    if new := estimate.compiling:
        lasts += f", {duration(COMPILING * new)} of it to compile {count(new, 'model')}, once"
    return f"{lasts}, {max(1, math.ceil(estimate.disk / 1e6)):,} MB of disk at most"
