"""People of a run: who held which post from when to when, each known by a name and an id."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from imsim.company.organisation import Organisation
from imsim.reporting.chronicle.names import made_name

if TYPE_CHECKING:
    from imsim.reporting.chronicle.recording import Recording

# The week of joining of those who were there before week 0.
BEFORE = -1


@dataclass(frozen=True)
class Person:
    """Somebody who works, or worked, for the firm.

    Args:
        post: number of the post.
        hire: number of the hire for that post, counted from 1.
        joined: week in which the person was hired; -1 for those who were there before week 0.
        name: made up.
        department: number of the department.
        gone: week in which the person left; None for those who are still there.
        dismissed: whether somebody outside the model took the person away.
    """

    post: int
    hire: int
    joined: int
    name: str
    department: int
    gone: int | None = None
    dismissed: bool = False

    @property
    def id(self) -> str:
        """Post and number of the hire, e.g. "5.2"."""
        return f"{self.post}.{self.hire}"

    @property
    def key(self) -> tuple[int, int, int]:
        """What makes this person the same one in another run of the same random numbers."""
        return self.post, self.hire, self.joined

    def present(self, week: int) -> bool:
        """Whether the person is there at the end of a week; -1 is the firm before week 0."""
        return self.joined <= week and (self.gone is None or week < self.gone)

    def last_week(self, recorded: int) -> int:
        """The last week in which the person was there when decided who leaves, of so many recorded."""
        return recorded if self.gone is None else self.gone


def people_of(recording: Recording) -> tuple[Person, ...]:
    """Everybody who was there in a run so far, in the order of posts and hires."""
    organisation = recording.simulation.setting.organisation
    seed = recording.ensemble.streams.seed
    found: dict[tuple[int, int], Person] = {}
    held = np.zeros(organisation.posts, dtype=np.int64)
    for week in recording.weeks:
        now = np.where(week.occupied, week.hires, 0)
        for post in np.flatnonzero((now != held) | (week.left & (held > 0))).tolist():
            if held[post] and (now[post] != held[post] or week.left[post]):
                before = found[post, int(held[post])]
                found[post, before.hire] = gone(before, week.number, dismissed=not week.left[post])
            if now[post] and now[post] != held[post]:
                hire = int(now[post])
                joined = BEFORE if week.number < 0 else week.number
                found[post, hire] = newcomer(organisation, seed, post, hire, joined)
        held = now
    return tuple(found[key] for key in sorted(found))


def newcomer(organisation: Organisation, seed: int, post: int, hire: int, joined: int) -> Person:
    """Somebody who joins."""
    name = made_name(seed, post, hire, joined)
    return Person(post, hire, joined, name, int(organisation.department_of[post]))


def gone(person: Person, week: int, *, dismissed: bool) -> Person:
    """The person after leaving in a week."""
    return Person(person.post, person.hire, person.joined, person.name, person.department, week, dismissed)


def holder(people: tuple[Person, ...], post: int, week: int) -> Person | None:
    """Who holds a post at the end of a week; None where it is vacant."""
    return next((one for one in people if one.post == post and one.present(week)), None)
