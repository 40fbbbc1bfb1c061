"""Robustness of strategies: how often each is best, the regret of choosing it, and switching factors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, PercentFormatter

from imsim.reporting.figures.page import ABOVE, BAD, BLUE, FAINT, INK, UNCLEAR, begun, page, rows, styled, tall, whisker
from imsim.reporting.figures.words import PLAIN, Words
from imsim.reporting.quantities import label_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MOST_FACTORS = 12
WIDE = 130.0


@styled
def ranking(
    table: pd.DataFrame,
    outcome: str = "acsi",
    *,
    words: Words = PLAIN,
    note: str = "over parameter sets drawn from the uncertainties; 95 % intervals",
) -> Figure:
    """Probability that each strategy is best, and the regret of choosing it, side by side.

    Args:
        table: a row for each outcome and strategy, `table.csv` of a comparison under uncertainty.
        outcome: name.
        words: what things are called.
        note: said below the title.
    """
    names = [words.strategy(name) for name in table.loc[table["outcome"] == outcome, "strategy"]]
    title = f"ranking by {label_of(outcome)} under uncertainty"
    figure = page(words.heading(title), words.under(note), 0.45 + tall(names, 0.175))
    left, right = figure.subplots(1, 2, sharey=True, gridspec_kw={"width_ratios": (1.25, 1)})
    probability_best(table, outcome, words=words, axes=left)
    regret(table, outcome, words=words, axes=right)
    for axes in (left, right):
        axes.set_title("")
    right.tick_params(axis="y", labelleft=False)
    return figure


@styled
def probability_best(
    table: pd.DataFrame, outcome: str = "acsi", *, words: Words = PLAIN, axes: Axes | None = None
) -> Axes:
    """Share of the parameter sets in which each strategy is best, with its interval.

    Args:
        table: a row for each outcome and strategy, `table.csv` of a comparison under uncertainty.
        outcome: name.
        words: what things are called.
        axes: to draw on; a page of one column by default.
    """
    result = table[table["outcome"] == outcome]
    names = [words.strategy(name) for name in result["strategy"]]
    axes = begun(axes, words, f"best by {label_of(outcome)}", "95 % intervals", 0.45 + tall(names, 0.175))
    for place, row in enumerate(result.to_dict("records")):
        axes.barh(place, row["best"], height=0.66, color=FAINT)
        whisker(axes, (row["low"], row["best"], row["high"]), place, BLUE)
    rows(axes, names)
    axes.set_xlim(0, 1.02)
    axes.set_xticks([0, 0.5, 1])
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    axes.grid(axis="x")
    axes.set_xlabel("best in\n(share of parameter sets)")
    return axes


@styled
def regret(table: pd.DataFrame, outcome: str = "acsi", *, words: Words = PLAIN, axes: Axes | None = None) -> Axes:
    """What is lost on average by choosing a strategy instead of the best one in each parameter set.

    Args:
        table: a row for each outcome and strategy, `table.csv` of a comparison under uncertainty.
        outcome: name.
        words: what things are called.
        axes: to draw on; a page of one column by default.
    """
    result = table[table["outcome"] == outcome]
    size, unit = words.scale(outcome, result["regret"], change=True)
    names = [words.strategy(name) for name in result["strategy"]]
    axes = begun(axes, words, f"regret in {label_of(outcome)}", "95 % intervals", 0.45 + tall(names, 0.175))
    for place, row in enumerate(result.to_dict("records")):
        axes.barh(place, row["regret"] / size, height=0.66, color=FAINT)
        low, middle, high = (row[name] / size for name in ("regret_low", "regret", "regret_high"))
        whisker(axes, (low, middle, high), place, BAD)
    rows(axes, names)
    axes.grid(axis="x")
    axes.set_xlim(0, None if result["regret"].any() else 1)
    axes.xaxis.set_major_locator(MaxNLocator(3))
    axes.set_xlabel(f"mean regret\n({unit})")
    return axes


@styled
def switching_factors(
    factors: pd.DataFrame,
    outcome: str = "acsi",
    *,
    first: str = "",
    second: str = "",
    words: Words = PLAIN,
    axes: Axes | None = None,
) -> Axes:
    """Switching factors: how often the first strategy is ahead where an uncertainty is low, and where it is high.

    Args:
        factors: a row for each parameter, with `when_low`, `when_high`, `clear`; the strongest first.
        outcome: name.
        first: the best strategy.
        second: the next.
        words: what things are called.
        axes: to draw on; a page of one column by default.
    """
    shown = factors.head(MOST_FACTORS)
    who = f"{words.strategy(first)} ahead of {words.strategy(second)}" if first else "the first strategy ahead"
    title = f"what turns the ranking by {label_of(outcome)}"
    note = f"share of sets with {who}, lowest and highest third of each uncertainty; grey: no more than chance"
    axes = begun(axes, words, title, note, 0.5 + tall(list(shown["parameter"]), 0.17, WIDE, 3))
    for place, row in enumerate(shown.to_dict("records")):
        colour = INK if row["clear"] else UNCLEAR
        axes.plot([row["when_low"], row["when_high"]], [place, place], color=colour, linewidth=0.9)
        axes.plot(row["when_low"], place, "o", color=BLUE if row["clear"] else UNCLEAR)
        axes.plot(row["when_high"], place, "D", color=BAD if row["clear"] else UNCLEAR)
    axes.axvline(0.5, color=INK, linewidth=0.6, linestyle=(0, (3, 2)))
    rows(axes, list(shown["parameter"]), WIDE)
    axes.set_xlim(-0.03, 1.03)
    axes.set_xticks([0, 0.5, 1])
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0, symbol=" %"))
    axes.grid(axis="x")
    axes.set_xlabel("ahead in (share of parameter sets)")
    colours = (BLUE, BAD) if shown["clear"].any() else (UNCLEAR, UNCLEAR)
    marks = [
        Line2D([], [], marker=marker, color=colour, linestyle="") for marker, colour in zip("oD", colours, strict=True)
    ]
    axes.legend(marks, ["lowest third", "highest third"], **ABOVE)
    return axes
