"""Terms: what the model's own equations make of each driver of an attitude, and of leaving, in a recorded week.

Each set of terms sums to what its equation gives: where an attitude is heading (E7, E11, E12), or the log-odds that an
offer from elsewhere is taken (E24). They are those of the usual equations; where a mechanism was left out or replaced,
or a limit was met, what is left over stands as a rest in whatever is explained by them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.mechanisms import (
    affective_events,
    communication,
    fairness,
    pay_comparison,
    persuasion,
    referral,
    satisfaction,
    strain,
    trust,
    turnover,
    understanding,
)
from imsim.mechanisms.attitude import reward_driver
from imsim.reporting.chronicle.recording import Recording, Week

Column = NDArray[np.float64]
# Name of a driver -> its term, a number a post.
Terms = dict[str, Column]


def seen(recording: Recording, week: int) -> tuple[Any, Any, Any]:
    """A week, the parameters, and the week before, as equations take them: they do not mind that these are columns."""
    return recording.at(week), recording.p, recording.at(week - 1)


def spread(terms: dict[str, Any], posts: int) -> Terms:
    """Each term as a column (posts,)."""
    return {name: np.broadcast_to(np.asarray(term, dtype=np.float64), (posts,)) for name, term in terms.items()}


def terms_of_leaving(recording: Recording, week: int) -> Terms:
    """Log-odds that each employee took an offer in a week (E24), by what they came of: columns (posts,).

    They are as they stood when it was decided who leaves: what colleagues' exits add is last week's.
    """
    now, p, before = seen(recording, week)
    department = recording.simulation.setting.organisation.department_of
    pulls = {
        "pay": pay_comparison.pull_of_pay(now, p),
        "strain": strain.pull_of_strain(now, p),
        "understanding": understanding.stay_informed(now, p),
        "mood": affective_events.lifted_stay(now, p),
        "injustice": fairness.driven_out(now, p),
        "referral": referral.pull_of_colleague(now, p),
    }
    found = {
        "baseline": p.exit_baseline + p.labour_market + now.labour_pull,
        "satisfaction": -p.exit_satisfaction * (now.job_satisfaction - p.exit_anchor),
        "commitment": -p.exit_commitment * (now.affective_commitment - p.exit_anchor),
        "leader": -p.exit_leader * (now.leader_care - p.leadership_mean),
        "respect": -p.exit_justice * (now.respect_seen - p.respect_reference),
        "embedding": -p.exit_embedding * now.embedding,
        "colleagues": turnover.contagion(before.recent_exits[department], p),
        **pulls,
    }
    found["rest"] = now.exit_pull - sum(pulls.values())
    return spread(found, len(department))


def terms_of_satisfaction(recording: Recording, week: int) -> Terms:
    """Where job satisfaction was heading in a week (E12), by what it came of: columns (posts,)."""
    now, p, before = seen(recording, week)
    held = now.hires == before.hires
    suited = now.disposition + now.job_quality + satisfaction.fondness_of_the_new(before.tenure_weeks * held, p)
    shares = {
        "service": (p.satisfaction_service, now.service_seen),
        "respect": (p.satisfaction_respect, now.respect_seen),
        "rewards": (p.satisfaction_reward, reward_driver(now.reward_valence, p.reward_floor_satisfaction)),
        "trust": (p.satisfaction_trust, now.management_trust),
        "customers": (p.satisfaction_customers, now.customers_seen),
        "colleagues": (p.satisfaction_peers, now.peers_satisfaction),
        "leader": (p.satisfaction_leader, now.leader_care),
    }
    own = 1 - sum(share for share, _ in shares.values())
    found = {"disposition": own * np.minimum(suited, 1.0)}
    found |= {name: share * value for name, (share, value) in shares.items()}
    found["strain"] = -p.satisfaction_strain * (before.strain - p.strain_reference)
    found["mood"] = now.mood
    return spread(found, len(now.hires))


def terms_of_motivation(recording: Recording, week: int) -> Terms:
    """Where motivation is heading at the end of a week (E11), by what it comes of: columns (posts,).

    What rewards and satisfaction buy at once stands beside what moves slowly; terms sum to where it would settle, as
    those of `Employee.explain` do.
    """
    now, p, _ = seen(recording, week)
    found = slow_terms_of_motivation(recording, week)
    found["strain"] = -p.motivation_strain * (now.strain - p.strain_reference)
    found["rewards"] = p.motivation_reward * reward_driver(now.incentive_force, p.reward_floor_motivation)
    found["satisfaction"] = p.motivation_satisfaction * now.job_satisfaction
    found["events"] = now.effort_shift
    return spread(found, len(now.hires))


def slow_terms_of_motivation(recording: Recording, week: int) -> dict[str, Any]:
    """The part of E11 that motivation approaches slowly, by what it came of."""
    now, p, before = seen(recording, week)
    attended = communication.attention(now.message_adstock, p.wearout_peak)
    message = persuasion.message_driver(attended, now.management_trust, persuasion.overclaim(now), p)
    shares = p.motivation_message + p.motivation_reward + p.motivation_satisfaction
    own = 1 - shares - p.motivation_leader - p.motivation_peers
    return {
        "own": own * now.own_motivation,
        "messages": p.motivation_message * message,
        "leader": p.motivation_leader * now.leader_motivation,
        "colleagues": p.motivation_peers * now.peers_motivation,
        "strain": -p.motivation_strain * (before.strain - p.strain_reference),
    }


def terms_of_trust(recording: Recording, week: int) -> Terms:
    """Where trust in management was heading in a week (E7), by what it came of: columns (posts,)."""
    now, p, _ = seen(recording, week)
    earned = 1 - p.trait_trust
    expected = expected_claim(recording)
    lived = trust.lived_reality(now, p)
    gap = p.insight * (lived - expected)
    share = np.where(gap < 0, p.trust_loss_aversion, 1.0) * p.insight * earned
    answered = np.minimum(p.voice_untouched + now.voice, 1)
    broken = -earned * p.trust_loss_aversion * p.insight * broken_promise(recording, week)
    found: dict[str, Any] = {
        "propensity": p.trait_trust * now.trust_propensity + earned * p.trust_anchor,
        "service": share * ((1 - p.voice_weight) * now.service_seen + p.voice_weight * p.voice_untouched - expected),
        "voice": share * p.voice_weight * (answered - p.voice_untouched),
        "leader": share * p.leader_reality * (now.leader_care - p.leadership_mean),
        "promises": broken,
        "uncertainty": -earned * now.uncertainty,
    }
    bounded = p.trust_anchor + np.where(gap < 0, p.trust_loss_aversion, 1.0) * gap + broken / earned - now.uncertainty
    found["limits"] = earned * (np.clip(bounded, 0, 1) - bounded)
    return spread(found, len(now.hires))


def expected_claim(recording: Recording) -> Column:
    """What people expect anyway where a post stands, (posts,)."""
    claim: Column = np.broadcast_to(
        recording.ensemble.expected_claim, (*recording.ensemble.shape, len(recording.at(-1).hires))
    )[recording.case, 0]
    return claim


class Heard:
    """Employees with what they heard management claim in a week, which no column keeps."""

    def __init__(self, recording: Recording, week: int) -> None:
        self._now = recording.at(week)
        before, p = recording.at(week - 1), recording.p
        faded = before.claim_adstock * (self._now.hires == before.hires) * 0.5 ** (1 / p.adstock_half_life)
        self.expected_claim = expected_claim(recording)
        # E2 the other way round: what this week added to what messages claimed beyond the expected.
        beyond = np.where(self._now.exposure > 0, self._now.claim_adstock - faded, 0.0)
        self.claimed = beyond + self._now.exposure * self.expected_claim

    def __getattr__(self, name: str) -> Any:
        return getattr(self._now, name)


def broken_promise(recording: Recording, week: int) -> Column:
    """How far a claim was above what each employee lives and expects anyway in a week (E7), (posts,)."""
    heard: Any = Heard(recording, week)
    lived = trust.lived_reality(heard, recording.p)
    broken: Column = np.asarray(trust.broken(heard, lived, recording.p), dtype=np.float64)
    return np.broadcast_to(broken, heard.hires.shape)


def heard_and_lived(recording: Recording, week: int) -> tuple[Column, Column, Week]:
    """What each employee heard management claim in a week, what the employee lived, and the week."""
    heard: Any = Heard(recording, week)
    lived = np.broadcast_to(trust.lived_reality(heard, recording.p), heard.hires.shape)
    return np.asarray(trust.claim_heard(heard, recording.p)), lived, recording.at(week)
