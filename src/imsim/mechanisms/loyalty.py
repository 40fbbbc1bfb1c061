"""Loyalty: after a let-down customers drop a purchase or leave; some drift away, others come (back)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from imsim.company.reference import Reference
from imsim.engine.batches import NONE, Batch, selected
from imsim.engine.fastmath import exp
from imsim.engine.fields import (
    Column,
    Counts,
    Flags,
    Record,
    Rows,
    derived,
    effect,
    flow,
    interim,
    parameter,
    reads,
    stream,
)  # fmt: skip
from imsim.engine.mechanism import Mechanism
from imsim.engine.rng import limit, under, uniform
from imsim.engine.rules import compiled, equation, reference, step, walks

# Nobody makes up for more of the failures, whatever that person knows.
MOST_MENDED = 0.9


class P(NamedTuple):
    """Behavioural numbers."""

    bail_probability: float = parameter(
        0.25, 0.1, 0.4, "probability", "cal", "amex_2011", "chance that a disappointed customer drops this purchase",
        symbol="q_bail",
    )  # fmt: skip
    failure_threshold: float = parameter(
        0.26, 0.08, 0.3, "0-1", "cal", "pwc_2018", "shortfall that is a service failure", symbol="d_fail"
    )
    leave_probability: float = parameter(
        0.26, 0.17, 0.32, "probability", "cal", "pwc_2018", "chance that a failure not made up for ends the relation",
        symbol="q_leave",
    )  # fmt: skip
    recovery: float = parameter(
        0.3, 0, 0.6, "share", "assumed", "-", "failures that usual staff make up for", symbol="q_rec"
    )
    recovery_knowledge: float = parameter(
        0.5, 0, 1.5, "-", "assumed", "-", "how far knowledge helps to make up for a failure"
    )
    churn_hazard: float = parameter(
        0.0021, 0.0005, 0.01, "1/week", "scn", "-", "other weekly churn at reference satisfaction", symbol="h0"
    )
    churn_slope: float = parameter(
        2.5, 1, 6, "-", "SA", "ittner_larcker_1998", "how churn falls with satisfaction", symbol="b_churn"
    )
    relation_pull: float = parameter(
        0.7, 0, 1.5, "-", "assumed", "-", "how churn falls with the tie to a contact person", symbol="b_tie"
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
    promise_pull: float = parameter(
        2, 0.5, 4, "-", "assumed", "kopalle_lehmann_2006", "how joining rises with what is promised", symbol="b_prom"
    )
    promise_doubt: float = parameter(
        0.25, 0.1, 1, "0-1", "assumed", "-", "promise beyond the usual that is believed most", symbol="o_c"
    )
    satisfaction_reference: float = reads()
    below_threshold: float = reads()
    knowledge_reference: float = reads()
    least_inertia: float = reads()
    tie_reference: float = derived("0-1", "tie to a contact person at which customers drift away as is usual")


class Customers(NamedTuple):
    """Who is with the firm, and how satisfied."""

    with_firm: Flags = reads()
    walked_away: Counts = reads()
    customer_satisfaction: Column = reads()
    expectation: Column = reads()
    leniency: Column = reads()
    inertia: Column = reads()
    tie: Column = reads()


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
    known: Column = reads()
    chosen: Rows = interim("row", "a few of a batch")
    felt: Column = reads()
    close: Column = interim("0-1", "ties of these few")
    habit: Column = interim("log", "their inertia")
    chance: Column = interim("-", "their random numbers")
    drifting: Column = interim("probability", "that each of them would leave with")


class Tally(Record, rows="one"):
    """What is counted of a batch."""

    callers: float = reads()


class Relation(NamedTuple):
    """What decides whether a customer stays."""

    satisfaction: float = 0.0
    tie: float = 0.0
    inertia: float = 0.0
    pressure: float = 0.0
    failed: float = 0.0


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
def unmended(knowledge: float, p: P) -> float:
    """E22b. Of a failure is left what the person met does not make up for; who knows more makes up for more.

    Args:
        knowledge: of the person met, 0-1.
        p: parameters.

    Source: assumed.

    Example:
        >>> round(float(unmended(.8, P(knowledge_reference=.6))), 2)
        0.6
    """
    mended = p.recovery + p.recovery_knowledge * (knowledge - p.knowledge_reference)
    return 1 - np.minimum(np.maximum(mended, 0), MOST_MENDED)


@equation
def churn_probability(relation: Relation, p: P) -> float:
    """E22, E22a. A failure may end the relation; besides, those drift away who feel, know and keep the firm less.

    Source: pwc_2018, ittner_larcker_1998, gutek_1995.

    Example:
        >>> p = P(churn_hazard=.002, satisfaction_reference=.6, tie_reference=.8)
        >>> round(float(churn_probability(Relation(satisfaction=.6, tie=.8, failed=.7), p)), 4)
        0.1836
    """
    habit = relation.inertia + p.relation_pull * (relation.tie - p.tie_reference)
    pull = p.churn_slope * (relation.satisfaction - p.satisfaction_reference) + habit
    drift = np.minimum(p.churn_hazard * (1 + relation.pressure) * exp(-pull), 1)
    return 1 - (1 - drift) * (1 - p.leave_probability * relation.failed)


@equation
def join_probability(reputation: float, promised: float, p: P) -> float:
    """E23, E23b. Those elsewhere (re)join by reputation, and by what is promised as far as that is believed.

    Args:
        reputation: 0-1.
        promised: what programmes add to the promise.
        p: parameters.

    Source: schmitt_2011, kopalle_lehmann_2006; form assumed.

    Example:
        >>> p = P(satisfaction_reference=.6)
        >>> [round(float(join_probability(.6, promised, p)), 4) for promised in (0.0, .25, 1.0)]
        [0.01, 0.012, 0.0104]
    """
    believed = promised * exp(-np.maximum(promised, 0) / p.promise_doubt)
    pull = p.join_slope * (reputation - p.satisfaction_reference) + p.promise_pull * believed
    return np.minimum(p.join_hazard * exp(pull), 1)


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


@compiled
def relation_of(customers: Customers, row: int, pressure: float, failed: float) -> Relation:
    """What decides whether a customer stays this week."""
    satisfaction, tie = customers.customer_satisfaction[row], customers.tie[row]
    return Relation(satisfaction, tie, customers.inertia[row], pressure, failed)


@step("react", after="drop_purchases")
def leave_after_failure(customers: Customers, scratch: Scratch, tally: Tally, flows: Flows, now: Now, p: P) -> None:
    """A failure may end the relation at once (E22)."""
    size = int(tally.callers)
    for turn in range(size):
        scratch.mask[turn] = scratch.gap[turn] < -p.failure_threshold
    for turn in scratch.chosen[: selected(scratch.mask, NONE, np.uint64(size), scratch.chosen)]:
        row = scratch.callers[turn]
        flows.failures += 1.0
        relation = relation_of(customers, row, now.churn_pressure, unmended(scratch.known[turn], p))
        if uniform(now.move, row) < churn_probability(relation, p):
            customers.with_firm[row] = False
            customers.walked_away[row] = now.week
            flows.left += 1.0
            flows.failed_and_left += 1.0


@walks
def weigh(customers: Customers, scratch: Scratch, now: Now, p: P, size: int) -> None:
    """What each of the few who may come or go would leave with, and this week's draw; several are taken at once."""
    for turn in range(size):
        row = scratch.chosen[turn]
        scratch.felt[turn], scratch.close[turn] = customers.customer_satisfaction[row], customers.tie[row]
        scratch.habit[turn], scratch.chance[turn] = customers.inertia[row], uniform(now.move, row)
    for turn in range(size):
        habit = scratch.habit[turn]
        relation = Relation(scratch.felt[turn], scratch.close[turn], habit, now.churn_pressure, 0.0)
        scratch.drifting[turn] = churn_probability(relation, p)


@step("react", after="leave_after_failure")
def come_and_go(customers: Customers, scratch: Scratch, flows: Flows, now: Now, p: P, batch: Batch) -> None:
    """Update membership: customers churn or (re)join (E22-E23). Who left this week does not come back in it."""
    # Nobody drifts away whose draw is above what the least satisfied, least tied and readiest leave with.
    leaving = churn_probability(Relation(0.0, 0.0, p.least_inertia, now.churn_pressure, 0.0), p)
    joining = join_probability(now.reputation, now.promise, p)
    likely = limit(max(leaving, joining))
    for row in range(batch.first, batch.end):
        scratch.mask[row - batch.first] = under(likely, now.move, row)
    size = selected(scratch.mask, batch.first, batch.end, scratch.chosen)
    weigh(customers, scratch, now, p, size)
    for turn in range(size):
        row, draw = scratch.chosen[turn], scratch.chance[turn]
        if customers.with_firm[row]:
            if draw < min(scratch.drifting[turn], leaving):
                customers.with_firm[row] = False
                customers.walked_away[row] = now.week
                flows.left += 1.0
        elif draw < joining and customers.walked_away[row] != now.week:
            customers.with_firm[row] = True
            customers.expectation[row] = first_expectation(now.promise, now.reputation, p)
            # Who is easily pleased thinks better of what is heard, too.
            customers.customer_satisfaction[row] = min(max(now.reputation + customers.leniency[row], 0.0), 1.0)
            flows.joined += 1.0


@reference
def churn_by_failure(r: Reference) -> Column:
    """Weekly probability that a failure drives a customer away at the reference point, (cases, 1, 1)."""
    p = r.p
    failure = ndtr(-p.failure_threshold / p.disconfirmation_sd)
    return p.encounter_rate * failure * p.leave_probability * (1 - p.recovery)


@reference
def churn(r: Reference) -> Column:
    """Weekly probability that a customer leaves at the reference point, (cases, 1, 1)."""
    return 1 - (1 - r.p.churn_hazard) * (1 - r.churn_by_failure)


MECHANISM = Mechanism.here(globals(), rows=(2, 3, 67))
