"""Money adds up: presets, budgets and the books of a run."""

import numpy as np
import pytest

from every import every
from imsim.outcomes import OUTCOMES
from imsim.programmes import kinds
from imsim.scenarios.plan import Plan
from imsim.scenarios.scenario import builtin_names, load
from imsim.scenarios.simulation import Case, Simulation
from worlds import case, small

TRAINING = kinds()["training"](hours=16.0)
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


# What a leaver costs, and a customer is worth


def test_the_books_of_a_leaver_by_hand(setting):
    """12 k replacement an exit, a fifth of the pay of each vacant week saved, and what newcomers do not do yet."""
    company = Simulation(setting, [case()], (0,), 1).ensemble
    staff, weekly_pay, margin = company.employees, 55_000 * 1.42 / 52, 0.8 * 145_000 / 52
    staff.occupied[...], staff.tenure_weeks[...], staff.performance[...] = True, 100.0, 0.6
    staff.occupied[:, :, :4] = False
    staff.tenure_weeks[:, :, 4:14], staff.performance[:, :, 4:14] = 5.0, 0.45
    company.flows.exits, company.flows.replacement = 2.0, 24_000.0
    cost, exits = OUTCOMES["cost_per_leaver"].measure(company)
    assert np.ravel(exits).tolist() == [2.0]
    assert cost.item() == pytest.approx(24_000 - 0.2 * 4 * weekly_pay + 10 * 0.25 * margin)


def test_a_customer_is_worth_the_margin_until_she_leaves(setting):
    company = Simulation(setting, [case()], (0,), 1).ensemble
    real = company.firm.customers_now * company.reference.weight
    company.flows.revenue, company.flows.left, company.flows.joined = real * 100.0, 0.0, 0.0
    margin, leaving = OUTCOMES["customer_lifetime_value"].measure(company)
    assert margin.item() == pytest.approx(52 * 100 * 0.8)
    assert leaving.item() == pytest.approx(0.08)


# A plan that funds itself


def funded(setting, fund, profit):
    """Growth of a plan whose firm made so much a week in the burn-in of 8 weeks, and so much in a quarter after it."""
    course = Case("told", (("training", TRAINING),), {}, Plan(education=0, fund=fund))
    simulation = Simulation(setting, [course], (0, 1), 1)
    simulation.ensemble.firm.cash[...] = 8 * 1000.0
    (plan,) = simulation.plans.values()
    plan.fund(simulation.context(plan.rows))
    simulation.ensemble.firm.cash[...] += 13 * profit
    simulation.ensemble.week = 13
    plan.fund(simulation.context(plan.rows))
    cost = plan.weekly_cost("training", simulation.context(plan.rows), 1.0)
    return plan, cost


def test_a_share_of_what_a_quarter_earned_more_goes_into_the_next(setting):
    plan, cost = funded(setting, 0.5, 2000.0)
    assert plan.grown.ravel() == pytest.approx((1 + 0.5 * 1000 / cost).ravel())
    assert plan.adjusted("training", 13).hours.ravel() == pytest.approx((16 * plan.grown).ravel())
    (entry,) = plan.record
    assert (entry.outcome, entry.programme, entry.reading[0, 0]) == ("profit", "all", pytest.approx(52 * 2000))


def test_funding_neither_starves_a_plan_nor_lets_it_explode(setting):
    assert funded(setting, 1.0, -1e6)[0].grown.ravel().tolist() == [0.05, 0.05]
    assert funded(setting, 1.0, 1e6)[0].grown.ravel().tolist() == [4.0, 4.0]


def test_a_plan_without_a_fund_stays_as_it_is(setting):
    plan, _ = funded(setting, 0.0, 1e6)
    assert plan.grown.ravel().tolist() == [1.0, 1.0]
    assert plan.record == []


def test_a_plan_that_funds_itself_spends_more_as_the_firm_earns_more(short_ageing):
    """In a boom every quarter adds to the plan, up to its bounds."""
    scenario = small("time.burn_in=26", "time.weeks=52", "time.window=52", "events.boom.kind=demand_shock",
                     "events.boom.week=0", "events.boom.size=0.3", "events.boom.weeks=52")  # fmt: skip
    plan = Plan(education=0, fund=0.3)
    cases = [Case("told", (("training", TRAINING),), {}, plan), Case("untold", (("training", TRAINING),))]
    simulation = Simulation(scenario.setting(), cases, (0, 1), 1)
    spent = np.zeros(2)
    for _ in range(52):
        simulation.step()
        spent += simulation.ensemble.flows.programmes.mean(axis=(1, 2))
    assert spent[0] > 1.5 * spent[1]


def test_a_brand_manager_sees_to_consistent_service(setting):
    """By hand: half of it at most, .3 by one who begins; half a post does half."""
    for posts, seniority, seen_to in ((1.0, 10.0, 0.5), (1.0, 0.0, 0.3), (0.5, 10.0, 0.25), (3.0, 10.0, 0.5)):
        plan = Plan(education=0, seniority=seniority, staff={"brand": posts})
        simulation = Simulation(setting, [Case("kept", (("training", TRAINING),), {}, plan)], (0,), 1)
        simulation.step()
        assert simulation.ensemble.effects.consistency.item() == pytest.approx(seen_to)
