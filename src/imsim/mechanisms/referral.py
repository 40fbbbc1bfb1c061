"""Referral: whoever is hired through a colleague knows somebody and knew what to expect, and is likelier to stay."""

from __future__ import annotations

from typing import NamedTuple

from imsim.engine.fields import Column, Counts, Flags, effect, parameter, reads, stream, trait
from imsim.engine.mechanism import Mechanism
from imsim.engine.rng import counter, uniform
from imsim.engine.rules import step, update


class P(NamedTuple):
    """Behavioural numbers."""

    exit_referral: float = parameter(
        0.4, 0, 1, "log-odds", "assumed", "-", "fall of the wish to leave in those hired through a colleague"
    )


class Employee(NamedTuple):
    """How a person came."""

    referred: float = trait("-", "0 or 1", "hired through a colleague")


class Employees(NamedTuple):
    """Whose posts are filled this week."""

    referred: Column = reads()
    hired: Flags = reads()
    hires: Counts = reads()


class Now(NamedTuple):
    """How vacancies are filled."""

    referrals: int = stream("who is hired through a colleague; it belongs to the post and its hire", weekly=False)
    referral_share: float = effect("firm", "share of vacancies filled through colleagues")


@step("hire", after="fill_vacancies")
def come_through_colleagues(employees: Employees, now: Now) -> None:
    """Some of the newcomers were proposed by a colleague."""
    for post in range(len(employees.hired)):
        if employees.hired[post]:
            draws = counter(counter(now.referrals, post), employees.hires[post])
            employees.referred[post] = 1.0 if uniform(draws, 0) < now.referral_share else 0.0


@update("feel", "exit_pull", add=True, when=("referred",))
def pull_of_colleague(employee: Employee, p: P) -> float:
    """E24. Who came through a colleague wants to leave less.

    Source: row 79; size assumed.

    Example:
        >>> pull_of_colleague(Employee(referred=1.0), P(exit_referral=.4))
        -0.4
    """
    return -p.exit_referral * employee.referred


MECHANISM = Mechanism.here(globals(), rows=(79,))
