"""What a researcher calls: typed, spelt out, answers as on the command line, mistakes in the words of Python."""

import dataclasses
import inspect
import subprocess
import sys

import pandas as pd
import pytest
import typer

import imsim
from imsim import api
from imsim.cli.main import app
from imsim.studies.arguments import RunArguments
from imsim.studies.kinds import kind_of

# Nothing here asks whether the firm stands still, or looks at figures.
pytestmark = pytest.mark.usefixtures("aged_briefly", "undrawn")

TINY = {"market.rows": 100, "time.burn_in": 2}
NAMES = {"robustness": "uncertainty"}
STUDY = {"weeks": 4, "replicates": 2, "overrides": TINY}


def test_dir_shows_everything_and_nothing_else():
    offered = [name for name in dir(imsim) if not name.startswith("_")]
    assert offered == sorted(imsim.__all__)
    assert {name for name in offered if not hasattr(imsim, name)} == set()
    assert {*api.__all__} <= {*offered}


def test_every_function_spells_its_options_out():
    for name in {*api.__all__} - {"run_shard"}:  # whose options are those of the study that it is given
        function = getattr(imsim, name)
        parameters = inspect.signature(function).parameters
        assert all(one.kind is not inspect.Parameter.VAR_KEYWORD for one in parameters.values()), name
        assert all(f"{one}:" in function.__doc__ for one in parameters), name
    assert "replicates" in inspect.signature(imsim.compare).parameters


# Commands that are called otherwise in Python: "import" is a word of the language, "studies" and "scenarios" are rooms.
CALLED = {"import": "import_organisation", "scenarios": "list_scenarios", "studies list": "list_studies",
          "studies merge": "merge", "studies diff": "diff"}  # fmt: skip
# Those of the page, which is no business of a script.
OF_THE_PAGE = {"app", "lessons"}
# Arguments that are called otherwise; what says how a command prints, or looks before it runs, or is `run_shard` in
# Python; what results can do.
OTHERWISE = {"source": "scenario", "files": "scenario", "outcome": "outcomes", "column": "columns", "id_column": "id",
             "ids": "studies", "study": "studies", "what": "topic"}  # fmt: skip
SHOWN = {"as_json", "quiet", "progress", "help", "dry_run", "shard"}
NOT_ASKED = {
    "describe": {"form", "scenario"}, "fit": {"template"}, "knockout": {"out"}, "replicate": {"freeze", "out"},
    "sensitivity": {"pilot"}, "story": {"employee", "weeks", "outcomes"},
}  # fmt: skip


def commands(group, before=""):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{name} ")
        else:
            yield before + name, {one.name for one in command.params}


def test_every_command_has_its_function_with_its_options_as_arguments():
    seen = dict(commands(typer.main.get_command(app)))
    for name in seen.keys() - OF_THE_PAGE:
        function = getattr(imsim, CALLED.get(name, name))
        arguments = {*inspect.signature(function).parameters}
        if name == "compare":
            arguments |= {*inspect.signature(imsim.robustness).parameters, "uncertain"}
        options = seen[name] - SHOWN
        taken = {option if option in arguments else OTHERWISE.get(option, option) for option in options}
        assert taken - arguments == NOT_ASKED.get(name, set()), name
    assert {*seen} >= OF_THE_PAGE | CALLED.keys() | NOT_ASKED.keys()


SCRIPT = """
import imsim
from pathlib import Path
compared: imsim.Comparison = imsim.compare("bakery", replicates=2, overrides={"market.rows": 100})
imsim.run({"extends": "bakery"}, "training", out=Path("out"), jobs=2)
imsim.sweep("bakery", vary={"training.hours": (8, 24, 3)}, strategy="training").table
imsim.sensitivity("bakery", method="morris", outcomes=["acsi"]).table
imsim.robustness(imsim.load("bakery"), samples=16, parameters=4).table
imsim.report(Path("out")).read_text()
assert imsim.repeat("out").same
imsim.describe("outcomes").columns
imsim.patterns(units=10).table.columns
imsim.import_organisation("nodes.csv", "edges.csv", "out", department="unit").lines()
parts: list[Path] = [imsim.run_shard(imsim.compare, (one, 2), "bakery", out=f"part{one}") for one in (1, 2)]
imsim.merge(parts, out="whole").as_json()
imsim.diff("whole", "out").same
imsim.list_studies().loc[0, "state"]
imsim.knockout(["trust"], on="claims").table()
imsim.run_shard(imsim.sweep, (1, 2), "bakery", samples="4")  # "samples" to "run_shard" has incompatible type "str"
imsim.compare("bakery", replicates="four")  # "replicates" to "compare" has incompatible type "str"
imsim.sweep("bakery", replicats=4)  # Unexpected keyword argument "replicats" for "sweep"
imsim.compair  # Module has no attribute "compair"
"""


@pytest.mark.thorough
@pytest.mark.ci
def test_a_script_is_checked_by_mypy(tmp_path):
    pytest.importorskip("mypy")
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(script)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    wrong = {number: line.split("  # ")[1] for number, line in enumerate(SCRIPT.splitlines(), 1) if "  # " in line}
    told = {int(line.split(":")[1]): line for line in done.stdout.splitlines() if ": error: " in line}
    assert told.keys() == wrong.keys(), done.stdout
    assert all(wrong[number] in told[number] for number in wrong), done.stdout


def test_a_scenario_may_be_nested_dicts_and_overrides_a_dict():
    own = {"extends": "bakery", "time": {"weeks": 30, "window": 20}, "name": "corner"}
    scenario = imsim.load(own, {"time.weeks": 26, "title": "Corner = shop"})
    assert (scenario.name, scenario.table.time.weeks, scenario.table.title) == ("corner", 26, "Corner = shop")
    assert own["time"] == {"weeks": 30, "window": 20}
    assert imsim.load(scenario, ["time.weeks=28"]).table.time.weeks == 28
    assert imsim.load(scenario) is scenario


def test_one_strategy_is_the_compared_strategy():
    one = imsim.run("bakery", "training", **STUDY)
    both = imsim.compare("bakery", strategies=["training", "cash"], **STUDY)
    assert one.names == ["nothing", "training"]
    assert (one.values("acsi", "training") == both.values("acsi", "training")).all()


CALLS = {
    "compare": lambda out: imsim.compare("bakery", strategies=["training"], **STUDY, out=out),
    "robustness": lambda out: imsim.robustness(
        "bakery", strategies=["training"], samples=8, parameters=["insight"], outcomes="acsi", **STUDY, out=out
    ),
    "sweep": lambda out: imsim.sweep(
        "bakery", strategy="training", vary={"training.hours": (8, 24, 2)}, outcomes="acsi", **STUDY, out=out
    ),
    "sensitivity": lambda out: imsim.sensitivity(
        "bakery", method="morris", samples=4, parameters=["insight", "forgetting", "trust_speed"],
        groups={"both": ["insight", "forgetting"], "trust": ["trust_speed"]}, **STUDY, out=out,
    ),
    "patterns": lambda out: imsim.patterns(units=3, out=out),
    "chain": lambda out: imsim.chain("bakery", units=10, overrides=["market.rows=50", "time.burn_in=2"], out=out),
}  # fmt: skip


@pytest.mark.parametrize("kind", CALLS)
def test_what_a_study_left_is_read_repeated_and_reported(kind, tmp_path):
    found = CALLS[kind](tmp_path / "out")
    again = imsim.read(tmp_path / "out")
    assert type(again) is type(found)
    tables = [one.table for one in (found, again)]
    pd.testing.assert_frame_equal(*tables)
    repeated = imsim.repeat(tmp_path / "out")
    assert repeated.altered == ()
    assert repeated.same
    assert [table.table for table in repeated.tables if not table.same] == []
    page = imsim.report(tmp_path / "out")
    assert page == tmp_path / "out" / "report.html"
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_misspelt_argument_gets_the_nearest():
    with pytest.raises(TypeError, match=r"sweep\(\) has no argument 'replicats'; did you mean \"replicates\"\?"):
        imsim.sweep("bakery", replicats=4)


def test_what_may_be_asked_in_python_is_what_requests_hold():
    for kind in ("compare", "robustness", "sweep", "sensitivity"):
        asked = {field.name for field in dataclasses.fields(kind_of(NAMES.get(kind, kind)).request)}
        parameters = {*inspect.signature(getattr(imsim, kind)).parameters}
        # Mechanisms are said to the scenario and to the model, before a study is asked anything.
        assert parameters == asked | {*RunArguments.__annotations__, "without", "mechanisms"}, kind


def test_shards_of_a_study_are_merged_into_the_study_run_at_once(tmp_path):
    asked = {"strategies": ["training"], **STUDY}
    shards = [imsim.run_shard(imsim.compare, (one, 2), "bakery", **asked, out=tmp_path / f"{one}") for one in (1, 2)]
    listed = imsim.list_studies(tmp_path).set_index("folder")
    assert listed.loc[f"{tmp_path / '1'}", ["state", "runs"]].tolist() == ["2 of 4 runs", 4]
    third = imsim.run_shard(imsim.compare, (1, 3), "bakery", **(asked | {"replicates": 3}), out=tmp_path / "3")
    with pytest.raises(imsim.RunFailed, match=r"2 of 6 runs are in .*; the function of the study .* does the others"):
        imsim.merge([shards[0], third], tmp_path / "part")
    whole, once = imsim.merge(shards, tmp_path / "whole"), imsim.compare("bakery", **asked, out=tmp_path / "once")
    assert whole == once
    found = imsim.diff(tmp_path / "whole", str(tmp_path / "once"))
    assert found.same
    assert repr(found).splitlines()[0] == "StudyDiff: the same; 4 runs in both, 0 differences in them"
    apart = imsim.diff(tmp_path / "1", tmp_path / "once")
    assert (apart.same, apart.only) == (False, (0, 2))
    tables = imsim.export(tmp_path / "whole", tmp_path / "csv")
    assert len(pd.read_csv(tables[0])) == 4
    assert imsim.export(tmp_path / "whole")[0] == tmp_path / "whole" / "runs.csv"


def test_what_can_be_asked_of_scenarios_on_the_command_line_can_be_in_python(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = imsim.new("corner", "bakery")
    assert imsim.check(path)[0].startswith("corner.toml: all right: 8 posts in 3 departments")
    shown = imsim.show(path, {"time.weeks": 60}, "trust").set_index("key")
    assert shown.loc["time.weeks"].tolist() == [60, "overrides time.weeks=60"]
    assert shown.loc["model.without", "value"] == ["trust"]
    assert shown.loc["title", "origin"] == "corner.toml"
    assert "bakery" in set(imsim.list_scenarios().name)
    assert "strategies" in imsim.schema()["properties"]
    with pytest.raises(imsim.InputError, match=r"^corner\.toml: exists already"):
        imsim.new("corner")


def test_topics_are_tables():
    assert list(imsim.describe().topic)[:3] == ["mechanisms", "evidence", "schedule"]
    assert "acsi" in set(imsim.describe("outcomes").name)


MISTAKES = {
    "no such topic": (lambda: imsim.describe("outcome"), 'topic = "outcome": no such topic; did you mean "outcomes"?'),
    "samples": (
        lambda: imsim.robustness("bakery", samples=4),
        "samples = 4: a ranking needs at least 8 parameter sets",
    ),
    "outcome": (
        lambda: imsim.sweep("bakery", outcomes=["asci"]),
        'outcomes = "asci": no such outcome; did you mean "acsi"?',
    ),
    "override": (
        lambda: imsim.compare("bakery", overrides={"time.week": 3}),
        'overrides time.week=3: time.week: no such key; did you mean "weeks"? (allowed: weeks, burn_in, window)',
    ),
    "dict": (
        lambda: imsim.load({"extends": "bakery", "time": {"weeks": "long"}}),
        'scenario: time.weeks = "long": should be an integer',
    ),
    "no samples": (lambda: imsim.fit("bakery", samples=0), "samples = 0: should be 1 or more"),
    "no firms": (lambda: imsim.fit("bakery", rehearse=-1), "rehearse = -1: should be 0 or more"),
    "no replicates": (lambda: imsim.optimise("bakery", confirming=0), "confirming = 0: should be 1 or more"),
    "no sets": (lambda: imsim.optimise("bakery", sets=0), "sets = 0: should be 1 or more"),
    "too many": (
        lambda: imsim.optimise("bakery", confirming=10**7),
        "confirming = 10000000: should be from 1 to 1,000,000",
    ),
    "too many replicates": (
        lambda: imsim.plausible("bakery", replicates=10**7),
        "replicates = 10000000: should be from 1",
    ),
    "no such shard": (
        lambda: imsim.run_shard(imsim.compare, (3, 2), "bakery", out="x"),
        "shard = (3, 2): should be (i,",
    ),
    "no shard": (
        lambda: imsim.run_shard(imsim.compare, "1/2", "bakery", out="x"),
        "shard = '1/2': should be (i, n): the",
    ),
    "shard of what": (
        lambda: imsim.run_shard(imsim.optimise, (1, 2), "bakery"),
        "study = optimise: has no parts; should be imsim.compare",
    ),
    "shard of a search": (
        lambda: imsim.run_shard(imsim.robustness, (1, 2), "bakery", out="x"),
        "shard: sets are searched for before",
    ),
    "shard to nowhere": (lambda: imsim.run_shard(imsim.compare, (1, 2), "bakery"), "shard needs out: a folder"),
    "endless shard": (
        lambda: imsim.run_shard(imsim.compare, (1, 2), "bakery", until="sure", out="x"),
        "shard: what is added depends on all runs with until; give replicates instead",
    ),
    "one shard": (lambda: imsim.merge(["x"], "y"), "at least two folders are needed"),
    "no study there": (lambda: imsim.list_studies("/nowhere/at/all"), "/nowhere/at/all: is no folder"),
    "no such mechanism": (
        lambda: imsim.knockout("trusst"),
        'trusst: no such mechanism or rival; did you mean "trust"?',
    ),
    "no such evidence": (lambda: imsim.knockout(on="claim"), 'on = claim: no such evidence; did you mean "claims"?'),
    "folder": (lambda: imsim.read("/nowhere/at/all"), "/nowhere/at/all: "),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_is_told_in_the_words_of_python(what):
    call, said = MISTAKES[what]
    with pytest.raises(imsim.InputError) as mistake:
        call()
    assert str(mistake.value).startswith(said)
    assert " --" not in f" {mistake.value}"
