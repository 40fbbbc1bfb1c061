"""Customer satisfaction: customers judge what they get against what they expect, and come to expect what they get."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from imsim.company.reference import Reference
from imsim.engine.fields import Column, Record, Rows, derived, flow, interim, parameter, reads, state
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import equation, reference, step


class P(NamedTuple):
    """Behavioural numbers."""

    quality_share: float = parameter(
        0.5,
        0.3,
        0.7,
        "share",
        "SA",
        "anderson_sullivan_1993",
        "weight of quality itself beside disconfirmation",
        symbol="theta",
    )
    surplus_gain: float = parameter(
        0.8, 0.4, 1.2, "-", "SA", "anderson_sullivan_1993", "gain from more than expected", symbol="b+"
    )
    shortfall_loss: float = parameter(
        1.6, 1, 3, "-", "SA", "anderson_sullivan_1993", "loss from less than expected", symbol="b-"
    )
    disconfirmation_sd: float = parameter(
        0.125,
        0.1,
        0.16,
        "0-1",
        "assumed",
        "-",
        "spread of quality minus expectation at the reference point",
        symbol="sd D",
    )
    satisfaction_reference: float = parameter(
        0.6, 0.5, 0.7, "0-1", "fix", "scale_anchor", "customer satisfaction at the reference point", symbol="CS_ref"
    )
    satisfaction_step: float = parameter(
        0.35, 0.2, 0.6, "1/encounter", "assumed", "-", "weight of the last encounter in satisfaction", symbol="a_CS"
    )
    expectation_step: float = parameter(
        0.15, 0.05, 0.3, "1/encounter", "assumed", "-", "weight of the last encounter in expectation", symbol="a_E"
    )
    below_threshold: float = parameter(
        0.065,
        0.03,
        0.12,
        "0-1",
        "cal",
        "amex_2011",
        "shortfall that a customer calls below expectation",
        symbol="d_below",
    )
    above_threshold: float = parameter(
        0.17, 0.1, 0.25, "0-1", "cal", "amex_2011", "surplus that a customer calls above expectation", symbol="d_above"
    )
    promise_heard: float = parameter(
        0.05, 0, 0.15, "share", "assumed", "kopalle_lehmann_2006", "how far customers hold a promise against the firm",
        symbol="lambda_p",
    )  # fmt: skip
    neutral_satisfaction: float = derived("0-1", "satisfaction of an encounter exactly as expected")


class Customers(NamedTuple):
    """What customers feel and expect."""

    customer_satisfaction: Column = state(
        "CS", "0-1", "satisfaction with the firm so far", neutral="satisfaction_reference"
    )
    expectation: Column = state("E", "0-1", "quality the customer expects", neutral="satisfaction_reference")


class Flows(Record):
    """How encounters were judged this week."""

    let_down: float = flow("encounters", "below expectation")
    delighted: float = flow("encounters", "above expectation")


class Now(NamedTuple):
    """What advertising says."""

    promise: float = reads()


class Scratch(NamedTuple):
    """What is worked out of a batch of customers."""

    callers: Rows = reads()
    quality: Column = reads()
    felt: Column = reads()
    expected: Column = reads()
    lenient: Column = reads()
    gap: Column = interim("0-1", "quality minus expectation")


class Tally(Record, rows="one"):
    """What is counted of a batch."""

    callers: float = reads()


class Judgement(NamedTuple):
    """What a customer makes of it."""

    satisfaction: float
    expectation: float
    quality: float
    promised: float = 0.0
    leniency: float = 0.0


@equation
def disconfirmation(judged: Judgement, p: P) -> float:
    """E23b. Quality is held against what is expected, and a little against what is promised beyond the usual.

    Source: anderson_sullivan_1993, kopalle_lehmann_2006.

    Example:
        >>> round(disconfirmation(Judgement(.6, .6, .7, promised=.2), P(promise_heard=.05)), 3)
        0.09
    """
    return judged.quality - judged.expectation - p.promise_heard * judged.promised


@equation
def encounter_satisfaction(quality: float, gap: float, p: P) -> float:
    """E20. Satisfaction is quality and disconfirmation, and a shortfall weighs more than a surplus.

    Args:
        quality: perceived, 0-1.
        gap: quality minus expectation.
        p: parameters.

    Source: anderson_sullivan_1993, mittal_1998.

    Example:
        >>> round(float(encounter_satisfaction(.5, -.1, P(neutral_satisfaction=.64))), 3)
        0.49
    """
    felt = p.neutral_satisfaction + p.surplus_gain * np.maximum(gap, 0) + p.shortfall_loss * np.minimum(gap, 0)
    return p.quality_share * quality + (1 - p.quality_share) * felt


@equation
def customer_satisfaction(judged: Judgement, p: P) -> float:
    """E20, E20a. A customer's satisfaction moves part of the way to the last encounter's; the lenient feel more of it.

    Source: anderson_sullivan_1993.

    Example:
        >>> round(float(customer_satisfaction(Judgement(.6, .6, .4), P(neutral_satisfaction=.72))), 3)
        0.53
    """
    felt = encounter_satisfaction(judged.quality, disconfirmation(judged, p), p) + judged.leniency
    moved = judged.satisfaction + p.satisfaction_step * (felt - judged.satisfaction)
    return np.minimum(np.maximum(moved, 0), 1)


@equation
def expectation(judged: Judgement, p: P) -> float:
    """E20. Customers come to expect what they get.

    Source: anderson_sullivan_1993.

    Example:
        >>> round(float(expectation(Judgement(.6, .6, .8), P())), 3)
        0.63
    """
    moved = judged.expectation + p.expectation_step * (judged.quality - judged.expectation)
    return np.minimum(np.maximum(moved, 0), 1)


@step("count")
def begin_judging(flows: Flows) -> None:
    """Nobody has been let down or delighted yet this week."""
    flows.let_down, flows.delighted = 0.0, 0.0


@step("consider")
def judge(customers: Customers, scratch: Scratch, tally: Tally, flows: Flows, now: Now, p: P) -> None:
    """Callers judge what they get, and remember it (E20)."""
    callers, let_down, delighted, promised = scratch.callers[: int(tally.callers)], 0, 0, now.promise
    for turn in range(len(callers)):
        felt, expected, lenient = scratch.felt[turn], scratch.expected[turn], scratch.lenient[turn]
        judged = Judgement(felt, expected, scratch.quality[turn], promised, lenient)
        scratch.gap[turn] = disconfirmation(judged, p)
        scratch.felt[turn] = customer_satisfaction(judged, p)
        scratch.expected[turn] = expectation(judged, p)
    for turn in range(len(callers)):
        let_down += scratch.gap[turn] < -p.below_threshold
        delighted += scratch.gap[turn] > p.above_threshold
        customers.customer_satisfaction[callers[turn]] = scratch.felt[turn]
        customers.expectation[callers[turn]] = scratch.expected[turn]
    flows.let_down += let_down
    flows.delighted += delighted


@reference
def neutral_satisfaction(r: Reference) -> Column:
    """The encounter as expected pleases a little more than the mean one, since shortfalls weigh more (E20).

    The mean of a normal variable's positive part is its standard deviation over the square root of 2 pi.
    """
    p = r.p
    return p.satisfaction_reference + (p.shortfall_loss - p.surplus_gain) * p.disconfirmation_sd / np.sqrt(2 * np.pi)


@reference
def share_let_down(r: Reference) -> Column:
    """Share of encounters below expectation."""
    return ndtr(-r.p.below_threshold / r.p.disconfirmation_sd)


MECHANISM = Mechanism.here(globals(), rows=(13, 14))
