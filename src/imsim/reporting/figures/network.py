"""A snapshot of the organisation: employees in their departments, coloured by a state, and the ties between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib import colormaps
from matplotlib.cm import ScalarMappable
from matplotlib.collections import EllipseCollection, LineCollection
from matplotlib.colors import Normalize, to_rgba
from matplotlib.patches import Circle, FancyArrowPatch
from numpy.typing import NDArray
from scipy import sparse

from imsim.company.sites import counted
from imsim.reporting.figures.departments import state_label
from imsim.reporting.figures.labels import HALO
from imsim.reporting.figures.layout import DOT, Layout, layout, service_between
from imsim.reporting.figures.page import COLUMN, FAINT, INK, SOFT, begun, figure_of, shortened, styled
from imsim.reporting.figures.words import PLAIN, Words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from imsim.company.organisation import Organisation

COLOURS_OF_STATES = "viridis"
MOST_TIES = 1500
LEAST_SERVICE = 0.08
BELOW = 0.45
LONGEST = 80.0

Values = NDArray[np.float64]


@styled
def network(
    organisation: Organisation,
    employees: pd.DataFrame,
    state: str = "motivation",
    *,
    limits: tuple[float, float] | None = None,
    words: Words = PLAIN,
    axes: Axes | None = None,
) -> Axes:
    """Departments as discs, employees as dots in them, vacant posts hollow; arrows show internal service.

    In a large organisation a dot stands for several employees of like state, and contacts are left out.

    Args:
        organisation: as it is drawn.
        employees: a row a post, in their order, with `occupied` and the state: `studies.departments.employee_states`.
        state: name of its column.
        limits: of the colours; those of the data by default.
        words: what things are called.
        axes: to draw on; a page of one column by default.
    """
    places = layout(organisation)
    values, filled = dots_of(
        organisation, places, employees[state].to_numpy(float), employees["occupied"].to_numpy(bool)
    )
    low, high = limits or _rounded(values[filled])
    whose = "".join(f", {words.strategy(name)}, at the end" for name in employees.get("strategy", ())[:1])
    title = f"{state.replace('_', ' ')} of employees{whose}"
    (left, bottom), (right, top) = frame = _frame(places)
    axes = begun(axes, words, title, _note(places), BELOW + COLUMN * min(float((top - bottom) / (right - left)), 1.3))
    axes.set(xlim=frame[:, 0], ylim=frame[:, 1], aspect="equal")
    axes.set_axis_off()
    _draw_discs(axes, places, words)
    _draw_service(axes, organisation, places)
    if places.each == 1 and organisation.contacts.nnz / 2 <= MOST_TIES:
        ties = sparse.coo_array(organisation.contacts)
        ends = np.stack([places.dots[ties.row], places.dots[ties.col]], axis=1)[ties.row < ties.col]
        axes.add_collection(LineCollection(ends, colors=SOFT, linewidths=0.25, alpha=0.3, zorder=2))
    colours = colormaps[COLOURS_OF_STATES](Normalize(low, high, clip=True)(np.nan_to_num(values)))
    colours[~filled] = (1, 1, 1, 1)
    size = np.full(len(values), 2 * DOT)
    dots = EllipseCollection(
        size, size, np.zeros(len(values)), units="xy", offsets=places.dots, offset_transform=axes.transData,
        facecolors=colours, edgecolors=np.where(filled[:, None], colours, to_rgba(SOFT)), linewidths=0.6, zorder=3,
    )  # fmt: skip
    dots.set_array(None)
    axes.add_collection(dots)
    shown = ScalarMappable(Normalize(low, high), COLOURS_OF_STATES)
    bar = figure_of(axes).colorbar(
        shown, ax=axes, orientation="horizontal", fraction=0.04, pad=0.02, aspect=40, label=state_label(state)
    )
    bar.outline.set_visible(False)
    return axes


def dots_of(
    organisation: Organisation, places: Layout, state: Values, occupied: NDArray[np.bool_]
) -> tuple[Values, NDArray[np.bool_]]:
    """State that each dot shows: of one employee, or of several in a department, the highest in the middle.

    Returns:
        state, and whether the post is occupied; shape (dots,) each.
    """
    if places.each == 1:
        return state, occupied
    values, filled = [], []
    for department, (start, heads) in enumerate(zip(organisation.starts, organisation.heads, strict=True)):
        number = int((places.home == department).sum())
        here = state[start : start + heads][occupied[start : start + heads]]
        present = int(np.clip(round(number * len(here) / heads), 1 if len(here) else 0, number))
        means = [part.mean() for part in np.array_split(np.sort(here)[::-1], present)] if present else []
        values += [*means, *[np.nan] * (number - present)]
        filled += [True] * present + [False] * (number - present)
    return np.array(values), np.array(filled)


def _note(places: Layout) -> str:
    each = "one employee" if places.each == 1 else f"{places.each} employees of like state"
    ties = "; thin lines: contacts" if places.each == 1 else ""
    return f"a dot: {each}; hollow: vacant; arrows: internal service, by its weight{ties}"


def _rounded(values: Values) -> tuple[float, float]:
    """Limits of the colour scale, rounded 1 % and 99 % quantiles."""
    if not len(values):
        return 0.0, 1.0
    low, high = np.quantile(values, [0.01, 0.99])
    low, high = np.floor(low * 20) / 20, np.ceil(high * 20) / 20
    return float(low), float(max(high, low + 0.05))


def _draw_discs(axes: Axes, places: Layout, words: Words) -> None:
    """Draw departments, and the names of the groups over them."""
    for x, y, radius in places.discs:
        axes.add_patch(Circle((x, y), radius + 0.3, facecolor="white", edgecolor="#B5B5B5", linewidth=0.6, zorder=1.5))
    for name, group, (x, y), radius in zip(places.groups, places.members, places.centres, places.radii, strict=True):
        top = max((places.discs[one, 1] + places.discs[one, 2] for one in group), default=y + radius)
        if not group:
            axes.add_patch(Circle((x, y), radius, facecolor=FAINT, edgecolor="none", zorder=1.5))
        text = counted(shortened(words.department(name), LONGEST), len(group))
        axes.annotate(text, (x, top + 0.3), (0, 1.5), textcoords="offset points", ha="center", va="bottom", size=6,
                      color=INK, zorder=5, path_effects=HALO)  # fmt: skip


def _draw_service(axes: Axes, organisation: Organisation, places: Layout) -> None:
    """Draw internal service, an arrow from the rim of the supplier to the rim of the customer."""
    service = service_between(organisation, places.groups, places.members)
    for supplier, customer in np.argwhere(service >= LEAST_SERVICE):
        if supplier == customer:
            continue
        one, other = places.centres[supplier], places.centres[customer]
        way = (other - one) / np.hypot(*(other - one))
        start = one + way * (places.radii[supplier] + 0.5)
        end = other - way * (places.radii[customer] + 0.5)
        weight = float(service[supplier, customer])
        axes.add_patch(FancyArrowPatch(
            tuple(start), tuple(end), connectionstyle="arc3,rad=0.15", arrowstyle="-|>", mutation_scale=4 + 5 * weight,
            linewidth=0.4 + 2.4 * weight, color="#9A9A9A", alpha=0.75, shrinkA=0, shrinkB=0, zorder=1,
        ))  # fmt: skip


def _frame(places: Layout) -> Values:
    """Corners of what is drawn, with room for the names over the discs, shape (2, 2)."""
    discs = np.concatenate([places.discs, *[[(*places.centres[i], places.radii[i])] for i in outside(places)]])
    low, high = (discs[:, :2] - discs[:, 2:]).min(axis=0), (discs[:, :2] + discs[:, 2:]).max(axis=0)
    pad = 0.04 * float((high - low).max())
    return np.array([low - pad, high + np.array([pad, 2 * pad])])


def outside(places: Layout) -> list[int]:
    """Numbers of the groups that are partners outside."""
    return [i for i, group in enumerate(places.members) if not group]
