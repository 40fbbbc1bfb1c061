"""What people see around them when the week begins: contacts, leaders, internal service, respect, customers."""

from __future__ import annotations

from typing import Any

from imsim.equations import attitudes
from imsim.kernels import called_by_kernels
from imsim.state import State


@called_by_kernels
def look_around(s: State, _week: int) -> None:
    """See contacts, leaders, internal service, respect and customers as they stood at the end of last week."""
    cases, replicates, posts = s.staff.shape
    for case in range(cases):
        for replicate in range(replicates):
            p, effects = s.p[case, replicate], s.effects[case, replicate, 0]
            look_at_departments(s, p, case, replicate)
            staff = s.staff[case, replicate]
            for post in range(posts):
                boss = s.desks[post].supervisor
                led = boss >= 0 and staff[boss].occupied
                staff[post].leader_motivation = staff[boss].motivation if led else p.leader_reference
                sums = contacts_sums(staff, s.tie, s.strength, s.first_tie[post], s.first_tie[post + 1])
                for network in range(len(s.activity)):
                    activity = s.activity[network, case, replicate]
                    first, last = s.first_opened[network, post], s.first_opened[network, post + 1]
                    ties = s.opened_tie[first:last]
                    sums = with_opened_ties(sums, staff, activity, post, ties, s.opened_strength, first)
                look_at_contacts(staff, p, post, sums, effects.sharing > 0)


@called_by_kernels
def look_at_departments(s: Any, p: Any, case: int, replicate: int) -> None:
    """Service that each department gets, respect from those it serves, and how its customers feel."""
    departments, respect_page = s.departments[case, replicate], s.page[0].respect
    for department in departments:
        department.respect_given = 0.0
        department.supplied = 0.0
    for edge in range(len(s.links)):
        link = s.links[edge]
        if link.supplier < len(departments):
            weight = link.weight + s.on_edges[s.page[0].rerouting, case, replicate, edge]
            supplier = departments[link.supplier]
            supplier.respect_given += weight * edge_respect(link, s.on_edges[respect_page, case, replicate, edge])
            supplier.supplied += weight
    for number in range(len(departments)):
        department = departments[number]
        department.service_seen = department.service_in
        serves = department.supplied > 0
        department.respect_seen = department.respect_given / department.supplied if serves else p.respect_reference
        department.customers_seen = attitudes.customer_feedback(
            s.units[number].contact, department.customer_satisfaction, p.satisfaction_reference, p.back_office_feedback
        )


@called_by_kernels
def edge_respect(link: Any, added: Any) -> Any:
    """How a department treats an internal supplier now, 0-1."""
    return min(max(link.respect + added, 0.0), 1.0)


@called_by_kernels
def look_at_contacts(staff: Any, p: Any, post: int, sums: Any, sharing: bool) -> None:
    """Mean motivation, satisfaction and exposure of the contacts who are there; one's own where none is.

    Exposure is only looked at where a pull channel passes it on.
    """
    person, (number, motivation, satisfaction, exposure) = staff[post], sums
    if number > 0:
        person.peers_motivation, person.peers_satisfaction = motivation / number, satisfaction / number
        person.peers_exposure = exposure / number if sharing else 0.0
    elif person.occupied:
        person.peers_motivation, person.peers_satisfaction = person.motivation, person.job_satisfaction
        person.peers_exposure = person.exposure if sharing else 0.0
    else:
        # A newcomer who finds nobody starts from the reference: what stands at a vacant desk is nobody's.
        person.peers_motivation, person.peers_satisfaction = p.motivation_reference, p.staff_satisfaction_reference
        person.peers_exposure = 0.0


@called_by_kernels
def contacts_sums(staff: Any, ties: Any, strength: Any, first: int, last: int) -> Any:
    """Number of the contacts who are there, and sums of their motivation, satisfaction and exposure."""
    number, motivation, satisfaction, exposure = 0.0, 0.0, 0.0, 0.0
    for place in range(first, last):
        other = staff[ties[place]]
        if other.occupied:
            weight = strength[min(place, len(strength) - 1)]
            number += weight
            motivation += weight * other.motivation
            satisfaction += weight * other.job_satisfaction
            exposure += weight * other.exposure
    return number, motivation, satisfaction, exposure


@called_by_kernels
def with_opened_ties(sums: Any, staff: Any, activity: Any, post: int, ties: Any, strength: Any, first: int) -> Any:
    """The same sums with contacts through dormant ties; such a tie is open where both of its ends take part."""
    number, motivation, satisfaction, exposure = sums
    if activity[post] > 0:
        for place in range(len(ties)):
            other = staff[ties[place]]
            if other.occupied and activity[ties[place]] > 0:
                weight = activity[post] * strength[min(first + place, len(strength) - 1)]
                number += weight
                motivation += weight * other.motivation
                satisfaction += weight * other.job_satisfaction
                exposure += weight * other.exposure
    return number, motivation, satisfaction, exposure
