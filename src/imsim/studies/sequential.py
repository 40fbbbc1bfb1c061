"""As many replicates as it takes: looked at in stages, with intervals that hold over all looks together.

Whoever looks at a study, goes on because it is not clear yet, and looks again, is told something false more often than
5 in 100 times if each look has 95 % intervals. So there is a fixed list of looks, and the 5 % are divided evenly over
all of them (Bonferroni's bound, which asks nothing of how looks depend on each other). Then the intervals of all looks
hold together in 95 of 100 studies, whatever rule ends the study, and the limit may be raised later.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from imsim.engine.errors import InputError
from imsim.studies.answer import Json
from imsim.studies.intervals import LEVEL, Values, joint_critical, too_few_differ

# Replicates at the looks there may ever be: each half as many again.
LOOKS = (10, 15, 22, 33, 50, 75, 110, 170, 250, 380, 570, 850)
# Level of the joint intervals of one look.
LOOK_LEVEL = 1 - (1 - LEVEL) / len(LOOKS)
DEFAULT_MOST = 250
SURE = "sure"
# ACSI points within which strategies are as good as each other: the index is published in whole points.
TIE = 0.1


@dataclass(frozen=True)
class Until:
    """What a comparison is to know before it stops.

    Args:
        target: half-width of the joint interval of every strategy's ACSI gain; or `sure`: the leader is known, or shown
            to be a tie.
        most: replicates after which it stops in any case.
        first: replicates at the first look.
    """

    target: float | str
    most: int = DEFAULT_MOST
    first: int = LOOKS[0]

    @classmethod
    def asked(cls, target: float | str, most: int | None, limit: str = "replicates") -> Until:
        """The goal of whoever asks.

        Args:
            target: as above, or its text.
            most: as above; the usual one by default.
            limit: option that says so.

        Raises:
            InputError: it is none, or the limit lies before the first look.
        """
        most = DEFAULT_MOST if most is None else most
        if not LOOKS[0] <= most <= LOOKS[-1]:
            raise InputError(f"--{limit} {most}: with --until it is the limit: from {LOOKS[0]} to {LOOKS[-1]}")
        try:
            width = target if target == SURE else float(target)
        except ValueError:
            width = 0.0
        if width != SURE and not (isinstance(width, float) and 0 < width < math.inf):
            raise InputError(f"--until {target}: half-width of the ACSI gain, like 0.05, or {SURE}")
        return cls(width, most)

    @property
    def looks(self) -> tuple[int, ...]:
        """Replicates at each look that may come."""
        return tuple(look for look in LOOKS if self.first <= look <= self.most)

    def same_goal(self, told: Json | None) -> bool:
        """Whether a study that was begun, as its manifest tells, is after the same."""
        return bool(told) and (told["target"], told["most"]) == (self.target, self.most)  # type: ignore[index]

    def enough(self, look: Look) -> bool:
        """Whether a look tells what was to be known."""
        if self.target == SURE:
            return not look.doubtful
        return look.half_width is not None and look.half_width <= float(self.target)

    def looked(self, look: Callable[[int], Look | None]) -> list[Look]:
        """The looks that are taken: one after another until one tells enough, or the limit is reached.

        Args:
            look: takes the look at a number of replicates; None where there is nothing to look at, which ends it.
        """
        found: list[Look] = []
        for replicates in self.looks:
            if (one := look(replicates)) is None:
                break
            found.append(one)
            if self.enough(one):
                break
        return found


@dataclass(frozen=True)
class Look:
    """What is known at a number of replicates.

    Args:
        replicates: of each strategy.
        half_width: the largest of the joint intervals of ACSI gains; None where one has none.
        leader: strategy with the highest mean ACSI.
        tied: strategies shown to be within TIE of the leader or better.
        doubtful: strategies neither shown to be behind the leader nor to be tied with it.
    """

    replicates: int
    half_width: float | None
    leader: str
    tied: tuple[str, ...]
    doubtful: tuple[str, ...]

    def as_json(self) -> Json:
        """As it stands in manifest and answer."""
        return asdict(self) | {"tied": list(self.tied), "doubtful": list(self.doubtful)}


def look_at(acsi: Values, names: Sequence[str], seed: int) -> Look:
    """What so many replicates tell.

    Args:
        acsi: shape (strategies, replicates), the reference first.
        names: of the strategies.
        seed: of the study.
    """
    best = int(acsi.mean(axis=1).argmax())
    widths = half_widths(acsi, 0, seed)[1:]
    tied: list[str] = []
    doubtful: list[str] = []
    for other, name in enumerate(names):
        if other == best:
            continue
        lead, half = float((acsi[best] - acsi[other]).mean()), half_widths(acsi, other, seed)[best]
        if lead - half > 0:
            continue
        (tied if lead + half < TIE else doubtful).append(name)
    widest = float(widths.max()) if np.isfinite(widths).all() else None
    return Look(acsi.shape[1], widest, names[best], tuple(tied), tuple(doubtful))


def half_widths(acsi: Values, other: int, seed: int) -> Values:
    """Half-widths of the joint intervals of all differences to one strategy at a look, shape (strategies,)."""
    differences = np.delete(acsi, other, axis=0) - acsi[other]
    error = differences.std(axis=1, ddof=1) / np.sqrt(acsi.shape[1])
    half = joint_critical(differences, seed, LOOK_LEVEL) * error
    return np.insert(np.where(too_few_differ(differences), np.nan, half), other, 0.0)


def told(until: Until, looks: Sequence[Look]) -> Iterator[tuple[str, Json]]:
    """What a study keeps of its goal, and of its looks once there are any."""
    yield "until", asdict(until) | ({"looks": [look.as_json() for look in looks]} if looks else {})
