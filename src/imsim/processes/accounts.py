"""The books of the week: purchases, payroll, programmes, replacement, profit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from imsim import economics
from imsim.company import Company
from imsim.economics import WEEKS_A_YEAR


def keep_the_books(company: Company) -> None:
    """Book purchases, costs and profit of the week (E26)."""
    firm, flows, p, economy, market = company.firm, company.flows, company.parameters, company.economy, company.market
    wanted = company.wanted_purchases * (1 + company.effects.demand)
    # Evaluated encounters are a sample of all contacts: each stands for the purchases made between two of them.
    dropped = flows.dropped * wanted / p.encounter_rate
    returned = firm.deferred * p.deferred_return
    firm.deferred = firm.deferred - returned + dropped * p.deferred_share
    flows.purchases = company.weight * economics.purchases(firm.customers_now, wanted, dropped, returned)
    flows.revenue = flows.purchases * market.purchase_value
    present = company.staff.occupied.sum(axis=2, keepdims=True)
    weekly_wage = economy.wage / WEEKS_A_YEAR
    flows.payroll = present * weekly_wage * economy.load_factor
    flows.programmes = total(company, company.effects.cash)
    flows.working_time = total(company, company.effects.hours)
    flows.replacement = flows.exits * p.replacement_cost * economy.wage
    overhead = economy.overhead_share * economy.revenue_per_employee * company.organisation.posts / WEEKS_A_YEAR
    flows.profit = economics.profit(
        flows.revenue, economy.margin, flows.payroll, overhead, flows.programmes, flows.replacement
    )
    firm.cash = firm.cash + flows.profit


def total(company: Company, books: dict[str, NDArray[np.float64]]) -> NDArray[np.float64]:
    """Sum over programmes by name, so that its last bit does not depend on the other cases of the block."""
    amount = np.zeros((*company.shape, 1))
    for name in sorted(books):
        amount += books[name]
    return amount
