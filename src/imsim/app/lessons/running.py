"""The runs of a lesson: both sides under common random numbers, a few replicates at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imsim.app.lessons.loading import Lesson
from imsim.scenarios.scenario import Scenario
from imsim.scenarios.simulation import Case, Setting, simulate
from imsim.studies.subject import Strategies

Values = NDArray[np.float64]
# Replicates that are run together, between two reports of how far it is: few first, so that there is soon something
# to see. Numbers do not depend on it.
FIRST_BLOCK, BLOCK = 2, 6


@dataclass(frozen=True)
class Runs:
    """What was measured in the runs so far.

    Args:
        weekly: outcome -> (weeks, sides, replicates).
        final: outcome -> (sides, replicates), over the outcome's span.
        wanted: replicates when all are done.
    """

    weekly: dict[str, Values]
    final: dict[str, Values]
    wanted: int

    @property
    def replicates(self) -> int:
        """Replicates that are done."""
        return int(next(iter(self.final.values())).shape[1])

    @property
    def done(self) -> bool:
        """Whether these are all."""
        return self.replicates >= self.wanted

    def with_more(self, more: Runs) -> Runs:
        """These runs and others of further replicates."""
        return Runs(
            {name: np.concatenate([self.weekly[name], values], axis=2) for name, values in more.weekly.items()},
            {name: np.concatenate([self.final[name], values], axis=1) for name, values in more.final.items()},
            self.wanted,
        )


def beside(*sides: Runs) -> Runs:
    """Runs of several sides under the same replicates, side by side."""
    first = sides[0]
    return Runs(
        {name: np.concatenate([side.weekly[name] for side in sides], axis=1) for name in first.weekly},
        {name: np.concatenate([side.final[name] for side in sides], axis=0) for name in first.final},
        first.wanted,
    )


def runs_of(lesson: Lesson, replicates: int | None = None) -> Iterator[Runs]:
    """The runs of a lesson, more of them each time, until all are done.

    Args:
        lesson: not a challenge.
        replicates: pairs of runs; as the lesson has them if absent.
    """
    number = lesson.table.runs.replicates if replicates is None else replicates
    strategies = [lesson.table.sides[side].strategy for side in ("a", "b")]
    firms = [(lesson.firms[0], strategies)]
    if lesson.firms[0] is not lesson.firms[1]:
        firms = [(firm, [strategy]) for firm, strategy in zip(lesson.firms, strategies, strict=True)]
    seed, so_far = lesson.table.runs.seed, None
    sides = [Strategies(firm, tuple(names), (), tuple(lesson.outcomes), seed) for firm, names in firms]
    for block in blocks(lesson.firms[0], number):
        more = beside(*(as_compared(side, block, number) for side in sides))
        so_far = more if so_far is None else so_far.with_more(more)
        yield so_far


def as_compared(side: Strategies, block: range, wanted: int) -> Runs:
    """One block of runs of a firm, its strategies at the budget that the firm of these replicates has."""
    place = side.place(np.empty(0), block[0])
    return simulated(place.setting, place.cases, block, side.seed, side.outcomes, wanted)


def blocks(firm: Scenario, replicates: int) -> Iterator[range]:
    """Replicates in blocks; one by one where each draws an organisation of its own."""
    first, size = (1, 1) if firm.per_replicate else (FIRST_BLOCK, BLOCK)
    begin = 0
    while begin < replicates:
        end = min(begin + (size if begin else first), replicates)
        yield range(begin, end)
        begin = end


def simulated(
    setting: Setting, cases: Sequence[Case], block: range, seed: int, outcomes: Sequence[str], wanted: int
) -> Runs:
    """One block of runs."""
    record = simulate(setting, cases, list(block), seed, outcomes)
    return Runs(record.weekly, record.final, wanted)
