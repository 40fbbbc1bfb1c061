"""Loyalty: after a let-down customers drop a purchase or leave; some drift away, others come (back)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from imsim.company.reference import Reference
from imsim.engine.batches import NONE, Batch, selected
from imsim.engine.fields import Column, Counts, Flags, Record, Rows, effect, flow, interim, reads, stream
from imsim.engine.mechanism import Mechanism
from imsim.engine.rng import limit, under, uniform
from imsim.engine.rules import compiled, reference, step, walks
from imsim.mechanisms import customer_switching
from imsim.mechanisms.customer_switching import (
    P,
    Relation,
    bails,
    churn_probability,
    first_expectation,
    join_probability,
    unmended,
)


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


MECHANISM = Mechanism.here(globals(), rows=(2, 3, 67), parameters=Mechanism.here(vars(customer_switching)).parts)
