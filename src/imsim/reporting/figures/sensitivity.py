"""Which uncertainty matters: swings, indices with their intervals, Morris' plane, convergence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

from imsim.reporting.figures.labels import label_ends, label_points
from imsim.reporting.figures.page import (
    ABOVE,
    BAD,
    BLUE,
    COLOURS,
    INK,
    PALE,
    SOFT,
    UNCLEAR,
    begun,
    rows,
    styled,
    tall,
    wrapped,
)
from imsim.reporting.figures.words import PLAIN, Words
from imsim.reporting.numbers import percent
from imsim.reporting.quantities import in_units, label_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

WORTH_A_NAME = 0.03
WIDE = 130.0
NOISE = "(noise)"
MOST_ROWS, MOST_NAMES, MOST_CURVES = 15, 5, 5
THIRD = "thirds of each factor's distribution; mean of the outcome with its 95 % interval"
MU, SIGMA = "\N{GREEK SMALL LETTER MU}*", "\N{GREEK SMALL LETTER SIGMA}"
INDICES = {
    "ST": "total index (share of variance)",
    "S1": "first-order index (share of variance)",
    "S": "index of the fitted surface (share of variance)",
    "mu_star": f"mean size of the effect, {MU}",
    "delta": "\N{GREEK SMALL LETTER DELTA}, shift of the distribution (0-1)",
    "median": "PAWN index, median of slices (0-1)",
    "mean": "mean distance of slices (standard scores)",
    "dgsm": "upper bound of the total index (share of variance)",
}
SHORT = {"ST": "total", "S1": "first order", "S": "of the fitted surface"}
IN_UNITS = ("mu_star",)
SHARES = ("ST", "S1", "S")


@styled
def tornado(
    swings: pd.DataFrame,
    outcome: str = "acsi",
    *,
    words: Words = PLAIN,
    title: str = "",
    axes: Axes | None = None,
) -> Axes:
    """The outcome where each factor is low, and where it is high; the widest swing at the top.

    Args:
        swings: a row for each outcome and factor, `swings.csv` of a sensitivity study.
        outcome: name.
        words: what things are called.
        title: instead of the usual one.
        axes: to draw on; a page of one column by default.
    """
    result = swings[swings["outcome"] == outcome]
    result = result.assign(width=(result["high"] - result["low"]).abs())
    result = result.sort_values("width", ascending=False, kind="stable")
    shown = result.head(MOST_ROWS)
    size, unit = words.scale(outcome, result[["low", "high"]])
    note = THIRD + _first(len(shown), len(result))
    title = title or f"{label_of(outcome)} where a factor is low or high"
    axes = begun(axes, words, title, note, 0.5 + tall(list(shown["factor"]), 0.19, WIDE, 3))
    middle = float(result["mean"].iloc[0]) / size if len(result) else 0.0
    for place, row in enumerate(shown.to_dict("records")):
        for offset, end, colour in ((-0.18, "low", BLUE), (0.18, "high", BAD)):
            value, half = row[end] / size, row[f"{end}_half_width"] / size
            axes.barh(place + offset, value - middle, left=middle, height=0.34, color=colour, alpha=0.75)
            axes.plot([value - half, value + half], [place + offset] * 2, color=INK, linewidth=0.7)
    axes.axvline(middle, color=INK, linewidth=0.7)
    rows(axes, list(shown["factor"]), WIDE)
    axes.grid(axis="x")
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.set_xlabel(in_units(label_of(outcome), unit))
    handles = [Patch(color=colour, alpha=0.75) for colour in (BLUE, BAD)]
    axes.legend(handles, ["lowest third", "highest third"], **ABOVE)
    return axes


@styled
def index_bars(
    table: pd.DataFrame,
    outcome: str = "acsi",
    *,
    noise_share: float | None = None,
    words: Words = PLAIN,
    title: str = "",
    axes: Axes | None = None,
) -> Axes:
    """Indices of each factor with their intervals, and how much of the variation is Monte-Carlo noise beside them.

    Args:
        table: a row for each outcome, sample size, factor and index, `table.csv` of a sensitivity study.
        outcome: name.
        noise_share: share of the variance between points that is Monte-Carlo noise, or None where nobody knows.
        words: what things are called.
        title: instead of the usual one.
        axes: to draw on; a page of one column by default.
    """
    largest, names = _largest(table, outcome)
    indices = [index for index in dict.fromkeys(largest["index"]) if _of(largest, index)["half_width"].notna().any()]
    indices = indices[:2] or [str(largest["index"].iloc[0])]
    size, unit = words.scale(outcome, largest["value"], change=True) if indices[0] in IN_UNITS else (1.0, "")
    shown = names[:MOST_ROWS]
    noise = noise_share if indices[0] in SHARES else None
    note = f"lines: 95 % intervals; {largest['samples'].iloc[0]} samples" + _first(len(shown), len(names))
    if noise_share is not None:
        note += f"; {percent(noise_share, 1)} of the variance between points is noise"
    title = title or f"what moves {label_of(outcome)}"
    floor, named, dummy = _floor(_of(largest, indices[0]), shown)
    labels = [*named, *([NOISE] if noise is not None else [])]
    axes = begun(axes, words, title, note + dummy, 0.5 + tall(labels, 0.19, WIDE))
    for number, index in enumerate(indices):
        row = _of(largest, index).loc[shown, ["value", "half_width"]] / size
        _bars(axes, row, SHORT.get(index, index), number, len(indices))
    if noise is not None:
        axes.barh(len(shown), noise, height=0.6, color=UNCLEAR, hatch="////", edgecolor="white")
    _begin_at(axes, floor / size)
    rows(axes, labels, WIDE)
    axes.grid(axis="x")
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.set_xlabel(
        "share of variance" if indices[0] in SHARES else in_units(INDICES.get(indices[0], indices[0]), unit)
    )
    if len(indices) > 1:
        axes.legend(**ABOVE)
    return axes


def _floor(index: pd.DataFrame, shown: list[str]) -> tuple[float, list[str], str]:
    """What a factor without any effect gets of an index, factors with brackets about those not above it, and a note.

    Nothing of it where no floor is known, as with one replicate.
    """
    if "floor" not in index or index["floor"].isna().any():
        return 0.0, shown, ""
    floor, values = float(index["floor"].iloc[0]), index["value"]
    named = [one if values[one] > floor else f"({one})" for one in shown]
    return floor, named, "; dotted: a dummy factor, in brackets what is not above it"


def _begin_at(axes: Axes, floor: float) -> None:
    """A line at zero, and one at the floor."""
    axes.axvline(0, color=INK, linewidth=0.7)
    if floor > 0:
        axes.axvline(floor, color=SOFT, linewidth=0.9, linestyle=":")


def _bars(axes: Axes, row: pd.DataFrame, label: str, number: int, indices: int) -> None:
    """Draw the bars of one of several indices side by side, with their intervals."""
    height = 0.76 / indices
    places = np.arange(len(row)) - 0.38 + height * (number + 0.5)
    axes.barh(places, row["value"], height=height * 0.92, color=(BLUE, PALE)[number], label=label)
    axes.errorbar(row["value"], places, xerr=row["half_width"], fmt="none", ecolor=INK, elinewidth=0.7)


@styled
def morris_plane(
    table: pd.DataFrame,
    outcome: str = "acsi",
    *,
    words: Words = PLAIN,
    title: str = "",
    axes: Axes | None = None,
) -> Axes:
    """Size of each factor's effect against its standard deviation over the design: curvature or interaction.

    Args:
        table: a row for each outcome, sample size, factor and index, `table.csv` of a study by Morris' method.
        outcome: name.
        words: what things are called.
        title: instead of the usual one.
        axes: to draw on; a page of one column by default.
    """
    largest, names = _largest(table, outcome)
    size_of, spread = _of(largest, "mu_star").loc[names], _of(largest, "sigma").loc[names]
    size, unit = words.scale(outcome, size_of["value"], change=True)
    title = title or f"effects on {label_of(outcome)}"
    named = min(MOST_NAMES, int((size_of["value"] >= WORTH_A_NAME * size_of["value"].max()).sum()))
    note = f"over each factor's whole range, {largest['samples'].iloc[0]} trajectories; 95 % intervals"
    note += f"; {named} of {len(names)} factors are named" if len(names) > named else ""
    axes = begun(axes, words, title, note, 2.5)
    x, y, half = (column.to_numpy() / size for column in (size_of["value"], spread["value"], size_of["half_width"]))
    axes.errorbar(x, y, xerr=half, fmt="o", color=BLUE, ecolor="#7FB8DC", elinewidth=1.2)
    right, top = 1.3 * np.nanmax(x + np.nan_to_num(half)), 1.12 * np.nanmax(y)
    axes.set_xlim(0, right)
    axes.set_ylim(0, max(top, 0.12 * right))
    for slope, text in ((1.0, ""), (0.1, "0.1 ")):
        end = min(right, axes.get_ylim()[1] / slope)
        axes.plot([0, end], [0, slope * end], color=SOFT, linewidth=0.6, linestyle=(0, (3, 2)))
        axes.text(end, slope * end, f"{SIGMA} = {text}{MU}", size=6, color=SOFT, ha="right", va="bottom")
    axes.set_xlabel(in_units(f"size of the effect, {MU}", unit))
    axes.set_ylabel(in_units(f"spread of the effect, {SIGMA}", unit))
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.yaxis.set_major_locator(MaxNLocator(6))
    from_above = sorted(range(named), key=lambda i: -y[i])
    label_points(axes, [(x[i], y[i], names[i], INK) for i in from_above], 90)
    return axes


@styled
def convergence(
    table: pd.DataFrame,
    outcome: str = "acsi",
    *,
    words: Words = PLAIN,
    title: str = "",
    axes: Axes | None = None,
) -> Axes:
    """The main index of the factors that matter most, in ever larger parts of the design, with intervals.

    Args:
        table: a row for each outcome, sample size, factor and index, `table.csv` of a sensitivity study.
        outcome: name.
        words: what things are called.
        title: instead of the usual one.
        axes: to draw on; a page of one column by default.
    """
    largest, names = _largest(table, outcome)
    index = str(largest["index"].iloc[0])
    result = table[(table["outcome"] == outcome) & (table["index"] == index)]
    size, unit = words.scale(outcome, largest["value"], change=True) if index in IN_UNITS else (1.0, "")
    title = title or f"indices for {label_of(outcome)} and sample size"
    shown = names[:MOST_CURVES]
    note = "95 % intervals; smaller samples are parts of the largest" + _first(len(shown), len(names))
    axes = begun(axes, words, title, note, 2.0)
    ends = []
    for name, colour in zip(shown, COLOURS, strict=False):
        one = result[result["factor"] == name].sort_values("samples")
        x, y, half = one["samples"], one["value"] / size, (one["half_width"] / size).fillna(0)
        axes.fill_between(x, y - half, y + half, color=colour, alpha=0.13)
        axes.plot(x, y, "o-", color=colour, markersize=3)
        ends.append((float(x.iloc[-1]), float(y.iloc[-1]), name, colour))
    axes.axhline(0, color=INK, linewidth=0.7)
    _samples_axis(axes, sorted(result["samples"].unique()))
    axes.yaxis.set_major_locator(MaxNLocator(6))
    axes.grid(axis="y")
    axes.set_ylabel(wrapped(in_units(INDICES.get(index, index), unit), 110))
    label_ends(axes, ends, 80)
    return axes


def _samples_axis(axes: Axes, sizes: list[int]) -> None:
    """Sizes of samples along the foot, each twice the one before."""
    axes.set_xscale("log", base=2)
    axes.xaxis.set_major_locator(FixedLocator(sizes))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticklabels([str(samples) for samples in sizes])
    axes.set_xlabel("samples")


def _largest(table: pd.DataFrame, outcome: str) -> tuple[pd.DataFrame, list[str]]:
    """The rows of the whole design, by factor, and the factors, the one that matters most first."""
    result = table[table["outcome"] == outcome]
    result = result[result["samples"] == result["samples"].max()].set_index("factor", drop=False)
    main = result[result["index"] == result["index"].iloc[0]]
    return result, list(main["value"].abs().sort_values(ascending=False, kind="stable").index)


def _of(rows: pd.DataFrame, index: str) -> pd.DataFrame:
    return rows[rows["index"] == index]


def _first(shown: int, number: int) -> str:
    return f"; the first {shown} of {number} factors" if number > shown else ""
