"""Knowledge sharing: in structured joint work people learn from colleagues who know more."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.engine.fields import Column, Flags, Places, Ties, effect, parameter, perceived, reads
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import compiled, step, update


class P(NamedTuple):
    """Behavioural numbers."""

    sharing_rate: float = parameter(
        0.4,
        0,
        0.6,
        "1/hour",
        "cal",
        "sandvik_2020",
        "share of what a colleague knows better that an hour of joint work passes on",
        symbol="eta_P",
    )
    sharing_headroom: float = parameter(
        0.08,
        0,
        0.2,
        "0-1",
        "assumed",
        "-",
        "how far colleagues can lift knowledge above what work teaches",
        symbol="h_P",
    )


class Employee(NamedTuple):
    """What decides how much a person learns from colleagues."""

    knowledge: float = reads()
    knowledge_plateau: float = reads()
    peers_ahead: float = reads()
    joint_work: float = effect("post", "hours of structured joint work this week (E5d)")


class Employees(NamedTuple):
    """Who knows more."""

    occupied: Flags = reads()
    knowledge: Column = reads()
    peers_ahead: Column = perceived(
        "d_K", "0-1", "how much better colleagues in joint work know the job, on average", neutral=0.0
    )
    joint_work: Column = reads()


class Network(NamedTuple):
    """The contact network as CSR."""

    first_tie: Places = reads()
    tie: Ties = reads()


@step("perceive", when=("joint_work",))
def compare_notes(employees: Employees, network: Network) -> None:
    """See how much better contacts know the job, where both take part."""
    for post in range(len(employees.knowledge)):
        employees.peers_ahead[post] = 0.0
        if employees.joint_work[post] > 0 and employees.occupied[post]:
            employees.peers_ahead[post] = lead_of_partners(employees, network, post)


@compiled
def lead_of_partners(employees: Employees, network: Network, post: int) -> float:
    """Mean lead in knowledge of the contacts who take part; nothing where none does."""
    number, ahead = 0.0, 0.0
    for place in range(network.first_tie[post], network.first_tie[post + 1]):
        other = network.tie[place]
        if employees.joint_work[other] > 0 and employees.occupied[other]:
            number += 1.0
            ahead += max(employees.knowledge[other] - employees.knowledge[post], 0.0)
    return ahead / number if number > 0 else 0.0


@update("learn", "knowledge", when=("joint_work",), after="knowledge")
def shared_knowledge(employee: Employee, p: P) -> float:
    """E5d. An hour of structured joint work passes on a part of what the partner knows better, up to a ceiling.

    Source: sandvik_2020; form assumed.

    Example:
        >>> paired = Employee(knowledge=.5, knowledge_plateau=.6, peers_ahead=.1, joint_work=1.0)
        >>> round(float(shared_knowledge(paired, P(sharing_rate=.3, sharing_headroom=.1))), 3)
        0.53
    """
    room = np.maximum(employee.knowledge_plateau + p.sharing_headroom - employee.knowledge, 0)
    passed = np.minimum(p.sharing_rate * employee.joint_work, 1) * employee.peers_ahead
    return employee.knowledge + np.minimum(passed, room)


MECHANISM = Mechanism.here(globals(), rows=(37, 62))
