"""The life line of one employee: what the person knows and feels week by week, beside everybody's mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from imsim.reporting.figures.comparison import weeks_axis
from imsim.reporting.figures.labels import label_ends
from imsim.reporting.figures.page import COLOURS, SOFT, begun, styled
from imsim.reporting.figures.words import PLAIN, Words
from imsim.reporting.quantities import label_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

# Marks are numbered along the top; so many can be told apart.
MOST_MARKS = 20
# What stands at the ends of curves is short.
SHORT = {"job_satisfaction": "satisfaction", "management_trust": "trust"}
LINES = ("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)))


@styled
def life_line(
    life: pd.DataFrame,
    around: pd.DataFrame,
    marks: Sequence[tuple[int, str]] = (),
    *,
    words: Words = PLAIN,
    title: str = "",
    axes: Axes | None = None,
) -> Axes:
    """States of one employee over the weeks, and behind them, thin, the same as means over everybody.

    Args:
        life: a row a week, a column a state, 0-1.
        around: the same of everybody.
        marks: week of what happened, and what; each has a number on the axis.
        words: what things are called.
        title: who it is.
        axes: to draw on; a page of one column by default.
    """
    note = "thin: mean of everybody; dotted lines: weeks in which something happened to or around the person"
    axes = begun(axes, words, title or "life line", note, 2.3)
    axes.grid(axis="y")
    for week in dict.fromkeys(week for week, _ in marks[:MOST_MARKS]):
        axes.axvline(week, color=SOFT, linewidth=0.5, linestyle=":")
    ends = []
    for state, colour, dash in zip(life.columns, COLOURS, LINES, strict=False):
        axes.plot(life.index, life[state], color=colour, linewidth=1.3, linestyle=dash)
        axes.plot(around.index, around[state], color=colour, linewidth=0.5, alpha=0.6)
        name = SHORT.get(str(state), label_of(str(state)))
        ends.append((float(life.index[-1]), float(life[state].iloc[-1]), name, colour))
    weeks_axis(axes, int(life.index[0]), int(life.index[-1]))
    axes.set_ylim(0, 1)
    axes.set_ylabel("0-1")
    label_ends(axes, ends)
    return axes
