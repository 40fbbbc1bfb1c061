"""`imsim claims`: statements of the sources, and of common sense, as micro-experiments."""

from __future__ import annotations

from typing import Annotated

import typer

from imsim.cli.options import Jobs, Json, ProgressForm, Quiet, Set
from imsim.cli.run_study import say_counts, say_first_run

DryClaims = Annotated[bool, typer.Option("--dry-run", help="say how many claims and runs these are; run nothing")]
Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="claims by id, like 7 or 31b (default: all)")]


def claims_command(
    ids: Ids = None,
    seed: Annotated[int, typer.Option(min=0, help="root of all random numbers")] = 1,
    overrides: Set = None,
    jobs: Jobs = None,
    dry_run: DryClaims = False,
    as_json: Json = False,
    quiet: Quiet = False,
    progress: ProgressForm = None,
) -> None:
    """Statements of the sources as micro-experiments."""
    from imsim.evidence.claims.verdicts import chosen_claims, claims, studies_of
    from imsim.evidence.replication import laboratories, units_of
    from imsim.evidence.variant import Variant
    from imsim.reporting.terminal import claims as terminal
    from imsim.reporting.terminal import screen
    from imsim.scenarios.counts import count
    from imsim.studies.schedulers import cores

    variant, chosen = Variant(overrides or ()), chosen_claims(ids or ())
    total = units_of(studies := studies_of(chosen))
    if dry_run:
        laboratories(studies, seed, variant)  # what cannot be run is said
        many = len(chosen)
        say_counts({"claims": (many, count(many, "claim")), "runs": (total, count(total, "run"))}, jobs, as_json)
        return
    say_first_run(quiet or progress is not None)
    with screen.progress(total, "runs of all arms", quiet, progress) as done:
        found = claims(ids or (), seed, variant, jobs=jobs or cores(), done=done)
    terminal.show(found, as_json)
