"""A function of the factors in the place of a company: to test a study with, or to study another model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from imsim.scenarios.simulation import Record
from imsim.studies.blocks import Label
from imsim.studies.design import Matrix
from imsim.studies.provenance import Provenance

Evaluate = Callable[[Matrix, int], Mapping[str, NDArray[np.float64]]]


@dataclass(frozen=True)
class Function:
    """Subject of a study that is a function of the factors: for tests, and for models that are not imsim's.

    Args:
        title: what it is called.
        evaluate: (values of shape (points, factors), replicate) -> outcome -> shape (points,).
        outcomes: names of what it returns.
    """

    title: str
    evaluate: Evaluate
    outcomes: tuple[str, ...] = ("y",)
    strategies = ("function",)
    provenance = Provenance()
    model = None
    weekly = False
    per_replicate = False
    rows = 1

    @property
    def identity(self) -> object:
        """Its name."""
        return self.title

    def identity_of(self, strategy: int) -> object:  # noqa: ARG002
        """Its name."""
        return self.title

    def together(self, values: Matrix) -> Iterable[NDArray[np.int64]]:
        """All points."""
        yield np.arange(len(values))

    def place(self, values: NDArray[np.float64], replicate: int) -> Function:  # noqa: ARG002
        """Itself."""
        return self

    def block(self, values: Matrix, labels: Sequence[Label], replicates: tuple[int, ...]) -> Evaluation:
        """Block that evaluates the function at the points."""
        return Evaluation(self, values[[row for row, _ in labels]], replicates)


@dataclass(frozen=True)
class Evaluation:
    """A function with points at which it is evaluated."""

    function: Function
    values: Matrix
    replicates: tuple[int, ...]

    def run(self) -> Record:
        """Evaluate it."""
        result = [self.function.evaluate(self.values, replicate) for replicate in self.replicates]
        names = self.function.outcomes
        return Record(
            (), self.replicates, {}, {name: np.stack([one[name] for one in result], axis=1) for name in names}
        )

    def part(self, cases: slice, replicates: slice) -> Evaluation:
        """Fewer points, fewer replicates."""
        return replace(self, values=self.values[cases], replicates=self.replicates[replicates])
