"""The books of the week: purchases, payroll, programmes, replacement, profit."""

from __future__ import annotations

from imsim.company import economics
from imsim.engine.machine_code import written_into_kernels
from imsim.engine.state import State
from imsim.engine.workforce import OCCUPIED


@written_into_kernels
def keep_the_books(run: State, _week: int) -> None:
    """Book purchases, costs and profit of the week (E26)."""
    p, firm, flows = run.p, run.firm, run.flows
    wanted = p.wanted_purchases * (1 + run.effects.demand)
    # Evaluated encounters are a sample of all contacts: each stands for the purchases made between two of them.
    dropped = flows.dropped * wanted / p.encounter_rate
    returned = firm.deferred * p.deferred_return
    firm.deferred += dropped * p.deferred_share - returned
    flows.purchases = p.weight * economics.purchases(firm.customers_now, wanted, dropped, returned)
    flows.revenue = flows.purchases * p.purchase_value
    present = 0
    for post in range(run.staff.flags.shape[1]):
        present += run.staff.flags[OCCUPIED, post]
    flows.payroll = present * p.weekly_pay
    flows.replacement = flows.exits * p.price_of_leaver
    flows.profit = economics.profit(
        flows.revenue, p.margin, flows.payroll, p.weekly_overhead, flows.programmes, flows.replacement
    )
    firm.cash += flows.profit
