"""Which mixes are worth running: those that no other beats in all goals, by surfaces, within limits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Gain = Callable[[Values], Values]

# Random mixes that are tried on surfaces, and from how many of the best of them each direction climbs on.
TRIED, CLIMBED = 12_000, 3
# Mixes nearer to each other than that (sum of absolute differences of parts) are one.
ALIKE = 0.1
# Neighbours of a mix: so much of the budget goes from one channel to another, most often no more than the one had.
MOVED, NEIGHBOURS, WITHIN = (0.05, 0.2), 400, 0.8
# Parts smaller than that are not worth a programme.
SMALLEST = 0.015


@dataclass(frozen=True)
class Limits:
    """What a mix may be.

    Args:
        most: of each channel, shape (channels,); what it can use, or its cap.
        groups: (channels, lowest, highest) of sums of parts: floors and caps.
        total: of all parts at most.
    """

    most: Values
    groups: tuple[tuple[tuple[int, ...], float, float], ...] = ()
    total: float = 1.0

    def allow(self, parts: Values) -> NDArray[np.bool_]:
        """Which mixes keep within them, shape (mixes,)."""
        slack = 1e-9
        found = (parts <= self.most + slack).all(axis=1) & (parts.sum(axis=1) <= self.total + slack)
        for which, low, high in self.groups:
            held = parts[:, which].sum(axis=1)
            found &= (held >= low - slack) & (held <= high + slack)
        return np.asarray(found)

    def brought(self, parts: Values) -> Values:
        """Mixes brought within floors and caps: small parts away, floors first, the rest scaled to what is left."""
        found = np.minimum(np.where(parts < SMALLEST, 0.0, parts), self.most)
        for which, low, high in self.groups:
            columns = list(which)
            held = found[:, columns].sum(axis=1, keepdims=True)
            even = np.broadcast_to(np.minimum(self.most[columns], low / len(columns)), (len(found), len(columns)))
            raised = np.where(held > 0, found[:, columns] * low / np.maximum(held, 1e-12), even)
            part = np.minimum(np.where(held < low, raised, found[:, columns]), self.most[columns])
            found[:, columns] = part * np.minimum(1.0, high / np.maximum(part.sum(axis=1, keepdims=True), 1e-12))
        bound = np.zeros_like(found)
        for which, low, _ in self.groups:
            columns = list(which)
            held = found[:, columns].sum(axis=1, keepdims=True)
            bound[:, columns] = found[:, columns] * np.minimum(1.0, low / np.maximum(held, 1e-12))
        rest, room = found - bound, self.total - bound.sum(axis=1, keepdims=True)
        spent: Values = rest.sum(axis=1, keepdims=True)
        whole: Values = bound + rest * np.minimum(1.0, room / np.maximum(spent, 1e-12))
        return whole


def random_mixes(limits: Limits, number: int, rng: np.random.Generator) -> Values:
    """Mixes within limits, focused and broad ones, most of them of the whole budget."""
    channels = len(limits.most)
    found = []
    for concentration in (0.15, 0.4, 1.0):
        drawn = rng.dirichlet(np.full(channels, concentration), number // 3)
        drawn[: number // 12] *= rng.uniform(0.2, 1, (number // 12, 1))
        found.append(drawn)
    mixes = limits.brought(np.concatenate(found) * limits.total)
    return mixes[limits.allow(mixes)]


def neighbours(mixes: Values, limits: Limits, rng: np.random.Generator) -> Values:
    """Mixes within limits that differ from some of these in two channels, of which one gives to the other."""
    found = mixes[rng.integers(len(mixes), size=NEIGHBOURS)].copy()
    rows, pairs = np.arange(NEIGHBOURS), rng.random((NEIGHBOURS, mixes.shape[1])).argsort(axis=1)
    giver, taker = pairs[:, 0], pairs[:, 1]
    moved = rng.uniform(*MOVED, NEIGHBOURS) * limits.total
    given = np.minimum(moved, found[rows, giver])
    found[rows, giver] -= given
    found[rows, taker] += np.where(rng.random(NEIGHBOURS) < WITHIN, given, moved)
    brought = limits.brought(found)
    return brought[limits.allow(brought)]


def directions(goals: int) -> Values:
    """Weights of goals: one alone, evenly between two or more."""
    if goals == 1:
        return np.ones((1, 1))
    steps = 8 if goals == 2 else 3
    grid = np.stack(np.meshgrid(*[np.arange(steps + 1)] * goals, indexing="ij"), axis=-1).reshape(-1, goals)
    found: Values = grid[grid.sum(axis=1) == steps] / steps
    return found


def promising(gains: Sequence[Gain], feasible: Gain, limits: Limits, rng: np.random.Generator, known: Values) -> Values:
    """Mixes that surfaces call best, one or two for each direction between the goals.

    Args:
        gains: of each goal, larger is better: mixes (n, channels) -> (n,).
        feasible: slack of what is to be kept, likewise; below 0 a mix breaks it.
        limits: that mixes keep within.
        rng: for the mixes that are tried.
        known: mixes that were run.
    """
    pool = np.vstack([random_mixes(limits, TRIED, rng), known[limits.allow(known)]])
    values = np.stack([gain(pool) for gain in gains], axis=1)
    slack = feasible(pool)
    scale = np.maximum(np.abs(values[slack >= 0] if (slack >= 0).any() else values).max(axis=0), 1e-12)
    found: list[Values] = []
    for weights in directions(len(gains)):
        score = (values / scale) @ weights - 100 * np.maximum(-slack, 0)
        for start in pool[np.argsort(-score, kind="stable")[:CLIMBED]]:
            found.append(_climbed(start, weights / scale, gains, feasible, limits))
    return apart(limits.brought(np.array(found)))


def _climbed(start: Values, weights: Values, gains: Sequence[Gain], feasible: Gain, limits: Limits) -> Values:
    """The best mix that can be reached uphill from one."""
    from scipy.optimize import minimize

    constraints = [
        {"type": "ineq", "fun": lambda x: limits.total - x.sum()},
        {"type": "ineq", "fun": lambda x: float(feasible(x[None])[0])},
    ]
    for which, low, high in limits.groups:
        constraints.append({"type": "ineq", "fun": lambda x, w=list(which), a=low: x[w].sum() - a})
        constraints.append({"type": "ineq", "fun": lambda x, w=list(which), b=high: b - x[w].sum()})

    def loss(x: Values) -> float:
        return -float(sum(w * gain(x[None])[0] for w, gain in zip(weights, gains, strict=True)))

    bounds = [(0.0, float(min(most, limits.total))) for most in limits.most]
    done = minimize(loss, np.maximum(start, 1e-4), method="SLSQP", bounds=bounds, constraints=constraints,
                    options={"maxiter": 60, "ftol": 1e-7})  # fmt: skip
    better = done.success and loss(done.x) <= loss(start)
    return np.clip(done.x, 0, None) if better else start


def apart(mixes: Values, others: Values | None = None) -> Values:
    """Mixes that differ from those before them, and from others."""
    kept: list[Values] = [] if others is None else list(others)
    first = len(kept)
    for mix in mixes:
        if all(np.abs(mix - one).sum() > ALIKE for one in kept):
            kept.append(mix)
    return np.array(kept[first:]).reshape(-1, mixes.shape[1])


def unbeaten(values: Values) -> NDArray[np.bool_]:
    """Which rows no other row beats in one column without losing in another; larger is better.

    Example:
        >>> unbeaten(np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5], [0.4, 0.4]])).tolist()
        [True, True, True, False]
    """
    at_least = (values[None] >= values[:, None]).all(axis=2)
    above = (values[None] > values[:, None]).any(axis=2)
    beaten = np.asarray(at_least & above)
    return np.asarray(~beaten.any(axis=1))
