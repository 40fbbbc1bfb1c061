"""Selection: the best of those who applied is hired, by a signal that tells only so much of how well a person fits.

These are equations of the mechanism `hiring`, which fills vacancies with them each week.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.engine.fastmath import power
from imsim.engine.rules import equation


class Applicants(NamedTuple):
    """How a trait spreads over applicants."""

    mean: float
    sd: float
    loading: float
    low: float
    high: float


@equation
def best_of(draw: float, number: float) -> float:
    """E25. The best of n candidates stands at the n-th root of a uniform draw; n may be any number.

    Args:
        draw: uniform in (0, 1).
        number: candidates.

    Source: order statistics.

    Example:
        >>> float(best_of(.25, 2.0))
        0.5
    """
    return power(draw, 1 / number)


@equation
def hire_fit(signal: float, noise: float, validity: float) -> float:
    """E25. The best signal is hired; how well the person fits depends on how valid the signal is.

    Args:
        signal: standard-normal score of the chosen candidate.
        noise: standard normal.
        validity: correlation of signal and fit.

    Source: taylor_russell_1939, sackett_2022.

    Example:
        >>> round(float(hire_fit(1.0, 0.0, .35)), 2)
        0.35
    """
    return validity * signal + np.sqrt(1 - validity * validity) * noise


@equation
def drawn_trait(fit: float, noise: float, among: Applicants) -> float:
    """E25. Fit shows in what the hire likes, wants and can learn.

    Args:
        fit, noise: standard scores.
        among: how the trait spreads over applicants.

    Source: kristof_brown_2005.

    Example:
        >>> round(float(drawn_trait(1, 0, Applicants(.48, .28, .55, .02, .98))), 3)
        0.634
    """
    drawn = among.mean + among.sd * (among.loading * fit + np.sqrt(1 - among.loading * among.loading) * noise)
    return np.minimum(np.maximum(drawn, among.low), among.high)
