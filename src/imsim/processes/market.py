"""Customers meet employees, judge what they get, leave, talk and join."""

from __future__ import annotations

from typing import Any

from imsim.draws import normal, numbered, uniform
from imsim.economics import WEEKS_A_YEAR
from imsim.equations import customers as equations
from imsim.equations import word_of_mouth
from imsim.kernels import called_by_kernels
from imsim.state import State


@called_by_kernels
def press_on_staff(s: State, _week: int) -> None:
    """Customers press on the contact staff who are there (E19)."""
    cases, replicates, posts = s.staff.shape
    page = s.page[0]
    for case in range(cases):
        for replicate in range(replicates):
            p, flows = s.p[case, replicate], s.flows[case, replicate, 0]
            capacity, desks = 0.0, 0
            for post in range(posts):
                if s.units[s.desks[post].department].contact > 0:
                    desks += 1
                    person = s.staff[case, replicate, post]
                    if person.occupied:
                        away = min(s.on_posts[page.hours_away, case, replicate, post], 1.0)
                        away -= s.on_posts[page.extra_hands, case, replicate, post]
                        capacity += equations.working_capacity(
                            person.performance_quantity, p.performance_reference, away
                        )
            flows.load = equations.load(
                s.firm[case, replicate, 0].customers_now * (1 + s.effects[case, replicate, 0].demand),
                p.customers_reference,
                capacity / desks,
                p.load_reference,
                p.load_most,
            )


@called_by_kernels
def meet_customers(s: State, week: int) -> None:
    """Customers meet an employee and judge what they get; some leave, others come (back) (E19-E23)."""
    cases, replicates = s.p.shape
    for replicate in range(replicates):
        streams = s.streams[replicate]
        visit, move = numbered(streams.visit, week), numbered(streams.move, week)
        desk, react = numbered(streams.desk, week), numbered(streams.react, week)
        felt = numbered(streams.quality, week)
        for case in range(cases):
            p, flows, firm = s.p[case, replicate], s.flows[case, replicate, 0], s.firm[case, replicate, 0]
            staff = s.staff[case, replicate]
            begin_counting(flows)
            drift = p.churn_hazard * (1 + s.effects[case, replicate, 0].churn_pressure)
            # Nobody leaves without a failure whose draw is above what the least satisfied leave with.
            leaving = equations.churn_probability(
                0.0, 0.0, p.satisfaction_reference, drift, p.churn_slope, p.leave_probability
            )
            joining = word_of_mouth.join_probability(
                firm.reputation, p.satisfaction_reference, p.join_hazard, p.join_slope
            )
            for segment in range(len(s.points)):
                heads, satisfaction = 0.0, 0.0
                for row in range(s.first_row[segment], s.first_row[segment + 1]):
                    customer = s.customers[case, replicate, row]
                    luck = uniform(move, row)
                    if customer.with_firm:
                        failed = False
                        if uniform(visit, row) < p.encounter_rate:
                            post = whom_they_meet(s.points, segment, staff, uniform(desk, row))
                            noise = p.quality_noise * normal(felt, row)
                            quality = quality_met(staff, post, p, customer.need_score, flows.load, noise)
                            failed = judge(customer, p, flows, quality, uniform(react, row), week)
                        if failed or luck < leaving:
                            leave(customer, p, flows, failed, drift, luck, week)
                    elif luck < joining:
                        join(customer, p, flows, firm.reputation, s.effects[case, replicate, 0].promise)
                    if customer.with_firm:
                        heads += 1.0
                        satisfaction += customer.customer_satisfaction
                        flows.satisfaction_squares += customer.customer_satisfaction * customer.customer_satisfaction
                    walked = customer.walked_away > week - WEEKS_A_YEAR
                    flows.walked += walked
                    flows.with_firm_or_walked += walked | customer.with_firm
                known = s.segments[case, replicate, segment]
                known.heads, known.satisfaction = heads, satisfaction
            firm.customers_now += flows.joined - flows.left


@called_by_kernels
def begin_counting(flows: Any) -> None:
    """Set the week's counts of encounters and customers to nothing."""
    flows.encounters, flows.quality, flows.quality_squares = 0.0, 0.0, 0.0
    flows.let_down, flows.delighted, flows.dropped, flows.failures = 0.0, 0.0, 0.0, 0.0
    flows.failed_and_left, flows.left, flows.joined = 0.0, 0.0, 0.0
    flows.satisfaction_squares, flows.walked, flows.with_firm_or_walked = 0.0, 0.0, 0.0


@called_by_kernels
def whom_they_meet(points: Any, segment: int, staff: Any, draw: Any) -> Any:
    """Post whose holder a customer meets, -1 where nobody of the department is left.

    At a vacant desk the next occupied one of the department stands in, round its ring.
    """
    turn = 0
    while turn < points.shape[1] - 1 and draw >= points[segment, turn].upper:
        turn += 1
    point = points[segment, turn]
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
def leave(customer: Any, p: Any, flows: Any, failed: bool, drift: Any, luck: Any, week: int) -> None:
    """Leave, if luck has it, after a failure or because one is not satisfied (E22)."""
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
def spread_the_word(s: State, _week: int) -> None:
    """Satisfaction, talk and employees' advocacy make the firm's reputation; departments hear from customers (E23)."""
    cases, replicates, posts = s.staff.shape
    page = s.page[0]
    for case in range(cases):
        for replicate in range(replicates):
            p, flows, firm = s.p[case, replicate], s.flows[case, replicate, 0], s.firm[case, replicate, 0]
            mean = hear_from_customers(p, flows, s.segments[case, replicate], s.departments[case, replicate], s.mix)
            speaking, present = 0.0, 0.0
            for post in range(posts):
                person = s.staff[case, replicate, post]
                if person.occupied:
                    present += 1.0
                    speaking += word_of_mouth.advocacy(
                        person.affective_commitment,
                        p.staff_commitment_reference,
                        s.on_posts[page.product_use, case, replicate, post],
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
