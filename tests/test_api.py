"""What a researcher calls: typed, spelt out, answers as on the command line, mistakes in the words of Python."""

import dataclasses
import inspect
import subprocess
import sys

import pandas as pd
import pytest

import imsim
from imsim import api
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
    for name in api.__all__:
        function = getattr(imsim, name)
        parameters = inspect.signature(function).parameters
        assert all(one.kind is not inspect.Parameter.VAR_KEYWORD for one in parameters.values()), name
        assert all(f"{one}:" in function.__doc__ for one in parameters), name
    assert "replicates" in inspect.signature(imsim.compare).parameters


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
    "folder": (lambda: imsim.read("/nowhere/at/all"), "/nowhere/at/all: "),
}


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_is_told_in_the_words_of_python(what):
    call, said = MISTAKES[what]
    with pytest.raises(imsim.InputError) as mistake:
        call()
    assert str(mistake.value).startswith(said)
    assert " --" not in f" {mistake.value}"
