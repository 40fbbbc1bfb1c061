"""Experimental design: points in the space of the factors, and everything that determines them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from math import prod
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from imsim.engine.errors import InputError
from imsim.studies.answer import Json

Matrix = NDArray[np.float64]
Distribution = Literal["uniform", "log", "triangular"]

DEFAULT_LEVELS = 5
GIVEN = "given"
MOST_POINTS, MOST_NUMBERS = 10_000_000, 20_000_000


@dataclass(frozen=True)
class Factor:
    """One thing that a study varies.

    Args:
        name: what it is called in tables: a parameter, `programme.lever`, or a scenario key.
        key: dotted key of the scenario it stands for.
        low, high: bounds, both included.
        levels: how many values a grid gives it.
        distribution: of its values between the bounds.
        peak: most likely value of a triangular distribution.
        whole: whether only whole numbers make sense.
    """

    name: str
    key: str
    low: float
    high: float
    levels: int = DEFAULT_LEVELS
    distribution: Distribution = "uniform"
    peak: float | None = None
    whole: bool = False

    def values(self, unit: Matrix) -> Matrix:
        """Values that belong to places in [0, 1], any shape.

        Example:
            >>> Factor("hours", "x", 10, 30).values(np.array([0.0, 0.5, 1.0])).tolist()
            [10.0, 20.0, 30.0]
        """
        low, width = self.low, self.high - self.low
        if self.distribution == "log":
            result = np.exp(np.log(low) + unit * np.log(self.high / low))
        elif self.distribution == "triangular":
            top = (self._peak - low) / width
            rising = np.sqrt(unit * top)
            result = low + width * np.where(unit < top, rising, 1 - np.sqrt((1 - unit) * (1 - top)))
        else:
            result = low + unit * width
        result = np.clip(result, low, self.high)
        values: Matrix = np.round(result) if self.whole else result
        return values

    def units(self, value: Matrix) -> Matrix:
        """Cumulative probability of values, in [0, 1]."""
        units: Matrix = (value - self.low) / (self.high - self.low)
        if self.distribution == "log":
            units = np.log(value / self.low) / np.log(self.high / self.low)
        elif self.distribution == "triangular":
            top, tiny = (self._peak - self.low) / (self.high - self.low), float(np.finfo(float).tiny)
            falling = 1 - (1 - units) ** 2 / max(1 - top, tiny)
            units = np.where(units < top, units**2 / max(top, tiny), falling)
        return units

    @property
    def _peak(self) -> float:
        return (self.low + self.high) / 2 if self.peak is None else self.peak

    def problems(self) -> list[str]:
        """What is wrong with its numbers, in words."""
        if not (np.isfinite(self.low) and np.isfinite(self.high) and self.low < self.high):
            return [f"{self.name}: bounds {self.low:g} to {self.high:g}: the first must be below the second"]
        if self.distribution == "log" and self.low <= 0:
            return [f"{self.name}: a log distribution needs a lower bound above 0, not {self.low:g}"]
        if not self.low <= self._peak <= self.high:
            return [f"{self.name}: peak = {self.peak:g}: outside its bounds {self.low:g} to {self.high:g}"]
        if self.levels < 2:
            return [f"{self.name}: levels = {self.levels}: a grid needs at least 2"]
        return []


@dataclass(frozen=True)
class Design:
    """Points of a study, and everything that determines them.

    Args:
        kind: `grid`, `lhs`, `sobol` (the plain sequence), `given` (points that something else found), or the sampler of
            a sensitivity method.
        factors: what is varied, one column each.
        samples: size asked for, as its sampler counts.
        seed: of the sampling, of the analysis, and of all chance in the runs.
        places: shape (points, factors), in [0, 1].
        groups: names of the groups and their factors, empty where each factor stands for itself.
        second_order: whether the points allow indices of pairs.
    """

    kind: str
    factors: tuple[Factor, ...]
    samples: int
    seed: int
    places: Matrix = field(compare=False, repr=False)
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    second_order: bool = False

    @property
    def names(self) -> list[str]:
        """Names of the factors."""
        return [factor.name for factor in self.factors]

    @property
    def points(self) -> int:
        """Number of points."""
        return len(self.places)

    def values(self, points: NDArray[np.int64] | slice = slice(None)) -> Matrix:
        """Values of the factors at the points, shape (points, factors)."""
        result = self.places[points].copy()
        for i, factor in enumerate(self.factors):
            result[:, i] = factor.values(result[:, i])
        return result

    def as_json(self) -> Json:
        """All but the points themselves, which follow from it, but for those that were given."""
        result = {name: getattr(self, name) for name in ("kind", "samples", "seed", "second_order")}
        groups = {name: list(members) for name, members in self.groups}
        return (
            result
            | {
                "points": self.points,
                "factors": [asdict(factor) for factor in self.factors],
                "groups": groups,
            }
            | ({"places": self.places.tolist()} if self.kind == GIVEN else {})
        )

    @classmethod
    def from_json(cls, content: Json, values: Matrix) -> Design:
        """A design as it was stored, with the values that were run, shape (points, factors)."""
        factors = tuple(Factor(**factor) for factor in content["factors"])
        places = values.copy()
        for i, factor in enumerate(factors):
            places[:, i] = factor.units(values[:, i])
        groups = tuple((name, tuple(members)) for name, members in content["groups"].items())
        flags = {name: content[name] for name in ("kind", "samples", "seed", "second_order")}
        return cls(factors=factors, places=places, groups=groups, **flags)


def drawn(kind: str, factors: Sequence[Factor], samples: int, seed: int) -> Design:
    """A design of one of the kinds that a sweep knows."""
    if kind == "grid":
        return grid(factors, seed)
    return (latin_hypercube if kind == "lhs" else sobol_sequence)(factors, samples, seed)


def given(factors: Sequence[Factor], values: Matrix, seed: int) -> Design:
    """Points that were found elsewhere: values of the factors, shape (points, factors).

    Example:
        >>> given([Factor("a", "a", 0, 10)], np.array([[2.5], [7.5]]), seed=1).values().ravel().tolist()
        [2.5, 7.5]
    """
    affordable(len(values), len(factors))
    places = np.empty(values.shape)
    for i, factor in enumerate(factors):
        places[:, i] = np.clip(factor.units(values[:, i]), 0, 1)
    return Design(GIVEN, tuple(factors), len(values), seed, places)


def grid(factors: Sequence[Factor], seed: int) -> Design:
    """All combinations of the levels of the factors, the first factor changing slowest; of no factors, one point.

    Example:
        >>> grid([Factor("a", "a", 0, 1, levels=2), Factor("b", "b", 0, 4, levels=3)], seed=1).values()[:4].tolist()
        [[0.0, 0.0], [0.0, 2.0], [0.0, 4.0], [1.0, 0.0]]
    """
    number = prod(factor.levels for factor in factors)
    affordable(number, len(factors))
    steps = np.indices([factor.levels for factor in factors]).reshape(len(factors), number)
    places = np.empty((number, len(factors)))
    for i, factor in enumerate(factors):
        places[:, i] = np.linspace(0, 1, factor.levels)[steps[i]]
    return Design("grid", tuple(factors), number, seed, places)


def latin_hypercube(factors: Sequence[Factor], samples: int, seed: int) -> Design:
    """Points that spread every factor evenly over its distribution."""
    from scipy.stats import qmc

    affordable(samples, len(factors))
    places = qmc.LatinHypercube(len(factors), seed=np.random.default_rng(seed)).random(samples)
    return Design("lhs", tuple(factors), samples, seed, places)


def sobol_sequence(factors: Sequence[Factor], samples: int, seed: int) -> Design:
    """A scrambled Sobol' sequence; a longer one begins with the shorter one."""
    from scipy.stats import qmc

    power_of_two(samples, "a Sobol' sequence")
    affordable(samples, len(factors))
    places = qmc.Sobol(len(factors), seed=np.random.default_rng(seed)).random(samples)
    return Design("sobol", tuple(factors), samples, seed, places)


def power_of_two(samples: int, what: str) -> None:
    """Refuse a size at which a Sobol' design loses its balance."""
    if samples < 2 or samples & (samples - 1):
        below = 1 << max(samples.bit_length() - 1, 1)
        raise InputError(f"--samples {samples}: {what} needs a power of 2, e.g. {below} or {2 * below}")


def affordable(points: int, factors: int) -> None:
    """Refuse a design that would not fit into memory, before it is drawn."""
    if points > MOST_POINTS or points * factors > MOST_NUMBERS:
        raise InputError(
            f"a design of {float(points):.2g} points in {factors} factors is too large (at most {MOST_POINTS:,} "
            f"points and {MOST_NUMBERS:,} numbers in all): vary less, or fewer --samples"
        )
