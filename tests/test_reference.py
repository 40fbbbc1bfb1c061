"""The reference point: where everything stands still, worked out from parameters and never from a run."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import norm

from every import every
from imsim.company.market import Market
from imsim.company.organisation import Department, generate, service_graph
from imsim.company.reference import Reference
from imsim.mechanisms import (
    customer_satisfaction,
    customer_traits,
    employer_brand,
    encounters,
    internal_service,
    loyalty,
    motivation,
    performance,
    persuasion,
    relationship,
    trust,
    word_of_mouth,
)
from imsim.programmes import kinds
from imsim.scenarios.model import DEFAULTS, MODEL, parameters_of
from imsim.scenarios.scenario import builtin_names, load
from imsim.scenarios.simulation import Case, Simulation, simulate
from imsim.studies.intervals import estimate
from worlds import case, small


def numbers_of(mechanism, **others):
    """Parameters of a mechanism at their defaults, those too that others declare."""
    return mechanism.P(**{name: DEFAULTS[name] for name in mechanism.P._fields if name in DEFAULTS} | others)


def reference_point(organisation, market=None, economy=None, **numbers):
    return Reference(MODEL, parameters_of([numbers]), organisation, market, economy)


def firm(respect=0.8, departments=4, **numbers):
    """Departments that all serve each other and all treat each other alike."""
    names = [f"d{i}" for i in range(departments)]
    units = [Department(name, 5, contact=True, respect=respect) for name in names]
    edges = [(a, b, 1 / (departments - 1), None) for a in names for b in names if a != b]
    return reference_point(generate(units, service_graph(units, [], edges), seed=1), **numbers)


# Performance and service


def test_performance_is_point_six_at_the_reference_point():
    reference = firm()
    p = numbers_of(performance, performance_scale=reference.performance_scale)
    there = performance.Employee(knowledge=0.6, service_seen=0.6, technology=0.0, understanding=0.35)
    assert_allclose(performance.service_performance(there, 0.52, p), 0.6, rtol=1e-14)
    assert_allclose(reference.service_received, 0.6, rtol=1e-13)


@every("name", ["service_firm", "call_centre"])
def test_a_firm_at_reference_respect_gets_reference_service(name):
    scenario = load(name, ["organisation.respect=0.8"])
    rude = [d for d, row in scenario.table.organisation.departments.items() if row.respect is not None]
    scenario = load(name, ["organisation.respect=0.8", *(f"organisation.departments.{d}.respect=0.8" for d in rude)])
    # Partners and particular relations have levels of their own.
    if scenario.organisation.partners or scenario.table.organisation.respect_between:
        return
    assert_allclose(reference_point(scenario.organisation).service_received, 0.6, rtol=1e-12)


@every(
    "numbers",
    [{}, {"substitution": 1.0}, {"substitution": -1.0}, {"knowledge_share": 0.3}, {"opportunity_floor": 0.8},
     {"weak_link": -6.0}, {"weak_link": 0.0}, {"motivation_reference": 0.45}],
)  # fmt: skip
def test_the_reference_point_holds_whatever_the_parameters(numbers):
    reference = firm(**numbers)
    assert_allclose(reference.service_received, 0.6, rtol=1e-12)


@every("respect", [0.0, 0.45, 0.7, 0.8, 0.95])
def test_what_rude_departments_get_is_where_rudeness_and_poor_work_balance(respect):
    """s = courtesy x P(s), with P(s) = .6 (.5 + .5 s) / .8: s = c .375 / (1 - c .375), for .45 s = .4328."""
    reference = firm(respect)
    courtesy = (1 - 0.5 * (1 - respect)) / 0.9
    by_hand = courtesy * 0.375 / (1 - courtesy * 0.375)
    # Who performs below the cover of .30 is stood in for.
    assert_allclose(reference.service_received, by_hand, rtol=1e-12)
    if respect == 0.45:
        assert by_hand == pytest.approx(0.4328, abs=5e-5)


def test_a_department_without_suppliers_has_the_reference():
    units = [Department("a", 4), Department("b", 4, contact=True)]
    organisation = generate(units, service_graph(units, [], [("a", "b", 1.0, None)]), seed=1)
    assert_allclose(reference_point(organisation).service_received, 0.6, rtol=1e-13)
    assert reference_point(organisation).respect_received[0, 0].tolist() == [0.8, 0.8]


def test_respect_received_is_what_the_internal_customers_show():
    units = [Department("a", 4), Department("b", 4, True, respect=0.5), Department("c", 4, respect=0.9)]
    service = service_graph(units, [], [("a", "b", 0.75, None), ("c", "b", 0.25, None), ("a", "c", 1.0, None)])
    received = reference_point(generate(units, service, seed=1)).respect_received[0, 0]
    assert_allclose(received, [(0.75 * 0.5 + 1 * 0.9) / 1.75, 0.8, 0.5])


# Trust


def test_trust_stands_at_its_anchor_where_claim_and_reality_agree():
    reference = firm(0.45)
    expected = reference.expected_claim
    p = numbers_of(trust)
    assert_allclose(expected, trust.reality(reference.service_received, 0.29, p))
    for exposure in (0.0, 0.5, 3.0):
        told = trust.Employee(
            management_trust=0.55, uncertainty=0.0, exposure=exposure, claimed=exposure * expected,
            expected_claim=expected, service_seen=reference.service_received, noise=0.0, leader_care=0.5,
            trust_propensity=0.55,
        )  # fmt: skip
        assert_allclose(trust.management_trust(told, p), 0.55, rtol=1e-13)


def messages(**levers):
    return kinds()["messages"](email=1.0, newsletter=0.25, meeting=0.25, tailoring=1.0, **levers)


@pytest.fixture(scope="module")
def claims():
    """Trust and reality under campaigns that claim more and more, paired by replicate."""
    setting = small("market.rows=200", "time.burn_in=60", "time.weeks=78", "time.window=26").setting()
    strategies = [Case(), *(case(messages(overclaim=o)) for o in (0.0, 0.1, 0.2, 0.3, -0.1))]
    return simulate(setting, strategies, range(12), 1, ["management_trust", "internal_service_quality"]).final


def test_a_truthful_claim_is_neutral(claims):
    """It moves trust by two hundredths at most: it only lets a newcomer's goodwill meet reality sooner."""
    gain = estimate(claims["management_trust"][1] - claims["management_trust"][0])
    assert abs(gain.mean) < 0.02


def test_overclaiming_is_graded_and_understatement_earns_nothing(claims):
    nothing, truth, *over, modest = claims["management_trust"]
    for less, more in zip([truth, *over], over, strict=False):
        assert estimate(more - less).high < -0.005
    assert estimate(over[0] - nothing).high < 0
    assert abs(estimate(modest - truth).mean) < 0.01


# Attitudes and turnover


def test_employees_at_the_reference_point_move_toward_it():
    """Motivation .52 of reference people: own .55 selected to about .57, everything else as the burn-in has it."""
    p = numbers_of(motivation)
    message = persuasion.message_driver(0.0, 0.55, 0.0, numbers_of(persuasion))
    assert message == 0.4
    target = motivation.motivation_target(
        motivation.Employee(
            own_motivation=0.57, message=message, job_satisfaction=0.62, leader_motivation=0.52, peers_motivation=0.52,
            strain=DEFAULTS["strain_reference"],
        ),
        p,
    )  # fmt: skip
    assert target == pytest.approx(0.50, abs=0.03)


def test_the_employer_brand_stands_where_staff_feel_as_at_the_reference():
    mood = employer_brand.Mood(0.62, 0.60)
    assert employer_brand.employer_brand(0.5, mood, 0.0, numbers_of(employer_brand)) == 0.5


# Customers


def test_customer_satisfaction_stands_at_point_six():
    """The mean of E20 over normal disconfirmation is .60, and so are quality and expectation."""
    reference = firm()
    gaps = norm.ppf((np.arange(200_000) + 0.5) / 200_000, scale=DEFAULTS["disconfirmation_sd"])
    judging = numbers_of(customer_satisfaction, neutral_satisfaction=reference.neutral_satisfaction.item())
    felt = customer_satisfaction.encounter_satisfaction(0.6 + gaps, gaps, judging)
    assert felt.mean() == pytest.approx(0.6, abs=1e-5)
    assert reference.neutral_satisfaction.item() == pytest.approx(0.6399, abs=1e-4)
    met = encounters.Encounter(service=0.6, knowledge=0.6, need=0.3, load=0.9, time_given=1.0, noise=0.0)
    assert encounters.perceived_quality(met, numbers_of(encounters)) == pytest.approx(0.6)
    assert loyalty.first_expectation(0.0, 0.6, numbers_of(loyalty)) == pytest.approx(0.6)


@every(
    "numbers, by_hand",
    [({"surplus_gain": 1.0, "shortfall_loss": 1.0}, 0.6), ({}, 0.6 + 0.1 / np.sqrt(2 * np.pi))],
)
def test_what_is_neutral_lies_above_by_what_shortfalls_weigh_more(numbers, by_hand):
    assert firm(**numbers).neutral_satisfaction.item() == pytest.approx(by_hand, rel=1e-12)


def test_shares_of_disappointed_and_failed_customers_are_those_of_the_patterns():
    reference = firm()
    assert reference.share_let_down.item() == pytest.approx(norm.cdf(-0.065 / 0.125))
    failure = norm.cdf(-DEFAULTS["failure_threshold"] / 0.125)
    weekly = 1 - (1 - DEFAULTS["churn_hazard"]) * (1 - 0.25 * failure * DEFAULTS["leave_probability"] * 0.7)
    assert reference.churn.item() == pytest.approx(weekly)
    assert 0.10 < 1 - (1 - weekly) ** 52 < 0.20
    assert reference.with_firm.item() == pytest.approx(0.01 / (0.01 + weekly))
    assert reference.dropped.item() == pytest.approx(norm.cdf(-0.065 / 0.125) * 0.25 * 0.3)


def test_the_market_is_at_its_chain_s_own_balance():
    """Leaving and joining cancel: the share with the firm is that of the two-state Markov chain."""
    reference = firm()
    inside = reference.with_firm
    assert_allclose(inside * reference.churn, (1 - inside) * DEFAULTS["join_hazard"])


def test_as_many_leave_as_if_all_customers_were_alike():
    """Drawn by chance instead of by quadrature: the mean of who is with the firm, and how many of them leave."""
    reference = firm()
    lenient, inert = np.random.default_rng(3).standard_normal((2, 1, 1, 400_000))
    leaving = customer_traits.churn_of(lenient, inert, reference.customer_mix, reference)
    there = DEFAULTS["join_hazard"] / (DEFAULTS["join_hazard"] + leaving)
    assert (there * leaving).sum() / there.sum() == pytest.approx(reference.churn.item(), rel=3e-3)
    assert there.mean() == pytest.approx(reference.with_firm.item(), rel=3e-3)
    assert (there * lenient).sum() / there.sum() == pytest.approx(reference.customer_mix.leniency.item(), abs=5e-3)
    assert reference.customer_mix.leniency.item() > 0


def test_customers_who_are_all_alike_need_no_correction():
    alike = firm(leniency_sd=0.0, inertia_sd=0.0)
    assert alike.customer_mix.drift.item() == pytest.approx(1.0, abs=1e-12)
    assert alike.least_inertia.item() == pytest.approx(0.0, abs=1e-12)
    still = firm(churn_hazard=1e-300, leave_probability=0.0)
    assert np.isfinite(still.customer_mix.drift).all()


@every("pull", [0.0, 0.7, 1.5])
def test_at_the_usual_tie_customers_drift_as_those_at_the_start_do_on_average(pull):
    reference = firm(relation_pull=pull)
    reference.market = Market(1, 1.0, 1.0, 1.0, ())
    close = relationship.tie_at((np.arange(100_000) + 0.5) / 100_000, reference.tie_growth)
    drift = np.exp(-pull * (close - reference.tie_reference))
    assert drift.mean() == pytest.approx(1.0, abs=1e-6)
    growth = 0.5 * 0.2 * 0.25 / (DEFAULTS["contact_exits"] + reference.churn.item())
    assert close.mean() == pytest.approx(growth / (1 + growth), abs=1e-4)


def test_reputation_stands_where_customers_talk_and_staff_speak_as_usual():
    reference = firm()
    p = numbers_of(word_of_mouth)
    unhappy = norm.cdf((0.5 - 0.6) / 0.11)
    usual = word_of_mouth.talk(1 - unhappy, unhappy, p)
    assert_allclose(reference.talk_reference, usual)
    advocacy = word_of_mouth.advocacy(word_of_mouth.Employee(affective_commitment=0.6, product_use=0.0), p)
    assert word_of_mouth.reputation(word_of_mouth.Voices(0.6, 0.6, 0.0, advocacy), p) == 0.6


# In a run


@every("name", builtin_names())
def test_a_company_begins_at_its_reference_point(name, short_ageing):
    scenario = load(name, ["market.rows=200", "time.burn_in=0", "time.weeks=1", "time.window=1"])
    # Larger firms begin in the same way, and take long.
    if scenario.organisation.posts > 400:
        return
    company = Simulation(scenario.setting(), [scenario.strategies["nothing"]], (0,), 1).ensemble
    assert (company.firm.reputation == company.parameters.satisfaction_reference).all()
    assert_allclose(company.departments.service_in[0, 0], company.reference.service_received[0, 0])
    share = company.customers.with_firm.mean()
    assert share == pytest.approx(company.reference.with_firm.item(), abs=0.15)
    purchases = company.reference.wanted_purchases * (1 - company.reference.dropped)
    assert_allclose(purchases, scenario.table.market.purchases)


def test_agreements_at_the_standard_change_nothing():
    edge = internal_service.Edge(given=0.6, agreement=1.0, respect=0.8)
    assert internal_service.agreed_service(edge, numbers_of(internal_service)) == 0.6
