"""The browser page from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from imsim.cli.options import Source
from imsim.engine.interrupts import Stopped

PORT = 8765


def app_command(
    source: Source = "service_firm",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one")] = PORT,
    host: Annotated[str, typer.Option(help="address to listen on; others than this machine's own are warned of")] = (
        "127.0.0.1"
    ),
    allow_host: Annotated[
        list[str] | None,
        typer.Option(help="NAME or NAME:PORT by which browsers reach the page through a tunnel or proxy; repeatable"),
    ] = None,
    root_path: Annotated[str, typer.Option(help="path under which a proxy serves the page, such as /imsim")] = "",
    jobs: Annotated[
        int | None, typer.Option(help="processes that serve visitors (default: 1; one a core for other machines)")
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="do not open the page")] = False,
    lesson: Annotated[
        str | None, typer.Option("--lesson", metavar="NAME|FILE", help="begin with it; names: imsim lessons")
    ] = None,
    board: Annotated[Path | None, typer.Option(help="CSV file that plans entered for a challenge are added to")] = None,
) -> None:
    """A company in the browser: its employees, its curves, two strategies."""
    from imsim.app.classroom import begin_with
    from imsim.app.server import Serving, serve
    from imsim.reporting.terminal import screen

    begin_with(lesson, board)
    how = Serving(host, port, tuple(allow_host or ()), root_path.rstrip("/"), jobs, not no_browser)
    try:
        serve(source, how, lambda text: screen.say(screen.messages(), text))
    except Stopped as stop:
        # The way to end it: nothing went wrong, and there are no files to speak of.
        screen.say(screen.messages(), "the page is closed")
        raise typer.Exit(stop.code) from None
