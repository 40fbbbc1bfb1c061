"""A run to be told: its recording, its people, what things are called in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from imsim.events import Event
from imsim.reporting.chronicle.people import Person, holder, people_of
from imsim.reporting.chronicle.recording import Recording, Week
from imsim.scenarios.scenario import Scenario


@dataclass
class Run:
    """One side of a story.

    Args:
        recording: of the run, as far as it has got.
        scenario: it was made of.
        label: what its strategy is called.
    """

    recording: Recording
    scenario: Scenario
    label: str
    _people: tuple[int, tuple[Person, ...]] = field(default=(-2, ()), init=False, repr=False)

    @property
    def last(self) -> int:
        """The last week recorded; -1 where none has passed."""
        return self.recording.last

    def at(self, week: int) -> Week:
        """What was recorded of a week; -1 is the firm before week 0."""
        return self.recording.at(week)

    @property
    def p(self) -> Any:
        """Parameters of the run, by name."""
        return self.recording.p

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody who was there so far."""
        if self._people[0] != self.last:
            self._people = self.last, people_of(self.recording)
        return self._people[1]

    def known(self, person: Person) -> Person | None:
        """The same person in this run: hired for the same post in the same week, with the same random numbers."""
        return next((one for one in self.people if one.key == person.key), None)

    def holder(self, post: int, week: int) -> Person | None:
        """Who holds a post at the end of a week; None where it is vacant."""
        return holder(self.people, post, week)

    @cached_property
    def departments(self) -> tuple[str, ...]:
        """What the departments are called."""
        return tuple(map(self.scenario.department, self.recording.simulation.setting.organisation.names))

    @cached_property
    def heads(self) -> tuple[int, ...]:
        """Posts of each department."""
        return tuple(int(heads) for heads in self.recording.simulation.setting.organisation.heads)

    @property
    def events(self) -> Mapping[str, Event]:
        """Events of the scenario by name."""
        return dict(zip(self.scenario.table.events, self.recording.simulation.setting.events, strict=True))

    def vacant(self, department: int, week: int) -> int:
        """Vacant posts of a department when the work of a week was done, that is at the end of the week before."""
        department_of = self.recording.simulation.setting.organisation.department_of
        return int(np.sum(~self.at(week - 1).occupied.astype(bool) & (department_of == department)))
