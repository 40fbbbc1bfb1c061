"""What a firm is like untreated: levels of outcomes, and the distances within which a parameter set is still like it.

Levels come from the scenario's `[known]` table. Where it has none they are the firm's own, at default parameters. A
level without a tolerance has the usual one of its outcome; to either is added what replicates alone may do to a mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imsim.engine.errors import InputError, Place, Problem
from imsim.outcomes import OUTCOMES
from imsim.scenarios.scenario import Scenario
from imsim.studies.answer import Json

# What makes a firm itself, where its scenario does not say: who stays, who buys, how content, at what profit.
USUAL = ("turnover", "retention", "customers_with_firm", "acsi", "profit")
# Usual tolerances: of a level; least, in its unit; and, for profit, of a year's revenue.
OF_LEVEL = {"turnover": 0.30, "customers_with_firm": 0.10}
LEAST = {"turnover": 0.02, "retention": 0.05, "acsi": 2.0}
OF_REVENUE, OF_OTHERS = 0.10, 0.10
# Standard errors of a mean over replicates that are added.
NOISE = 2.0

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Level:
    """A known level.

    Args:
        outcome: name.
        level: of the firm untreated, in the outcome's unit.
        within: largest distance of a plausible set's mean over its replicates; noise is in it.
        noise: the part of it that is for Monte-Carlo noise.
        said: whether somebody gave the level; else it is the firm's own at default parameters.
    """

    outcome: str
    level: float
    within: float
    noise: float
    said: bool

    def misses(self, values: Values) -> Values:
        """Distances of values from the level, in tolerances; above 1 is implausible."""
        missed: Values = (values - self.level) / self.within
        return missed

    def as_json(self) -> Json:
        """As it stands in answers and manifests."""
        return vars(self).copy()

    @classmethod
    def from_json(cls, content: Mapping[str, object]) -> Level:
        """A level as it was written."""
        return cls(**content)  # type: ignore[arg-type]


def known_outcomes(scenario: Scenario) -> tuple[str, ...]:
    """Outcomes that make a firm like the one described: those of `[known]`, else the usual ones."""
    return tuple(scenario.table.known) or USUAL


def levels_of(scenario: Scenario, own: Mapping[str, Values], replicates: int) -> tuple[Level, ...]:
    """The known levels of a scenario.

    Args:
        scenario: whose `[known]` counts.
        own: outcome -> values over replicates at default parameters, untreated.
        replicates: over which the means of parameter sets will be taken.
    """
    return tuple(_level(scenario, name, own[name], replicates) for name in known_outcomes(scenario))


def _level(scenario: Scenario, outcome: str, own: Values, replicates: int) -> Level:
    row = scenario.table.known.get(outcome)
    level = row.level if row else float(own.mean())
    noise = NOISE * float(own.std(ddof=1)) / float(np.sqrt(replicates))
    if row and row.within is not None:
        return Level(outcome, level, row.within + noise, noise, said=True)
    return Level(outcome, level, usual_tolerance(scenario, outcome, level) + noise, noise, said=row is not None)


def usual_tolerance(scenario: Scenario, outcome: str, level: float) -> float:
    """How far from a level a firm is still like the one described, where nobody says; without noise."""
    if outcome == "profit":
        return OF_REVENUE * scenario.economy.revenue_per_employee * scenario.organisation.posts
    if outcome in LEAST or outcome in OF_LEVEL:
        return max(LEAST.get(outcome, 0.0), OF_LEVEL.get(outcome, 0.0) * abs(level))
    return max(OF_OTHERS * abs(level), float(np.finfo(float).tiny))


def known_from(texts: Sequence[str]) -> dict[str, object]:
    """Overrides of a scenario from `--known OUTCOME=LEVEL[:WITHIN]` texts.

    Raises:
        InputError: one is not written like that, or names no outcome.

    Example:
        >>> known_from(["turnover=0.21:0.06"])
        {'known.turnover': {'level': 0.21, 'within': 0.06}}
    """
    found: dict[str, object] = {}
    for text in texts:
        name, sign, rest = (part.strip() for part in text.partition("="))
        try:
            numbers = [float(part) for part in rest.split(":")]
            if not sign or len(numbers) > 2 or not np.isfinite(numbers).all() or min(numbers[1:], default=1.0) <= 0:
                raise ValueError
        except ValueError:
            how = "write it as outcome=level or outcome=level:within, within above 0, e.g. turnover=0.21:0.06"
            raise InputError(Problem(Place("known"), text, how)) from None
        if name not in OUTCOMES:
            listing = "list: imsim describe outcomes"
            raise InputError(
                Problem.unknown(Place("known"), name, "no such outcome", OUTCOMES, found=text, listing=listing)
            )
        found[f"known.{name}"] = dict(zip(("level", "within"), numbers, strict=False))
    return found
