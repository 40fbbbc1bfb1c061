"""Build and advance a block of runs: age the initial staff, burn in, part into cases, act, measure."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.company.context import Work
from imsim.company.economics import Economy
from imsim.company.ensemble import Ensemble, Firm
from imsim.company.market import Market
from imsim.company.organisation import Organisation
from imsim.engine.model import Model
from imsim.engine.parameters import Parameters
from imsim.engine.streams import Streams
from imsim.events import Event
from imsim.outcomes import OUTCOMES
from imsim.programmes.programme import Context, Programme, put_to_work
from imsim.scenarios.model import MODEL, parameters_of
from imsim.scenarios.plan import Entry, Plan, PlanAtWork
from imsim.scenarios.roles import work_of
from imsim.scenarios.slots import Slot, slots
from imsim.scenarios.timeline import Timeline, over_span, ratio, weeks_of

STAFF = "staff of the plan"


@dataclass(frozen=True)
class Setting:
    """What all runs of a block share.

    Args:
        organisation, market, economy: of the company.
        timeline: of the runs.
        events: that happen whatever the strategy.
        model: mechanisms at work, and the forms of their equations.
        expected: what the firm expects of its staff where nothing is done, found out when it is first asked for.
    """

    organisation: Organisation
    market: Market
    economy: Economy
    timeline: Timeline
    events: tuple[Event, ...] = ()
    model: Model = MODEL
    expected: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def shared(self) -> Firm:
        """Organisation, market and economy."""
        return Firm(self.organisation, self.market, self.economy)


@dataclass(frozen=True)
class Case:
    """One way things could be: a strategy's programmes, parameters that differ, and mechanisms that are left out."""

    strategy: str = "nothing"
    programmes: tuple[tuple[str, Programme], ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)
    plan: Plan | None = None
    without: frozenset[str] = frozenset()


class Simulation:
    """A block of runs, cases x replicates of one setting, standing at the beginning of week 0.

    Args:
        setting: organisation, market, economy and timeline of all runs.
        cases: neighbours with the same programmes act together.
        replicates: their numbers; a run depends on its case, replicate number and seed alone, not on the block.
        seed: root of all random numbers.
        differences: parameter -> what each replicate has more of it than its case says, shape (replicates,).
    """

    def __init__(
        self,
        setting: Setting,
        cases: Sequence[Case],
        replicates: Sequence[int],
        seed: int,
        differences: Mapping[str, NDArray[np.float64]] | None = None,
    ) -> None:
        self.setting = setting
        self.cases = tuple(cases)
        self.replicates = tuple(replicates)
        self.slots = tuple(sorted(slots(self.cases), key=lambda slot: not slot.programme.prepares))
        ready, source = burnt_in(setting, self.cases, self.replicates, seed, differences or {})
        parameters = parameters_of((case.parameters for case in self.cases), setting.model).shifted(differences or {})
        self.ensemble = ready.fan_out(source, parameters, [case.without for case in self.cases])
        self._taken: dict[tuple[int, int], Parameters] = {}
        self.plans = {slot.rows.start: self.plan_at_work(slot) for slot in self.slots if slot.plan is not None}

    def plan_at_work(self, slot: Slot) -> PlanAtWork:
        """The plan of a slot with all programmes that it steers."""
        assert slot.plan is not None
        steered = {other.name: other.programme for other in self.slots if other.rows == slot.rows}
        shape = slot.rows.stop - slot.rows.start, len(self.replicates)
        return PlanAtWork(slot.plan, slot.rows, steered, shape, self.setting.timeline.burn_in)

    def parameters_of(self, rows: slice) -> Parameters:
        """Parameters of some cases; taken once, since every programme asks every week."""
        place = rows.start, rows.stop
        if place not in self._taken:
            self._taken[place] = self.ensemble.parameters.take(rows).plain()
        return self._taken[place]

    @property
    def week(self) -> int:
        """The week that comes next."""
        return self.ensemble.week

    def step(self) -> None:
        """Programmes act, then the week passes."""
        company = self.ensemble
        company.effects.clear()
        for event in self.setting.events:
            event.act(self.context(slice(0, len(self.cases))), company.effects)
        contexts = {slot.rows.start: self.context(slot.rows) for slot in self.slots}
        for first, plan in self.plans.items():
            plan.fund(contexts[first])
        running = [slot for slot in map(self.adjusted, self.slots) if slot and slot.programme.runs_in(company.week)]
        for first in {slot.rows.start for slot in running}:
            mine = [slot.programme for slot in running if slot.rows.start == first]
            contexts[first] = replace(contexts[first], work=self.work_of(mine, contexts[first]))
        away = {first: self.away(context) for first, context in contexts.items()}
        for slot in running:
            first = slot.rows.start
            away[first] = self.act(slot, contexts[first], away[first])
        for first, plan in self.plans.items():
            context = contexts[first]
            company.effects.add("consistency", plan.rows, plan.consistency(context))
            company.effects.spend(STAFF, plan.rows, plan.weekly_salaries(context), 0.0)
        company.pass_week()
        for plan in self.plans.values():
            plan.track(self.context(plan.rows))

    def adjusted(self, slot: Slot) -> Slot | None:
        """A slot as its plan has it this week; None while it waits for its launch."""
        plan = self.plans.get(slot.rows.start)
        programme = plan.adjusted(slot.name, self.week) if plan else slot.programme
        return replace(slot, programme=programme) if programme is not None else None

    def work_of(self, programmes: Sequence[Programme], context: Context) -> dict[str, Work]:
        """Who does the work that programmes of the same cases ask of roles."""
        plan = self.plans.get(context.rows.start)
        posts, seniority = (plan.plan.staff, plan.plan.seniority) if plan else ({}, 0.0)
        return work_of([one for one in programmes if isinstance(one, Programme)], posts, seniority, context)

    def act(self, slot: Slot, context: Context, before: NDArray[np.float64]) -> NDArray[np.float64]:
        """Let a programme act, and book its cash and the hours that it took people from their desks.

        Args:
            slot: with the programme.
            context: of the week.
            before: share of the week that each employee is away already.

        Returns:
            The same with the programme.
        """
        effects = self.ensemble.effects
        put_to_work(slot.programme, slot.name, context, effects)
        after = self.away(context)
        hours = context.headcount((after - before) * context.parameters.working_hours)
        effects.spend(slot.name, slot.rows, slot.programme.spends(context), hours)
        return after

    def away(self, context: Context) -> NDArray[np.float64]:
        """Share of the week that each employee is away from the desk so far; all of it at most."""
        away: NDArray[np.float64] = np.minimum(self.ensemble.effects.of("hours_away", context.rows), 1.0)
        return away

    def context(self, rows: slice) -> Context:
        """What a programme or an event sees this week of some cases."""
        company, plan = self.ensemble, self.plans.get(rows.start)
        return Context(
            week=company.week,
            rows=rows,
            organisation=self.setting.organisation,
            economy=self.setting.economy,
            parameters=self.parameters_of(rows),
            present=company.employees.occupied[rows],
            hires=company.flows.hires[rows],
            expected_claim=company.expected_claim[rows],
            state=company,
            launch=plan.launch if plan else 0,
        )


def burnt_in(
    setting: Setting,
    cases: Sequence[Case],
    replicates: Sequence[int],
    seed: int,
    differences: Mapping[str, NDArray[np.float64]],
) -> tuple[Ensemble, list[int]]:
    """A company at week 0 for each set of parameters, and which of them each case starts from.

    Strategies of one replicate share their burn-in; it is simulated once and copied.
    """
    keys = [(tuple(sorted(case.parameters.items())), case.without) for case in cases]
    distinct = list(dict.fromkeys(keys))
    company = Ensemble(
        setting.model,
        setting.shared,
        parameters_of((dict(parameters) for parameters, _ in distinct), setting.model).shifted(differences),
        Streams(seed, replicates),
        [without for _, without in distinct],
        setting.timeline.origin,
    )
    company.age(setting.timeline.steps_of_ageing)
    while company.week < 0:
        company.pass_week()
    return company, [distinct.index(key) for key in keys]


@dataclass(frozen=True)
class Record:
    """Outcomes of a block.

    Args:
        cases, replicates: of the block.
        weekly: outcome -> (weeks, cases, replicates); empty where weeks were not recorded.
        final: outcome -> (cases, replicates), over the outcome's span.
        plans: what plans did and why, by the number of their first case.
    """

    cases: tuple[Case, ...]
    replicates: tuple[int, ...]
    weekly: dict[str, NDArray[np.float64]]
    final: dict[str, NDArray[np.float64]]
    plans: dict[int, list[Entry]] = field(default_factory=dict)


def simulate(
    setting: Setting,
    cases: Sequence[Case],
    replicates: Sequence[int],
    seed: int,
    outcomes: Sequence[str] | None = None,
    weekly: bool = True,
) -> Record:
    """Run a block from its beginning to the end of its timeline.

    Args:
        setting: organisation, market, economy and timeline of all runs.
        cases: as for Simulation.
        replicates: as for Simulation.
        seed: as for Simulation.
        outcomes: names to measure; all by default.
        weekly: record every week; without it outcomes are measured only in the weeks they are taken over.
    """
    simulation = Simulation(setting, cases, replicates, seed)
    wanted = [OUTCOMES[name] for name in (outcomes or OUTCOMES)]
    shape = (setting.timeline.weeks, *simulation.ensemble.shape)
    tops = {outcome.name: np.zeros(shape) for outcome in wanted}
    bottoms: dict[str, NDArray[np.float64]] = {}
    first = {outcome.name: 0 if weekly else weeks_of(outcome.span, setting.timeline).start for outcome in wanted}
    for week in range(setting.timeline.weeks):
        simulation.step()
        for outcome in wanted:
            if week < first[outcome.name]:
                continue
            value = outcome.of(simulation.ensemble)
            if isinstance(value, tuple):
                bottoms.setdefault(outcome.name, np.zeros(shape))[week] = value[1][:, :, 0]
                value = value[0]
            tops[outcome.name][week] = value[:, :, 0]
    every, final = {}, {}
    for outcome in wanted:
        top, bottom = tops[outcome.name], bottoms.get(outcome.name)
        if weekly:
            every[outcome.name] = top if bottom is None else ratio(top, bottom)
        final[outcome.name] = over_span(top, bottom, outcome.span, setting.timeline)
    plans = {case: plan.record for case, plan in simulation.plans.items()}
    return Record(simulation.cases, simulation.replicates, every, final, plans)
