"""What happens within each person in a week: hearing, learning, trusting, feeling, performing.

Each step is a loop over the people of a lot that asks the equations and decides nothing, so that the processor takes
several people at once. What stands at a vacant desk is worked out with the rest and means nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from imsim.draws import numbered
from imsim.equations import attitudes, communication, learning, performance, rewards, trust
from imsim.kernels import called_by_kernels
from imsim.lots import any_above_zero, draw_noise, ends_of, lots_of
from imsim.state import State


class Effects(NamedTuple):
    """What programmes and events do to all posts this week; the names are those of `effects`, (posts,) each."""

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
def effects_on(page: Any, on_posts: Any) -> Effects:
    """The pages on which the effects on posts are."""
    return Effects(
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


@called_by_kernels
def live(run: State, week: int) -> None:
    """Everybody hears, learns, judges what is claimed, feels rewards, and adjusts attitudes (E1-E14)."""
    p, staff, room, streams, page = run.p, run.staff, run.room, run.streams, run.page
    effects, size = effects_on(page, run.on_posts), len(staff.occupied)
    trusting, moved = numbered(streams.trust, week), numbered(streams.motivation, week)
    pleased, bound = numbered(streams.satisfaction, week), numbered(streams.commitment, week)
    for lot in range(lots_of(size)):
        first, end = ends_of(lot, size)
        hear(staff, p, effects, run.effects, run.expected_claim, room, first, end)
        take_courses(staff, p, effects, page.course > 0, room, first, end)
        learn(staff, p, effects, run.effects, run.desks.professional, room, first, end)
        worry(staff, p, effects, page.uncertainty > 0, run.expected_claim, room, first, end)
        draw_noise(room.noise, p.trust_noise, trusting, first, end)
        judge_claims(staff, p, effects, run.expected_claim, room, first, end)
        feel_rewards(staff, p, run.rewards, run.tangible, run.appeal, room, first, end)
        heed_messages(staff, p, room, first, end)
        draw_noise(room.noise, p.motivation_noise, moved, first, end)
        be_motivated(staff, p, room, first, end)
        draw_noise(room.noise, p.satisfaction_noise, pleased, first, end)
        be_satisfied(staff, p, effects, room, first, end)
        draw_noise(room.noise, p.commitment_noise, bound, first, end)
        be_committed(staff, p, effects, room, first, end)


@called_by_kernels
def hear(staff: Any, p: Any, effects: Any, firm: Any, expected: Any, room: Any, first: Any, end: Any) -> None:
    """Hear messages and what contacts pass on, and let older ones fade (E1-E2, E4); note what they claim (E6)."""
    half_life = p.adstock_half_life
    for post in range(first, end):
        shared = communication.passed_on(firm.sharing, staff.peers_exposure[post])
        exposure = effects.exposure[post] + shared
        staff.exposure[post] = exposure
        staff.message_adstock[post] = communication.message_adstock(staff.message_adstock[post], exposure, half_life)
        # What contacts pass on carries the claim of the pull channels it came through.
        beyond = communication.passed_on(firm.shared_claim, staff.peers_exposure[post])
        room.claimed[post - first] = effects.claimed[post] + shared * expected[post] + beyond


@called_by_kernels
def take_courses(staff: Any, p: Any, effects: Any, given: bool, room: Any, first: Any, end: Any) -> None:
    """Note what this week's courses teach (E5)."""
    for post in range(first, end):
        room.taught[post - first] = 0.0
    if given:
        for post in range(first, end):
            knowledge = staff.knowledge[post] * (1 - effects.obsolete[post])
            room.taught[post - first] = learning.taught(knowledge, effects.course[post], p.course_gain)


@called_by_kernels
def learn(staff: Any, p: Any, effects: Any, firm: Any, professional: Any, room: Any, first: Any, end: Any) -> None:
    """Learn from work, courses and messages; forget what lies above the plateau (E5)."""
    for post in range(first, end):
        speed = p.learning_rate_professional if professional[post] > 0 else p.learning_rate
        staff.knowledge[post] = learning.knowledge(
            staff.knowledge[post] * (1 - effects.obsolete[post]),
            staff.knowledge_plateau[post],
            speed * (p.internal_recruit_speed if staff.internal_recruit[post] > 0 else 1.0),
            room.taught[post - first],
            staff.message_adstock[post],
            p.message_learning,
            p.message_saturation,
            p.message_headroom,
            p.forgetting,
            firm.retention * p.repository_retention,
        )


@called_by_kernels
def worry(staff: Any, p: Any, effects: Any, added: bool, expected: Any, room: Any, first: Any, end: Any) -> None:
    """Uncertainty about one's future comes with upheavals, and goes with time and honest messages (E7)."""
    if added or any_above_zero(staff.uncertainty, first, end):
        for post in range(first, end):
            overclaimed = room.claimed[post - first] - staff.exposure[post] * expected[post]
            honest = trust.honest_exposure(staff.exposure[post], overclaimed, p.overclaim_discount)
            staff.uncertainty[post] = trust.uncertainty(
                staff.uncertainty[post],
                honest,
                effects.uncertainty[post],
                p.uncertainty_half_life,
                p.uncertainty_relief,
            )


@called_by_kernels
def judge_claims(staff: Any, p: Any, effects: Any, expected: Any, room: Any, first: Any, end: Any) -> None:
    """Compare what is claimed with what is lived, and trust accordingly (E6-E7)."""
    for post in range(first, end):
        claimed, noise, exposure = room.claimed[post - first], room.noise[post - first], staff.exposure[post]
        voice = min(p.voice_untouched + effects.voice[post], 1.0)
        staff.management_trust[post] = trust.management_trust(
            staff.management_trust[post],
            trust.reality(staff.service_seen[post], voice, p.voice_weight),
            trust.claim_heard(claimed, exposure, expected[post], p.prior_claim_weight),
            exposure,
            p.insight,
            p.trust_anchor,
            p.trust_loss_aversion,
            p.trust_speed,
            p.prior_claim_weight,
            noise - effects.trust_shock[post],
            staff.uncertainty[post],
        )


@called_by_kernels
def feel_rewards(staff: Any, p: Any, given: Any, tangible: Any, appeal: Any, room: Any, first: Any, end: Any) -> None:
    """Get used to rewards, and feel controlled by some (E9-E10)."""
    if len(given) == 0 and not any_above_zero(staff.reward_reference, first, end):
        for post in range(first, end):
            staff.reward_valence[post], staff.own_motivation[post] = 0.0, staff.motivation_trait[post]
        return
    add_up_rewards(staff, given, tangible, appeal, room, first, end)
    for post in range(first, end):
        utility, felt, controlled = room.utility[post - first], room.tangible[post - first], room.controlled[post - first]
        staff.reward_reference[post] = rewards.reward_reference(
            staff.reward_reference[post], utility, p.habituation_speed
        )
        staff.reward_valence[post] = rewards.reward_valence(utility, staff.reward_reference[post], p.habituation)
        control = controlled / felt if felt > 0 else 0.0
        staff.own_motivation[post] = rewards.own_motivation(
            staff.motivation_trait[post], p.crowding_out, control, felt
        )


@called_by_kernels
def add_up_rewards(staff: Any, given: Any, tangible: Any, appeal: Any, room: Any, first: Any, end: Any) -> None:
    """Sum what a person gets, as it appeals to this person: all of it, what of it is tangible, and what controls."""
    for post in range(first, end):
        utility, felt, controlled = 0.0, 0.0, 0.0
        for kind in range(len(given)):
            wish = appeal[kind, staff.taste[post]]
            amount = wish * given[kind, 0, post]
            utility += amount
            if tangible[kind]:
                felt += amount
                controlled += wish * given[kind, 1, post]
        room.utility[post - first], room.tangible[post - first], room.controlled[post - first] = utility, felt, controlled


@called_by_kernels
def heed_messages(staff: Any, p: Any, room: Any, first: Any, end: Any) -> None:
    """Note how far messages move those who attend and trust (E3, E11)."""
    for post in range(first, end):
        room.message[post - first] = p.message_floor
    if any_above_zero(staff.message_adstock, first, end):
        for post in range(first, end):
            attention = communication.attention(staff.message_adstock[post], p.wearout_peak)
            room.message[post - first] = attitudes.message_driver(
                attention, staff.management_trust[post], p.message_floor, p.trust_anchor, p.trust_turning_point
            )


@called_by_kernels
def be_motivated(staff: Any, p: Any, room: Any, first: Any, end: Any) -> None:
    """Motivation moves toward its drivers; what rewards bought of it is kept apart (E11)."""
    for post in range(first, end):
        target = attitudes.motivation_target(
            staff.own_motivation[post],
            room.message[post - first],
            attitudes.reward_driver(staff.reward_valence[post], p.reward_floor_motivation),
            staff.job_satisfaction[post],
            staff.leader_motivation[post],
            staff.peers_motivation[post],
            p.motivation_message,
            p.motivation_reward,
            p.motivation_satisfaction,
            p.motivation_leader,
            p.motivation_peers,
        )
        staff.incentive_motivation[post] = attitudes.incentive_motivation(
            staff.incentive_motivation[post],
            staff.reward_valence[post],
            p.motivation_speed,
            p.motivation_reward,
            p.reward_floor_motivation,
        )
        staff.motivation[post] = attitudes.adjustment(
            staff.motivation[post], target, p.motivation_speed, room.noise[post - first]
        )


@called_by_kernels
def be_satisfied(staff: Any, p: Any, effects: Any, room: Any, first: Any, end: Any) -> None:
    """Job satisfaction moves toward its drivers (E12)."""
    for post in range(first, end):
        target = attitudes.satisfaction_target(
            min(staff.disposition[post] + effects.job_quality[post], 1.0),
            staff.service_seen[post],
            staff.respect_seen[post],
            attitudes.reward_driver(staff.reward_valence[post], p.reward_floor_satisfaction),
            staff.management_trust[post],
            staff.customers_seen[post],
            staff.peers_satisfaction[post],
            p.satisfaction_service,
            p.satisfaction_respect,
            p.satisfaction_reward,
            p.satisfaction_trust,
            p.satisfaction_customers,
            p.satisfaction_peers,
        )
        staff.job_satisfaction[post] = attitudes.adjustment(
            staff.job_satisfaction[post], target, p.satisfaction_speed, room.noise[post - first]
        )


@called_by_kernels
def be_committed(staff: Any, p: Any, effects: Any, room: Any, first: Any, end: Any) -> None:
    """Belonging and commitment move toward their drivers (E13-E14)."""
    for post in range(first, end):
        belonging = attitudes.adjustment(
            staff.belonging[post],
            attitudes.belonging_target(p.belonging_anchor, effects.belonging[post]),
            p.belonging_speed,
            0.0,
        )
        staff.belonging[post] = belonging
        target = attitudes.commitment_target(
            staff.job_satisfaction[post],
            staff.management_trust[post],
            belonging,
            p.commitment_trust,
            p.commitment_belonging,
        )
        staff.affective_commitment[post] = attitudes.adjustment(
            staff.affective_commitment[post], target, p.commitment_speed, room.noise[post - first]
        )


@called_by_kernels
def perform(run: State, _week: int) -> None:
    """Perform as able, willing and enabled as one is; departments add up what their people do (E15-E16)."""
    staff, page = run.staff, run.page
    size = len(staff.occupied)
    for lot in range(lots_of(size)):
        first, end = ends_of(lot, size)
        do_the_job(staff, run.p, run.on_posts[page.technology], first, end)
        if any_above_zero(staff.incentive_motivation, first, end):
            mind_quality(staff, run.p, run.on_posts[page.technology], first, end)
    away, helping = run.on_posts[page.hours_away], run.on_posts[page.extra_hands]
    for number in range(len(run.departments)):
        present, performed, hands = 0.0, 0.0, 0.0
        for post in range(run.units[number].first, run.units[number].end):
            there = 1.0 * staff.occupied[post]
            present += there
            performed += there * staff.performance[post]
            hands += there * (1 - min(away[post], 1.0) + helping[post])
        unit = run.departments[number]
        unit.present, unit.performed, unit.hands = present, performed, hands


@called_by_kernels
def do_the_job(staff: Any, p: Any, technology: Any, first: Any, end: Any) -> None:
    """Service performance in quantity, and in quality where no incentive divides the two."""
    share, substitution = p.knowledge_share, p.substitution
    for post in range(first, end):
        enabled = performance.opportunity(staff.service_seen[post], p.opportunity_floor, technology[post])
        able = performance.ability_times_motivation(staff.knowledge[post], staff.motivation[post], share, substitution)
        performed = performance.service_performance(enabled, able, p.performance_scale)
        staff.performance[post], staff.performance_quantity[post] = performed, performed


@called_by_kernels
def mind_quality(staff: Any, p: Any, technology: Any, first: Any, end: Any) -> None:
    """Incentives buy quantity rather than quality."""
    share, substitution = p.knowledge_share, p.substitution
    for post in range(first, end):
        enabled = performance.opportunity(staff.service_seen[post], p.opportunity_floor, technology[post])
        willing = performance.quality_motivation(
            staff.motivation[post], staff.incentive_motivation[post], p.incentive_quality
        )
        able = performance.ability_times_motivation(staff.knowledge[post], willing, share, substitution)
        staff.performance[post] = performance.service_performance(enabled, able, p.performance_scale)
