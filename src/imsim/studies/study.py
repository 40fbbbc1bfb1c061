"""A study: design, subject and replicates, which determine its runs and their names."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

import imsim
from imsim.engine.errors import InputError
from imsim.engine.model import Model
from imsim.scenarios.scenario import Scenario
from imsim.studies.answer import Json
from imsim.studies.blocks import BLOCK_ROWS, BLOCK_RUNS, Batch
from imsim.studies.design import Design, Matrix
from imsim.studies.manifest import StudyIdentity, fingerprint
from imsim.studies.subject import Place, Strategies, Subject

MOST_RUNS = 100_000_000
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Study:
    """Runs that are wanted: every strategy of the subject at every point of the design, so many times.

    Args:
        kind: name of its kind, which says what the answer will look like.
        design: the points, with flags and seed.
        subject: what is run there.
        replicates: runs of each strategy at each point, with common random numbers.
        ask: what is asked of the runs besides; it is stored, and does not change their numbers.
        notes: what whoever asked should know before it runs.
    """

    kind: str
    design: Design
    subject: Subject
    replicates: int
    ask: tuple[tuple[str, Any], ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        """Which run is done is kept in memory, a byte a run; and a run is named by the seed that it has."""
        seed = getattr(self.subject, "seed", self.design.seed)
        assert seed == self.design.seed, f"runs of the seed {seed} would be named by {self.design.seed}"
        if self.runs > MOST_RUNS:
            raise InputError(
                f"a study of {self.runs:,} runs is too large (at most {MOST_RUNS:,}): "
                "fewer points, or fewer --replicates"
            )

    @property
    def shape(self) -> tuple[int, int, int]:
        """(points, strategies, replicates)."""
        return self.design.points, len(self.subject.strategies), self.replicates

    @property
    def runs(self) -> int:
        """Number of runs."""
        points, strategies, replicates = self.shape
        return points * strategies * replicates

    @property
    def parts(self) -> tuple[tuple[str, Study, float], ...]:
        """What it takes: one study, itself, once."""
        return (("", self, 1.0),)

    @property
    def counted(self) -> str:
        """What runs are called where they are counted."""
        return "runs"

    @property
    def options(self) -> Json:
        """Options besides the scenario: those that determine the numbers, and what is asked of them."""
        return {
            "design": self.design.as_json(),
            "arms": list(self.subject.strategies),
            "replicates": self.replicates,
            "outcomes": list(self.subject.outcomes),
            "weekly": self.subject.weekly,
            "title": self.subject.title,
            "weeks": self.scenario.timeline.weeks if self.scenario else None,
            "ask": dict(self.ask),
        }

    @property
    def model(self) -> Model | None:
        """Mechanisms at work, where the subject is a company."""
        return self.subject.model

    @property
    def scenario(self) -> Scenario | None:
        """The scenario behind it, where the subject is a company."""
        return self.subject.scenario if isinstance(self.subject, Strategies) else None

    @cached_property
    def key(self) -> str:
        """Key of the study: studies with equal keys have identical runs."""
        asked = {name: value for name, value in self.options.items() if name != "ask"}
        return fingerprint([self._source, self.kind, self.subject.identity, asked])

    @property
    def identity(self) -> StudyIdentity:
        """Identity of the study."""
        return StudyIdentity(self.kind, self.key, self.subject.provenance)

    @property
    def _source(self) -> list[Any]:
        return [imsim.__version__, self.subject.provenance.as_json()]

    @cached_property
    def _roots(self) -> tuple[str, ...]:
        """What determines the runs of each strategy besides their point and replicate."""
        keys, seed = [factor.key for factor in self.design.factors], self.design.seed
        return tuple(
            fingerprint([imsim.__version__, self.subject.identity_of(strategy), keys, seed])
            for strategy in range(len(self.subject.strategies))
        )

    @cached_property
    def _twins(self) -> NDArray[np.int64]:
        """How many points before each have the same values, shape (points,)."""
        if not self.design.factors:
            return np.arange(self.design.points)
        _, group = np.unique(self.design.values(), axis=0, return_inverse=True)
        order = np.argsort(group.ravel(), kind="stable")
        first = np.r_[True, np.diff(group.ravel()[order]) != 0]
        places = np.arange(len(order))
        result = np.empty_like(places)
        result[order] = places - np.maximum.accumulate(np.where(first, places, 0))
        return result

    def run_id(self, point: int, strategy: int, replicate: int, values: NDArray[np.float64]) -> str:
        """Name of a run: a hash of all that determines it, whatever else is run beside it.

        Points with equal values are told apart by their order alone, so that a run keeps its name in a larger design.
        """
        return fingerprint([self._roots[strategy], values.tolist(), int(self._twins[point]), replicate])[:24]

    def named_places(self) -> Iterator[tuple[str, int, int, int]]:
        """Every run: name, point, strategy, replicate."""
        points, strategies, replicates = self.shape
        for point in range(points):
            values = self.design.values(slice(point, point + 1))[0]
            for strategy in range(strategies):
                for replicate in range(replicates):
                    yield self.run_id(point, strategy, replicate, values), point, strategy, replicate

    def batches(self, missing: Flags, workers: int, rows: int | None = None) -> Iterator[Batch]:
        """The missing runs in batches that are large enough to be fast, small enough for memory, and about equal.

        Args:
            missing: shape (points, strategies, replicates).
            workers: each gets the same number of batches where there are so many runs.
            rows: people and customers in a batch, at most; as many as memory holds by default.
        """
        total = int(missing.sum())
        each = [(r,) for r in range(self.replicates)] if self.subject.per_replicate else [tuple(range(self.replicates))]
        for group in self.subject.together(self.design.values()):
            points = group[missing[group].any(axis=(1, 2))]
            for replicates in each:
                wanted = missing[points][:, :, replicates]
                if not wanted.any():
                    continue
                place = self.subject.place(self.design.values(points[:1])[0], replicates[0])
                fitting = min(BLOCK_RUNS, max(1, (rows or BLOCK_ROWS) // place.rows))
                rounds = math.ceil(total / (fitting * workers))
                for places, strategies, which in rectangles(wanted, math.ceil(total / (rounds * workers))):
                    yield self.batch(place, points[places], strategies, tuple(replicates[i] for i in which))

    def batch(
        self, place: Place, points: NDArray[np.int64], strategies: tuple[int, ...], replicates: tuple[int, ...]
    ) -> Batch:
        """Batch of strategies at points; cases of a strategy are neighbours, so that programmes act on all at once."""
        values: Matrix = self.design.values(points)
        rows = [(row, strategy) for strategy in strategies for row in range(len(points))]
        labels = tuple((int(points[row]), strategy) for row, strategy in rows)
        return Batch(labels, replicates, place.block(values, rows, replicates))


def rectangles(wanted: Flags, runs: int) -> Iterator[tuple[slice, tuple[int, ...], tuple[int, ...]]]:
    """Cut a mask of runs into rectangles of limited size: neighbouring points with equal strategies and replicates.

    Args:
        wanted: shape (points, strategies, replicates).
        runs: size of a rectangle; one with a last replicate of all strategies may exceed it.

    Example:
        >>> [*rectangles(np.array([[[True, True]], [[True, True]], [[False, True]]]), runs=8)]
        [(slice(0, 2, None), (0,), (0, 1)), (slice(2, 3, None), (0,), (1,))]
    """
    first = 0
    while first < len(wanted):
        same = (wanted[first:] == wanted[first]).all(axis=(1, 2))
        last = len(wanted) if same.all() else first + int(same.argmin())
        patterns: dict[bytes, list[int]] = {}
        for strategy, row in enumerate(wanted[first]):
            if row.any():
                patterns.setdefault(row.tobytes(), []).append(strategy)
        for strategies in patterns.values():
            which = np.flatnonzero(wanted[first, strategies[0]]).tolist()
            deep = min(len(which), math.ceil(runs / len(strategies)))
            wide = max(1, runs // (len(strategies) * deep))
            for start in range(first, last, wide):
                for layer in range(0, len(which), deep):
                    yield slice(start, min(start + wide, last)), tuple(strategies), tuple(which[layer : layer + deep])
        first = last
