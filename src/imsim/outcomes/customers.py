"""Outcomes in the market: what customers get, think, say and do."""
# The ensemble does not say the types of what it holds.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.ensemble import Ensemble
from imsim.engine.fields import parameter
from imsim.outcomes.measures import deviation, net_promoters, totals
from imsim.outcomes.outcome import Fraction, Value, outcome


class P(NamedTuple):
    """The scale of the American Customer Satisfaction Index."""

    acsi_reference: float = parameter(76, 60, 85, "points", "scn", "acsi", "ACSI at reference satisfaction")
    acsi_slope: float = parameter(
        80, 40, 120, "points", "assumed", "-", "ACSI points per unit of customer satisfaction"
    )


@outcome("customer satisfaction", "0-1", bounds=(0.0, 1.0))
def customer_satisfaction(ensemble: Ensemble) -> Fraction:
    """Mean satisfaction of the customers who are with the firm."""
    return ensemble.flows.satisfaction, ensemble.firm.customers_now


@outcome("ACSI", "points", bounds=(-100.0, 200.0))
def acsi(ensemble: Ensemble) -> Value:
    """Customer satisfaction on the scale of the American Customer Satisfaction Index (declared, assumed slope)."""
    total, number = customer_satisfaction(ensemble)
    p = ensemble.parameters
    return p.acsi_reference + p.acsi_slope * (total / np.maximum(number, 1) - p.satisfaction_reference)


@outcome("NPS", "points", bounds=(-100.0, 100.0))
def nps(ensemble: Ensemble) -> Value:
    """Net promoter score of customers."""
    total, number = customer_satisfaction(ensemble)
    spread = deviation(total, ensemble.flows.satisfaction_squares, number)
    return net_promoters(ensemble, total / np.maximum(number, 1), spread, ensemble.parameters.satisfaction_reference)


@outcome("customer retention", "share/year", benefit=60, bounds=(0.0, 1.0))
def retention(ensemble: Ensemble) -> Value:
    """Share of customers kept over a year at this week's churn."""
    flows, before = ensemble.flows, ensemble.firm.customers_now + ensemble.flows.left - ensemble.flows.joined
    return (1 - flows.left / np.maximum(before, 1)) ** WEEKS_A_YEAR


@outcome("customers with the firm", "customers")
def customers_with_firm(ensemble: Ensemble) -> Value:
    """Customers with the firm, in real numbers."""
    return ensemble.firm.customers_now * ensemble.reference.weight


@outcome("ever walked away", "share", -1, span="last", bounds=(0.0, 1.0))
def walked_away(ensemble: Ensemble) -> Fraction:
    """Share of the year's customers who dropped a purchase or left at least once in it."""
    return ensemble.flows.walked, ensemble.flows.with_firm_or_walked


@outcome("word of mouth", "people/week", 0, bounds=(-np.inf, np.inf))
def word_of_mouth(ensemble: Ensemble) -> Fraction:
    """People told of good service less people told of bad, per 100 customers and week."""
    good, bad = told(ensemble)
    return 100 * (good - bad), np.maximum(ensemble.firm.customers_now, 1)


@outcome("good : bad word of mouth", "ratio", bounds=(0.0, np.inf))
def talk_ratio(ensemble: Ensemble) -> Fraction:
    """People told of good service for each who is told of bad."""
    return told(ensemble)


def told(ensemble: Ensemble) -> tuple[Value, Value]:
    """People told of good service this week, and of bad."""
    p, satisfied = ensemble.parameters, ensemble.flows.satisfied
    good = p.talk_incidence * p.told_good * satisfied
    return good, p.talk_incidence * p.told_bad * (ensemble.firm.customers_now - satisfied)


@outcome("tie to a contact person", "0-1", bounds=(0.0, 1.0))
def tie(ensemble: Ensemble) -> Fraction:
    """How close customers are to the person who serves them, on average."""
    total, _, number = totals(ensemble.customers.tie, ensemble.customers.with_firm)
    return total, number


@outcome("reputation", "0-1", bounds=(0.0, 1.0))
def reputation(ensemble: Ensemble) -> Value:
    """What those elsewhere think of the firm."""
    return ensemble.firm.reputation


@outcome("service quality", "0-1", bounds=(-1.0, 2.0))
def service_quality(ensemble: Ensemble) -> Fraction:
    """Mean quality that customers perceived in this week's encounters."""
    return ensemble.flows.quality, ensemble.flows.encounters


@outcome("spread of service quality", "0-1", -1, bounds=(0.0, 2.0))
def quality_spread(ensemble: Ensemble) -> Value:
    """Standard deviation of perceived quality over encounters: how inconsistent service is."""
    flows = ensemble.flows
    return deviation(flows.quality, flows.quality_squares, flows.encounters)


@outcome("encounters below expectation", "share", -1, bounds=(0.0, 1.0))
def below_expectation(ensemble: Ensemble) -> Fraction:
    """Share of encounters that customers call below expectation."""
    return ensemble.flows.let_down, ensemble.flows.encounters
