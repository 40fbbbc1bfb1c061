"""Word of mouth: customers' satisfaction and talk, and employees' advocacy, make the firm's reputation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from imsim.company.reference import Reference
from imsim.engine.batches import Batch
from imsim.engine.fields import Column, Flags, Record, derived, effect, flow, parameter, reads, state
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import compiled, equation, reference, step


class P(NamedTuple):
    """Behavioural numbers."""

    reputation_speed: float = parameter(0.03, 0.01, 0.1, "1/week", "assumed", "-", "speed of reputation")
    told_good: float = parameter(9, 5, 15, "people", "SA", "amex_2011", "people told of good service")
    told_bad: float = parameter(16, 9, 24, "people", "SA", "amex_2011", "people told of bad service")
    satisfied_from: float = parameter(
        0.5, 0.4, 0.6, "0-1", "cal", "east_2007", "satisfaction from which customers speak well of the firm"
    )
    talk_incidence: float = parameter(0.05, 0.01, 0.2, "1/week", "assumed", "-", "how often a customer talks of it")
    customers_sd: float = parameter(
        0.11, 0.06, 0.15, "0-1", "assumed", "-", "spread of customers' satisfaction at the reference point"
    )
    talk_weight: float = parameter(
        0.02, 0, 0.1, "-", "assumed", "-", "reputation moved by one person told per customer and week"
    )
    advocacy_weight: float = parameter(0.1, 0, 0.3, "-", "assumed", "-", "reputation moved by employees' advocacy")
    staff_commitment_reference: float = reads()
    satisfaction_reference: float = reads()
    talk_reference: float = derived("people", "told per customer and week at the reference point, net")


class Employee(NamedTuple):
    """Who speaks of the firm."""

    affective_commitment: float
    product_use: float


class Employees(NamedTuple):
    """Who speaks of the firm."""

    occupied: Flags = reads()
    affective_commitment: Column = reads()
    product_use: Column = effect("post", "employees who use the product advocate more (E23)")


class Customers(NamedTuple):
    """Who speaks of the firm, and how."""

    with_firm: Flags = reads()
    customer_satisfaction: Column = reads()


class Firm(Record):
    """What is thought and said of the firm."""

    reputation: float = state("Rep", "0-1", "what those elsewhere think of the firm", neutral="satisfaction_reference")
    advocacy: float = state("v", "-1 to 1", "how well employees speak of the firm, on average")
    customers_now: float = reads()


class Department(Record):
    """Who hears from customers."""

    customer_satisfaction: float = state(
        "CS_d", "0-1", "mean satisfaction of the customers it meets", neutral="satisfaction_reference"
    )


class Segment(Record):
    """Customers who share their touch-points."""

    heads: float = reads()
    satisfaction: float = reads()


class Flows(Record):
    """What customers lived through this week."""

    satisfied: float = flow("customers", "who speak well of the firm when they speak")
    satisfaction: float = reads()


class Voices(NamedTuple):
    """What makes a reputation."""

    reputation: float
    satisfaction: float
    talk: float
    advocacy: float


@equation
def talk(satisfied: float, dissatisfied: float, p: P) -> float:
    """E23a. Customers talk now and then, most of them well; who is satisfied tells nine people, who is not sixteen.

    Args:
        satisfied, dissatisfied: customers, or shares of them.
        p: parameters.

    Source: amex_2011, east_2007.

    Example:
        >>> round(talk(40, 20, P(talk_incidence=.05)), 6)
        2.0
    """
    return p.talk_incidence * (p.told_good * satisfied - p.told_bad * dissatisfied)


@equation
def advocacy(employee: Employee, p: P) -> float:
    """E23. Committed employees speak well of the firm, bitter ones ill; who uses the product, more so.

    Source: rows 88 and 99; form assumed.

    Example:
        >>> round(advocacy(Employee(affective_commitment=.7, product_use=0.0), P(staff_commitment_reference=.6)), 2)
        0.1
    """
    return (employee.affective_commitment - p.staff_commitment_reference) * (1 + employee.product_use)


@equation
def reputation(heard: Voices, p: P) -> float:
    """E23. Reputation follows customers' satisfaction, their talk and employees' advocacy.

    Source: row 88; form assumed.

    Example:
        >>> round(float(reputation(Voices(.6, .7, 0, 0), P())), 4)
        0.603
    """
    target = heard.satisfaction + p.talk_weight * heard.talk + p.advocacy_weight * heard.advocacy
    moved = heard.reputation + p.reputation_speed * (target - heard.reputation)
    return np.minimum(np.maximum(moved, 0), 1)


@step("count")
def begin_listening(flows: Flows) -> None:
    """Nobody has been asked yet this week."""
    flows.satisfied = 0.0


@step("tally")
def ask_customers(customers: Customers, flows: Flows, p: P, batch: Batch) -> None:
    """Count the customers who would speak well of the firm (E23a)."""
    satisfied, enough = 0, p.satisfied_from
    for row in range(batch.first, batch.end):
        satisfied += customers.with_firm[row] & (customers.customer_satisfaction[row] >= enough)
    flows.satisfied += satisfied


@step("talk", after="add_up_segments")
def speak(employees: Employees, firm: Firm, p: P) -> None:
    """Employees speak of the firm (E23)."""
    speaking, present = 0.0, 0.0
    for post in range(len(employees.occupied)):
        there = 1.0 * employees.occupied[post]
        present += there
        told = advocacy(Employee(employees.affective_commitment[post], employees.product_use[post]), p)
        speaking += there * told
    firm.advocacy = speaking / max(present, 1.0)


@step("talk", after="speak")
def spread_the_word(firm: Firm, flows: Flows, p: P) -> None:
    """Satisfaction, talk and employees' advocacy make the firm's reputation (E23)."""
    mean = mean_satisfaction(firm, flows, p)
    said = talk(flows.satisfied, firm.customers_now - flows.satisfied, p)
    net = said / max(firm.customers_now, 1.0) - p.talk_reference
    firm.reputation = reputation(Voices(firm.reputation, mean, net, firm.advocacy), p)


@compiled
def mean_satisfaction(firm: Firm, flows: Flows, p: P) -> float:
    """Mean satisfaction of all customers; an empty market leaves the reference."""
    return flows.satisfaction / firm.customers_now if firm.customers_now > 0 else p.satisfaction_reference


@step("talk", after="spread_the_word")
def hear_from_customers(
    departments: Sequence[Department], segments: Sequence[Segment], firm: Firm, flows: Flows, mix: Column, p: P
) -> None:
    """Departments hear how satisfied the customers are whom they meet; one that meets nobody hears the firm's mean."""
    mean = mean_satisfaction(firm, flows, p)
    for number in range(len(departments)):
        heads, satisfaction = 0.0, 0.0
        for segment in range(len(segments)):
            heads += segments[segment].heads * mix[segment, number]
            satisfaction += segments[segment].satisfaction * mix[segment, number]
        departments[number].customer_satisfaction = satisfaction / heads if heads > 0 else mean


@reference
def talk_reference(r: Reference) -> Column:
    """Net people told per customer and week at the reference point, (cases, 1, 1)."""
    dissatisfied = ndtr((r.p.satisfied_from - r.p.satisfaction_reference) / r.p.customers_sd)
    told: Column = r.form(talk)(1 - dissatisfied, dissatisfied, r.p)
    return told


MECHANISM = Mechanism.here(globals(), rows=(25, 88, 99))
