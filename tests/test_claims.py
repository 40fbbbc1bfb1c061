"""Claims: all statements are there, verdicts mean what they say, and planted faults are caught."""

import math

import pytest

from imsim.evidence.claims.claim import Claim, effect
from imsim.evidence.claims.firms import chapters
from imsim.evidence.claims.verdicts import STATEMENTS, Verdict, claims
from imsim.evidence.variant import Variant
from imsim.programmes.incentives import Incentives
from imsim.programmes.programme import Cost
from imsim.programmes.training import Training

TWICE = 2


def test_every_statement_of_the_sources_is_tried_or_says_why_not():
    every, _ = chapters()
    rows = {row for claim in every for row in claim.all_rows}
    assert rows == set(STATEMENTS)
    assert len({claim.id for claim in every}) == len(every)
    for claim in every:
        assert (claim.what is None) == bool(claim.why), claim.id
        assert claim.what is None or claim.experiment, claim.id


@pytest.mark.parametrize(
    ("band", "simulated", "error", "word"),
    [
        ((0.2, 0.8), 0.5, 0.01, "holds"),
        ((0.2, 0.8), 0.1, 0.01, "fails: too weak"),
        ((0.2, 0.8), 0.9, 0.01, "fails: too strong"),
        ((0.2, 0.8), -0.5, 0.01, "fails: wrong sign"),
        ((0.2, 0.8), 0.01, 0.01, "fails: absent"),
        ((-0.8, -0.2), -0.9, 0.01, "fails: too strong"),
        ((0.0, math.inf), 0.01, 0.02, "fails: absent"),
        ((-0.1, 0.1), 0.0, 0.0, "holds"),
        ((-0.1, 0.1), 0.2, 0.0, "fails: too strong"),
        ((0.2, 0.8), math.nan, math.nan, "fails: absent"),
    ],
)
def test_a_verdict_says_in_what_way_a_claim_fails(band, simulated, error, word):
    assert Verdict(Claim("7", "learning", "x", effect("knowledge", "course_all"), band), simulated, error).word == word


def test_no_effect_on_a_ratio_is_one():
    ratio = effect("exits", "job", scale="ratio")
    assert Verdict(Claim("89", "turnover", "x", ratio, (0.4, 0.95)), 0.999, 0.01).word == "fails: absent"
    assert Verdict(Claim("89", "turnover", "x", ratio, (0.4, 0.95)), 1.2, 0.01).word == "fails: wrong sign"
    assert Verdict(Claim("89", "turnover", "x", ratio, (0.4, 0.95)), 0.97, 0.01).word == "fails: too weak"


def twice(method):
    def done(self, *args):
        for _ in range(TWICE):
            method(self, *args)

    return done


def without_hours(self, name, context, effects):
    class Deaf:
        def __getattr__(self, other):
            return getattr(effects, other)

        def add(self, what, rows, value):
            if what != "hours_away":
                effects.add(what, rows, value)

    act(self, name, context, Deaf())


act, pay = Training.act, Incentives.act


def only_unconditional(self, name, context, effects):
    if not self.contingent.any():
        pay(self, name, context, effects)


# What is broken, and the claims of which at least one, that holds in the model as it is, must notice.
NUMBERS = {
    "a sign turned": ({"motivation_reward": -0.22}, "19"),
    "satisfaction cut off from motivation": ({"motivation_satisfaction": 0.0}, "S1"),
    "leaders cut off": ({"motivation_leader": 0.0}, "L1"),
    "messages cut off": ({"motivation_message": 0.0}, "11"),
    "contagion left out": ({"exit_contagion": 0.0}, "X1"),
    "crowding-out left out": ({"crowding_out": 0.0}, "31c"),
    "advocacy left out": ({"advocacy_weight": 0.0}, "99"),
    "load not felt": ({"load_effect": 0.0}, "X2"),
}
CODE = {
    "a reward that costs nothing": (Incentives, "cost", lambda self, context: Cost(0.0 * self.value, 0.0), "Z9"),
    "hours not taken": (Training, "act", without_hours, "Z3"),
    "an effect applied twice": (Incentives, "act", twice(pay), "19"),
    "pay that works only when unconditional": (Incentives, "act", only_unconditional, "31b"),
}


@pytest.fixture(scope="module")
def sound():
    """The claims that the faults are to turn, in the model as it is."""
    ids = sorted({row[-1] for row in (*NUMBERS.values(), *CODE.values())})
    return {one.claim.id: one.passed for one in claims(ids).verdicts}


@pytest.mark.parametrize("fault", NUMBERS)
def test_a_planted_fault_in_the_numbers_is_caught(sound, fault):
    numbers, id = NUMBERS[fault]
    assert sound[id]
    assert not claims([id], variant=Variant(parameters=numbers)).verdicts[0].passed


@pytest.mark.parametrize("fault", CODE)
def test_a_planted_fault_in_the_code_is_caught(sound, fault, monkeypatch):
    kind, method, broken, id = CODE[fault]
    assert sound[id]
    monkeypatch.setattr(kind, method, broken)
    assert not claims([id]).verdicts[0].passed
