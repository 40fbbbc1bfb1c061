"""Studies that are killed again and again, by hand and at random, alone and on a cluster: the tables stay the same."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from imsim.cli.main import app
from test_growth import left_in, left_in_stages
from test_runner import alive, children_of
from test_store import RUNS, SWEEP, finished_here, kept_in, started, tables

KILLS = 20

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see who is alive"),
]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    return finished_here(tmp_path_factory.mktemp("undisturbed") / "out")


def family(process):
    """A process with all that it has started."""
    found, seen = [process], 0
    while seen < len(found):
        found += children_of(found[seen])
        seen += 1
    return found


def gone(processes, patience=10):
    deadline = time.monotonic() + patience
    while any(map(alive, processes)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(map(alive, processes))


def test_twenty_kills_of_the_main_process(tmp_path, undisturbed):
    """Each start goes on where the last one was killed; once it has ended by itself, the folder is begun anew."""
    chance, kills, ends = random.Random(1), 0, 0
    while kills < KILLS:
        folder = tmp_path / str(ends)
        process = started(folder, *(["--resume"] if (folder / "study.sqlite").exists() else []))
        time.sleep(chance.uniform(0.1, 6.0))
        workers = family(process.pid)
        if process.poll() is None:
            kills += 1
            process.kill()
        process.communicate()
        assert process.returncode in (0, -signal.SIGKILL)
        assert gone(workers)
        if process.returncode == 0:
            assert tables(folder) == undisturbed
            ends += 1
    assert finished_here(tmp_path / str(ends), "--resume") == undisturbed


def test_ten_kills_while_a_study_grows(tmp_path, undisturbed):
    """From one replicate to three; a folder that has grown up is begun anew."""
    finished_here(tmp_path / "small", "--replicates", "1")
    chance, kills, ends = random.Random(4), 0, 0
    while kills < KILLS // 2:
        folder = tmp_path / str(ends)
        if not folder.exists():
            shutil.copytree(tmp_path / "small", folder)
        process = started(folder, "--resume")
        time.sleep(chance.uniform(0.5, 6.0))
        if process.poll() is None:
            kills += 1
            process.kill()
        process.communicate()
        assert process.returncode in (0, -signal.SIGKILL)
        if process.returncode == 0:
            assert tables(folder) == undisturbed
            ends += 1
    if (tmp_path / str(ends)).exists():
        assert finished_here(tmp_path / str(ends), "--resume") == undisturbed


TINY = ["--set", "market.rows=50", "--set", "time.burn_in=2", "--weeks", "6", "--jobs", "1", "--quiet"]
COMPARED = ["compare", "bakery", *TINY]
ANALYSED = ["sensitivity", "bakery", *TINY, "--parameters", "forgetting,course_gain", "--replicates", "1"]
GROWTHS = {
    "replicates": (COMPARED, ["--strategies", "cash", "--replicates"], ["30"], ["60"]),
    "strategies": (COMPARED, ["--replicates", "30", "--strategies"], ["cash"], ["cash,training"]),
    "samples": (ANALYSED, ["--outcome", "acsi", "--samples"], ["64"], ["128"]),
    "outcomes": (ANALYSED, ["--samples", "64", "--outcome"], ["acsi"], ["acsi,profit"]),
}


@pytest.mark.parametrize("what", GROWTHS)
def test_ten_kills_while_a_firm_grows_leave_the_bytes_of_the_study_asked_at_once(tmp_path, what):
    """Figures and all; a folder that has grown up is begun anew."""
    command, asked, less, more = GROWTHS[what]
    small, once = tmp_path / "small", tmp_path / "at_once"
    for folder, size in ((small, less), (once, more)):
        done = CliRunner().invoke(app, [*command, *asked, *size, "--out", str(folder)])
        assert done.exit_code == 0, done.output
    chance, kills, ends = random.Random(5), 0, 0
    grow = [sys.executable, "-m", "imsim", *command, *asked, *more, "--resume", "--out"]
    while kills < KILLS // 2:
        folder = tmp_path / str(ends)
        if not folder.exists():
            shutil.copytree(small, folder)
        process = subprocess.Popen([*grow, str(folder)])
        time.sleep(chance.uniform(1.0, 8.0))
        if process.poll() is None:
            kills += 1
            process.kill()
        process.communicate()
        assert process.returncode in (0, -signal.SIGKILL)
        if process.returncode == 0:
            assert left_in(folder) == left_in(once)
            ends += 1
    if (tmp_path / str(ends)).exists():
        subprocess.run([*grow, str(tmp_path / str(ends))], check=True)
        assert left_in(tmp_path / str(ends)) == left_in(once)


SETS = ["--samples", "16", "--replicates", "2", "--strategies", "cash", "--parameters", "forgetting,course_gain"]
IN_STAGES = {
    "drawn": ["compare", "bakery", *TINY, "--uncertain", "--unconditioned", *SETS],
    "searched": ["compare", "bakery", *TINY, "--uncertain", *SETS],
    "fit": ["fit", "bakery", "--set", "market.rows=100", "--set", "time.burn_in=8", "--set", "time.weeks=26", "--set",
            "time.window=26", "--jobs", "1", "--quiet", "--survey", "survey.csv", "--samples", "80", "--seed", "2",
            "--parameters", "motivation_trait_mean,product_quality,disposition_mean"],
}  # fmt: skip


@pytest.mark.parametrize("what", IN_STAGES)
def test_ten_kills_of_a_study_in_stages_leave_the_bytes_of_an_undisturbed_one(tmp_path, what, monkeypatch):
    """Kills come at any moment from the first file on; what has ended by itself is begun anew."""
    monkeypatch.chdir(tmp_path)
    rows = [f"{day},,{measure},3.2,8,1-5\n" for day in ("2025-01-15", "2025-05-15")
            for measure in ("motivation", "job_satisfaction")]  # fmt: skip
    Path("survey.csv").write_text(f"date,department,measure,mean,n,scale\n{''.join(rows)}")
    begun = time.monotonic()
    assert CliRunner().invoke(app, [*IN_STAGES[what], "--out", "once"]).exit_code == 0
    lasts, chance, kills, ends = time.monotonic() - begun, random.Random(6), 0, 0
    command = [sys.executable, "-m", "imsim", *IN_STAGES[what], "--out"]
    while kills < KILLS // 2:
        folder = Path(str(ends))
        process = subprocess.Popen([*command, str(folder), *(["--resume"] if folder.exists() else [])])
        while not folder.exists() and process.poll() is None:
            time.sleep(0.05)
        time.sleep(chance.uniform(0.0, lasts))
        if process.poll() is None:
            kills += 1
            process.kill()
        process.communicate()
        assert process.returncode in (0, -signal.SIGKILL)
        if process.returncode == 0:
            assert left_in_stages(folder) == left_in_stages(Path("once"))
            ends += 1
    subprocess.run([*command, str(ends), *(["--resume"] if Path(str(ends)).exists() else [])], check=True)
    assert left_in_stages(Path(str(ends))) == left_in_stages(Path("once"))


def test_twenty_kills_of_a_worker(tmp_path, undisturbed):
    """A worker's death costs its batch a second run, and no result."""
    chance, kills, ends = random.Random(2), 0, 0
    while kills < KILLS:
        folder = tmp_path / str(ends)
        process = started(folder)
        killed = 0
        while process.poll() is None and killed < 4:
            time.sleep(chance.uniform(0.5, 2.5))
            workers = [worker for worker in children_of(process.pid) if "spawn_main" in command_of(worker)]
            if workers and process.poll() is None:
                os.kill(chance.choice(workers), signal.SIGKILL)
                killed += 1
        _, messages = process.communicate(timeout=300)
        assert process.returncode == 0, messages
        assert tables(folder) == undisturbed
        kills, ends = kills + killed, ends + 1


def command_of(process):
    try:
        return (Path("/proc") / str(process) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def test_ctrl_c_at_any_moment_is_one_message(tmp_path):
    """A terminal sends it to the workers too, even to those that are just starting."""
    chance = random.Random(3)
    for number in range(12):
        process = started(tmp_path / str(number), session=True)
        time.sleep(chance.uniform(0.8, 5.0))
        os.killpg(process.pid, signal.SIGINT)
        _, messages = process.communicate(timeout=300)
        assert process.returncode in (0, 130)
        assert "Traceback" not in messages
        assert gone([process.pid])


def test_the_exporter_may_be_killed_too(tmp_path, undisturbed):
    """Between the last run and the manifest."""
    folder = tmp_path / "out"
    process = started(folder)
    while process.poll() is None and kept_in(folder) < RUNS:
        time.sleep(0.005)
    process.kill()
    process.communicate()
    assert finished_here(folder, "--resume") == undisturbed


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_disk_that_runs_full_and_is_made_larger(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=500k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this machine does not let us mount")
    try:
        command = [*SWEEP[:-2], "40", *SWEEP[-1:], "--weeks", "20"]
        full = subprocess.run(
            [sys.executable, "-m", "imsim", *command, "--out", disk / "out", "--quiet"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert full.returncode == 4, full.stderr
        assert full.stderr.count("\n") == 1
        assert str(disk / "out") in full.stderr
        subprocess.run(["mount", "-o", "remount,size=50m", disk], check=True)
        again = CliRunner().invoke(app, [*command, "--out", str(disk / "out"), "--quiet", "--resume", "--jobs", "1"])
        assert again.exit_code == 0, again.output
        left = tables(disk / "out")
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        refused = subprocess.run(
            [sys.executable, "-m", "imsim", *SWEEP, "--out", disk / "other", "--quiet"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (refused.returncode, refused.stderr.count("\n")) == (4, 1)
        assert "Read-only file system" in refused.stderr
    finally:
        subprocess.run(["umount", disk], check=True)
    whole = CliRunner().invoke(app, [*command, "--out", str(tmp_path / "whole"), "--quiet", "--jobs", "1"])
    assert whole.exit_code == 0
    assert left == tables(tmp_path / "whole")


# A cluster


class Cluster:
    """A scheduler and workers of Dask on loopback, each a process of its own."""

    def __init__(self, folder):
        self.folder, self.processes = folder, []
        self.file = folder / "scheduler.json"
        self.scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", self.file)
        deadline = time.monotonic() + 60
        while not self.file.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        self.workers = [self.work() for _ in range(2)]

    def start(self, *arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *map(str, arguments), "--no-dashboard"],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self.processes.append(process)
        return process

    def work(self):
        return self.start(
            "worker", "--scheduler-file", self.file, "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1"
        )

    @property
    def address(self):
        import json

        return json.loads(self.file.read_text())["address"]

    def end(self):
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path):
    pytest.importorskip("distributed", reason="dask is not installed: pip install 'imsim[distributed]'")
    found = Cluster(tmp_path)
    yield found
    found.end()


def test_a_cluster_gives_the_same_tables(cluster, tmp_path, undisturbed):
    process = started(tmp_path / "out", "--scheduler", cluster.address)
    _, messages = process.communicate(timeout=300)
    assert process.returncode == 0, messages
    assert tables(tmp_path / "out") == undisturbed


def test_a_cluster_may_lose_a_worker_half_way(cluster, tmp_path, undisturbed):
    process = started(tmp_path / "out", "--scheduler", cluster.address)
    while process.poll() is None and kept_in(tmp_path / "out") < RUNS // 3:
        time.sleep(0.02)
    cluster.workers[0].kill()
    _, messages = process.communicate(timeout=300)
    assert process.returncode == 0, messages
    assert tables(tmp_path / "out") == undisturbed
    assert (pd.read_parquet(tmp_path / "out" / "runs.parquet")["status"] == "done").all()


def test_a_study_outlives_its_scheduler(cluster, tmp_path, undisturbed):
    process = started(tmp_path / "out", "--scheduler", cluster.address)
    while process.poll() is None and kept_in(tmp_path / "out") < RUNS // 3:
        time.sleep(0.02)
    cluster.scheduler.kill()
    _, messages = process.communicate(timeout=300)
    assert process.returncode == 4, messages
    assert "scheduler is gone" in messages
    assert "Traceback" not in messages
    assert finished_here(tmp_path / "out", "--resume") == undisturbed
