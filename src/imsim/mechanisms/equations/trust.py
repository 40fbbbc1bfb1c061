"""Trust: insiders compare what they are told with what they live (E6-E7)."""

from __future__ import annotations

from typing import Any

import numpy as np

from imsim.mechanisms.equations.powers import power


def reality(service_in: Any, voice_response: Any, voice_weight: Any) -> Any:
    """E6. Lived reality is the service one gets from colleagues and whether one is listened to.

    Args:
        service_in: internal service received by the department, 0-1.
        voice_response: share of ideas and grievances answered, 0-1.
        voice_weight: weight of being listened to.

    Source: gilly_wolfinbarger_1998, watson_wyatt_1997.

    Example:
        >>> round(reality(.6, .29, .3), 3)
        0.507
    """
    return (1 - voice_weight) * service_in + voice_weight * voice_response


def claim_heard(claimed: Any, exposure: Any, expected: Any, prior_claim_weight: Any) -> Any:
    """E6. What management is heard to claim is a mean of this week's messages and what people expect anyway.

    Args:
        claimed: sum over messages of exposure times claim.
        exposure: sum of exposures.
        expected: what people expect anyway: reality at the firm's own reference point.
        prior_claim_weight: exposures that this expectation is worth.

    Source: gilly_wolfinbarger_1998; form assumed.

    Example:
        >>> claim_heard(.8, 1.0, .5, .25)
        0.74
    """
    return (claimed + prior_claim_weight * expected) / (exposure + prior_claim_weight)


def management_trust(
    trust: Any,
    reality: Any,
    claim: Any,
    exposure: Any,
    insight: Any,
    trust_anchor: Any,
    trust_loss_aversion: Any,
    trust_speed: Any,
    prior_claim_weight: Any,
    shock: Any = 0.0,
    uncertainty: Any = 0.0,
) -> Any:
    """E7. Claims above reality cost trust faster than a reality above claims earns it.

    Args:
        trust: last week's, 0-1.
        reality: lived reality.
        claim: claim heard.
        exposure: exposures of this week: who hears nothing hardly changes.
        insight: how clearly insiders see the gap.
        trust_anchor: trust where claim and reality agree.
        trust_loss_aversion: weight of a shortfall over a surplus.
        trust_speed: weekly speed under full exposure.
        prior_claim_weight: exposure of everyday experience.
        shock: noise of the week.
        uncertainty: about one's future after an upheaval; it holds trust down until it fades.

    Source: slovic_1993, gilly_wolfinbarger_1998.

    Example:
        >>> round(float(management_trust(.55, .5, .7, 1, .9, .55, 2, .08, .25)), 4)
        0.5212
        >>> round(float(management_trust(.55, .7, .5, 1, .9, .55, 2, .08, .25)), 4)
        0.5644
    """
    gap = insight * (reality - claim)
    target = trust_anchor + np.maximum(gap, 0) + trust_loss_aversion * np.minimum(gap, 0) - uncertainty
    target = np.minimum(np.maximum(target, 0), 1)
    moved = trust + trust_speed * np.minimum(exposure + prior_claim_weight, 1) * (target - trust) + shock
    return np.minimum(np.maximum(moved, 0), 1)


def honest_exposure(exposure: Any, overclaimed: Any, overclaim_discount: Any) -> Any:
    """E7. Messages that claim more than people live tell them less about what is to come.

    Args:
        exposure: sum of exposures this week.
        overclaimed: sum of exposures times the claim beyond reality.
        overclaim_discount: honesty lost per unit of that.

    Source: gilly_wolfinbarger_1998; form assumed.

    Example:
        >>> float(honest_exposure(1.0, .1, 5)), float(honest_exposure(1.0, -.1, 5))
        (0.5, 1.0)
    """
    return np.maximum(exposure - overclaim_discount * np.maximum(overclaimed, 0), 0)


def uncertainty(uncertainty: Any, honest: Any, added: Any, uncertainty_half_life: Any, uncertainty_relief: Any) -> Any:
    """E7. Uncertainty about one's future fades with time, and sooner where management talks honestly.

    Args:
        uncertainty: last week's, 0-1.
        honest: honest exposures of this week.
        added: by an upheaval this week.
        uncertainty_half_life: weeks, unaided.
        uncertainty_relief: gain in speed per honest exposure.

    Source: row 50; form assumed.

    Example:
        >>> float(uncertainty(.2, 0.0, 0.0, 1.0, .5)), float(uncertainty(.2, 2.0, 0.0, 1.0, .5))
        (0.1, 0.05)
    """
    return power(1 / 2, (1 + uncertainty_relief * honest) / uncertainty_half_life) * uncertainty + added
