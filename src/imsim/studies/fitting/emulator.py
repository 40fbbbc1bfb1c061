"""Emulators: what every observed number would be at any parameters within the prior ranges, fitted to runs.

A quadratic with cubic bends in the parameters, by ridge regression. What it leaves unexplained, predicted for points
that it was not fitted to, is luck and its own misfit; runs of the same points under other luck tell the two apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri

from imsim.studies.answer import Json

Values = NDArray[np.float64]

RIDGES = tuple(10.0**power for power in range(-2, 4))
# Groups of points that are predicted from the others, each in its turn.
FOLDS = 10
# An emulator that predicts less than that of what parameters do to a block of numbers cannot be relied on, unless what
# it misses beyond luck is small beside luck.
FOLLOWED, BESIDE_LUCK = 0.5, 0.5
# A block in which parameters do less than that of all the variance has nothing to follow.
SIGNAL = 0.1


@dataclass(frozen=True)
class Emulator:
    """Emulators of some numbers.

    Args:
        weights: of the features, shape (features, numbers).
        misses: what it predicted wrongly for points that it was not fitted to, shape (points, numbers).
        explained: share of the variance between runs that it predicts, for each number.
    """

    weights: Values
    misses: Values
    explained: Values

    def at(self, places: Values) -> Values:
        """Numbers at parameters, places in [0, 1], shape (..., parameters) -> (..., numbers)."""
        found: Values = features(places) @ self.weights
        return found


@dataclass(frozen=True)
class Block:
    """How well the emulators follow a block of numbers.

    Args:
        name: of the block.
        numbers: how many.
        explained: share of the variance between runs that is predicted, on average.
        noise: share of it that is Monte-Carlo noise: runs of the same point differ by so much.
        followed: share of what parameters do to the numbers that is predicted; 1 where they do next to nothing.
        used: whether the block is fitted.
    """

    name: str
    numbers: int
    explained: float
    noise: float
    followed: float
    used: bool

    def as_json(self) -> Json:
        """As it stands in answers."""
        return vars(self).copy()


def features(places: Values) -> Values:
    """Polynomials of the parameters: all to the third power of each alone, and products of two.

    Args:
        places: in [0, 1], shape (..., parameters).

    Returns:
        shape (..., features); the first is 1.

    Example:
        >>> (features(np.array([[1.0, 0.5]])).round(2) + 0.0).tolist()
        [[1.0, 1.0, 0.0, 1.0, -0.5, 1.0, 0.0, 0.0]]
    """
    z = 2 * places - 1
    first, second = np.triu_indices(z.shape[-1], 1)
    squares, cubes = (3 * z**2 - 1) / 2, (5 * z**3 - 3 * z) / 2
    one = np.ones((*z.shape[:-1], 1))
    return np.concatenate([one, z, squares, cubes, z[..., first] * z[..., second]], axis=-1)


def emulated(places: Values, values: Values, luck: NDArray[np.int64]) -> Emulator:
    """The emulators that predict best.

    Args:
        places: of the runs in [0, 1], shape (runs, parameters).
        values: numbers of the runs, shape (runs, numbers).
        luck: number of the random numbers of each run; runs that share them are predicted together.
    """
    x = features(places)
    fold = (np.unique(luck, return_inverse=True)[1] * FOLDS) // (len(np.unique(luck)) or 1)
    misses = np.empty((len(RIDGES), *values.shape))
    for number in np.unique(fold):
        out = fold == number
        for i, weights in enumerate(_ridges(x[~out], values[~out])):
            misses[i, out] = values[out] - x[out] @ weights
    best = (misses**2).mean(axis=1).argmin(axis=0)
    every = np.stack(list(_ridges(x, values)))
    columns = np.arange(values.shape[1])
    left = misses[best, :, columns].T
    spread = values.var(axis=0)
    explained = 1 - np.divide((left**2).mean(axis=0), spread, out=np.ones_like(spread), where=spread > 0)
    return Emulator(every[best, :, columns].T, left, explained)


def _ridges(x: Values, values: Values) -> Sequence[Values]:
    """Weights for each penalty, shape (features, numbers); the constant is not shrunk."""
    centre, middle = x[:, 1:].mean(axis=0), values.mean(axis=0)
    u, s, vt = np.linalg.svd(x[:, 1:] - centre, full_matrices=False)
    turned = u.T @ (values - middle)
    found = []
    for ridge in RIDGES:
        slopes = vt.T @ ((s / (s**2 + ridge))[:, None] * turned)
        found.append(np.vstack([middle - centre @ slopes, slopes]))
    return found


def blocks_of(names: Sequence[str], emulator: Emulator, values: Values, pairs: NDArray[np.int64]) -> tuple[Block, ...]:
    """How well each block is followed.

    Args:
        names: block of each number.
        emulator: of the numbers.
        values: numbers of the runs, shape (runs, numbers).
        pairs: runs of equal parameters under different luck, shape (pairs, 2).
    """
    spread = np.maximum(values.var(axis=0, ddof=1), np.finfo(float).tiny)
    luck = ((values[pairs[:, 0]] - values[pairs[:, 1]]) ** 2).mean(axis=0) / 2 / spread
    # What luck may be at most (95 %), against what so few pairs say.
    most = len(pairs) / float(chdtri(len(pairs), 0.95))
    found = []
    for name in dict.fromkeys(names):
        mine = np.array([one == name for one in names])
        lucky, explained = min(float(luck[mine].mean()), 1.0), float(emulator.explained[mine].mean())
        signal = 1 - lucky
        followed = min(max(explained / signal, 0.0), 1.0) if signal >= SIGNAL else 1.0
        used = followed >= FOLLOWED or 1 - explained <= (1 + BESIDE_LUCK) * most * lucky
        found.append(Block(name, int(mine.sum()), explained, lucky, followed, used))
    return tuple(found)
