"""Strategies under uncertainty: how often each is best, what a wrong choice costs, and what turns the ranking."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import imsim
from imsim.cli.main import app
from imsim.engine.errors import InputError, StudyConflict
from imsim.scenarios.scenario import load
from imsim.studies.design import Factor, given, latin_hypercube
from imsim.studies.intervals import Share
from imsim.studies.kinds import compare
from imsim.studies.kinds.compare import CompareRequest
from imsim.studies.kinds.robustness import RobustnessRequest, plan
from imsim.studies.results import Results
from imsim.studies.robustness import Robustness

# Nothing here asks whether the firm stands still.
pytestmark = pytest.mark.usefixtures("aged_briefly")

TINY = ("market.rows=50", "time.burn_in=2", "time.weeks=4", "time.window=4")


@pytest.fixture(scope="module")
def bakery():
    return load("bakery", TINY)


def made_up(bakery, arms, replicates=2):
    """Results in which strategy b beats a where the first factor is large, and c is never best."""
    design = latin_hypercube([Factor("tide", "tide", 0, 10), Factor("idle", "idle", 0, 1)], 200, 2)
    place = design.places[:, 0]
    means = np.stack([np.full(200, 0.6), 0.2 + place, np.full(200, -1.0)], axis=1)[:, : len(arms)]
    noise = np.random.default_rng(1).normal(0, 1e-3, (200, 1, replicates))
    final = {"acsi": means[:, :, None] + noise}
    return Robustness(bakery, Results("uncertainty", "x", design, design.values(), arms, replicates, final, (), {}, 4))


def test_the_share_of_sets_and_the_regret_are_those_of_the_values(bakery):
    found = {one.strategy: one for one in made_up(bakery, ("a", "b", "c")).ranking("acsi")}
    assert found["b"].best == pytest.approx(0.6, abs=0.01)
    assert found["a"].best == pytest.approx(0.4, abs=0.01)
    assert found["c"].best == 0
    assert found["a"].low < 0.4 < found["a"].high
    assert found["a"].regret == pytest.approx(0.6**2 / 2, abs=0.01)
    assert found["b"].regret == pytest.approx(0.4**2 / 2, abs=0.01)
    assert found["b"].regret_low < 0.4**2 / 2 < found["b"].regret_high
    assert sum(one.best for one in found.values()) == pytest.approx(1)


def test_gains_are_paired_with_the_first_strategy_set_by_set(bakery):
    found = {one.strategy: one for one in made_up(bakery, ("a", "b", "c")).ranking("acsi")}
    assert (found["a"].better, found["a"].gain) == (None, None)
    assert (found["b"].better, found["c"].better) == (pytest.approx(0.6, abs=0.01), 0.0)
    assert found["b"].gain == pytest.approx(0.1, abs=0.01)
    assert found["c"].gain == pytest.approx(-1.6)
    # What all sets share is no uncertainty of a difference.
    assert found["c"].gain_high - found["c"].gain_low == pytest.approx(0, abs=1e-6)
    assert found["b"].gain_low < 0.1 < found["b"].gain_high


def test_what_turns_the_ranking_is_found(bakery):
    first, *rest = made_up(bakery, ("a", "b", "c")).switching_factors("acsi")
    assert (first.parameter, first.clear, first.when_low, first.when_high) == ("tide", True, 0.0, 1.0)
    assert first.when_high_low < first.when_high == pytest.approx(first.when_high_high)
    assert first.correlation == pytest.approx(1, abs=0.01)
    assert first.pawn > 0.3
    assert [(turn.parameter, turn.clear) for turn in rest] == [("idle", False)]


def test_an_outcome_that_is_better_low_ranks_low_first(bakery):
    up = made_up(bakery, ("a", "b", "c"))
    down = Robustness(up.scenario, Results(**(vars(up.results) | {"final": {"turnover": -up.results.final["acsi"]}})))
    assert [one.strategy for one in down.ranking("turnover")] == [one.strategy for one in up.ranking("acsi")]
    assert down.ranking("turnover")[0].mean == pytest.approx(-up.ranking("acsi")[0].mean)
    assert down.ranking("turnover")[0].gain == pytest.approx(-up.ranking("acsi")[0].gain)
    assert down.ranking("turnover")[0].better == up.ranking("acsi")[0].better


def test_a_comparison_over_parameter_sets_is_paired_and_tells_its_tale_in_json(bakery, tmp_path, monkeypatch):
    monkeypatch.setattr("imsim.reporting.artefacts.save_figures", lambda *_: None)
    told = []
    found = imsim.compare_uncertain(
        bakery,
        strategies=["training", "cash"],
        seed=3,
        samples=16,
        parameters=6,
        replicates=2,
        unconditioned=True,
        done=told.append,
        out=tmp_path / "out",
    )
    assert found.results.strategies == ("nothing", "training", "cash")
    assert sum(told) == found.results.runs == 16 * 3 * 2
    content = json.loads(json.dumps(found.as_json()))
    assert set(content["outcomes"]) == {"acsi", "profit"}
    assert sum(row["best"] for row in content["outcomes"]["profit"]["strategies"]) >= 1
    assert list(found.table["outcome"].unique()) == ["acsi", "profit"]
    assert (tmp_path / "out" / "table.csv").exists()
    assert json.loads((tmp_path / "out" / "answer.json").read_text(encoding="utf-8")) == content


def test_strategies_are_scaled_once_and_do_what_they_did_in_the_comparison(bakery):
    compared = compare.plan(CompareRequest(bakery, strategies=["training", "cash"])).subject.budgeted
    study = plan(RobustnessRequest(bakery, strategies=["training", "cash"], samples=8, unconditioned=True))
    company = study.subject.place(study.design.values()[0], 0)
    assert company.cases == tuple(one.case for one in compared)
    few = plan(RobustnessRequest(bakery, samples=8, parameters="3", unconditioned=True))
    assert len(few.design.factors) == 3


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"strategies": []}, "at least two strategies"), ({"samples": 3}, "at least 8 parameter sets"),
     ({"strategies": ["cahs"]}, 'did you mean "cash"'), ({"outcomes": "asci"}, 'did you mean "acsi"')],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(bakery, asked, said):
    with pytest.raises(InputError, match=said):
        plan(RobustnessRequest(bakery, **asked))


def test_a_share_s_interval_stays_between_none_and_all():
    nobody, everybody = (Share.of(np.full(20, flag)) for flag in (False, True))
    assert (nobody.share, nobody.low, everybody.share, everybody.high) == pytest.approx((0.0, 0.0, 1.0, 1.0))
    assert 0 <= nobody.low < nobody.high < everybody.low < everybody.high <= 1
    some = Share.of(np.arange(400) < 100)
    assert some.low < some.share < some.high


# On the command line

COMMAND = ["compare", "bakery", "--uncertain", "--strategies", "training,cash", "--samples", "8", "--parameters", "6",
           "--replicates", "2", "--unconditioned", "--jobs", "1",
           *(word for text in TINY for word in ("--set", text))]  # fmt: skip


def invoke(*arguments):
    return CliRunner().invoke(app, [*COMMAND, *map(str, arguments)])


def test_a_person_reads_who_is_best_and_what_it_rests_on(tmp_path):
    done = invoke("--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "48 runs: 8 points x 3 strategies x 2 replicates, 1 process" in done.stderr
    assert "48 runs in" in done.stderr
    for words in (
        "8 parameter sets as drawn",
        "best in",
        "better than do",
        "gained",
        "regret",
        "95 % interval",
        "2 replicates in each set",
    ):
        assert words in done.stdout
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"manifest.json", "runs.parquet", "table.csv", "answer.json", "figures"} <= names
    again = invoke("--out", tmp_path / "out", "--resume")
    assert "all 48 runs were finished before" in again.stderr
    assert again.stdout == done.stdout
    other = invoke("--out", tmp_path / "out", "--seed", "2")
    assert isinstance(other.exception, StudyConflict)


def test_json_and_dry_run_say_nothing_else():
    done = invoke("--json", "--quiet")
    assert json.loads(done.stdout).keys() >= {"scenario", "worlds", "replicates", "seed", "parameters", "outcomes"}
    assert done.stderr == ""
    planned = json.loads(invoke("--dry-run", "--json").stdout)
    assert (planned["runs"], planned["points"], planned["strategies"], planned["replicates"]) == (48, 8, 3, 2)
    assert planned["seconds"] > 0


@pytest.mark.parametrize("option", ["--samples", "--parameters", "--outcome"])
def test_options_of_robustness_are_refused_in_one(option):
    done = CliRunner().invoke(app, ["compare", "bakery", option, "8"])
    assert isinstance(done.exception, InputError)
    assert f"{option}: is of use with --uncertain only" in str(done.exception)


def test_a_study_file_says_how_many_sets(tmp_path):
    path = tmp_path / "worlds.toml"
    path.write_text(
        'extends = "bakery"\n[study]\nkind = "uncertainty"\nsamples = 9\nreplicates = 3\n', encoding="utf-8"
    )
    done = CliRunner().invoke(app, ["compare", str(path), "--uncertain", "--dry-run", "--json"])
    assert json.loads(done.stdout)["points"] == 9
    assert json.loads(done.stdout)["replicates"] == 3


def test_a_number_that_hardly_differs_between_given_points_switches_nothing(bakery):
    results = made_up(bakery, ("a", "b", "c")).results
    factors = (Factor("tide", "tide", 0, 10), Factor("stuck", "stuck", 0, 1))
    values = np.column_stack([results.design.values()[:, 0], np.where(np.arange(200) < 190, 1.0, 0.5)])
    robust = Robustness(bakery, Results(**(vars(results) | {"design": given(factors, values, 1)})))
    first, *rest = robust.switching_factors("acsi")
    assert first.parameter == "tide"
    assert not rest
