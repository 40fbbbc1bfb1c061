"""Rewards: what they are worth to a person, how they become normal, and how control crowds out (E8-E10)."""

from __future__ import annotations

from typing import Any

import numpy as np

from imsim.mechanisms.equations.powers import exp, power


def reward_appeal(preference: Any, mean_cash_preference: Any, preference_compression: Any) -> Any:
    """E8. A reward appeals as much as a person wishes for it, but stated wishes overstate the differences.

    Args:
        preference: this person's share for this kind of reward.
        mean_cash_preference: mean share of cash, the yardstick.
        preference_compression: exponent that compresses stated gaps.

    Source: harris_2011, kube_2012.

    Example:
        >>> float(reward_appeal(.065, .26, .5))
        0.5
    """
    return power(preference / mean_cash_preference, preference_compression)


def reward_reference(reference: Any, utility: Any, habituation_speed: Any) -> Any:
    """E9. What one gets becomes what one expects.

    Args:
        reference: reward taken for granted so far.
        utility: reward felt now, in units of 5 % of salary.
        habituation_speed: weekly.

    Source: kube_2012.

    Example:
        >>> reward_reference(0.0, 1.0, .04)
        0.04
    """
    return reference + habituation_speed * (utility - reference)


def reward_valence(utility: Any, reference: Any, habituation: Any) -> Any:
    """E9. The pleasure of a reward saturates, and only the part not taken for granted counts.

    Args:
        utility: reward felt now.
        reference: reward taken for granted.
        habituation: share of it that is no longer felt.

    Source: kube_2012, condly_2003.

    Example:
        >>> round(float(reward_valence(1.0, 1.0, .5)), 4)
        0.3935
    """
    return 1 - exp(-np.maximum(utility - habituation * reference, 0))


def own_motivation(motivation_trait: Any, crowding_out: Any, control: Any, tangible: Any) -> Any:
    """E10. Rewards that control crowd out a part of people's own motivation; recognition does not.

    Args:
        motivation_trait: the person's own motivation.
        crowding_out: share lost to a fully controlling reward.
        control: how contingent and controlling the tangible rewards are, 0-1.
        tangible: tangible reward felt, in units of 5 % of salary.

    Source: deci_1999.

    Example:
        >>> round(float(own_motivation(.5, .1, 1, 2)), 3)
        0.45
    """
    return motivation_trait * (1 - crowding_out * control * np.minimum(tangible, 1))
