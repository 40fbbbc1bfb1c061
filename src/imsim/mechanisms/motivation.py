"""Motivation: one's own, and what messages, rewards, job satisfaction, the leader and contacts add to it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.engine.fields import collects, parameter, reads, state, weekly_noise
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import equation, update
from imsim.mechanisms.attitude import adjustment, reward_driver


class P(NamedTuple):
    """Behavioural numbers."""

    motivation_speed: float = parameter(0.1, 0.05, 0.2, "1/week", "assumed", "-", "speed of motivation", symbol="g_M")
    motivation_noise: float = parameter(
        0.028, 0, 0.06, "0-1", "cal", "-", "weekly noise of motivation", symbol="sigma_M"
    )
    motivation_message: float = parameter(
        0.1,
        0.05,
        0.2,
        "share",
        "assumed",
        "-",
        "share of messages in motivation",
        symbol="w_M msg",
        share_of="motivation",
    )
    motivation_reward: float = parameter(
        0.22,
        0.1,
        0.3,
        "share",
        "cal",
        "kim_2022",
        "share of rewards in motivation",
        symbol="w_M rew",
        share_of="motivation",
    )
    motivation_satisfaction: float = parameter(
        0.17,
        0.1,
        0.25,
        "share",
        "cal",
        "judge_2001",
        "share of job satisfaction in motivation",
        symbol="w_M S",
        share_of="motivation",
    )
    motivation_strain: float = parameter(
        0.12, 0, 0.25, "share", "assumed", "-", "motivation lost to strain beyond the usual", symbol="w_M X"
    )
    incentive_speed: float = parameter(
        0.4, 0.1, 1, "1/week", "assumed", "-", "speed of the effort that rewards buy", symbol="g_J"
    )
    motivation_leader: float = parameter(
        0.07,
        0.03,
        0.15,
        "share",
        "SA",
        "wieseke_2009",
        "share of the leader in motivation",
        symbol="w_M lead",
        share_of="motivation",
    )
    motivation_peers: float = parameter(
        0.06,
        0.03,
        0.15,
        "share",
        "SA",
        "crossover_engagement",
        "share of contacts in motivation",
        symbol="w_M peer",
        share_of="motivation",
    )
    reward_floor_motivation: float = parameter(
        0.35, 0.2, 0.5, "0-1", "assumed", "-", "reward driver of motivation without any reward"
    )
    strain_reference: float = reads()


class Employee(NamedTuple):
    """What decides how motivated a person is."""

    motivation: float = state(
        "M", "0-1", "how much the person wants to do the job well", neutral="motivation_reference"
    )
    incentive_motivation: float = state(
        "J", "-1 to 1", "part of motivation that rewards bought, or their loss took", newcomer=0.0
    )
    quick_motivation: float = state("m_q", "-1 to 1", "part of motivation that follows at once", newcomer=0.0)
    effort_shift: float = collects("0-1", "what else moves motivation at once")
    message: float = reads()
    own_motivation: float = reads()
    incentive_force: float = reads()
    job_satisfaction: float = reads()
    leader_motivation: float = reads()
    peers_motivation: float = reads()
    strain: float = reads()
    noise: float = weekly_noise()


@equation
def motivation_target(employee: Employee, p: P) -> float:
    """E11. Motivation is one's own, plus messages, rewards, job satisfaction, the leader's and the contacts'.

    Each driver has its share; one's own motivation takes the rest, less what strain beyond the usual wears away.
    Rewards stand at their floor here: the effort that they buy comes and goes faster, and is kept apart.

    Source: judge_2001, wieseke_2009, crossover_engagement, kim_2022, bakker_demerouti_2007.

    Example:
        >>> person = Employee(own_motivation=.5, message=.4, job_satisfaction=.6, strain=.38)
        >>> person = person._replace(leader_motivation=.52, peers_motivation=.5)
        >>> round(motivation_target(person, P(strain_reference=.38)), 4)
        0.4754
    """
    trait = (
        1
        - p.motivation_message
        - p.motivation_reward
        - p.motivation_satisfaction
        - p.motivation_leader
        - p.motivation_peers
    )
    return (
        trait * employee.own_motivation
        + p.motivation_message * employee.message
        + p.motivation_reward * p.reward_floor_motivation
        + p.motivation_satisfaction * employee.job_satisfaction
        + p.motivation_leader * employee.leader_motivation
        + p.motivation_peers * employee.peers_motivation
        - p.motivation_strain * (employee.strain - p.strain_reference)
    )


@equation
def effort_bought(employee: Employee, p: P) -> float:
    """E11. Effort follows rewards within weeks, and leaves with them.

    Source: cerasoli_2014, kube_2012; speed assumed.

    Example:
        >>> round(float(effort_bought(Employee(incentive_motivation=0.0, incentive_force=.5), P())), 4)
        0.0286
        >>> round(float(effort_bought(Employee(incentive_motivation=0.0, incentive_force=-.5), P())), 4)
        -0.0154
    """
    driven = reward_driver(employee.incentive_force, p.reward_floor_motivation) - p.reward_floor_motivation
    bought = employee.incentive_motivation
    return bought + p.incentive_speed * (p.motivation_reward * driven - bought)


@equation
def moved_at_once(employee: Employee, p: P) -> float:
    """E11. Rewards, how content one is and what happens at work move motivation at once.

    Source: bellet_2023, weiss_cropanzano_1996; speed assumed.

    Example:
        >>> lifted = Employee(incentive_motivation=0.0, incentive_force=0.0, job_satisfaction=.6, effort_shift=.05)
        >>> round(float(moved_at_once(lifted, P(motivation_satisfaction=.2))), 3)
        0.17
    """
    content = p.motivation_satisfaction * employee.job_satisfaction
    return effort_bought(employee, p) + content + employee.effort_shift


@update("feel", noise=("motivation_noise", "motivation"), after="message")
def motivation(employee: Employee, p: P) -> float:
    """E11. Motivation moves toward its drivers: slowly toward what lasts, at once with what comes and goes.

    Source: friedkin_johnsen_1990, bellet_2023.

    Example:
        >>> steady = Employee(*[.5] * len(Employee._fields))._replace(noise=0.0, incentive_motivation=0.0)
        >>> steady = steady._replace(incentive_force=0.0, effort_shift=0.0, quick_motivation=.08)
        >>> unmoved = P(reward_floor_motivation=.5, strain_reference=.5, motivation_satisfaction=.16)
        >>> round(float(motivation(steady, unmoved)), 6)
        0.5
    """
    lasting = employee.motivation - employee.quick_motivation
    target = motivation_target(employee, p) - p.motivation_satisfaction * employee.job_satisfaction
    lasting = adjustment(lasting, target, p.motivation_speed, employee.noise)
    return np.minimum(np.maximum(lasting + moved_at_once(employee, p), 0), 1)


@update("feel", after="motivation")
def quick_motivation(employee: Employee, p: P) -> float:
    """E11. What moved motivation at once is kept, so that it leaves as it came.

    Source: bellet_2023.

    Example:
        >>> content = Employee(incentive_motivation=0.0, incentive_force=0.0, job_satisfaction=.5, effort_shift=0.0)
        >>> round(float(quick_motivation(content, P(motivation_satisfaction=.16))), 3)
        0.08
    """
    return moved_at_once(employee, p)


@update("feel", after="quick_motivation")
def incentive_motivation(employee: Employee, p: P) -> float:
    """E11. The part of motivation that comes from rewards is kept apart: it buys quantity rather than quality.

    Source: cerasoli_2014.

    Example:
        >>> round(float(incentive_motivation(Employee(incentive_motivation=.05, incentive_force=0.0), P())), 3)
        0.03
    """
    return effort_bought(employee, p)


@update("welcome", "motivation", after="first_satisfaction")
def first_motivation(employee: Employee, p: P) -> float:
    """E11, E25. A newcomer is as motivated as the surroundings and an unrewarded start suggest.

    Source: assumed.
    """
    return np.minimum(np.maximum(motivation_target(employee, p), 0), 1)


@update("welcome", "quick_motivation", after="first_motivation")
def first_quick(employee: Employee, p: P) -> float:
    """E11, E25. Of a newcomer's motivation only how content the person is came at once.

    Source: assumed.
    """
    return p.motivation_satisfaction * employee.job_satisfaction


MECHANISM = Mechanism.here(globals(), rows=(38, 70))
