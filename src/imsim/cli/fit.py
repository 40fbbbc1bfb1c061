"""`imsim fit`: which parameters does the firm's own record of survey, staff and customers speak for?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from imsim.cli.options import (
    DryRun,
    Jobs,
    Json,
    Out,
    ProgressForm,
    Quiet,
    Resume,
    Retry,
    Scheduler,
    Seed,
    Set,
    Weeks,
    Without,
    laid_over,
)
from imsim.cli.run_study import RunChoices, run_study, say_estimate, say_where
from imsim.engine.errors import InputError
from imsim.scenarios.limits import MOST_REPLICATES


def fit_command(
    source: Annotated[
        str | None, typer.Argument(metavar="SCENARIO", help="a TOML file, or the name of a built-in scenario")
    ] = None,
    survey: Annotated[
        Path | None, typer.Option(help="table: date, department, measure, mean, n, scale; or a survey tool's export")
    ] = None,
    staff: Annotated[Path | None, typer.Option(help="table: id, department, hired, left, reason")] = None,
    customers: Annotated[
        Path | None, typer.Option(help="table: month, score, n (department, scale if there are any)")
    ] = None,
    id_column: Annotated[str | None, typer.Option("--id", help="column of --staff: who")] = None,
    department: Annotated[str | None, typer.Option(help="column of --staff: department")] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ROLE=HEADING",
            help="further columns: of --survey, strain=Q7, date=Ended, department=Site, ...; of --staff, hired, ended",
        ),
    ] = None,
    start: Annotated[
        str | None, typer.Option(metavar="DATE", help="day on which week 0 begins (default: first date in the tables)")
    ] = None,
    strategy: Annotated[
        str | None, typer.Option(help="what was done in these weeks (default: the scenario's reference)")
    ] = None,
    parameters: Annotated[
        str | None, typer.Option(metavar="N|KEY,KEY...", help="which are fitted (default: ten that such data may tell)")
    ] = None,
    vary: Annotated[
        list[str] | None, typer.Option(metavar="KEY=LOW:HIGH", help="prior range of a parameter, which is fitted too")
    ] = None,
    samples: Annotated[int | None, typer.Option(min=1, help="runs that emulators learn from (default: 600)")] = None,
    rehearse: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="also make and fit N firms, to see what the fit is worth")
    ] = None,
    template: Annotated[
        bool, typer.Option("--template", help="write empty tables with explanations into --out, and nothing else")
    ] = False,
    replicates: Annotated[
        int | None, typer.Option(min=1, max=MOST_REPLICATES, help="runs of each parameter set left (default: 1)")
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
    """Parameters of a firm, as far as its own survey, staff list and customers' scores speak for them."""
    from imsim.reporting.kinds import show
    from imsim.studies.fitting.template import write_templates
    from imsim.studies.kinds.fit import FitRequest, plan

    if template:
        for path in write_templates(out or Path()):
            typer.echo(str(path))
        return
    if source is None:
        raise InputError("imsim fit: a scenario is needed; --template alone writes empty tables")
    laid = laid_over(source, overrides, without)
    study = plan(
        FitRequest(source, survey=survey, staff=staff, customers=customers, id=id_column, department=department,
                   columns=column or (), start=start, strategy=strategy, parameters=parameters, vary=vary or (),
                   samples=samples, rehearse=rehearse, replicates=replicates, weeks=weeks, seed=seed,
                   overrides=laid)
    )  # fmt: skip
    chosen = RunChoices(out, jobs, scheduler, resume, retry_failed, quiet, progress)
    if dry_run:
        say_estimate(study, chosen, as_json)
        return
    show(run_study(study, chosen), as_json)
    say_where(chosen)
