"""Departments over the weeks: where in the organisation a strategy arrives, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator

from imsim.company.sites import counted, without_site
from imsim.reporting.describe_model import units
from imsim.reporting.figures.comparison import weeks_axis
from imsim.reporting.figures.page import NAME, begun, figure_of, shortened, styled
from imsim.reporting.figures.words import PLAIN, Words
from imsim.reporting.quantities import in_units

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage

MOST_NAMES = 24
UNITS = units() | {"vacancies": "share of posts"}
LABELS = {"service_in": "internal service received"}


def state_label(state: str) -> str:
    """Axis label of a state of employees or departments.

    Example:
        >>> state_label("job_satisfaction")
        'job satisfaction (0-1)'
    """
    return in_units(LABELS.get(state, state.replace("_", " ")), UNITS.get(state, ""))


@styled
def department_heat_map(
    departments: pd.DataFrame,
    state: str = "performance",
    *,
    strategy: str | None = None,
    against: str | None = None,
    words: Words = PLAIN,
    axes: Axes | None = None,
) -> Axes:
    """A state of each department over the weeks, or what a strategy changed in it; the mean over replicates.

    Args:
        departments: a row for each strategy, replicate, week and department: `studies.departments`.
        state: name of its column.
        strategy: which; the first one by default.
        against: shows the difference to this one, red where it is lower.
        words: what things are called.
        axes: to draw on; a page of one column by default.
    """
    strategy = strategy or str(departments["strategy"].iloc[0])
    rows = named(departments, state, words)
    order = list(dict.fromkeys(rows["department"]))

    def mean(name: str) -> pd.DataFrame:
        chosen = rows[rows["strategy"] == name]
        return chosen.pivot_table(index="department", columns="week", values=state, dropna=False).loc[order]

    cells = mean(strategy) - mean(against) if against else mean(strategy)
    what = words.strategy(strategy) + (f" less {words.strategy(against)}" if against else "")
    runs = departments["replicate"].nunique()
    note = f"{what}; mean of {runs} replicates" if runs > 1 else f"{what}; one replicate"
    title = f"{LABELS.get(state, state.replace('_', ' '))} by department"
    height = 0.75 + min(max(0.16 * len(order), 0.5), 2.6)
    axes = begun(axes, words, title, note, height)
    values = cells.to_numpy(dtype=float)
    most = float(np.nanmax(np.abs(values), initial=1e-9))
    colours = {"cmap": "RdBu", "vmin": -most, "vmax": most} if against else {"cmap": "cividis"}
    first, last = int(cells.columns[0]), int(cells.columns[-1])
    edges = (first - 0.5, last + 0.5, len(order) - 0.5, -0.5)
    image = axes.imshow(values, aspect="auto", interpolation="nearest", extent=edges, **colours)
    axes.set_yticks(range(len(order)), [shortened(name, NAME, 1) for name in order])
    weeks_axis(axes, first, last)
    axes.set_xlim(edges[:2])
    axes.tick_params(axis="y", length=0)
    axes.spines[:].set_visible(False)
    _colour_bar(axes, image, f"{'change in ' if against else ''}{state_label(state)}", 0.09 / (height - 0.75))
    return axes


def _colour_bar(axes: Axes, image: AxesImage, label: str, share: float) -> None:
    """Say below a map what its colours mean, on a share of its height."""
    bar = figure_of(axes).colorbar(image, ax=axes, orientation="horizontal", fraction=share, aspect=45, label=label)
    bar.outline.set_visible(False)
    bar.locator = MaxNLocator(5)


def named(departments: pd.DataFrame, state: str, words: Words) -> pd.DataFrame:
    """Departments by what they are called, sites of one together where there are many."""
    if departments["department"].nunique() > MOST_NAMES:
        return sites_together(departments, state, words)
    return departments.assign(department=departments["department"].map(words.department))


def sites_together(departments: pd.DataFrame, state: str, words: Words) -> pd.DataFrame:
    """Departments with their sites averaged by headcount; a name says how many sites there are."""
    base = departments["department"].map(without_site)
    sites = departments.groupby(base, sort=False)["department"].nunique()
    names = {name: counted(words.department(str(name)), number) for name, number in sites.items()}
    heads = departments["heads"].where(departments[state].notna())
    by = ["strategy", "replicate", "week", "department"]
    sums = departments.assign(department=base.map(names), total=departments[state] * heads, present=heads)
    sums = sums.groupby(by, sort=False)[["total", "present"]].sum().reset_index()
    return sums.assign(**{state: sums["total"] / sums["present"].where(sums["present"] > 0)})
