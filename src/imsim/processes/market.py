"""Customers meet employees, judge what they get, leave, talk and join."""

from __future__ import annotations

from typing import Any

from imsim.draws import limit, normal, numbered, under, uniform
from imsim.economics import WEEKS_A_YEAR
from imsim.equations import customers as equations
from imsim.equations import word_of_mouth
from imsim.kernels import called_by_kernels
from imsim.state import LOT, State


@called_by_kernels
def press_on_staff(run: State, _week: int) -> None:
    """Customers press on the contact staff who are there (E19)."""
    p, page = run.p, run.page
    capacity, desks = 0.0, 0
    for post in range(len(run.staff)):
        if run.units[run.desks[post].department].contact > 0:
            desks += 1
            person = run.staff[post]
            if person.occupied:
                away = min(run.on_posts[page.hours_away, post], 1.0) - run.on_posts[page.extra_hands, post]
                capacity += equations.working_capacity(person.performance_quantity, p.performance_reference, away)
    run.flows.load = equations.load(
        run.firm.customers_now * (1 + run.effects.demand),
        p.customers_reference,
        capacity / desks,
        p.load_reference,
        p.load_most,
    )


@called_by_kernels
def meet_customers(run: State, week: int) -> None:
    """Customers meet an employee and judge what they get; some leave, others come (back) (E19-E23).

    They are taken by lots, so that the processor need not guess who calls next: first who calls at all, then what the
    callers get, then who goes and who comes.
    """
    firm, flows = run.firm, run.flows
    begin_counting(flows)
    visit, rate = numbered(run.streams.visit, week), limit(run.p.encounter_rate)
    for segment in range(len(run.points)):
        known = run.segments[segment]
        known.heads, known.satisfaction = 0.0, 0.0
        last = run.first_row[segment + 1]
        for first in range(run.first_row[segment], last, LOT):
            customers = run.customers[first : min(first + LOT, last)]
            number = who_calls(customers, first, visit, rate, run.callers)
            callers, met = run.callers[:number], run.met[:number]
            find_desks(run.points[segment], run.staff, first, callers, numbered(run.streams.desk, week), met)
            meet(run, customers, first, callers, met, week)
            come_and_go(run, customers, first, known, week)
    firm.customers_now += flows.joined - flows.left


@called_by_kernels
def who_calls(customers: Any, first: int, visit: Any, rate: Any, callers: Any) -> Any:
    """Those of a lot who meet somebody this week, by their places in it; gives how many they are (E19).

    Args:
        customers: the lot.
        first: row of its first customer.
        visit: this week's stream.
        rate: limit of the draws of those who call.
        callers: where to enter them.
    """
    number = 0
    for place in range(len(customers)):
        callers[number] = place
        number += customers[place].with_firm & under(rate, visit, first + place)
    return number


@called_by_kernels
def find_desks(points: Any, staff: Any, first: int, callers: Any, desk: Any, met: Any) -> None:
    """Enter the post whose holder each caller meets in `met`.

    All are looked for before the first is served: so many fetches from far memory take no longer than one.
    """
    for turn in range(len(callers)):
        met[turn] = whom_they_meet(points, staff, uniform(desk, first + callers[turn]))


@called_by_kernels
def meet(run: State, customers: Any, first: int, callers: Any, met: Any, week: int) -> None:
    """Callers judge what they get from whom they meet; a failure may end it (E19-E22)."""
    p, flows, streams, staff = run.p, run.flows, run.streams, run.staff
    react, felt, move = numbered(streams.react, week), numbered(streams.quality, week), numbered(streams.move, week)
    for turn in range(len(callers)):
        customer, row = customers[callers[turn]], first + callers[turn]
        noise = p.quality_noise * normal(felt, row)
        quality = quality_met(staff, met[turn], p, customer.need_score, flows.load, noise)
        if judge(customer, p, flows, quality, uniform(react, row), week):
            leave(customer, p, flows, True, run.effects.churn_pressure, uniform(move, row), week)


@called_by_kernels
def come_and_go(run: State, customers: Any, first: int, known: Any, week: int) -> None:
    """Some drift away, others come (back); those who are there are counted (E22-E23).

    Who left after a failure this week does not come back in it.
    """
    p, firm, flows, effects = run.p, run.firm, run.flows, run.effects
    move = numbered(run.streams.move, week)
    drift = p.churn_hazard * (1 + effects.churn_pressure)
    # Nobody drifts away whose draw is above what the least satisfied leave with.
    leaving = equations.churn_probability(0.0, 0.0, p.satisfaction_reference, drift, p.churn_slope, p.leave_probability)
    joining = word_of_mouth.join_probability(firm.reputation, p.satisfaction_reference, p.join_hazard, p.join_slope)
    likely = limit(max(leaving, joining))
    heads, satisfaction, squares, walked, either = 0, 0.0, 0.0, 0, 0
    for place in range(len(customers)):
        customer = customers[place]
        if under(likely, move, first + place):
            luck = uniform(move, first + place)
            if customer.with_firm:
                if luck < leaving:
                    leave(customer, p, flows, False, effects.churn_pressure, luck, week)
            elif luck < joining and customer.walked_away != week:
                join(customer, p, flows, firm.reputation, effects.promise)
        there, gone = customer.with_firm, customer.walked_away > week - WEEKS_A_YEAR
        felt = there * customer.customer_satisfaction
        heads += there
        satisfaction += felt
        squares += felt * felt
        walked += gone
        either += gone | there
    known.heads += heads
    known.satisfaction += satisfaction
    flows.satisfaction_squares += squares
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
def whom_they_meet(points: Any, staff: Any, draw: Any) -> Any:
    """Post whose holder a customer meets, -1 where nobody of the department is left.

    At a vacant desk the next occupied one of the department stands in, round its ring.
    """
    turn = 0
    for earlier in range(len(points) - 1):
        turn += draw >= points[earlier].upper
    point = points[turn]
    post = min(point.first + int((draw - point.lower) * point.desks_per_share), point.last)
    for _ in range(point.last - point.first + 1):
        if staff[post].occupied:
            return post
        post = post + 1 if post < point.last else point.first
    return -1


@called_by_kernels
def quality_met(staff: Any, post: int, p: Any, need_score: Any, load: Any, noise: Any) -> Any:
    """Quality that a customer meets with who stands at a post (E19).

    Where nobody is left, customers meet the cover of E17 and no knowledge beyond the reference.
    """
    performed, known = p.cover, p.knowledge_reference
    if post >= 0:
        performed, known = staff[post].performance, staff[post].knowledge
    return equations.perceived_quality(
        performed,
        known,
        equations.unusual_need(need_score, p.need_mean, p.need_sd),
        load,
        noise,
        p.product_quality,
        p.product_weight,
        p.need_weight,
        p.knowledge_reference,
        p.load_effect,
        p.site_effect,
    )


@called_by_kernels
def judge(customer: Any, p: Any, flows: Any, quality: Any, draw: Any, week: int) -> Any:
    """Compare what one got with what one expected; some drop the purchase (E20-E21). Gives whether it was a failure."""
    gap = quality - customer.expectation
    felt = equations.encounter_satisfaction(
        quality, gap, p.quality_share, p.surplus_gain, p.shortfall_loss, p.neutral_satisfaction
    )
    customer.customer_satisfaction = equations.customer_satisfaction(
        customer.customer_satisfaction, felt, p.satisfaction_step
    )
    customer.expectation = equations.expectation(customer.expectation, quality, p.expectation_step)
    flows.encounters += 1.0
    flows.quality += quality
    flows.quality_squares += quality * quality
    flows.let_down += gap < -p.below_threshold
    flows.delighted += gap > p.above_threshold
    if equations.bails(gap, draw, p.below_threshold, p.bail_probability):
        flows.dropped += 1.0
        customer.walked_away = week
    failed = gap < -p.failure_threshold
    flows.failures += failed
    return failed


@called_by_kernels
def leave(customer: Any, p: Any, flows: Any, failed: bool, pressure: Any, luck: Any, week: int) -> None:
    """Leave, if luck has it, after a failure or because one is not satisfied (E22)."""
    drift = p.churn_hazard * (1 + pressure)
    churn = equations.churn_probability(
        customer.customer_satisfaction, failed, p.satisfaction_reference, drift, p.churn_slope, p.leave_probability
    )
    if luck < churn:
        customer.with_firm = False
        customer.walked_away = week
        flows.left += 1.0
        flows.failed_and_left += failed


@called_by_kernels
def join(customer: Any, p: Any, flows: Any, reputation: Any, promised: Any) -> None:
    """Join, expecting what is promised and what people say (E20, E23)."""
    customer.with_firm = True
    promise = min(p.brand_promise + promised, 1.0)
    customer.expectation = equations.first_expectation(promise, reputation, p.promise_weight)
    customer.customer_satisfaction = reputation
    flows.joined += 1.0


@called_by_kernels
def spread_the_word(run: State, _week: int) -> None:
    """Satisfaction, talk and employees' advocacy make the firm's reputation; departments hear from customers (E23)."""
    p, flows, firm = run.p, run.flows, run.firm
    mean = hear_from_customers(p, flows, run.segments, run.departments, run.mix)
    speaking, present = 0.0, 0.0
    for post in range(len(run.staff)):
        person = run.staff[post]
        if person.occupied:
            present += 1.0
            speaking += word_of_mouth.advocacy(
                person.affective_commitment, p.staff_commitment_reference, run.on_posts[run.page.product_use, post]
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
