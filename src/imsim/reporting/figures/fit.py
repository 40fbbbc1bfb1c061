"""A fit: data within the fitted bands, what was learnt of each parameter, and pairs identified only jointly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from imsim.reporting.figures.page import (
    BAD,
    BLUE,
    COLUMN,
    FAINT,
    INK,
    PALE,
    SOFT,
    UNCLEAR,
    begun,
    page,
    rows,
    styled,
    tall,
)
from imsim.reporting.figures.words import PLAIN, Words, factor_label
from imsim.studies.answer import Json

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

WIDE = 130.0
COLUMNS, HIGH = 2, 1.0
SHOWN = {"learnt": BLUE, "hardly": INK, "not at all": UNCLEAR}
MOST_DRAWN = 1500


@styled
def fitted_bands(numbers: pd.DataFrame, *, words: Words = PLAIN) -> Figure:
    """Observed numbers, a panel a block, each within the 5 to 95 % that the fitted model makes of it.

    Args:
        numbers: a row a number, `numbers.csv` of a fit.
        words: what things are called.
    """
    numbers = numbers[numbers["used"]]
    blocks = list(dict.fromkeys(numbers["block"]))
    high = -(-len(blocks) // COLUMNS)
    note = "bars: 5 to 95 % of what the fitted model makes; dots: observed; red: outside"
    figure = page(words.heading("the data, and what the fitted model makes"), words.under(note), high * HIGH)
    panels = np.atleast_1d(figure.subplots(high, min(COLUMNS, len(blocks)))).ravel()
    for axes, block in zip(panels, blocks, strict=False):
        _panel(axes, block, numbers[numbers["block"] == block])
    for axes in panels[len(blocks) :]:
        axes.set_axis_off()
    return figure


def _panel(axes: Axes, block: str, mine: pd.DataFrame) -> None:
    counts = block in ("exits", "hires")
    columns = {name: mine[name].to_numpy() ** (2 if counts else 1) for name in ("low", "middle", "high", "observed")}
    place = np.arange(len(mine), dtype=float)
    labels = mine["label"].to_numpy()
    changes = np.flatnonzero(labels[1:] != labels[:-1]) + 1
    if len(changes) and (mine["department"] != "").any():
        place += np.searchsorted(changes, place, side="right")  # a gap between dates
    width = min(4.0, 60 / max(len(mine), 1))
    axes.vlines(place, columns["low"], columns["high"], color=PALE, linewidth=width)
    outside = (columns["observed"] < columns["low"]) | (columns["observed"] > columns["high"])
    for mask, colour in ((~outside, BLUE), (outside, BAD)):
        axes.plot(place[mask], columns["observed"][mask], "o", color=colour, markersize=2.0, markeredgewidth=0)
    unit = "a year" if counts else "0-1"
    axes.set_title(f"{block.removeprefix('survey: ').replace('_', ' ')}, {unit}", fontsize=6.5, loc="left")
    axes.set_xticks([place[0], place[-1]] if len(place) > 1 else [place[0]],
                    [labels[0], labels[-1]] if len(place) > 1 else [labels[0]])  # fmt: skip
    ticks = axes.get_xticklabels()
    ticks[0].set_horizontalalignment("left")
    ticks[-1].set_horizontalalignment("right" if len(place) > 1 else "left")


@styled
def learnt(table: pd.DataFrame, *, words: Words = PLAIN, axes: Axes | None = None) -> Axes:
    """What was learnt of each parameter: its 90 % interval within its prior range, the narrowest first.

    Args:
        table: a row a parameter, `table.csv` of a fit.
        words: what things are called.
        axes: to draw on; a page of one column by default.
    """
    ordered = table.sort_values("width", kind="stable").to_dict("records")
    names = [str(row["parameter"]) for row in ordered]
    note = "mean and 90 % interval in the prior's; blue: learnt, black: hardly, grey: not at all"
    axes = begun(axes, words, "what the data tell of each parameter", note, 0.4 + tall(names, 0.17, WIDE))
    for place, row in enumerate(ordered):
        wide = row["prior_high"] - row["prior_low"]
        low, middle, high = ((row[key] - row["prior_low"]) / wide for key in ("low", "estimate", "high"))
        axes.plot([0, 1], [place, place], color=FAINT, linewidth=4.5, solid_capstyle="butt")
        colour = SHOWN[str(row["learnt"])]
        axes.plot([low, high], [place, place], color=colour, linewidth=1.6, solid_capstyle="butt")
        axes.plot(middle, place, "o", color=colour, markersize=3.2)
    rows(axes, names, WIDE)
    axes.set_xlim(-0.1, 1.1)
    axes.set_xticks([0, 1], ["5 %", "95 %"])
    axes.set_xlabel("prior")
    return axes


@styled
def ridge(draws: pd.DataFrame, pair: Json, *, words: Words = PLAIN) -> Figure:
    """Two parameters that the data tell only together: draws from their posterior.

    Args:
        draws: a row a draw, `draws.parquet` of a fit.
        pair: names and correlation.
        words: what things are called.
    """
    one, other = pair["one"], pair["other"]
    note = f"draws from the posterior, correlation {pair['correlation']:.2f}"
    figure = page(words.heading("two numbers that are identified only jointly"), words.under(note), 2.0, COLUMN)
    axes = figure.subplots()
    every = max(len(draws) // MOST_DRAWN, 1)
    axes.plot(draws[one][::every], draws[other][::every], ".", color=BLUE, markersize=1.5, alpha=0.5, markeredgewidth=0)
    axes.set_xlabel(factor_label(one))
    axes.set_ylabel(factor_label(other))
    axes.tick_params(colors=SOFT)
    # Few ticks: as many before the layout makes room for their digits as after it.
    axes.locator_params(axis="y", nbins=4)
    return figure
