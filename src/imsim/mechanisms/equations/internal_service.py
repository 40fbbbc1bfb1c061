"""Internal service: departments serve each other along the internal-customer graph (E17-E18)."""

from __future__ import annotations

from typing import Any

import numpy as np

from imsim.mechanisms.equations.powers import exp, log, power

EPS = float(np.finfo(float).eps)


def service_out(mean_performance: Any, staffing: Any, cover: Any, staffing_exponent: Any) -> Any:
    """E17. A department gives what its people perform, less when desks stand empty, never less than cover.

    Args:
        mean_performance: of those present, 0-1.
        staffing: share of desks occupied.
        cover: service left when all are empty.
        staffing_exponent: below 1, colleagues stand in for a vacated desk.

    Source: assumed.

    Example:
        >>> float(service_out(.6, .81, .3, .5).round(3)), float(service_out(.6, 0., .3, .5))
        (0.54, 0.3)
    """
    return np.maximum(mean_performance * power(staffing, staffing_exponent), cover)


def agreed_service(service: Any, agreement: Any, standard: Any, agreement_relief: Any, floor: Any) -> Any:
    """E18. A service agreement puts a floor under what a supplier gives and removes a part of its shortfall.

    Args:
        service: given without an agreement, 0-1.
        agreement: how far an agreement is in force on this edge, 0-1.
        standard: the service agreed upon.
        agreement_relief: share of the shortfall it removes.
        floor: lowest service where an agreement is fully in force.

    Source: rows 12 and 97; form assumed.

    Example:
        >>> round(float(agreed_service(.4, 1, .6, .5, .3)), 2), round(float(agreed_service(.7, 1, .6, .5, .3)), 2)
        (0.5, 0.7)
    """
    relieved = service + agreement * agreement_relief * np.maximum(standard - service, 0)
    return np.maximum(relieved, agreement * floor)


def courtesy(respect: Any, respect_reference: Any, rudeness_cost: Any) -> Any:
    """E18. Rudeness to one's suppliers costs one's own service; 1 at the reference.

    Args:
        respect: how the receiving department treats its suppliers, 0-1.
        respect_reference: respect at the reference point.
        rudeness_cost: share lost where there is none.

    Source: poirier_2014, rows 94-96.

    Example:
        >>> round(float(courtesy(.45, .8, .5)), 4)
        0.8056
    """
    return (1 - rudeness_cost * (1 - respect)) / (1 - rudeness_cost * (1 - respect_reference))


def weak_link(service: Any, exponent: Any) -> Any:
    """E18. Before suppliers are averaged, what they give is bent so that the weakest counts more.

    At exponent 0 it is bent like a logarithm, which makes the mean a geometric one.

    Args:
        service: of one supplier, 0-1.
        exponent: of the power mean.

    Source: row 77; form assumed.

    Example:
        >>> float(weak_link(.5, -1.0))
        2.0
    """
    safe = np.maximum(service, EPS)
    zero = exponent == 0
    return zero * log(safe) + (1 - zero) * power(safe, exponent)


def service_in(bent_mean: Any, exponent: Any) -> Any:
    """E18. What a department receives is the power mean of what its suppliers give it.

    Args:
        bent_mean: weighted mean of the bent services of its suppliers.
        exponent: of the power mean.

    Source: ehrhart_2011, rows 83-84.

    Example:
        >>> round(float(service_in(.5 * weak_link(.4, -1.) + .5 * weak_link(.6, -1.), -1.)), 3)
        0.48
    """
    zero = exponent == 0
    straight = zero * exp(bent_mean * zero) + (1 - zero) * power(bent_mean, 1 / (exponent + zero))
    return np.minimum(straight, 1)
