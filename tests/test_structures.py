"""Rivals and left-out mechanisms as a dimension: the choice stands in other structures of the model, or turns."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import imsim
from imsim.cli.main import app
from imsim.engine.errors import InputError
from imsim.reporting.numbers import Scale
from imsim.reporting.structure_words import verdict_text
from imsim.reporting.terminal.progress import Progress, estimate_text, plan_text
from imsim.scenarios.scenario import load
from imsim.studies.design import GIVEN, Factor, latin_hypercube
from imsim.studies.estimate import COMPILING, run_estimate, runs_expected
from imsim.studies.kinds.optimise import OptimiseRequest
from imsim.studies.kinds.optimise import plan as plan_optimum
from imsim.studies.kinds.robustness import RobustnessRequest, plan
from imsim.studies.results import Results
from imsim.studies.structure_verdicts import as_json, like_the_firm, verdict_on
from imsim.studies.structures import MOST_SETS, across, compiling_text, parted, structures_of, told

# Nothing here asks whether the firm stands still.
pytestmark = pytest.mark.usefixtures("aged_briefly")

TINY = ("market.rows=50", "time.burn_in=2", "time.weeks=4", "time.window=4")


@pytest.fixture(scope="module")
def bakery():
    return load("bakery", TINY)


def names(scenario, asked, *strategies):
    programmes = [one for name in strategies for one in scenario.programmes(name)]
    return [one.name for one in structures_of(scenario, asked, programmes)]


# Which structures


def test_usually_all_rivals_and_what_carries_the_programmes(bakery):
    usual = names(bakery, "usual", "contact_training", "recognition")
    assert {"internal_service = mean", "performance = additive", "without learning", "without rewards"} <= set(usual)
    assert "without word_of_mouth" not in usual
    assert set(usual) < set(names(bakery, "all"))
    assert "without hiring" not in names(bakery, "all")  # cannot be left out


def test_what_a_scenario_has_left_out_is_put_back(bakery):
    other = bakery.changed(["model.without=['trust']", "model.rivals.performance='additive'"])
    assert names(other, "trust") == ["with trust"]
    found = names(other, "all")
    assert "performance = as it is" in found
    assert "performance = additive" not in found
    assert "without performance" not in found  # its rival is at work


@pytest.mark.parametrize(
    ("asked", "said"),
    [("trsut", '--structures "trsut": no such mechanism; did you mean "trust"'),
     ("hiring", "cannot be left out"), ("performance=addtive", "no such rival"),
     ("performnce=additive", "nothing has rivals"), ("", "names none"), ("=additive", "missing")],
)  # fmt: skip
def test_what_is_no_structure_is_refused(bakery, asked, said):
    with pytest.raises(InputError, match=said):
        names(bakery, asked)


def test_a_structure_that_the_scenario_has_already_is_refused(bakery):
    other = bakery.changed(["model.rivals.performance='additive'"])
    with pytest.raises(InputError, match="has it already"):
        names(other, "performance=additive")


# The design, and taking it apart


def test_points_of_other_structures_follow_the_scenarios_own(bakery):
    design = latin_hypercube([Factor("tide", "tide", 0, 10)], 40, 1)
    others = structures_of(bakery, "trust,performance=additive", ())
    whole = across(design, others)
    assert whole.points == 40 + 2 * MOST_SETS
    values = whole.values()
    assert (values[:40, 1:] == 0).all()
    assert (values[40 : 40 + MOST_SETS, 1:] == [1, 0]).all()
    assert (values[40 + MOST_SETS :, 1:] == [0, 1]).all()
    assert np.array_equal(values[:40, 0], design.values()[:, 0])
    final = {"acsi": np.arange(whole.points, dtype=float)[:, None, None] * np.ones((1, 2, 3))}
    ask = {"structures": told(design, others)}
    results = Results("uncertainty", "x", whole, values, ("a", "b"), 3, final, (), ask, 4)
    own, rest = parted(results)
    assert (own.design.kind, own.design.names, own.final["acsi"].shape) == ("lhs", ["tide"], (40, 2, 3))
    assert list(rest) == ["without trust", "performance = additive"]
    assert rest["performance = additive"].design.kind == GIVEN
    assert rest["performance = additive"].final["acsi"][0, 0, 0] == 40 + MOST_SETS


def test_each_structure_is_part_of_the_key_of_its_runs(bakery):
    asked = RobustnessRequest(bakery, strategies=["cash"], samples=8, unconditioned=True, structures="trust")
    study = plan(asked)
    assert study.design.points == 16
    keys = [study.run_id(i, 1, 0, study.design.values()[i]) for i in range(16)]
    assert len(set(keys)) == 16
    place, other = (study.subject.place(study.design.values()[i], 0) for i in (0, 8))
    assert not place.setting.model.rivals
    assert place.cases[1].without == frozenset()
    assert other.cases[1].without == {"trust"}
    # The firm plans and spends the same, whatever the structure.
    assert [one.programmes for one in other.cases] == [one.programmes for one in place.cases]


# The choice


def test_a_choice_stands_or_turns_by_paired_leads():
    rng = np.random.default_rng(1)
    sets = rng.normal(0, 5, 20)
    noise = rng.normal(0, 0.01, (3, 20))
    values = np.array([[1.0], [0.5], [0.0]]) + sets + noise
    one = verdict_on("as it is", values, ["a", "b", "c"], "a", None, 1)
    assert (one.first, one.against, one.clear) == ("a", "b", True)
    assert one.low < 0.5 < one.high
    assert one.high - one.low < 0.05  # paired: what sets share is no error
    turned = verdict_on("x", values[[1, 0, 2]], ["a", "b", "c"], "a", None, 1)
    assert (turned.first, turned.clear, turned.lead < 0) == ("b", True, True)
    few = verdict_on("y", values, ["a", "b", "c"], "a", np.arange(20) < 7, 1)
    assert (few.first, few.units, few.like) == (None, 7, 0.35)


def test_the_sentence_says_where_the_choice_turns():
    rng = np.random.default_rng(1)
    values = np.array([[1.0], [0.5]]) + rng.normal(0, 0.01, (2, 20))
    rows = [verdict_on(name, one, ["a", "b"], "a", like, 1)
            for name, one, like in [("as it is", values, None), ("without trust", values[::-1], None),
                                    ("performance = additive", values, np.arange(20) < 3)]]  # fmt: skip
    content = as_json("a", rows)
    assert (content["same"], content["of"], content["clearly"]) == (1, 2, 1)
    text = verdict_text(content, str.upper, Scale(1.0, 2, "points", "points"), "ACSI")
    assert text.startswith(
        "By ACSI the choice, A, is the same in 1 of 2 structures of the model; it turns without trust"
    )
    assert "(then B, by 0.5" in text
    assert "Nothing is told performance = additive" in text


def test_sets_are_like_the_firm_where_all_levels_are_kept():
    reference = {"acsi": np.array([[77.0, 77.2], [80.0, 80.0]]), "turnover": np.array([[0.2, 0.2], [0.2, 0.2]])}
    known = [{"outcome": "acsi", "level": 77.0, "within": 2.0}, {"outcome": "turnover", "level": 0.2, "within": 0.1}]
    assert like_the_firm(reference, known).tolist() == [True, False]


# Run


@pytest.mark.thorough
@pytest.mark.ci
def test_robustness_across_structures_ranks_in_its_own_and_leaves_a_table(bakery, tmp_path):
    asked = {"strategies": ["training", "cash"], "samples": 8, "replicates": 2, "unconditioned": True, "seed": 3}
    found = imsim.robustness(bakery, **asked, structures=["trust", "learning"], out=tmp_path / "out")
    assert found.results.design.points == 8
    assert list(found.structures["structure"].unique()) == ["as it is", "without trust", "without learning"]
    assert (tmp_path / "out" / "structures.csv").exists()
    content = json.loads((tmp_path / "out" / "answer.json").read_text(encoding="utf-8"))
    assert content["outcomes"]["acsi"]["structures"]["of"] == 3
    assert imsim.read(tmp_path / "out") == found
    alone = imsim.robustness(bakery, **asked)
    # The same numbers as without other structures beside them.
    assert np.array_equal(alone.results.final["acsi"], found.results.final["acsi"])
    assert "other structures" in imsim.report(tmp_path / "out").read_text(encoding="utf-8")


def test_leaving_a_mechanism_out_is_the_same_as_a_scenario_without_it(bakery):
    asked = {"strategies": ["cash"], "samples": 8, "replicates": 1, "unconditioned": True}
    found = imsim.robustness(bakery, **asked, structures="affective_events")
    without = imsim.robustness(bakery, **asked, without=["affective_events"])
    nothing = found.others["without affective_events"].final["acsi"][:, 0]
    assert np.array_equal(nothing, without.results.final["acsi"][:, 0])


def test_what_it_takes_is_told_before(bakery):
    request = OptimiseRequest(bakery, over=["cash", "recognition"], structures="usual")
    planned = plan_optimum(request)
    assert planned.parts[-1][0] == "plans in other structures, at most"
    assert any("other structures of the model" in note for note in planned.notes)
    assert planned.runs > plan_optimum(OptimiseRequest(bakery, over=["cash", "recognition"])).runs
    command = ["compare", "bakery", "--structures", "trust"]
    refused = CliRunner().invoke(app, command)
    assert "with --uncertain only" in str(refused.exception)


def test_one_structure_is_told_in_the_singular(bakery, monkeypatch):
    monkeypatch.setattr("imsim.company.compilation.compiled_before", lambda _: False)
    one = structures_of(bakery, "performance=additive", ())
    first, second = compiling_text(one)
    assert first == "1 other structure of the model: performance = additive"
    assert second == "1 rival among them: compiled for this machine, once, about a minute"


def test_compiling_is_part_of_the_time_that_a_study_will_take(bakery, monkeypatch):
    asked = {"strategies": ["training"], "samples": 8, "replicates": 1, "unconditioned": True}
    study = plan(RobustnessRequest(bakery, **asked, structures="performance=additive,trust"))
    monkeypatch.setattr("imsim.company.compilation.compiled_before", lambda _: False)
    first = run_estimate(study, 1)
    assert first.compiling == 1
    assert "min of it to compile 1 model, once" in estimate_text(first)
    monkeypatch.setattr("imsim.company.compilation.compiled_before", lambda _: True)
    later = run_estimate(study, 1)
    assert later.compiling == 0
    assert COMPILING / 2 < first.seconds - later.seconds < 2 * COMPILING
    assert "compile" not in estimate_text(later)
    optimum = plan_optimum(OptimiseRequest(bakery, over=["cash", "training"], structures="performance=additive"))
    monkeypatch.setattr("imsim.company.compilation.compiled_before", lambda _: False)
    assert run_estimate(optimum, 1).compiling == 1


def test_there_is_one_count_of_runs(bakery):
    study = plan_optimum(OptimiseRequest(bakery, over=["cash", "training"], sets=8))
    expected = runs_expected(study)
    assert plan_text(study, 1, None).startswith(f"about {expected:,} runs, 1 process: the firm as it is: 24 runs")
    watch = Progress(True, 1, expected=expected)
    watch.begin(study.runs, 0)
    assert (watch.runs, study.runs > expected) == (expected, True), "not the most that there may be"
    watch.advance(expected + 1)
    assert watch.runs == watch.finished == expected + 1
    watch.begin(12, 12)
    assert watch.runs == 12, "finished before"
