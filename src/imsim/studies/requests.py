"""Study requests: frozen dataclasses whose fields are the options of the command line and the arguments in Python.

A field that is None, empty or false was not asked for: then the `[study]` table of the scenario counts, then the usual
value. Each field says what it means (`metadata["help"]`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from imsim.engine.errors import InputError, Place, Problem, listed, nearest
from imsim.outcomes import OUTCOMES
from imsim.scenarios.limits import MOST_REPLICATES
from imsim.scenarios.scenario import Scenario, load
from imsim.scenarios.schema import StudyTable, TimeTable
from imsim.studies.design import Design, Factor
from imsim.studies.factors import spec_of, specs_in
from imsim.studies.study import MOST_RUNS
from imsim.studies.subject import Strategies
from imsim.studies.uncertainties import wanted_factors

FULL_PLAN = "full_plan"
MOST_SEED = 2**63 - 1

Source = str | Path | Scenario
T = TypeVar("T")


def option(help: str, default: Any = None) -> Any:
    """A field of a request: what it means, and its value where nothing is asked."""
    return field(default=default, metadata={"help": help})


def check_count(name: str, value: int | None, most: int = MOST_REPLICATES) -> None:
    """Refuse a number of runs, sets or firms that is none, or too large to be meant.

    Raises:
        InputError: it is; None stands for the usual number.
    """
    if value is not None and not 1 <= value <= most:
        raise InputError(Problem(Place(name), str(value), f"should be from 1 to {most:,}"))


@dataclass(frozen=True)
class StudyRequest:
    """What every study of a scenario can be asked."""

    scenario: Source = field(metadata={"help": "a TOML file, the name of a built-in scenario, or a loaded one"})
    _: KW_ONLY
    replicates: int | None = option("runs of each strategy at each point, paired by number")
    weeks: int | None = option("length of a run (default: the scenario's)")
    seed: int | None = option("root of all random numbers and of the design (default: 1)")
    overrides: Sequence[str] = option("`dotted.key=value` texts laid over the scenario", ())

    def __post_init__(self) -> None:
        """Refuse numbers with which nothing can be run."""
        check_count("replicates", self.replicates)
        if self.seed is not None and not 0 <= self.seed <= MOST_SEED:
            raise InputError(Problem(Place("seed"), str(self.seed), f"should be from 0 to {MOST_SEED}"))


@dataclass(frozen=True)
class RankingRequest(StudyRequest):
    """What studies that put strategies side by side can be asked besides."""

    _: KW_ONLY
    strategies: Sequence[str] | None = option("names (default: all); the reference is always among them")
    reference: str | None = option("strategy that differences are taken to (default: the scenario's)")
    budget: float | None = option("yearly share of the wage bill; 0: strategies as written")


@dataclass(frozen=True)
class FactorRequest(StudyRequest):
    """What studies that vary something can be asked besides."""

    _: KW_ONLY
    vary: Sequence[str] = option("`key=low:high[:levels]` of a parameter, programme.lever or scenario key", ())
    parameters: int | str | Sequence[str] | None = option("so many of the widest uncertainties, or these")
    samples: int | None = option("size of the design")
    outcomes: str | Sequence[str] | None = option("what is recorded, or all")
    weekly: bool = option("also keep every week of every run", False)

    def __post_init__(self) -> None:
        """Refuse a design without points, too."""
        super().__post_init__()
        check_count("samples", self.samples, MOST_RUNS)


@dataclass(frozen=True)
class StrategyRequest(FactorRequest):
    """What studies of one strategy, or of its advantage over another, can be asked besides."""

    _: KW_ONLY
    strategy: str | None = option("which one (default: the full plan)")
    against: str | None = option("also this one, at the same points")


def opened(scenario: Source, weeks: int | None = None, budget: float | None = None,
           overrides: Sequence[str] = ()) -> Scenario:  # fmt: skip
    """The scenario of a request, from its file or as loaded, with the request's weeks, budget and numbers.

    Raises:
        InputError: it cannot be read, or does not allow them.
    """
    changes = [*overrides, *run_length(weeks)]
    if budget is not None:
        changes.append(f"budget.share_of_wages={float(budget)}")
    if isinstance(scenario, Scenario):
        return scenario.changed(changes) if changes else scenario
    return load(scenario, changes)


def run_length(weeks: int | None) -> list[str]:
    """Overrides for a run of so many weeks; a short run is evaluated whole."""
    if weeks is None:
        return []
    window = int(TimeTable.model_fields["window"].default)
    return [f"time.weeks={weeks}", *([f"time.window={weeks}"] if weeks < window else [])]


def study_table(scenario: Scenario, kind: str) -> StudyTable:
    """The `[study]` table of a scenario; an empty one where it has none.

    Raises:
        InputError: the table is meant for another kind of study.
    """
    table = scenario.table.study or StudyTable.model_validate({})
    if table.kind not in (None, kind):
        meant = "compare --uncertain" if table.kind == "uncertainty" else table.kind
        raise InputError(f'{scenario.name}: study.kind = "{table.kind}": it is meant for imsim {meant}')
    return table


def first_given(*values: T | None) -> T | None:
    """The first value that is not None."""
    return next((value for value in values if value is not None), None)


def seed_of(request: StudyRequest, table: StudyTable) -> int:
    """The seed that is asked for, else that of the table, else 1."""
    return first_given(request.seed, table.seed, 1) or 0


def chosen_strategies(scenario: Scenario, strategies: Sequence[str] | None, reference: str) -> tuple[str, ...]:
    """Names of the strategies wanted, the reference first.

    Raises:
        InputError: there is none of a name.
    """
    known = list(scenario.table.strategies)
    for name in [*(strategies or ()), reference]:
        check_strategy(scenario, name)
    wanted = known if strategies is None else strategies
    return (reference, *(name for name in dict.fromkeys(wanted) if name != reference))


def strategy_of(scenario: Scenario, name: str | None) -> str:
    """The strategy of a name; the full plan where nothing is named, or the reference where there is none.

    Raises:
        InputError: there is none of that name.
    """
    usual = FULL_PLAN if FULL_PLAN in scenario.table.strategies else scenario.table.reference
    return check_strategy(scenario, name or usual)


def check_strategy(scenario: Scenario, name: str) -> str:
    """The name, which is that of a strategy.

    Raises:
        InputError: it is not.
    """
    known = list(scenario.table.strategies)
    if name not in known:
        raise InputError(f'{scenario.name}: no strategy "{name}"{nearest(name, known)} ({listed(known, 20)})')
    return name


def outcomes_of(request: FactorRequest, table: StudyTable, usual: tuple[str, ...]) -> tuple[str, ...]:
    """Outcomes of the request, else of the `[study]` table, else the default ones.

    Raises:
        InputError: there is none of a name, or nothing is left.
    """
    asked = first_given(request.outcomes, table.outcomes)
    if asked is None:
        return usual
    names = names_in(asked)
    if names == ["all"]:
        return tuple(OUTCOMES)
    for name in names:
        if name not in OUTCOMES:
            known = f"{listed(OUTCOMES)}: imsim describe outcomes"
            raise InputError(f'--outcome "{name}": no such outcome{nearest(name, OUTCOMES)} ({known})')
    if not names:
        raise InputError("--outcome: at least one is needed")
    return tuple(dict.fromkeys(names))


def names_in(asked: str | Sequence[str]) -> list[str]:
    """Names that were asked for one by one, or separated by commas.

    Example:
        >>> names_in("acsi, profit"), names_in(["acsi,profit", "turnover"])
        (['acsi', 'profit'], ['acsi', 'profit', 'turnover'])
    """
    texts = [asked] if isinstance(asked, str) else asked
    return [word.strip() for text in texts for word in text.split(",") if word.strip()]


def factors_of(
    scenario: Scenario, request: FactorRequest, table: StudyTable, strategy: str, usual: int | None = None
) -> tuple[tuple[Factor, ...], tuple[str, ...]]:
    """The factors that are named, or else the uncertainties; and what became of bounds.

    Args:
        scenario: whose numbers they are.
        request: what is asked.
        table: what counts where nothing is.
        strategy: whose levers are meant where a key names none.
        usual: how many uncertainties, where nothing is named; None: all.
    """
    specs = specs_in(table.vary) | dict(spec_of(text) for text in request.vary)
    return wanted_factors(scenario, strategy, specs, first_given(request.parameters, table.parameters), usual)


def strategies_at(
    design: Design, scenario: Scenario, strategy: str, request: StrategyRequest, table: StudyTable,
    outcomes: tuple[str, ...],
) -> Strategies:  # fmt: skip
    """One strategy, and the one it is held against if there is any, at the points of a design.

    Raises:
        InputError: there is no such strategy, or a bound of a factor is not allowed.
    """
    names, against = [strategy], first_given(request.against, table.against)
    if against is not None:
        if check_strategy(scenario, against) == strategy:
            raise InputError(f"--against {against}: is the strategy itself")
        names.append(against)
    subject = Strategies(scenario, tuple(names), design.factors, outcomes, design.seed, request.weekly)
    subject.check()
    return subject
