"""Simulated business units against published patterns: how units are made, how figures are read off, what passes."""

import json
from dataclasses import fields, replace
from types import SimpleNamespace

import numpy as np
import pytest
from typer.testing import CliRunner

from every import every
from imsim.cli.main import app
from imsim.evidence.business_units import SETTLED, TREATMENTS, BusinessUnits
from imsim.evidence.calibration import TUNED_TO_KEPT
from imsim.evidence.effect_sizes import agreement, correlation, half_life, partial_coefficient, standardised_difference
from imsim.evidence.observer import moments
from imsim.evidence.panel import observed, unit_blocks, unit_differences
from imsim.evidence.patterns import PATTERNS, median_ramp
from imsim.evidence.study_file import kept_studies
from imsim.evidence.validation import PatternFinding, PatternStudy, found_in, patterns
from imsim.evidence.variant import Variant
from imsim.reporting.figures import patterns_in_bands
from imsim.scenarios.model import DEFAULTS, PARAMETERS, parameters_of
from imsim.scenarios.simulation import Case, Simulation
from worlds import MARKET, pass_through

SEED, UNSEEN_SEED = 5, 77


@pytest.fixture
def seen(short_ageing):
    """Four units."""
    return observed(4, SEED)


def block(*units, **parameters):
    whole = unit_blocks(1, SEED, Variant(parameters=parameters))[0]
    return replace(whole, units=units)


def same(one: BusinessUnits, other: BusinessUnits):
    return [
        field.name
        for field in fields(BusinessUnits)
        if not np.array_equal(getattr(one, field.name), getattr(other, field.name), equal_nan=True)
    ]


# Effect sizes


def test_a_correlation_is_pearsons():
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(2, 30))
    assert correlation(x, y) == pytest.approx(np.corrcoef(x, y)[0, 1])
    assert correlation(x, 3 - 2 * x) == pytest.approx(-1)
    assert np.isnan(correlation(x, np.ones(30)))


def test_a_point_biserial_correlation_by_hand():
    # Means 3 and 1 of two each, sd 1.118 of all four: r = (3 - 1) / 1.118 * 1/2.
    found = correlation(np.array([4.0, 2.0, 2.0, 0.0]), np.array([1.0, 1.0, 0.0, 0.0]))
    assert found == pytest.approx(0.7071, abs=1e-4)


def test_a_partial_coefficient_is_that_of_the_regression_on_both():
    rng = np.random.default_rng(2)
    given = rng.normal(size=200)
    predictor = given + rng.normal(size=200)
    outcome = 0.5 * given + 0.2 * predictor + rng.normal(size=200)
    standard = [(v - v.mean()) / v.std() for v in (predictor, given, outcome)]
    slopes, *_ = np.linalg.lstsq(np.stack(standard[:2], axis=1), standard[2])
    assert partial_coefficient(outcome, predictor, given) == pytest.approx(slopes[0])
    assert partial_coefficient(2 * given, predictor, given) == pytest.approx(0)
    assert np.isnan(partial_coefficient(outcome, given, given))


def test_agreement_of_unequal_units_by_hand():
    values = np.array([[1.0, 2.0, 3.0], [4.0, 6.0, 99.0]])
    members = np.array([[True, True, True], [True, True, False]])
    # Means 2 and 5, grand 3.2: between 3*1.44 + 2*3.24 = 10.8, within (2 + 2) / 3, size (5 - 13/5) / 1 = 2.4.
    between, within, size = 10.8, 4 / 3, 2.4
    assert agreement(values, members) == pytest.approx((between - within) / (between + (size - 1) * within))


def test_units_alike_do_not_agree_more_than_others():
    rng = np.random.default_rng(3)
    assert abs(agreement(rng.normal(size=(400, 20)), np.ones((400, 20), dtype=bool))) < 0.02


def test_a_standardised_difference_by_hand():
    column, counted = np.array([[1.0, 3.0, 50.0]]), np.array([[True, True, False]])
    low = moments(column, counted)[0]
    assert low.tolist() == [2, 4, 10]
    # Means 2 and 4, both with squares of 2 about them: pooled sd sqrt(4 / 2).
    assert standardised_difference(moments(column + 2, counted)[0], low) == pytest.approx(2 / np.sqrt(2))


def test_half_lives_end_between_weeks_or_never():
    assert half_life(np.array([4.0, 3.0, 1.0])) == 1.5
    assert half_life(2.0 ** (-np.arange(30) / 10)) == pytest.approx(10)
    assert half_life(np.array([1.0, 0.9, 0.8])) == np.inf


def test_a_median_counts_those_who_never_get_there():
    weeks = np.array([np.nan, 5.0, np.inf, 9.0, np.inf, 7.0])
    assert median_ramp(weeks, np.ones(6, dtype=bool)) == 9
    assert np.isnan(median_ramp(weeks, np.zeros(6, dtype=bool)))


def test_where_nobody_has_to_learn_there_is_no_ratio_of_how_long_it_takes():
    at_once, nobody = np.zeros(4), np.zeros(4, dtype=bool)
    units = SimpleNamespace(ramp=at_once, ramp_inside=at_once, professional=nobody)
    assert np.isnan(PATTERNS["C9c"].measure(units))


# Units


def test_a_unit_is_the_same_alone_and_among_others(short_ageing):
    among, alone = block(0, 1, 2).run(), block(1).run()
    assert same(among.take(np.array([1])), alone) == []
    assert len(same(among.take(np.array([0])), alone)) > len(fields(BusinessUnits)) / 2


def test_units_differ_as_much_as_their_parameters_say():
    differences, mails = unit_differences(SEED, tuple(range(2000)), parameters_of([{}]))
    sds = {name: values.std() for name, values in differences.items()}
    assert sds["disposition_mean"] == pytest.approx(DEFAULTS["unit_disposition_sd"], rel=0.05)
    assert sds["motivation_trait_mean"] == pytest.approx(DEFAULTS["unit_motivation_sd"], rel=0.05)
    assert sds["labour_market"] == pytest.approx(DEFAULTS["unit_labour_sd"], rel=0.05)
    people, own, site = (differences[name] for name in ("disposition_mean", "motivation_trait_mean", "site_effect"))
    assert correlation(people, own) == pytest.approx(0, abs=0.06)
    shared, _ = unit_differences(SEED, tuple(range(2000)), parameters_of([{"unit_motivation_shared": 0.5}]))
    assert correlation(shared["disposition_mean"], shared["motivation_trait_mean"]) > 0.3
    assert abs(correlation(people, site)) < 0.06
    assert mails.min() >= 0
    assert mails.mean() == pytest.approx(1, abs=0.03)


def test_units_without_differences_are_replicates_of_one_firm(short_ageing):
    none = {name: 0.0 for name in DEFAULTS if name.startswith("unit_") and name.endswith("_sd")}
    made = block(0, 1, **none)
    case = Case("nothing", (), made.parameters)
    plain = Simulation(made.setting, [case], (0, 1), SEED)
    shifted = Simulation(made.setting, [case], (0, 1), SEED, {"site_effect": np.zeros(2)})
    for simulation in (plain, shifted):
        simulation.step()
    one, other = (simulation.ensemble.customers.customer_satisfaction for simulation in (plain, shifted))
    assert np.array_equal(one, other)
    assert made.begin().slots[0].programme.frequency.ravel().tolist() == [1.0, 1.0]


@every("name", ["disposition_mean", "motivation_trait_mean", "leader_reference", "site_effect", "labour_market"])
def test_a_replicate_that_differs_is_bit_for_bit_a_case_that_does(name, setting):
    moved = DEFAULTS[name] + 0.05
    shifted = Simulation(setting, [Case()], (0, 1), SEED, {name: np.array([0.0, moved - DEFAULTS[name]])})
    other = Simulation(setting, [Case(parameters={name: DEFAULTS[name] + (moved - DEFAULTS[name])})], (0, 1), SEED)
    for _ in range(6):
        shifted.step()
        other.step()
    for column in ("knowledge", "motivation", "job_satisfaction", "occupied"):
        mine, theirs = getattr(shifted.ensemble.employees, column), getattr(other.ensemble.employees, column)
        assert np.array_equal(mine[0, 1], theirs[0, 1]), column
    mine, theirs = shifted.ensemble.customers.customer_satisfaction, other.ensemble.customers.customer_satisfaction
    assert np.array_equal(mine[0, 1], theirs[0, 1])


def test_what_is_seen_of_units_hangs_together(seen):
    assert len(seen) == 4
    assert not (seen.quit & ~seen.present).any()
    assert not (seen.settled & seen.quit).any()
    exits, first_year, first_days = seen.exits.T
    assert (first_days <= first_year).all()
    assert (first_year <= exits).all()
    assert (seen.quit.sum(axis=1) <= exits).all()
    met, below, above, failures, left = seen.encounters.T
    assert (below + above < met).all()
    assert (failures < below).all()
    assert (left <= failures).all()
    assert (seen.walked[:, 0] <= seen.walked[:, 1]).all()
    ramps = seen.ramp[~np.isnan(seen.ramp)]
    assert len(ramps) > 0
    assert (ramps >= 1).all()
    assert np.median(seen.ramp_inside[~np.isnan(seen.ramp_inside)]) < np.median(ramps)
    assert seen.knowledge_gain.shape == (4, 2 * 52 - 3)
    assert (seen.knowledge_gain[:, 0] > seen.knowledge_gain[:, -1]).all()
    assert SETTLED > 52, "who has been there that long was asked a year ago"


def test_attitudes_are_surveyed_and_performance_is_not(short_ageing):
    noisy, exact = block(0).run(), block(0, survey_noise=0.0).run()
    assert set(same(noisy, exact)) == {"satisfaction", "commitment", "satisfaction_later"}
    assert (noisy.satisfaction - exact.satisfaction).std() == pytest.approx(0.08, rel=0.2)
    noises = noisy.satisfaction - exact.satisfaction, noisy.commitment - exact.commitment
    assert abs(correlation(*(noise.ravel() for noise in noises))) < 0.3


def test_each_treatment_begins_like_none(short_ageing):
    simulation = block(0, 1).begin()
    knowledge = simulation.ensemble.employees.knowledge
    assert len(knowledge) == len(TREATMENTS)
    assert (knowledge == knowledge[:1]).all()


# Full mediation


def test_customers_care_for_nothing_of_satisfaction_but_what_they_feel_of_whom_they_meet(setting):
    """C14: with performance held and attitude unfelt, customers are bit-identical whatever staff's job satisfaction."""
    unfelt = Case(without=frozenset({"service_attitude"}))
    firms = [Simulation(setting, [unfelt], (0, 1), SEED) for _ in range(2)]
    bitter = firms[1].ensemble.employees
    bitter.job_satisfaction[...] *= 0.1
    for _ in range(12):
        for firm in firms:
            pass_through(firm.ensemble, *MARKET)
            firm.ensemble.week += 1
    ones, others = (firm.ensemble.customers for firm in firms)
    for column in ("customer_satisfaction", "expectation", "with_firm", "walked_away"):
        assert np.array_equal(getattr(ones, column), getattr(others, column)), column
    firms[1].ensemble.employees.performance[...] *= 0.9
    for firm in firms:
        pass_through(firm.ensemble, *MARKET)
    assert not np.array_equal(ones.customer_satisfaction, others.customer_satisfaction)


# Verdicts


@every("one", PATTERNS.values())
def test_every_pattern_is_declared_in_full(one):
    assert one.low < one.target < one.high
    assert one.claim.endswith(".")
    assert one.source != "-"


def test_what_counts_as_calibrated_says_what_it_was_tuned_to():
    """A pattern of units, a pattern that was kept back at first, or the figure of the study that it names."""
    calibrated = {row.name: row.source for row in PARAMETERS if row.status == "cal"}
    tuned = {name for one in PATTERNS.values() for name in one.tuned}
    assert tuned <= calibrated.keys()
    assert TUNED_TO_KEPT.keys() <= calibrated.keys() - tuned
    assert {id for ids in TUNED_TO_KEPT.values() for id in ids} <= kept_studies().keys()
    unnamed = [name for name, source in calibrated.items() if source == "-"]
    assert [name for name in unnamed if name not in tuned and name not in TUNED_TO_KEPT] == []


def test_the_fourteen_patterns_are_counted_and_the_fifteenth_is_not():
    counted = dict.fromkeys(one.number for one in PATTERNS.values() if one.counted)
    assert list(counted) == [f"C{number}" for number in range(1, 15)]
    assert [one.id for one in PATTERNS.values() if not one.counted] == ["C15"]


def test_a_pattern_passes_only_if_all_its_parts_do():
    def study(**figures):
        found = [PatternFinding(one, figures.get(one.id, one.target), 0.01) for one in PATTERNS.values()]
        return PatternStudy(1, 300, tuple(found), 0.1)

    assert study().passed == 14
    assert study(C3b=-0.31).verdicts["C3"] is False
    assert study(C3b=-0.31, C15=7.0).passed == 13
    assert study(C3b=-0.31).farthest == pytest.approx(0.05)
    assert study(C10c=0.0).verdicts["C10"] is False, "the order of quantity and quality is strict"
    assert study(C1=float("nan")).farthest == np.inf


def test_errors_come_from_the_units_and_their_seed(seen):
    study, again, other = found_in(seen, 1), found_in(seen, 1), found_in(seen, 2)
    assert study == again
    np.testing.assert_array_equal([f.simulated for f in study.findings], [f.simulated for f in other.findings])
    assert [f.error for f in study.findings] != [f.error for f in other.findings]
    assert found_in(seen, 1, resamples=0).as_json()["patterns"][0]["error"] is None


def test_the_json_has_its_stable_shape(seen):
    study = found_in(seen, SEED).as_json()
    summary = ["passed", "counted", "failing", "farthest", "bonus_percentage"]
    assert list(study) == ["seed", "units", "patterns", *summary]
    assert [row["id"] for row in study["patterns"]] == list(PATTERNS)
    for row in study["patterns"]:
        assert list(row) == ["id", "target", "low", "high", "simulated", "error", "passed", "counted"]
        assert isinstance(row["passed"], bool)
    json.dumps(study, allow_nan=False)


def test_the_command_prints_json_or_a_table_and_leaves_files(short_ageing, tmp_path):
    runner = CliRunner()
    common = ["patterns", "--units", "3", "--seed", "4", "--jobs", "1", "--quiet"]
    printed = runner.invoke(app, [*common, "--json"])
    assert printed.exit_code == 0, printed.output
    study = json.loads(printed.output)
    assert (study["seed"], study["units"]) == (4, 3)
    table = runner.invoke(app, [*common, "--out", str(tmp_path / "found")])
    assert "of 14 patterns pass" in table.output
    assert "C15" in table.output
    names = {str(path.relative_to(tmp_path / "found")) for path in (tmp_path / "found").rglob("*") if path.is_file()}
    assert {"manifest.json", "table.csv", "answer.json", "figures/patterns.png", "figures/patterns.svg"} <= names
    assert json.loads((tmp_path / "found" / "answer.json").read_text()) == study


def test_the_figure_shows_every_pattern_even_where_a_figure_is_missing(seen):
    study = found_in(seen, SEED)
    broken = replace(study.findings[0], simulated=float("nan"), error=float("nan"))
    figure = patterns_in_bands(replace(study, findings=(broken, *study.findings[1:])))
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert len(labels) == len(PATTERNS)
    assert labels[0].endswith("C1")


@pytest.mark.thorough
def test_the_defaults_reproduce_the_published_patterns():
    study = patterns(300, UNSEEN_SEED, jobs=2)
    failing = [(f.pattern.id, f.simulated) for f in study.findings if f.pattern.counted and not f.passed]
    assert study.passed >= 12, failing
    assert study.farthest <= 0.5, failing
