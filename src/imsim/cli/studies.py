"""The commands that run many points: sweep, sensitivity, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from imsim.cli.options import (
    Budget,
    DryRun,
    Jobs,
    Json,
    Out,
    Outcome,
    Parameters,
    ProgressForm,
    Quiet,
    Resume,
    Retry,
    Samples,
    Scheduler,
    Seed,
    Set,
    ShardOption,
    Source,
    Strategy,
    Weekly,
    Weeks,
    Without,
    laid_over,
)
from imsim.cli.run_study import RunChoices, run_study, say_estimate, say_where
from imsim.engine.errors import InputError, RunFailed
from imsim.scenarios.limits import MOST_REPLICATES

if TYPE_CHECKING:
    from imsim.studies.kinds.sensitivity import SensitivityRequest
    from imsim.studies.sensitivity import Sensitivity
    from imsim.studies.study import Study

Against = Annotated[str | None, typer.Option(help="also this one, at the same points")]
Vary = Annotated[
    list[str] | None,
    typer.Option(metavar="KEY=LOW:HIGH[:N]", help="parameter, programme.lever or scenario key; N levels in a grid"),
]
Replicates = Annotated[
    int | None, typer.Option(min=1, max=MOST_REPLICATES, help="runs of each point, common random numbers")
]


def sweep_command(
    source: Source,
    strategy: Strategy = None,
    against: Against = None,
    budget: Budget = None,
    vary: Vary = None,
    parameters: Parameters = None,
    design: Annotated[str | None, typer.Option(metavar="grid|lhs|sobol", help="default: grid with --vary")] = None,
    samples: Samples = None,
    outcome: Outcome = None,
    replicates: Replicates = None,
    weeks: Weeks = None,
    seed: Seed = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    out: Out = None,
    resume: Resume = False,
    retry_failed: Retry = False,
    shard: ShardOption = None,
    dry_run: DryRun = False,
    weekly: Weekly = False,
    overrides: Set = None,
    without: Without = None,
    as_json: Json = False,
    quiet: Quiet = False,
    progress: ProgressForm = None,
) -> None:
    """Outcomes over many values of levers, parameters and keys. A grid, Latin hypercube or Sobol' sequence."""
    from imsim.reporting.kinds import show
    from imsim.studies.kinds.sweep import SweepRequest, plan
    from imsim.studies.sweep import Sweep

    study = plan(SweepRequest(
        source, strategy=strategy, against=against, budget=budget, vary=vary or (), parameters=parameters,
        design=design, samples=samples, outcomes=outcome, replicates=replicates, seed=seed, weeks=weeks, weekly=weekly,
        overrides=laid_over(source, overrides, without),
    ))  # fmt: skip
    chosen = RunChoices(out, jobs, scheduler, resume, retry_failed, quiet, progress, shard)
    if dry_run:
        say_estimate(study, chosen, as_json)
        return
    found = run_study(study, chosen)
    show(found, as_json)
    say_where(chosen)
    if isinstance(found, Sweep) and found.results.errors:
        raise RunFailed(found.results.failures)


def sensitivity_command(
    source: Annotated[
        str,
        typer.Argument(metavar="SCENARIO|DIR", help="a scenario, or the folder of a finished study"),
    ],
    method: Annotated[
        str | None, typer.Option(help="sobol, morris, fast, rbd-fast, delta, pawn, dgsm, hdmr or rsa (default: sobol)")
    ] = None,
    strategy: Strategy = None,
    against: Annotated[str | None, typer.Option(help="the advantage over this one")] = None,
    budget: Budget = None,
    samples: Samples = None,
    parameters: Parameters = None,
    vary: Vary = None,
    groups: Annotated[
        str | None, typer.Option(metavar="NAME=KEY,KEY;...", help="factors that move as one, or: chapters")
    ] = None,
    second_order: Annotated[bool, typer.Option("--second-order", help="also the indices of pairs (sobol)")] = False,
    outcome: Outcome = None,
    replicates: Replicates = None,
    weeks: Weeks = None,
    seed: Seed = None,
    pilot: Annotated[bool, typer.Option("--pilot", help="only find out how many replicates are needed")] = False,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    out: Out = None,
    resume: Resume = False,
    retry_failed: Retry = False,
    shard: ShardOption = None,
    dry_run: DryRun = False,
    weekly: Weekly = False,
    overrides: Set = None,
    without: Without = None,
    as_json: Json = False,
    quiet: Quiet = False,
    progress: ProgressForm = None,
) -> None:
    """Which uncertainty moves an outcome, or an advantage. Of a strategy, or over another."""
    from imsim.reporting.kinds import show
    from imsim.studies.kinds.sensitivity import SensitivityRequest, plan

    asked = SensitivityRequest(
        source, strategy=strategy, against=against, budget=budget, vary=vary or (), parameters=parameters,
        groups=groups, method=method, samples=samples, second_order=second_order, outcomes=outcome,
        replicates=replicates, seed=seed, weeks=weeks, weekly=weekly, overrides=laid_over(source, overrides, without),
    )  # fmt: skip
    if Path(source).is_dir():
        show(_from_folder(Path(source), asked), as_json)
        return
    study, chosen = plan(asked), RunChoices(out, jobs, scheduler, resume, retry_failed, quiet, progress, shard)
    if pilot:
        _pilot(study, RunChoices(None, jobs, scheduler, False, False, quiet, progress), as_json)
    elif dry_run:
        say_estimate(study, chosen, as_json)
    else:
        show(run_study(study, chosen), as_json)
        say_where(chosen)


def export_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="folder of a finished study")],
    out: Annotated[Path | None, typer.Option(help="folder for the CSV files (default: DIR itself)")] = None,
) -> None:
    """The tables of a study as CSV."""
    from imsim.studies.exports import to_csv

    for path in to_csv(folder, out or folder):
        typer.echo(str(path))


def _from_folder(folder: Path, asked: SensitivityRequest) -> Sensitivity:
    """Analyse a stored study; options that would change its runs are refused."""
    from dataclasses import fields

    from imsim.reporting.report.folder import Folder
    from imsim.studies import results
    from imsim.studies.requests import names_in
    from imsim.studies.sensitivity import sensitivity

    for field in fields(asked):
        allowed = field.name in ("scenario", "method", "outcomes", "strategy", "against")
        if not allowed and getattr(asked, field.name) != field.default:
            option = {"overrides": "set"}.get(field.name, field.name.replace("_", "-"))
            raise InputError(
                f"{folder}: is a finished study, which --{option} cannot change; only its analysis can be redone"
            )
    names = names_in(asked.outcomes or ())
    wanted = None if names in ([], ["all"]) else names
    scenario = Folder.opened(folder).scenario
    return sensitivity(results.read(folder), asked.method, wanted, asked.strategy, asked.against, scenario)


def _pilot(study: Study, chosen: RunChoices, as_json: bool) -> None:
    """Print how many replicates the study needs, from a pilot with its factors."""
    from imsim.reporting.terminal.sensitivity import show_pilot
    from imsim.studies.kinds.sensitivity import pilot
    from imsim.studies.sensitivity import Sensitivity

    small = pilot(study)
    found = run_study(small, chosen)
    assert isinstance(found, Sensitivity)
    show_pilot(found, small.runs, study.replicates, as_json)
