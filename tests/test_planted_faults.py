"""Planted faults: a model in which something is broken is caught by a claim or a study that holds in the sound one."""

import pytest

from imsim.evidence.claims.verdicts import claims
from imsim.evidence.judgement import found, value_of
from imsim.evidence.replication import recordings
from imsim.evidence.study_file import load_study
from imsim.evidence.study_tables import smaller
from imsim.evidence.variant import AS_IT_IS, Variant
from imsim.programmes.incentives import Incentives
from imsim.programmes.messages import Messages
from imsim.programmes.training import Training

TWICE = 2
# Of the usual laboratories: faults are gross.
SHARE = 0.4


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


act, pay, tell = Training.act, Incentives.act, Messages.act


def only_unconditional(self, name, context, effects):
    if not self.contingent.any():
        pay(self, name, context, effects)


def without_overclaim(self, name, context, effects):
    tell(self.model_copy(update={"overclaim": 0.0 * self.overclaim}), name, context, effects)


# Leaders are felt in exits, satisfaction, respect and trust, and each of these is another number.
LED_BY_NOBODY = {"exit_leader": 0.0, "satisfaction_leader": 0.0, "leader_justice": 0.0, "leader_reality": 0.0}

# What is broken, and the claims of which at least one, that holds in the model as it is, must notice.
NUMBERS = {
    "a sign turned": ({"motivation_reward": -0.22}, "19"),
    "satisfaction cut off from motivation": ({"motivation_satisfaction": 0.0}, "S1"),
    "others' motivation not felt": ({"motivation_leader": 0.0, "motivation_peers": 0.0}, "L1"),
    "messages cut off": ({"motivation_message": 0.0}, "11"),
    "exits of colleagues not felt": ({"exit_contagion": 0.0, "affect_exits": 0.0}, "X1"),
    "leaders cut off": (LED_BY_NOBODY, "L2"),
    "teaching cut off": ({"coaching_gain": 0.0}, "L6"),
    "crowding-out left out": ({"crowding_out": 0.0}, "31c"),
    "advocacy left out": ({"advocacy_weight": 0.0}, "99"),
    "load not felt": ({"load_effect": 0.0, "time_effect": 0.0}, "X2"),
}
CODE = {
    "a reward that costs nothing": (Incentives, "cash", lambda self, context: 0.0 * self.value, "Z9"),
    "hours not taken": (Training, "act", without_hours, "Z3"),
    "an effect applied twice": (Incentives, "act", twice(pay), "31"),
    "pay that works only when unconditional": (Incentives, "act", only_unconditional, "31b"),
}
LEFT_OUT = {
    "word_of_mouth": "99",
    "rewards": "19",
    "trust": "68b",
    "learning": "7b",
}
# A fault that a study catches: what is broken, the study, and the number of its part.
STUDIES = {
    "claims that nobody checks": (Messages, "act", without_overclaim, "H5", 3),
    "exits that leave quality as it is": ({"newcomer_knowledge": 0.98, "vacancy_weeks": 0.1}, "K2", 3),
}


def holds(id, variant=AS_IT_IS):
    return claims([id], variant=variant, share=SHARE).verdicts[0].passed


def passes(study, part, variant=AS_IT_IS):
    study = smaller(load_study(study), 0.05)
    seen = recordings([study], 1, variant)[0]
    return found(study.parts[part - 1], value_of(study.parts[part - 1], seen, study.parts)).passed


@pytest.fixture(scope="module")
def sound():
    """The claims that the faults are to turn, in the model as it is."""
    ids = sorted({row[-1] for row in (*NUMBERS.values(), *CODE.values())} | set(LEFT_OUT.values()))
    return {one.claim.id: one.passed for one in claims(ids, share=SHARE).verdicts}


def test_there_are_faults_of_every_kind_that_a_theory_can_have():
    assert len(NUMBERS) + len(CODE) + len(LEFT_OUT) + len(STUDIES) >= 10


@pytest.mark.parametrize("fault", NUMBERS)
def test_a_planted_fault_in_the_numbers_is_caught(sound, fault):
    numbers, id = NUMBERS[fault]
    assert sound[id]
    assert not holds(id, Variant(parameters=numbers))


@pytest.mark.parametrize("mechanism", LEFT_OUT)
def test_a_mechanism_that_is_disconnected_is_missed(sound, mechanism):
    id = LEFT_OUT[mechanism]
    assert sound[id]
    assert not holds(id, Variant([f'model.without=["{mechanism}"]']))


@pytest.mark.parametrize("fault", CODE)
def test_a_planted_fault_in_the_code_is_caught(sound, fault, monkeypatch):
    kind, method, broken, id = CODE[fault]
    assert sound[id]
    monkeypatch.setattr(kind, method, broken)
    assert not holds(id)


@pytest.mark.thorough
@pytest.mark.parametrize("fault", STUDIES)
def test_a_planted_fault_is_caught_by_a_study(fault, monkeypatch):
    *broken, study, part = STUDIES[fault]
    assert passes(study, part)
    if isinstance(broken[0], dict):
        assert not passes(study, part, Variant(parameters=broken[0]))
    else:
        monkeypatch.setattr(*broken)
        assert not passes(study, part)
