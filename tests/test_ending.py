"""Ctrl-C and SIGTERM at any moment: the right exit code, one line, no half-written file, nobody left running."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from imsim.engine.errors import InputError
from imsim.engine.interrupts import Stopped, clean_exit, stoppable, undisturbed
from test_runner import alive, children_of

SIGNALS = pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see who is alive")
LONG = ["--set", "market.rows=200", "--set", "time.burn_in=2", "--weeks", "20", "--replicates", "400", "--jobs", "2"]
# Each writes for a while; all but the last three are studies that can be gone on with.
COMMANDS = {
    "compare": ["compare", "bakery", *LONG],
    "run": ["run", "bakery", *LONG],
    "sweep": ["sweep", "bakery", *LONG, "--vary", "forgetting=0.01:0.02:3"],
    "sensitivity": ["sensitivity", "bakery", *LONG, "--samples", "8", "--parameters", "2"],
    "patterns": ["patterns", "--units", "400", "--jobs", "2"],
}
STUDIES = ("compare", "run", "sweep", "sensitivity")


def begun(*arguments, cwd=None):
    """A command in a session of its own, as in a terminal: Ctrl-C reaches all of its processes."""
    return subprocess.Popen(
        [sys.executable, "-m", "imsim", *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, cwd=cwd,
    )  # fmt: skip


def stopped(process, number):
    """Send a signal as a terminal or a batch system does; exit code and messages when all of it is gone."""
    family = [process.pid, *children_of(process.pid)]
    if number == signal.SIGINT:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    _, messages = process.communicate(timeout=300)
    deadline = time.monotonic() + 10
    while any(map(alive, family)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [one for one in family if alive(one)] == []
    return process.returncode, messages


def waited(condition, process, patience=120):
    deadline = time.monotonic() + patience
    while not condition() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    return process.poll() is None and condition()


def half_written(folder):
    return [path for path in folder.rglob("*") if ".part" in path.name or path.name.startswith(".import")]


def one_line(messages):
    """The last line, the only one that is not progress; and no traceback anywhere."""
    assert "Traceback" not in messages
    lines = [line for line in messages.splitlines() if line.startswith("imsim: ")]
    assert len(lines) == 1, messages
    assert messages.splitlines()[-1] == lines[0]
    return lines[0]


@proc
def test_a_stopped_comparison_says_how_to_go_on(tmp_path):
    interrupted_study("compare", signal.SIGINT, 130, tmp_path / "out")


@proc
@pytest.mark.thorough
@SIGNALS
@pytest.mark.parametrize("name", STUDIES)
def test_a_stopped_study_goes_on_where_it_was_stopped(name, number, code, tmp_path):
    out = interrupted_study(name, number, code, tmp_path / "out")
    again = begun(*COMMANDS[name], "--out", out, "--resume")
    _, messages = again.communicate(timeout=900)
    assert again.returncode == 0, messages
    assert (out / "manifest.json").exists()


def interrupted_study(name, number, code, out):
    """The signal comes while runs are being stored; it is told how to go on, and nothing is half-written."""
    process = begun(*COMMANDS[name], "--out", out)
    assert waited(lambda: (out / "study.sqlite").exists(), process)
    returned, messages = stopped(process, number)
    assert returned == code, messages
    assert "--resume" in one_line(messages) or "nothing was run yet" in messages
    assert half_written(out) == []
    return out


@proc
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), pytest.param(signal.SIGTERM, 143, marks=pytest.mark.thorough)]
)
def test_patterns_leave_all_of_their_files_or_none(number, code, tmp_path):
    out = tmp_path / "out"
    process = begun(*COMMANDS["patterns"], "--out", out)
    assert waited(out.exists, process)
    time.sleep(1)
    returned, messages = stopped(process, number)
    assert returned == code, messages
    assert "the same command again" in one_line(messages)
    assert list(out.iterdir()) == []


@proc
@pytest.mark.parametrize(
    ("number", "code"), [pytest.param(signal.SIGINT, 130, marks=pytest.mark.thorough), (signal.SIGTERM, 143)]
)
def test_an_import_leaves_all_of_its_files_or_none(number, code, tmp_path):
    people = 200_000
    (tmp_path / "nodes.csv").write_text("id,dept\n" + "".join(f"{i},d{i % 9}\n" for i in range(people)))
    (tmp_path / "edges.csv").write_text("from,to\n" + "".join(f"{i},{i // 3}\n" for i in range(people)))
    process = begun("import", "nodes.csv", "edges.csv", "--directed", "--out", "firm", cwd=tmp_path)
    assert waited((tmp_path / "firm").exists, process)
    returned, messages = stopped(process, number)
    assert returned == code, messages
    one_line(messages)
    assert not (tmp_path / "firm").exists()


@proc
@pytest.mark.thorough
@pytest.mark.parametrize("command", [["check", "large_firm"], ["describe", "parameters"], ["show", "bakery"]])
def test_a_command_may_be_stopped_while_it_starts(command, tmp_path):
    """From the moment that Python has read the program's first lines."""
    for delay in (0.1, 0.2, 0.3, 0.5, 0.8, 1.2):
        process = begun(*command)
        time.sleep(delay)
        returned, messages = stopped(process, signal.SIGTERM)
        assert returned in (0, 143, -signal.SIGTERM)
        assert "Traceback" not in messages


@proc
@pytest.mark.thorough
def test_an_export_leaves_whole_files_only(tmp_path):
    out = tmp_path / "out"
    subprocess.run([sys.executable, "-m", "imsim", *COMMANDS["run"], "--out", out], check=True, capture_output=True)
    rows = 400 * 2 * 20 + 1
    for delay in (0.4, 0.8, 1.2, 1.6):
        into = tmp_path / str(delay)
        process = begun("export", out, "--out", into)
        time.sleep(delay)
        returned, messages = stopped(process, signal.SIGTERM)
        assert returned in (0, 143)
        assert "Traceback" not in messages
        assert half_written(into) == []
        if (into / "weeks.csv").exists():
            assert len((into / "weeks.csv").read_text().splitlines()) == rows


@proc
def test_a_job_in_the_background_does_not_hear_ctrl_c(tmp_path):
    """As nohup and `&` in a script start it, with SIGINT ignored; the terminal's Ctrl-C is for somebody else."""
    command = [
        sys.executable,
        "-m",
        "imsim",
        *COMMANDS["run"],
        "--replicates",
        "8",
        "--weeks",
        "4",
        "--out",
        tmp_path / "out",
    ]
    process = subprocess.Popen(
        ["sh", "-c", "trap '' INT; exec \"$@\"", "sh", *map(str, command)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert waited((tmp_path / "out" / "study.sqlite").exists, process)
    os.killpg(process.pid, signal.SIGINT)
    _, messages = process.communicate(timeout=300)
    assert process.returncode == 0, messages


# The parts


@SIGNALS
def test_a_signal_ends_in_its_code_and_one_line(number, code, capsys):
    with pytest.raises(SystemExit) as end, clean_exit():  # noqa: PT012
        signal.raise_signal(number)
        time.sleep(1)
    assert end.value.code == code
    assert capsys.readouterr().err.count("\n") == 1
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_second_signal_does_not_disturb_the_cleaning_up():
    cleaned = []
    with pytest.raises(Stopped), stoppable():  # noqa: PT012
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGTERM)
            cleaned.append(True)
    assert cleaned


def test_what_is_not_to_be_disturbed_is_finished_first():
    done = []
    with pytest.raises(Stopped) as stop, stoppable():  # noqa: PT012
        with undisturbed():
            os.kill(os.getpid(), signal.SIGTERM)
            done.append(1)
        done.append(2)
    assert done == [1]
    assert stop.value.code == 143


def test_a_stop_is_one_however_a_library_wraps_it():
    """Modules that build validators make errors of their own of whatever happens meanwhile."""
    with pytest.raises(Stopped) as stop, stoppable():  # noqa: PT012
        try:
            signal.raise_signal(signal.SIGINT)
        except BaseException as error:
            raise ValueError("could not be built") from error
    assert stop.value.code == 130


def test_what_the_shell_ignores_stays_ignored():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with stoppable(), undisturbed():
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


def test_thousands_of_mistakes_are_cut_short(capsys):
    with pytest.raises(SystemExit) as end, clean_exit():
        raise InputError(f"mistake {number}" for number in range(3000))
    assert end.value.code == 2
    lines = capsys.readouterr().err.splitlines()
    assert (len(lines), lines[-1]) == (101, "imsim: and 2,900 more mistakes")


def test_the_command_is_the_module_that_hears_signals_first():
    """What pip installs as `imsim` must be the entry that catches a Ctrl-C while the rest still loads."""
    import tomllib

    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())
    assert project["project"]["scripts"]["imsim"] == "imsim.__main__:main"
    done = subprocess.run([sys.executable, "-m", "imsim", "scenarios", "--json"], capture_output=True, check=True)
    assert json.loads(done.stdout)
