"""Studies that grow: what is there is kept, what is missing is run, and the folder is that of a study asked at once."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import imsim
import tasks
from imsim.cli.main import app
from imsim.engine.errors import StudyConflict
from imsim.studies.design import Factor, drawn
from imsim.studies.execution import RunOptions, run_study
from imsim.studies.function import Function
from imsim.studies.kinds.compare import KIND as COMPARE
from imsim.studies.kinds.compare import CompareRequest
from imsim.studies.kinds.sensitivity import KIND as SENSITIVITY
from imsim.studies.kinds.sensitivity import SensitivityRequest
from imsim.studies.study import Study
from test_store import Counting, begun, make

TINY = ("market.rows=50", "time.burn_in=2")
SHORT = ["--set", "market.rows=50", "--set", "time.burn_in=2", "--weeks", "6", "--jobs", "1", "--quiet"]
# What a manifest says of when and how a study was run.
TIMES = ("command", "started", "finished")


def about(samples=8, replicates=2, outcomes=("y",), kind="sobol", seed=1, levels=3):
    design = drawn(kind, [Factor("a", "a", 0, 1, levels), Factor("b", "b", 0, 1, levels)], samples, seed)
    return Study("sweep", design, Function("f", tasks.noisy, outcomes), replicates)


def left_in(folder):
    """Every file of a folder; the manifest without its times."""
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    found.pop(".lock")
    manifest = json.loads(found["manifest.json"])
    return found | {"manifest.json": {key: value for key, value in manifest.items() if key not in TIMES}}


def invoke(*arguments, code=0):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if code == 0:
        assert result.exit_code == 0, (result.output, result.exception)
    return result


@pytest.mark.parametrize("finished", [True, False])
@pytest.mark.parametrize(
    ("small", "large"),
    [
        (about(), about(replicates=5)),
        (about(), about(samples=16)),
        (about(), about(samples=32, replicates=3)),
        (about(kind="grid"), about(kind="grid", levels=5)),
    ],
)
def test_only_what_is_missing_is_run_and_the_folder_is_that_of_the_study_asked_at_once(
    tmp_path, small, large, finished
):
    if finished:
        run_study(small, tmp_path / "out")
        there = small.runs
    else:
        there = begun(make(tmp_path / "out"), small).size
    seen = Counting()
    run_study(large, tmp_path / "out", RunOptions(resume=True), progress=seen)
    assert (seen.total, seen.before, seen.done) == (large.runs, there, large.runs - there)
    run_study(large, tmp_path / "at_once")
    assert left_in(tmp_path / "out") == left_in(tmp_path / "at_once")


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (about(replicates=1), "replicates: 2 there, 1 asked, and a study only grows"),
        (about(samples=4), "points: 8 there, 4 asked"),
        (about(seed=2), "seed: 1 there, 2 asked"),
        (about(kind="lhs", samples=16), "design: sobol there, lhs asked"),
    ],
)
def test_what_is_no_larger_study_is_refused_with_the_reason(tmp_path, other, why):
    run_study(about(), tmp_path / "out")
    before = left_in(tmp_path / "out")
    with pytest.raises(StudyConflict, match=f"holds another study .*{why}"):
        run_study(other, tmp_path / "out", RunOptions(resume=True))
    assert left_in(tmp_path / "out") == before


def test_a_design_that_does_not_contain_the_smaller_one_is_refused(tmp_path):
    run_study(about(kind="lhs"), tmp_path / "out")
    before = left_in(tmp_path / "out")
    with pytest.raises(StudyConflict, match="points: 8 there, 16 asked; its runs are others"):
        run_study(about(kind="lhs", samples=16), tmp_path / "out", RunOptions(resume=True))
    assert left_in(tmp_path / "out") == before


def test_a_study_grows_only_when_asked_to(tmp_path):
    run_study(about(), tmp_path / "out")
    smaller = r"smaller study like this one \(replicates: 2 there, 3 asked\); go on with --resume"
    with pytest.raises(StudyConflict, match=smaller):
        run_study(about(replicates=3), tmp_path / "out")


def test_equal_points_of_a_design_have_names_of_their_own():
    factor = Factor("a", "a", 0, 1, 3, whole=True)
    study = Study("sweep", drawn("grid", [factor], 3, 1), Function("f", tasks.noisy), 1)
    values = study.design.values()
    assert len(np.unique(values)) == 2
    assert len({name for name, *_ in study.named_places()}) == 3


def compared(replicates, strategies, folder, resume=False):
    """A tiny comparison, without its figures."""
    request = CompareRequest("bakery", replicates=replicates, strategies=strategies, weeks=6, overrides=TINY)
    COMPARE.run(COMPARE.plan(request), folder, RunOptions(resume=resume))


def test_a_comparison_grows_by_replicates_and_strategies(tmp_path):
    compared(2, ["cash", "training"], tmp_path / "out")
    with pytest.raises(StudyConflict, match="replicates: 2 there, 3 asked"):
        compared(3, ["cash", "training"], tmp_path / "out")
    compared(3, ["cash", "training"], tmp_path / "out", resume=True)
    more = ["training", "full_plan", "cash"]
    compared(3, more, tmp_path / "out", resume=True)
    compared(3, more, tmp_path / "at_once")
    assert left_in(tmp_path / "out") == left_in(tmp_path / "at_once")


def analysed(samples, outcomes, folder, resume=False):
    request = SensitivityRequest(
        "bakery", samples=samples, outcomes=outcomes, parameters="forgetting,course_gain", replicates=1, weeks=6,
        overrides=TINY, strategy="training",
    )  # fmt: skip
    SENSITIVITY.run(SENSITIVITY.plan(request), folder, RunOptions(resume=resume))


def test_a_sensitivity_analysis_grows_by_samples_and_outcomes(tmp_path):
    """A Sobol' design begins with the smaller one; what was not recorded of a run has to be run again."""
    analysed(8, "acsi", tmp_path / "out")
    analysed(16, "acsi", tmp_path / "out", resume=True)
    analysed(16, "profit,acsi", tmp_path / "out", resume=True)
    analysed(16, "profit,acsi", tmp_path / "at_once")
    assert left_in(tmp_path / "out") == left_in(tmp_path / "at_once")


# Until it is known


def until(target, folder, resume=False, replicates=15, strategies=("cash", "training")):
    request = CompareRequest(
        "bakery", replicates=replicates, strategies=strategies, weeks=6, overrides=TINY, until=target
    )  # fmt: skip
    return COMPARE.run(COMPARE.plan(request), folder, RunOptions(resume=resume))


def test_replicates_are_added_until_gains_are_known_well_enough(tmp_path):
    found = until(1e-9, tmp_path / "out")
    assert (found.replicates, [look["replicates"] for look in found.until["looks"]]) == (15, [10, 15])
    assert found.difference("acsi", "training").high - found.difference("acsi", "training").mean <= (
        found.until["looks"][-1]["half_width"] + 1e-12
    )
    wide = until(100, tmp_path / "wide")
    assert (wide.replicates, len(wide.until["looks"])) == (10, 1)
    np.testing.assert_array_equal(found.final["acsi"][:, :10], wide.final["acsi"])
    assert imsim.read(tmp_path / "wide").as_json() == wide.as_json()
    # The same again is read, another goal goes on from there.
    assert until(100, tmp_path / "wide").replicates == 10
    with pytest.raises(StudyConflict, match="holds 10 replicates; go on with --resume"):
        until(1e-9, tmp_path / "wide")
    until(1e-9, tmp_path / "wide", resume=True)
    assert left_in(tmp_path / "wide") == left_in(tmp_path / "out")


def test_a_fixed_comparison_goes_on_until_it_is_known(tmp_path):
    compared(12, ["cash", "training"], tmp_path / "out")
    with pytest.raises(StudyConflict, match="holds 12 replicates; go on with --replicates 15 or more"):
        until("sure", tmp_path / "out", resume=True, replicates=14)
    found = until("sure", tmp_path / "out", resume=True)
    assert [look["replicates"] for look in found.until["looks"]] == [15]
