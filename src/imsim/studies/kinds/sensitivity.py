"""Sensitivity: which uncertainty moves the outcome of a strategy, or its advantage over another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from imsim.studies.comparison import JUDGED_BY
from imsim.studies.design import latin_hypercube
from imsim.studies.factors import grouped, groups_of, spec_of
from imsim.studies.kinds import design_study
from imsim.studies.methods import method_of
from imsim.studies.repeated import refuse_repeated
from imsim.studies.requests import (
    StrategyRequest,
    factors_of,
    first_given,
    opened,
    option,
    outcomes_of,
    seed_of,
    strategies_at,
    strategy_of,
    study_table,
)
from imsim.studies.results import Results
from imsim.studies.sensitivity import Sensitivity, sensitivity
from imsim.studies.study import Study

DEFAULT_METHOD, DEFAULT_PARAMETERS, DEFAULT_REPLICATES = "sobol", 12, 4
PILOT_POINTS, PILOT_REPLICATES, PILOT_METHOD = 50, 10, "pawn"


@dataclass(frozen=True)
class SensitivityRequest(StrategyRequest):
    """Whose outcome is analysed, by which method, and over which uncertainties."""

    method: str | None = option("sobol, morris, fast, rbd-fast, delta, pawn, dgsm, hdmr or rsa (default: sobol)")
    groups: str | Mapping[str, Sequence[str]] | None = option("factors that move as one, or: chapters")
    second_order: bool = option("also the indices of pairs (sobol)", False)
    budget: float | None = option("yearly share of the wage bill; 0: strategies as written")

    def __post_init__(self) -> None:
        """Refuse what cannot be run, and what is to be varied twice."""
        super().__post_init__()
        refuse_repeated("vary", (spec_of(text)[0] for text in self.vary))


def plan(request: SensitivityRequest) -> Study:
    """One strategy, or two, at the points that the method wants.

    Raises:
        InputError: the scenario or an argument cannot be used.
    """
    from imsim.studies.salib import draw

    scenario = opened(request.scenario, request.weeks, request.budget, request.overrides)
    table = study_table(scenario, "sensitivity")
    strategy = strategy_of(scenario, first_given(request.strategy, table.strategy))
    factors, notes = factors_of(scenario, request, table, strategy, DEFAULT_PARAMETERS)
    asked = request.groups or table.groups
    groups = grouped(groups_of(asked, factors) if isinstance(asked, str) else asked, factors)
    method = method_of(first_given(request.method, table.method) or DEFAULT_METHOD)
    second_order = request.second_order or (table.second_order and method.name == "sobol")
    samples = first_given(request.samples, table.samples) or method.samples
    design = draw(method, factors, samples, seed_of(request, table), groups, second_order)
    outcomes = outcomes_of(request, table, JUDGED_BY)
    subject = strategies_at(design, scenario, strategy, request, table, outcomes)
    replicates = first_given(request.replicates, table.replicates) or DEFAULT_REPLICATES
    against = first_given(request.against, table.against)
    ask = {"method": method.name, "strategy": strategy, "against": against, "outcomes": list(outcomes)}
    return Study("sensitivity", design, subject, replicates, tuple(ask.items()), notes)


def pilot(study: Study) -> Study:
    """Pilot with the factors of the study, from which the number of replicates follows."""
    design = latin_hypercube(study.design.factors, PILOT_POINTS, study.design.seed)
    ask = dict(study.ask) | {"method": PILOT_METHOD}
    return Study("sensitivity", design, study.subject, PILOT_REPLICATES, tuple(ask.items()), study.notes)


def answer(study: Study, results: Results, folder: Path) -> Sensitivity:  # noqa: ARG001
    """Indices of every factor.

    Raises:
        RunFailed: a run failed; no index can be had from a design with holes.
    """
    return sensitivity(results, scenario=study.scenario)


KIND = design_study("sensitivity", SensitivityRequest, plan, answer)
