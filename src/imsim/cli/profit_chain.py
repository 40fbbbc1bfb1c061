"""`imsim chain`: the service-profit chain over business units, beside what each cause does when it is moved."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from imsim.cli.options import DryUnits, Jobs, Json, ProgressForm, Quiet, Seed, Set, Without, laid_over
from imsim.cli.run_study import say_first_run, say_units


def chain_command(
    source: Annotated[
        str, typer.Argument(metavar="[SCENARIO]", help="a TOML file, or the name of a built-in scenario")
    ] = "service_firm",
    units: Annotated[int | None, typer.Option(help="business units simulated (default: 300)")] = None,
    seed: Seed = None,
    jobs: Jobs = None,
    out: Annotated[Path | None, typer.Option(help="folder for manifest, table and figure")] = None,
    dry_run: DryUnits = False,
    overrides: Set = None,
    without: Without = None,
    as_json: Json = False,
    quiet: Quiet = False,
    progress: ProgressForm = None,
) -> None:
    """The service-profit chain: paths over business units, and what each cause does when it alone is moved."""
    from imsim.evidence.kinds.profit_chain import ChainRequest, plan, run
    from imsim.reporting.artefacts import write_figures
    from imsim.reporting.kinds import show
    from imsim.reporting.terminal import screen
    from imsim.studies.execution import ProgressCallback, RunOptions
    from imsim.studies.schedulers import cores

    planned = plan(ChainRequest(source, units=units, seed=seed, overrides=laid_over(source, overrides, without)))
    if dry_run:
        say_units(planned.units, jobs, as_json)
        return
    say_first_run(quiet or progress is not None)
    with screen.progress(planned.units, "business units", quiet, progress) as done:
        found = run(planned, out, RunOptions(jobs or cores()), ProgressCallback(done), write_figures)
    show(found, as_json)
    if out is not None and not as_json and progress is None:
        screen.say(screen.messages(), f"written to {out}; open {out / 'figures' / 'paths.png'}")
