"""A strategy at work, and what of its employees can be looked at."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imsim.agents.model import InternalMarketingModel
from imsim.reporting.chronicle.recording import Recording
from imsim.scenarios.simulation import Case

# States that may colour employees: column of the engine -> label.
STATES = {
    "motivation": "motivation",
    "knowledge": "knowledge",
    "job_satisfaction": "job satisfaction",
    "affective_commitment": "affective commitment",
    "management_trust": "trust in management",
    "belonging": "belonging",
    "performance": "service performance",
}


@dataclass(frozen=True)
class Side:
    """One strategy at work.

    Args:
        case: its programmes, with levers as they stand.
        model: the run, week by week.
        ranges: limits of the colour scale of each state: where employees began, and a little more.
        recording: of the run, for its chronicle; None in a firm too large for one.
    """

    case: Case
    model: InternalMarketingModel
    ranges: Mapping[str, tuple[float, float]]
    recording: Recording | None = None

    @classmethod
    def begun(cls, case: Case, model: InternalMarketingModel, recording: Recording | None) -> Side:
        """A side at the beginning of week 0."""
        ranges = {state: telling_range(values_of(model, state)) for state in STATES}
        return cls(case, model, ranges, recording)

    def weekly(self, outcome: str) -> list[float]:
        """An outcome in each week that has passed."""
        return [float(value) for value in self.model.datacollector.model_vars[outcome]]

    def values(self, state: str) -> NDArray[np.float64]:
        """A state of all employees by post, NaN where the post is vacant; shape (posts,)."""
        return values_of(self.model, state)


def values_of(model: InternalMarketingModel, state: str) -> NDArray[np.float64]:
    """A state of all employees of a model by post, NaN where the post is vacant; shape (posts,)."""
    staff = model.ensemble.employees
    return np.where(staff.occupied[0, 0], getattr(staff, state)[0, 0], np.nan)


def telling_range(values: NDArray[np.float64]) -> tuple[float, float]:
    """Round numbers, in [0, 1], between which nearly everybody is and has room to move.

    Example:
        >>> telling_range(np.array([0.42, 0.5, 0.58]))
        (0.3, 0.7)
    """
    low, high = np.nanquantile(values, [0.02, 0.98])
    return max(math.floor(10 * low - 0.8) / 10, 0.0), min(math.ceil(10 * high + 0.8) / 10, 1.0)
