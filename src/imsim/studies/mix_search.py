"""The search for the best mix at work: runs, surfaces, the mixes that these call best, runs again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imsim.engine.errors import RunFailed
from imsim.outcomes import OUTCOMES
from imsim.studies.design import Design
from imsim.studies.frontier import apart, neighbours, promising
from imsim.studies.mixes import filled
from imsim.studies.observables import RECORDED
from imsim.studies.optimisation import EACH_ROUND, MOST_CHANNELS, RANDOM, ROUNDS, Optimisation
from imsim.studies.stages import Stages
from imsim.studies.surface import Surface, fitted

Values = NDArray[np.float64]
# Added to the seed for random numbers that the search never sees.
FRESH = 1
# Known mixes near which is looked, besides those that surfaces call best.
STARTS = 5


@dataclass
class Tried:
    """Mixes that were run, and what they gained.

    Args:
        parts: of the budget, shape (mixes, channels).
        gains: outcome -> differences to the reference, shape (mixes, sets, replicates).
        reference: outcome -> its level, shape (sets, replicates).
        stage: in which stage each was run.
    """

    parts: Values
    gains: dict[str, Values]
    reference: dict[str, Values]
    stage: list[str]

    def add(self, other: Tried) -> None:
        """More of them."""
        self.parts = np.vstack([self.parts, other.parts])
        self.gains = {name: np.concatenate([one, other.gains[name]]) for name, one in self.gains.items()}
        self.stage += other.stage

    def error(self, outcome: str) -> float:
        """Standard error of a mix's mean gain: from what differs between replicates, or between sets beyond the mix.

        What all mixes share (a replicate, or a set, in which every mix gains more) is no error of a comparison.
        """
        values = self.gains[outcome].reshape(len(self.parts), -1)
        rest = values - values.mean(axis=1, keepdims=True)
        rest = rest - rest.mean(axis=0, keepdims=True)
        number = values.shape[1]
        return float(np.sqrt((rest**2).sum() / max((number - 1) * (len(values) - 1), 1) / number))


def run_mixes(
    asked: Optimisation, at_work: Stages, stage: str, parts: Values, design: Design, fresh: bool = False
) -> Tried:
    """Run some mixes beside the reference strategy.

    Raises:
        RunFailed: a run failed.
    """
    names = {f"{stage}_{i + 1:03d}": row for i, row in enumerate(parts)}
    replicates, seed = (asked.confirming, asked.seed + FRESH) if fresh else (asked.replicates, asked.seed)
    # What could be found out about the firm is judged from the runs of its plans (`worth`).
    outcomes = tuple(dict.fromkeys((*asked.outcomes, *(RECORDED if fresh and design.points > 1 else ()))))
    results = at_work.run(stage, asked.study(names, replicates, seed, design, outcomes))
    if results.errors:
        raise RunFailed(results.failures)
    moved = {name: np.moveaxis(values, 1, 0) for name, values in results.final.items()}
    reference = {name: values[0] for name, values in moved.items()}
    return Tried(
        parts, {name: values[1:] - values[0] for name, values in moved.items()}, reference, [stage] * len(parts)
    )


def start_mixes(asked: Optimisation, which: Sequence[int]) -> Values:
    """Random mixes of some channels, a third of which leave money over: shape (mixes, all channels).

    Measured: as many random mixes teach a surface more than pairs of channels do.
    """
    rng, found = np.random.default_rng([asked.seed, 1]), np.zeros((RANDOM, len(asked.channels)))
    for number in range(RANDOM):
        spent = rng.uniform(0.3, 1) if number % 3 == 0 else 1.0
        found[number, list(which)] = rng.dirichlet(np.full(len(which), 0.6)) * spent
    return np.array([filled(mix, asked.mixer.most) for mix in found])


def single_mixes(asked: Optimisation) -> Values:
    """Each channel alone with the whole budget, or all that it can use, then with half of that."""
    whole = np.diag(np.minimum(asked.mixer.most, 1.0))
    return np.vstack([whole, whole / 2])


def first_look(asked: Optimisation, tried: Tried) -> list[int]:
    """The channels that are searched over: all, or the best of many; those with a floor always."""
    number = len(asked.channels)
    if number <= MOST_CHANNELS:
        return list(range(number))
    best = np.full(number, -np.inf)
    for goal in asked.goals:
        gains = signed(goal) * tried.gains[goal].mean(axis=(1, 2)).reshape(2, number).max(axis=0)
        best = np.maximum(best, gains / max(float(np.abs(gains).max()), 1e-12))
    words = {word for word, _ in asked.floors}
    best[[i for i, one in enumerate(asked.channels) if one.name in words or one.kinds & words]] = np.inf
    return sorted(np.argsort(-best, kind="stable")[:MOST_CHANNELS].tolist())


def signed(outcome: str) -> int:
    """1 where more of an outcome is better, -1 where less is."""
    return OUTCOMES[outcome].better or 1


def surfaces_of(asked: Optimisation, tried: Tried, which: Sequence[int], evenly: bool = False) -> dict[str, Surface]:
    """A surface for each outcome that was recorded, to which good mixes count more, or all evenly."""
    return {
        name: fitted(
            tried.parts[:, list(which)], tried.gains[name].mean(axis=(1, 2)), tried.error(name),
            0 if evenly else signed(name),
        )
        for name in asked.outcomes
    }  # fmt: skip


def searched(asked: Optimisation, at_work: Stages, design: Design) -> tuple[Tried, list[int], dict[str, Surface]]:
    """All mixes of the search, the channels it went over, and the surfaces at its end."""
    tried = run_mixes(asked, at_work, "singles", single_mixes(asked), design)
    which = first_look(asked, tried)
    tried.add(run_mixes(asked, at_work, "start", start_mixes(asked, which), design))
    for number in range(1, ROUNDS + 1):
        surfaces = surfaces_of(asked, tried, which)
        best = candidates(asked, tried, which, surfaces, number)
        near = near_the_best(asked, tried, which, surfaces, best)
        found = apart(np.vstack([best, near]), tried.parts)[:EACH_ROUND]
        if len(found):
            tried.add(run_mixes(asked, at_work, f"round_{number}", found, design))
    return tried, which, surfaces_of(asked, tried, which)


def near_the_best(
    asked: Optimisation, tried: Tried, which: Sequence[int], surfaces: dict[str, Surface], best: Values
) -> Values:
    """Neighbours of the best mixes, those that surfaces call best first: shape (mixes, all channels).

    A surface is bent by mixes far from its top, and one mix there does not straighten it.
    """
    columns, rng = list(which), np.random.default_rng([asked.seed, 3, len(tried.parts)])
    known = tried.parts[(np.delete(tried.parts, columns, axis=1) <= 0).all(axis=1)][:, columns]
    start = np.vstack(
        [best[:, columns], known[np.argsort(-by_surfaces(asked, surfaces, known), kind="stable")[:STARTS]]]
    )
    found = neighbours(start, asked.limits(which), rng)
    result = np.zeros((len(found), len(asked.channels)))
    result[:, columns] = found[np.argsort(-by_surfaces(asked, surfaces, found), kind="stable")]
    return result


def by_surfaces(asked: Optimisation, surfaces: dict[str, Surface], parts: Values) -> Values:
    """Mean over the goals of what surfaces predict, each in units of the largest among these mixes, shape (mixes,)."""
    gains = np.stack([signed(goal) * surfaces[goal].at(parts) for goal in asked.goals])
    found: Values = (gains / np.maximum(gains.max(axis=1, keepdims=True), 1e-12)).mean(axis=0)
    return found


def candidates(
    asked: Optimisation, tried: Tried, which: Sequence[int], surfaces: dict[str, Surface], number: int,
    total: float = 1.0,
) -> Values:  # fmt: skip
    """Mixes that surfaces call best, shape (mixes, all channels)."""
    columns, rng = list(which), np.random.default_rng([asked.seed, 2, number])

    def feasible(parts: Values) -> Values:
        slack = np.full(len(parts), np.inf)
        for keep in asked.keeps:
            level = tried.reference[keep.outcome].mean() + surfaces[keep.outcome].at(parts)
            size = max(abs(keep.bound), 1e-12)
            slack = np.minimum(slack, keep.slack(level) / size)
        found: Values = np.minimum(slack, 1.0)
        return found

    gains = [lambda parts, goal=goal: signed(goal) * surfaces[goal].at(parts) for goal in asked.goals]
    inside = (np.delete(tried.parts, columns, axis=1) <= 0).all(axis=1)
    known = tried.parts[inside][:, columns]
    found = promising(gains, feasible, asked.limits(which, total), rng, known)
    result = np.zeros((len(found), len(asked.channels)))
    result[:, columns] = found
    return result
