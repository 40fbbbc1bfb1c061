"""`imsim claims`: statements of the sources, and of common sense, as micro-experiments."""

from __future__ import annotations

from typing import Annotated

import typer

from imsim.cli.options import Jobs, Json, ProgressForm, Quiet, Set
from imsim.cli.run_study import say_first_run

Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="claims by id, like 7 or 31b (default: all)")]


def claims_command(
    ids: Ids = None,
    seed: Annotated[int, typer.Option(min=0, help="root of all random numbers")] = 1,
    overrides: Set = None,
    jobs: Jobs = None,
    as_json: Json = False,
    quiet: Quiet = False,
    progress: ProgressForm = None,
) -> None:
    """Statements of the sources as micro-experiments."""
    from imsim.evidence.claims.firms import FIRMS
    from imsim.evidence.claims.verdicts import claims
    from imsim.evidence.variant import Variant
    from imsim.reporting.terminal import claims as terminal
    from imsim.reporting.terminal import screen
    from imsim.studies.schedulers import cores

    total = sum(runs for _, _, runs in FIRMS.values())
    say_first_run(quiet or progress is not None)
    with screen.progress(total, "runs of all arms", quiet, progress) as done:
        found = claims(ids or (), seed, Variant(overrides or ()), jobs=jobs or cores(), done=done)
    terminal.show(found, as_json)
