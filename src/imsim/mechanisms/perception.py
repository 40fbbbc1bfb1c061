"""Perception: when the week begins people see how well they are served and respected, and how customers feel.

All that passes between people, departments and customers is last week's, so nobody need wait for anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from imsim.company.static import Roster
from imsim.engine.fields import Column, Places, Record, parameter, perceived, reads
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import compiled, equation, step


class P(NamedTuple):
    """Behavioural numbers."""

    back_office_feedback: float = parameter(
        0.5, 0, 1, "share", "assumed", "-", "how much of customers' satisfaction reaches staff who never meet them"
    )
    leader_justice: float = parameter(
        0.5,
        0,
        1,
        "share",
        "assumed",
        "colquitt_2001",
        "how far a supervisor who leads well makes people feel respected",
        symbol="a_L",
    )
    leadership_mean: float = reads()
    customers_gain: float = parameter(
        2, 1, 4, "-", "assumed", "-", "how strongly a deviation of customers' satisfaction is felt", symbol="kappa_s"
    )
    respect_reference: float = reads()
    satisfaction_reference: float = reads()


class Employees(NamedTuple):
    """What people see of departments."""

    service_seen: Column = perceived(
        "I_s", "0-1", "internal service that the department receives", neutral="service_received"
    )
    respect_seen: Column = perceived(
        "z_R",
        "0-1",
        "respect from those whom the department serves, and from the supervisor",
        neutral="respect_received",
    )
    customers_seen: Column = perceived(
        "z_cs", "0-1", "how satisfied customers are, as far as the person hears of it", neutral="satisfaction_reference"
    )
    leader_care: Column = reads()


class Department(Record):
    """What people see of departments."""

    service_in: float = reads()
    customer_satisfaction: float = reads()
    respect_given: float = reads()
    supplied: float = reads()


class Edges(NamedTuple):
    """Who supplies whom, and how the customer treats the supplier."""

    supplier: Places = reads()
    weight: Column = reads()
    respect: Column = reads()
    respect_added: Column = reads()
    rerouting: Column = reads()


class Feedback(NamedTuple):
    """What decides how far customers are heard of."""

    contact: float
    customer_satisfaction: float


@equation
def customer_feedback(department: Feedback, p: P) -> float:
    """E12. Contact staff feel how satisfied their customers are; others hear half of it.

    Customers' satisfaction moves over a narrower range than attitudes do, so a deviation is felt as a larger one.

    Source: schneider_1998, getta_2011; size assumed.

    Example:
        >>> told = Feedback(contact=0, customer_satisfaction=.7)
        >>> round(float(customer_feedback(told, P(satisfaction_reference=.6, customers_gain=2.0))), 6)
        0.7
    """
    felt = department.contact + (1 - department.contact) * p.back_office_feedback
    beyond = department.customer_satisfaction - p.satisfaction_reference
    return np.minimum(np.maximum(p.satisfaction_reference + felt * p.customers_gain * beyond, 0), 1)


@equation
def felt_respect(respect: float, care: float, p: P) -> float:
    """E12. People feel respected by those they serve, and by a supervisor who leads well.

    Args:
        respect: received by the department, 0-1.
        care: how well the supervisor leads, 0-1.
        p: parameters.

    Source: poirier_2014, colquitt_2001; form assumed.

    Example:
        >>> round(float(felt_respect(.8, .6, P(leader_justice=.5, leadership_mean=.5))), 3)
        0.85
    """
    return np.minimum(np.maximum(respect + p.leader_justice * (care - p.leadership_mean), 0), 1)


@step("perceive", after="feel_led")
def look_at_departments(
    employees: Employees, departments: Sequence[Department], roster: Sequence[Roster], edges: Edges, p: P
) -> None:
    """See internal service, respect and customers as they stood at the end of last week."""
    receive_respect(departments, edges)
    for number in range(len(departments)):
        department, unit = departments[number], roster[number]
        service, respect = department.service_in, p.respect_reference
        if department.supplied > 0:
            respect = department.respect_given / department.supplied
        customers = customer_feedback(Feedback(unit.contact, department.customer_satisfaction), p)
        for post in range(unit.first, unit.end):
            employees.service_seen[post] = service
            employees.respect_seen[post] = felt_respect(respect, employees.leader_care[post], p)
            employees.customers_seen[post] = customers


@compiled
def receive_respect(departments: Sequence[Department], edges: Edges) -> None:
    """Add up how much each department supplies, and the respect that it gets for it."""
    for department in departments:
        department.respect_given = 0.0
        department.supplied = 0.0
    for edge in range(len(edges.supplier)):
        if edges.supplier[edge] < len(departments):
            weight = edges.weight[edge] + edges.rerouting[edge]
            supplier = departments[edges.supplier[edge]]
            supplier.respect_given += weight * edge_respect(edges.respect[edge], edges.respect_added[edge])
            supplier.supplied += weight


@compiled
def edge_respect(respect: float, added: float) -> float:
    """How a department treats an internal supplier now, 0-1."""
    return min(max(respect + added, 0.0), 1.0)


MECHANISM = Mechanism.here(globals(), rows=(82,))
