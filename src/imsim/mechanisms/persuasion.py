"""Persuasion: messages move those who attend and trust; a claim above reality appeals at first."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.engine.fastmath import choose
from imsim.engine.fields import interim, parameter, reads
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import equation, update
from imsim.mechanisms.communication import attention

# Adstock below which nothing is remembered of what messages claimed.
EPS = float(np.finfo(float).eps)


class P(NamedTuple):
    """Behavioural numbers."""

    message_floor: float = parameter(
        0.4, 0.2, 0.6, "0-1", "assumed", "-", "message driver of somebody who hears nothing"
    )
    trust_turning_point: float = parameter(
        0.15, 0, 0.3, "0-1", "cal", "celsi_gilly_2010", "trust at which messages move nobody", symbol="T_c"
    )
    claim_appeal: float = parameter(
        1,
        0.5,
        3,
        "1/claim",
        "assumed",
        "kopalle_lehmann_2006",
        "how much more a message appeals per unit of claim beyond what people expect",
        symbol="kappa_c",
    )
    trust_anchor: float = reads()
    wearout_peak: float = reads()


class Employee(NamedTuple):
    """What decides how far messages move a person."""

    message: float = interim("0-1", "how far messages move the person", newcomer="message_floor")
    message_adstock: float = reads()
    claim_adstock: float = reads()
    management_trust: float = reads()


@equation
def message_driver(attended: float, trust: float, overclaim: float, p: P) -> float:
    """E11m. A message moves those who attend and trust; a claim above reality appeals more, until trust is gone.

    Who does not believe management ignores its messages; they never turn against themselves.

    Args:
        attended: attention, 0-1.
        trust: management trust, 0-1.
        overclaim: how far messages claim more than people expect.
        p: parameters.

    Source: celsi_gilly_2010, kopalle_lehmann_2006; form assumed.

    Example:
        >>> p = P(message_floor=.4, trust_turning_point=.15, trust_anchor=.55, claim_appeal=1)
        >>> [round(float(message_driver(.5, trust, 0.0, p)), 2) for trust in (.1, .15, .35, .55)]
        [0.4, 0.4, 0.55, 0.7]
        >>> [round(float(message_driver(.5, .55, claim, p)), 2) for claim in (-.2, .2)]
        [0.64, 0.76]
    """
    credit = np.maximum((trust - p.trust_turning_point) / (p.trust_anchor - p.trust_turning_point), 0)
    appeal = np.maximum(1 + p.claim_appeal * overclaim, 0)
    return np.minimum(p.message_floor + (1 - p.message_floor) * attended * credit * appeal, 1)


@equation
def overclaim(employee: Employee) -> float:
    """E11m. What messages in mind claim beyond what people expect, a mean over exposures.

    Source: kopalle_lehmann_2006; form assumed.

    Example:
        >>> float(overclaim(Employee(message_adstock=2.0, claim_adstock=.4)))
        0.2
    """
    heard = employee.message_adstock
    return choose(heard > EPS, employee.claim_adstock / choose(heard > EPS, heard, 1.0), 0.0)


@update("feel", when=("message_adstock",), otherwise="message_floor")
def message(employee: Employee, p: P) -> float:
    """E3, E11m. Messages move those who attend and trust.

    Source: schmidt_eisend_2015, celsi_gilly_2010.

    Example:
        >>> heard = Employee(message_adstock=10.0, claim_adstock=0.0, management_trust=.55)
        >>> round(float(message(heard, P(wearout_peak=10.0, trust_anchor=.55))), 6)
        1.0
    """
    attended = attention(employee.message_adstock, p.wearout_peak)
    return message_driver(attended, employee.management_trust, overclaim(employee), p)


MECHANISM = Mechanism.here(globals(), rows=(11, 38, 53, 67))
