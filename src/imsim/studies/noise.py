"""Monte-Carlo noise in a sensitivity analysis: how much of what differs between points comes from the replicates."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imsim.studies.salib import Indices

Values = NDArray[np.float64]

NULL_INDEX = 0.05
# Total index less the noise in it; quantile of the normal distribution for intervals of 95 %.
LESS, TWO_SIDED = "ST_less_noise", 1.96


@dataclass(frozen=True)
class MonteCarloNoise:
    """Monte-Carlo noise: share of the variance between points that comes from the replicates.

    Args:
        share: variance of a point's mean that comes from its replicates, over the variance between points.
        needed: replicates that keep the total index of a factor without any effect below 0.05; None where no effect of
            any factor can be distinguished from noise.
        low, high: 95 % interval of the share.
    """

    share: float
    needed: int | None
    low: float
    high: float


def monte_carlo_noise(values: Values) -> MonteCarloNoise | None:
    """The Monte-Carlo noise in the table of an outcome, shape (points, replicates); None with one replicate.

    Noise is what neither the point nor the replicate explains: the residual of the two-way table.

    Example:
        >>> monte_carlo_noise(np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]))
        MonteCarloNoise(share=0.0, needed=1, low=0.0, high=0.0)
    """
    points, replicates = values.shape
    if points < 2 or replicates < 2:
        return None
    means = values.mean(axis=1)
    rest = values - means[:, None] - values.mean(axis=0) + values.mean()
    residual = float((rest**2).sum()) / ((points - 1) * (replicates - 1))
    between = float(means.var(ddof=1))
    if between <= 0:
        return None
    signal = between - residual / replicates
    needed = max(1, math.ceil((1 / NULL_INDEX - 1) * residual / signal - 1e-9)) if signal > 0 else None
    share = residual / replicates / between
    # Delta method for a ratio of two means over the points.
    each = (rest**2).sum(axis=1) / ((replicates - 1) * replicates) - share * (means - means.mean()) ** 2
    half = TWO_SIDED * float(each.std(ddof=1)) / between / math.sqrt(points)
    return MonteCarloNoise(min(1.0, share), needed, max(0.0, share - half), min(1.0, share + half))


def less_noise(indices: Indices, noise: MonteCarloNoise | None) -> Indices:
    """Total indices with what they would be without noise, which goes into all of them alike, by its share.

    Never below nothing: where common random numbers leave a factor no effect at all, there is no noise in it either.
    The half-width holds both uncertainties.

    Example:
        >>> less_noise({"a": {"ST": 0.625, "ST_conf": 0.0}}, MonteCarloNoise(0.25, 4, 0.25, 0.25))["a"]["ST_less_noise"]
        0.5
        >>> less_noise({"a": {"ST": 0.0, "ST_conf": 0.0}}, MonteCarloNoise(0.25, 4, 0.25, 0.25))["a"]["ST_less_noise"]
        0.0
    """
    if noise is None or noise.needed is None:
        return indices
    found, left = {}, 1 - noise.share
    for name, row in indices.items():
        half = (noise.high - noise.low) / 2 * (1 - row["ST"]) / left**2
        less = max(0.0, (row["ST"] - noise.share) / left)
        found[name] = row | {LESS: less, f"{LESS}_conf": math.hypot(row["ST_conf"] / left, half)}
    return found
