"""Why somebody feels as the person does: each attitude against colleagues, last month and the other side.

A card compares where an attitude is heading, the sum of the terms of its equation, with the same sum of somebody else
or of another time. The differences of the terms sum to the difference; the largest comes first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from imsim.reporting.chronicle.leaving import Risk, risk_of
from imsim.reporting.chronicle.people import Person
from imsim.reporting.chronicle.recording import Recording
from imsim.reporting.chronicle.run import Run
from imsim.reporting.chronicle.terms import Terms, terms_of_motivation, terms_of_satisfaction, terms_of_trust
from imsim.reporting.chronicle.words import enumerated, opened, risk, said
from imsim.reporting.numbers import number, percent

MONTH = 4
# So many differences are told, and only those that make up so much of the largest.
MOST, LEAST = 3, 0.15
# A difference below this says nothing.
NOTHING = 0.005
# Nor does a part of one below this.
LEAST_PART = 0.0005

# What a card answers: the question, the state, the terms of where it is heading.
ASKED: dict[str, tuple[str, Callable[[Recording, int], Terms]]] = {
    "motivation": ("motivation", terms_of_motivation),
    "satisfaction": ("job_satisfaction", terms_of_satisfaction),
    "trust": ("management_trust", terms_of_trust),
}


@dataclass(frozen=True)
class Difference:
    """An attitude of a person held against something.

    Args:
        against: "colleagues", "last month" or "other side".
        value, other: the state of the person, and what it is held against.
        heading, other_heading: where both are heading.
        parts: driver -> what it makes of the difference of both headings, largest first.
    """

    against: str
    value: float
    other: float
    heading: float
    other_heading: float
    parts: dict[str, float]


@dataclass(frozen=True)
class Answer:
    """Why an attitude of a person is as it is.

    Args:
        question: "motivation", "satisfaction", "trust" or "leaving".
        text: the answer, a sentence for each comparison, largest difference first.
        differences: that the text says; empty for leaving.
        risk: of leaving, for that question.
    """

    question: str
    text: tuple[str, ...]
    differences: tuple[Difference, ...] = ()
    risk: Risk | None = None


def answers(run: Run, person: Person, week: int, other: Run | None = None) -> list[Answer]:
    """Why motivation, satisfaction and trust of somebody are as they are in a week, and how likely leaving is.

    Args:
        run: recorded.
        person: who was there in that week, or left in it.
        week: not before week 0.
        other: the run beside it.
    """
    found = [attitude(run, person, week, question, other) for question in ASKED]
    return [*found, leaving(run, person, week, other)]


def attitude(run: Run, person: Person, week: int, question: str, other: Run | None) -> Answer:
    """One attitude against colleagues, last month and the other side."""
    state, terms = ASKED[question]
    mine = mean_of(run, state, terms, week, [person.post])
    against = {}
    if posts := colleagues(run, person, week):
        against["colleagues"] = mean_of(run, state, terms, week, posts)
    if week - MONTH >= 0 and person.present(week - MONTH):
        against["last month"] = mean_of(run, state, terms, week - MONTH, [person.post])
    there = other.known(person) if other else None
    if other and there and (there.present(week) or there.gone == week):
        against["other side"] = mean_of(other, state, terms, week, [person.post])
    found = [difference(name, mine, one) for name, one in against.items()]
    found.sort(key=lambda one: -abs(one.value - one.other))
    # Who has left is told of in the past.
    verb = "was" if person.gone == week else "is"
    texts = [f"{opened(question)} {verb} {number(mine[0], 2)}, heading to {number(sum(mine[1].values()), 2)}."]
    texts += [compared(one, len(posts), other.label if other else "") for one in found]
    if other and not there:
        texts.append(f'No comparison with "{other.label}": somebody else holds the post there.')
    if other and there and there.gone is not None and there.gone < week:
        texts.append(f'Under "{other.label}" {person.name.split()[0]} had left by then, in week {there.gone}.')
    return Answer(question, tuple(texts), tuple(found))


def colleagues(run: Run, person: Person, week: int) -> list[int]:
    """Posts of the others of the department who are there; where there is nobody, of everybody else."""
    others = [one for one in run.people if one.present(week) and one.joined < week and one.post != person.post]
    near = [one.post for one in others if one.department == person.department]
    return near or [one.post for one in others]


def mean_of(
    run: Run, state: str, terms: Callable[[Recording, int], Terms], week: int, posts: list[int]
) -> tuple[float, dict[str, float]]:
    """A state, and the terms of where it is heading, as means over some posts."""
    value = float(np.mean(run.at(week).columns[state][posts]))
    return value, {name: float(np.mean(term[posts])) for name, term in terms(run.recording, week).items()}


def difference(against: str, mine: tuple[float, dict[str, float]], other: tuple[float, dict[str, float]]) -> Difference:
    """What makes the difference between two."""
    parts = {name: term - other[1][name] for name, term in mine[1].items()}
    ordered = dict(sorted(parts.items(), key=lambda part: -abs(part[1])))
    return Difference(against, mine[0], other[0], sum(mine[1].values()), sum(other[1].values()), ordered)


def compared(one: Difference, number_of_colleagues: int, label: str) -> str:
    """One comparison in words: how much more or less, and by what."""
    beside = {
        "colleagues": f"the mean of {number_of_colleagues} colleagues" if number_of_colleagues > 1 else "the colleague",
        "last month": "four weeks before",
        "other side": f'under "{label}"',
    }[one.against]
    # Of the numbers as they are told, so that they can be subtracted.
    gap = round(one.value, 2) - round(one.other, 2)
    if abs(gap) < NOTHING:
        return f"As {beside} ({number(one.other, 2)}){heading(one)}"
    more = f"{number(abs(gap), 2)} {'above' if gap > 0 else 'below'}"
    who = "the level " if one.against != "colleagues" else ""
    return f"{more} {who}{beside} ({number(one.other, 2)}){heading(one)}"


def heading(one: Difference) -> str:
    """How much higher or lower the person is heading, and by which drivers: an attitude follows them with a delay."""
    apart = one.heading - one.other_heading
    most = max(abs(part) for part in one.parts.values())
    # Where all in all nothing is apart, only what makes up for something is told.
    least = NOTHING if abs(apart) < NOTHING else LEAST_PART
    told = [(name, part) for name, part in one.parts.items() if abs(part) >= max(LEAST * most, least)][:MOST]
    if not told:
        return "; what drives it is alike."
    parts = enumerated([f"{said(name)} {number(part, 3, signed=True)}" for name, part in told])
    if abs(apart) < NOTHING:
        return f"; heading alike ({parts})."
    return f"; heading {number(abs(apart), 2)} {'higher' if apart > 0 else 'lower'}: {parts}."


def leaving(run: Run, person: Person, week: int, other: Run | None) -> Answer:
    """The risk of leaving in a week against the average colleague's, last month's and the other side's."""
    found = risk_of(run.recording, person, week)
    if found is None:
        return Answer("leaving", ("The risk of leaving is not known in this week: the person has just joined.",))
    was = "was" if person.gone == week else "is"
    texts = [f"The risk of leaving {was} {risk(found.own)}, {percent(found.average, 1)} for the average colleague."]
    told = [one for one in found.causes if abs(one.points) >= LEAST_PART]
    told = sorted(told, key=lambda one: -abs(one.points))[:MOST]
    if told:
        parts = [f"{said(one.driver, leaving=True)} {number(one.points, 1, 100, signed=True)} points" for one in told]
        texts.append(f"What makes the difference: {enumerated(parts)}.")
    before = risk_of(run.recording, person, week - MONTH) if week >= MONTH else None
    if before:
        texts.append(f"Four weeks before it was {percent(before.own, 1)}.")
    there = other.known(person) if other else None
    beside = risk_of(other.recording, there, week) if other and there and there.present(week - 1) else None
    if beside and other:
        texts.append(f'Under "{other.label}" it {was} {percent(beside.own, 1)}.')
    return Answer("leaving", tuple(texts), risk=found)
