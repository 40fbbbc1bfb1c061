"""One employee in words and numbers: who it is, with whom, and why motivation is what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from imsim.agents.employee import Employee
from imsim.app.names import post_label
from imsim.app.session import STATES, Session
from imsim.company.economics import WEEKS_A_YEAR
from imsim.reporting.numbers import count, number

# Drivers of motivation (E11) in everyday words.
DRIVERS = {
    "own": "the employee's own drive",
    "message": "what management says, as far as it is heard and trusted",
    "reward": "rewards",
    "satisfaction": "satisfaction with the job",
    "leader": "the supervisor's motivation",
    "peers": "colleagues' motivation",
    "strain": "what strain leaves of that drive",
    "events": "what happens at work",
}
MOST_CONTACTS = 12


@dataclass(frozen=True)
class Card:
    """Facts that the page shows of one employee.

    Args:
        title: name of the post.
        facts: lines about place and tenure.
        states: (what it is called, value).
        drivers: (what it is called, weight, value, what it adds).
        target: where motivation is heading, the sum of what drivers add.
        boss: post of the supervisor and its label; None at the top.
        contacts: posts of the first contacts and their labels.
        more: further contacts.
    """

    title: str
    facts: tuple[str, ...]
    states: tuple[tuple[str, float], ...]
    drivers: tuple[tuple[str, float, float, float], ...]
    target: float
    boss: tuple[int, str] | None
    contacts: tuple[tuple[int, str], ...]
    more: int


def card(session: Session, side: int) -> Card | None:
    """Card of the employee in the selected post; None where it is vacant."""
    with session.lock:
        employee = session.employee(side)
        return None if employee is None else card_of(session, employee)


def card_of(session: Session, employee: Employee) -> Card:
    """Card of one employee."""

    def called(post: int) -> str:
        return post_label(session.scenario, session.organisation, post)

    contacts = [(other.post, called(other.post)) for other in employee.contacts]
    shares = employee.explain()
    boss: Any = employee.supervisor
    return Card(
        title=called(employee.post),
        facts=(
            f"{session.scenario.department(employee.department)}, {layers(employee.level)}",
            f"with the firm for {tenure(employee.tenure_weeks)}",
        ),
        states=tuple((label, float(getattr(employee, state))) for state, label in STATES.items()),
        drivers=tuple((DRIVERS[share.driver], share.weight, share.value, share.contribution) for share in shares),
        target=sum(share.contribution for share in shares),
        boss=None if boss is None else (boss.post, called(boss.post)),
        contacts=tuple(contacts[:MOST_CONTACTS]),
        more=max(len(contacts) - MOST_CONTACTS, 0),
    )


def post_choices(session: Session, department: int) -> list[tuple[int, str]]:
    """Posts of one department with their labels."""
    organisation = session.organisation
    first = int(organisation.starts[department])
    return [
        (post, post_label(session.scenario, organisation, post))
        for post in range(first, first + int(organisation.heads[department]))
    ]


def layers(level: int) -> str:
    """Distance from the top of the firm in words.

    Example:
        >>> layers(0), layers(1), layers(3)
        ('at the top', '1 layer below the top', '3 layers below the top')
    """
    return "at the top" if level == 0 else f"{count(level, 'layer')} below the top"


def tenure(weeks: float) -> str:
    """Tenure in words.

    Example:
        >>> tenure(1.0), tenure(30.0), tenure(130.0)
        ('1 week', '30 weeks', '2.5 years')
    """
    if weeks < WEEKS_A_YEAR:
        return count(round(weeks), "week")
    return f"{number(weeks / WEEKS_A_YEAR, 1)} years"
