"""Candidates for plausible parameter sets, on their way through the rounds of a search."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imsim.studies.anchoring import Flags, Values
from imsim.studies.known import Level
from imsim.studies.plausible import KEPT, REJECTED, UNUSED

# Rounds after which a candidate is given up; more are under way than are missing.
PATIENCE, AHEAD = 9, 1.5
# Rounds in which a set was plausible after which it is kept, although it might come nearer yet.
SETTLING = 3

Numbers = NDArray[np.int64]
Turn = Callable[[Values, Mapping[str, Values]], tuple[Values, Flags]]


@dataclass
class Candidates:
    """Candidates on their way; each is remembered as it was when it came nearest.

    Args:
        values: of the factors, as they are run next, shape (candidates, factors).
        best: values with which each came nearest, likewise.
        distance: of the worst of its levels then, in tolerances.
        levels: outcome -> means then, shape (candidates,); NaN before the first round.
        verdict: of each; UNUSED until it is kept or rejected.
        rounds: that each has taken.
        inside: in how many of them it was plausible.
    """

    values: Values
    best: Values
    distance: Values
    levels: dict[str, Values]
    verdict: NDArray[np.object_]
    rounds: Numbers
    inside: Numbers

    @classmethod
    def of(cls, values: Values, outcomes: Sequence[str]) -> Candidates:
        """None has been tried yet."""
        number = len(values)
        nothing = {name: np.full(number, np.nan) for name in outcomes}
        verdict = np.full(number, UNUSED, dtype=object)
        rounds, inside = np.zeros((2, number), dtype=int)
        return cls(values, values.copy(), np.full(number, np.inf), nothing, verdict, rounds, inside)

    def next_round(self, samples: int) -> Numbers:
        """Numbers of those to be run: under way before, then fresh ones, a few more than are missing."""
        missing = samples - int((self.verdict == KEPT).sum())
        if missing <= 0:
            return np.array([], dtype=int)
        open_ones = np.flatnonzero(self.verdict == UNUSED)
        order = np.lexsort((open_ones, self.rounds[open_ones] == 0))
        return np.sort(open_ones[order][: max(1, round(missing * AHEAD))])

    def learn(self, which: Numbers, found: Mapping[str, Values], known: tuple[Level, ...], turn: Turn) -> None:
        """Keep those that have settled at all levels, turn the others, reject those that cannot be turned further."""
        misses = np.stack([np.abs(one.misses(found[one.outcome])) for one in known])
        distance = np.where(np.isfinite(misses).all(axis=0), misses.max(axis=0), np.inf)
        nearer = distance < self.distance[which]
        self.best[which[nearer]] = self.values[which[nearer]]
        self.distance[which] = np.minimum(distance, self.distance[which])
        for name, values in found.items():
            first = self.rounds[which] == 0
            self.levels[name][which] = np.where(nearer | first, values, self.levels[name][which])
        self.rounds[which] += 1
        self.inside[which] += distance <= 1
        after, moved = turn(self.values[which], found)
        settled = ~moved | (self.inside[which] >= SETTLING) | (self.rounds[which] >= PATIENCE)
        done = settled | ~np.isfinite(distance)
        self.verdict[which[done]] = np.where(self.distance[which[done]] <= 1, KEPT, REJECTED)
        self.values[which[~done]] = after[~done]

    def missed(self, known: tuple[Level, ...]) -> list[str]:
        """What each rejected candidate missed, names separated by commas."""
        out = {one.outcome: ~(np.abs(one.misses(self.levels[one.outcome])) <= 1) for one in known}
        return [
            ",".join(name for name, flags in out.items() if flags[i]) if verdict == REJECTED else ""
            for i, verdict in enumerate(self.verdict)
        ]
