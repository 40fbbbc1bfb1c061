"""Sensitivity: known indices come out of the same path as a study, noise is told from effect, and holes are refused."""

import json
import math

import numpy as np
import pytest
from typer.testing import CliRunner

import tasks
from imsim.cli.main import app
from imsim.engine.errors import InputError, RunFailed
from imsim.studies import results
from imsim.studies.design import Factor, grid, latin_hypercube
from imsim.studies.execution import run_study
from imsim.studies.function import Function
from imsim.studies.kinds.sensitivity import pilot
from imsim.studies.methods import METHODS
from imsim.studies.noise import monte_carlo_noise
from imsim.studies.salib import analyse, draw
from imsim.studies.sensitivity import sensitivity
from imsim.studies.study import Study

# Nothing here looks at figures, or at intervals from a slow bootstrap.
pytestmark = pytest.mark.usefixtures("undrawn", "few_resamples")

ISHIGAMI = [Factor(name, name, -math.pi, math.pi) for name in "abc"]
FIRST, TOTAL = {"a": 0.3139, "b": 0.4424, "c": 0.0}, {"a": 0.5576, "b": 0.4424, "c": 0.2437}
UNIT = [Factor(f"x{i}", f"x{i}", 0.0, 1.0) for i in range(6)]
TINY = ["--set", "market.rows=50", "--set", "time.burn_in=2", "--weeks", "4", "--jobs", "1"]


def studied(function, method, factors=ISHIGAMI, samples=None, seed=1, replicates=1, folder=None, **flags):
    """A function put through the path of a study: design, runs, store, tables, results."""
    method = METHODS[method]
    design = draw(method, factors, samples or method.samples, seed, **flags)
    ask = (("method", method.name), ("strategy", "function"), ("outcomes", ["y"]))
    return run_study(Study("sensitivity", design, Function(function.__name__, function), replicates, ask), folder)


def invoke(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


# Known indices


def test_sobol_finds_the_indices_of_ishigami_within_their_intervals():
    found = sensitivity(studied(tasks.ishigami, "sobol", samples=1024, second_order=True)).outcomes["y"]
    for name in "abc":
        row = found.indices[name]
        assert abs(row["S1"] - FIRST[name]) <= row["S1_conf"]
        assert abs(row["ST"] - TOTAL[name]) <= row["ST_conf"]
    assert found.pairs["a", "c"]["S2"] == pytest.approx(0.2437, abs=found.pairs["a", "c"]["S2_conf"])
    assert abs(found.pairs["a", "b"]["S2"]) <= found.pairs["a", "b"]["S2_conf"]


def test_sobol_finds_the_indices_of_the_g_function_within_their_intervals():
    found = sensitivity(studied(tasks.g_function, "sobol", UNIT, samples=1024)).outcomes["y"]
    own = 1 / (3 * (1 + tasks.G_WEIGHTS) ** 2)
    variance = np.prod(1 + own) - 1
    for i, factor in enumerate(UNIT):
        row = found.indices[factor.name]
        assert abs(row["S1"] - own[i] / variance) <= row["S1_conf"]
        assert abs(row["ST"] - own[i] * np.prod(1 + np.delete(own, i)) / variance) <= row["ST_conf"]


@pytest.mark.thorough
@pytest.mark.parametrize(("function", "factors", "true"), [(tasks.ishigami, ISHIGAMI, TOTAL)])
def test_the_intervals_cover_the_truth_as_often_as_they_say(function, factors, true):
    covered = []
    for seed in range(100):
        found = sensitivity(studied(function, "sobol", factors, 256, seed)).outcomes["y"].indices
        covered += [abs(found[name]["ST"] - true[name]) <= found[name]["ST_conf"] for name in true]
    assert np.mean(covered) >= 0.93


@pytest.mark.parametrize(
    ("method", "samples", "index", "true", "within"),
    [
        ("fast", 1000, "ST", TOTAL, 0.06),
        ("rbd-fast", 2048, "S1", FIRST, 0.08),
        ("hdmr", 1024, "ST", TOTAL, 0.12),
    ],
)
def test_other_variance_methods_agree(method, samples, index, true, within):
    found = sensitivity(studied(tasks.ishigami, method, samples=samples)).outcomes["y"].indices
    for name in "abc":
        assert found[name][index] == pytest.approx(true[name], abs=within)
        assert math.isfinite(found[name][f"{index}_conf"])


def test_morris_measures_effects_over_the_whole_range():
    linear = sensitivity(studied(tasks.slow, "morris", UNIT[:2], 10)).outcomes["y"].indices
    assert linear["x0"]["mu_star"] == pytest.approx(1.0)
    assert linear["x1"]["mu_star"] == pytest.approx(10.0)
    assert linear["x1"]["sigma"] == pytest.approx(0.0, abs=1e-9)


def test_slopes_bound_the_total_index_and_keep_off_the_edge():
    method = METHODS["dgsm"]
    design = draw(method, UNIT[:3], 64, 1)
    steps = np.abs(design.places.reshape(64, 4, 3)[:, 1:] - design.places.reshape(64, 4, 3)[:, :1]).max(axis=2)
    np.testing.assert_allclose(steps, 0.05)
    assert design.places.max() <= 1
    found, _ = analyse(method, design, tasks.slow(design.places, 0)["y"])
    assert found["x1"]["dgsm"] == pytest.approx(100 / 101 * 12 / math.pi**2, rel=0.05)
    assert found["x1"]["dgsm_conf"] < 0.01 * found["x1"]["dgsm"]
    assert found["x2"]["dgsm"] == 0


@pytest.mark.parametrize(("method", "index"), [("pawn", "median"), ("rsa", "mean"), ("delta", "delta")])
def test_methods_for_given_data_rank_what_matters_first(method, index):
    found = studied(tasks.slow, "rsa", UNIT[:3], 256)
    ranked = sensitivity(found, method).outcomes["y"]
    assert ranked.ranked(index)[0] == "x1"
    assert ranked.indices["x1"][f"{index}_conf"] > 0


def test_factors_may_move_in_groups():
    groups = (("ends", ("a", "c")), ("b", ("b",)))
    for method in ("sobol", "morris"):
        found = studied(tasks.ishigami, method, samples=256 if method == "sobol" else 30, groups=groups)
        assert list(sensitivity(found).outcomes["y"].indices) == ["ends", "b"]
    found = studied(tasks.ishigami, "sobol", samples=512, groups=groups)
    assert found.design.points == 512 * 4
    assert sensitivity(found).outcomes["y"].indices["ends"]["ST"] == pytest.approx(1 - 0.4424, abs=0.08)


# One object for design, flags and seed


def test_the_flag_of_the_design_decides_whatever_the_size():
    """SALib would accept 6 factors and 64 samples with the wrong flag, and give wrong numbers."""
    found = studied(tasks.g_function, "sobol", UNIT, 64, second_order=True)
    one = sensitivity(found).outcomes["y"]
    assert found.design.points == 64 * 14
    assert one.pairs
    assert one.indices["x0"]["ST"] == pytest.approx(0.79, abs=0.25)


@pytest.mark.parametrize("seed", [0])
def test_the_same_seed_gives_the_same_points_and_intervals(seed):
    for name in ("sobol", "morris", "fast", "dgsm", "rsa"):
        one, other = (studied(tasks.ishigami, name, seed=seed, samples=256) for _ in range(2))
        np.testing.assert_array_equal(one.design.places, other.design.places)
        assert sensitivity(one).as_json() == sensitivity(other).as_json()
    another = studied(tasks.ishigami, "sobol", seed=seed + 1, samples=128)
    assert (another.design.places != studied(tasks.ishigami, "sobol", seed=seed, samples=128).design.places).any()


def test_salib_leaves_nothing_behind():
    import warnings

    state, look, filters = np.random.get_state()[1].copy(), warnings.formatwarning, list(warnings.filters)  # noqa: NPY002
    found = studied(tasks.slow, "pawn", UNIT[:2], 64)
    for method in ("pawn", "delta", "rbd-fast"):
        sensitivity(found, method)
    assert (np.random.get_state()[1] == state).all()  # noqa: NPY002
    assert (warnings.formatwarning, warnings.filters) == (look, filters)


def test_a_larger_sobol_design_begins_with_the_smaller_one_whose_indices_show_convergence():
    large, small = (studied(tasks.ishigami, "sobol", samples=samples) for samples in (256, 128))
    np.testing.assert_array_equal(large.design.places[: small.design.points], small.design.places)
    found = sensitivity(large).outcomes["y"]
    assert list(found.convergence) == [32, 64, 128]
    assert found.convergence[128] == sensitivity(small).outcomes["y"].indices


def test_points_drawn_for_another_method_are_refused():
    with pytest.raises(InputError, match=r"its points \(lhs\) allow rbd-fast, delta, pawn, hdmr, rsa"):
        sensitivity(studied(tasks.ishigami, "pawn", samples=64), "sobol")
    with pytest.raises(InputError, match=r"its points \(morris\) allow morris"):
        sensitivity(studied(tasks.ishigami, "morris"), "pawn")
    assert sensitivity(studied(tasks.ishigami, "sobol", samples=128), "pawn").method.name == "pawn"
    gridded = run_study(Study("sweep", grid(ISHIGAMI, 1), Function("f", tasks.ishigami), 1))
    with pytest.raises(InputError, match="a grid allows no method"):
        sensitivity(gridded)


# Holes, constants, noise


def test_a_value_that_is_no_number_is_refused_with_its_number():
    found = studied(tasks.holed, "sobol", UNIT[:2], 16)
    bad = int(np.isnan(found.final["y"]).sum())
    with pytest.raises(InputError, match=f"y is not a number in {bad} of {found.runs} runs"):
        sensitivity(found)


def test_failed_runs_are_refused_with_their_number():
    found = studied(tasks.failing, "sobol", UNIT[:2], 16)
    with pytest.raises(RunFailed, match=f"{len(found.errors)} of {found.runs} runs failed.*--retry-failed"):
        sensitivity(found)


def test_an_output_that_does_not_vary_is_called_that():
    found = sensitivity(studied(tasks.flat, "sobol", samples=16))
    assert found.outcomes["y"].constant
    told = found.as_json()["outcomes"]["y"]
    assert told["constant"]
    assert told["indices"] == {name: {"ST": None, "S1": None} for name in "abc"}


def test_noise_is_what_neither_point_nor_replicate_explains():
    rng = np.random.default_rng(1)
    points, replicates = rng.normal(0, 2, (4000, 1)), rng.normal(0, 5, (1, 5))
    values = points + replicates + rng.normal(0, 1, (4000, 5))
    found = monte_carlo_noise(values)
    assert found.share == pytest.approx(0.2 / 4.2, rel=0.1)
    assert found.needed == math.ceil(19 * 1 / 4) == 5
    assert monte_carlo_noise(values[:, :1]) is None
    assert monte_carlo_noise(rng.normal(0, 1, (50, 2)) * 0 + np.arange(2)) is None


def test_noise_leaks_into_the_total_index_of_a_null_factor_as_predicted():
    """facts.md part 1: spurious ST = noise share; so many replicates as needed keep it below .05."""
    factors = UNIT[:3]
    for replicates in (2, 20):
        found = sensitivity(studied(tasks.noisy, "sobol", factors, 256, replicates=replicates)).outcomes["y"]
        excess = sum(row["ST"] for row in found.indices.values()) - 1
        assert excess == pytest.approx(2 * found.noise.share, abs=0.15)
    assert found.noise.needed == pytest.approx(19, abs=3)


def test_total_indices_less_the_noise_are_those_of_the_function():
    """A sum of three equal factors, a third of whose variance between points is luck: each index is a third."""
    found = sensitivity(studied(tasks.noisy, "sobol", UNIT[:3], 1024, replicates=2)).outcomes["y"]
    assert found.noise.low < 1 / 3 < found.noise.high
    assert found.noise.high - found.noise.low < 0.05
    for row in found.indices.values():
        assert row["ST"] == pytest.approx(1 / 3 * (1 - 1 / 3) + 1 / 3, abs=0.06)
        assert abs(row["ST_less_noise"] - 1 / 3) < min(row["ST_less_noise_conf"], 0.1)
    once, twice = (studied(tasks.noisy, "sobol", UNIT[:3], 64, replicates=number) for number in (1, 2))
    assert "ST_less_noise" in set(sensitivity(twice).table["index"])
    assert "ST_less_noise" not in set(sensitivity(once).table["index"])


def test_a_pilot_has_the_factors_of_the_study_and_replicates_enough():
    study = Study("sensitivity", draw(METHODS["sobol"], UNIT[:3], 64, 1), Function("n", tasks.noisy), 4)
    small = pilot(study)
    assert small.shape == (50, 1, 10)
    found = sensitivity(run_study(small), "pawn").outcomes["y"].noise
    assert 10 <= found.needed <= 32


# From the folder, and from the command line


def test_the_analysis_can_be_redone_from_the_folder(tmp_path):
    found = studied(tasks.ishigami, "sobol", samples=64, folder=tmp_path / "out")
    again = results.read(tmp_path / "out")
    np.testing.assert_allclose(again.design.places, found.design.places, atol=1e-12)
    assert sensitivity(again).as_json() == sensitivity(found).as_json()


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sensitivity") / "out"
    wanted = ["--parameters", "motivation_message,course_gain", "--against", "nothing"]
    options = ["--samples", 8, *wanted, "--replicates", 2, *TINY]
    options += ["--weeks", 20]
    return invoke("sensitivity", "bakery", *options, "--outcome", "acsi,profit", "--json", "--out", folder), folder


def test_the_json_has_the_shape_it_promises(stored):
    result, _ = stored
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["method"], told["runs"], told["against"]) == ("sobol", 8 * 4 * 2 * 2, "nothing")
    assert list(told["outcomes"]) == ["acsi", "profit"]
    for outcome in told["outcomes"].values():
        assert 0 <= outcome["noise_share"] <= 1
        assert set(outcome["indices"]) == {"motivation_message", "course_gain"}
        assert set(outcome["indices"]["course_gain"]) >= {"S1", "S1_conf", "ST", "ST_conf"}
    assert "64 runs: 32 points x 2 strategies x 2 replicates" not in result.stdout
    assert "128 runs: 32 points x 2 strategies x 2 replicates, 1 process" in result.stderr


def test_a_stored_study_is_analysed_again_without_running_anything(stored):
    result, folder = stored
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    again = invoke("sensitivity", folder, "--json")
    assert json.loads(again.stdout) == json.loads(result.stdout)
    alone = invoke(
        "sensitivity", folder, "--outcome", "profit", "--strategy", "nothing", "--against", "full_plan", "--json"
    )
    assert list(json.loads(alone.stdout)["outcomes"]) == ["profit"]
    shown = invoke("sensitivity", folder)
    assert "course_gain" in shown.stdout
    assert "Monte-Carlo noise is" in shown.stdout
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    refused = invoke("sensitivity", folder, "--samples", 16)
    assert isinstance(refused.exception, InputError)
    assert "--samples cannot change" in str(refused.exception)


def test_the_table_of_indices_is_left_with_the_study(stored):
    import pandas as pd

    table = pd.read_csv(stored[1] / "table.csv")
    assert list(table) == ["outcome", "samples", "factor", "index", "value", "half_width", "floor"]
    assert set(table["index"]) == {"ST", "S1", "ST_less_noise"}
    answer = json.loads((stored[1] / "answer.json").read_text(encoding="utf-8"))
    assert answer == json.loads(invoke("sensitivity", stored[1], "--json").stdout)


def test_a_sweep_can_be_analysed_by_methods_for_given_data(tmp_path):
    vary = ["--vary", "insight", "--vary", "forgetting", "--design", "lhs", "--samples", 64]
    options = ["--replicates", 1, "--outcome", "acsi", "--out", tmp_path / "out", "--quiet"]
    swept = invoke("sweep", "bakery", *TINY, *vary, *options)
    assert swept.exit_code == 0, swept.output
    found = invoke("sensitivity", tmp_path / "out", "--json")
    told = json.loads(found.stdout)
    assert (told["method"], told["outcomes"]["acsi"]["noise_share"]) == ("pawn", None)


def test_the_pilot_runs_no_study(tmp_path):
    wanted = ["--parameters", "insight", "--outcome", "acsi"]
    found = invoke("sensitivity", "bakery", *TINY, *wanted, "--pilot", "--quiet")
    assert found.exit_code == 0, found.output
    assert found.stdout.startswith("acsi: ")


def test_values_of_a_latin_hypercube_come_back_as_they_were():
    design = latin_hypercube([Factor("a", "a", 1.0, 3.0, distribution="log")], 16, 1)
    found = run_study(Study("sweep", design, Function("f", tasks.flat), 1))
    np.testing.assert_array_equal(found.points, design.values())
