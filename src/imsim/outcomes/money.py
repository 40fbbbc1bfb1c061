"""Outcomes in money."""
# The ensemble does not say the types of what it holds.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import numpy as np

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.ensemble import Ensemble
from imsim.outcomes.outcome import Value, outcome


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
