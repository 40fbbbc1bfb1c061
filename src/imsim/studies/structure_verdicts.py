"""Whether a choice among strategies stands in other structures of the model, or another takes its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imsim.studies.answer import Json
from imsim.studies.intervals import finite, joint_intervals, too_few_differ

# Sets, or replicates of one set, that a structure is judged by at least.
FEWEST = 8

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Verdict:
    """A choice in one structure of the model.

    Args:
        structure: name.
        first: strategy with the largest mean there; None where too few sets are like the firm to tell.
        against: the best of the others: what the choice leads, or what takes its place.
        lead: mean paired difference of the choice to `against`; below 0 the choice turns.
        low, high: of the lead; joint over all strategies that the choice is held against.
        units: sets, or replicates of one set, that this rests on.
        like: share of the sets in which the untreated firm is like the one described; None where nothing is known.
    """

    structure: str
    first: str | None
    against: str | None
    lead: float | None
    low: float | None
    high: float | None
    units: int
    like: float | None

    @property
    def clear(self) -> bool:
        """Whether the lead is more than chance, either way."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def verdict_on(
    structure: str, values: Values, names: Sequence[str], choice: str, like: Flags | None, seed: int
) -> Verdict:
    """How a choice stands in a structure.

    Args:
        structure: name.
        values: larger is better, shape (strategies, units).
        names: of the strategies.
        choice: one of them.
        like: units in which the firm is like the one described; None: nothing is known.
        seed: of the draws of joint intervals.
    """
    share = None if like is None else float(like.mean())
    kept = values if like is None else values[:, like]
    if kept.shape[1] < FEWEST:
        return Verdict(structure, None, None, None, None, None, kept.shape[1], share)
    place = names.index(choice)
    others = [i for i in range(len(names)) if i != place]
    leads = kept[place] - kept[others]
    mean, half = joint_intervals(leads, seed)
    least = int(np.argmin(mean))
    against, lead = names[others[least]], float(mean[least])
    known = not too_few_differ(leads[least])
    low, high = (finite(lead + sign * float(half[least])) if known else None for sign in (-1, 1))
    return Verdict(structure, choice if lead >= 0 else against, against, lead, low, high, kept.shape[1], share)


def as_json(choice: str, rows: Sequence[Verdict]) -> Json:
    """The choice, in how many structures it stands, and a row a structure."""
    told = [one for one in rows if one.first is not None]
    return {
        "choice": choice,
        "same": sum(one.first == choice for one in told),
        "clearly": sum(one.first == choice and one.clear for one in told),
        "of": len(told),
        "rows": [vars(one) | {"clear": one.clear} for one in rows],
    }


def like_the_firm(reference: Mapping[str, Values], known: Sequence[Json]) -> Flags:
    """Sets in which the untreated firm keeps all levels that are known.

    Args:
        reference: outcome -> of the reference strategy, shape (sets, replicates).
        known: rows with `outcome`, `level` and `within`.
    """
    inside = [
        np.abs(reference[row["outcome"]].mean(axis=1) - row["level"]) <= row["within"]
        for row in known
        if row["outcome"] in reference
    ]
    result: Flags = np.all(inside, axis=0)
    return result
