"""The terminal: where results and messages go, lines, bars.

Results go to stdout, everything else to stderr. What is said of each kind of result stands in the modules beside this
one, its tables in `tables`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console

from imsim.engine.sanitising import printable
from imsim.reporting.terminal.encoding import showable
from imsim.studies.answer import Json

if TYPE_CHECKING:
    from collections.abc import Callable

# Names come from anybody's file: brackets are no markup, ":name:" is no picture.
AS_IT_STANDS: Json = {"highlight": False, "markup": False, "emoji": False}
PLAIN_WIDTH = 120
# Said under a table in which a paired difference has no interval.
WITHOUT_INTERVAL = "without ±: too few replicates differ for an interval."


def results() -> Console:
    """Where results go; when piped as wide as COLUMNS says, or wide enough for a table."""
    console = Console(**AS_IT_STANDS)
    asked = os.environ.get("COLUMNS", "")
    if not console.is_terminal and not (asked.isdecimal() and int(asked)):
        console = Console(**AS_IT_STANDS, width=PLAIN_WIDTH)
    return console


def messages() -> Console:
    """Where progress and messages go."""
    return Console(**AS_IT_STANDS, stderr=True, soft_wrap=True)


def say_json(content: object) -> None:
    """Print data on stdout, for programs to read."""
    typer.echo(json.dumps(content, indent=2))


def say(console: Console, text: str, style: str | None = None) -> None:
    """Print a line as text, whatever names from a user's file look like."""
    console.print(showable(printable(text), console.encoding), style=style)


def listed(names: Iterable[str]) -> str:
    """Names in a sentence, in quotes where they hold a comma.

    Example:
        >>> listed(["cash bonus", "messages, generic"])
        'cash bonus, "messages, generic"'
    """
    return ", ".join(f'"{name}"' if "," in name else name for name in names)


@contextmanager
def progress(total: int, what: str, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A progress bar on stderr with rate and time left; none where stderr is no terminal."""
    console = messages()
    if quiet or not console.is_terminal:
        yield lambda _: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns: tuple[Any, ...] = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]} runs/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=total, rate="-")

        def done(number: int) -> None:
            speed = bar.tasks[task].speed
            bar.update(task, advance=number, rate=f"{speed:.0f}" if speed else "-")

        yield done
