"""What a person reads in the terminal: tables and messages; results go to stdout, everything else to stderr."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table

from imsim.foreign import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from imsim.studies.comparison import Comparison
    from imsim.studies.intervals import Estimate

# Names come from anybody's file: brackets are no markup, ":name:" is no picture.
AS_IT_STANDS: dict[str, Any] = {"highlight": False, "markup": False, "emoji": False}
PLAIN_WIDTH = 120
GAP = 2
LARGE, MIDDLE = 1000, 10
MONEY = "money"


def results() -> Console:
    """Where results go; wide enough for a table when piped."""
    console = Console(**AS_IT_STANDS)
    if not console.is_terminal:
        console = Console(**AS_IT_STANDS, width=PLAIN_WIDTH)
    return console


def messages() -> Console:
    """Where progress and messages go."""
    return Console(**AS_IT_STANDS, stderr=True, soft_wrap=True)


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


def thousands(value: float | None) -> str:
    """Money in thousands, or a dash.

    Example:
        >>> thousands(59251.4), thousands(None)
        ('59.3', '-')
    """
    return "-" if value is None else f"{value / 1000:,.1f}"


def comparison_table(comparison: Comparison) -> Table:
    """Strategies side by side, the one that pleases customers most first."""
    scenario, reference = comparison.scenario, comparison.reference
    currency = scenario.table.economy.currency
    table = PlainTable(
        (
            "strategy",
            "ACSI gained",
            "turnover, pp",
            f"cost, k{currency}",
            "per point",
            f"profit, k{currency}",
            "per cash",
        )
    )
    order = sorted(comparison.names, key=lambda name: -comparison.difference("acsi", name).mean)
    for name in order:
        if name == reference:
            continue
        strategy = comparison.strategies[comparison.names.index(name)]
        share = comparison.return_on_cash(name)
        table.add_row(
            scenario.label(name),
            interval(comparison.difference("acsi", name), 2),
            interval(comparison.difference("turnover", name), 1, 100.0),
            thousands(comparison.cost(name).mean)
            + ("*" if strategy.under_budget else "!" if strategy.over_budget else ""),
            thousands(comparison.cost_per_point(name)),
            interval(comparison.difference("profit", name), 0, 0.001),
            "-" if share is None else f"{share:+.2f}",
        )
    return table


def outcomes_table(comparison: Comparison, strategy: str) -> Table:
    """Every outcome of one strategy: level, interval, and difference to the reference."""
    from imsim.outcomes import OUTCOMES

    head = f"difference to {comparison.scenario.label(comparison.reference)}"
    table = PlainTable(("outcome", "mean", "95 % interval", head, "unit"))
    table.columns[-1].justify = "left"
    for name, kind in OUTCOMES.items():
        level, gain = comparison.level(name, strategy), comparison.difference(name, strategy)
        unit, factor = kind.unit, 1.0
        if unit.startswith(MONEY):
            unit, factor = f"k{comparison.scenario.table.economy.currency}{unit.removeprefix(MONEY)}", 0.001
        mean, low, high = (value * factor for value in (level.mean, level.low, level.high))
        digits = 0 if abs(mean) >= LARGE else 1 if abs(mean) >= MIDDLE else 3
        table.add_row(
            kind.label,
            rounded(mean, digits),
            "-" if low != low else f"{rounded(low, digits)} to {rounded(high, digits)}",
            interval(gain, digits, factor),
            unit,
        )
    return table


def rounded(value: float, digits: int) -> str:
    """A number with so many digits behind the point; what rounds to nothing has no sign.

    Example:
        >>> rounded(-0.0002, 3), rounded(-1234.56, 0)
        ('0.000', '-1,235')
    """
    text = f"{value:,.{digits}f}"
    return text if text.strip("-0.,") else text.strip("-")


def comparison_text(comparison: Comparison) -> list[str]:
    """What stands around the table: the question before it, the answer and how to read it after it."""
    scenario, reference = comparison.scenario, comparison.reference
    names = [name for name in comparison.names if name != reference]
    level, turnover = comparison.level("acsi", reference), comparison.level("turnover", reference)
    lines = [
        f"{scenario.label(reference)}: ACSI {level.mean:.1f}, turnover {turnover.mean:.0%} a year; "
        "below, what other strategies change",
        "",
    ]
    best = max(names, key=lambda name: comparison.difference("acsi", name).mean, default=None)
    if best is not None:
        gain = comparison.difference("acsi", best)
        rest = [n for n in names if n != best and not comparison.difference("acsi", best, n).clear]
        tie = f", not clearly ahead of {', '.join(scenario.label(n) for n in rest)}" if rest else ""
        lines.append(
            f"Most satisfied customers: {scenario.label(best)}{tie}."
            if gain.low > 0
            else "No strategy clearly pleases customers more."
        )
        row = next(r for r in comparison.rows() if r["strategy"] == best and r["outcome"] == "acsi")
        if row["paired_error"] > 0:
            lines.append(
                f"Paired by replicate: standard error of its ACSI gain {row['paired_error']:.3f}; "
                f"unpaired it would be {row['unpaired_error']:.3f}."
            )
        lines.append(where_it_comes_from(comparison, best))
    budget = "as written, not scaled" if comparison.budget is None else (
        f"{comparison.budget / 1000:,.0f} k{scenario.table.economy.currency} a year planned for each"
    )  # fmt: skip
    lines.append(
        f"{comparison.replicates} replicates, {scenario.timeline.weeks} weeks, the last {scenario.timeline.window} "
        f"evaluated, 95 % intervals; budget: {budget}."
    )
    if any(strategy.under_budget for strategy in comparison.strategies):
        lines.append("* under budget: more of it would be of no use.")
    if any(strategy.over_budget for strategy in comparison.strategies):
        lines.append("! over budget: what does not scale in it costs more already.")
    if comparison.replicates > 1 and any(
        math.isnan(comparison.difference("turnover", name).low) for name in comparison.names
    ):
        lines.append("without ±: too few replicates differ for an interval.")
    lines.append(
        "per point, per cash: cost of an ACSI point; profit per unit of cash. A dash: not clearly different from none."
    )
    return lines


def where_it_comes_from(comparison: Comparison, strategy: str) -> str:
    """What a strategy costs in cash and in working time, and what it earns through customers and through turnover."""
    currency = comparison.scenario.table.economy.currency
    gained = comparison.gross_return(strategy)
    cash, time = (comparison.values(f"programme_{kind}", strategy).mean() for kind in ("cash", "time"))
    return (
        f"A year it takes {thousands(cash)} k{currency} in cash and {thousands(time)} k{currency} of working time, and "
        f"earns {interval(gained['customers'], 0, 0.001)} k{currency} through customers and "
        f"{interval(gained['turnover'], 0, 0.001)} k{currency} through turnover."
    )


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
