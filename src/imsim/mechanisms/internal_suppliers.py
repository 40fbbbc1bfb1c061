"""Internal suppliers: what a department gives, what agreements and respect make of it, and how all that comes adds up.

These are the numbers and equations of the mechanism `internal_service`, which passes service on with them each week.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.engine.fastmath import exp, log, power
from imsim.engine.fields import parameter, reads
from imsim.engine.rules import equation, rival

EPS = float(np.finfo(float).eps)


class P(NamedTuple):
    """Behavioural numbers."""

    cover: float = parameter(
        0.3, 0.1, 0.5, "0-1", "assumed", "-", "service left when every desk of a supplier is empty", symbol="cover"
    )
    staffing_exponent: float = parameter(
        0.5, 0.3, 1, "exponent", "assumed", "-", "how service falls with the share of desks staffed"
    )
    rudeness_cost: float = parameter(
        0.5, 0.2, 0.8, "share", "assumed", "-", "service lost by a department that does not respect its suppliers"
    )
    weak_link: float = parameter(
        -1, -6, 1, "exponent", "assumed", "-", "power mean over suppliers: below 1 the weakest link counts more",
        symbol="p_w",
    )  # fmt: skip
    respect_reference: float = parameter(
        0.8, 0.6, 1, "0-1", "fix", "scale_anchor", "respect at the reference point", symbol="R_ref"
    )
    partner_service: float = parameter(
        0.6, 0.4, 0.8, "0-1", "scn", "scale_anchor", "service that partners outside the firm give"
    )
    partner_noise: float = parameter(0.05, 0, 0.1, "0-1", "assumed", "-", "weekly noise of it")
    agreement_floor: float = parameter(
        0.45, 0.3, 0.6, "0-1", "assumed", "-", "lowest service where an agreement is in force"
    )
    agreement_relief: float = parameter(
        0.5, 0.2, 0.8, "share", "assumed", "-", "share of a shortfall that a service agreement removes"
    )
    performance_reference: float = reads()


class Edge(NamedTuple):
    """What comes over one edge."""

    given: float
    agreement: float
    respect: float


@equation
def service_out(mean_performance: float, staffing: float, p: P) -> float:
    """E17. A department gives what its people perform, less when posts stand empty, never less than cover.

    Args:
        mean_performance: of those present, times their help beyond duty.
        staffing: share of posts occupied; below an exponent of 1, colleagues stand in for a vacated post.
        p: parameters.

    Source: assumed.

    Example:
        >>> float(service_out(.6, .81, P()).round(3)), float(service_out(.6, 0., P()))
        (0.54, 0.3)
    """
    return np.maximum(mean_performance * power(staffing, p.staffing_exponent), p.cover)


@equation
def agreed_service(edge: Edge, p: P) -> float:
    """E18. A service agreement puts a floor under what a supplier gives and removes a part of its shortfall.

    Source: rows 12 and 97; form assumed.

    Example:
        >>> p = P(agreement_floor=.3, performance_reference=.6)
        >>> round(float(agreed_service(Edge(.4, 1, .8), p)), 2), round(float(agreed_service(Edge(.7, 1, .8), p)), 2)
        (0.5, 0.7)
    """
    relieved = edge.given + edge.agreement * p.agreement_relief * np.maximum(p.performance_reference - edge.given, 0)
    return np.maximum(relieved, edge.agreement * p.agreement_floor)


@equation
def courtesy(respect: float, p: P) -> float:
    """E18. Rudeness to one's suppliers costs one's own service; 1 at the reference.

    Args:
        respect: shown to suppliers, 0-1.
        p: parameters.

    Source: poirier_2014, rows 94-96.

    Example:
        >>> round(float(courtesy(.45, P())), 4)
        0.8056
    """
    return (1 - p.rudeness_cost * (1 - respect)) / (1 - p.rudeness_cost * (1 - p.respect_reference))


@equation
def bent(service: float, p: P) -> float:
    """E18. Before suppliers are averaged, what they give is bent so that the weakest counts more.

    At exponent 0 it is bent like a logarithm, which makes the mean a geometric one.

    Args:
        service: given by a supplier, 0-1.
        p: parameters.

    Source: row 77; form assumed.

    Example:
        >>> float(bent(.5, P(weak_link=-1.0)))
        2.0
    """
    safe = np.maximum(service, EPS)
    zero = p.weak_link == 0
    return zero * log(safe) + (1 - zero) * power(safe, p.weak_link)


@rival("internal_service", "mean", bent)
def not_bent(service: float, p: P) -> float:
    """E18. Suppliers stand in for each other: what they give is averaged as it is.

    Args:
        service: given by a supplier, 0-1.
        p: parameters.

    Source: assumed, against row 77.

    Example:
        >>> not_bent(.5, P())
        0.5
    """
    return service + 0 * p.weak_link


@equation
def straightened(bent_mean: float, p: P) -> float:
    """E18. What a department receives is the power mean of what its suppliers give it.

    Args:
        bent_mean: mean of what `bent` gives, by weight.
        p: parameters.

    Source: ehrhart_2011, rows 83-84.

    Example:
        >>> p = P(weak_link=-1.0)
        >>> round(float(straightened(.5 * bent(.4, p) + .5 * bent(.6, p), p)), 3)
        0.48
    """
    zero = p.weak_link == 0
    straight = zero * exp(bent_mean * zero) + (1 - zero) * power(bent_mean, 1 / (p.weak_link + zero))
    return np.minimum(straight, 1)


@rival("internal_service", "mean", straightened)
def not_straightened(bent_mean: float, p: P) -> float:
    """E18. What a department receives is the mean of what its suppliers give it.

    Args:
        bent_mean: mean of what suppliers give, by weight.
        p: parameters.

    Source: assumed, against row 77.

    Example:
        >>> float(not_straightened(.48, P()))
        0.48
    """
    return np.minimum(bent_mean + 0 * p.weak_link, 1)
