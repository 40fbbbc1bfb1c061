"""Customers meet employees, judge what they get, leave, talk and join.

Only those whom a draw may touch are looked at. The draws of a replicate are the same in all its cases, so one list of
customers serves all cases, and the rows of the market are gathered for that list alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.company import Company
from imsim.equations import customers as equations
from imsim.equations import word_of_mouth

Index = NDArray[np.int64]
Column = NDArray[np.float64]


@dataclass
class Touched:
    """Customers whom a draw of this week may touch, replicate after replicate.

    Args:
        flat: places in the joined rows of all replicates, ascending, shape (n,).
        ends: where each replicate's begin, and the end, shape (replicates + 1,).
        replicate: of each, shape (n,).
        customer: row of the market of each, shape (n,).
    """

    flat: Index
    ends: Index
    replicate: Index
    customer: Index

    @classmethod
    def where(cls, mask: NDArray[np.bool_]) -> Touched:
        """Those whom a mask (replicates, rows) marks."""
        replicates, rows = mask.shape
        flat = np.flatnonzero(mask)
        ends = np.searchsorted(flat, np.arange(replicates + 1) * rows)
        replicate = np.repeat(np.arange(replicates), np.diff(ends))
        return cls(flat, ends, replicate, flat - replicate * rows)

    def of(self, column: NDArray[Any]) -> NDArray[Any]:
        """Their entries of a column: (cases, replicates, rows) -> (cases, n), or (replicates, rows) -> (n,)."""
        if column.ndim < len(("cases", "replicates", "rows")):
            return column.reshape(-1).take(self.flat)
        return column.reshape(len(column), -1).take(self.flat, axis=1)

    def of_run(self, column: NDArray[Any]) -> NDArray[Any]:
        """Their runs' entries of a number a run: (cases, replicates, 1) -> (cases, n)."""
        return column[:, :, 0].take(self.replicate, axis=1)

    def store(self, column: NDArray[Any], values: NDArray[Any]) -> None:
        """Write their entries of a column of customers back."""
        for row, new in zip(column.reshape(len(column), -1), values, strict=True):
            row[self.flat] = new

    def counts(self, flags: NDArray[np.bool_]) -> Column:
        """How many of each run's customers a flag marks: (cases, n) -> (cases, replicates, 1).

        Whole numbers add up exactly in any order, so `reduceat` may; it mis-sums empty segments, so it sees none.
        """
        counts = np.zeros((len(flags), len(self.ends) - 1, 1))
        some = np.diff(self.ends) > 0
        if some.any():
            counts[:, some, 0] = np.add.reduceat(flags, self.ends[:-1][some], axis=1, dtype=np.float64)
        return counts

    def sums(self, values: Column) -> Column:
        """Sums over each run's customers, added one after the other: zeros of the untouched change nothing."""
        cases, replicates = len(values), len(self.ends) - 1
        run = np.arange(cases)[:, None] * replicates + self.replicate
        sums = np.bincount(run.ravel(), weights=values.ravel(), minlength=cases * replicates)
        return np.asarray(sums, dtype=np.float64).reshape(cases, replicates, 1)


def press_on_staff(company: Company) -> None:
    """Customers press on the contact staff who are there (E19)."""
    staff, p, contact = company.staff, company.parameters, company.desks.contact
    away, hands = company.effects.hours_away, company.effects.extra_hands
    away = np.minimum(away.take(contact, axis=2), 1) if isinstance(away, np.ndarray) else away
    away = away - hands.take(contact, axis=2) if isinstance(hands, np.ndarray) else away
    capacity = equations.working_capacity(
        staff.performance_quantity.take(contact, axis=2), p.performance_reference, away
    )
    present = capacity * staff.occupied.take(contact, axis=2)
    company.flows.load = equations.load(
        company.firm.customers_now * (1 + company.effects.demand),
        company.market.rows * company.reference.with_firm,
        present.mean(axis=2, keepdims=True),
        p.load_reference,
        p.load_most,
    )


def meet_customers(company: Company) -> None:
    """Customers meet an employee, compare what they get with what they expected; some drop the purchase (E19-E21)."""
    customers, p = company.customers, company.parameters.flat
    visit = company.chance.uniform("visit", company.week, company.market.rows)
    met = Touched.where(visit < p.encounter_rate.max())
    served = met.of(customers.with_firm) & (met.of(visit) < p.encounter_rate)
    expected, satisfied = met.of(customers.expectation), met.of(customers.customer_satisfaction)
    quality = quality_met(company, met)
    gap = quality - expected
    felt = equations.encounter_satisfaction(
        quality, gap, p.quality_share, p.surplus_gain, p.shortfall_loss, company.reference.neutral_satisfaction[:, :, 0]
    )
    # Who is not served moves by a step of nothing.
    moved = equations.customer_satisfaction(satisfied, felt, p.satisfaction_step * served)
    met.store(customers.customer_satisfaction, moved)
    met.store(customers.expectation, equations.expectation(expected, quality, p.expectation_step * served))
    react(company, met, served, quality, gap)


def quality_met(company: Company, met: Touched) -> Column:
    """Quality that each of these customers would meet now (E19), shape (cases, n)."""
    p, chance, rows, week = company.parameters.flat, company.chance, company.market.rows, company.week
    segment = company.market.segment_of[met.customer]
    desk = company.desks.chosen(segment, met.of(chance.uniform("desk", week, rows)))
    place = met.replicate * len(company.desks.contact) + desk
    performed, known = at_the_desk(company)
    quality: Column = equations.perceived_quality(
        performed.reshape(len(performed), -1).take(place, axis=1),
        known.reshape(len(known), -1).take(place, axis=1),
        equations.unusual_need(met.of(company.customers.need_score), p.need_mean, p.need_sd),
        met.of_run(company.flows.load),
        p.quality_noise * met.of(chance.normal("quality", week, rows)),
        p.product_quality,
        p.product_weight,
        p.need_weight,
        p.knowledge_reference,
        p.load_effect,
        met.of_run(np.broadcast_to(company.parameters.site_effect, (*company.shape, 1))),
    )
    return quality


def at_the_desk(company: Company) -> tuple[Column, Column]:
    """Performance and knowledge that a customer meets at each contact desk: (cases, replicates, contact desks).

    For a vacant desk the next occupied one of the department stands in, round its ring. Where nobody is left, customers
    meet the cover of E17 and no knowledge beyond the reference.
    """
    staff, p, desks = company.staff, company.parameters, company.desks
    contact = desks.contact
    occupied = staff.occupied.take(contact, axis=2)
    performed, known = staff.performance.take(contact, axis=2), staff.knowledge.take(contact, axis=2)
    if occupied.all():
        return performed, known
    here = np.where(occupied, np.arange(len(contact)), len(contact))
    following = np.minimum.accumulate(here[:, :, ::-1], axis=2)[:, :, ::-1]
    stand_in = np.where(following < desks.ring_end, following, following.take(desks.ring_start, axis=2))
    someone = stand_in < desks.ring_end
    stand_in = np.where(someone, stand_in, 0)
    return (
        np.where(someone, np.take_along_axis(performed, stand_in, axis=2), p.cover),
        np.where(someone, np.take_along_axis(known, stand_in, axis=2), p.knowledge_reference),
    )


def react(company: Company, met: Touched, served: NDArray[np.bool_], quality: Column, gap: Column) -> None:
    """Count who was delighted or let down, who dropped the purchase, and who met a failure (E21-E22)."""
    p, flows, customers, week = company.parameters.flat, company.flows, company.customers, company.week
    draw = met.of(company.chance.uniform("react", week, company.market.rows))
    bailed = served & equations.bails(gap, draw, p.below_threshold, p.bail_probability)
    failed = served & (gap < -p.failure_threshold)
    seen = quality * served
    flows.encounters, flows.quality, flows.quality_squares = (
        met.counts(served),
        met.sums(seen),
        met.sums(seen * quality),
    )
    flows.let_down = met.counts(served & (gap < -p.below_threshold))
    flows.delighted = met.counts(served & (gap > p.above_threshold))
    flows.dropped, flows.failures = met.counts(bailed), met.counts(failed)
    walked = customers.walked_away.reshape(len(bailed), -1)
    case, place = np.nonzero(bailed)
    walked[case, met.flat[place]] = week
    flows.failed = met, failed


def leave_and_join(company: Company) -> None:
    """Some customers leave, others come (back); nobody else's row changes (E20, E22-E23)."""
    customers, p, firm, flows = company.customers, company.parameters.flat, company.firm, company.flows
    draw = company.chance.uniform("move", company.week, company.market.rows)
    joining = word_of_mouth.join_probability(
        firm.reputation[:, :, 0], p.satisfaction_reference, p.join_hazard, p.join_slope
    )
    moving, failed = may_move(company, draw, float(joining.max()))
    here, luck = moving.of(customers.with_firm), moving.of(draw)
    churn = equations.churn_probability(
        moving.of(customers.customer_satisfaction),
        failed,
        p.satisfaction_reference,
        moving.of_run(drift(company)),
        p.churn_slope,
        p.leave_probability,
    )
    left = here & (luck < churn)
    joined = ~here & (luck < joining.take(moving.replicate, axis=1))
    reputation = moving.of_run(firm.reputation)
    promise = np.minimum(company.parameters.brand_promise + company.effects.promise, 1)
    promised = moving.of_run(np.broadcast_to(promise, (*company.shape, 1)))
    hopes = equations.first_expectation(promised, reputation, p.promise_weight)
    moving.store(customers.with_firm, (here | joined) & ~left)
    moving.store(customers.walked_away, np.where(left, np.int32(company.week), moving.of(customers.walked_away)))
    moving.store(customers.expectation, np.where(joined, hopes, moving.of(customers.expectation)))
    moving.store(
        customers.customer_satisfaction, np.where(joined, reputation, moving.of(customers.customer_satisfaction))
    )
    flows.left, flows.joined = moving.counts(left), moving.counts(joined)
    firm.customers_now = firm.customers_now + flows.joined - flows.left


def drift(company: Company) -> Column:
    """Weekly hazard of drifting away at the reference now, (cases, replicates, 1)."""
    hazard = company.parameters.churn_hazard * (1 + company.effects.churn_pressure)
    return np.broadcast_to(hazard, (*company.shape, 1))


def may_move(company: Company, draw: Column, joining: float) -> tuple[Touched, NDArray[np.bool_]]:
    """Customers whose draw is low enough to leave or join, or who met a failure, and in which cases they met one.

    Args:
        company: the block.
        draw: of this week, shape (replicates, rows).
        joining: the highest probability of joining in any run.
    """
    p = company.parameters
    leaving = equations.churn_probability(
        0, 0, p.satisfaction_reference, drift(company), p.churn_slope, p.leave_probability
    )
    met, failed = company.flows.failed
    hurt = failed.any(axis=0)
    candidates = draw < max(float(leaving.max()), joining)
    candidates.reshape(-1)[met.flat[hurt]] = True
    moving = Touched.where(candidates)
    failures = np.zeros((len(failed), len(moving.flat)), dtype=bool)
    failures[:, np.searchsorted(moving.flat, met.flat[hurt])] = failed[:, hurt]
    return moving, failures


def spread_the_word(company: Company) -> None:
    """Satisfaction, talk and employees' advocacy make the firm's reputation; departments hear from customers (E23)."""
    p, firm, flows, staff = company.parameters, company.firm, company.flows, company.staff
    firm.customer_satisfaction, mean = satisfaction_by_department(company)
    talk = word_of_mouth.talk(flows.delighted, flows.let_down, p.told_good, p.told_bad) / np.maximum(
        firm.customers_now, 1
    )
    speaking = word_of_mouth.advocacy(
        staff.affective_commitment, p.staff_commitment_reference, company.effects.product_use
    )
    present = np.maximum(staff.occupied.sum(axis=2, keepdims=True), 1)
    firm.advocacy = (speaking * staff.occupied).sum(axis=2, keepdims=True) / present
    firm.reputation = word_of_mouth.reputation(
        firm.reputation,
        mean,
        talk - company.reference.talk,
        firm.advocacy,
        p.reputation_speed,
        p.talk_weight,
        p.advocacy_weight,
    )


def satisfaction_by_department(company: Company) -> tuple[Column, Column]:
    """Mean satisfaction of the customers whom each department meets, and of all: last axis departments, and 1.

    A department that meets nobody hears the firm's mean; an empty market leaves the reference.
    """
    customers, p, market = company.customers, company.parameters, company.market
    cases, replicates = company.shape
    segments = len(market.segments)
    satisfied = customers.customer_satisfaction * customers.with_firm
    if segments == 1:
        sums: Column = satisfied.sum(axis=2, keepdims=True)
        heads: Column = company.firm.customers_now
    else:
        flat = (company.run_index * segments + market.segment_of).ravel()
        size = cases * replicates * segments
        shape = (cases, replicates, segments)
        sums = np.asarray(np.bincount(flat, satisfied.ravel(), size), dtype=np.float64).reshape(shape)
        heads = np.asarray(np.bincount(flat, customers.with_firm.ravel(), size), dtype=np.float64).reshape(shape)
    total, number = sums.sum(axis=2, keepdims=True), heads.sum(axis=2, keepdims=True)
    mean = np.where(number > 0, total / np.maximum(number, 1), p.satisfaction_reference)
    if segments == 1:
        return np.broadcast_to(mean, (cases, replicates, len(company.organisation.departments))), mean
    mix = company.desks.mix
    weight = (heads[:, :, :, None] * mix).sum(axis=2)
    met = (sums[:, :, :, None] * mix).sum(axis=2)
    return np.where(weight > 0, met / np.where(weight > 0, weight, 1), mean), mean
