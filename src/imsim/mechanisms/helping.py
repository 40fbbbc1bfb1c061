"""Helping: who is attached to the firm does more for colleagues than the job asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from imsim.company.static import Roster
from imsim.engine.fields import Column, Flags, Record, parameter, reads, state
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import equation, step


class P(NamedTuple):
    """Behavioural numbers."""

    help_gain: float = parameter(
        0.2, 0, 0.6, "-", "assumed", "-", "rise of internal service with commitment, by help beyond duty", symbol="b_H"
    )
    staff_commitment_reference: float = reads()


class Employees(NamedTuple):
    """Who is there, and how attached."""

    occupied: Flags = reads()
    affective_commitment: Column = reads()


class Department(Record):
    """How much its people help."""

    help: float = state("h", "factor", "help beyond duty that others get from it, against the usual", neutral=1.0)


@equation
def help_given(commitment: float, p: P) -> float:
    """E17. Attached people help colleagues beyond what is asked of them; 1 at the reference.

    Args:
        commitment: mean of the department, 0-1.
        p: parameters.

    Source: lepine_2002, meyer_2002; size assumed.

    Example:
        >>> round(help_given(.7, P(help_gain=.2, staff_commitment_reference=.6)), 3)
        1.02
    """
    return 1 + p.help_gain * (commitment - p.staff_commitment_reference)


@step("pool")
def offer_help(employees: Employees, departments: Sequence[Department], roster: Sequence[Roster], p: P) -> None:
    """Departments help others as far as their people are attached; where nobody is, nobody helps more or less."""
    for number in range(len(departments)):
        present, attached = 0.0, 0.0
        for post in range(roster[number].first, roster[number].end):
            there = 1.0 * employees.occupied[post]
            present += there
            attached += there * employees.affective_commitment[post]
        mean = attached / present if present > 0 else p.staff_commitment_reference
        departments[number].help = help_given(mean, p)


MECHANISM = Mechanism.here(globals(), rows=())
