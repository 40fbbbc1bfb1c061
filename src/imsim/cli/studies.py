"""The commands that run many points: sweep, sensitivity, export. Everything heavy is imported inside them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from imsim.cli.options import (
    DryRun,
    Jobs,
    Json,
    Out,
    Outcome,
    Parameters,
    Quiet,
    Resume,
    Retry,
    Samples,
    Scheduler,
    Seed,
    Set,
    Source,
    Strategy,
    Weekly,
    Weeks,
    joined,
)
from imsim.cli.run_study import How, concluded, conducted, say_effort
from imsim.engine.errors import InputError
from imsim.scenarios.limits import MOST_REPLICATES

if TYPE_CHECKING:
    from imsim.studies.requests import Options, Question
    from imsim.studies.sensitivity import Sensitivity

Against = Annotated[str | None, typer.Option(help="also this one, at the same points")]
Vary = Annotated[
    list[str] | None,
    typer.Option(metavar="KEY=LOW:HIGH[:N]", help="parameter, programme.lever or scenario key; N levels in a grid"),
]
Replicates = Annotated[
    int | None, typer.Option(min=1, max=MOST_REPLICATES, help="runs of each point, same luck at all")
]


def sweep_command(
    source: Source,
    strategy: Strategy = None,
    against: Against = None,
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
    dry_run: DryRun = False,
    weekly: Weekly = False,
    overrides: Set = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Outcomes over many values of levers, parameters and keys. A grid, Latin hypercube or Sobol' sequence."""
    from imsim.reporting.numbers import money_of
    from imsim.reporting.terminal import studies as console_studies
    from imsim.studies import requests as questions
    from imsim.studies.execution import conduct
    from imsim.studies.sweep import Sweep, leave

    asked = questions.Options(
        strategy=strategy, against=against, vary=vary or (), parameters=parameters, design=design, samples=samples,
        outcomes=joined(outcome), replicates=replicates, seed=seed, weeks=weeks, weekly=weekly,
        overrides=overrides or (),
    )  # fmt: skip
    question, how = questions.sweep(source, asked), How(out, jobs, scheduler, resume, retry_failed, quiet)
    if dry_run:
        say_effort(question.study, how, as_json, question.notes)
        return

    carry_out = partial(conduct, question.study, leave=partial(leave, question.study))
    results = conducted(question.study, how, carry_out, question.notes)
    console_studies.show_sweep(Sweep(results), money_of(question.study.scenario), as_json)
    concluded(results, how)


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
    dry_run: DryRun = False,
    weekly: Weekly = False,
    overrides: Set = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Which uncertainty moves an outcome, or an advantage. Of a strategy, or over another."""
    from imsim.reporting.numbers import money_of
    from imsim.reporting.terminal import studies as console_studies
    from imsim.studies import requests as questions
    from imsim.studies.execution import conduct
    from imsim.studies.sensitivity import leave, sensitivity

    asked = questions.Options(
        strategy=strategy, against=against, vary=vary or (), parameters=parameters, groups=groups, method=method,
        samples=samples, second_order=second_order, outcomes=joined(outcome), replicates=replicates, seed=seed,
        weeks=weeks, weekly=weekly, overrides=overrides or (),
    )  # fmt: skip
    if Path(source).is_dir():
        from imsim.reporting.report.folder import Folder

        found = _from_folder(Path(source), asked)
        console_studies.show_sensitivity(found, Folder.opened(Path(source)).money, as_json)
        return
    question, how = questions.sensitivity(source, asked), How(out, jobs, scheduler, resume, retry_failed, quiet)
    if pilot:
        _pilot(question, How(None, jobs, scheduler, False, False, quiet), as_json)
    elif dry_run:
        say_effort(question.study, how, as_json, question.notes)
    else:
        carry_out = partial(conduct, question.study, leave=partial(leave, question.study))
        results = conducted(question.study, how, carry_out, question.notes)
        console_studies.show_sensitivity(sensitivity(results), money_of(question.study.scenario), as_json)
        concluded(results, how)


def export_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="folder of a finished study")],
    out: Annotated[Path | None, typer.Option(help="folder for the CSV files (default: DIR itself)")] = None,
) -> None:
    """The tables of a study as CSV."""
    from imsim.studies.exports import to_csv

    for path in to_csv(folder, out or folder):
        typer.echo(str(path))


def _from_folder(folder: Path, asked: Options) -> Sensitivity:
    """Analyse a stored study; options that would change its runs are refused."""
    from imsim.studies import results, sensitivity
    from imsim.studies.requests import Options

    allowed = {"method", "outcomes", "strategy", "against"}
    for name, usual in vars(Options()).items():
        if name not in allowed and getattr(asked, name) != usual:
            option = {"overrides": "set"}.get(name, name.replace("_", "-"))
            raise InputError(
                f"{folder}: is a finished study, which --{option} cannot change; only its analysis can be redone"
            )
    names = asked.outcomes.split(",") if asked.outcomes and asked.outcomes != "all" else None
    return sensitivity.sensitivity(results.read(folder), asked.method, names, asked.strategy, asked.against)


def _pilot(question: Question, how: How, as_json: bool) -> None:
    """Say how many replicates the study needs, from a small one of the same factors."""
    from imsim.reporting.terminal import studies as console_studies
    from imsim.studies import requests as questions
    from imsim.studies import sensitivity
    from imsim.studies.execution import conduct

    small = questions.pilot(question.study)
    results = conducted(small, how, partial(conduct, small), question.notes)
    found = sensitivity.sensitivity(results, "pawn")
    console_studies.show_pilot(found, small.runs, question.study.replicates, as_json)
