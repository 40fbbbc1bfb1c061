"""Trust: insiders compare what they are told with what they live."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.company.reference import Reference
from imsim.engine.fastmath import power
from imsim.engine.fields import Column, effect, parameter, reads, state, weekly_noise
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import equation, reference, update


class P(NamedTuple):
    """Behavioural numbers."""

    voice_weight: float = parameter(
        0.3, 0.1, 0.5, "share", "assumed", "-", "weight of being listened to in lived reality", symbol="w_v"
    )
    voice_untouched: float = parameter(
        0.29,
        0.2,
        0.4,
        "share",
        "fix",
        "watson_wyatt_1997",
        "share who say their company acts on suggestions",
        symbol="voice",
    )
    prior_claim_weight: float = parameter(
        0.25, 0.1, 0.5, "exposures", "assumed", "-", "weight of what people expect without any campaign", symbol="e0"
    )
    insight: float = parameter(
        0.9, 0.6, 1, "share", "assumed", "-", "how clearly insiders see the gap of claim and reality", symbol="insight"
    )
    trust_anchor: float = parameter(
        0.55, 0.4, 0.7, "0-1", "fix", "scale_anchor", "trust where claim and reality agree", symbol="T0"
    )
    trust_loss_aversion: float = parameter(
        2, 1.2, 3, "factor", "SA", "slovic_1993", "how much faster trust is lost than gained", symbol="lambda_T"
    )
    trust_speed: float = parameter(
        0.08, 0.03, 0.15, "1/week", "assumed", "-", "speed of trust under full exposure", symbol="g_T"
    )
    trust_noise: float = parameter(0.015, 0, 0.03, "0-1", "assumed", "-", "weekly noise of trust", symbol="sigma_T")
    uncertainty_half_life: float = parameter(
        26, 8, 52, "weeks", "assumed", "-", "time in which half of an uncertainty fades unaided", symbol="h_U"
    )
    uncertainty_relief: float = parameter(
        0.5, 0, 2, "1/exposure", "assumed", "-", "how much faster it fades for each honest exposure a week"
    )
    overclaim_discount: float = parameter(
        5, 1, 10, "1/claim", "assumed", "-", "honesty that an exposure loses per unit of claim beyond reality"
    )
    newcomer_trust: float = parameter(
        0.65, 0.55, 0.75, "0-1", "assumed", "-", "unspent goodwill of a newcomer", symbol="T_new"
    )
    dialogue_rounds: float = parameter(
        2, 1, 6, "1/year", "assumed", "-", "rounds of asking a year at which all but 1/e of people feel asked"
    )


class Employee(NamedTuple):
    """What decides whom a person believes."""

    management_trust: float = state(
        "T", "0-1", "how far the person believes management", neutral="trust_anchor", newcomer="newcomer_trust"
    )
    uncertainty: float = state("Y", "0-1", "worry about one's future after an upheaval", newcomer=0.0)
    exposure: float = reads()
    claimed: float = reads()
    expected_claim: float = reads()
    service_seen: float = reads()
    noise: float = weekly_noise()
    voice: float = effect("post", "ideas and grievances answered, beyond the untouched share (E6)")
    trust_shock: float = effect("post", "trust lost at once (E7)")
    uncertainty_added: float = effect("post", "uncertainty about one's future added at once (E7)", "uncertainty")


@equation
def reality(service: float, answered: float, p: P) -> float:
    """E6. Lived reality is the service one gets from colleagues and whether one is listened to.

    Args:
        service: internal service received by the department, 0-1.
        answered: share of ideas and grievances answered, 0-1.
        p: parameters.

    Source: gilly_wolfinbarger_1998, watson_wyatt_1997.

    Example:
        >>> round(reality(.6, .29, P(voice_weight=.3)), 3)
        0.507
    """
    return (1 - p.voice_weight) * service + p.voice_weight * answered


@equation
def claim_heard(employee: Employee, p: P) -> float:
    """E6. What management is heard to claim is a mean of this week's messages and what people expect anyway.

    Source: gilly_wolfinbarger_1998; form assumed.

    Example:
        >>> claim_heard(Employee(claimed=.8, exposure=1.0, expected_claim=.5), P(prior_claim_weight=.25))
        0.74
    """
    prior = p.prior_claim_weight
    return (employee.claimed + prior * employee.expected_claim) / (employee.exposure + prior)


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


@update("judge", noise=("trust_noise", "trust"), after="uncertainty")
def management_trust(employee: Employee, p: P) -> float:
    """E7. Claims above reality cost trust faster than a reality above claims earns it.

    Who hears nothing hardly changes; uncertainty about one's future holds trust down until it fades.

    Source: slovic_1993, gilly_wolfinbarger_1998.

    Example:
        >>> person = Employee(management_trust=.55, exposure=1.0, expected_claim=.5, service_seen=.5, noise=0.0)
        >>> p = P(voice_weight=0.0)
        >>> round(float(management_trust(person._replace(claimed=.75), p)), 4)
        0.5212
        >>> better = person._replace(claimed=.5, service_seen=.7)
        >>> round(float(management_trust(better, p)), 4)
        0.5644
    """
    answered = np.minimum(p.voice_untouched + employee.voice, 1.0)
    lived = reality(employee.service_seen, answered, p)
    gap = p.insight * (lived - claim_heard(employee, p))
    target = p.trust_anchor + np.maximum(gap, 0) + p.trust_loss_aversion * np.minimum(gap, 0) - employee.uncertainty
    target = np.minimum(np.maximum(target, 0), 1)
    shock = employee.noise - employee.trust_shock
    attended = np.minimum(employee.exposure + p.prior_claim_weight, 1)
    moved = employee.management_trust + p.trust_speed * attended * (target - employee.management_trust) + shock
    return np.minimum(np.maximum(moved, 0), 1)


@reference
def expected_claim(r: Reference) -> Column:
    """What people expect anyway (c0 of E6): reality at the firm's own reference point, (cases, 1, departments)."""
    return r.form(reality)(r.service_received, r.p.voice_untouched, r.p)


MECHANISM = Mechanism.here(globals(), rows=(45, 50, 53, 68))
