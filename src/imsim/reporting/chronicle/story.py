"""A story: one run told, beside the same run without its strategy under the same random numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypedDict, Unpack

import numpy as np

from imsim.engine.errors import InputError, Place, Problem, closest, listed
from imsim.reporting.chronicle.employee import EmployeeStory
from imsim.reporting.chronicle.explaining import CUSTOMERS, Explanation, explained
from imsim.reporting.chronicle.explanations import told
from imsim.reporting.chronicle.facts import facts_of
from imsim.reporting.chronicle.moves import Move, large_moves
from imsim.reporting.chronicle.people import Person
from imsim.reporting.chronicle.recording import recorded
from imsim.reporting.chronicle.run import Run
from imsim.reporting.chronicle.sentences import Sentence, sentence
from imsim.reporting.chronicle.what_if import without_departures
from imsim.reporting.numbers import number
from imsim.scenarios.counts import count
from imsim.scenarios.loading import texts_of
from imsim.scenarios.scenario import Scenario, load
from imsim.scenarios.simulation import Simulation
from imsim.studies.answer import Json
from imsim.studies.arguments import Many, names_of, public
from imsim.studies.given import given_in
from imsim.studies.requests import FULL_PLAN, MOST_SEED, opened
from imsim.studies.subject import Strategies

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Source = str | Path | Scenario | Mapping[str, object]
NOTHING = "nothing"
# Curves whose large moves a story tells by itself.
TOLD = ("acsi", "job_satisfaction", "motivation", "management_trust", "knowledge")
COMPARED = ("acsi", "service_quality", "job_satisfaction", "motivation", "management_trust", "strain", "turnover")


class StoryArguments(TypedDict, total=False):
    """What a story can be asked."""

    against: Annotated[str | None, "strategy of the run beside it (usually doing nothing)"]
    budget: Annotated[float | None, "yearly share of the wage bill (usually the scenario's); 0: strategies as written"]
    seed: Annotated[int | None, "root of all random numbers (usually 1)"]
    replicate: Annotated[int | None, "number of the replicate (usually 0)"]
    overrides: Annotated[Many | Mapping[str, object], "dotted keys and their values, laid over the scenario"]
    without: Annotated[Many, "mechanisms that are left out (imsim describe mechanisms)"]
    mechanisms: Annotated[Sequence[object], "mechanisms of your own that take part (docs/extend/mechanism.md)"]


def met_by_customers(run: Run, found: Explanation) -> list[str]:
    """What customers met in a stretch, whose satisfaction has no parts but who came and went: service, vacant posts."""
    if found.outcome not in CUSTOMERS:
        return []
    service, ends = run.recording.series("service_quality"), (found.first - 1, found.last)
    begin, end = (number(float(service[max(week, 0)]), 2) for week in ends)
    vacant = max(int(np.sum(~run.at(week).occupied.astype(bool))) for week in range(found.first, found.last + 1))
    posts = count(len(run.at(found.last).occupied), "post")
    missing = f"; as many as {vacant} of {posts} were vacant" if vacant else ""
    return [f"Meanwhile service quality went from {begin} to {end}{missing}."]


@dataclass
class Story:
    """One run told: sentences, people, explanations.

    Args:
        run: the side that is told.
        other: the side beside it, with the same random numbers; None where there is none.

    Example:
        >>> import imsim
        >>> bakery = imsim.story("bakery", overrides=["time.burn_in=4", "time.weeks=4", "time.window=4"])
        >>> bakery.sentences[0].text.endswith("begin.")
        True
    """

    run: Run
    other: Run | None = None
    _kept: dict[tuple[str, int, int], float] = field(default_factory=dict, init=False, repr=False)

    def __repr__(self) -> str:
        """One line, not every number of its run."""
        beside = f" beside {self.other.label}" if self.other else ""
        people = count(len(self.people), "employee")
        offers = ".sentences, .people, .employee(who), .explain(outcome), .plot(), .as_json()"
        return f"<Story of {self.run.scenario.name}: {self.run.label}{beside}, seed {self.seed}, {people}; {offers}>"

    @property
    def seed(self) -> int:
        """Root of all random numbers."""
        return self.run.recording.ensemble.streams.seed

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """What happened, in the order of weeks."""
        return tuple(sentence(fact) for fact in facts_of(self.run, self.other))

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody who was there in the run."""
        return self.run.people

    def employee(self, who: str) -> EmployeeStory:
        """One employee, present or gone.

        Args:
            who: id, like "5.2" (post and number of the hire), or name.

        Raises:
            InputError: there is nobody of that id or name, or several of that name.
        """
        wanted = who.strip().casefold()
        found = [one for one in self.people if one.id == wanted or one.name.casefold() == wanted]
        if len(found) == 1:
            return EmployeeStory(self.run, found[0], self.other)
        if found:
            allowed = f"several are called so: {listed(one.id for one in found)}"
            raise InputError(Problem(Place("employee"), f'"{who}"', allowed))
        names = [one.name for one in self.people]
        shown = listed((f"{one.id} {one.name}" for one in self.people), 8)
        nearest = closest(who, names)
        raise InputError(
            Problem(Place("employee"), f'"{who}"', f"nobody of this id or name ({shown})", nearest=nearest)
        )

    def explain(
        self, outcome: str, first: int | None = None, last: int | None = None, *, depart: bool = True
    ) -> Explanation:
        """What the change of an outcome over weeks is made of.

        Args:
            outcome: an attitude, state or performance of employees, customers' satisfaction, or staff turnover.
            first: week of the stretch; that of the largest move of the curve by default.
            last: week of the stretch.
            depart: also run it again without the departures of the stretch, where customers are asked for.

        Raises:
            InputError: the outcome cannot be taken apart, or there are no such weeks.
        """
        if first is None and last is None and outcome != "turnover" and (moves := self.moves(outcome)):
            first, last = moves[0].first, moves[0].last
        first, last = 0 if first is None else first, self.run.last if last is None else last
        found = explained(self.run, outcome, first, last)
        if not depart or outcome not in CUSTOMERS:
            return found
        key = outcome, first, last
        if key not in self._kept:
            (series,) = without_departures(self.run.recording, [(first, last)], outcome)
            self._kept[key] = float(series[last])
        return Explanation(**{**vars(found), "kept": self._kept[key]})

    def told(self, found: Explanation) -> list[str]:
        """An explanation in sentences."""
        gone = [one for one in self.people if one.gone is not None and found.first <= one.gone <= found.last]
        return [*told(found, gone), *met_by_customers(self.run, found)]

    def moves(self, outcome: str) -> list[Move]:
        """Large moves of a curve, the largest first."""
        start = explained(self.run, outcome, 0, self.run.last).before if self.run.last >= 0 else 0.0
        values = [start, *self.run.recording.series(outcome).tolist()]
        return sorted(large_moves(values), key=lambda move: -abs(move.change))

    @property
    def changed(self) -> dict[str, tuple[float, float]]:
        """Outcome -> mean over the evaluation window of this side, and of the side beside it."""
        if self.other is None:
            return {}
        window = self.run.recording.simulation.setting.timeline.window
        here, there = (
            [float(np.mean(side.recording.series(outcome)[-window:])) for outcome in COMPARED]
            for side in (self.run, self.other)
        )
        return dict(zip(COMPARED, zip(here, there, strict=True), strict=True))

    @property
    def exits(self) -> dict[str, tuple[int, ...]]:
        """Department -> how many left it on this side, and on the side beside it."""
        sides = [self.run, self.other] if self.other else [self.run]
        gone = [[one.department for one in side.people if one.gone is not None] for side in sides]
        return {name: tuple(left.count(place) for left in gone) for place, name in enumerate(self.run.departments)}

    def plot(self, who: str | None = None) -> Figure:
        """The life line of an employee; of whoever was there longest by default."""
        longest = max(self.people, key=lambda one: one.last_week(self.run.last) - one.joined)
        return self.employee(who or longest.id).plot()

    def as_json(self) -> Json:
        """Everything that is told, for programs to read."""
        return {
            "scenario": self.run.scenario.name, "strategy": self.run.label, "against": self.other and self.other.label,
            "seed": self.seed, "replicate": self.run.recording.simulation.replicates[0], "weeks": self.run.last + 1,
            "changed": {name: {"here": here, "there": there} for name, (here, there) in self.changed.items()},
            "exits": {name: dict(zip(("here", "there"), left, strict=False)) for name, left in self.exits.items()},
            "people": [{"id": one.id, "name": one.name, "department": self.run.departments[one.department],
                        "joined": one.joined, "left": one.gone} for one in self.people],
            "sentences": [one.as_json() for one in self.sentences],
        }  # fmt: skip


@public
def story(scenario: Source, strategy: str | None = None, **arguments: Unpack[StoryArguments]) -> Story:
    """Tell one run of a strategy, beside the same run without it under the same random numbers.

    Args:
        scenario: as for `load`.
        strategy: name (usually the full plan).

    Raises:
        InputError: the scenario or an argument cannot be used.
    """
    from imsim.scenarios.model import using

    given = given_in(arguments)
    with using(given.pop("mechanisms", ())):
        read = load(scenario) if isinstance(scenario, Mapping) else scenario
        laid = opened(read, None, given.pop("budget", None), texts_of(given.pop("overrides", ())))
        if (without := given.pop("without", None)) is not None:
            laid = laid.changed({"model.without": sorted(laid.without | names_of("without", without))})
        return told_run(laid, strategy, **given)


def told_run(
    scenario: Scenario, strategy: str | None = None, *, against: str | None = None, seed: int = 1, replicate: int = 0
) -> Story:
    """The story of a run of a scenario that is ready."""
    for name, value in (("seed", seed), ("replicate", replicate)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or not 0 <= value <= MOST_SEED:
            raise InputError(Problem(Place(name), str(value), "must be a whole number of 0 or more"))
    names = sides_of(scenario, strategy, against)
    # The firm and the doses of the replicate as every study has them.
    place = Strategies(scenario, tuple(names), (), (), seed).place(np.empty(0), replicate)
    return told_cases(scenario, Simulation(place.setting, place.cases, [replicate], seed))


def told_cases(scenario: Scenario, simulation: Simulation) -> Story:
    """The story of the first case of a simulation that has not begun, beside the second."""
    cases = simulation.cases
    sides: list[Any] = [
        Run(recording, scenario, scenario.label(case.strategy))
        for case, recording in zip(cases, recorded(simulation, range(len(cases))), strict=True)
    ]
    return Story(*sides)


def sides_of(scenario: Scenario, strategy: str | None, against: str | None) -> list[str]:
    """Names of the strategies of both sides; of one where there is nothing to put beside it.

    Raises:
        InputError: there is none of a name.
    """
    known = list(scenario.strategies)
    if not known:
        raise InputError(f"{scenario.name}: has no strategies")
    for argument, name in (("strategy", strategy), ("against", against)):
        if name is not None and name not in known:
            allowed = f"no such strategy of {scenario.name} ({listed(known, 40)})"
            raise InputError(Problem(Place(argument), f'"{name}"', allowed, nearest=closest(name, known)))
    usual = [name for name in (FULL_PLAN, *known) if name in known and name != NOTHING]
    chosen = strategy or (usual or [NOTHING])[0]
    beside = [against] if against else [name for name in known if name == NOTHING]
    return [chosen, *(name for name in beside if name != chosen)]
