"""Sums over the rows of each run, as machine code."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.engine.rules import walks

Column = NDArray[np.float64]


def add_up(column: Any, counts: Any) -> tuple[Column, Column, Column]:
    """Sum of a column over the rows that count, of its squares, and the number of these rows.

    Rows are added one after the other, so that a run's sums are the same in any block.

    Args:
        column: numbers, shape (cases, replicates, n).
        counts: whether a row does, same shape.

    Returns:
        Shape (cases, replicates, 1) each.
    """
    from imsim.engine.machine_code import kernel  # who only reads a scenario need not wait for the compiler

    sums = np.zeros((3, *counts.shape[:2], 1))
    kernel(add_rows)(column, counts, sums)
    return sums[0], sums[1], sums[2]


@walks
def add_rows(column: Any, counts: Any, sums: Any) -> None:
    """Sums, sums of squares and numbers of what counts of each run, into shape (3, cases, replicates, 1)."""
    cases, replicates, rows = counts.shape
    for case in range(cases):
        for replicate in range(replicates):
            total, square, number = 0.0, 0.0, 0.0
            for row in range(rows):
                # A product costs less than a branch that nobody can foresee.
                counted = 1.0 * counts[case, replicate, row]
                value = counted * column[case, replicate, row]
                total += value
                square += value * value
                number += counted
            sums[0, case, replicate, 0], sums[1, case, replicate, 0] = total, square
            sums[2, case, replicate, 0] = number
