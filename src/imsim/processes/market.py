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

Index = NDArray[np.int64]
Column = NDArray[np.float64]


@dataclass
class Touched:
    """Customers whom a draw of this week may touch.

    Args:
        flat: positions in the joined rows of all replicates, shape (n,).
        replicate, customer: where each stands, shape (n,).
        run: number of the run, shape (cases, n).
    """

    flat: Index
    replicate: Index
    customer: Index
    run: Index

    @classmethod
    def where(cls, company: Company, mask: NDArray[np.bool_]) -> Touched:
        """Those whom a mask (replicates, rows) marks."""
        flat = np.flatnonzero(mask)
        replicate, customer = np.divmod(flat, company.market.rows)
        cases, replicates = company.shape
        return cls(flat, replicate, customer, np.arange(cases)[:, None] * replicates + replicate)

    def of(self, column: NDArray[Any]) -> NDArray[Any]:
        """Their entries of a column: (cases, replicates, rows) -> (cases, n), or (replicates, rows) -> (n,)."""
        if column.ndim < len(("cases", "replicates", "rows")):
            return column.ravel()[self.flat]
        return np.take(column.reshape(len(column), -1), self.flat, axis=1)

    def store(self, column: NDArray[Any], values: NDArray[Any]) -> None:
        """Write their entries of a column of customers back."""
        column.reshape(len(column), -1)[:, self.flat] = values


def press_on_staff(company: Company) -> None:
    """Customers press on the contact staff who are there (E19)."""
    staff, p, r = company.staff, company.parameters, company.reference
    contact = np.flatnonzero(company.contact_posts)
    away = company.effects.hours_away
    away = np.minimum(away[:, :, contact], 1) if isinstance(away, np.ndarray) else away
    capacity = equations.working_capacity(staff.performance_quantity[:, :, contact], p.performance_reference, away)
    present = capacity * staff.occupied[:, :, contact]
    company.flows.load = equations.load(
        company.firm.customers_now,
        company.market.rows * r.with_firm,
        present.mean(axis=2, keepdims=True),
        p.load_reference,
    )


def meet_customers(company: Company) -> None:
    """Customers meet an employee, compare what they get with what they expected; some drop the purchase (E19-E21)."""
    customers, p, r, chance = company.customers, company.parameters, company.reference, company.chance
    rows, week = company.market.rows, company.week
    visit = chance.uniform("visit", week, rows)
    met = Touched.where(company, visit < p.encounter_rate.max())
    served = met.of(customers.with_firm) & (met.of(visit) < p.encounter_rate[:, :, 0])
    expected, satisfied = met.of(customers.expectation), met.of(customers.customer_satisfaction)
    quality = quality_met(company, met)
    gap = quality - expected
    felt = equations.encounter_satisfaction(
        quality, gap, p.quality_share[:, :, 0], p.surplus_gain[:, :, 0], p.shortfall_loss[:, :, 0],
        r.neutral_satisfaction[:, :, 0],
    )  # fmt: skip
    moved = equations.customer_satisfaction(satisfied, felt, p.satisfaction_step[:, :, 0])
    expects = equations.expectation(expected, quality, p.expectation_step[:, :, 0])
    met.store(customers.customer_satisfaction, np.where(served, moved, satisfied))
    met.store(customers.expectation, np.where(served, expects, expected))
    react(company, met, served, quality, gap)


def quality_met(company: Company, met: Touched) -> Column:
    """Quality that each of these customers would meet now (E19), shape (cases, n)."""
    p, chance, rows, week = company.parameters, company.chance, company.market.rows, company.week
    segment = company.market.segment_of[met.customer]
    desk = company.desks.chosen(segment, met.of(chance.uniform("desk", week, rows)))
    place = met.replicate * company.organisation.posts + desk
    performed, known = at_the_desk(company)
    overload = np.take(company.flows.load[:, :, 0], met.replicate, axis=1)
    quality: Column = equations.perceived_quality(
        np.take(performed.reshape(len(performed), -1), place, axis=1),
        np.take(known.reshape(len(known), -1), place, axis=1),
        equations.unusual_need(met.of(company.customers.need_score), p.need_mean[:, :, 0], p.need_sd[:, :, 0]),
        overload,
        p.quality_noise[:, :, 0] * met.of(chance.normal("quality", week, rows)),
        p.product_quality[:, :, 0],
        p.product_weight[:, :, 0],
        p.need_weight[:, :, 0],
        p.knowledge_reference[:, :, 0],
        p.load_effect[:, :, 0],
        p.site_effect[:, :, 0],
    )
    return quality


def at_the_desk(company: Company) -> tuple[Column, Column]:
    """Performance and knowledge that a customer meets at each post: a vacant one is stood in for by the next occupied.

    Posts of a department stand in a ring. Where nobody is left, customers meet the cover of E17 and no knowledge beyond
    the reference.
    """
    staff, p, organisation = company.staff, company.parameters, company.organisation
    if staff.occupied.all():
        return staff.performance, staff.knowledge
    posts = organisation.posts
    here = np.where(staff.occupied, np.arange(posts), posts)
    following = np.minimum.accumulate(here[:, :, ::-1], axis=2)[:, :, ::-1]
    first = following[:, :, organisation.starts[organisation.department_of]]
    end = (organisation.starts + organisation.heads)[organisation.department_of]
    stand_in = np.where(following < end, following, first)
    someone = stand_in < end
    stand_in = np.where(someone, stand_in, 0)
    performed = np.where(someone, np.take_along_axis(staff.performance, stand_in, axis=2), p.cover)
    known = np.where(someone, np.take_along_axis(staff.knowledge, stand_in, axis=2), p.knowledge_reference)
    return performed, known


def react(company: Company, met: Touched, served: NDArray[np.bool_], quality: Column, gap: Column) -> None:
    """Count who was delighted or let down, who dropped the purchase, and who met a failure (E21-E22)."""
    p, flows, customers, week = company.parameters, company.flows, company.customers, company.week
    drop = met.of(company.chance.uniform("react", week, company.market.rows))
    bailed = served & equations.bails(gap, drop, p.below_threshold[:, :, 0], p.bail_probability[:, :, 0])
    failed = served & (gap < -p.failure_threshold[:, :, 0])
    flows.encounters = company.run_counts(met.run, served)
    flows.quality = company.run_counts(met.run, quality * served)
    flows.quality_squares = company.run_counts(met.run, quality * quality * served)
    flows.let_down = company.run_counts(met.run, served & (gap < -p.below_threshold[:, :, 0]))
    flows.delighted = company.run_counts(met.run, served & (gap > p.above_threshold[:, :, 0]))
    flows.dropped = company.run_counts(met.run, bailed)
    flows.failures = company.run_counts(met.run, failed)
    met.store(customers.walked_away, np.where(bailed, np.int32(week), met.of(customers.walked_away)))
    flows.failed = met, failed


def leave_and_join(company: Company) -> None:
    """Some customers leave, others come (back); nobody else's row changes (E20, E22-E23)."""
    customers, p, firm, flows = company.customers, company.parameters, company.firm, company.flows
    draw = company.chance.uniform("move", company.week, company.market.rows)
    joining = equations.join_probability(firm.reputation, p.satisfaction_reference, p.join_hazard, p.join_slope)
    highest = equations.churn_probability(
        0, 0, p.satisfaction_reference, p.churn_hazard, p.churn_slope, p.leave_probability
    )
    met, failed = flows.failed
    failures = np.zeros(draw.shape, dtype=bool)
    failures.reshape(-1)[met.flat] = failed.any(axis=0)
    moving = Touched.where(company, (draw < max(float(highest.max()), float(joining.max()))) | failures)
    all_failed = np.zeros((len(failed), draw.size), dtype=bool)
    all_failed[:, met.flat] = failed
    here, luck = moving.of(customers.with_firm), moving.of(draw)
    churn = equations.churn_probability(
        moving.of(customers.customer_satisfaction),
        all_failed[:, moving.flat],
        p.satisfaction_reference[:, :, 0],
        p.churn_hazard[:, :, 0],
        p.churn_slope[:, :, 0],
        p.leave_probability[:, :, 0],
    )
    left = here & (luck < churn)
    joined = ~here & (luck < np.take(joining[:, :, 0], moving.replicate, axis=1))
    reputation = np.take(firm.reputation[:, :, 0], moving.replicate, axis=1)
    promised = np.minimum(p.brand_promise + company.effects.promise, 1)
    promised = np.take(np.broadcast_to(promised, (*company.shape, 1))[:, :, 0], moving.replicate, axis=1)
    hopes = equations.first_expectation(promised, reputation, p.promise_weight[:, :, 0])
    moving.store(customers.with_firm, (here | joined) & ~left)
    moving.store(customers.walked_away, np.where(left, np.int32(company.week), moving.of(customers.walked_away)))
    moving.store(customers.expectation, np.where(joined, hopes, moving.of(customers.expectation)))
    moving.store(
        customers.customer_satisfaction, np.where(joined, reputation, moving.of(customers.customer_satisfaction))
    )
    flows.left, flows.joined = company.run_counts(moving.run, left), company.run_counts(moving.run, joined)
    firm.customers_now = firm.customers_now + flows.joined - flows.left


def spread_the_word(company: Company) -> None:
    """Satisfaction, talk and employees' advocacy make the firm's reputation; departments hear from customers (E23)."""
    p, firm, flows, staff = company.parameters, company.firm, company.flows, company.staff
    firm.customer_satisfaction, mean = satisfaction_by_department(company)
    talk = equations.talk(flows.delighted, flows.let_down, p.told_good, p.told_bad) / np.maximum(firm.customers_now, 1)
    speaking = equations.advocacy(staff.affective_commitment, p.staff_commitment_reference, company.effects.product_use)
    present = np.maximum(staff.occupied.sum(axis=2, keepdims=True), 1)
    firm.advocacy = (speaking * staff.occupied).sum(axis=2, keepdims=True) / present
    firm.reputation = equations.reputation(
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
