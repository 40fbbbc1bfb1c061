"""The browser page from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from imsim.engine.interrupts import Stopped

PORT = 8765
COMPANY = "service_firm"


def app_command(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="SCENARIO",
            help="a TOML file, or the name of a built-in scenario (default: the lesson's company, or service_firm)",
            show_default=False,
        ),
    ] = None,
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
        int | None,
        typer.Option(help="processes that serve visitors (default: 1; one a core for other machines without --lesson)"),
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="do not open the page")] = False,
    lesson: Annotated[
        str | None, typer.Option("--lesson", metavar="NAME|FILE", help="begin with it; names: imsim lessons")
    ] = None,
    board: Annotated[
        Path | None, typer.Option(help="CSV file that plans are added to which change the board of a challenge")
    ] = None,
) -> None:
    """A company in the browser: its employees, its curves, two strategies."""
    from imsim.app.classroom import begin_with
    from imsim.app.server import Serving, serve
    from imsim.reporting.terminal import screen

    company = begin_with(lesson, board, jobs)
    # A class is one: its board and the runs of its lesson are kept by one process, unless somebody asks for more.
    processes = 1 if jobs is None and lesson is not None else jobs
    how = Serving(host, port, tuple(allow_host or ()), root_path.rstrip("/"), processes, not no_browser)

    def say(text: str) -> None:
        screen.say(screen.messages(), text)

    if how.processes > 1:
        say(f"each of {how.processes} processes keeps a board of its own for a challenge; with --jobs 1 there is one")
    try:
        serve(source or company or COMPANY, how, say)
    except Stopped as stop:
        # The way to end it: nothing went wrong, and there are no files to speak of.
        say("the page is closed")
        raise typer.Exit(stop.code) from None
