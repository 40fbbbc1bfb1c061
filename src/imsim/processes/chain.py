"""Departments serve each other along the internal-customer graph."""

from __future__ import annotations

from typing import Any

from imsim.draws import normal, numbered
from imsim.equations import internal_service
from imsim.kernels import called_by_kernels, written_into_kernels
from imsim.processes.surroundings import edge_respect
from imsim.state import State


@written_into_kernels
def serve_internally(run: State, week: int) -> None:
    """Each department passes on what its people perform, and receives what its suppliers give it (E17-E18)."""
    p, departments, page = run.p, run.departments, run.page
    outside = numbered(run.streams.partners, week)
    size = len(departments)
    for number in range(size):
        unit = departments[number]
        unit.service_out = internal_service.service_out(
            unit.performed / max(unit.present, 1.0),
            unit.hands / run.units[number].heads,
            p.cover,
            p.staffing_exponent,
        )
        unit.service_in = 0.0
    for edge in range(len(run.links)):
        link = run.links[edge]
        if link.supplier < size:
            given = departments[link.supplier].service_out
        else:
            given = partners_service(p, outside, link.supplier - size)
        agreed = run.on_edges[page.agreement, edge]
        respect = edge_respect(link, run.on_edges[page.respect, edge])
        weight = link.weight + run.on_edges[page.rerouting, edge]
        departments[link.customer].service_in += weight * received(p, given, agreed, respect)
    for number in range(size):
        unit = departments[number]
        if run.units[number].supplied:
            unit.service_in = internal_service.service_in(unit.service_in, p.weak_link)
        else:
            unit.service_in = p.performance_reference


@called_by_kernels
def partners_service(p: Any, stream: Any, partner: int) -> Any:
    """Partners outside the firm serve at their own level, give or take chance."""
    return min(max(p.partner_service + p.partner_noise * normal(stream, partner), 0.0), 1.0)


@called_by_kernels
def received(p: Any, given: Any, agreement: Any, respect: Any) -> Any:
    """What comes over an edge, bent so that weak links count more."""
    agreed = internal_service.agreed_service(
        given, agreement, p.performance_reference, p.agreement_relief, p.agreement_floor
    )
    courtesy = internal_service.courtesy(respect, p.respect_reference, p.rudeness_cost)
    return internal_service.weak_link(agreed * courtesy, p.weak_link)
