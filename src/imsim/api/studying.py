"""The studies that a researcher runs: each is a typed function, with the options of the command line by their names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, Unpack, cast

from imsim.api.asking import Part, answer, only, run_planned
from imsim.engine.errors import InputError, Place, Problem, as_argument
from imsim.studies.argument_types import checked
from imsim.studies.arguments import (
    ChainArguments,
    ComparisonArguments,
    FitArguments,
    OptimiseArguments,
    PlausibleArguments,
    RobustnessArguments,
    RunArguments,
    SensitivityArguments,
    StrategyArguments,
    SweepArguments,
    public,
)
from imsim.studies.given import given_in

if TYPE_CHECKING:
    from imsim.api.scenarios import Source
    from imsim.evidence.path_coefficients import ServiceProfitChain
    from imsim.evidence.validation import PatternStudy
    from imsim.studies.answer import Answer
    from imsim.studies.comparison import Comparison
    from imsim.studies.fitting.answer import Fit
    from imsim.studies.optimum import Optimum
    from imsim.studies.plausible import PlausibleSets
    from imsim.studies.robustness import Robustness
    from imsim.studies.sensitivity import Sensitivity
    from imsim.studies.sweep import Sweep

Asked = ParamSpec("Asked")


@public
def run(scenario: Source, strategy: str = "full_plan", **arguments: Unpack[StrategyArguments]) -> Comparison:
    """Simulate one strategy beside doing nothing: every outcome, and what the strategy changes. Raises as `compare`.

    Args:
        scenario: as for `load`.
        strategy: name.
    """
    return compare(scenario, strategies=[checked("strategy", strategy, str)], **arguments)


@public
def compare(scenario: Source, **arguments: Unpack[ComparisonArguments]) -> Comparison:
    """Simulate strategies of a company under common random numbers, at one budget, and compare them.

    Args:
        scenario: as for `load`.

    Raises:
        InputError: the scenario or an argument cannot be used.
        StudyConflict: the folder holds something else.
        RunFailed: a run failed.
    """
    from imsim.studies.kinds.compare import KIND

    return answer(KIND, scenario, arguments)


@public
def robustness(scenario: Source, **arguments: Unpack[RobustnessArguments]) -> Robustness:
    """Compare strategies over plausible parameter sets: how often is each best, at what regret? Raises as `compare`.

    Args:
        scenario: as for `load`; its `[study]` table counts where an argument is absent.
    """
    from imsim.studies.kinds.robustness import KIND

    return answer(KIND, scenario, arguments)


@public
def optimise(scenario: Source, **arguments: Unpack[OptimiseArguments]) -> Optimum:
    """The best mix of programmes under a budget: how much for what, how sure, what next. Raises as `compare`.

    Args:
        scenario: as for `load`.
    """
    from imsim.studies.kinds.optimise import KIND

    return answer(KIND, scenario, arguments)


@public
def plausible(scenario: Source, **arguments: Unpack[PlausibleArguments]) -> PlausibleSets:
    """Parameter sets under which the untreated firm is like the one described. Raises as `compare`.

    Args:
        scenario: as for `load`; its `[known]` table says what is known of the firm.
    """
    from imsim.studies.kinds.plausible import KIND

    return answer(KIND, scenario, arguments)


@public
def fit(scenario: Source, **arguments: Unpack[FitArguments]) -> Fit:
    """Parameters of a firm, as far as its survey, staff list and customers' scores speak for them. Raises as `compare`.

    Args:
        scenario: as for `load`; it tells what was done and what happened in the weeks of the data.
    """
    from imsim.studies.kinds.fit import KIND

    return answer(KIND, scenario, arguments)


@public
def sweep(scenario: Source, **arguments: Unpack[SweepArguments]) -> Sweep:
    """Outcomes over many values of levers, parameters and scenario keys. Raises as `compare`, but for failed runs.

    Args:
        scenario: as for `load`; its `[study]` table counts where an argument is absent.
    """
    from imsim.studies.kinds.sweep import KIND

    return answer(KIND, scenario, arguments)


@public
def sensitivity(scenario: Source, **arguments: Unpack[SensitivityArguments]) -> Sensitivity:
    """Which uncertainty moves an outcome of a strategy, or its advantage over another. Raises as `compare`.

    Args:
        scenario: as for `load`; its `[study]` table counts where an argument is absent.
    """
    from imsim.studies.kinds.sensitivity import KIND

    return answer(KIND, scenario, arguments)


@public
def patterns(units: int = 300, seed: int = 1, **arguments: Unpack[RunArguments]) -> PatternStudy:
    """Simulate business units of the default firm and hold them against what field studies found. Raises as `compare`.

    Args:
        units: how many.
        seed: root of all random numbers.
    """
    from imsim.evidence.kinds.patterns import KIND, PatternsRequest, plan

    request = PatternsRequest(checked("units", units, int, 1), checked("seed", seed, int, 0))
    return run_planned(KIND, plan(request), given_in(arguments))


@public
def chain(scenario: Source = "service_firm", **arguments: Unpack[ChainArguments]) -> ServiceProfitChain:
    """The service-profit chain over business units, and what each cause does when it is moved. Raises as `compare`.

    Args:
        scenario: as for `load`; its strategies take no part.
    """
    from imsim.evidence.kinds.profit_chain import KIND

    return answer(KIND, scenario, arguments)


def run_shard(study: Callable[Asked, Answer], shard: Part, *arguments: Asked.args, **options: Asked.kwargs) -> Path:
    """Do one of several equal parts of the runs of a study, as on another computer; returns its folder, for `merge`.

    `run_shard(imsim.compare, (1, 8), "bakery", out="parts/1")` is the first of eight. Raises as `compare`.

    Args:
        study: `run`, `compare`, `robustness` with `plausible` or `unconditioned`, `sweep` or `sensitivity`.
        shard: (i, n): the i-th of n parts.
        arguments: of the study, alike for all parts.
        options: of the study, alike for all parts; only `out` is another folder for each.
    """
    parted: tuple[object, ...] = (run, compare, robustness, sweep, sensitivity)
    if study not in parted:
        name = getattr(study, "__name__", repr(study))
        why = "has no parts; should be imsim.compare, run, robustness, sweep or sensitivity"
        mistake = Problem(Place("study"), name, why)
        raise InputError(mistake, as_argument)
    with only(shard):
        return cast(Path, study(*arguments, **options))
