"""Subject of a study: strategies of a company, which turn points of a design into blocks of runs."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from imsim.engine.errors import InputError
from imsim.engine.model import Model
from imsim.outcomes import OUTCOMES
from imsim.scenarios.budget import Budgeted, budgeted
from imsim.scenarios.expected import Expected, expected_of, key_of
from imsim.scenarios.model import current
from imsim.scenarios.scenario import Scenario
from imsim.scenarios.simulation import Case, Setting
from imsim.studies.blocks import Block, Label, Runs
from imsim.studies.design import Factor, Matrix
from imsim.studies.manifest import identity_of, of_runs
from imsim.studies.provenance import Part, Provenance, provenance_of


class Place(Protocol):
    """Shared setting of points of a design that can be run in one block."""

    @property
    def rows(self) -> int:
        """Size of one run: employees plus customer rows."""

    def block(self, values: Matrix, labels: Sequence[Label], replicates: tuple[int, ...]) -> Runs:
        """Block of runs at points: a case for each label, (row of values, strategy)."""


class Subject(Protocol):
    """What a study looks at."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def strategies(self) -> tuple[str, ...]:
        """What is run at every point, under common random numbers."""

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What is recorded of each run."""

    @property
    def weekly(self) -> bool:
        """Whether every week is recorded."""

    @property
    def identity(self) -> object:
        """What, besides the point, the replicate and the seed, determines a run."""

    def identity_of(self, strategy: int) -> object:
        """What, besides point, replicate and seed, determines a run of one strategy, whatever is run beside it."""

    @property
    def provenance(self) -> Provenance:
        """What, besides all that is asked, determines the numbers of a run."""

    @property
    def model(self) -> Model | None:
        """Mechanisms at work; None where it is no company."""

    @property
    def per_replicate(self) -> bool:
        """Whether each replicate has a place of its own."""

    def together(self, values: Matrix) -> Iterable[NDArray[np.int64]]:
        """Points that can share blocks: arrays of their numbers."""

    def place(self, values: NDArray[np.float64], replicate: int) -> Place:
        """The place of a point."""


@dataclass(frozen=True)
class Strategies:
    """Strategies of a company, scaled to the budget once at the scenario's own numbers.

    Args:
        scenario: loaded and checked.
        strategies: names of strategies.
        factors: what is varied; numbers of the scenario, unlike parameters and levers, make another place.
        outcomes: what is recorded.
        seed: root of all random numbers.
        weekly: whether every week is recorded.
    """

    scenario: Scenario
    strategies: tuple[str, ...]
    factors: tuple[Factor, ...]
    outcomes: tuple[str, ...]
    seed: int
    weekly: bool = False

    @property
    def title(self) -> str:
        """Name of the scenario."""
        return self.scenario.name

    @cached_property
    def identity(self) -> object:
        """Scenario and programmes of each strategy without factors."""
        return [identity_of(self.scenario), [_as_run(case) for case in self._as_it_is.cases]]

    def identity_of(self, strategy: int) -> object:
        """Scenario but for its strategies, this one without factors, and where the numbers of its runs come from."""
        case = self._as_it_is.cases[strategy]
        return [identity_of(self.scenario, of_runs), _as_run(case), self._provenance([case]).as_json()]

    @cached_property
    def provenance(self) -> Provenance:
        """The model, and the plug-ins among programmes, events and outcomes."""
        return self._provenance(self._as_it_is.cases, self.outcomes)

    def _provenance(self, cases: Iterable[Case], outcomes: Iterable[str] = ()) -> Provenance:
        programmes: Iterable[Part] = (type(one) for case in cases for _, one in case.programmes)
        events: Iterable[Part] = (type(event) for event in self._as_it_is.setting.events)
        parts = (*programmes, *events, *(OUTCOMES[name].measure for name in outcomes))
        return provenance_of(parts, self._as_it_is.setting.model, self.scenario.without)

    @property
    def model(self) -> Model:
        """Mechanisms at work, where nothing is varied; told before anything is run to plan with."""
        return current(self.scenario.table.model.rivals)

    @property
    def per_replicate(self) -> bool:
        """Whether each replicate draws its own organisation."""
        return self.scenario.per_replicate

    @property
    def budgeted(self) -> tuple[Budgeted, ...]:
        """Strategies scaled to the budget, without factors."""
        return self._as_it_is.strategies

    @cached_property
    def _as_it_is(self) -> CompanyPlace:
        return self._company(self.scenario, 0)

    @cached_property
    def _expected(self) -> Expected:
        """What the firm expects of its staff: found out once, whatever is varied."""
        return expected_of(self.scenario.setting(), self.scenario.strategies[self.strategies[0]])

    @cached_property
    def _moving(self) -> list[int]:
        """Factors that change the scenario itself."""
        return [i for i, one in enumerate(self.factors) if not one.key.startswith(("parameters.", "strategies."))]

    def together(self, values: Matrix) -> Iterable[NDArray[np.int64]]:
        """Groups of points with an equal scenario."""
        if not self._moving:
            return [np.arange(len(values))]
        _, group = np.unique(values[:, self._moving], axis=0, return_inverse=True)
        return [np.flatnonzero(group == number) for number in range(int(group.max()) + 1)]

    def place(self, values: NDArray[np.float64], replicate: int) -> CompanyPlace:
        """The company at a point: its setting, and its strategies scaled to the budget there."""
        if not self._moving:
            return self._company(self.scenario, replicate) if self.per_replicate else self._as_it_is
        return self._company(with_numbers(self.scenario, {self.factors[i]: values[i] for i in self._moving}), replicate)

    def _company(self, scenario: Scenario, replicate: int) -> CompanyPlace:
        # Also where another structure of the model is tried: the firm plans, and spends, as it does without.
        expected: dict[Hashable, Any] = {key_of(scenario.strategies[self.strategies[0]]): self._expected}
        setting = replace(scenario.setting(replicate), expected=expected)
        return CompanyPlace(
            setting, budgeted(scenario, setting, self.strategies, scenario.table.budget.share_of_wages), self
        )

    def check(self) -> None:
        """Try every bound of the levers and of the scenario's numbers, before anything is run.

        Raises:
            InputError: a bound is not allowed.
        """
        for one in self.factors:
            for bound in (one.low, one.high) if not one.key.startswith("parameters.") else ():
                try:
                    with_numbers(self.scenario, {one: bound})
                except InputError as error:
                    why = error.problems[0].why.rpartition(": ")[2]
                    raise InputError(f"{one.name}: cannot be {bound:g}: {why}") from None


@dataclass(frozen=True)
class CompanyPlace:
    """Setting and strategies of a company, shared by points."""

    setting: Setting
    strategies: tuple[Budgeted, ...]
    subject: Strategies

    @property
    def cases(self) -> tuple[Case, ...]:
        """The strategies as they are run."""
        return tuple(strategy.case for strategy in self.strategies)

    @property
    def rows(self) -> int:
        """Size of one run: employees plus customer rows."""
        return self.setting.market.rows + self.setting.organisation.posts

    def block(self, values: Matrix, labels: Sequence[Label], replicates: tuple[int, ...]) -> Block:
        """Block of the strategies with the parameters and levers of the points."""
        cases = tuple(self.case(self.strategies[strategy].case, values[row]) for row, strategy in labels)
        return Block(self.setting, cases, replicates, self.subject.seed, self.subject.outcomes, self.subject.weekly)

    def case(self, case: Case, values: NDArray[np.float64]) -> Case:
        """A strategy with the parameters and levers of a point."""
        parameters, levers = dict(case.parameters), dict[str, dict[str, float]]()
        for one, value in zip(self.subject.factors, values.tolist(), strict=True):
            kind, _, rest = one.key.partition(".")
            if kind == "parameters":
                parameters[rest] = value
            elif kind == "strategies":
                strategy, _, programme, lever = rest.split(".")
                if strategy == case.strategy:
                    levers.setdefault(programme, {})[lever] = int(value) if one.whole else value
        programmes = tuple((name, one.model_copy(update=levers.get(name, {}))) for name, one in case.programmes)
        return replace(case, programmes=programmes, parameters=parameters)


def _as_run(case: Case) -> list[object]:
    """A strategy as it is run, without factors."""
    return [case.strategy, [(name, one.kind, one.model_dump()) for name, one in case.programmes], case.plan]


def with_numbers(scenario: Scenario, numbers: Mapping[Factor, float]) -> Scenario:
    """A scenario with numbers of its keys replaced.

    Raises:
        InputError: it does not allow them.
    """
    changes: dict[str, object] = {}
    left_out = set(scenario.without)
    for one, value in numbers.items():
        name = one.key.rpartition(".")[2]
        if one.key.startswith("model.without."):
            (left_out.add if round(value) else left_out.discard)(name)
            changes["model.without"] = sorted(left_out)
        elif one.key.startswith("model.rivals."):
            if place := round(value):
                changes[one.key] = list(current().forms[name])[place - 1]
            elif name in scenario.table.model.rivals:
                changes[f"{one.key}.remove"] = True
        else:
            changes[one.key] = int(value) if one.whole else float(value)
    return scenario.changed(changes)
