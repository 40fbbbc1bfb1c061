"""Build and advance a block of runs: age the initial staff, burn in, part into cases, act, measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from imsim.chance import Chance
from imsim.company import Company
from imsim.customers import Market
from imsim.economics import Economy
from imsim.events import Event
from imsim.organisation import Organisation
from imsim.outcomes import OUTCOMES, Span
from imsim.parameters import Parameters
from imsim.processes.staffing import fill_vacancies
from imsim.programmes.programme import Programme, Scene
from imsim.week import AGEING, pass_week

AGEING_WEEKS = 1040


@dataclass(frozen=True)
class Timeline:
    """Weeks of a run: burn-in before week 0, the run itself, and the evaluation window at its end."""

    weeks: int = 104
    burn_in: int = 104
    window: int = 52

    @property
    def origin(self) -> int:
        """First week of all, ageing included."""
        return -self.burn_in - AGEING_WEEKS


@dataclass(frozen=True)
class Setting:
    """What all runs of a block share."""

    organisation: Organisation
    market: Market
    economy: Economy
    timeline: Timeline
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Case:
    """One way things could be: a strategy's programmes and the parameters that differ from the defaults."""

    strategy: str = "nothing"
    programmes: tuple[tuple[str, Programme], ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Slot:
    """A programme at work in neighbouring cases of a block, its levers stacked to columns."""

    name: str
    rows: slice
    programme: Programme


class Simulation:
    """A block of runs, cases x replicates of one setting, standing at the beginning of week 0.

    Args:
        setting: organisation, market, economy and timeline of all runs.
        cases: neighbours with the same programmes act together.
        replicates: their numbers; a run depends on its case, replicate number and seed alone, not on the block.
        seed: root of all chance.
    """

    def __init__(self, setting: Setting, cases: Sequence[Case], replicates: Sequence[int], seed: int) -> None:
        self.setting = setting
        self.cases = tuple(cases)
        self.replicates = tuple(replicates)
        self.slots = tuple(sorted(slots(self.cases), key=lambda slot: not slot.programme.prepares))
        ready, source = burnt_in(setting, self.cases, self.replicates, seed)
        self.company = ready.fan_out(source, Parameters.of([case.parameters for case in self.cases]))

    @property
    def week(self) -> int:
        """The week that comes next."""
        return self.company.week

    def step(self) -> None:
        """Programmes act, then the week passes."""
        company = self.company
        company.effects.clear()
        for event in self.setting.events:
            event.act(self.scene(slice(0, len(self.cases))), company.effects)
        for slot in self.slots:
            if slot.programme.runs_in(company.week):
                scene = self.scene(slot.rows)
                slot.programme.act(slot.name, scene, company.effects)
                cost = slot.programme.cost(scene)
                company.effects.spend(slot.name, slot.rows, cost.cash, cost.hours)
        pass_week(company)

    def scene(self, rows: slice) -> Scene:
        """What a programme or an event sees this week of some cases."""
        company = self.company
        hires = np.broadcast_to(np.asarray(company.flows.hires, dtype=float), (*company.shape, 1))
        return Scene(
            week=company.week,
            rows=rows,
            organisation=self.setting.organisation,
            economy=self.setting.economy,
            parameters=company.parameters.take(rows),
            present=company.staff.occupied[rows],
            hires=hires[rows],
            expected_claim=company.expected_claim[rows],
            state=company,
        )


def slots(cases: Sequence[Case]) -> Iterator[Slot]:
    """Programmes of neighbouring cases that differ in numbers only, stacked."""

    def kind(case: Case) -> tuple[object, ...]:
        return tuple(
            (name, type(programme), tuple(sorted(programme.model_dump(exclude=set(programme.levers())).items())))
            for name, programme in case.programmes
        )

    first = 0
    for _, group in groupby(cases, key=kind):
        same = list(group)
        rows = slice(first, first + len(same))
        for column in zip(*(case.programmes for case in same), strict=True):
            programmes = [programme for _, programme in column]
            yield Slot(column[0][0], rows, type(programmes[0]).columns(programmes))
        first += len(same)


def burnt_in(
    setting: Setting, cases: Sequence[Case], replicates: Sequence[int], seed: int
) -> tuple[Company, list[int]]:
    """A company at week 0 for each set of parameters, and which of them each case starts from.

    Strategies of one replicate share their burn-in; it is simulated once and copied.
    """
    keys = [tuple(sorted(case.parameters.items())) for case in cases]
    distinct = list(dict.fromkeys(keys))
    company = Company(
        organisation=setting.organisation,
        market=setting.market,
        economy=setting.economy,
        parameters=Parameters.of([dict(key) for key in distinct]),
        chance=Chance(seed, replicates, setting.timeline.origin),
        week=setting.timeline.origin,
    )
    company.staff.weeks_vacant[...] = np.inf
    fill_vacancies(company)
    while company.week < -setting.timeline.burn_in:
        pass_week(company, AGEING)
    while company.week < 0:
        pass_week(company)
    return company, [distinct.index(key) for key in keys]


@dataclass(frozen=True)
class Record:
    """Outcomes of a block.

    Args:
        cases, replicates: of the block.
        weekly: outcome -> (weeks, cases, replicates).
        final: outcome -> (cases, replicates), over the outcome's span.
    """

    cases: tuple[Case, ...]
    replicates: tuple[int, ...]
    weekly: dict[str, NDArray[np.float64]]
    final: dict[str, NDArray[np.float64]]


def simulate(
    setting: Setting, cases: Sequence[Case], replicates: Sequence[int], seed: int, outcomes: Sequence[str] | None = None
) -> Record:
    """Run a block from its beginning to the end of its timeline.

    Args:
        setting: organisation, market, economy and timeline of all runs.
        cases: as for Simulation.
        replicates: as for Simulation.
        seed: as for Simulation.
        outcomes: names to measure; all by default.
    """
    simulation = Simulation(setting, cases, replicates, seed)
    wanted = [OUTCOMES[name] for name in (outcomes or OUTCOMES)]
    shape = (setting.timeline.weeks, *simulation.company.shape)
    tops = {outcome.name: np.zeros(shape) for outcome in wanted}
    bottoms: dict[str, NDArray[np.float64]] = {}
    for week in range(setting.timeline.weeks):
        simulation.step()
        for outcome in wanted:
            value = outcome.measure(simulation.company)
            if isinstance(value, tuple):
                bottoms.setdefault(outcome.name, np.zeros(shape))[week] = value[1][:, :, 0]
                value = value[0]
            tops[outcome.name][week] = value[:, :, 0]
    weekly, final = {}, {}
    for outcome in wanted:
        top, bottom = tops[outcome.name], bottoms.get(outcome.name)
        weekly[outcome.name] = top if bottom is None else ratio(top, bottom)
        final[outcome.name] = over_span(top, bottom, outcome.span, setting.timeline)
    return Record(simulation.cases, simulation.replicates, weekly, final)


def over_span(
    top: NDArray[np.float64], bottom: NDArray[np.float64] | None, span: Span, timeline: Timeline
) -> NDArray[np.float64]:
    """One number a run from weekly ones: means, or quotients of sums; shape (weeks, ...) -> (...)."""
    weeks = {"window": slice(-timeline.window, None), "last": slice(-1, None)}.get(span, slice(None))
    if bottom is not None:
        return ratio(top[weeks].sum(axis=0), bottom[weeks].sum(axis=0))
    total: NDArray[np.float64] = top[weeks].sum(axis=0)
    return total if span == "total" else total / len(top[weeks])


def ratio(top: NDArray[np.float64], bottom: NDArray[np.float64]) -> NDArray[np.float64]:
    """Quotient; 0 where there is nothing to divide by."""
    quotient: NDArray[np.float64] = np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)
    return quotient
