"""Robustness analysis over plausible parameter sets; manifests call it `uncertainty`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

from imsim.engine.errors import InputError, RunFailed
from imsim.scenarios.scenario import Scenario
from imsim.scenarios.schema import StudyTable
from imsim.studies import results, structures
from imsim.studies.conditioned import Conditioned, Given, enough, run_conditioned, sets_given, thinned, told
from imsim.studies.design import Design, Factor, latin_hypercube
from imsim.studies.execution import Progress, RunOptions
from imsim.studies.factors import spec_of
from imsim.studies.from_manifest import study_in
from imsim.studies.kinds import StudyKind, WriteFigures, design_study, write_artefacts
from imsim.studies.kinds.plausible import planned, with_known
from imsim.studies.known import known_outcomes
from imsim.studies.observables import RECORDED
from imsim.studies.plausible import PlausibleSets
from imsim.studies.repeated import refuse_repeated
from imsim.studies.requests import (
    FactorRequest,
    RankingRequest,
    chosen_strategies,
    factors_of,
    first_given,
    opened,
    option,
    outcomes_of,
    seed_of,
    study_table,
)
from imsim.studies.results import Results
from imsim.studies.robustness import Robustness
from imsim.studies.structures import compiling_text
from imsim.studies.study import Study
from imsim.studies.subject import Strategies

DEFAULT_SETS, DEFAULT_REPLICATES, FEWEST_SETS = 128, 4, 8
JUDGED_BY = ("acsi", "profit")


@dataclass(frozen=True)
class RobustnessRequest(FactorRequest, RankingRequest):
    """Which strategies of which company are to be ranked, and over which plausible parameter sets."""

    known: Sequence[str] = option("`outcome=level[:within]` of the firm as it is, in place of its [known] table", ())
    plausible: Given | None = option("folder with plausible sets of this firm, so that none are searched")  # noqa: RUF009
    unconditioned: bool = option("draw the sets as they come: firms unlike this one are among them", False)
    structures: str | Sequence[str] | None = option("usual, all, or names: other structures of the model, each in turn")

    def __post_init__(self) -> None:
        """Refuse what cannot be run, and what is named twice."""
        super().__post_init__()
        refuse_repeated("strategies", self.strategies or ())
        refuse_repeated("vary", (spec_of(text)[0] for text in self.vary))


def plan(request: RobustnessRequest) -> Study | Conditioned:
    """Every strategy in every plausible parameter set; these are found first, unless they are there or not wanted.

    Strategies are scaled to the budget once, at the scenario's own numbers.

    Raises:
        InputError: the scenario or an argument cannot be used.
    """
    scenario = opened(request.scenario, request.weeks, request.budget, request.overrides)
    scenario, table = with_known(scenario, request.known), study_table(scenario, "uncertainty")
    names = chosen_strategies(scenario, request.strategies, request.reference or scenario.table.reference)
    if len(names) < 2:
        raise InputError(f"{scenario.name}: only {names[0]} would be run; --uncertain compares at least two strategies")
    factors, notes = factors_of(scenario, request, table, names[0])
    samples, seed = first_given(request.samples, table.samples) or DEFAULT_SETS, seed_of(request, table)
    if samples < FEWEST_SETS:
        raise InputError(f"--samples {samples}: a ranking needs at least {FEWEST_SETS} parameter sets")
    at = partial(_study, request, table, scenario, names, notes)
    like = at(latin_hypercube(factors, samples, seed))
    if request.unconditioned or not _conditions(request, factors):
        return like
    if request.plausible is not None:
        sets = thinned(enough(sets_given(request.plausible, scenario), FEWEST_SETS), request.samples, "--samples")
        return _conditioned(at(sets.design(seed)), sets)
    # Which firms are like this one does not depend on how often strategies are run in them.
    search = planned(scenario, factors, samples, min(like.replicates, DEFAULT_REPLICATES), seed)
    like = at(search.at(search.candidates.values()[:samples], seed).design)
    return Conditioned(search, like, partial(_at_sets, at, seed))


def _conditions(request: RobustnessRequest, factors: Sequence[Factor]) -> bool:
    """Whether sets can be conditioned: levers and numbers of the scenario that are varied have no plausible sets."""
    others = [one.name for one in factors if not one.key.startswith("parameters.")]
    if others and (request.plausible is not None or request.known):
        raise InputError(f"--vary {others[0]}: is no parameter of the model, and plausible sets are sets of these")
    return not others


def _at_sets(at: partial[Study], seed: int, sets: PlausibleSets) -> Study:
    enough(sets, FEWEST_SETS)
    return _conditioned(at(sets.design(seed)), sets)


def _conditioned(study: Study, sets: PlausibleSets) -> Study:
    """A study that keeps what is known of its sets."""
    return replace(study, ask=(*study.ask, ("plausible", told(sets))))


def _study(
    request: RobustnessRequest, table: StudyTable, scenario: Scenario, names: tuple[str, ...], notes: tuple[str, ...],
    design: Design,
) -> Study:  # fmt: skip
    """The strategies at the points of a design, in all structures of the model that are asked for."""
    judged = outcomes_of(request, table, JUDGED_BY)
    ask: tuple[tuple[str, Any], ...] = (("judged", list(judged)),)
    # Of these it is told whether a firm is still like the one described, and what would be worth knowing of it.
    beside = () if request.unconditioned else (*known_outcomes(scenario), *RECORDED)
    outcomes = tuple(dict.fromkeys((*judged, *beside)))
    if request.structures is not None:
        programmes = [one for name in names for one in scenario.programmes(name)]
        others = structures.structures_of(scenario, request.structures, programmes)
        ask, notes = (*ask, ("structures", structures.told(design, others))), (*notes, *compiling_text(others))
        design = structures.across(design, others)
    subject = Strategies(scenario, names, design.factors, outcomes, design.seed, request.weekly)
    subject.check()
    replicates = first_given(request.replicates, table.replicates) or DEFAULT_REPLICATES
    return Study("uncertainty", design, subject, replicates, ask, notes)


def answer(study: Study, results: Results, folder: Path) -> Robustness:  # noqa: ARG001
    """Ranking over the parameter sets.

    Raises:
        RunFailed: a run failed.
    """
    if results.errors:
        raise RunFailed(results.failures)
    return Robustness.of(cast(Strategies, study.subject).scenario, results)


AT_POINTS = design_study("uncertainty", RobustnessRequest, lambda request: cast(Study, plan(request)), answer)


def run(
    planned: Study | Conditioned,
    folder: Path | None = None,
    options: RunOptions | None = None,
    progress: Progress | None = None,
    write_figures: WriteFigures | None = None,
) -> Robustness:
    """Run every strategy at every set, after a search for them where that was planned.

    Raises:
        RunFailed: runs failed, or too few sets are plausible.
    """
    if isinstance(planned, Study):
        return AT_POINTS.run(planned, folder, options, progress, write_figures)
    place = folder or Path()

    def write(study: Study) -> partial[None]:
        return partial(write_artefacts, lambda found, where: answer(study, found, where), write_figures)

    study, found = run_conditioned(planned, folder, options, progress, write if folder else None)
    return answer(study, found, place)


def read(planned: Study | Conditioned, folder: Path) -> Robustness:
    """The ranking that a folder holds."""
    return answer(cast(Study, planned), results.read(folder), folder)


KIND: StudyKind[RobustnessRequest, Study | Conditioned, Robustness] = StudyKind(
    "uncertainty", RobustnessRequest, plan, run, study_in, read
)
