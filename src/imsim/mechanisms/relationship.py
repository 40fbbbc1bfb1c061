"""Relationship: customers turn to the person who served them before, get tied to the firm by it, and lose that tie."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.company.ensemble import Ensemble
from imsim.company.reference import Reference
from imsim.engine.batches import Batch
from imsim.engine.fastmath import TINY
from imsim.engine.fields import (
    Column,
    Counts,
    Flags,
    Places,
    Record,
    Rows,
    derived,
    interim,
    parameter,
    reads,
    state,
    stream,
)
from imsim.engine.mechanism import Mechanism
from imsim.engine.rng import limit, under
from imsim.engine.rules import at_start, compiled, equation, reference, step

NOBODY = -1
# Points between 0 and 1 at which the spread of ties over customers is taken.
POINTS = 16
NEARLY_NONE = 1e-9


class P(NamedTuple):
    """Behavioural numbers."""

    relation_growth: float = parameter(
        0.2,
        0.05,
        0.5,
        "1/encounter",
        "assumed",
        "-",
        "missing tie that meeting the contact person gives",
        symbol="a_tie",
    )
    contact_exits: float = parameter(
        0.0035, 0.002, 0.015, "1/week", "assumed", "-", "exits of contact persons at which ties are usual"
    )
    relation_share: float = derived("share", "of encounters in which customers turn to their contact person")


class Employees(NamedTuple):
    """Who holds a post: the same person while nobody is hired anew."""

    occupied: Flags = reads()
    hires: Counts = reads()


class Customers(NamedTuple):
    """Whom customers know at the firm."""

    with_firm: Flags = reads()
    tie: Column = state("tau", "0-1", "how close the customer is to the contact person", neutral="tie_reference")
    own_post: Counts = state("-", "post", "of the contact person; -1 for none", neutral=-1)
    own_hire: Counts = state("-", "number", "of the hire at that post who is the contact person")


class Scratch(NamedTuple):
    """What is worked out of a batch of customers."""

    callers: Rows = reads()
    met: Places = reads()
    own: Places = interim("post", "of the contact person of each caller, -1 for nobody")


class Tally(Record, rows="one"):
    """What is counted of a batch."""

    callers: float = reads()


class Streams(NamedTuple):
    """Random numbers."""

    contact_person: int = stream("whether the contact person serves")


@equation
def tie(before: float, p: P) -> float:
    """E19c. Each time that the contact person serves, the customer gets closer.

    Args:
        before: tie so far, 0-1.
        p: parameters.

    Source: gutek_1995; form assumed.

    Example:
        >>> tie(.5, P(relation_growth=.2))
        0.6
    """
    return before + p.relation_growth * (1 - before)


@step("call", after="turn_to")
def prefer_the_known(
    employees: Employees, customers: Customers, scratch: Scratch, tally: Tally, streams: Streams, p: P
) -> None:
    """Some callers are served by their contact person; where that one has left, the tie is lost (E19c)."""
    if p.relation_share > 0:
        look_for_the_known(employees, customers, scratch, tally)
        often = limit(p.relation_share)
        # Which way a caller goes is chance, so nothing branches here: a processor would guess wrong half of the time.
        for turn in range(int(tally.callers)):
            row, own = scratch.callers[turn], scratch.own[turn]
            served = (own >= 0) & under(often, streams.contact_person, row)
            before = customers.tie[row]
            closer = tie(before, p) if served else before
            customers.tie[row] = 0.0 if (own < 0) & (customers.own_post[row] >= 0) else closer
            met = own if served else scratch.met[turn]
            scratch.met[turn] = met
            # Where nobody is known any more, whoever serves now is the contact person from here on.
            hire = employees.hires[max(met, 0)]
            customers.own_hire[row] = hire if (own < 0) & (met >= 0) else customers.own_hire[row]
            customers.own_post[row] = met if own < 0 else own


@compiled
def look_for_the_known(employees: Employees, customers: Customers, scratch: Scratch, tally: Tally) -> None:
    """Note the post of each caller's contact person, NOBODY where there is none, or none any more."""
    for turn in range(int(tally.callers)):
        row = scratch.callers[turn]
        own = customers.own_post[row]
        post = max(own, 0)
        there = (own >= 0) & employees.occupied[post] & (employees.hires[post] == customers.own_hire[row])
        scratch.own[turn] = (post + 1) * there + NOBODY


@step("tally")
def forget(customers: Customers, batch: Batch) -> None:
    """Who is elsewhere knows nobody here any more."""
    for row in range(batch.first, batch.end):
        there = customers.with_firm[row]
        customers.tie[row] *= there
        customers.own_post[row] = (customers.own_post[row] + 1) * there + NOBODY


@reference
def relation_share(r: Reference) -> float:
    """Share of encounters in which customers turn to the person who served them before."""
    return float(r.market.relation_share)


@reference
def tie_growth(r: Reference) -> Column:
    """How much faster ties grow than they end at the reference point, (cases, 1, 1)."""
    growth = r.market.relation_share * r.p.relation_growth * r.p.encounter_rate
    return growth / np.maximum(r.p.contact_exits + r.churn, TINY)


@reference
def tie_reference(r: Reference) -> Column:
    """Tie at which customers drift away as those of the reference point do on average, (cases, 1, 1).

    Ties end by chance, so their ages are exponential; close ones hold more than loose ones let go.
    """
    points, weights = np.polynomial.legendre.leggauss(POINTS)
    pull = r.p.relation_pull
    # Where ties hold nobody, it is their mean.
    pull = np.where(pull == 0, NEARLY_NONE, pull)
    drift = (weights / 2 * np.exp(-pull * tie_at((points + 1) / 2, r.tie_growth))).sum(axis=2, keepdims=True)
    found: Column = -np.log(drift) / pull
    return found


def tie_at(luck: Column, growth: Column) -> Column:
    """Tie of a customer by luck, uniform in (0, 1): how long it has lasted, and so how close it is."""
    close: Column = 1 - luck**growth
    return close


@at_start
def know_somebody(ensemble: Ensemble) -> None:
    """Ties at the start are those of the reference point; the first call shows whom they are to."""
    here = np.array(["relationship" not in left_out for left_out in ensemble.without])
    generators = ensemble.streams.fixed("market ties")
    luck = np.array([generator.random(ensemble.market.rows) for generator in generators])
    close = tie_at(luck, ensemble.reference.tie_growth) * ensemble.customers.with_firm
    ensemble.customers.tie[here] = close[here]


MECHANISM = Mechanism.here(globals(), rows=(5, 90))
