"""The command line as a user meets it: exit codes, what goes where, and what a study leaves behind."""

import json
import os
import pty
import re
import select
import subprocess
import sys
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import imsim
from imsim.__main__ import main
from imsim.cli.main import app
from imsim.outcomes import OUTCOMES
from imsim.reporting.terminal import screen
from imsim.reporting.terminal.progress import Progress
from imsim.scenarios.scenario import load

SHORT = ["--replicates", "3", "--weeks", "6", "--set", "market.rows=100", "--set", "time.burn_in=2", "--jobs", "1"]
COMPARE = ["compare", "bakery", "--strategies", "cash,training", *SHORT]


def run(*arguments, cwd=None, **environment):
    """The command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "imsim", *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", cwd=cwd, env=os.environ | environment, timeout=180,
        check=False,
    )  # fmt: skip


@pytest.fixture
def call(monkeypatch, capsys):
    """The same entry point in this process, which starts faster."""

    def called(*arguments):
        monkeypatch.setattr(sys, "argv", ["imsim", *map(str, arguments)])
        capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code or 0
        out, err = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, code, out, err)

    return called


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """One comparison with its folder and its JSON."""
    folder = tmp_path_factory.mktemp("study") / "out"
    return run(*COMPARE, "--json", "--out", folder), folder


@pytest.fixture(scope="module")
def told(study):
    return json.loads(study[0].stdout)


# JSON


def test_the_json_of_a_comparison_has_the_shape_it_promises(told):
    """design.md part 6; more may be there, less may not."""
    assert {"scenario", "reference", "replicates", "weeks", "seed", "strategies"} <= told.keys()
    assert (told["scenario"], told["reference"], told["replicates"], told["weeks"], told["seed"]) == (
        "bakery", "nothing", 3, 6, 1)  # fmt: skip
    assert [row["name"] for row in told["strategies"]] == ["nothing", "cash", "training"]
    for row in told["strategies"]:
        assert {"name", "cost_per_year", "outcomes"} <= row.keys()
        assert isinstance(row["cost_per_year"], float)
        assert row["outcomes"].keys() == OUTCOMES.keys()
        for numbers in row["outcomes"].values():
            assert list(numbers) == ["mean", "low", "high", "difference", "difference_low", "difference_high"]
            assert all(isinstance(numbers[key], float) for key in ("mean", "low", "high", "difference"))
            assert numbers["low"] <= numbers["mean"] <= numbers["high"]
            # Where too few replicates differ there is no interval.
            low, high = numbers["difference_low"], numbers["difference_high"]
            assert (low is None and high is None) or low <= numbers["difference"] <= high


def test_the_json_holds_what_the_library_says(told):
    found = imsim.compare(
        "bakery",
        strategies=["cash", "training"],
        replicates=3,
        weeks=6,
        overrides=["market.rows=100", "time.burn_in=2"],
    )
    assert found.as_json() == told


def test_stdout_is_json_and_nothing_else_and_stderr_says_how_much_and_how_long(study):
    done, _ = study
    assert done.returncode == 0
    assert done.stdout.startswith("{")
    few, first, *_, last = done.stderr.splitlines()
    assert few.startswith("a firm of 8: joint intervals")
    assert first == "9 runs: 3 strategies x 3 replicates, 1 process"
    assert re.fullmatch(r"9 runs in \d+ s, [\d.]+ a second", last)


def test_quiet_says_nothing_but_the_result(call):
    done = call(*COMPARE, "--json", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")


def test_progress_for_programs_is_a_json_object_a_line_and_nothing_else(call, tmp_path, monkeypatch):
    monkeypatch.setattr("imsim.reporting.artefacts.save_figures", lambda *_: None)
    found = call(*COMPARE, "--progress", "json", "--out", tmp_path / "out")
    assert (found.returncode, "ACSI" in found.stdout) == (0, True)
    lines = [json.loads(line) for line in found.stderr.splitlines()]
    assert [(line["done"], line["total"]) for line in (lines[0], lines[-1])] == [(0, 9), (9, 9)]
    assert all(line.keys() == {"done", "total", "seconds"} for line in lines)
    assert [line["seconds"] for line in lines] == sorted(line["seconds"] for line in lines)
    again = call("repeat", tmp_path / "out", "--jobs", "1", "--progress", "json")
    assert json.loads(again.stderr.splitlines()[-1])["done"] == 9
    wrong = call(*COMPARE, "--progress", "xml")
    assert (wrong.returncode, wrong.stderr) == (2, 'imsim: --progress "xml": json is the only form for programs\n')


def test_run_tells_of_one_strategy_and_the_reference(call):
    done = call("run", "bakery", "--strategy", "cash", *SHORT, "--json")
    assert done.returncode == 0
    assert [row["name"] for row in json.loads(done.stdout)["strategies"]] == ["nothing", "cash"]


# What a study leaves behind


def test_the_folder_holds_what_is_promised(study):
    _, folder = study
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    figures = {f"figures/{name}.{suffix}" for name in ("acsi", "profit", "turnover") for suffix in ("png", "svg")}
    assert {"manifest.json", "runs.parquet", "table.csv"} | figures <= names
    assert [name for name in names if ".part" in name or name.startswith(".")] == [".lock"]


def test_the_answer_is_left_as_json_prints_it(study, told):
    assert json.loads((study[1] / "answer.json").read_text(encoding="utf-8")) == told


def test_runs_are_a_row_each(study, told):
    runs = pd.read_parquet(study[1] / "runs.parquet")
    assert len(runs) == 3 * 3
    assert runs["run"].is_unique
    assert {"run", "strategy", "replicate", "seed", "status", *OUTCOMES} <= set(runs.columns)
    means = runs.groupby("strategy")["acsi"].mean()
    for row in told["strategies"]:
        assert means[row["name"]] == pytest.approx(row["outcomes"]["acsi"]["mean"], rel=1e-14)


def test_the_table_holds_the_numbers_of_the_json(study, told):
    table = pd.read_csv(study[1] / "table.csv").set_index(["strategy", "outcome"])
    assert len(table) == 3 * len(OUTCOMES)
    for row in told["strategies"]:
        for outcome, numbers in row["outcomes"].items():
            for key, number in numbers.items():
                written = pytest.approx(np.nan if number is None else number, rel=1e-12, abs=1e-300, nan_ok=True)
                assert table.loc[(row["name"], outcome), key] == written


def test_weeks_average_to_runs(study):
    runs, weeks = (pd.read_parquet(study[1] / f"{name}.parquet") for name in ("runs", "weeks"))
    assert len(weeks) == len(runs) * 6
    mean = weeks.groupby(["strategy", "replicate"])["profit"].mean()
    expected = runs.set_index(["strategy", "replicate"])["profit"]
    np.testing.assert_allclose(mean.sort_index(), expected.sort_index())


def test_figures_are_not_empty(study):
    for path in (study[1] / "figures").iterdir():
        assert path.stat().st_size > 4000
        if path.suffix == ".svg":
            drawn = ET.fromstring(path.read_text(encoding="utf-8"))
            assert sum(1 for _ in drawn.iter("{http://www.w3.org/2000/svg}path")) > 10
        else:
            assert path.read_bytes().startswith(b"\x89PNG")


def test_the_manifest_says_what_it_takes_to_repeat_the_study(study):
    manifest = json.loads((study[1] / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["imsim"] == imsim.__version__
    assert manifest["seed"] == 1
    assert manifest["scenario"]["resolved"]["market"]["rows"] == 100
    assert re.fullmatch(r"[0-9a-f]{64}", manifest["scenario"]["sha256"])
    assert {"numpy", "scipy", "pandas"} <= manifest["packages"].keys()
    assert manifest["python"] == ".".join(map(str, sys.version_info[:3]))
    assert manifest["started"] <= manifest["finished"]
    assert "compare" in manifest["command"]


def test_the_same_study_may_run_into_its_folder_again_and_leaves_the_same_tables(study, call):
    _, folder = study
    before = {name: (folder / name).read_bytes() for name in ("runs.parquet", "weeks.parquet", "table.csv")}
    again = call(*COMPARE, "--json", "--out", folder)
    assert again.returncode == 0, again.stderr
    assert {name: (folder / name).read_bytes() for name in before} == before


@pytest.mark.parametrize(
    "other", [["--seed", "2"], ["--replicates", "2"], ["--budget", "0.01"], ["--set", "parameters.insight=0.8"]]
)
def test_another_study_may_not(study, other, call):
    _, folder = study
    before = (folder / "manifest.json").read_bytes()
    done = call(*COMPARE, "--out", folder, *other)
    assert done.returncode == 3
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert str(folder) in done.stderr
    assert (folder / "manifest.json").read_bytes() == before


def test_a_folder_of_somebody_else_is_not_touched(tmp_path, call):
    (tmp_path / "diary.txt").write_text("dear diary", encoding="utf-8")
    done = call(*COMPARE, "--out", tmp_path)
    assert done.returncode == 3
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


def test_a_file_is_no_folder(tmp_path, call):
    path = tmp_path / "file"
    path.write_text("x", encoding="utf-8")
    done = call(*COMPARE, "--out", path)
    assert done.returncode == 2
    assert "is a file" in done.stderr
    assert path.read_text(encoding="utf-8") == "x"


# What goes where


@pytest.fixture(scope="module")
def plain():
    """A comparison told to a person, through a pipe."""
    return run(*COMPARE)


def test_a_person_reads_a_table_and_the_answer(plain):
    assert plain.returncode == 0
    assert len(plain.stderr.splitlines()) == 3
    text = plain.stdout
    assert text.startswith("A bakery of eight")
    for word in ("cash bonus", "training of everyone", "ACSI", "95 % intervals", "3 replicates", "6 weeks"):
        assert word in text
    assert "±" in text
    assert max(map(len, text.splitlines())) < 200


def test_a_pipe_gets_no_colour_and_no_bar(plain):
    assert "\x1b" not in plain.stdout + plain.stderr
    assert "\r" not in plain.stdout + plain.stderr


def test_run_lists_every_outcome(call):
    done = call("run", "bakery", "--strategy", "training", *SHORT)
    assert done.returncode == 0
    for kind in OUTCOMES.values():
        assert kind.label in done.stdout


def on_a_terminal(*arguments, **environment):
    """What a terminal shows of stdout and of stderr."""
    outputs = {}
    masters, slaves = zip(*(pty.openpty() for _ in range(2)), strict=True)
    usual = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm-256color"}
    process = subprocess.Popen(
        [sys.executable, "-m", "imsim", *arguments], stdout=slaves[0], stderr=slaves[1], stdin=subprocess.DEVNULL,
        env=usual | environment,
    )  # fmt: skip
    for slave in slaves:
        os.close(slave)
    outputs = dict.fromkeys(masters, b"")
    waiting = list(masters)
    while waiting:
        for master in select.select(waiting, [], [], 60)[0]:
            try:
                part = os.read(master, 65536)
            except OSError:
                part = b""
            outputs[master] += part
            if not part:
                waiting.remove(master)
    code = process.wait(60)
    for master in masters:
        os.close(master)
    return code, *(outputs[master].decode() for master in masters)


COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def test_a_terminal_shows_progress_on_stderr_alone():
    code, out, err = on_a_terminal(*COMPARE)
    assert code == 0
    assert "runs/s" in err
    assert "runs/s" not in out
    assert "cash bonus" in out


@pytest.fixture(scope="module")
def quiet():
    return on_a_terminal(*COMPARE, "--quiet")


def test_quiet_shows_no_progress(quiet):
    code, out, err = quiet
    assert (code, err) == (0, "")
    assert "cash bonus" in out


def test_nothing_is_cut_off_at_eighty_columns(quiet):
    """A pseudo-terminal without a size is 80 columns wide."""
    _, out, _ = quiet
    assert "…" not in out
    assert "training of everyone" in out
    assert max(len(COLOUR.sub("", line)) for line in out.splitlines()) <= 80


def test_no_color_is_respected(quiet):
    _, coloured, _ = quiet
    _, plain, _ = on_a_terminal(*COMPARE, "--quiet", NO_COLOR="1")
    styled = {code for code in COLOUR.findall(coloured) if code != "\x1b[0m"}
    assert styled, "a terminal gets a bold title at least"
    assert not [code for code in COLOUR.findall(plain) if re.search(r"\[(3|4|9)\d", code)]


def test_json_on_a_terminal_is_still_json():
    code, out, _ = on_a_terminal(*COMPARE, "--json", "--quiet")
    assert code == 0
    assert json.loads(out)["scenario"] == "bakery"


# Mistakes


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compare", "no_such_firm"], "no such file, and no built-in scenario"),
        (["compare", "service_firm", "--strategies", "cahs"], 'did you mean "cash"?'),
        (["compare", "service_firm", "--reference", "none"], 'no strategy "none"'),
        (["compare", "service_firm", "--set", "time.week=3"], 'did you mean "weeks"?'),
        (["compare", "service_firm", "--set", "nonsense"], "dotted.key=value"),
        (["run", "service_firm", "--strategy", "cahs"], 'did you mean "cash"?'),
        (["show", "no_such_firm"], "no such file"),
        (["new", "x", "--from", "no_such_firm"], "no such file"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(arguments, said, tmp_path, call, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = call(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("imsim: ")
    assert said in done.stderr
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    "arguments",
    [["compare"], ["nonsense"], ["run", "service_firm", "--no-such"], ["compare", "service_firm", "--replicates", "0"],
     ["compare", "service_firm", "--weeks", "x"], ["compare", "service_firm", "--budget", "7"],
     ["compare", "service_firm", "--jobs", "-1"], ["compare", "service_firm", "--seed", "-1"]],
)  # fmt: skip
def test_an_option_that_is_none_is_exit_code_2_without_a_traceback(arguments, call):
    done = call(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "bakery", "training"], "training: not expected here. To name a strategy: --strategy training"),
        (["compare", "bakery", "training", "cash"], "To name a strategy: --strategies training,cash"),
        (["story", "bakery", "\x1b[2J"], "?[2J: not expected here. To name a strategy: --strategy"),
    ],
)
def test_a_strategy_typed_like_an_argument_is_told_its_option(arguments, said, call):
    done = call(*arguments)
    assert done.returncode == 2
    assert said in done.stderr


def test_help_and_version(call):
    for arguments in (["--help"], ["compare", "--help"], ["--version"]):
        done = call(*arguments)
        assert done.returncode == 0
        assert done.stderr == ""
    assert call("--version").stdout == f"imsim {imsim.__version__}\n"
    shown = call("--help").stdout
    assert all(
        command in shown for command in ("compare", "run", "check", "show", "scenarios", "new", "schema", "import")
    )


def test_a_home_folder_may_be_a_tilde_behind_an_equals_sign_too(monkeypatch, tmp_path):
    """A shell leaves `--out=~/study` as it stands."""
    monkeypatch.setenv("HOME", str(tmp_path))
    done = CliRunner().invoke(app, ["fit", "--template", "--out=~/empty"])
    assert done.stdout.split()[0] == str(tmp_path / "empty" / "survey.csv")


@pytest.mark.parametrize(
    ("out", "why"),
    [
        ("file/below", "leads through a file as if it were a folder"),
        ("link", "is there already, and is no folder"),
        ("y/" * 300 + "z", "too long for the path of a file"),
    ],
)
def test_a_folder_that_can_never_be_made_is_named(tmp_path, out, why):
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("nowhere")
    with pytest.raises(imsim.InputError, match=why):
        imsim.compare("bakery", strategies=["cash"], replicates=1, out=tmp_path / out)


@pytest.mark.parametrize("command", [["schema"], ["describe", "parameters"]])
def test_a_reader_who_goes_away_is_told_nothing(command):
    """As by any program that a closed pipe stops (128 + 13); 1 would say that a run failed."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "imsim", *command], stdout=writer, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")


def test_the_seed_of_the_command_line_is_the_seed(call):
    one, two = (json.loads(call(*COMPARE, "--json", "--seed", seed).stdout) for seed in ("1", "2"))
    assert (one["seed"], two["seed"]) == (1, 2)
    assert one["strategies"][0]["outcomes"]["acsi"] != two["strategies"][0]["outcomes"]["acsi"]


def test_without_a_budget_strategies_cost_what_they_are_written_to_cost(call):
    done = json.loads(call("compare", "service_firm", *COMPARE[2:], "--json", "--budget", "0").stdout)
    cash = next(row for row in done["strategies"] if row["name"] == "cash")
    # Those who are expected to be there: some posts stand vacant.
    everybody = 0.02 * 55_000 * load("service_firm").organisation.posts
    assert 0.95 * everybody < cash["planned_per_year"] < everybody
    assert done["budget"] is None
    assert not cash["realised_over_budget"]


# Mistakes of which each stands for its kind


LONG = "x" * 5000


@pytest.mark.parametrize(
    "words",
    [
        ["show", LONG],
        ["worth", LONG],
        ["discover", LONG],
        ["report", LONG],
        ["studies", "merge", LONG, LONG, "--out", "out"],
        ["studies", "diff", LONG, LONG],
        ["replicate", "--study", LONG],
        ["show", "bakery", "--set", f"a={LONG}"],
        ["compare", "bakery", "--strategies", LONG],
        ["compare", "bakery", "--until", LONG],
    ],
)
def test_what_is_too_long_to_be_meant_is_one_short_mistake(call, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = call(*words)
    assert found.returncode == 2, found.stderr
    (line,) = found.stderr.splitlines()
    assert line.startswith("imsim: ")
    assert "x" * 100 not in line
    assert len(line) < 700


@pytest.mark.parametrize(
    "name",
    [
        "read",
        "report",
        "repeat",
        "discover",
        "worth",
        "load",
        "import_organisation",
        "export",
        "list_studies",
        "check",
        "show",
        "new",
    ],
)
@pytest.mark.parametrize("path", [LONG, "a\0b", "~nobody_has_this_name/x"])
def test_a_path_that_nothing_can_have_is_a_mistake_in_python_too(name, path):
    with pytest.raises(imsim.InputError) as told:
        getattr(imsim, name)(path)
    assert len(str(told.value)) < 300


def test_a_name_of_a_scenario_and_of_a_lesson_is_checked_as_both(call):
    scenario, *_, lesson = call("check", "bank_merger").stdout.splitlines()
    assert " posts in " in scenario
    assert lesson.startswith('bank_merger: all right: a lesson, "Two banks merge"')
    assert "a lesson" not in call("check", "bank_merger", "--set", "time.weeks=60").stdout


def test_progress_for_programs_ends_full_when_less_had_to_be_done_than_might_have(capsys):
    def ends():
        lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
        return [(line["done"], line["total"]) for line in (lines[0], lines[-1])]

    with screen.progress(10, "runs", False, "json") as tell:
        tell(4)
    assert ends() == [(0, 10), (4, 4)]
    watch = Progress(True, 1, lines=screen.JsonLines())
    watch.begin(10, 0)
    watch.advance(4)
    watch.complete()
    watch.close()
    assert ends() == [(0, 10), (4, 4)]


@pytest.mark.parametrize(
    ("words", "said"),
    [(["compare", "bakery", f"--{'z' * 20_000}"], r"No such option: --z{55}\.\.\."),
     (["z" * 20_000], r"No such command 'z+\.\.\."),
     (["compare", "bakery", "--replicates", "zzz"], r"--replicates'.*zzz.*(valid )?integer"),
     (["compare", "bakery", "--seed", "z" * 20_000], r"--seed'.*z{50,60}\.\.\..*(valid )?integer"),
     (["fit", "bakery", "--survey", "nosuch.csv", "--column", "strain=" + "x" * 5000], "nosuch.csv: no such file")],
)  # fmt: skip
def test_usage_errors_are_short_and_tell_what_was_found(words, said, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["imsim", *words])
    with pytest.raises(SystemExit) as stop:
        main()
    told = capsys.readouterr().err
    assert stop.value.code == 2
    assert re.search(said, told)
    assert len(told) < 700
