"""The bootstrap over units: they are drawn anew with replacement, and a figure's error is how far it spreads then."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from imsim.engine.streams import seed_sequence

RESAMPLES = 100


def chance_of_resamples(seed: int) -> np.random.Generator:
    """Random numbers by which units are drawn anew.

    Args:
        seed: root of all random numbers of the study.
    """
    return np.random.Generator(np.random.SFC64(seed_sequence(seed, 0, "resamples of units")))


def spread(values: Iterable[float]) -> float:
    """Standard deviation of finite values; NaN where there are fewer than two.

    Example:
        >>> spread([1.0, 3.0, float("nan")]), spread([1.0])
        (1.4142135623730951, nan)
    """
    known = [value for value in values if np.isfinite(value)]
    return float(np.std(known, ddof=1)) if len(known) > 1 else float("nan")
