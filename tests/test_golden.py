"""Golden runs: the numbers of every built-in scenario move only on purpose, and make sense in themselves."""

import json

import numpy as np
import pytest

from every import every
from golden import GOLDEN, outcomes_of
from imsim.outcomes import OUTCOMES
from imsim.scenarios.scenario import builtin_names

RECORDED = json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_every_builtin_scenario_has_a_golden_run():
    assert sorted(RECORDED["runs"]) == builtin_names()


@every("name", builtin_names())
def test_a_golden_run_gives_what_it_gave(name):
    # With the NumPy of the record the last bit counts; another one may draw and round differently.
    found, recorded = outcomes_of(name), RECORDED["runs"][name]
    if np.__version__ == RECORDED["numpy"]:
        assert found == recorded
    for strategy, outcomes in found.items():
        for outcome, value in outcomes.items():
            assert np.isfinite(value)
            assert OUTCOMES[outcome].low - 1e-9 <= value <= OUTCOMES[outcome].high + 1e-9
            assert value == pytest.approx(recorded[strategy][outcome], rel=0.2, abs=0.2)


@every("name", builtin_names())
def test_a_golden_run_makes_sense(name):
    recorded = RECORDED["runs"][name]
    nothing, plan = recorded["nothing"], recorded["full_plan"]
    assert nothing["programme_cash"] == nothing["programme_time"] == 0
    assert plan["programme_cash"] > 0
    assert 0 <= nothing["vacancies"] < 0.3
    assert nothing["revenue"] > nothing["payroll"]
