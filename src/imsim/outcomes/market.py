"""Outcomes in the market: what customers get, think, say and do."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.ensemble import Ensemble
from imsim.engine.fields import parameter
from imsim.outcomes.measures import deviation, net_promoters
from imsim.outcomes.outcome import outcome


class P(NamedTuple):
    """The scale of the American Customer Satisfaction Index."""

    acsi_reference: float = parameter(76, 60, 85, "points", "scn", "acsi", "ACSI at reference satisfaction")
    acsi_slope: float = parameter(
        80, 40, 120, "points", "assumed", "-", "ACSI points per unit of customer satisfaction"
    )


@outcome("customer satisfaction", "0-1", high=1.0)
def customer_satisfaction(company: Ensemble) -> Any:
    """Mean satisfaction of the customers who are with the firm."""
    return company.flows.satisfaction, company.firm.customers_now


@outcome("ACSI", "points", low=-100.0, high=200.0)
def acsi(company: Ensemble) -> Any:
    """Customer satisfaction on the scale of the American Customer Satisfaction Index (declared, assumed slope)."""
    total, number = customer_satisfaction(company)
    p = company.parameters
    return p.acsi_reference + p.acsi_slope * (total / np.maximum(number, 1) - p.satisfaction_reference)


@outcome("NPS", "points", low=-100.0, high=100.0)
def nps(company: Ensemble) -> Any:
    """Net promoter score of customers."""
    total, number = customer_satisfaction(company)
    spread = deviation(total, company.flows.satisfaction_squares, number)
    return net_promoters(company, total / np.maximum(number, 1), spread, company.parameters.satisfaction_reference)


@outcome("customer retention", "share/year", benefit=60, high=1.0)
def retention(company: Ensemble) -> Any:
    """Share of customers kept over a year at this week's churn."""
    flows, before = company.flows, company.firm.customers_now + company.flows.left - company.flows.joined
    return (1 - flows.left / np.maximum(before, 1)) ** WEEKS_A_YEAR


@outcome("customers with the firm", "customers")
def customers_with_firm(company: Ensemble) -> Any:
    """Customers with the firm, in real numbers."""
    return company.firm.customers_now * company.reference.weight


@outcome("ever walked away", "share", -1, span="last", high=1.0)
def walked_away(company: Ensemble) -> Any:
    """Share of the year's customers who dropped a purchase or left at least once in it."""
    return company.flows.walked, company.flows.with_firm_or_walked


@outcome("word of mouth", "people/week", 0, low=-np.inf)
def word_of_mouth(company: Ensemble) -> Any:
    """People told of good service less people told of bad, per 100 customers and week."""
    p, flows = company.parameters, company.flows
    told = p.told_good * flows.delighted - p.told_bad * flows.let_down
    return 100 * told, np.maximum(company.firm.customers_now, 1)


@outcome("reputation", "0-1", high=1.0)
def reputation(company: Ensemble) -> Any:
    """What those elsewhere think of the firm."""
    return company.firm.reputation


@outcome("service quality", "0-1", low=-1.0, high=2.0)
def service_quality(company: Ensemble) -> Any:
    """Mean quality that customers perceived in this week's encounters."""
    return company.flows.quality, company.flows.encounters


@outcome("spread of service quality", "0-1", -1, high=2.0)
def quality_spread(company: Ensemble) -> Any:
    """Standard deviation of perceived quality over encounters: how inconsistent service is."""
    flows = company.flows
    return deviation(flows.quality, flows.quality_squares, flows.encounters)


@outcome("encounters below expectation", "share", -1, high=1.0)
def below_expectation(company: Ensemble) -> Any:
    """Share of encounters that customers call below expectation."""
    return company.flows.let_down, company.flows.encounters
