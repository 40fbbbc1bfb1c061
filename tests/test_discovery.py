"""When a strategy fails: boxes that are there are found, boxes of noise are not told."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import imsim
from imsim.cli.main import app
from imsim.engine.errors import InputError
from imsim.studies.boxes import find_box

# Nothing here asks whether the firm stands still, or looks at figures.
pytestmark = pytest.mark.usefixtures("aged_briefly", "undrawn")

TINY = {"market.rows": 50, "time.burn_in": 2, "time.weeks": 4, "time.window": 4}


def sets(number, parameters, seed):
    return np.random.default_rng(seed).uniform(size=(number, parameters)), [f"p{i}" for i in range(parameters)]


def test_a_box_that_is_there_is_found_and_judged_on_other_sets():
    values, names = sets(400, 60, 1)
    inside = (values[:, 3] > 0.6) & (values[:, 50] < 0.5)
    fails = np.random.default_rng(2).uniform(size=400) < np.where(inside, 0.9, 0.08)
    box = find_box(values, names, fails, 1)
    assert box.real
    bounds = {bound.parameter: bound for bound in box.bounds}
    low, high = bounds["p3"], bounds["p50"]
    assert low.least == pytest.approx(0.6, abs=0.1)
    assert high.most == pytest.approx(0.5, abs=0.1)
    assert box.density > 2 * box.base
    assert str(low).startswith("p3 above 0.")
    assert find_box(values, names, fails, 1) == box


@pytest.mark.thorough
def test_shuffled_labels_give_no_box_in_19_of_20_seeds():
    values, names = sets(64, 157, 3)
    labels = [np.random.default_rng(seed).uniform(size=64) < 0.3 for seed in range(20)]
    assert sum(find_box(values, names, fails, seed).real for seed, fails in enumerate(labels)) <= 1


def test_what_always_or_never_fails_has_no_box():
    values, names = sets(50, 5, 1)
    assert find_box(values, names, np.ones(50, dtype=bool), 1) is None
    assert find_box(values, names, np.arange(50) < 3, 1) is None


def test_a_finished_study_is_asked_where_strategies_lose(tmp_path):
    out = tmp_path / "out"
    imsim.robustness("bakery", strategies=["training", "cash"], samples=16, replicates=1, unconditioned=True,
                     overrides=TINY, out=out)  # fmt: skip
    told = json.loads(CliRunner().invoke(app, ["discover", str(out), "--json"]).stdout)
    assert [(row["outcome"], row["strategy"]) for row in told["failures"]] == [
        (outcome, name) for outcome in ("acsi", "profit") for name in ("training", "cash")
    ]
    said = CliRunner().invoke(app, ["discover", str(out), "--against", "cash", "--strategies", "training"]).stdout
    assert "where strategies lose against cash bonus, 16 parameter sets" in said
    assert "a box that is there needs 300 or more" in said
    wrong = CliRunner().invoke(app, ["discover", str(out), "--against", "cahs"])
    assert isinstance(wrong.exception, InputError)
    assert 'did you mean "cash"' in str(wrong.exception)
    for asked in ("nothing", "training,nothing"):
        itself = CliRunner().invoke(app, ["discover", str(out), "--strategies", asked]).exception
        assert str(itself) == (
            '--strategies "nothing": is what the others are held against: it cannot lose against itself '
            "(allowed: training, cash)"
        )
