"""The twin's numbers: parameters of a case, what follows from them alone, and what programmes do this week."""

from __future__ import annotations

import math
import sys

import numpy as np

from imsim.scenarios.model import DEFAULTS
from imsim.scenarios.simulation import Case, Setting

TINY = sys.float_info.min


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
