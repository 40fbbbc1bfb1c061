"""Re-anchoring: what describes the firm rather than the theory is set, per parameter set, so that its levels are met.

A parameter set drawn from ranges of evidence makes a firm that nobody has: half its staff leave, or its customers do.
Which numbers of the theory are right is unknown; that the firm keeps so many of its staff is known. So the numbers that
stand for its place (the outside labour market, competitors' pull on customers, its product) answer for the levels:

- labour market pull += ln(turnover known / turnover)
- ln(churn hazard) += 1.2 ln(churn known / churn)
- ln(join hazard) += 1.8 ln(customers known / customers)
- product quality += (ACSI known - ACSI) / 50

Where churn stays too high with no churn but that of service failures, less counts as a failure. Rounds of untreated
runs repeat this until all levels are within their tolerances, or nothing is left to turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from imsim.scenarios.model import BY_NAME
from imsim.scenarios.scenario import Scenario
from imsim.studies.design import Factor
from imsim.studies.known import Level

Values = NDArray[np.float64]
Flags = NDArray[np.bool_]

RELIEF, RELIEF_STEP = "failure_threshold", 0.04
# A knob is left alone where its level is missed by less than this part of its tolerance: the rest is noise.
STILL = 0.4
LARGEST_STEP = 1.5


@dataclass(frozen=True)
class Knob:
    """A number that describes the firm, and the level that it answers for.

    Args:
        outcome: whose level.
        parameter: that is turned.
        gain: step for each unit that the level is missed by.
        moves: whether steps are added to the parameter, or to its logarithm.
        missed: how a miss is measured: of the level, of its logarithm, or of the logarithm of what it lacks of 1.
    """

    outcome: str
    parameter: str
    gain: float
    moves: Literal["itself", "logarithm"]
    missed: Literal["itself", "logarithm", "rest"]

    def step(self, level: float, values: Values) -> Values:
        """What is to be added, shape of the values."""
        tiny = 1e-6
        if self.missed == "itself":
            return self.gain * (level - values)
        if self.missed == "rest":
            level, values = 1 - level, 1 - values
        wanted = np.log(max(level, tiny) / np.maximum(values, tiny))
        step: Values = np.clip(self.gain * wanted, -LARGEST_STEP, LARGEST_STEP)
        return step


KNOBS = (
    Knob("turnover", "labour_market", 1.0, "itself", "logarithm"),
    Knob("retention", "churn_hazard", 1.2, "logarithm", "rest"),
    Knob("customers_with_firm", "join_hazard", 1.8, "logarithm", "logarithm"),
    Knob("acsi", "product_quality", 1 / 50, "itself", "itself"),
)


def knobs_for(outcomes: Sequence[str], scenario: Scenario) -> tuple[Knob, ...]:
    """The knobs that answer for some levels, as far as the model of a scenario has them."""
    there = scenario.setting().model.parameters
    return tuple(knob for knob in KNOBS if knob.outcome in outcomes and knob.parameter in there)


def anchored_factors(knobs: Sequence[Knob], scenario: Scenario) -> tuple[Factor, ...]:
    """What is turned, as factors: the range of each, widened to the scenario's own number."""
    names = [knob.parameter for knob in knobs]
    if "churn_hazard" in names and RELIEF in BY_NAME:
        names.append(RELIEF)
    result = []
    for name in names:
        parameter = BY_NAME[name]
        own = scenario.parameters.get(name, parameter.default)
        result.append(Factor(name, f"parameters.{name}", min(parameter.low, own), max(parameter.high, own)))
    return tuple(result)


def turned(
    knobs: Sequence[Knob],
    known: Sequence[Level],
    factors: Sequence[Factor],
    values: Values,
    levels: Mapping[str, Values],
) -> tuple[Values, Flags]:
    """Values of the anchored factors for the next round.

    Args:
        knobs: that are turned.
        known: levels that are to be met.
        factors: the anchored ones.
        values: of these, shape (sets, factors).
        levels: outcome -> means over replicates, shape (sets,).

    Returns:
        the new values, and in which sets anything moved.
    """
    after, by_name = values.copy(), {one.outcome: one for one in known}
    place = {factor.name: i for i, factor in enumerate(factors)}
    for knob in knobs:
        level, column = by_name[knob.outcome], place[knob.parameter]
        step = knob.step(level.level, levels[knob.outcome])
        step = np.where(np.abs(level.misses(levels[knob.outcome])) > STILL, step, 0.0)
        moved = values[:, column] + step if knob.moves == "itself" else values[:, column] * np.exp(step)
        after[:, column] = np.clip(moved, factors[column].low, factors[column].high)
        if knob.parameter == "churn_hazard" and RELIEF in place:
            stuck = (values[:, column] <= factors[column].low) & (step < 0)
            relief = place[RELIEF]
            after[:, relief] = np.minimum(values[:, relief] + RELIEF_STEP * stuck, factors[relief].high)
    return after, np.asarray((np.abs(after - values) > 1e-12).any(axis=1))
