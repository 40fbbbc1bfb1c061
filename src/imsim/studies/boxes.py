"""When does a strategy fail? Boxes in parameter space where it does, and whether noise would give as good ones.

A box holds the sets in which a few parameters lie within bounds (scenario discovery: Bryant and Lempert 2010). It grows
bound by bound, each at a tenth of a parameter, where failures gather most clearly, a few ways at a time. With many
parameters and few sets some box always looks perfect, so parameters are screened first, the box is judged on sets that
it was not found on, and the same search is made on shuffled labels: a box that shuffled labels match is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imsim.studies.answer import Json

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]
# Parameter -> lowest, highest.
Limits = dict[int, tuple[float, float]]

MOST_PARAMETERS, MOST_BOUNDS = 12, 4
# Share of the sets that a box holds at least; a further bound must better it by so much; boxes that grow at once.
FEWEST_INSIDE, WORTH, WAYS = 0.08, 1.1, 5
SHUFFLES, LEVEL = 99, 0.05


@dataclass(frozen=True)
class Bound:
    """A side of a box: a parameter at least, or at most, so high."""

    parameter: str
    least: float | None
    most: float | None

    def __str__(self) -> str:
        if self.most is None:
            return f"{self.parameter} above {self.least:.3g}"
        if self.least is None:
            return f"{self.parameter} below {self.most:.3g}"
        return f"{self.parameter} between {self.least:.3g} and {self.most:.3g}"


@dataclass(frozen=True)
class Box:
    """Where a strategy fails.

    Args:
        bounds: of the parameters, all of which must hold.
        density: share of failures inside, on sets that it was not found on.
        coverage: share of all failures that are inside, likewise.
        base: share of failures among all these sets.
        inside: number of these sets inside.
        chance: share of shuffled labels that give a box at least as good, itself counted.
    """

    bounds: tuple[Bound, ...]
    density: float
    coverage: float
    base: float
    inside: int
    chance: float

    @property
    def real(self) -> bool:
        """Whether shuffled labels hardly ever give as good a box."""
        return self.chance <= LEVEL

    def as_json(self) -> Json:
        """The machine-readable shape."""
        return vars(self) | {"bounds": [vars(one) for one in self.bounds], "real": self.real}


def find_box(values: Values, names: Sequence[str], fails: Flags, seed: int) -> Box | None:
    """The box in which a strategy fails most, and what shuffled labels would give.

    Args:
        values: of the parameters, shape (sets, parameters).
        names: of these.
        fails: in which sets it does.
        seed: of the halves and of the shuffles.

    Returns:
        None where it fails always, never, or in too few sets to look for a box.
    """
    if fails.sum() < 4 or (~fails).sum() < 4:
        return None
    rng = np.random.default_rng([seed, 5])
    train = halves(fails, rng)
    limits, gain = _searched(values, fails, train)
    shuffled = [_searched(values, labels, halves(labels, rng))[1] for labels in (
        rng.permutation(fails) for _ in range(SHUFFLES))]  # fmt: skip
    chance = (1 + sum(one >= gain for one in shuffled)) / (1 + SHUFFLES)
    held, inside = fails[~train], within(values[~train], limits)
    bounds = tuple(
        Bound(names[i], None if np.isinf(low) else float(low), None if np.isinf(high) else float(high))
        for i, (low, high) in sorted(limits.items())
    )
    density = float(held[inside].mean()) if inside.any() else 0.0
    coverage = float(held[inside].sum() / max(held.sum(), 1))
    return Box(bounds, density, coverage, float(held.mean()), int(inside.sum()), chance)


def halves(fails: Flags, rng: np.random.Generator) -> Flags:
    """Which sets a box is found on: half of the failures, and half of the others."""
    train = np.zeros(len(fails), dtype=bool)
    for group in (np.flatnonzero(fails), np.flatnonzero(~fails)):
        train[rng.permutation(group)[: (len(group) + 1) // 2]] = True
    return train


def _searched(values: Values, fails: Flags, train: Flags) -> tuple[Limits, float]:
    """Limits found on one half, and how clearly failures gather inside them on the other (standard errors)."""
    screened = screen(values[train], fails[train])
    limits = grown(values[train], fails[train], screened)
    inside, held = within(values[~train], limits), fails[~train]
    base = held.mean()
    error = np.sqrt(base * (1 - base) / max(inside.sum(), 1))
    gain = (held[inside].mean() - base) / error if inside.any() and error > 0 else 0.0
    return limits, float(gain)


def screen(values: Values, fails: Flags) -> list[int]:
    """The parameters whose ranks differ most between sets in which it fails and others."""
    from scipy.stats import rankdata

    ranks = rankdata(values, axis=0)
    apart = np.abs(ranks[fails].mean(axis=0) - ranks[~fails].mean(axis=0))
    order: list[int] = np.argsort(-apart, kind="stable")[:MOST_PARAMETERS].tolist()
    return order


def grown(values: Values, fails: Flags, which: Sequence[int]) -> Limits:
    """Limits of the box in which failures gather most clearly: side after side, a few ways at a time."""
    sides = [(i, low, high) for i in which for low, high in _sides(values[:, i])]
    masks = np.stack([(values[:, i] >= low) & (values[:, i] <= high) for i, low, high in sides])
    beam: list[tuple[float, Flags, tuple[int, ...]]] = [(0.0, np.ones(len(values), dtype=bool), ())]
    best = beam[0]
    for _ in range(MOST_BOUNDS):
        found: dict[tuple[int, ...], tuple[float, Flags, tuple[int, ...]]] = {}
        for _, inside, chosen in beam:
            scores = gathering(masks & inside, fails)
            for place in np.argsort(-scores, kind="stable")[:WAYS].tolist():
                names = tuple(sorted((*chosen, place)))
                found[names] = (float(scores[place]), masks[place] & inside, names)
        beam = sorted(found.values(), key=lambda one: (-one[0], one[2]))[:WAYS]
        if beam[0][0] < best[0] * WORTH:
            break
        best = beam[0]
    limits: Limits = {}
    for place in best[2]:
        i, low, high = sides[place]
        before = limits.get(i, (-np.inf, np.inf))
        limits[i] = max(before[0], low), min(before[1], high)
    return limits


def _sides(column: Values) -> list[tuple[float, float]]:
    """Lower and upper bounds at the tenths of a parameter."""
    cuts = np.unique(np.quantile(column, np.arange(0.1, 0.95, 0.1))).tolist()
    return [(cut, np.inf) for cut in cuts] + [(-np.inf, cut) for cut in cuts]


def gathering(masks: Flags, fails: Flags) -> Values:
    """How clearly failures gather inside each mask, shape (masks, sets): more of them than elsewhere, in many sets."""
    number = masks.sum(axis=1)
    inside = (masks & fails).sum(axis=1) / np.maximum(number, 1)
    enough = number >= max(FEWEST_INSIDE * len(fails), 3)
    found: Values = np.where(enough, (inside - fails.mean()) * np.sqrt(number), -np.inf)
    return found


def within(values: Values, limits: Limits) -> Flags:
    """Which sets are inside."""
    found = np.ones(len(values), dtype=bool)
    for i, (low, high) in limits.items():
        found &= (values[:, i] >= low) & (values[:, i] <= high)
    return found
