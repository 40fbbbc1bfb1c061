"""What several outcomes are measured with."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import ndtr

from imsim.company import Company
from imsim.kernels import kernel
from imsim.outcomes.outcome import Value


@kernel
def add_up(column: Any, counts: Any) -> tuple[Value, Value, Value]:
    """Sum of a column over the rows that count, of its squares, and the number of these rows.

    Rows are added one after the other, so that a run's sums are the same in any block.

    Args:
        column: numbers, shape (cases, replicates, n).
        counts: whether a row does, same shape.

    Returns:
        Shape (cases, replicates, 1) each.
    """
    cases, replicates, rows = counts.shape
    totals, squares = np.zeros((cases, replicates, 1)), np.zeros((cases, replicates, 1))
    numbers = np.zeros((cases, replicates, 1))
    for case in range(cases):
        for replicate in range(replicates):
            total, square, number = 0.0, 0.0, 0.0
            for row in range(rows):
                # A product costs less than a branch that nobody can foresee.
                counted = 1.0 * counts[case, replicate, row]
                value = counted * column[case, replicate, row]
                total += value
                square += value * value
                number += counted
            totals[case, replicate, 0], squares[case, replicate, 0] = total, square
            numbers[case, replicate, 0] = number
    return totals, squares, numbers


def staff_mean(company: Company, column: Any) -> tuple[Value, Value]:
    """Sum of a column over those present, and their number."""
    total, _, number = add_up(column, company.staff.occupied)
    return total, number


def staff_spread(company: Company, column: Any) -> Value:
    """Standard deviation of a column over those present."""
    return deviation(*add_up(column, company.staff.occupied))


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
