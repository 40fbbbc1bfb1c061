"""`imsim repeat`: does a study give the same numbers again?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from imsim.cli_conduct import How, conducted
from imsim.cli_options import Jobs, Json, Quiet, Resume, Scheduler
from imsim.errors import InputError

if TYPE_CHECKING:
    from imsim.studies.differences import Cell, Finding
    from imsim.studies.repetition import Units
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
    from imsim import console
    from imsim.studies import differences, files, repetition

    manifest = files.read_manifest(folder)
    if out is not None and files.key_of(out) is not None:
        raise InputError(f"--out {out}: holds a finished study; a repetition needs a folder of its own")
    with TemporaryDirectory(prefix="imsim-") as scratch:
        imported, into = Path(scratch) / "imported", out or Path(scratch) / "again"
        imported.mkdir()
        _carried_out(repetition.described(manifest, imported), into, How(out, jobs, scheduler, resume, False, quiet))
        findings = differences.compared(folder, into)
    changes = repetition.surroundings(manifest)
    same = all(finding.same for finding in findings)
    if as_json:
        tables = [vars(one) | {"same": one.same, "first": one.first and vars(one.first)} for one in findings]
        typer.echo(json.dumps({"same": same, "tables": tables, "changes": changes}, indent=2, default=str))
    else:
        for line in verdict(same, findings, changes):
            console.say(console.results(), line)
    if not same:
        raise typer.Exit(1)


def _carried_out(asked: Study | Units, into: Path, how: How) -> None:
    """Run it again, with words about it on stderr."""
    from imsim.studies.repetition import Units, repeat

    if not isinstance(asked, Units):
        conducted(asked, how, lambda _, **options: repeat(asked, into, **options))
        return
    if how.scheduler or how.resume:
        raise InputError("--scheduler, --resume: patterns are simulated at once and on this machine")
    from imsim import console
    from imsim.studies import files, validation

    started = datetime.now(UTC)
    files.claim(into, asked.key)
    with console.progress(asked.units, "business units", how.quiet) as done:
        found = validation.patterns(*asked, jobs=how.workers, done=done)
    validation.write(found, into, started)


def verdict(same: bool, findings: Sequence[Finding], changes: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    """What was found, in words."""
    yield "The same numbers, to the last bit." if same else "Other numbers."
    for one in findings:
        yield f"{one.table}: {told(one)}"
        if one.first:
            yield f"  first in {cell(one.first)}"
    for name, (then, now) in changes.items():
        yield f"{name}: {then} when the study was made, {now} now"
    if not same and not changes:
        yield "Versions and machine are those of the manifest, so this should not be: please report it."


def told(finding: Finding) -> str:
    """A table in words."""
    if finding.problem:
        return finding.problem
    if finding.first is None:
        return f"{finding.rows:,} rows, all the same"
    share = f"{finding.differing:,} of {finding.cells:,} cells differ"
    return f"{share}, numbers by at most {finding.largest:.2g} of their size"


def cell(first: Cell) -> str:
    """Where a cell is, and what stood and stands in it."""
    place = ", ".join(f"{name} {value}" for name, value in first.place.items())
    where = f"row {first.row}" + (f" ({place})" if place else "")
    text = f"{where}, column {first.column}: {first.before} then, {first.after} now"
    try:
        return f"{text} ({float(first.after) - float(first.before):+.2g})"
    except (TypeError, ValueError):
        return text
