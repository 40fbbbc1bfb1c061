"""`imsim patterns`: the default firm beside what field studies found."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from imsim.cli.options import Jobs, Json, Quiet


def patterns_command(
    units: Annotated[int, typer.Option(min=2, max=100_000, help="business units simulated")] = 300,
    seed: Annotated[int, typer.Option(min=0, help="root of all chance")] = 1,
    jobs: Jobs = None,
    out: Annotated[Path | None, typer.Option(help="folder for manifest, table and figure")] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Simulated patterns against those that field studies found."""
    from imsim.evidence import validation
    from imsim.reporting.terminal import patterns as console_patterns
    from imsim.reporting.terminal import screen as console
    from imsim.studies import folder_lock as claims
    from imsim.studies.schedulers import cores

    started = datetime.now(UTC)
    if out is not None:
        claims.claim(out, validation.key(units, seed))
    with console.progress(units, "business units", quiet) as done:
        study = validation.patterns(units, seed, jobs=jobs or cores(), done=done)
    if out is not None:
        validation.write(study, out, started)
    console_patterns.show(study, as_json)
    if out is not None and not as_json:
        console.say(console.messages(), f"written to {out}; open {out / 'figures' / 'patterns.png'}")
