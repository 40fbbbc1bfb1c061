"""Marks of weeks: events, and programmes that begin, end, or wait until employees are informed.

The curves bear a numbered line at each such week; the legend is below them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from imsim.app.session import Session
from imsim.programmes.programme import FOREVER
from imsim.reporting.chronicle.words import enumerated, singular, spoken
from imsim.scenarios.plan import EDUCATING
from imsim.scenarios.simulation import Case

# Numbers that Unicode has in a ring.
RINGED = 20
# Programmes of a mark that are told by name.
MOST_NAMES = 4


class Mark(NamedTuple):
    """A place on the time axis, and what happens there."""

    week: int
    text: str


def marks_of(session: Session) -> list[Mark]:
    """Marks of the company's events and of programmes that begin or end, those that begin in week 0, too."""
    named = zip(session.scenario.table.events, session.setting.events, strict=True)
    marks = [Mark(event.week, event_words(name, event.kind)) for name, event in named]
    for letter, side in zip("AB", session.sides, strict=False):
        who = f" ({letter})" if len(session.sides) > 1 else ""
        marks += [Mark(week, text + who) for week, text in programme_marks(side.case)]
    return sorted(mark for mark in marks if 0 <= mark.week < session.weeks)


def mark_words(session: Session) -> str:
    """What the numbered lines of the curves stand for; nothing where there are none."""
    return "   ".join(f"{ringed(place)} {text}" for place, text in enumerate(marked_weeks(session)))


def marked_weeks(session: Session) -> list[str]:
    """What happens in each week that has marks, in words."""
    weeks: dict[int, list[str]] = {}
    for week, text in marks_of(session):
        weeks.setdefault(week, []).append(text)
    return [f"week {week}: {'; '.join(texts)}" for week, texts in weeks.items()]


def programme_marks(case: Case) -> Iterator[Mark]:
    """Marks of weeks in which programmes of a strategy begin or end, one a week."""
    result: dict[tuple[int, str], list[str]] = {}
    for name, programme in case.programmes:
        start = programme.start
        if case.plan and programme.kind not in EDUCATING:
            start = max(start, case.plan.education)
        for week, verb in ((start, "begin"), (programme.stop, "end")):
            if week < FOREVER:
                result.setdefault((week, verb), []).append(spoken(name))
    for (week, verb), names in result.items():
        more = [f"{len(names) - MOST_NAMES} more"] if len(names) > MOST_NAMES else []
        told = enumerated([*names[:MOST_NAMES], *more])
        yield Mark(week, f"{told} {verb}{'s' if singular(names) else ''}")


def event_words(name: str, kind: str) -> str:
    """An event by its name, and by its kind where that says something else.

    Example:
        >>> event_words("merger", "merger"), event_words("summer", "demand_shock")
        ('merger', 'summer (demand shock)')
    """
    name, kind = spoken(name), spoken(kind)
    return name if name == kind else f"{name} ({kind})"


def ringed(place: int) -> str:
    """The number of a mark in a ring, so that neighbours are not read as one number.

    Example:
        >>> ringed(0), ringed(19), ringed(20)
        ('①', '⑳', '21')
    """
    return chr(ord("①") + place) if place < RINGED else str(place + 1)
