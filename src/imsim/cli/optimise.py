"""`imsim optimise`: how much of one budget for what."""

from __future__ import annotations

from typing import Annotated

import typer

from imsim.cli.options import (
    DryRun,
    Jobs,
    Json,
    Known,
    Out,
    Plausible,
    ProgressForm,
    Quiet,
    Resume,
    Retry,
    Scheduler,
    Seed,
    Set,
    Source,
    Structures,
    Weeks,
    Without,
    laid_over,
)
from imsim.cli.run_study import RunChoices, run_study, say_estimate, say_where
from imsim.engine.errors import InputError
from imsim.scenarios.limits import MOST_REPLICATES


def optimise_command(
    source: Source,
    budget: Annotated[
        str | None,
        typer.Option(metavar="SHARE[,SHARE...]", help="yearly, of the wage bill; several: the spending path"),
    ] = None,
    goals: Annotated[
        str | None, typer.Option("--for", metavar="OUTCOME,...", help="what is to be improved (default: acsi,profit)")
    ] = None,
    over: Annotated[
        str | None,
        typer.Option(metavar="NAME,...", help="strategies or kinds of programmes (default: strategies of one or two)"),
    ] = None,
    floor: Annotated[
        list[str] | None, typer.Option(metavar="PROGRAMME=SHARE", help="of the budget that it gets at least")
    ] = None,
    cap: Annotated[
        list[str] | None, typer.Option(metavar="PROGRAMME=SHARE", help="of the budget that it gets at most")
    ] = None,
    keep: Annotated[
        list[str] | None, typer.Option(metavar="OUTCOME<=LEVEL", help="level that a plan must keep; also >=")
    ] = None,
    sets: Annotated[
        int | None, typer.Option(min=1, help="plausible parameter sets to choose over (default: the usual numbers)")
    ] = None,
    known: Known = None,
    plausible: Plausible = None,
    structures: Structures = None,
    replicates: Annotated[
        int | None, typer.Option(min=1, max=MOST_REPLICATES, help="runs of each mix (default: 3; 1 in each set)")
    ] = None,
    confirming: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=MOST_REPLICATES,
            help="of each plan on fresh random numbers (default: 12; 2 in each set); with --until the limit (250)",
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            metavar="WIDTH|sure",
            help="add replicates until the plans' ACSI gains are known to +/- WIDTH, or it is sure who leads, or a tie",
        ),
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
    """The best mix of programmes under a budget: how much for what, how sure, and what the next money buys."""
    from imsim.reporting.kinds import show
    from imsim.studies.kinds.optimise import OptimiseRequest, plan

    laid = laid_over(source, overrides, without)
    study = plan(
        OptimiseRequest(
            source, budget=numbers_in(budget), goals=goals, over=over, floor=floor or (), cap=cap or (),
            keep=keep or (), sets=sets, known=known or (), plausible=plausible, replicates=replicates,
            confirming=confirming, until=until, structures=structures, weeks=weeks, seed=seed, overrides=laid,
        )
    )  # fmt: skip
    chosen = RunChoices(out, jobs, scheduler, resume, retry_failed, quiet, progress)
    if dry_run:
        say_estimate(study, chosen, as_json)
        return
    show(run_study(study, chosen), as_json)
    say_where(chosen)


def numbers_in(text: str | None) -> list[float] | None:
    """Numbers separated by commas.

    Raises:
        InputError: something else is among them.

    Example:
        >>> numbers_in(".01,.02"), numbers_in(None)
        ([0.01, 0.02], None)
    """
    if text is None:
        return None
    try:
        return [float(word) for word in text.split(",")]
    except ValueError:
        raise InputError(f"--budget {text}: write it as a share of the wage bill, or several: 0.01,0.02,0.04") from None
