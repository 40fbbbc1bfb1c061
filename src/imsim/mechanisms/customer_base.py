"""The customer base: who of the market is with the firm, how satisfied they are, and who walked away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.ensemble import Ensemble
from imsim.company.reference import Reference
from imsim.engine.batches import Batch, total
from imsim.engine.fields import Column, Counts, Flags, Record, flow, reads, state
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import at_start, reference, step

LONG_AGO = -10_000


class Customers(NamedTuple):
    """Who is with the firm, and who walked away when."""

    with_firm: Flags = state("-", "0 or 1", "buys here; otherwise elsewhere")
    walked_away: Counts = state("-", "week", "of the last dropped purchase or departure")
    customer_satisfaction: Column = reads()


class Firm(Record):
    """How many customers there are."""

    customers_now: float = state("N", "rows", "simulated customers who are with the firm")


class Flows(Record):
    """How many came, went and are counted this week."""

    left: float = flow("customers", "who left")
    joined: float = flow("customers", "who came (back)")
    satisfaction: float = flow("0-1", "sum of customers' satisfaction")
    satisfaction_squares: float = flow("0-1", "sum of its squares")
    walked: float = flow("customers", "who walked away within a year")
    with_firm_or_walked: float = flow("customers", "who are with the firm or walked away within a year")


class Segment(Record):
    """Customers who share their touch-points."""

    heads: float = flow("customers", "who are with the firm")
    satisfaction: float = flow("0-1", "sum of their satisfaction")


class Scratch(NamedTuple):
    """What is worked out of a batch of customers."""

    felt: Column = reads()
    square: Column = reads()


@step("count")
def begin_anew(flows: Flows, segments: Sequence[Segment]) -> None:
    """Nobody has come, gone or been counted yet this week."""
    flows.left, flows.joined = 0.0, 0.0
    flows.satisfaction_squares, flows.walked, flows.with_firm_or_walked = 0.0, 0.0, 0.0
    for number in range(len(segments)):
        segments[number].heads, segments[number].satisfaction = 0.0, 0.0


@step("tally")
def count(customers: Customers, scratch: Scratch, segments: Sequence[Segment], flows: Flows, batch: Batch) -> None:
    """Count those who are there, how satisfied they are, and those who walked away within a year."""
    heads, walked, either, first = 0, 0, 0, batch.first
    for row in range(first, batch.end):
        there, gone = customers.with_firm[row], customers.walked_away[row] > batch.week - WEEKS_A_YEAR
        felt = there * customers.customer_satisfaction[row]
        scratch.felt[row - first], scratch.square[row - first] = felt, felt * felt
        heads += there
        walked += gone
        either += gone | there
    segments[batch.segment].heads += heads
    segments[batch.segment].satisfaction += total(scratch.felt, batch.end - first)
    flows.satisfaction_squares += total(scratch.square, batch.end - first)
    flows.walked += walked
    flows.with_firm_or_walked += either


@step("talk")
def add_up_segments(firm: Firm, flows: Flows, segments: Sequence[Segment]) -> None:
    """Add up how satisfied customers are, and how many there are now."""
    firm.customers_now += flows.joined - flows.left
    satisfaction = 0.0
    for number in range(len(segments)):
        satisfaction += segments[number].satisfaction
    flows.satisfaction = satisfaction


@reference
def with_firm(r: Reference) -> Column:
    """Share of the market that is with the firm at the reference point, (cases, 1, 1)."""
    return r.p.join_hazard / (r.p.join_hazard + r.churn)


@at_start
def open_the_market(ensemble: Ensemble) -> None:
    """Who is with the firm and what customers need is drawn once a replicate."""
    customers, rows = ensemble.customers, ensemble.market.rows
    generators = ensemble.streams.fixed("market")
    draws = np.array([(generator.random(rows), generator.standard_normal(rows)) for generator in generators])
    customers.with_firm[...] = draws[:, 0] < ensemble.reference.with_firm
    customers.need_score[...] = draws[:, 1]
    customers.walked_away[...] = LONG_AGO
    ensemble.firm.customers_now = customers.with_firm.sum(axis=2, keepdims=True)


MECHANISM = Mechanism.here(globals(), essential="without a count of customers there is no outcome in the market")
