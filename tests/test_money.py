"""Money adds up: presets, budgets and the books of a run."""

import pytest

from every import every
from imsim.scenarios.scenario import builtin_names, load

# Operating margin at the start of each preset, as the sector data give it.
MARGINS = {
    "service_firm": 0.10, "bakery": 0.08, "technology_retailer": 0.04, "bank_merger": 0.27, "supply_chain": 0.10,
    "large_firm": 0.10, "restaurant_chain": 0.06, "call_centre": 0.10, "shoemaker": 0.10,
}  # fmt: skip


def test_every_builtin_scenario_is_a_preset():
    assert sorted(MARGINS) == builtin_names()


@every("name", sorted(MARGINS))
def test_payroll_overhead_and_variable_cost_leave_the_operating_margin(name):
    economy = load(name).economy
    payroll = economy.wage * economy.load_factor / economy.revenue_per_employee
    assert economy.margin - payroll - economy.overhead_share == pytest.approx(MARGINS[name], abs=0.005)


@every("name", sorted(MARGINS))
def test_revenue_per_employee_is_what_customers_buy(name):
    scenario = load(name)
    market, posts = scenario.table.market, scenario.organisation.posts
    bought = market.active_customers * market.purchases * 52 * market.purchase_value
    assert bought == pytest.approx(scenario.economy.revenue_per_employee * posts, rel=0.02)
