"""Customers meet employees, judge what they get, leave, talk and join.

Customers are taken by lots: what all of a lot go through is a loop that decides nothing, so that the processor takes
several at once; then come the few who leave, join or drop something.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from imsim.customers import CUSTOMER_SATISFACTION, EXPECTATION, NEED_SCORE
from imsim.draws import limit, normal, numbered, under, uniform
from imsim.economics import WEEKS_A_YEAR
from imsim.equations import customers as equations
from imsim.equations import word_of_mouth
from imsim.kernels import called_by_kernels, written_into_kernels
from imsim.lots import ends_of, lots_of, those_found, total
from imsim.state import EXPECTED, FELT, GAP, KNOWN, NEED, NOISE, PERFORMED, QUALITY, SQUARE, State
from imsim.workforce import AFFECTIVE_COMMITMENT, KNOWLEDGE, OCCUPIED, PERFORMANCE, PERFORMANCE_QUANTITY


@written_into_kernels
def press_on_staff(run: State, _week: int) -> None:
    """Customers press on the contact staff who are there (E19)."""
    p, page, people, occupied = run.p, run.page, run.staff.numbers, run.staff.flags[OCCUPIED]
    away, helping = run.on_posts[page.hours_away], run.on_posts[page.extra_hands]
    capacity, desks = 0.0, 0.0
    for unit in run.units:
        if unit.contact > 0:
            desks += unit.heads
            for post in range(unit.first, unit.end):
                capacity += occupied[post] * equations.working_capacity(
                    people[PERFORMANCE_QUANTITY, post], p.performance_reference, min(away[post], 1.0) - helping[post]
                )
    run.flows.load = equations.load(
        run.firm.customers_now * (1 + run.effects.demand),
        p.customers_reference,
        capacity / desks,
        p.load_reference,
        p.load_most,
    )


@written_into_kernels
def meet_customers(run: State, week: int) -> None:
    """Customers meet an employee and judge what they get; some leave, others come (back) (E19-E23)."""
    firm, flows, customers = run.firm, run.flows, run.customers
    begin_counting(flows)
    visit, desk, rate = numbered(run.streams.visit, week), numbered(run.streams.desk, week), limit(run.p.encounter_rate)
    felt, react, move = numbered(run.streams.quality, week), numbered(run.streams.react, week), numbered(run.streams.move, week)
    for segment in range(len(run.points)):
        known, begin = run.segments[segment], np.uint64(run.first_row[segment])
        known.heads, known.satisfaction = 0.0, 0.0
        size = run.first_row[segment + 1] - run.first_row[segment]
        for lot in range(lots_of(size)):
            first, end = ends_of(lot, size)
            first, end = begin + first, begin + end
            number = who_calls(customers.with_firm, visit, rate, run.found, run.callers, first, end)
            callers, met = run.callers[:number], run.met[:number]
            find_desks(run.points[segment], run.staff.flags[OCCUPIED], callers, desk, run.notes, met)
            look_up(run.staff.numbers, customers.numbers, run.p, callers, met, run.notes)
            meet(customers.numbers, run.p, flows.load, felt, callers, run.notes)
            take_stock(run.p, flows, callers, run.notes)
            react_to(customers, run.p, flows, run.effects, callers, react, move, run.notes, run.found, run.some, week)
            come_and_go(customers, run.p, firm, flows, run.effects, move, run.found, run.some, first, end, week)
            count(customers, flows, known, run.notes, first, end, week)
    firm.customers_now += flows.joined - flows.left


@called_by_kernels
def who_calls(with_firm: Any, visit: Any, rate: Any, found: Any, callers: Any, first: Any, end: Any) -> Any:
    """Enter the rows of those of a lot who meet somebody this week; gives how many they are (E19).

    Args:
        with_firm: whether customers are.
        visit: this week's stream.
        rate: limit of the draws of those who call.
        found: room for whether one of the lot calls.
        callers: where to enter the rows of those who do.
        first, end: of the lot.
    """
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
def meet(customers: Any, p: Any, load: Any, felt: Any, callers: Any, notes: Any) -> None:
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
def take_stock(p: Any, flows: Any, callers: Any, notes: Any) -> None:
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
    for turn in some[: those_found(found, np.uint64(0), np.uint64(len(callers)), some)]:
        gap, row = notes[GAP, turn], callers[turn]
        if equations.bails(gap, uniform(react, row), p.below_threshold, p.bail_probability):
            flows.dropped += 1.0
            customers.walked_away[row] = week
        if gap < -p.failure_threshold:
            flows.failures += 1.0
            leave(customers, row, p, flows, True, effects.churn_pressure, uniform(move, row), week)


@called_by_kernels
def come_and_go(
    customers: Any, p: Any, firm: Any, flows: Any, effects: Any, move: Any, found: Any, some: Any, first: Any, end: Any,
    week: int,
) -> None:  # fmt: skip
    """Some drift away, others come (back) (E22-E23). Who left after a failure this week does not come back in it."""
    drift = p.churn_hazard * (1 + effects.churn_pressure)
    # Nobody drifts away whose draw is above what the least satisfied leave with.
    leaving = equations.churn_probability(0.0, 0.0, p.satisfaction_reference, drift, p.churn_slope, p.leave_probability)
    joining = word_of_mouth.join_probability(firm.reputation, p.satisfaction_reference, p.join_hazard, p.join_slope)
    likely = limit(max(leaving, joining))
    for row in range(first, end):
        found[row - first] = under(likely, move, row)
    for row in some[: those_found(found, first, end, some)]:
        luck = uniform(move, row)
        if customers.with_firm[row]:
            if luck < leaving:
                leave(customers, row, p, flows, False, effects.churn_pressure, luck, week)
        elif luck < joining and customers.walked_away[row] != week:
            join(customers, row, p, flows, firm.reputation, effects.promise)


@called_by_kernels
def count(customers: Any, flows: Any, known: Any, notes: Any, first: Any, end: Any, week: int) -> None:
    """Count those who are there, how satisfied they are, and those who walked away within a year."""
    heads, walked, either = 0, 0, 0
    for row in range(first, end):
        there, gone = customers.with_firm[row], customers.walked_away[row] > week - WEEKS_A_YEAR
        felt = there * customers.numbers[CUSTOMER_SATISFACTION, row]
        notes[FELT, row - first], notes[SQUARE, row - first] = felt, felt * felt
        heads += there
        walked += gone
        either += gone | there
    known.heads += heads
    known.satisfaction += total(notes[FELT], end - first)
    flows.satisfaction_squares += total(notes[SQUARE], end - first)
    flows.walked += walked
    flows.with_firm_or_walked += either


@called_by_kernels
def begin_counting(flows: Any) -> None:
    """Set the week's counts of encounters and customers to nothing."""
    flows.encounters, flows.quality, flows.quality_squares = 0.0, 0.0, 0.0
    flows.let_down, flows.delighted, flows.dropped, flows.failures = 0.0, 0.0, 0.0, 0.0
    flows.failed_and_left, flows.left, flows.joined = 0.0, 0.0, 0.0
    flows.satisfaction_squares, flows.walked, flows.with_firm_or_walked = 0.0, 0.0, 0.0


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
def leave(customers: Any, row: Any, p: Any, flows: Any, failed: bool, pressure: Any, luck: Any, week: int) -> None:
    """Leave, if luck has it, after a failure or because one is not satisfied (E22)."""
    drift = p.churn_hazard * (1 + pressure)
    churn = equations.churn_probability(
        customers.numbers[CUSTOMER_SATISFACTION, row], failed, p.satisfaction_reference, drift, p.churn_slope, p.leave_probability
    )
    if luck < churn:
        customers.with_firm[row] = False
        customers.walked_away[row] = week
        flows.left += 1.0
        flows.failed_and_left += failed


@called_by_kernels
def join(customers: Any, row: Any, p: Any, flows: Any, reputation: Any, promised: Any) -> None:
    """Join, expecting what is promised and what people say (E20, E23)."""
    customers.with_firm[row] = True
    promise = min(p.brand_promise + promised, 1.0)
    customers.numbers[EXPECTATION, row] = equations.first_expectation(promise, reputation, p.promise_weight)
    customers.numbers[CUSTOMER_SATISFACTION, row] = reputation
    flows.joined += 1.0


@written_into_kernels
def spread_the_word(run: State, _week: int) -> None:
    """Satisfaction, talk and employees' advocacy make the firm's reputation; departments hear from customers (E23)."""
    p, flows, firm = run.p, run.flows, run.firm
    people, occupied = run.staff.numbers, run.staff.flags[OCCUPIED]
    product_use = run.on_posts[run.page.product_use]
    mean = hear_from_customers(p, flows, run.segments, run.departments, run.mix)
    speaking, present = 0.0, 0.0
    for post in range(len(occupied)):
        there = 1.0 * occupied[post]
        present += there
        speaking += there * word_of_mouth.advocacy(
            people[AFFECTIVE_COMMITMENT, post], p.staff_commitment_reference, product_use[post]
        )
    firm.advocacy = speaking / max(present, 1.0)
    talk = word_of_mouth.talk(flows.delighted, flows.let_down, p.told_good, p.told_bad)
    firm.reputation = word_of_mouth.reputation(
        firm.reputation,
        mean,
        talk / max(firm.customers_now, 1.0) - p.talk_reference,
        firm.advocacy,
        p.reputation_speed,
        p.talk_weight,
        p.advocacy_weight,
    )


@called_by_kernels
def hear_from_customers(p: Any, flows: Any, segments: Any, departments: Any, mix: Any) -> Any:
    """Mean satisfaction of the customers whom each department meets, noted there, and of all, which is given.

    A department that meets nobody hears the firm's mean; an empty market leaves the reference.
    """
    heads, satisfaction = 0.0, 0.0
    for number in range(len(segments)):
        heads += segments[number].heads
        satisfaction += segments[number].satisfaction
    flows.satisfaction = satisfaction
    mean = satisfaction / heads if heads > 0 else p.satisfaction_reference
    for number in range(len(departments)):
        heads, satisfaction = 0.0, 0.0
        for segment in range(len(segments)):
            heads += segments[segment].heads * mix[segment, number]
            satisfaction += segments[segment].satisfaction * mix[segment, number]
        departments[number].customer_satisfaction = satisfaction / heads if heads > 0 else mean
    return mean
