"""Observer of business units: a survey after the first year, employees and customers in the second."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.ensemble import Ensemble
from imsim.evidence.business_units import (
    BONUS,
    COURSE,
    DAYS_A_WEEK,
    EARLY_DAYS,
    FIRST_COURSE,
    INSIDE,
    QUARTER,
    SERVICE,
    SETTLED,
    UNTREATED,
    WEEKS,
    BusinessUnits,
    Flags,
    Numbers,
)
from imsim.outcomes import customers

AFTER_COURSE = 4
WAVE = WEEKS_A_YEAR - 1


class Observer:
    """Watches a block of units, treated and untreated, and keeps what the patterns need.

    Args:
        company: the block at week 0; it is read, never changed.
    """

    def __init__(self, company: Ensemble) -> None:
        self.ensemble = company
        self.units = company.shape[1]
        self.ramps = Ramp(company, UNTREATED), Ramp(company, INSIDE)
        self.present = np.zeros((self.units, company.organisation.posts), dtype=bool)
        self.quit = self.present.copy()
        self.exits, self.encounters = np.zeros((self.units, 3)), np.zeros((self.units, 5))
        self.headcount, self.customers, self.quality = np.zeros((3, self.units))
        self.course_moments, self.bonus_moments = np.zeros((2, self.units, 2, 2, 3))
        self.gain: list[Numbers] = []
        self.revenue, self.acsi = np.zeros((2, self.units, 2))

    def see(self, week: int) -> None:
        """Note what a week brought, after it has passed."""
        for ramp in self.ramps:
            ramp.see(self.ensemble)
        self.see_treated(week)
        if week > WAVE:
            self.count_exits()
            self.see_customers()
        if week == WAVE:
            self.survey()

    def seen(self) -> BusinessUnits:
        """Everything, once both years have passed."""
        company, staff = self.ensemble, self.ensemble.employees
        long = staff.tenure_weeks[UNTREATED] > SETTLED
        walked = customers.walked_away(company)
        professional = company.organisation.professional[company.organisation.department_of] > 0
        return BusinessUnits(
            present=self.present,
            satisfaction=self.satisfaction,
            commitment=self.commitment,
            performance=self.performance,
            quit=self.quit,
            settled=self.present & ~self.quit & long,
            satisfaction_later=self.asked("job_satisfaction"),
            professional=np.tile(professional, (self.units, 1)),
            ramp=self.ramps[0].read(company),
            ramp_inside=self.ramps[1].read(company),
            exits=self.exits,
            headcount=self.headcount,
            customers=self.customers,
            quality=self.quality / self.encounters[:, 0],
            encounters=self.encounters,
            walked=np.stack([count[UNTREATED, :, 0] for count in walked], axis=1).astype(np.float64),
            course_moments=self.course_moments,
            bonus_moments=self.bonus_moments,
            knowledge_gain=np.stack(self.gain, axis=1),
            revenue=self.revenue,
            acsi=self.acsi,
        )

    def see_treated(self, week: int) -> None:
        """Compare the treated business units with themselves untreated."""
        staff = self.ensemble.employees
        known = [moments(staff.knowledge[case], staff.occupied[case]) for case in (UNTREATED, COURSE)]
        if week >= FIRST_COURSE:
            means = [moment[:, 1] / moment[:, 0] for moment in known]
            self.gain.append(means[1] - means[0])
        if week == FIRST_COURSE + AFTER_COURSE:
            for measure, column in enumerate((staff.knowledge, staff.performance)):
                self.course_moments[:, measure] = contrast(column, staff.occupied, COURSE)
        if QUARTER.start <= week < QUARTER.stop:
            for measure, column in enumerate((staff.performance_quantity, staff.performance)):
                self.bonus_moments[:, measure] += contrast(column, staff.occupied, BONUS)
        revenue, acsi = self.ensemble.flows.revenue, customers.acsi(self.ensemble)
        for place, case in enumerate((UNTREATED, SERVICE)):
            self.revenue[:, place] += revenue[case, :, 0]
            self.acsi[:, place] += acsi[case, :, 0] / WEEKS

    def count_exits(self) -> None:
        """Count leavers and their tenure; an exit is taken to happen in the middle of its week."""
        staff, leavers = self.ensemble.employees, self.ensemble.employees.left[UNTREATED]
        self.quit |= leavers & self.present
        served = staff.tenure_weeks[UNTREATED] - 1 / 2
        early = leavers & (served * DAYS_A_WEEK < EARLY_DAYS)
        first_year = leavers & (served < WEEKS_A_YEAR)
        self.exits += np.stack([part.sum(axis=1) for part in (leavers, first_year, early)], axis=1)
        self.headcount += staff.occupied[UNTREATED].sum(axis=1) / WEEKS_A_YEAR

    def see_customers(self) -> None:
        """Add up encounters, and what customers feel."""
        company, flows = self.ensemble, self.ensemble.flows
        counts = (flows.encounters, flows.let_down, flows.delighted, flows.failures, flows.failed_and_left)
        self.encounters += np.stack([count[UNTREATED, :, 0] for count in counts], axis=1)
        self.quality += flows.quality[UNTREATED, :, 0]
        total, number = customers.customer_satisfaction(company)
        self.customers += (total / np.maximum(number, 1))[UNTREATED, :, 0] / WEEKS_A_YEAR

    def survey(self) -> None:
        """Ask everybody."""
        staff = self.ensemble.employees
        self.present = staff.occupied[UNTREATED].copy()
        self.satisfaction, self.commitment = self.asked("job_satisfaction"), self.asked("affective_commitment")
        self.performance = staff.performance[UNTREATED].copy()

    def asked(self, attitude: str) -> Numbers:
        """Surveyed attitude of untreated employees now, answer noise included: (units, posts)."""
        company = self.ensemble
        noise = company.streams.normal(f"survey of {attitude}", company.week, company.organisation.posts)
        answer: Numbers = getattr(company.employees, attitude)[UNTREATED] + self.noise * noise
        return answer

    @property
    def noise(self) -> float:
        """Standard deviation of one answer's noise."""
        return float(self.ensemble.parameters.survey_noise[0, 0, 0])


class Ramp:
    """Stopwatch of newcomers: in which week each has learned what counts as productive.

    Args:
        company: at week 0.
        case: of the block.
    """

    def __init__(self, company: Ensemble, case: int) -> None:
        staff, p = company.employees, company.parameters
        veteran = staff.occupied & (staff.tenure_weeks >= WEEKS_A_YEAR)
        known = company.department_sums(staff.knowledge_plateau * veteran)
        usual = known / np.maximum(company.department_sums(veteran), 1)
        self.goal = (p.productive_share * usual)[case].take(company.organisation.department_of, axis=1)
        self.case = case
        self.weeks = np.full(self.goal.shape, np.nan)

    def see(self, company: Ensemble) -> None:
        """Record newcomers who reach the goal this week, and clear the record where somebody left."""
        staff = company.employees
        self.weeks[staff.left[self.case]] = np.nan
        reached = staff.occupied[self.case] & (staff.knowledge[self.case] >= self.goal) & np.isnan(self.weeks)
        self.weeks[reached] = staff.tenure_weeks[self.case][reached]

    def read(self, company: Ensemble) -> Numbers:
        """Weeks of newcomers who have stayed a year; infinity for the slowest, NaN for everybody else."""
        staff, case = company.employees, self.case
        tenure = staff.tenure_weeks[case]
        newcomer = staff.occupied[case] & (tenure >= WEEKS_A_YEAR) & (tenure < WEEKS)
        return np.where(newcomer, np.where(np.isnan(self.weeks), np.inf, self.weeks), np.nan)


def contrast(column: NDArray[np.float64], occupied: Flags, case: int) -> Numbers:
    """Moments of the untreated and the treated case: (cases, units, posts) -> (units, 2, 3)."""
    return np.stack([moments(column[one], occupied[one]) for one in (UNTREATED, case)], axis=1)


def moments(column: Numbers, counted: Flags) -> Numbers:
    """Number, sum and sum of squares over the posts that count: (units, posts) -> (units, 3)."""
    values = np.where(counted, column, 0.0)
    return np.stack([counted.sum(axis=1), values.sum(axis=1), (values * values).sum(axis=1)], axis=1)
