"""The twin: the whole week told one `mesa.Agent` at a time, in plain Python floats, as a student would write it.

It stands beside the engine for two reasons. Fed with the engine's draws, it must arrive at the engine's numbers: it
writes E1-E27 and what each programme does once more, with the `math` module, and imports no equation of imsim. And it
is the benchmark's "plain Mesa": what the same rules cost without columns. Sections follow the order of the week; words
are the engine's, so that one can be read beside the other. A vacant desk holds nobody here, so nothing that an engine's
column holds for a vacant post can find its way in.

Example:
    >>> model = Twin(setting, Case(), replicate=0, seed=1)  # doctest: +SKIP
    >>> model.step()                                        # doctest: +SKIP
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable
from statistics import NormalDist
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np

from imsim.engine.streams import Streams
from imsim.mechanisms.wishes import REWARD_SHARES
from imsim.scenarios.model import DEFAULTS
from imsim.scenarios.simulation import Case, Setting, Simulation

WEEKS_A_YEAR = 52
PANEL = 512
HIRE_DRAWS = 7
LONG_AGO = -10_000
FIXED_POINT_ROUNDS = 200
EPSILON, TINY = sys.float_info.epsilon, sys.float_info.min
quantile = NormalDist().inv_cdf
# What a department keeps from week to week, beside its people.
OF_A_DEPARTMENT = (
    "service_in", "service_out", "recent_exits", "customer_satisfaction", "pressure", "leavers", "usual_exits",
)  # fmt: skip


def share(x: float) -> float:
    return 0.0 if x < 0.0 else 1.0 if x > 1.0 else x


def tail(x: float) -> float:
    """Probability that a standard normal number is above x."""
    return 0.5 * math.erfc(x / math.sqrt(2))


class Numbers:
    """The parameters of one case as plain floats, and what follows from them alone."""

    __slots__ = (
        *DEFAULTS, "scale", "own_share", "disposition_share", "satisfaction_share", "adstock_kept",
        "neutral", "with_firm", "dropped", "usual_talk", "wanted", "weight", "tie_growth", "usual_tie",
        "usual_leniency", "usual_drift", "failing", "relation_share",
    )  # fmt: skip

    def __init__(self, case: Case, setting: Setting) -> None:
        for name, value in {**DEFAULTS, **case.parameters}.items():
            setattr(self, name, float(value))
        w = {name: getattr(self, name) for name in DEFAULTS}
        self.own_share = 1 - sum(w[f"motivation_{k}"] for k in ("message", "reward", "satisfaction", "leader", "peers"))
        self.disposition_share = 1 - sum(
            w[f"satisfaction_{k}"] for k in ("service", "respect", "reward", "trust", "customers", "peers", "leader")
        )
        self.satisfaction_share = 1 - self.commitment_trust - self.commitment_belonging
        self.adstock_kept = 0.5 ** (1 / self.adstock_half_life)
        self._performance_at_reference()
        self._customers_at_reference(setting)

    def _performance_at_reference(self) -> None:
        """E15 is scaled so that performance is .60 at the reference point."""
        able = self.able_and_willing(self.knowledge_reference, self.motivation_reference)
        self.scale = self.performance_reference / (self.enabled(self.performance_reference) * able)

    def _customers_at_reference(self, setting: Setting) -> None:
        """How many are with the firm, drop a purchase and talk where only chance parts quality from expectation."""
        sd, market = self.disconfirmation_sd, setting.market
        below, failed = tail(self.below_threshold / sd), tail(self.failure_threshold / sd)
        self.failing = self.encounter_rate * failed * self.leave_probability * (1 - self.recovery)
        churn = 1 - (1 - self.churn_hazard) * (1 - self.failing)
        self.with_firm = self.join_hazard / (self.join_hazard + churn)
        self._customers_differ(churn)
        self.relation_share = market.relation_share
        growth = market.relation_share * self.relation_growth * self.encounter_rate
        self.tie_growth = growth / max(self.contact_exits + churn, TINY)
        points, weights = np.polynomial.legendre.leggauss(16)
        pull = self.relation_pull if self.relation_pull != 0 else 1e-9
        drift = sum(
            weight / 2 * math.exp(-pull * self.tie_at((point + 1) / 2))
            for point, weight in zip(points, weights, strict=True)
        )
        self.usual_tie = -math.log(drift) / pull
        self.dropped = below * self.bail_probability * (1 - self.deferred_share)
        unhappy = 1 - tail((self.satisfied_from - self.satisfaction_reference) / self.customers_sd)
        self.usual_talk = self.talk_incidence * (self.told_good * (1 - unhappy) - self.told_bad * unhappy)
        mean_surplus = sd / math.sqrt(2 * math.pi)
        self.neutral = self.satisfaction_reference + (self.shortfall_loss - self.surplus_gain) * mean_surplus
        self.wanted = market.purchases / (1 - self.dropped)
        self.weight = market.active_customers / (market.rows * self.with_firm)

    def _customers_differ(self, churn: float) -> None:
        """E20a, E22a: who leaves depends on who is there, so what customers are like is found by going round."""
        nodes, weights = (numbers.tolist() for numbers in np.polynomial.hermite_e.hermegauss(9))
        nodes = list(zip(nodes, weights, strict=True))
        kinds = [(one, other, a * b) for one, a in nodes for other, b in nodes]
        self.usual_leniency, self.usual_drift = 0.0, 1.0
        for _ in range(60):
            there = lenient = left = 0.0
            for one, other, weight in kinds:
                leaving = self.churn_of(one, other)
                with_firm = weight * self.join_hazard / (self.join_hazard + leaving)
                there += with_firm
                lenient += with_firm * one
                left += with_firm * leaving
            self.usual_leniency = lenient / there
            self.usual_drift *= churn * there / left if left > 0 else 1

    def churn_of(self, lenient: float, inert: float) -> float:
        """Chance that a customer of these standard scores leaves in a week at the reference point."""
        habit = self.inertia_sd * inert - math.log(self.usual_drift)
        pleased = self.leniency_sd * (lenient - self.usual_leniency)
        drift = min(self.churn_hazard * math.exp(-self.churn_slope * pleased - habit), 1)
        return 1 - (1 - drift) * (1 - self.failing)

    def tie_at(self, luck: float) -> float:
        """E19c: how close a customer is whose tie has lasted as long as luck has it."""
        return 1 - luck**self.tie_growth

    def enabled(self, service_in: float, technology: float = 0.0) -> float:
        """E16."""
        return (self.opportunity_floor + (1 - self.opportunity_floor) * service_in) * (1 + technology)

    def able_and_willing(self, knowledge: float, motivation: float) -> float:
        """E15: the CES mean."""
        a, rho = self.knowledge_share, self.substitution
        knowledge = knowledge if knowledge > TINY else TINY
        motivation = motivation if motivation > TINY else TINY
        if rho == 0:
            return knowledge**a * motivation ** (1 - a)
        return (a * knowledge**rho + (1 - a) * motivation**rho) ** (1 / rho)


# What programmes do this week: to a desk, to an edge of the service graph, to the firm.


class DeskEffects:
    __slots__ = (  # noqa: RUF023
        "exposure", "claimed", "relevance", "course", "obsolete", "hours_away", "voice", "belonging", "product_use",
        "job_quality", "technology", "extra_hands", "trust_shock", "uncertainty", "rewards", "ties",
        "strategy_course", "leadership_course", "asked", "novelty", "feedback", "embedding", "event", "spur",
        "reminder", "joint_work",
    )  # fmt: skip

    def __init__(self) -> None:
        self.exposure = self.claimed = self.relevance = self.course = self.hours_away = self.voice = 0.0
        self.belonging = self.product_use = self.job_quality = self.technology = 0.0
        self.obsolete = self.extra_hands = self.trust_shock = self.uncertainty = 0.0
        self.strategy_course = self.leadership_course = self.asked = self.novelty = 0.0
        self.feedback = self.embedding = self.event = self.spur = self.reminder = self.joint_work = 0.0
        self.rewards: dict[str, list[float]] = {}
        self.ties: dict[str, float] = {}

    def reward(self, kind: str, amount: float, control: float, stake: float = 0.0) -> None:
        given = self.rewards.setdefault(kind, [0.0, 0.0, 0.0])
        given[0] += amount
        given[1] += amount * control
        given[2] += stake

    def tie(self, name: str, activity: float) -> None:
        self.ties[name] = min(self.ties.get(name, 0.0) + activity, 1.0)


class EdgeEffects:
    __slots__ = ("agreement", "rerouting", "respect")

    def __init__(self) -> None:
        self.respect = self.agreement = self.rerouting = 0.0


class FirmEffects:
    __slots__ = (  # noqa: RUF023
        "sharing", "shared_claim", "retention", "candidates", "validity", "internal_share", "brand_spend", "demand",
        "churn_pressure", "labour_pull", "labour_supply", "promise", "consistency", "referral_share", "cash", "hours",
    )  # fmt: skip

    def __init__(self) -> None:
        self.sharing = self.shared_claim = self.retention = self.candidates = self.validity = 0.0
        self.internal_share = self.brand_spend = self.demand = self.churn_pressure = 0.0
        self.labour_pull = self.labour_supply = self.promise = self.consistency = self.referral_share = 0.0
        self.cash = self.hours = 0.0


NOTHING = DeskEffects()


# Who there is: departments and partners, desks, employees, customers.


class Partner:
    """A supplier outside the firm."""

    __slots__ = ("name", "service_out")

    def __init__(self, name: str) -> None:
        self.name, self.service_out = name, 0.0

    def usual_service(self, p: Numbers) -> float:
        return p.partner_service


class Edge:
    """An internal supplier serves an internal customer."""

    __slots__ = ("customer", "effects", "shift", "supplier", "usual_respect", "usual_weight")

    def __init__(self, supplier: Any, customer: Department, weight: float, respect: float, shift: float) -> None:
        self.supplier, self.customer, self.shift = supplier, customer, shift
        self.usual_weight, self.usual_respect, self.effects = weight, respect, EdgeEffects()

    @property
    def weight(self) -> float:
        return self.usual_weight + self.effects.rerouting

    @property
    def respect(self) -> float:
        return share(self.usual_respect + self.effects.respect)


class Department:
    __slots__ = (  # noqa: RUF023
        "name", "contact", "heads", "desks", "suppliers", "clients", "learning_rate", "expected_claim", "service_in",
        "service_out", "recent_exits", "customer_satisfaction", "service", "respect", "customers", "pressure",
        "leavers", "usual_exits", "colleagues_lost",
    )  # fmt: skip

    def __init__(self, name: str, contact: bool, heads: int, learning_rate: float, p: Numbers) -> None:
        self.name, self.contact, self.heads, self.learning_rate = name, contact, heads, learning_rate
        self.desks: list[Desk] = []
        self.suppliers: list[Edge] = []
        self.clients: list[Edge] = []
        self.service_in = self.service_out = p.performance_reference
        self.recent_exits, self.customer_satisfaction = p.recent_exits_reference, p.satisfaction_reference
        self.pressure, self.leavers, self.colleagues_lost = p.load_reference, 0, 0.0
        self.usual_exits = p.recent_exits_reference * (1 - p.recent_exits_decay)
        self.service, self.respect, self.customers = self.service_in, 0.0, p.satisfaction_reference

    def usual_service(self, p: Numbers) -> float:
        return self.service_out

    def respect_received(self, p: Numbers) -> float:
        weight = sum([edge.weight for edge in self.clients])
        return (
            sum([edge.respect * edge.weight for edge in self.clients]) / weight if weight > 0 else p.respect_reference
        )

    def received(self, p: Numbers) -> float:
        """E18: the power mean of what suppliers give, less what agreements relieve and rudeness costs."""
        if not self.suppliers:
            return p.performance_reference
        power, mean = p.weak_link, 0.0
        polite = 1 - p.rudeness_cost * (1 - p.respect_reference)
        for edge in self.suppliers:
            given, agreement = edge.supplier.service_out, edge.effects.agreement
            given += agreement * p.agreement_relief * max(p.performance_reference - given, 0)
            given = max(given, agreement * p.agreement_floor) * (1 - p.rudeness_cost * (1 - edge.respect)) / polite
            given = max(given, EPSILON)
            mean += edge.weight * (math.log(given) if power == 0 else given**power)
        return min(math.exp(mean) if power == 0 else mean ** (1 / power), 1)


class Desk:
    """A desk: who sits there, and what one sees from there."""

    __slots__ = (  # noqa: RUF023
        "number", "department", "boss", "layers", "contacts", "dormant", "person", "weeks_vacant", "hires", "effects",
        "peers_motivation", "peers_satisfaction", "peers_exposure", "leader_motivation", "leader_care",
        "peers_understanding", "peers_taught", "peers_ahead", "pay_shortfall", "leader_coaching", "usual_lift",
    )  # fmt: skip

    def __init__(self, number: int, department: Department, layers: int, p: Numbers) -> None:
        self.number, self.department, self.layers = number, department, layers
        self.boss: Desk | None = None
        self.contacts: list[Desk] = []
        self.dormant: dict[str, list[Desk]] = {}
        self.person: TwinEmployee | None = None
        self.weeks_vacant, self.hires, self.effects = math.inf, 0, NOTHING
        self.peers_motivation, self.peers_satisfaction = p.motivation_reference, p.staff_satisfaction_reference
        self.peers_exposure, self.leader_motivation = 0.0, p.leader_reference
        self.peers_understanding = self.peers_taught = self.peers_ahead = self.pay_shortfall = 0.0
        self.leader_care, self.leader_coaching, self.usual_lift = p.leadership_mean, p.coaching_mean, 0.0

    def look_around(self, p: Numbers) -> None:
        """Contacts who are there and the leader, as the week begins; one's own where nobody is there."""
        number = motivation = satisfaction = exposure = 0.0
        for other in self.contacts:
            person = other.person
            if person is not None:
                number += 1
                motivation += person.motivation
                satisfaction += person.job_satisfaction
                exposure += person.exposure
        for name, activity in self.effects.ties.items():
            # A tie is open where both of its ends take part.
            for other in self.dormant[name]:
                person = other.person
                if person is not None and other.effects.ties.get(name, 0.0) > 0:
                    number += activity
                    motivation += activity * person.motivation
                    satisfaction += activity * person.job_satisfaction
                    exposure += activity * person.exposure
        if number > 0:
            self.peers_motivation, self.peers_satisfaction = motivation / number, satisfaction / number
            self.peers_exposure = exposure / number
        elif self.person is not None:
            self.peers_motivation, self.peers_satisfaction = self.person.motivation, self.person.job_satisfaction
            self.peers_exposure = self.person.exposure
        else:
            self.peers_motivation, self.peers_satisfaction = p.motivation_reference, p.staff_satisfaction_reference
            self.peers_exposure = 0.0
        self.compare_pay(p)
        leader = self.boss.person if self.boss is not None else None
        self.leader_motivation = p.leader_reference if leader is None else leader.motivation
        self.leader_care = p.leadership_mean if leader is None else leader.leadership
        self.leader_coaching = p.coaching_mean if leader is None else leader.coaching
        if self.person is not None:
            self.learn_from_contacts(self.person)
            self.compare_notes(self.person)

    def learn_from_contacts(self, person: TwinEmployee) -> None:
        """E5, E5b: what each contact knows better; ties that are opened come on top of the usual ones."""
        usual = [other.person for other in self.contacts if other.person is not None]
        known = [(1.0, other) for other in usual]
        for name, activity in self.effects.ties.items():
            known += [
                (activity, other.person)
                for other in self.dormant[name]
                if other.person is not None and other.effects.ties.get(name, 0.0) > 0
            ]
        number = max(len(usual), 1)
        ahead = sum([weight * max(other.understanding - person.understanding, 0) for weight, other in known])
        taught = sum([weight * max(other.above_plateau - person.above_plateau, 0) for weight, other in known])
        self.peers_understanding, self.peers_taught = ahead / number, taught / number

    def compare_notes(self, person: TwinEmployee) -> None:
        """E5d: how much better those know the job with whom one works jointly."""
        others = [one.person for one in self.contacts if one.person is not None and one.effects.joint_work > 0]
        ahead = [max(other.knowledge - person.knowledge, 0) for other in others]
        self.peers_ahead = sum(ahead) / len(ahead) if ahead and self.effects.joint_work > 0 else 0.0

    def respect(self, p: Numbers) -> float:
        """E12: from those whom the department serves, and from the supervisor."""
        return share(self.department.respect + p.leader_justice * (self.leader_care - p.leadership_mean))

    def compare_pay(self, p: Numbers) -> None:
        """E9: getting less than one's contacts counts; all as of last week."""
        others = [desk.person.pay for desk in self.contacts if desk.person is not None]
        mean = sum(others) / len(others) if others else 0.0
        self.pay_shortfall = 0.0 if self.person is None else p.envy * max(mean - self.person.pay, 0)

    def whoever_is_there(self) -> TwinEmployee | None:
        """The person at the desk, or at the next occupied one of the department, in a ring."""
        if self.person is not None:
            return self.person
        ring = self.department.desks
        place = self.number - ring[0].number
        return next((desk.person for desk in ring[place:] + ring[:place] if desk.person is not None), None)


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
        below = self.knowledge_plateau + p.coaching_gain * (desk.leader_coaching - p.coaching_mean) - before
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
        kept_up = p.understanding_base + p.understanding_ability * (self.knowledge_plateau - p.plateau_mean)
        after -= p.understanding_speed * (before - kept_up)
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
        self.job_satisfaction = share(self.job_satisfaction + p.satisfaction_speed * way + noise)
        self.belonging = share(self.belonging + p.belonging_speed * (self.belonging_target() - self.belonging))
        way = self.commitment_target() - self.affective_commitment
        noise = p.commitment_noise * luck["commitment"][number]
        self.affective_commitment = share(self.affective_commitment + p.commitment_speed * way + noise)
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
        self.tenure_weeks += 1
        return luck < p.exit_exogenous + fresh + p.exit_top / (1 + math.exp(-desire))

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


class TwinModel(mesa.Model):
    """One run of one case: a firm, its people and its market.

    Args:
        setting, case, replicate, seed: as for the engine.
        start: an engine's company to start from, at whatever week it stands (that of the burn-in's beginning, say);
            without it, the engine's at the end of the burn-in.
        row: which case and replicate of that company.
        from_the_beginning: age the staff and burn in here instead.
    """

    def __init__(
        self,
        setting: Setting,
        case: Case,
        replicate: int,
        seed: int,
        start: Any = None,
        row: tuple[int, int] = (0, 0),
        from_the_beginning: bool = False,
    ) -> None:
        super().__init__(rng=0)
        if case.plan is not None:
            raise NotImplementedError("the twin tells programmes and events, but no plans that steer them")
        # Some prepare: others build on what they find out.
        self.setting, self.programmes = setting, sorted(case.programmes, key=lambda named: not named[1].prepares)
        self.p = Numbers(case, setting)
        self.streams = Streams(seed, [replicate])
        self.week = setting.timeline.origin
        self.luck: dict[str, list[float]] = {}
        self.tastes: list[dict[str, float]] = []
        self.build_organisation()
        self.build_market()
        self.effects, self.flows = FirmEffects(), SimpleNamespace(hires=0)
        self.employer_brand, self.reputation = self.p.employer_brand_anchor, self.p.satisfaction_reference
        self.cash = self.deferred = self.advocacy = 0.0
        self.standard = 1.0
        if from_the_beginning:
            self.age_and_burn_in()
        else:
            self.copy(Simulation(setting, [case], [replicate], seed).ensemble if start is None else start, row)

    # Building.

    def build_organisation(self) -> None:
        """Departments, desks, reporting lines, contacts and the internal-customer graph."""
        organisation, p = self.setting.organisation, self.p
        self.departments, self.desks = [], []
        layers = organisation.layers.tolist()
        for given in organisation.departments:
            rate = p.learning_rate_professional if given.professional else p.learning_rate
            department = Department(given.name, given.contact, given.heads, rate, p)
            self.departments.append(department)
            for _ in range(given.heads):
                department.desks.append(Desk(len(self.desks), department, layers[len(self.desks)], p))
                self.desks.append(department.desks[-1])
        for desk, boss in zip(self.desks, organisation.supervisor.tolist(), strict=True):
            desk.boss = self.desks[boss] if boss >= 0 else None
            desk.contacts = self.tied(organisation.contacts, desk)
            desk.dormant = {name: self.tied(ties, desk) for name, ties in organisation.dormant.items()}
        self.partners = [Partner(name) for name, data in organisation.service.nodes(data=True) if data.get("partner")]
        self.build_service(organisation.service)

    def tied(self, matrix: Any, desk: Desk) -> list[Desk]:
        first, last = matrix.indptr[desk.number], matrix.indptr[desk.number + 1]
        return [self.desks[other] for other in matrix.indices[first:last].tolist()]

    def build_service(self, graph: Any) -> None:
        """Who serves whom, and the service at which E15-E18 stand still (E6: what people expect anyway)."""
        p, units = self.p, {unit.name: unit for unit in (*self.departments, *self.partners)}
        respects = {given.name: given.respect for given in self.setting.organisation.departments}
        self.edges = []
        for supplier, customer, data in graph.edges(data=True):
            if isinstance(units[customer], Department):
                respect = data.get("respect", respects[customer])
                edge = Edge(units[supplier], units[customer], data["weight"], respect, data.get("shift", 0.0))
                edge.customer.suppliers.append(edge)
                if isinstance(edge.supplier, Department):
                    edge.supplier.clients.append(edge)
                self.edges.append(edge)
        able = p.scale * p.able_and_willing(p.knowledge_reference, p.motivation_reference)
        for partner in self.partners:
            partner.service_out = p.partner_service
        for _ in range(FIXED_POINT_ROUNDS):
            for unit in self.departments:
                unit.service_out = max(min(able * p.enabled(unit.service_in), 1), p.cover)
            for unit in self.departments:
                unit.service_in = unit.received(p)
        for unit in self.departments:
            unit.service_out = p.performance_reference
            unit.service, unit.respect = unit.service_in, unit.respect_received(p)
            unit.expected_claim = (1 - p.voice_weight) * unit.service_in + p.voice_weight * p.voice_untouched

    def build_market(self) -> None:
        """Rows of the market: with the firm or elsewhere, by chance."""
        p, market = self.p, self.setting.market
        self.segments = [TwinSegment(segment.touch_points, self.departments) for segment in market.segments]
        generator = self.streams.fixed("market")[0]
        luck, needs = generator.random(market.rows).tolist(), generator.standard_normal(market.rows).tolist()
        traits = self.streams.fixed("market traits")[0].standard_normal((2, market.rows)).tolist()
        ties = self.streams.fixed("market ties")[0].random(market.rows).tolist()
        whole, reached, owners = sum(segment.share for segment in market.segments), 0.0, []
        for segment, given in zip(self.segments, market.segments, strict=True):
            reached += given.share / whole
            owners += [segment] * (round(reached * market.rows) - len(owners))
        self.customers = [
            TwinCustomer(owner, scores, draw, p)
            for owner, scores, draw in zip(owners, zip(needs, *traits, strict=True), luck, strict=True)
        ]
        for customer, draw in zip(self.customers, ties, strict=True):
            customer.tie = p.tie_at(draw) if customer.with_firm else 0.0
        self.customers_now = sum(customer.with_firm for customer in self.customers)

    def age_and_burn_in(self) -> None:
        """Every desk alone in the reference environment, then the whole firm, doing nothing."""
        self.fill_vacancies()
        self.build_employer_brand()
        while self.week < -self.setting.timeline.burn_in:
            self.draw_luck("trust", "motivation", "satisfaction", "commitment")
            for person in self.people():
                person.live()
            self.leave_the_firm(ageing=True)
            self.fill_vacancies()
            self.build_employer_brand()
            self.week += 1
        while self.week < 0:
            self.step()

    def copy(self, company: Any, row: tuple[int, int]) -> None:
        """Start where an engine's company stands: copy one row of its columns."""
        self.week = company.week
        self.flows.hires = int(company.flows.hires[row][0])
        columns = {name: getattr(company.employees, name)[row].tolist() for name in company.employees.names}
        kept = [name for name in TwinEmployee.__slots__ if name in columns]
        for i, desk in enumerate(self.desks):
            desk.weeks_vacant, desk.hires = columns["weeks_vacant"][i], columns["hires"][i]
            desk.usual_lift = columns["usual_lift"][i]
            if columns["occupied"][i]:
                person = TwinEmployee(self, desk)
                for name in kept:
                    setattr(person, name, columns[name][i])
        for name in (
            "with_firm", "customer_satisfaction", "expectation", "walked_away", "leniency", "inertia", "tie",
            "own_post", "own_hire",
        ):  # fmt: skip
            for customer, value in zip(self.customers, getattr(company.customers, name)[row].tolist(), strict=True):
                setattr(customer, name, value)
        for name in ("employer_brand", "reputation", "cash", "deferred", "advocacy", "customers_now", "standard"):
            setattr(self, name, getattr(company.firm, name)[row].item())
        for name in OF_A_DEPARTMENT:
            for department, value in zip(
                self.departments, getattr(company.departments, name)[row].tolist(), strict=True
            ):
                setattr(department, name, value)

    # Chance: the engine's streams, read once a week.

    def uniform(self, process: str, size: int) -> list[float]:
        return self.streams.uniform(process, self.week, size)[0].tolist()

    def normal(self, process: str, size: int) -> list[float]:
        return self.streams.normal(process, self.week, size)[0].tolist()

    def draw_luck(self, *processes: str) -> None:
        self.luck = {process: self.normal(process, len(self.desks)) for process in processes}

    def appeal(self, kind: str, taste: int) -> float:
        """E8: how much a reward appeals, from a panel of respondents drawn once."""
        if not self.tastes:
            p = self.p
            # NumPy's sum, since its Dirichlet draws jump where a weight passes 1 and one of them stands a bit below.
            shares = np.array([getattr(p, f"preference_{name}") for name in REWARD_SHARES])
            weights = p.preference_concentration * shares / math.fsum(shares)
            panel = self.streams.fixed("tastes")[0].dirichlet(weights, PANEL).tolist()
            appeals = [[(wish / p.preference_cash) ** p.preference_compression for wish in row] for row in panel]
            self.tastes = [dict(zip(REWARD_SHARES, row, strict=True)) for row in appeals]
        return self.tastes[taste][kind]

    # The week.

    def people(self) -> list[TwinEmployee]:
        return [desk.person for desk in self.desks if desk.person is not None]

    def step(self) -> None:
        """Programmes act, then the week passes."""
        self.act()
        self.look_around()
        self.draw_luck("trust", "motivation", "satisfaction", "commitment")
        people = self.people()
        for person in people:
            person.live()
            person.perform()
        self.serve_internally()
        self.press_on_staff()
        self.meet_customers()
        self.leave_and_join()
        self.spread_the_word(people)
        self.leave_the_firm()
        self.fill_vacancies()
        self.build_employer_brand()
        self.keep_the_books()
        self.week += 1

    def act(self) -> None:
        """Programmes put this week's effects on the table, and their costs in the books."""
        active = [(name, levers) for name, levers in self.programmes if levers.runs_in(self.week)]
        self.effects, begun = FirmEffects(), [event for event in self.setting.events if event.week <= self.week]
        for desk in self.desks:
            desk.effects = DeskEffects() if active or begun else NOTHING
        for edge in self.edges:
            edge.effects = EdgeEffects()
        for event in begun:
            EVENTS[event.kind](self, event, self.week - event.week)
        self.done = self.done_of(active)
        for name, levers in active:
            before = self.hours_away()
            self.effects.cash += TELLINGS[levers.kind](self, name, levers)
            self.lead_by_line(levers)
            self.effects.hours += self.hours_away() - before

    def done_of(self, active: list[tuple[str, Any]]) -> float:
        """Share of the work of roles that line managers, who do it where no plan employs anybody, have time for."""
        p, asked = self.p, sum(hours_by_line(self, levers) for _, levers in active)
        could = p.line_most * len(present(self.managers())) * p.working_hours / p.line_factor
        return min(could / asked, 1) if asked else 1.0

    def managers(self) -> list[Desk]:
        """Desks that lead others; all where nobody does."""
        bosses = {desk.boss for desk in self.desks} - {None}
        return [desk for desk in self.desks if desk in bosses] or self.desks

    def lead_by_line(self, levers: Any) -> None:
        """Line managers are away for what they do of a programme's work."""
        managers = self.managers()
        hours = hours_by_line(self, levers) * self.done * self.p.line_factor / max(len(present(managers)), 1)
        for desk in managers if hours else ():
            desk.effects.hours_away += hours / self.p.working_hours

    def hours_away(self) -> float:
        """Hours that the people present are away from their desks."""
        return sum(min(one.desk.effects.hours_away, 1) for one in self.people()) * self.p.working_hours

    def look_around(self) -> None:
        """What people see around them as the week begins (E12: what they hear from customers)."""
        p = self.p
        for desk in self.desks:
            desk.look_around(p)
        for department in self.departments:
            department.service, department.respect = department.service_in, department.respect_received(p)
            heard = 1.0 if department.contact else p.back_office_feedback
            department.colleagues_lost = department.leavers / department.heads - department.usual_exits
            surplus = department.customer_satisfaction - p.satisfaction_reference
            department.customers = share(p.satisfaction_reference + heard * p.customers_gain * surplus)

    def serve_internally(self) -> None:
        """E17, E18."""
        p = self.p
        for department in self.departments:
            people = present(department.desks)
            mean = sum([person.performance for person in people]) / max(len(people), 1)
            attached = [person.affective_commitment - p.staff_commitment_reference for person in people]
            mean *= 1 + p.help_gain * sum(attached) / max(len(people), 1)
            effects = [person.desk.effects for person in people]
            hands = sum([1 - min(one.hours_away, 1) + one.extra_hands for one in effects])
            staffed = (hands / department.heads) ** p.staffing_exponent
            department.service_out = max(mean * staffed, p.cover)
        if self.partners:
            for partner, noise in zip(self.partners, self.normal("partners", len(self.partners)), strict=True):
                partner.service_out = share(p.partner_service + p.partner_noise * noise)
        for department in self.departments:
            department.service_in = department.received(p)

    def press_on_staff(self) -> None:
        """E19, E19a, E19b: pressure, time given and what becomes of the standard."""
        p, capacity = self.p, 0.0
        desks = [desk for department in self.departments if department.contact for desk in department.desks]
        for desk in desks:
            if desk.person is not None:
                away = min(desk.effects.hours_away, 1) - desk.effects.extra_hands
                capacity += desk.person.performance_quantity / p.performance_reference * (1 - away)
        market, flows, usual = self.setting.market, self.flows, self.standard
        caseload = (market.caseload or market.active_customers / len(desks)) / p.weight
        needed = p.load_reference * self.customers_now * (1 + self.effects.demand) * usual / caseload
        pressure = min(needed / capacity, p.load_most) if capacity > 0 else p.load_most
        if pressure > 1:
            given = usual * pressure**-p.time_slope
        elif pressure < p.slack:
            given = min(usual * (p.slack / max(pressure, 0.05)) ** p.slack_slope, p.standard_most)
        else:
            given = usual
        flows.pressure, flows.time_given, flows.load = pressure, given, pressure * given / usual
        pace = p.standard_down if given < usual else p.standard_up
        hold = p.standard_hold + p.standard_kept * self.effects.consistency
        self.standard = usual + pace * (given - usual) + hold * (1 - usual)
        for department in self.departments:
            hands = sum(1 - min(one.desk.effects.hours_away, 1) + one.desk.effects.extra_hands
                        for one in present(department.desks))  # fmt: skip
            idle = min(p.load_reference * department.heads / max(hands, 0.25), p.load_most)
            department.pressure = pressure if department.contact else idle

    def meet_customers(self) -> None:
        """E19, E19c-E19e, E20, E21."""
        p, flows, rows = self.p, self.flows, len(self.customers)
        visit, turn, known = (
            self.uniform("visit", rows),
            self.uniform("desk", rows),
            self.uniform("contact_person", rows),
        )
        noise, drop = self.normal("quality", rows), self.uniform("react", rows)
        fixed = p.product_weight * p.product_quality + p.site_effect - p.load_effect * max(flows.load - 1, 0)
        fixed += p.time_effect * (flows.time_given - 1)
        flows.agreed, promised = self.agreed(), p.promise_heard * self.effects.promise
        encounters = let_down = delighted = dropped = 0
        total = squares = 0.0
        # How much of each failure nobody has made up for (E22b).
        self.failed: dict[int, float] = {}
        for i, customer in enumerate(self.customers):
            if visit[i] >= p.encounter_rate or not customer.with_firm:
                continue
            person = customer.turn_to(customer.segment.desk(turn[i]), self.desks, known[i], p)
            quality = fixed + self.served(
                customer, person, p.quality_noise * noise[i] * (1 - p.agreement_steadies * flows.agreed)
            )
            gap = quality - customer.expectation - promised
            customer.judge(quality, gap, p)
            encounters += 1
            total += quality
            squares += quality * quality
            delighted += gap > p.above_threshold
            if gap < -p.below_threshold:
                let_down += 1
                if drop[i] < p.bail_probability:
                    dropped += 1
                    customer.walked_away = self.week
            if gap < -p.failure_threshold:
                knows = p.knowledge_reference if person is None else person.knowledge
                mended = p.recovery + p.recovery_knowledge * (knows - p.knowledge_reference)
                self.failed[i] = 1 - min(max(mended, 0), 0.9)
        flows.encounters, flows.quality, flows.quality_squares = encounters, total, squares
        flows.let_down, flows.delighted, flows.dropped, flows.failures = let_down, delighted, dropped, len(self.failed)

    def agreed(self) -> float:
        """E19e: how far agreements cover what contact departments are supplied with."""
        edges = [edge for edge in self.edges if edge.customer.contact]
        supplied = sum(edge.usual_weight for edge in edges)
        covered = sum(edge.usual_weight * edge.effects.agreement for edge in edges)
        return min((covered / supplied if supplied else 0.0) + self.effects.consistency, 1)

    def served(self, customer: TwinCustomer, person: TwinEmployee | None, noise: float) -> float:
        """E19, E19d, E19e: what a customer gets of a person, and the noise of it."""
        p, weight, content = self.p, 1 - self.p.product_weight, 0.0
        if person is None:
            return weight * ((1 - p.attitude_share) * p.cover + p.attitude_share * p.performance_reference) + noise
        content = p.performance_reference + person.job_satisfaction - p.staff_satisfaction_reference
        service = (1 - p.attitude_share) * person.performance + p.attitude_share * content
        noise *= 1 - p.understanding_steadies * (person.understanding - p.understanding_base)
        return weight * service + p.need_weight * customer.need * (person.knowledge - p.knowledge_reference) + noise

    def leave_and_join(self) -> None:
        """E20, E22, E23, E23b."""
        p, reputation, left, joined, promised = self.p, self.reputation, 0, 0, self.effects.promise
        believed = p.promise_pull * promised * math.exp(-max(promised, 0) / p.promise_doubt)
        joining = min(p.join_hazard * math.exp(p.join_slope * (reputation - p.satisfaction_reference) + believed), 1)
        hazard = p.churn_hazard * (1 + self.effects.churn_pressure)
        for i, (customer, luck) in enumerate(
            zip(self.customers, self.uniform("move", len(self.customers)), strict=True)
        ):
            if not customer.with_firm:
                if luck < joining:
                    customer.join(reputation, p.brand_promise + promised, p)
                    joined += 1
                else:
                    customer.tie, customer.own_post = 0.0, -1
            elif customer.leaves(luck, self.failed.get(i, 0.0), hazard, p):
                customer.with_firm, customer.walked_away = False, self.week
                customer.tie, customer.own_post = 0.0, -1
                left += 1
        self.flows.left, self.flows.joined = left, joined
        self.customers_now += joined - left

    def spread_the_word(self, people: list[TwinEmployee]) -> None:
        """E23, E23a."""
        p = self.p
        mean = self.hear_from_customers()
        satisfied = sum(one.with_firm and one.customer_satisfaction >= p.satisfied_from for one in self.customers)
        self.flows.satisfied = satisfied
        told = p.told_good * satisfied - p.told_bad * (self.customers_now - satisfied)
        talk = p.talk_incidence * told / max(self.customers_now, 1)
        spoken = sum(
            (person.affective_commitment - p.staff_commitment_reference) * (1 + person.desk.effects.product_use)
            for person in people
        )
        self.advocacy = spoken / max(len(people), 1)
        target = mean + p.talk_weight * (talk - p.usual_talk) + p.advocacy_weight * self.advocacy
        self.reputation = share(self.reputation + p.reputation_speed * (target - self.reputation))

    def hear_from_customers(self) -> float:
        """Mean satisfaction of the customers whom each department meets, and of all."""
        satisfied, number = dict.fromkeys(self.segments, 0.0), dict.fromkeys(self.segments, 0)
        for customer in self.customers:
            if customer.with_firm:
                satisfied[customer.segment] += customer.customer_satisfaction
                number[customer.segment] += 1
        total, everybody = sum(satisfied.values()), sum(number.values())
        mean = total / everybody if everybody else self.p.satisfaction_reference
        for i, department in enumerate(self.departments):
            met = sum(number[segment] * segment.mix[i] for segment in self.segments)
            felt = sum(satisfied[segment] * segment.mix[i] for segment in self.segments)
            department.customer_satisfaction = felt / met if met > 0 else mean
        return mean

    def leave_the_firm(self, ageing: bool = False) -> None:
        """E24; nobody notices in ageing, where everybody is alone."""
        p, luck = self.p, self.uniform("exits", len(self.desks))
        self.flows.exits = 0
        for department in self.departments:
            leavers = []
            for desk in department.desks:
                if desk.person is None:
                    desk.weeks_vacant += 1
                elif desk.person.quits(luck[desk.number]):
                    leavers.append(desk)
            for desk in leavers:
                desk.person.remove()
                desk.person, desk.weeks_vacant = None, 0
            department.leavers = len(leavers)
            if not ageing:
                lost = len(leavers) / department.heads
                department.usual_exits += p.usual_exits_speed * (lost - department.usual_exits)
                kept = p.recent_exits_decay * department.recent_exits
                department.recent_exits = kept + lost
            self.flows.exits += len(leavers)

    def fill_vacancies(self) -> None:
        """E25."""
        p, effects, people = self.p, self.effects, self.people()
        pay_draw = p.applicants_pay * sum(person.pay for person in people) / max(len(people), 1)
        pull = math.exp(p.applicants_brand * (self.employer_brand - p.employer_brand_anchor))
        supply = p.labour_supply * (1 + effects.labour_supply) * math.exp(pay_draw)
        applicants = max(p.applicants * pull * supply, 1) * (1 + effects.candidates)
        searched = max(p.vacancy_weeks - p.vacancy_least, 0) / max(pull * supply, 0.01)
        fill_weeks = min(p.vacancy_least + searched, p.vacancy_longest)
        due = [desk for desk in self.desks if desk.person is None and desk.weeks_vacant >= fill_weeks]
        for desk in due:
            counters = np.array([desk.number]), np.array([desk.hires])
            draws = self.streams.counted("hires", np.array([0]), *counters, size=HIRE_DRAWS)[0].tolist()
            newcomer = TwinEmployee(self, desk)
            newcomer.be_chosen(draws, applicants, effects)
            desk.hires, desk.weeks_vacant = desk.hires + 1, 0
            brought = (self.belonging_to_hire(process, desk) for process in ("propensities", "leaders", "teachers"))
            newcomer.bring_along(*brought)
            newcomer.referred = float(self.belonging_to_hire("referrals", desk) < effects.referral_share)
            newcomer.start_work()
        self.flows.hires, self.flows.applicants, self.flows.fill_weeks = len(due), applicants, fill_weeks
        self.flows.pay_draw = pay_draw

    def belonging_to_hire(self, process: str, desk: Desk) -> float:
        """A uniform number that belongs to the latest hire of a desk."""
        counters = np.array([desk.number]), np.array([desk.hires])
        return self.streams.counted(process, np.array([0]), *counters, size=1)[0, 0].item()

    def build_employer_brand(self) -> None:
        """E25."""
        p, people = self.p, self.people()
        number = max(len(people), 1)
        satisfaction = sum([person.job_satisfaction for person in people]) / number
        commitment = sum([person.affective_commitment for person in people]) / number
        target = (
            p.employer_brand_anchor
            + p.employer_brand_satisfaction * (satisfaction - p.staff_satisfaction_reference)
            + p.employer_brand_commitment * (commitment - p.staff_commitment_reference)
            + self.effects.brand_spend
        )
        self.employer_brand = share(self.employer_brand + p.employer_brand_speed * (target - self.employer_brand))

    def keep_the_books(self) -> None:
        """E26."""
        p, flows, economy = self.p, self.flows, self.setting.economy
        wanted = p.wanted * (1 + self.effects.demand)
        dropped = flows.dropped * wanted / p.encounter_rate
        returned = self.deferred * p.deferred_return
        self.deferred += dropped * p.deferred_share - returned
        flows.purchases = p.weight * (self.customers_now * wanted - dropped + returned)
        flows.revenue = flows.purchases * self.setting.market.purchase_value
        paid = len(self.people()) + p.cover_paid * (len(self.desks) - len(self.people()))
        flows.payroll = paid * economy.wage * economy.load_factor / WEEKS_A_YEAR
        flows.programmes, flows.working_time = self.effects.cash, self.effects.hours
        flows.replacement = flows.exits * p.replacement_cost * economy.wage
        overhead = economy.overhead_share * economy.revenue_per_employee * len(self.desks) / WEEKS_A_YEAR
        costs = flows.payroll + overhead + flows.programmes + flows.replacement
        flows.profit = economy.margin * flows.revenue - costs
        self.cash += flows.profit

    def taking_part(self, levers: Any, wanted: str = "") -> list[Desk]:
        """Desks of a programme's audience whose people take part: a share by chance, for good, or newcomers alone."""
        audience = self.audience(wanted or levers.audience)
        if levers.part < 1:
            process = f"who takes part in {levers.kind}"
            audience = [desk for desk in audience if self.belonging_to_hire(process, desk) < levers.part]
        if levers.newcomers:
            new = levers.newcomers
            audience = [one for one in audience if one.person is not None and one.person.tenure_weeks < new]
        return audience

    def audience(self, wanted: str | tuple[str, ...]) -> list[Desk]:
        """Desks of an audience: everyone, contact staff, or departments by name (all sites of one, too)."""
        if wanted == "everyone":
            return self.desks
        if wanted == "contact":
            return [desk for desk in self.desks if desk.department.contact]
        if wanted == "heads":
            return [desk for desk in self.desks if any(other.boss is desk for other in self.desks)]
        names = {wanted} if isinstance(wanted, str) else {*wanted}
        found = [unit for unit in self.departments if names & {unit.name, unit.name.split("@")[0]}]
        return [desk for unit in found for desk in unit.desks]


Twin = TwinModel


# What each kind of programme does to one person after the other. A telling takes the model, the programme's name and
# its levers, adds to the effects, and returns what the week costs in cash.

CASCADE, PULL, REPOSITORY = ("meeting",), ("intranet", "blog", "board", "wiki"), ("intranet", "wiki")
CHANNELS = ("email", "newsletter", "radio", "briefing", "meeting", "retreat", *PULL)


def diminishing(amount: float, scale: float) -> float:
    """Share of a full effect that an amount reaches."""
    return 1 - math.exp(-amount / scale)


def this_week(per_week: float, week: int) -> int:
    """How often something done so many times a week falls into this one."""
    return math.floor((week + 1) * per_week + 1e-9) - math.floor(week * per_week + 1e-9)


def present(audience: list[Desk]) -> list[TwinEmployee]:
    return [desk.person for desk in audience if desk.person is not None]


def launch(model: TwinModel, levers: Any) -> None:
    """E5c: work changes in the week in which the programme starts."""
    if model.week == levers.start and getattr(levers, levers.lever) > 0:
        for desk in model.taking_part(levers):
            desk.effects.novelty += 1


def messages(model: TwinModel, name: str, levers: Any) -> float:
    """E1, E4."""
    p, firm, audience = model.p, model.effects, model.taking_part(levers)
    heads = len(present(audience))
    tailored = levers.tailoring * levers.audit
    cash = 0.0
    for channel in CHANNELS:
        planned = getattr(levers, channel) * levers.frequency
        if planned == 0:
            continue
        reach, richness = getattr(p, f"reach_{channel}"), getattr(p, f"richness_{channel}")
        listening = getattr(p, f"listener_hours_{channel}")
        sent = this_week(planned, model.week - levers.start)
        luck = model.uniform(f"programme {name} {channel}", len(model.desks))
        for desk in audience:
            handed_down = p.cascade_fidelity**desk.layers if channel in CASCADE else 1.0
            fitting = tailored + (1 - tailored) * min(desk.effects.relevance, 1)
            relevance = p.generic_relevance + (1 - p.generic_relevance) * fitting
            number = heard(luck[desk.number], reach * handed_down, sent)
            exposure = number * richness * relevance * model.done
            desk.effects.event += p.story_lift * levers.stories * min(number, 1)
            desk.effects.exposure += exposure
            desk.effects.claimed += exposure * (desk.department.expected_claim + levers.overclaim)
            desk.effects.hours_away += sent * listening / p.working_hours
        used = planned
        if channel in PULL:
            used = min(planned, 1)
            firm.sharing += used * reach * richness
            firm.shared_claim += used * reach * richness * levers.overclaim
        if channel in REPOSITORY:
            firm.retention += min(planned, 1) / len(REPOSITORY)
        cash += used * heads * getattr(p, f"cash_{channel}") * model.setting.economy.wage
    return cash


def hours_by_line(model: TwinModel, levers: Any) -> float:
    """Hours a week of writing, of running courses, and of preparing surveys."""
    p, audience = model.p, model.taking_part(levers)
    if levers.kind == "messages":
        departments = {desk.department.name.split("@")[0] for desk in model.audience(levers.audience)}
        written = sum(getattr(levers, channel) * getattr(p, f"writer_hours_{channel}") for channel in CHANNELS)
        return levers.frequency * written * (1 + levers.tailoring * (len(departments) - 1) / 2)
    if levers.kind == "training":
        return levers.hours / WEEKS_A_YEAR * len(present(audience)) / p.course_group
    if levers.kind == "survey":
        audited = diminishing(levers.waves, p.dialogue_rounds) * levers.audit
        return (levers.waves * p.price_wave_hours + audited * p.price_audit_hours) / WEEKS_A_YEAR
    return 0.0


def heard(draw: float, chance: float, sent: int) -> int:
    """E1: one uniform number answers all messages in turn."""
    hits = 0
    for _ in range(sent):
        if draw < chance:
            hits, draw = hits + 1, draw / chance
        else:
            draw = (draw - chance) / (1 - chance)
    return hits


def training(model: TwinModel, name: str, levers: Any) -> float:
    p, audience = model.p, model.taking_part(levers)
    held = this_week(levers.sessions / WEEKS_A_YEAR, model.week - levers.start)
    session, trained = held * min(levers.hours / levers.sessions, p.working_hours), 0.0
    for desk in audience:
        new = desk.person is not None and desk.person.tenure_weeks == 0
        taught = session + min(levers.onboarding, p.working_hours) if new else session
        trained += taught if desk.person is not None else 0.0
        courses = model.done * taught / p.course_hours
        strategy = courses * levers.strategy_content
        useful = 1 + p.targeting_gain * min(desk.effects.relevance, 1)
        leading = (courses - strategy) * levers.leadership_content
        desk.effects.course += useful * (courses - strategy - leading)
        desk.effects.strategy_course += strategy
        desk.effects.leadership_course += leading
        desk.effects.hours_away += taught / p.working_hours
    return trained * p.price_course_hour * model.setting.economy.wage


def incentives(model: TwinModel, name: str, levers: Any) -> float:
    """A contingent pool is shared out by rank of last week's performance in quantity."""
    p, audience = model.p, model.taking_part(levers)
    people, given = present(model.audience(levers.audience)), {*audience}
    amount, last = levers.value / p.reward_unit, len(people) - 1
    control = levers.contingent * (1 - levers.team / 2)
    for rank, person in enumerate(sorted(people, key=lambda person: person.performance_quantity)):
        if person.desk not in given:
            continue
        place = rank / last if last > 0 else 0.5
        part = 1 + levers.contingent * (1 - levers.team) * (2 * place - 1)
        hidden = person.desk.department.heads**-p.free_riding
        stake = amount * levers.contingent * (1 - levers.team + levers.team * hidden)
        person.desk.effects.reward(levers.reward, amount * part, control, stake)
        if levers.reward == "home_work":
            person.desk.effects.embedding += min(levers.value / p.home_work_worth, 1) * p.flexibility_embedding
    away = levers.feedback * p.price_results_hours
    away += levers.value * p.working_hours if levers.reward == "time_off" else 0.0
    for desk in audience:
        desk.effects.feedback += levers.feedback
        desk.effects.hours_away += away / p.working_hours
    if levers.reward == "time_off":
        return 0.0
    price = getattr(p, f"price_{levers.reward}", 1.0)
    return levers.value * price * len(present(audience)) / WEEKS_A_YEAR * model.setting.economy.wage


def recognition(model: TwinModel, name: str, levers: Any) -> float:
    p, audience, rounds = model.p, model.taking_part(levers), levers.rounds / WEEKS_A_YEAR
    seen = sum(department.customer_satisfaction for department in model.departments) / len(model.departments)
    held = this_week(rounds, model.week - levers.start) if seen >= levers.mark else 0
    luck = model.uniform(f"programme {name} named", len(model.desks))
    # A distinction spurs those who did not get it while it is rare and new; to be named lifts newcomers.
    earlier = math.floor((model.week - levers.start) * rounds)
    rare = p.recognition_spur * (1 - levers.named) * p.recognition_surprise**earlier
    for desk in audience:
        chosen = luck[desk.number] < levers.named
        felt = levers.intensity * held * (1 if chosen else levers.watching)
        if not chosen:
            desk.effects.spur += levers.intensity * held * rare
        elif desk.person is not None:
            new = p.recognition_lift * math.exp(-desk.person.tenure_weeks / p.recognition_newcomers)
            desk.effects.event += levers.intensity * held * new
        desk.effects.reward("recognition", felt, 0.0)
        desk.effects.belonging += levers.belonging * felt
        desk.effects.feedback += p.recognition_feedback * felt
    if seen < levers.mark:
        return 0.0
    price = p.price_recognition * model.setting.economy.wage / WEEKS_A_YEAR
    return levers.intensity * rounds * len(present(audience)) * price


def service_agreements(model: TwinModel, name: str, levers: Any) -> float:
    launch(model, levers)
    protected = {desk.department for desk in model.audience(levers.audience)}
    # Suppliers bear their half, whatever the audience is.
    taking_part = {*model.taking_part(levers, "everyone")}
    edges = [edge for edge in model.edges if edge.customer in protected]
    hours = levers.coverage * model.p.price_agreement_hours / WEEKS_A_YEAR
    for edge in edges:
        edge.effects.agreement += levers.coverage
        for side in (edge.customer, edge.supplier):
            desks = getattr(side, "desks", ())  # a partner outside bears its own half
            for desk in taking_part.intersection(desks):
                desk.effects.hours_away += hours / 2 / len(desks) / model.p.working_hours
    return 0.0


def recruitment(model: TwinModel, name: str, levers: Any) -> float:
    p, firm, fields = model.p, model.effects, type(levers).model_fields
    candidates, targeting, brand = (levers.effort * x for x in (levers.selectivity, levers.targeting, levers.brand))
    firm.candidates += candidates
    firm.validity += targeting * model.done
    firm.brand_spend += brand
    firm.internal_share += levers.internal
    firm.referral_share += levers.referral
    per_hire = p.applicants * candidates * p.price_candidate
    per_hire += p.price_targeting * targeting / fields["targeting"].default + p.price_referral * levers.referral
    per_head = p.price_employer_brand * brand / fields["brand"].default / WEEKS_A_YEAR
    return (model.flows.hires * per_hire + len(model.desks) * per_head) * model.setting.economy.wage


def participation(model: TwinModel, name: str, levers: Any) -> float:
    p, audience = model.p, model.taking_part(levers)
    listened = levers.answered * diminishing(levers.rounds, p.dialogue_rounds)
    hours = levers.rounds * p.price_dialogue_hours + levers.ideas * p.price_idea_hours
    hours = levers.answered * (hours + levers.feedback * p.top_share * p.price_feedback_hours) / WEEKS_A_YEAR
    for person in present(audience):
        person.desk.effects.voice += listened * (1 - p.voice_untouched)
    for desk in audience:
        if levers.answered > 0:
            desk.effects.asked += diminishing(levers.rounds, p.dialogue_rounds)
        desk.effects.belonging += listened * p.participation_belonging
        desk.effects.relevance += levers.answered * levers.feedback * p.feedback_relevance
        desk.effects.hours_away += hours / p.working_hours
    awards = levers.answered * levers.ideas * p.price_idea_award * model.setting.economy.wage / WEEKS_A_YEAR
    return awards * len(present(audience))


def survey(model: TwinModel, name: str, levers: Any) -> float:
    p, audience = model.p, model.taking_part(levers)
    held, asked = diminishing(levers.waves, p.dialogue_rounds), levers.sample * levers.response
    hours = asked * p.price_survey_hours + levers.acting * p.price_follow_up_hours
    hours *= levers.waves / WEEKS_A_YEAR
    for person in present(audience):
        person.desk.effects.voice += held * asked * levers.acting * (1 - p.voice_untouched)
    for desk in audience:
        desk.effects.asked += held * asked
        desk.effects.relevance += held * levers.audit * p.audit_relevance
        desk.effects.hours_away += hours / p.working_hours
    cash = levers.waves * levers.sample * p.price_survey_cash * len(present(audience))
    return cash * model.setting.economy.wage / WEEKS_A_YEAR


def collaboration(model: TwinModel, name: str, levers: Any) -> float:
    """Both ends of a tie or an edge must be in the audience."""
    p, audience = model.p, model.taking_part(levers)
    opened = diminishing(levers.hours, p.joint_hours)
    inside = {desk.department for desk in model.audience(levers.audience)}
    for desk in audience:
        desk.effects.hours_away += levers.hours / p.working_hours
        if desk.person is not None:
            desk.effects.joint_work += levers.hours
            desk.effects.event += p.collaboration_lift * opened
        if desk.person is not None and "collaboration" in desk.dormant:
            desk.effects.tie("collaboration", opened)
    for edge in model.edges:
        if edge.customer in inside and edge.supplier in inside:
            edge.effects.respect += opened * p.collaboration_respect * (1 - edge.usual_respect)
    return 0.0


def respect(model: TwinModel, name: str, levers: Any) -> float:
    """It builds up while it runs, and fades when it has stopped."""
    launch(model, levers)
    p, week, audience = model.p, model.week, model.taking_part(levers)
    level = 1 - 0.5 ** ((min(week + 1, levers.stop) - levers.start) / p.respect_ramp)
    level *= 0.5 ** (max(week - levers.stop, 0) / p.respect_half_life)
    inside = {desk.department for desk in model.audience(levers.audience)}
    bosses = {desk.boss for desk in model.desks}
    for edge in model.edges:
        if edge.customer in inside:
            edge.effects.respect += levers.intensity * p.respect_gain * level * (1 - edge.usual_respect)
    on = levers.intensity / WEEKS_A_YEAR if week < levers.stop else 0.0
    taught = on * (p.price_workshop_hours if week < levers.start + WEEKS_A_YEAR else p.price_refresher_hours)
    leading = on * p.price_leader_hours
    for desk in audience:
        desk.effects.hours_away += (taught + leading if desk in bosses else taught) / p.working_hours
    return taught * len(present(audience)) * p.price_course_hour * model.setting.economy.wage


def working_conditions(model: TwinModel, name: str, levers: Any) -> float:
    launch(model, levers)
    p, audience = model.p, model.taking_part(levers)
    suits = levers.redesign * p.redesign_gain + levers.flexibility * p.flexibility_gain + levers.ease * p.ease_gain
    for person in present(audience):
        effects = person.desk.effects
        effects.job_quality += levers.scope * suits
        missed = levers.redesign * p.redesign_embedding + levers.flexibility * p.flexibility_embedding + levers.ease
        effects.embedding += levers.scope * missed
        effects.technology += levers.scope * levers.technology * p.technology_gain
        effects.hours_away += levers.scope * levers.ease
    once = p.price_redesign_once if model.week < levers.start + WEEKS_A_YEAR else 0.0
    part = levers.redesign * (p.price_redesign + once)
    part += levers.flexibility * p.price_flexibility + levers.technology * p.price_technology
    treated = levers.scope * len(present(audience))
    return treated * part * model.setting.economy.wage / WEEKS_A_YEAR


def reorganisation(model: TwinModel, name: str, levers: Any) -> float:
    launch(model, levers)
    p, economy, audience = model.p, model.setting.economy, model.taking_part(levers)
    people, first = present(audience), model.week == levers.start
    everybody = present(model.taking_part(levers, "everyone"))
    average = sum(person.performance for person in everybody) / max(len(everybody), 1)
    for person in people:
        effects = person.desk.effects
        effects.extra_hands += levers.depth * levers.hands
        if person.performance >= average:
            effects.job_quality += levers.depth * levers.kept * max(p.exit_anchor - person.job_satisfaction, 0)
        if first:
            effects.obsolete += levers.depth * p.reorganisation_loss
    for department in {desk.department for desk in model.audience(levers.audience)}:
        # Supply moves to those who gave more than the average last week.
        gives = {edge: edge.supplier.usual_service(p) for edge in department.suppliers}
        average = max(sum(edge.usual_weight * given for edge, given in gives.items()), EPSILON)
        for edge, given in gives.items():
            edge.effects.rerouting += levers.depth * levers.moved * edge.usual_weight * (given - average) / average
    yearly = levers.hands * economy.load_factor + levers.kept * p.at_risk_share * p.price_redesign
    once = p.price_reorganisation if first else 0.0
    return levers.depth * len(people) * (yearly / WEEKS_A_YEAR + once) * economy.wage


def perks(model: TwinModel, name: str, levers: Any) -> float:
    p, audience = model.p, model.taking_part(levers)
    value = levers.generosity * (levers.rebate * p.own_purchases + levers.samples)
    felt = diminishing(value, p.perk_unit)
    for desk in audience:
        desk.effects.belonging += felt * p.perk_belonging
        desk.effects.product_use += felt * p.perk_use
    return value * len(present(audience)) * model.setting.economy.wage / WEEKS_A_YEAR


def brand_promise(model: TwinModel, name: str, levers: Any) -> float:
    """Staff overhear what is promised to customers."""
    p = model.p
    model.effects.promise += levers.overpromise * diminishing(levers.campaigns, p.campaigns_seen)
    running = this_week(levers.campaigns / WEEKS_A_YEAR, model.week - levers.start)
    for desk in model.taking_part(levers):
        exposure = running * p.advertising_heard
        desk.effects.exposure += exposure
        desk.effects.claimed += exposure * (desk.department.expected_claim + levers.overpromise)
    hours = levers.campaigns * p.price_campaign_hours / WEEKS_A_YEAR
    return hours * p.price_brand_manager_year / p.specialist_hours * model.setting.economy.wage


TELLINGS: dict[str, Callable[[TwinModel, str, Any], float]] = {
    "messages": messages,
    "training": training,
    "incentives": incentives,
    "recognition": recognition,
    "service_agreements": service_agreements,
    "recruitment": recruitment,
    "participation": participation,
    "survey": survey,
    "collaboration": collaboration,
    "respect": respect,
    "working_conditions": working_conditions,
    "reorganisation": reorganisation,
    "perks": perks,
    "brand_promise": brand_promise,
}


# What happens to the firm whatever its strategy: a telling takes the model, the event, and the weeks since it began.


def merger(model: TwinModel, event: Any, since: int) -> None:
    """E7, E18, E22: a shock at first; supply from the other firm and ties to it grow."""
    done = min(since / event.weeks, 1)
    supplied = event.first_share + (event.final_share - event.first_share) * done
    for desk in model.desks:
        if since == 0:
            desk.effects.trust_shock += event.trust_shock
            desk.effects.uncertainty += event.uncertainty
        if "merger" in desk.dormant:
            desk.effects.tie("merger", event.ties + (1 - event.ties) * done)
    for edge in model.edges:
        edge.effects.rerouting += supplied * edge.shift
    model.effects.churn_pressure += event.churn * 0.5 ** (since / event.churn_half_life)


def demand_shock(model: TwinModel, event: Any, since: int) -> None:
    """E19, E26."""
    if since < event.weeks:
        model.effects.demand += event.size


def labour_shock(model: TwinModel, event: Any, since: int) -> None:
    """E24, E25."""
    if since < event.weeks:
        model.effects.labour_pull += event.pull
        model.effects.labour_supply += event.supply


EVENTS: dict[str, Callable[[TwinModel, Any, int], None]] = {
    "merger": merger,
    "demand_shock": demand_shock,
    "labour_shock": labour_shock,
}
