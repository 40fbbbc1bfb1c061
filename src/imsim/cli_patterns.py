"""`imsim patterns`: the default firm beside what field studies found."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.table import Table

    from imsim.studies.validation import PatternStudy


def patterns_command(
    units: Annotated[int, typer.Option(min=2, max=100_000, help="business units simulated")] = 300,
    seed: Annotated[int, typer.Option(min=0, help="root of all chance")] = 1,
    jobs: Annotated[int | None, typer.Option(min=1, max=1024, help="processes (default: one a core)")] = None,
    out: Annotated[Path | None, typer.Option(help="folder for manifest, table and figure")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="machine-readable on stdout")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="no progress bar")] = False,
) -> None:
    """Simulated patterns against those that field studies found."""
    from imsim import console
    from imsim.studies import files, validation
    from imsim.studies.runner import cores

    started = datetime.now(UTC)
    if out is not None:
        files.claim(out, validation.key(units, seed))
    with console.progress(units, "business units", quiet) as done:
        study = validation.patterns(units, seed, jobs=jobs or cores(), done=done)
    if out is not None:
        validation.write(study, out, started)
    if as_json:
        typer.echo(json.dumps(study.as_json(), indent=2))
        return
    screen = console.results()
    screen.print(patterns_table(study))
    for line in patterns_text(study):
        console.say(screen, line)
    if out is not None:
        console.say(console.messages(), f"written to {out}; open {out / 'figures' / 'patterns.png'}")


def patterns_table(study: PatternStudy) -> Table:
    """A row a pattern or part of one: target, band, simulated figure, error, verdict."""
    from imsim.console import PlainTable

    table = PlainTable(("pattern", "id", "verdict", "target", "band", "simulated", "error"))
    for column in table.columns[1:3]:
        column.justify = "left"
    for finding in study.findings:
        pattern, digits = finding.pattern, finding.pattern.digits
        table.add_row(
            pattern.label,
            pattern.id,
            finding.verdict if pattern.counted else f"({finding.verdict.partition(' ')[0]})",
            f"{pattern.target:.{digits}f}",
            f"{pattern.low:.{digits}f} to {pattern.high:.{digits}f}",
            f"{finding.simulated:.{digits}f}",
            "-" if finding.error != finding.error else f"{finding.error:.{digits + 1}f}",
        )
    return table


def patterns_text(study: PatternStudy) -> Iterator[str]:
    """What stands below the table."""
    failing = [number for number, passed in study.verdicts.items() if not passed]
    yield ""
    yield (
        f"{study.passed} of {len(study.verdicts)} patterns pass"
        + (f"; {', '.join(failing)} fail{'s' if len(failing) == 1 else ''}, " if failing else "")
        + (f"the farthest by {study.farthest:.2f} of its band." if failing else ".")
    )
    if any(not finding.pattern.counted for finding in study.findings):
        yield "In brackets: the evidence is weak, and the verdict does not count."
    yield f"A pattern passes only if all its parts do. {study.units} business units, seed {study.seed}."
    yield (
        f"The bonus of C10 raises quantity by {study.bonus_percentage:.1%} in the second quarter "
        "(published: 10 to 22 %; reported, not judged)."
    )
