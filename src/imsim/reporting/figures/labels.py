"""Names beside what they name: at the ends of curves, around points; moved until none covers another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patheffects import withStroke
from matplotlib.transforms import ScaledTranslation
from numpy.typing import NDArray

from imsim.reporting.figures.page import POINTS, figure_of, shortened, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZE, TALL = 6.5, 1.2
HALO = [withStroke(linewidth=1.5, foreground="white")]
# Where a name may stand beside its point: on which side, and how far up, in points; the nearest is tried first.
SIDES, GAP = (1, -1), 5.0
GAPS = (GAP, 4 * GAP, 8 * GAP)
# Points beside a drawn line that no name should touch, and where along a line to a name it is looked for others.
AWAY = 1.0
ALONG = np.linspace(0.1, 0.9, 9)[:, None]
RISES = (0, 5, -5, 10, -10, 15, -15, 21, -21, 28, -28, 36, -36, 45, -45)

Box = NDArray[np.float64]


def apart(places: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """Places moved as little as needed for things of given sizes not to overlap; their order stays.

    Example:
        >>> apart([0.0, 0.1, 5.0], [1.0, 1.0, 1.0])
        [-0.45, 0.55, 5.0]
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    groups: list[tuple[list[int], float, float]] = []  # members from below, middle, size
    for i in order:
        group = ([i], places[i], sizes[i])
        while groups and group[1] - group[2] / 2 < groups[-1][1] + groups[-1][2] / 2:
            members, middle, size = groups.pop()
            number = len(members), len(group[0])
            centre = (number[0] * middle + number[1] * group[1]) / sum(number)
            group = (members + group[0], centre, size + group[2])
        groups.append(group)
    result = [0.0] * len(places)
    for members, middle, size in groups:
        low = middle - size / 2
        for i in members:
            result[i] = round(low + sizes[i] / 2, 12)
            low += sizes[i]
    return result


def label_ends(axes: Axes, ends: Sequence[tuple[float, float, str, str]], width: float = 62.0) -> None:
    """Write names beside the right ends of curves, kept apart.

    Args:
        axes: whose limits are final.
        ends: x, y, name and colour of each.
        width: of the names, points; longer ones are broken, then cut.
    """
    figure = figure_of(axes)
    figure.draw_without_rendering()
    texts = [shortened(name, width, 3) for _, _, name, _ in ends]
    tall = [SIZE * TALL * (text.count("\n") + 1) * figure.dpi / POINTS for text in texts]
    highs = apart([float(axes.transData.transform((x, y))[1]) for x, y, _, _ in ends], tall)
    # Names stand where the axes end, wherever the layout puts that once it makes room for them.
    beside = axes.get_yaxis_transform() + ScaledTranslation(7 / POINTS, 0, figure.dpi_scale_trans)
    for (x, y, _, colour), text, high in zip(ends, texts, highs, strict=True):
        place = float(axes.transAxes.inverted().transform((0.0, high))[1])
        bottom, top = axes.get_ylim()
        axes.annotate(
            text, (x, y), (1.0, bottom + place * (top - bottom)), textcoords=beside, color=colour, size=SIZE,
            va="center", linespacing=1.1, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.5, "shrinkA": 1, "shrinkB": 1,
                        "relpos": (0, 0.5)},
        )  # fmt: skip


def label_points(axes: Axes, points: Sequence[tuple[float, float, str, str]], width: float = 70.0) -> None:
    """Write names around points, clear of each other and of lines that are drawn, with a line to the point where far.

    Args:
        axes: whose limits are final.
        points: x, y, name and colour of each; first come, first served.
        width: of the names, points; longer ones are broken, then cut.
    """
    figure_of(axes).draw_without_rendering()
    scale = figure_of(axes).dpi / POINTS
    frame = axes.get_window_extent()
    bounds = np.array([frame.x0, frame.y0, frame.x1, frame.y1]) / scale
    middles = np.array([axes.transData.transform((x, y)) for x, y, _, _ in points]).reshape(-1, 2) / scale
    taken = [np.array([x - 3, y - 3, x + 3, y + 3]) for x, y in middles] + _lines(axes, scale)
    for (x, y, name, colour), middle in zip(points, middles, strict=True):
        text = shortened(name, width)
        lines = text.split("\n")
        size = np.array([max(width_of(line, SIZE) for line in lines), SIZE * TALL * len(lines)])
        offset = _free_place(middle, size, taken, bounds)
        leader = _leader(middle, offset, size)
        taken += [_box(middle + offset, size), *(_box(place, np.ones(2)) for place in leader)]
        line = {"arrowstyle": "-", "color": colour, "linewidth": 0.4, "shrinkA": 0, "shrinkB": 2}
        axes.annotate(
            text, (x, y), (float(offset[0]), float(offset[1])), textcoords="offset points", color=colour, size=SIZE,
            ha="center", va="center", linespacing=1.0, path_effects=HALO, arrowprops=line if len(leader) else None,
        )  # fmt: skip


def _lines(axes: Axes, scale: float) -> list[Box]:
    """Boxes around the level and upright lines of axes, in points: intervals, and where zero is."""
    drawn = [line.get_transform().transform(line.get_xydata()) for line in axes.lines]
    for group in axes.collections:
        drawn += [group.get_transform().transform(path.vertices) for path in group.get_paths()]
    ends = [(places.min(axis=0) / scale, places.max(axis=0) / scale) for places in drawn if len(places) == 2]
    return [np.concatenate([low - AWAY, high + AWAY]) for low, high in ends]


def _leader(middle: Box, offset: Box, size: Box) -> Box:
    """Places along the line from a point to its name; none where the name is near enough to need no line."""
    from_edge = np.abs(offset) - size / 2
    if from_edge.max() <= 2 * GAP:
        return np.empty((0, 2))
    edge = offset - np.clip(offset, -size / 2, size / 2)
    return np.asarray(middle + edge * ALONG)


def _free_place(middle: Box, size: Box, taken: Sequence[Box], bounds: Box) -> Box:
    """Where the middle of a name goes, from its point: the nearest place that is free, or the freest one."""
    places = [np.array([side * (size[0] / 2 + gap), rise]) for gap in GAPS for rise in RISES for side in SIDES]
    places += [np.array([0.0, sign * (size[1] / 2 + gap)]) for gap in (GAP, 3 * GAP, 6 * GAP) for sign in (1, -1)]
    places.sort(key=lambda place: abs(place[1]) + max(0.0, abs(place[0]) - size[0] / 2 - GAP) + 4.0 * (place[0] < 0))
    # Of the point itself nothing is covered by a line that leads to it.
    others = np.array([box for box in taken if not (np.all(box[:2] < middle) and np.all(middle < box[2:]))]).reshape(
        -1, 4
    )

    def bad(place: Box) -> float:
        box = _box(middle + place, size)
        outside = float(np.prod(size)) - _overlap(box, bounds)
        leader = _leader(middle, place, size)[:, None]
        crossed = float(np.sum(np.all((others[:, :2] < leader) & (leader < others[:, 2:]), axis=2)))
        return sum(_overlap(box, other) for other in taken) + 3 * outside + 10 * crossed

    return next((place for place in places if bad(place) < 0.5), min(places, key=bad))


def _box(middle: Box, size: Box) -> Box:
    return np.concatenate([middle - size / 2, middle + size / 2])


def _overlap(one: Box, other: Box) -> float:
    """Common area of two boxes (left, bottom, right, top)."""
    sides = np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2])
    return float(np.prod(np.maximum(sides, 0.0)))
