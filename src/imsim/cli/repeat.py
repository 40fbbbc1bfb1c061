"""`imsim repeat`: check that a study gives identical numbers again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from imsim.cli.options import DryRun, Jobs, Json, ProgressForm, Quiet, Resume, Scheduler
from imsim.cli.run_study import RunChoices, run_study, say_estimate, say_units

if TYPE_CHECKING:
    from imsim.studies.kinds import Planned


def repeat_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="folder of a finished study")],
    out: Annotated[
        Path | None, typer.Option(help="folder for the tables of the repetition (default: none kept)")
    ] = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    resume: Resume = False,
    dry_run: DryRun = False,
    as_json: Json = False,
    quiet: Quiet = False,
    progress: ProgressForm = None,
) -> None:
    """Run a study again, from its manifest. Exit code 0 if the numbers are identical, 1 if one differs."""
    from imsim.reporting.terminal import screen
    from imsim.reporting.terminal.reproduction import verdict
    from imsim.studies.reproduction import planned_again, reproduce

    chosen = RunChoices(out, jobs, scheduler, resume, False, quiet, progress)
    if dry_run:
        with planned_again(folder) as planned:
            _say(planned, chosen, as_json)
        return
    found = reproduce(folder, out, lambda planned, into: _run(planned, into, chosen))
    if as_json:
        screen.say_json(found.as_json())
    else:
        for line in verdict(found):
            screen.say(screen.results(), line)
    if not found.same:
        raise typer.Exit(1)


def _say(planned: Any, chosen: RunChoices, as_json: bool) -> None:
    """What would be run again; business units are run in one go, without parts that could be timed."""
    from imsim.evidence.at_once import PlannedUnits

    if isinstance(planned, PlannedUnits):
        say_units(planned.units, chosen.jobs, as_json)
    else:
        say_estimate(planned, chosen, as_json)


def _run(planned: Planned, into: Path, chosen: RunChoices) -> None:
    """Run it again, with words about it on stderr."""
    from imsim.reporting.terminal import screen
    from imsim.studies.execution import ProgressCallback
    from imsim.studies.kinds import kind_of
    from imsim.studies.study import Study

    if isinstance(planned, Study):
        run_study(planned, chosen, folder=into, figures=False)
        return
    with screen.progress(planned.runs, planned.counted, chosen.quiet, chosen.progress) as done:
        kind_of(planned.identity.kind).run(planned, into, chosen.options, ProgressCallback(done))
