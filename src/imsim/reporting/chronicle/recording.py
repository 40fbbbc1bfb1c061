"""Recording of a run: what is copied of it after each week, so that it can be told later.

Nothing is written to the run and no random number is drawn from it: draws belong to places (`engine.rng`), so reading
them again disturbs nothing. A week is recorded when it has passed; the firm before week 0 is recorded at the start.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from imsim.company.ensemble import Ensemble
from imsim.outcomes import OUTCOMES
from imsim.programmes.survey import Survey
from imsim.scenarios.simulation import Simulation
from imsim.scenarios.slots import Slot
from imsim.scenarios.timeline import ratio

# A firm of so many posts and two sides takes 75 MB for two years; of a larger one nothing is told unless asked for.
MOST_POSTS = 1_000

Column = NDArray[np.float64]
Value = TypeVar("Value")

# What is kept of each post and its holder, by what needs it.
STATES = (
    "knowledge", "motivation", "job_satisfaction", "management_trust", "strain", "affective_commitment", "belonging",
    "understanding", "performance",
)  # fmt: skip
POSTS = ("occupied", "hires", "left", "weeks_vacant", "tenure_weeks")
DRIVERS = (
    "leader_care", "respect_seen", "exit_pull", "pay", "pay_shortfall", "affect", "sting", "referred", "disposition",
    "service_seen", "reward_valence", "customers_seen", "peers_satisfaction", "mood", "incentive_motivation",
    "quick_motivation", "effort_shift", "own_motivation", "incentive_force", "leader_motivation", "peers_motivation",
    "message_adstock", "claim_adstock", "trust_propensity", "uncertainty", "exposure", "breach",
)  # fmt: skip
EFFECTS = ("embedding", "job_quality", "voice", "asked", "trust_shock", "course", "strategy_course", "hours_away")
MEASURED = (
    "job_satisfaction", "motivation", "knowledge", "management_trust", "strain", "affective_commitment",
    "internal_service_quality", "service_quality", "customer_satisfaction", "acsi", "customers_with_firm", "turnover",
    "vacancies", "profit",
)  # fmt: skip

# What a survey is told to read in the chronicle.
SURVEYED = ("job_satisfaction", "management_trust")


class Wave(NamedTuple):
    """One wave of a survey, for one outcome.

    Args:
        survey: name of the programme.
        outcome: that was asked for.
        reading: what the wave read, known so many weeks later.
        value: the outcome as it was.
        lag: weeks until the reading is known.
        people: answers expected.
    """

    survey: str
    outcome: str
    reading: float
    value: float
    lag: float
    people: float


class Week:
    """One week of one run: the columns of its posts under their names, as equations ask for them.

    Args:
        number: of the week, as in scenario files; -1 is the firm before week 0.
        columns: of posts, (posts,); effects that nothing touched are 0.
        more: numbers and short arrays beside them.
    """

    def __init__(self, number: int, columns: dict[str, Any], more: dict[str, Any]) -> None:
        self.number, self.columns, self.more = number, columns, more

    def __getattr__(self, name: str) -> Any:
        for held in (self.__dict__.get("columns", {}), self.__dict__.get("more", {})):
            if name in held:
                return held[name]
        raise AttributeError(f"nothing called {name!r} is recorded of a week")


class Numbers:
    """The parameters of one case, by name."""

    def __init__(self, ensemble: Ensemble, case: int) -> None:
        self._ensemble, self._case = ensemble, case

    def __getattr__(self, name: str) -> float:
        value = getattr(self._ensemble.parameters, name)
        return float(np.broadcast_to(value, (*self._ensemble.shape, 1))[self._case, 0, 0])


@dataclass
class Recording:
    """One run, week by week: one case of a simulation, its first replicate.

    Args:
        simulation: at the beginning of week 0.
        case: which of its cases.

    Attributes:
        weeks: what was recorded; the first is the firm before week 0.
    """

    simulation: Simulation
    case: int = 0

    def __post_init__(self) -> None:
        self.p: Any = Numbers(self.simulation.ensemble, self.case)
        self.weeks: list[Week] = []
        self._remembered: dict[object, Any] = {}
        self.take()

    @property
    def ensemble(self) -> Ensemble:
        """The state of the run."""
        return self.simulation.ensemble

    @property
    def last(self) -> int:
        """The last week recorded; -1 where none has passed."""
        return len(self.weeks) - 2

    def at(self, week: int) -> Week:
        """What was recorded of a week; -1 is the firm before week 0."""
        return self.weeks[week + 1]

    def take(self) -> None:
        """Record the week that has just passed."""
        columns = {name: self.column(name).copy() for name in (*POSTS, *STATES, *DRIVERS)}
        columns |= {name: self.effect(name) for name in EFFECTS}
        ensemble, case, week = self.ensemble, self.case, self.simulation.week - 1
        customers = ensemble.customers
        more = {
            "labour_pull": float(ensemble.effects.labour_pull[case, 0, 0]),
            "recent_exits": ensemble.departments.recent_exits[case, 0].copy(),
            "pressure": ensemble.departments.pressure[case, 0].copy(),
            "with_firm": customers.with_firm[case, 0].astype(bool),
            "customer_satisfaction": customers.customer_satisfaction[case, 0].copy(),
            "running": self.running(week),
            "waves": self.waves(week),
            "outcomes": {name: self.measured(name) for name in MEASURED},
        }
        self.weeks.append(Week(week, columns, more))

    def once(self, key: object, make: Callable[[], Value]) -> Value:
        """What is worked out once of weeks that have passed, and kept: they do not change any more."""
        if key not in self._remembered:
            self._remembered[key] = make()
        value: Value = self._remembered[key]
        return value

    def column(self, name: str) -> NDArray[Any]:
        """A column of the posts, (posts,)."""
        column: NDArray[Any] = getattr(self.ensemble.employees, name)[self.case, 0]
        return column

    def effect(self, name: str) -> Any:
        """An effect on the posts in the week just passed, (posts,); 0.0 where nothing had any."""
        effects = self.ensemble.effects
        if not effects.pages[name][0]:
            return 0.0
        return getattr(effects, name)[self.case, 0].copy()

    @property
    def slots(self) -> list[Slot]:
        """Programmes of the case."""
        return [slot for slot in self.simulation.slots if slot.rows.start <= self.case < slot.rows.stop]

    def waves(self, week: int) -> tuple[Wave, ...]:
        """What surveys that were held at the end of a week read; the numbers are those that a plan would be told."""
        found = []
        for slot in self.slots if week >= 0 else ():
            survey = slot.programme
            row = self.case - slot.rows.start
            context = self.simulation.context(slot.rows)
            if not isinstance(survey, Survey) or not survey.runs_in(context.week):
                continue
            if not np.broadcast_to(survey.wave_in(context.week), (row + 1, 1, 1))[row].any():
                continue
            for outcome in SURVEYED:
                value = self.measured(outcome)
                read = survey.measured(context, value, f"{slot.name} {outcome}")
                asked = context.headcount(survey.mask(context.organisation))[row, 0, 0]
                answers = float(asked) * number_of(survey.sample, row) * number_of(survey.response, row)
                found.append(Wave(slot.name, outcome, float(np.atleast_3d(read)[row, 0, 0]), value,
                                  number_of(survey.lag, row), answers))  # fmt: skip
        return tuple(found)

    def running(self, week: int) -> tuple[str, ...]:
        """Names of the programmes that were on in a week."""
        on = []
        for slot in self.slots if week >= 0 else ():
            plan = self.simulation.plans.get(slot.rows.start)
            waits = plan is not None and plan.adjusted(slot.name, week) is None
            if slot.programme.runs_in(week) and not waits:
                on.append(slot.name)
        return tuple(on)

    def measured(self, outcome: str) -> float:
        """An outcome in the week just passed."""
        value = OUTCOMES[outcome].measure(self.ensemble)
        parts = value if isinstance(value, tuple) else (value,)
        tops = [np.broadcast_to(part, (*self.ensemble.shape, 1)).astype(np.float64) for part in parts]
        return float((tops[0] if len(tops) == 1 else ratio(*tops))[self.case, 0, 0])

    def series(self, outcome: str) -> Column:
        """An outcome week by week from week 0, (weeks,)."""
        return np.array([week.outcomes[outcome] for week in self.weeks[1:]])

    def draws(self, process: str, week: int) -> Column:
        """Uniform numbers of a process in a week, (posts,): the very ones that the run met."""
        posts = self.simulation.setting.organisation.posts
        drawn: Column = self.ensemble.streams.uniform(process, week, posts)[0]
        return drawn

    def noise(self, process: str, week: int) -> Column:
        """Standard normal numbers of a process in a week, (posts,): the very ones that the run met."""
        posts = self.simulation.setting.organisation.posts
        drawn: Column = self.ensemble.streams.normal(process, week, posts)[0]
        return drawn


def number_of(lever: Any, row: int) -> float:
    """A lever of one case of a slot, whether it is a number or a column (cases, 1, 1)."""
    return float(np.atleast_3d(lever)[row if np.ndim(lever) else 0, 0, 0])


def recorded(simulation: Simulation, cases: Sequence[int]) -> list[Recording]:
    """Run a simulation to the end of its weeks, and record some of its cases."""
    recordings = [Recording(simulation, case) for case in cases]
    while simulation.week < simulation.setting.timeline.weeks:
        simulation.step()
        for recording in recordings:
            recording.take()
    return recordings
