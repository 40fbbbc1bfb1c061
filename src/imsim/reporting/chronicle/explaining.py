"""Explaining a stretch of a curve: what the change of an outcome between two weeks is made of, exactly.

The stretch A to B holds weeks A, ..., B: it begins with the state before week A, and ends with that after week B. A
change of a mean over employees or customers is taken apart into who left, who joined, and what changed within those
who stayed (`composition`); the last again by departments, and, for motivation, job satisfaction and trust, by the
terms of their equations with the noise that each week drew. Staff turnover is taken apart by the risks of which it
came. All parts sum to the whole; what an equation does otherwise than usual stands as `rest`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from imsim.engine.errors import InputError, Place, Problem, closest, listed
from imsim.outcomes import OUTCOMES
from imsim.reporting.chronicle.composition import composed
from imsim.reporting.chronicle.driving import drivers_within, has_terms
from imsim.reporting.chronicle.people import Person
from imsim.reporting.chronicle.recording import STATES
from imsim.reporting.chronicle.risks import parts_of_turnover
from imsim.reporting.chronicle.run import Run
from imsim.studies.answer import Json

CUSTOMERS = ("customer_satisfaction", "acsi")
EXPLAINED = (*STATES, *CUSTOMERS, "turnover")


@dataclass(frozen=True)
class Part:
    """One part of a change.

    Args:
        name: "leavers", "joiners", "stayers", a department or a driver.
        amount: what it contributes, in the unit of the outcome.
        people: who, where the part is of people.
    """

    name: str
    amount: float
    people: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """A change of an outcome over a stretch of weeks, and what it is made of.

    Args:
        outcome: name.
        first, last: weeks of the stretch.
        before, after: the outcome before the first week and after the last.
        parts: that sum to the change.
        departments, drivers: what the change within those who stayed is made of, twice; empty where that is not known.
        single: each leaver's and joiner's contribution.
        kept: the outcome after the last week, had nobody left in the stretch; None where that was not run.
    """

    outcome: str
    first: int
    last: int
    before: float
    after: float
    parts: tuple[Part, ...]
    departments: tuple[Part, ...] = ()
    drivers: tuple[Part, ...] = ()
    single: tuple[Part, ...] = ()
    kept: float | None = None

    @property
    def change(self) -> float:
        """The change of the outcome."""
        return self.after - self.before

    def share(self, part: Part) -> float:
        """A part as a share of the change; NaN where nothing changed."""
        return part.amount / self.change if self.change else float("nan")

    @property
    def of_departures(self) -> float | None:
        """What of the change would not have been, had nobody left; None where that was not run."""
        return None if self.kept is None else self.after - self.kept

    def as_json(self) -> Json:
        """The explanation for programs to read."""

        def amounts(parts: Sequence[Part]) -> Json:
            return {part.name: part.amount for part in parts}

        return {
            "outcome": self.outcome, "first": self.first, "last": self.last, "before": self.before,
            "after": self.after, "parts": amounts(self.parts), "departments": amounts(self.departments),
            "drivers": amounts(self.drivers), "without_departures": self.kept,
            "people": {part.people[0].id: part.amount for part in self.single},
        }  # fmt: skip


def explained(run: Run, outcome: str, first: int, last: int) -> Explanation:
    """Take the change of an outcome over weeks apart.

    Args:
        run: as far as it has got.
        outcome: one of EXPLAINED.
        first: week of the stretch.
        last: week of the stretch.

    Raises:
        InputError: the outcome cannot be taken apart, or the weeks were not recorded.
    """
    check(run, outcome, first, last)
    if outcome == "turnover":
        amounts = parts_of_turnover(run, first, last)
        parts = tuple(Part(name, amount) for name, amount in amounts.items())
        return Explanation(outcome, first, last, 0.0, sum(amounts.values()), parts)
    return of_customers(run, outcome, first, last) if outcome in CUSTOMERS else of_staff(run, outcome, first, last)


def check(run: Run, outcome: str, first: int, last: int) -> None:
    """Raise an error where a stretch of a curve cannot be taken apart."""
    if outcome not in EXPLAINED:
        known = "no such outcome" if outcome not in OUTCOMES else "cannot be taken apart"
        allowed = f"{known} (choose from {listed(EXPLAINED, 20)})"
        raise InputError(Problem(Place("outcome"), f'"{outcome}"', allowed, nearest=closest(outcome, EXPLAINED)))
    if not 0 <= first <= last <= run.last:
        allowed = f"must be first and last week of a stretch within 0 to {run.last}"
        raise InputError(Problem(Place("weeks"), f"{first}:{last}", allowed))


def of_customers(run: Run, outcome: str, first: int, last: int) -> Explanation:
    """The change of customers' satisfaction: customers who left, who came, and who stayed."""
    ends = [run.at(first - 1), run.at(last)]
    before, after = (
        {int(row): float(week.customer_satisfaction[row]) for row in np.flatnonzero(week.with_firm)} for week in ends
    )
    scale = run.p.acsi_slope if outcome == "acsi" else 1.0
    found = composed(before, after)
    base = run.p.acsi_reference - scale * run.p.satisfaction_reference if outcome == "acsi" else 0.0
    parts = tuple(
        Part(name, scale * amount)
        for name, amount in (("leavers", found.left), ("joiners", found.joined), ("stayers", found.within))
    )
    return Explanation(outcome, first, last, base + scale * found.before, base + scale * found.after, parts)


def of_staff(run: Run, outcome: str, first: int, last: int) -> Explanation:
    """The change of a mean over employees: who left, who joined, and what changed within those who stayed."""
    people = run.people
    before, after = (
        {place: float(run.at(week).columns[outcome][one.post]) for place, one in enumerate(people) if one.present(week)}
        for week in (first - 1, last)
    )
    if not before or not after:
        raise InputError(Problem(Place("weeks"), f"{first}:{last}", "nobody was there at one end of the stretch"))
    found = composed(before, after)
    gone, come, stayed = (
        tuple(people[place] for place in some) for some in (found.leavers, found.joiners, found.stayers)
    )
    parts = (Part("leavers", found.left, gone), Part("joiners", found.joined, come), Part("stayers", found.within))
    single = [Part(people[one].name, amount, (people[one],)) for one, amount in
              (*found.leavers.items(), *found.joiners.items())]  # fmt: skip
    drivers = drivers_within(run, outcome, stayed, (first, last)) if stayed and has_terms(outcome) else {}
    return Explanation(
        outcome, first, last, found.before, found.after, parts,
        departments=by_department(run, people, found.stayers),
        drivers=largest(Part(name, amount) for name, amount in drivers.items()),
        single=largest(single),
    )  # fmt: skip


def by_department(run: Run, people: Sequence[Person], stayers: Mapping[int, float]) -> tuple[Part, ...]:
    """What each department contributed to the change within those who stayed."""
    amounts: dict[str, float] = {}
    for place, amount in stayers.items():
        department = run.departments[people[place].department]
        amounts[department] = amounts.get(department, 0.0) + amount
    return largest(Part(name, amount) for name, amount in amounts.items())


def largest(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Parts, those that matter most first."""
    return tuple(sorted(parts, key=lambda part: -abs(part.amount)))
