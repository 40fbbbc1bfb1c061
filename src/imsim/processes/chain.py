"""Departments serve each other along the internal-customer graph."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from imsim.company import Company
from imsim.equations import internal_service
from imsim.processes.surroundings import edge_respect, edge_weights
from imsim.reference import edge_sums


def serve_internally(company: Company) -> None:
    """Each department passes on what its people perform, and receives what its suppliers give it (E17-E18)."""
    staff, p, firm, effects = company.staff, company.parameters, company.firm, company.effects
    edges, departments = company.organisation.edges, len(company.organisation.departments)
    present = company.department_sums(staff.occupied)
    performed = company.department_sums(staff.performance * staff.occupied)
    hands = company.department_sums((1 - np.minimum(effects.hours_away, 1) + effects.extra_hands) * staff.occupied)
    firm.service_out = internal_service.service_out(
        performed / np.maximum(present, 1), hands / company.organisation.heads, p.cover, p.staffing_exponent
    )
    given = np.concatenate([firm.service_out, partners_service(company)], axis=2).take(edges.supplier, axis=2)
    agreed = internal_service.agreed_service(
        given, effects.agreement, p.performance_reference, p.agreement_relief, p.agreement_floor
    )
    courtesy = internal_service.courtesy(edge_respect(company), p.respect_reference, p.rudeness_cost)
    bent = internal_service.weak_link(agreed * courtesy, p.weak_link) * edge_weights(company)
    supplied = np.bincount(edges.customer, minlength=departments) > 0
    received = internal_service.service_in(
        edge_sums(edges.customer, bent, departments), np.where(supplied, p.weak_link, 1)
    )
    firm.service_in = np.where(supplied, received, p.performance_reference)


def partners_service(company: Company) -> NDArray[np.float64]:
    """Partners outside the firm serve at their own level, give or take chance: (cases, replicates, partners)."""
    p, number = company.parameters, len(company.organisation.partners)
    if not number:
        return np.empty((*company.shape, 0))
    noise = company.chance.normal("partners", company.week, number)
    return np.minimum(np.maximum(p.partner_service + p.partner_noise * noise, 0), 1)
