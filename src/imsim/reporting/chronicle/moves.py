"""Large moves of a curve: from turning point to turning point, where it went a good part of its range."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

# A move counts from this share of a curve's range on.
LARGE = 0.4


class Move(NamedTuple):
    """A rise or fall of a curve.

    Args:
        first, last: weeks of the stretch; it begins with the value before the first.
        before, after: values at both ends.
    """

    first: int
    last: int
    before: float
    after: float

    @property
    def change(self) -> float:
        """How far the curve went."""
        return self.after - self.before


def large_moves(values: Sequence[float], share: float = LARGE) -> list[Move]:
    """Rises and falls between turning points that are at least a share of the range apart.

    Args:
        values: of a curve, the first before week 0.
        share: of its range.

    Example:
        >>> [(move.first, move.last) for move in large_moves([1.0, 1.1, 2.0, 1.9, 2.2, 0.0])]
        [(0, 3), (4, 4)]
    """
    least = share * (max(values) - min(values)) if len(values) > 1 else 0.0
    if least <= 0:
        return []
    turns = turning_points(values, least)
    pairs = pairwise(turns)
    found = [Move(begin, end - 1, values[begin], values[end]) for begin, end in pairs]
    return [move for move in found if abs(move.change) >= least]


def turning_points(values: Sequence[float], least: float) -> list[int]:
    """Places of the peaks and troughs of a curve between which it goes at least so far, and of its last extreme."""
    turns: list[int] = []
    low = high = direction = 0
    for place, value in enumerate(values):
        if direction <= 0 and value < values[low]:
            low = place
        if direction >= 0 and value > values[high]:
            high = place
        if direction <= 0 and value - values[low] >= least:
            turns.append(low)
            direction, high = 1, place
        elif direction >= 0 and values[high] - value >= least:
            turns.append(high)
            direction, low = -1, place
    return [*turns, high if direction > 0 else low]
