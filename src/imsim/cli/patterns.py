"""`imsim patterns`: the default firm beside what field studies found."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from imsim.cli.options import DryUnits, Jobs, Json, ProgressForm, Quiet
from imsim.cli.run_study import say_first_run, say_units


def patterns_command(
    units: Annotated[int, typer.Option(min=2, max=100_000, help="business units simulated")] = 300,
    seed: Annotated[int, typer.Option(min=0, help="root of all random numbers")] = 1,
    jobs: Jobs = None,
    out: Annotated[Path | None, typer.Option(help="folder for manifest, table and figure")] = None,
    dry_run: DryUnits = False,
    as_json: Json = False,
    quiet: Quiet = False,
    progress: ProgressForm = None,
) -> None:
    """Simulated patterns against those that field studies found."""
    from imsim.evidence.kinds.patterns import PatternsRequest, plan, run
    from imsim.reporting.artefacts import write_figures
    from imsim.reporting.kinds import show
    from imsim.reporting.terminal import screen
    from imsim.studies.execution import ProgressCallback, RunOptions
    from imsim.studies.schedulers import cores

    planned = plan(PatternsRequest(units, seed))
    if dry_run:
        say_units(planned.units, jobs, as_json)
        return
    say_first_run(quiet or progress is not None)
    with screen.progress(units, "business units", quiet, progress) as done:
        options = RunOptions(jobs or cores())
        result = run(planned, out, options, ProgressCallback(done), write_figures)
    show(result, as_json)
    if out is not None and not as_json and progress is None:
        screen.say(screen.messages(), f"written to {out}; open {out / 'figures' / 'patterns.png'}")
