"""Departments serve each other along the internal-customer graph."""

from __future__ import annotations

from typing import Any

from imsim.engine.batches import ends_of, lots_of
from imsim.engine.machine_code import called_by_kernels, written_into_kernels
from imsim.engine.rng import normal, numbered
from imsim.engine.state import GIVEN, RECEIVED, RESPECT, State
from imsim.mechanisms.equations import internal_service
from imsim.mechanisms.processes.surroundings import edge_respect


@written_into_kernels
def serve_internally(run: State, week: int) -> None:
    """Each department passes on what its people perform, and receives what its suppliers give it (E17-E18)."""
    p, departments, units, links, page = run.p, run.departments, run.units, run.links, run.page
    agreement, respect, rerouting = (
        run.on_edges[page.agreement],
        run.on_edges[page.respect],
        run.on_edges[page.rerouting],
    )
    pass_on(departments, units, p)
    size = len(links)
    for lot in range(lots_of(size)):
        first, end = ends_of(lot, 0, size)
        look_at_suppliers(departments, links, respect, p, numbered(run.streams.partners, week), run.notes, first, end)
        receive(p, agreement, run.notes, first, end)
        for edge in range(first, end):
            weight = links[edge].weight + rerouting[edge]
            departments[links[edge].customer].service_in += weight * run.notes[RECEIVED, edge - first]
    for number in range(len(departments)):
        unit = departments[number]
        if units[number].supplied:
            unit.service_in = internal_service.service_in(unit.service_in, p.weak_link)
        else:
            unit.service_in = p.performance_reference


@called_by_kernels
def pass_on(departments: Any, units: Any, p: Any) -> None:
    """What each department gives its internal customers (E17); nobody has received anything yet."""
    for number in range(len(departments)):
        unit = departments[number]
        unit.service_out = internal_service.service_out(
            unit.performed / max(unit.present, 1.0), unit.hands / units[number].heads, p.cover, p.staffing_exponent
        )
        unit.service_in = 0.0


@called_by_kernels
def look_at_suppliers(
    departments: Any, links: Any, added: Any, p: Any, partners: Any, notes: Any, first: Any, end: Any
) -> None:
    """Note what the supplier of each edge gives, and how it is treated."""
    for edge in range(first, end):
        link = links[edge]
        if link.supplier < len(departments):
            given = departments[link.supplier].service_out
        else:
            given = partners_service(p, partners, link.supplier - len(departments))
        notes[GIVEN, edge - first] = given
        notes[RESPECT, edge - first] = edge_respect(link, added[edge])


@called_by_kernels
def partners_service(p: Any, stream: Any, partner: int) -> Any:
    """Partners outside the firm serve at their own level, give or take chance."""
    return min(max(p.partner_service + p.partner_noise * normal(stream, partner), 0.0), 1.0)


@called_by_kernels
def receive(p: Any, agreement: Any, notes: Any, first: Any, end: Any) -> None:
    """Note what comes over each edge, bent so that weak links count more (E18)."""
    exponent = p.weak_link
    for edge in range(first, end):
        agreed = internal_service.agreed_service(
            notes[GIVEN, edge - first], agreement[edge], p.performance_reference, p.agreement_relief, p.agreement_floor
        )
        courtesy = internal_service.courtesy(notes[RESPECT, edge - first], p.respect_reference, p.rudeness_cost)
        notes[RECEIVED, edge - first] = internal_service.weak_link(agreed * courtesy, exponent)
