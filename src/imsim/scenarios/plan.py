"""The plan: goals, education before launch, tracking by survey, and rules that adjust within the budget.

A plan steers the programmes of its strategy. What needs no preparation (messages, training, surveys) starts at once;
the rest is launched when employees are informed. A survey among the programmes tracks the goals: what a wave read is
known after its lag, and rules then scale a programme, whose extra cost the others must give up. Staff on the payroll
carry the work that their hours allow (`roles`). A share of what the firm earns more than before may fund the programmes
of the next quarter.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.table import Rows, Table
from imsim.engine.parameters import shared
from imsim.outcomes import OUTCOMES
from imsim.programmes.programme import Context, Programme
from imsim.programmes.survey import Survey
from imsim.scenarios.roles import SENIOR, yearly_salaries

Column = NDArray[np.float64]

EDUCATING = ("messages", "training", "survey")
# What the record calls all programmes together.
ALL = "all"
# Weeks after which funding is decided anew, and the least and the most that it makes of the levers.
QUARTER = 13
LEAST_GROWN, MOST_GROWN = 0.05, 4.0


class Goal(Table):
    """What an outcome should reach, and when."""

    outcome: str = Field(description="one that a survey can read: see imsim describe outcomes")
    target: float = Field(description="value to be reached")
    week: int = Field(52, ge=0, description="from then on a reading off target counts as missed")


class Rule(Table):
    """A rule that scales a programme when a survey reading is off its mark."""

    when: str = Field(description="outcome that the survey reads")
    below: float | None = Field(None, description="fires where the reading is below this")
    above: float | None = Field(None, description="fires where the reading is above this")
    then: str = Field(description="programme to scale")
    factor: float = Field(1.25, gt=0.0, le=10.0, description="what its lever is multiplied by")

    def fires(self, reading: Column) -> NDArray[np.bool_]:
        """Mask of runs whose reading is off the mark."""
        low = reading < (-np.inf if self.below is None else self.below)
        high = reading > (np.inf if self.above is None else self.above)
        return low | high


class Plan(Table):
    """A plan as a scenario writes it; `budget` is what its strategy was scaled to, money a year."""

    goals: Rows[Goal] = ()
    education: int = Field(4, ge=0, le=520, description="weeks of telling employees before the rest is launched")
    rules: Rows[Rule] = ()
    staff: dict[str, float] = Field(default_factory=dict, description="full-time posts of specialist, hr and brand")
    seniority: float = Field(0.0, ge=0.0, le=10.0, description="years that they have been at it")
    fund: float = Field(
        0.0, ge=0.0, le=1.0, description="share of what a quarter earns beyond the burn-in that goes into the next"
    )
    budget: float | None = Field(None, description="money a year; set when the strategy is scaled to the budget")


@dataclass(frozen=True)
class Entry:
    """One line of the plan's record: what a wave read, which rule fired, what it moved.

    Args:
        week: in which the reading was known.
        outcome: read.
        reading: per run, (cases, replicates).
        missed: target less reading in the direction that is better, (cases, replicates); 0 where there is no goal yet.
        rule: number of the rule that fired, -1 for none.
        programme: scaled by it.
        before, after: factor on its lever, (cases, replicates).
    """

    week: int
    outcome: str
    reading: Column
    missed: Column
    rule: int = -1
    programme: str = ""
    before: Column | None = None
    after: Column | None = None


@dataclass
class PlanAtWork:
    """A plan that steers the programmes of some cases of a block.

    Args:
        plan: shared by all cases.
        rows: its cases.
        programmes: name -> programme with levers as columns.
        shape: numbers of cases and replicates.
        burn_in: weeks of the burn-in.

    Attributes:
        factors: name -> what the rules made of the lever so far, (cases, replicates, 1).
        grown: what funding makes of all levers this quarter, (cases, replicates, 1).
        earned: profit a week of the burn-in, and profit accumulated when the quarter began, (cases, replicates, 1).
        record: what it did and why.
        waiting: waves whose results are not known yet: the week in which they are, and outcome -> reading.
    """

    plan: Plan
    rows: slice
    programmes: dict[str, Programme]
    shape: tuple[int, int]
    burn_in: int
    factors: dict[str, Column] = field(init=False)
    grown: Column = field(init=False)
    earned: tuple[Column, Column] = field(init=False)
    record: list[Entry] = field(init=False, default_factory=list)
    waiting: list[tuple[int, dict[str, Column]]] = field(init=False, default_factory=list)
    _scaled: dict[str, tuple[Column, Column, Programme]] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.factors = {name: np.ones((*self.shape, 1)) for name in self.programmes}
        self.grown = np.ones((*self.shape, 1))

    def adjusted(self, name: str, week: int) -> Programme | None:
        """The programme as it runs in a week; None while it waits for employees to be informed."""
        programme = self.programmes[name]
        if programme.kind not in EDUCATING and week < self.launch:
            return None
        # Rules and funding put new columns in the place of old ones, so what was scaled by the same ones still holds.
        factor, grown, scaled = self._scaled.get(name, (None, None, None))
        if factor is not self.factors[name] or grown is not self.grown:
            scaled = scaled_by(programme, self.factors[name] * self.grown)
            self._scaled[name] = self.factors[name], self.grown, scaled
        return scaled

    @property
    def launch(self) -> int:
        """Week in which all programmes are under way."""
        return self.plan.education

    def weekly_salaries(self, context: Context) -> Any:
        """Weekly cost of the staff on the payroll."""
        return yearly_salaries(self.plan.staff, self.plan.seniority, context) / WEEKS_A_YEAR

    def consistency(self, context: Context) -> Any:
        """How far a brand manager on the payroll sees to it that service is one and the same."""
        p, known = context.parameters, min(self.plan.seniority / SENIOR, 1)
        grown = p.brand_beginner + (1 - p.brand_beginner) * known
        return min(self.plan.staff.get("brand", 0.0), 1.0) * p.brand_consistency * grown

    def fund(self, context: Context) -> None:
        """At the end of a quarter, let what it earned beyond the burn-in grow or shrink all levers of the next.

        What is compared is the firm with its own past, so a boom funds a plan, and a slump starves it.
        """
        if not self.plan.fund or context.week % QUARTER:
            return
        accumulated = context.state.firm.cash[self.rows].copy()
        if context.week == 0:
            self.earned = accumulated / self.burn_in, accumulated
            return
        usual, before = self.earned
        gain = (accumulated - before) / QUARTER - usual
        cost = sum(
            (self.weekly_cost(name, context, factor) for name, factor in self.factors.items()), start=np.zeros(1)
        )
        grown = 1 + self.plan.fund * gain / np.maximum(cost, np.finfo(float).tiny)
        previous, self.grown = self.grown, np.clip(grown, LEAST_GROWN, MOST_GROWN)
        self.earned = usual, accumulated
        self.record.append(
            Entry(context.week, "profit", WEEKS_A_YEAR * (gain + usual)[:, :, 0], np.zeros(self.shape), -1, ALL,
                  previous[:, :, 0].copy(), self.grown[:, :, 0].copy())
        )  # fmt: skip

    def track(self, context: Context) -> None:
        """Read the goals in a week with a wave, and act on readings that have become known."""
        surveys = [(name, one) for name, one in self.programmes.items() if isinstance(one, Survey)]
        for name, survey in surveys[:1]:
            if np.any(survey.wave_in(context.week)):
                due = context.week + int(np.max(survey.lag))
                self.waiting.append(
                    (due, {outcome: self.read(survey, name, outcome, context) for outcome in self.watched})
                )
        for due, readings in [wave for wave in self.waiting if wave[0] <= context.week]:
            self.waiting.remove((due, readings))
            for outcome, reading in readings.items():
                self.respond(outcome, reading, context)

    @property
    def watched(self) -> list[str]:
        """Outcomes with a goal or a rule."""
        return list(
            dict.fromkeys([*(goal.outcome for goal in self.plan.goals), *(rule.when for rule in self.plan.rules)])
        )

    def read(self, survey: Survey, name: str, outcome: str, context: Context) -> Column:
        """What the wave reads for an outcome."""
        value = OUTCOMES[outcome].measure(context.state)
        if isinstance(value, tuple):
            value = value[0] / np.maximum(value[1], np.finfo(float).tiny)
        scale = context.parameters.acsi_slope if outcome == "acsi" else 1.0
        reading: Column = survey.measured(context, value[self.rows], f"{name} {outcome}", scale)
        return reading

    def respond(self, outcome: str, reading: Column, context: Context) -> None:
        """Record how far a goal is missed, and let the rules that watch this outcome fire."""
        missed = np.zeros_like(reading)
        for goal in self.plan.goals:
            if goal.outcome == outcome and context.week >= goal.week:
                missed = np.maximum((goal.target - reading) * (OUTCOMES[outcome].better or 1), 0)
        rules = [(i, rule) for i, rule in enumerate(self.plan.rules) if rule.when == outcome]
        if not rules:
            self.record.append(Entry(context.week, outcome, reading[:, :, 0], missed[:, :, 0]))
        for number, rule in rules:
            before = self.factors[rule.then]
            fired = rule.fires(reading)
            if fired.any():
                self.scale(rule, fired, context)
            after = self.factors[rule.then]
            self.record.append(
                Entry(context.week, outcome, reading[:, :, 0], missed[:, :, 0], number if fired.any() else -1,
                      rule.then, before[:, :, 0].copy(), after[:, :, 0].copy())
            )  # fmt: skip

    def scale(self, rule: Rule, fired: NDArray[np.bool_], context: Context) -> None:
        """Scale one programme where the rule fired; what that costs beyond the plan as written all give up alike."""
        programme, factor = self.programmes[rule.then], self.factors[rule.then]
        lever = np.maximum(getattr(programme, programme.lever), np.finfo(float).tiny)
        raised = np.minimum(factor * rule.factor, np.maximum(programme.most / lever, factor))
        self.factors[rule.then] = np.where(fired, raised, factor)
        if self.plan.budget is None:
            return
        planned, spent = (
            sum((self.weekly_cost(name, context, factor) for name, factor in factors.items()), start=np.zeros(1))
            for factors in (dict.fromkeys(self.factors, 1.0), self.factors)
        )
        room = np.minimum(planned / np.maximum(spent, np.finfo(float).tiny), 1)
        self.factors = {name: np.where(fired, factor * room, factor) for name, factor in self.factors.items()}

    def weekly_cost(self, name: str, context: Context, factor: Any) -> Column:
        """Cash and working time of a programme in an average week, its lever times a factor."""
        cost = scaled_by(self.programmes[name], factor).cost(replace(context, state=None))
        hour = context.economy.hour(context.parameters.paid_hours_year)
        weekly: Column = np.broadcast_to(cost.cash + cost.hours * hour, (*self.shape, 1))
        return weekly


def scaled_by(programme: Programme, factor: Any) -> Programme:
    """A programme with its lever times a factor a run, up to the useful maximum."""
    lever = np.minimum(getattr(programme, programme.lever) * factor, programme.most)
    return programme.model_copy(update={programme.lever: shared(lever)})
