"""One employee told: a life line, what happened to the person, and answers to why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from imsim.engine.errors import InputError, Place, Problem
from imsim.reporting.chronicle.cards import Answer, answers
from imsim.reporting.chronicle.driving import drivers_within
from imsim.reporting.chronicle.facts import Fact, facts_of
from imsim.reporting.chronicle.moves import large_moves
from imsim.reporting.chronicle.people import Person
from imsim.reporting.chronicle.run import Run
from imsim.reporting.chronicle.sentences import Sentence, sentence
from imsim.reporting.chronicle.words import opened, service
from imsim.studies.answer import Json

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

# States of a life line, and those of which large moves are told.
LIFE = ("knowledge", "motivation", "job_satisfaction", "management_trust", "strain")
MOVED = ("motivation", "job_satisfaction", "management_trust")
# A move of one person's attitude is told from this size on; noise of the weeks moves it half as far.
LEAST_MOVE = 0.1
# What happens to everybody, or to a department.
OF_ALL = {"event_begins", "event_ends", "programmes_begin", "programmes_end", "promise_broken", "promise_mended",
          "promise_kept"}  # fmt: skip


@dataclass(frozen=True)
class EmployeeStory:
    """One employee of a run.

    Args:
        run: the employee was met in.
        person: who.
        other: the run beside it.
    """

    run: Run
    person: Person
    other: Run | None = None

    def __repr__(self) -> str:
        """One line, not every number of the run."""
        return f"<EmployeeStory of {self.person.id}: {self.introduction}>"

    @property
    def name(self) -> str:
        """The employee's name."""
        return self.person.name

    @property
    def weeks(self) -> range:
        """Weeks of the run at whose end the employee was there."""
        end = self.run.last + 1 if self.person.gone is None else self.person.gone
        return range(max(self.person.joined, 0), end)

    @property
    def introduction(self) -> str:
        """Who this is, in a sentence."""
        return f"{self.person.name} ({self.person.id}), {self.about}"

    @property
    def about(self) -> str:
        """Department and times of the employee."""
        person, last = self.person, self.run.last
        department = self.run.departments[person.department]
        first = max(person.joined, -1)
        tenure = service(float(self.run.at(first).tenure_weeks[person.post]))
        came = f"joined in week {person.joined}" if person.joined >= 0 else f"{tenure} with the firm at the start"
        left = f"left in week {person.gone}" if person.gone is not None else f"there at the end of week {last}"
        return f"{department}: {came}, {left}."

    def story(self) -> tuple[Sentence, ...]:
        """What happened to the employee, and around, in the order of weeks."""
        mine = [fact for fact in facts_of(self.run, self.other) if self.concerns(fact)]
        return tuple(sentence(fact) for fact in sorted([*mine, *self.moves()], key=lambda fact: fact.week))

    def concerns(self, fact: Fact) -> bool:
        """Whether something that happened is part of this employee's life."""
        if self.person.key in {one.key for one in fact.people}:
            return True
        if not (self.person.present(fact.week) or self.person.gone == fact.week):
            return False
        near = fact.names.get("department") == self.run.departments[self.person.department]
        return fact.kind in OF_ALL or (near and fact.kind != "retained")

    def moves(self) -> list[Fact]:
        """Large moves of the employee's attitudes, with what moved them."""
        found = []
        for state in MOVED:
            weeks = [week for week in range(self.person.joined, self.run.last + 1) if self.person.present(week)]
            values = [float(self.run.at(week).columns[state][self.person.post]) for week in weeks]
            for move in large_moves(values) if len(values) > 2 else []:
                if abs(move.change) >= LEAST_MOVE:
                    stretch = weeks[0] + 1 + move.first, weeks[0] + 1 + move.last
                    drivers = drivers_within(self.run, state, [self.person], stretch)
                    numbers = {"before": move.before, "after": move.after, "first": float(stretch[0]), **{
                        f"by {name}": amount for name, amount in drivers.items()}}  # fmt: skip
                    found.append(Fact("own_move", stretch[1], numbers, {"state": state}, (self.person,)))
        return found

    def answers(self, week: int | None = None) -> list[Answer]:
        """Why motivation, satisfaction, trust and the risk of leaving are as they are in a week.

        Args:
            week: in which the employee was there or left; the last such week by default.

        Raises:
            InputError: the employee was not there then.
        """
        last = self.run.last if self.person.gone is None else self.person.gone
        first, asked = max(self.person.joined + 1, 0), last if week is None else week
        if not first <= asked <= last:
            raise InputError(
                Problem(Place("weeks"), str(asked), f"{self.name} can be asked in weeks {first} to {last}")
            )
        return answers(self.run, self.person, asked, self.other)

    def life(self) -> pd.DataFrame:
        """The life line: a row a week, a column a state, 0-1; week -1 is the firm before week 0."""
        import pandas as pd

        weeks = [week for week in range(self.person.joined, self.run.last + 1) if self.person.present(week)]
        rows = {state: [float(self.run.at(week).columns[state][self.person.post]) for week in weeks] for state in LIFE}
        return pd.DataFrame(rows, index=pd.Index(weeks, name="week"))

    def around(self) -> pd.DataFrame:
        """The same states as means over everybody who was there, for the same weeks."""
        import pandas as pd

        weeks = list(self.life().index)
        there = [self.run.at(week).occupied.astype(bool) for week in weeks]
        rows = {
            state: [
                float(np.mean(self.run.at(week).columns[state][one])) for week, one in zip(weeks, there, strict=True)
            ]
            for state in LIFE
        }
        return pd.DataFrame(rows, index=pd.Index(weeks, name="week"))

    def plot(self) -> Figure:
        """The life line as a figure, with the means of everybody behind it, and marks of what happened."""
        from imsim.reporting.figures.life_line import life_line
        from imsim.reporting.figures.page import figure_of

        marks = [(one.week, one.text) for one in self.story() if one.kind in ("joined", "left") or
                 one.kind.startswith(("event", "overload", "promise"))]  # fmt: skip
        axes = life_line(self.life(), self.around(), marks, title=opened(self.introduction))
        return figure_of(axes)

    def as_json(self) -> Json:
        """The employee's story, for programs to read."""
        life = self.life()
        return {
            "id": self.person.id, "name": self.name, "department": self.run.departments[self.person.department],
            "joined": self.person.joined, "left": self.person.gone,
            "life": {"week": [int(week) for week in life.index], **{state: life[state].tolist() for state in LIFE}},
            "sentences": [one.as_json() for one in self.story()],
            "answers": {one.question: list(one.text) for one in self.answers()} if self.weeks else {},
        }  # fmt: skip
