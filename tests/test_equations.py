"""The equations: cases done by hand, docstrings that lead to the paper, and what no argument may break."""

import inspect
import math
import re
import typing

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from every import every, numbers_in
from imsim.company.economics import Economy
from imsim.engine.actions import names_in
from imsim.engine.fastmath import power
from imsim.engine.fields import declarations
from imsim.engine.rules import COMPILED
from imsim.mechanisms import (
    affective_events,
    attitude,
    coaching,
    commitment,
    communication,
    customer_satisfaction,
    customer_traits,
    employer_brand,
    encounters,
    fairness,
    helping,
    hiring,
    internal_service,
    internal_suppliers,
    knowledge_sharing,
    leadership,
    learning,
    loyalty,
    mechanisms,
    money,
    motivation,
    pay_comparison,
    perception,
    performance,
    persuasion,
    referral,
    relationship,
    rewards,
    satisfaction,
    service_attitude,
    service_consistency,
    strain,
    trust,
    turnover,
    uncertainty,
    understanding,
    word_of_mouth,
    workload,
)
from imsim.scenarios.model import BY_NAME, DEFAULTS, SHARE_GROUPS

pytestmark = pytest.mark.reads_source

E = math.e
# Somebody for whom all drivers of an attitude are the same, or nothing.
DRIVEN = ("own_motivation", "message", "job_satisfaction", "leader_motivation", "peers_motivation")
PLEASED = (
    "service_seen", "respect_seen", "reward_valence", "management_trust", "customers_seen", "peers_satisfaction",
    "leader_care",
)  # fmt: skip
ATTACHED = ("job_satisfaction", "management_trust", "belonging")
NO_FLOOR = {"reward_floor_motivation": 0.0}
HALF_FLOOR = {"reward_floor_motivation": 0.5}
UNREWARDED = {"reward_floor_satisfaction": 0.0}
# Nothing is at stake, recognised or usual.
PAID = {"tangible_utility": 0.0, "reward_reference": 0.0, "recognised": 0.0, "stake": 0.0, "pay_shortfall": 0.0,
        "understanding": 0.0, "feedback": 0.0, "reminder": 0.0, "knowledge": 0.6}  # fmt: skip
# Nothing happens, and nothing did.
CALM = {"affect": 0.0, "usual_lift": 0.0, "colleagues_lost": 0.0, "sting": 0.0, "voice": 0.0, "asked": 0.0,
        "occupied": 1.0}  # fmt: skip
GIVEN = {"gift_effect": 0.05, "instrumentality": 2.6}
RESTED = {"strain": 0.38}
UNMOVED = {"incentive_motivation": 0.0, "incentive_force": 0.0, "effort_shift": 0.0}
# One week passes at a time, as always but while staff ages.
OLD = {"tenure_weeks": 1e4, "pace": 1}
LIVED = {"voice_weight": 0.0, "trait_trust": 0.0, "trust_speed": 0.08, "leadership_mean": 0.5}
LED = {"leadership_mean": 0.5}
TOLD = {"understanding_message": 0.1, "understanding_course": 0.5}
BASE = {"exit_baseline": -2.0}
USUAL = {"recent_exits": 0.0, "labour_pull": 0.0}
USUAL_TIE = {"tie_reference": 0.8}
HUNDRED = {"caseload_rows": 100.0}
NEUTRAL = {"neutral_satisfaction": 0.64}
AS_FELT = {"neutral_satisfaction": 0.64, "quality_share": 1.0}
AVERAGE = {"mean": 0.48, "sd": 0.28, "loading": 0.55, "low": 0.02, "high": 0.98}
ENABLED = {"service_seen": 0.6, "technology": 0.0, "knowledge": 0.5, "understanding": 0.35}
SCALED = {"performance_scale": 1.2}


def driven(fields, **others):
    """All fields .5, or those given and nothing else; nobody is strained."""
    return dict.fromkeys(fields, 0.0 if others else 0.5) | ({} if fields is ATTACHED else RESTED) | others


def trusting(management_trust, lived, exposure, claimed, expected, **others):
    return {"management_trust": management_trust, "service_seen": lived, "exposure": exposure, "claimed": claimed,
            "expected_claim": expected, "uncertainty": 0.0, "noise": 0.0, "leader_care": 0.5,
            "trust_propensity": 0.55} | others  # fmt: skip


def told(understanding, exposure=0.0, strategy_course=0.0, **others):
    return {"understanding": understanding, "exposure": exposure, "strategy_course": strategy_course,
            "message_adstock": exposure, "peers_understanding": 0.0, "voice": 0.0, "told": 0.0} | others  # fmt: skip


def demanding(customers, standard, capacity):
    return {"customers": customers, "standard": standard, "capacity": capacity}


def learner(knowledge, plateau, **others):
    return {"knowledge": knowledge, "knowledge_plateau": plateau, "taught": 0.0, "message_adstock": 0.0,
            "professional": 0.0, "internal_recruit": 0.0, "peers_taught": 0.0, "retention": 0.0} | others  # fmt: skip


def sharing(knowledge, joint_work):
    """Somebody who could learn .6 at work, with colleagues who know .1 more."""
    return {"knowledge": knowledge, "knowledge_plateau": 0.6, "peers_ahead": 0.1, "joint_work": joint_work}


def lost(usual, pay, exposure=0.0):
    return {"reward_reference": usual, "pay": pay, "exposure": exposure}


def rewarded(trait, tangible, controlled):
    return {"motivation_trait": trait, "tangible_utility": tangible, "controlled_utility": controlled}


def met(performance, knowledge, need, load, noise, time_given=1.0):
    values = (performance, knowledge, need, load, time_given, noise)
    return dict(zip(encounters.Encounter._fields, values, strict=True))


def judged(satisfaction, expectation, quality, promised=0.0, leniency=0.0):
    return {"satisfaction": satisfaction, "expectation": expectation, "quality": quality, "promised": promised,
            "leniency": leniency}  # fmt: skip


def related(satisfaction, failed, pressure=0.0, tie=0.8, inertia=0.0):
    return {"satisfaction": satisfaction, "failed": failed, "pressure": pressure, "tie": tie, "inertia": inertia}


def heard(reputation, satisfaction, talk, advocacy):
    return {"reputation": reputation, "satisfaction": satisfaction, "talk": talk, "advocacy": advocacy}


def holder(job_satisfaction, affective_commitment, exit_pull=0.0):
    return {"job_satisfaction": job_satisfaction, "affective_commitment": affective_commitment, "exit_pull": exit_pull,
            "leader_care": 0.5, "respect_seen": 0.8}  # fmt: skip


# (equation, arguments, what it gives by hand); a dictionary stands for the named values that the equation takes, and
# parameters that it does not name are at their defaults.
CASES = [
    # Communication
    (communication.message_relevance, (0.0, {}), 0.6),
    (communication.message_relevance, (0.5, {}), 0.8),
    (communication.message_relevance, (1.0, {}), 1.0),
    (communication.message_reach, (0.64, 0.0, {}), 0.64),
    (communication.message_reach, (0.9, 2.0, {"cascade_fidelity": 0.5}), 0.225),
    (communication.messages_heard, (0.1, 0.5, 3, 3), 3),  # .1, .2, .4: three hits
    (communication.messages_heard, (0.6, 0.5, 3, 3), 2),  # .6 misses, then .2 and .4 hit
    (communication.messages_heard, (0.6, 0.5, 1, 3), 0),
    (communication.messages_heard, (0.1, 0.5, 0, 3), 0),
    (communication.passed_on, (0.2, 0.5), 0.1),
    (communication.exposure, ({"exposure_sent": 1.0, "sharing": 0.2, "peers_exposure": 0.5}, {}), 1.1),
    (communication.claimed, ({"claimed_sent": 0.5, "sharing": 0.2, "shared_claim": 0.1, "peers_exposure": 0.5,
                              "expected_claim": 0.6}, {}), 0.61),
    (communication.message_adstock, ({"message_adstock": 2.0, "exposure": 1.0}, {"adstock_half_life": 1.0}), 2.0),
    (communication.message_adstock, ({"message_adstock": 4.0, "exposure": 0.5}, {"adstock_half_life": 0.5}), 1.5),
    (communication.message_adstock, ({"message_adstock": 8.0, "exposure": 0.0}, {}), 4 * 4 ** (1 / 3)),
    (communication.claim_adstock, ({"claim_adstock": 0.2, "claimed": 0.7, "exposure": 1.0, "expected_claim": 0.5},
                                   {"adstock_half_life": 1.0}), 0.3),
    (communication.attention, (0.0, 10.0), 0.0),
    (communication.attention, (10.0, 10.0), 1.0),
    (communication.attention, (5.0, 10.0), 0.5 * E**0.5),
    (communication.attention, (20.0, 10.0), 2 / E),
    # Learning
    (learning.still_valid, ({"knowledge": 0.6, "obsolete": 0.5}, {}), 0.3),
    (learning.still_valid, ({"knowledge": 0.6, "obsolete": 0.0}, {}), 0.6),
    # At the plateau both limits are the same for one course; above it the ceiling counts, below it what is missing.
    (learning.taught, (learner(0.6, 0.6, course=1.0), {}), 0.08),
    (learning.taught, (learner(0.6, 0.6, course=2.0), {}), 0.2 * (1 - 0.6**2)),
    (learning.taught, (learner(0.6, 0.6, course=0.5), {}), 0.4 * (1 - 0.8**0.5)),
    (learning.taught, (learner(0.3, 0.6, course=1.0), {}), 0.14),
    (learning.taught, (learner(0.7, 0.6, course=1.0), {}), 0.04),
    (learning.taught, (learner(0.8, 0.6, course=1.0), {}), 0.0),
    (learning.taught, (learner(0.6, 0.6, course=0.0), {}), 0.0),
    (learning.taught, (learner(1.0, 0.9, course=1.0), {}), 0.0),
    (learning.course_knowledge, (learner(0.6, 0.6, course_knowledge=0.1, taught=0.05), {"forgetting": 0.02}), 0.148),
    (learning.taught, (learner(0.7, 0.6, coached=0.1, course=1.0), {}), 0.06),
    (learning.course_knowledge, (learner(0.6, 0.6, course_knowledge=0.0, peers_taught=0.1), {}), 0.0045),
    (learning.passed_on, (learner(0.6, 0.6, peers_taught=0.1), {}), 0.0045),
    (learning.knowledge, (learner(0.6, 0.6, peers_taught=0.1), {}), 0.6045),
    (learning.learnable, (learner(0.6, 0.95, coached=0.1), {}), 1.0),
    (learning.learnable, (learner(0.6, 0.1, coached=-0.15), {}), 0.0),
    (learning.knowledge, (learner(0.6, 0.6, coached=0.1), {}), 0.613),
    (learning.knowledge, (learner(0.6, 0.6, coached=-0.1), {"forgetting": 0.02}), 0.598),
    (learning.learning_speed, ({"professional": 0.0, "internal_recruit": 0.0}, {}), 0.13),
    (learning.learning_speed, ({"professional": 1.0, "internal_recruit": 0.0}, {}), 0.09),
    (learning.learning_speed, ({"professional": 1.0, "internal_recruit": 1.0}, {}), 0.18),
    (learning.knowledge, (learner(0.6, 0.6), {}), 0.6),
    (learning.knowledge, (learner(0.3, 0.6), {}), 0.339),
    (learning.knowledge, (learner(0.6, 0.6, taught=0.08), {}), 0.68),
    (learning.knowledge, (learner(0.6, 0.6, message_adstock=16.0), {}), 0.6005),
    (learning.knowledge, (learner(0.8, 0.6, retention=1.0), {"forgetting": 0.02, "repository_retention": 0.5}), 0.798),
    (learning.knowledge, (learner(0.9, 0.6, taught=0.2), {"forgetting": 0.0}), 1.0),
    (knowledge_sharing.shared_knowledge, (sharing(0.5, 0.0), {}), 0.5),
    (knowledge_sharing.shared_knowledge, (sharing(0.5, 1.0), {}), 0.54),
    (knowledge_sharing.shared_knowledge, (sharing(0.5, 9.0), {}), 0.6),  # not more than colleagues know better
    (knowledge_sharing.shared_knowledge, (sharing(0.65, 1.0), {}), 0.68),  # nor above the ceiling
    (knowledge_sharing.shared_knowledge, (sharing(0.7, 1.0), {}), 0.7),
    (coaching.taught_by_leader, ({"leader_coaching": 0.54}, {}), 0.0),
    (coaching.taught_by_leader, ({"leader_coaching": 0.74}, {}), 0.05),
    (coaching.taught_by_leader, ({"leader_coaching": 0.34}, {}), -0.05),
    (coaching.drawn_coaching, (1.0, {"trait_low": 0.02, "trait_high": 0.98}), 0.68),
    (coaching.drawn_coaching, (-9.0, {"trait_low": 0.02, "trait_high": 0.98}), 0.02),
    # Trust
    (trust.reality, (0.6, 0.29, {}), 0.507),
    (trust.reality, (0.6, 0.29, LIVED), 0.6),
    (trust.claim_heard, ({"claimed": 0.0, "exposure": 0.0, "expected_claim": 0.507}, {}), 0.507),
    (trust.claim_heard, ({"claimed": 0.7, "exposure": 1.0, "expected_claim": 0.5}, {}), 0.66),
    (trust.management_trust, (trusting(0.55, 0.5, 1.0, 0.5, 0.5), LIVED), 0.55),
    (trust.management_trust, (trusting(0.65, 0.5, 0.0, 0.0, 0.5), LIVED), 0.648),
    (trust.management_trust, (trusting(0.55, 0.5, 1.0, 0.75, 0.5), LIVED), 0.5212),
    (trust.management_trust, (trusting(0.55, 0.7, 0.25, 0.125, 0.5), LIVED), 0.5572),
    (trust.management_trust, (trusting(0.55, 0.5, 1.0, 0.25, 0.5), LIVED), 0.55),  # understatement earns nothing
    (trust.management_trust, (trusting(0.55, 0.7, 1.0, 0.7, 0.5), LIVED), 0.5644),  # a claim that is lived up to
    (trust.management_trust, (trusting(0.55, 0.5, 1.0, 0.5, 0.5, leader_care=1.0), LIVED), 0.5572),
    (trust.management_trust, (trusting(0.55, 0.5, 1.0, 0.5, 0.5, trust_propensity=0.75),
                              LIVED | {"trait_trust": 0.5}), 0.558),
    (trust.lived_reality, (trusting(0.55, 0.6, 0.0, 0.0, 0.5), LED), 0.507),
    (trust.lived_reality, (trusting(0.55, 0.6, 0.0, 0.0, 0.5, leader_care=0.75), LED), 0.557),
    (trust.unanswered, (trusting(0.55, 0.6, 0.0, 0.0, 0.5, asked=0.5), {}), 0.06),
    (trust.unanswered, (trusting(0.55, 0.6, 0.0, 0.0, 0.5, asked=0.5, voice=0.71 / 10), {}), 0.03),
    (trust.unanswered, (trusting(0.55, 0.6, 0.0, 0.0, 0.5, asked=0.5, voice=0.71), {}), 0.0),
    (trust.broken, (trusting(0.55, 0.5, 1.0, 0.75, 0.5), 0.5, {}), 0.2),
    (trust.broken, (trusting(0.55, 0.6, 1.0, 0.75, 0.5), 0.6, {}), 0.1),
    (trust.broken, (trusting(0.55, 0.4, 1.0, 0.75, 0.5), 0.4, {}), 0.2),  # the shortfall itself is counted beside it
    (trust.earned_trust, (trusting(0.55, 0.5, 1.0, 0.75, 0.5), LIVED), 0.19),
    (trust.earned_trust, (trusting(0.55, 0.3, 1.0, 0.5, 0.5), LIVED), 0.19),
    (trust.earned_trust, (trusting(0.55, 0.7, 1.0, 0.5, 0.5), LIVED), 0.73),
    (trust.first_trust, ({"trust_propensity": 0.55}, {}), 0.65),
    (trust.broken, (trusting(0.55, 0.5, 1.0, 0.5, 0.5, breach=0.1), 0.5, {}), 0.1),
    (trust.management_trust, (trusting(0.55, 0.5, 0.0, 0.0, 0.5, breach=0.1), LIVED), 0.5356),  # noticed untold
    (trust.first_trust, ({"trust_propensity": 0.95}, {"trait_trust": 0.5}), 0.85),
    (trust.drawn_propensity, (0.0, {"trait_low": 0.02, "trait_high": 0.98}), 0.55),
    (trust.drawn_propensity, (-4.0, {"trait_low": 0.02, "trait_high": 0.98}), 0.02),
    (trust.management_trust, (trusting(0.55, 0.0, 5.0, 5.0, 1.0), LIVED), 0.506),  # the target cannot fall below 0
    (trust.management_trust, (trusting(0.55, 0.5, 1.0, 0.5, 0.5, noise=0.02), LIVED), 0.57),
    (trust.management_trust, (trusting(0.55, 0.5, 1.0, 0.5, 0.5, trust_shock=0.1), LIVED), 0.45),
    (trust.management_trust, (trusting(0.55, 0.5, 1.0, 0.5, 0.5, uncertainty=0.1), LIVED), 0.542),
    (trust.management_trust, (trusting(0.55, 0.0, 0.25, 0.125, 0.5, voice=9.0), {"voice_weight": 0.5}), 0.55),
    (trust.management_trust, (trusting(0.99, 0.5, 0.0, 0.0, 0.5, noise=0.5), LIVED), 1.0),
    (uncertainty.honest_exposure, ({"exposure": 1.0, "claimed": 0.5, "expected_claim": 0.5}, {}), 1.0),
    (uncertainty.honest_exposure, ({"exposure": 1.0, "claimed": 0.6, "expected_claim": 0.5}, {}), 0.5),
    (uncertainty.honest_exposure, ({"exposure": 1.0, "claimed": 1.0, "expected_claim": 0.5}, {}), 0.0),
    (uncertainty.honest_exposure, ({"exposure": 1.0, "claimed": 0.4, "expected_claim": 0.5}, {}), 1.0),
    (uncertainty.uncertainty, ({"uncertainty": 0.2, "exposure": 0.0, "claimed": 0.0, "expected_claim": 0.5},
                         {"uncertainty_half_life": 1.0}), 0.1),
    (uncertainty.uncertainty, ({"uncertainty": 0.2, "exposure": 2.0, "claimed": 1.0, "expected_claim": 0.5},
                               {"uncertainty_half_life": 1.0, "uncertainty_relief": 0.5}), 0.05),
    (uncertainty.uncertainty, ({"uncertainty": 0.2, "exposure": 0.0, "claimed": 0.0, "expected_claim": 0.5,
                          "uncertainty_added": 0.1}, {"uncertainty_half_life": 1.0}), 0.2),
    # Understanding
    (understanding.told, (told(0.5, 2.0, 1.0), TOLD), 0.595),
    (understanding.made_void, (told(0.5, 0.5, novelty=1.0), {}), 0.15),
    (understanding.made_void, (told(0.5, 2.0, novelty=3.0), {}), 0.0),
    (understanding.made_void, (told(0.5, novelty=3.0), {}), 0.3),
    (understanding.understanding, (told(0.35), {}), 0.35),
    (understanding.understanding, (told(0.15), {}), 0.155),
    (understanding.understanding, (told(0.35, told=0.04), {}), 0.376),
    (understanding.understanding, (told(0.35, told=0.3), {}), 0.545),
    (understanding.understanding, (told(0.35, peers_understanding=0.1), {}), 0.362),
    (understanding.understanding, (told(0.35, voice=1.0), {}), 0.3565),
    (understanding.understanding, (told(0.35, novelty=1.0), {}), 0.245),
    (understanding.stay_informed, (told(0.35), {}), 0.0),
    (understanding.stay_informed, (told(0.45), {}), -0.05),
    # What happens at work
    (affective_events.lift, (CALM, {}), 0.0),
    (affective_events.lift, (CALM | {"asked": 0.5}, {}), 0.3),
    (affective_events.lift, (CALM | {"asked": 0.5, "voice": 0.8}, {}), 0.48),
    (affective_events.lift, (CALM | {"voice": -0.2}, {}), 0.0),
    (affective_events.lift, (CALM | {"asked": 0.5, "sting": 0.5}, {}), 0.9),
    (affective_events.lift, (CALM | {"asked": 1.0, "event": 0.8}, {}), 1.0),
    (affective_events.lift, (CALM | {"event": -2.0}, {}), -1.0),
    (affective_events.stirring, (CALM, {}), 0.0),
    (affective_events.stirring, (CALM | {"asked": 0.5, "usual_lift": 0.1}, {}), 0.2),
    (affective_events.stirring, (CALM | {"asked": 0.5, "usual_lift": 0.4}, {}), 0.0),
    (affective_events.stirring, (CALM | {"event": -0.3, "usual_lift": 0.4}, {}), -0.3),
    (affective_events.stirring, (CALM | {"colleagues_lost": 0.1, "stirred": -0.05}, {}), -0.27),
    (affective_events.affect, (CALM | {"affect": 0.5}, {}), 0.46),
    (affective_events.affect, (CALM | {"affect": 0.5, "event": 0.4}, {}), 0.66),
    (affective_events.affect, (CALM | {"affect": -0.5, "event": -0.4}, {}), -0.66),
    (affective_events.affect, (CALM | {"affect": -0.5, "event": 0.4}, {}), -0.06),  # who is low has all the way to go
    (affective_events.affect, (CALM | {"affect": 0.5, "event": -0.4}, {}), 0.06),
    (affective_events.affect, (CALM | {"event": 1.0, "stirred": 1.0}, {}), 1.0),
    (affective_events.usual_lift, (CALM | {"asked": 0.5}, {}), 0.036),
    (affective_events.usual_lift, (CALM | {"usual_lift": 0.5, "event": -0.5}, {}), 0.44),
    (affective_events.usual_lift, (CALM | {"usual_lift": 0.5, "asked": 1.0, "occupied": 0.0}, {}), 0.5),
    (affective_events.lifted_effort, (CALM | {"affect": 0.5, "spur": 0.3}, {}), 0.08),
    (affective_events.lifted_mood, (CALM | {"affect": 0.5}, {}), 0.035),
    (affective_events.lifted_stay, (CALM | {"affect": 0.5}, {}), -0.6),
    # Fairness
    (fairness.loss_of_pay, (lost(2.0, 0.0), {}), 1 - 1 / E),
    (fairness.loss_of_pay, (lost(2.0, 3.0), {}), 0.0),
    (fairness.sting, (lost(3.0, 1.0), {}), 1 - 1 / E),
    (fairness.sting, (lost(2.0, 0.0, exposure=1.0), {"explanation": 1.0}), (1 - 1 / E) / E),
    (fairness.sting, (lost(2.0, 0.0, exposure=1.0), {"explanation": 0.0}), 1 - 1 / E),
    (fairness.promise_broken, ({"sting": 0.5}, {}), 0.06),
    (fairness.upset, ({"sting": 0.5}, {}), -0.05),
    (fairness.driven_out, ({"sting": 0.5}, {}), 0.325),
    (fairness.depressed, ({"sting": 0.5}, {}), -0.01),
    # Leadership
    (leadership.leadership_taught, ({"leadership": 0.5, "leadership_course": 1.0}, {}), 0.05),
    (leadership.leadership_taught, ({"leadership": 0.5, "leadership_course": 2.0}, {}), 0.095),
    (leadership.leadership, ({"leadership": 0.6, "leadership_trait": 0.5, "leadership_taught": 0.0}, {}), 0.599),
    (leadership.leadership, ({"leadership": 0.5, "leadership_trait": 0.5, "leadership_taught": 0.05}, {}), 0.55),
    (leadership.drawn_leadership, (1.0, {"trait_low": 0.02, "trait_high": 0.98}), 0.68),
    (leadership.drawn_leadership, (9.0, {"trait_low": 0.02, "trait_high": 0.98}), 0.98),
    (perception.felt_respect, (0.8, 0.5, LED), 0.8),
    (perception.felt_respect, (0.8, 0.7, LED), 0.9),
    (perception.felt_respect, (0.8, 1.0, LED), 1.0),
    # Rewards
    (rewards.reward_appeal, (0.26, 0.26, {}), 1.0),
    (rewards.reward_appeal, (0.065, 0.26, {}), 0.5),
    (rewards.reward_appeal, (0.0, 0.26, {}), 0.0),
    (rewards.reward_reference, (PAID | {"reward_reference": 0.5, "tangible_utility": 1.0}, {}), 0.525),
    (rewards.surplus, (PAID | {"tangible_utility": 1.0, "reward_reference": 1.0}, {}), 0.2),
    (rewards.surplus, (PAID | {"reward_reference": 1.0}, {}), -0.8),
    (rewards.pleasure, (0.0, {}), 0.0),
    (rewards.pleasure, (1.0, {}), 1 - 1 / E),
    (rewards.pleasure, (-1.0, {}), E**-2 - 1),
    (rewards.line_of_sight, (0.5, 0.0, {}), 0.45),
    (rewards.line_of_sight, (0.0, 0.5, {}), 0.425),
    (rewards.line_of_sight, (1.0, 9.0, {}), 1.0),
    (rewards.felt_stake, (PAID | {"stake": 0.5}, {}), 0.5),
    (rewards.felt_stake, (PAID | {"stake": 0.5, "tangible_utility": 1.0, "reward_reference": 0.5}, {}), 0.5 * 0.675),
    (rewards.felt_stake, (PAID | {"stake": 0.5, "tangible_utility": 1.0, "reward_reference": 9.0}, {}), 0.5 * 0.35),
    (rewards.reward_valence, (PAID, {}), 0.0),
    (rewards.reward_valence, (PAID | {"tangible_utility": 1.0, "recognised": 0.5}, {}), 1 - E**-1.5),
    (rewards.reward_valence, (PAID | {"tangible_utility": 1.0, "reward_reference": 1.0}, {}), 1 - E**-0.2),
    (rewards.reward_valence, (PAID | {"reward_reference": 1.0}, {}), E**-1.6 - 1),
    (rewards.reward_valence, (PAID | {"tangible_utility": 1.0, "pay_shortfall": 0.5}, {}), 1 - E**-0.5),
    (rewards.expectancy, (PAID, {}), 1.0),
    (rewards.expectancy, (PAID | {"knowledge": 0.75}, {}), 1.25),
    (rewards.incentive_force, (PAID, {}), 0.0),
    (rewards.incentive_force, (PAID | {"tangible_utility": 1.0}, GIVEN), 1 - E**-0.05),
    (rewards.incentive_force, (PAID | {"recognised": 1.0}, {}), 1 - 1 / E),
    (rewards.incentive_force, (PAID | {"feedback": 2.0}, {}), 1 - E**-0.6),
    (rewards.incentive_force, (PAID | {"tangible_utility": 1.0, "stake": 1.0, "understanding": 0.35}, GIVEN),
     1 - E ** -(2.6 * 0.39 + 0.05)),
    (rewards.incentive_force, (PAID | {"tangible_utility": 1.0, "stake": 1.0, "reminder": 1.0}, GIVEN),
     1 - E ** -(2.6 * 0.6 + 0.05)),
    (rewards.incentive_force, (PAID | {"tangible_utility": 1.0, "stake": 1.0, "knowledge": 0.3}, GIVEN),
     1 - E ** -(2.6 * 0.125 + 0.05)),
    (rewards.incentive_force, (PAID | {"tangible_utility": 9.0, "stake": 9.0, "recognised": 9.0}, {}), 1.0),
    (rewards.incentive_force, (PAID | {"reward_reference": 1.0}, {}), E**-1.6 - 1),
    (rewards.pay, (PAID | {"tangible_utility": 1.5}, {}), 1.5),
    (pay_comparison.pay_shortfall, (1.0, 1.5, {}), 0.25),
    (pay_comparison.pay_shortfall, (1.5, 1.0, {}), 0.0),
    (pay_comparison.pull_of_pay, ({"pay": 2.0, "pay_shortfall": 0.0}, {}), -0.5),
    (pay_comparison.pull_of_pay, ({"pay": 1.0, "pay_shortfall": 0.5}, {}), -0.125),
    (rewards.own_motivation, (rewarded(0.5, 0.5, 0.5), {}), 0.475),
    (rewards.own_motivation, (rewarded(0.5, 1.0, 0.5), {}), 0.475),
    (rewards.own_motivation, (rewarded(0.5, 3.0, 3.0), {}), 0.45),
    (rewards.own_motivation, (rewarded(0.5, 3.0, 0.0), {}), 0.5),
    (rewards.own_motivation, (rewarded(0.5, 0.0, 0.0), {}), 0.5),
    # Attitudes
    (attitude.adjustment, (0.5, 0.7, 0.1, 0.0), 0.52),
    (attitude.adjustment, (0.5, 0.7, 0.1, 0.03), 0.55),
    (attitude.adjustment, (0.01, 0.0, 0.1, -0.5), 0.0),
    (attitude.adjustment, (0.99, 1.0, 0.1, 0.5), 1.0),
    (attitude.reward_driver, (0.0, 0.35), 0.35),
    (attitude.reward_driver, (0.5, 0.5), 0.75),
    (attitude.reward_driver, (1.0, 0.35), 1.0),
    (attitude.reward_driver, (-0.5, 0.4), 0.2),
    (attitude.reward_driver, (-1.0, 0.35), 0.0),
    # Persuasion
    (persuasion.message_driver, (0.0, 0.55, 0.0, {}), 0.4),
    (persuasion.message_driver, (1.0, 0.55, 0.0, {}), 1.0),
    (persuasion.message_driver, (0.5, 0.35, 0.0, {}), 0.55),
    (persuasion.message_driver, (1.0, 0.15, 0.0, {}), 0.4),
    (persuasion.message_driver, (1.0, 0.05, 0.0, {}), 0.4),  # disbelieved, it is ignored
    (persuasion.message_driver, (0.5, 0.55, 0.2, {}), 0.76),
    (persuasion.message_driver, (0.5, 0.55, -0.2, {}), 0.64),
    (persuasion.overclaim, ({"message_adstock": 2.0, "claim_adstock": 0.4},), 0.2),
    (persuasion.overclaim, ({"message_adstock": 0.0, "claim_adstock": 0.0},), 0.0),
    (persuasion.message, ({"message_adstock": 0.0, "claim_adstock": 0.0, "management_trust": 0.55}, {}), 0.4),
    (persuasion.message, ({"message_adstock": 10.0, "claim_adstock": 0.0, "management_trust": 0.35}, {}), 0.7),
    # Motivation
    (motivation.motivation_target, (driven(DRIVEN), HALF_FLOOR), 0.5),
    (motivation.motivation_target, (driven(DRIVEN) | {"strain": 0.88}, HALF_FLOOR), 0.44),
    (motivation.motivation_target, (driven(DRIVEN, own_motivation=1), NO_FLOOR), 0.38),
    (motivation.motivation_target, (driven(DRIVEN, message=1), NO_FLOOR), 0.10),
    (motivation.motivation_target, (driven(DRIVEN, message=0.0), {}), 0.22 * 0.35),
    (motivation.motivation_target, (driven(DRIVEN, job_satisfaction=1), NO_FLOOR), 0.17),
    (motivation.motivation_target, (driven(DRIVEN, leader_motivation=1), NO_FLOOR), 0.07),
    (motivation.motivation_target, (driven(DRIVEN, peers_motivation=1), NO_FLOOR), 0.06),
    (motivation.first_motivation, (driven(DRIVEN, own_motivation=1), NO_FLOOR), 0.38),
    (motivation.effort_bought, ({"incentive_motivation": 0.0, "incentive_force": 0.5}, {}), 0.0286),
    (motivation.effort_bought, ({"incentive_motivation": 0.0, "incentive_force": -0.5}, {}), -0.0154),
    (motivation.moved_at_once, (UNMOVED | {"job_satisfaction": 0.5}, {}), 0.085),
    (motivation.moved_at_once, (UNMOVED | {"job_satisfaction": 0.5, "effort_shift": 0.05,
                                           "incentive_motivation": 0.1}, {}), 0.195),
    (motivation.quick_motivation, (UNMOVED | {"job_satisfaction": 0.5}, {}), 0.085),
    (motivation.first_quick, (UNMOVED | {"job_satisfaction": 0.5}, {}), 0.085),
    (motivation.motivation, (driven(DRIVEN) | UNMOVED | {"motivation": 0.6, "quick_motivation": 0.085, "noise": 0.03},
                             HALF_FLOOR), 0.62),
    (motivation.motivation, (driven(DRIVEN) | UNMOVED | {"motivation": 0.7, "quick_motivation": 0.185, "noise": 0.0,
                                                         "incentive_motivation": 0.1}, HALF_FLOOR), 0.65),
    (motivation.incentive_motivation, ({"incentive_motivation": 0.0715, "incentive_force": 0.5}, {}), 0.0715),
    (motivation.incentive_motivation, ({"incentive_motivation": 0.1, "incentive_force": 0.0}, {}), 0.06),
    # Satisfaction
    (perception.customer_feedback, ({"contact": 1, "customer_satisfaction": 0.7}, {}), 0.8),
    (perception.customer_feedback, ({"contact": 0, "customer_satisfaction": 0.7}, {}), 0.7),
    (perception.customer_feedback, ({"contact": 1, "customer_satisfaction": 0.9}, {}), 1.0),
    (perception.customer_feedback, ({"contact": 1, "customer_satisfaction": 0.5}, {"customers_gain": 1.0}), 0.5),
    (perception.customer_feedback, ({"contact": 0, "customer_satisfaction": 0.8}, {"back_office_feedback": 0.0}), 0.6),
    (satisfaction.satisfaction_target, (driven(PLEASED), 0.5, UNREWARDED), 0.5),
    (satisfaction.satisfaction_target, (driven(PLEASED) | {"strain": 0.88}, 0.5, UNREWARDED), 0.4),
    (satisfaction.satisfaction_target, (driven(PLEASED, service_seen=0.0), 1.0, UNREWARDED), 0.38),
    (satisfaction.satisfaction_target, (driven(PLEASED, service_seen=1), 0.0, UNREWARDED), 0.08),
    (satisfaction.satisfaction_target, (driven(PLEASED, respect_seen=1), 0.0, UNREWARDED), 0.05),
    (satisfaction.satisfaction_target, (driven(PLEASED, reward_valence=1), 0.0, UNREWARDED), 0.08),
    (satisfaction.satisfaction_target, (driven(PLEASED, service_seen=0.0), 0.0, {}), 0.08 * 0.45),
    (satisfaction.satisfaction_target, (driven(PLEASED, management_trust=1), 0.0, UNREWARDED), 0.15),
    (satisfaction.satisfaction_target, (driven(PLEASED, customers_seen=1), 0.0, UNREWARDED), 0.06),
    (satisfaction.satisfaction_target, (driven(PLEASED, peers_satisfaction=1), 0.0, UNREWARDED), 0.11),
    (satisfaction.satisfaction_target, (driven(PLEASED, leader_care=1), 0.0, UNREWARDED), 0.09),
    (satisfaction.first_satisfaction, (driven(PLEASED, disposition=0.42), UNREWARDED), 0.19),
    (satisfaction.fondness_of_the_new, (0.0, {}), 0.08),
    (satisfaction.fondness_of_the_new, (16.0, {}), 0.08 / E),
    (satisfaction.job_satisfaction, (driven(PLEASED) | OLD | {"job_satisfaction": 0.5, "disposition": 0.5, "noise": 0.0,
                                                              "job_quality": 0.1}, UNREWARDED), 0.5057),
    (satisfaction.job_satisfaction, (driven(PLEASED) | OLD | {"job_satisfaction": 0.5, "disposition": 0.9,
                                                              "noise": 0.01, "job_quality": 9.0}, UNREWARDED), 0.5385),
    (satisfaction.job_satisfaction, (driven(PLEASED) | {"job_satisfaction": 0.5, "disposition": 0.5, "noise": 0.0,
                                                        "tenure_weeks": 0.0, "pace": 1}, UNREWARDED), 0.50456),
    (satisfaction.job_satisfaction, (driven(PLEASED) | OLD | {"job_satisfaction": 0.5, "disposition": 0.5, "noise": 0.0,
                                                              "mood": -0.1}, UNREWARDED), 0.485),
    # Strain
    (strain.strain, ({"strain": 0.38, "job_satisfaction": 0.62, "pressure_felt": 0.9}, {}), 0.38),
    (strain.strain, ({"strain": 0.38, "job_satisfaction": 0.62, "pressure_felt": 1.4}, {}), 0.395),
    (strain.strain, ({"strain": 0.38, "job_satisfaction": 0.42, "pressure_felt": 0.9}, {}), 0.3836),
    (strain.strain, ({"strain": 0.5, "job_satisfaction": 0.62, "pressure_felt": 3.0}, {}), 0.53),
    (strain.pull_of_strain, ({"strain": 0.58}, {}), 0.2),
    # Commitment
    (commitment.commitment_target, (dict(zip(ATTACHED, (0.6, 0.5, 0.4), strict=True)), {}), 0.55),
    (commitment.commitment_target, (driven(ATTACHED, job_satisfaction=1.0), {}), 0.65),
    (commitment.first_commitment, (driven(ATTACHED, management_trust=1.0), {}), 0.2),
    (commitment.affective_commitment, (driven(ATTACHED) | {"affective_commitment": 0.6, "noise": 0.01, "pace": 1}, {}),
     0.607),
    # Ten weeks at once go ten times as far, and none beyond the target.
    (commitment.affective_commitment, (driven(ATTACHED) | {"affective_commitment": 0.6, "noise": 0.0, "pace": 10}, {}),
     0.57),
    (commitment.belonging_target, ({"belonging_added": 0.0, "reputation": 0.6}, {}), 0.55),
    (commitment.belonging_target, ({"belonging_added": 0.0, "reputation": 0.7}, {}), 0.65),
    (commitment.belonging_target, ({"belonging_added": 0.6, "reputation": 0.6}, {}), 1.0),
    (commitment.belonging_target, ({"belonging_added": -1.0, "reputation": 0.6}, {}), 0.0),
    (commitment.first_belonging, ({"belonging_added": 0.1, "reputation": 0.6}, {}), 0.65),
    (commitment.belonging, ({"belonging": 0.55, "belonging_added": 0.1, "reputation": 0.6}, {}), 0.555),
    # Performance
    (performance.ability_times_motivation, (0.64, 0.36, {"substitution": 1.0}), 0.5),
    (performance.ability_times_motivation, (0.64, 0.36, {"substitution": 0.0}), 0.48),
    (performance.ability_times_motivation, (0.64, 0.36, {"substitution": -1.0}), 0.4608),
    (performance.ability_times_motivation, (0.25, 1.0, {"knowledge_share": 0.75}), 0.25**0.75),
    (performance.ability_times_motivation, (0.0, 0.5, {"substitution": 1.0}), 0.25),
    (performance.ability_times_motivation, (0.0, 0.5, {"substitution": 0.0}), 0.0),
    (performance.ability_times_motivation, (0.0, 0.5, {"substitution": -1.0}), 0.0),
    (performance.ability_times_motivation, (0.5, 0.0, {"substitution": -1.0}), 0.0),
    (performance.ability_plus_motivation, (0.64, 0.36, {"substitution": -1.0}), 0.5),
    (performance.opportunity, (0.6, 0.0, {}), 0.8),
    (performance.opportunity, (0.0, 0.0, {}), 0.5),
    (performance.opportunity, (1.0, 0.1, {}), 1.1),
    (performance.directed, (0.35, {}), 1.0),
    (performance.directed, (0.85, {}), 1.03),
    (performance.quality_motivation, ({"motivation": 0.6, "incentive_motivation": 0.1}, {}), 0.545),
    (performance.quality_motivation, ({"motivation": 0.6, "incentive_motivation": 0.1}, {"incentive_quality": 1}), 0.6),
    (performance.service_performance, (ENABLED, 0.5, SCALED), 0.48),
    (performance.service_performance, (ENABLED | {"service_seen": 1.0, "knowledge": 1.0}, 1.0, SCALED), 1.0),
    (performance.performance_quantity, (ENABLED | {"motivation": 0.5}, SCALED), 0.48),
    (performance.first_quantity, (ENABLED | {"motivation": 0.5}, SCALED), 0.48),
    (performance.performance, (ENABLED | {"motivation": 0.555, "incentive_motivation": 0.1}, SCALED), 0.48),
    (performance.first_quality, ({"performance_quantity": 0.48}, {}), 0.48),
    # Internal service
    (helping.help_given, (0.6, {}), 1.0),
    (helping.help_given, (0.7, {}), 1.02),
    (internal_service.service_out, (0.6, 1.0, {}), 0.6),
    (internal_service.service_out, (0.8, 0.25, {}), 0.4),
    (internal_service.service_out, (0.4, 0.25, {}), 0.3),
    (internal_service.service_out, (0.6, 0.0, {}), 0.3),
    (internal_service.agreed_service, ({"given": 0.4, "agreement": 0.0}, {}), 0.4),
    (internal_service.agreed_service, ({"given": 0.4, "agreement": 0.5}, {}), 0.45),
    (internal_service.agreed_service, ({"given": 0.4, "agreement": 1.0}, {}), 0.5),
    (internal_service.agreed_service, ({"given": 0.2, "agreement": 1.0}, {}), 0.45),
    (internal_service.agreed_service, ({"given": 0.7, "agreement": 1.0}, {}), 0.7),
    (internal_service.courtesy, (0.8, {}), 1.0),
    (internal_service.courtesy, (0.45, {}), 0.725 / 0.9),
    (internal_service.courtesy, (0.0, {}), 5 / 9),
    (internal_service.courtesy, (1.0, {}), 10 / 9),
    (internal_service.bent, (0.5, {"weak_link": 1.0}), 0.5),
    (internal_service.bent, (0.5, {"weak_link": 0.0}), -math.log(2)),
    (internal_service.bent, (0.5, {"weak_link": -1.0}), 2.0),
    (internal_service.bent, (0.5, {"weak_link": -2.0}), 4.0),
    (internal_service.bent, (0.0, {"weak_link": -1.0}), 2.0**52),
    (internal_service.straightened, (0.5, {"weak_link": 1.0}), 0.5),
    (internal_service.straightened, (-math.log(2), {"weak_link": 0.0}), 0.5),
    (internal_service.straightened, (2.0, {"weak_link": -1.0}), 0.5),
    (internal_service.straightened, (4.0, {"weak_link": -2.0}), 0.5),
    (internal_service.straightened, (0.5, {"weak_link": -1.0}), 1.0),  # never above 1
    (internal_service.straightened, (0.0, {"weak_link": 1.0}), 0.0),  # nothing received
    (internal_suppliers.not_bent, (0.5, {"weak_link": -2.0}), 0.5),
    (internal_suppliers.not_straightened, (0.5, {"weak_link": -2.0}), 0.5),
    (internal_suppliers.not_straightened, (1.5, {"weak_link": -2.0}), 1.0),
    # Customers
    (workload.pressure, (demanding(1000, 1.0, 10.0), HUNDRED), 0.9),
    (workload.pressure, (demanding(1100, 1.0, 9.9), HUNDRED), 1.0),
    (workload.pressure, (demanding(1000, 0.8, 10.0), HUNDRED), 0.72),  # who gives less time is pressed less
    (workload.pressure, (demanding(1000, 1.0, 1.0), HUNDRED), 3.0),  # 9, but customers turn away
    (workload.pressure, (demanding(1000, 1.0, 0.0), HUNDRED), 3.0),
    (workload.pressure, (demanding(0, 1.0, 0.5), HUNDRED), 0.0),
    (workload.time_given, (0.9, 1.0, {}), 1.0),
    (workload.time_given, (0.8, 0.7, {}), 0.7),
    (workload.time_given, (4.0, 0.8, {"time_slope": 0.5}), 0.4),
    (workload.time_given, (0.4, 0.5, {"slack_slope": 1.0}), 1.0),
    (workload.time_given, (0.0, 1.0, {}), 1.15),  # nobody gives more
    (workload.standard, (1.0, 0.5, {}), 0.9735),
    (workload.standard, (0.5, 1.0, {}), 0.504),
    (workload.standard, (0.5, 1.0, {"standard_hold": 0.0}), 0.502),
    (workload.standard, (1.0, 1.0, {}), 1.0),
    (workload.working_capacity, ({"performance_quantity": 0.66, "away": 0.1}, {}), 0.99),
    (workload.working_capacity, ({"performance_quantity": 0.6, "away": 1.0}, {}), 0.0),
    (encounters.unusual_need, (0.0, {}), 0.3),
    (encounters.unusual_need, (-4.0, {}), 0.0),
    (encounters.unusual_need, (6.0, {}), 1.0),
    (encounters.perceived_quality, (met(0.6, 0.6, 0.3, 0.9, 0.0), {}), 0.6),
    (encounters.perceived_quality, (met(0.6, 0.6, 0.3, 1.2, 0.0), {}), 0.54),
    (encounters.perceived_quality, (met(0.6, 0.6, 0.3, 0.9, 0.0, 0.9), {}), 0.55),
    (encounters.perceived_quality, (met(0.8, 0.8, 1, 1.5, 0.01), {"product_quality": 0.5, "site_effect": 0.02}), 0.56),
    (service_attitude.felt_service, (0.6, 0.62, {}), 0.6),
    (service_attitude.felt_service, (0.8, 0.62, {"attitude_share": 0.4}), 0.72),
    (service_attitude.felt_service, (0.6, 0.72, {"attitude_share": 0.5}), 0.65),
    (service_consistency.unsteadiness, (0.35, 0.0, {}), 1.0),
    (service_consistency.unsteadiness, (0.85, 0.0, {}), 0.95),
    (service_consistency.unsteadiness, (0.85, 0.5, {"agreement_steadies": 0.2}), 0.855),
    (relationship.tie, (0.5, {}), 0.6),
    (relationship.tie, (1.0, {}), 1.0),
    (customer_traits.leniency, (1.0, 0.0, {}), 0.09),
    (customer_traits.leniency, (0.1, 0.1, {}), 0.0),
    (customer_traits.inertia, (1.0, 1.0, {}), 0.3),
    (customer_traits.inertia, (0.0, E, {}), -1.0),
    (customer_satisfaction.disconfirmation, (judged(0.6, 0.5, 0.7), {}), 0.2),
    (customer_satisfaction.disconfirmation, (judged(0.6, 0.5, 0.7, promised=0.2), {}), 0.19),
    (customer_satisfaction.encounter_satisfaction, (0.6, 0.0, NEUTRAL), 0.62),
    (customer_satisfaction.encounter_satisfaction, (0.7, 0.1, NEUTRAL), 0.71),
    (customer_satisfaction.encounter_satisfaction, (0.5, -0.1, NEUTRAL), 0.49),
    (customer_satisfaction.customer_satisfaction, (judged(0.6, 0.5, 0.4), AS_FELT), 0.53),
    (customer_satisfaction.customer_satisfaction, (judged(0.6, 0.5, 0.4, leniency=0.1), AS_FELT), 0.565),
    (customer_satisfaction.customer_satisfaction, (judged(0.1, 0.5, -1.0), AS_FELT), 0.0),
    (customer_satisfaction.expectation, (judged(0.6, 0.6, 0.8), {}), 0.63),
    (customer_satisfaction.expectation, (judged(0.6, 0.99, 2.0), {}), 1.0),
    (loyalty.first_expectation, (0.2, 0.6, {}), 0.7),
    (loyalty.first_expectation, (0.2, 0.6, {"promise_weight": 1.0}), 0.8),
    (loyalty.first_expectation, (0.9, 0.6, {}), 0.8),  # nobody can promise more than everything
    (loyalty.bails, (-0.1, 0.2, {}), True),
    (loyalty.bails, (-0.1, 0.3, {}), False),
    (loyalty.bails, (-0.05, 0.2, {}), False),
    (loyalty.unmended, (0.6, {}), 0.7),
    (loyalty.unmended, (1.0, {}), 0.5),
    (loyalty.unmended, (1.0, {"recovery": 0.6, "recovery_knowledge": 1.5}), 0.1),  # some failures nobody makes up for
    (loyalty.unmended, (0.0, {"recovery": 0.0}), 1.0),
    (loyalty.churn_probability, (related(0.6, 0), USUAL_TIE), 0.0021),
    (loyalty.churn_probability, (related(0.6, 0, 1.0), USUAL_TIE), 0.0042),
    (loyalty.churn_probability, (related(0.8, 0), USUAL_TIE | {"churn_slope": 5.0}), 0.0021 / E),
    (loyalty.churn_probability, (related(0.6, 0, inertia=1.0), USUAL_TIE), 0.0021 / E),
    (loyalty.churn_probability, (related(0.6, 0, tie=0.3), USUAL_TIE | {"relation_pull": 2.0}), 0.0021 * E),
    (loyalty.churn_probability, (related(0.6, 1), USUAL_TIE), 1 - 0.9979 * 0.74),
    (loyalty.churn_probability, (related(0.6, 0.5), USUAL_TIE), 1 - 0.9979 * 0.87),
    (loyalty.churn_probability, (related(0.0, 0), USUAL_TIE | {"churn_hazard": 0.5, "churn_slope": 6.0}), 1.0),
    (word_of_mouth.talk, (40, 20, {}), 2),
    (word_of_mouth.talk, (0, 10, {"talk_incidence": 0.1}), -16),
    (word_of_mouth.advocacy, ({"affective_commitment": 0.7, "product_use": 0.0}, {}), 0.1),
    (word_of_mouth.advocacy, ({"affective_commitment": 0.7, "product_use": 0.5}, {}), 0.15),
    (word_of_mouth.advocacy, ({"affective_commitment": 0.5, "product_use": 0.0}, {}), -0.1),
    (word_of_mouth.reputation, (heard(0.6, 0.7, 0.0, 0.0), {}), 0.603),
    (word_of_mouth.reputation, (heard(0.6, 0.6, 0.5, 0.2), {}), 0.6009),
    (loyalty.join_probability, (0.6, 0.0, {}), 0.01),
    (loyalty.join_probability, (0.85, 0.0, {}), 0.01 * E),
    (loyalty.join_probability, (0.6, 0.25, {"promise_pull": 4.0}), 0.01 * E ** (1 / E)),
    (loyalty.join_probability, (0.6, -0.25, {"promise_pull": 4.0}), 0.01 / E),
    (loyalty.join_probability, (1.0, 0.0, {"join_hazard": 0.5}), 1.0),
    # Turnover and hiring
    (turnover.newcomer_risk, (0.0, {}), 0.007),
    (turnover.newcomer_risk, (22.0, {}), 0.007 / E),
    (turnover.contagion, (0.0, {}), 0.0),
    (turnover.contagion, (0.1, {}), 0.3),
    (turnover.desire_to_leave, (holder(0.55, 0.55), USUAL, BASE), -2.0),
    (turnover.desire_to_leave, (holder(0.75, 0.55), USUAL, BASE), -2.66),
    (turnover.desire_to_leave, (holder(0.55, 0.75), USUAL, BASE), -2.84),
    (turnover.desire_to_leave, (holder(0.55, 0.55) | {"leader_care": 0.7}, USUAL, BASE), -2.31),
    (turnover.desire_to_leave, (holder(0.55, 0.55) | {"respect_seen": 0.6}, USUAL, BASE), -1.9),
    (turnover.desire_to_leave, (holder(0.55, 0.55) | {"embedding": 0.9}, USUAL, BASE), -2.9),
    (turnover.desire_to_leave, (holder(0.55, 0.55), USUAL | {"recent_exits": 0.2}, BASE), -1.6),
    (turnover.desire_to_leave, (holder(0.55, 0.55), USUAL | {"labour_pull": 0.4}, BASE), -1.6),
    (turnover.desire_to_leave, (holder(0.55, 0.55), USUAL, BASE | {"labour_market": 0.4}), -1.6),
    (turnover.desire_to_leave, (holder(0.55, 0.55, 0.3), USUAL, BASE), -1.7),
    (turnover.exit_probability, (0.0, 1e5, 1, {}), 0.0185),
    (turnover.exit_probability, (0.0, 0.0, 1, {}), 0.0255),
    (turnover.exit_probability, (math.log(1 / 3), 1e5, 1, {"exit_exogenous": 0.01, "exit_top": 0.04}), 0.02),
    # Twelve weeks at once: twelve times the settled risk, and that of the first day in full.
    (turnover.exit_probability, (0.0, 0.0, 12, {}), 12 * 0.0255),
    # Of that no more than fades away: forty weeks at once hold 22 of it.
    (turnover.exit_probability, (-40.0, 0.0, 40, {}), 40 * 0.001 + 22 * 0.007),
    (turnover.recent_exits, (0.1, 0.1, {}), 0.185),
    (turnover.recent_exits, (0.1, 0.0, {}), 0.085),
    (referral.pull_of_colleague, ({"referred": 1.0}, {}), -0.4),
    (referral.pull_of_colleague, ({"referred": 0.0}, {}), 0.0),
    (hiring.interest, (0.5, 0.5, {}), 0.5),
    (hiring.interest, (1.0, 1.0, {}), E),
    (hiring.weeks_to_fill, (1.0, {}), 5.0),
    (hiring.weeks_to_fill, (0.5, {}), 8.0),
    (hiring.weeks_to_fill, (0.0, {}), 26.0),
    (hiring.weeks_to_fill, (1.0, {"vacancy_weeks": 3.0, "vacancy_least": 4.0}), 4.0),
    (hiring.applicants, (0.5, 1.0, {}), 5.0),
    (hiring.applicants, (1.0, 1.0, {}), 5 * E),
    (hiring.applicants, (0.5, 0.1, {}), 1.0),
    (hiring.best_of, (0.25, 2.0), 0.5),
    (hiring.best_of, (0.3, 1.0), 0.3),
    (hiring.hire_fit, (1.0, 0.0, 0.35), 0.35),
    (hiring.hire_fit, (0.0, 1.0, 0.6), 0.8),
    (hiring.hire_fit, (1.0, 5.0, 1.0), 1.0),
    (hiring.drawn_trait, (1.0, 0.0, AVERAGE), 0.634),
    (hiring.drawn_trait, (0.0, 1.0, AVERAGE | {"loading": 0.6}), 0.704),
    (hiring.drawn_trait, (9.0, 0.0, AVERAGE), 0.98),
    (hiring.drawn_trait, (-9.0, 0.0, AVERAGE), 0.02),
    (employer_brand.employer_brand, (0.5, {"job_satisfaction": 0.62, "affective_commitment": 0.6}, 0.0, {}), 0.5),
    (employer_brand.employer_brand, (0.5, {"job_satisfaction": 0.72, "affective_commitment": 0.6}, 0.0, {}), 0.501),
    (employer_brand.employer_brand, (0.5, {"job_satisfaction": 0.62, "affective_commitment": 0.6}, 0.1, {}), 0.502),
    # Money
    (money.purchases, (100, {"wanted": 0.5, "dropped": 4, "returned": 1}), 47.0),
    (money.payroll, (9, 1, {"weekly_pay": 1000.0}), 9800),
    (money.payroll, (9, 1, {"weekly_pay": 1000.0, "cover_paid": 0.0}), 9000),
    (money.profit, ({"revenue": 100, "payroll": 54, "programmes": 1, "replacement": 2},
                    {"margin": 0.8, "weekly_overhead": 16.0}), 7.0),
]  # fmt: skip


def hints(equation):
    """Type of each argument."""
    found = typing.get_type_hints(equation)
    return {name: found[name] for name in inspect.signature(equation).parameters}


def named(kind, values):
    """Named values of a kind; parameters that are not given are at their defaults, nothing else is made up."""
    defaults = DEFAULTS if kind.__name__ == "P" else kind._field_defaults
    return kind(**{name: defaults.get(name, math.nan) for name in kind._fields} | values)


def filled(equation, arguments):
    kinds = hints(equation).values()
    return [named(kind, one) if isinstance(one, dict) else one for kind, one in zip(kinds, arguments, strict=True)]


mechanisms()
EQUATIONS = [one for one in COMPILED if vars(one).get("equation") and one.__module__.startswith("imsim.")]
everywhere = every("equation", EQUATIONS)


@every("equation, arguments, by_hand", CASES)
def test_equation_gives_what_one_gets_by_hand(equation, arguments, by_hand):
    assert float(equation(*filled(equation, arguments))) == pytest.approx(float(by_hand), rel=1e-12, abs=1e-14)


@everywhere
def test_every_equation_has_a_case_done_by_hand(equation):
    assert any(case[0] is equation for case in CASES)


def stacked(values, shape=(-1,)):
    """Arguments of several cases as arrays; what counts turns stays a number."""
    first = values[0]
    if isinstance(first, tuple):
        return type(first)(*(stacked(column, shape) for column in zip(*values, strict=True)))
    return np.array([float(value) for value in values]).reshape(shape)


@everywhere
def test_an_array_gives_what_its_elements_give(equation):
    rows = [filled(equation, arguments) for one, arguments, _ in CASES if one is equation]
    counted = [max(row.pop() for row in rows)] if equation is communication.messages_heard else []
    one_by_one = [float(equation(*row, *counted)) for row in rows]
    together = equation(*(stacked(column) for column in zip(*rows, strict=True)), *counted)
    np.testing.assert_allclose(together, one_by_one, rtol=1e-13, atol=1e-15)
    block = equation(*(stacked(column, (-1, 1, 1)) for column in zip(*rows, strict=True)), *counted)
    np.testing.assert_array_equal(np.ravel(block), together)
    assert np.shape(block) == (len(rows), 1, 1)


def test_certain_messages_are_all_heard_and_impossible_ones_never():
    draw = np.linspace(0, 0.999, 50)
    np.testing.assert_array_equal(communication.messages_heard(draw, np.ones(50), 4, 4), 4)
    np.testing.assert_array_equal(communication.messages_heard(draw, np.zeros(50), 4, 4), 0)
    assert communication.messages_heard(0.3, 1.0, 2, 2) == 2
    assert communication.messages_heard(0.3, 0.0, 2, 2) == 0


# Docstrings


def opening(equation):
    return inspect.getdoc(equation).splitlines()[0]


def numbers_of(equation):
    head = re.match(r"((?:E\d+[a-z]?(?:-E?\d+[a-z]?)?(?:, )?)+)\. ", opening(equation))
    assert head, f"{equation.__name__} does not open with its number: {opening(equation)}"
    return set(numbers_in(head[1]))


def restates(equation):
    """Whether it only says where a newcomer stands."""
    move = vars(equation).get("update")
    return move is not None and move.phase == "welcome"


@everywhere
def test_docstring_opens_with_number_and_claim_and_ends_with_source_and_example(equation):
    text = inspect.getdoc(equation)
    assert numbers_of(equation)
    assert opening(equation).endswith((".", ")."))
    assert re.search(r"^Source: \S.*", text, re.M)
    assert restates(equation) or re.search(r"^Example:\n\s+>>> ", text, re.M)
    for name, kind in hints(equation).items():
        told = re.search(rf"^ +(\w+, )*{name}(, \w+)*: ", text.partition("Args:")[2], re.M)
        assert told or hasattr(kind, "_fields"), f"{name} is not explained"


def test_whatever_moves_employees_each_week_is_an_equation():
    silent = [f"{one.name}.{function.__name__}" for one in mechanisms() for function, _ in one.updates
              if vars(function)["equation"] is None]  # fmt: skip
    assert silent == []


def test_e1_to_e27_are_all_there():
    assert set().union(*map(numbers_of, EQUATIONS)) == set(range(1, 28))


# What no argument may break

UNIT = (0.0, 1.0)
DOMAINS = {
    "adstock": (0, 60), "peak": (5, 20), "message_adstock": (0, 60), "exposure": (0, 20), "exposure_sent": (0, 20),
    "peers_exposure": (0, 20), "claimed": (-5, 20), "claimed_sent": (-5, 20), "shared_claim": (-1, 2),
    "layers": (0, 8), "shock": (-0.2, 0.2), "noise": (-0.2, 0.2), "sharing": (0, 3), "contacts_exposure": (0, 20),
    "reward_reference": (0, 10), "tangible_utility": (0, 10), "belonging_added": (-1, 2),
    "recognised": (0, 10), "stake": (0, 10), "pay": (0, 10), "peers_pay": (0, 10), "pay_shortfall": (0, 10),
    "surplus": (-10, 10),
    "feedback": (0, 3), "valence": (-1, 1), "incentive_force": (-1, 1), "reward_valence": (-1, 1),
    "incentive_motivation": (-1, 1), "pressure_felt": (0, 3), "embedding": (0, 3), "desire": (-40, 10),
    "course": (0, 5), "voice": (0, 2), "added": (-1, 2), "customers": (0, 1e6), "capacity": (0, 3), "load": (0, 100),
    "score": (-6, 6), "signal": (-4, 4), "fit": (-4, 4), "quality": (-1, 2), "gap": (-2, 2), "felt": (-2, 3),
    "delighted": (0, 1e4), "let_down": (0, 1e4), "talk": (-50, 50), "advocacy": (-1, 1), "tenure_weeks": (0, 3000),
    "recent": (0, 7), "recent_exits": (0, 7), "labour_pull": (-1.5, 1.5), "exit_pull": (-2, 2),
    "logit": (-40, 10), "number": (1, 500), "supply": (0.1, 3), "pressure": (0, 3), "wish": UNIT, "cash": (0.05, 0.6),
    "wanted": (0, 100), "dropped": (0, 1e4), "returned": (0, 1e4), "revenue": (0, 1e9), "payroll": (0, 1e9),
    "programmes": (0, 1e9), "replacement": (0, 1e9), "draw": (1e-12, 1 - 1e-12), "sent": (0, 8), "sd": (0, 0.4),
    "performance_scale": (0.5, 3), "neutral_satisfaction": (0.4, 0.9), "caseload_rows": (1, 1e6),
    "pressed": (0, 5), "usual": (0.1, 1.5),
    "standard": (0.1, 1.5),
    "weekly_overhead": (0, 1e9), "claim_adstock": (-10, 10), "overclaim": (-0.5, 0.5), "novelty": (0, 5),
    "strategy_course": (0, 20), "leadership_course": (0, 20), "affect": (-1, 1), "event": (-2, 2), "spur": (0, 2),
    "stirred": (-1, 1), "colleagues_lost": (-0.1, 1), "mood": (-1, 1), "effort_shift": (-0.5, 0.5), "reminder": (0, 3),
    "quick_motivation": (-1, 1), "coached": (-0.3, 0.3), "joint_work": (0, 10),
}  # fmt: skip
# State, and parameters by another name, are shares where nothing else is said; some words are states in one place.
STATES = {
    communication.messages_heard: {"probability": (0.01, 0.99)}, hiring.hire_fit: {"noise": (-4, 4)},
    hiring.drawn_trait: {"noise": (-4, 4)}, trust.drawn_propensity: {"noise": (-4, 4)},
    leadership.drawn_leadership: {"noise": (-4, 4)}, coaching.drawn_coaching: {"noise": (-4, 4)},
    workload.standard: {"given": (0, 1.5)},
    customer_traits.inertia: {"drift": (0.1, 2)},
}  # fmt: skip
WITHIN_0_AND_1 = [
    communication.message_relevance, communication.message_reach, learning.knowledge, learning.learnable,
    learning.taught, learning.course_knowledge, coaching.drawn_coaching, fairness.loss_of_pay, fairness.sting,
    affective_events.usual_lift,
    learning.still_valid, trust.reality, trust.earned_trust, trust.management_trust, trust.first_trust,
    trust.drawn_propensity, understanding.told, understanding.made_void, understanding.understanding,
    leadership.leadership_taught, leadership.drawn_leadership, perception.felt_respect, rewards.own_motivation,
    strain.strain, attitude.adjustment, attitude.reward_driver, persuasion.message_driver, persuasion.message,
    motivation.motivation, motivation.first_motivation, perception.customer_feedback, satisfaction.job_satisfaction,
    satisfaction.first_satisfaction, commitment.commitment_target, commitment.affective_commitment,
    commitment.first_commitment, commitment.belonging_target, commitment.belonging, commitment.first_belonging,
    performance.ability_times_motivation, performance.ability_plus_motivation, performance.service_performance,
    performance.performance, performance.performance_quantity, internal_service.service_out,
    internal_service.agreed_service, internal_service.straightened, internal_suppliers.not_straightened,
    encounters.unusual_need, customer_satisfaction.customer_satisfaction,
    customer_satisfaction.expectation, loyalty.first_expectation,
    loyalty.churn_probability, word_of_mouth.reputation, loyalty.join_probability, hiring.best_of, hiring.drawn_trait,
    employer_brand.employer_brand,
]  # fmt: skip


def domain(equation, name, *, parameter=False):
    special = STATES.get(equation, {})
    if name in special:
        return special[name]
    if parameter and name in BY_NAME:
        return (BY_NAME[name].low, BY_NAME[name].high)
    return DOMAINS.get(name, UNIT)


def drawn_by(data, equation):
    """Arguments of an equation, each as an array of one; of named values those that it looks at."""
    looked_at = names_in(equation)

    def one(name, *, parameter=False):
        low, high = domain(equation, name, parameter=parameter)
        drawn = st.floats(low, high, allow_subnormal=False)
        return np.array([data.draw(st.sampled_from([low, high]) | drawn, label=name)], dtype=float)

    values = {}
    for name, kind in hints(equation).items():
        if hasattr(kind, "_fields"):
            fields = [field for field in kind._fields if field in looked_at]
            values[name] = kind(*(np.zeros(1),) * len(kind._fields))._replace(
                **{field: one(field, parameter=kind.__name__ == "P") for field in fields}
            )
        else:
            values[name] = one(name)
    return values | ({"most": 8} if "most" in values else {})


@everywhere
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_no_state_and_no_parameter_in_its_range_gives_nan_or_leaves_the_scale(equation, data):
    values = drawn_by(data, equation)
    for shares in SHARE_GROUPS.values():
        assume(sum(getattr(values.get("p"), share, 0) for share in shares) <= 1)
    if equation is rewards.own_motivation:
        # What controls is a part of what can be touched.
        rewarded = values["employee"]
        values["employee"] = rewarded._replace(
            controlled_utility=rewarded.controlled_utility * rewarded.tangible_utility
        )
    if equation is performance.performance:
        # Incentives cannot have bought more motivation than there is.
        worker = values["employee"]
        values["employee"] = worker._replace(incentive_motivation=worker.incentive_motivation * worker.motivation)
    if equation is internal_service.straightened:
        values["bent_mean"] = internal_service.bent(values["bent_mean"], values["p"])
    result = np.asarray(equation(**values), dtype=float)
    assert np.isfinite(result).all()
    if equation in WITHIN_0_AND_1:
        assert (result >= 0).all()
        assert (result <= 1 + 1e-12).all()


def test_a_name_that_nobody_gave_is_not_a_number():
    """An equation that looks at what a case by hand does not give would show."""
    kinds = [seen for one in mechanisms() for seen in one.seen.values() if hasattr(seen, "_fields")]
    read = [(seen, name) for seen in kinds for name, about, _ in declarations(seen) if about.kind == "read"]
    assert read
    assert all(math.isnan(seen._field_defaults[name]) for seen, name in read)


@settings(max_examples=40, deadline=None)
@given(probability=st.floats(0.02, 0.98), sent=st.integers(0, 7), spare=st.integers(0, 3))
def test_one_uniform_number_makes_the_messages_heard_binomial(probability, sent, spare):
    grid = (np.arange(40_000) + 0.5) / 40_000
    heard = communication.messages_heard(grid, probability, sent, sent + spare)
    shares = np.bincount(np.asarray(heard * np.ones_like(grid), dtype=int), minlength=8)[:8] / len(grid)
    # An interval of the unit line may gain or lose a grid point at each of its ends.
    np.testing.assert_allclose(shares, binom.pmf(np.arange(8), sent, probability), atol=2.0**7 / len(grid))


@settings(max_examples=60, deadline=None)
@given(able=st.floats(1e-6, 1), willing=st.floats(1e-6, 1), share=st.floats(0.1, 0.9), tiny=st.floats(1e-9, 1e-6))
def test_the_multiplicative_mean_is_the_limit_of_the_family_around_it(able, willing, share, tiny):
    low, middle, high = (
        performance.ability_times_motivation(able, willing, performance.P(knowledge_share=share, substitution=r))
        for r in (-tiny, 0.0, tiny)
    )
    assert low == pytest.approx(middle, rel=1e-3)
    assert high == pytest.approx(middle, rel=1e-3)


@settings(max_examples=60, deadline=None)
@given(
    services=st.lists(st.floats(0.05, 1), min_size=1, max_size=6),
    exponents=st.lists(st.floats(-6, -1e-3) | st.floats(1e-3, 1), min_size=2, max_size=2),
)
def test_the_weaker_the_link_counts_the_less_a_department_receives(services, exponents):
    def received(exponent):
        p = internal_service.P(weak_link=exponent)
        return float(internal_service.straightened(internal_service.bent(np.array(services), p).mean(), p))

    low, high = sorted(exponents)
    assert min(services) - 1e-9 <= received(low) <= received(high) + 1e-9 <= max(services) + 2e-9
    assert received(0.0) == pytest.approx(float(np.exp(np.mean(np.log(services)))))


@settings(max_examples=100, deadline=None)
@given(base=st.floats(0, 1e3, allow_subnormal=False), exponent=st.floats(-1, 6))
def test_a_power_does_not_depend_on_the_shape_it_is_taken_in(base, exponent):
    number = power(base, exponent)
    for shape in [(1,), (3, 1, 1), (2, 5, 7)]:
        assert (power(np.full(shape, base), exponent) == number).all()
        assert (power(np.full(shape, base), np.full(shape, exponent)) == number).all()
        assert (power(base, np.full(shape, exponent)) == number).all()
    if base > 1e-9:
        assert number == pytest.approx(base**exponent, rel=1e-12)


def test_a_paid_hour_costs_its_wage_and_what_is_paid_on_top():
    economy = Economy(wage=50_000, load_factor=1.4, revenue_per_employee=140_000, margin=0.8, overhead_share=0.16)
    assert economy.hour(2000) == pytest.approx(35)
