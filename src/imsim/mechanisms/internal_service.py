"""Internal service: departments serve each other along the internal-customer graph; the weakest link counts most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from imsim.company.reference import Reference, edge_sums
from imsim.company.static import Roster
from imsim.engine.batches import batches_of, ends_of
from imsim.engine.fastmath import exp, log, power
from imsim.engine.fields import Column, Places, Record, effect, flow, interim, parameter, reads, state, stream
from imsim.engine.mechanism import Mechanism
from imsim.engine.rng import normal
from imsim.engine.rules import compiled, equation, reference, rival, step
from imsim.mechanisms.perception import edge_respect
from imsim.mechanisms.performance import opportunity

EPS = float(np.finfo(float).eps)
FIXED_POINT_ROUNDS = 200


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
        -1,
        -6,
        1,
        "exponent",
        "assumed",
        "-",
        "power mean over suppliers: below 1 the weakest link counts more",
        symbol="p",
    )
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


class Department(Record):
    """What a department gives and gets."""

    service_in: float = state("I", "0-1", "internal service it receives", neutral="service_received")
    service_out: float = state("O_s", "0-1", "internal service it gives", neutral="performance_reference")
    respect_given: float = flow("0-1", "respect from its internal customers, weighted by what it supplies")
    supplied: float = flow("share", "what it supplies to them together")
    present: float = reads()
    performed: float = reads()
    hands: float = reads()
    help: float = reads()


class Edges(NamedTuple):
    """Who supplies whom, and what programmes do to that."""

    customer: Places = reads()
    supplier: Places = reads()
    weight: Column = reads()
    respect: Column = reads()
    respect_added: Column = effect("edge", "added to how the customer of an edge treats its supplier (E18)", "respect")
    agreement: Column = effect("edge", "how far a service agreement is in force (E18)")
    rerouting: Column = effect(
        "edge", "what a customer takes from this supplier instead of its others, adds up to 0 (E18)"
    )


class Edge(NamedTuple):
    """What comes over one edge."""

    given: float
    agreement: float
    respect: float


class Scratch(NamedTuple):
    """What is worked out of a batch of edges."""

    given: Column = interim("0-1", "what the supplier of an edge gives")
    received: Column = interim("-", "what comes over an edge, bent so that weak links count more")


class Streams(NamedTuple):
    """Random numbers."""

    partners: int = stream("service of partners outside the firm")


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


@step("serve")
def pass_on(departments: Sequence[Department], roster: Sequence[Roster], p: P) -> None:
    """Each department gives what its people perform and help; nobody has received anything yet (E17)."""
    for number in range(len(departments)):
        unit = departments[number]
        mean = unit.performed / max(unit.present, 1.0) * unit.help
        unit.service_out = service_out(mean, unit.hands / roster[number].heads, p)
        unit.service_in = 0.0


@step("serve", after="pass_on")
def deliver(departments: Sequence[Department], edges: Edges, scratch: Scratch, streams: Streams, p: P) -> None:
    """Internal customers add up what comes over the edges from their suppliers (E18)."""
    size = len(edges.weight)
    for batch in range(batches_of(size)):
        first, end = ends_of(batch, 0, size)
        for edge in range(first, end):
            supplier = edges.supplier[edge]
            if supplier < len(departments):
                scratch.given[edge - first] = departments[supplier].service_out
            else:
                scratch.given[edge - first] = partners_service(supplier - len(departments), streams.partners, p)
        for edge in range(first, end):
            respect = edge_respect(edges.respect[edge], edges.respect_added[edge])
            agreed = agreed_service(Edge(scratch.given[edge - first], edges.agreement[edge], respect), p)
            scratch.received[edge - first] = bent(agreed * courtesy(respect, p), p)
        for edge in range(first, end):
            weight = edges.weight[edge] + edges.rerouting[edge]
            departments[edges.customer[edge]].service_in += weight * scratch.received[edge - first]


@compiled
def partners_service(partner: int, partners: int, p: P) -> float:
    """Partners outside the firm serve at their own level, give or take chance."""
    return min(max(p.partner_service + p.partner_noise * normal(partners, partner), 0.0), 1.0)


@step("serve", after="deliver")
def receive(departments: Sequence[Department], roster: Sequence[Roster], p: P) -> None:
    """What came from all suppliers is the service received; a department without suppliers has the reference."""
    for number in range(len(departments)):
        unit = departments[number]
        if roster[number].supplied:
            unit.service_in = straightened(unit.service_in, p)
        else:
            unit.service_in = p.performance_reference


@reference
def service_received(r: Reference) -> Column:
    """Internal service at which E15-E18 stand still, with reference people and full staffing.

    Returns:
        Shape (cases, 1, departments).
    """
    p, edges, size = r.p, r.organisation.edges, len(r.organisation.departments)
    able_and_willing = r.performance_scale * r.performance_at_reference
    polite = r.form(courtesy)(edges.respect[None, None, :], p)
    supplied = np.bincount(edges.customer, minlength=size) > 0
    cases = len(p.weak_link)
    service: Column = np.broadcast_to(p.performance_reference, (cases, 1, size))
    partners = np.broadcast_to(p.partner_service, (cases, 1, len(r.organisation.partners)))
    for _ in range(FIXED_POINT_ROUNDS):
        made = np.minimum(r.form(opportunity)(service, 0.0, p) * able_and_willing, 1)
        given = np.concatenate([np.maximum(made, p.cover), partners], axis=2)
        weighted = r.form(bent)(given.take(edges.supplier, axis=2) * polite, p) * edges.weight
        received = r.form(straightened)(edge_sums(edges.customer, weighted, size), p)
        service = np.where(supplied, received, p.performance_reference)
    return service


@reference
def respect_received(r: Reference) -> Column:
    """Respect that a department gets from its internal customers, weighted by what it supplies to each.

    Returns:
        Shape (cases, 1, departments); departments that serve nobody inside get the reference.
    """
    edges, size = r.organisation.edges, len(r.organisation.departments)
    respect = np.broadcast_to(edges.respect, (len(r.p.weak_link), 1, len(edges.weight)))
    ends = size + len(r.organisation.partners)
    given = edge_sums(edges.supplier, respect * edges.weight, ends)
    total = edge_sums(edges.supplier, np.broadcast_to(edges.weight, respect.shape), ends)
    received = np.where(total > 0, given / np.where(total > 0, total, 1.0), r.p.respect_reference)
    return np.ascontiguousarray(received[:, :, :size])


MECHANISM = Mechanism.here(globals(), rows=(70, 75, 76, 77, 83, 84, 95, 96, 97))
