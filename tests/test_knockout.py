"""Knock-outs: what is left out is missed by the evidence that stands on it; the table says when it is out of date."""

import json
from functools import partial

import pytest
from typer.testing import CliRunner

from imsim.cli.main import app
from imsim.engine.errors import InputError
from imsim.evidence import support
from imsim.evidence.knockout import JUDGES, changes, essential, judges_of, knockout, verdicts_of_claims
from imsim.evidence.support import SIGN, code_of, supports
from imsim.evidence.variant import AS_IT_IS
from imsim.reporting.describe import TOPICS
from imsim.scenarios.model import current


def judge(seed, variant):
    """Evidence that is only there for trust, and some that speaks for the additive form."""
    text = " ".join(variant.overrides)
    return {"a": "trust" not in text, "b": True, "c": "additive" in text}


def of_fake_evidence(*names):
    return knockout(changes(names), {"claims": judge})


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
    ],
)
def test_what_cannot_be_changed_is_said_in_a_line(name, said):
    with pytest.raises(InputError) as error:
        changes([name])
    assert said in str(error.value)


def test_evidence_of_some_kinds_alone_can_be_judged():
    assert list(judges_of(["patterns", "claims"])) == ["claims", "patterns"]
    assert judges_of([]) == JUDGES
    with pytest.raises(InputError, match='--only claim: no such evidence; did you mean "claims"'):
        judges_of(["claim"])


def test_a_claim_fails_without_the_mechanism_that_carries_it_and_others_hold():
    """Advocacy (99) is word of mouth; that cash motivates (19) is not."""
    some = partial(verdicts_of_claims, ids=("19", "99"))
    found = knockout(changes(["word_of_mouth"]), {"claims": some})
    assert found.whole == {"19": True, "99": True}
    assert found.fails("word_of_mouth") == ["99"]


def test_studies_and_patterns_leave_out_what_the_scenario_leaves_out():
    from imsim.evidence.laboratory import laboratory
    from imsim.evidence.panel import unit_blocks
    from imsim.evidence.study_file import load_study

    variant = changes(["trust"])["trust"]
    assert {case.without for case in laboratory(load_study("F12"), 1, variant).cases()} == {frozenset({"trust"})}
    assert unit_blocks(1, 1, variant)[0].without == {"trust"}
    assert unit_blocks(1, 1, AS_IT_IS)[0].without == frozenset()


def test_the_table_says_what_fails_and_what_holds_only_then():
    told = of_fake_evidence("trust", "rewards", "performance=additive").as_json()
    assert told["mechanisms"] == {"trust": {"fails": ["a"], "passes": []}, "rewards": {"fails": [], "passes": []}}
    assert told["rivals"] == {"performance=additive": {"fails": [], "passes": ["c"]}}
    assert told["judged"] == ["claims"]
    assert json.loads(json.dumps(told)) == told


def test_a_table_is_stale_once_the_model_has_changed(tmp_path):
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
        monkeypatch.setattr(support, "source_of_module", lambda name, parts: text.encode())
        return code_of(current().by_name["trust"])

    plain = code("def f(x: int) -> int:\n    return x + 1\n")
    assert code('"""Why."""\ndef f(x: int) -> int:  # here\n    """More."""\n\n    return (x + 1)\n') == plain
    assert code("def f(x: int) -> int:\n    return x + 2\n") != plain


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
