"""What several outcomes are measured with."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import ndtr

from imsim.mechanisms.ensemble import Company
from imsim.outcomes.outcome import Value


def totals(column: Any, counts: Any) -> tuple[Value, Value, Value]:
    """Sum of a column over the rows that count, of its squares, and the number of these rows: as `sums.add_up`."""
    from imsim.outcomes.sums import add_up  # compiled code is for runs; who reads a scenario file need not wait for it

    found: tuple[Value, Value, Value] = add_up(column, counts)
    return found


def staff_mean(company: Company, column: Any) -> tuple[Value, Value]:
    """Sum of a column over those present, and their number."""
    total, _, number = totals(column, company.staff.occupied)
    return total, number


def staff_spread(company: Company, column: Any) -> Value:
    """Standard deviation of a column over those present."""
    return deviation(*totals(column, company.staff.occupied))


def deviation(total: Value, squares: Value, number: Value) -> Value:
    """Standard deviation of so many values, from their sum and that of their squares; 0 where there are none."""
    number = np.maximum(number, 1)
    return np.sqrt(np.maximum(squares / number - (total / number) ** 2, 0.0))


def net_promoters(company: Company, mean: Value, spread: Value, reference: Value) -> Value:
    """Promoters minus detractors, in points, of 0-10 ratings normal around a mean (a declared, assumed scale)."""
    p = company.parameters
    rating = p.rating_reference + p.rating_slope * (mean - reference)
    noise = np.sqrt((p.rating_slope * spread) ** 2 + p.rating_noise**2)
    points: Value = 100 * (ndtr((rating - p.rating_promoter) / noise) - ndtr((p.rating_detractor - rating) / noise))
    return points
