"""Pay is compared: with what contacts get, and with what other employers would pay; applicants compare it, too."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.engine.fields import Column, Flags, Places, Record, Ties, flow, parameter, perceived, reads
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import compiled, equation, step, update


class P(NamedTuple):
    """Behavioural numbers."""

    envy: float = parameter(
        0.5, 0, 1, "share", "assumed", "-", "weight of getting less than one's contacts", symbol="lambda_E"
    )
    exit_pay: float = parameter(
        0.25,
        0.1,
        0.4,
        "log-odds/unit",
        "cal",
        "emanuel_harrington_2020",
        "fall of leaving with each unit of pay",
        symbol="bPay",
    )
    applicants_pay: float = parameter(
        0.19, 0.05, 0.4, "1/unit", "cal", "emanuel_harrington_2020", "rise of applicants with pay", symbol="b_app"
    )


class Flows(Record):
    """What outsiders hear."""

    pay_draw: float = flow("logs", "rise of applicants with what staff are paid above the market")


class Employee(NamedTuple):
    """What a person compares."""

    pay: float = reads()
    pay_shortfall: float = reads()


class Employees(NamedTuple):
    """What is known of others' pay."""

    occupied: Flags = reads()
    pay: Column = reads()
    pay_shortfall: Column = perceived(
        "u_N", "units of reward", "how much less the person got last week than contacts, as it weighs", neutral=0.0
    )


class Network(NamedTuple):
    """The contact network as CSR; no strength where all ties are alike."""

    first_tie: Places = reads()
    tie: Ties = reads()
    strength: Column = reads()


@equation
def pay_shortfall(pay: float, peers_pay: float, p: P) -> float:
    """E9. Getting less than one's contacts counts as if it were taken from one's own pay; getting more counts nothing.

    Args:
        pay: own rewards, units.
        peers_pay: mean of the contacts, units.
        p: parameters.

    Source: adams_1965; weight assumed.

    Example:
        >>> float(pay_shortfall(1.0, 1.5, P(envy=.5))), float(pay_shortfall(1.5, 1.0, P(envy=.5)))
        (0.25, 0.0)
    """
    return p.envy * np.maximum(peers_pay - pay, 0.0)


@update("reward", "exit_pull", add=True, when=("pay", "pay_shortfall"), after="pay")
def pull_of_pay(employee: Employee, p: P) -> float:
    """E24. Who is paid more than elsewhere stays, and goes on staying: an offer is held against pay, used to or not.

    Source: emanuel_harrington_2020; form assumed.

    Example:
        >>> round(float(pull_of_pay(Employee(pay=2.0, pay_shortfall=0.5), P(exit_pay=.2))), 3)
        -0.3
    """
    return -p.exit_pay * (employee.pay - employee.pay_shortfall)


@compiled
def anybody_paid(employees: Employees) -> bool:
    """Whether programmes paid anybody anything last week."""
    paid = False
    for post in range(len(employees.pay)):
        paid |= employees.pay[post] != 0
    return paid


@step("perceive")
def learn_of_pay(employees: Employees, network: Network, p: P) -> None:
    """People hear what their contacts got last week, and hold it against what they got themselves."""
    paid = anybody_paid(employees)
    for post in range(len(employees.pay)):
        others = mean_pay_of_contacts(employees, network, post) if paid else 0.0
        employees.pay_shortfall[post] = pay_shortfall(employees.pay[post], others, p) if paid else 0.0


@compiled
def mean_pay_of_contacts(employees: Employees, network: Network, post: int) -> float:
    """Mean of the contacts who are there; nothing where none is."""
    number, pay = 0.0, 0.0
    for place in range(network.first_tie[post], network.first_tie[post + 1]):
        weight = network.strength[place] if len(network.strength) > 0 else 1.0
        other = network.tie[place]
        number += weight * employees.occupied[other]
        pay += weight * employees.occupied[other] * employees.pay[other]
    return pay / number if number > 0 else 0.0


@step("depart")
def draw_applicants(employees: Employees, flows: Flows, p: P) -> None:
    """E25. What the firm pays above the market is known outside: people apply for it."""
    flows.pay_draw = 0.0
    if anybody_paid(employees):
        present, paid = 0.0, 0.0
        for post in range(len(employees.pay)):
            there = 1.0 * employees.occupied[post]
            present += there
            paid += there * employees.pay[post]
        flows.pay_draw = p.applicants_pay * paid / max(present, 1.0)


MECHANISM = Mechanism.here(globals(), rows=(19,))
