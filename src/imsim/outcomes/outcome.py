"""The registry of outcomes: name, label, unit, and the weeks over which each is measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from imsim.company.ensemble import Ensemble
from imsim.engine.registry import Registry

# Of each run, (cases, replicates, 1); a fraction is measured as its numerator and denominator.
Value = NDArray[np.float64]
Fraction = tuple[Value, Value]
Measure = TypeVar("Measure", bound=Callable[[Ensemble], Value | Fraction])
Span = Literal["window", "run", "last", "total"]


@dataclass(frozen=True)
class Outcome:
    """An outcome: name, label in tables, unit, and the weeks over which it is measured.

    Args:
        name: of the function.
        label: for tables and figures.
        unit: e.g. "0-1", "points", "1/year".
        better: +1 where more is better, -1 where less is, 0 where neither.
        span: mean over the evaluation window or all weeks of the run, the last week, or the total of all weeks.
        benefit: number of the benefit of the source texts (55-64) it stands for, or None.
        low, high: bounds that always hold.
        measure: the function.
    """

    name: str
    label: str
    unit: str
    better: int
    span: Span
    benefit: int | None
    low: float
    high: float
    measure: Callable[[Ensemble], Value | Fraction]

    @property
    def claim(self) -> str:
        """First line of its docstring."""
        return (self.measure.__doc__ or "").strip().splitlines()[0]

    def of(self, company: Ensemble) -> Value | Fraction:
        """What the function gives for a company.

        Raises:
            ValueError: not one number for each run.
        """
        value, shape = self.measure(company), (*company.shape, 1)
        for one in value if isinstance(value, tuple) else (value,):
            if np.shape(one) != shape:
                raise ValueError(
                    f"outcome {self.name}: gives numbers of shape {np.shape(one)}, should be one for each run: "
                    f"(cases, replicates, 1), here {shape}"
                )
        return value


OUTCOMES: Registry[Outcome] = Registry("imsim.outcomes")


def outcome(
    label: str,
    unit: str,
    better: int = 1,
    *,
    span: Span = "window",
    benefit: int | None = None,
    bounds: tuple[float, float] = (0.0, np.inf),
) -> Callable[[Measure], Measure]:
    """Register a function as an outcome under its own name; it gives a number for each run, (cases, replicates, 1).

    Args:
        label: for tables and figures.
        unit: e.g. "0-1", "points", "1/year".
        better: +1 where more is better, -1 where less is, 0 where neither.
        span: weeks it is taken over, as of `Outcome`.
        benefit: number of the benefit of the source texts (55-64) it stands for.
        bounds: lowest and highest value that there can be.

    Raises:
        InputError: another module has an outcome of that name.
    """

    def register(measure: Measure) -> Measure:
        name = measure.__name__
        OUTCOMES.add(name, Outcome(name, label, unit, better, span, benefit, *bounds, measure), measure.__module__)
        return measure

    return register
