"""What is told plainly: narrow terminals, what was not named, what was changed, what is no more than chance."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

import imsim
from every import every
from imsim.cli.main import app
from imsim.engine.errors import InputError
from imsim.reporting.quantities import mark_of
from imsim.reporting.terminal.comparison import how_run
from imsim.reporting.terminal.tables import PlainTable
from imsim.studies.design import Design, Factor
from imsim.studies.floors import _bound, floors, unnamed
from imsim.studies.intervals import paired, paired_mean_and_half_width
from imsim.studies.methods import METHODS
from imsim.studies.salib import draw
from imsim.studies.schedulers import cores, quota
from imsim.studies.sensitivity import Finding, finding

# Nothing here asks whether the firm stands still, or looks at figures.
pytestmark = pytest.mark.usefixtures("aged_briefly", "undrawn")

TINY = {"market.rows": 60, "time.burn_in": 1, "time.weeks": 4, "time.window": 4}


def invoke(*arguments, **options):
    return CliRunner().invoke(app, [str(argument) for argument in arguments], **options)


# The terminal


def printed(table, width):
    console = Console(width=width, highlight=False)
    with console.capture() as captured:
        console.print(table)
    return [line.rstrip() for line in captured.get().splitlines()]


def test_a_narrow_terminal_loses_columns_and_neither_names_nor_digits():
    table = PlainTable(("outcome", "mean", "difference", "unit"), first_out=("mean",))
    table.add_row("external-internal gap", "0.612", "-0.000013 ±0.000021", "people a week")
    for width in (60, 50, 40, 24):
        lines = printed(table, width)
        assert all(len(line) <= width for line in lines)
        assert "external-internal" in "\n".join(lines)
    assert "-0.000013 ±0.000021" in "\n".join(printed(table, 40))
    assert "no room here for: mean, unit" in "\n".join(printed(table, 40))


# What is asked for


@every(
    "options, told",
    [
        (("compare", "bakery", "--strategies", ",,,"), '--strategies ",,,": names no strategy'),
        (("compare", "bakery", "--strategies", "cash,cash"), "--strategies cash: stands there twice"),
        (("sweep", "bakery", "--vary", "training.hours=1:2", "--vary", "training.hours=1:3"),
         "--vary training.hours: stands there twice"),
        (("compare", "bakery", "--seed", "9" * 26), f"--seed {'9' * 26}: should be from 0"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_at_once(options, told):
    done = invoke(*options, "--dry-run")
    assert isinstance(done.exception, InputError)
    assert str(done.exception).startswith(told)


def test_an_address_that_is_none_is_refused_before_anything_is_said_of_runs():
    done = invoke("compare", "bakery", "--strategies", "cash", "--scheduler", "foo")
    assert str(done.exception).startswith("--scheduler foo: is no address of a scheduler")
    assert done.output == ""


def test_check_says_what_a_programme_switches_on_besides_what_is_named(tmp_path):
    path = tmp_path / "shop.toml"
    path.write_text(
        'extends = "bakery"\n'
        "[strategies.tools.programmes]\nworking_conditions = { technology = 0.5 }\n"
        "[strategies.plain.programmes]\ntraining = { hours = 4.0 }\n"
        "[strategies.whole.programmes]\n"
        "working_conditions = { scope = 1.0, redesign = 0.0, flexibility = 0.0, technology = 0.5 }\n"
    )
    lines = invoke("check", path).stdout.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"{path}: all right")
    assert lines[1] == (
        f"{path}: strategies.tools.programmes.working_conditions: not named, but at work by default: scope = 0.5, "
        "redesign = 0.5, flexibility = 0.5"
    )
    path.write_text(path.read_text() + "[strategies.again.programmes]\nworking_conditions = { technology = 0.2 }\n")
    assert invoke("check", path).stdout.splitlines()[1:] == [
        lines[1].replace("strategies.tools", "strategies.*") + " (in tools, again)"
    ]


def test_strategies_of_one_label_are_told_apart():
    tables = {"mine": {"label": "cash bonus", "programmes": {"training": {"hours": 4.0}}}}
    firm = imsim.load({"extends": "bakery", "strategies": tables})
    assert [firm.label(name) for name in ("cash", "mine", "training")] == [
        "cash bonus (cash)", "cash bonus (mine)", "training of everyone",
    ]  # fmt: skip


def test_a_mark_that_is_never_passed_costs_nothing():
    found = imsim.compare(
        "bakery", strategies={"marked": {"recognition": {"mark": 1.0}}}, budget=0, replicates=2, overrides=TINY
    )
    assert found.cost("marked").mean == 0


@pytest.mark.parametrize(("cost", "mark"), [(94.0, "~"), (95.5, ""), (104.5, ""), (106.0, "~")])
def test_what_cost_over_5_percent_more_or_less_than_planned_is_marked(cost, mark):
    spent = SimpleNamespace(
        place_of=["cash"].index,
        strategies=[SimpleNamespace(planned=100.0)],
        cost=lambda _: SimpleNamespace(mean=cost),
    )
    off_plan = imsim.Comparison.off_plan(spent, "cash")
    assert mark_of({"under_budget": False, "over_budget": False, "off_plan": off_plan}) == mark


def test_a_budget_means_the_same_in_a_sweep_as_in_a_comparison():
    compared = imsim.compare("bakery", strategies=["cash"], budget=0.03, replicates=2, overrides=TINY)
    swept = imsim.sweep(
        "bakery", strategy="cash", budget=0.03, vary={"insight": (0.6, 1.0, 2)}, replicates=2,
        overrides=TINY | {"parameters.insight": 1.0}, outcomes=["acsi"],
    )  # fmt: skip
    again = imsim.compare(
        "bakery", strategies=["cash"], budget=0.03, replicates=2, overrides=TINY | {"parameters.insight": 1.0}
    )
    assert swept.results.final["acsi"][1, 0].tolist() == again.values("acsi", "cash").tolist()
    assert compared.doses.equals(again.doses)


def test_as_many_processes_as_the_job_and_the_container_have(monkeypatch, tmp_path):
    monkeypatch.setenv("SLURM_CPUS_PER_TASK", "1")
    assert cores() == 1
    limits = tmp_path / "cpu.max"
    for text, processors in (("250000 100000", 2), ("50000 100000", 1), ("max 100000", None), ("", None)):
        limits.write_text(text)
        assert quota(limits) == processors
    assert quota(tmp_path / "nowhere") is None


# What was found


def test_few_differences_that_are_all_alike_have_no_interval():
    assert np.isnan(paired(np.array([-2.5, -2.5])).low)
    assert paired(np.array([-2.5, -2.5])).mean == -2.5
    assert paired(np.full(12, -2.5)).low == -2.5
    _, half = paired_mean_and_half_width(np.array([[3.0, 3.0, np.nan], [3.0, 4.0, 5.0], [0.0, 0.0, 0.0]]))
    assert np.isfinite(half).tolist() == [False, True, False]


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    out = tmp_path_factory.mktemp("swept") / "out"
    return imsim.sweep(
        "bakery", strategy="training", vary={"training.hours": (0, 40, 3)}, outcomes=["acsi"], replicates=4,
        overrides=TINY, out=out,
    ), out  # fmt: skip


def test_a_sweep_tells_the_paired_change_from_its_first_point(swept):
    table, values = swept[0].table, swept[0].results.final["acsi"][:, 0]
    assert table["acsi_change"].tolist() == pytest.approx((values - values[0]).mean(axis=1).tolist(), abs=1e-12)
    assert table["acsi_change"][0] == 0
    assert table["acsi_change_high"][2] - table["acsi_change_low"][2] < table["acsi_high"][2] - table["acsi_low"][2]
    assert swept[0].as_json()["points"][2]["outcomes"]["acsi"]["change"]["mean"] == table["acsi_change"][2]
    assert list(swept[0].summary.columns) == ["ACSI, points", "ACSI change, points"]


def test_a_report_tells_which_files_were_changed_since(swept):
    out = swept[1]
    told = "Changed after the study ended"
    assert told not in imsim.report(out).read_text(encoding="utf-8")
    answer = out / "answer.json"
    answer.write_text(answer.read_text().replace('"seed": 1', '"seed": 2'))
    assert f"{told}: answer.json." in imsim.report(out).read_text(encoding="utf-8")
    manifest = json.loads((out / "manifest.json").read_text())
    (out / "manifest.json").write_text(json.dumps(manifest | {"started": "2020-01-01"}))
    assert f"{told}: answer.json, manifest.json." in imsim.report(out).read_text(encoding="utf-8")


# The floor of sensitivity indices


def known(places):
    """The second factor matters most; the fourth does nothing."""
    return np.sin(3 * places[:, 0]) + 2 * places[:, 1] ** 2 + places[:, 0] * places[:, 2]


def analysed(name, samples, seed, noise):
    """A finding of the known function with so large a share of noise, four replicates a point."""
    design = draw(METHODS[name], unnamed(4), samples, seed)
    outcome = known(design.places)
    deviation = np.sqrt(4 * noise / (1 - noise) * outcome.var())
    values = outcome[:, None] + deviation * np.random.default_rng(seed + 100).standard_normal((len(outcome), 4))
    return finding(METHODS[name], design, values)


@pytest.mark.thorough
@pytest.mark.ci
@every("name, samples", [("morris", 20), ("sobol", 64), ("pawn", 128)])
def test_a_factor_that_matters_is_above_the_floor_and_one_that_does_not_is_below(name, samples):
    found = [analysed(name, samples, seed, 0.0) for seed in range(2)]
    assert all(one.above_floor("dummy 1") for one in found)
    assert sum(one.above_floor("dummy 3") for one in found) <= 1


def test_where_nothing_tells_of_noise_there_is_no_floor_but_for_scattered_points():
    places = draw(METHODS["morris"], unnamed(4), 10, 1)
    values = known(places.places)[:, None]
    assert finding(METHODS["morris"], places, values).floor == {}
    scattered = draw(METHODS["rbd-fast"], unnamed(4), 64, 1)
    assert finding(METHODS["rbd-fast"], scattered, known(scattered.places)[:, None]).floor["S1"] > 0


def test_an_index_below_zero_is_not_above_the_floor():
    found = Finding(0.0, 1.0, None, {"a": {"S1": -0.2}, "b": {"S1": 0.2}}, {}, {}, floor={"S1": 0.1})
    assert (found.above_floor("a"), found.above_floor("b")) == (False, True)


def test_the_bound_of_few_dummies_is_passed_by_one_in_forty_more_like_them():
    values = np.random.default_rng(1).standard_normal((4000, 7))
    passed = [row[6] > _bound(row[:6, None])[0] for row in values]
    assert np.mean(passed) == pytest.approx(1 / 40, abs=0.008)


def test_the_floor_knows_how_little_few_points_tell_of_noise():
    design = draw(METHODS["dgsm"], unnamed(2), 16, 1)
    sure, unsure = (floors(METHODS["dgsm"], design, design.places[:, 0], 1.0, freedom) for freedom in (np.inf, 5))
    assert unsure["dgsm"] > sure["dgsm"]


def test_noise_raises_the_floor():
    clean, noisy = (analysed("sobol", 64, 1, noise) for noise in (0.0, 0.3))
    assert noisy.floor["ST"] > clean.floor["ST"] + 0.1
    assert noisy.floor["ST"] > noisy.noise.share * 0.5


@pytest.mark.thorough
@every(
    "name, samples",
    [("morris", 20), ("dgsm", 64), ("sobol", 64), ("pawn", 256), ("rbd-fast", 256), ("rsa", 256), ("fast", 129)],
)
@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_a_factor_that_does_nothing_is_above_the_floor_in_few_studies(name, samples, noise):
    above = sum(analysed(name, samples, seed, noise).above_floor("dummy 3") for seed in range(100))
    assert above <= 8  # 2.5 are expected, more than 8 come by chance once in 800


def test_the_floor_of_a_design_without_noise_is_zero_where_points_repeat():
    design = draw(METHODS["sobol"], (Factor("a", "a", 0.0, 1.0), Factor("b", "b", 0.0, 1.0)), 16, 1)
    assert isinstance(design, Design)
    assert floors(METHODS["sobol"], design, design.places[:, 0], 0.0) == {"ST": 0.0, "S1": 0.0}


@pytest.mark.parametrize(
    ("replicates", "said"),
    [
        (1, "1 replicate, 9 weeks, the last 4 evaluated, no intervals"),
        (2, "95 % intervals (with so few replicates they mean little and may reach beyond the scale)"),
        (30, "30 replicates, 9 weeks, the last 4 evaluated, 95 % intervals"),
    ],
)
def test_intervals_of_few_replicates_are_called_poor(replicates, said):
    timeline = SimpleNamespace(weeks=9, window=4)
    made_up = SimpleNamespace(
        scenario=SimpleNamespace(timeline=timeline), names=("nothing", "training"), replicates=replicates
    )
    assert how_run(made_up).endswith(said)
