"""Knock-outs: what is left out is missed by the evidence that stands on it; the table says when it is out of date."""

import json
from functools import partial

import pytest
from typer.testing import CliRunner

from every import every
from imsim.cli.main import app
from imsim.engine.errors import InputError
from imsim.evidence import theory
from imsim.evidence.knockout import JUDGES, SHARES, Judged, changes, essential, knockout, shares_of, verdicts_of_claims
from imsim.evidence.support import SIGN, supports
from imsim.evidence.theory import code_of
from imsim.evidence.variant import AS_IT_IS
from imsim.reporting.describe import TOPICS
from imsim.scenarios.model import current


def judge(seed, variant, share=1.0):
    """Evidence that is only there for trust, and some that speaks for the additive form."""
    text = " ".join(variant.overrides)
    return {"a": Judged("trust" not in text), "b": Judged(True), "c": Judged("additive" in text)}


@pytest.fixture
def of_fake_evidence(monkeypatch):
    monkeypatch.setitem(JUDGES, "claims", judge)
    return lambda *names: knockout(changes(names), {"claims": 0.3})


def test_every_mechanism_is_left_out_or_says_why_not_and_every_rival_is_put_in():
    rivals = {f"{form}{SIGN}{name}" for form, some in current().forms.items() for name in some}
    assert rivals
    assert changes().keys() | essential().keys() == {one.name for one in current().mechanisms} | rivals
    assert all(essential().values())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("money", "money: cannot be left out: without books"),
        ("trusst", 'trusst: no such mechanism or rival; did you mean "trust"? (allowed: '),
        ("performance=aditive", 'did you mean "performance=additive"?'),
        ("", "an empty name: no such mechanism or rival (allowed: "),
    ],
)
def test_what_cannot_be_changed_is_said_in_a_line(name, said):
    with pytest.raises(InputError) as error:
        changes([name])
    assert said in str(error.value)


@every(
    "command, said, counts",
    [
        (["knockout", "trust", "--on", "claims"], "2 models, 1 kind of evidence", {"models": 2, "kinds": 1}),
        (["knockout", "trust", "coaching"], "3 models, 4 kinds of evidence", {"models": 3, "kinds": 4}),
        (["claims", "7"], "1 claim, 50 runs", {"claims": 1, "runs": 50}),
    ],
)
def test_what_would_be_judged_is_said_and_nothing_is(command, said, counts):
    dry = [*command, "--dry-run", "--jobs", "1"]
    assert CliRunner().invoke(app, dry).stdout == f"{said}, 1 process; time unknown\n"
    assert json.loads(CliRunner().invoke(app, [*dry, "--json"]).stdout) == counts | {"seconds": None}


def test_evidence_of_some_kinds_alone_can_be_judged():
    assert list(shares_of(["patterns", "claims"])) == ["claims", "patterns"]
    assert shares_of() == SHARES
    assert SHARES.keys() == JUDGES.keys()
    assert set(shares_of(whole=True).values()) == {1.0}
    with pytest.raises(InputError, match='--on claim: no such evidence; did you mean "claims"'):
        shares_of(["claim"])
    with pytest.raises(InputError, match="--on: names no kind of evidence"):
        shares_of([])


def test_a_claim_fails_without_the_mechanism_that_carries_it_and_others_hold(monkeypatch):
    """Advocacy (99) is word of mouth; that cash motivates (19) is not."""
    monkeypatch.setitem(JUDGES, "claims", partial(verdicts_of_claims, ids=("19", "99")))
    found = knockout(changes(["word_of_mouth"]), {"claims": 1.0})
    assert {id: one.passed for id, one in found.whole.items()} == {"19": True, "99": True}
    assert found.fails("word_of_mouth") == ["99"]


def test_a_verdict_that_turns_by_less_than_its_error_is_luck():
    assert Judged(True, 0.30, 0.01).turned(Judged(False, 0.20, 0.01))
    assert not Judged(True, 0.30, 0.05).turned(Judged(False, 0.29, 0.05))
    assert Judged(True, 0.30, 0.05).turned(Judged(False)), "a figure that is gone has moved"
    assert not Judged(True, 0.30, 0.01).turned(Judged(True, 0.50, 0.01))


def test_laboratories_of_knockouts_are_smaller_but_never_tiny():
    from imsim.evidence.claims.firms import chapters, study_of
    from imsim.evidence.study_file import load_study
    from imsim.evidence.study_tables import FEW, smaller

    study = load_study("F12")
    assert smaller(study, 0.2).design.simulated == 20
    assert smaller(study, 0.01).design.simulated == FEW
    assert smaller(study, 1.0) == study
    every, _ = chapters()
    runs = [study_of("bakery", every, share).design.simulated for share in (1.0, 0.3)]
    assert runs[1] == round(0.3 * runs[0])


def test_kept_patterns_are_evidence_too(monkeypatch):
    from imsim.evidence import knockout as module

    monkeypatch.setattr(module, "kept_studies", lambda: ["H12"])
    monkeypatch.setattr(module, "causal_studies", list)
    found = knockout(changes(["learning"]), {"kept": 0.1})
    assert found.whole["H12.1"].passed
    assert found.changed["learning"].keys() == {"H12.1"}


def test_studies_and_patterns_leave_out_what_the_scenario_leaves_out():
    from imsim.evidence.laboratory import laboratory
    from imsim.evidence.panel import unit_blocks
    from imsim.evidence.study_file import load_study

    variant = changes(["trust"])["trust"]
    assert {case.without for case in laboratory(load_study("F12"), 1, variant).cases()} == {frozenset({"trust"})}
    assert unit_blocks(1, 1, variant)[0].without == {"trust"}
    assert unit_blocks(1, 1, AS_IT_IS)[0].without == frozenset()


def test_the_table_says_what_fails_and_what_holds_only_then(of_fake_evidence):
    told = of_fake_evidence("trust", "rewards", "performance=additive").as_json()
    assert told["mechanisms"] == {"trust": {"fails": ["a"], "passes": []}, "rewards": {"fails": [], "passes": []}}
    assert told["rivals"] == {"performance=additive": {"fails": [], "passes": ["c"]}}
    assert told["judged"] == ["claims"]
    assert told["shares"] == {"claims": 0.3}
    assert json.loads(json.dumps(told)) == told


def test_what_small_laboratories_say_of_the_model_as_it_is_counts_where_whole_ones_say_the_same(tmp_path):
    from imsim.evidence.kept_verdicts import held_in_whole

    held = held_in_whole()
    assert (held["79b"], held["81"], held["F06.1"], held["F11.1"]) == (True, False, True, False)
    path = tmp_path / "table.json"
    row = {"fails": ["10", "81", "F06.1", "F11.1", "C1"], "passes": ["79b", "81", "F06.1", "F11.1", "C1"]}
    path.write_text(json.dumps({"theory": "", "judged": ["claims"], "mechanisms": {"trust": row}, "rivals": {}}))
    assert supports(path)["trust"].fails == ("10", "F06.1", "C1")
    assert supports(path)["trust"].passes == ("81", "F11.1", "C1")


def test_verdicts_on_claims_and_on_parts_of_one_model_stand_in_one_table(tmp_path, monkeypatch):
    from imsim.evidence import kept_verdicts as module

    path = tmp_path / "verdicts.json"
    words = {"F01.1": module.HOLDS, "F01.2": module.FAILS, "F01.3": module.REPORTED, "F01.4": module.NOT_TRIED}
    module.keep({name: module.KeptVerdict(word, 0.1, 0.01) for name, word in words.items()}, 1, path, "parts")
    module.keep({"10": module.KeptVerdict("holds", 1.0, 0.1)}, 1, path)
    assert module.held_in_whole(path) == {"10": True, "F01.1": True, "F01.2": False, "F01.4": False}
    monkeypatch.setattr(module, "digest_of_theory", lambda: "another")
    assert module.held_in_whole(path) == {}
    module.keep({"11": module.KeptVerdict("holds", 1.0, 0.1)}, 1, path)
    assert module.held_in_whole(path) == {"11": True}


def test_a_table_keeps_the_evidence_that_is_not_judged_again(tmp_path, monkeypatch, of_fake_evidence):
    path = tmp_path / "table.json"
    names = "trust", "rewards", "performance=additive"
    path.write_text(json.dumps(of_fake_evidence(*names).as_json()))
    monkeypatch.setitem(JUDGES, "patterns", lambda _, variant, share: {"d": Judged("rewards" not in str(variant))})
    found = knockout(changes(names), {"patterns": 0.5})
    told = found.added_to(path)
    assert told["shares"] == {"claims": 0.3, "patterns": 0.5}
    assert told["mechanisms"] == {"trust": {"fails": ["a"], "passes": []}, "rewards": {"fails": ["d"], "passes": []}}
    assert told["rivals"] == {"performance=additive": {"fails": [], "passes": ["c"]}}
    # Judged again, it does not stand there twice.
    path.write_text(json.dumps(told))
    assert found.added_to(path) == told
    for other in (told | {"seed": 2}, told | {"theory": "another"}, told | {"rivals": {}}, [1]):
        path.write_text(json.dumps(other))
        assert found.added_to(path) == found.as_json()
    assert found.added_to(tmp_path / "nowhere.json") == found.as_json()


def test_a_table_is_stale_once_the_model_has_changed(tmp_path, of_fake_evidence):
    path = tmp_path / "table.json"
    told = of_fake_evidence("trust", "rewards").as_json()
    path.write_text(json.dumps(told))
    assert {name: one.words for name, one in supports(path).items()} == {
        "trust": "a",
        "rewards": "unsupported by claims",
    }
    path.write_text(json.dumps(told | {"theory": "another"}))
    assert supports(path)["rewards"].words == "unsupported by claims; the model has changed since"
    assert supports(tmp_path / "nowhere.json") == {}


def test_another_comment_is_not_another_theory(monkeypatch):
    def code(text):
        monkeypatch.setattr(theory, "source_of_module", lambda name, parts: text.encode())
        return code_of.__wrapped__(current().by_name["trust"])

    plain = code("def f(x: int) -> int:\n    return x + 1\n")
    assert code('"""Why."""\ndef f(x: int) -> int:  # here\n    """More."""\n\n    return (x + 1)\n') == plain
    assert code("def f(x: int) -> int:\n    return x + 2\n") != plain
    declared = code('a: float = parameter(0.5, 0, 1, "share", "SA", "-", "a share", symbol="a")\n')
    assert code('a: float = parameter(0.5, 0, 1, "share", "SA", "-", "another word", symbol="b")\n') == declared
    assert code('a: float = parameter(0.6, 0, 1, "share", "SA", "-", "a share", symbol="a")\n') != declared


def test_describe_says_of_every_mechanism_what_it_stands_on():
    for row in TOPICS["mechanisms"]():
        assert bool(row["evidence"]) != bool(row["essential"]), row["name"]


def test_the_command_writes_what_it_prints(tmp_path, monkeypatch):
    monkeypatch.setitem(JUDGES, "claims", judge)
    out = tmp_path / "table.json"
    words = ["knockout", "trust", "--only", "claims", "--jobs", "1", "--out", str(out)]
    result = CliRunner().invoke(app, [*words, "--json"])
    assert result.exit_code == 0, result.exception
    assert json.loads(result.stdout) == json.loads(out.read_text())
    text = CliRunner().invoke(app, words).stdout
    assert "money cannot be left out" in text
    assert "2 of 3 hold as the model is" in text
    assert "smaller than those of the verdicts (claims 10%" in text


def test_a_place_that_cannot_be_written_is_said_before_anything_is_run(tmp_path, monkeypatch):
    def never(*args):
        raise AssertionError("was run")

    monkeypatch.setitem(JUDGES, "claims", never)
    for out, said in ((tmp_path, "is a folder"), (tmp_path / "file" / "table.json", "is no folder")):
        (tmp_path / "file").write_text("")
        result = CliRunner().invoke(app, ["knockout", "trust", "--on", "claims", "--out", str(out)])
        assert isinstance(result.exception, InputError)
        assert said in str(result.exception)
