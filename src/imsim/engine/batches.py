"""Lots: as many people or customers as kernels take together, so that what they work out stays at hand.

Places are counted in unsigned numbers: these are never negative, so a kernel need not ask from which end one counts,
and takes several places at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from imsim.engine.machine_code import called_by_kernels, called_for_a_lot
from imsim.engine.rng import normal
from imsim.engine.state import LOT

NONE, _ONE, _TWO, _SEVEN, _EIGHT = np.uint64(0), np.uint64(1), np.uint64(2), np.uint64(7), np.uint64(8)


@called_by_kernels
def lots_of(size: Any) -> Any:
    """Number of lots of so many people or customers."""
    return (size + LOT - 1) // LOT


@called_by_kernels
def ends_of(lot: Any, begin: Any, end: Any) -> Any:
    """First place of a lot of those between two places, and the one after its last."""
    first = begin + lot * LOT
    return np.uint64(first), np.uint64(min(first + LOT, end))


@called_for_a_lot
def draw_noise(noise: Any, sd: Any, stream: Any, first: Any, end: Any) -> None:
    """Normal noise of this standard deviation for the places of a lot."""
    for place in range(first, end):
        noise[place - first] = sd * normal(stream, place)


@called_for_a_lot
def any_above_zero(column: Any, first: Any, end: Any) -> Any:
    """Whether a number of a lot is above zero."""
    found = False
    for place in range(first, end):
        found |= column[place] > 0
    return found


@called_for_a_lot
def those_found(found: Any, first: Any, end: Any, rows: Any) -> Any:
    """Enter the rows of a lot at whose places something was found, in order; gives how many they are."""
    found[end - first :] = False
    words, number = found.view(np.uint64), NONE
    for word in range((end - first + _SEVEN) // _EIGHT):
        # Mostly there is nothing in eight places.
        if words[word] != 0:
            for place in range(word * _EIGHT, (word + _ONE) * _EIGHT):
                rows[number] = first + place
                number += np.uint64(found[place])
    return number


@called_for_a_lot
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
