"""Strategies side by side: what each gained, how it came about over the weeks, and what it cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator

from imsim.outcomes import OUTCOMES
from imsim.reporting.figures.labels import label_ends, label_points
from imsim.reporting.figures.page import (
    BAD,
    COLOURS,
    GOOD,
    INK,
    SOFT,
    UNCLEAR,
    begun,
    rows,
    styled,
    tall,
    whisker,
    wrapped,
)
from imsim.reporting.figures.words import PLAIN, Words
from imsim.reporting.quantities import in_units, label_of
from imsim.studies.intervals import estimate, paired_jointly

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

BANDS = (0.1, 0.9)
QUARTER, HALF_YEAR = 13, 26
BEST = 3
ROOM_FOR_NAMES = 0.45
# So many strategies at most are all named in the plane of gain and cost: more names cover each other.
MOST_NAMED = 12
# Cost, gain, name and colour.
Point = tuple[float, float, str, str]
# Weeks that a point of a curve is the mean of: of 120 employees nobody leaves in many a week.
SMOOTHED = {"turnover": 26, "profit": 4}


def better(outcome: str) -> int:
    """+1 where more of an outcome is better or nobody knows, -1 where less is."""
    return (OUTCOMES[outcome].better or 1) if outcome in OUTCOMES else 1


@styled
def paired_differences(
    table: pd.DataFrame,
    outcome: str = "acsi",
    *,
    reference: str = "nothing",
    words: Words = PLAIN,
    note: str = "paired differences, 95 % intervals that hold jointly",
    axes: Axes | None = None,
) -> Axes:
    """What each strategy changed, with its interval; the best at the top.

    Args:
        table: a row for each strategy and outcome, `table.csv` of a comparison.
        outcome: name.
        reference: the strategy that differences were taken to.
        words: what things are called.
        note: said below the title.
        axes: to draw on; a page of one column by default.
    """
    result = table[(table["outcome"] == outcome) & (table["strategy"] != reference)]
    result = result.sort_values("difference", ascending=better(outcome) < 0, kind="stable")
    columns = result[["difference_low", "difference", "difference_high"]].to_numpy(dtype=float)
    size, unit = words.scale(outcome, columns, change=True)
    if not np.isfinite(columns[:, 0]).any():
        note = "one replicate, no intervals"
    names = [words.strategy(name) for name in result["strategy"]]
    axes = begun(axes, words, f"change in {label_of(outcome)}", note, 0.45 + tall(names, 0.165))
    axes.axvline(0, color=INK, linewidth=0.7)
    axes.grid(axis="x")
    for place, (low, mean, high) in enumerate(columns / size):
        clear = low > 0 or high < 0
        colour = (GOOD if mean * better(outcome) > 0 else BAD) if clear else UNCLEAR
        whisker(axes, (low, mean, high), place, colour, "o" if clear else "D")
    rows(axes, names)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    label = in_units(label_of(outcome), unit)
    axes.set_xlabel(f"{label}, difference to\n\N{LEFT DOUBLE QUOTATION MARK}{words.strategy(reference)}"
                    "\N{RIGHT DOUBLE QUOTATION MARK}")  # fmt: skip
    return axes


@styled
def fan_chart(
    weeks: pd.DataFrame,
    outcome: str = "acsi",
    *,
    reference: str = "nothing",
    gained: bool = False,
    words: Words = PLAIN,
    axes: Axes | None = None,
) -> Axes:
    """An outcome over the weeks: median over replicates, and the band that holds the middle 80 % of them.

    Drawn are the reference, the best three strategies and the last one; what happens seldom, like exits, is smoothed.

    Args:
        weeks: a row for each strategy, replicate and week, `weeks.parquet` of a comparison.
        outcome: name.
        reference: drawn in grey; where gains are drawn they are paired differences to it.
        gained: draw differences to the reference instead of levels.
        words: what things are called.
        axes: to draw on; a page of one column by default.
    """
    wide = _by_week(weeks, outcome, reference if gained else None)
    over = max(1, min(SMOOTHED.get(outcome, 1), len(wide) // 4))
    wide = wide.rolling(over).mean().iloc[over - 1 :]
    names = notable(wide, outcome, reference)
    shown = wide[[name for name in names if name in wide.columns.get_level_values("strategy")]]
    size, unit = words.scale(outcome, shown, change=gained)
    title = f"{'change in ' if gained else ''}{label_of(outcome)} over the weeks"
    axes = begun(axes, words, title, _note(wide, names, over), 2.0)
    axes.grid(axis="y")
    if gained:
        axes.axhline(0, color=INK, linewidth=0.7)
    ends, colours = [], iter(COLOURS * 9)
    for name in [name for name in names if not (gained and name == reference)]:
        values = shown.xs(name, axis="columns", level="strategy").to_numpy() / size
        low, middle, high = np.quantile(values, (BANDS[0], 0.5, BANDS[1]), axis=1)
        colour = SOFT if name == reference else next(colours)
        if values.shape[1] > 1:
            axes.fill_between(shown.index, low, high, color=colour, alpha=0.18)
        axes.plot(shown.index, middle, color=colour, linewidth=1.0 if name == reference else 1.3)
        ends.append((float(shown.index[-1]), float(middle[-1]), words.strategy(name), colour))
    axes.yaxis.set_major_locator(MaxNLocator(6))
    weeks_axis(axes, int(wide.index[0]), int(wide.index[-1]))
    label = f"difference to {words.strategy(reference)}" if gained else label_of(outcome)
    axes.set_ylabel(wrapped(in_units(label, unit), 110))
    label_ends(axes, ends)
    return axes


def _by_week(weeks: pd.DataFrame, outcome: str, against: str | None) -> pd.DataFrame:
    """An outcome, or its paired differences to a strategy: weeks x (strategy, replicate)."""
    wide = weeks.pivot_table(index="week", columns=["strategy", "replicate"], values=outcome, sort=True)
    if against is None:
        return wide
    return wide.sub(wide[against], axis="columns", level="replicate").drop(columns=against, level="strategy")


def notable(wide: pd.DataFrame, outcome: str, reference: str) -> list[str]:
    """The reference, the three best strategies and the last one, by the last quarter.

    Args:
        wide: weeks x (strategy, replicate).
        outcome: name.
        reference: of the comparison.
    """
    last = wide.iloc[-QUARTER:].mean().groupby(level="strategy").mean() * better(outcome)
    order = [name for name in last.sort_values(ascending=False, kind="stable").index if name != reference]
    return [reference, *dict.fromkeys([*order[:BEST], *order[-1:]])]


def _note(wide: pd.DataFrame, names: Sequence[str], over: int) -> str:
    """What is drawn, in words."""
    runs = wide.columns.get_level_values("replicate").nunique()
    number = wide.columns.get_level_values("strategy").nunique()
    what = f"median and middle 80 % of {runs} replicates" if runs > 1 else "one replicate"
    few = f"; the best three and the last of {number} strategies" if number > len(names) else ""
    return what + (f", each the mean of {over} weeks" if over > 1 else "") + few


def weeks_axis(axes: Axes, first: int, last: int) -> None:
    """Mark weeks along the foot, quarters or half-years where there are many."""
    step = next((step for step in (1, 2, 4, QUARTER, HALF_YEAR, 52, 104, 260) if (last - first) / step <= 7), 520)
    axes.set_xticks(range(-(-int(first) // step) * step, int(last) + 2, step))
    axes.set_xlim(first, max(last, first + 1))
    axes.set_xlabel("week")


def changes(values: pd.DataFrame, reference: str, size: float) -> pd.DataFrame:
    """Paired differences to a strategy in units of a size, a column for each other one."""
    return values.drop(columns=reference).sub(values[reference], axis=0) / size


@styled
def cost_effect(
    runs: pd.DataFrame,
    outcome: str = "acsi",
    *,
    reference: str = "nothing",
    words: Words = PLAIN,
    axes: Axes | None = None,
) -> Axes:
    """What a strategy costs a year against what it gains, with intervals both ways.

    Args:
        runs: a row for each strategy and replicate, `runs.parquet` of a comparison.
        outcome: what is gained.
        reference: gain and cost are paired differences to it.
        words: what things are called.
        axes: to draw on; a page of one column by default.
    """
    title, cost = f"change in {label_of(outcome)}", runs.assign(cost=runs["programme_cash"] + runs["programme_time"])
    wide = {one: cost.pivot_table(index="replicate", columns="strategy", values=one) for one in ("cost", outcome)}
    size, unit = words.scale("programme_cash", wide["cost"])
    gain_size, gain_unit = words.scale(outcome, wide[outcome], change=True)
    many = len(wide["cost"].columns) > MOST_NAMED
    note = f"paired differences, 95 % intervals (of gains: jointly){'; named: those that no cheaper one beats' * many}"
    axes = begun(axes, words, f"{title} and cost", note, 2.6)
    axes.grid()
    axes.axhline(0, color=INK, linewidth=0.7)
    points = []
    costs, gains = changes(wide["cost"], reference, size), changes(wide[outcome], reference, gain_size)
    for name, gain in zip(gains.columns, paired_jointly(gains.to_numpy().T, seed=1), strict=True):
        cost_of = estimate(costs[name].to_numpy())
        colour = (GOOD if gain.mean * better(outcome) > 0 else BAD) if gain.clear else UNCLEAR
        axes.errorbar(
            cost_of.mean, gain.mean, color=colour, marker="o", markersize=3.2, elinewidth=1.0,
            xerr=None if np.isnan(cost_of.low) else cost_of.mean - cost_of.low,
            yerr=None if np.isnan(gain.low) else gain.mean - gain.low,
        )  # fmt: skip
        points.append((cost_of.mean, gain.mean, words.strategy(name), colour))
    axes.plot(0, 0, "s", color=SOFT, markersize=3.2)
    axes.margins(x=0.05, y=0.08)
    room_for_names(axes)
    costs_in, gains_in = in_units("cost, cash and working time", unit), in_units(title, gain_unit)
    axes.set(xlabel=costs_in, ylabel=gains_in)
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.yaxis.set_major_locator(MaxNLocator(7))
    best_first = sorted(unbeaten(points, better(outcome)) if many else points, key=lambda point: -point[1])
    label_points(axes, [*best_first, (0.0, 0.0, words.strategy(reference), SOFT)])
    return axes


def room_for_names(axes: Axes) -> None:
    """Let the plane reach further to the right than its points."""
    left, right = axes.get_xlim()
    axes.set_xlim(left, right + ROOM_FOR_NAMES * (right - left))


def unbeaten(points: Sequence[Point], sign: int) -> list[Point]:
    """Points of cost and gain that none as cheap or cheaper reaches, the cheapest first.

    Example:
        >>> [name for _, _, name, _ in unbeaten([(2, 1.0, "a", ""), (3, 0.5, "b", ""), (4, 1.5, "c", "")], 1)]
        ['a', 'c']
    """
    found: list[Point] = []
    for point in sorted(points, key=lambda point: (point[0], -sign * point[1])):
        if not found or sign * point[1] > sign * found[-1][1]:
            found.append(point)
    return found
