"""Performance: ability x motivation x opportunity (E15-E16)."""

from __future__ import annotations

from typing import Any

import numpy as np

from imsim.mechanisms.equations.powers import TINY, exp, log, power


def ability_times_motivation(knowledge: Any, motivation: Any, knowledge_share: Any, substitution: Any) -> Any:
    """E15. Knowing how and wanting to are both needed: a CES mean, geometric where substitution is 0.

    Total: a zero of either gives the limit of the formula, never NaN.

    Args:
        knowledge: 0-1.
        motivation: 0-1.
        knowledge_share: share of knowledge.
        substitution: exponent: 1 additive, 0 multiplicative, negative near the smaller of the two.

    Source: van_iddekinge_2018, appelbaum_2000.

    Example:
        >>> [round(float(ability_times_motivation(.64, .36, .5, r)), 3) for r in (1.0, 0.0, -1.0)]
        [0.5, 0.48, 0.461]
    """
    able, willing = np.maximum(knowledge, TINY), np.maximum(motivation, TINY)
    geometric = willing * exp(knowledge_share * log(able / willing))
    if np.all(substitution == 0):
        return geometric
    zero = substitution == 0
    exponent = substitution + zero
    mean = knowledge_share * power(able, exponent) + (1 - knowledge_share) * power(willing, exponent)
    return zero * geometric + (1 - zero) * power(mean, 1 / exponent)


def opportunity(service_in: Any, opportunity_floor: Any, technology: Any = 0.0) -> Any:
    """E16. Who gets poor internal service, or poor tools, cannot perform however able and willing.

    Args:
        service_in: internal service received, 0-1.
        opportunity_floor: opportunity left without any.
        technology: gain by better tools, as a share.

    Source: ehrhart_2011, row 51.

    Example:
        >>> opportunity(.6, .5)
        0.8
    """
    return (opportunity_floor + (1 - opportunity_floor) * service_in) * (1 + technology)


def quality_motivation(motivation: Any, incentive_motivation: Any, incentive_quality: Any) -> Any:
    """E15. Of the motivation that incentives bought, only a part goes into quality.

    Args:
        motivation: all of it, 0-1.
        incentive_motivation: the part bought by incentives.
        incentive_quality: share of that part which counts for quality.

    Source: cerasoli_2014, jenkins_1998, kim_2022.

    Example:
        >>> round(quality_motivation(.6, .1, .4), 3)
        0.54
    """
    return motivation - (1 - incentive_quality) * incentive_motivation


def service_performance(opportunity: Any, ability_times_motivation: Any, scale: Any) -> Any:
    """E15. Performance is opportunity times ability x motivation, scaled to .60 at the reference point.

    Args:
        opportunity: 0-1.
        ability_times_motivation: 0-1.
        scale: reference performance over the same product at the reference point.

    Source: appelbaum_2000, blumberg_pringle_1982.

    Example:
        >>> round(float(service_performance(.8, .5, 1.2)), 2)
        0.48
    """
    return np.minimum(scale * opportunity * ability_times_motivation, 1)
