"""Encounters: customers call, meet an employee, judge what they get against what they expect, and remember it.

Customers are taken by batches: what all of a batch go through is a loop that decides nothing, so that the processor
takes several at once. There is no job satisfaction in it: staff attitudes reach customers through performance alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from imsim.company.reference import Reference
from imsim.company.static import TouchPoint
from imsim.engine.batches import Batch, selected, total
from imsim.engine.fields import (
    Column,
    Flags,
    Places,
    Record,
    Rows,
    derived,
    flow,
    interim,
    parameter,
    reads,
    state,
    stream,
    trait,
)  # fmt: skip
from imsim.engine.mechanism import Mechanism
from imsim.engine.rng import limit, normal, under, uniform
from imsim.engine.rules import compiled, equation, reference, step

NOBODY = -1


class P(NamedTuple):
    """Behavioural numbers."""

    encounter_rate: float = parameter(
        0.25, 0.02, 1, "1/week", "scn", "-", "evaluated encounters of a customer a week", symbol="rate"
    )
    product_quality: float = parameter(0.6, 0.4, 0.8, "0-1", "scn", "scale_anchor", "quality of the product itself")
    product_weight: float = parameter(
        0.5, 0.3, 0.7, "share", "assumed", "-", "weight of the product beside service", symbol="w_p"
    )
    need_weight: float = parameter(
        0.15, 0, 0.4, "-", "assumed", "-", "gain of knowledgeable service for unusual needs", symbol="w_n"
    )
    need_mean: float = parameter(0.3, 0.1, 0.5, "0-1", "assumed", "-", "mean unusualness of a customer's needs")
    need_sd: float = parameter(0.15, 0.05, 0.25, "0-1", "assumed", "-", "spread of it")
    load_effect: float = parameter(
        0.3, 0, 0.8, "-", "assumed", "-", "quality lost per unit of overload", symbol="k_load"
    )
    site_effect: float = parameter(
        0, -0.11, 0.11, "0-1", "scn", "-", "quality that comes from the site, not from staff", symbol="site"
    )
    quality_noise: float = parameter(
        0.1, 0.08, 0.2, "0-1", "cal", "amex_2011", "noise of one encounter", symbol="sigma_Q"
    )
    quality_share: float = parameter(
        0.5,
        0.3,
        0.7,
        "share",
        "SA",
        "anderson_sullivan_1993",
        "weight of quality itself beside disconfirmation",
        symbol="theta",
    )
    surplus_gain: float = parameter(
        0.8, 0.4, 1.2, "-", "SA", "anderson_sullivan_1993", "gain from more than expected", symbol="b+"
    )
    shortfall_loss: float = parameter(
        1.6, 1, 3, "-", "SA", "anderson_sullivan_1993", "loss from less than expected", symbol="b-"
    )
    disconfirmation_sd: float = parameter(
        0.125,
        0.1,
        0.16,
        "0-1",
        "assumed",
        "-",
        "spread of quality minus expectation at the reference point",
        symbol="sd D",
    )
    satisfaction_reference: float = parameter(
        0.6, 0.5, 0.7, "0-1", "fix", "scale_anchor", "customer satisfaction at the reference point", symbol="CS_ref"
    )
    satisfaction_step: float = parameter(
        0.35, 0.2, 0.6, "1/encounter", "assumed", "-", "weight of the last encounter in satisfaction", symbol="a_CS"
    )
    expectation_step: float = parameter(
        0.15, 0.05, 0.3, "1/encounter", "assumed", "-", "weight of the last encounter in expectation", symbol="a_E"
    )
    below_threshold: float = parameter(
        0.065,
        0.03,
        0.12,
        "0-1",
        "cal",
        "amex_2011",
        "shortfall that a customer calls below expectation",
        symbol="d_below",
    )
    above_threshold: float = parameter(
        0.17, 0.1, 0.25, "0-1", "cal", "amex_2011", "surplus that a customer calls above expectation", symbol="d_above"
    )
    cover: float = reads()
    knowledge_reference: float = reads()
    neutral_satisfaction: float = derived("0-1", "satisfaction of an encounter exactly as expected")


class Customers(NamedTuple):
    """What customers feel, expect and need."""

    customer_satisfaction: Column = state(
        "CS", "0-1", "satisfaction with the firm so far", neutral="satisfaction_reference"
    )
    expectation: Column = state("E", "0-1", "quality the customer expects", neutral="satisfaction_reference")
    need_score: Column = trait("z", "standard score", "how unusual the customer's needs are; fixed")
    with_firm: Flags = reads()


class Employees(NamedTuple):
    """Whom they meet."""

    occupied: Flags = reads()
    performance: Column = reads()
    knowledge: Column = reads()


class Flows(Record):
    """What customers got this week."""

    encounters: float = flow("encounters", "evaluated by customers")
    quality: float = flow("0-1", "sum of perceived quality")
    quality_squares: float = flow("0-1", "sum of its squares")
    let_down: float = flow("encounters", "below expectation")
    delighted: float = flow("encounters", "above expectation")
    load: float = reads()


class Scratch(NamedTuple):
    """What is worked out of a batch of customers."""

    mask: Flags = interim("0 or 1", "of whom in a batch something is true")
    callers: Rows = interim("row", "customers who meet somebody this week")
    met: Places = interim("post", "whose holder each caller meets, -1 for nobody")
    draw: Column = interim("-", "random number of each caller")
    performed: Column = interim("0-1", "performance of those met")
    known: Column = interim("0-1", "knowledge of those met")
    need: Column = interim("standard score", "what callers need")
    felt: Column = interim("0-1", "satisfaction of callers")
    expected: Column = interim("0-1", "what callers expect")
    quality: Column = interim("0-1", "what callers get")
    gap: Column = interim("0-1", "quality minus expectation")
    square: Column = interim("0-1", "squares to be summed")


class Tally(Record, rows="one"):
    """What is counted of a batch."""

    callers: float = flow("customers", "who meet somebody")


class Streams(NamedTuple):
    """Random numbers."""

    visit: int = stream("who calls")
    desk: int = stream("whom they turn to")
    quality: int = stream("noise of an encounter")


class Encounter(NamedTuple):
    """What a customer meets with."""

    performance: float = 0.0
    knowledge: float = 0.0
    need: float = 0.0
    load: float = 0.0
    noise: float = 0.0


class Judgement(NamedTuple):
    """What a customer makes of it."""

    satisfaction: float
    expectation: float
    quality: float


@equation
def unusual_need(score: float, p: P) -> float:
    """E19. Customers differ in how unusual their needs are.

    Args:
        score: standard score of the customer.
        p: parameters.

    Source: row 5; form assumed.

    Example:
        >>> float(unusual_need(-4.0, P()))
        0.0
    """
    return np.minimum(np.maximum(p.need_mean + p.need_sd * score, 0), 1)


@equation
def perceived_quality(met: Encounter, p: P) -> float:
    """E19. Quality is product and service; knowledgeable staff meet unusual needs; overload spoils it.

    There is no job satisfaction in it: staff attitudes reach customers through performance alone.

    Source: brown_lam_2008, rows 1, 5, 6 and 13.

    Example:
        >>> round(float(perceived_quality(Encounter(.6, .6, .3, 1.2), P())), 2)
        0.54
    """
    return (
        p.product_weight * p.product_quality
        + (1 - p.product_weight) * met.performance
        + p.need_weight * met.need * (met.knowledge - p.knowledge_reference)
        - p.load_effect * np.maximum(met.load - 1, 0)
        + p.site_effect
        + met.noise
    )


@equation
def encounter_satisfaction(quality: float, gap: float, p: P) -> float:
    """E20. Satisfaction is quality and disconfirmation, and a shortfall weighs more than a surplus.

    Args:
        quality: perceived, 0-1.
        gap: quality minus expectation.
        p: parameters.

    Source: anderson_sullivan_1993, mittal_1998.

    Example:
        >>> round(float(encounter_satisfaction(.5, -.1, P(neutral_satisfaction=.64))), 3)
        0.49
    """
    felt = p.neutral_satisfaction + p.surplus_gain * np.maximum(gap, 0) + p.shortfall_loss * np.minimum(gap, 0)
    return p.quality_share * quality + (1 - p.quality_share) * felt


@equation
def customer_satisfaction(judged: Judgement, p: P) -> float:
    """E20. A customer's satisfaction moves part of the way to the last encounter's.

    Source: anderson_sullivan_1993.

    Example:
        >>> round(float(customer_satisfaction(Judgement(.6, .6, .4), P(neutral_satisfaction=.72))), 3)
        0.53
    """
    felt = encounter_satisfaction(judged.quality, judged.quality - judged.expectation, p)
    moved = judged.satisfaction + p.satisfaction_step * (felt - judged.satisfaction)
    return np.minimum(np.maximum(moved, 0), 1)


@equation
def expectation(judged: Judgement, p: P) -> float:
    """E20. Customers come to expect what they get.

    Source: anderson_sullivan_1993.

    Example:
        >>> round(float(expectation(Judgement(.6, .6, .8), P())), 3)
        0.63
    """
    moved = judged.expectation + p.expectation_step * (judged.quality - judged.expectation)
    return np.minimum(np.maximum(moved, 0), 1)


@step("count")
def begin_counting(flows: Flows) -> None:
    """Nobody has met anybody yet this week."""
    flows.encounters, flows.quality, flows.quality_squares = 0.0, 0.0, 0.0
    flows.let_down, flows.delighted = 0.0, 0.0


@step("meet")
def call(customers: Customers, scratch: Scratch, tally: Tally, streams: Streams, p: P, batch: Batch) -> None:
    """Enter the rows of those of a batch who meet somebody this week (E19)."""
    rate = limit(p.encounter_rate)
    for row in range(batch.first, batch.end):
        scratch.mask[row - batch.first] = customers.with_firm[row] & under(rate, streams.visit, row)
    tally.callers = selected(scratch.mask, batch.first, batch.end, scratch.callers)


@step("meet", after="call")
def turn_to(
    employees: Employees, points: Sequence[Sequence[TouchPoint]], scratch: Scratch, tally: Tally, streams: Streams,
    batch: Batch,
) -> None:  # fmt: skip
    """Enter the post whose holder each caller meets."""
    callers = scratch.callers[: int(tally.callers)]
    for turn in range(len(callers)):
        scratch.draw[turn] = uniform(streams.desk, callers[turn])
    for turn in range(len(callers)):
        scratch.met[turn] = whom_they_meet(points[batch.segment], employees.occupied, scratch.draw[turn])


@compiled
def whom_they_meet(points: Sequence[TouchPoint], occupied: Flags, draw: float) -> int:
    """Post whose holder a customer meets, NOBODY where nobody of the department is left.

    At a vacant post the next occupied one of the department stands in, round its ring.
    """
    turn = 0
    for earlier in range(len(points) - 1):
        turn += draw >= points[earlier].upper
    point = points[turn]
    post = min(point.first + int((draw - point.lower) * point.posts_per_share), point.last)
    for _ in range(point.last - point.first + 1):
        if occupied[post]:
            return post
        post = post + 1 if post < point.last else point.first
    return NOBODY


@step("meet", after="turn_to")
def look_up(employees: Employees, customers: Customers, scratch: Scratch, tally: Tally, p: P) -> None:
    """Note what those met perform and know, and what callers bring.

    All is looked up before the first is served: so many fetches from far memory take no longer than one. Where nobody
    is left, customers meet the cover of E17 and no knowledge beyond the reference.
    """
    callers = scratch.callers[: int(tally.callers)]
    for turn in range(len(callers)):
        post, row = scratch.met[turn], callers[turn]
        scratch.performed[turn], scratch.known[turn] = p.cover, p.knowledge_reference
        if post >= 0:
            scratch.performed[turn], scratch.known[turn] = employees.performance[post], employees.knowledge[post]
        scratch.need[turn] = customers.need_score[row]
        scratch.felt[turn] = customers.customer_satisfaction[row]
        scratch.expected[turn] = customers.expectation[row]


@step("meet", after="look_up")
def meet(customers: Customers, scratch: Scratch, tally: Tally, flows: Flows, streams: Streams, p: P) -> None:
    """Callers judge what they get, and remember it (E19-E20)."""
    callers, load = scratch.callers[: int(tally.callers)], flows.load
    for turn in range(len(callers)):
        scratch.draw[turn] = p.quality_noise * normal(streams.quality, callers[turn])
    for turn in range(len(callers)):
        need = unusual_need(scratch.need[turn], p)
        met = Encounter(scratch.performed[turn], scratch.known[turn], need, load, scratch.draw[turn])
        quality = perceived_quality(met, p)
        judged = Judgement(scratch.felt[turn], scratch.expected[turn], quality)
        scratch.quality[turn], scratch.gap[turn] = quality, quality - judged.expectation
        scratch.felt[turn] = customer_satisfaction(judged, p)
        scratch.expected[turn] = expectation(judged, p)
    for turn in range(len(callers)):
        customers.customer_satisfaction[callers[turn]] = scratch.felt[turn]
        customers.expectation[callers[turn]] = scratch.expected[turn]


@step("meet", after="meet")
def take_stock(scratch: Scratch, tally: Tally, flows: Flows, p: P) -> None:
    """Count what callers got."""
    let_down, delighted, size = 0, 0, int(tally.callers)
    for turn in range(size):
        scratch.square[turn] = scratch.quality[turn] * scratch.quality[turn]
        let_down += scratch.gap[turn] < -p.below_threshold
        delighted += scratch.gap[turn] > p.above_threshold
    flows.encounters += size
    flows.let_down += let_down
    flows.delighted += delighted
    flows.quality += total(scratch.quality, size)
    flows.quality_squares += total(scratch.square, size)


@reference
def neutral_satisfaction(r: Reference) -> Column:
    """The encounter as expected pleases a little more than the mean one, since shortfalls weigh more (E20).

    The mean of a normal variable's positive part is its standard deviation over the square root of 2 pi.
    """
    p = r.p
    return p.satisfaction_reference + (p.shortfall_loss - p.surplus_gain) * p.disconfirmation_sd / np.sqrt(2 * np.pi)


@reference
def share_let_down(r: Reference) -> Column:
    """Share of encounters below expectation."""
    return ndtr(-r.p.below_threshold / r.p.disconfirmation_sd)


@reference
def share_delighted(r: Reference) -> Column:
    """Share of encounters above expectation."""
    return ndtr(-r.p.above_threshold / r.p.disconfirmation_sd)


MECHANISM = Mechanism.here(
    globals(), rows=(1, 5, 6, 8, 10, 13), essential="customers whom nobody serves say nothing of the firm"
)
