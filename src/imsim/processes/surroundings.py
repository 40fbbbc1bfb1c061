"""What people see around them when the week begins: contacts, leaders, internal service, respect, customers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.company import Company, Surroundings
from imsim.equations import attitudes
from imsim.reference import respect_received


def look_around(company: Company) -> None:
    """See contacts, leaders, internal service, respect and customers as they stood at the end of last week."""
    organisation, firm, p = company.organisation, company.firm, company.parameters
    department = organisation.department_of
    motivation, satisfaction, exposure = contacts_means(company)
    company.surroundings = Surroundings(
        peers_motivation=motivation,
        peers_satisfaction=satisfaction,
        peers_exposure=exposure,
        leader_motivation=leaders_motivation(company),
        service=firm.service_in.take(department, axis=2),
        respect=respect_received(organisation, edge_respect(company), edge_weights(company), p).take(
            department, axis=2
        ),
        customers=attitudes.customer_feedback(
            company.contact_posts,
            firm.customer_satisfaction.take(department, axis=2),
            p.satisfaction_reference,
            p.back_office_feedback,
        ),
    )


def edge_respect(company: Company) -> NDArray[np.float64]:
    """How each department treats each of its internal suppliers now, shape (cases, replicates, edges)."""
    respect = np.minimum(np.maximum(company.reference.respect + company.effects.respect, 0), 1)
    return np.broadcast_to(respect, (*company.shape, respect.shape[2]))


def edge_weights(company: Company) -> NDArray[np.float64]:
    """How much of each department's supply comes over each edge now: (cases, replicates, edges) or (edges,)."""
    weights: NDArray[np.float64] = company.organisation.edges.weight + company.effects.rerouting
    return weights


def leaders_motivation(company: Company) -> NDArray[np.float64]:
    """The supervisor's motivation; the reference for heads and where the supervisor's desk is vacant."""
    staff, supervisor = company.staff, company.organisation.supervisor
    led = (supervisor >= 0) & staff.occupied.take(supervisor, axis=2)
    return np.where(led, staff.motivation.take(supervisor, axis=2), company.parameters.leader_reference)


def contacts_means(company: Company) -> tuple[Any, Any, Any]:
    """Mean motivation, satisfaction and exposure of the contacts who are there; one's own where none is.

    One CSR product serves all columns and runs; exposure is only looked at where a pull channel passes it on.
    """
    staff, organisation, effects, p = company.staff, company.organisation, company.effects, company.parameters
    own = [staff.motivation, staff.job_satisfaction]
    if np.any(effects.sharing):
        own.append(staff.exposure)
    there = staff.occupied.astype(np.float64)
    stacked = np.concatenate([there, *(column * there for column in own)]).reshape(-1, organisation.posts)
    columns = np.ascontiguousarray(stacked.T)
    shape = (len(own) + 1, *staff.shape)
    sums = np.ascontiguousarray((organisation.contacts @ columns).T).reshape(shape)
    for name, activity in sorted(effects.ties.items()):
        # A tie is open where both of its ends take part.
        open_to = np.ascontiguousarray((stacked.reshape(shape) * (activity > 0)).reshape(-1, organisation.posts).T)
        sums = sums + activity * np.ascontiguousarray((organisation.dormant[name] @ open_to).T).reshape(shape)
    known = sums[0] > 0
    number = np.where(known, sums[0], 1)
    # A newcomer who finds nobody starts from the reference: what stands at a vacant desk is nobody's.
    nobody: tuple[Any, ...] = (p.motivation_reference, p.staff_satisfaction_reference, 0)
    alone = [np.where(staff.occupied, mine, reference) for mine, reference in zip(own, nobody, strict=False)]
    means = [np.where(known, total / number, mine) for total, mine in zip(sums[1:], alone, strict=True)]
    return means[0], means[1], means[2] if len(means) > len(own[:2]) else 0.0
