"""What a strategy is worth as an investment: weekly gains over the reference, discounted, paid back, reinvested."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from imsim.company.economics import WEEKS_A_YEAR

Values = NDArray[np.float64]

QUARTER = 13


def present_values(gains: Values, rate: float) -> Values:
    """Net present value of weekly gains, discounted to week 0.

    Args:
        gains: by week, money a year, shape (weeks, replicates).
        rate: of discount, a year.

    Example:
        >>> present_values(np.full((52, 1), 52.0), 0.0).tolist()
        [52.0]
    """
    years = (np.arange(len(gains)) + 1) / WEEKS_A_YEAR
    discounted: Values = (gains / WEEKS_A_YEAR / (1 + rate) ** years[:, None]).sum(axis=0)
    return discounted


def payback_week(gains: Values) -> int | None:
    """The week from which on cumulated gains stay above zero; None where they end below.

    Args:
        gains: by week, shape (weeks,).

    Example:
        >>> payback_week(np.array([-2.0, 1.0, 2.0, 1.0])), payback_week(np.array([1.0, -2.0]))
        (2, None)
    """
    below = np.flatnonzero(np.cumsum(gains) < 0)
    if not len(below):
        return 0
    return int(below[-1]) + 1 if below[-1] + 1 < len(gains) else None


def marginal_gain(gains: Values, costs: Values) -> float | None:
    """Slope of gains on costs between the quarters of a run: what one unit of money more brings.

    Args:
        gains: over the reference by week, money a year, shape (weeks, replicates).
        costs: likewise.

    Returns:
        None where costs hardly differ between quarters.

    Example:
        >>> costs = np.repeat([1.0, 2.0, 3.0], 13)[:, None]
        >>> round(marginal_gain(0.5 * costs + 7.0, costs), 9)
        0.5
    """
    quarters = len(gains) // QUARTER
    if quarters < 2:
        return None
    gain, cost = (part[: quarters * QUARTER].reshape(quarters, QUARTER, -1).mean(axis=1) for part in (gains, costs))
    gain, cost = gain - gain.mean(axis=0), cost - cost.mean(axis=0)
    spread = float((cost**2).sum())
    if spread <= 1e-9 * float((costs**2).sum()):
        return None
    return float((gain * cost).sum()) / spread
