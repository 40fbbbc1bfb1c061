"""What happens within each person in a week: hearing, learning, trusting, feeling.

Each step is a loop over the people of a lot that asks the equations and decides nothing, so that the processor takes
several people at once. What stands at a vacant desk is worked out with the rest and means nothing.
"""

from __future__ import annotations

from typing import Any

from imsim.engine.batches import any_above_zero, draw_noise, ends_of, lots_of
from imsim.engine.machine_code import called_by_kernels, written_into_kernels
from imsim.engine.rng import numbered
from imsim.engine.state import CLAIMED, CONTROLLED, MESSAGE, NOISE, TANGIBLE, TAUGHT, UTILITY, State
from imsim.engine.workforce import (
    AFFECTIVE_COMMITMENT,
    BELONGING,
    DISPOSITION,
    EXPOSURE,
    INCENTIVE_MOTIVATION,
    INTERNAL_RECRUIT,
    JOB_SATISFACTION,
    KNOWLEDGE,
    KNOWLEDGE_PLATEAU,
    MANAGEMENT_TRUST,
    MESSAGE_ADSTOCK,
    MOTIVATION,
    MOTIVATION_TRAIT,
    OWN_MOTIVATION,
    PEERS_EXPOSURE,
    REWARD_REFERENCE,
    REWARD_VALENCE,
    SERVICE_SEEN,
    TASTE,
    UNCERTAINTY,
)
from imsim.mechanisms.equations import attitudes, communication, learning, rewards, trust
from imsim.mechanisms.processes.headings import commitment_ahead, motivation_ahead, satisfaction_ahead


@written_into_kernels
def live(run: State, week: int) -> None:
    """Everybody hears, learns, judges what is claimed, feels rewards, and adjusts attitudes (E1-E14)."""
    p, people, notes, streams, size = run.p, run.staff.numbers, run.notes, run.streams, run.staff.flags.shape[1]
    page, effects, expected = run.page, run.on_posts, run.expected_claim
    trusting, moved = numbered(streams.trust, week), numbered(streams.motivation, week)
    pleased, bound = numbered(streams.satisfaction, week), numbered(streams.commitment, week)
    for lot in range(lots_of(size)):
        first, end = ends_of(lot, 0, size)
        hear(people, p, run.effects, effects[page.exposure], effects[page.claimed], expected, notes, first, end)
        take_courses(people, p, effects[page.obsolete], effects[page.course], page.course > 0, notes, first, end)
        learn(people, p, run.effects, run.desks.professional, notes, first, end)
        worry(people, p, effects[page.uncertainty], page.uncertainty > 0, expected, notes, first, end)
        draw_noise(notes[NOISE], p.trust_noise, trusting, first, end)
        judge_claims(people, p, effects[page.voice], effects[page.trust_shock], expected, notes, first, end)
        feel_rewards(people, p, run.rewards, run.tangible, run.appeal, run.staff.counts[TASTE], notes, first, end)
        heed_messages(people, p, notes, first, end)
        draw_noise(notes[NOISE], p.motivation_noise, moved, first, end)
        be_motivated(people, p, notes, first, end)
        draw_noise(notes[NOISE], p.satisfaction_noise, pleased, first, end)
        be_satisfied(people, p, effects[page.job_quality], notes, first, end)
        draw_noise(notes[NOISE], p.commitment_noise, bound, first, end)
        be_committed(people, p, effects[page.belonging], notes, first, end)


@called_by_kernels
def hear(
    people: Any, p: Any, firm: Any, sent: Any, claimed: Any, expected: Any, notes: Any, first: Any, end: Any
) -> None:
    """Hear messages and what contacts pass on, and let older ones fade (E1-E2, E4); note what they claim (E6)."""
    # Read before the loop, so that the compiler sees that what is made of it is the same for all.
    half_life = p.adstock_half_life
    for post in range(first, end):
        shared = communication.passed_on(firm.sharing, people[PEERS_EXPOSURE, post])
        exposure = sent[post] + shared
        people[EXPOSURE, post] = exposure
        people[MESSAGE_ADSTOCK, post] = communication.message_adstock(
            people[MESSAGE_ADSTOCK, post], exposure, half_life
        )
        # What contacts pass on carries the claim of the pull channels it came through.
        beyond = communication.passed_on(firm.shared_claim, people[PEERS_EXPOSURE, post])
        notes[CLAIMED, post - first] = claimed[post] + shared * expected[post] + beyond


@called_by_kernels
def take_courses(
    people: Any, p: Any, obsolete: Any, courses: Any, given: bool, notes: Any, first: Any, end: Any
) -> None:
    """Some knowledge is of no use any more; note what this week's courses teach (E5)."""
    course_gain = p.course_gain
    for post in range(first, end):
        people[KNOWLEDGE, post] *= 1 - obsolete[post]
        notes[TAUGHT, post - first] = 0.0
    if given:
        for post in range(first, end):
            notes[TAUGHT, post - first] = learning.taught(people[KNOWLEDGE, post], courses[post], course_gain)


@called_by_kernels
def learn(people: Any, p: Any, firm: Any, professional: Any, notes: Any, first: Any, end: Any) -> None:
    """Learn from work, courses and messages; forget what lies above the plateau (E5)."""
    for post in range(first, end):
        speed = p.learning_rate_professional if professional[post] > 0 else p.learning_rate
        people[KNOWLEDGE, post] = learning.knowledge(
            people[KNOWLEDGE, post],
            people[KNOWLEDGE_PLATEAU, post],
            speed * (p.internal_recruit_speed if people[INTERNAL_RECRUIT, post] > 0 else 1.0),
            notes[TAUGHT, post - first],
            people[MESSAGE_ADSTOCK, post],
            p.message_learning,
            p.message_saturation,
            p.message_headroom,
            p.forgetting,
            firm.retention * p.repository_retention,
        )


@called_by_kernels
def worry(people: Any, p: Any, shock: Any, shaken: bool, expected: Any, notes: Any, first: Any, end: Any) -> None:
    """Uncertainty about one's future comes with upheavals, and goes with time and honest messages (E7)."""
    if shaken or any_above_zero(people[UNCERTAINTY], first, end):
        for post in range(first, end):
            overclaimed = notes[CLAIMED, post - first] - people[EXPOSURE, post] * expected[post]
            honest = trust.honest_exposure(people[EXPOSURE, post], overclaimed, p.overclaim_discount)
            people[UNCERTAINTY, post] = trust.uncertainty(
                people[UNCERTAINTY, post],
                honest,
                shock[post],
                p.uncertainty_half_life,
                p.uncertainty_relief,
            )


@called_by_kernels
def judge_claims(people: Any, p: Any, voice: Any, shock: Any, expected: Any, notes: Any, first: Any, end: Any) -> None:
    """Compare what is claimed with what is lived, and trust accordingly (E6-E7)."""
    for post in range(first, end):
        claimed, noise, exposure = notes[CLAIMED, post - first], notes[NOISE, post - first], people[EXPOSURE, post]
        answered = min(p.voice_untouched + voice[post], 1.0)
        people[MANAGEMENT_TRUST, post] = trust.management_trust(
            people[MANAGEMENT_TRUST, post],
            trust.reality(people[SERVICE_SEEN, post], answered, p.voice_weight),
            trust.claim_heard(claimed, exposure, expected[post], p.prior_claim_weight),
            exposure,
            p.insight,
            p.trust_anchor,
            p.trust_loss_aversion,
            p.trust_speed,
            p.prior_claim_weight,
            noise - shock[post],
            people[UNCERTAINTY, post],
        )


@called_by_kernels
def feel_rewards(
    people: Any, p: Any, given: Any, tangible: Any, wishes: Any, taste: Any, notes: Any, first: Any, end: Any
) -> None:
    """Get used to rewards, and feel controlled by some (E9-E10)."""
    if len(given) == 0 and not any_above_zero(people[REWARD_REFERENCE], first, end):
        for post in range(first, end):
            people[REWARD_VALENCE, post], people[OWN_MOTIVATION, post] = 0.0, people[MOTIVATION_TRAIT, post]
        return
    add_up_rewards(given, tangible, wishes, taste, notes, first, end)
    for post in range(first, end):
        utility, felt = notes[UTILITY, post - first], notes[TANGIBLE, post - first]
        people[REWARD_REFERENCE, post] = rewards.reward_reference(
            people[REWARD_REFERENCE, post], utility, p.habituation_speed
        )
        people[REWARD_VALENCE, post] = rewards.reward_valence(utility, people[REWARD_REFERENCE, post], p.habituation)
        control = notes[CONTROLLED, post - first] / felt if felt > 0 else 0.0
        people[OWN_MOTIVATION, post] = rewards.own_motivation(
            people[MOTIVATION_TRAIT, post], p.crowding_out, control, felt
        )


@called_by_kernels
def add_up_rewards(given: Any, tangible: Any, wishes: Any, taste: Any, notes: Any, first: Any, end: Any) -> None:
    """Sum what a person gets, as it appeals to this person: all of it, what of it is tangible, and what controls."""
    for post in range(first, end):
        utility, felt, controlled = 0.0, 0.0, 0.0
        for kind in range(len(given)):
            wish = wishes[kind, taste[post]]
            amount = wish * given[kind, 0, post]
            utility += amount
            if tangible[kind]:
                felt += amount
                controlled += wish * given[kind, 1, post]
        place = post - first
        notes[UTILITY, place], notes[TANGIBLE, place], notes[CONTROLLED, place] = utility, felt, controlled


@called_by_kernels
def heed_messages(people: Any, p: Any, notes: Any, first: Any, end: Any) -> None:
    """Note how far messages move those who attend and trust (E3, E11)."""
    for post in range(first, end):
        notes[MESSAGE, post - first] = p.message_floor
    if any_above_zero(people[MESSAGE_ADSTOCK], first, end):
        for post in range(first, end):
            attention = communication.attention(people[MESSAGE_ADSTOCK, post], p.wearout_peak)
            notes[MESSAGE, post - first] = attitudes.message_driver(
                attention, people[MANAGEMENT_TRUST, post], p.message_floor, p.trust_anchor, p.trust_turning_point
            )


@called_by_kernels
def be_motivated(people: Any, p: Any, notes: Any, first: Any, end: Any) -> None:
    """Motivation moves toward its drivers; what rewards bought of it is kept apart (E11)."""
    for post in range(first, end):
        target = motivation_ahead(people, post, p, notes[MESSAGE, post - first])
        people[INCENTIVE_MOTIVATION, post] = attitudes.incentive_motivation(
            people[INCENTIVE_MOTIVATION, post],
            people[REWARD_VALENCE, post],
            p.motivation_speed,
            p.motivation_reward,
            p.reward_floor_motivation,
        )
        people[MOTIVATION, post] = attitudes.adjustment(
            people[MOTIVATION, post], target, p.motivation_speed, notes[NOISE, post - first]
        )


@called_by_kernels
def be_satisfied(people: Any, p: Any, job_quality: Any, notes: Any, first: Any, end: Any) -> None:
    """Job satisfaction moves toward its drivers (E12)."""
    for post in range(first, end):
        target = satisfaction_ahead(people, post, p, min(people[DISPOSITION, post] + job_quality[post], 1.0))
        people[JOB_SATISFACTION, post] = attitudes.adjustment(
            people[JOB_SATISFACTION, post], target, p.satisfaction_speed, notes[NOISE, post - first]
        )


@called_by_kernels
def be_committed(people: Any, p: Any, added: Any, notes: Any, first: Any, end: Any) -> None:
    """Belonging and commitment move toward their drivers (E13-E14)."""
    for post in range(first, end):
        people[BELONGING, post] = attitudes.adjustment(
            people[BELONGING, post],
            attitudes.belonging_target(p.belonging_anchor, added[post]),
            p.belonging_speed,
            0.0,
        )
        target = commitment_ahead(people, post, p)
        people[AFFECTIVE_COMMITMENT, post] = attitudes.adjustment(
            people[AFFECTIVE_COMMITMENT, post], target, p.commitment_speed, notes[NOISE, post - first]
        )
