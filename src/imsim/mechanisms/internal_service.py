"""Internal service: departments serve each other along the internal-customer graph; the weakest link counts most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from imsim.company.reference import Reference, edge_sums
from imsim.company.static import Roster
from imsim.engine.batches import batches_of, ends_of
from imsim.engine.fields import Column, Places, Record, effect, flow, interim, reads, state, stream
from imsim.engine.mechanism import Mechanism
from imsim.engine.rng import normal
from imsim.engine.rules import compiled, reference, step
from imsim.mechanisms import internal_suppliers
from imsim.mechanisms.internal_suppliers import Edge, P, agreed_service, bent, courtesy, service_out, straightened
from imsim.mechanisms.perception import edge_respect
from imsim.mechanisms.performance import opportunity

FIXED_POINT_ROUNDS = 200


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


class Scratch(NamedTuple):
    """What is worked out of a batch of edges."""

    given: Column = interim("0-1", "what the supplier of an edge gives")
    received: Column = interim("-", "what comes over an edge, bent so that weak links count more")


class Streams(NamedTuple):
    """Random numbers."""

    partners: int = stream("service of partners outside the firm")


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


MECHANISM = Mechanism.here(
    globals(),
    rows=(70, 75, 76, 77, 83, 84, 95, 96, 97),
    parameters=Mechanism.here(vars(internal_suppliers)).parts,
)
