"""Verdicts on parameters: what the data taught, which cannot be told apart, which stand at an end of their range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from imsim.scenarios.scenario import Scenario
from imsim.studies.answer import Json
from imsim.studies.design import Factor

Values = NDArray[np.float64]
Learnt = Literal["learnt", "hardly", "not at all"]

# Of an interval: its level, and which share of the prior's width it keeps where something was learnt, or nothing.
LEVEL = 0.9
LEARNT, NOT_LEARNT = 0.55, 0.9
# Pairs as correlated as that are a ridge: the data tell their combination, not each.
RIDGE = 0.5
# An estimate so near to an end of the range says that the range may be too narrow.
END = 0.05


@dataclass(frozen=True)
class Verdict:
    """What was learnt of a parameter.

    Args:
        parameter: name.
        estimate, low, high: posterior mean, and the ends of the 90 % interval.
        prior_low, prior_high: ends of the prior's 90 % interval.
        width: of the interval, as a share of the prior's.
        learnt: in a word.
        end: the end of its range at which the estimate stands, `low` or `high`; empty where at none.
    """

    parameter: str
    estimate: float
    low: float
    high: float
    prior_low: float
    prior_high: float
    width: float
    learnt: Learnt
    end: str = ""

    def as_json(self) -> Json:
        """As it stands in answers."""
        return vars(self).copy()


@dataclass(frozen=True)
class Ridge:
    """Two parameters that the data tell only together."""

    one: str
    other: str
    correlation: float

    def as_json(self) -> Json:
        """As it stands in answers."""
        return vars(self).copy()


def verdicts_of(factors: Sequence[Factor], places: Values) -> tuple[Verdict, ...]:
    """What was learnt of each parameter, from draws in [0, 1], shape (draws, parameters)."""
    tail = (1 - LEVEL) / 2
    found = []
    for i, one in enumerate(factors):
        low, middle, high = np.quantile(places[:, i], (tail, 0.5, 1 - tail)).tolist()
        width = min((high - low) / LEVEL, 1.0)
        learnt = learnt_of(width)
        end = "" if learnt == "not at all" else "low" if middle < END else "high" if middle > 1 - END else ""
        ends = one.values(np.array([low, high, tail, 1 - tail])).tolist()
        estimate = float(one.values(places[:, i]).mean())
        found.append(Verdict(one.name, estimate, ends[0], ends[1], ends[2], ends[3], width, learnt, end))
    return tuple(found)


def learnt_of(width: float) -> Learnt:
    """The word for an interval of that share of the prior's width.

    Example:
        >>> learnt_of(0.3), learnt_of(0.7), learnt_of(0.95)
        ('learnt', 'hardly', 'not at all')
    """
    return "learnt" if width <= LEARNT else "hardly" if width <= NOT_LEARNT else "not at all"


def ridges_of(factors: Sequence[Factor], places: Values) -> tuple[Ridge, ...]:
    """Pairs of parameters that the data tell only together, the most correlated first."""
    if len(factors) < 2:
        return ()
    correlations: Values = np.atleast_2d(np.corrcoef(places.T))
    pairs = [
        Ridge(factors[i].name, factors[j].name, float(correlations[i, j]))
        for i, j in combinations(range(len(factors)), 2)
        if abs(correlations[i, j]) >= RIDGE
    ]
    return tuple(sorted(pairs, key=lambda one: -abs(one.correlation)))


def no_programme(scenario: Scenario, strategy: str, weeks: int) -> bool:
    """Whether nothing was done in the window, so that the effects of programmes stay as they were."""
    return not any(one.runs_in(week) for _, one in scenario.programmes(strategy) for week in range(weeks))
