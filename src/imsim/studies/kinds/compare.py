"""Compare: strategies of a company under common random numbers, paired by replicate, at one budget."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from imsim.engine.errors import RunFailed
from imsim.outcomes import OUTCOMES
from imsim.scenarios.budget import wage_bill
from imsim.scenarios.scenario import Scenario
from imsim.studies import files
from imsim.studies.comparison import Comparison
from imsim.studies.design import grid
from imsim.studies.kinds import design_study
from imsim.studies.repeated import refuse_repeated
from imsim.studies.requests import RankingRequest, chosen_strategies, opened
from imsim.studies.results import Results
from imsim.studies.study import Study
from imsim.studies.subject import Strategies

DEFAULT_REPLICATES, DEFAULT_SEED = 30, 1


@dataclass(frozen=True)
class CompareRequest(RankingRequest):
    """Request of a comparison: strategies of a company, and options."""

    def __post_init__(self) -> None:
        """Refuse what cannot be run, and a strategy that is named twice."""
        super().__post_init__()
        refuse_repeated("strategies", self.strategies or ())


def plan(request: CompareRequest) -> Study:
    """Study of every strategy, the reference first, at one point, without factors.

    Raises:
        InputError: the scenario or an argument cannot be used.
    """
    scenario = opened(request.scenario, request.weeks, request.budget, request.overrides)
    names = chosen_strategies(scenario, request.strategies, request.reference or scenario.table.reference)
    seed = DEFAULT_SEED if request.seed is None else request.seed
    subject = Strategies(scenario, names, (), tuple(OUTCOMES), seed, weekly=True)
    return Study("compare", grid((), seed), subject, request.replicates or DEFAULT_REPLICATES)


def answer(study: Study, results: Results, folder: Path) -> Comparison:
    """The comparison that a folder holds.

    Raises:
        RunFailed: a run failed.
    """
    import pandas as pd

    if results.errors:
        raise RunFailed(results.failures)
    subject, plans = cast(Strategies, study.subject), folder / files.PLAN
    return Comparison(
        scenario=subject.scenario,
        strategies=subject.budgeted,
        reference=subject.strategies[0],
        budget=budget_of(subject.scenario),
        seed=study.design.seed,
        replicates=study.replicates,
        final={name: values[0] for name, values in results.final.items()},
        weekly={name: np.moveaxis(values[0], -1, 0) for name, values in results.weekly(folder).items()},
        plans=pd.read_parquet(plans) if plans.exists() else None,
    )


def budget_of(scenario: Scenario) -> float | None:
    """Money a year that each strategy may cost; None where strategies stay as written."""
    share = scenario.table.budget.share_of_wages
    return share * wage_bill(scenario.organisation, scenario.economy) if share else None


KIND = design_study("compare", CompareRequest, plan, answer)
