"""`imsim repeat`: does a study give the same numbers again?"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from imsim.cli.options import Jobs, Json, Quiet, Resume, Scheduler
from imsim.cli.run_study import RunChoices, run_study
from imsim.engine.errors import InputError

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
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """A study again, from its manifest. Exit code 0 if the numbers are the same, 1 if one differs."""
    from imsim.reporting.terminal import reproduction as console_repeat
    from imsim.reporting.terminal import screen as console
    from imsim.studies.manifest import key_of, read_manifest
    from imsim.studies.reproduction import changes, planned_in
    from imsim.studies.table_comparison import compared

    manifest = read_manifest(folder)
    if out is not None and key_of(out) is not None:
        raise InputError(f"--out {out}: holds a finished study; a repetition needs a folder of its own")
    with TemporaryDirectory(prefix="imsim-") as scratch:
        imported, into = Path(scratch) / "imported", out or Path(scratch) / "again"
        imported.mkdir()
        planned = planned_in(manifest, imported)
        _run(planned, into, RunChoices(out, jobs, scheduler, resume, False, quiet))
        findings = compared(folder, into)
        changed = changes(manifest, planned)
    same = all(finding.same for finding in findings)
    if as_json:
        tables = [vars(one) | {"same": one.same, "first": one.first and vars(one.first)} for one in findings]
        typer.echo(json.dumps({"same": same, "tables": tables, "changes": changed}, indent=2, default=str))
    else:
        for line in console_repeat.verdict(same, findings, changed):
            console.say(console.results(), line)
    if not same:
        raise typer.Exit(1)


def _run(planned: Planned, into: Path, chosen: RunChoices) -> None:
    """Run it again, with words about it on stderr."""
    from imsim.reporting.terminal import screen as console
    from imsim.studies.execution import ProgressCallback
    from imsim.studies.kinds import kind_of
    from imsim.studies.study import Study

    if isinstance(planned, Study):
        run_study(planned, chosen, folder=into, figures=False)
        return
    with console.progress(planned.runs, planned.counted, chosen.quiet) as done:
        kind_of(planned.identity.kind).run(planned, into, chosen.options, ProgressCallback(done))
