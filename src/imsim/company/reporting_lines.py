"""Reporting lines: who reports to whom, how deep the tree is, and whether it is a tree at all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Index = NDArray[np.int64]


def circles(supervisor: Index) -> Index:
    """The lowest post of each circle of posts that report to each other.

    Everybody looks up one line, then two, four, ...: who is not past the top by then stands in a circle or below one.

    Example:
        >>> circles(np.array([-1, 0, 1])).tolist(), circles(np.array([-1, 2, 1, 1])).tolist()
        ([], [1])
    """
    above, lowest = np.append(supervisor, -1), np.arange(len(supervisor) + 1)
    for _ in range(len(supervisor).bit_length()):
        lowest = np.minimum(lowest, lowest[above])
        above = above[above]
    return np.unique(lowest[above[above >= 0]])


def steps_below_top(supervisor: Index) -> Index:
    """Depth of each post in its reporting tree, 0 at the top, (posts,); the lines must have no circles.

    Example:
        >>> steps_below_top(np.array([-1, 0, 1, 1, -1])).tolist()
        [0, 1, 2, 2, 0]
    """
    above = np.append(supervisor, -1)
    steps = (above >= 0).astype(np.int64)
    while (above >= 0).any():
        steps = steps + steps[above]
        above = above[above]
    return steps[:-1]


def reporting_tree(
    starts: Index, heads: Index, span: int, layers: int, legacies: Sequence[str] = ()
) -> tuple[Index, Index]:
    """Reporting lines: department heads report to the head of their firm's first department, the rest by span.

    Where the layers allowed are too few for the span, spans widen. Firms differ by their legacies.

    Returns:
        supervisor and layers below the top of each post, shape (posts,).
    """
    supervisor, depth = [], []
    tops: dict[str, int] = {}
    for i, (start, size) in enumerate(zip(starts.tolist(), heads.tolist(), strict=True)):
        top = tops.setdefault(legacies[i] if legacies else "", start)
        below = max(1, layers - 1)
        width = max(span, int(np.ceil((size - 1) ** (1 / below))) if size > 1 else span)
        place = np.arange(size)
        boss = (place - 1) // width
        level = np.zeros(size, dtype=np.int64)
        while (climbing := place > 0).any():
            level += climbing
            place = np.where(climbing, (place - 1) // width, 0)
        supervisor.append(np.where(np.arange(size) > 0, start + boss, -1 if start == top else top))
        depth.append(level + (start != top))
    return np.concatenate(supervisor).astype(np.int64), np.minimum(np.concatenate(depth), layers).astype(np.int64)
