"""The reference point: where everything is scaled to, computed from parameters and never from a run.

At knowledge .60, motivation .52, no incentives, respect .8, full staffing and internal service .60, performance and
service are .60 exactly; customers' satisfaction is .60; a claim that promises what people have is neutral.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from imsim.company.organisation import Organisation
from imsim.mechanisms.equations import customers, internal_service, performance, trust, word_of_mouth
from imsim.mechanisms.parameters import Column, Parameters

FIXED_POINT_ROUNDS = 200


@dataclass(frozen=True)
class Reference:
    """Derived constants of a block, each a column (cases, 1, 1) unless a shape is given.

    Args:
        performance_scale: makes performance .60 at the reference point (normalised CES).
        respect: of each edge of the service graph as the scenario has it, shape (1, 1, edges).
        service_in: internal service received at the scenario's own respect, shape (cases, 1, departments).
        expected_claim: what people expect anyway, c0 of E6, shape (cases, 1, departments).
        respect_received: by each department from its internal customers, shape (cases, 1, departments).
        neutral_satisfaction: with an encounter exactly as expected.
        let_down, delighted: shares of encounters below and above expectation.
        churn: weekly probability that a customer leaves.
        with_firm: share of the market that is with the firm.
        dropped: share of purchases dropped for good.
        talk: net people told per customer and week.
    """

    performance_scale: Column
    respect: NDArray[np.float64]
    service_in: Column
    expected_claim: Column
    respect_received: Column
    neutral_satisfaction: Column
    let_down: Column
    delighted: Column
    churn: Column
    with_firm: Column
    dropped: Column
    talk: Column


def reference_point(p: Parameters, organisation: Organisation) -> Reference:
    """The reference point of each case of a block in its organisation."""
    opportunity = performance.opportunity(p.performance_reference, p.opportunity_floor)
    product = performance.ability_times_motivation(
        p.knowledge_reference, p.motivation_reference, p.knowledge_share, p.substitution
    )
    scale = p.performance_reference / (opportunity * product)
    respect = organisation.edges.respect[None, None, :]
    service = _fixed_point(p, organisation, respect, scale * product)
    let_down, delighted = (
        ndtr(-p.below_threshold / p.disconfirmation_sd),
        ndtr(-p.above_threshold / p.disconfirmation_sd),
    )
    failure = ndtr(-p.failure_threshold / p.disconfirmation_sd)
    churn = 1 - (1 - p.churn_hazard) * (1 - p.encounter_rate * failure * p.leave_probability)
    return Reference(
        performance_scale=scale,
        respect=respect,
        service_in=service,
        expected_claim=trust.reality(service, p.voice_untouched, p.voice_weight),
        respect_received=respect_received(
            organisation, np.broadcast_to(respect, (len(scale), 1, respect.shape[2])), organisation.edges.weight, p
        ),
        neutral_satisfaction=customers.neutral_satisfaction(
            p.satisfaction_reference, p.surplus_gain, p.shortfall_loss, p.disconfirmation_sd
        ),
        let_down=let_down,
        delighted=delighted,
        churn=churn,
        with_firm=p.join_hazard / (p.join_hazard + churn),
        dropped=let_down * p.bail_probability * (1 - p.deferred_share),
        talk=p.encounter_rate * word_of_mouth.talk(delighted, let_down, p.told_good, p.told_bad),
    )


def edge_sums(index: NDArray[np.int64], values: Column, size: int) -> Column:
    """Sums of edge values by one end of the edge: (cases, replicates, edges) -> (cases, replicates, size)."""
    cases, replicates = values.shape[:2]
    runs = cases * replicates
    flat = (np.arange(runs)[:, None] * size + index).ravel()
    sums = np.bincount(flat, weights=values.ravel(), minlength=runs * size)
    return np.asarray(sums, dtype=np.float64).reshape(cases, replicates, size)


def respect_received(organisation: Organisation, respect: Column, weight: Column, p: Parameters) -> Column:
    """Respect that a department gets from its internal customers, weighted by what it supplies to each.

    Args:
        organisation: with the service edges.
        respect: of each edge, shape (cases, replicates, edges).
        weight: of each edge, any shape that broadcasts to that.
        p: departments that serve nobody inside get the reference.

    Returns:
        Shape (cases, replicates, departments).
    """
    edges, departments = organisation.edges, len(organisation.departments)
    size = departments + len(organisation.partners)
    given = edge_sums(edges.supplier, respect * weight, size)
    total = edge_sums(edges.supplier, np.broadcast_to(weight, respect.shape), size)
    received = np.where(total > 0, given / np.where(total > 0, total, 1.0), p.respect_reference)
    return np.ascontiguousarray(received[:, :, :departments])


def _fixed_point(p: Parameters, organisation: Organisation, respect: Column, able_and_willing: Column) -> Column:
    """Internal service at which E15-E18 stand still, with reference people and full staffing."""
    edges, size = organisation.edges, len(organisation.departments)
    courtesy = internal_service.courtesy(respect, p.respect_reference, p.rudeness_cost)
    supplied = np.bincount(edges.customer, minlength=size) > 0
    shape = (len(p.weak_link), 1, size)
    service: Column = np.broadcast_to(p.performance_reference, shape)
    partners = np.broadcast_to(p.partner_service, (len(p.weak_link), 1, len(organisation.partners)))
    for _ in range(FIXED_POINT_ROUNDS):
        made = performance.service_performance(
            performance.opportunity(service, p.opportunity_floor), able_and_willing, 1.0
        )
        given = np.concatenate([np.maximum(made, p.cover), partners], axis=2)
        bent = internal_service.weak_link(given.take(edges.supplier, axis=2) * courtesy, p.weak_link) * edges.weight
        received = internal_service.service_in(
            edge_sums(edges.customer, bent, size), np.where(supplied, p.weak_link, 1.0)
        )
        service = np.where(supplied, received, p.performance_reference)
    return service
