"""Customers press on the staff, meet them, and talk."""

from __future__ import annotations

from typing import Any

from imsim.engine.batches import ends_of, lots_of
from imsim.engine.machine_code import called_by_kernels, written_into_kernels
from imsim.engine.rng import numbered
from imsim.engine.state import State
from imsim.engine.workforce import AFFECTIVE_COMMITMENT, OCCUPIED, PERFORMANCE_QUANTITY
from imsim.mechanisms.equations import customers as equations
from imsim.mechanisms.equations import word_of_mouth
from imsim.mechanisms.processes.encounters import find_desks, look_up, meet, react_to, take_stock, who_calls
from imsim.mechanisms.processes.loyalty import come_and_go, count


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
    p, firm, flows, effects, streams, customers = run.p, run.firm, run.flows, run.effects, run.streams, run.customers
    notes, found, some = run.notes, run.found, run.some
    visit, desk, felt = numbered(streams.visit, week), numbered(streams.desk, week), numbered(streams.quality, week)
    react, move = numbered(streams.react, week), numbered(streams.move, week)
    begin_counting(flows)
    for segment in range(len(run.points)):
        known, begin, last = run.segments[segment], run.first_row[segment], run.first_row[segment + 1]
        known.heads, known.satisfaction = 0.0, 0.0
        for lot in range(lots_of(last - begin)):
            first, end = ends_of(lot, begin, last)
            callers = run.callers[: who_calls(customers.with_firm, p, visit, found, run.callers, first, end)]
            met = run.met[: len(callers)]
            find_desks(run.points[segment], run.staff.flags[OCCUPIED], callers, desk, notes, met)
            look_up(run.staff.numbers, customers.numbers, p, callers, met, notes)
            meet(customers.numbers, p, flows.load, callers, felt, notes)
            take_stock(flows, p, callers, notes)
            react_to(customers, p, flows, effects, callers, react, move, notes, found, some, week)
            come_and_go(customers, p, firm, flows, effects, move, found, some, first, end, week)
            count(customers, flows, known, notes, first, end, week)
    firm.customers_now += flows.joined - flows.left


@called_by_kernels
def begin_counting(flows: Any) -> None:
    """Set the week's counts of encounters and customers to nothing."""
    flows.encounters, flows.quality, flows.quality_squares = 0.0, 0.0, 0.0
    flows.let_down, flows.delighted, flows.dropped, flows.failures = 0.0, 0.0, 0.0, 0.0
    flows.failed_and_left, flows.left, flows.joined = 0.0, 0.0, 0.0
    flows.satisfaction_squares, flows.walked, flows.with_firm_or_walked = 0.0, 0.0, 0.0


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
