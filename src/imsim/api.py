"""What a researcher calls: every study as one typed call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from imsim.reporting.artefacts import write_figures
from imsim.studies.comparison import Comparison
from imsim.studies.execution import ProgressCallback, RunOptions
from imsim.studies.kinds import compare as comparing
from imsim.studies.kinds import robustness as ranking
from imsim.studies.kinds.compare import CompareRequest
from imsim.studies.kinds.robustness import RobustnessRequest
from imsim.studies.requests import Source
from imsim.studies.robustness import Robustness


def compare(
    scenario: Source,
    *,
    strategies: Sequence[str] | None = None,
    reference: str | None = None,
    replicates: int | None = None,
    weeks: int | None = None,
    seed: int | None = None,
    budget: float | None = None,
    overrides: Sequence[str] = (),
    jobs: int = 1,
    done: Callable[[int], None] | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    scheduler: str | None = None,
) -> Comparison:
    """Simulate strategies of a company under common random numbers and compare them.

    Args:
        scenario: a path, the name of a built-in scenario, or a loaded one.
        strategies: names; all by default. The reference is always among them.
        reference: strategy that differences are taken to; the scenario's own by default.
        replicates: runs of each strategy, paired by number; 30 by default.
        weeks: length of a run; the scenario's by default.
        seed: root of all chance; 1 by default.
        budget: yearly share of the wage bill; the scenario's by default, 0 leaves strategies as written.
        overrides: `dotted.key=value` texts laid over the scenario.
        jobs: processes. More than 1 needs a script with an `if __name__ == "__main__"` guard.
        done: called with the number of runs that have just finished.
        out: folder for runs, tables and figures; without one nothing is left.
        resume: go on with what is in that folder already.
        scheduler: address of a Dask scheduler to use instead of processes.

    Raises:
        InputError: the scenario or an option cannot be used.
        StudyConflict: the folder holds something else.
        RunFailed: a run failed.
    """
    study = comparing.plan(
        CompareRequest(
            scenario, strategies=strategies, reference=reference, replicates=replicates, weeks=weeks, seed=seed,
            budget=budget, overrides=overrides,
        )
    )  # fmt: skip
    options, folder = RunOptions(jobs, scheduler, resume), Path(out) if out else None
    return comparing.KIND.run(study, folder, options, ProgressCallback(done), write_figures)


def robustness(
    scenario: Source,
    *,
    strategies: Sequence[str] | None = None,
    reference: str | None = None,
    samples: int | None = None,
    parameters: str | int | Sequence[str] | None = None,
    outcomes: Sequence[str] | None = None,
    replicates: int | None = None,
    weeks: int | None = None,
    seed: int | None = None,
    budget: float | None = None,
    overrides: Sequence[str] = (),
    jobs: int = 1,
    done: Callable[[int], None] | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    scheduler: str | None = None,
) -> Robustness:
    """Compare strategies over plausible parameter sets: what `imsim compare --uncertain` does.

    Args:
        scenario: a path, the name of a built-in scenario, or a loaded one; its `[study]` table counts where an argument
            is absent.
        strategies: as for `compare`.
        reference: as for `compare`.
        samples: parameter sets, a Latin hypercube over the uncertainties.
        parameters: how many of the widest uncertainties, or which; all by default.
        outcomes: what strategies are judged by, ACSI and profit by default.
        replicates: of each strategy in each parameter set; 4 by default.
        weeks: as for `compare`.
        seed: of the parameter sets and of all chance.
        budget: as for `compare`; strategies are scaled once, at the scenario's own numbers.
        overrides: as for `compare`.
        jobs: as for `compare`.
        done: as for `compare`.
        out: folder for runs, tables and figures; without one nothing is left.
        resume: as for `compare`.
        scheduler: as for `compare`.

    Raises:
        InputError: the scenario or an option cannot be used.
        StudyConflict: the folder holds something else.
        RunFailed: a run failed.
    """
    study = ranking.plan(
        RobustnessRequest(
            scenario, strategies=strategies, reference=reference, samples=samples, parameters=parameters,
            outcomes=outcomes, replicates=replicates, weeks=weeks, seed=seed, budget=budget, overrides=overrides,
        )
    )  # fmt: skip
    options, folder = RunOptions(jobs, scheduler, resume), Path(out) if out else None
    return ranking.KIND.run(study, folder, options, ProgressCallback(done), write_figures)
