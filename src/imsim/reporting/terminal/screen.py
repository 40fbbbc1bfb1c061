"""The terminal: where results and messages go, tables that fit, bars, numbers as text.

Results go to stdout, everything else to stderr. What is said of each kind of result stands in modules of its own, from
`console_comparison` to `console_worlds`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table

from imsim.engine.sanitising import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from imsim.studies.intervals import Estimate

# Names come from anybody's file: brackets are no markup, ":name:" is no picture.
AS_IT_STANDS: dict[str, Any] = {"highlight": False, "markup": False, "emoji": False}
PLAIN_WIDTH = 120
GAP = 2
# Said under a table in which a paired difference has no interval.
WITHOUT_INTERVAL = "without ±: too few replicates differ for an interval."


def results() -> Console:
    """Where results go; wide enough for a table when piped."""
    console = Console(**AS_IT_STANDS)
    if not console.is_terminal:
        console = Console(**AS_IT_STANDS, width=PLAIN_WIDTH)
    return console


def messages() -> Console:
    """Where progress and messages go."""
    return Console(**AS_IT_STANDS, stderr=True, soft_wrap=True)


def say_json(content: Any) -> None:
    """Print data on stdout, for programs to read."""
    typer.echo(json.dumps(content, indent=2))


def say(console: Console, text: str, style: str | None = None) -> None:
    """Print a line as text, whatever names from a user's file look like."""
    console.print(printable(text), style=style)


class PlainTable(Table):
    """A table without lines that loses nothing in a narrow terminal.

    Args:
        heads: of the columns.
        left: so many columns hold words, which wrap where room is short; the others hold numbers, which do not, but
            their headings are broken to the width of the numbers.
    """

    def __init__(self, heads: Sequence[str], left: int = 1) -> None:
        super().__init__(header_style="bold", box=None, pad_edge=False, padding=(0, GAP, 0, 0))
        for place, head in enumerate(heads):
            words = place < left
            self.add_column(printable(head), justify="left" if words else "right", no_wrap=not words, overflow="fold")

    def add_row(self, *cells: RenderableType | None, **options: Any) -> None:
        """A row whose texts are shown as letters."""
        super().add_row(*(printable(cell) if isinstance(cell, str) else cell for cell in cells), **options)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Rich asks for this when the table is printed."""
        for column in self.columns:
            if column.no_wrap:
                column.header = broken(str(column.header), max(map(cell_len, map(str, column.cells)), default=0))
        yield from super().__rich_console__(console, options)


def broken(head: str, width: int) -> str:
    r"""A heading in lines of a width, as far as its words and the parts of a dotted key allow.

    Example:
        >>> broken("training.hours", 4), broken("cost, kUSD", 6), broken("95 % interval", 16)
        ('training.\nhours', 'cost,\nkUSD', '95 % interval')
    """
    lines = [""]
    for piece in re.split(r"(?<=[. ])", head):
        if lines[-1] and cell_len((lines[-1] + piece).rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.strip() for line in lines)


@contextmanager
def progress(total: int, what: str, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A bar on stderr with rate and time left; nothing where nobody watches."""
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


# Numbers as text


def number(value: float, half: float = math.nan) -> str:
    """A number, and the half-width of its interval, with the digits that mean something.

    Example:
        >>> number(77.1234, 0.25), number(1234567.0, 4200.0), number(0.0123)
        ('77.12 ±0.25', '1,234,567 ±4,200', '0.0123')
    """
    if not math.isfinite(value):
        return "-"
    scale = half if math.isfinite(half) and half > 0 else abs(value) / 10
    digits = min(4, max(0, 1 - math.floor(math.log10(scale)))) if scale > 0 else 0
    text = f"{value:,.{digits}f}"
    return f"{text} ±{half:,.{digits}f}" if math.isfinite(half) else text


def interval(value: Estimate, digits: int, factor: float = 1.0) -> str:
    """A signed difference and the half-width of its interval.

    Example:
        >>> from imsim.studies.intervals import Estimate
        >>> interval(Estimate(1.0, 0.5, 1.5, 0.2), 1), interval(Estimate(-0.0001, -0.0002, 0.0, 0.0), 1)
        ('+1.0 ±0.5', '0.0 ±0.0')
    """
    mean = f"{value.mean * factor:+,.{digits}f}"
    if not mean.strip("+-0.,"):
        mean = mean.strip("+-")
    half = (value.high - value.low) / 2 * factor
    return mean if half != half else f"{mean} ±{half:,.{digits}f}"


def rounded(value: float, digits: int) -> str:
    """A number with so many digits behind the point; what rounds to nothing has no sign.

    Example:
        >>> rounded(-0.0002, 3), rounded(-1234.56, 0)
        ('0.000', '-1,235')
    """
    text = f"{value:,.{digits}f}"
    return text if text.strip("-0.,") else text.strip("-")


def thousands(value: float | None) -> str:
    """Money in thousands, or a dash.

    Example:
        >>> thousands(59251.4), thousands(None)
        ('59.3', '-')
    """
    return "-" if value is None else f"{value / 1000:,.1f}"
