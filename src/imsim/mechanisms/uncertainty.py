"""Uncertainty: an upheaval makes people worry about their future; honest messages shorten it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.engine.fastmath import power
from imsim.engine.fields import effect, parameter, reads, state
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import equation, update


class P(NamedTuple):
    """Behavioural numbers."""

    uncertainty_half_life: float = parameter(
        26, 8, 52, "weeks", "assumed", "-", "time in which half of an uncertainty fades unaided", symbol="h_U"
    )
    uncertainty_relief: float = parameter(
        9, 0, 12, "1/exposure", "cal", "-", "how much faster it fades for each honest exposure a week"
    )
    overclaim_discount: float = parameter(
        5, 1, 10, "1/claim", "assumed", "-", "honesty that an exposure loses per unit of claim beyond reality"
    )


class Employee(NamedTuple):
    """What decides how uncertain a person is."""

    uncertainty: float = state("Y", "0-1", "worry about one's future after an upheaval", newcomer=0.0)
    exposure: float = reads()
    claimed: float = reads()
    expected_claim: float = reads()
    uncertainty_added: float = effect("post", "uncertainty about one's future added at once (E7)", "uncertainty")


@equation
def honest_exposure(employee: Employee, p: P) -> float:
    """E7. Messages that claim more than people live tell them less about what is to come.

    Source: gilly_wolfinbarger_1998; form assumed.

    Example:
        >>> told = Employee(exposure=1.0, claimed=.6, expected_claim=.5)
        >>> round(float(honest_exposure(told, P(overclaim_discount=5))), 6)
        0.5
        >>> float(honest_exposure(told._replace(claimed=.4), P(overclaim_discount=5)))
        1.0
    """
    overclaimed = employee.claimed - employee.exposure * employee.expected_claim
    return np.maximum(employee.exposure - p.overclaim_discount * np.maximum(overclaimed, 0), 0)


@update("judge", when=("uncertainty_added", "uncertainty"))
def uncertainty(employee: Employee, p: P) -> float:
    """E7. Uncertainty about one's future fades with time, and sooner where management talks honestly.

    Source: row 50; form assumed.

    Example:
        >>> quiet = Employee(uncertainty=.2, exposure=0.0, claimed=0.0, expected_claim=.5)
        >>> p = P(uncertainty_half_life=1.0, uncertainty_relief=.5)
        >>> float(uncertainty(quiet, p)), float(uncertainty(quiet._replace(exposure=2.0, claimed=1.0), p))
        (0.1, 0.05)
    """
    honest = honest_exposure(employee, p)
    kept = power(1 / 2, (1 + p.uncertainty_relief * honest) / p.uncertainty_half_life)
    return kept * employee.uncertainty + employee.uncertainty_added


MECHANISM = Mechanism.here(globals(), rows=(50,))
