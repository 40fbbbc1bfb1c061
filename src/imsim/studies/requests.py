"""From what was typed, and the `[study]` table of a scenario, to a study: options come first, then the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from imsim.engine.errors import InputError, Place, Problem, listed, nearest
from imsim.outcomes import OUTCOMES
from imsim.scenarios.problems import origin_of
from imsim.scenarios.scenario import Scenario
from imsim.scenarios.schema import StudyTable
from imsim.studies.compare import chosen, opened
from imsim.studies.comparison import JUDGED_BY
from imsim.studies.design import Design, Factor, drawn, latin_hypercube
from imsim.studies.factors import grouped, groups_of, spec_of, specs_in
from imsim.studies.methods import method_of
from imsim.studies.study import Study
from imsim.studies.subject import Strategies
from imsim.studies.uncertainties import wanted_factors

FULL_PLAN = "full_plan"
SWEEP_SAMPLES, SWEEP_REPLICATES = 128, 10
USUAL_METHOD, USUAL_PARAMETERS, USUAL_REPLICATES = "sobol", 12, 4
PILOT_POINTS, PILOT_REPLICATES = 50, 10
UNCERTAIN_SAMPLES, UNCERTAIN_REPLICATES, LEAST_WORLDS = 128, 4, 8
UNCERTAIN_OUTCOMES = ("acsi", "profit")

T = TypeVar("T")


@dataclass(frozen=True)
class Options:
    """What was typed; None or empty where nothing was.

    Args:
        strategy, against: whose outcome, or whose advantage over whom.
        strategies, reference: which are compared, the reference among them; all by default.
        vary: `key=low:high[:levels]` texts.
        parameters: how many of the widest uncertainties, or names separated by commas.
        groups: `name=key,key;name=key`, or `chapters`.
        design, method, samples, second_order: where to look.
        outcomes: names separated by commas, or `all`.
        replicates, seed, weeks, weekly: of the runs.
        overrides: `dotted.key=value` texts laid over the scenario.
    """

    strategy: str | None = None
    against: str | None = None
    strategies: Sequence[str] | None = None
    reference: str | None = None
    vary: Sequence[str] = ()
    parameters: str | None = None
    groups: str | None = None
    design: str | None = None
    method: str | None = None
    samples: int | None = None
    second_order: bool = False
    outcomes: str | None = None
    replicates: int | None = None
    seed: int | None = None
    weeks: int | None = None
    weekly: bool = False
    overrides: Sequence[str] = ()


@dataclass(frozen=True)
class Question:
    """A study that is wanted, and what whoever asked should know about it."""

    study: Study
    notes: tuple[str, ...]


def sweep(source: str | Path | Scenario, options: Options) -> Question:
    """What a strategy gives where its levers, parameters or its company are others.

    Raises:
        InputError: the scenario or an option cannot be used.
    """
    scenario, table = _opened(source, options, "sweep")
    strategy = _strategy(scenario, _first(options.strategy, table.strategy))
    factors, notes = _factors(scenario, table, options, strategy, None)
    named = bool(options.vary or table.vary)
    samples = _first(options.samples, table.samples)
    kind = _first(options.design, table.design) or ("grid" if named and samples is None else "lhs")
    if kind not in ("grid", "lhs", "sobol"):
        raise InputError(f'--design "{kind}": no such design (grid, lhs, sobol)')
    if kind == "grid" and samples is not None:
        raise InputError(f"--samples {samples}: the size of a grid follows from its levels: --vary key=low:high:levels")
    design = drawn(kind, factors, samples or SWEEP_SAMPLES, _seed(options, table))
    replicates = _first(options.replicates, table.replicates) or SWEEP_REPLICATES
    against = _first(options.against, table.against)
    subject = _subject(scenario, strategy, against, design, options, _outcomes(options, table, tuple(OUTCOMES)))
    return Question(Study("sweep", design, subject, replicates, (("strategy", strategy), ("against", against))), notes)


def sensitivity(source: str | Path | Scenario, options: Options) -> Question:
    """Which uncertainty moves the outcome of a strategy, or its advantage over another.

    Raises:
        InputError: the scenario or an option cannot be used.
    """
    from imsim.studies.salib import draw

    scenario, table = _opened(source, options, "sensitivity")
    strategy = _strategy(scenario, _first(options.strategy, table.strategy))
    factors, notes = _factors(scenario, table, options, strategy, USUAL_PARAMETERS)
    wanted = groups_of(options.groups, factors) if options.groups else table.groups
    method = method_of(_first(options.method, table.method) or USUAL_METHOD)
    second_order = options.second_order or (table.second_order and method.name == "sobol")
    samples = _first(options.samples, table.samples) or method.samples
    design = draw(method, factors, samples, _seed(options, table), grouped(wanted, factors), second_order)
    against = _first(options.against, table.against)
    outcomes = _outcomes(options, table, JUDGED_BY)
    subject = _subject(scenario, strategy, against, design, options, outcomes)
    replicates = _first(options.replicates, table.replicates) or USUAL_REPLICATES
    ask = {"method": method.name, "strategy": strategy, "against": against, "outcomes": list(outcomes)}
    return Question(Study("sensitivity", design, subject, replicates, tuple(ask.items())), notes)


def uncertainty(source: str | Path | Scenario, options: Options) -> Question:
    """Which strategy is best when the uncertainties are drawn instead of fixed.

    Raises:
        InputError: the scenario or an option cannot be used.
    """
    scenario, table = _opened(source, options, "uncertainty")
    arms = chosen(scenario, options.strategies, options.reference or scenario.table.reference)
    if len(arms) < 2:
        raise InputError(f"{scenario.name}: only {arms[0]} would be run; --uncertain compares at least two strategies")
    factors, notes = _factors(scenario, table, options, arms[0], None)
    samples = _first(options.samples, table.samples) or UNCERTAIN_SAMPLES
    if samples < LEAST_WORLDS:
        raise InputError(f"--samples {samples}: a ranking needs at least {LEAST_WORLDS} worlds")
    design = latin_hypercube(factors, samples, _seed(options, table))
    outcomes = _outcomes(options, table, UNCERTAIN_OUTCOMES)
    subject = Strategies(scenario, arms, design.factors, outcomes, design.seed, options.weekly)
    subject.check()
    replicates = _first(options.replicates, table.replicates) or UNCERTAIN_REPLICATES
    return Question(Study("uncertainty", design, subject, replicates), notes)


KINDS: Mapping[str, Callable[[str | Path | Scenario, Options], Question]] = {
    "sweep": sweep,
    "sensitivity": sensitivity,
    "uncertainty": uncertainty,
}


def question_in(scenario: Scenario) -> Question | None:
    """The study that a scenario's `[study]` table describes; None where it has none.

    Raises:
        InputError: the table names something that is not there, or cannot be; keys of the table stand for options.
    """
    table = scenario.table.study
    if table is None:
        return None
    analysed = table.method is not None or table.second_order or bool(table.groups)
    try:
        return KINDS[table.kind or ("sensitivity" if analysed else "sweep")](scenario, Options())
    except InputError as error:
        raise InputError(in_table(problem, scenario) for problem in error.problems) from None


def in_table(problem: Problem, scenario: Scenario) -> Problem:
    """A problem with something asked for, as one with the key of the `[study]` table that stands for it."""
    if problem.where.source:
        return problem
    key = f"study.{problem.where.name}" if problem.where.name else "study"
    why = problem.why.removeprefix(f"{scenario.name}: ")
    return replace(problem, where=Place(key, origin_of(key, scenario.origins, scenario.name)), why=why)


def pilot(study: Study) -> Study:
    """A small study of the same factors that tells how many replicates the large one needs."""
    design = latin_hypercube(study.design.factors, PILOT_POINTS, study.design.seed)
    return Study("sensitivity", design, study.subject, PILOT_REPLICATES, study.ask)


def _opened(source: str | Path | Scenario, options: Options, command: str) -> tuple[Scenario, StudyTable]:
    scenario = opened(source, options.weeks, None, options.overrides)
    table = scenario.table.study or StudyTable.model_validate({})
    if table.kind not in (None, command):
        meant = "compare --uncertain" if table.kind == "uncertainty" else table.kind
        raise InputError(f'{scenario.name}: study.kind = "{table.kind}": it is meant for imsim {meant}')
    return scenario, table


def _factors(
    scenario: Scenario, table: StudyTable, options: Options, strategy: str, usual: int | None
) -> tuple[tuple[Factor, ...], tuple[str, ...]]:
    """The factors that are named, or else the uncertainties; and what became of bounds."""
    specs = specs_in(table.vary) | dict(spec_of(text) for text in options.vary)
    return wanted_factors(scenario, strategy, specs, _first(options.parameters, table.parameters), usual)


def _strategy(scenario: Scenario, name: str | None) -> str:
    known = list(scenario.table.strategies)
    name = name or (FULL_PLAN if FULL_PLAN in known else scenario.table.reference)
    if name not in known:
        raise InputError(f'{scenario.name}: no strategy "{name}"{nearest(name, known)} ({listed(known, 20)})')
    return name


def _outcomes(options: Options, table: StudyTable, usual: tuple[str, ...]) -> tuple[str, ...]:
    asked: Any = options.outcomes if options.outcomes is not None else table.outcomes
    if asked is None:
        return usual
    names = [word.strip() for word in asked.split(",") if word.strip()] if isinstance(asked, str) else list(asked)
    if names == ["all"]:
        return tuple(OUTCOMES)
    for name in names:
        if name not in OUTCOMES:
            known = f"{listed(OUTCOMES)}: imsim describe outcomes"
            raise InputError(f'--outcome "{name}": no such outcome{nearest(name, OUTCOMES)} ({known})')
    if not names:
        raise InputError("--outcome: at least one is needed")
    return tuple(dict.fromkeys(names))


def _subject(
    scenario: Scenario, strategy: str, against: str | None, design: Design, options: Options, outcomes: tuple[str, ...]
) -> Strategies:
    arms = [strategy]
    if against is not None:
        if _strategy(scenario, against) == strategy:
            raise InputError(f"--against {against}: is the strategy itself")
        arms.append(against)
    subject = Strategies(scenario, tuple(arms), design.factors, outcomes, design.seed, options.weekly)
    subject.check()
    return subject


def _seed(options: Options, table: StudyTable) -> int:
    return _first(options.seed, table.seed, 1) or 0


def _first(*values: T | None) -> T | None:
    """The first that is given."""
    return next((value for value in values if value is not None), None)
