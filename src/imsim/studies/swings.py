"""Swings: an outcome where a factor is low, and where it is high; read off the points of a study, nothing is fitted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imsim.studies.design import Design
from imsim.studies.intervals import estimate
from imsim.studies.methods import GIVEN_DATA, scattered

Values = NDArray[np.float64]

THIRD = 1 / 3


@dataclass(frozen=True)
class Swing:
    """Mean of an outcome over all points, and over those where a factor lies in the lowest or highest third of its
    distribution, with the half-widths of their 95 % intervals.
    """

    mean: float
    low: float
    low_half_width: float
    high: float
    high_half_width: float


def swings(design: Design, values: Values) -> dict[str, Swing]:
    """Swing of each factor; none where points depend on each other, which rules intervals out.

    Args:
        design: where it was looked at.
        values: an outcome, shape (points, replicates).

    Example:
        >>> from imsim.studies.design import Factor, grid
        >>> design = grid([Factor("a", "a", 0, 1, levels=4)], seed=1)
        >>> result = swings(design, np.array([[0.0], [1.0], [2.0], [3.0]]))
        >>> result
        {}
    """
    if design.kind not in GIVEN_DATA:
        return {}
    rows = scattered(design)
    places, means = design.places[rows], values[rows].mean(axis=1)
    result = {}
    for i, name in enumerate(design.names):
        low, high = means[places[:, i] < THIRD], means[places[:, i] > 1 - THIRD]
        if min(len(low), len(high)) > 1:
            (one, other), middle = (estimate(low), estimate(high)), float(means.mean())
            result[name] = Swing(middle, one.mean, one.high - one.mean, other.mean, other.high - other.mean)
    return result
