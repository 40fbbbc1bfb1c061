"""Trust: insiders compare what they are told with what they live."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.company.reference import Reference
from imsim.engine.fields import (
    Column,
    Counts,
    Flags,
    collects,
    effect,
    parameter,
    reads,
    state,
    stream,
    trait,
    weekly_noise,
)
from imsim.engine.mechanism import Mechanism
from imsim.engine.rng import counter, normal_quantile, uniform
from imsim.engine.rules import equation, reference, step, update


class P(NamedTuple):
    """Behavioural numbers."""

    voice_weight: float = parameter(
        0.3, 0.1, 0.5, "share", "assumed", "-", "weight of being listened to in lived reality", symbol="w_v"
    )
    voice_untouched: float = parameter(
        0.29, 0.2, 0.4, "share", "fix", "watson_wyatt_1997", "share who say their company acts on suggestions",
        symbol="voice",
    )  # fmt: skip
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
        0.14, 0.03, 0.15, "1/week", "cal", "slovic_1993", "speed of trust under full exposure", symbol="g_T"
    )
    trust_noise: float = parameter(0.015, 0, 0.03, "0-1", "assumed", "-", "weekly noise of trust", symbol="sigma_T")
    newcomer_trust: float = parameter(
        0.65, 0.55, 0.75, "0-1", "assumed", "-", "unspent goodwill of a newcomer", symbol="T_new"
    )
    trait_trust: float = parameter(
        0.64, 0.2, 0.7, "share", "assumed", "mayer_1995", "share of a person's propensity in trust", symbol="w_tau"
    )
    trust_propensity_sd: float = parameter(
        0.25, 0.1, 0.3, "0-1", "assumed", "-", "spread of the propensity to trust", symbol="sd_tau"
    )
    leader_reality: float = parameter(
        0.2, 0, 0.4, "share", "assumed", "dirks_ferrin_2002",
        "how far reality is better where the supervisor leads well", symbol="w_l",
    )  # fmt: skip
    asking_promise: float = parameter(
        0.4, 0.2, 0.8, "share", "assumed", "watson_wyatt_1997",
        "share of ideas that those who are asked expect to be answered", symbol="a_q",
    )  # fmt: skip
    trait_low: float = reads()
    trait_high: float = reads()
    leadership_mean: float = reads()
    dialogue_rounds: float = parameter(
        2, 1, 6, "1/year", "assumed", "-", "rounds of asking a year at which all but 1/e of people feel asked"
    )


class Employees(NamedTuple):
    """What newcomers bring along."""

    trust_propensity: Column = trait(
        "tau_e", "0-1", "how readily the person trusts any management", neutral="trust_anchor"
    )
    hired: Flags = reads()
    hires: Counts = reads()


class Now(NamedTuple):
    """What applicants are drawn with."""

    propensities: int = stream(
        "how readily a newcomer trusts; it belongs to the post and the number of its hire", weekly=False
    )


class Employee(NamedTuple):
    """What decides whom a person believes."""

    management_trust: float = state(
        "T", "0-1", "how far the person believes management", neutral="trust_anchor", newcomer="newcomer_trust"
    )
    trust_propensity: float = reads()
    leader_care: float = reads()
    uncertainty: float = reads()
    exposure: float = reads()
    claimed: float = reads()
    expected_claim: float = reads()
    service_seen: float = reads()
    noise: float = weekly_noise()
    voice: float = effect("post", "ideas and grievances answered, beyond the untouched share (E6)")
    breach: float = collects("0-1", "what else is felt as a broken promise this week")
    asked: float = effect("post", "how far people are asked what they think (E6)")
    trust_shock: float = effect("post", "trust lost at once (E7)")


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
def lived_reality(employee: Employee, p: P) -> float:
    """E6. What people live: service from colleagues, whether they are listened to, and how they are led.

    Source: gilly_wolfinbarger_1998, watson_wyatt_1997, dirks_ferrin_2002.

    Example:
        >>> led = Employee(service_seen=.6, voice=0.0, leader_care=.6)
        >>> p = P(voice_weight=.3, voice_untouched=.29, leader_reality=.2, leadership_mean=.5)
        >>> round(float(lived_reality(led, p)), 3)
        0.527
    """
    answered = np.minimum(p.voice_untouched + employee.voice, 1)
    leader = p.leader_reality * (employee.leader_care - p.leadership_mean)
    return reality(employee.service_seen, answered, p) + leader


@equation
def unanswered(employee: Employee, p: P) -> float:
    """E6. Asking is a claim, too: who asks is expected to act on a part of what is said.

    Source: watson_wyatt_1997; form assumed.

    Example:
        >>> p = P(voice_weight=.3, voice_untouched=.29, asking_promise=.4)
        >>> [round(float(unanswered(Employee(asked=1.0, voice=v), p)), 3) for v in (0.0, .142, .71)]
        [0.12, 0.06, 0.0]
    """
    expected = p.asking_promise * employee.asked
    return p.voice_weight * np.maximum(expected - employee.voice / (1 - p.voice_untouched), 0)


@equation
def broken(employee: Employee, lived: float, p: P) -> float:
    """E7. A claim is broken as far as it is above what people live and expect anyway; unanswered asking is, too.

    Saying less than is true breaks nothing, and earns nothing.

    Args:
        employee: who hears claims.
        lived: reality, 0-1.
        p: parameters.

    Source: gilly_wolfinbarger_1998; form assumed.

    Example:
        >>> told = Employee(claimed=.8, exposure=1.0, expected_claim=.5, asked=0.0, voice=0.0, breach=0.0)
        >>> [round(float(broken(told, lived, P(prior_claim_weight=.25))), 2) for lived in (.4, .6, .8)]
        [0.24, 0.14, 0.0]
    """
    beyond = claim_heard(employee, p) - np.maximum(lived, employee.expected_claim)
    return np.maximum(beyond, 0) + unanswered(employee, p) + employee.breach


@equation
def earned_trust(employee: Employee, p: P) -> float:
    """E7. A reality better than expected earns trust; a worse one and broken claims cost more of it.

    Source: slovic_1993, gilly_wolfinbarger_1998.

    Example:
        >>> person = Employee(claimed=.5, exposure=1.0, expected_claim=.5, service_seen=.7, voice=0.0, asked=0.0)
        >>> person = person._replace(leader_care=.5, uncertainty=0.0, breach=0.0)
        >>> p = P(voice_weight=0.0, leadership_mean=.5)
        >>> [round(float(earned_trust(person._replace(service_seen=s), p)), 2) for s in (.3, .5, .7)]
        [0.19, 0.55, 0.73]
        >>> round(float(earned_trust(person._replace(service_seen=.5, claimed=.75), p)), 2)
        0.19
    """
    lived = lived_reality(employee, p)
    better = p.insight * (lived - employee.expected_claim)
    worse = np.minimum(better, 0) - p.insight * broken(employee, lived, p)
    earned = p.trust_anchor + np.maximum(better, 0) + p.trust_loss_aversion * worse - employee.uncertainty
    return np.minimum(np.maximum(earned, 0), 1)


@update("judge", noise=("trust_noise", "trust"), after="uncertainty")
def management_trust(employee: Employee, p: P) -> float:
    """E7. Trust moves toward what management earned and how readily the person trusts anybody.

    Who hears nothing hardly changes; uncertainty about one's future holds trust down until it fades.

    Source: slovic_1993, gilly_wolfinbarger_1998, mayer_1995.

    Example:
        >>> person = Employee(management_trust=.55, exposure=1.0, expected_claim=.5, service_seen=.5, noise=0.0)
        >>> person = person._replace(trust_propensity=.55, leader_care=.5, voice=0.0, asked=0.0, claimed=.75)
        >>> person = person._replace(uncertainty=0.0, breach=0.0)
        >>> p = P(voice_weight=0.0, leadership_mean=.5, trait_trust=.5)
        >>> round(float(management_trust(person, p)), 4)
        0.5248
        >>> better = person._replace(claimed=.5, service_seen=.7)
        >>> round(float(management_trust(better, p)), 4)
        0.5626
    """
    target = p.trait_trust * employee.trust_propensity + (1 - p.trait_trust) * earned_trust(employee, p)
    shock = employee.noise - employee.trust_shock
    # What is done to people needs no message to be noticed.
    attended = np.maximum(np.minimum(employee.exposure + p.prior_claim_weight, 1), employee.breach > 0)
    moved = employee.management_trust + p.trust_speed * attended * (target - employee.management_trust) + shock
    return np.minimum(np.maximum(moved, 0), 1)


@update("welcome", "management_trust")
def first_trust(employee: Employee, p: P) -> float:
    """E7, E25. A newcomer has unspent goodwill, more of it where the person trusts readily.

    Source: mayer_1995; form assumed.

    Example:
        >>> p = P(newcomer_trust=.65, trait_trust=.5, trust_anchor=.55)
        >>> round(float(first_trust(Employee(trust_propensity=.75), p)), 3)
        0.75
    """
    first = p.newcomer_trust + p.trait_trust * (employee.trust_propensity - p.trust_anchor)
    return np.minimum(np.maximum(first, 0), 1)


@equation
def drawn_propensity(noise: float, p: P) -> float:
    """E7. Applicants differ in how readily they trust; selection for the job does not see it.

    Args:
        noise: standard normal.
        p: parameters.

    Source: mayer_1995; form assumed.

    Example:
        >>> round(float(drawn_propensity(1.0, P(trait_low=.02, trait_high=.98))), 3)
        0.8
    """
    return np.minimum(np.maximum(p.trust_anchor + p.trust_propensity_sd * noise, p.trait_low), p.trait_high)


@step("hire", after="fill_vacancies")
def draw_propensity(employees: Employees, now: Now, p: P) -> None:
    """E7. A newcomer brings along how readily he or she trusts."""
    for post in range(len(employees.hired)):
        if employees.hired[post]:
            draws = counter(counter(now.propensities, post), employees.hires[post])
            employees.trust_propensity[post] = drawn_propensity(normal_quantile(uniform(draws, 0)), p)


@reference
def expected_claim(r: Reference) -> Column:
    """What people expect anyway (c0 of E6): reality at the firm's own reference point, (cases, 1, departments)."""
    return r.form(reality)(r.service_received, r.p.voice_untouched, r.p)


MECHANISM = Mechanism.here(globals(), rows=(45, 53, 68))
