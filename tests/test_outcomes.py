"""Outcomes: bounds that always hold, books that balance, and no number where there is nothing to count."""

import inspect
import json

import numpy as np
import pytest

from every import every
from imsim.outcomes import OUTCOMES
from imsim.outcomes.outcome import Outcome
from imsim.programmes import kinds
from imsim.scenarios.scenario import load
from imsim.scenarios.simulation import Case, Simulation, simulate
from imsim.scenarios.timeline import over_span, ratio
from worlds import LIVELY, case, small

UNITS = {
    "0-1",
    "points",
    "share",
    "share/year",
    "1/year",
    "weeks",
    "people",
    "people/week",
    "customers",
    "money/year",
} | {"money", "ratio", "factor"}
each_outcome = pytest.mark.parametrize("name", list(OUTCOMES))

# Firms at the edge of what parameters' ranges allow.
EXTREMES = {
    "as it is": {},
    "many leave": {"exit_baseline": -5.0, "exit_exogenous": 0.003, "labour_market": 1.5},
    "few leave": {"exit_baseline": -6.8, "exit_exogenous": 0.0, "labour_market": -1.5},
    "bad people": {"disposition_mean": 0.35, "motivation_trait_mean": 0.4, "plateau_mean": 0.5},
    "good people": {"disposition_mean": 0.6, "motivation_trait_mean": 0.65, "plateau_mean": 0.7},
    "few customers stay": {"churn_hazard": 0.01, "leave_probability": 0.32},
    "few come": {"join_hazard": 0.003},
    "everybody visits": {"encounter_rate": 1.0},
    "noise": {"quality_noise": 0.2, "motivation_noise": 0.06, "satisfaction_noise": 0.06, "trust_noise": 0.03},
    "weakest link": {"weak_link": -6.0, "substitution": -1.0},
    "additive": {"weak_link": 1.0, "substitution": 1.0},
    "logarithmic": {"weak_link": 0.0, "substitution": 0.0},
}  # fmt: skip


@pytest.fixture(scope="module")
def edges():
    """Outcomes of a year in firms at the edge, and of the strategies of the default scenario."""
    scenario = small("market.rows=200", "time.weeks=52", "time.window=52")
    cases = [Case(name, (), numbers) for name, numbers in EXTREMES.items()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("imsim.scenarios.timeline.AGEING_WEEKS", 60)
        return simulate(scenario.setting(), [*cases, *scenario.strategies.values()], range(3), 1)


@each_outcome
def test_bounds_hold_in_every_week_of_every_firm(name, edges):
    kind = OUTCOMES[name]
    for values in (edges.weekly[name], edges.final[name]):
        assert np.isfinite(values).all()
        assert (values >= kind.low - 1e-9).all()
        assert (values <= kind.high + 1e-9).all()


@each_outcome
def test_an_outcome_is_not_the_same_in_all_firms(name, edges):
    values = edges.final[name]
    assert values.std() > 0
    assert edges.weekly[name].shape == (52, *values.shape)


@each_outcome
def test_an_outcome_says_what_it_is(name):
    kind = OUTCOMES[name]
    assert kind.name == name == kind.measure.__name__
    assert kind.label
    assert len(kind.label) <= 34
    assert kind.unit in UNITS
    assert kind.better in (-1, 0, 1)
    assert kind.low < kind.high
    assert kind.claim.endswith(".")
    assert inspect.getdoc(kind.measure)
    assert (kind.unit != "money/year") or kind.span == "run", "costs are those of all weeks, per year"


def test_labels_tell_outcomes_apart():
    assert len({kind.label for kind in OUTCOMES.values()}) == len(OUTCOMES)


def test_each_of_the_ten_benefits_has_one_outcome():
    found = sorted(kind.benefit for kind in OUTCOMES.values() if kind.benefit is not None)
    assert found == list(range(55, 65))


# Where there is nothing to count


def week_of(setting, change, weeks=3, **parameters):
    """Every outcome after some weeks that begin with a change."""
    simulation = Simulation(setting, [case(**parameters)], (0, 1), 1)
    change(simulation.ensemble)
    found = []
    for _ in range(weeks):
        simulation.step()
        values = {name: kind.measure(simulation.ensemble) for name, kind in OUTCOMES.items()}
        found.append({name: ratio(*(np.asarray(part, float) for part in value)) if isinstance(value, tuple)
                      else np.asarray(value) for name, value in values.items()})  # fmt: skip
    return simulation.ensemble, found


def nobody_in(*departments):
    def leave(company):
        posts = np.isin(company.organisation.department_of, departments)
        company.employees.occupied[:, :, posts] = False
        company.employees.weeks_vacant[:, :, posts] = 0

    return leave


def nobody_at_all(company):
    company.employees.occupied[...] = False
    company.employees.weeks_vacant[...] = 0


def no_customers(company):
    company.customers.with_firm[...] = False
    company.firm.customers_now[...] = 0


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(nobody_in(4), id="one contact department"),
        pytest.param(nobody_in(0), id="one back office"),
        pytest.param(nobody_in(4, 5), id="all contact departments"),
        pytest.param(nobody_at_all, id="the firm"),
        pytest.param(no_customers, id="the market"),
    ],
)
def test_an_empty_department_or_market_gives_numbers_within_bounds(change, setting):
    company, weeks = week_of(setting, change)
    for values in weeks:
        for name, value in values.items():
            assert value.shape == (1, 2, 1), name
            assert np.isfinite(value).all(), name
            assert (value >= OUTCOMES[name].low - 1e-9).all(), name
            assert (value <= OUTCOMES[name].high + 1e-9).all(), name
    for holder in (company.firm, company.departments, company.flows):
        for name in holder.names:
            assert np.isfinite(getattr(holder, name)).all(), name


def test_an_empty_supplier_gives_its_cover(setting):
    company, _ = week_of(setting, nobody_in(0), weeks=1)
    assert (company.departments.service_out[:, :, 0] == company.parameters.cover[0, 0, 0]).all()


def test_customers_of_an_empty_counter_meet_its_cover(setting):
    """They get the product as it is, the cover in place of service, and nobody's attitude but the usual."""
    company, weeks = week_of(setting, nobody_in(4, 5), weeks=1, load_effect=0.0, time_effect=0.0, quality_noise=0.0)
    p = company.parameters
    felt = (1 - p.attitude_share) * p.cover + p.attitude_share * p.performance_reference
    met = p.product_weight * p.product_quality + (1 - p.product_weight) * felt + p.site_effect
    np.testing.assert_allclose(weeks[0]["service_quality"], met[0, 0, 0], atol=1e-12)


# What they read


def asked_and_told(setting, *programmes, weeks=3):
    """Outcomes in the last of some weeks with programmes."""
    simulation = Simulation(setting, [case(*programmes)], (0, 1), 1)
    for _ in range(weeks):
        simulation.step()
    return simulation.ensemble


def level(name, company):
    """Mean of an outcome now."""
    value = OUTCOMES[name].measure(company)
    return float(np.mean(ratio(*value) if isinstance(value, tuple) else value))


def test_internal_market_orientation_is_what_is_done_to_ask_tell_and_answer(setting):
    quiet = asked_and_told(setting)
    dialogue = asked_and_told(setting, kinds()["participation"](answered=0.8, rounds=12.0))
    mail = asked_and_told(setting, kinds()["messages"](email=5.0))
    three = ("intelligence_generation", "intelligence_dissemination", "response_to_intelligence")
    untouched = float(quiet.parameters.voice_untouched[0, 0, 0])
    assert [level(name, quiet) for name in three] == [0.0, 0.0, pytest.approx(untouched)]
    assert level(three[0], dialogue) > 0.9
    assert level(three[2], dialogue) > 0.7
    assert level(three[1], dialogue) == 0.0
    assert 0 < level(three[1], mail) <= 1
    for company in (quiet, dialogue, mail):
        parts = [level(name, company) for name in three]
        assert level("internal_market_orientation", company) == pytest.approx(np.mean(parts))


def test_dimensions_of_internal_service_each_read_a_thing_of_its_own(setting):
    usual = asked_and_told(setting)
    away = asked_and_told(setting, kinds()["training"](hours=200.0, sessions=52.0), weeks=1)
    rude = asked_and_told(small(name="shoemaker").setting())
    assert level("internal_responsiveness", away) < level("internal_responsiveness", usual) - 0.05
    assert level("internal_courtesy", away) == pytest.approx(level("internal_courtesy", usual))
    assert level("internal_courtesy", rude) < level("internal_courtesy", usual) - 0.1
    empty, _ = week_of(setting, nobody_in(0), weeks=1)
    assert level("internal_reliability", empty) < level("internal_reliability", usual) - 0.1


# Books that balance


@pytest.fixture
def busy(short_ageing):
    """A firm with all strategies of the default scenario, in which many come and go."""
    scenario = small(*(f"parameters.{name}={value}" for name, value in LIVELY.items()))
    return Simulation(scenario.setting(), list(scenario.strategies.values()), (0, 1), 1)


def test_heads_and_customers_add_up_every_week(short_ageing):
    scenario = small("market.rows=60")
    busy = Simulation(scenario.setting(), [case(**LIVELY), case(join_hazard=0.03, **LIVELY)], range(4), 1)
    company = busy.ensemble
    for _ in range(40):
        heads = company.employees.occupied.sum(axis=2, keepdims=True)
        customers = company.customers.with_firm.sum(axis=2, keepdims=True)
        busy.step()
        flows = company.flows
        np.testing.assert_array_equal(
            company.employees.occupied.sum(axis=2, keepdims=True), heads - flows.exits + flows.hires
        )
        np.testing.assert_array_equal(
            company.customers.with_firm.sum(axis=2, keepdims=True), customers - flows.left + flows.joined
        )
        np.testing.assert_array_equal(
            company.firm.customers_now, company.customers.with_firm.sum(axis=2, keepdims=True)
        )
        np.testing.assert_array_equal(company.employees.left.sum(axis=2, keepdims=True), flows.exits)
        np.testing.assert_array_equal(company.employees.hired.sum(axis=2, keepdims=True), flows.hires)
        assert (flows.let_down + flows.delighted <= flows.encounters).all()
        assert (flows.failures <= flows.let_down).all()
        assert (flows.dropped <= flows.let_down).all()


def test_a_desk_stands_vacant_for_the_weeks_it_takes_to_fill_it(busy):
    company = busy.ensemble
    # Posts that were vacant before say nothing of how long.
    empty = np.where(company.employees.occupied, 0.0, np.nan)
    for _ in range(20):
        before, hires = company.employees.occupied.copy(), company.employees.hires.copy()
        busy.step()
        hired = company.employees.hired.copy()
        np.testing.assert_array_equal(company.employees.hires, hires + hired)
        assert (company.employees.tenure_weeks[hired] == 0).all()
        assert not (hired & before).any()
        waited = np.broadcast_to(company.flows.fill_weeks, empty.shape)[hired]
        known = np.isfinite(empty[hired])
        assert (empty[hired][known] >= np.floor(waited[known]) - 1).all()
        assert (empty[hired][known] <= np.ceil(waited[known]) + 1).all()
        empty = np.where(company.employees.occupied, 0, empty + 1)


def test_profit_is_what_is_left_and_programmes_cost_what_they_booked(busy):
    company = busy.ensemble
    economy, cash = company.economy, company.firm.cash.copy()
    overhead = economy.overhead_share * economy.revenue_per_employee * company.organisation.posts / 52
    for _ in range(12):
        busy.step()
        flows = company.flows
        spent = sum(company.effects.cash.values())
        hours = sum(company.effects.hours.values())
        np.testing.assert_allclose(flows.programmes, spent + np.zeros_like(flows.programmes))
        np.testing.assert_allclose(flows.working_time, hours + np.zeros_like(flows.programmes))
        present = company.employees.occupied.sum(axis=2, keepdims=True)
        covered = 0.8 * (company.organisation.posts - present)
        np.testing.assert_allclose(flows.payroll, (present + covered) * 55_000 * 1.42 / 52)
        np.testing.assert_allclose(flows.replacement, flows.exits * 0.21 * 55_000)
        np.testing.assert_allclose(flows.revenue, flows.purchases * 223)
        profit = 0.8 * flows.revenue - flows.payroll - overhead - flows.programmes - flows.replacement
        np.testing.assert_allclose(flows.profit, profit, rtol=1e-12)
        np.testing.assert_allclose(company.firm.cash, cash + profit)
        cash = company.firm.cash.copy()
    assert (company.flows.programmes[1:] > 0).sum() > 10


def test_purchases_put_off_come_back_and_none_is_made_up(short_ageing):
    """Over the run: purchases made are those wanted, less the dropped for good, less what is still put off."""
    setting = small("time.weeks=60").setting()
    simulation = Simulation(setting, [Case()], (0, 1, 2), 1)
    company = simulation.ensemble
    p, wanted, before = company.parameters, company.reference.wanted_purchases, company.firm.deferred.copy()
    made = ordered = dropped = 0.0
    for _ in range(60):
        simulation.step()
        made += company.flows.purchases / company.reference.weight
        ordered += company.firm.customers_now * wanted
        dropped += company.flows.dropped * wanted / p.encounter_rate
    lost = dropped * (1 - p.deferred_share)
    np.testing.assert_allclose(made, ordered - lost - (company.firm.deferred - before), rtol=1e-12)


def test_the_default_firm_makes_the_purchases_and_the_revenue_its_scenario_declares():
    setting = small("market.rows=1500", "time.burn_in=52", "time.weeks=52", "time.window=52").setting()
    wanted = ["purchases", "revenue", "customers_with_firm", "payroll", "profit"]
    record = simulate(setting, [Case()], range(48), 1, wanted)
    final = {name: float(values.mean()) for name, values in record.final.items()}
    error = {name: float(values.std() / np.sqrt(values.size)) for name, values in record.final.items()}
    # Two per cent, less two standard errors: it stands about that much above what it declares.
    for name, declared in (
        ("customers_with_firm", 3000), ("purchases", 52 * 0.5 * 3000), ("revenue", 120 * 145_000),
    ):  # fmt: skip
        assert abs(final[name] - declared) - 2 * error[name] <= 0.02 * declared, name
    assert final["payroll"] == pytest.approx(120 * 55_000 * 1.42, rel=0.02)
    assert 0.05 < final["profit"] / final["revenue"] < 0.15


def test_the_cost_of_a_strategy_is_the_sum_of_its_programmes(short_ageing):
    scenario = small()
    plan = Case("all", scenario.strategies["full_plan"].programmes)
    alone = [Case(name, ((name, programme),)) for name, programme in plan.programmes]
    simulation = Simulation(scenario.setting(), [plan, *alone], (0,), 1)
    simulation.step()
    effects = simulation.ensemble.effects
    for name, _ in plan.programmes:
        booked = effects.cash[name][:, 0, 0]
        assert booked[0] == booked[1 + [c.strategy for c in alone].index(name)]
    assert simulation.ensemble.flows.programmes[0, 0, 0] == pytest.approx(
        simulation.ensemble.flows.programmes[1:, 0, 0].sum()
    )


# Spans


def test_spans_take_their_weeks():
    weekly = np.arange(1.0, 9.0).reshape(8, 1, 1)
    timeline = load("service_firm", ["time.weeks=8", "time.window=2"]).timeline
    expected = {"window": 7.5, "last": 8.0, "run": 4.5, "total": 36.0}
    for span, value in expected.items():
        assert over_span(weekly, None, span, timeline).item() == value
    assert over_span(weekly, np.full((8, 1, 1), 2.0), "window", timeline).item() == 3.75
    assert over_span(weekly, np.zeros((8, 1, 1)), "window", timeline).item() == 0


def test_a_quotient_is_of_sums_and_not_a_mean_of_quotients(setting):
    """Quality over a window weighs encounters, not weeks."""
    simulation = Simulation(setting, [Case()], (0,), 1)
    top = bottom = 0.0
    for _ in range(12):
        simulation.step()
        top += simulation.ensemble.flows.quality.item()
        bottom += simulation.ensemble.flows.encounters.item()
    record = simulate(setting, [Case()], (0,), 1, ["service_quality"])
    assert record.final["service_quality"].item() == pytest.approx(top / bottom, rel=1e-12)


# Nobody counts twice


def test_the_order_of_the_departments_does_not_matter(short_ageing):
    """Another order is another draw of networks and random numbers; means over replicates agree within their error."""
    names = ["sales", "rd", "customer_service", "it_hr", "logistics", "operations"]
    tables = load("service_firm").tree["organisation"]["departments"]
    rows = [f"organisation.departments.{name}={{remove=true}}" for name in tables]
    given = {name: ", ".join(f"{k} = {json.dumps(v)}" for k, v in tables[name].items()) for name in names}
    rows += [f"organisation.departments.{name}={{{given[name]}}}" for name in names]
    times = ["market.rows=300", "time.burn_in=60", "time.weeks=26", "time.window=26"]
    wanted = ["knowledge", "motivation", "job_satisfaction", "internal_service_quality", "performance",
              "service_quality", "customer_satisfaction", "turnover", "management_trust", "load"]  # fmt: skip
    found = {}
    for label, changes in (("usual", []), ("turned", rows)):
        scenario = load("service_firm", [*times, *changes])
        if changes:
            assert list(scenario.organisation.names) == names
        found[label] = simulate(scenario.setting(), [case()], range(40), 1, wanted).final
    for name in wanted:
        one, other = found["usual"][name][0], found["turned"][name][0]
        error = np.hypot(one.std(ddof=1), other.std(ddof=1)) / np.sqrt(40)
        assert abs(one.mean() - other.mean()) < 4 * error, name


@every("given", [np.zeros((2, 3)), 0.5, (np.zeros((2, 3, 1)), np.zeros(2))])
def test_an_outcome_gives_a_number_for_each_run_or_says_which_does_not(given):
    class Company:
        shape = (2, 3)

    one = Outcome("heads", "heads", "people", 0, "window", None, 0, 1, lambda company: given)
    with pytest.raises(ValueError, match=r"outcome heads: gives numbers of shape .*, here \(2, 3, 1\)"):
        one.of(Company())
