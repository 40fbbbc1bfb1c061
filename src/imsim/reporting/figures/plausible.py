"""Plausible parameter sets: levels beside what is known, and ranges before and after conditioning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D

from imsim.reporting.figures.page import ABOVE, BAD, BLUE, FAINT, INK, PALE, UNCLEAR, begun, rows, styled, tall
from imsim.reporting.figures.words import PLAIN, Words
from imsim.reporting.numbers import scale_of
from imsim.reporting.quantities import label_of, unit_of
from imsim.studies.answer import Json

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

MOST_RANGES = 10
WIDE = 130.0
# Rejected sets lie up to so many tolerances away on the drawing; what is further stands at its edge.
EDGE = 3.0


@styled
def known_levels(
    sets: pd.DataFrame,
    known: Sequence[Json],
    *,
    words: Words = PLAIN,
    note: str = "",
    axes: Axes | None = None,
) -> Axes:
    """Levels of parameter sets on the scale of the tolerances: kept ones lie between -1 and 1.

    Args:
        sets: a row a candidate, `sets.parquet` of plausible sets.
        known: levels with their tolerances.
        words: what things are called.
        note: said below the title.
        axes: to draw on; a page of one column by default.
    """
    names = [level_label(row, words) for row in known]
    axes = begun(axes, words, "the firm untreated, and parameter sets", note, 0.6 + tall(names, 0.3, WIDE))
    axes.axvspan(-1, 1, color=FAINT, zorder=0)
    axes.axvline(0, color=INK, linewidth=0.6)
    jitter = np.random.default_rng(1)
    for place, row in enumerate(known):
        for verdict, colour, below in (("rejected", UNCLEAR, 0.2), ("kept", BLUE, -0.1)):
            values = sets.loc[sets["verdict"] == verdict, f"level_{row['outcome']}"].to_numpy()
            miss = np.clip((values - row["level"]) / row["within"], -EDGE, EDGE)
            high = place + below + jitter.uniform(-0.1, 0.1, len(miss))
            axes.plot(miss, high, "o", color=colour, markersize=2.2, alpha=0.6, markeredgewidth=0)
    rows(axes, names, WIDE)
    axes.set_xlim(-EDGE - 0.1, EDGE + 0.1)
    axes.set_xlabel("distance from the known level\n(in tolerances)")
    marks = [Line2D([], [], marker="o", color=colour, linestyle="", markersize=3) for colour in (BLUE, UNCLEAR)]
    axes.legend(marks, ["kept", "rejected"], **ABOVE)
    return axes


def level_label(row: Json, words: Words) -> str:
    """A level with its tolerance."""
    within = {"mean": row["level"], "low": row["level"] - row["within"], "high": row["level"] + row["within"]}
    scale = scale_of(unit_of(row["outcome"]), [within], words.money)
    return f"{label_of(row['outcome'])}\n{scale.number(row['level'])} ±{scale.number(row['within'])} {scale.unit}"


@styled
def conditioned_ranges(table: pd.DataFrame, *, words: Words = PLAIN, axes: Axes | None = None) -> Axes:
    """Ranges of parameters before and after conditioning, each on the scale of all that occurs.

    Args:
        table: a row a parameter, `table.csv` of plausible sets: anchored ones, then those that are clearly moved.
        words: what things are called.
        axes: to draw on; a page of one column by default.
    """
    anchored, drawn = table[table["anchored"]], table[table["clear"]].head(MOST_RANGES)
    shown = [*anchored.to_dict("records"), *drawn.to_dict("records")]
    names = [str(row["parameter"]) for row in shown]
    note = "5 to 95 % of the sets, dot: middle; pale: as drawn; orange: set so that the levels are met"
    axes = begun(axes, words, "ranges after conditioning", note, 0.4 + tall(names, 0.17, WIDE))
    for place, row in enumerate(shown):
        ends = [row[key] for key in ("low", "high", "kept_low", "kept_high")]
        least, most = min(ends), max(ends)
        wide = (most - least) or 1.0
        low, high, kept_low, middle, kept_high = (
            (row[key] - least) / wide for key in ("low", "high", "kept_low", "kept_middle", "kept_high")
        )
        if not row["anchored"]:
            axes.plot([low, high], [place, place], color=PALE, linewidth=4.5, solid_capstyle="butt")
        else:
            axes.plot(low, place, "|", color=INK, markersize=7)
        colour = BAD if row["anchored"] else BLUE
        axes.plot([kept_low, kept_high], [place, place], color=colour, linewidth=1.6, solid_capstyle="butt")
        axes.plot(middle, place, "o", color=colour, markersize=3.2)
    rows(axes, names, WIDE)
    axes.set_xlim(-0.04, 1.04)
    axes.set_xticks([0, 1], ["lowest", "highest"])
    return axes
