"""Money: revenue, cost and profit of a company week (E26), in the currency of the scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

WEEKS_A_YEAR = 52


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


def purchases(customers: Any, wanted: Any, dropped: Any, returned: Any) -> Any:
    """E26. Customers buy what they want, less what they drop or put off, plus what they had put off before.

    Args:
        customers: with the firm.
        wanted: purchases each wants a week.
        dropped: dropped or put off this week.
        returned: put off earlier and made up for now.

    Source: amex_2011; form assumed.

    Example:
        >>> purchases(100, .5, 4, 1)
        47.0
    """
    return customers * wanted - dropped + returned


def profit(revenue: Any, margin: Any, payroll: Any, overhead: Any, programmes: Any, replacement: Any) -> Any:
    """E26. Profit is margin on revenue less payroll, overhead, programmes out of pocket and replacing leavers.

    Working time spent on programmes is no second cost: payroll is paid already, and the time is felt as load.

    Args:
        revenue: of the week.
        margin: share of it left after variable cost.
        payroll: of the week.
        overhead: of the week.
        programmes: cash of the week.
        replacement: of the leavers of the week.

    Source: cap_2012.

    Example:
        >>> profit(100, .8, 54, 16, 1, 2)
        7.0
    """
    return margin * revenue - payroll - overhead - programmes - replacement
