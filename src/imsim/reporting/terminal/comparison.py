"""Comparison in the terminal: strategies side by side, or all outcomes of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from imsim.reporting.intervals import few_text, has_interval
from imsim.reporting.looks import until_line
from imsim.reporting.numbers import count, digits_of_end, money_of, number, plain, scale_of
from imsim.reporting.quantities import ComparisonScales, gain_in, label_of, mark_of, spelt_out
from imsim.reporting.terminal import screen
from imsim.reporting.terminal.screen import listed
from imsim.reporting.terminal.tables import PlainTable
from imsim.studies.answer import Json

if TYPE_CHECKING:
    from rich.table import Table

    from imsim.studies.comparison import Comparison

PER_POINT, PER_CASH = "per point", "per cash"
READING = (
    "pp: percentage points a year; per point: cost of an ACSI point; per cash: profit per unit of cash. "
    "A dash: not clearly different from none."
)


@dataclass(frozen=True)
class ComparisonTexts:
    """A comparison with the words and scales for it.

    Args:
        comparison: what was found.
    """

    comparison: Comparison

    @cached_property
    def answer(self) -> Json:
        """The answer as `--json` prints it."""
        return self.comparison.as_json()

    @cached_property
    def scales(self) -> ComparisonScales:
        """Number formats."""
        return ComparisonScales(self.answer, money_of(self.comparison.scenario))

    def label(self, strategy: str) -> str:
        """What a strategy is called."""
        return self.comparison.scenario.label(strategy)

    def gain(self, strategy: str, outcome: str) -> str:
        """What a strategy changes in an outcome."""
        return self.scales.gain(outcome).around(gain_in(self.scales.rows[strategy], outcome), signed=True)

    def level(self, strategy: str, outcome: str) -> str:
        """An outcome of a strategy, without its interval."""
        return self.scales.level(outcome).number(self.scales.rows[strategy]["outcomes"][outcome]["mean"])


def show(comparison: Comparison) -> None:
    """Strategies side by side on stdout."""
    stdout, texts = screen.results(), ComparisonTexts(comparison)
    screen.say(stdout, comparison.scenario.table.title or comparison.scenario.name, style="bold")
    screen.say(stdout, reference_line(texts))
    stdout.print()
    stdout.print(comparison_table(texts))
    stdout.print()
    for line in (*answer_lines(texts), *foot_lines(texts)):
        screen.say(stdout, line)


def show_strategy(comparison: Comparison, strategy: str) -> None:
    """One strategy on stdout, an outcome a row."""
    stdout, texts = screen.results(), ComparisonTexts(comparison)
    title = comparison.scenario.table.title or comparison.scenario.name
    screen.say(stdout, f"{title}: {texts.label(strategy)}", style="bold")
    stdout.print(outcomes_table(texts, strategy))
    screen.say(stdout, doses_line(texts, strategy))
    screen.say(stdout, f"{how_run(comparison)}. {spelt_out(texts.scales.rows[strategy]['outcomes'])}")


def comparison_table(texts: ComparisonTexts) -> PlainTable:
    """Strategies side by side, the one that pleases customers most first."""
    scales, comparison = texts.scales, texts.comparison
    cost, profit = f"cost, {scales.money.unit}", f"profit, {scales.money.unit}"
    turnover = "staff turnover, pp"
    table = PlainTable(
        ("strategy", "ACSI gained", turnover, cost, PER_POINT, profit, PER_CASH),
        first_out=(PER_CASH, PER_POINT, turnover, cost, profit),
    )
    for name in sorted(comparison.names, key=lambda name: -comparison.difference("acsi", name).mean):
        if name == comparison.reference:
            continue
        row = scales.rows[name]
        table.add_row(
            texts.label(name),
            texts.gain(name, "acsi"),
            texts.gain(name, "turnover"),
            scales.cost.number(row["cost_per_year"]) + mark_of(row),
            scales.per_point.number(row["cost_per_point"]),
            texts.gain(name, "profit"),
            scales.per_cash.number(row["return_on_cash"], signed=True),
        )
    return table


def outcomes_table(texts: ComparisonTexts, strategy: str) -> Table:
    """Every outcome of one strategy: level, interval, and difference to the reference."""
    difference, interval = f"difference to {texts.label(texts.comparison.reference)}", "95 % interval"
    table = PlainTable(("outcome", "mean", interval, difference, "unit"), first_out=(interval, "mean"))
    table.columns[-1].justify = "left"
    for outcome, level in texts.scales.rows[strategy]["outcomes"].items():
        scale = texts.scales.level(outcome)
        table.add_row(
            label_of(outcome),
            scale.number(level["mean"]),
            scale.span(level["low"], level["high"]) or "-",
            texts.gain(strategy, outcome),
            scale.unit,
        )
    return table


def doses_line(texts: ComparisonTexts, strategy: str) -> str:
    """Line on what was run of each programme, and what it was scaled to."""
    doses = [
        f"{programme}.{lever} = {plain(value)}"
        for programme, levers in texts.scales.rows[strategy]["doses"].items()
        for lever, value in levers.items()
    ]
    return f"{budget_text(texts)}; run: {', '.join(doses) or 'no programme'}."


def budget_text(texts: ComparisonTexts) -> str:
    """What strategies were scaled to."""
    if texts.comparison.budget is None:
        return "budget: as written, not scaled"
    cost = texts.scales.cost.number(texts.comparison.budget)
    return f"budget: {cost} {texts.scales.money.unit} a year planned for each"


def reference_line(texts: ComparisonTexts) -> str:
    """Where the reference stands."""
    reference = texts.comparison.reference
    return (
        f"{texts.label(reference)}: ACSI {texts.level(reference, 'acsi')}, staff turnover "
        f"{texts.level(reference, 'turnover')} {texts.scales.level('turnover').unit}; "
        "below, what other strategies change"
    )


def answer_lines(texts: ComparisonTexts) -> Iterator[str]:
    """Lines on the best strategy for customers, how clear its lead is, and its costs and earnings."""
    comparison = texts.comparison
    names = [name for name in comparison.names if name != comparison.reference]
    if not names:
        return
    best = max(names, key=lambda name: comparison.difference("acsi", name).mean)
    rest = [name for name in names if name != best and not comparison.difference("acsi", best, name).clear]
    tie = f", not clearly ahead of {listed(map(texts.label, rest))}" if rest else ""
    yield (
        f"Most satisfied customers: {listed([texts.label(best)])}{tie}."
        if comparison.difference("acsi", best).low > 0
        else "No strategy clearly pleases customers more."
    )
    yield from profit_line(texts, best, names)
    row = next(row for row in comparison.rows() if row["strategy"] == best and row["outcome"] == "acsi")
    if row["paired_error"] > 0:
        paired, unpaired = (number(row[key], digits_of_end(row[key], 3)) for key in ("paired_error", "unpaired_error"))
        yield (
            f"Standard error of the ACSI gain of {listed([texts.label(best)])}: {paired}, paired by replicate; "
            f"unpaired it would be {unpaired}."
        )
    yield money_line(texts, best)


def profit_line(texts: ComparisonTexts, best: str, names: list[str]) -> Iterator[str]:
    """Line on the most profitable strategy, where it is another than the best for customers."""
    comparison = texts.comparison
    richest = max(names, key=lambda name: comparison.difference("profit", name).mean)
    if richest == best or comparison.difference("profit", richest).low <= 0:
        return
    level = [name for name in names if name != richest and not comparison.difference("profit", richest, name).clear]
    tie = f", not clearly ahead of {listed(map(texts.label, level))}" if level else ""
    yield f"Most profit: {listed([texts.label(richest)])}{tie}."


def money_line(texts: ComparisonTexts, strategy: str) -> str:
    """Line on a strategy's cost in cash and working time, and its earnings through customers and staff turnover."""
    row, scales = texts.scales.rows[strategy], texts.scales
    earned = {key: scales.earned.around(value, signed=True) for key, value in row["gained_through"].items()}
    unit = scales.money.unit
    return (
        f"A year of {listed([texts.label(strategy)])} takes "
        f"{scales.cost.number(row['cash_per_year'])} {unit} in cash and "
        f"{scales.cost.number(row['time_per_year'])} {unit} of working time, and earns {earned['customers']} {unit} "
        f"through customers and {earned['turnover']} {unit} through staff turnover. {worth(texts, strategy)}"
    )


def worth(texts: ComparisonTexts, strategy: str) -> str:
    """What the strategy is worth as an investment."""
    row, money = texts.scales.rows[strategy], texts.scales.money
    value = scale_of("money", [row["net_present_value"]], money)
    present = f"{value.around(row['net_present_value'], signed=True)} {value.unit}"
    weeks, gain = row["payback_weeks"], row["loop_gain"]
    back = "not paid back within the run" if weeks is None else f"paid back after {count(weeks, 'week')}"
    back = back if weeks != 0 else "never behind"
    funded = "" if gain is None else f"; loop gain {gain:.2f}, below 1 it settles"
    return f"Net present value of the run {present}, {back}{funded}."


def foot_lines(texts: ComparisonTexts) -> Iterator[str]:
    """Lines on the method and on how to read the table."""
    comparison, scales = texts.comparison, texts.scales
    yield f"{how_run(comparison)}; {budget_text(texts)}."
    if comparison.until:
        yield until_line(comparison.until, texts.label)
    yield from mark_lines(scales)
    if comparison.replicates > 1 and not all(has_interval(gain_in(row, "turnover")) for row in scales.others):
        yield screen.WITHOUT_INTERVAL
    yield READING
    yield spelt_out(["acsi"])


def mark_lines(scales: ComparisonScales) -> Iterator[str]:
    """What the marks behind costs mean, those that there are."""
    marks = {mark_of(row) for row in scales.others}
    if "*" in marks:
        yield "* under budget: more of it would be of no use."
    if "!" in marks:
        yield "! over budget: what does not scale in it costs more already."
    if "~" in marks:
        yield "~ it cost over 5 % more or less than was reckoned before the run."


def how_run(comparison: Comparison) -> str:
    """Replicates and weeks."""
    timeline = comparison.scenario.timeline
    compared = len(comparison.names) - 1
    intervals = ", 95 % intervals" if comparison.replicates > 1 else ", no intervals"
    if comparison.replicates > 1 and compared > 1:
        intervals += f" ({count(compared, 'comparison')} a column, jointly)"
    intervals += few_text(comparison.replicates)
    return (
        f"{count(comparison.replicates, 'replicate')}, {count(timeline.weeks, 'week')}, the last {timeline.window} "
        f"evaluated{intervals}"
    )
