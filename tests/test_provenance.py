"""Where numbers come from: another source of the model or of a plug-in is another study, and it is said which."""

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

import imsim
from fuzz.trial import called
from imsim.cli.main import app
from imsim.engine.errors import StudyConflict
from imsim.programmes.training import Training
from imsim.scenarios.scenario import load
from imsim.studies import provenance
from imsim.studies.kinds.compare import KIND, CompareRequest
from imsim.studies.provenance import Plugin, Provenance, changes, plugin_of, provenance_of

# Nothing here asks whether the firm stands still, or looks at figures.
pytestmark = pytest.mark.usefixtures("aged_briefly", "undrawn")

REAL = provenance.model_digest()
TINY = ("market.rows=50", "time.burn_in=2", "time.weeks=4", "time.window=4")


@pytest.fixture
def asked():
    return CompareRequest(load("bakery", TINY), strategies=["training"], replicates=1)


def another_model(monkeypatch):
    monkeypatch.setattr(provenance, "model_digest", lambda: "b" * 64)


def invoke(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_key_and_every_run_s_name_depend_on_the_source(asked, monkeypatch):
    study = KIND.plan(asked)
    same = KIND.plan(asked)
    assert (study.key, name_of_first_run(study)) == (same.key, name_of_first_run(same))
    another_model(monkeypatch)
    other = KIND.plan(asked)
    assert study.key != other.key
    assert name_of_first_run(study) != name_of_first_run(other)


def name_of_first_run(study):
    return study.run_id(0, 0, 0, study.design.values()[0])


def test_a_manifest_tells_its_provenance(asked, tmp_path):
    KIND.run(KIND.plan(asked), tmp_path / "out")
    told = json.loads((tmp_path / "out" / "manifest.json").read_text())["provenance"]
    assert told == {"model": provenance.model_digest(), "plugins": [], "without": [], "rivals": {}}


@pytest.mark.parametrize("finished", [True, False])
def test_another_model_does_not_go_on_with_a_study(asked, tmp_path, monkeypatch, finished):
    KIND.run(KIND.plan(asked), tmp_path / "out")
    if not finished:
        from imsim.studies.store import Store

        (tmp_path / "out" / "manifest.json").unlink()
        Store(tmp_path / "out", KIND.plan(asked))._db.close()
    another_model(monkeypatch)
    with pytest.raises(StudyConflict, match=r"another model \(source of the model: \w{12} then, b{12} now\)"):
        imsim.compare(asked.scenario, strategies=["training"], replicates=1, out=tmp_path / "out", resume=True)


def test_a_conflict_ends_in_exit_code_3(asked, tmp_path):
    options = [word for text in TINY for word in ("--set", text)]
    command = ["run", "bakery", "--strategy", "training", "--replicates", "1", "--jobs", "1", *options]
    assert invoke(*command, "--out", tmp_path / "out").exit_code == 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    manifest |= {"key": "another", "provenance": manifest["provenance"] | {"model": "a" * 64}}
    (tmp_path / "out" / "manifest.json").write_text(json.dumps(manifest))
    code, _, said = called(*command, "--out", str(tmp_path / "out"), "--resume")
    assert code == 3
    assert "holds a study of another model (source of the model: aaaaaaaaaaaa then" in said


def test_a_repetition_names_the_source_that_changed(asked, tmp_path, monkeypatch):
    KIND.run(KIND.plan(asked), tmp_path / "out")
    (tmp_path / "out" / "weeks.parquet").unlink()
    another_model(monkeypatch)
    result = invoke("repeat", tmp_path / "out", "--jobs", 1, "--quiet")
    assert result.exit_code == 1
    was = provenance.changes(None, {"model": REAL})["source of the model"][1]
    assert f"source of the model: {was} when the study was made, {'b' * 12} now" in " ".join(result.stdout.split())
    assert "report it" not in result.stdout


def test_what_ships_with_imsim_is_no_plug_in_and_what_does_not_is(monkeypatch):
    assert plugin_of(Training) is None
    found = plugin_of(Own)
    assert found.name == "own"
    assert found.digest == provenance.source_digest(Own) != provenance.UNKNOWN
    assert provenance_of([Own, Training, Own]).plugins == (found,)
    assert plugin_of(another_model).name == "another_model"
    monkeypatch.setattr(provenance, "source_digest", lambda _: "c" * 64)
    assert provenance_of([Own]).plugins != (found,)


def test_a_class_without_a_file_is_known_by_its_functions():
    typed = type("Typed", (), {"step": another_model, "__module__": "__main__"})
    assert provenance.source_digest(typed) != provenance.UNKNOWN
    assert provenance.source_digest(type("Bare", (), {"__module__": "__main__"})) == provenance.UNKNOWN


class Own:
    """A mechanism of somebody else's."""

    name = "own"


def test_whatever_differs_is_named():
    then = Provenance("a" * 64, (Plugin("burnout", "1.0", "d" * 64),), ("trust",), (("performance", "ces"),))
    now = replace(then, plugins=(Plugin("burnout", "1.1", "e" * 64),), without=(), rivals=())
    assert changes(then.as_json(), then.as_json()) == {}
    assert changes(then.as_json(), now.as_json()) == {
        "plug-in burnout": (f"1.0 ({'d' * 12})", f"1.1 ({'e' * 12})"),
        "mechanisms left out": ("trust", "none"),
        "rival of performance": ("ces", "none"),
    }
    assert changes(None, now.as_json()) == {"source of the model": ("unknown", "a" * 12)}


def test_a_repetition_names_the_files_that_were_edited(asked, tmp_path):
    KIND.run(KIND.plan(asked), tmp_path / "out")
    answer = tmp_path / "out" / "answer.json"
    answer.write_text(answer.read_text(encoding="utf-8") + " ", encoding="utf-8")
    result = invoke("repeat", tmp_path / "out", "--jobs", 1, "--quiet")
    assert result.exit_code == 0
    assert "to the last bit" in result.stdout
    assert "Not as the study left them, whatever its tables say: answer.json." in " ".join(result.stdout.split())
