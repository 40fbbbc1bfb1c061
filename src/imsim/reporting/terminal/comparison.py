"""What a person reads of a comparison: strategies side by side, or all of one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from imsim.reporting.terminal import screen as console
from imsim.reporting.terminal.screen import PlainTable, interval, rounded, thousands

if TYPE_CHECKING:
    from rich.table import Table

    from imsim.studies.comparison import Comparison

LARGE, MIDDLE = 1000, 10
MONEY = "money"


def show(comparison: Comparison) -> None:
    """Strategies side by side on stdout."""
    screen = console.results()
    first, *rest = comparison_text(comparison)
    console.say(screen, comparison.scenario.table.title or comparison.scenario.name, style="bold")
    console.say(screen, first)
    screen.print()
    screen.print(comparison_table(comparison))
    for line in rest:
        console.say(screen, line)


def show_strategy(comparison: Comparison, strategy: str) -> None:
    """One strategy on stdout, an outcome a row."""
    screen = console.results()
    console.say(screen, f"{comparison.scenario.table.title}: {comparison.scenario.label(strategy)}", style="bold")
    screen.print(outcomes_table(comparison, strategy))


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
        lines.append(console.WITHOUT_INTERVAL)
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
