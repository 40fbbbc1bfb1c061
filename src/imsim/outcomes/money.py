"""Outcomes in money."""
# The ensemble does not say the types of what it holds.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.ensemble import Ensemble
from imsim.engine.fields import parameter
from imsim.outcomes.customers import customers_with_firm, retention
from imsim.outcomes.measures import totals
from imsim.outcomes.outcome import Fraction, Value, outcome


class P(NamedTuple):
    """What later money is worth, and how long somebody counts as new."""

    discount_rate: float = parameter(
        0.08, 0, 0.15, "1/year", "assumed", "-", "rate at which later money is discounted", price=True
    )
    newcomer_weeks: float = parameter(
        52,
        26,
        104,
        "weeks",
        "assumed",
        "-",
        "weeks in which what a newcomer does not do yet is a cost of the leaver",
        price=True,
    )


@outcome("purchases", "1/year")
def purchases(ensemble: Ensemble) -> Value:
    """Purchases a year."""
    return WEEKS_A_YEAR * ensemble.flows.purchases


@outcome("revenue", "money/year", span="run", bounds=(-np.inf, np.inf))
def revenue(ensemble: Ensemble) -> Value:
    """Revenue a year, over the whole run."""
    return WEEKS_A_YEAR * ensemble.flows.revenue


@outcome("profit", "money/year", span="run", bounds=(-np.inf, np.inf))
def profit(ensemble: Ensemble) -> Value:
    """Profit a year, over the whole run; programmes and replacement paid."""
    return WEEKS_A_YEAR * ensemble.flows.profit


@outcome("programme cash", "money/year", -1, span="run")
def programme_cash(ensemble: Ensemble) -> Value:
    """Cash spent on programmes a year."""
    return WEEKS_A_YEAR * ensemble.flows.programmes


@outcome("programme working time", "money/year", -1, span="run")
def programme_time(ensemble: Ensemble) -> Value:
    """Wage value of the working time that programmes take a year."""
    hour = ensemble.economy.hour(ensemble.parameters.paid_hours_year)
    return WEEKS_A_YEAR * ensemble.flows.working_time * hour


@outcome("replacement cost", "money/year", -1, span="run")
def replacement(ensemble: Ensemble) -> Value:
    """Cost of replacing leavers a year."""
    return WEEKS_A_YEAR * ensemble.flows.replacement


@outcome("payroll", "money/year", 0, span="run")
def payroll(ensemble: Ensemble) -> Value:
    """Payroll a year: loaded wages of the employees present."""
    return WEEKS_A_YEAR * ensemble.flows.payroll


@outcome("cost of a leaver", "money", -1, span="run", bounds=(-np.inf, np.inf))
def cost_per_leaver(ensemble: Ensemble) -> Fraction:
    """Replacement, cover of vacant posts less pay saved, and what newcomers do not do yet, per exit (by the books).

    What one more exit takes from profit, as a cause, is asked in `experiments/cost_of_a_leaver.py`.
    """
    staff, p, economy = ensemble.employees, ensemble.parameters, ensemble.economy
    new = staff.occupied & (staff.tenure_weeks < p.newcomer_weeks)
    done, _, number = totals(staff.performance, new)
    others, _, experienced = totals(staff.performance, staff.occupied & ~new)
    usual = others / np.maximum(experienced, 1)
    missing = np.where(experienced > 0, number - done / np.where(usual > 0, usual, 1.0), 0.0)
    post = economy.margin * economy.revenue_per_employee / WEEKS_A_YEAR
    vacant = (~staff.occupied).sum(axis=2, keepdims=True)
    cover = (p.cover_paid - 1) * vacant * ensemble.reference.weekly_pay
    return ensemble.flows.replacement + cover + missing * post, ensemble.flows.exits


@outcome("customer lifetime value", "money")
def customer_lifetime_value(ensemble: Ensemble) -> Fraction:
    """Margin that a customer brings as long as customers stay, discounted."""
    yearly = WEEKS_A_YEAR * ensemble.economy.margin * ensemble.flows.revenue
    return yearly / np.maximum(customers_with_firm(ensemble), 1), 1 - retention(
        ensemble
    ) + ensemble.parameters.discount_rate
