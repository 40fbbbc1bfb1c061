"""Expectancy theory: rewards move as far as they are valued, depend on results, and results depend on effort.

These are the numbers of the mechanism `rewards`, and its equations of valence, instrumentality and expectancy (Vroom
1964). Which pleasure and which pull on effort follow from them each week is said there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.engine.fastmath import choose, exp, power
from imsim.engine.fields import Counts, effect, interim, parameter, reads, result, state, trait
from imsim.engine.rules import equation


class P(NamedTuple):
    """Behavioural numbers."""

    preference_compression: float = parameter(
        0.5, 0.2, 1, "exponent", "SA", "kube_2012", "how far stated wishes overstate effects", symbol="pi"
    )
    preference_concentration: float = parameter(
        20, 8, 60, "-", "assumed", "-", "concentration of the Dirichlet of preferences", symbol="a0"
    )
    habituation_speed: float = parameter(
        0.05, 0.02, 0.1, "1/week", "SA", "kube_2012", "speed at which a reward becomes normal", symbol="g_H"
    )
    habituation: float = parameter(
        0.8, 0.2, 0.8, "share", "cal", "kube_2012", "share of a normal reward that is no longer felt", symbol="psi"
    )
    stake_habituation: float = parameter(
        0.65, 0, 0.8, "share", "cal", "kim_2022", "share of a usual stake that is no longer felt", symbol="psi_c"
    )
    loss_aversion: float = parameter(
        2, 1.5, 3, "factor", "SA", "tversky_kahneman_1992", "a loss of rewards against a gain", symbol="lambda_R"
    )
    instrumentality: float = parameter(
        3.4, 1.5, 5, "1/unit", "cal", "condly_2003", "effort per unit of reward at stake in full sight", symbol="g_c"
    )
    gift_effect: float = parameter(
        0.022, 0, 0.4, "1/unit", "cal", "kube_2012", "effort per unit of a reward that depends on nothing", symbol="g_u"
    )
    social_effect: float = parameter(
        1, 0.5, 2, "1/unit", "cal", "bradler", "effort per unit of recognition", symbol="g_r"
    )
    feedback_effect: float = parameter(
        0.6, 0, 1.5, "1/unit", "cal", "stajkovic_luthans_2001", "effort by results that are reported, unpaid",
        symbol="g_f",
    )  # fmt: skip
    knowledge_reference: float = reads()
    sight_base: float = parameter(
        0.25, 0.1, 0.5, "share", "assumed", "-", "how far anybody sees what results depend on", symbol="l_sight"
    )
    sight_understanding: float = parameter(
        0.4, 0.2, 0.6, "share", "assumed", "-", "what understanding of the goals adds to that", symbol="l_U"
    )
    sight_feedback: float = parameter(
        0.35, 0.2, 0.5, "share", "assumed", "-", "what feedback of results adds to it", symbol="l_F"
    )
    crowding_out: float = parameter(
        0.1, 0, 0.2, "share", "SA", "deci_1999", "own motivation lost to a fully controlling reward", symbol="chi"
    )


class Employee(NamedTuple):
    """What decides how a reward is felt and what it moves."""

    reward_reference: float = state("H", "units of reward", "pay that the person takes for granted", newcomer=0.0)
    pay: float = result(
        "u", "units of reward", "money and what money buys of this week's rewards, as it appeals", newcomer=0.0
    )
    reward_valence: float = result("V_S", "-1 to 1", "pleasure of this week's rewards", newcomer=0.0)
    incentive_force: float = result("V_J", "-1 to 1", "pull of this week's rewards on effort", newcomer=0.0)
    own_motivation: float = result(
        "m_eff", "0-1", "what crowding-out leaves of the person's own motivation",
        neutral="motivation_trait", newcomer="motivation_trait",
    )  # fmt: skip
    motivation_trait: float = reads()
    pay_shortfall: float = reads()
    understanding: float = reads()
    tangible_utility: float = interim("units of reward", "tangible rewards of this week, as they appeal to the person")
    recognised: float = interim("units of reward", "recognition of this week, as it appeals to the person")
    controlled_utility: float = interim("units of reward", "what of the tangible rewards is felt to control")
    stake: float = interim("units of reward", "what of them depends on results, whoever gets it in the end")
    knowledge: float = reads()
    reminder: float = effect("post", "how far people are reminded of what they are paid for (E9)")
    feedback: float = effect("post", "how regularly results are reported to those who made them (E9)")


class Employees(NamedTuple):
    """Whose wishes a person shares."""

    taste: Counts = trait("p", "number", "respondent of the preference panel whose wishes the person shares")


@equation
def reward_appeal(wish: float, cash: float, p: P) -> float:
    """E8. A reward appeals as much as a person wishes for it, but stated wishes overstate the differences.

    Args:
        wish: this person's share for this kind of reward.
        cash: mean share of cash, the yardstick.
        p: parameters.

    Source: harris_2011, kube_2012.

    Example:
        >>> float(reward_appeal(.065, .26, P(preference_compression=.5)))
        0.5
    """
    return power(wish / cash, p.preference_compression)


@equation
def surplus(employee: Employee, p: P) -> float:
    """E9. Of pay, only what is not taken for granted is felt; recognition has no such reference.

    Source: kube_2012, bradler.

    Example:
        >>> round(surplus(Employee(tangible_utility=1.0, reward_reference=1.0), P(habituation=.7)), 2)
        0.3
    """
    return employee.tangible_utility - p.habituation * employee.reward_reference


@equation
def pleasure(surplus: float, p: P) -> float:
    """E9. Pleasure of more than one is used to saturates; less than that hurts, and hurts more than as much pleases.

    Args:
        surplus: units of reward beyond what is taken for granted.
        p: parameters.

    Source: condly_2003, tversky_kahneman_1992.

    Example:
        >>> [round(float(pleasure(x, P(loss_aversion=2.0))), 3) for x in (-.5, 0, .5)]
        [-0.632, 0.0, 0.393]
    """
    return exp(p.loss_aversion * np.minimum(surplus, 0.0)) - exp(-np.maximum(surplus, 0.0))


@equation
def line_of_sight(understanding: float, feedback: float, p: P) -> float:
    """E9. Who understands the goals and hears of results sees how to reach what a reward is paid for.

    Args:
        understanding: of what the firm wants, 0-1.
        feedback: how regularly results are reported, 0-1.
        p: parameters.

    Source: stajkovic_luthans_2003; form and weights assumed.

    Example:
        >>> round(float(line_of_sight(.5, 1.0, P(sight_base=.25, sight_understanding=.4, sight_feedback=.35))), 2)
        0.8
    """
    return p.sight_base + p.sight_understanding * understanding + p.sight_feedback * np.minimum(feedback, 1.0)


@equation
def expectancy(employee: Employee, p: P) -> float:
    """E9. Who knows the job well can expect that effort leads to results.

    Source: vroom_1964, lazear_2000; form assumed.

    Example:
        >>> round(float(expectancy(Employee(knowledge=.75), P(knowledge_reference=.6))), 2)
        1.25
    """
    return employee.knowledge / p.knowledge_reference


@equation
def felt_stake(employee: Employee, p: P) -> float:
    """E9. A stake that has been there for long is felt less.

    Source: kim_2022; form assumed.

    Example:
        >>> usual = Employee(stake=1.0, tangible_utility=1.0, reward_reference=.5)
        >>> float(felt_stake(usual, P(stake_habituation=.6)))
        0.7
    """
    paid = employee.tangible_utility > 0
    usual = np.minimum(employee.reward_reference / choose(paid, employee.tangible_utility, 1.0), 1.0)
    return employee.stake * (1 - p.stake_habituation * usual)
