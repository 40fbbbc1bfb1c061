"""What several outcomes are measured with."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy.special import ndtr

from imsim.company.ensemble import Ensemble
from imsim.engine.fields import parameter
from imsim.outcomes.outcome import Fraction, Value


class P(NamedTuple):
    """The scale of 0-10 ratings."""

    rating_reference: float = parameter(8.0, 7, 9, "0-10", "assumed", "-", "mean 0-10 rating at the reference point")
    rating_slope: float = parameter(
        10, 5, 15, "points", "assumed", "-", "rating points per unit of satisfaction or commitment"
    )
    survey_spread: float = parameter(
        0.12, 0.08, 0.16, "0-1", "assumed", "-", "differences between people that a sample of them may miss"
    )
    rating_noise: float = parameter(1.5, 0.5, 2.5, "points", "assumed", "-", "noise of one rating")
    rating_promoter: float = parameter(8.5, 8, 9, "0-10", "fix", "reichheld_2003", "ratings above round to 9 or 10")
    rating_detractor: float = parameter(6.5, 6, 7, "0-10", "fix", "reichheld_2003", "ratings below round to 6 or less")


def totals(column: Any, counts: Any) -> tuple[Value, Value, Value]:
    """Sum of a column over the rows that count, sum of its squares, number of these rows: see `engine.sums.add_up`."""
    from imsim.engine.sums import add_up  # compiled code is for runs; who reads a scenario file need not wait for it

    return add_up(column, counts)


def employee_mean(ensemble: Ensemble, column: Any) -> Fraction:
    """Sum of a column over the employees present, and their number."""
    total, _, number = totals(column, ensemble.employees.occupied)
    return total, number


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
