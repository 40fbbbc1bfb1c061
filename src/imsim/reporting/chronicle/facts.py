"""Facts: what happened in a run, week by week, each with the numbers that its sentence says.

A fact is found in what was recorded, never in what a scenario intended. Thresholds are those that the model or its
outcomes name; where there is none, the constant stands here with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from imsim.company.table import FOREVER
from imsim.reporting.chronicle.leaving import Risk, risk_of
from imsim.reporting.chronicle.other_side import Otherwise, otherwise
from imsim.reporting.chronicle.people import Person
from imsim.reporting.chronicle.run import Run
from imsim.reporting.chronicle.terms import broken_promise, heard_and_lived

# Above this pressure contact staff are overloaded (outcome `load`); it is over when there is a little room again.
OVERLOADED, RELIEVED = 1.0, 0.97
# A promise counts as broken for somebody who hears so much more than is lived; less drowns in weekly noise of trust.
FELT = 0.02
# A spell of broken promises begins when most people feel one, and is over when few do.
MANY, FEW = 0.5, 0.25
# Messages are heard by somebody with so many exposures in a week.
HEARD = 0.05


@dataclass(frozen=True)
class Fact:
    """Something that happened.

    Args:
        kind: of the fact; its sentence is made by the function of this name in `sentences`.
        week: in which it happened.
        numbers: that the sentence says, by name.
        names: that the sentence says, by their part in it.
        people: who took part.
        risk, otherwise: why somebody left, and what became of the person on the other side.
    """

    kind: str
    week: int
    numbers: Mapping[str, float] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    people: tuple[Person, ...] = ()
    risk: Risk | None = None
    otherwise: Otherwise | None = None


def facts_of(run: Run, other: Run | None = None) -> list[Fact]:
    """All facts of a run in the order of weeks; with the run beside it, what would have become of leavers."""
    found = [
        *events(run), *programmes(run), *surveys(run), *courses(run), *promises(run), *overloads(run),
        *departures(run, other), *arrivals(run), *retained(run, other),
    ]  # fmt: skip
    return sorted(found, key=lambda fact: fact.week)


# The firm and its management


def events(run: Run) -> Iterator[Fact]:
    """Events of the scenario that began, and those that lasted and are over."""
    for name, event in run.events.items():
        weeks = float(getattr(event, "weeks", 0))
        names = {"event": name, "kind": event.kind}
        if 0 <= event.week <= run.last:
            yield Fact("event_begins", event.week, {"weeks": weeks}, names)
        if 0 < weeks < FOREVER and 0 <= event.week + weeks <= run.last:
            yield Fact("event_ends", event.week + int(weeks), {"weeks": weeks}, names)


def programmes(run: Run) -> Iterator[Fact]:
    """Weeks in which programmes began or ended, those that did so together in one fact."""
    before: set[str] = set()
    for week in range(run.last + 1):
        now = set(run.at(week).running)
        for kind, changed in (("programmes_begin", now - before), ("programmes_end", before - now)):
            if changed:
                numbers = {"number": float(len(changed)), "running": float(len(now))}
                yield Fact(kind, week, numbers, {"programmes": ", ".join(sorted(changed))})
        before = now


def surveys(run: Run) -> Iterator[Fact]:
    """Waves of surveys with what each read, and what it should have read."""
    for week in range(run.last + 1):
        for wave in run.at(week).waves:
            names = {"survey": wave.survey, "outcome": wave.outcome}
            numbers = {"reading": wave.reading, "value": wave.value, "lag": wave.lag, "people": wave.people}
            yield Fact("survey", week, numbers, names)


def courses(run: Run) -> Iterator[Fact]:
    """Weeks in which the staff was on courses; newcomers' onboarding alone is none."""
    for week in range(run.last + 1):
        now = run.at(week)
        taught = np.broadcast_to(now.course + now.strategy_course, now.hires.shape)
        there = run.at(week - 1).occupied.astype(bool) & (taught > 0)
        longer = there & (run.at(week - 1).tenure_weeks > 0)
        if longer.any():
            hours = float(taught[there].mean() * run.p.course_hours)
            yield Fact("course", week, {"people": float(there.sum()), "hours": hours})


def promises(run: Run) -> Iterator[Fact]:
    """Weeks in which most of the staff begin to feel a promise broken or, having heard one, kept, and the end of it."""
    state = ""
    for week in range(run.last + 1):
        numbers = run.recording.once(("promise", week), lambda week=week: promised(run, week))  # type: ignore[misc]
        if not numbers:
            continue
        broken, told = numbers["broken"], numbers["told"]
        if broken >= MANY and state != "broken":
            state = "broken"
            yield Fact("promise_broken", week, numbers)
        elif state == "broken" and broken <= FEW:
            state = ""
            yield Fact("promise_mended", week, numbers)
        elif state == "" and told >= MANY and broken <= FEW:
            state = "kept"
            yield Fact("promise_kept", week, numbers)


def promised(run: Run, week: int) -> dict[str, float]:
    """What the staff hears and lives in a week, means, and shares who hear management and feel a promise broken."""
    there = run.at(week - 1).occupied.astype(bool)
    if not there.any():
        return {}
    heard, lived, now = heard_and_lived(run.recording, week)
    return {
        "broken": float((broken_promise(run.recording, week)[there] > FELT).mean()),
        "claimed": float(heard[there].mean()),
        "lived": float(lived[there].mean()),
        "told": float((np.broadcast_to(now.exposure, there.shape)[there] > HEARD).mean()),
        "people": float(there.sum()),
    }


def overloads(run: Run) -> Iterator[Fact]:
    """Weeks in which a department's work became more than those there can do, and in which that was over."""
    begun: dict[int, int] = {}
    for week in range(run.last + 1):
        for department, pressure in enumerate(run.at(week).pressure.tolist()):
            vacant = run.vacant(department, week)
            numbers = {"pressure": pressure, "vacant": float(vacant), "posts": float(run.heads[department])}
            if department not in begun and pressure > OVERLOADED:
                begun[department] = week
                yield Fact("overload_begins", week, numbers, {"department": run.departments[department]})
            elif department in begun and pressure < RELIEVED:
                numbers["weeks"] = float(week - begun.pop(department))
                yield Fact("overload_ends", week, numbers, {"department": run.departments[department]})


# People


def arrivals(run: Run) -> Iterator[Fact]:
    """Who joined, how long the post had stood vacant, and what the newcomer knows beside the colleagues."""
    for person in run.people:
        if person.joined < 0:
            continue
        now, week = run.at(person.joined), person.joined
        others = now.occupied.astype(bool) & (now.tenure_weeks > 0)
        numbers = {
            "vacant": float(vacant_weeks(run, person)),
            "knowledge": float(now.knowledge[person.post]),
            "others": float(now.knowledge[others].mean()) if others.any() else float("nan"),
        }
        yield Fact("joined", week, numbers, {"department": run.departments[person.department]}, (person,))


def vacant_weeks(run: Run, person: Person) -> int:
    """Weeks for which the post of a newcomer had been vacant; since before week 0 where nobody held it in the run."""
    before = [one.gone for one in run.people if one.post == person.post and one.hire == person.hire - 1]
    return person.joined - before[0] if before and before[0] is not None else person.joined + 1


def departures(run: Run, other: Run | None) -> Iterator[Fact]:
    """Who left and why, and what would have become of the person on the other side."""
    for person in run.people:
        if person.gone is None:
            continue
        names = {"department": run.departments[person.department]}
        tenure = {"tenure": float(run.at(person.gone - 1).tenure_weeks[person.post])}
        if person.dismissed:
            yield Fact("dismissed", person.gone, tenure, names, (person,))
            continue
        risk = risk_of(run.recording, person, person.gone)
        beside = otherwise(person, person.gone, other) if other else None
        yield Fact("left", person.gone, tenure, names, (person,), risk, beside)


def retained(run: Run, other: Run | None) -> Iterator[Fact]:
    """Who stayed here, but left on the other side with the same random numbers."""
    for person in other.people if other else ():
        mine = run.known(person)
        if person.gone is None or person.dismissed or mine is None or not mine.present(person.gone):
            continue
        assert other is not None
        here, there = risk_of(run.recording, mine, person.gone), risk_of(other.recording, person, person.gone)
        numbers: dict[str, Any] = {"here": here.own, "there": there.own} if here and there else {}
        yield Fact("retained", person.gone, numbers, {"other": other.label}, (mine,), here)
