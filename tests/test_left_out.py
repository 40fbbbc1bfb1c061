"""Mechanisms left out and rivals chosen: what is asked for is what happens, or one clear error."""

import pytest
from typer.testing import CliRunner

import imsim
from imsim.cli.main import app
from imsim.cli.options import laid_over
from imsim.engine.errors import InputError
from imsim.programmes import kinds
from imsim.scenarios.idle import idle, mechanisms_of
from imsim.scenarios.scenario import load
from imsim.studies.factors import factor
from imsim.studies.subject import with_numbers

ADDITIVE = "model.rivals.performance=additive"


def test_leaving_out_adds_to_what_the_scenario_leaves_out():
    laid = laid_over("bakery", ['model.without=["perception"]'], ["trust, contagion"])
    assert load("bakery", laid).without == {"perception", "trust", "contagion"}


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([""], "--without: names no mechanism"),
        ([","], "--without: names no mechanism"),
        (["nonsense"], "no such mechanism .*loyalty"),
        (["hiring"], "cannot be left out: somebody has to be hired"),
    ],
)
def test_what_cannot_be_left_out_is_refused(names, message):
    with pytest.raises(InputError, match=message):
        laid_over("bakery", None, names)


def test_a_mechanism_named_twice_is_refused():
    with pytest.raises(InputError, match="named twice"):
        load("bakery", ['model.without=["trust", "trust"]'])


@pytest.mark.parametrize("without", [42, True, "", [None], ["trust", ""]])
def test_python_takes_names(without):
    with pytest.raises(InputError, match=r"without = .*: should be a name, or a list of names"):
        imsim.compare("bakery", without=without)


@pytest.mark.parametrize("mechanisms", [42, [None], [0]])
def test_python_takes_mechanisms(mechanisms):
    with pytest.raises(InputError, match="should be a list of mechanisms"):
        imsim.compare("bakery", mechanisms=mechanisms)


@pytest.mark.parametrize("key", ["rivals.performance", "without.trust"])
@pytest.mark.parametrize(
    "spec",
    [{"low": 0, "high": 2}, {"low": -1, "high": 1}, {"low": 0.2, "high": 0.7}, {"low": 0, "high": 1, "levels": 5}],
)
def test_a_choice_takes_whole_numbers_within_its_own(key, spec):
    with pytest.raises(InputError, match=f"{key} = .*whole numbers from 0 to 1"):
        factor(load("bakery"), "nothing", key, spec)


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("without.words_of_mouth", 'without.words_of_mouth: no such mechanism; did you mean "word_of_mouth"'),
        ("model.without.nonsense", "model.without.nonsense: no such mechanism .*loyalty"),
        ("without.hiring", "without.hiring: cannot be left out: somebody has to be hired"),
        ("rivals.performanc", 'rivals.performanc: nothing has rivals of that name; did you mean "performance"'),
    ],
)
def test_a_choice_that_there_is_not_is_named_with_the_nearest(key, message):
    with pytest.raises(InputError, match=message):
        factor(load("bakery"), "nothing", key, {})


def test_a_rival_chosen_by_the_scenario_is_varied_back_to_the_equation():
    scenario = load("bakery", [ADDITIVE])
    chosen = factor(scenario, "nothing", "rivals.performance", {})
    assert with_numbers(scenario, {chosen: 0.0}).table.model.rivals == {}
    assert with_numbers(scenario, {chosen: 1.0}).table.model.rivals == {"performance": "additive"}


def test_a_rival_of_what_is_left_out_is_refused():
    with pytest.raises(InputError, match=r"a rival of what is left out: performance is in model\.without"):
        load("bakery", [ADDITIVE, 'model.without=["performance"]'])


def test_what_is_asked_for_and_cannot_do_anything_is_said():
    scenario = load("service_firm")
    programmes = [*scenario.programmes("cash"), *scenario.programmes("recognition"), *scenario.programmes("hiring")]
    said = list(idle({"rewards"}, programmes, ["motivation", "management_trust"]))
    assert said == [
        "incentives costs what it costs and does less than it could: rewards left out",
        "recognition costs what it costs and does less than it could: rewards left out",
    ]
    assert list(idle({"trust"}, [], ["motivation", "management_trust"])) == [
        "management_trust: not moved by what is left out (trust)"
    ]
    assert list(idle(frozenset(), programmes, ["motivation"])) == []


def test_every_programme_says_by_which_mechanisms_it_acts():
    assert all(mechanisms_of(kind) for kind in kinds().values())


def test_the_command_says_it_too():
    words = ["run", "bakery", "--strategy", "recognition", "--without", "rewards", "--dry-run"]
    result = CliRunner().invoke(app, words)
    assert "recognition costs what it costs and does less than it could: rewards left out" in result.stderr
