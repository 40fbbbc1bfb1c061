"""Plausible parameter sets: firms like the one described are found, kept, counted, and met again."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import imsim
from imsim.cli.main import app
from imsim.engine.errors import InputError, RunFailed, StudyConflict
from imsim.engine.interrupts import Stopped
from imsim.scenarios.scenario import load
from imsim.studies import search
from imsim.studies.anchoring import KNOBS, anchored_factors, knobs_for, turned
from imsim.studies.conditioned import thinned
from imsim.studies.design import Factor, given
from imsim.studies.kinds.plausible import PlausibleRequest, plan
from imsim.studies.kinds.robustness import RobustnessRequest
from imsim.studies.kinds.robustness import plan as plan_robustness
from imsim.studies.known import USUAL, Level, known_outcomes, levels_of
from imsim.studies.listing import COMPLETE, studies_in
from imsim.studies.study_diff import diff

TINY = ("market.rows=100", "time.burn_in=8", "time.weeks=26", "time.window=26")


@pytest.fixture(scope="module")
def bakery():
    return load("bakery", TINY)


@pytest.fixture(scope="module")
def found(bakery, tmp_path_factory):
    folder = tmp_path_factory.mktemp("plausible") / "sets"
    return imsim.plausible(bakery, samples=8, replicates=2, parameters=20, out=folder), folder


def test_some_of_the_sets_are_taken_evenly(found):
    sets, _ = found
    few = thinned(sets, 3, "--sets")
    assert few.number == 3
    assert few.values[[0, -1]].tolist() == sets.values[[0, -1]].tolist()
    assert thinned(sets, None, "--sets") is sets
    with pytest.raises(InputError, match=f"--sets 99: --plausible holds {sets.number} sets"):
        thinned(sets, 99, "--sets")


# What is known


def test_a_scenario_says_what_is_known_of_its_firm():
    scenario = load("bakery", ["known.turnover=0.4", "known.acsi={level = 80, within = 1.5}"])
    assert known_outcomes(scenario) == ("turnover", "acsi")
    own = {"turnover": np.full(4, 0.5), "acsi": np.array([79.0, 81.0, 79.0, 81.0])}
    turnover, acsi = levels_of(scenario, own, 4)
    assert (turnover.level, turnover.within, turnover.said) == (0.4, pytest.approx(0.12), True)
    # Two standard errors of a mean over four replicates come on top.
    assert acsi.within == pytest.approx(1.5 + 2 * np.sqrt(4 / 3) / 2)


def test_where_nothing_is_known_the_firm_is_like_itself(bakery):
    assert known_outcomes(bakery) == USUAL
    own = {name: np.full(3, 0.5) for name in USUAL}
    assert [(one.level, one.said) for one in levels_of(bakery, own, 2)] == [(0.5, False)] * len(USUAL)


@pytest.mark.parametrize(
    ("override", "said"),
    [("known.turnove=0.2", 'known.turnove: no such outcome; did you mean "turnover"'),
     ("known.retention=1.2", "known.retention = 1.2: outside what customer retention can be (0 to 1)"),
     ("known.acsi={level = 80, within = 0}", "known.acsi.within = 0"),
     ("known.acsi={levle = 80}", 'did you mean "level"')],
)  # fmt: skip
def test_what_cannot_be_known_is_refused(override, said):
    with pytest.raises(InputError) as error:
        load("bakery", [override])
    assert said in str(error.value)


@pytest.mark.parametrize("text", ["turnover", "turnover=", "turnover=a", "turnover=.2:0", "turnover=.2:.1:3", "x=1"])
def test_what_is_not_written_as_a_level_is_refused_on_the_command_line(text):
    done = CliRunner().invoke(app, ["plausible", "bakery", "--known", text])
    assert isinstance(done.exception, InputError)
    assert str(done.exception).startswith(f"--known {text}: ")


# Re-anchoring


def test_anchoring_meets_the_levels_of_a_firm_that_answers_as_it_should(bakery):
    """A made-up firm whose levels follow from what is turned, far off at first."""
    known = tuple(
        Level(name, level, within, 0.0, said=True)
        for name, level, within in [
            ("turnover", 0.3, 0.02), ("retention", 0.8, 0.01), ("customers_with_firm", 900.0, 20.0),
            ("acsi", 78.0, 0.5),
        ]
    )  # fmt: skip
    knobs = knobs_for([one.outcome for one in known], bakery)
    factors = anchored_factors(knobs, bakery)
    place = {one.name: i for i, one in enumerate(factors)}
    values = np.tile([bakery.parameters.get(one.name, (one.low + one.high) / 2) for one in factors], (3, 1))
    odd = np.array([0.5, 1.0, 1.6])

    def levels(values):
        churn = 0.2 * odd * np.sqrt(values[:, place["churn_hazard"]] / 0.002)
        return {
            "turnover": 0.25 * odd * np.exp(0.8 * values[:, place["labour_market"]]),
            "retention": 1 - churn,
            "customers_with_firm": 1200 * np.sqrt(values[:, place["join_hazard"]] / 0.01) / (1 + churn),
            "acsi": 70 + 3 * odd + 40 * (values[:, place["product_quality"]] - 0.5),
        }

    for _ in range(12):
        values, _ = turned(knobs, known, factors, values, levels(values))
    for one in known:
        assert (np.abs(one.misses(levels(values)[one.outcome])) <= 1).all(), one.outcome


def test_what_is_met_is_left_alone_and_ranges_are_kept(bakery):
    knobs = KNOBS[:1]
    factors = anchored_factors(knobs, bakery)
    known = (Level("turnover", 0.3, 0.1, 0.0, said=True),)
    values = np.zeros((3, 1))
    for _ in range(2):
        values, moved = turned(knobs, known, factors, values, {"turnover": np.array([0.31, 1e-9, 40.0])})
        assert not moved[0]
        assert moved[1]
    assert values[:, 0].tolist() == [0.0, factors[0].high, factors[0].low]


# The search


def test_kept_sets_meet_what_is_known_and_all_that_were_tried_are_counted(found):
    sets, _ = found
    assert sets.number == 8
    assert sets.tried == sets.number + (sets.sets["verdict"] == "rejected").sum()
    for one in sets.known:
        assert (np.abs(one.misses(sets.kept[f"level_{one.outcome}"].to_numpy())) <= 1).all()
    assert 1 <= sets.effective <= sets.number
    assert sets.weights.sum() == pytest.approx(1)
    # Kept sets are met again with other people and customers, near their levels as far as eight people's luck lets
    # them.
    again, level = sets.kept["fresh_acsi"], sets.kept["level_acsi"]
    assert (again != level).all()
    assert np.abs(again - level).mean() < 5
    anchored = {row.parameter for row in sets.ranges if row.anchored}
    assert {"labour_market", "churn_hazard", "join_hazard", "product_quality"} <= anchored
    assert set(sets.as_json()) >= {"tried", "kept", "rejected", "effective", "confirmed", "known", "parameters"}


def test_the_folder_gives_the_same_sets_again_and_another_search_is_refused(found, bakery):
    sets, folder = found
    again = imsim.read(folder)
    assert again.as_json() == json.loads(json.dumps(sets.as_json())) == json.loads((folder / "answer.json").read_text())
    assert again.sets.equals(sets.sets)
    assert imsim.plausible(bakery, samples=8, replicates=2, parameters=20, out=folder).sets.equals(sets.sets)
    assert imsim.repeat(folder).same
    assert "Plausible parameter sets" in imsim.report(folder).read_text(encoding="utf-8")
    with pytest.raises(StudyConflict, match="another study"):
        imsim.plausible(bakery, samples=8, replicates=2, parameters=20, seed=2, out=folder)


def test_a_search_is_listed_and_held_against_another(found):
    _, folder = found
    (one,) = studies_in([folder])
    assert (one.kind, one.state, one.strategies, one.points, one.replicates) == ("plausible", COMPLETE, 1, None, 2)
    same = diff(folder, folder)
    assert (same.same, same.only, {table.table for table in same.tables}) == (True, None, {"sets.parquet", "table.csv"})


def test_a_search_that_is_stopped_takes_the_same_way_when_it_goes_on(bakery, found, tmp_path):
    sets, _ = found
    asked = {"samples": 8, "replicates": 2, "parameters": 20, "out": tmp_path / "sets"}
    left = [0]

    def stop(runs):
        left[0] -= runs
        if left[0] < 0:
            raise Stopped(2)

    for attempt in range(40):
        left[0] = 30 + 30 * attempt
        try:
            again = imsim.plausible(bakery, done=stop, resume=attempt > 0, **asked)
            break
        except Stopped:
            if attempt == 0:
                with pytest.raises(StudyConflict, match="resume"):
                    imsim.plausible(bakery, **asked)
    assert attempt > 1
    assert again.sets.equals(sets.sets)


def test_too_few_or_other_things_than_parameters_are_refused(bakery):
    with pytest.raises(InputError, match="--samples 2"):
        plan(PlausibleRequest(bakery, samples=2))
    with pytest.raises(InputError, match="is no parameter of the model"):
        plan(PlausibleRequest(bakery, vary=["organisation.respect=0.5:0.9"]))


# Studies that rest on it


@pytest.mark.thorough
@pytest.mark.ci
def test_a_ranking_rests_on_plausible_sets_and_may_share_them(found, bakery, tmp_path):
    sets, folder = found
    asked = {"strategies": ["training", "cash"], "replicates": 2, "parameters": 20, "samples": 8}
    alone = imsim.robustness(bakery, out=tmp_path / "robust", **asked)
    shared = imsim.robustness(bakery, plausible=folder, **asked)
    given_here = imsim.robustness(bakery, plausible=sets, **asked)
    assert alone.table.equals(shared.table)
    assert alone.table.equals(given_here.table)
    assert alone.plausible["kept"] == shared.plausible["kept"] == 8
    assert alone.as_json()["plausible"]["known"][0]["outcome"] == "turnover"
    assert imsim.read(tmp_path / "robust").table.equals(alone.table)
    assert imsim.read(tmp_path / "robust" / "plausible").sets.equals(sets.sets)
    assert imsim.repeat(tmp_path / "robust").same
    # Untreated, firms are what they were in the search: the same runs.
    level = alone.results.values("acsi", "nothing").mean(axis=1)
    assert np.allclose(level, sets.kept["level_acsi"])
    drawn = imsim.robustness(bakery, unconditioned=True, **asked)
    assert drawn.plausible is None


def test_sets_of_another_firm_are_refused(found):
    _, folder = found
    with pytest.raises(InputError, match="another firm"):
        plan_robustness(RobustnessRequest(load("call_centre"), plausible=folder))


def test_a_firm_that_no_set_is_like_is_told(bakery):
    with pytest.raises(RunFailed, match="are plausible, at least 8 are needed"):
        imsim.robustness(
            bakery, known={"service_quality": (0.999, 1e-4)}, strategies=["cash"], samples=8, replicates=1, parameters=2
        )


def test_levers_that_are_varied_are_not_conditioned(bakery):
    study = plan_robustness(RobustnessRequest(bakery, vary=["organisation.respect=0.6:0.9"], samples=8))
    assert study.design.kind == "lhs"


def test_points_that_were_given_come_back_to_the_last_bit():
    factors = (Factor("a", "a", 0.003, 0.1), Factor("b", "b", -1.5, 2.5, distribution="triangular", peak=0.0))
    values = np.random.default_rng(1).uniform([0.003, -1.5], [0.1, 2.5], (50, 2))
    assert np.allclose(given(factors, values, 1).values(), values)


# On the command line


def test_a_person_reads_what_the_firm_is_like_and_what_is_known(tmp_path):
    command = ["plausible", "bakery", "--samples", "8", "--replicates", "2", "--parameters", "12", "--jobs", "1",
               *(word for text in TINY for word in ("--set", text)), "--known", "turnover=0.4:0.3"]  # fmt: skip
    done = CliRunner().invoke(app, [*command, "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    for words in (
        "8 plausible parameter sets",
        "staff turnover",
        "known",
        "tried",
        "effective number",
        "labour_market",
    ):
        assert words in done.stdout
    assert {path.name for path in (tmp_path / "out" / "figures").iterdir()} >= {"levels.png", "ranges.svg"}
    told = json.loads(CliRunner().invoke(app, [*command, "--out", str(tmp_path / "out"), "--json", "--quiet"]).stdout)
    assert told["kept"] == 8
    planned = json.loads(CliRunner().invoke(app, [*command, "--dry-run", "--json"]).stdout)
    assert planned["parts"]["search for plausible sets"] == round(8 * 2 * search.USUAL_ROUNDS)


def test_the_search_is_told_before_a_ranking():
    done = CliRunner().invoke(app, ["compare", "bakery", "--uncertain", "--samples", "8", "--dry-run"])
    assert "search for plausible sets" in done.stdout
    assert "strategies at the sets" in done.stdout.replace("\n", " ")
