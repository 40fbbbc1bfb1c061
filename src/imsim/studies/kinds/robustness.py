"""Robustness analysis over plausible parameter sets; manifests call it `uncertainty`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from imsim.engine.errors import InputError, RunFailed
from imsim.studies.design import latin_hypercube
from imsim.studies.kinds import design_study
from imsim.studies.requests import (
    FactorRequest,
    RankingRequest,
    chosen_strategies,
    factors_of,
    first_given,
    opened,
    outcomes_of,
    seed_of,
    study_table,
)
from imsim.studies.results import Results
from imsim.studies.robustness import Robustness
from imsim.studies.study import Study
from imsim.studies.subject import Strategies

DEFAULT_SETS, DEFAULT_REPLICATES, FEWEST_SETS = 128, 4, 8
JUDGED_BY = ("acsi", "profit")


@dataclass(frozen=True)
class RobustnessRequest(FactorRequest, RankingRequest):
    """Which strategies of which company are to be ranked, and over which plausible parameter sets."""


def plan(request: RobustnessRequest) -> Study:
    """Every strategy in every parameter set of a Latin hypercube over the uncertainties.

    Strategies are scaled to the budget once, at the scenario's own numbers.

    Raises:
        InputError: the scenario or an argument cannot be used.
    """
    scenario = opened(request.scenario, request.weeks, request.budget, request.overrides)
    table = study_table(scenario, "uncertainty")
    names = chosen_strategies(scenario, request.strategies, request.reference or scenario.table.reference)
    if len(names) < 2:
        raise InputError(f"{scenario.name}: only {names[0]} would be run; --uncertain compares at least two strategies")
    factors, notes = factors_of(scenario, request, table, names[0])
    samples = first_given(request.samples, table.samples) or DEFAULT_SETS
    if samples < FEWEST_SETS:
        raise InputError(f"--samples {samples}: a ranking needs at least {FEWEST_SETS} parameter sets")
    design = latin_hypercube(factors, samples, seed_of(request, table))
    outcomes = outcomes_of(request, table, JUDGED_BY)
    subject = Strategies(scenario, names, design.factors, outcomes, design.seed, request.weekly)
    subject.check()
    replicates = first_given(request.replicates, table.replicates) or DEFAULT_REPLICATES
    return Study("uncertainty", design, subject, replicates, notes=notes)


def answer(study: Study, results: Results, folder: Path) -> Robustness:  # noqa: ARG001
    """Ranking over the parameter sets.

    Raises:
        RunFailed: a run failed.
    """
    if results.errors:
        raise RunFailed(results.failures)
    return Robustness(cast(Strategies, study.subject).scenario, results)


KIND = design_study("uncertainty", RobustnessRequest, plan, answer)
