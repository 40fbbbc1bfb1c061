"""Outcomes inside the firm: service, people, staff turnover."""

from __future__ import annotations

from typing import Any

import numpy as np

from imsim.company.economics import WEEKS_A_YEAR
from imsim.mechanisms.ensemble import Company
from imsim.outcomes.measures import deviation, net_promoters, staff_mean, staff_spread, totals
from imsim.outcomes.outcome import outcome


@outcome("internal service quality", "0-1", benefit=62, high=1.0)
def internal_service_quality(company: Company) -> Any:
    """Service that departments get from each other, by heads."""
    heads = company.organisation.heads
    return (company.departments.service_in * heads).sum(axis=2, keepdims=True) / heads.sum()


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
    total, _, number = totals(company.staff.knowledge, company.staff.occupied & (company.contact_posts == 0))
    return total, number


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
    total, squares, number = totals(column, company.staff.occupied)
    mean, reference = total / np.maximum(number, 1), company.parameters.staff_commitment_reference
    return net_promoters(company, mean, deviation(total, squares, number), reference)


@outcome("advocacy", "0-1", low=-2.0, high=2.0)
def advocacy(company: Company) -> Any:
    """How well employees speak of the firm; below 0 they speak ill."""
    return company.firm.advocacy


@outcome("employer brand", "0-1", high=1.0)
def employer_brand(company: Company) -> Any:
    """What candidates think of the firm."""
    return company.firm.employer_brand


@outcome("staff turnover", "share/year", -1)
def turnover(company: Company) -> Any:
    """Exits a year as a share of desks."""
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
