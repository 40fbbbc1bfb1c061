"""Published patterns that the defaults must reproduce: one decorated function each, judged against its band.

A pattern may have parts (C3a, C3b); it passes only if all of them do (`validation` judges).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imsim.evidence.business_units import BusinessUnits
from imsim.evidence.effect_sizes import agreement, correlation, half_life, partial_coefficient, standardised_difference

Measure = Callable[[BusinessUnits], float]


@dataclass(frozen=True)
class Pattern:
    """One published figure, and how it is measured on simulated business units.

    Args:
        id: as in the evidence, with a letter for a part of it.
        label: for tables and figures.
        target: the published figure.
        low, high: band within which a simulated figure passes.
        source: key of docs/references.md.
        counted: whether it is one of the calibration patterns; weak evidence is shown, not counted.
        tuned: parameters whose defaults were chosen to meet it; none where it was merely checked.
        measure: the function.
    """

    id: str
    label: str
    target: float
    low: float
    high: float
    source: str
    counted: bool
    tuned: tuple[str, ...]
    measure: Measure

    @property
    def number(self) -> str:
        """The pattern that it is a part of.

        Example:
            >>> PATTERNS["C3b"].number
            'C3'
        """
        return self.id.rstrip("abcdef")

    @property
    def digits(self) -> int:
        """Decimals with which it is shown: two digits of the band's width.

        Example:
            >>> PATTERNS["C1"].digits, PATTERNS["C8c"].digits
            (2, 0)
        """
        return max(0, 1 - int(np.floor(np.log10(self.high - self.low))))

    @property
    def claim(self) -> str:
        """First line of its docstring."""
        return (self.measure.__doc__ or "").strip().splitlines()[0]


PATTERNS: dict[str, Pattern] = {}


@dataclass(frozen=True)
class pattern:
    """Register the decorated function as the measure of a published figure on simulated business units."""

    id: str
    label: str
    target: float
    low: float
    high: float
    source: str
    tuned: str = ""
    counted: bool = True

    def __call__(self, measure: Measure) -> Measure:
        """Register the function as the measure of the pattern."""
        content = vars(self) | {"tuned": tuple(self.tuned.split())}
        PATTERNS[self.id] = Pattern(**content, measure=measure)
        return measure


@pattern("C1", "satisfaction x customers, units (r)", 0.30, 0.20, 0.40, "harter_2002", tuned="unit_site_sd")
def satisfaction_with_customers(units: BusinessUnits) -> float:
    """Units with happier staff have more satisfied customers in the year after."""
    return correlation(units.survey_mean(), units.customers)


@pattern("C2", "satisfaction x turnover, units (r)", -0.33, -0.50, -0.20, "harter_2002", tuned="unit_labour_sd")
def satisfaction_with_turnover(units: BusinessUnits) -> float:
    """Units with happier staff lose fewer people in the year after."""
    return correlation(units.survey_mean(), units.exits[:, 0] / units.headcount)


@pattern("C3a", "satisfaction x quitting, people (r)", -0.19, -0.30, -0.10, "griffeth_2000", tuned="exit_satisfaction")
def satisfaction_with_quitting(units: BusinessUnits) -> float:
    """Satisfied people quit less within a year."""
    return correlation(units.satisfaction[units.present], units.quit[units.present].astype(np.float64))


@pattern("C3b", "commitment x quitting, people (r)", -0.20, -0.30, -0.10, "griffeth_2000", tuned="exit_commitment")
def commitment_with_quitting(units: BusinessUnits) -> float:
    """Committed people quit less within a year."""
    return correlation(units.commitment[units.present], units.quit[units.present].astype(np.float64))


@pattern("C4", "turnover a year", 0.26, 0.19, 0.31, "bls_quits", tuned="exit_baseline")
def yearly_turnover(units: BusinessUnits) -> float:
    """About a quarter of staff leaves in a year."""
    return float(units.exits[:, 0].sum() / units.headcount.sum())


@pattern("C5a", "leavers in their first year (share)", 0.40, 0.28, 0.50, "work_institute_2018", tuned="exit_newcomer")
def leavers_in_first_year(units: BusinessUnits) -> float:
    """Four of ten leavers have been there for less than a year."""
    return float(units.exits[:, 1].sum() / units.exits[:, 0].sum())


@pattern(
    "C5b", "of these, in the first 90 days (share)", 0.50, 0.35, 0.60, "work_institute_2018", tuned="exit_tenure_scale"
)
def leavers_in_first_days(units: BusinessUnits) -> float:
    """Half of those who leave in their first year leave within 90 days."""
    return float(units.exits[:, 2].sum() / units.exits[:, 1].sum())


@pattern(
    "C6", "satisfaction over 12 months (r)", 0.55, 0.45, 0.70, "dormann_zapf_2001", tuned="satisfaction_speed trait_sd"
)
def stability_of_satisfaction(units: BusinessUnits) -> float:
    """Who is satisfied today mostly is so a year later."""
    return correlation(units.satisfaction[units.settled], units.satisfaction_later[units.settled])


@pattern("C7", "agreement on satisfaction, ICC(1)", 0.10, 0.05, 0.20, "bliese_2000", tuned="satisfaction_peers")
def agreement_in_units(units: BusinessUnits) -> float:
    """A tenth of the differences in satisfaction lies between units."""
    return agreement(units.satisfaction, units.present)


@pattern("C8a", "one course, knowledge at 4 weeks (d)", 0.62, 0.40, 0.85, "arthur_2003", tuned="course_gain")
def course_on_knowledge(units: BusinessUnits) -> float:
    """One course lifts knowledge by more than half a standard deviation."""
    return standardised_difference(*units.course_moments[:, 0].sum(axis=0)[::-1])


@pattern("C8b", "one course, performance at 4 weeks (d)", 0.62, 0.40, 0.85, "arthur_2003")
def course_on_performance(units: BusinessUnits) -> float:
    """One course lifts performance by more than half a standard deviation."""
    return standardised_difference(*units.course_moments[:, 1].sum(axis=0)[::-1])


@pattern("C8c", "half-life of what was learned (weeks)", 39, 22, 56, "tatel_ackerman", tuned="forgetting")
def course_half_life(units: BusinessUnits) -> float:
    """Half of what a course taught is gone after half a year to a year, leavers included."""
    return half_life(units.knowledge_gain.mean(axis=0))


@pattern("C9a", "newcomers to 90 %, front line (weeks)", 12, 8, 16, "mellon_2003", tuned="learning_rate")
def ramp_of_front_line(units: BusinessUnits) -> float:
    """A newcomer at the front line knows most of what veterans know after a quarter."""
    return median_ramp(units.ramp, ~units.professional)


@pattern(
    "C9b", "newcomers to 90 %, professional (weeks)", 20, 15, 26, "mellon_2003", tuned="learning_rate_professional"
)
def ramp_of_professionals(units: BusinessUnits) -> float:
    """A professional newcomer needs nearly half a year."""
    return median_ramp(units.ramp, units.professional)


@pattern("C9c", "the same, hired from inside (ratio)", 0.50, 0.40, 0.75, "mellon_2003")
def ramp_from_inside(units: BusinessUnits) -> float:
    """People hired from inside need about half the time."""
    usual = median_ramp(units.ramp, ~units.professional)
    return median_ramp(units.ramp_inside, ~units.professional) / usual if usual else float("nan")


@pattern("C10a", "bonus on performance, quantity (d)", 0.50, 0.30, 0.80, "condly_2003", tuned="motivation_reward")
def bonus_on_quantity(units: BusinessUnits) -> float:
    """A bonus makes people do half a standard deviation more."""
    return standardised_difference(*units.bonus_moments[:, 0].sum(axis=0)[::-1])


@pattern("C10b", "bonus on performance, quality (d)", 0.25, 0.05, 0.45, "kim_2022", tuned="incentive_quality")
def bonus_on_quality(units: BusinessUnits) -> float:
    """It makes them do it only a little better."""
    return standardised_difference(*units.bonus_moments[:, 1].sum(axis=0)[::-1])


@pattern("C10c", "bonus, quantity less quality (d)", 0.25, 0.0, 0.75, "cerasoli_2014")
def bonus_on_quantity_rather_than_quality(units: BusinessUnits) -> float:
    """It moves quantity more than quality."""
    return bonus_on_quantity(units) - bonus_on_quality(units)


@pattern(
    "C11", "satisfaction x performance, people (r)", 0.25, 0.15, 0.35, "judge_2001", tuned="motivation_satisfaction"
)
def satisfaction_with_performance(units: BusinessUnits) -> float:
    """Satisfied people perform somewhat better."""
    return correlation(units.satisfaction[units.present], units.performance[units.present])


@pattern(
    "C12a", "encounters below expectation (share)", 0.29, 0.21, 0.37, "amex_2011", tuned="below_threshold quality_noise"
)
def encounters_below(units: BusinessUnits) -> float:
    """Three of ten encounters fall short of what customers expect."""
    return share(units.encounters[:, 1], units.encounters[:, 0])


@pattern("C12b", "encounters above expectation (share)", 0.06, 0.01, 0.11, "amex_2011", tuned="above_threshold")
def encounters_above(units: BusinessUnits) -> float:
    """Few encounters exceed what customers expect."""
    return share(units.encounters[:, 2], units.encounters[:, 0])


@pattern("C13a", "customers leaving after a failure (share)", 0.245, 0.17, 0.32, "pwc_2018", tuned="leave_probability")
def leaving_after_a_failure(units: BusinessUnits) -> float:
    """A fifth to a third of customers leaves after one bad experience."""
    return share(units.encounters[:, 4], units.encounters[:, 3])


@pattern("C13b", "after four of them (share)", 0.59, 0.49, 0.69, "pwc_2018")
def leaving_after_several_failures(units: BusinessUnits) -> float:
    """Several bad experiences, here four, drive six of ten customers away."""
    several = 4
    return 1 - (1 - leaving_after_a_failure(units)) ** several


@pattern(
    "C13c",
    "ever walked away in a year (share)",
    0.665,
    0.55,
    0.78,
    "amex_2011",
    tuned="bail_probability failure_threshold",
)
def ever_walked_away(units: BusinessUnits) -> float:
    """Most customers drop a purchase or leave because of poor service at least once in a year."""
    return share(units.walked[:, 0], units.walked[:, 1])


@pattern("C14", "satisfaction on customers, given quality (beta)", 0.0, -0.05, 0.05, "brown_lam_2008")
def satisfaction_given_quality(units: BusinessUnits) -> float:
    """Once service quality is known, staff's satisfaction says nothing more about customers."""
    return partial_coefficient(units.customers, units.survey_mean(), units.quality)


@pattern(
    "C15",
    "revenue per ACSI point, two years (%)",
    0.4,
    0.1,
    1.0,
    "anderson_1994",
    tuned="failure_threshold",
    counted=False,
)
def revenue_per_point(units: BusinessUnits) -> float:
    """A point of customer satisfaction kept for two years brings a fraction of a percent of revenue (weak evidence)."""
    revenue, acsi = units.revenue.sum(axis=0), units.acsi.mean(axis=0)
    return float(100 * (revenue[1] / revenue[0] - 1) / (acsi[1] - acsi[0]))


def bonus_percentage(units: BusinessUnits) -> float:
    """What the bonus adds to performance in quantity, as a share: reported beside C10, not judged."""
    number, total, _ = units.bonus_moments[:, 0].sum(axis=0).T
    return float(total[1] / number[1] / (total[0] / number[0]) - 1)


def share(part: NDArray[np.float64], whole: NDArray[np.float64]) -> float:
    """Pooled share over all business units."""
    return float(part.sum() / whole.sum())


def median_ramp(weeks: NDArray[np.float64], counted: NDArray[np.bool_]) -> float:
    """Median weeks over newcomers; newcomers who never reach the goal count as slowest."""
    newcomers = weeks[counted & ~np.isnan(weeks)]
    return float(np.sort(newcomers)[len(newcomers) // 2]) if len(newcomers) else float("nan")
