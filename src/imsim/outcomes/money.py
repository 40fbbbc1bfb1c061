"""Outcomes in money."""

from __future__ import annotations

from typing import Any

import numpy as np

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.ensemble import Ensemble
from imsim.outcomes.outcome import outcome


@outcome("purchases", "1/year")
def purchases(company: Ensemble) -> Any:
    """Purchases a year."""
    return WEEKS_A_YEAR * company.flows.purchases


@outcome("revenue", "money/year", span="run", low=-np.inf)
def revenue(company: Ensemble) -> Any:
    """Revenue a year, over the whole run."""
    return WEEKS_A_YEAR * company.flows.revenue


@outcome("profit", "money/year", span="run", low=-np.inf)
def profit(company: Ensemble) -> Any:
    """Profit a year, over the whole run; programmes and replacement paid."""
    return WEEKS_A_YEAR * company.flows.profit


@outcome("programme cash", "money/year", -1, span="run")
def programme_cash(company: Ensemble) -> Any:
    """Cash spent on programmes a year."""
    return WEEKS_A_YEAR * company.flows.programmes


@outcome("programme working time", "money/year", -1, span="run")
def programme_time(company: Ensemble) -> Any:
    """Wage value of the working time that programmes take a year."""
    hour = company.economy.hour(company.parameters.paid_hours_year)
    return WEEKS_A_YEAR * company.flows.working_time * hour


@outcome("replacement cost", "money/year", -1, span="run")
def replacement(company: Ensemble) -> Any:
    """Cost of replacing leavers a year."""
    return WEEKS_A_YEAR * company.flows.replacement


@outcome("payroll", "money/year", 0, span="run")
def payroll(company: Ensemble) -> Any:
    """Loaded wages of those present, a year."""
    return WEEKS_A_YEAR * company.flows.payroll
