"""The working store and what is left of a study: nothing finished is lost, nothing mixed, nothing depends on order."""

import errno
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import tasks
from imsim.cli.main import app
from imsim.engine.errors import InputError, RunFailed, StudyConflict
from imsim.scenarios.scenario import load
from imsim.studies import folder_lock, results
from imsim.studies.design import Factor, grid, latin_hypercube
from imsim.studies.execution import RunOptions, run_study
from imsim.studies.exports import to_csv
from imsim.studies.factors import factor
from imsim.studies.function import Function
from imsim.studies.held import FAILED
from imsim.studies.listing import UNREADABLE, studies_in
from imsim.studies.runner import completed
from imsim.studies.schedulers import Here
from imsim.studies.sqlite import explained, journal
from imsim.studies.store import Store
from imsim.studies.study import Study
from imsim.studies.subject import Strategies

TABLES = ("runs.parquet", "weeks.parquet", "table.csv")
BAKERY = ["--set", "market.rows=50", "--set", "time.burn_in=2", "--weeks", "6", "--jobs", "2"]
# Each number of customers is a company of its own, so these 18 runs go in six batches; none is done in no time.
SWEEP = ["sweep", "bakery", *BAKERY, "--vary", "market.rows=50000:50005:6", "--replicates", "3", "--weekly"]
RUNS = 18


def about(function, points=24, replicates=2, name="f"):
    design = latin_hypercube([Factor("a", "a", 0, 1), Factor("b", "b", 0, 1)], points, 1)
    return Study("sweep", design, Function(name, function), replicates)


def tables(folder):
    return {name: (folder / name).read_bytes() for name in TABLES if (folder / name).exists()}


@pytest.fixture(scope="module")
def bakery():
    return load("bakery", ("market.rows=50", "time.weeks=4", "time.window=4", "time.burn_in=2"))


def of_bakery(bakery, weekly=True):
    design = grid([factor(bakery, "full_plan", "forgetting", {"low": 0.012, "high": 0.02, "levels": 3})], 1)
    arms = ("full_plan", "nothing")
    return Study("sweep", design, Strategies(bakery, arms, design.factors, ("acsi", "profit"), 1, weekly), 2)


# What is left


def test_a_study_leaves_its_tables_and_a_manifest_and_no_working_store(bakery, tmp_path):
    study = of_bakery(bakery)
    found = run_study(study, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        ".lock",
        "manifest.json",
        "runs.parquet",
        "weeks.parquet",
    }
    runs, weeks = (pd.read_parquet(tmp_path / "out" / name) for name in ("runs.parquet", "weeks.parquet"))
    assert list(runs) == [
        "run",
        "point",
        "strategy",
        "replicate",
        "seed",
        "forgetting",
        "status",
        "error",
        "acsi",
        "profit",
    ]
    assert len(runs) == study.runs == runs["run"].nunique()
    assert list(runs[["point", "strategy", "replicate"]].itertuples(index=False, name=None))[:4] == [
        (0, "full_plan", 0), (0, "full_plan", 1), (0, "nothing", 0), (0, "nothing", 1),
    ]  # fmt: skip
    assert (len(weeks), list(weeks["week"][:4])) == (4 * study.runs, [0, 1, 2, 3])
    assert found.final["acsi"].shape == study.shape
    np.testing.assert_array_equal(found.final["acsi"].ravel(), runs["acsi"])
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert {
        "key",
        "scenario",
        "options",
        "seed",
        "packages",
        "command",
        "started",
        "finished",
        "runs",
    } <= manifest.keys()
    assert manifest["runs"] == {"done": study.runs, "failed": 0}


def test_a_run_is_what_it_would_be_alone(bakery, tmp_path):
    """The same numbers as simulating the case by itself."""
    from imsim.scenarios.simulation import simulate

    study = of_bakery(bakery)
    found = run_study(study, tmp_path / "out")
    company = study.subject.place(study.design.values()[1], 0)
    case = company.case(company.cases[1], study.design.values()[1])
    alone = simulate(company.setting, [case], (1,), 1, ("acsi",))
    assert found.final["acsi"][1, 1, 1] == alone.final["acsi"][0, 0]


def test_the_tables_do_not_depend_on_the_workers_or_the_order(bakery, tmp_path):
    study = of_bakery(bakery)
    run_study(study, tmp_path / "one")
    run_study(study, tmp_path / "two", RunOptions(jobs=2))
    shuffled = tmp_path / "shuffled"
    shuffled.mkdir()
    with Store(shuffled, study) as store:
        single = [
            part for batch in study.batches(store.missing(), 7) for half in batch.halves() for part in half.halves()
        ]
        random.Random(5).shuffle(single)
        for batch in single[::2]:
            store.keep(batch, batch.run())
    run_study(study, shuffled, RunOptions(resume=True))
    assert len(tables(tmp_path / "one")) == 2
    assert tables(tmp_path / "one") == tables(tmp_path / "two") == tables(shuffled)


def test_csv_tables_hold_the_same_and_no_formulas(bakery, tmp_path):
    run_study(of_bakery(bakery), tmp_path / "out")
    assert [path.name for path in to_csv(tmp_path / "out", tmp_path / "csv")] == ["runs.csv", "weeks.csv"]
    read = pd.read_csv(tmp_path / "csv" / "runs.csv")
    np.testing.assert_array_equal(read["acsi"], pd.read_parquet(tmp_path / "out" / "runs.parquet")["acsi"])
    with pytest.raises(InputError, match=r"holds no manifest\.json: no study"):
        to_csv(tmp_path, tmp_path)


def test_memory_does_not_grow_with_the_runs(tmp_path):
    def peak(points):
        study = about(tasks.noisy, points, 1)
        with Store(make(tmp_path / str(points)), study) as store:
            missing = store.missing()
            tracemalloc.start()
            for batch, record in completed(study.batches(missing, 1), Here()):
                store.keep(batch, record)
            grown = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return grown

    small, large = peak(1_000), peak(10_000)
    assert large < small + 1_000_000


def begun(folder, study):
    """Store of a study whose first runs are done."""
    with Store(folder, study) as store:
        batch = next(study.batches(store.missing(), 8))
        store.keep(batch, batch.run())
    return batch


def make(folder):
    folder.mkdir(parents=True)
    return folder


# Going on


def test_what_is_finished_is_not_run_again(tmp_path):
    study = about(tasks.noisy)
    folder = make(tmp_path / "out")
    with Store(folder, study) as store:
        first, *_ = study.batches(store.missing(), 8)
        store.keep(first, first.run())
        left = int(store.missing().sum())
    assert left == study.runs - first.size
    seen = Counting()
    found = run_study(study, folder, RunOptions(resume=True), progress=seen)
    assert (seen.total, seen.before, seen.done) == (study.runs, first.size, left)
    np.testing.assert_array_equal(found.final["y"], run_study(study).final["y"])


class Counting:
    def begin(self, runs, finished):
        self.total, self.before, self.done = runs, finished, 0

    def advance(self, runs):
        self.done += runs

    def found(self, runs):
        self.before += runs


def test_a_finished_study_is_read_and_not_run(tmp_path):
    study = about(tasks.noisy)
    first = run_study(study, tmp_path / "out")
    seen = Counting()
    again = run_study(study, tmp_path / "out", RunOptions(resume=True), progress=seen)
    assert seen.done == 0
    np.testing.assert_array_equal(first.final["y"], again.final["y"])


def test_an_unfinished_study_is_gone_on_with_only_when_asked(tmp_path):
    study = about(tasks.noisy)
    with Store(make(tmp_path / "out"), study) as store:
        batch = next(study.batches(store.missing(), 8))
        store.keep(batch, batch.run())
    with pytest.raises(
        StudyConflict, match=f"holds {batch.size} of the {study.runs} runs of this study; go on with --resume"
    ):
        run_study(study, tmp_path / "out")


@pytest.mark.parametrize("finished", [True, False])
def test_another_study_in_the_folder_is_refused_and_left_alone(tmp_path, finished):
    folder = tmp_path / "out"
    if finished:
        run_study(about(tasks.noisy), folder)
    else:
        begun(make(folder), about(tasks.noisy))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for other in (about(tasks.noisy, points=25), about(tasks.noisy, replicates=1), about(tasks.noisy, name="g")):
        with pytest.raises(StudyConflict, match="another study"):
            run_study(other, folder, RunOptions(resume=True))
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name in before} == before


def test_another_version_is_another_study(tmp_path, monkeypatch):
    Store(make(tmp_path / "out"), about(tasks.noisy)).__exit__()
    monkeypatch.setattr("imsim.__version__", "9.9.9")
    with pytest.raises(StudyConflict, match="version"):
        run_study(about(tasks.noisy), tmp_path / "out", RunOptions(resume=True))


def test_a_folder_with_other_things_is_not_touched(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(StudyConflict, match="holds no study"):
        run_study(about(tasks.noisy), tmp_path)
    with pytest.raises(InputError, match="is a file"):
        run_study(about(tasks.noisy), tmp_path / "letter.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


# What fails


def test_a_failed_run_is_a_row_with_its_error_and_may_be_tried_again(tmp_path):
    study = about(tasks.failing)
    found = run_study(study, tmp_path / "out")
    bad = study.design.values()[:, 0] > 0.9
    assert len(found.errors) == 2 * bad.sum() > 0
    assert found.errors[0][3] == "ArithmeticError: too large"
    assert np.isnan(found.final["y"][bad]).all()
    assert np.isfinite(found.final["y"][~bad]).all()
    runs = pd.read_parquet(tmp_path / "out" / "runs.parquet")
    assert (runs["status"] == FAILED).sum() == len(found.errors)
    with pytest.raises(RunFailed, match=f"{len(found.errors)} of {study.runs} runs failed"):
        found.values("y")
    seen = Counting()
    run_study(study, tmp_path / "out", RunOptions(retry_failed=True), progress=seen)
    assert seen.done == len(found.errors)


@pytest.mark.thorough  # that such a run is found, and takes nothing else with it, test_runner.py tries each time
def test_runs_that_kill_their_worker_are_rows_and_can_be_mended(tmp_path, monkeypatch):
    study = about(tasks.deadly, points=8, replicates=1)
    found = run_study(study, tmp_path / "out", RunOptions(jobs=2))
    bad = study.design.values()[:, 0] > 0.9
    assert [error[0] for error in found.errors] == np.flatnonzero(bad).tolist()
    assert "its process died" in found.errors[0][3]
    monkeypatch.setenv("IMSIM_TEST_MERCY", "1")
    mended = run_study(study, tmp_path / "out", RunOptions(jobs=2, retry_failed=True))
    assert mended.errors == ()
    run_study(study, tmp_path / "undisturbed")
    assert tables(tmp_path / "out") == tables(tmp_path / "undisturbed")


# The disk, the lock, the file


def test_two_processes_cannot_write_one_study(tmp_path):
    study = about(tasks.noisy)
    folder = make(tmp_path / "out")
    with folder_lock.locked(folder), pytest.raises(StudyConflict, match=f"another process \\({os.getpid()}\\)"):
        run_study(study, folder)
    run_study(study, folder)


def test_a_full_disk_is_one_error_and_loses_nothing_finished(tmp_path):
    study = about(tasks.noisy, points=4000)
    folder = make(tmp_path / "out")
    with Store(folder, study) as store:
        kept = 0
        store._db.execute("PRAGMA max_page_count = 40")
        try:
            for batch in study.batches(store.missing(), 40):
                store.keep(batch, batch.run())
                kept += batch.size
        except OSError as full:
            error = full
    assert "the disk is full; what is finished is kept" in error.strerror
    assert (error.errno, error.filename) == (errno.ENOSPC, str(folder))
    with Store(folder, study) as store:
        assert kept > 0
        assert store.counts()["done"] == kept
    again = run_study(study, folder, RunOptions(resume=True))
    np.testing.assert_array_equal(again.final["y"], run_study(study).final["y"])


def test_a_folder_that_cannot_be_written_is_one_error(tmp_path, monkeypatch):
    def refuse(self, *args, **kwargs):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(OSError, match="cannot be written: Read-only file system") as error:
        run_study(about(tasks.noisy), tmp_path / "out")
    assert error.value.filename == str(tmp_path / "out")


@pytest.mark.parametrize("values", [{"kind": 3}, {"seed": "x"}, {"scenario": {"name": 3}}])
def test_a_folder_whose_manifest_says_nonsense_is_listed_as_such(tmp_path, values):
    run_study(about(tasks.noisy, points=4), folder := tmp_path / "out")
    path = folder / "manifest.json"
    held = json.loads(path.read_text())
    for name, value in values.items():
        held[name] = held[name] | value if isinstance(value, dict) else value
    path.write_text(json.dumps(held | {"options": held["options"] | {"title": ""}}))
    assert [one.state for one in studies_in([folder])] == [UNREADABLE]


def test_a_growth_for_which_there_is_no_room_leaves_the_smaller_study_whole(tmp_path, monkeypatch):
    """What is in the journal alone would be lost when the file is moved."""
    study, folder = about(tasks.noisy), tmp_path / "out"
    larger = about(tasks.noisy, replicates=3)
    run_study(study, folder)
    before = tables(folder)

    def full(_):
        raise OSError(errno.ENOSPC, "the disk is full")

    with monkeypatch.context() as there, pytest.raises(OSError, match="the disk is full"):  # noqa: PT012
        there.setattr(Store, "settle", full)
        run_study(larger, folder, RunOptions(resume=True))
    assert not [*folder.glob("*.sqlite*"), *folder.glob(".*.sqlite*")]
    assert tables(folder) == before
    again = run_study(larger, folder, RunOptions(resume=True))
    np.testing.assert_array_equal(again.final["y"], run_study(larger).final["y"])


def test_a_journal_that_a_full_disk_has_left_goes_with_its_store(tmp_path):
    study, folder = about(tasks.noisy), tmp_path / "out"

    def leave(_, folder):
        (folder / "study.sqlite-shm").touch()

    run_study(study, folder, write=leave)
    assert not [*folder.glob("study.sqlite*")]
    (folder / "study.sqlite-wal").write_bytes(b"of a store that is gone")
    larger = about(tasks.noisy, replicates=3)
    np.testing.assert_array_equal(
        run_study(larger, folder, RunOptions(resume=True)).final["y"], run_study(larger).final["y"]
    )
    assert not [*folder.glob("study.sqlite*")]


@pytest.mark.parametrize("leave", [lambda path: path.touch(), lambda path: journal(sqlite3.connect(path))])
def test_a_study_that_was_stopped_when_its_store_was_made_is_begun_again(tmp_path, leave):
    study, folder = about(tasks.noisy, points=4), make(tmp_path / "out")
    leave(folder / "study.sqlite")
    (one,) = studies_in([folder])
    assert one.state == "begun, no runs yet"
    again = run_study(study, folder)
    np.testing.assert_array_equal(again.final["y"], run_study(study).final["y"])


@pytest.mark.parametrize("size", [100, 5000])
def test_a_truncated_store_is_a_clean_error(tmp_path, size):
    study = about(tasks.noisy, points=400)
    with Store(make(tmp_path / "out"), study) as store:
        for batch in study.batches(store.missing(), 4):
            store.keep(batch, batch.run())
    path = tmp_path / "out" / "study.sqlite"
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(OSError, match=r"study\.sqlite is damaged"):
        run_study(study, tmp_path / "out", RunOptions(resume=True))


def test_a_file_system_without_shared_memory_gets_a_plain_journal():
    class Refusing:
        def __init__(self, answer):
            self.answer, self.asked = answer, []

        def execute(self, statement):
            self.asked.append(statement)
            if "WAL" in statement and self.answer is None:
                raise sqlite3.OperationalError("disk I/O error")
            return self

        def fetchone(self):
            return ["delete" if "DELETE" in self.asked[-1] else self.answer]

    assert journal(Refusing("wal")) == "wal"
    assert journal(Refusing("memory")) == journal(Refusing(None)) == "delete"


def test_a_store_used_by_another_process_is_a_conflict(tmp_path):
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorname = "SQLITE_BUSY"
    assert isinstance(explained(error, tmp_path / "study.sqlite"), StudyConflict)


def test_results_that_do_not_fit_their_manifest_are_refused(tmp_path):
    run_study(about(tasks.noisy), tmp_path / "out")
    path = tmp_path / "out" / "runs.parquet"
    pd.read_parquet(path)[:-1].to_parquet(path, index=False)
    with pytest.raises(InputError, match="cannot be read"):
        results.read(tmp_path / "out")
    path.write_bytes(b"nonsense")
    with pytest.raises(InputError, match="cannot be read"):
        results.read(tmp_path / "out")
    with pytest.raises(InputError, match="no study"):
        results.read(tmp_path)


# Stopped from outside


def started(folder, *more, session=False):
    return subprocess.Popen(
        [sys.executable, "-m", "imsim", *SWEEP, "--out", str(folder), "--quiet", *more],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=session,
    )  # fmt: skip


def kept_in(folder):
    try:
        with sqlite3.connect(f"file:{folder / 'study.sqlite'}?mode=ro", uri=True) as db:
            return db.execute("SELECT count(*) FROM runs").fetchone()[0]
    except sqlite3.Error:
        return 0


def stopped_after_first_runs(folder, signal_number, *more):
    """Send a signal as soon as something is stored; exit code and messages."""
    process = started(folder, *more)
    deadline = time.monotonic() + 300
    while process.poll() is None and not kept_in(folder) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal_number)
    _, messages = process.communicate(timeout=300)
    return process.returncode, messages


def finished_here(folder, *more):
    """The same command to its end, in this process."""
    result = CliRunner().invoke(app, [*SWEEP, "--out", str(folder), "--quiet", "--jobs", "1", *more])
    assert result.exit_code == 0, result.output
    return tables(folder)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    return finished_here(tmp_path_factory.mktemp("undisturbed") / "out")


# What is said at Ctrl-C is asked of two commands in test_ending.py as well; killed, a command says and tidies nothing.
@pytest.mark.parametrize(
    ("number", "code"),
    [
        pytest.param(signal.SIGINT, 130, marks=pytest.mark.thorough),
        pytest.param(signal.SIGTERM, 143, marks=pytest.mark.thorough),
        (signal.SIGKILL, -9),
    ],
)
def test_a_stopped_study_says_how_to_go_on_and_ends_in_the_same_tables(tmp_path, undisturbed, number, code):
    folder = tmp_path / "out"
    returned, messages = stopped_after_first_runs(folder, number)
    assert returned == code
    if number != signal.SIGKILL:
        assert "runs are kept in" in messages
        assert "--resume" in messages
    assert "Traceback" not in messages
    assert 0 < kept_in(folder) < RUNS
    assert set(undisturbed) == set(TABLES)
    assert finished_here(folder, "--resume") == undisturbed
