"""Job satisfaction: disposition first, then service, respect, reward, trust, the leader, customers and contacts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.engine.fastmath import exp
from imsim.engine.fields import collects, effect, parameter, reads, state, weekly_noise
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import equation, update
from imsim.mechanisms.attitude import adjustment, reward_driver


class P(NamedTuple):
    """Behavioural numbers."""

    satisfaction_speed: float = parameter(
        0.15, 0.04, 0.15, "1/week", "cal", "dormann_zapf_2001", "speed of job satisfaction", symbol="g_S"
    )
    satisfaction_noise: float = parameter(
        0.033, 0, 0.06, "0-1", "assumed", "-", "weekly noise of job satisfaction", symbol="sigma_S"
    )
    satisfaction_service: float = parameter(
        0.08,
        0.05,
        0.25,
        "share",
        "SA",
        "ehrhart_2011",
        "share of internal service received in satisfaction",
        symbol="w_S serv",
        share_of="job_satisfaction",
    )
    satisfaction_respect: float = parameter(
        0.05,
        0.02,
        0.15,
        "share",
        "assumed",
        "-",
        "share of respect received in satisfaction",
        symbol="w_S resp",
        share_of="job_satisfaction",
    )
    satisfaction_reward: float = parameter(
        0.08,
        0.03,
        0.15,
        "share",
        "fix",
        "judge_2010",
        "share of rewards in satisfaction",
        symbol="w_S rew",
        share_of="job_satisfaction",
    )
    satisfaction_trust: float = parameter(
        0.15,
        0.05,
        0.2,
        "share",
        "SA",
        "chiaburu_2013",
        "share of trust in satisfaction",
        symbol="w_S T",
        share_of="job_satisfaction",
    )
    satisfaction_customers: float = parameter(
        0.06,
        0.03,
        0.2,
        "share",
        "SA",
        "schneider_1998",
        "share of customers' satisfaction in satisfaction",
        symbol="w_S cust",
        share_of="job_satisfaction",
    )
    satisfaction_peers: float = parameter(
        0.11,
        0.05,
        0.3,
        "share",
        "cal",
        "bliese_2000",
        "share of contacts in satisfaction",
        symbol="w_S peer",
        share_of="job_satisfaction",
    )
    satisfaction_leader: float = parameter(
        0.09,
        0.05,
        0.2,
        "share",
        "assumed",
        "-",
        "share of the leader's care in satisfaction",
        symbol="w_S lead",
        share_of="job_satisfaction",
    )
    satisfaction_strain: float = parameter(
        0.2, 0, 0.23, "share", "assumed", "-", "satisfaction lost to strain beyond the usual", symbol="w_S X"
    )
    honeymoon: float = parameter(
        0.08, 0, 0.2, "0-1", "cal", "boswell_2005", "disposition that a new job lends to a newcomer", symbol="hm"
    )
    honeymoon_scale: float = parameter(
        16, 8, 30, "weeks", "assumed", "-", "time in which all but 1/e of that is gone", symbol="tau_hm"
    )
    reward_floor_satisfaction: float = parameter(
        0.45, 0.3, 0.6, "0-1", "assumed", "-", "reward driver of satisfaction without any reward"
    )
    strain_reference: float = reads()
    staff_satisfaction_reference: float = parameter(
        0.62, 0.55, 0.7, "0-1", "fix", "scale_anchor", "staff's satisfaction at the reference point", symbol="S_ref"
    )


class Employee(NamedTuple):
    """What decides how content a person is with the job."""

    job_satisfaction: float = state(
        "S", "0-1", "how content the person is with the job", neutral="staff_satisfaction_reference"
    )
    disposition: float = reads()
    service_seen: float = reads()
    respect_seen: float = reads()
    reward_valence: float = reads()
    management_trust: float = reads()
    customers_seen: float = reads()
    peers_satisfaction: float = reads()
    leader_care: float = reads()
    strain: float = reads()
    tenure_weeks: float = reads()
    pace: int = reads()
    noise: float = weekly_noise()
    mood: float = collects("0-1", "what else pleases or upsets the person this week")
    job_quality: float = effect("post", "added to disposition: the job as internal product (E12)")


@equation
def satisfaction_target(employee: Employee, suited: float, p: P) -> float:
    """E12. Job satisfaction is disposition first, then service and respect from colleagues, reward, trust, the leader.

    Customers and contacts count, too. Each driver has its share; disposition takes the rest, less what strain beyond
    the usual wears away.

    Args:
        employee: with the other drivers, 0-1.
        suited: how content this person would be in this job anywhere, 0-1.
        p: parameters.

    Source: dormann_zapf_2001, ehrhart_2011, judge_2010, chiaburu_2013, schneider_1998, yuan_2021,
    bakker_demerouti_2007.

    Example:
        >>> person = Employee(service_seen=.6, respect_seen=.8, reward_valence=0.0, management_trust=.55)
        >>> person = person._replace(customers_seen=.6, peers_satisfaction=.6, leader_care=.5, strain=.38)
        >>> round(float(satisfaction_target(person, .6, P(strain_reference=.38))), 4)
        0.5815
    """
    shares = (
        p.satisfaction_service
        + p.satisfaction_respect
        + p.satisfaction_reward
        + p.satisfaction_trust
        + p.satisfaction_customers
        + p.satisfaction_peers
        + p.satisfaction_leader
    )
    return (
        (1 - shares) * suited
        + p.satisfaction_service * employee.service_seen
        + p.satisfaction_respect * employee.respect_seen
        + p.satisfaction_reward * reward_driver(employee.reward_valence, p.reward_floor_satisfaction)
        + p.satisfaction_trust * employee.management_trust
        + p.satisfaction_customers * employee.customers_seen
        + p.satisfaction_peers * employee.peers_satisfaction
        + p.satisfaction_leader * employee.leader_care
        - p.satisfaction_strain * (employee.strain - p.strain_reference)
    )


@equation
def fondness_of_the_new(tenure_weeks: float, p: P) -> float:
    """E12. A new job pleases because it is new; that wears off within months.

    Args:
        tenure_weeks: since hiring.
        p: parameters.

    Source: boswell_2005.

    Example:
        >>> [round(float(fondness_of_the_new(t, P(honeymoon=.08, honeymoon_scale=16.0))), 3) for t in (0.0, 16.0, 52.0)]
        [0.08, 0.029, 0.003]
    """
    return p.honeymoon * exp(-tenure_weeks / p.honeymoon_scale)


@update("feel", noise=("satisfaction_noise", "satisfaction"), after="incentive_motivation")
def job_satisfaction(employee: Employee, p: P) -> float:
    """E12. Job satisfaction moves toward its drivers; a better job suits everybody better, a new one newcomers.

    Source: friedkin_johnsen_1990, row 86, boswell_2005.

    Example:
        >>> steady = Employee(*[.5] * len(Employee._fields))._replace(noise=0.0, tenure_weeks=1000.0)
        >>> steady = steady._replace(job_quality=0.0, mood=0.0)
        >>> round(float(job_satisfaction(steady._replace(reward_valence=.05 / .55), P(strain_reference=.5))), 6)
        0.5
    """
    suited = employee.disposition + employee.job_quality + fondness_of_the_new(employee.tenure_weeks, p)
    target = satisfaction_target(employee, np.minimum(suited, 1.0), p) + employee.mood
    return adjustment(
        employee.job_satisfaction, target, np.minimum(p.satisfaction_speed * employee.pace, 1), employee.noise
    )


@update("welcome", "job_satisfaction", after="first_belonging")
def first_satisfaction(employee: Employee, p: P) -> float:
    """E12, E25. A newcomer is as content as the surroundings, an unrewarded start and a new job suggest.

    Source: assumed.
    """
    target = satisfaction_target(employee, np.minimum(employee.disposition + p.honeymoon, 1.0), p)
    return np.minimum(np.maximum(target, 0), 1)


MECHANISM = Mechanism.here(globals(), rows=(84,))
