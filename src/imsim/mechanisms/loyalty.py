"""Loyalty: after a let-down customers drop a purchase or leave; some drift away, others come (back)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from imsim.company.reference import Reference
from imsim.engine.batches import NONE, Batch, selected
from imsim.engine.fastmath import exp
from imsim.engine.fields import Column, Counts, Flags, Record, Rows, effect, flow, interim, parameter, reads, stream
from imsim.engine.mechanism import Mechanism
from imsim.engine.rng import limit, under, uniform
from imsim.engine.rules import equation, reference, step


class P(NamedTuple):
    """Behavioural numbers."""

    bail_probability: float = parameter(
        0.25,
        0.1,
        0.4,
        "probability",
        "cal",
        "amex_2011",
        "chance that a disappointed customer drops this purchase",
        symbol="q_bail",
    )
    failure_threshold: float = parameter(
        0.26, 0.08, 0.3, "0-1", "cal", "pwc_2018", "shortfall that is a service failure", symbol="d_fail"
    )
    leave_probability: float = parameter(
        0.18,
        0.17,
        0.32,
        "probability",
        "cal",
        "pwc_2018",
        "chance that one failure ends the relation",
        symbol="q_leave",
    )
    churn_hazard: float = parameter(
        0.0021, 0.0005, 0.01, "1/week", "scn", "-", "other weekly churn at reference satisfaction", symbol="h0"
    )
    churn_slope: float = parameter(
        3, 1, 6, "-", "SA", "ittner_larcker_1998", "how churn falls with satisfaction", symbol="b_churn"
    )
    join_hazard: float = parameter(
        0.01, 0.003, 0.03, "1/week", "scn", "-", "weekly chance that somebody elsewhere (re)joins", symbol="j0"
    )
    join_slope: float = parameter(4, 1, 8, "-", "assumed", "-", "how joining rises with reputation")
    brand_promise: float = parameter(
        0.6, 0.4, 0.9, "0-1", "scn", "scale_anchor", "quality that advertising promises", symbol="promise"
    )
    promise_weight: float = parameter(
        0.5, 0.2, 0.8, "share", "assumed", "-", "share of the promise in a newcomer's expectation"
    )
    satisfaction_reference: float = reads()
    below_threshold: float = reads()


class Customers(NamedTuple):
    """Who is with the firm, and how satisfied."""

    with_firm: Flags = reads()
    walked_away: Counts = reads()
    customer_satisfaction: Column = reads()
    expectation: Column = reads()


class Flows(Record):
    """What customers did this week."""

    dropped: float = flow("encounters", "after which a purchase was dropped")
    failures: float = flow("encounters", "that were service failures")
    failed_and_left: float = flow("customers", "who left after a failure")
    left: float = reads()
    joined: float = reads()


class Now(NamedTuple):
    """What moves customers this week."""

    week: int = reads()
    react: int = stream("who drops a purchase")
    move: int = stream("who leaves and who joins")
    reputation: float = reads()
    churn_pressure: float = effect("firm", "added to customers' weekly drift, as a share (E22)")
    promise: float = effect("firm", "added to what advertising promises (E20)")


class Scratch(NamedTuple):
    """What is worked out of a batch of customers."""

    mask: Flags = reads()
    callers: Rows = reads()
    gap: Column = reads()
    chosen: Rows = interim("row", "a few of a batch")


class Tally(Record, rows="one"):
    """What is counted of a batch."""

    callers: float = reads()


class Relation(NamedTuple):
    """What decides whether a customer stays."""

    satisfaction: float = 0.0
    failed: float = 0.0
    pressure: float = 0.0


@equation
def bails(gap: float, draw: float, p: P) -> bool:
    """E21. After an encounter below expectation a customer may drop this purchase.

    Args:
        gap: quality minus expectation.
        draw: uniform in [0, 1).
        p: parameters.

    Source: amex_2011.

    Example:
        >>> p = P(below_threshold=.065)
        >>> bool(bails(-.1, .2, p)), bool(bails(-.05, .2, p))
        (True, False)
    """
    return (gap < -p.below_threshold) & (draw < p.bail_probability)


@equation
def churn_probability(relation: Relation, p: P) -> float:
    """E22. A failure may end the relation at once; besides, the less satisfied drift away.

    Source: pwc_2018, ittner_larcker_1998.

    Example:
        >>> failed = Relation(satisfaction=.6, failed=1)
        >>> round(float(churn_probability(failed, P(churn_hazard=.002, satisfaction_reference=.6))), 4)
        0.1816
    """
    hazard = p.churn_hazard * (1 + relation.pressure)
    drift = np.minimum(hazard * exp(-p.churn_slope * (relation.satisfaction - p.satisfaction_reference)), 1)
    return 1 - (1 - drift) * (1 - p.leave_probability * relation.failed)


@equation
def join_probability(reputation: float, p: P) -> float:
    """E23. Those elsewhere (re)join the sooner the better the reputation.

    Args:
        reputation: 0-1.
        p: parameters.

    Source: schmitt_2011; form assumed.

    Example:
        >>> round(float(join_probability(.6, P(satisfaction_reference=.6))), 3)
        0.01
    """
    return np.minimum(p.join_hazard * exp(p.join_slope * (reputation - p.satisfaction_reference)), 1)


@equation
def first_expectation(promised: float, reputation: float, p: P) -> float:
    """E20. A newcomer expects half what the brand promises and half what people say.

    Args:
        promised: what programmes add to the promise.
        reputation: 0-1.
        p: parameters.

    Source: row 67; form assumed.

    Example:
        >>> round(float(first_expectation(.2, .6, P())), 2)
        0.7
    """
    promise = np.minimum(p.brand_promise + promised, 1.0)
    return p.promise_weight * promise + (1 - p.promise_weight) * reputation


@step("count")
def begin_moving(flows: Flows) -> None:
    """Nobody has dropped a purchase or failed yet this week."""
    flows.dropped, flows.failures, flows.failed_and_left = 0.0, 0.0, 0.0


@step("react")
def drop_purchases(customers: Customers, scratch: Scratch, tally: Tally, flows: Flows, now: Now, p: P) -> None:
    """Some of those who got less than they expected drop this purchase (E21)."""
    size = int(tally.callers)
    for turn in range(size):
        scratch.mask[turn] = bails(scratch.gap[turn], uniform(now.react, scratch.callers[turn]), p)
    for turn in scratch.chosen[: selected(scratch.mask, NONE, np.uint64(size), scratch.chosen)]:
        flows.dropped += 1.0
        customers.walked_away[scratch.callers[turn]] = now.week


@step("react", after="drop_purchases")
def leave_after_failure(customers: Customers, scratch: Scratch, tally: Tally, flows: Flows, now: Now, p: P) -> None:
    """A failure may end the relation at once (E22)."""
    size = int(tally.callers)
    for turn in range(size):
        scratch.mask[turn] = scratch.gap[turn] < -p.failure_threshold
    for turn in scratch.chosen[: selected(scratch.mask, NONE, np.uint64(size), scratch.chosen)]:
        row = scratch.callers[turn]
        flows.failures += 1.0
        relation = Relation(customers.customer_satisfaction[row], 1.0, now.churn_pressure)
        if uniform(now.move, row) < churn_probability(relation, p):
            customers.with_firm[row] = False
            customers.walked_away[row] = now.week
            flows.left += 1.0
            flows.failed_and_left += 1.0


@step("react", after="leave_after_failure")
def come_and_go(customers: Customers, scratch: Scratch, flows: Flows, now: Now, p: P, batch: Batch) -> None:
    """Update membership: customers churn or (re)join (E22-E23). Who left this week does not come back in it."""
    # Nobody drifts away whose draw is above what the least satisfied leave with.
    leaving = churn_probability(Relation(0.0, 0.0, now.churn_pressure), p)
    joining = join_probability(now.reputation, p)
    likely = limit(max(leaving, joining))
    for row in range(batch.first, batch.end):
        scratch.mask[row - batch.first] = under(likely, now.move, row)
    for row in scratch.chosen[: selected(scratch.mask, batch.first, batch.end, scratch.chosen)]:
        draw = uniform(now.move, row)
        if customers.with_firm[row]:
            relation = Relation(customers.customer_satisfaction[row], 0.0, now.churn_pressure)
            if draw < leaving and draw < churn_probability(relation, p):
                customers.with_firm[row] = False
                customers.walked_away[row] = now.week
                flows.left += 1.0
        elif draw < joining and customers.walked_away[row] != now.week:
            customers.with_firm[row] = True
            customers.expectation[row] = first_expectation(now.promise, now.reputation, p)
            customers.customer_satisfaction[row] = now.reputation
            flows.joined += 1.0


@reference
def churn(r: Reference) -> Column:
    """Weekly probability that a customer leaves at the reference point, (cases, 1, 1)."""
    p = r.p
    failure = ndtr(-p.failure_threshold / p.disconfirmation_sd)
    return 1 - (1 - p.churn_hazard) * (1 - p.encounter_rate * failure * p.leave_probability)


MECHANISM = Mechanism.here(globals(), rows=(2, 3, 67))
