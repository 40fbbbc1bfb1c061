"""Compare: strategies of a company under common random numbers, paired by replicate, at one budget."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

import numpy as np

from imsim.engine.errors import InputError, RunFailed
from imsim.outcomes import OUTCOMES
from imsim.scenarios.budget import wage_bill
from imsim.scenarios.scenario import Scenario
from imsim.studies import files
from imsim.studies.comparison import Comparison
from imsim.studies.design import grid
from imsim.studies.execution import Progress, RunOptions, somewhere
from imsim.studies.from_manifest import study_in
from imsim.studies.kinds import StudyKind, WriteFigures, design_study, write_artefacts
from imsim.studies.repeated import refuse_repeated
from imsim.studies.requests import RankingRequest, chosen_strategies, opened, option
from imsim.studies.results import Results
from imsim.studies.sequential import Until, told
from imsim.studies.stopping import goal_of, run_until
from imsim.studies.study import Study
from imsim.studies.subject import Strategies

DEFAULT_REPLICATES, DEFAULT_SEED = 30, 1
# In small firms all may hang on who stays, and few replicates hold little of what can happen: found in the bakery of
# eight (docs/reliability.md), where 100 replicates halve what is falsely clear. Up to which size it is so is assumed.
FEW_POSTS, ENOUGH = 20, 100


@dataclass(frozen=True)
class CompareRequest(RankingRequest):
    """Request of a comparison: strategies of a company, and options."""

    until: float | str | None = option(
        "half-width of the ACSI gains, or `sure`: replicates are added until it is known"
    )

    def __post_init__(self) -> None:
        """Refuse what cannot be run, and a strategy that is named twice."""
        super().__post_init__()
        refuse_repeated("strategies", self.strategies or ())


def plan(request: CompareRequest) -> Study:
    """Study of every strategy, the reference first, at one point, without factors.

    Raises:
        InputError: the scenario or an argument cannot be used.
    """
    until = None if request.until is None else Until.asked(request.until, request.replicates)
    scenario = opened(request.scenario, request.weeks, request.budget, request.overrides)
    names = chosen_strategies(scenario, request.strategies, request.reference or scenario.table.reference)
    seed = DEFAULT_SEED if request.seed is None else request.seed
    subject = Strategies(scenario, names, (), tuple(OUTCOMES), seed, weekly=True)
    if until is None:
        replicates = request.replicates or DEFAULT_REPLICATES
        return Study("compare", grid((), seed), subject, replicates, notes=in_a_small_firm(scenario, replicates))
    if len(names) < 2:
        raise InputError(f"--until: only {names[0]} would be run, and nothing is compared")
    notes = (*in_a_small_firm(scenario), f"replicates are added until it is known, at most {until.most}:")
    return Study("compare", grid((), seed), subject, until.most, tuple(told(until, ())), notes)


def in_a_small_firm(scenario: Scenario, replicates: int = 0) -> tuple[str, ...]:
    """Word on intervals that hold less often than they say, where a firm is small and replicates may be few."""
    posts = scenario.organisation.posts
    if posts > FEW_POSTS or replicates >= ENOUGH:
        return ()
    return (
        f"a firm of {posts}: joint intervals of fewer than {ENOUGH} replicates hold less often than they say"
        " (docs/reliability.md tells how often)",
    )


def run(
    planned: Study,
    folder: Path | None = None,
    options: RunOptions | None = None,
    progress: Progress | None = None,
    write_figures: WriteFigures | None = None,
) -> Comparison:
    """Run a comparison, in stages where it is to know something before it stops.

    Raises:
        RunFailed: a run failed.
    """
    if goal_of(planned) is None:
        return FIXED.run(planned, folder, options, progress, write_figures)
    write = partial(write_artefacts, partial(answer, planned), write_figures) if folder else None
    with somewhere(folder) as place:
        return answer(planned, run_until(planned, place, options, progress, write), place)


def answer(study: Study, results: Results, folder: Path) -> Comparison:
    """The comparison that a folder holds.

    Raises:
        RunFailed: a run failed.
    """
    import pandas as pd

    if results.errors:
        raise RunFailed(results.failures)
    subject, path = cast(Strategies, study.subject), folder / files.PLAN
    with files.readable(f"{path}:"):
        plans = pd.read_parquet(path) if path.exists() else None
    return Comparison(
        scenario=subject.scenario,
        strategies=subject.budgeted,
        reference=subject.strategies[0],
        budget=budget_of(subject.scenario),
        seed=study.design.seed,
        replicates=results.replicates,
        final={name: values[0] for name, values in results.final.items()},
        weekly={name: np.moveaxis(values[0], -1, 0) for name, values in results.weekly(folder).items()},
        plans=plans,
        until=results.ask.get("until"),
    )


def budget_of(scenario: Scenario) -> float | None:
    """Money a year that each strategy may cost; None where strategies stay as written."""
    share = scenario.table.budget.share_of_wages
    return share * wage_bill(scenario.organisation, scenario.economy) if share else None


FIXED = design_study("compare", CompareRequest, plan, answer)
KIND = StudyKind("compare", CompareRequest, plan, run, study_in, FIXED.read)
