"""Rehearsal: simulation-based calibration on the firm's own design (Talts et al. 2018).

Firms are made at parameters drawn from the prior, observed at the same dates by as many people, and fitted with the
same emulators. How often intervals hold the truth, and how well estimates follow it, says what a fit of these data is
worth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imsim.studies.answer import Json
from imsim.studies.design import Factor
from imsim.studies.fitting.verdicts import LEVEL, learnt_of
from imsim.studies.intervals import Share

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Rehearsed:
    """One firm that was made and fitted.

    Args:
        truth, estimate, low, high: of each parameter, places in [0, 1], shape (parameters,).
        refused: whether the check refused it.
    """

    truth: Values
    estimate: Values
    low: Values
    high: Values
    refused: bool


@dataclass(frozen=True)
class Recovery:
    """How well a parameter is found again.

    Args:
        parameter: name.
        coverage: share of 90 % intervals that hold the truth.
        correlation: of estimates with the truth; None of fewer than three firms, which tell of none.
        width: median width of the intervals, as a share of the prior's.
        learnt: what would be said of it, in a word.
    """

    parameter: str
    coverage: float
    correlation: float | None
    width: float
    learnt: str

    def as_json(self) -> Json:
        """As it stands in answers."""
        return vars(self).copy()


@dataclass(frozen=True)
class Rehearsal:
    """What a rehearsal found.

    Args:
        firms: that were made.
        coverage: share of all intervals that hold the truth.
        refused: share of the firms that the check refused, though the model made them.
        parameters: one by one.
    """

    firms: int
    coverage: Share
    refused: Share
    parameters: tuple[Recovery, ...]

    def as_json(self) -> Json:
        """As it stands in answers."""
        return {
            "firms": self.firms,
            "level": LEVEL,
            "coverage": vars(self.coverage).copy(),
            "refused": vars(self.refused).copy(),
            "parameters": {one.parameter: one.as_json() for one in self.parameters},
        }


def rehearsal_of(factors: Sequence[Factor], firms: Sequence[Rehearsed]) -> Rehearsal:
    """What fits of made firms say of the fit of a real one."""
    truth, estimate = (np.array([getattr(one, name) for one in firms]) for name in ("truth", "estimate"))
    low, high = (np.array([getattr(one, name) for one in firms]) for name in ("low", "high"))
    held = (truth >= low) & (truth <= high)
    widths = np.minimum(np.median(high - low, axis=0) / LEVEL, 1.0)
    parameters = tuple(
        Recovery(one.name, float(held[:, i].mean()), _correlation(truth[:, i], estimate[:, i]), float(widths[i]),
                 learnt_of(float(widths[i])))
        for i, one in enumerate(factors)
    )  # fmt: skip
    refused = Share.of(np.array([one.refused for one in firms]))
    return Rehearsal(len(firms), Share.of(held.ravel()), refused, parameters)


def _correlation(one: Values, other: Values) -> float | None:
    if len(one) < 3 or not one.std() or not other.std():
        return None
    return float(np.corrcoef(one, other)[0, 1])
