"""Intervals: how sure a mean, or a difference of pairs, is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

LEVEL = 0.95
FEWEST_DIFFERING = 10


@dataclass(frozen=True)
class Estimate:
    """A mean with its interval and standard error."""

    mean: float
    low: float
    high: float
    error: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


def estimate(values: NDArray[np.float64], level: float = LEVEL) -> Estimate:
    """Mean of independent values with Student's t interval; of paired differences, if these are given.

    One value alone has no interval: low and high are NaN.

    Example:
        >>> one = estimate(np.array([1.0, 2.0, 3.0]))
        >>> round(one.mean, 2), round(one.low, 2), round(one.high, 2)
        (2.0, -0.48, 4.48)
    """
    number = len(values)
    mean = float(values.mean())
    if number < 2:
        return Estimate(mean, float("nan"), float("nan"), float("nan"))
    error = float(values.std(ddof=1) / np.sqrt(number))
    half = float(stdtrit(number - 1, (1 + level) / 2)) * error
    return Estimate(mean, mean - half, mean + half, error)


def paired(differences: NDArray[np.float64]) -> Estimate:
    """Mean paired difference with its interval; without one where too few pairs say anything.

    Where most pairs do not differ at all, an interval from the few that do promises too much (measured: docs/
    reliability.md). So fewer than half of them, if fewer than FEWEST_DIFFERING, give none: low and high are NaN.

    Example:
        >>> one = paired(np.array([0.0, 0.0, 1.0, 0.0]))
        >>> one.mean, one.low
        (0.25, nan)
    """
    found, differing = estimate(differences), int(np.count_nonzero(differences))
    if 0 < differing < min(FEWEST_DIFFERING, len(differences) / 2):
        return Estimate(found.mean, float("nan"), float("nan"), float("nan"))
    return found


def unpaired_error(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Standard error that the difference of means would have if replicates were not paired.

    Example:
        >>> round(unpaired_error(np.array([1.0, 3.0]), np.array([2.0, 4.0])), 3)
        1.414
    """
    if len(one) < 2:
        return float("nan")
    return float(np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other)))
