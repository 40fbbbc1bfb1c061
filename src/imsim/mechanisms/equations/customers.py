"""Customers: encounters, satisfaction, dropping a purchase, leaving (E19-E22)."""

from __future__ import annotations

from typing import Any

import numpy as np

from imsim.mechanisms.equations.powers import exp


def load(customers: Any, customers_reference: Any, capacity: Any, load_reference: Any, load_most: Any) -> Any:
    """E19. Customers press on the staff who are there, willing and not away on courses.

    Args:
        customers: with the firm now.
        customers_reference: with the firm at the reference point.
        capacity: present contact staff weighted by what they get done, over their number at the reference.
        load_reference: load at the reference point.
        load_most: load beyond which customers turn away unserved; also where nobody is there.

    Source: assumed.

    Example:
        >>> round(float(load(110, 100, .99, .9, 3)), 2), float(load(110, 100, 0, .9, 3))
        (1.0, 3.0)
    """
    needed = load_reference * customers / customers_reference
    return np.minimum(needed, load_most * capacity) / (capacity + (capacity <= 0)) + load_most * (capacity <= 0)


def working_capacity(quantity: Any, performance_reference: Any, away: Any) -> Any:
    """E19. A person serves as many as motivation allows, in the hours left by courses.

    Args:
        quantity: performance in quantity, 0-1.
        performance_reference: at the reference point.
        away: share of working hours spent elsewhere.

    Source: jenkins_1998; form assumed.

    Example:
        >>> round(working_capacity(.66, .6, .1), 2)
        0.99
    """
    return quantity / performance_reference * (1 - away)


def unusual_need(score: Any, need_mean: Any, need_sd: Any) -> Any:
    """E19. Customers differ in how unusual their needs are.

    Args:
        score: standard score of the customer.
        need_mean, need_sd: of the market.

    Source: row 5; form assumed.

    Example:
        >>> float(unusual_need(-4.0, .3, .15))
        0.0
    """
    return np.minimum(np.maximum(need_mean + need_sd * score, 0), 1)


def perceived_quality(
    performance: Any,
    knowledge: Any,
    need: Any,
    load: Any,
    noise: Any,
    product_quality: Any,
    product_weight: Any,
    need_weight: Any,
    knowledge_reference: Any,
    load_effect: Any,
    site_effect: Any,
) -> Any:
    """E19. Quality is product and service; knowledgeable staff meet unusual needs; overload spoils it.

    There is no job satisfaction in it: staff attitudes reach customers through performance alone.

    Args:
        performance, knowledge: of the employee met, 0-1.
        need: how unusual the customer's needs are, 0-1.
        load: of contact staff; above 1 is overload.
        noise: of this encounter.
        product_quality, product_weight: of the product, and its weight beside service.
        need_weight: gain per unit of need and knowledge.
        knowledge_reference: knowledge that gains nothing.
        load_effect: loss per unit of overload.
        site_effect: what comes from the site.

    Source: brown_lam_2008, rows 1, 5, 6 and 13.

    Example:
        >>> round(float(perceived_quality(.6, .6, .3, 1.2, 0, .6, .5, .15, .6, .3, 0)), 2)
        0.54
    """
    return (
        product_weight * product_quality
        + (1 - product_weight) * performance
        + need_weight * need * (knowledge - knowledge_reference)
        - load_effect * np.maximum(load - 1, 0)
        + site_effect
        + noise
    )


def encounter_satisfaction(
    quality: Any,
    disconfirmation: Any,
    quality_share: Any,
    surplus_gain: Any,
    shortfall_loss: Any,
    neutral: Any,
) -> Any:
    """E20. Satisfaction is quality and disconfirmation, and a shortfall weighs more than a surplus.

    Args:
        quality: perceived, 0-1.
        disconfirmation: quality minus expectation.
        quality_share: weight of quality itself.
        surplus_gain, shortfall_loss: slopes above and below expectation.
        neutral: satisfaction of an encounter exactly as expected.

    Source: anderson_sullivan_1993, mittal_1998.

    Example:
        >>> round(float(encounter_satisfaction(.5, -.1, .5, .8, 1.6, .64)), 3)
        0.49
    """
    felt = neutral + surplus_gain * np.maximum(disconfirmation, 0) + shortfall_loss * np.minimum(disconfirmation, 0)
    return quality_share * quality + (1 - quality_share) * felt


def neutral_satisfaction(
    satisfaction_reference: Any, surplus_gain: Any, shortfall_loss: Any, disconfirmation_sd: Any
) -> Any:
    """E20. The encounter as expected pleases a little more than the mean one, since shortfalls weigh more.

    The mean of a normal variable's positive part is its standard deviation over the square root of 2 pi.

    Args:
        satisfaction_reference: mean satisfaction at the reference point.
        surplus_gain, shortfall_loss: slopes above and below expectation.
        disconfirmation_sd: spread of disconfirmation there.

    Source: assumed.

    Example:
        >>> round(float(neutral_satisfaction(.6, .8, 1.6, .125)), 4)
        0.6399
    """
    return satisfaction_reference + (shortfall_loss - surplus_gain) * disconfirmation_sd / np.sqrt(2 * np.pi)


def customer_satisfaction(satisfaction: Any, felt: Any, satisfaction_step: Any) -> Any:
    """E20. A customer's satisfaction moves part of the way to the last encounter's.

    Args:
        satisfaction: before the encounter, 0-1.
        felt: satisfaction with this encounter.
        satisfaction_step: weight of one encounter.

    Source: anderson_sullivan_1993.

    Example:
        >>> round(float(customer_satisfaction(.6, .4, .35)), 3)
        0.53
    """
    moved = satisfaction + satisfaction_step * (felt - satisfaction)
    return np.minimum(np.maximum(moved, 0), 1)


def expectation(expectation: Any, quality: Any, expectation_step: Any) -> Any:
    """E20. Customers come to expect what they get.

    Args:
        expectation: before the encounter, 0-1.
        quality: perceived.
        expectation_step: weight of one encounter.

    Source: anderson_sullivan_1993.

    Example:
        >>> round(float(expectation(.6, .8, .15)), 3)
        0.63
    """
    moved = expectation + expectation_step * (quality - expectation)
    return np.minimum(np.maximum(moved, 0), 1)


def first_expectation(brand_promise: Any, reputation: Any, promise_weight: Any) -> Any:
    """E20. A newcomer expects half what the brand promises and half what people say.

    Args:
        brand_promise: quality that advertising promises.
        reputation: 0-1.
        promise_weight: share of the promise.

    Source: row 67; form assumed.

    Example:
        >>> round(first_expectation(.8, .6, .5), 2)
        0.7
    """
    return promise_weight * brand_promise + (1 - promise_weight) * reputation


def bails(disconfirmation: Any, draw: Any, below_threshold: Any, bail_probability: Any) -> Any:
    """E21. After an encounter below expectation a customer may drop this purchase.

    Args:
        disconfirmation: quality minus expectation.
        draw: uniform in [0, 1).
        below_threshold: shortfall that counts as below expectation.
        bail_probability: chance then.

    Source: amex_2011.

    Example:
        >>> bool(bails(-.1, .2, .065, .25)), bool(bails(-.05, .2, .065, .25))
        (True, False)
    """
    return (disconfirmation < -below_threshold) & (draw < bail_probability)


def churn_probability(
    satisfaction: Any,
    failure: Any,
    satisfaction_reference: Any,
    churn_hazard: Any,
    churn_slope: Any,
    leave_probability: Any,
) -> Any:
    """E22. A failure may end the relation at once; besides, the less satisfied drift away.

    Args:
        satisfaction: of the customer, 0-1.
        failure: 1 after a service failure this week, else 0.
        satisfaction_reference, churn_hazard, churn_slope: weekly hazard at the reference, and its fall.
        leave_probability: chance that one failure ends the relation.

    Source: pwc_2018, ittner_larcker_1998.

    Example:
        >>> round(float(churn_probability(.6, 1, .6, .002, 3, .18)), 4)
        0.1816
    """
    drift = np.minimum(churn_hazard * exp(-churn_slope * (satisfaction - satisfaction_reference)), 1)
    return 1 - (1 - drift) * (1 - leave_probability * failure)
