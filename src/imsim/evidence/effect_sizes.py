"""Effect sizes that field studies report: correlations, ICC(1), standardised differences, half-lives."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def correlation(one: Numbers, other: Numbers) -> float:
    """Pearson's r of two quantities, point-biserial if one of them is 0 or 1.

    Args:
        one: values, shape (n,).
        other: of the same cases.

    Returns:
        NaN where one of them does not vary.

    Example:
        >>> round(correlation(np.array([1.0, 2.0, 3.0]), np.array([1.0, 3.0, 2.0])), 2)
        0.5
    """
    x, y = one - one.mean(), other - other.mean()
    scale = np.sqrt((x @ x) * (y @ y))
    return float(x @ y / scale) if scale > 0 else float("nan")


def partial_coefficient(outcome: Numbers, predictor: Numbers, given: Numbers) -> float:
    """What a predictor adds once another is known: its standardised coefficient in the regression on both.

    Args:
        outcome: what is to be known, shape (n,).
        predictor: of the same cases.
        given: what is known of them anyway.

    Returns:
        NaN where the predictor is known from the other alone.

    Example:
        >>> x, z = np.array([0.0, 1.0, 0.0, 1.0]), np.array([0.0, 0.0, 1.0, 1.0])
        >>> round(partial_coefficient(3 * z, x, z), 12), round(partial_coefficient(x + z, x, z), 3)
        (0.0, 0.707)
    """
    direct, shared = correlation(outcome, predictor), correlation(predictor, given)
    left = 1 - shared**2
    return (direct - correlation(outcome, given) * shared) / left if left > 0 else float("nan")


def agreement(values: Numbers, members: NDArray[np.bool_]) -> float:
    """ICC(1), the share of variance that lies between business units, by one-way analysis of variance.

    Args:
        values: of employees, shape (units, posts).
        members: who counts, same shape; units may differ in size, each has somebody.

    Example:
        >>> round(agreement(np.array([[1.0, 2.0], [3.0, 4.0]]), np.ones((2, 2), dtype=bool)), 3)
        0.778
    """
    sizes = members.sum(axis=1).astype(np.float64)
    sums = np.where(members, values, 0.0).sum(axis=1)
    means, grand, number = sums / sizes, sums.sum() / sizes.sum(), sizes.sum()
    between = float((sizes * (means - grand) ** 2).sum() / (len(sizes) - 1))
    within = float((np.where(members, values - means[:, None], 0.0) ** 2).sum() / (number - len(sizes)))
    size = float((number - (sizes**2).sum() / number) / (len(sizes) - 1))
    return (between - within) / (between + (size - 1) * within)


def standardised_difference(treated: Numbers, untreated: Numbers) -> float:
    """Cohen's d, the difference of two groups in standard deviations, from the moments of each; not finite without any.

    Args:
        treated: number, sum and sum of squares of a group, shape (3,).
        untreated: moments of the untreated group.

    Example:
        >>> standardised_difference(np.array([2.0, 8.0, 34.0]), np.array([2.0, 4.0, 10.0])).__round__(3)
        1.414
    """
    numbers, means, squares = [], [], []
    # Where a knocked-out mechanism leaves nobody in a group, or all of them alike, there is no effect to tell.
    with np.errstate(divide="ignore", invalid="ignore"):
        for number, total, square in (treated, untreated):
            numbers.append(number)
            means.append(total / number)
            squares.append(square - total**2 / number)
        spread = np.sqrt(sum(squares) / (sum(numbers) - len(numbers)))
        return float((means[0] - means[1]) / spread)


def half_life(gains: Numbers) -> float:
    """Weeks until a gain has fallen to half of what it was at first, by straight lines between the weeks.

    Args:
        gains: week by week, shape (weeks,).

    Returns:
        Infinity where it never does.

    Example:
        >>> half_life(np.array([8.0, 6.0, 5.0, 3.0]))
        2.5
    """
    half = gains[0] / 2
    below = np.flatnonzero(gains <= half)
    if not len(below):
        return float("inf")
    week = int(below[0])
    if week == 0:
        return 0.0
    return float(week - (half - gains[week]) / (gains[week - 1] - gains[week]))
