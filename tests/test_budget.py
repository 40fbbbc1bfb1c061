"""One budget: what strategies are planned to cost, and scaled to."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import imsim
from every import every
from imsim.programmes import kinds
from imsim.scenarios.budget import (
    as_written,
    budgeted,
    divided,
    planning_context,
    programme_cost,
    scaled_to,
    wage_bill,
)
from imsim.scenarios.expected import Expected, expected_of
from imsim.scenarios.plan import Plan
from imsim.scenarios.scenario import builtin_names, load
from imsim.scenarios.simulation import Case, Simulation
from imsim.studies.kinds.compare import CompareRequest, budget_of, plan
from worlds import case, small

# Nothing here asks whether the firm stands still.
pytestmark = pytest.mark.usefixtures("aged_briefly")

WAGES = 120 * 55_000


def saturated(programme):
    return getattr(programme, programme.lever) >= programme.most


@pytest.fixture(scope="module")
def firm():
    return load("service_firm")


@pytest.fixture(scope="module")
def setting(firm):
    return firm.setting()


def test_a_budget_is_a_share_of_the_wage_bill(firm, setting):
    assert wage_bill(setting.organisation, setting.economy) == WAGES
    study = plan(CompareRequest(firm, strategies=["cash"]))
    assert budget_of(study.scenario) == pytest.approx(0.02 * WAGES)
    assert all(
        strategy.budget == pytest.approx(0.02 * WAGES)
        for strategy in study.subject.budgeted
        if strategy.case.programmes
    )


# By hand


def test_programme_costs_by_hand(setting):
    """A bonus of 2 % of 120 wages; 8 h of 120 people at .00167 wages an hour and 55,000 x 1.42 / 2080 an hour."""
    bonus = kinds()["incentives"](value=0.02)
    context = planning_context(setting, case(bonus), Expected())
    assert programme_cost(bonus, context, 104) == pytest.approx(0.02 * WAGES)
    course = kinds()["training"](hours=8.0)
    # Ten groups of twelve, whose courses take line managers 1.3 hours an hour.
    hour = 55_000 * 1.42 / 2080
    by_hand = 8 * 120 * (0.00167 * 55_000 + hour) + 8 * 10 * 1.3 * hour
    assert programme_cost(course, context, 104) == pytest.approx(by_hand)
    assert programme_cost(kinds()["training"](hours=8.0, start=52), context, 104) == pytest.approx(by_hand / 2)
    assert programme_cost(kinds()["training"](hours=8.0, stop=26), context, 104) == pytest.approx(by_hand / 4)


def test_leave_costs_working_time_and_no_cash(setting):
    leave = kinds()["incentives"](reward="time_off", value=0.02)
    context = planning_context(setting, case(leave), Expected())
    assert np.all(leave.cost(context).cash == 0)
    assert programme_cost(leave, context, 104) == pytest.approx(0.02 * WAGES * 1.42)


# Scaling


@cache
def company(name):
    """A company with what it expects of its staff, which takes some seconds to find out."""
    scenario = load(name)
    return scenario, scenario.setting()


@every("name, share", [*((name, 0.02) for name in builtin_names()), ("bakery", 0.005), ("service_firm", 0.05)])
def test_strategies_of_one_budget_are_planned_to_cost_the_same(name, share):
    scenario, setting = company(name)
    budget = share * wage_bill(setting.organisation, setting.economy)
    scaled = [row for row in budgeted(scenario, setting, list(scenario.strategies), share)
              if row.case.programmes and scenario.table.strategies[row.case.strategy].scale]  # fmt: skip
    assert scaled
    for strategy in scaled:
        label = f"{strategy.case.strategy}: {strategy.planned:.0f} of {budget:.0f}"
        if strategy.over_budget:
            # Onboarding is no lever: where many are hired it alone can cost more than a small budget.
            assert strategy.planned > budget, label
            assert all(getattr(one, one.lever) == 0 for _, one in strategy.case.programmes), label
        elif strategy.under_budget:
            assert strategy.planned < budget, label
            assert all(saturated(programme) for _, programme in strategy.case.programmes
                       if getattr(programme, programme.lever) > 0), label  # fmt: skip
        else:
            assert strategy.planned == pytest.approx(budget, rel=0.01), label


EIGHT = ("training", "incentives", "recognition", "messages", "respect", "participation", "recruitment",
         "working_conditions")  # fmt: skip


@every("name", builtin_names())
def test_scaling_24_mixes_of_8_programmes_simulates_less_than_a_tenth_of_their_runs(name, monkeypatch):
    """One reference is simulated for all of them, and no mix."""
    shares = np.random.default_rng(1).dirichlet(np.ones(len(EIGHT)), 24)
    mixes = {f"mix_{i}": {"programmes": {kind: {"kind": kind, "share": float(share)} for kind, share in
             zip(EIGHT, row, strict=True)}} for i, row in enumerate(shares)}  # fmt: skip
    firm, simulated, step = load(name), [], Simulation.step
    scenario = firm.changed({f"strategies.{name}": mix for name, mix in mixes.items()})

    def counted(simulation):
        simulated.append(simulation.ensemble.employees.occupied.size)
        return step(simulation)

    monkeypatch.setattr(Simulation, "step", counted)
    setting = scenario.setting()
    scaled = budgeted(scenario, setting, list(mixes), 0.02)
    asked = 0.02 * wage_bill(setting.organisation, setting.economy)
    assert all(one.planned == pytest.approx(asked, rel=0.01) or one.under_budget for one in scaled)
    weeks = setting.timeline.weeks
    assert len(simulated) == weeks
    assert sum(simulated) < 0.1 * len(mixes) * 30 * weeks * setting.organisation.posts


@pytest.mark.thorough
@pytest.mark.ci
def test_what_strategies_cost_keeps_to_the_budget_or_is_marked():
    assert {name: found for name in builtin_names() if (found := unmarked(name))} == {}


def unmarked(name):
    """Strategies of a company that spent over 5 % more or less than the budget, and no mark in the table says so."""
    compared = imsim.compare(name, replicates=2, overrides={"market.rows": 50})
    asked = [one for one in compared.strategies if one.case.programmes and one.budget is not None]
    assert asked
    return [one.case.strategy for one in asked
            if abs(compared.cost(one.case.strategy).mean / compared.budget - 1) > 0.05
            and not (one.under_budget or one.over_budget or compared.off_plan(one.case.strategy))]  # fmt: skip


@settings(max_examples=4, deadline=None)
@given(shares=st.lists(st.floats(0.001, 0.3), min_size=2, max_size=2, unique=True))
def test_more_money_buys_more_of_every_programme_and_never_less(firm, setting, shares):
    poor, rich = (budgeted(firm, setting, list(firm.strategies), share) for share in sorted(shares))
    for less, more in zip(poor, rich, strict=True):
        assert less.planned <= more.planned * (1 + 1e-6)
        for (_, one), (_, other) in zip(less.case.programmes, more.case.programmes, strict=True):
            assert getattr(one, one.lever) <= getattr(other, other.lever) * (1 + 1e-6)


def test_each_programme_gets_its_share_of_the_budget(setting):
    courses, bonus = kinds()["training"](hours=1.0, share=0.7), kinds()["incentives"](value=0.01, share=0.3)
    scaled = scaled_to(setting, case(courses, bonus), 0.01 * WAGES)
    context = planning_context(setting, scaled.case)
    costs = [programme_cost(programme, context, 104) for _, programme in scaled.case.programmes]
    assert costs == pytest.approx([0.007 * WAGES, 0.003 * WAGES], rel=1e-6)
    for one, (_, other) in zip((courses, bonus), scaled.case.programmes, strict=True):
        assert one.model_dump(exclude={one.lever}) == other.model_dump(exclude={other.lever})


def test_without_shares_all_programmes_get_the_same(setting):
    scaled = scaled_to(setting, case(kinds()["training"](hours=9.0), kinds()["incentives"](value=0.01)), 0.01 * WAGES)
    context = planning_context(setting, scaled.case)
    costs = [programme_cost(programme, context, 104) for _, programme in scaled.case.programmes]
    assert costs == pytest.approx([0.005 * WAGES, 0.005 * WAGES], rel=1e-6)


def test_what_one_programme_cannot_use_the_others_get_by_their_shares(setting):
    praise = kinds()["recognition"](intensity=0.1, share=0.6)
    courses, bonus = kinds()["training"](hours=1.0, share=0.1), kinds()["incentives"](value=0.01, share=0.3)
    scaled = scaled_to(setting, case(praise, courses, bonus), 0.02 * WAGES)
    context = planning_context(setting, scaled.case)
    (_, first), *others = scaled.case.programmes
    assert first.intensity == first.most
    costs = [programme_cost(programme, context, 104) for _, programme in others]
    assert costs[1] == pytest.approx(3 * costs[0], rel=1e-6)
    assert sum(costs) == pytest.approx(0.02 * WAGES - programme_cost(first, context, 104), rel=1e-6)


@settings(max_examples=50, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.just(0.0) | st.floats(0.001, 1), st.floats(0, 5), st.floats(0, 20)), min_size=1, max_size=6
    ),
    money=st.floats(0, 60),
)
def test_money_is_divided_like_water(rows, money):
    """All of it is spent unless all are full or all at their least; who is between gets by share alone."""
    names = [str(number) for number in range(len(rows))]
    shares = dict(zip(names, (share for share, _, _ in rows), strict=True))
    least = dict(zip(names, (low for _, low, _ in rows), strict=True))
    most = dict(zip(names, (low + more for _, low, more in rows), strict=True))
    given_out = divided(money, shares, least, most)
    assert all(least[name] <= given_out[name] <= most[name] for name in names)
    able = sum(most[name] if shares[name] > 0 else least[name] for name in names)
    assert sum(given_out.values()) == pytest.approx(min(max(money, sum(least.values())), able), abs=1e-6)


def test_plans_expect_the_firm_s_own_vacancies_and_hires(setting):
    """A firm that many leave plans for desks that stand vacant, and for newcomers who have to be found."""
    calm, restless = (expected_of(setting, Case(parameters={"labour_market": pull})) for pull in (-1.0, 1.0))
    assert 0 < calm.vacant < restless.vacant < 0.2
    assert 0 < calm.hires < restless.hires < 0.05
    assert expected_of(setting, Case(parameters={"labour_market": 1.0})) is restless


def test_staff_on_the_payroll_comes_out_of_the_budget(setting):
    mail = kinds()["messages"](email=1.0, tailoring=1.0)
    plan = Plan(education=0, staff={"specialist": 0.5}, seniority=10.0)
    scaled = scaled_to(setting, Case("told", (("messages", mail),), {}, plan), 0.02 * WAGES)
    assert scaled.planned == pytest.approx(0.02 * WAGES, rel=1e-3)
    alone = scaled_to(setting, case(mail), 0.02 * WAGES)
    assert scaled.case.programmes[0][1].frequency < alone.case.programmes[0][1].frequency


def test_what_cannot_use_the_budget_up_keeps_the_rest_and_says_so(setting):
    campaign = case(kinds()["recognition"](intensity=0.1))
    scaled = scaled_to(setting, campaign, 0.5 * WAGES)
    assert scaled.under_budget
    assert scaled.planned < 0.5 * WAGES
    ((_, programme),) = scaled.case.programmes
    assert programme.intensity == programme.most


# Onboarding is no part of the lever: its cost stays when hours go to 0.
def test_a_strategy_that_cannot_be_made_cheap_enough_says_so(setting):
    costly = case(kinds()["training"](hours=8.0, onboarding=40.0))
    budget = 0.001 * WAGES
    scaled = scaled_to(setting, costly, budget)
    said = {name: value for name, value in vars(scaled).items() if name.startswith(("under", "over"))}
    assert scaled.planned == pytest.approx(budget, rel=0.01) or any(said.values()), (
        f"{scaled.planned:.0f}, not {budget:.0f}"
    )


def test_nothing_costs_nothing_and_is_not_under_budget(setting):
    scaled = scaled_to(setting, Case(), 0.02 * WAGES)
    assert (scaled.planned, scaled.under_budget) == (0, False)


def test_a_budget_of_0_leaves_strategies_as_written(firm, setting):
    for strategy in budgeted(firm, setting, list(firm.strategies), 0.0):
        assert strategy.case == firm.strategies[strategy.case.strategy]
        assert strategy.budget is None
        assert not strategy.under_budget
        assert strategy == as_written(setting, strategy.case)


def test_a_strategy_may_opt_out_of_scaling():
    scenario = small("strategies.cash.scale=false")
    rows = {row.case.strategy: row for row in budgeted(scenario, scenario.setting(), ["cash", "training"], 0.05)}
    assert rows["cash"].case == scenario.strategies["cash"]
    assert rows["cash"].planned == pytest.approx(0.02 * WAGES, rel=0.05)
    assert rows["training"].planned == pytest.approx(0.05 * WAGES, rel=0.01)
