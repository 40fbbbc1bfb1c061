"""What a sweep found: response curves of one lever, heat maps of two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from imsim.reporting.figures.comparison import better
from imsim.reporting.figures.labels import label_ends
from imsim.reporting.figures.page import (
    BLUE,
    COLOURS,
    INK,
    POINTS,
    UNCLEAR,
    begun,
    figure_of,
    page,
    styled,
    width_of,
    wrapped,
)
from imsim.reporting.figures.words import PLAIN, Words, factor_label
from imsim.reporting.numbers import number, plain, typeset
from imsim.reporting.quantities import in_units, label_of
from imsim.studies.answer import Json
from imsim.studies.intervals import estimate

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

BINS = 8
MOST_CURVES = 7
MOST_CELLS = 49
MOST_PANELS = 6
SEQUENTIAL, DIVERGING = "cividis", "RdBu"
# Sum of red, green and blue above which dark letters are read better; size of letters in cells.
LIGHT, CELL = 1.5, 6.0

Values = NDArray[np.float64]


@styled
def response(
    table: pd.DataFrame,
    factor: str,
    outcome: str = "acsi",
    *,
    words: Words = PLAIN,
    title: str = "",
    axes: Axes | None = None,
) -> Axes:
    """An outcome along a factor, a curve a strategy or a level of a second factor, with the band of 95 % intervals.

    Where points differ in more than that, they are put into classes of like values, and a curve shows the mean of each
    class with the interval that comes from the differences between its points.

    Args:
        table: a row for each point and strategy, `table.csv` of a sweep.
        factor: name of its column.
        outcome: name.
        words: what things are called.
        title: instead of the usual one.
        axes: to draw on; a page of one column by default.
    """
    column, whose = drawn_column(table, outcome, words)
    table = table[table[column].notna()]
    size, unit = words.scale(outcome, table[column], change=bool(whose))
    others = [other for other in factors_of(table) if other != factor and table[other].nunique() > 1]
    by = others[0] if len(others) == 1 and table[others[0]].nunique() <= MOST_CURVES else "strategy"
    note = "means and 95 % intervals" + (
        ", over all values of the other factors" if others and by == "strategy" else ""
    )
    note += f"; a curve a value of {factor_label(by)}" if by != "strategy" else ""
    axes = begun(axes, words, title or f"{label_of(outcome)} along {factor}", whose + note, 2.0)
    ends = []
    for i, (level, rows) in enumerate(table.groupby(by, sort=by != "strategy")):
        x, low, mean, high = curve(rows, factor, column)
        colour = COLOURS[i % len(COLOURS)] if by == "strategy" else _shade(i, table[by].nunique())
        axes.fill_between(x, low / size, high / size, color=colour, alpha=0.18)
        axes.plot(x, mean / size, "o-", color=colour, markersize=2.4)
        name = words.strategy(str(level)) if by == "strategy" else typeset(plain(float(f"{level:.3g}")))
        ends.append((float(x[-1]), float(mean[-1] / size), name, colour))
    axes.grid(axis="y")
    axes.margins(x=0.02)
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.yaxis.set_major_locator(MaxNLocator(6))
    axes.set_xlabel(wrapped(factor_label(factor), 170))
    axes.set_ylabel(wrapped(in_units(("change in " if whose else "") + label_of(outcome), unit), 110))
    if len(ends) > 1:
        label_ends(axes, ends)
    return axes


def _shade(number: int, levels: int) -> str:
    """Colour of a level of a factor, from dark to light; the lightest of the scale are too faint for lines."""
    return to_hex(colormaps["viridis"](0.82 * number / max(levels - 1, 1)))


def curve(table: pd.DataFrame, factor: str, outcome: str) -> tuple[Values, ...]:
    """Values of a factor, and the outcome there: lower bound, mean, upper bound; (values,) each."""
    if not table.duplicated(factor).any() and f"{outcome}_low" in table and not _differ(table, factor):
        rows = table.sort_values(factor)
        return tuple(rows[name].to_numpy() for name in (factor, f"{outcome}_low", outcome, f"{outcome}_high"))
    values = table[factor].to_numpy()
    groups = values
    if len(np.unique(values)) > BINS:
        edges = np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1])
        groups = np.searchsorted(edges, values).astype(float)
    result = []
    for group in np.unique(groups):
        here = groups == group
        means = table[outcome].to_numpy()[here]
        if not np.isfinite(means).any():
            continue
        one = estimate(means[np.isfinite(means)])
        result.append((values[here].mean(), one.low, one.mean, one.high))
    return tuple(np.array(result).T)


def _differ(table: pd.DataFrame, factor: str) -> bool:
    """Whether the points differ in factors besides this one."""
    return any(table[other].nunique() > 1 for other in factors_of(table) if other != factor)


def factors_of(table: pd.DataFrame) -> list[str]:
    """Names of the factors: the columns after point and strategy and before the first outcome, which has bounds."""
    columns = list(table.columns)
    first = next((i for i, name in enumerate(columns) if f"{name}_low" in columns), len(columns))
    return columns[2:first]


@styled
def responses(
    table: pd.DataFrame,
    outcome: str = "acsi",
    *,
    words: Words = PLAIN,
    title: str = "",
) -> Figure:
    """An outcome along each of the factors that move it most; of two strategies, the advantage of the first.

    Args:
        table: a row for each point and strategy, `table.csv` of a sweep.
        outcome: name.
        words: what things are called.
        title: instead of the usual one.
    """
    column, whose = drawn_column(table, outcome, words)
    points, what = table[table[column].notna()], ("change in " if whose else "") + label_of(outcome)
    factors = sorted(factors_of(table), key=lambda name: -float(np.ptp(curve(points, name, column)[2])))
    shown = factors[:MOST_PANELS]
    few = f"; the first {len(shown)} of {len(factors)} factors" if len(factors) > len(shown) else ""
    title = title or f"{what} along each factor"
    note = f"{whose}dots: points of the design; means of classes of like values, with 95 % intervals{few}"
    deep = -(-len(shown) // 2)
    figure = page(words.heading(title), words.under(note), 0.2 + 1.3 * deep)
    panels = figure.subplots(deep, 2, sharey=True, squeeze=False)
    size, unit = words.scale(outcome, points[column], change=bool(whose))
    for axes, factor in zip(panels.flat, shown, strict=False):
        x, low, mean, high = curve(points, factor, column)
        axes.plot(points[factor], points[column] / size, ".", color=UNCLEAR, markersize=2, alpha=0.6)
        axes.fill_between(x, low / size, high / size, color=BLUE, alpha=0.25)
        axes.plot(x, mean / size, color=BLUE)
        axes.grid(axis="y")
        axes.xaxis.set_major_locator(MaxNLocator(4))
        axes.yaxis.set_major_locator(MaxNLocator(4))
        axes.set_xlabel(wrapped(factor_label(factor), 92, 6.5), size=6.5)
    for axes in panels.flat[len(shown) :]:
        axes.remove()
    figure.supylabel(in_units(what, unit), size=7)
    return figure


def drawn_column(table: pd.DataFrame, outcome: str, words: Words = PLAIN) -> tuple[str, str]:
    """The column drawn for an outcome: its level, or with two strategies the paired gain of the first.

    Returns:
        its name, and whose it is, to stand before a note; empty where there is no gain.
    """
    if f"{outcome}_gained" not in table:
        return outcome, ""
    one, other = (words.strategy(str(name)) for name in dict.fromkeys(table["strategy"]))
    return f"{outcome}_gained", f"{one} less {other}; "


@styled
def heat_map(
    table: pd.DataFrame,
    factors: tuple[str, str],
    outcome: str = "acsi",
    *,
    against: str | None = None,
    words: Words = PLAIN,
    axes: Axes | None = None,
) -> Axes:
    """An outcome of the first strategy over two factors of a grid; each cell is the mean over the other factors.

    Args:
        table: a row for each point and strategy, `table.csv` of a sweep over a grid.
        factors: along the foot and along the side.
        outcome: name.
        against: shows the difference to this strategy, red where the first one is worse.
        words: what things are called.
        axes: to draw on; a page of one column by default.
    """
    across, up = factors
    strategy = str(table["strategy"].iloc[0])
    by_strategy = {name: rows.set_index([up, across])[outcome] for name, rows in table.groupby("strategy")}
    column = by_strategy[strategy] - by_strategy[against] if against else by_strategy[strategy]
    cells = column.groupby(level=[up, across]).mean().unstack(across)
    size, unit = words.scale(outcome, cells, change=bool(against))
    values = cells.to_numpy() / size
    what = words.strategy(strategy) + (f" less {words.strategy(against)}" if against else "")
    axes = begun(axes, words, f"{label_of(outcome)}, {what}", "means over replicates", 2.6)
    most = float(np.nanmax(np.abs(values)))
    away = DIVERGING if better(outcome) > 0 else f"{DIVERGING}_r"
    colours: Json = {"cmap": away, "vmin": -most, "vmax": most} if against else {"cmap": SEQUENTIAL}
    image = axes.imshow(values, origin="lower", aspect="auto", **colours)
    axes.set_xticks(*_ticks(cells.columns.to_numpy()))
    axes.set_yticks(*_ticks(cells.index.to_numpy()))
    axes.set_xlabel(wrapped(factor_label(across), 130))
    axes.set_ylabel(wrapped(factor_label(up), 130))
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    label = wrapped(in_units(("change in " if against else "") + label_of(outcome), unit), 130)
    figure_of(axes).colorbar(image, ax=axes, label=label, pad=0.02).outline.set_visible(False)
    if values.size <= MOST_CELLS:
        _write_cells(axes, values, image.to_rgba(values)[:, :, :3].sum(axis=2) > LIGHT)
    return axes


def _write_cells(axes: Axes, values: Values, light: NDArray[np.bool_]) -> None:
    """Write numbers into the cells, in as many digits as distinguish them; none where they are too wide."""
    figure_of(axes).draw_without_rendering()
    room = axes.get_window_extent().width / figure_of(axes).dpi * POINTS / values.shape[1]
    digits = _digits(values)
    texts = {place: typeset(number(value, digits)) for place, value in np.ndenumerate(values)}
    if max(width_of(text, CELL) for text in texts.values()) > room - 2:
        return
    for (row, column), text in texts.items():
        colour = INK if light[row, column] else "white"
        axes.text(column, row, text, ha="center", va="center", size=CELL, color=colour)


def _ticks(values: Values, most: int = 7) -> tuple[list[int], list[str]]:
    """Places and texts of as many values as have room."""
    step = -(-len(values) // most)
    places = list(range(0, len(values), step))
    return places, [typeset(plain(float(f"{values[place]:.3g}"))) for place in places]


def _digits(values: Values) -> int:
    """Digits after the point that distinguish cells."""
    reach = float(np.nanmax(values) - np.nanmin(values))
    return int(np.clip(np.ceil(1.3 - np.log10(reach)) if reach > 0 else 2, 0, 4))
