"""Runs that are carried out together, so that they can be sent away and cut in parts.

A block is cases x replicates of one setting. A run's numbers do not depend on the block it is in, so blocks are cut for
speed alone: large enough to spread what a block costs whatever its size, small enough for memory (some 400 MB) and for
a study to be seen to go on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol, Self

from imsim.scenarios.simulation import Case, Record, Setting, simulate

# At most so many people and customers, and so many runs, in a block.
BLOCK_ROWS = 1_500_000
BLOCK_RUNS = 512

# Point of the design, and strategy.
Label = tuple[int, int]


class Runs(Protocol):
    """Runs that are carried out together: cases x replicates."""

    def run(self) -> Record:
        """Their outcomes."""

    def part(self, cases: slice, replicates: slice) -> Self:
        """A part of the batch."""


@dataclass(frozen=True)
class Block:
    """Runs that are simulated together."""

    setting: Setting
    cases: tuple[Case, ...]
    replicates: tuple[int, ...]
    seed: int
    outcomes: tuple[str, ...] | None = None
    weekly: bool = True

    def run(self) -> Record:
        """Simulate it here and now."""
        return simulate(self.setting, self.cases, self.replicates, self.seed, self.outcomes, self.weekly)

    def part(self, cases: slice, replicates: slice) -> Block:
        """A block of a part of the cases and replicates."""
        return replace(self, cases=self.cases[cases], replicates=self.replicates[replicates])


@dataclass(frozen=True)
class Batch:
    """Runs of a study that are carried out together.

    Args:
        labels: point and strategy of each case.
        replicates: of every case.
        runs: what is to be carried out: a case for each label.
    """

    labels: tuple[Label, ...]
    replicates: tuple[int, ...]
    runs: Runs

    @property
    def size(self) -> int:
        """Number of runs."""
        return len(self.labels) * len(self.replicates)

    def run(self) -> Record:
        """Run the batch; its cases are not part of the result."""
        return replace(self.runs.run(), cases=())

    def halves(self) -> tuple[Batch, ...]:
        """By cases, or by replicates where there is one case."""
        if self.size == 1:
            return ()
        by_case = len(self.labels) > 1
        middle = len(self.labels if by_case else self.replicates) // 2
        everything, parts = slice(None), (slice(None, middle), slice(middle, None))
        return tuple(
            Batch(self.labels[cases], self.replicates[replicates], self.runs.part(cases, replicates))
            for cases, replicates in ((part, everything) if by_case else (everything, part) for part in parts)
        )
