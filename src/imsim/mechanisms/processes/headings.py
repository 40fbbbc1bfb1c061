"""Where a person's attitudes are heading and what this person performs: asked weekly, and of a newcomer at once."""

from __future__ import annotations

from typing import Any

from imsim.engine.machine_code import called_by_kernels
from imsim.engine.workforce import (
    BELONGING,
    CUSTOMERS_SEEN,
    JOB_SATISFACTION,
    KNOWLEDGE,
    LEADER_MOTIVATION,
    MANAGEMENT_TRUST,
    OWN_MOTIVATION,
    PEERS_MOTIVATION,
    PEERS_SATISFACTION,
    RESPECT_SEEN,
    REWARD_VALENCE,
    SERVICE_SEEN,
)
from imsim.mechanisms.equations import attitudes, performance


@called_by_kernels
def motivation_ahead(people: Any, post: Any, p: Any, message: Any) -> Any:
    """Target of motivation, given how far messages move the person (E11)."""
    return attitudes.motivation_target(
        people[OWN_MOTIVATION, post],
        message,
        attitudes.reward_driver(people[REWARD_VALENCE, post], p.reward_floor_motivation),
        people[JOB_SATISFACTION, post],
        people[LEADER_MOTIVATION, post],
        people[PEERS_MOTIVATION, post],
        p.motivation_message,
        p.motivation_reward,
        p.motivation_satisfaction,
        p.motivation_leader,
        p.motivation_peers,
    )


@called_by_kernels
def satisfaction_ahead(people: Any, post: Any, p: Any, disposition: Any) -> Any:
    """Target of job satisfaction, given how content this person would be in this job anywhere (E12)."""
    return attitudes.satisfaction_target(
        disposition,
        people[SERVICE_SEEN, post],
        people[RESPECT_SEEN, post],
        attitudes.reward_driver(people[REWARD_VALENCE, post], p.reward_floor_satisfaction),
        people[MANAGEMENT_TRUST, post],
        people[CUSTOMERS_SEEN, post],
        people[PEERS_SATISFACTION, post],
        p.satisfaction_service,
        p.satisfaction_respect,
        p.satisfaction_reward,
        p.satisfaction_trust,
        p.satisfaction_customers,
        p.satisfaction_peers,
    )


@called_by_kernels
def commitment_ahead(people: Any, post: Any, p: Any) -> Any:
    """Target of affective commitment (E13)."""
    return attitudes.commitment_target(
        people[JOB_SATISFACTION, post],
        people[MANAGEMENT_TRUST, post],
        people[BELONGING, post],
        p.commitment_trust,
        p.commitment_belonging,
    )


@called_by_kernels
def work_done(
    people: Any, post: Any, p: Any, motivation: Any, technology: Any, knowledge_share: Any, substitution: Any
) -> Any:
    """Service performance with so much motivation and such tools (E15-E16)."""
    enabled = performance.opportunity(people[SERVICE_SEEN, post], p.opportunity_floor, technology)
    able = performance.ability_times_motivation(people[KNOWLEDGE, post], motivation, knowledge_share, substitution)
    return performance.service_performance(enabled, able, p.performance_scale)
