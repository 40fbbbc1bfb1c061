"""`imsim report`: a study as one page that needs neither network nor program to be read, printed or sent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="folder of a finished study: what its --out named")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="where to write it (default: DIR/report.html)")
    ] = None,
) -> None:
    """A study as one HTML page that needs no network. Question, answer, tables, figures, assumptions, manifest."""
    from imsim.reporting.html_report import write_report

    typer.echo(str(write_report(folder, out)))
