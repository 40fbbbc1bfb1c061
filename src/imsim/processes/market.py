"""Customers meet employees, judge what they get, leave, talk and join.

Customers are taken by lots: what all of a lot go through is a loop that decides nothing, so that the processor takes
several at once; then come the few who leave, join or drop something.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from imsim.draws import limit, normal, numbered, under, uniform
from imsim.economics import WEEKS_A_YEAR
from imsim.equations import customers as equations
from imsim.equations import word_of_mouth
from imsim.kernels import called_by_kernels
from imsim.lots import ends_of, lots_of, total
from imsim.state import State


@called_by_kernels
def press_on_staff(run: State, _week: int) -> None:
    """Customers press on the contact staff who are there (E19)."""
    p, page, staff = run.p, run.page, run.staff
    away, helping = run.on_posts[page.hours_away], run.on_posts[page.extra_hands]
    capacity, desks = 0.0, 0.0
    for unit in run.units:
        if unit.contact > 0:
            desks += unit.heads
            for post in range(unit.first, unit.end):
                capacity += staff.occupied[post] * equations.working_capacity(
                    staff.performance_quantity[post], p.performance_reference, min(away[post], 1.0) - helping[post]
                )
    run.flows.load = equations.load(
        run.firm.customers_now * (1 + run.effects.demand),
        p.customers_reference,
        capacity / desks,
        p.load_reference,
        p.load_most,
    )


@called_by_kernels
def meet_customers(run: State, week: int) -> None:
    """Customers meet an employee and judge what they get; some leave, others come (back) (E19-E23)."""
    firm, flows = run.firm, run.flows
    begin_counting(flows)
    visit, rate = numbered(run.streams.visit, week), limit(run.p.encounter_rate)
    for segment in range(len(run.points)):
        known, begin = run.segments[segment], np.uint64(run.first_row[segment])
        known.heads, known.satisfaction = 0.0, 0.0
        size = run.first_row[segment + 1] - run.first_row[segment]
        for lot in range(lots_of(size)):
            first, end = ends_of(lot, size)
            first, end = begin + first, begin + end
            number = who_calls(run.customers.with_firm, visit, rate, run.room, first, end)
            callers, met = run.room.callers[:number], run.room.met[:number]
            find_desks(run, run.points[segment], callers, met, numbered(run.streams.desk, week))
            meet(run, callers, week)
            take_stock(run, callers, week)
            come_and_go(run, first, end, week)
            count(run, known, first, end, week)
    firm.customers_now += flows.joined - flows.left


@called_by_kernels
def who_calls(with_firm: Any, visit: Any, rate: Any, room: Any, first: Any, end: Any) -> Any:
    """Enter the rows of those of a lot who meet somebody this week as callers; gives how many they are (E19).

    Args:
        with_firm: whether customers are.
        visit: this week's stream.
        rate: limit of the draws of those who call.
        room: where to enter them.
        first, end: of the lot.
    """
    for row in range(first, end):
        room.flag[row - first] = with_firm[row] & under(rate, visit, row)
    number = 0
    for row in range(first, end):
        room.callers[number] = row
        number += room.flag[row - first]
    return number


@called_by_kernels
def find_desks(run: State, points: Any, callers: Any, met: Any, desk: Any) -> None:
    """Enter the post whose holder each caller meets, what this one performs and knows, and what the caller brings.

    All are looked for before the first is served: so many fetches from far memory take no longer than one. Where nobody
    is left, customers meet the cover of E17 and no knowledge beyond the reference.
    """
    p, staff, customers, room = run.p, run.staff, run.customers, run.room
    for turn in range(len(callers)):
        room.draw[turn] = uniform(desk, callers[turn])
    for turn in range(len(callers)):
        met[turn] = whom_they_meet(points, staff.occupied, room.draw[turn])
    for turn in range(len(callers)):
        post, row = met[turn], callers[turn]
        room.performance[turn] = staff.performance[post] if post >= 0 else p.cover
        room.knowledge[turn] = staff.knowledge[post] if post >= 0 else p.knowledge_reference
        room.need_score[turn] = customers.need_score[row]
        room.satisfaction[turn] = customers.customer_satisfaction[row]
        room.expectation[turn] = customers.expectation[row]


@called_by_kernels
def meet(run: State, callers: Any, week: int) -> None:
    """Callers judge what they get from whom they meet, and remember it (E19-E20)."""
    p, room, customers, felt = run.p, run.room, run.customers, numbered(run.streams.quality, week)
    load = run.flows.load
    for turn in range(len(callers)):
        room.noise[turn] = p.quality_noise * normal(felt, callers[turn])
    for turn in range(len(callers)):
        quality = equations.perceived_quality(
            room.performance[turn],
            room.knowledge[turn],
            equations.unusual_need(room.need_score[turn], p.need_mean, p.need_sd),
            load,
            room.noise[turn],
            p.product_quality,
            p.product_weight,
            p.need_weight,
            p.knowledge_reference,
            p.load_effect,
            p.site_effect,
        )
        gap = quality - room.expectation[turn]
        pleased = equations.encounter_satisfaction(
            quality, gap, p.quality_share, p.surplus_gain, p.shortfall_loss, p.neutral_satisfaction
        )
        room.draw[turn], room.gap[turn] = quality, gap
        room.satisfaction[turn] = equations.customer_satisfaction(room.satisfaction[turn], pleased, p.satisfaction_step)
        room.expectation[turn] = equations.expectation(room.expectation[turn], quality, p.expectation_step)
    for turn in range(len(callers)):
        customers.customer_satisfaction[callers[turn]] = room.satisfaction[turn]
        customers.expectation[callers[turn]] = room.expectation[turn]


@called_by_kernels
def take_stock(run: State, callers: Any, week: int) -> None:
    """Count what callers got; some drop the purchase, and a failure may end it (E21-E22)."""
    p, flows, room, customers = run.p, run.flows, run.room, run.customers
    react, move = numbered(run.streams.react, week), numbered(run.streams.move, week)
    quality, squares, let_down, delighted = 0.0, 0.0, 0, 0
    for turn in range(len(callers)):
        quality += room.draw[turn]
        squares += room.draw[turn] * room.draw[turn]
        let_down += room.gap[turn] < -p.below_threshold
        delighted += room.gap[turn] > p.above_threshold
    flows.encounters += len(callers)
    flows.quality += quality
    flows.quality_squares += squares
    flows.let_down += let_down
    flows.delighted += delighted
    for turn in range(len(callers)):
        gap, row = room.gap[turn], callers[turn]
        if gap < -min(p.below_threshold, p.failure_threshold):
            if equations.bails(gap, uniform(react, row), p.below_threshold, p.bail_probability):
                flows.dropped += 1.0
                customers.walked_away[row] = week
            if gap < -p.failure_threshold:
                flows.failures += 1.0
                leave(customers, row, p, flows, True, run.effects.churn_pressure, uniform(move, row), week)


@called_by_kernels
def come_and_go(run: State, first: Any, end: Any, week: int) -> None:
    """Some drift away, others come (back) (E22-E23). Who left after a failure this week does not come back in it."""
    p, firm, flows, effects, room, customers = run.p, run.firm, run.flows, run.effects, run.room, run.customers
    move = numbered(run.streams.move, week)
    drift = p.churn_hazard * (1 + effects.churn_pressure)
    # Nobody drifts away whose draw is above what the least satisfied leave with.
    leaving = equations.churn_probability(0.0, 0.0, p.satisfaction_reference, drift, p.churn_slope, p.leave_probability)
    joining = word_of_mouth.join_probability(firm.reputation, p.satisfaction_reference, p.join_hazard, p.join_slope)
    likely = limit(max(leaving, joining))
    for row in range(first, end):
        room.flag[row - first] = under(likely, move, row)
    for row in range(first, end):
        if room.flag[row - first]:
            luck = uniform(move, row)
            if customers.with_firm[row]:
                if luck < leaving:
                    leave(customers, row, p, flows, False, effects.churn_pressure, luck, week)
            elif luck < joining and customers.walked_away[row] != week:
                join(customers, row, p, flows, firm.reputation, effects.promise)


@called_by_kernels
def count(run: State, known: Any, first: Any, end: Any, week: int) -> None:
    """Count those who are there, how satisfied they are, and those who walked away within a year."""
    flows, room, customers = run.flows, run.room, run.customers
    heads, walked, either = 0, 0, 0
    for row in range(first, end):
        there, gone = customers.with_firm[row], customers.walked_away[row] > week - WEEKS_A_YEAR
        felt = there * customers.customer_satisfaction[row]
        room.satisfaction[row - first], room.squares[row - first] = felt, felt * felt
        heads += there
        walked += gone
        either += gone | there
    known.heads += heads
    known.satisfaction += total(room.satisfaction, end - first)
    flows.satisfaction_squares += total(room.squares, end - first)
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
        customers.customer_satisfaction[row], failed, p.satisfaction_reference, drift, p.churn_slope, p.leave_probability
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
    customers.expectation[row] = equations.first_expectation(promise, reputation, p.promise_weight)
    customers.customer_satisfaction[row] = reputation
    flows.joined += 1.0


@called_by_kernels
def spread_the_word(run: State, _week: int) -> None:
    """Satisfaction, talk and employees' advocacy make the firm's reputation; departments hear from customers (E23)."""
    p, flows, firm, staff = run.p, run.flows, run.firm, run.staff
    product_use = run.on_posts[run.page.product_use]
    mean = hear_from_customers(p, flows, run.segments, run.departments, run.mix)
    speaking, present = 0.0, 0.0
    for post in range(len(staff.occupied)):
        there = 1.0 * staff.occupied[post]
        present += there
        speaking += there * word_of_mouth.advocacy(
            staff.affective_commitment[post], p.staff_commitment_reference, product_use[post]
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
