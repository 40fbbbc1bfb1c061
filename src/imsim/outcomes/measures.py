"""What several outcomes are measured with."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import ndtr

from imsim.company import Company
from imsim.outcomes.outcome import Value


def staff_mean(company: Company, column: Any) -> tuple[Value, Value]:
    """Sum of a column over those present, and their number."""
    occupied = company.staff.occupied
    return (column * occupied).sum(axis=2, keepdims=True), occupied.sum(axis=2, keepdims=True)


def staff_spread(company: Company, column: Any) -> Value:
    """Standard deviation of a column over those present."""
    total, number = staff_mean(company, column)
    squares, _ = staff_mean(company, column * column)
    number = np.maximum(number, 1)
    return np.sqrt(np.maximum(squares / number - (total / number) ** 2, 0.0))


def net_promoters(company: Company, mean: Value, spread: Value, reference: Value) -> Value:
    """Promoters minus detractors, in points, of 0-10 ratings normal around a mean (a declared, assumed scale)."""
    p = company.parameters
    rating = p.rating_reference + p.rating_slope * (mean - reference)
    noise = np.sqrt((p.rating_slope * spread) ** 2 + p.rating_noise**2)
    points: Value = 100 * (ndtr((rating - p.rating_promoter) / noise) - ndtr((p.rating_detractor - rating) / noise))
    return points
