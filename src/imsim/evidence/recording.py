"""What is recorded in a laboratory: moments of outcomes, by arm, business unit, group of people and week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from imsim.company.ensemble import Ensemble
from imsim.evidence.actions import week_of_run
from imsim.evidence.audiences import Groups
from imsim.evidence.observation import (
    Flags,
    Numbers,
    column,
    is_of_departments,
    is_of_people,
    of_departments,
    of_firm,
    people,
)
from imsim.evidence.reading_tables import EVERYBODY, EXITS, HIRES

# Number (or denominator), sum (or numerator), sum of squares.
MOMENTS = 3
Key = tuple[str, str]


@dataclass(frozen=True)
class Recording:
    """Moments of every outcome of every group that a study asks for.

    Args:
        arms: names, in the order of the first axis.
        before: weeks recorded before the treatment.
        moments: (outcome, group) -> number, sum and sum of squares, shape (arms, units, weeks, 3).
        people: name of a part -> what was read of each person or customer, NaN where there was none, (units, posts |
            customers, readings).
        taken: which of the units count, in any number; all if None.
        places: what was seen at each place, by name; empty where there is one alone.
    """

    arms: tuple[str, ...]
    before: int
    moments: dict[Key, Numbers]
    people: dict[str, Numbers] = field(default_factory=dict)
    taken: NDArray[np.int64] | None = None
    places: Mapping[str, Recording] = field(default_factory=dict)

    @property
    def units(self) -> int:
        """How many business units were recorded."""
        return next((int(moments.shape[1]) for moments in self.moments.values()), 0)

    def at(self, place: str) -> Recording:
        """What was seen at a place, by default at the first; it still knows the others."""
        return replace(self.places[place], places=self.places) if place else self

    def take(self, units: NDArray[np.int64]) -> Recording:
        """Some of the units, in any number."""
        return replace(self, taken=units)

    def drawn_anew(self, generator: np.random.Generator) -> Recording:
        """As many units, drawn with replacement, at each place."""
        places = {name: one.drawn_anew(generator) for name, one in self.places.items()}
        first = next(iter(places.values()), None)
        drawn = generator.integers(self.units, size=self.units) if first is None else first.taken
        return replace(self, taken=drawn, places=places)

    def samples(self, number: int) -> list[Recording]:
        """Its units in so many separate samples."""
        units = np.arange(self.units) if self.taken is None else self.taken
        return [self.take(some) for some in np.array_split(units, number)]

    @classmethod
    def joined(cls, parts: Sequence[Recording]) -> Recording:
        """The units of all parts, one part after the other; nothing where there are none."""
        if not parts:
            return cls((), 0, {})
        first = parts[0]
        moments = {key: np.concatenate([part.moments[key] for part in parts], axis=1) for key in first.moments}
        asked = {name: np.concatenate([part.people[name] for part in parts]) for name in first.people}
        return replace(first, moments=moments, people=asked)

    def by_person(self, part: str) -> Numbers:
        """Everything read of each person of whom all of it is known, (readings, people)."""
        found = self.people[part] if self.taken is None else self.people[part][self.taken]
        flat = found.reshape(-1, found.shape[-1])
        known: Numbers = flat[np.isfinite(flat).all(axis=1)].T
        return known

    def by_unit(self, outcome: str, group: str, arm: str, weeks: tuple[int, int]) -> Numbers:
        """Number, sum and sum of squares of each unit over some weeks of the study, (units, 3)."""
        first, last = (week_of_run(week, self.before) for week in weeks)
        moments: Numbers = self.moments[outcome, group][self.arms.index(arm), :, first : last + 1].sum(axis=1)
        return moments if self.taken is None else moments[self.taken]


class Recorder:
    """Watches a block of units week by week.

    Args:
        keys: outcomes and groups to record.
        groups: of the study.
        company: the block at its beginning.
        weeks: how many weeks there will be.
    """

    def __init__(self, keys: Iterable[Key], groups: Groups, company: Ensemble, weeks: int) -> None:
        self.groups = groups
        self.moments = {key: np.zeros((*company.shape, weeks, MOMENTS)) for key in keys}
        self.hires = people(company).hires.copy()

    def see(self, company: Ensemble, week: int) -> None:
        """Note what the week of the run that has just passed brought."""
        since = week + 1 - self.groups.design.before
        members = {
            group: self.groups.members(group, company, since)
            for group in dict.fromkeys(group for _, group in self.moments)
        }
        now = people(company)
        hired, self.hires = now.occupied & (now.hires > self.hires), now.hires.copy()
        # Leavers count as having been there in the week in which they left.
        events = {EXITS: (now.left, now.occupied | now.left), HIRES: (hired, now.occupied)}
        for (outcome, group), moments in self.moments.items():
            if is_of_people(outcome):
                happened, there = events.get(outcome, (None, now.occupied))
                values = column(company, outcome) if happened is None else happened
                moments[:, :, week] = moments_of(values, members[group] & there)
            else:
                of_group = group != EVERYBODY and is_of_departments(outcome)
                found = of_departments(company, outcome, self.groups.posts(group, company)) if of_group else None
                top, bottom = found or of_firm(company, outcome)
                moments[:, :, week, 0], moments[:, :, week, 1] = bottom, top


def moments_of(values: Numbers | Flags, counted: Flags) -> Numbers:
    """Number, sum and sum of squares of those who count, (arms, units, 3)."""
    kept = np.where(counted, values, 0.0)
    return np.stack([counted.sum(axis=2), kept.sum(axis=2), (kept * kept).sum(axis=2)], axis=-1)


def keys_of(readings: Iterable[Key]) -> tuple[Key, ...]:
    """What must be recorded, each once; outcomes of the firm alone know no groups."""
    return tuple(
        dict.fromkeys(
            (outcome, group if is_of_people(outcome) or is_of_departments(outcome) else EVERYBODY)
            for outcome, group in readings
        )
    )
