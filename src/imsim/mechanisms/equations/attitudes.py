"""Attitudes: each moves part of the way toward a weighted mean of its drivers (E11-E14).

The form is Friedkin and Johnsen's: a stubborn part (the trait), a part taken from others, and inputs from outside. The
weights sum to one, so an attitude between 0 and 1 stays there.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def adjustment(attitude: Any, target: Any, speed: Any, shock: Any = 0.0) -> Any:
    """E11-E14. An attitude moves a fixed share of the way to its target each week, give or take chance.

    Args:
        attitude: last week's, 0-1.
        target: weighted mean of the drivers, 0-1.
        speed: weekly share of the way.
        shock: noise of the week.

    Source: friedkin_johnsen_1990.

    Example:
        >>> float(adjustment(.5, .7, .1))
        0.52
    """
    moved = attitude + speed * (target - attitude) + shock
    return np.minimum(np.maximum(moved, 0), 1)


def message_driver(attention: Any, trust: Any, message_floor: Any, trust_anchor: Any, trust_turning_point: Any) -> Any:
    """E11. A message moves those who attend and trust; below a turning point of trust it turns against itself.

    Args:
        attention: 0-1.
        trust: management trust, 0-1.
        message_floor: driver of somebody who hears nothing.
        trust_anchor: trust at which attention counts in full.
        trust_turning_point: trust below which a message does harm.

    Source: celsi_gilly_2010; form assumed.

    Example:
        >>> [round(float(message_driver(1, t, .4, .55, .35)), 2) for t in (.25, .35, .55)]
        [0.1, 0.4, 1.0]
    """
    credit = (trust - trust_turning_point) / (trust_anchor - trust_turning_point)
    driver = message_floor + (1 - message_floor) * attention * credit
    return np.minimum(np.maximum(driver, 0), 1)


def reward_driver(valence: Any, floor: Any) -> Any:
    """E11, E12. Without any reward a floor is left; a reward fills what is above it.

    Args:
        valence: pleasure of rewards, 0-1.
        floor: driver without any reward.

    Source: condly_2003, judge_2010.

    Example:
        >>> reward_driver(.5, .5)
        0.75
    """
    return floor + (1 - floor) * valence


def motivation_target(
    own: Any,
    message: Any,
    reward: Any,
    satisfaction: Any,
    leader: Any,
    peers: Any,
    motivation_message: Any,
    motivation_reward: Any,
    motivation_satisfaction: Any,
    motivation_leader: Any,
    motivation_peers: Any,
) -> Any:
    """E11. Motivation is one's own, plus messages, rewards, job satisfaction, the leader's and the contacts'.

    Args:
        own, message, reward, satisfaction, leader, peers: the drivers, 0-1.
        motivation_message, motivation_reward, motivation_satisfaction, motivation_leader, motivation_peers: their
            shares; one's own takes the rest.

    Source: judge_2001, wieseke_2009, crossover_engagement, kim_2022.

    Example:
        >>> round(motivation_target(.5, .4, .35, .6, .52, .5, .10, .22, .16, .07, .09), 4)
        0.4744
    """
    trait = 1 - motivation_message - motivation_reward - motivation_satisfaction - motivation_leader - motivation_peers
    return (
        trait * own
        + motivation_message * message
        + motivation_reward * reward
        + motivation_satisfaction * satisfaction
        + motivation_leader * leader
        + motivation_peers * peers
    )


def incentive_motivation(
    incentive: Any, valence: Any, motivation_speed: Any, motivation_reward: Any, reward_floor_motivation: Any
) -> Any:
    """E11. The part of motivation that comes from rewards is kept apart: it buys quantity rather than quality.

    Args:
        incentive: this part last week.
        valence: pleasure of rewards, 0-1.
        motivation_speed: weekly speed of motivation.
        motivation_reward: share of rewards in motivation.
        reward_floor_motivation: reward driver without any reward.

    Source: cerasoli_2014.

    Example:
        >>> round(incentive_motivation(0.0, .5, .1, .22, .35), 5)
        0.00715
    """
    driven = motivation_reward * (1 - reward_floor_motivation) * valence
    return (1 - motivation_speed) * incentive + motivation_speed * driven


def customer_feedback(contact: Any, customers: Any, satisfaction_reference: Any, back_office_feedback: Any) -> Any:
    """E12. Contact staff feel how satisfied their customers are; others hear half of it.

    Args:
        contact: 1 for staff who meet customers, else 0.
        customers: satisfaction of the customers in question, 0-1.
        satisfaction_reference: what others assume for the rest.
        back_office_feedback: the part that reaches others.

    Source: schneider_1998, getta_2011.

    Example:
        >>> float(customer_feedback(0, .8, .6, .5))
        0.7
    """
    felt = contact + (1 - contact) * back_office_feedback
    return satisfaction_reference + felt * (customers - satisfaction_reference)


def satisfaction_target(
    disposition: Any,
    service: Any,
    respect: Any,
    reward: Any,
    trust: Any,
    customers: Any,
    peers: Any,
    satisfaction_service: Any,
    satisfaction_respect: Any,
    satisfaction_reward: Any,
    satisfaction_trust: Any,
    satisfaction_customers: Any,
    satisfaction_peers: Any,
) -> Any:
    """E12. Job satisfaction is disposition first, then service and respect from colleagues, reward, trust, customers.

    Args:
        disposition, service, respect, reward, trust, customers, peers: the drivers, 0-1.
        satisfaction_service, satisfaction_respect, satisfaction_reward, satisfaction_trust, satisfaction_customers,
            satisfaction_peers: their shares; disposition takes the rest.

    Source: dormann_zapf_2001, ehrhart_2011, judge_2010, chiaburu_2013, schneider_1998.

    Example:
        >>> round(satisfaction_target(.6, .6, .8, .45, .55, .6, .6, .1, .05, .08, .12, .08, .15), 4)
        0.592
    """
    shares = (
        satisfaction_service
        + satisfaction_respect
        + satisfaction_reward
        + satisfaction_trust
        + satisfaction_customers
        + satisfaction_peers
    )
    return (
        (1 - shares) * disposition
        + satisfaction_service * service
        + satisfaction_respect * respect
        + satisfaction_reward * reward
        + satisfaction_trust * trust
        + satisfaction_customers * customers
        + satisfaction_peers * peers
    )


def commitment_target(
    satisfaction: Any, trust: Any, belonging: Any, commitment_trust: Any, commitment_belonging: Any
) -> Any:
    """E13. Commitment follows satisfaction, trust and belonging.

    Args:
        satisfaction, trust, belonging: the drivers, 0-1.
        commitment_trust, commitment_belonging: their shares; satisfaction takes the rest.

    Source: meyer_2002, homburg_2009.

    Example:
        >>> round(commitment_target(.6, .5, .4, .2, .15), 3)
        0.55
    """
    share = 1 - commitment_trust - commitment_belonging
    return share * satisfaction + commitment_trust * trust + commitment_belonging * belonging


def belonging_target(belonging_anchor: Any, added: Any) -> Any:
    """E14. Belonging rises with what lets people take part: a voice, recognition, perks, use of the product.

    Args:
        belonging_anchor: belonging that nobody works on.
        added: what programmes add.

    Source: rows 33, 45 and 98-101; form assumed.

    Example:
        >>> float(belonging_target(.55, .6))
        1.0
    """
    return np.minimum(np.maximum(belonging_anchor + added, 0), 1)
