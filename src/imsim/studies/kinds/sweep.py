"""Sweep: outcomes of a strategy over values of its levers, parameters or company."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from imsim.engine.errors import InputError
from imsim.outcomes import OUTCOMES
from imsim.studies.design import drawn
from imsim.studies.factors import spec_of
from imsim.studies.kinds import design_study
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
from imsim.studies.study import Study
from imsim.studies.sweep import Sweep

DESIGNS = ("grid", "lhs", "sobol")
DEFAULT_SAMPLES, DEFAULT_REPLICATES = 128, 10


@dataclass(frozen=True)
class SweepRequest(StrategyRequest):
    """Request of a sweep: factors, design and strategy."""

    design: str | None = option("grid, lhs or sobol (default: grid where something is named)")
    budget: float | None = option("yearly share of the wage bill; 0: strategies as written")

    def __post_init__(self) -> None:
        """Refuse what cannot be run, and what is to be varied twice."""
        super().__post_init__()
        refuse_repeated("vary", (spec_of(text)[0] for text in self.vary))


def plan(request: SweepRequest) -> Study:
    """One strategy, or two, at every point of a design.

    Raises:
        InputError: the scenario or an argument cannot be used.
    """
    scenario = opened(request.scenario, request.weeks, request.budget, request.overrides)
    table = study_table(scenario, "sweep")
    strategy = strategy_of(scenario, first_given(request.strategy, table.strategy))
    factors, notes = factors_of(scenario, request, table, strategy)
    samples = first_given(request.samples, table.samples)
    named = bool(request.vary or table.vary)
    kind = first_given(request.design, table.design) or ("grid" if named and samples is None else "lhs")
    if kind not in DESIGNS:
        raise InputError(f'--design "{kind}": no such design ({", ".join(DESIGNS)})')
    if kind == "grid" and samples is not None:
        raise InputError(f"--samples {samples}: the size of a grid follows from its levels: --vary key=low:high:levels")
    design = drawn(kind, factors, samples or DEFAULT_SAMPLES, seed_of(request, table))
    replicates = first_given(request.replicates, table.replicates) or DEFAULT_REPLICATES
    outcomes = outcomes_of(request, table, tuple(OUTCOMES))
    subject = strategies_at(design, scenario, strategy, request, table, outcomes)
    ask = (("strategy", strategy), ("against", first_given(request.against, table.against)))
    return Study("sweep", design, subject, replicates, ask, notes)


def answer(study: Study, results: Results, folder: Path) -> Sweep:  # noqa: ARG001
    """Outcomes at every point; failed runs are left out."""
    return Sweep(results, study.scenario)


KIND = design_study("sweep", SweepRequest, plan, answer)
