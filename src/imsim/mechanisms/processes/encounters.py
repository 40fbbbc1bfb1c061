"""Encounters: customers call, meet an employee, judge what they get, and react.

Customers are taken by lots: what all of a lot go through is a loop that decides nothing, so that the processor takes
several at once; then come the few who drop something or have had enough.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from imsim.company.market import CUSTOMER_SATISFACTION, EXPECTATION, NEED_SCORE
from imsim.engine.batches import NONE, those_found, total
from imsim.engine.machine_code import called_by_kernels
from imsim.engine.rng import limit, normal, under, uniform
from imsim.engine.state import EXPECTED, FELT, GAP, KNOWN, NEED, NOISE, PERFORMED, QUALITY, SQUARE
from imsim.engine.workforce import KNOWLEDGE, PERFORMANCE
from imsim.mechanisms.equations import customers as equations
from imsim.mechanisms.processes.loyalty import leave


@called_by_kernels
def who_calls(with_firm: Any, p: Any, visit: Any, found: Any, callers: Any, first: Any, end: Any) -> Any:
    """Enter the rows of those of a lot who meet somebody this week; gives how many they are (E19).

    Args:
        with_firm: whether customers are.
        p: parameters.
        visit: this week's stream.
        found: room for whether one of the lot calls.
        callers: where to enter the rows of those who do.
        first: row of the first customer of the lot.
        end: row after the last.
    """
    rate = limit(p.encounter_rate)
    for row in range(first, end):
        found[row - first] = with_firm[row] & under(rate, visit, row)
    return those_found(found, first, end, callers)


@called_by_kernels
def find_desks(points: Any, occupied: Any, callers: Any, desk: Any, notes: Any, met: Any) -> None:
    """Enter the post whose holder each caller meets in `met`."""
    for turn in range(len(callers)):
        notes[NOISE, turn] = uniform(desk, callers[turn])
    for turn in range(len(callers)):
        met[turn] = whom_they_meet(points, occupied, notes[NOISE, turn])


@called_by_kernels
def whom_they_meet(points: Any, occupied: Any, draw: Any) -> Any:
    """Post whose holder a customer meets, -1 where nobody of the department is left.

    At a vacant desk the next occupied one of the department stands in, round its ring.
    """
    turn = 0
    for earlier in range(len(points) - 1):
        turn += draw >= points[earlier].upper
    point = points[turn]
    post = min(point.first + int((draw - point.lower) * point.desks_per_share), point.last)
    for _ in range(point.last - point.first + 1):
        if occupied[post]:
            return post
        post = post + 1 if post < point.last else point.first
    return -1


@called_by_kernels
def look_up(people: Any, customers: Any, p: Any, callers: Any, met: Any, notes: Any) -> None:
    """Note what those met perform and know, and what callers bring.

    All is looked up before the first is served: so many fetches from far memory take no longer than one. Where nobody
    is left, customers meet the cover of E17 and no knowledge beyond the reference.
    """
    for turn in range(len(callers)):
        post, row = met[turn], callers[turn]
        notes[PERFORMED, turn], notes[KNOWN, turn] = p.cover, p.knowledge_reference
        if post >= 0:
            notes[PERFORMED, turn], notes[KNOWN, turn] = people[PERFORMANCE, post], people[KNOWLEDGE, post]
        notes[NEED, turn] = customers[NEED_SCORE, row]
        notes[FELT, turn] = customers[CUSTOMER_SATISFACTION, row]
        notes[EXPECTED, turn] = customers[EXPECTATION, row]


@called_by_kernels
def meet(customers: Any, p: Any, load: Any, callers: Any, felt: Any, notes: Any) -> None:
    """Callers judge what they get, and remember it (E19-E20)."""
    for turn in range(len(callers)):
        notes[NOISE, turn] = p.quality_noise * normal(felt, callers[turn])
    for turn in range(len(callers)):
        quality = equations.perceived_quality(
            notes[PERFORMED, turn],
            notes[KNOWN, turn],
            equations.unusual_need(notes[NEED, turn], p.need_mean, p.need_sd),
            load,
            notes[NOISE, turn],
            p.product_quality,
            p.product_weight,
            p.need_weight,
            p.knowledge_reference,
            p.load_effect,
            p.site_effect,
        )
        gap = quality - notes[EXPECTED, turn]
        pleased = equations.encounter_satisfaction(
            quality, gap, p.quality_share, p.surplus_gain, p.shortfall_loss, p.neutral_satisfaction
        )
        notes[QUALITY, turn], notes[GAP, turn] = quality, gap
        notes[FELT, turn] = equations.customer_satisfaction(notes[FELT, turn], pleased, p.satisfaction_step)
        notes[EXPECTED, turn] = equations.expectation(notes[EXPECTED, turn], quality, p.expectation_step)
    for turn in range(len(callers)):
        customers[CUSTOMER_SATISFACTION, callers[turn]] = notes[FELT, turn]
        customers[EXPECTATION, callers[turn]] = notes[EXPECTED, turn]


@called_by_kernels
def take_stock(flows: Any, p: Any, callers: Any, notes: Any) -> None:
    """Count what callers got."""
    let_down, delighted = 0, 0
    for turn in range(len(callers)):
        notes[SQUARE, turn] = notes[QUALITY, turn] * notes[QUALITY, turn]
        let_down += notes[GAP, turn] < -p.below_threshold
        delighted += notes[GAP, turn] > p.above_threshold
    flows.encounters += len(callers)
    flows.let_down += let_down
    flows.delighted += delighted
    flows.quality += total(notes[QUALITY], len(callers))
    flows.quality_squares += total(notes[SQUARE], len(callers))


@called_by_kernels
def react_to(
    customers: Any, p: Any, flows: Any, effects: Any, callers: Any, react: Any, move: Any, notes: Any, found: Any,
    some: Any, week: int,
) -> None:  # fmt: skip
    """Some of those who got less than they expected drop the purchase, and a failure may end it (E21-E22)."""
    for turn in range(len(callers)):
        bails = equations.bails(notes[GAP, turn], uniform(react, callers[turn]), p.below_threshold, p.bail_probability)
        found[turn] = bails | (notes[GAP, turn] < -p.failure_threshold)
    for turn in some[: those_found(found, NONE, np.uint64(len(callers)), some)]:
        gap, row = notes[GAP, turn], callers[turn]
        if equations.bails(gap, uniform(react, row), p.below_threshold, p.bail_probability):
            flows.dropped += 1.0
            customers.walked_away[row] = week
        if gap < -p.failure_threshold:
            flows.failures += 1.0
            leave(customers, row, p, flows, True, effects.churn_pressure, uniform(move, row), week)
