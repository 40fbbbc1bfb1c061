"""Workload: customers press on contact staff; pressed staff give less time, and that becomes usual."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from imsim.company.reference import Reference
from imsim.company.static import Roster
from imsim.engine.fastmath import TINY, power
from imsim.engine.fields import Column, Flags, Record, derived, effect, parameter, reads, state
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import compiled, equation, reference, step

# Of a department in which hardly anybody is left, what work presses on is not divided by less.
FEWEST_HANDS = 0.25
# Nobody has so little to do that time given could grow without bounds.
LEAST_PRESSURE = 0.05


class P(NamedTuple):
    """Behavioural numbers."""

    load_reference: float = parameter(0.9, 0.7, 1, "ratio", "assumed", "-", "load at the reference point")
    load_most: float = parameter(3, 2, 5, "ratio", "assumed", "-", "load beyond which customers turn away unserved")
    time_slope: float = parameter(
        0.64, 0, 1, "-", "SA", "oliva_sterman_2001", "how time given to a customer falls with pressure", symbol="alpha"
    )
    slack: float = parameter(0.8, 0.6, 0.9, "ratio", "assumed", "-", "pressure below which staff have time to spare")
    slack_slope: float = parameter(0.25, 0, 0.64, "-", "assumed", "-", "how time given rises with time to spare")
    standard_most: float = parameter(
        1.15, 1, 1.5, "factor", "assumed", "-", "most time that is ever given, against the reference"
    )
    standard_down: float = parameter(
        0.053, 0, 0.1, "1/week", "SA", "oliva_sterman_2001", "speed at which less time becomes usual", symbol="g_down"
    )
    standard_up: float = parameter(
        0.004, 0, 0.05, "1/week", "SA", "oliva_sterman_2001", "speed at which more time becomes usual", symbol="g_up"
    )
    standard_hold: float = parameter(
        0.004, 0, 0.05, "1/week", "assumed", "-", "speed at which the firm brings its standard back", symbol="g_hold"
    )
    standard_kept: float = parameter(
        0.05, 0, 0.1, "1/week", "assumed", "-", "the same where somebody sees to it that service is one and the same"
    )
    performance_reference: float = reads()
    caseload_rows: float = derived("rows", "simulated customers whom a contact post serves at the reference load")


class Employee(NamedTuple):
    """What decides how many customers a person can serve."""

    performance_quantity: float
    away: float


class Employees(NamedTuple):
    """Who serves customers, and for how long."""

    occupied: Flags = reads()
    performance_quantity: Column = reads()
    hours_away: Column = reads()
    extra_hands: Column = reads()


class Effects(NamedTuple):
    """What happens to demand, and who keeps the standard."""

    demand: float = effect("firm", "customers' demand beyond the usual, as a share (E19, E26)")
    consistency: float = reads()


class Department(Record):
    """How hard work presses in each department."""

    pressure: float = state("D_d", "ratio", "work to be done over what those there can do", neutral="load_reference")
    hands: float = reads()


class Firm(Record):
    """How many customers there are, and what they are used to get."""

    customers_now: float = reads()
    standard: float = state(
        "q", "factor", "time that a customer is given as a rule, against the reference", neutral=1.0
    )


class Flows(Record):
    """How hard customers press this week, and what they get."""

    pressure: float = state(
        "D", "ratio", "customers' demand over what contact staff can serve at their standard", neutral="load_reference"
    )
    time_given: float = state("t", "factor", "time that a customer is given, against the reference", neutral=1.0)
    load: float = state("L", "ratio", "work that contact staff attempt over what they can do", neutral="load_reference")


class Demand(NamedTuple):
    """Customers, the time that each is to be given, and who is there to serve them, in full posts."""

    customers: float
    standard: float
    capacity: float


@equation
def working_capacity(employee: Employee, p: P) -> float:
    """E19. A person serves as many as motivation allows, in the hours left by courses.

    Source: jenkins_1998; form assumed.

    Example:
        >>> round(working_capacity(Employee(.66, away=.1), P(performance_reference=.6)), 2)
        0.99
    """
    return employee.performance_quantity / p.performance_reference * (1 - employee.away)


@equation
def pressure(demand: Demand, p: P) -> float:
    """E19a. Customers press on the staff who are there, the more, the more time each is to be given.

    Beyond a limit, and where nobody is there, they turn away.

    Source: oliva_sterman_2001; form assumed.

    Example:
        >>> p = P(caseload_rows=75)
        >>> round(float(pressure(Demand(3300, 1.0, 39.6), p)), 2), float(pressure(Demand(3300, 1.0, 0), p))
        (1.0, 3.0)
    """
    capacity = demand.capacity
    needed = p.load_reference * demand.customers * demand.standard / p.caseload_rows
    return np.minimum(needed, p.load_most * capacity) / (capacity + (capacity <= 0)) + p.load_most * (capacity <= 0)


@equation
def time_given(pressed: float, standard: float, p: P) -> float:
    """E19b. Pressed staff give each customer less time than is usual; those with time to spare give a little more.

    Args:
        pressed: pressure, a ratio.
        standard: time that is usual, against the reference.
        p: parameters.

    Source: oliva_sterman_2001.

    Example:
        >>> [round(float(time_given(pressed, 1.0, P())), 3) for pressed in (.4, .9, 2.0)]
        [1.15, 1.0, 0.642]
    """
    hurried = power(np.maximum(pressed, 1), -p.time_slope)
    unhurried = power(np.maximum(p.slack / np.maximum(pressed, LEAST_PRESSURE), 1), p.slack_slope)
    return np.minimum(standard * hurried * unhurried, p.standard_most)


@equation
def standard(usual: float, given: float, p: P) -> float:
    """E19b. What is given becomes what is usual: less soon, more hardly; the firm brings it back slowly.

    Args:
        usual: time that was usual so far, against the reference.
        given: time given this week.
        p: parameters.

    Source: oliva_sterman_2001.

    Example:
        >>> p = P(standard_hold=0.0)
        >>> round(float(standard(1.0, .9, p)), 4), round(float(standard(1.0, 1.1, p)), 4)
        (0.9947, 1.0004)
    """
    speed = p.standard_down * (given < usual) + p.standard_up * (given >= usual)
    return usual + speed * (given - usual) + p.standard_hold * (1 - usual)


@step("press")
def press_on_staff(
    employees: Employees, roster: Sequence[Roster], effects: Effects, firm: Firm, flows: Flows, p: P
) -> None:
    """Customers press on the contact staff who are there, who give them what time they have (E19a-E19b)."""
    capacity = contact_capacity(employees, roster, p)
    flows.pressure = pressure(Demand(firm.customers_now * (1 + effects.demand), firm.standard, capacity), p)
    flows.time_given = time_given(flows.pressure, firm.standard, p)
    flows.load = flows.pressure * (flows.time_given / max(firm.standard, TINY))
    kept = p.standard_kept * effects.consistency * (1 - firm.standard)
    firm.standard = standard(firm.standard, flows.time_given, p) + kept


@compiled
def contact_capacity(employees: Employees, roster: Sequence[Roster], p: P) -> float:
    """What contact staff can do this week, in full posts (E19)."""
    capacity = 0.0
    for unit in roster:
        if unit.contact > 0:
            for post in range(unit.first, unit.end):
                away = min(employees.hours_away[post], 1.0) - employees.extra_hands[post]
                serving = working_capacity(Employee(employees.performance_quantity[post], away), p)
                capacity += employees.occupied[post] * serving
    return capacity


@step("press", after="press_on_staff")
def press_on_departments(departments: Sequence[Department], roster: Sequence[Roster], flows: Flows, p: P) -> None:
    """Customers press on all contact staff alike; elsewhere the work of the department presses on who is there."""
    for number in range(len(departments)):
        heads, unit = roster[number].heads, departments[number]
        if roster[number].contact > 0:
            unit.pressure = flows.pressure
        else:
            unit.pressure = min(p.load_reference * heads / max(unit.hands, FEWEST_HANDS), p.load_most)


@reference
def caseload_rows(r: Reference) -> Column:
    """Simulated customers whom a contact post serves at the reference load, (cases, 1, 1).

    Where the scenario does not say how many real ones it serves, the firm's own staff is what its customers need.
    """
    posts = r.organisation.heads[r.organisation.contact > 0].sum()
    return (r.market.caseload or r.market.active_customers / max(posts, 1)) / r.weight


MECHANISM = Mechanism.here(globals(), rows=())
