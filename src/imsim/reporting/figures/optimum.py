"""The best mixes of programmes: plans, allocation over budgets, regret, the next money, response curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from imsim.outcomes import OUTCOMES
from imsim.reporting.figures.labels import label_points
from imsim.reporting.figures.page import (
    ABOVE,
    BAD,
    BLUE,
    COLOURS,
    FAINT,
    INK,
    UNCLEAR,
    begun,
    figure_of,
    page,
    rows,
    styled,
    tall,
    whisker,
)
from imsim.reporting.figures.words import PLAIN, Words
from imsim.reporting.numbers import percent
from imsim.reporting.quantities import in_units, label_of
from imsim.studies.answer import Json

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["allocation", "curves", "figure_of", "front", "next_money", "plan_regret"]

WIDE = 130.0
LEAST_PART = 0.01


def named(content: Json) -> dict[str, str]:
    """Channel -> what it is called."""
    return {row["name"]: row["label"] for row in content["over"]}


def colours(content: Json) -> dict[str, str]:
    """Channel -> its colour, those with most money in any plan first; the last of many are grey."""
    parts: dict[str, float] = {row["name"]: 0.0 for row in content["over"] if row["searched"]}
    for row in [*content["plans"], *content["path"]]:
        for name, part in row["shares"].items():
            parts[name] = max(parts.get(name, 0.0), part)
    order = sorted(parts, key=lambda name: -parts[name])
    return {name: COLOURS[i] if i < len(COLOURS) else UNCLEAR for i, name in enumerate(order)}


def span(row: Json, goal: str, size: float) -> tuple[float, float, float]:
    """Low, mean, high of a gain."""
    cell = row["outcomes"][goal]
    low, high = (float("nan") if cell[key] is None else cell[key] / size for key in ("low", "high"))
    return low, cell["difference"] / size, high


@styled
def front(mixes: pd.DataFrame, content: Json, *, words: Words = PLAIN, axes: Axes | None = None) -> Axes:
    """Plans that no other beats, with joint intervals, among all mixes that were run; by the first two goals.

    Args:
        mixes: a row a mix, `mixes.parquet` of an optimisation.
        content: its answer.
        words: what things are called.
        axes: to draw on; a page of one column by default.
    """
    goals = content["goals"][:2]
    if len(goals) == 1:
        return _ordered(content, goals[0], words, axes)
    sizes, labels = [], []
    for goal in goals:
        size, unit = words.scale(goal, mixes[goal], change=True)
        sizes.append(size)
        labels.append(in_units(f"{label_of(goal)} gained", unit))
    note = "grey: mixes of the search; bars: 95 % for all plans together, on fresh random numbers"
    axes = begun(axes, words, "plans that no other beats", note, 2.3)
    axes.plot(mixes[goals[0]] / sizes[0], mixes[goals[1]] / sizes[1], "o", color=UNCLEAR, markersize=2, alpha=0.5)
    points: list[tuple[float, float, str, str]] = []
    for row, colour, marker in [(one, BLUE, "o") for one in content["plans"]] + [(content["single"], BAD, "D")]:
        (left, x, right), (low, y, high) = (span(row, goal, size) for goal, size in zip(goals, sizes, strict=True))
        axes.plot([left, right], [y, y], color=colour, linewidth=1)
        axes.plot([x, x], [low, high], color=colour, linewidth=1)
        axes.plot(x, y, marker, color=colour, markersize=3.6)
        if marker == "o":
            points.append((x, y, row["name"].removeprefix("plan_"), INK))
    axes.axhline(0, color=INK, linewidth=0.5)
    axes.axvline(0, color=INK, linewidth=0.5)
    axes.set_xlabel(labels[0])
    axes.set_ylabel(labels[1])
    marks = [Line2D([], [], marker=m, color=c, linestyle="", markersize=3.6) for m, c in (("o", BLUE), ("D", BAD))]
    axes.legend(marks, ["plans", "best single programme"], **ABOVE)
    label_points(axes, points)
    return axes


def _ordered(content: Json, goal: str, words: Words, axes: Axes | None) -> Axes:
    shown = [*content["plans"], content["single"]]
    size, unit = words.scale(goal, [row["outcomes"][goal]["difference"] for row in shown], change=True)
    names = [row["label"] for row in shown]
    note = "95 % for all together, on fresh random numbers; orange: best single programme"
    axes = begun(axes, words, f"plans by {label_of(goal)}", note, 0.5 + tall(names, 0.2, WIDE))
    for place, row in enumerate(shown):
        whisker(axes, span(row, goal, size), place, BAD if row["name"] == "single" else BLUE)
    rows(axes, names, WIDE)
    axes.axvline(0, color=INK, linewidth=0.5)
    axes.set_xlabel(in_units(f"{label_of(goal)} gained", unit))
    return axes


@styled
def allocation(content: Json, *, words: Words = PLAIN, axes: Axes | None = None) -> Axes:
    """How the best mix divides the budget as the budget grows, by surfaces.

    Args:
        content: answer of an optimisation.
        words: what things are called.
        axes: to draw on; a page of one column by default.
    """
    path, labels, colour = content["path"], named(content), colours(content)
    names = [percent(row["budget"], 1) for row in path]
    money, unit = words.scale("profit", [row["money"] for row in path])
    used = [name for name in colour if any(row["shares"].get(name, 0.0) >= LEAST_PART for row in path)]
    note = "best mix at each share of the wage bill, from response surfaces"
    axes = begun(
        axes, words, "how the budget is divided as it grows", note, 0.55 + tall(names, 0.24) + 0.13 * len(used)
    )
    whole = content["budget"]["money"]
    for place, row in enumerate(path):
        left = 0.0
        for name in used:
            wide = row["shares"].get(name, 0.0) * whole / money
            axes.barh(place, wide, left=left, height=0.66, color=colour[name])
            left += wide
        axes.plot([row["money"] / money] * 2, [place - 0.42, place + 0.42], color=INK, linewidth=0.8)
    rows(axes, names)
    axes.set_ylabel("of the wage bill")
    axes.set_xlabel(f"planned cost ({unit}); line: the budget")
    marks = [Line2D([], [], marker="s", color=colour[name], linestyle="") for name in used]
    axes.legend(marks, [labels[name] for name in used], **(ABOVE | {"ncols": 1}))
    return axes


@styled
def plan_regret(content: Json, *, words: Words = PLAIN, axes: Axes | None = None) -> Axes:
    """The most that each plan loses against the best one, over goals and parameter sets.

    Args:
        content: answer of an optimisation.
        words: what things are called.
        axes: to draw on; a page of one column by default.
    """
    shown = sorted([*content["plans"], content["single"]], key=lambda row: row["worst"])
    names = [plan_name(row) for row in shown]
    across = f"goals and {content['sets']} parameter sets" if content["sets"] > 1 else "goals"
    note = f"largest loss against the best plan, over {across}; orange: best single programme"
    axes = begun(axes, words, "regret of each plan", note, 0.5 + tall(names, 0.26, WIDE))
    for place, row in enumerate(shown):
        axes.barh(place, 100 * row["worst"], height=0.6, color=BAD if row["name"] == "single" else BLUE, alpha=0.8)
    rows(axes, names, WIDE)
    axes.set_xlim(0, None if any(row["worst"] for row in shown) else 1)
    axes.set_xlabel("% of the best\nplan\u2019s mean gain")
    axes.grid(axis="x")
    return axes


def plan_name(row: Json) -> str:
    """A plan by number and mix."""
    return row["label"] if row["name"] == "single" else f"{row['name'].removeprefix('plan_')}: {row['label']}"


@styled
def next_money(content: Json, *, words: Words = PLAIN) -> Figure:
    """What a step more for each programme adds to the plan, goal by goal, with joint intervals.

    Args:
        content: answer of an optimisation.
        words: what things are called.
    """
    shown, goals = [row for row in content["next"] if row["outcomes"]], content["goals"]
    names = [row["label"] for row in shown]
    money, unit = words.scale("profit", [shown[0]["amount"]])
    title = f"what the next {shown[0]['amount'] / money:.3g} {unit} buy"
    note = "on top of the chosen plan; 95 % for all together; grey: cannot be told apart from none"
    figure = page(words.heading(title), words.under(note), 0.5 + tall(names, 0.17))
    panels = np.atleast_1d(figure.subplots(1, len(goals), sharey=True))
    for axes, goal in zip(panels, goals, strict=True):
        size, brief = words.scale(goal, [row["outcomes"][goal]["difference"] for row in shown], change=True)
        for place, row in enumerate(shown):
            low, mean, high = span(row, goal, size)
            better = mean * (OUTCOMES[goal].better or 1) > 0
            whisker(axes, (low, mean, high), place, UNCLEAR if not low * high > 0 else BLUE if better else BAD)
        axes.axvline(0, color=INK, linewidth=0.5)
        axes.grid(axis="x")
        axes.set_xlabel(f"{label_of(goal)}\n({brief})")
        rows(axes, names)
    for axes in panels[1:]:
        axes.tick_params(axis="y", labelleft=False)
    return figure


@styled
def curves(table: pd.DataFrame, content: Json, *, words: Words = PLAIN) -> Figure:
    """Gains along what each programme gets, the others as in the chosen plan, by surfaces; dots: the plan.

    Args:
        table: `curves.csv` of an optimisation.
        content: its answer.
        words: what things are called.
    """
    goals, labels, colour = content["goals"], named(content), colours(content)
    names = list(dict.fromkeys(table["programme"]))
    note = "the others as in the chosen plan; dot: the plan; from response surfaces"
    lines = (len(names) + 1) // 2
    figure = page("Response curves", words.under(note), 1.75 + 0.15 * lines)
    grid = figure.add_gridspec(2, len(goals), height_ratios=(1.75, 0.15 * lines))
    panels = [figure.add_subplot(grid[0, i]) for i in range(len(goals))]
    foot = figure.add_subplot(grid[1, :])
    foot.set_axis_off()
    for axes, goal in zip(panels, goals, strict=True):
        size, brief = words.scale(goal, table[goal], change=True)
        for name in names:
            line = table[table["programme"] == name]
            tone = colour.get(name, UNCLEAR)
            axes.plot(100 * line["share"], line[goal] / size, color=tone, linewidth=1.1)
            chosen = float(line["chosen"].iloc[0])
            axes.plot(100 * chosen, np.interp(chosen, line["share"], line[goal] / size), "o", color=tone, markersize=3)
        axes.grid(color=FAINT)
        axes.set_xlabel("% of the budget")
        axes.set_title(f"{label_of(goal)} gained\n({brief})", size=6.5, loc="left")
    marks = [Line2D([], [], color=colour.get(name, UNCLEAR)) for name in names]
    foot.legend(marks, [labels[name] for name in names], loc="upper left", ncols=2, borderaxespad=0.0)
    return figure
