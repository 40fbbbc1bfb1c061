"""Sweeps from the command line: what is run, what is shown, what is planned, and how failures end."""

import json
import time
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from imsim.cli.main import app
from imsim.engine.errors import InputError, RunFailed
from imsim.scenarios.simulation import simulate
from imsim.studies import blocks
from imsim.studies.estimate import run_estimate
from imsim.studies.execution import run_study
from imsim.studies.intervals import paired, paired_mean_and_half_width
from imsim.studies.kinds.sweep import SweepRequest, plan
from imsim.studies.manifest import manifest_of
from imsim.studies.sweep import Sweep

# Nothing here asks whether the firm stands still, or looks at figures.
pytestmark = pytest.mark.usefixtures("aged_briefly", "undrawn")

TINY = ["--set", "market.rows=50", "--set", "time.burn_in=2", "--weeks", "4", "--jobs", "1"]
OVERRIDES = ("market.rows=50", "time.burn_in=2")


def invoke(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sweep") / "out"
    vary = ["--vary", "training.hours=0:40:3", "--vary", "forgetting=.012:.02:2"]
    return invoke("sweep", "bakery", *TINY, *vary, "--replicates", 3, "--out", folder, "--json"), folder


def test_the_json_has_a_point_for_each_combination(swept):
    result, _ = swept
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["scenario"], told["design"], told["replicates"], told["weeks"], told["runs"]) == (
        "bakery", "grid", 3, 4, 18)  # fmt: skip
    assert [point["factors"] for point in told["points"]] == [
        {"training.hours": hours, "forgetting": rate} for hours in (0.0, 20.0, 40.0) for rate in (0.012, 0.02)
    ]
    for point in told["points"]:
        assert all(row["low"] <= row["mean"] <= row["high"] for row in point["outcomes"].values())


def test_the_tables_agree(swept):
    result, folder = swept
    told, table, runs = (
        json.loads(result.stdout),
        pd.read_csv(folder / "table.csv"),
        pd.read_parquet(folder / "runs.parquet"),
    )
    means = runs.groupby("point")["acsi"].mean()
    np.testing.assert_allclose(means, table["acsi"])
    np.testing.assert_allclose(means, [point["outcomes"]["acsi"]["mean"] for point in told["points"]])


def test_export_writes_csv(swept, tmp_path):
    result = invoke("export", swept[1], "--out", tmp_path)
    assert result.stdout.split() == [str(tmp_path / "runs.csv")]
    assert len(pd.read_csv(tmp_path / "runs.csv")) == 18


def test_what_is_swept_is_what_is_simulated():
    """Levers replace what the budget gave them, parameters the defaults, other programmes stay as scaled."""
    vary = ["training.hours=7:9:2", "insight=.7:.8:2"]
    study = plan(SweepRequest("bakery", vary=vary, replicates=1, overrides=OVERRIDES, weeks=4, outcomes="acsi"))
    found = run_study(study)
    company = study.subject.place(study.design.values()[2], 0)
    scaled = company.cases[0]
    case = company.case(scaled, study.design.values()[2])
    assert dict(case.programmes)["training"].hours == 9.0
    assert case.parameters["insight"] == 0.7
    assert dict(case.programmes)["recognition"] == dict(scaled.programmes)["recognition"]
    assert found.final["acsi"][2, 0, 0] == simulate(company.setting, [case], (0,), 1, ("acsi",)).final["acsi"][0, 0]


def test_a_number_of_the_scenario_changes_the_company_and_the_budget_with_it():
    heads = "organisation.departments.counter.heads=3:5:2"
    study = plan(SweepRequest("bakery", vary=[heads], overrides=OVERRIDES))
    subject = study.subject
    small, large = (subject.place(row, 0) for row in study.design.values())
    assert (small.setting.organisation.posts, large.setting.organisation.posts) == (7, 9)
    assert small.cases != large.cases
    assert [len(points) for points in subject.together(study.design.values())] == [1, 1]


def test_each_replicate_may_draw_its_own_organisation():
    own = (*OVERRIDES, "organisation.seed=replicate")
    asked = SweepRequest("bakery", vary=["insight=.7:.8:2"], replicates=2, outcomes="acsi", weeks=4, overrides=own)
    study = plan(asked)
    missing = np.ones(study.shape, dtype=bool)
    assert {batch.replicates for batch in study.batches(missing, 1)} == {(0,), (1,)}
    assert np.isfinite(run_study(study).values("acsi")).all()


def test_two_strategies_at_the_same_points_are_paired():
    vary = ["insight=.7:.8:2"]
    study = plan(SweepRequest("bakery", vary=vary, replicates=2, against="nothing", overrides=OVERRIDES, weeks=4))
    found = run_study(study)
    np.testing.assert_array_equal(
        found.values("acsi", "full_plan", "nothing"),
        found.values("acsi", "full_plan") - found.values("acsi", "nothing"),
    )
    assert (found.values("programme_cash", "nothing") == 0).all()
    assert len(Sweep(found).table) == 4


def test_a_hundred_thousand_runs_are_planned_in_seconds(tmp_path):
    begun = time.monotonic()
    result = invoke(
        "sweep", "service_firm", "--samples", 10_000, "--replicates", 10, "--dry-run", "--out", tmp_path / "out"
    )
    assert time.monotonic() - begun < 20
    assert result.exit_code == 0, result.output
    assert "100,000 runs: 10,000 points x 10 replicates" in result.stdout
    assert "MB of disk" in result.stdout
    assert not (tmp_path / "out").exists()
    told = json.loads(invoke("sweep", "bakery", *TINY, "--samples", 64, "--dry-run", "--json").stdout)
    assert told["runs"] == 640
    assert told["seconds"] > 0
    assert told["bytes"] > 0


def test_time_and_disk_grow_with_the_study():
    small, large = (plan(SweepRequest("bakery", samples=samples)) for samples in (500, 5000))
    assert run_estimate(large, 1).seconds > 5 * run_estimate(small, 1).seconds
    assert run_estimate(large, 1).disk == pytest.approx(10 * run_estimate(small, 1).disk, rel=0.01)


def test_many_points_are_shown_as_ranges():
    result = invoke(
        "sweep", "bakery", *TINY, "--samples", 50, "--replicates", 1, "--outcome", "acsi", "--vary", "insight", "-q"
    )
    assert result.exit_code == 0, result.output
    assert "median" in result.stdout
    assert "50 points (lhs)" in result.stdout


def test_a_study_with_failed_runs_is_shown_and_ends_in_an_error(tmp_path, monkeypatch):
    def fragile(setting, cases, *more):
        if any(case.parameters["insight"] > 0.75 for case in cases):
            raise FloatingPointError("overflow")
        return simulate(setting, cases, *more)

    monkeypatch.setattr(blocks, "simulate", fragile)
    command = ["sweep", "bakery", *TINY, "--vary", "insight=.7:.8:2", "--replicates", 2, "--out", tmp_path / "out"]
    result = invoke(*command)
    assert "1 runs failed" not in result.stdout
    assert "2 runs failed and are left out" in result.stdout
    assert isinstance(result.exception, RunFailed)
    assert str(result.exception) == (
        "2 of 4 runs failed, the first at point 1, replicate 0: FloatingPointError: overflow"
    )
    monkeypatch.undo()
    mended = invoke(*command, "--resume", "--retry-failed")
    assert mended.exit_code == 0, mended.output


def test_resume_needs_a_folder():
    result = invoke("sweep", "bakery", *TINY, "--vary", "insight", "--resume")
    assert isinstance(result.exception, InputError)
    assert "--resume needs --out" in str(result.exception)


def test_changed_imported_tables_make_another_study(tmp_path):
    """The text of the scenario stays the same; what it names does not."""
    (tmp_path / "posts.csv").write_text("post,label,department,supervisor,layers\n0,x,a,,0\n1,y,b,0,1\n")
    (tmp_path / "own.toml").write_text(
        'extends = "bakery"\n[organisation]\nposts = "posts.csv"\npartners = []\n[organisation.departments]\n'
        "owner = { remove = true }\nbakehouse = { remove = true }\ncounter = { remove = true }\n"
        "a = { heads = 1 }\nb = { heads = 1, contact = true }\n[organisation.service]\nowner = { remove = true }\n"
        "bakehouse = { remove = true }\ncounter = { remove = true }\nb = { a = 1.0 }\n"
    )
    asked = SweepRequest(tmp_path / "own.toml", vary=["insight"], replicates=1)
    before = plan(asked).key
    assert plan(asked).key == before
    (tmp_path / "posts.csv").write_text("post,label,department,supervisor,layers\n0,x,a,,0\n1,z,b,0,1\n")
    assert plan(asked).key == before, "no run depends on a name"
    (tmp_path / "posts.csv").write_text("post,label,department,supervisor,layers\n0,x,a,,0\n1,z,b,,1\n")
    study = plan(asked)
    assert study.key != before
    told = manifest_of(study.identity, study.scenario, study.options, 1, datetime.now(UTC))["scenario"]["imported"]
    assert told == {"posts.csv": "post,label,department,supervisor,layers\n0,,a,,0\n1,,b,,1\n"}


def test_a_gain_that_few_replicates_show_has_no_interval_in_a_sweep_either():
    differences = np.array([[0.0, 0.0, 0.0, 0.0, 0.0, 1.0], [1.0, 2.0, 1.5, 0.0, np.nan, 1.2], [0.0] * 6])
    mean, half = paired_mean_and_half_width(differences)
    for row, found, apart in zip(differences, mean, half, strict=True):
        alone = paired(row[np.isfinite(row)])
        assert found == pytest.approx(alone.mean)
        assert apart == pytest.approx(alone.high - alone.mean, nan_ok=True)
    assert np.isnan(half).tolist() == [True, False, True]
