"""Loyalty: customers leave, come (back), and are counted."""

from __future__ import annotations

from typing import Any

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.market import CUSTOMER_SATISFACTION, EXPECTATION
from imsim.engine.batches import those_found, total
from imsim.engine.machine_code import called_by_kernels
from imsim.engine.rng import limit, under, uniform
from imsim.engine.state import FELT, SQUARE
from imsim.mechanisms.equations import customers as equations
from imsim.mechanisms.equations import word_of_mouth


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
def leave(customers: Any, row: Any, p: Any, flows: Any, failed: bool, pressure: Any, luck: Any, week: int) -> None:
    """Leave, if luck has it, after a failure or because one is not satisfied (E22)."""
    drift = p.churn_hazard * (1 + pressure)
    churn = equations.churn_probability(
        customers.numbers[CUSTOMER_SATISFACTION, row],
        failed,
        p.satisfaction_reference,
        drift,
        p.churn_slope,
        p.leave_probability,
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
