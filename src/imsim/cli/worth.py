"""`imsim worth`: what would be worth knowing before a choice."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from imsim.cli.options import Json


def worth_command(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="--out of imsim compare --uncertain, or of imsim optimise --sets")
    ],
    goal: Annotated[
        str | None, typer.Option("--for", metavar="OUTCOME", help="what is to be improved (default: profit)")
    ] = None,
    as_json: Json = False,
) -> None:
    """Which survey, record or pilot would save most regret before a choice, from the runs of a finished study."""
    from imsim.reporting.terminal import screen, worth
    from imsim.studies.worth_in import worth_in

    with TemporaryDirectory(prefix="imsim-") as scratch:
        scenario, found = worth_in(folder, Path(scratch), goal)
        if as_json:
            screen.say_json(found)
        else:
            worth.show(scenario, found)
