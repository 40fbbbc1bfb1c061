"""What a run is judged by: one decorated function an outcome, measured each week.

A function takes the company and returns the week's value a run, (cases, replicates, 1), or a pair of numerator and
denominator. Over a span of weeks values are averaged, pairs summed before they are divided.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from imsim.company import Company
from imsim.economics import WEEKS_A_YEAR

Value = NDArray[np.float64]
Span = Literal["window", "run", "last", "total"]


@dataclass(frozen=True)
class Outcome:
    """One outcome: its name, what it is called in tables, its unit, and the weeks it is taken over.

    Args:
        name: of the function.
        label: for tables and figures.
        unit: e.g. "0-1", "points", "1/year".
        better: +1 where more is better, -1 where less is, 0 where neither.
        span: mean over the evaluation window or all weeks of the run, the last week, or the total of all weeks.
        benefit: number of the benefit of the source texts (55-64) it stands for, or None.
        low, high: bounds that always hold.
        measure: the function.
    """

    name: str
    label: str
    unit: str
    better: int
    span: Span
    benefit: int | None
    low: float
    high: float
    measure: Callable[[Company], Any]

    @property
    def claim(self) -> str:
        """First line of its docstring."""
        return (self.measure.__doc__ or "").strip().splitlines()[0]


OUTCOMES: dict[str, Outcome] = {}


def outcome(
    label: str,
    unit: str,
    better: int = 1,
    *,
    span: Span = "window",
    benefit: int | None = None,
    low: float = 0.0,
    high: float = np.inf,
) -> Callable[[Callable[[Company], Any]], Callable[[Company], Any]]:
    """Register a function as an outcome under its own name."""

    def register(measure: Callable[[Company], Any]) -> Callable[[Company], Any]:
        name = measure.__name__
        OUTCOMES[name] = Outcome(name, label, unit, better, span, benefit, low, high, measure)
        return measure

    return register


def staff_mean(company: Company, column: Any) -> tuple[Value, Value]:
    """Sum of a column over those present, and their number."""
    occupied = company.staff.occupied
    return (column * occupied).sum(axis=2, keepdims=True), occupied.sum(axis=2, keepdims=True)


def staff_spread(company: Company, column: Any) -> Value:
    """Standard deviation of a column over those present."""
    total, number = staff_mean(company, column)
    squares, _ = staff_mean(company, column * column)
    number = np.maximum(number, 1)
    return np.sqrt(np.maximum(squares / number - (total / number) ** 2, 0.0))


def net_promoters(company: Company, mean: Value, spread: Value, reference: Value) -> Value:
    """Promoters minus detractors, in points, of 0-10 ratings normal around a mean (a declared, assumed scale)."""
    p = company.parameters
    rating = p.rating_reference + p.rating_slope * (mean - reference)
    noise = np.sqrt((p.rating_slope * spread) ** 2 + p.rating_noise**2)
    points: Value = 100 * (ndtr((rating - p.rating_promoter) / noise) - ndtr((p.rating_detractor - rating) / noise))
    return points


# Customers


@outcome("customer satisfaction", "0-1", high=1.0)
def customer_satisfaction(company: Company) -> Any:
    """Mean satisfaction of the customers who are with the firm."""
    customers = company.customers
    return (customers.customer_satisfaction * customers.with_firm).sum(
        axis=2, keepdims=True
    ), company.firm.customers_now


@outcome("ACSI", "points", low=-100.0, high=200.0)
def acsi(company: Company) -> Any:
    """Customer satisfaction on the scale of the American Customer Satisfaction Index (declared, assumed slope)."""
    total, number = customer_satisfaction(company)
    p = company.parameters
    return p.acsi_reference + p.acsi_slope * (total / np.maximum(number, 1) - p.satisfaction_reference)


@outcome("NPS", "points", low=-100.0, high=100.0)
def nps(company: Company) -> Any:
    """Net promoter score of customers."""
    customers = company.customers
    total, number = customer_satisfaction(company)
    squares = (customers.customer_satisfaction**2 * customers.with_firm).sum(axis=2, keepdims=True)
    number = np.maximum(number, 1)
    spread = np.sqrt(np.maximum(squares / number - (total / number) ** 2, 0.0))
    return net_promoters(company, total / number, spread, company.parameters.satisfaction_reference)


@outcome("customer retention", "share/year", benefit=60, high=1.0)
def retention(company: Company) -> Any:
    """Share of customers kept over a year at this week's churn."""
    flows, before = company.flows, company.firm.customers_now + company.flows.left - company.flows.joined
    return (1 - flows.left / np.maximum(before, 1)) ** WEEKS_A_YEAR


@outcome("customers with the firm", "customers")
def customers_with_firm(company: Company) -> Any:
    """Customers with the firm, in real numbers."""
    return company.firm.customers_now * company.weight


@outcome("ever walked away", "share", -1, span="last", high=1.0)
def walked_away(company: Company) -> Any:
    """Share of the year's customers who dropped a purchase or left at least once in it."""
    customers = company.customers
    walked = customers.walked_away >= company.week - WEEKS_A_YEAR
    return walked.sum(axis=2, keepdims=True), (walked | customers.with_firm).sum(axis=2, keepdims=True)


@outcome("word of mouth", "people/week", 0, low=-np.inf)
def word_of_mouth(company: Company) -> Any:
    """People told of good service less people told of bad, per 100 customers and week."""
    p, flows = company.parameters, company.flows
    told = p.told_good * flows.delighted - p.told_bad * flows.let_down
    return 100 * told, np.maximum(company.firm.customers_now, 1)


@outcome("reputation", "0-1", high=1.0)
def reputation(company: Company) -> Any:
    """What those elsewhere think of the firm."""
    return company.firm.reputation


@outcome("service quality", "0-1", low=-1.0, high=2.0)
def service_quality(company: Company) -> Any:
    """Mean quality that customers perceived in this week's encounters."""
    return company.flows.quality, company.flows.encounters


@outcome("spread of service quality", "0-1", -1, high=2.0)
def quality_spread(company: Company) -> Any:
    """Standard deviation of perceived quality over encounters: how inconsistent service is."""
    flows = company.flows
    number = np.maximum(flows.encounters, 1)
    return np.sqrt(np.maximum(flows.quality_squares / number - (flows.quality / number) ** 2, 0.0))


@outcome("encounters below expectation", "share", -1, high=1.0)
def below_expectation(company: Company) -> Any:
    """Share of encounters that customers call below expectation."""
    return company.flows.let_down, company.flows.encounters


# Inside


@outcome("internal service quality", "0-1", benefit=62, high=1.0)
def internal_service_quality(company: Company) -> Any:
    """Service that departments get from each other, by heads."""
    heads = company.organisation.heads
    return (company.firm.service_in * heads).sum(axis=2, keepdims=True) / heads.sum()


@outcome("external-internal gap", "0-1", -1, low=-2.0, high=2.0)
def service_gap(company: Company) -> Any:
    """The shoemaker's wife: how much better customers are served than colleagues."""
    inside = internal_service_quality(company)
    return company.flows.quality - inside * company.flows.encounters, company.flows.encounters


@outcome("performance", "0-1", benefit=55, high=1.0)
def performance(company: Company) -> Any:
    """Mean service performance of all who are present."""
    return staff_mean(company, company.staff.performance)


@outcome("knowledge", "0-1", high=1.0)
def knowledge(company: Company) -> Any:
    """Mean knowledge of all who are present."""
    return staff_mean(company, company.staff.knowledge)


@outcome("back-office knowledge", "0-1", benefit=59, high=1.0)
def back_office_knowledge(company: Company) -> Any:
    """Mean knowledge of those who never meet customers."""
    away = company.staff.occupied & (company.contact_posts == 0)
    return (company.staff.knowledge * away).sum(axis=2, keepdims=True), away.sum(axis=2, keepdims=True)


@outcome("alignment", "0-1", benefit=57, low=-1.0, high=1.0)
def alignment(company: Company) -> Any:
    """How alike people understand what the firm wants: one minus the spread of knowledge and motivation."""
    staff = company.staff
    return 1 - (staff_spread(company, staff.knowledge) + staff_spread(company, staff.motivation))


@outcome("role clarity", "share", benefit=64, high=1.0)
def role_clarity(company: Company) -> Any:
    """Share of staff who know nearly all that the reference employee knows."""
    p = company.parameters
    return staff_mean(company, company.staff.knowledge >= p.productive_share * p.knowledge_reference)


@outcome("motivation", "0-1", benefit=56, high=1.0)
def motivation(company: Company) -> Any:
    """Mean motivation of all who are present."""
    return staff_mean(company, company.staff.motivation)


@outcome("job satisfaction", "0-1", benefit=58, high=1.0)
def job_satisfaction(company: Company) -> Any:
    """Mean job satisfaction of all who are present."""
    return staff_mean(company, company.staff.job_satisfaction)


@outcome("affective commitment", "0-1", benefit=61, high=1.0)
def affective_commitment(company: Company) -> Any:
    """Mean affective commitment of all who are present."""
    return staff_mean(company, company.staff.affective_commitment)


@outcome("trust in management", "0-1", high=1.0)
def management_trust(company: Company) -> Any:
    """Mean trust in management of all who are present."""
    return staff_mean(company, company.staff.management_trust)


@outcome("belonging", "0-1", high=1.0)
def belonging(company: Company) -> Any:
    """Mean belonging of all who are present."""
    return staff_mean(company, company.staff.belonging)


@outcome("engagement", "0-1", high=1.0)
def engagement(company: Company) -> Any:
    """Mean of motivation and job satisfaction."""
    return staff_mean(company, (company.staff.motivation + company.staff.job_satisfaction) / 2)


@outcome("eNPS", "points", low=-100.0, high=100.0)
def enps(company: Company) -> Any:
    """Net promoter score of employees, from commitment."""
    column = company.staff.affective_commitment
    total, number = staff_mean(company, column)
    reference = company.parameters.staff_commitment_reference
    return net_promoters(company, total / np.maximum(number, 1), staff_spread(company, column), reference)


@outcome("advocacy", "0-1", low=-2.0, high=2.0)
def advocacy(company: Company) -> Any:
    """How well employees speak of the firm; below 0 they speak ill."""
    return company.firm.advocacy


@outcome("employer brand", "0-1", high=1.0)
def employer_brand(company: Company) -> Any:
    """What candidates think of the firm."""
    return company.firm.employer_brand


@outcome("turnover", "1/year", -1)
def turnover(company: Company) -> Any:
    """Exits a year over desks."""
    return WEEKS_A_YEAR * company.flows.exits, np.full((*company.shape, 1), float(company.organisation.posts))


@outcome("vacancies", "share", -1, high=1.0)
def vacancies(company: Company) -> Any:
    """Share of desks that stand vacant."""
    return 1 - company.staff.occupied.mean(axis=2, keepdims=True)


@outcome("time to productivity", "weeks", -1)
def time_to_productivity(company: Company) -> Any:
    """Weeks until a newcomer knows 90 % of what colleagues know: people below it over people hired (Little's law)."""
    staff, p = company.staff, company.parameters
    new = staff.occupied & (staff.tenure_weeks < WEEKS_A_YEAR)
    usual = np.minimum(staff.knowledge_plateau, p.knowledge_reference)
    below = new & (staff.knowledge < p.productive_share * usual)
    return below.sum(axis=2, keepdims=True), company.flows.hires


@outcome("applicants per vacancy", "people")
def applicants_per_vacancy(company: Company) -> Any:
    """Candidates assessed for a vacancy."""
    return np.broadcast_to(company.flows.applicants, (*company.shape, 1))


@outcome("time to inform all departments", "weeks", -1, span="total", benefit=63)
def diffusion_weeks(company: Company) -> Any:
    """Weeks in which a message had not yet spread to nearly all departments, over the run."""
    staff, p = company.staff, company.parameters
    informed = company.department_sums(staff.occupied & (staff.message_adstock >= p.informed_adstock))
    reached = informed >= p.informed_share * np.maximum(company.department_sums(staff.occupied), 1)
    return (reached.mean(axis=2, keepdims=True) < p.diffused_share).astype(float)


@outcome("load", "share", 0)
def load(company: Company) -> Any:
    """Load of contact staff; above 1 they are overloaded."""
    return np.broadcast_to(company.flows.load, (*company.shape, 1))


# Money


@outcome("purchases", "1/year")
def purchases(company: Company) -> Any:
    """Purchases a year."""
    return WEEKS_A_YEAR * company.flows.purchases


@outcome("revenue", "money/year", span="run", low=-np.inf)
def revenue(company: Company) -> Any:
    """Revenue a year, over the whole run."""
    return WEEKS_A_YEAR * company.flows.revenue


@outcome("profit", "money/year", span="run", low=-np.inf)
def profit(company: Company) -> Any:
    """Profit a year, over the whole run; programmes and replacement paid."""
    return WEEKS_A_YEAR * company.flows.profit


@outcome("programme cash", "money/year", -1, span="run")
def programme_cash(company: Company) -> Any:
    """Cash spent on programmes a year."""
    return WEEKS_A_YEAR * company.flows.programmes


@outcome("programme working time", "money/year", -1, span="run")
def programme_time(company: Company) -> Any:
    """Wage value of the working time that programmes take a year."""
    hour = company.economy.hour(company.parameters.paid_hours_year)
    return WEEKS_A_YEAR * company.flows.working_time * hour


@outcome("replacement cost", "money/year", -1, span="run")
def replacement(company: Company) -> Any:
    """Cost of replacing leavers a year."""
    return WEEKS_A_YEAR * company.flows.replacement


@outcome("payroll", "money/year", 0, span="run")
def payroll(company: Company) -> Any:
    """Loaded wages of those present, a year."""
    return WEEKS_A_YEAR * company.flows.payroll
