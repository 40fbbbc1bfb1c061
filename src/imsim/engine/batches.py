"""Batches: as many employees or customers as kernels take together, so that what they work out stays at hand.

Places are counted in unsigned numbers: these are never negative, so a kernel need not ask from which end one counts,
and takes several places at once.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from imsim.engine.rng import normal
from imsim.engine.rules import compiled, walks

# Rows of a batch: what is worked out of them on the way stays in the processor's own memory.
SIZE = 1024
NONE, _ONE, _TWO, _SEVEN, _EIGHT = np.uint64(0), np.uint64(1), np.uint64(2), np.uint64(7), np.uint64(8)


class Batch(NamedTuple):
    """Employees or customers that are taken together.

    Args:
        first: place of the first one.
        end: place after the last one.
        segment: of customers.
        week: now.
    """

    first: int
    end: int
    segment: int
    week: int


@compiled
def batches_of(size: Any) -> Any:
    """Number of batches of so many employees or customers."""
    return (size + SIZE - 1) // SIZE


@compiled
def ends_of(batch: Any, begin: Any, end: Any) -> Any:
    """First place of a batch of those between two places, and the one after its last."""
    first = begin + batch * SIZE
    return np.uint64(first), np.uint64(min(first + SIZE, end))


@walks
def draw_noise(noise: Any, sd: Any, stream: Any, first: Any, end: Any) -> None:
    """Normal noise of this standard deviation for the places of a batch."""
    for place in range(first, end):
        noise[place - first] = sd * normal(stream, place)


@walks
def any_but_zero(column: Any, first: Any, end: Any) -> Any:
    """Whether a number of a batch is not zero."""
    found = False
    for place in range(first, end):
        found |= column[place] != 0
    return found


@walks
def selected(mask: Any, first: Any, end: Any, rows: Any) -> Any:
    """Enter the rows of a batch whose places are in a mask, in order; gives how many they are."""
    mask[end - first :] = False
    words, number = mask.view(np.uint64), NONE
    for word in range((end - first + _SEVEN) // _EIGHT):
        # Mostly there is nothing in eight places.
        if words[word] != 0:
            for place in range(word * _EIGHT, (word + _ONE) * _EIGHT):
                rows[number] = first + place
                number += np.uint64(mask[place])
    return number


@walks
def total(numbers: Any, size: Any) -> Any:
    """Sum of the first so many numbers: halves are added to halves, which changes them, until few are left."""
    left = np.uint64(size)
    while left > _EIGHT:
        half = left - left // _TWO
        for place in range(left - half):
            numbers[place] += numbers[half + place]
        left = half
    found = 0.0
    for place in range(left):
        found += numbers[place]
    return found


@walks
def set_all(column: Any, value: Any, first: Any, end: Any) -> None:
    """One value for all places."""
    for place in range(first, end):
        column[place] = value


@walks
def copy_all(column: Any, other: Any, first: Any, end: Any) -> None:
    """The values of another column."""
    for place in range(first, end):
        column[place] = other[place]
