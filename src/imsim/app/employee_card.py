"""One employee in words and numbers: who it is, with whom, and why motivation is what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from imsim.agents.employee import Employee
from imsim.app.names import desk_label, spoken
from imsim.app.session import STATES, Session
from imsim.company.economics import WEEKS_A_YEAR
from imsim.reporting.numbers import count, number

# Drivers of motivation (E11), as a person would put them.
DRIVERS = {
    "own": "the person's own drive",
    "message": "what management says, as far as it is heard and trusted",
    "reward": "rewards",
    "satisfaction": "satisfaction with the job",
    "leader": "the supervisor's motivation",
    "peers": "colleagues' motivation",
}
MOST_CONTACTS = 12


@dataclass(frozen=True)
class Card:
    """What the page says of one person.

    Args:
        title: name of the desk.
        facts: lines about place and tenure.
        states: (what it is called, value).
        drivers: (what it is called, weight, value, what it adds).
        target: where motivation is heading, the sum of what drivers add.
        boss: desk of the supervisor and what it is called; None at the top.
        contacts: desks of contacts and what they are called, the first of them.
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
    """The person at the desk that is looked at; None where nobody is."""
    with session.lock:
        person = session.person(side)
        return None if person is None else card_of(person)


def card_of(person: Employee) -> Card:
    """Everything about one person."""
    contacts = [(other.post, spoken(other.label)) for other in person.contacts]
    shares = person.explain()
    boss: Any = person.supervisor
    return Card(
        title=spoken(person.label),
        facts=(
            f"{spoken(person.department)}, {layers(person.level)}",
            f"with the firm for {tenure(person.tenure_weeks)}",
        ),
        states=tuple((label, float(getattr(person, state))) for state, label in STATES.items()),
        drivers=tuple((DRIVERS[share.driver], share.weight, share.value, share.contribution) for share in shares),
        target=sum(share.contribution for share in shares),
        boss=None if boss is None else (boss.post, spoken(boss.label)),
        contacts=tuple(contacts[:MOST_CONTACTS]),
        more=max(len(contacts) - MOST_CONTACTS, 0),
    )


def desks_in(session: Session, department: int) -> list[tuple[int, str]]:
    """Desks of one department and what they are called."""
    organisation = session.organisation
    first = int(organisation.starts[department])
    return [
        (post, desk_label(organisation, post)) for post in range(first, first + int(organisation.heads[department]))
    ]


def layers(level: int) -> str:
    """How far from the top.

    Example:
        >>> layers(0), layers(1), layers(3)
        ('at the top', '1 layer below the top', '3 layers below the top')
    """
    return "at the top" if level == 0 else f"{count(level, 'layer')} below the top"


def tenure(weeks: float) -> str:
    """How long somebody has been there.

    Example:
        >>> tenure(1.0), tenure(30.0), tenure(130.0)
        ('1 week', '30 weeks', '2.5 years')
    """
    if weeks < WEEKS_A_YEAR:
        return count(round(weeks), "week")
    return f"{number(weeks / WEEKS_A_YEAR, 1)} years"
