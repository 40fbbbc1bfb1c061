"""Comparisons: paired differences, intervals by hand, and what is said where nothing is sure."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import ttest_1samp, ttest_ind, ttest_rel

import imsim
from imsim.engine.errors import InputError, StudyConflict
from imsim.outcomes import OUTCOMES
from imsim.scenarios.scenario import load
from imsim.scenarios.simulation import Case, simulate
from imsim.studies.comparison import Comparison
from imsim.studies.intervals import estimate, unpaired_error
from imsim.studies.kinds.compare import CompareRequest, budget_of, plan
from imsim.studies.requests import run_length
from imsim.studies.runner import completed
from imsim.studies.schedulers import Here
from imsim.studies.store import Store

# Nothing here asks whether the firm stands still, or looks at figures that are kept.
pytestmark = pytest.mark.usefixtures("aged_briefly", "undrawn")

OVERRIDES = ["market.rows=300", "time.burn_in=8"]
STRATEGIES = ["cash", "training", "recognition"]


@pytest.fixture(scope="module")
def found():
    """A small comparison."""
    return imsim.compare("service_firm", strategies=STRATEGIES, replicates=5, weeks=20, overrides=OVERRIDES)


def strategies_of(scenario, **asked):
    """The strategies of a comparison, scaled to the budget."""
    return plan(CompareRequest(scenario, **asked)).subject.budgeted


# Intervals


def test_an_interval_is_student_s():
    """Of 2, 4 and 9: mean 5, sd sqrt 13, error sqrt(13/3) = 2.0817, t(2) = 4.3027."""
    one = estimate(np.array([2.0, 4.0, 9.0]))
    assert one.mean == 5
    assert one.error == pytest.approx(math.sqrt(13 / 3))
    assert one.high - one.mean == pytest.approx(4.302653 * math.sqrt(13 / 3), rel=1e-6)
    assert not one.clear


@pytest.mark.parametrize("number", [2, 5, 40])
def test_intervals_agree_with_scipy(number):
    values = np.random.default_rng(number).normal(0.3, 1.0, number)
    low, high = ttest_1samp(values, 0.0).confidence_interval(0.95)
    one = estimate(values)
    assert_allclose((one.low, one.high), (low, high))
    assert one.clear == (low > 0 or high < 0)


def test_one_value_has_no_interval():
    one = estimate(np.array([3.0]))
    assert one.mean == 3
    assert math.isnan(one.low)
    assert not one.clear
    assert math.isnan(unpaired_error(np.array([1.0]), np.array([2.0])))


def test_the_unpaired_error_is_welch_s():
    one, other = np.array([1.0, 3.0, 8.0]), np.array([2.0, 4.0, 5.0])
    error = unpaired_error(one, other)
    assert ttest_ind(one, other, equal_var=False).statistic == pytest.approx((one.mean() - other.mean()) / error)


# A comparison


def test_the_reference_comes_first_and_once(found):
    assert found.names == ["nothing", *STRATEGIES]
    again = strategies_of("service_firm", strategies=["cash", "nothing"])
    assert [row.case.strategy for row in again] == ["nothing", "cash"]
    other = strategies_of("service_firm", strategies=["cash"], reference="training")
    assert [row.case.strategy for row in other] == ["training", "cash"]
    everything = strategies_of("service_firm")
    assert {row.case.strategy for row in everything} == set(load("service_firm").strategies)


def test_differences_are_paired_by_replicate(found):
    for name in STRATEGIES:
        for outcome in ("acsi", "motivation", "profit"):
            one, other = found.values(outcome, name), found.values(outcome, "nothing")
            low, high = ttest_rel(one, other).confidence_interval()
            gain = found.difference(outcome, name)
            assert gain.mean == pytest.approx((one - other).mean(), rel=1e-12)
            assert_allclose(gain.error, np.std(one - other, ddof=1) / np.sqrt(len(one)), rtol=1e-6)
            # Joint with the other strategies: wider than alone, and no wider than by Bonferroni.
            bonferroni = ttest_rel(one, other).confidence_interval(1 - 0.05 / len(STRATEGIES))
            luck = 0.005 * (bonferroni.high - bonferroni.low)  # of the draws from which joint intervals are read
            assert bonferroni.low - luck <= gain.low <= low
            assert high <= gain.high <= bonferroni.high + luck
    assert found.difference("acsi", "nothing") == estimate(np.zeros(5))


def test_the_numbers_are_those_of_the_runs(found):
    setting = found.scenario.setting()
    cases = [row.case for row in found.strategies]
    for replicate in (0, 4):
        record = simulate(setting, cases, (replicate,), 1, ["acsi", "profit"])
        for outcome in ("acsi", "profit"):
            assert_array_equal(found.final[outcome][:, replicate], record.final[outcome][:, 0])


def test_fewer_replicates_are_the_first_of_more(found):
    fewer = imsim.compare("service_firm", strategies=STRATEGIES, replicates=2, weeks=20, overrides=OVERRIDES)
    assert_array_equal(fewer.final["acsi"], found.final["acsi"][:, :2])


def test_another_strategy_beside_it_changes_nothing(found):
    fewer = imsim.compare("service_firm", strategies=["training"], replicates=5, weeks=20, overrides=OVERRIDES)
    assert_array_equal(fewer.values("acsi", "training"), found.values("acsi", "training"))


def made_up(gains, cash=1000.0, hours=500.0):
    """A comparison whose numbers are given: a strategy with these gains in ACSI, profit equal to them in thousands."""
    gains = np.array(gains)
    zero = np.zeros_like(gains)
    final = {name: np.stack([zero, zero]) for name in OUTCOMES}
    final["acsi"] = np.stack([zero + 76, 76 + gains])
    final["profit"] = np.stack([zero, 1000 * gains])
    final["programme_cash"] = np.stack([zero, zero + cash])
    final["programme_time"] = np.stack([zero, zero + hours])
    final["revenue"] = np.stack([zero, 2000 * gains])
    final["payroll"] = np.stack([zero, 100 * gains])
    final["replacement"] = np.stack([zero, -300 * gains])
    subject = plan(CompareRequest("service_firm", strategies=["cash"], replicates=len(gains))).subject
    weekly = {name: values[None] for name, values in final.items()}
    budget = budget_of(subject.scenario)
    return Comparison(subject.scenario, subject.budgeted, "nothing", budget, 1, len(gains), final, weekly)


def test_cost_per_point_and_return_by_hand():
    sure = made_up([1.9, 2.0, 2.1])
    assert sure.cost("cash").mean == 1500
    assert sure.cost_per_point("cash") == pytest.approx(750)
    assert sure.return_on_cash("cash") == pytest.approx(2.0)
    parts = {name: value.mean for name, value in sure.gross_return("cash").items()}
    assert parts["customers"] == pytest.approx(0.8 * 4000)
    assert parts["turnover"] == pytest.approx(600 - 200)
    assert parts["all"] == pytest.approx(3600)


@pytest.mark.parametrize("gains", [[-1.0, 0.5, 2.0], [0.0, 0.0, 0.0], [-2.0, -2.1, -1.9], [1.0]])
def test_where_customers_are_not_clearly_better_off_a_point_has_no_price(gains):
    assert made_up(gains).cost_per_point("cash") is None


def test_a_return_needs_cash_and_a_difference_that_is_clear():
    assert made_up([-1.0, 0.5, 2.0]).return_on_cash("cash") is None
    assert made_up([1.9, 2.0, 2.1], cash=0.0).return_on_cash("cash") is None
    assert made_up([-2.0, -2.1, -1.9]).return_on_cash("cash") == pytest.approx(-2.0)
    assert made_up([1.9, 2.0, 2.1]).return_on_cash("nothing") is None


# As tables and JSON


def test_rows_hold_every_strategy_and_outcome(found):
    table = found.table
    assert len(table) == 4 * len(OUTCOMES)
    assert list(table.columns) == [
        "strategy", "outcome", "unit", "mean", "low", "high", "difference", "difference_low", "difference_high",
        "paired_error", "unpaired_error",
    ]  # fmt: skip
    row = table[(table.strategy == "cash") & (table.outcome == "motivation")].iloc[0]
    assert row["mean"] == found.values("motivation", "cash").mean()
    assert row["difference"] == found.difference("motivation", "cash").mean
    assert row["unit"] == "0-1"


def test_the_leader_may_be_the_reference_and_leads_by_a_paired_difference():
    ahead, behind = made_up([1.9, 2.0, 2.1]), made_up([-1.9, -2.0, -2.1])
    assert (ahead.leader("acsi"), behind.leader("acsi")) == ("cash", "nothing")
    assert ahead.lead("acsi") == {"nothing": ahead.difference("acsi", "cash")}
    assert behind.lead("acsi")["cash"].low > 0
    assert ahead.leader("turnover") in ahead.names
    assert behind.as_json()["leaders"]["acsi"]["ahead_of"]["cash"]["mean"] == pytest.approx(2.0)


def test_json_says_null_where_there_is_no_interval():
    alone = imsim.compare("service_firm", strategies=["cash"], replicates=1, weeks=4, overrides=OVERRIDES).as_json()
    row = alone["strategies"][1]["outcomes"]["acsi"]
    assert row["mean"] is not None
    assert row["low"] is None
    assert row["difference_high"] is None
    assert alone["strategies"][1]["cost_per_point"] is None


def test_tables_hold_every_run_and_every_week(found, tmp_path):
    asked = {"strategies": STRATEGIES, "replicates": 5, "weeks": 20, "overrides": OVERRIDES}
    kept = imsim.compare("service_firm", **asked, out=tmp_path / "out")
    runs, weeks = (pd.read_parquet(tmp_path / "out" / f"{name}.parquet") for name in ("runs", "weeks"))
    for name in OUTCOMES:
        assert_array_equal(kept.final[name], found.final[name])
        assert_array_equal(kept.weekly[name], found.weekly[name])
    assert len(runs) == 4 * 5
    assert runs["run"].is_unique
    assert set(runs["status"]) == {"done"}
    assert len(weeks) == 4 * 5 * 20
    one = runs[(runs.strategy == "cash") & (runs.replicate == 3)].iloc[0]
    assert one["acsi"] == found.final["acsi"][1, 3]
    there = weeks[(weeks.strategy == "cash") & (weeks.replicate == 3)]
    assert_array_equal(there["motivation"], found.weekly["motivation"][:, 1, 3])
    assert there["motivation"].mean() == pytest.approx(one["motivation"], rel=1e-3)
    assert not runs.drop(columns="error").isna().any().any()


def test_the_figure_shows_every_strategy_but_the_reference(found):
    figure = found.plot("turnover")
    (axes,) = figure.axes
    labels = {label.get_text() for label in axes.get_yticklabels()}
    assert labels == {found.scenario.label(name) for name in STRATEGIES}
    assert "turnover" in axes.get_xlabel()


# What is asked for


def test_a_loaded_scenario_a_path_and_a_name_are_the_same_question(tmp_path):
    path = tmp_path / "service_firm.toml"
    path.write_text('extends = "service_firm"\n', encoding="utf-8")
    asked = [
        plan(CompareRequest(source, strategies=["cash"], replicates=2))
        for source in ("service_firm", load("service_firm"), path)
    ]
    assert asked[0].key == asked[1].key
    assert asked[0].subject.budgeted == asked[1].subject.budgeted == asked[2].subject.budgeted


@pytest.mark.parametrize(
    "other", [{"seed": 2}, {"replicates": 3}, {"budget": 0.01}, {"strategies": ["training"]}, {"weeks": 60},
              {"overrides": ["parameters.insight=0.8"]}, {"reference": "training"}],
)  # fmt: skip
def test_whatever_changes_the_numbers_changes_the_key(other):
    usual = {"strategies": ["cash"], "replicates": 2}
    assert (
        plan(CompareRequest("service_firm", **usual)).key != plan(CompareRequest("service_firm", **(usual | other))).key
    )


def test_a_short_run_is_evaluated_whole():
    assert run_length(None) == []
    assert plan(CompareRequest("service_firm", strategies=[], weeks=20)).scenario.timeline.window == 20
    assert plan(CompareRequest("service_firm", strategies=[], weeks=80)).scenario.timeline.window == 52


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"strategies": ["cahs"]}, 'did you mean "cash"'), ({"reference": "none"}, 'no strategy "none"'),
     ({"replicates": 0}, "from 1 to 1,000,000"), ({"overrides": ["time.weeks=-1"]}, "greater than or equal to 1")],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(wrong, said):
    with pytest.raises(InputError, match=said):
        plan(CompareRequest("service_firm", **wrong))


@pytest.mark.parametrize("asked", [{"weeks": 20}, {"overrides": ["time.weeks=60"]}])
def test_what_is_asked_beside_a_loaded_scenario_is_done(asked):
    study = plan(CompareRequest(load("service_firm"), strategies=["cash"], **asked))
    assert study.scenario.timeline.weeks in (20, 60)


def test_each_replicate_may_draw_an_organisation_of_its_own():
    overrides = [*OVERRIDES, 'organisation.seed="replicate"']
    drawn = imsim.compare("service_firm", strategies=["cash"], replicates=2, weeks=6, overrides=overrides)
    fixed = imsim.compare(
        "service_firm", strategies=["cash"], replicates=2, weeks=6, overrides=[*OVERRIDES, "organisation.seed=1"]
    )
    assert drawn.final["motivation"].shape == (2, 2)
    assert drawn.final["motivation"][0, 1] == fixed.final["motivation"][0, 1], "replicate 1 draws from seed 1"
    assert drawn.final["motivation"][0, 0] != fixed.final["motivation"][0, 0]


def test_progress_is_told_in_runs():
    told = []
    imsim.compare("service_firm", strategies=["cash"], replicates=3, weeks=2, overrides=OVERRIDES, done=told.append)
    assert sum(told) == 2 * 3


def test_a_strategy_without_programmes_is_nothing(found):
    assert found.strategies[0].case == Case("nothing", (), found.scenario.parameters)
    assert found.cost("nothing").mean == 0


def test_a_comparison_that_was_stopped_goes_on(tmp_path, monkeypatch):
    """Some of its runs are there already; they are not run again, and the answer is the same."""
    asked = {"strategies": ["full_plan"], "replicates": 4, "weeks": 60, "overrides": OVERRIDES}
    whole = imsim.compare("service_firm", **asked)
    monkeypatch.setattr("imsim.studies.study.BLOCK_ROWS", 1)
    study, out = plan(CompareRequest("service_firm", **asked)), tmp_path / "out"
    out.mkdir()
    with Store(out, study) as store:
        for task, record in completed(list(study.batches(store.missing(), 1))[:3], Here()):
            store.keep(task, record)
    with pytest.raises(StudyConflict, match="holds 6 of the 8 runs of this study; go on with resume"):
        imsim.compare("service_firm", **asked, out=out)
    told = []
    found = imsim.compare("service_firm", **asked, out=out, resume=True, done=told.append)
    assert told == [6, 2]
    for name in OUTCOMES:
        assert_array_equal(found.final[name], whole.final[name])
        assert_array_equal(found.weekly[name], whole.weekly[name])
    assert {"week", "outcome", "reading", "missed", "programme"} < set(found.plans)
    assert set(found.plans["strategy"]) == {"full_plan"}
    pd.testing.assert_frame_equal(found.plans, whole.plans)


def test_programs_are_told_what_cost_over_a_twentieth_more_than_the_budget(found):
    costs = {name: found.cost(name).mean for name in found.names}
    for share in (0.9, 1.1):
        told = replace(found, budget=share * costs["cash"]).as_json()["strategies"]
        assert {row["name"]: row["realised_over_budget"] for row in told} == {
            name: cost > 1.05 * share * costs["cash"] for name, cost in costs.items()
        }
    assert not any(row["realised_over_budget"] for row in replace(found, budget=None).as_json()["strategies"])


def test_few_replicates_of_a_small_firm_are_warned_of_and_none_of_a_larger():
    def said(name, replicates=None, **more):
        return plan(CompareRequest(load(name), replicates=replicates, **more)).notes

    few = "a firm of 8: joint intervals of fewer than 100 replicates hold less often than they say"
    assert said("bakery")[0].startswith(few)
    assert said("bakery", until="sure")[0].startswith(few)
    assert said("bakery", 100) == said("service_firm") == ()
