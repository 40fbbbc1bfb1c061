"""A study again from its manifest: the same numbers, or the first that differs and what changed; clean refusals."""

import json
import re
import shutil

import pandas as pd
import pytest
from typer.testing import CliRunner

from imsim.cli.main import app
from imsim.engine.errors import InputError
from imsim.studies import files
from imsim.studies.manifest import installed_versions, read_manifest
from imsim.studies.reproduction import changes, planned_in
from imsim.studies.table_comparison import compared

# Nothing here asks whether the firm stands still, or looks at figures.
pytestmark = pytest.mark.usefixtures("aged_briefly", "undrawn")

TINY_FIRM = ["--set", "market.rows=50", "--set", "time.burn_in=2"]
TINY = [*TINY_FIRM, "--weeks", "4", "--jobs", "1", "--quiet"]
TWO = ["--vary", "insight", "--vary", "forgetting", "--replicates", "1"]
STUDIES = {
    "compare": [
        "compare",
        "bakery",
        *TINY,
        "--strategies",
        "training,full_plan",
        "--replicates",
        "2",
        "--budget",
        ".03",
    ],
    "run": ["run", "bakery", *TINY, "--replicates", "1", "--seed", "7"],
    "uncertainty": [
        "compare",
        "bakery",
        *TINY,
        "--uncertain",
        "--samples",
        "8",
        "--parameters",
        "4",
        "--strategies",
        "training",
    ],
    "sweep": ["sweep", "bakery", *TINY, *TWO, "--design", "lhs", "--samples", "4", "--weekly"],
    "company": ["sweep", "bakery", *TINY, "--vary", "market.rows=50:60:2", "--replicates", "2"],
    "sensitivity": ["sensitivity", "bakery", *TINY, *TWO, "--samples", "8", "--outcome", "acsi"],
    "groups": ["sensitivity", "bakery", *TINY, *TWO, "--method", "morris", "--samples", "4", "--groups", "g=insight"],
    "chain": ["chain", "bakery", *TINY_FIRM, "--units", "10", "--jobs", "1", "--quiet"],
    "patterns": ["patterns", "--units", "2", "--jobs", "1", "--quiet"],
}


def invoke(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of a study by name, made when first asked for."""
    folders = {}

    def folder(name):
        if name not in folders:
            place = tmp_path_factory.mktemp(name) / "out"
            result = invoke(*STUDIES[name], "--out", place)
            assert result.exit_code == 0, result.output
            folders[name] = place
        return folders[name]

    return folder


def changed(made, tmp_path, **values):
    """A copy of a study whose manifest says something else."""
    shutil.copytree(made("sweep"), tmp_path / "copy")
    manifest = json.loads((tmp_path / "copy" / "manifest.json").read_text())
    files.write_json(tmp_path / "copy" / "manifest.json", manifest | values)
    return tmp_path / "copy"


@pytest.mark.parametrize("name", STUDIES)
def test_a_study_gives_the_same_numbers_again(made, tmp_path, name):
    result = invoke("repeat", made(name), "--jobs", 1, "--quiet", "--out", tmp_path / "again")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("The same numbers, to the last bit.\n")
    for table in made(name).glob("*.parquet"):
        assert f"{table.name}: " in result.stdout
        assert table.read_bytes() == (tmp_path / "again" / table.name).read_bytes()
    assert "table.csv: " in result.stdout


def test_a_number_that_differs_is_named_and_so_is_what_changed(made, tmp_path):
    packages = installed_versions() | {"numpy": "1.0"}
    folder = changed(made, tmp_path, packages=packages)
    runs = pd.read_parquet(folder / "runs.parquet")
    runs.loc[2, "acsi"] *= 1 + 1e-12
    files.write_parquet(folder / "runs.parquet", runs)
    result = invoke("repeat", folder, "--jobs", 1, "--quiet")
    assert result.exit_code == 1
    assert result.stdout.startswith("Other numbers.\n")
    said = re.search(r"runs.parquet: 1 of ([\d,]+) cells differ, numbers by at most 1e-12 of their size", result.stdout)
    assert said, result.stdout
    assert re.search(
        r"first in row 3 \(strategy \w+, point 2, replicate 0\), column acsi: \S+ then, \S+ now",
        " ".join(result.stdout.split()),
    )
    assert re.search(r"numpy: 1\.0 when the study was made, [\d.]+ now", result.stdout)
    assert "report it" not in result.stdout
    told = json.loads(invoke("repeat", folder, "--jobs", 1, "--quiet", "--json").stdout)
    assert not told["same"]
    assert [one["same"] for one in told["tables"] if one["table"] == "runs.parquet"] == [False]
    assert told["changes"]["numpy"][0] == "1.0"
    assert told["tables"][0]["first"]["place"]["replicate"] == 0


def test_a_difference_without_a_cause_is_called_a_fault(made, tmp_path):
    folder = changed(made, tmp_path)
    (folder / "weeks.parquet").unlink()
    result = invoke("repeat", folder, "--jobs", 1, "--quiet")
    assert result.exit_code == 1
    assert f"weeks.parquet: is missing in {folder}" in result.stdout
    assert "please report it" in result.stdout


def test_another_version_is_said_and_its_key_is_not_held_against_it(made, tmp_path):
    folder = changed(made, tmp_path, imsim="0.0.1", key="that of another version")
    result = invoke("repeat", folder, "--jobs", 1, "--quiet")
    assert result.exit_code == 0, result.output
    assert "imsim: 0.0.1 when the study was made" in result.stdout


def test_an_imported_organisation_is_repeated_without_its_files(tmp_path):
    (tmp_path / "posts.csv").write_text("post,label,department,supervisor,layers\n0,Ann,a,,0\n1,Bob,b,0,1\n")
    (tmp_path / "ties.csv").write_text("one,other\n0,1\n")
    (tmp_path / "own.toml").write_text(
        'extends = "bakery"\n[organisation]\nposts = "posts.csv"\nties = "ties.csv"\npartners = []\n'
        "[organisation.departments]\nowner = { remove = true }\nbakehouse = { remove = true }\n"
        "counter = { remove = true }\na = { heads = 1 }\nb = { heads = 1, contact = true }\n[organisation.service]\n"
        "owner = { remove = true }\nbakehouse = { remove = true }\ncounter = { remove = true }\nb = { a = 1.0 }\n"
    )
    made = invoke("run", tmp_path / "own.toml", *TINY, "--replicates", 1, "--out", tmp_path / "out")
    assert made.exit_code == 0, made.output
    for name in ("posts.csv", "ties.csv", "own.toml"):
        (tmp_path / name).unlink()
    assert "Ann" not in (tmp_path / "out" / "manifest.json").read_text()
    result = invoke("repeat", tmp_path / "out", "--jobs", 1, "--quiet")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"kind": "dream"}, 'kind = "dream"'),
        ({"kind": ["sweep"]}, "kind = "),
        ({"key": "x"}, "the manifest was edited"),
        ({"seed": 2, "options": {}}, "describes no study"),
        ({"options": None}, "describes no study"),
        ({"scenario": {"name": None}}, "a study of a Python function"),
        ({"scenario": {"name": "x", "imported": {}, "resolved": {"nme": 1}}}, "nme"),
        ({"scenario": {"name": "x", "imported": {"../out": "x"}, "resolved": {}}}, "leaves the folder"),
        ({"scenario": {"name": "x", "imported": {"a\0b": "x"}, "resolved": {}}}, "describes no study"),
    ],
)
def test_a_manifest_that_describes_no_study_is_refused(made, tmp_path, values, message):
    folder = changed(made, tmp_path, **values)
    result = invoke("repeat", folder, "--quiet")
    assert isinstance(result.exception, InputError), result.output
    assert message in str(result.exception)


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, '{"kind": NaN}'])
def test_what_is_no_manifest_is_refused(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    result = invoke("repeat", tmp_path, "--quiet")
    assert isinstance(result.exception, InputError), result.output
    assert "manifest.json" in str(result.exception)


def test_a_repetition_needs_a_folder_of_its_own(made):
    result = invoke("repeat", made("sweep"), "--out", made("sweep"))
    assert isinstance(result.exception, InputError)
    assert "holds a finished study" in str(result.exception)


def test_patterns_are_not_sent_to_a_cluster(made):
    result = invoke("repeat", made("patterns"), "--scheduler", "tcp://127.0.0.1:1")
    assert isinstance(result.exception, InputError)


def test_what_would_be_repeated_is_said_and_nothing_is(made, tmp_path):
    for name, runs in (("sweep", 4), ("patterns", None)):
        dry = ["repeat", made(name), "--dry-run", "--jobs", 1, "--out", tmp_path / "again", "--json"]
        told = json.loads(invoke(*dry).stdout)
        assert told["units"] == 2 if runs is None else told["runs"] == runs
    assert not (tmp_path / "again").exists()


def test_nothing_has_changed_since_just_now(made, tmp_path):
    manifest = read_manifest(made("sweep"))
    assert changes(manifest, planned_in(manifest, tmp_path, made("sweep"))) == {}


def test_what_is_described_is_the_study_itself(made, tmp_path):
    manifest = read_manifest(made("compare"))
    assert planned_in(manifest, tmp_path, made("compare")).identity.key == manifest["key"]
    assert str(tmp_path) not in json.dumps(manifest)


@pytest.mark.parametrize(
    ("after", "problem"),
    [("a,b\n1,2\n3,4\n", "had 1 row, has 2"), ("a,c\n1,2\n", "other columns: b, c"), ("b,a\n2,1\n", "another order")],
)
def test_tables_of_another_shape_are_told_apart(tmp_path, after, problem):
    for name, text in (("then", "a,b\n1,2\n"), ("now", after)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "table.csv").write_text(text)
    (finding,) = compared(tmp_path / "then", tmp_path / "now")
    assert not finding.same
    assert problem in finding.problem


def test_gaps_are_equal_and_words_may_differ(tmp_path):
    for name, text in (("then", "strategy,a\nx,\ny,1\n"), ("now", "strategy,a\nx,\nz,1\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "table.csv").write_text(text)
    (finding,) = compared(tmp_path / "then", tmp_path / "now")
    assert (finding.differing, finding.cells, finding.largest) == (1, 4, 0.0)
    assert (finding.first.row, finding.first.column, finding.first.before) == (2, "strategy", "y")
