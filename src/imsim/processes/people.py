"""What happens within each person in a week: hearing, learning, trusting, feeling, performing."""

from __future__ import annotations

from typing import Any

import numpy as np

from imsim.company import Company
from imsim.equations import attitudes, communication, learning, performance, rewards, trust


def hear(company: Company) -> None:
    """Hear messages, pass them on, and let older ones fade (E1-E2, E4)."""
    staff, p, effects = company.staff, company.parameters, company.effects
    shared = communication.passed_on(effects.sharing, company.surroundings.peers_exposure)
    staff.exposure = (effects.exposure + shared) * staff.occupied
    staff.message_adstock = communication.message_adstock(staff.message_adstock, staff.exposure, p.adstock_half_life)


def learn(company: Company) -> None:
    """Learn from work, courses and messages; forget what lies above the plateau (E5)."""
    staff, p, effects = company.staff, company.parameters, company.effects
    staff.knowledge = learning.knowledge(
        staff.knowledge * (1 - effects.obsolete),
        staff.knowledge_plateau,
        company.learning_rate * np.where(staff.internal_recruit > 0, p.internal_recruit_speed, 1),
        effects.course * staff.occupied,
        p.course_gain,
        staff.message_adstock,
        p.message_learning,
        p.message_saturation,
        p.message_headroom,
        p.forgetting,
        effects.retention * p.repository_retention,
    )


def judge_claims(company: Company) -> None:
    """Compare what is claimed with what is lived, and trust accordingly (E6-E7)."""
    staff, p, effects = company.staff, company.parameters, company.effects
    voice = np.minimum(p.voice_untouched + effects.voice, 1)
    # What contacts pass on carries the claim of the pull channels it came through.
    shared = communication.passed_on(effects.sharing, company.surroundings.peers_exposure) * company.expected_claim
    overclaimed = communication.passed_on(effects.shared_claim, company.surroundings.peers_exposure)
    claimed = (effects.claimed + shared + overclaimed) * staff.occupied
    beyond = claimed - staff.exposure * company.expected_claim
    staff.uncertainty = trust.uncertainty(
        staff.uncertainty,
        trust.honest_exposure(staff.exposure, beyond, p.overclaim_discount),
        effects.uncertainty,
        p.uncertainty_half_life,
        p.uncertainty_relief,
    )
    noise = company.chance.normal("trust", company.week, company.organisation.posts)
    staff.management_trust = trust.management_trust(
        staff.management_trust,
        trust.reality(company.surroundings.service, voice, p.voice_weight),
        trust.claim_heard(claimed, staff.exposure, company.expected_claim, p.prior_claim_weight),
        staff.exposure,
        p.insight,
        p.trust_anchor,
        p.trust_loss_aversion,
        p.trust_speed,
        p.prior_claim_weight,
        p.trust_noise * noise - effects.trust_shock,
        staff.uncertainty,
    )


def feel_rewards(company: Company) -> None:
    """Value rewards by one's own wishes, get used to them, and feel controlled by some (E8-E10)."""
    staff, p = company.staff, company.parameters
    utility: Any = 0.0
    tangible: Any = 0.0
    controlled: Any = 0.0
    for kind, (amount, control) in sorted(company.effects.rewards.items()):
        appeal = rewards.reward_appeal(company.preferences(kind), p.preference_cash, p.preference_compression)
        utility = utility + appeal * amount * staff.occupied
        if kind != "recognition":
            tangible = tangible + appeal * amount * staff.occupied
            controlled = controlled + appeal * control * staff.occupied
    staff.reward_reference = rewards.reward_reference(staff.reward_reference, utility, p.habituation_speed)
    staff.reward_valence = rewards.reward_valence(utility, staff.reward_reference, p.habituation)
    control = controlled / np.where(tangible > 0, tangible, 1)
    staff.own_motivation = rewards.own_motivation(staff.motivation_trait, p.crowding_out, control, tangible)


def adjust_attitudes(company: Company) -> None:
    """Motivation, job satisfaction, belonging and commitment move toward their drivers (E3, E11-E14)."""
    staff, p = company.staff, company.parameters
    posts, week, chance = company.organisation.posts, company.week, company.chance
    motivated = motivation_target(company)
    staff.incentive_motivation = attitudes.incentive_motivation(
        staff.incentive_motivation,
        staff.reward_valence,
        p.motivation_speed,
        p.motivation_reward,
        p.reward_floor_motivation,
    )
    staff.motivation = attitudes.adjustment(
        staff.motivation, motivated, p.motivation_speed, p.motivation_noise * chance.normal("motivation", week, posts)
    )
    staff.job_satisfaction = attitudes.adjustment(
        staff.job_satisfaction,
        satisfaction_target(company),
        p.satisfaction_speed,
        p.satisfaction_noise * chance.normal("satisfaction", week, posts),
    )
    staff.belonging = attitudes.adjustment(
        staff.belonging,
        attitudes.belonging_target(p.belonging_anchor, company.effects.belonging * staff.occupied),
        p.belonging_speed,
    )
    staff.affective_commitment = attitudes.adjustment(
        staff.affective_commitment,
        attitudes.commitment_target(
            staff.job_satisfaction, staff.management_trust, staff.belonging, p.commitment_trust, p.commitment_belonging
        ),
        p.commitment_speed,
        p.commitment_noise * chance.normal("commitment", week, posts),
    )


def motivation_target(company: Company) -> Any:
    """Where each person's motivation is heading (E3, E11), shape (cases, replicates, posts)."""
    staff, p, around = company.staff, company.parameters, company.surroundings
    message = attitudes.message_driver(
        communication.attention(staff.message_adstock, p.wearout_peak),
        staff.management_trust,
        p.message_floor,
        p.trust_anchor,
        p.trust_turning_point,
    )
    return attitudes.motivation_target(
        staff.own_motivation,
        message,
        attitudes.reward_driver(staff.reward_valence, p.reward_floor_motivation),
        staff.job_satisfaction,
        around.leader_motivation,
        around.peers_motivation,
        p.motivation_message,
        p.motivation_reward,
        p.motivation_satisfaction,
        p.motivation_leader,
        p.motivation_peers,
    )


def satisfaction_target(company: Company) -> Any:
    """Where each person's job satisfaction is heading (E12), shape (cases, replicates, posts)."""
    staff, p, around = company.staff, company.parameters, company.surroundings
    return attitudes.satisfaction_target(
        np.minimum(staff.disposition + company.effects.job_quality, 1),
        around.service,
        around.respect,
        attitudes.reward_driver(staff.reward_valence, p.reward_floor_satisfaction),
        staff.management_trust,
        around.customers,
        around.peers_satisfaction,
        p.satisfaction_service,
        p.satisfaction_respect,
        p.satisfaction_reward,
        p.satisfaction_trust,
        p.satisfaction_customers,
        p.satisfaction_peers,
    )


def perform(company: Company) -> None:
    """Perform as able, willing and enabled as one is (E15-E16)."""
    staff, p = company.staff, company.parameters
    enabled = performance.opportunity(company.surroundings.service, p.opportunity_floor, company.effects.technology)
    scale = company.reference.performance_scale
    willing = performance.quality_motivation(staff.motivation, staff.incentive_motivation, p.incentive_quality)
    quality = performance.ability_times_motivation(staff.knowledge, willing, p.knowledge_share, p.substitution)
    quantity = performance.ability_times_motivation(
        staff.knowledge, staff.motivation, p.knowledge_share, p.substitution
    )
    staff.performance = performance.service_performance(enabled, quality, scale)
    staff.performance_quantity = performance.service_performance(enabled, quantity, scale)
