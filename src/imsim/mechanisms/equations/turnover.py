"""Turnover and hiring: who leaves, who applies, who is chosen (E24-E25)."""

from __future__ import annotations

from typing import Any

import numpy as np

from imsim.mechanisms.equations.powers import exp, power


def exit_logit(
    satisfaction: Any,
    commitment: Any,
    tenure: Any,
    recent_exits: Any,
    labour_market: Any,
    exit_baseline: Any,
    exit_satisfaction: Any,
    exit_commitment: Any,
    exit_anchor: Any,
    exit_newcomer: Any,
    exit_tenure_scale: Any,
    exit_contagion: Any,
) -> Any:
    """E24. The dissatisfied, the uncommitted and the new are more likely to leave; so are those whose colleagues left.

    Args:
        satisfaction, commitment: 0-1.
        tenure: weeks since hiring.
        recent_exits: decayed share of the department that left.
        labour_market: pull from outside, logit.
        exit_baseline: log-odds of a contented veteran a week.
        exit_satisfaction, exit_commitment: slopes around exit_anchor.
        exit_anchor: level at which the baseline holds.
        exit_newcomer, exit_tenure_scale: extra log-odds on the first day, and the weeks in which it fades.
        exit_contagion: slope on recent exits.

    Source: griffeth_2000, tett_meyer_1993, work_institute_2018, felps_2009.

    Example:
        >>> round(float(exit_logit(.55, .55, 0, .1, 0, -6, 5, 4.5, .55, 2, 22, 1.5)), 2)
        -3.85
    """
    return (
        (exit_baseline + labour_market + (exit_satisfaction + exit_commitment) * exit_anchor)
        - exit_satisfaction * satisfaction
        - exit_commitment * commitment
        + exit_newcomer * exp(-tenure / exit_tenure_scale)
        + exit_contagion * recent_exits
    )


def exit_probability(logit: Any, exit_exogenous: Any) -> Any:
    """E24. Some leave because of how they feel and how new they are, some for reasons that no attitude explains.

    Args:
        logit: log-odds of leaving because of the first.
        exit_exogenous: weekly probability of the second.

    Source: griffeth_2000, work_institute_2018.

    Example:
        >>> round(float(exit_probability(-6.0, .0015)), 5)
        0.00397
    """
    return exit_exogenous + 1 / (1 + exp(-logit))


def recent_exits(recent: Any, leavers: Any, heads: Any, decay: Any) -> Any:
    """E24. Colleagues' exits are remembered for some weeks.

    Args:
        recent: last week's memory.
        leavers: people of the department who left this week.
        heads: its desks.
        decay: weekly.

    Source: felps_2009.

    Example:
        >>> float(recent_exits(.1, 1, 10, .85))
        0.185
    """
    return decay * recent + leavers / np.maximum(heads, 1)


def applicants(employer_brand: Any, anchor: Any, applicants: Any, applicants_brand: Any, labour_supply: Any) -> Any:
    """E25. A good employer brand and a slack labour market bring more applicants; one there always is.

    Args:
        employer_brand: 0-1.
        anchor: neutral employer brand.
        applicants: number at neutral brand and supply.
        applicants_brand: slope, in logarithms.
        labour_supply: factor.

    Source: rows 79 and 92; form assumed.

    Example:
        >>> float(applicants(.5, .5, 5, 2, .1))
        1.0
    """
    return np.maximum(applicants * exp(applicants_brand * (employer_brand - anchor)) * labour_supply, 1)


def best_of(draw: Any, number: Any) -> Any:
    """E25. The best of n candidates stands at the n-th root of a uniform draw; n may be any number.

    Args:
        draw: uniform in (0, 1).
        number: candidates.

    Source: order statistics.

    Example:
        >>> float(best_of(.25, 2.0))
        0.5
    """
    return power(draw, 1 / number)


def hire_fit(signal: Any, noise: Any, validity: Any) -> Any:
    """E25. The best signal is hired; how well the person fits depends on how valid the signal is.

    Args:
        signal: standard-normal score of the chosen candidate.
        noise: standard normal.
        validity: correlation of signal and fit.

    Source: taylor_russell_1939, sackett_2022.

    Example:
        >>> round(float(hire_fit(1.0, 0.0, .35)), 2)
        0.35
    """
    return validity * signal + np.sqrt(1 - validity * validity) * noise


def trait(fit: Any, noise: Any, mean: Any, sd: Any, loading: Any, low: Any, high: Any) -> Any:
    """E25. Fit shows in what the hire likes, wants and can learn.

    Args:
        fit, noise: standard scores.
        mean, sd: of applicants.
        loading: of the trait on fit.
        low, high: limits of the trait.

    Source: kristof_brown_2005.

    Example:
        >>> round(float(trait(1, 0, .48, .28, .55, .02, .98)), 3)
        0.634
    """
    drawn = mean + sd * (loading * fit + np.sqrt(1 - loading * loading) * noise)
    return np.minimum(np.maximum(drawn, low), high)


def employer_brand(
    brand: Any,
    satisfaction: Any,
    commitment: Any,
    spend_effect: Any,
    speed: Any,
    anchor: Any,
    satisfaction_slope: Any,
    commitment_slope: Any,
    satisfaction_reference: Any,
    commitment_reference: Any,
) -> Any:
    """E25. The employer brand slowly follows what staff feel, and what is spent on it.

    Args:
        brand: last week's, 0-1.
        satisfaction, commitment: staff means.
        spend_effect: what programmes add to its target.
        speed: weekly.
        anchor: brand at the references.
        satisfaction_slope, commitment_slope: of the target.
        satisfaction_reference, commitment_reference: staff means at the reference point.

    Source: universum, rows 25 and 92; form assumed.

    Example:
        >>> round(float(employer_brand(.5, .72, .6, 0, .02, .5, .5, .5, .62, .6)), 4)
        0.501
    """
    target = (
        anchor
        + satisfaction_slope * (satisfaction - satisfaction_reference)
        + commitment_slope * (commitment - commitment_reference)
        + spend_effect
    )
    return np.minimum(np.maximum(brand + speed * (target - brand), 0), 1)
