"""What several outcomes are measured with."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import ndtr

from imsim.mechanisms.ensemble import Company as Ensemble
from imsim.outcomes.outcome import Fraction, Value


def totals(column: Any, counts: Any) -> tuple[Value, Value, Value]:
    """Sum of a column over the rows that count, sum of its squares, number of these rows: see `engine.sums.add_up`."""
    from imsim.engine.sums import add_up  # compiled code is for runs; who reads a scenario file need not wait for it

    return add_up(column, counts)


def employee_mean(ensemble: Ensemble, column: Any) -> Fraction:
    """Sum of a column over the employees present, and their number."""
    total, _, number = totals(column, ensemble.staff.occupied)
    return total, number


def employee_spread(ensemble: Ensemble, column: Any) -> Value:
    """Standard deviation of a column over the employees present."""
    return deviation(*totals(column, ensemble.staff.occupied))


def deviation(total: Value, squares: Value, number: Value) -> Value:
    """Standard deviation from sum, sum of squares and number of the values; 0 where there are none."""
    number = np.maximum(number, 1)
    return np.sqrt(np.maximum(squares / number - (total / number) ** 2, 0.0))


def net_promoters(ensemble: Ensemble, mean: Value, spread: Value, reference: Value) -> Value:
    """Promoters minus detractors, in points, of 0-10 ratings normal around a mean (a declared, assumed scale)."""
    p = ensemble.parameters
    rating = p.rating_reference + p.rating_slope * (mean - reference)
    noise = np.sqrt((p.rating_slope * spread) ** 2 + p.rating_noise**2)
    points: Value = 100 * (ndtr((rating - p.rating_promoter) / noise) - ndtr((p.rating_detractor - rating) / noise))
    return points
