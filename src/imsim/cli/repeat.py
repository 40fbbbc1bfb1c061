"""`imsim repeat`: does a study give the same numbers again?"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from imsim.cli.options import Jobs, Json, Quiet, Resume, Scheduler
from imsim.cli.run_study import How, conducted
from imsim.engine.errors import InputError

if TYPE_CHECKING:
    from imsim.studies.reproduction import PatternsAsked
    from imsim.studies.study import Study


def repeat_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="folder of a finished study")],
    out: Annotated[
        Path | None, typer.Option(help="folder for the tables of the repetition (default: none kept)")
    ] = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    resume: Resume = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """A study again, from its manifest. Exit code 0 if the numbers are the same, 1 if one differs."""
    from imsim.reporting.terminal import reproduction as console_repeat
    from imsim.reporting.terminal import screen as console
    from imsim.studies.reproduction import reproduced

    how = How(out, jobs, scheduler, resume, False, quiet)
    found = reproduced(folder, out, lambda asked, into: _carried_out(asked, into, how))
    if as_json:
        typer.echo(json.dumps(found.as_json(), indent=2, default=str))
    else:
        for line in console_repeat.verdict(found.same, found.tables, found.changes):
            console.say(console.results(), line)
    if not found.same:
        raise typer.Exit(1)


def _carried_out(asked: Study | PatternsAsked, into: Path, how: How) -> None:
    """Run it again, with words about it on stderr."""
    from imsim.studies.reproduction import PatternsAsked, repeat

    if not isinstance(asked, PatternsAsked):
        conducted(asked, how, lambda _, **options: repeat(asked, into, **options))
        return
    if how.scheduler or how.resume:
        raise InputError("--scheduler, --resume: patterns are simulated at once and on this machine")
    from imsim.evidence import validation
    from imsim.reporting.terminal import screen as console
    from imsim.studies import folder_lock as claims

    started = datetime.now(UTC)
    claims.claim(into, asked.key)
    with console.progress(asked.units, "business units", how.quiet) as done:
        found = validation.patterns(*asked, jobs=how.workers, done=done)
    validation.write(found, into, started)
