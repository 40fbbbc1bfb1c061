"""Confidence intervals of means, paired differences and shares, and their JSON."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Values = NDArray[np.float64]

LEVEL = 0.95
# Draws of the largest of many t, for joint intervals.
DRAWS = 20_000
# Units up to which draws are kept for the next of many intervals: 160 MB.
MOST_KEPT = 1_000
# Pairs that must differ for an interval of their mean, where they are not half of all pairs.
FEWEST_DIFFERING = 10
# What differs by less, in any outcome's unit, or as a part of what differs, differs in how numbers are rounded.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Estimate:
    """A mean with its interval and standard error."""

    mean: float
    low: float
    high: float
    error: float

    @property
    def clear(self) -> bool:
        """Whether the interval excludes zero."""
        return self.low > 0 or self.high < 0

    def reaching(self, errors: float) -> Estimate:
        """The same with an interval of so many standard errors either way."""
        half = errors * self.error
        return replace(self, low=self.mean - half, high=self.mean + half)

    def as_json(self) -> dict[str, float | None]:
        """Mean and interval; null where there is none."""
        return {"mean": finite(self.mean), "low": finite(self.low), "high": finite(self.high)}


def estimate(values: Values) -> Estimate:
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
    half = float(stdtrit(number - 1, (1 + LEVEL) / 2)) * error
    return Estimate(mean, mean - half, mean + half, error)


def paired(differences: Values) -> Estimate:
    """Mean paired difference with its interval; without one where too few pairs say anything.

    Where most pairs do not differ at all, an interval from the few that do promises too much (measured: docs/
    reliability.md), and none at all promises most. So fewer than half of them, if fewer than FEWEST_DIFFERING, give
    none: low and high are NaN. Nor do few differences that are all alike, as those of counts may be: two replicates
    with 3 leavers less are no certainty.

    Example:
        >>> one = paired(np.array([0.0, 0.0, 1.0, 0.0]))
        >>> one.mean, one.low
        (0.25, nan)
        >>> paired(np.array([0.1 + 0.2, 0.3])).low, paired(np.array([1e-12, 2e-12])).low
        (nan, nan)
    """
    result = estimate(differences)
    if too_few_differ(differences):
        return Estimate(result.mean, float("nan"), float("nan"), float("nan"))
    return result


def too_few_differ(differences: Values) -> NDArray[np.bool_]:
    """Whether too few pairs differ for an interval, over the last axis; NaN (failed runs) is left out.

    Returns:
        Shape of the other axes.
    """
    there = np.isfinite(differences)
    number = there.sum(axis=-1)
    differ = (there & (np.abs(differences) > ROUNDING)).sum(axis=-1)
    most = np.max(differences, axis=-1, initial=-np.inf, where=there)
    least = np.min(differences, axis=-1, initial=np.inf, where=there)
    alike = (
        (most - least <= ROUNDING * np.maximum(np.abs(most), np.abs(least)))
        & (differ > 0)
        & (number < FEWEST_DIFFERING)
    )
    too_few: NDArray[np.bool_] = (differ < np.minimum(FEWEST_DIFFERING, number / 2)) | alike
    return too_few


def mean_and_half_width(values: Values) -> tuple[Values, Values]:
    """`estimate` over the last axis; NaN (failed runs) is left out, a single run has no interval.

    Returns:
        mean and half-width of its interval, NaN where there is none; shape of the other axes.

    Example:
        >>> mean, half = mean_and_half_width(np.array([[1.0, 2.0, 3.0], [1.0, np.nan, np.nan]]))
        >>> mean.tolist(), half.round(2).tolist()
        ([2.0, 1.0], [2.48, nan])
    """
    number = np.isfinite(values).sum(axis=-1)
    total = np.where(np.isfinite(values), values, 0.0)
    mean = np.where(number > 0, total.sum(axis=-1) / np.maximum(number, 1), np.nan)
    rest = np.where(np.isfinite(values), values - mean[..., None], 0.0)
    free = np.maximum(number - 1, 1)
    error = np.sqrt((rest**2).sum(axis=-1) / free / np.maximum(number, 1))
    return mean, np.where(number > 1, stdtrit(free, (1 + LEVEL) / 2) * error, np.nan)


def paired_mean_and_half_width(differences: Values) -> tuple[Values, Values]:
    """`paired` of many at once, over the last axis, as `mean_and_half_width` is `estimate` of many."""
    mean, half = mean_and_half_width(differences)
    return mean, np.where(too_few_differ(differences), np.nan, half)


def joint_critical(values: Values, seed: int, level: float = LEVEL) -> float:
    """How many standard errors joint intervals of many means take, which were seen in the same units.

    The quantile (95 %) of the largest of correlated Student t (max-t): means whose noise is alike need little more than
    one. Each t has a standard error of its own, as each mean has: with one for all, intervals of few units are too
    narrow. How often they err: `experiments/joint_null.py`. A mean without any spread does not count.

    Args:
        values: shape (means, units).
        seed: of the draws.
        level: with which all hold.
    """
    means, units = values.shape
    if units < 2:
        return float("nan")
    single = float(stdtrit(units - 1, (1 + level) / 2))
    if means == 1:
        return single
    rest = values - values.mean(axis=1, keepdims=True)
    size = np.sqrt((rest**2).sum(axis=1, keepdims=True))
    normal = (_normal if units <= MOST_KEPT else _normal.__wrapped__)(seed, units)
    drawn = normal @ np.divide(rest, size, out=np.zeros_like(rest), where=size > 0).T
    return max(single, float(np.quantile(np.abs(drawn / _errors(seed, units, means)).max(axis=1), level)))


@lru_cache(maxsize=1)
def _normal(seed: int, units: int) -> Values:
    """Standard normal numbers, shape (draws, units); many intervals share them."""
    return np.random.default_rng([seed, 3]).standard_normal((DRAWS, units))


@lru_cache(maxsize=1)
def _errors(seed: int, units: int, means: int) -> Values:
    """Standard errors as found from so few units, by the true ones; shape (draws, means)."""
    rng = np.random.default_rng([seed, 4])
    return np.sqrt(rng.chisquare(units - 1, (DRAWS, means)) / (units - 1))


def joint_intervals(values: Values, seed: int, level: float = LEVEL) -> tuple[Values, Values]:
    """Means and half-widths that hold together at a level, of (means, units)."""
    critical = joint_critical(values, seed, level)
    error = (
        values.std(axis=1, ddof=1) / np.sqrt(values.shape[1]) if values.shape[1] > 1 else np.full(len(values), np.nan)
    )
    return values.mean(axis=1), critical * error


def paired_jointly(differences: Values, seed: int) -> list[Estimate]:
    """`paired` of many, of shape (means, units), with intervals that hold together with 95 %.

    Example:
        >>> one, other = paired_jointly(np.array([[1.0, 2.0, 3.0, 2.0], [2.0, 2.0, 5.0, 3.0]]), seed=1)
        >>> one.mean, other.mean, one.high - one.mean > paired(np.array([1.0, 2.0, 3.0, 2.0])).high - 2.0
        (2.0, 3.0, True)
    """
    critical = joint_critical(differences, seed)
    return [paired(one).reaching(critical) for one in differences]


def unpaired_error(one: Values, other: Values) -> float:
    """Standard error that the difference of means would have if replicates were not paired.

    Example:
        >>> round(unpaired_error(np.array([1.0, 3.0]), np.array([2.0, 4.0])), 3)
        1.414
    """
    if len(one) < 2:
        return float("nan")
    return float(np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other)))


@dataclass(frozen=True)
class Share:
    """A share of parameter sets with its interval (Wilson's, which stays between none and all).

    Example:
        >>> one = Share.of(np.arange(100) < 50)
        >>> one.share, round(one.low, 3), round(one.high, 3)
        (0.5, 0.404, 0.596)
    """

    share: float
    low: float
    high: float

    @classmethod
    def of(cls, flags: NDArray[np.bool_]) -> Share:
        """The share of flags that are true, shape (sets,)."""
        from scipy.stats import binomtest

        interval = binomtest(int(flags.sum()), len(flags)).proportion_ci(LEVEL, "wilson")
        return cls(float(flags.mean()), float(interval.low), float(interval.high))


def finite(value: float) -> float | None:
    """The number, or None where it is none: JSON knows no NaN."""
    return float(value) if math.isfinite(value) else None
