"""Encounters: customers call, meet an employee, and get what that one performs and knows.

Customers are taken by batches: what all of a batch go through is a loop that decides nothing, so that the processor
takes several at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from imsim.company.static import TouchPoint
from imsim.engine.batches import Batch, selected, total
from imsim.engine.fields import (
    Column,
    Flags,
    Places,
    Record,
    Rows,
    flow,
    interim,
    parameter,
    reads,
    stream,
    trait,
)  # fmt: skip
from imsim.engine.mechanism import Mechanism
from imsim.engine.rng import limit, normal, under, uniform
from imsim.engine.rules import compiled, equation, step

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
    time_effect: float = parameter(
        0.5, 0.2, 0.8, "-", "assumed", "-", "quality gained per unit of time given to a customer", symbol="k_t"
    )
    site_effect: float = parameter(
        0, -0.11, 0.11, "0-1", "scn", "-", "quality that comes from the site, not from staff", symbol="site"
    )
    quality_noise: float = parameter(
        0.1, 0.08, 0.2, "0-1", "cal", "amex_2011", "noise of one encounter", symbol="sigma_Q"
    )
    cover: float = reads()
    knowledge_reference: float = reads()


class Customers(NamedTuple):
    """What customers feel, expect and need."""

    customer_satisfaction: Column = reads()
    expectation: Column = reads()
    leniency: Column = reads()
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
    load: float = reads()
    time_given: float = reads()


class Scratch(NamedTuple):
    """What is worked out of a batch of customers."""

    mask: Flags = interim("0 or 1", "of whom in a batch something is true")
    callers: Rows = interim("row", "customers who meet somebody this week")
    met: Places = interim("post", "whose holder each caller meets, -1 for nobody")
    draw: Column = interim("-", "random number of each caller")
    service: Column = interim("0-1", "service that those met give")
    known: Column = interim("0-1", "knowledge of those met")
    unsteadiness: Column = interim("factor", "noise of an encounter with those met, against the usual")
    need: Column = interim("standard score", "what callers need")
    lenient: Column = interim("0-1", "what callers are more satisfied than others by the same service")
    felt: Column = interim("0-1", "satisfaction of callers")
    expected: Column = interim("0-1", "what callers expect")
    quality: Column = interim("0-1", "what callers get")
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

    service: float = 0.0
    knowledge: float = 0.0
    need: float = 0.0
    load: float = 0.0
    time_given: float = 1.0
    noise: float = 0.0


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
    """E19. Quality is product and service; knowledgeable staff meet unusual needs; hurry and overload spoil it.

    Source: brown_lam_2008, rows 1, 5, 6 and 13.

    Example:
        >>> round(float(perceived_quality(Encounter(.6, .6, .3, 1.2, .9), P(knowledge_reference=.6))), 2)
        0.49
    """
    return (
        p.product_weight * p.product_quality
        + (1 - p.product_weight) * met.service
        + p.need_weight * met.need * (met.knowledge - p.knowledge_reference)
        + p.time_effect * (met.time_given - 1)
        - p.load_effect * np.maximum(met.load - 1, 0)
        + p.site_effect
        + met.noise
    )


@step("count")
def begin_counting(flows: Flows) -> None:
    """Nobody has met anybody yet this week."""
    flows.encounters, flows.quality, flows.quality_squares = 0.0, 0.0, 0.0


@step("call")
def call(customers: Customers, scratch: Scratch, tally: Tally, streams: Streams, p: P, batch: Batch) -> None:
    """Enter the rows of those of a batch who meet somebody this week (E19)."""
    rate = limit(p.encounter_rate)
    for row in range(batch.first, batch.end):
        scratch.mask[row - batch.first] = customers.with_firm[row] & under(rate, streams.visit, row)
    tally.callers = selected(scratch.mask, batch.first, batch.end, scratch.callers)


@step("call", after="call")
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


@step("meet")
def look_up(employees: Employees, customers: Customers, scratch: Scratch, tally: Tally, p: P) -> None:
    """Note what those met perform and know, and what callers bring.

    All is looked up before the first is served: so many fetches from far memory take no longer than one. Where nobody
    is left, customers meet the cover of E17 and no knowledge beyond the reference.
    """
    callers = scratch.callers[: int(tally.callers)]
    for turn in range(len(callers)):
        post, row = scratch.met[turn], callers[turn]
        scratch.service[turn], scratch.known[turn] = p.cover, p.knowledge_reference
        if post >= 0:
            scratch.service[turn], scratch.known[turn] = employees.performance[post], employees.knowledge[post]
        scratch.unsteadiness[turn] = 1.0
        scratch.need[turn], scratch.lenient[turn] = customers.need_score[row], customers.leniency[row]
        scratch.felt[turn] = customers.customer_satisfaction[row]
        scratch.expected[turn] = customers.expectation[row]


@step("receive")
def meet(scratch: Scratch, tally: Tally, flows: Flows, streams: Streams, p: P) -> None:
    """Callers get what those whom they meet give and know, and what product, time and load make of it (E19)."""
    callers, load, time = scratch.callers[: int(tally.callers)], flows.load, flows.time_given
    for turn in range(len(callers)):
        scratch.draw[turn] = p.quality_noise * scratch.unsteadiness[turn] * normal(streams.quality, callers[turn])
    for turn in range(len(callers)):
        need = unusual_need(scratch.need[turn], p)
        met = Encounter(scratch.service[turn], scratch.known[turn], need, load, time, scratch.draw[turn])
        scratch.quality[turn] = perceived_quality(met, p)


@step("tally")
def take_stock(scratch: Scratch, tally: Tally, flows: Flows) -> None:
    """Count what callers got."""
    size = int(tally.callers)
    for turn in range(size):
        scratch.square[turn] = scratch.quality[turn] * scratch.quality[turn]
    flows.encounters += size
    flows.quality += total(scratch.quality, size)
    flows.quality_squares += total(scratch.square, size)


MECHANISM = Mechanism.here(
    globals(), rows=(1, 4, 5, 6, 10, 14, 16), essential="customers whom nobody serves say nothing of the firm"
)
