"""The twin's people: employees from their first day at a desk to the last, customers, and segments of these."""

from __future__ import annotations

import math
from collections.abc import Iterable
from statistics import NormalDist
from typing import TYPE_CHECKING

import mesa

from twin_numbers import FirmEffects, Numbers, share
from twin_places import Department, Desk

if TYPE_CHECKING:
    from twin import TwinModel

PANEL = 512
LONG_AGO = -10_000
quantile = NormalDist().inv_cdf


class TwinEmployee(mesa.Agent):
    """A person, from the first day at a desk to the last."""

    __slots__ = (  # noqa: RUF023
        "desk", "p", "knowledge", "motivation", "job_satisfaction", "affective_commitment", "management_trust",
        "belonging", "message_adstock", "exposure", "reward_reference", "incentive_motivation", "uncertainty",
        "tenure_weeks", "disposition", "motivation_trait", "knowledge_plateau", "internal_recruit", "taste",
        "reward_valence", "own_motivation", "performance", "performance_quantity", "understanding", "claim_adstock",
        "course_knowledge",
        "leadership", "leadership_trait", "trust_propensity", "incentive_force", "pay", "strain", "exit_pull",
        "affect", "sting", "quick_motivation", "coaching", "referred", "breach", "mood", "stirred", "effort_shift",
    )  # fmt: skip

    def __init__(self, model: TwinModel, desk: Desk) -> None:
        super().__init__(model)
        self.desk, self.p = desk, model.p
        self.message_adstock = self.exposure = self.reward_reference = self.incentive_motivation = 0.0
        self.reward_valence = self.own_motivation = self.performance = self.performance_quantity = 0.0
        self.uncertainty = self.tenure_weeks = self.claim_adstock = self.course_knowledge = 0.0
        self.incentive_force = self.pay = self.affect = self.sting = self.quick_motivation = self.referred = 0.0
        self.begin_week()
        self.strain = model.p.strain_reference
        desk.person = self

    def begin_week(self) -> None:
        """What several things add to begins at nothing."""
        self.breach = self.mood = self.stirred = self.effort_shift = self.exit_pull = 0.0

    def live(self) -> None:
        """What happens within a person in a week."""
        self.begin_week()
        self.hear()
        self.feel_injustice()
        self.learn()
        self.learn_jointly()
        self.understand()
        self.learn_to_lead()
        self.judge_claims()
        self.be_moved()
        self.feel_rewards()
        self.adjust_attitudes()

    def hear(self) -> None:
        """E1, E2, E4."""
        desk = self.desk
        self.exposure = desk.effects.exposure + self.model.effects.sharing * desk.peers_exposure
        self.message_adstock = self.p.adstock_kept * self.message_adstock + self.exposure
        beyond = self.claimed - self.exposure * desk.department.expected_claim
        self.claim_adstock = self.p.adstock_kept * self.claim_adstock + beyond

    def feel_injustice(self) -> None:
        """E9a, E9b: pay lost stings unless somebody explains it; it breaks a promise, upsets, depresses, drives out."""
        p = self.p
        loss = 1 - math.exp(-max(self.reward_reference - self.pay, 0) / p.injustice_scale)
        self.sting = loss * (1 - p.explanation * (1 - math.exp(-self.exposure)))
        self.breach += p.injustice_trust * self.sting
        self.mood -= p.injustice_satisfaction * self.sting
        self.stirred -= p.injustice_affect * self.sting
        self.exit_pull += p.injustice_exit * self.sting

    @property
    def claimed(self) -> float:
        """E6."""
        desk, firm = self.desk, self.model.effects
        return desk.effects.claimed + desk.peers_exposure * (
            firm.sharing * desk.department.expected_claim + firm.shared_claim
        )

    @property
    def above_plateau(self) -> float:
        """What courses gave of it (E5)."""
        return min(self.course_knowledge, max(self.knowledge - self.knowledge_plateau, 0))

    def learn(self) -> None:
        """E5, E14c: a supervisor who teaches well shifts what work can teach."""
        p, desk, before = self.p, self.desk, self.knowledge * (1 - self.desk.effects.obsolete)
        below = share(self.knowledge_plateau + p.coaching_gain * (desk.leader_coaching - p.coaching_reference)) - before
        missing = (1 - (1 - p.course_gain) ** desk.effects.course) * (1 - before)
        room = (1 - (1 - p.course_headroom_gain) ** desk.effects.course) * max(below + p.course_headroom, 0)
        taught = min(missing, room) + p.course_spillover * desk.peers_taught
        after, kept = before + taught, 1 - p.forgetting * (1 - self.model.effects.retention * p.repository_retention)
        self.course_knowledge = min(kept * self.course_knowledge + taught, 1)
        if below > 0:
            after += desk.department.learning_rate * (p.internal_recruit_speed if self.internal_recruit else 1) * below
        else:
            after += p.forgetting * (1 - self.model.effects.retention * p.repository_retention) * below
        if self.message_adstock > 0 and below + p.message_headroom > 0:
            informed = min(self.message_adstock / p.message_saturation, 1)
            after += p.message_learning * informed * (below + p.message_headroom)
        self.knowledge = after if after < 1 else 1.0

    def learn_jointly(self) -> None:
        """E5d."""
        p, desk = self.p, self.desk
        room = max(self.knowledge_plateau + p.sharing_headroom - self.knowledge, 0)
        self.knowledge += min(min(p.sharing_rate * desk.effects.joint_work, 1) * desk.peers_ahead, room)

    def understand(self) -> None:
        """E5b, E5c; who knows what the firm wants stays (E24)."""
        p, effects, before = self.p, self.desk.effects, self.understanding
        missed = (1 - p.understanding_message) ** self.exposure * (
            1 - p.understanding_course
        ) ** effects.strategy_course
        after = before + (1 - missed + p.understanding_voice * effects.voice) * (1 - before)
        after += p.understanding_peers * self.desk.peers_understanding
        after -= p.understanding_speed * (before - p.understanding_base)
        if effects.novelty > 0:
            untold = max(1 - self.message_adstock / p.informed_adstock, 0)
            after *= 1 - p.launch_novelty * min(effects.novelty, 1) * untold
        self.understanding = share(after)
        self.exit_pull -= p.exit_understanding * (self.understanding - p.understanding_base)

    def learn_to_lead(self) -> None:
        """E14b."""
        p, before = self.p, self.leadership
        missed = (1 - p.leadership_gain) ** self.desk.effects.leadership_course
        self.leadership += (1 - missed) * (1 - before) - p.leadership_forgetting * (before - self.leadership_trait)

    def judge_claims(self) -> None:
        """E6, E7."""
        p, desk, exposure, claimed = self.p, self.desk, self.exposure, self.claimed
        effects, expected, before = desk.effects, desk.department.expected_claim, self.management_trust
        voice = min(p.voice_untouched + effects.voice, 1)
        reality = (1 - p.voice_weight) * desk.department.service + p.voice_weight * voice
        reality += p.leader_reality * (desk.leader_care - p.leadership_mean)
        claim = (claimed + p.prior_claim_weight * expected) / (exposure + p.prior_claim_weight)
        if self.uncertainty or effects.uncertainty:
            beyond = max(claimed - exposure * expected, 0)
            self.worry(max(exposure - p.overclaim_discount * beyond, 0), effects.uncertainty)
        unanswered = max(p.asking_promise * effects.asked - effects.voice / (1 - p.voice_untouched), 0)
        broken = max(claim - max(reality, expected), 0) + p.voice_weight * unanswered + self.breach
        better = p.insight * (reality - expected)
        lost = min(better, 0) - p.insight * broken
        earned = share(p.trust_anchor + max(better, 0) + p.trust_loss_aversion * lost - self.uncertainty)
        target = p.trait_trust * self.trust_propensity + (1 - p.trait_trust) * earned
        # What is done to people needs no message to be noticed.
        attended = 1.0 if self.breach > 0 else min(exposure + p.prior_claim_weight, 1)
        pace = p.trust_speed * attended
        shock = p.trust_noise * self.model.luck["trust"][desk.number] - effects.trust_shock
        self.management_trust = share(before + pace * (target - before) + shock)

    def worry(self, honest: float, added: float) -> None:
        """E7: uncertainty fades, and sooner where management talks honestly."""
        p = self.p
        kept = 0.5 ** ((1 + p.uncertainty_relief * honest) / p.uncertainty_half_life)
        self.uncertainty = kept * self.uncertainty + added

    def be_moved(self) -> None:
        """E11a-E11c, E24a: what happens lifts or depresses at once, and fades; effort, mood and staying follow."""
        p, desk, effects = self.p, self.desk, self.desk.effects
        grievance = 1 + p.affect_grievance * self.sting
        heard = p.affect_heard * grievance * min(max(effects.asked, effects.voice, 0), 1)
        lift = min(max(heard + effects.event, -1), 1)
        beyond = max(lift - desk.usual_lift, 0) + min(lift, 0)
        moved = beyond + self.stirred - p.affect_exits * desk.department.colleagues_lost
        # A mood that is good leaves less to be lifted, a bad one less to be depressed.
        room = 1 - max(self.affect, 0) if moved > 0 else 1 + min(self.affect, 0)
        self.affect = min(max(p.affect_persistence * self.affect + moved * room, -1), 1)
        desk.usual_lift += p.affect_adaptation * (max(lift, 0) - desk.usual_lift)
        self.effort_shift += p.affect_effort * (self.affect + effects.spur)
        self.mood += p.affect_satisfaction * self.affect
        self.exit_pull -= p.affect_stay * self.affect

    def feel_rewards(self) -> None:
        """E8, E9, E10."""
        p, pay, recognised, controlled, stake = self.p, 0.0, 0.0, 0.0, 0.0
        for kind, (amount, control, at_stake) in self.desk.effects.rewards.items():
            appeal = self.model.appeal(kind, self.taste)
            if kind == "recognition":
                recognised += appeal * amount
            else:
                pay += appeal * amount
                controlled += appeal * control
                stake += appeal * at_stake
        usual = self.reward_reference
        beyond = pay - p.habituation * usual
        self.reward_valence = self.pleasure(beyond - self.desk.pay_shortfall + recognised)
        self.incentive_force = self.pull_on_effort(beyond, recognised, stake, usual / pay if pay > 0 else usual)
        control = controlled / pay if pay > 0 else 0.0
        self.own_motivation = self.motivation_trait * (1 - p.crowding_out * control * min(pay, 1))
        self.reward_reference = usual + p.habituation_speed * (pay - usual)
        self.pay = pay
        self.exit_pull -= p.exit_pay * (pay - self.desk.pay_shortfall)

    def pleasure(self, surplus: float) -> float:
        """E9: losses hurt more than gains please."""
        return 1 - math.exp(-surplus) if surplus > 0 else math.exp(self.p.loss_aversion * surplus) - 1

    def pull_on_effort(self, beyond: float, recognised: float, stake: float, usual: float) -> float:
        """E9: what is at stake, in sight and in reach, gifts, recognition, feedback, and the loss of what was usual."""
        p, effects = self.p, self.desk.effects
        told = min(effects.feedback + effects.reminder, 1)
        sight = p.sight_base + p.sight_understanding * self.understanding + p.sight_feedback * told
        sight *= self.knowledge / p.knowledge_reference
        pull = p.instrumentality * stake * (1 - p.stake_habituation * min(usual, 1)) * sight
        pull += p.gift_effect * max(beyond, 0)
        social = p.social_effect * recognised + p.feedback_effect * min(effects.feedback, 1)
        gained = 2 - math.exp(-pull) - math.exp(-social)
        return min(gained, 1) + min(self.pleasure(beyond), 0)

    def adjust_attitudes(self) -> None:
        """E11, E12, E13, E14, E27."""
        p, luck, number, force = self.p, self.model.luck, self.desk.number, self.incentive_force
        lasting, floor = self.motivation - self.quick_motivation, p.reward_floor_motivation
        content = p.motivation_satisfaction * self.job_satisfaction
        way = self.motivation_target(self.own_motivation, self.message_driver()) - content - lasting
        lasting = share(lasting + p.motivation_speed * way + p.motivation_noise * luck["motivation"][number])
        bought = p.motivation_reward * (force * (1 - floor) if force > 0 else force * floor)
        self.incentive_motivation += p.incentive_speed * (bought - self.incentive_motivation)
        self.quick_motivation = self.incentive_motivation + content + self.effort_shift
        self.motivation = share(lasting + self.quick_motivation)
        fond = p.honeymoon * math.exp(-self.tenure_weeks / p.honeymoon_scale)
        disposed = min(self.disposition + self.desk.effects.job_quality + fond, 1)
        way = self.satisfaction_target(disposed) + self.mood - self.job_satisfaction
        noise = p.satisfaction_noise * luck["satisfaction"][number]
        self.job_satisfaction = share(
            self.job_satisfaction + min(p.satisfaction_speed * self.model.pace, 1) * way + noise
        )
        self.belonging = share(self.belonging + p.belonging_speed * (self.belonging_target() - self.belonging))
        way = self.commitment_target() - self.affective_commitment
        noise = p.commitment_noise * luck["commitment"][number]
        self.affective_commitment = share(
            self.affective_commitment + min(p.commitment_speed * self.model.pace, 1) * way + noise
        )
        self.wear_out()

    def wear_out(self) -> None:
        """E27, E24: pressure strains, satisfaction relieves; the worn out want to leave, the referred do not."""
        p = self.p
        demands = p.strain_pressure * (self.desk.department.pressure - p.load_reference)
        relief = p.strain_satisfaction * (self.job_satisfaction - p.staff_satisfaction_reference)
        self.strain += p.strain_speed * (share(p.strain_reference + demands - relief) - self.strain)
        self.exit_pull += p.exit_strain * (self.strain - p.strain_reference) - p.exit_referral * self.referred

    def message_driver(self) -> float:
        """E3, E11m."""
        p = self.p
        if self.message_adstock == 0:
            return share(p.message_floor)
        relative = self.message_adstock / p.wearout_peak
        attention = relative * math.exp(1 - relative)
        credit = (self.management_trust - p.trust_turning_point) / (p.trust_anchor - p.trust_turning_point)
        appeal = max(1 + p.claim_appeal * self.claim_adstock / self.message_adstock, 0)
        return min(p.message_floor + (1 - p.message_floor) * attention * max(credit, 0) * appeal, 1)

    def motivation_target(self, own: float, message: float) -> float:
        """E11: what rewards buy comes beside it."""
        p, desk = self.p, self.desk
        return (
            p.own_share * own
            + p.motivation_message * message
            + p.motivation_reward * p.reward_floor_motivation
            + p.motivation_satisfaction * self.job_satisfaction
            + p.motivation_leader * desk.leader_motivation
            + p.motivation_peers * desk.peers_motivation
            - p.motivation_strain * (self.strain - p.strain_reference)
        )

    def satisfaction_target(self, disposition: float) -> float:
        """E12."""
        p, desk, department, pleased = self.p, self.desk, self.desk.department, self.reward_valence
        floor = p.reward_floor_satisfaction
        return (
            p.disposition_share * disposition
            + p.satisfaction_service * department.service
            + p.satisfaction_respect * desk.respect(p)
            + p.satisfaction_reward * (floor + pleased * ((1 - floor) if pleased > 0 else floor))
            + p.satisfaction_trust * self.management_trust
            + p.satisfaction_customers * department.customers
            + p.satisfaction_peers * desk.peers_satisfaction
            + p.satisfaction_leader * desk.leader_care
            - p.satisfaction_strain * (self.strain - p.strain_reference)
        )

    def commitment_target(self) -> float:
        """E13."""
        p = self.p
        return (
            p.satisfaction_share * self.job_satisfaction
            + p.commitment_trust * self.management_trust
            + p.commitment_belonging * self.belonging
        )

    def belonging_target(self) -> float:
        """E14: a good name makes proud."""
        proud = self.p.belonging_reputation * (self.model.reputation - self.p.satisfaction_reference)
        return share(self.p.belonging_anchor + proud + self.desk.effects.belonging)

    def perform(self) -> None:
        """E15, E16."""
        p, desk = self.p, self.desk
        scaled = p.scale * p.enabled(desk.department.service, desk.effects.technology)
        scaled *= 1 + p.direction * (self.understanding - p.understanding_base)
        willing = self.motivation - (1 - p.incentive_quality) * self.incentive_motivation
        self.performance = min(scaled * p.able_and_willing(self.knowledge, willing), 1)
        self.performance_quantity = min(scaled * p.able_and_willing(self.knowledge, self.motivation), 1)

    def quits(self, luck: float) -> bool:
        """E24: offers come, and who wants to leave takes one."""
        p, desk, recent = self.p, self.desk, self.desk.department.recent_exits
        desire = (
            p.exit_baseline
            + p.labour_market
            + self.model.effects.labour_pull
            - p.exit_satisfaction * (self.job_satisfaction - p.exit_anchor)
            - p.exit_commitment * (self.affective_commitment - p.exit_anchor)
            - p.exit_leader * (desk.leader_care - p.leadership_mean)
            - p.exit_justice * (desk.respect(p) - p.respect_reference)
            - p.exit_embedding * desk.effects.embedding
            + p.exit_contagion * recent / (recent + p.exit_contagion_half)
            + self.exit_pull
        )
        fresh = p.exit_newcomer * math.exp(-self.tenure_weeks / p.exit_tenure_scale)
        pace = self.model.pace
        self.tenure_weeks += pace
        settled = p.exit_exogenous + p.exit_top / (1 + math.exp(-desire))
        return luck < settled * pace + fresh * min(pace, p.exit_tenure_scale)

    def be_chosen(self, draws: list[float], applicants: float, effects: FirmEffects) -> None:
        """E25: the best of those who applied, as far as the signal tells."""
        p = self.p
        signal, fit, disposition, motivation, plateau, taste, inside = draws
        validity = min(p.hiring_validity + effects.validity, 1)
        fit = validity * quantile(signal ** (1 / applicants)) + math.sqrt(1 - validity**2) * quantile(fit)

        def trait(draw: float, mean: float, sd: float, loading: float, low: float, high: float) -> float:
            return min(max(mean + sd * (loading * fit + math.sqrt(1 - loading**2) * quantile(draw)), low), high)

        limits = p.trait_sd, p.fit_loading, p.trait_low, p.trait_high
        self.disposition = trait(disposition, p.disposition_mean, *limits)
        self.motivation_trait = trait(motivation, p.motivation_trait_mean, *limits)
        self.knowledge_plateau = trait(
            plateau, p.plateau_mean, p.plateau_sd, p.plateau_loading, p.plateau_low, p.plateau_high
        )
        self.taste = int(taste * PANEL)
        self.internal_recruit = float(inside < effects.internal_share)

    def bring_along(self, trusting: float, leading: float, teaching: float) -> None:
        """E14b, E14c, E7: what selection does not see."""
        p = self.p
        for name, mean, sd, draw in (
            ("trust_propensity", p.trust_anchor, p.trust_propensity_sd, trusting),
            ("leadership_trait", p.leadership_mean, p.leadership_sd, leading),
            ("coaching", p.coaching_mean, p.coaching_sd, teaching),
        ):
            setattr(self, name, min(max(mean + sd * quantile(draw), p.trait_low), p.trait_high))

    def start_work(self) -> None:
        """E25: a newcomer knows little, trusts much, and starts where the surroundings suggest."""
        p = self.p
        self.knowledge, self.understanding = p.newcomer_knowledge, p.newcomer_understanding
        self.leadership = self.leadership_trait
        self.management_trust = share(p.newcomer_trust + p.trait_trust * (self.trust_propensity - p.trust_anchor))
        self.belonging = self.belonging_target()
        self.job_satisfaction = share(self.satisfaction_target(min(self.disposition + p.honeymoon, 1)))
        self.motivation = share(self.motivation_target(self.motivation_trait, p.message_floor))
        self.quick_motivation = p.motivation_satisfaction * self.job_satisfaction
        self.affective_commitment = self.commitment_target()
        self.own_motivation = self.motivation_trait
        self.perform()


class TwinCustomer:
    __slots__ = (  # noqa: RUF023
        "customer_satisfaction", "expectation", "need", "segment", "walked_away", "with_firm", "leniency", "inertia",
        "tie", "own_post", "own_hire",
    )  # fmt: skip

    def __init__(self, segment: TwinSegment, scores: tuple[float, float, float], luck: float, p: Numbers) -> None:
        self.segment = segment
        need_score, lenient, inert = scores
        self.need = share(p.need_mean + p.need_sd * need_score)
        lenient, inert = (min(max(score, -3.0), 3.0) for score in (lenient, inert))
        self.leniency = p.leniency_sd * (lenient - p.usual_leniency)
        self.inertia = p.inertia_sd * inert - math.log(p.usual_drift)
        self.with_firm = luck < p.join_hazard / (p.join_hazard + p.churn_of(lenient, inert))
        self.customer_satisfaction = p.satisfaction_reference + self.leniency
        self.expectation = p.satisfaction_reference
        self.walked_away = LONG_AGO
        self.tie, self.own_post, self.own_hire = 0.0, -1, 0

    def turn_to(self, desk: Desk, desks: list[Desk], luck: float, p: Numbers) -> TwinEmployee | None:
        """E19, E19c: the contact person, if still there and free; else whoever is met, who is that from here on."""
        met = desk.whoever_is_there()
        if p.relation_share == 0:
            return met
        if self.own_post >= 0:
            own = desks[self.own_post]
            # A post's count of hires has gone on where somebody else sits there now.
            if own.person is not None and own.hires == self.own_hire:
                if luck < p.relation_share:
                    self.tie += p.relation_growth * (1 - self.tie)
                    return own.person
                return met
            self.tie = 0.0
        self.own_post = -1 if met is None else met.desk.number
        if met is not None:
            self.own_hire = met.desk.hires
        return met

    def judge(self, quality: float, gap: float, p: Numbers) -> None:
        """E20, E20a."""
        before = self.customer_satisfaction
        felt = p.neutral + (p.surplus_gain if gap > 0 else p.shortfall_loss) * gap
        felt = p.quality_share * quality + (1 - p.quality_share) * felt + self.leniency
        self.customer_satisfaction = share(before + p.satisfaction_step * (felt - before))
        self.expectation = share(self.expectation + p.expectation_step * (quality - self.expectation))

    def leaves(self, luck: float, unmended: float, hazard: float, p: Numbers) -> bool:
        """E22, E22a."""
        pull = p.churn_slope * (self.customer_satisfaction - p.satisfaction_reference)
        pull += self.inertia + p.relation_pull * (self.tie - p.usual_tie)
        stays = 1 - min(hazard * math.exp(-pull), 1)
        return luck < 1 - stays * (1 - p.leave_probability * unmended)

    def join(self, reputation: float, promise: float, p: Numbers) -> None:
        """E20, E20a: newcomers expect half what is promised and half what is said."""
        self.with_firm, self.customer_satisfaction = True, share(reputation + self.leniency)
        self.expectation = p.promise_weight * min(promise, 1) + (1 - p.promise_weight) * reputation


class TwinSegment:
    """Customers who share a mix of touch-points."""

    __slots__ = ("mix", "touch_points")

    def __init__(self, touch_points: Iterable[tuple[str, float]], departments: list[Department]) -> None:
        wanted = dict(touch_points)
        total = sum(wanted.values())
        self.mix = [wanted.get(department.name, 0.0) / total for department in departments]
        self.touch_points: list[tuple[float, float, list[Desk]]] = []
        upper = 0.0
        for department, part in zip(departments, self.mix, strict=True):
            if part > 0:
                lower, upper = upper, upper + part
                self.touch_points.append((lower, upper, department.desks))
        lower, _, desks = self.touch_points[-1]
        self.touch_points[-1] = lower, 1.0, desks

    def desk(self, draw: float) -> Desk:
        """E19: first a touch-point, then any of its desks."""
        for lower, upper, desks in self.touch_points:
            if draw < upper:
                return desks[min(int((draw - lower) / (upper - lower) * len(desks)), len(desks) - 1)]
        raise ValueError(f"no touch-point for {draw}")
