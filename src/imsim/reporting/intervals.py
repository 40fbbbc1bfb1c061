"""Intervals as tables have them: a mean with its low and high end, where there are any."""

from __future__ import annotations

import math
from collections.abc import Mapping

Interval = Mapping[str, float | None]
# With 2 or 3 replicates Student's factor is 12.7 or 4.3 where many would give 2.
FEWEST = 4


def few_text(replicates: int) -> str:
    """Words behind "95 % intervals" where so few replicates make them; nothing otherwise.

    Example:
        >>> few_text(2), few_text(30)
        (' (with so few replicates they mean little and may reach beyond the scale)', '')
    """
    if not 1 < replicates < FEWEST:
        return ""
    return " (with so few replicates they mean little and may reach beyond the scale)"


def has_interval(value: Interval) -> bool:
    """Whether a number has one."""
    low, high = value.get("low"), value.get("high")
    return low is not None and high is not None and math.isfinite(high - low)


def half_width(value: Interval) -> float:
    """Half of an interval; 0 where there is none."""
    low, high = value.get("low"), value.get("high")
    return float(high - low) / 2 if low is not None and high is not None and math.isfinite(high - low) else 0.0


def clear(gain: Interval) -> bool:
    """Whether an interval excludes zero; False without an interval."""
    low, high = gain["low"], gain["high"]
    return low is not None and high is not None and (low > 0 or high < 0)


def with_deviation(mean: float | None, deviation: float | None) -> Interval:
    """A mean as finely as two digits of a standard deviation ask for."""
    if mean is None or not deviation:
        return {"mean": mean}
    return {"mean": mean, "low": mean - deviation / 2, "high": mean + deviation / 2}
