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
    price_specialist_year: float = parameter(
        1.42, 1, 2, "wage", "SA", "poirier_2014", "loaded yearly cost of a communications specialist", price=True
    )
    specialist_hours: float = parameter(
        1080, 700, 1500, "hours/year", "assumed", "-", "hours of a specialist that go into messages", price=True
    )
    price_hr_year: float = parameter(
        1.9, 1.4, 2.6, "wage", "SA", "poirier_2014", "loaded yearly cost of an HR manager", price=True
    )
    price_brand_year: float = parameter(
        1.78, 1.2, 2.6, "wage", "SA", "poirier_2014", "loaded yearly cost of a brand manager", price=True
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
