"""Outcomes inside the firm: internal service, employees, staff turnover."""
# The ensemble does not say the types of what it holds.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.ensemble import Ensemble
from imsim.engine.fields import parameter
from imsim.outcomes.measures import deviation, employee_mean, net_promoters, totals
from imsim.outcomes.outcome import Fraction, Value, outcome


class P(NamedTuple):
    """From when somebody counts as informed, or as productive."""

    informed_understanding: float = parameter(
        0.42, 0.4, 0.6, "0-1", "assumed", "-", "understanding from which somebody counts as informed", symbol="U_inf"
    )
    informed_share: float = parameter(
        0.5, 0.3, 0.8, "share", "assumed", "-", "share of staff that must be informed for a department to be"
    )
    diffused_share: float = parameter(
        0.9, 0.7, 1, "share", "assumed", "-", "share of departments informed at which a message has spread"
    )
    engaged_from: float = parameter(
        0.65, 0.55, 0.75, "0-1", "assumed", "-", "mean of motivation and satisfaction from which somebody is engaged"
    )
    productive_share: float = parameter(
        0.9, 0.8, 1, "share", "fix", "mellon_2003", "share of the usual knowledge at which a newcomer is productive"
    )


@outcome("internal service quality", "0-1", benefit=62, bounds=(0.0, 1.0))
def internal_service_quality(ensemble: Ensemble) -> Value:
    """Service that departments get from each other, weighted by headcount."""
    heads = ensemble.organisation.heads
    return (ensemble.departments.service_in * heads).sum(axis=2, keepdims=True) / heads.sum()


@outcome("external-internal gap", "0-1", -1, bounds=(-2.0, 2.0))
def service_gap(ensemble: Ensemble) -> Fraction:
    """The shoemaker's wife: how much better customers are served than colleagues."""
    inside = internal_service_quality(ensemble)
    return ensemble.flows.quality - inside * ensemble.flows.encounters, ensemble.flows.encounters


@outcome("performance", "0-1", benefit=55, bounds=(0.0, 1.0))
def performance(ensemble: Ensemble) -> Fraction:
    """Mean service performance of the employees present."""
    return employee_mean(ensemble, ensemble.employees.performance)


@outcome("knowledge", "0-1", bounds=(0.0, 1.0))
def knowledge(ensemble: Ensemble) -> Fraction:
    """Mean knowledge of the employees present."""
    return employee_mean(ensemble, ensemble.employees.knowledge)


@outcome("back-office knowledge", "0-1", bounds=(0.0, 1.0))
def back_office_knowledge(ensemble: Ensemble) -> Fraction:
    """Mean knowledge of the employees who never meet customers."""
    total, _, number = totals(ensemble.employees.knowledge, ensemble.employees.occupied & (ensemble.contact_posts == 0))
    return total, number


@outcome("understanding", "0-1", bounds=(0.0, 1.0))
def understanding(ensemble: Ensemble) -> Fraction:
    """Mean understanding of goals, strategy and brand of the employees present."""
    return employee_mean(ensemble, ensemble.employees.understanding)


@outcome("back-office understanding", "0-1", benefit=59, bounds=(0.0, 1.0))
def back_office_understanding(ensemble: Ensemble) -> Fraction:
    """Mean understanding of goals, strategy and brand of the employees who never meet customers."""
    staff = ensemble.employees
    total, _, number = totals(staff.understanding, staff.occupied & (ensemble.contact_posts == 0))
    return total, number


@outcome("leader quality", "0-1", bounds=(0.0, 1.0))
def leader_care(ensemble: Ensemble) -> Fraction:
    """How well employees feel led by their supervisor, mean over those present."""
    return employee_mean(ensemble, ensemble.employees.leader_care)


@outcome("alignment", "0-1", benefit=57, bounds=(-1.0, 1.0))
def alignment(ensemble: Ensemble) -> Value:
    """How well and how alike employees understand what the firm wants: mean less spread of understanding."""
    total, squares, number = totals(ensemble.employees.understanding, ensemble.employees.occupied)
    return total / np.maximum(number, 1) - deviation(total, squares, number)


@outcome("role clarity", "0-1", benefit=64, bounds=(0.0, 1.0))
def role_clarity(ensemble: Ensemble) -> Fraction:
    """How well employees know what is expected of them: half knowledge of the job, half understanding of the firm."""
    staff, p = ensemble.employees, ensemble.parameters
    job = np.minimum(staff.knowledge / p.knowledge_reference, 1)
    return employee_mean(ensemble, (job + staff.understanding) / 2)


@outcome("motivation", "0-1", benefit=56, bounds=(0.0, 1.0))
def motivation(ensemble: Ensemble) -> Fraction:
    """Mean motivation of the employees present."""
    return employee_mean(ensemble, ensemble.employees.motivation)


@outcome("job satisfaction", "0-1", benefit=58, bounds=(0.0, 1.0))
def job_satisfaction(ensemble: Ensemble) -> Fraction:
    """Mean job satisfaction of the employees present."""
    return employee_mean(ensemble, ensemble.employees.job_satisfaction)


@outcome("affective commitment", "0-1", benefit=61, bounds=(0.0, 1.0))
def affective_commitment(ensemble: Ensemble) -> Fraction:
    """Mean affective commitment of the employees present."""
    return employee_mean(ensemble, ensemble.employees.affective_commitment)


@outcome("trust in management", "0-1", bounds=(0.0, 1.0))
def management_trust(ensemble: Ensemble) -> Fraction:
    """Mean trust in management of the employees present."""
    return employee_mean(ensemble, ensemble.employees.management_trust)


@outcome("belonging", "0-1", bounds=(0.0, 1.0))
def belonging(ensemble: Ensemble) -> Fraction:
    """Mean belonging of the employees present."""
    return employee_mean(ensemble, ensemble.employees.belonging)


@outcome("engagement", "0-1", bounds=(0.0, 1.0))
def engagement(ensemble: Ensemble) -> Fraction:
    """Mean of motivation and job satisfaction of the employees present."""
    return employee_mean(ensemble, (ensemble.employees.motivation + ensemble.employees.job_satisfaction) / 2)


@outcome("engagement index", "share", bounds=(0.0, 1.0))
def engagement_index(ensemble: Ensemble) -> Fraction:
    """Share of employees whose motivation and job satisfaction together reach the mark of the engaged."""
    staff = ensemble.employees
    return employee_mean(ensemble, (staff.motivation + staff.job_satisfaction) / 2 >= ensemble.parameters.engaged_from)


@outcome("strain", "0-1", -1, bounds=(0.0, 1.0))
def strain(ensemble: Ensemble) -> Fraction:
    """Mean strain of the employees present."""
    return employee_mean(ensemble, ensemble.employees.strain)


@outcome("output", "0-1", bounds=(0.0, 1.0))
def output(ensemble: Ensemble) -> Fraction:
    """Mean performance in quantity of the employees present: how much each gets done in an hour at work."""
    return employee_mean(ensemble, ensemble.employees.performance_quantity)


@outcome("eNPS", "points", bounds=(-100.0, 100.0))
def enps(ensemble: Ensemble) -> Value:
    """Net promoter score of employees, from commitment."""
    column = ensemble.employees.affective_commitment
    total, squares, number = totals(column, ensemble.employees.occupied)
    mean, reference = total / np.maximum(number, 1), ensemble.parameters.staff_commitment_reference
    return net_promoters(ensemble, mean, deviation(total, squares, number), reference)


@outcome("advocacy", "0-1", bounds=(-2.0, 2.0))
def advocacy(ensemble: Ensemble) -> Value:
    """How well employees speak of the firm; below 0 they speak ill."""
    return ensemble.firm.advocacy


@outcome("employer brand", "0-1", bounds=(0.0, 1.0))
def employer_brand(ensemble: Ensemble) -> Value:
    """What candidates think of the firm."""
    return ensemble.firm.employer_brand


@outcome("staff turnover", "share/year", -1)
def turnover(ensemble: Ensemble) -> Fraction:
    """Exits a year as a share of posts."""
    return WEEKS_A_YEAR * ensemble.flows.exits, np.full((*ensemble.shape, 1), float(ensemble.organisation.posts))


@outcome("vacancies", "share", -1, bounds=(0.0, 1.0))
def vacancies(ensemble: Ensemble) -> Value:
    """Share of posts that are vacant."""
    return 1 - ensemble.employees.occupied.mean(axis=2, keepdims=True)


@outcome("time to productivity", "weeks", -1)
def time_to_productivity(ensemble: Ensemble) -> Fraction:
    """Weeks until a newcomer knows 90 % of what colleagues know: employees below it over hires (Little's law)."""
    staff, p = ensemble.employees, ensemble.parameters
    new = staff.occupied & (staff.tenure_weeks < WEEKS_A_YEAR)
    usual = np.minimum(staff.knowledge_plateau, p.knowledge_reference)
    below = new & (staff.knowledge < p.productive_share * usual)
    return below.sum(axis=2, keepdims=True), ensemble.flows.hires


@outcome("time to fill a vacancy", "weeks", -1)
def fill_weeks(ensemble: Ensemble) -> Value:
    """Weeks that a post stays vacant in this week's labour market."""
    return np.broadcast_to(ensemble.flows.fill_weeks, (*ensemble.shape, 1))


@outcome("applicants per vacancy", "people")
def applicants_per_vacancy(ensemble: Ensemble) -> Value:
    """Candidates assessed for a vacancy."""
    return np.broadcast_to(ensemble.flows.applicants, (*ensemble.shape, 1))


@outcome("time to inform all departments", "weeks", -1, span="total", benefit=63)
def diffusion_weeks(ensemble: Ensemble) -> Value:
    """Weeks of the run in which nearly all departments had not yet understood what the firm wants."""
    staff, p = ensemble.employees, ensemble.parameters
    informed = ensemble.department_sums(staff.occupied & (staff.understanding >= p.informed_understanding))
    reached = informed >= p.informed_share * np.maximum(ensemble.department_sums(staff.occupied), 1)
    return (reached.mean(axis=2, keepdims=True) < p.diffused_share).astype(float)


@outcome("load", "share", 0)
def load(ensemble: Ensemble) -> Value:
    """Work that contact staff attempt over what they can do; above 1 they are overloaded."""
    return np.broadcast_to(ensemble.flows.load, (*ensemble.shape, 1))


@outcome("work pressure", "ratio", 0)
def pressure(ensemble: Ensemble) -> Value:
    """What customers would take of contact staff at the usual standard, over what these can do."""
    return np.broadcast_to(ensemble.flows.pressure, (*ensemble.shape, 1))


@outcome("service standard", "factor")
def standard(ensemble: Ensemble) -> Value:
    """Time that a customer is given as a rule, against the reference."""
    return np.broadcast_to(ensemble.firm.standard, (*ensemble.shape, 1))
