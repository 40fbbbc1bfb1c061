"""The economy of a scenario: wages, revenue, margins, and the price of an hour, in its currency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from imsim.engine.fields import parameter

WEEKS_A_YEAR = 52


class P(NamedTuple):
    """Prices and hours of work."""

    working_hours: float = parameter(40, 30, 45, "hours/week", "assumed", "-", "paid hours a week", price=True)
    paid_hours_year: float = parameter(
        2080, 1600, 2200, "hours", "fix", "bls_ecec", "paid hours a year behind an hourly wage", price=True
    )
    salary_specialist: float = parameter(
        42_500,
        35_000,
        50_000,
        "money/year",
        "SA",
        "poirier_2014",
        "salary of a communications specialist who begins",
        price=True,
    )
    salary_specialist_senior: float = parameter(
        75_000,
        60_000,
        90_000,
        "money/year",
        "SA",
        "poirier_2014",
        "salary of a communications specialist after ten years",
        price=True,
    )
    salary_hr: float = parameter(
        60_000, 50_000, 70_000, "money/year", "SA", "poirier_2014", "salary of an HR manager who begins", price=True
    )
    salary_hr_senior: float = parameter(
        100_000,
        80_000,
        120_000,
        "money/year",
        "SA",
        "poirier_2014",
        "salary of an HR manager after ten years",
        price=True,
    )
    salary_brand: float = parameter(
        50_000, 35_000, 65_000, "money/year", "SA", "poirier_2014", "salary of a brand manager who begins", price=True
    )
    salary_brand_senior: float = parameter(
        105_000,
        70_000,
        140_000,
        "money/year",
        "SA",
        "poirier_2014",
        "salary of a brand manager after ten years",
        price=True,
    )
    staff_load: float = parameter(
        1.42, 1.2, 1.5, "factor", "SA", "bls_ecec", "cost of specialist, HR and brand manager over salary", price=True
    )
    specialist_hours: float = parameter(
        1080, 700, 1500, "hours/year", "assumed", "-", "hours a year that a role on the payroll gives to programmes"
    )
    line_factor: float = parameter(
        1.3, 1, 2, "hours", "assumed", "-", "hours of line managers that do what one hour of a role does"
    )
    line_most: float = parameter(
        0.25, 0.1, 0.5, "share", "assumed", "-", "share of their week that line managers can give to that at most"
    )
    role_quality: float = parameter(
        0.15, 0, 0.4, "share", "assumed", "-", "how much better staff on the payroll works than line managers"
    )
    role_seniority: float = parameter(0.15, 0, 0.4, "share", "assumed", "-", "how much better still after ten years")
    brand_consistency: float = parameter(
        0.5, 0, 1, "0-1", "assumed", "-", "consistency of service that a brand manager of ten years keeps up"
    )
    brand_beginner: float = parameter(
        0.6, 0.2, 1, "share", "assumed", "-", "share of it that a brand manager who begins keeps up"
    )


@dataclass(frozen=True)
class Economy:
    """The money side of a scenario.

    Args:
        wage: yearly wage of one full-time post.
        load_factor: payroll cost over wage (benefits, taxes).
        revenue_per_employee: yearly, at the reference point.
        margin: share of revenue left after variable cost and before labour.
        overhead_share: of revenue at the reference point, constant.
    """

    wage: float
    load_factor: float
    revenue_per_employee: float
    margin: float
    overhead_share: float

    def hour(self, paid_hours_year: Any) -> Any:
        """Cost of one paid hour."""
        return self.wage * self.load_factor / paid_hours_year
