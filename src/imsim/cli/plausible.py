"""`imsim plausible`: parameter sets under which the untreated firm is like the one described."""

from __future__ import annotations

from typing import Annotated

import typer

from imsim.cli.options import (
    DryRun,
    Jobs,
    Json,
    Known,
    Out,
    Parameters,
    ProgressForm,
    Quiet,
    Resume,
    Retry,
    Scheduler,
    Seed,
    Set,
    Source,
    Weeks,
    Without,
    laid_over,
)
from imsim.cli.run_study import RunChoices, run_study, say_estimate, say_where
from imsim.scenarios.limits import MOST_REPLICATES


def plausible_command(
    source: Source,
    known: Known = None,
    samples: Annotated[int | None, typer.Option(min=1, help="sets that are wanted (default: 64)")] = None,
    parameters: Parameters = None,
    replicates: Annotated[
        int | None, typer.Option(min=1, max=MOST_REPLICATES, help="runs of each set in a round (default: 4)")
    ] = None,
    weeks: Weeks = None,
    seed: Seed = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    out: Out = None,
    resume: Resume = False,
    retry_failed: Retry = False,
    dry_run: DryRun = False,
    overrides: Set = None,
    without: Without = None,
    as_json: Json = False,
    quiet: Quiet = False,
    progress: ProgressForm = None,
) -> None:
    """Parameter sets drawn from the uncertainties whose untreated firm is like the one described."""
    from imsim.reporting.kinds import show
    from imsim.studies.kinds.plausible import PlausibleRequest, plan

    laid = laid_over(source, overrides, without)
    study = plan(
        PlausibleRequest(source, known=known or (), samples=samples, parameters=parameters, replicates=replicates,
                         weeks=weeks, seed=seed, overrides=laid)
    )  # fmt: skip
    chosen = RunChoices(out, jobs, scheduler, resume, retry_failed, quiet, progress)
    if dry_run:
        say_estimate(study, chosen, as_json)
        return
    show(run_study(study, chosen), as_json)
    say_where(chosen)
