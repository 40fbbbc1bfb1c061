"""Customers differ: some are pleased more easily than others, and some stay out of habit; that never changes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.company.ensemble import Ensemble
from imsim.company.reference import Reference
from imsim.engine.fastmath import exp, log
from imsim.engine.fields import Column, derived, parameter, reads, trait
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import at_start, equation, reference

# Nobody differs by more standard deviations: else a few would decide how many are asked each week whether they leave.
MOST = 3.0
NODES, ROUNDS = 9, 60


class P(NamedTuple):
    """Behavioural numbers."""

    leniency_sd: float = parameter(
        0.09, 0.04, 0.12, "0-1", "cal", "-", "spread of what customers make of the same service", symbol="s_L"
    )
    inertia_sd: float = parameter(
        0.3, 0, 0.8, "log", "cal", "-", "spread of how readily customers drift away", symbol="s_I"
    )
    least_inertia: float = derived("log", "inertia of the customer who drifts away most readily")
    churn_slope: float = reads()


class Customers(NamedTuple):
    """What a customer is like."""

    leniency: Column = trait("zeta", "-", "satisfaction beyond that of others with the same service; fixed")
    inertia: Column = trait("eta", "log", "how much less readily than others the customer drifts away; fixed")


class Mix(NamedTuple):
    """What the customers are like who are with the firm at the reference point.

    Args:
        leniency: mean standard score of those who are with it; the lenient stay.
        drift: factor on drift with which as many leave as if all customers were alike.
    """

    leniency: Column
    drift: Column


@equation
def leniency(score: float, usual: float, p: P) -> float:
    """E20a. The same service pleases some customers more than others.

    Args:
        score: standard score of the customer.
        usual: mean score of those who are with the firm at the reference point.
        p: parameters.

    Source: assumed; size from how far satisfaction goes with stated loyalty.

    Example:
        >>> round(leniency(1.2, .2, P(leniency_sd=.09)), 3)
        0.09
    """
    return p.leniency_sd * (score - usual)


@equation
def inertia(score: float, drift: float, p: P) -> float:
    """E22a. Some customers stay whatever they feel, others go readily; on average as many leave as if all were alike.

    Args:
        score: standard score of the customer.
        drift: factor on drift that makes up for the readiest.
        p: parameters.

    Source: assumed.

    Example:
        >>> round(float(inertia(1.0, 1.0, P(inertia_sd=.3))), 2)
        0.3
    """
    return p.inertia_sd * score - log(drift)


def churn_of(lenient: Column, inert: Column, mix: Mix, r: Reference) -> Column:
    """Weekly probability that customers of some scores leave a firm at the reference point."""
    p = r.p
    pleased, habit = r.form(leniency)(lenient, mix.leniency, p), r.form(inertia)(inert, mix.drift, p)
    drift = np.minimum(p.churn_hazard * exp(-p.churn_slope * pleased - habit), 1)
    leaving: Column = 1 - (1 - drift) * (1 - r.churn_by_failure)
    return leaving


@reference
def customer_mix(r: Reference) -> Mix:
    """What customers are like at the reference point: who leaves depends on who is there, so it is a fixed point."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    lenient, inert = (scores.ravel() for scores in np.meshgrid(nodes, nodes))
    weight = np.outer(weights, weights).ravel() / weights.sum() ** 2
    mix = Mix(np.zeros_like(r.churn), np.ones_like(r.churn))
    for _ in range(ROUNDS):
        leaving = churn_of(lenient, inert, mix, r)
        there = weight * r.p.join_hazard / (r.p.join_hazard + leaving)
        there = there / there.sum(axis=2, keepdims=True)
        left = (there * leaving).sum(axis=2, keepdims=True)
        again = np.where(left > 0, r.churn / np.where(left > 0, left, 1), 1)
        mix = Mix((there * lenient).sum(axis=2, keepdims=True), mix.drift * again)
    return mix


@reference
def least_inertia(r: Reference) -> Column:
    """Inertia of the customer who drifts away most readily, (cases, 1, 1)."""
    found: Column = r.form(inertia)(-MOST, r.customer_mix.drift, r.p)
    return found


@at_start
def differ(ensemble: Ensemble) -> None:
    """Draw what customers are like, and who of them is with the firm: each as often as such a customer is."""
    customers, r, rows = ensemble.customers, ensemble.reference, ensemble.market.rows
    here = np.array(["customer_traits" not in left_out for left_out in ensemble.without])
    generators = ensemble.streams.fixed("market traits")
    scores = np.array([generator.standard_normal((2, rows)) for generator in generators])
    lenient, inert = np.clip(scores, -MOST, MOST).transpose(1, 0, 2)
    # The same luck decides as where all are alike.
    luck = np.array([generator.random(rows) for generator in ensemble.streams.fixed("market")])
    leaving = churn_of(lenient, inert, r.customer_mix, r)
    drawn = luck < r.p.join_hazard / (r.p.join_hazard + leaving)
    for column, values in (
        (customers.leniency, r.form(leniency)(lenient, r.customer_mix.leniency, r.p)),
        (customers.inertia, r.form(inertia)(inert, r.customer_mix.drift, r.p)),
        (customers.with_firm, drawn),
    ):
        column[here] = np.broadcast_to(values, column.shape)[here]
    customers.customer_satisfaction[...] += customers.leniency
    ensemble.firm.customers_now = customers.with_firm.sum(axis=2, keepdims=True)


MECHANISM = Mechanism.here(globals())
