"""`imsim knockout`: which evidence each mechanism stands on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from imsim.cli.options import Jobs, Json, ProgressForm, Quiet, parted
from imsim.cli.run_study import say_counts, say_first_run

DryModels = Annotated[bool, typer.Option("--dry-run", help="say how many models would be judged; run nothing")]
Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME]...", help="mechanisms, or rivals like performance=additive (default: all of both)"),
]


def knockout_command(
    names: Names = None,
    on: Annotated[
        str | None,
        typer.Option("--on", "--only", metavar="KIND,...", help="judge these alone: claims, studies, kept, patterns"),
    ] = None,
    whole: Annotated[bool, typer.Option("--whole", help="run laboratories as large as for the verdicts")] = False,
    seed: Annotated[int, typer.Option(min=0, help="root of all random numbers")] = 1,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="also write the table there, as with --json; what it says of evidence not judged now stays",
        ),
    ] = None,
    jobs: Jobs = None,
    dry_run: DryModels = False,
    as_json: Json = False,
    quiet: Quiet = False,
    progress: ProgressForm = None,
) -> None:
    """Which evidence fails without each mechanism, or with each rival."""
    from imsim.evidence.knockout import changes, knockout, shares_of
    from imsim.reporting.terminal import knockout as terminal
    from imsim.reporting.terminal import screen as console
    from imsim.scenarios.counts import count
    from imsim.studies.files import must_be_writable, write_json
    from imsim.studies.schedulers import cores

    variants, shares = changes(names or ()), shares_of(parted(on), whole)
    if dry_run:
        models, kinds = len(variants) + 1, len(shares)
        told = count(models, "model"), count(kinds, "kind of evidence", "kinds of evidence")
        say_counts({"models": (models, told[0]), "kinds": (kinds, told[1])}, jobs, as_json)
        return
    if out is not None:
        must_be_writable(out)
    say_first_run(quiet or progress is not None)
    with console.progress(len(shares) * (len(variants) + 1), "models judged", quiet, progress) as done:
        found = knockout(variants, shares, seed, jobs or cores(), done)
    if out is not None:
        write_json(out, found.added_to(out))
    terminal.show(found, as_json)
