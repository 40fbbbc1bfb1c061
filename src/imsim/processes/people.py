"""What happens within each person in a week: hearing, learning, trusting, feeling, performing."""

from __future__ import annotations

from typing import Any, NamedTuple

from imsim.draws import normal, numbered
from imsim.equations import attitudes, communication, learning, performance, rewards, trust
from imsim.kernels import called_by_kernels
from imsim.state import State


class Effects(NamedTuple):
    """What programmes and events do this week to all posts, or to one; the names are those of `effects`."""

    exposure: Any
    claimed: Any
    course: Any
    obsolete: Any
    voice: Any
    uncertainty: Any
    trust_shock: Any
    job_quality: Any
    belonging: Any


@called_by_kernels
def effects_on(effects: Effects, post: int) -> Effects:
    """The effects on the person at a post."""
    return Effects(
        effects.exposure[post],
        effects.claimed[post],
        effects.course[post],
        effects.obsolete[post],
        effects.voice[post],
        effects.uncertainty[post],
        effects.trust_shock[post],
        effects.job_quality[post],
        effects.belonging[post],
    )


@called_by_kernels
def live(run: State, week: int) -> None:
    """Everybody present hears, learns, judges what is claimed, feels rewards, and adjusts attitudes (E1-E14)."""
    p, firm, streams = run.p, run.effects, run.streams
    trusting, moved = numbered(streams.trust, week), numbered(streams.motivation, week)
    pleased, bound = numbered(streams.satisfaction, week), numbered(streams.commitment, week)
    page, on_posts = run.page, run.on_posts
    on_all = Effects(
        on_posts[page.exposure],
        on_posts[page.claimed],
        on_posts[page.course],
        on_posts[page.obsolete],
        on_posts[page.voice],
        on_posts[page.uncertainty],
        on_posts[page.trust_shock],
        on_posts[page.job_quality],
        on_posts[page.belonging],
    )
    for post in range(len(run.staff)):
        person = run.staff[post]
        if person.occupied:
            number = run.desks[post].department
            department = run.departments[number]
            effects = effects_on(on_all, post)
            claimed = hear(person, p, effects, firm, department.expected_claim)
            learn(person, p, effects, firm, run.units[number].professional > 0)
            judge_claims(person, p, effects, department, claimed, p.trust_noise * normal(trusting, post))
            utility, tangible, controlled = 0.0, 0.0, 0.0
            for kind in range(len(run.rewards)):
                appeal = run.appeal[kind, person.taste]
                amount = appeal * run.rewards[kind, 0, post]
                utility += amount
                if run.tangible[kind]:
                    tangible += amount
                    controlled += appeal * run.rewards[kind, 1, post]
            feel_rewards(person, p, utility, tangible, controlled)
            be_motivated(person, p, p.motivation_noise * normal(moved, post))
            be_satisfied(person, p, effects, department, p.satisfaction_noise * normal(pleased, post))
            be_committed(person, p, effects, p.commitment_noise * normal(bound, post))


@called_by_kernels
def hear(person: Any, p: Any, effects: Any, firm: Any, expected_claim: Any) -> Any:
    """Hear messages and what contacts pass on, and let older ones fade (E1-E2, E4); gives what they claim (E6)."""
    person.exposure = effects.exposure + communication.passed_on(firm.sharing, person.peers_exposure)
    if person.message_adstock > 0:
        person.message_adstock = communication.message_adstock(
            person.message_adstock, person.exposure, p.adstock_half_life
        )
    else:
        person.message_adstock = person.exposure
    # What contacts pass on carries the claim of the pull channels it came through.
    shared = communication.passed_on(firm.sharing, person.peers_exposure) * expected_claim
    return effects.claimed + shared + communication.passed_on(firm.shared_claim, person.peers_exposure)


@called_by_kernels
def learn(person: Any, p: Any, effects: Any, firm: Any, professional: bool) -> None:
    """Learn from work, courses and messages; forget what lies above the plateau (E5)."""
    speed = p.learning_rate_professional if professional else p.learning_rate
    knowledge = person.knowledge * (1 - effects.obsolete)
    person.knowledge = learning.knowledge(
        knowledge,
        person.knowledge_plateau,
        speed * (p.internal_recruit_speed if person.internal_recruit > 0 else 1.0),
        learning.taught(knowledge, effects.course, p.course_gain) if effects.course > 0 else 0.0,
        person.message_adstock,
        p.message_learning,
        p.message_saturation,
        p.message_headroom,
        p.forgetting,
        firm.retention * p.repository_retention,
    )


@called_by_kernels
def judge_claims(person: Any, p: Any, effects: Any, department: Any, claimed: Any, noise: Any) -> None:
    """Compare what is claimed with what is lived, and trust accordingly (E6-E7)."""
    expected = department.expected_claim
    if person.uncertainty > 0 or effects.uncertainty > 0:
        honest = trust.honest_exposure(person.exposure, claimed - person.exposure * expected, p.overclaim_discount)
        person.uncertainty = trust.uncertainty(
            person.uncertainty, honest, effects.uncertainty, p.uncertainty_half_life, p.uncertainty_relief
        )
    voice = min(p.voice_untouched + effects.voice, 1.0)
    person.management_trust = trust.management_trust(
        person.management_trust,
        trust.reality(department.service_seen, voice, p.voice_weight),
        trust.claim_heard(claimed, person.exposure, expected, p.prior_claim_weight),
        person.exposure,
        p.insight,
        p.trust_anchor,
        p.trust_loss_aversion,
        p.trust_speed,
        p.prior_claim_weight,
        noise - effects.trust_shock,
        person.uncertainty,
    )


@called_by_kernels
def feel_rewards(person: Any, p: Any, utility: Any, tangible: Any, controlled: Any) -> None:
    """Get used to rewards, and feel controlled by some (E9-E10)."""
    person.reward_valence = 0.0
    if utility > 0 or person.reward_reference > 0:
        person.reward_reference = rewards.reward_reference(person.reward_reference, utility, p.habituation_speed)
        person.reward_valence = rewards.reward_valence(utility, person.reward_reference, p.habituation)
    control = controlled / tangible if tangible > 0 else 0.0
    person.own_motivation = rewards.own_motivation(person.motivation_trait, p.crowding_out, control, tangible)


@called_by_kernels
def be_motivated(person: Any, p: Any, noise: Any) -> None:
    """Motivation moves toward its drivers; what rewards bought of it is kept apart (E3, E11)."""
    message = p.message_floor
    if person.message_adstock > 0:
        attention = communication.attention(person.message_adstock, p.wearout_peak)
        message = attitudes.message_driver(
            attention, person.management_trust, p.message_floor, p.trust_anchor, p.trust_turning_point
        )
    target = attitudes.motivation_target(
        person.own_motivation,
        message,
        attitudes.reward_driver(person.reward_valence, p.reward_floor_motivation),
        person.job_satisfaction,
        person.leader_motivation,
        person.peers_motivation,
        p.motivation_message,
        p.motivation_reward,
        p.motivation_satisfaction,
        p.motivation_leader,
        p.motivation_peers,
    )
    person.incentive_motivation = attitudes.incentive_motivation(
        person.incentive_motivation,
        person.reward_valence,
        p.motivation_speed,
        p.motivation_reward,
        p.reward_floor_motivation,
    )
    person.motivation = attitudes.adjustment(person.motivation, target, p.motivation_speed, noise)


@called_by_kernels
def be_satisfied(person: Any, p: Any, effects: Any, department: Any, noise: Any) -> None:
    """Job satisfaction moves toward its drivers (E12)."""
    target = attitudes.satisfaction_target(
        min(person.disposition + effects.job_quality, 1.0),
        department.service_seen,
        department.respect_seen,
        attitudes.reward_driver(person.reward_valence, p.reward_floor_satisfaction),
        person.management_trust,
        department.customers_seen,
        person.peers_satisfaction,
        p.satisfaction_service,
        p.satisfaction_respect,
        p.satisfaction_reward,
        p.satisfaction_trust,
        p.satisfaction_customers,
        p.satisfaction_peers,
    )
    person.job_satisfaction = attitudes.adjustment(person.job_satisfaction, target, p.satisfaction_speed, noise)


@called_by_kernels
def be_committed(person: Any, p: Any, effects: Any, noise: Any) -> None:
    """Belonging and commitment move toward their drivers (E13-E14)."""
    belonging = attitudes.belonging_target(p.belonging_anchor, effects.belonging)
    person.belonging = attitudes.adjustment(person.belonging, belonging, p.belonging_speed, 0.0)
    target = attitudes.commitment_target(
        person.job_satisfaction, person.management_trust, person.belonging, p.commitment_trust, p.commitment_belonging
    )
    person.affective_commitment = attitudes.adjustment(person.affective_commitment, target, p.commitment_speed, noise)


@called_by_kernels
def perform(run: State, _week: int) -> None:
    """Perform as able, willing and enabled as one is; departments add up what their people do (E15-E16)."""
    p, page = run.p, run.page
    for unit in run.departments:
        unit.present, unit.performed, unit.hands = 0.0, 0.0, 0.0
    for post in range(len(run.staff)):
        person = run.staff[post]
        if person.occupied:
            unit = run.departments[run.desks[post].department]
            do_the_job(person, p, unit.service_seen, run.on_posts[page.technology, post])
            away = min(run.on_posts[page.hours_away, post], 1.0)
            unit.present += 1.0
            unit.performed += person.performance
            unit.hands += 1 - away + run.on_posts[page.extra_hands, post]


@called_by_kernels
def do_the_job(person: Any, p: Any, service: Any, technology: Any) -> None:
    """Service performance in quality and in quantity; incentives buy the second rather than the first."""
    enabled = performance.opportunity(service, p.opportunity_floor, technology)
    quantity = performance.ability_times_motivation(
        person.knowledge, person.motivation, p.knowledge_share, p.substitution
    )
    quality = quantity
    if person.incentive_motivation > 0:
        willing = performance.quality_motivation(person.motivation, person.incentive_motivation, p.incentive_quality)
        quality = performance.ability_times_motivation(person.knowledge, willing, p.knowledge_share, p.substitution)
    person.performance = performance.service_performance(enabled, quality, p.performance_scale)
    person.performance_quantity = performance.service_performance(enabled, quantity, p.performance_scale)
