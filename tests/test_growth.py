"""Studies that grow: what is there is kept, what is missing is run, and the folder is that of a study asked at once."""

import contextlib
import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import imsim
import tasks
from imsim.cli.main import app
from imsim.engine.errors import InputError, StudyConflict
from imsim.studies.design import Factor, drawn
from imsim.studies.execution import ProgressCallback, RunOptions, run_missing, run_study
from imsim.studies.exports import to_csv
from imsim.studies.files import write_whole
from imsim.studies.function import Function
from imsim.studies.kinds.compare import KIND as COMPARE
from imsim.studies.kinds.compare import CompareRequest
from imsim.studies.kinds.optimise import KIND as OPTIMISE
from imsim.studies.kinds.optimise import OptimiseRequest
from imsim.studies.kinds.plausible import KIND as PLAUSIBLE
from imsim.studies.kinds.plausible import PlausibleRequest
from imsim.studies.kinds.robustness import KIND as ROBUSTNESS
from imsim.studies.kinds.robustness import RobustnessRequest
from imsim.studies.kinds.sensitivity import KIND as SENSITIVITY
from imsim.studies.kinds.sensitivity import SensitivityRequest
from imsim.studies.manifest import changed_since, digests, read_manifest
from imsim.studies.merging import merge
from imsim.studies.reopening import gather
from imsim.studies.results import read
from imsim.studies.shards import Shard, run_shard
from imsim.studies.stages import Stages
from imsim.studies.stopping import at, goal_of
from imsim.studies.store import Store
from imsim.studies.study import Study
from imsim.studies.study_diff import diff
from test_store import Counting, begun, make

# Nothing here asks whether the firm stands still.
pytestmark = pytest.mark.usefixtures("aged_briefly")

TINY = ("market.rows=50", "time.burn_in=2")
SHORT = ["--set", "market.rows=50", "--set", "time.burn_in=2", "--weeks", "6", "--jobs", "1", "--quiet"]
# What a manifest says of when and how a study was run, and the seal, in which these are, too.
TIMES = ("command", "started", "finished", "seal")


def about(samples=8, replicates=2, outcomes=("y",), kind="sobol", seed=1, levels=3):
    design = drawn(kind, [Factor("a", "a", 0, 1, levels), Factor("b", "b", 0, 1, levels)], samples, seed)
    return Study("sweep", design, Function("f", tasks.noisy, outcomes), replicates)


def left_in(folder):
    """Every file of a folder; the manifest, which vouches for the files that are there, without its times."""
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    found.pop(".lock")
    manifest = json.loads(found["manifest.json"])
    assert list(manifest["files"].items()) == list(digests(folder).items())
    assert changed_since(manifest, folder) == []
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
    "text", ["", "{", "[]", "{}", '{"key": "x", "options": "all"}', '{"name": "shop", "icons": []}']
)
def test_what_tells_of_no_study_is_named_and_nothing_is_done(tmp_path, text):
    """A manifest that was damaged, or is another program's, which calls a file so, too."""
    run_study(about(), tmp_path / "out")
    (tmp_path / "out" / "manifest.json").write_text(text)
    for resume in (True, False):
        with pytest.raises(StudyConflict, match=r"out: manifest\.json cannot be read, or is none of imsim; choose an"):
            run_study(about(replicates=3), tmp_path / "out", RunOptions(resume=resume))
    assert (tmp_path / "out" / "manifest.json").read_text() == text
    with pytest.raises(InputError, match=r"out.manifest\.json: "):
        diff(tmp_path / "out", tmp_path / "out")


@pytest.mark.parametrize("join", [
    lambda folder: run_study(about(replicates=3), folder, RunOptions(resume=True)),
    lambda folder: gather(folder.parent / "whole", [(folder, read_manifest(folder))], about()),
])  # fmt: skip
def test_numbers_that_somebody_edited_are_not_sealed_again(tmp_path, join):
    run_study(about(), tmp_path / "out")
    (tmp_path / "whole").mkdir()
    path = tmp_path / "out" / "runs.parquet"
    (pd.read_parquet(path).assign(y=0.0)).to_parquet(path, index=False)
    with pytest.raises(InputError, match=r"out: runs\.parquet is not as the study left it"):
        join(tmp_path / "out")
    assert diff(tmp_path / "out", tmp_path / "out").same


@pytest.mark.parametrize("content", [b"", b"PAR1" * 20, None])
def test_a_damaged_table_of_weeks_is_named(tmp_path, content):
    run_study(about(), tmp_path / "out")
    path = tmp_path / "out" / "weeks.parquet"
    if content is None:  # a row is missing
        pd.DataFrame({"y": np.zeros(about().runs + 1)}).to_parquet(path)
    else:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"out.weeks\.parquet: cannot be read: "):
        read(tmp_path / "out").weekly(tmp_path / "out")


def test_a_file_that_the_disk_does_not_take_is_named(tmp_path):
    def full(_):
        raise OSError("Error writing bytes to file. Detail: [errno 28] No space left on device")

    with pytest.raises(OSError, match="No space left") as caught:
        write_whole(tmp_path / "runs.parquet", full)
    assert caught.value.filename == str(tmp_path / "runs.parquet")


@pytest.mark.parametrize(("asked", "why"), [({"resume": True}, "^resume needs out: "), ({"out": ""}, "^out = '': ")])
def test_what_cannot_be_gone_on_with_or_left_is_refused_before_it_is_run(asked, why):
    with pytest.raises(InputError, match=why):
        imsim.compare("bakery", strategies=["cash"], replicates=1, **asked)


@pytest.mark.parametrize("begun", ["begun.json", "study.sqlite"])
def test_what_is_no_finished_study_is_told_apart(tmp_path, begun):
    with pytest.raises(InputError, match="nowhere: no such folder"):
        read_manifest(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"holds no manifest\.json: no study"):
        read_manifest(tmp_path)
    (tmp_path / begun).touch()
    with pytest.raises(InputError, match="it is not finished: repeat its command with --resume"):
        read_manifest(tmp_path)
    with pytest.raises(InputError, match=f"{begun}: is a file"):
        read_manifest(tmp_path / begun)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (about(replicates=1), "replicates: 2 there, 1 asked, and a study only grows"),
        (about(samples=4), "points: 8 there, 4 asked"),
        (about(seed=2), "seed: 1 there, 2 asked"),
        (about(kind="lhs", samples=16), "design: sobol there, lhs asked"),
        (replace(about(), kind="sensitivity"), "kind: sweep there, sensitivity asked[)]; choose"),
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


def test_what_the_smaller_study_left_is_gone_when_the_larger_has_no_answer(tmp_path):
    """Its table would pass for that of the larger one; somebody's own file is nobody's artefact."""
    folder, failing = tmp_path / "out", Function("f", tasks.failing_later)
    design = drawn("sobol", [Factor("a", "a", 0, 1), Factor("b", "b", 0, 1)], 8, 1)

    def write(found, into):
        if not found.errors:
            for name in ("answer.json", "table.csv", "figures/one.svg"):
                (into / name).parent.mkdir(exist_ok=True)
                (into / name).write_text("{}")

    run_study(Study("sweep", design, failing, 1), folder, write=write)
    to_csv(folder, folder)
    for name in ("report.html", "own.csv", "own.txt"):
        (folder / name).write_text("")
    found = run_study(Study("sweep", design, failing, 2), folder, RunOptions(resume=True), write=write)
    assert len(found.errors) == 8
    left = {path.name for path in folder.iterdir()} - {".lock"}
    assert left == {"manifest.json", "runs.parquet", "study.sqlite", "own.csv", "own.txt"}
    assert np.isfinite(found.final["y"][:, 0, 0]).all()


def test_words_of_a_scenario_are_in_no_run_and_in_no_key_what_only_studies_ask(tmp_path):
    """A title that is mended costs no run; provenance and what is known none either."""
    asked = {"weeks": 6, "replicates": 2, "strategies": ["cash"]}
    first = COMPARE.plan(CompareRequest("bakery", **asked, overrides=TINY))
    run_study(first, tmp_path / "out")
    words = (*TINY, 'title="Another"', 'provenance.market="a guess"', 'strategies.training.label="Courses"',
             'organisation.departments.counter.label="shop"')  # fmt: skip
    second, seen = COMPARE.plan(CompareRequest("bakery", **asked, overrides=words)), Counting()
    with pytest.raises(StudyConflict, match="other words in its scenario"):
        run_study(second, tmp_path / "out")
    run_study(second, tmp_path / "out", RunOptions(resume=True), progress=seen)
    assert (seen.before, seen.done) == (4, 0)
    only = COMPARE.plan(CompareRequest("bakery", **asked, overrides=(*TINY, 'provenance.market="a guess"')))
    assert only.key == first.key


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


def test_what_failed_in_a_stage_is_tried_again_and_what_followed_from_its_failing_is_passed_by(tmp_path, monkeypatch):
    first = Study("sweep", about().design, Function("f", tasks.failing_until_mended), 1)

    def through(options):
        """Two stages: the second looks where the first was finite, so it follows from what failed there."""
        at_work = Stages(tmp_path, options, ProgressCallback())
        lost = len(at_work.run("first", first).errors)
        second = about(samples=2 ** (3 + (lost > 0)))
        return lost, at_work.run("second", second).runs, at_work.failed

    assert through(RunOptions()) == (1, 32, 1)
    monkeypatch.setenv("IMSIM_TEST_MENDED", "1")
    assert through(RunOptions()) == (1, 32, 1)
    assert through(RunOptions(retry_failed=True)) == (0, 16, 0)
    assert {path.name for path in (tmp_path / "stages").iterdir()} == {"first", "second", "second_2"}
    assert through(RunOptions()) == (0, 16, 0)


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


# Studies in stages

FIRM = (*TINY, "time.weeks=8", "time.window=8")


def left_in_stages(folder):
    """Every file of a study and of its stages; manifests without their times, and no locks."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != ".lock"]
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    manifests = {name: json.loads(content) for name, content in found.items() if name.endswith("manifest.json")}
    assert changed_since(manifests["manifest.json"], folder) == []
    return found | {
        name: {key: value for key, value in one.items() if key not in TIMES} for name, one in manifests.items()
    }


def searched(samples, folder, resume=False, **asked):
    """A tiny search for plausible sets, and how many runs it did."""
    seen, asked = Counting(), {"replicates": 2, "parameters": 4, "overrides": FIRM} | asked
    request = PlausibleRequest("bakery", samples=samples, **asked)
    PLAUSIBLE.run(PLAUSIBLE.plan(request), folder, RunOptions(resume=resume), seen)
    return seen.done


CRASHES_IN_STAGES = [
    "stages._set_aside", "stages.files.write_json", "stages._take_over", "reopening.write_whole", "store.Store.keep",
    "stages._make_room", "stages.clear", "stages.manifest_of",
]  # fmt: skip


@pytest.mark.thorough
@pytest.mark.ci
def test_a_search_for_plausible_sets_grows_by_samples_through_crashes(tmp_path, monkeypatch):
    """Each set takes its own way; what others a round holds is found among the runs of the smaller search."""
    searched(4, tmp_path / "out")
    through_crashes(lambda: searched(8, tmp_path / "out", True), monkeypatch, False, CRASHES_IN_STAGES)
    searched(8, tmp_path / "at_once")
    assert left_in_stages(tmp_path / "out") == left_in_stages(tmp_path / "at_once")
    assert searched(10, tmp_path / "out", True) < searched(10, tmp_path / "larger") / 2


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"samples": 5}, r"smaller study like this one \(samples: 4 there, 5 asked\); go on with --resume"),
        ({"replicates": 3}, "replicates: 2 there, 3 asked, and what is run next depends on it"),
        ({"seed": 2}, "seed: 1 there, 2 asked"),
        ({"known": ["turnover=0.2"]}, "known.turnover: nothing there"),
    ],
)
def test_another_search_is_refused_with_the_reason_and_nothing_is_lost(tmp_path, small_search, asked, why):
    before = left_in_stages(small_search)
    with pytest.raises(StudyConflict, match=why):
        searched(**({"samples": 4, "folder": small_search, "resume": "samples" not in asked} | asked))
    assert left_in_stages(small_search) == before


@pytest.fixture(scope="module")
def small_search(tmp_path_factory):
    folder = tmp_path_factory.mktemp("search") / "out"
    searched(4, folder)
    return folder


def ranked(folder, resume=False, **asked):
    """A tiny ranking over plausible sets that it searches for itself."""
    asked = {"samples": 8, "replicates": 4, "parameters": 4, "strategies": ["cash"], "overrides": FIRM} | asked
    ROBUSTNESS.run(ROBUSTNESS.plan(RobustnessRequest("bakery", **asked)), folder, RunOptions(resume=resume))


def test_a_ranking_grows_in_the_sets_that_it_has_searched_for_and_by_sets(tmp_path):
    ranked(tmp_path / "out")
    more = {"replicates": 5, "strategies": ["cash", "training"]}
    ranked(tmp_path / "out", True, **more)
    before = left_in_stages(tmp_path / "out")
    # The search could grow; the strategies at its sets cannot, so that nothing is begun.
    with pytest.raises(StudyConflict, match="strategies: training there and not asked"):
        ranked(tmp_path / "out", True, samples=16)
    assert left_in_stages(tmp_path / "out") == before
    more |= {"samples": 12, "outcomes": "acsi,engagement_index"}
    ranked(tmp_path / "out", True, **more)
    ranked(tmp_path / "at_once", **more)
    assert left_in_stages(tmp_path / "out") == left_in_stages(tmp_path / "at_once")


def mixed(folder, resume=False, **asked):
    """A tiny search for the best mix, and how many runs it did."""
    seen = Counting()
    asked = {"over": ["contact_training", "cash"], "replicates": 1, "confirming": 2, "overrides": FIRM} | asked
    OPTIMISE.run(OPTIMISE.plan(OptimiseRequest("bakery", **asked)), folder, RunOptions(resume=resume), seen)
    return seen.done


@pytest.mark.thorough
@pytest.mark.ci
def test_the_best_mix_is_confirmed_by_more_replicates_and_nothing_else_of_it_grows(tmp_path):
    mixed(tmp_path / "out")
    with pytest.raises(StudyConflict, match="replicates: 1 there, 2 asked, and what is run next depends on it"):
        mixed(tmp_path / "out", True, replicates=2)
    with pytest.raises(StudyConflict, match=r"goals: \['acsi', 'profit'\] there, \['profit'\] asked"):
        mixed(tmp_path / "out", True, goals="profit")
    grown = mixed(tmp_path / "out", True, confirming=3)
    assert grown < mixed(tmp_path / "at_once", confirming=3) / 2
    assert left_in_stages(tmp_path / "out") == left_in_stages(tmp_path / "at_once")


CRASHES = [
    "reopening.write_whole", "store.Store.take", "store.Store.become", "store.Store._say_whose", "store.Store.keep",
    "execution.write_tables", "exports.stream", "execution.results.of", "execution.files.write_json",
    "execution.manifest_of",
]  # fmt: skip


@pytest.mark.parametrize("after", [False, True])
def test_ten_crashes_while_it_grows_leave_the_same_bytes(tmp_path, monkeypatch, after):
    """Before and after each step that writes; the finished study can be read until the larger one is written."""
    run_study(about(), tmp_path / "out")
    large = about(replicates=3, samples=16)
    through_crashes(lambda: run_study(large, tmp_path / "out", RunOptions(resume=True)), monkeypatch, after)
    run_study(large, tmp_path / "at_once")
    assert left_in(tmp_path / "out") == left_in(tmp_path / "at_once")


def through_crashes(run, monkeypatch, after, places=CRASHES):
    """Run something again and again, with a crash at another place each time, then to its end."""
    for place in places:
        with monkeypatch.context() as patched:
            name = f"imsim.studies.{place}"
            patched.setattr(name, crashing(resolved(name), after))
            with contextlib.suppress(KeyboardInterrupt):
                run()
    run()


def sobol(samples):
    return SENSITIVITY.plan(SensitivityRequest(
        "bakery", samples=samples, outcomes="acsi", parameters="forgetting,course_gain", replicates=1, weeks=6,
        overrides=TINY, strategy="training",
    ))  # fmt: skip


@pytest.mark.parametrize("what", ["replicates", "samples"])
def test_a_firm_grows_through_ten_crashes_to_the_study_asked_at_once(tmp_path, monkeypatch, what):
    """From 30 replicates to 60, from 64 samples of a Sobol' design to 128."""
    if what == "replicates":
        kind, small, large = COMPARE, planned(30, ["cash"]), planned(60, ["cash"])
    else:
        kind, small, large = SENSITIVITY, sobol(64), sobol(128)
    kind.run(small, tmp_path / "out")
    through_crashes(lambda: kind.run(large, tmp_path / "out", RunOptions(resume=True)), monkeypatch, False)
    kind.run(large, tmp_path / "at_once")
    assert left_in(tmp_path / "out") == left_in(tmp_path / "at_once")


def resolved(name):
    """What a dotted name stands for."""
    parts = name.split(".")
    found = import_module(".".join(parts[:3]))
    for part in parts[3:]:
        found = getattr(found, part)
    return found


def crashing(function, after):
    def crash(*arguments, **named):
        if after:
            function(*arguments, **named)
        raise KeyboardInterrupt

    return crash


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


@pytest.mark.thorough
def test_a_fixed_comparison_goes_on_until_it_is_known(tmp_path):
    compared(12, ["cash", "training"], tmp_path / "out")
    with pytest.raises(StudyConflict, match="holds 12 replicates; go on with --replicates 15 or more"):
        until("sure", tmp_path / "out", resume=True, replicates=14)
    found = until("sure", tmp_path / "out", resume=True)
    assert [look["replicates"] for look in found.until["looks"]] == [15]


# Parts, and the whole


@pytest.fixture(scope="module")
def shards(tmp_path_factory):
    """Two shards of a comparison, one of them with a kill in between, and the whole."""
    place = tmp_path_factory.mktemp("shards")
    request = CompareRequest("bakery", replicates=3, strategies=["cash"], weeks=6, overrides=TINY)
    study = COMPARE.plan(request)
    assert run_shard(study, place / "one", Shard(1, 2)) == 0
    assert run_shard(study, place / "two", Shard(2, 2)) == 0
    COMPARE.run(study, place / "whole")
    return place


def test_merged_shards_are_the_whole(shards, tmp_path):
    found = merge([shards / "two", shards / "one"], tmp_path / "merged")
    assert (found.done, found.failed, found.complete) == (6, 0, True)
    assert left_in(tmp_path / "merged") == left_in(shards / "whole")


@pytest.mark.thorough
def test_a_part_is_merged_only_with_parts_of_its_study(shards, tmp_path):
    assert not merge([shards / "one", shards / "one"], tmp_path / "half").complete
    assert invoke("studies", "merge", shards / "one", "--out", tmp_path / "no", code=2).exit_code
    compared(1, ["cash"], tmp_path / "out")
    found = merge([shards / "whole", tmp_path / "out"], tmp_path / "same")
    assert left_in(tmp_path / "same") == left_in(shards / "whole")
    assert found.study.replicates == 3
    other = CompareRequest("bakery", replicates=1, strategies=["cash"], weeks=6, seed=2, overrides=TINY)
    run_shard(COMPARE.plan(other), tmp_path / "seed", Shard(1, 1))
    with pytest.raises(StudyConflict, match="seed: 1 in the others, 2 here"):
        merge([shards / "whole", tmp_path / "seed"], tmp_path / "never")
    assert not (tmp_path / "never").exists()


def planned(replicates, strategies, *overrides, **asked):
    request = CompareRequest("bakery", replicates=replicates, strategies=strategies, weeks=6, **asked,
                             overrides=(*TINY, *overrides))  # fmt: skip
    return COMPARE.plan(request)


def test_what_is_in_no_run_keeps_no_studies_apart(tmp_path):
    """Words, what only studies ask, and strategies that were not run in both; a strategy that was changed does."""
    words = ('title="Another"', 'provenance.market="a guess"', 'strategies.cash.label="Bonus"',
             'organisation.departments.counter.label="shop"')  # fmt: skip
    run_study(planned(2, ["cash"]), tmp_path / "one")
    new = "strategies.new.programmes={bonus={kind='incentives'}}"
    run_study(planned(2, ["new"], new, *words), tmp_path / "two")
    found = merge([tmp_path / "one", tmp_path / "two"], tmp_path / "both")
    assert (found.complete, found.study.subject.strategies) == (True, ("nothing", "cash", "new"))
    run_study(planned(2, ["cash"], "strategies.cash.scale=false"), tmp_path / "other")
    with pytest.raises(StudyConflict, match=r"strategies\.cash is another"):
        merge([tmp_path / "one", tmp_path / "other"], tmp_path / "never")


def test_a_merge_runs_nothing_and_claims_no_more_than_its_parts(tmp_path, monkeypatch):
    """Not even where the parts were to know something: they are as many replicates as there are."""
    until("sure", tmp_path / "done", replicates=10)
    goal = planned(10, ["cash"], until="sure")
    with Store(make(tmp_path / "begun"), at(goal, goal_of(goal), 10)) as store:
        run_missing(store, RunOptions(), ProgressCallback())
    monkeypatch.setattr("imsim.studies.execution.completed", None)
    same = merge([tmp_path / "done", tmp_path / "done"], tmp_path / "same")
    assert same.complete
    assert left_in(tmp_path / "same") == left_in(tmp_path / "done")
    whole = merge([tmp_path / "begun", tmp_path / "begun"], tmp_path / "whole")
    assert (whole.complete, dict(whole.study.ask)) == (True, {})


def test_numbers_that_clash_are_not_merged(shards, tmp_path):
    with closing(sqlite3.connect(shutil.copytree(shards / "one", tmp_path / "bad") / "study.sqlite")) as db:
        db.execute("UPDATE runs SET outcomes = zeroblob(length(outcomes)) WHERE replicate = 2 AND strategy = 1")
        db.commit()
    with pytest.raises(StudyConflict, match=r"bad: run \w+ has other numbers than elsewhere"):
        merge([shards / "one", tmp_path / "bad"], tmp_path / "out")
    said = invoke("studies", "diff", shards / "whole", tmp_path / "bad", code=1).output
    assert "runs: 4 in both, 2 only in the first, 0 only in the second" in said
    assert "acsi: differs in 1 run, by at most 1 of its size" in said


def test_studies_are_listed_and_held_against_each_other(shards, monkeypatch):
    # Names of folders are long here, and no column is to give way to them.
    monkeypatch.setenv("COLUMNS", "300")
    for name in ("letter", "secret"):
        (shards / name).mkdir(exist_ok=True)
    look = Path.iterdir

    def refused(path):
        if path.name == "secret":
            raise PermissionError(13, "Permission denied")
        return look(path)

    monkeypatch.setattr(Path, "iterdir", refused)
    said = [line.split() for line in invoke("studies", shards).output.splitlines()]
    found = [(line[0].rpartition("/")[2], line[3:] if line[1] == "compare" else line[1:]) for line in said[1:]]
    assert found == [
        ("one", ["4", "of", "6", "runs", "2", "1", "3", "1"]),
        ("secret", ["cannot", "be", "read", "-", "-", "-", "-"]),
        ("two", ["2", "of", "6", "runs", "2", "1", "3", "1"]),
        ("whole", ["complete", "2", "1", "3", "1"]),
    ]
    listed = json.loads(invoke("studies", "list", shards, "--json").output)["studies"]
    assert [(one["done"], one["runs"]) for one in listed] == [(4, 6), (None, None), (2, 6), (6, 6)]
    assert (
        "The same request, source and numbers." in invoke("studies", "diff", shards / "whole", shards / "whole").output
    )


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--shard", "3/2", "--out", "x"], "which part of how many"),
        (["--shard", "1/2"], "--shard needs --out"),
        (["--shard", "1/2", "--out", "x", "--until", "sure"], "give --replicates instead"),
        (["--until", "soon"], "half-width of the ACSI gain"),
        (["--until", "sure", "--replicates", "5"], "from 10 to 850"),
        (["--until", "sure", "--uncertain"], "without --uncertain only"),
    ],
)
def test_what_cannot_be_is_said_before_anything_runs(options, why):
    assert why in str(invoke("compare", "bakery", *options, code=2).exception)
