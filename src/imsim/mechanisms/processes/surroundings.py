"""What people see around them when the week begins: contacts, leaders, internal service, respect, customers."""

from __future__ import annotations

from typing import Any

from imsim.engine.machine_code import called_by_kernels, written_into_kernels
from imsim.engine.state import State
from imsim.engine.workforce import (
    CUSTOMERS_SEEN,
    EXPOSURE,
    JOB_SATISFACTION,
    LEADER_MOTIVATION,
    MOTIVATION,
    OCCUPIED,
    PEERS_EXPOSURE,
    PEERS_MOTIVATION,
    PEERS_SATISFACTION,
    RESPECT_SEEN,
    SERVICE_SEEN,
)
from imsim.mechanisms.equations import attitudes


@written_into_kernels
def look_around(run: State, _week: int) -> None:
    """See contacts, leaders, internal service, respect and customers as they stood at the end of last week."""
    look_at_departments(run)
    p, staff, glimpses, sharing = run.p, run.staff, run.glimpses, run.effects.sharing > 0
    people = staff.numbers
    be_seen(staff, glimpses)
    for post in range(staff.flags.shape[1]):
        boss = run.desks.supervisor[post]
        led = boss >= 0 and glimpses[boss].there > 0
        people[LEADER_MOTIVATION, post] = glimpses[boss].motivation if led else p.leader_reference
        first, last = run.first_tie[post], run.first_tie[post + 1]
        number, motivation, satisfaction = contacts_mood(glimpses, run.tie, run.strength, first, last)
        exposure = contacts_exposure(glimpses, run.tie, run.strength, first, last) if sharing else 0.0
        sums = number, motivation, satisfaction, exposure
        for network in range(len(run.activity)):
            first, last = run.first_opened[network, post], run.first_opened[network, post + 1]
            activity = run.activity[network]
            if activity[post] > 0:
                sums = with_opened_ties(
                    sums, glimpses, activity, post, run.opened_tie, run.opened_strength, first, last
                )
        look_at_contacts(staff, p, post, sums, sharing)


@called_by_kernels
def look_at_departments(run: State) -> None:
    """Service that each department gets, respect from those it serves, and how its customers feel."""
    p, people, departments, page = run.p, run.staff.numbers, run.departments, run.page
    for department in departments:
        department.respect_given = 0.0
        department.supplied = 0.0
    for edge in range(len(run.links)):
        link = run.links[edge]
        if link.supplier < len(departments):
            weight = link.weight + run.on_edges[page.rerouting, edge]
            supplier = departments[link.supplier]
            supplier.respect_given += weight * edge_respect(link, run.on_edges[page.respect, edge])
            supplier.supplied += weight
    for number in range(len(departments)):
        department, unit = departments[number], run.units[number]
        service, respect = department.service_in, p.respect_reference
        if department.supplied > 0:
            respect = department.respect_given / department.supplied
        customers = attitudes.customer_feedback(
            unit.contact, department.customer_satisfaction, p.satisfaction_reference, p.back_office_feedback
        )
        for post in range(unit.first, unit.end):
            people[SERVICE_SEEN, post], people[RESPECT_SEEN, post] = service, respect
            people[CUSTOMERS_SEEN, post] = customers


@called_by_kernels
def edge_respect(link: Any, added: Any) -> Any:
    """How a department treats an internal supplier now, 0-1."""
    return min(max(link.respect + added, 0.0), 1.0)


@called_by_kernels
def look_at_contacts(staff: Any, p: Any, post: int, sums: Any, sharing: bool) -> None:
    """Mean motivation, satisfaction and exposure of the contacts who are there; one's own where none is.

    Exposure is only looked at where a pull channel passes it on.
    """
    people, (number, motivation, satisfaction, exposure) = staff.numbers, sums
    if number > 0:
        motivation, satisfaction, exposure = motivation / number, satisfaction / number, exposure / number
    elif staff.flags[OCCUPIED, post]:
        motivation, satisfaction = people[MOTIVATION, post], people[JOB_SATISFACTION, post]
        exposure = people[EXPOSURE, post]
    else:
        # A newcomer who finds nobody starts from the reference: what stands at a vacant desk is nobody's.
        motivation, satisfaction, exposure = p.motivation_reference, p.staff_satisfaction_reference, 0.0
    people[PEERS_MOTIVATION, post], people[PEERS_SATISFACTION, post] = motivation, satisfaction
    people[PEERS_EXPOSURE, post] = exposure if sharing else 0.0


@called_by_kernels
def be_seen(staff: Any, glimpses: Any) -> None:
    """Put together what others see of each post: in a large firm every look is a fetch from far memory."""
    people = staff.numbers
    for post in range(staff.flags.shape[1]):
        glimpse, there = glimpses[post], 1.0 * staff.flags[OCCUPIED, post]
        glimpse.there = there
        glimpse.motivation = there * people[MOTIVATION, post]
        glimpse.job_satisfaction = there * people[JOB_SATISFACTION, post]
        glimpse.exposure = there * people[EXPOSURE, post]


@called_by_kernels
def contacts_mood(glimpses: Any, ties: Any, strength: Any, first: Any, last: Any) -> Any:
    """Number of the contacts who are there, and sums of their motivation and satisfaction."""
    number, motivation, satisfaction = 0.0, 0.0, 0.0
    if len(strength) == 0:
        for place in range(first, last):
            other = glimpses[ties[place]]
            number += other.there
            motivation += other.motivation
            satisfaction += other.job_satisfaction
    else:
        for place in range(first, last):
            other, weight = glimpses[ties[place]], strength[place]
            number += weight * other.there
            motivation += weight * other.motivation
            satisfaction += weight * other.job_satisfaction
    return number, motivation, satisfaction


@called_by_kernels
def contacts_exposure(glimpses: Any, ties: Any, strength: Any, first: Any, last: Any) -> Any:
    """Sum of what they heard."""
    exposure = 0.0
    for place in range(first, last):
        weight = strength[place] if len(strength) > 0 else 1.0
        exposure += weight * glimpses[ties[place]].exposure
    return exposure


@called_by_kernels
def with_opened_ties(
    sums: Any, glimpses: Any, activity: Any, post: int, ties: Any, strength: Any, first: Any, last: Any
) -> Any:
    """The same sums with contacts through dormant ties; such a tie is open where both of its ends take part."""
    number, motivation, satisfaction, exposure = sums
    for place in range(first, last):
        other = glimpses[ties[place]]
        weight = activity[post] * strength[place] * (activity[ties[place]] > 0)
        number += weight * other.there
        motivation += weight * other.motivation
        satisfaction += weight * other.job_satisfaction
        exposure += weight * other.exposure
    return number, motivation, satisfaction, exposure
