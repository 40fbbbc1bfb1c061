"""Word of mouth: talk, advocacy, reputation, and who joins because of it (E23)."""

from __future__ import annotations

from typing import Any

import numpy as np

from imsim.mechanisms.equations.powers import exp


def talk(delighted: Any, let_down: Any, told_good: Any, told_bad: Any) -> Any:
    """E23. The delighted tell nine people, those let down sixteen.

    Args:
        delighted, let_down: encounters above and below expectation.
        told_good, told_bad: people told.

    Source: amex_2011.

    Example:
        >>> talk(2, 1, 9, 16)
        2
    """
    return told_good * delighted - told_bad * let_down


def advocacy(commitment: Any, commitment_reference: Any, product_use: Any = 0.0) -> Any:
    """E23. Committed employees speak well of the firm, bitter ones ill; who uses the product, more so.

    Args:
        commitment: affective, 0-1.
        commitment_reference: at which nothing is said.
        product_use: 0-1.

    Source: rows 88 and 99; form assumed.

    Example:
        >>> round(advocacy(.7, .6), 2)
        0.1
    """
    return (commitment - commitment_reference) * (1 + product_use)


def reputation(
    reputation: Any,
    mean_satisfaction: Any,
    talk: Any,
    advocacy: Any,
    reputation_speed: Any,
    talk_weight: Any,
    advocacy_weight: Any,
) -> Any:
    """E23. Reputation follows customers' satisfaction, their talk and employees' advocacy.

    Args:
        reputation: last week's, 0-1.
        mean_satisfaction: of customers.
        talk: net people told per customer, beyond the usual.
        advocacy: mean of employees.
        reputation_speed: weekly.
        talk_weight, advocacy_weight: what talk and advocacy move.

    Source: row 88; form assumed.

    Example:
        >>> round(float(reputation(.6, .7, 0, 0, .03, .02, .1)), 4)
        0.603
    """
    target = mean_satisfaction + talk_weight * talk + advocacy_weight * advocacy
    return np.minimum(np.maximum(reputation + reputation_speed * (target - reputation), 0), 1)


def join_probability(reputation: Any, satisfaction_reference: Any, join_hazard: Any, join_slope: Any) -> Any:
    """E23. Those elsewhere (re)join the sooner the better the reputation.

    Args:
        reputation: 0-1.
        satisfaction_reference: reputation at which join_hazard holds.
        join_hazard, join_slope: weekly hazard, and its rise.

    Source: schmitt_2011; form assumed.

    Example:
        >>> round(float(join_probability(.6, .6, .01, 4)), 3)
        0.01
    """
    return np.minimum(join_hazard * exp(join_slope * (reputation - satisfaction_reference)), 1)
