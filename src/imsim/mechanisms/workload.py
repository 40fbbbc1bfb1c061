"""Workload: customers press on the contact staff who are there, willing and not away on courses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from imsim.company.static import Roster
from imsim.engine.fields import Column, Flags, Record, effect, parameter, reads, state
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import equation, step


class P(NamedTuple):
    """Behavioural numbers."""

    load_reference: float = parameter(0.9, 0.7, 1, "ratio", "assumed", "-", "load at the reference point")
    load_most: float = parameter(3, 2, 5, "ratio", "assumed", "-", "load beyond which customers turn away unserved")
    performance_reference: float = reads()
    customers_reference: float = reads()


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
    """What happens to demand."""

    demand: float = effect("firm", "customers' demand beyond the usual, as a share (E19, E26)")


class Firm(Record):
    """How many customers there are."""

    customers_now: float = reads()


class Flows(Record):
    """How hard they press."""

    load: float = state("L", "ratio", "customers' demand over what contact staff can serve", neutral="load_reference")


class Pressure(NamedTuple):
    """Demand and capacity, each against the reference point."""

    customers: float
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
def load(pressure: Pressure, p: P) -> float:
    """E19. Customers press on the staff who are there; beyond a limit, and where nobody is there, they turn away.

    Source: assumed.

    Example:
        >>> p = P(customers_reference=100)
        >>> round(float(load(Pressure(110, .99), p)), 2), float(load(Pressure(110, 0), p))
        (1.0, 3.0)
    """
    needed, capacity = p.load_reference * pressure.customers / p.customers_reference, pressure.capacity
    return np.minimum(needed, p.load_most * capacity) / (capacity + (capacity <= 0)) + p.load_most * (capacity <= 0)


@step("press")
def press_on_staff(
    employees: Employees, roster: Sequence[Roster], effects: Effects, firm: Firm, flows: Flows, p: P
) -> None:
    """Customers press on the contact staff who are there (E19)."""
    capacity, posts = 0.0, 0.0
    for unit in roster:
        if unit.contact > 0:
            posts += unit.heads
            for post in range(unit.first, unit.end):
                away = min(employees.hours_away[post], 1.0) - employees.extra_hands[post]
                serving = working_capacity(Employee(employees.performance_quantity[post], away), p)
                capacity += employees.occupied[post] * serving
    flows.load = load(Pressure(firm.customers_now * (1 + effects.demand), capacity / posts), p)


MECHANISM = Mechanism.here(globals(), rows=())
