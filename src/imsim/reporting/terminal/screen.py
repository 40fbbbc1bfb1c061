"""The terminal: where results and messages go, lines, bars.

Results go to stdout, everything else to stderr. What is said of each kind of result stands in the modules beside this
one, its tables in `tables`.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console

from imsim.engine.sanitising import printable
from imsim.reporting.terminal.encoding import showable
from imsim.studies.answer import Json
from imsim.studies.files import json_text

if TYPE_CHECKING:
    from collections.abc import Callable

# Names come from anybody's file: brackets are no markup, ":name:" is no picture.
AS_IT_STANDS: Json = {"highlight": False, "markup": False, "emoji": False}
PLAIN_WIDTH = 120
# Said under a table in which a paired difference has no interval.
WITHOUT_INTERVAL = "without ±: too few replicates differ for an interval."


class Screen(Console):
    """A console that leaves it to whoever prints what follows when nobody reads it any more."""

    def on_broken_pipe(self) -> None:
        """Say so; by itself the console would end the program as if a run had failed."""
        raise BrokenPipeError


def results() -> Console:
    """Where results go; when piped as wide as COLUMNS says, or wide enough for a table."""
    console = Screen(**AS_IT_STANDS)
    asked = os.environ.get("COLUMNS", "")
    if not console.is_terminal and not (asked.isdecimal() and int(asked)):
        console = Screen(**AS_IT_STANDS, width=PLAIN_WIDTH)
    return console


def messages() -> Console:
    """Where progress and messages go."""
    return Screen(**AS_IT_STANDS, stderr=True, soft_wrap=True)


def say_json(content: object) -> None:
    """Print data on stdout, for programs to read."""
    typer.echo(json_text(content, ascii_only=True))


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


class JsonLines:
    """Progress for programs: one JSON object a line on stderr, at first, at most one a second, and at last."""

    def __init__(self) -> None:
        self._begun = self._told = time.monotonic()
        self._last: tuple[int, int] | None = None

    def tell(self, done: int, total: int, last: bool = False) -> None:
        """So much is done of what may have to be, and at last of what had to be."""
        now, now_or_never = time.monotonic(), last or self._last is None or done >= total
        if (done, total) == self._last or not (now_or_never or now >= self._told + 1):
            return
        self._told, self._last = now, (done, total)
        line = {"done": done, "total": total, "seconds": round(now - self._begun, 3)}
        typer.echo(json.dumps(line), err=True)


@contextmanager
def progress(total: int, what: str, quiet: bool, form: str | None = None) -> Iterator[Callable[[int], None]]:
    """A progress bar on stderr with rate and time left, none where stderr is no terminal; or lines for programs."""
    if form is not None:
        lines, counted = JsonLines(), 0

        def tell(number: int) -> None:
            nonlocal counted
            counted += number
            lines.tell(counted, max(counted, total))

        tell(0)
        yield tell
        # What was left out, or finished before, is not to be waited for.
        lines.tell(counted or total, counted or total, last=True)
        return
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
