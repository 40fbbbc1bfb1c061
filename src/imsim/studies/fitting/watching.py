"""Runs whose outcomes are the observed numbers: what was done in the window is done, at many parameter sets.

A few points share their random numbers (`LUCK` says which), others have others, so that what emulators leave
unexplained is luck and not the fate of one firm.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from imsim.company.ensemble import Ensemble
from imsim.engine.model import Model
from imsim.scenarios.scenario import Scenario
from imsim.scenarios.simulation import Case, Record, Setting, Simulation
from imsim.studies.blocks import Label
from imsim.studies.design import Factor, Matrix
from imsim.studies.fitting.numbers import Number, root_rate
from imsim.studies.fitting.tables import MEASURES
from imsim.studies.manifest import identity_of
from imsim.studies.provenance import Provenance, provenance_of

Values = NDArray[np.float64]
LUCK = "luck"


@dataclass(frozen=True)
class Watched:
    """Subject of a study: one strategy of a company, of which the observed numbers are recorded.

    Args:
        scenario: of the window: its weeks are those of the data, its strategies are as written.
        strategy: what was done.
        factors: parameters that are fitted, and the number of the random numbers, last.
        numbers: that are recorded.
        seed: root of all random numbers.
    """

    scenario: Scenario
    strategy: str
    factors: tuple[Factor, ...]
    numbers: tuple[Number, ...]
    seed: int
    weekly = False
    per_replicate = False

    @property
    def title(self) -> str:
        """Name of the scenario."""
        return self.scenario.name

    @property
    def strategies(self) -> tuple[str, ...]:
        """What was done."""
        return (self.strategy,)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the numbers."""
        return tuple(one.name for one in self.numbers)

    @property
    def identity(self) -> object:
        """Scenario, strategy, and what is recorded where."""
        places = [[one.name, one.first, one.last] for one in self.numbers]
        return [identity_of(self.scenario), self.strategy, places]

    def identity_of(self, strategy: int) -> object:  # noqa: ARG002
        """All of it: there is one strategy."""
        return self.identity

    @cached_property
    def provenance(self) -> Provenance:
        """The model, and the plug-ins among programmes and events."""
        parts = [type(one) for _, one in self.scenario.programmes(self.strategy)]
        events = [type(event) for event in self.setting.events]
        return provenance_of([*parts, *events], self.model, self.scenario.without)

    @property
    def model(self) -> Model:
        """Mechanisms at work."""
        return self.setting.model

    @cached_property
    def setting(self) -> Setting:
        """What all runs share."""
        return self.scenario.setting()

    @property
    def rows(self) -> int:
        """Size of one run: employees plus customer rows."""
        return self.setting.market.rows + self.setting.organisation.posts

    def together(self, values: Matrix) -> Iterable[NDArray[np.int64]]:
        """All points."""
        yield np.arange(len(values))

    def place(self, values: NDArray[np.float64], replicate: int) -> Watched:  # noqa: ARG002
        """Itself."""
        return self

    def block(self, values: Matrix, labels: Sequence[Label], replicates: tuple[int, ...]) -> WatchedBlock:
        """Block of the points; replicates of a point are told apart by their luck alone."""
        assert len(replicates) == 1
        return WatchedBlock(self, values[[row for row, _ in labels]])


@dataclass(frozen=True)
class WatchedBlock:
    """Points that are run one luck after the other.

    Args:
        subject: what is run.
        values: of the factors, shape (points, factors).
    """

    subject: Watched
    values: Matrix

    def run(self) -> Record:
        """The numbers at every point, shape (points, 1) each."""
        luck = self.values[:, -1].astype(np.int64)
        found = np.empty((len(self.values), len(self.subject.numbers)))
        for one in np.unique(luck):
            found[luck == one] = self.under(int(one), self.values[luck == one])
        return Record((), (0,), {}, {one.name: found[:, [i]] for i, one in enumerate(self.subject.numbers)})

    def under(self, luck: int, values: Matrix) -> Values:
        """The numbers at points that share their random numbers, shape (points, numbers)."""
        setting = self.subject.setting
        simulation = Simulation(setting, [self.case(row) for row in values], (luck,), self.subject.seed)
        seen = Watch(self.subject.numbers, simulation.ensemble)
        for week in range(setting.timeline.weeks):
            simulation.step()
            seen.see(simulation.ensemble, week)
        return seen.values()

    def case(self, row: NDArray[np.float64]) -> Case:
        """What was done, at the parameters of a point."""
        case = self.subject.scenario.strategies[self.subject.strategy]
        own = {one.name: float(value) for one, value in zip(self.subject.factors[:-1], row, strict=False)}
        return replace(case, parameters={**case.parameters, **own})

    def part(self, cases: slice, replicates: slice) -> WatchedBlock:  # noqa: ARG002 - one replicate each
        """A block of fewer points."""
        return replace(self, values=self.values[cases])


class Watch:
    """Watches a block of one case week by week.

    Args:
        numbers: to watch.
        company: the block at its beginning.
    """

    def __init__(self, numbers: Sequence[Number], company: Ensemble) -> None:
        self.numbers, runs = numbers, company.shape[0]
        names = company.organisation.names
        self.departments = [names.index(one.department) if one.department else None for one in numbers]
        self.tops, self.bottoms = np.zeros((len(numbers), runs)), np.zeros((len(numbers), runs))

    def see(self, company: Ensemble, week: int) -> None:
        """Note what the week that has just passed brought."""
        for place, (one, department) in enumerate(zip(self.numbers, self.departments, strict=True)):
            if one.first <= week <= one.last:
                top, bottom = {"answers": answers, "scores": scores}.get(one.kind, counts)(company, one, department)
                self.tops[place] += top
                self.bottoms[place] += bottom

    def values(self) -> Values:
        """Every number, shape (runs, numbers)."""
        found = np.full(self.tops.T.shape, np.nan)
        for place, one in enumerate(self.numbers):
            top, bottom, weeks = self.tops[place], self.bottoms[place], one.last - one.first + 1
            if one.kind in ("exits", "hires"):
                found[:, place] = root_rate(top, bottom / weeks, weeks)
            else:
                np.divide(top, bottom, out=found[:, place], where=bottom > 0)
        return found


def answers(company: Ensemble, one: Number, department: int | None) -> tuple[Values, Values]:
    """Sum of a measure over the employees present, and their number."""
    columns = MEASURES[one.measure]
    staff, posts = company.employees, _posts(company, department)
    there = staff.occupied[:, 0, posts]
    total = sum((getattr(staff, name)[:, 0, posts] * there).sum(axis=1) for name in columns)
    return np.asarray(total / len(columns)), there.sum(axis=1).astype(np.float64)


def counts(company: Ensemble, one: Number, department: int | None) -> tuple[Values, Values]:
    """People who left or came this week, and those who are there; leavers count as having been there."""
    staff, posts = company.employees, _posts(company, department)
    happened = (staff.left if one.kind == "exits" else staff.hired)[:, 0, posts]
    there = staff.occupied[:, 0, posts] | staff.left[:, 0, posts]
    return happened.sum(axis=1).astype(np.float64), there.sum(axis=1).astype(np.float64)


def scores(company: Ensemble, one: Number, department: int | None) -> tuple[Values, Values]:  # noqa: ARG001
    """Sum of customers' scores this week, 0-1, and the number of customers."""
    p = company.parameters
    if department is None:
        mean = company.flows.satisfaction[:, 0, 0] / np.maximum(company.firm.customers_now[:, 0, 0], 1)
    else:
        mean = company.departments.customer_satisfaction[:, 0, department]
    acsi = p.acsi_reference[:, 0, 0] + p.acsi_slope[:, 0, 0] * (mean - p.satisfaction_reference[:, 0, 0])
    found: Values = acsi / 100
    return found, np.ones_like(found)


def _posts(company: Ensemble, department: int | None) -> slice:
    if department is None:
        return slice(None)
    start = int(company.organisation.starts[department])
    return slice(start, start + int(company.organisation.heads[department]))
