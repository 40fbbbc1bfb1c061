"""What is recorded in a laboratory: moments of outcomes, by arm, business unit, group of people and week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from imsim.company.ensemble import Ensemble
from imsim.evidence.actions import week_of_run
from imsim.evidence.audiences import Groups
from imsim.evidence.observation import EXITS, Numbers, column, is_of_people, of_firm, people
from imsim.evidence.study_tables import EVERYBODY

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
        people: name of a part -> what was read of each person, NaN where there was none, (units, posts, readings).
        taken: which of the units count, in any number; all if None.
    """

    arms: tuple[str, ...]
    before: int
    moments: dict[Key, Numbers]
    people: dict[str, Numbers] = field(default_factory=dict)
    taken: NDArray[np.int64] | None = None

    @property
    def units(self) -> int:
        """How many business units were recorded."""
        return int(next(iter(self.moments.values())).shape[1])

    def take(self, units: NDArray[np.int64]) -> Recording:
        """Some of the units, in any number."""
        return replace(self, taken=units)

    @classmethod
    def joined(cls, parts: Sequence[Recording]) -> Recording:
        """The units of all parts, one part after the other."""
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

    def see(self, company: Ensemble, week: int) -> None:
        """Note what the week of the run that has just passed brought."""
        since = week + 1 - self.groups.design.before
        members = {
            group: self.groups.members(group, company, since)
            for group in dict.fromkeys(group for _, group in self.moments)
        }
        now = people(company)
        for (outcome, group), moments in self.moments.items():
            if not is_of_people(outcome):
                top, bottom = of_firm(company, outcome)
                moments[:, :, week, 0], moments[:, :, week, 1] = bottom, top
                continue
            mask = members[group]
            # Leavers count as having been there in the week in which they left.
            there = mask & ((now.occupied | now.left) if outcome == EXITS else now.occupied)
            values = np.where(there, now.left if outcome == EXITS else column(company, outcome), 0.0)
            moments[:, :, week, 0] = there.sum(axis=2)
            moments[:, :, week, 1] = values.sum(axis=2)
            moments[:, :, week, 2] = (values * values).sum(axis=2)


def keys_of(readings: Iterable[tuple[str, str]]) -> tuple[Key, ...]:
    """What must be recorded, each once; outcomes of the firm know no groups."""
    return tuple(dict.fromkeys((outcome, group if is_of_people(outcome) else EVERYBODY) for outcome, group in readings))
