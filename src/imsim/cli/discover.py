"""`imsim discover`: under which parameters a strategy loses."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from imsim.cli.options import Json, parted


def discover_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="--out of imsim compare --uncertain")],
    strategies: Annotated[str | None, typer.Option(help="names, separated by commas (default: all)")] = None,
    against: Annotated[str | None, typer.Option(help="what they lose against (default: the reference)")] = None,
    as_json: Json = False,
) -> None:
    """Where strategies lose: boxes in the parameter sets of a finished study, beside shuffled labels."""
    from imsim.reporting.terminal import discovery, screen
    from imsim.studies.discovery import discover_in

    with TemporaryDirectory(prefix="imsim-") as scratch:
        found = discover_in(folder, Path(scratch), parted(strategies), against)
    if as_json:
        screen.say_json(found.as_json())
    else:
        discovery.show(found)
