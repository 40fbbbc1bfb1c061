"""Fit: tables are read or refused, numbers are what one would count, parameters of made firms are found again."""

import json
import shutil
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import imsim
from imsim.cli.main import app
from imsim.engine.errors import InputError, RunFailed, StudyConflict
from imsim.engine.interrupts import Stopped
from imsim.reporting.terminal.fit import rehearsal_table
from imsim.scenarios.scenario import load
from imsim.studies.conditioned import sets_given
from imsim.studies.design import Factor
from imsim.studies.files import json_text
from imsim.studies.fitting.chains import AGREED, draws
from imsim.studies.fitting.emulator import blocks_of, emulated
from imsim.studies.fitting.likelihood import likelihood_of
from imsim.studies.fitting.loading import firm_data
from imsim.studies.fitting.misfit import made_anew, predictive
from imsim.studies.fitting.numbers import Number, numbers_of, pooled, root_rate, sampling, usual_spreads
from imsim.studies.fitting.rehearsal import Rehearsed, rehearsal_of
from imsim.studies.fitting.tables import SurveyMean
from imsim.studies.fitting.template import TEMPLATES
from imsim.studies.fitting.verdicts import ridges_of, verdicts_of
from imsim.studies.fitting.watching import LUCK, Watched
from imsim.studies.fitting.windows import Window, window_of
from imsim.studies.kinds.fit import USUALLY, FitRequest, check_names, plan, usual_parameters
from imsim.studies.manifest import changed_since, read_manifest

TINY = ("market.rows=100", "time.burn_in=8", "time.weeks=26", "time.window=26")
SURVEY = {"date": "2025-03-31", "department": "counter", "measure": "motivation", "mean": 3.0, "n": 5, "scale": "1-5"}
STAFF = {"id": "a", "department": "counter", "hired": "2024-01-01", "left": "2025-02-01", "reason": "resigned"}
CUSTOMERS = {"month": "2025-01", "score": 80.0, "n": 40}


@pytest.fixture(scope="module")
def bakery():
    return load("bakery", TINY)


def rows(row, *changes):
    return pd.DataFrame([row | change for change in changes or ({},)])


# The three tables


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [("survey", {"mean": 6.0}, 'row 2: mean = "6.0": is outside its scale, 1 to 5'),
     ("survey", {"mean": "good"}, 'row 2: mean = "good": should be a number'),
     ("survey", {"scale": "five"}, 'scale = "five": should be the lowest and the highest answer, as 1-5 or 0-100'),
     ("survey", {"scale": "5-1"}, 'scale = "5-1": should be the lowest and the highest answer'),
     ("survey", {"date": "03/04/2025"}, 'date = "03/04/2025": day and month cannot be told apart'),
     ("survey", {"date": "2025-02-30"}, 'date = "2025-02-30": is no day of the calendar'),
     ("survey", {"measure": "motivaton"}, 'there is no such measure; did you mean "motivation"?'),
     ("survey", {"measure": ""}, "measure = .* is empty; allowed are motivation, job_satisfaction"),
     ("survey", {"department": "Conter"}, 'there is no such department; did you mean "counter"?'),
     ("survey", {"n": 7.5}, 'n = "7.5": should be a whole number, 0 or more'),
     ("staff", {"id": ""}, "id = .* is empty"),
     ("staff", {"left": "2023-12-31"}, 'left = "2023-12-31": is before the day of hiring, 2024-01-01'),
     ("customers", {"score": 101}, 'score = "101": is outside its scale, 0 to 100'),
     ("customers", {"department": "bakehouse"}, 'department = "bakehouse": meets no customers in this scenario'),
     ("customers", {"month": "January"}, 'month = "January": should be a date')],
)  # fmt: skip
def test_what_cannot_be_used_is_said_in_one_line(bakery, table, change, said):
    row = {"survey": SURVEY, "staff": STAFF, "customers": CUSTOMERS}[table] | change
    tables = dict.fromkeys(("survey", "staff", "customers")) | {table: rows(row)}
    with pytest.raises(InputError, match=said) as caught:
        firm_data(bakery, **tables)
    assert len(caught.value.lines) == 1


def test_a_missing_column_and_a_second_row_of_a_group_are_named(bakery):
    with pytest.raises(InputError, match=r'the survey table needs a column "scale".*found: date'):
        firm_data(bakery, rows(SURVEY).drop(columns="scale"), None, None)
    with pytest.raises(InputError, match=r"row 3: measure = .* stands in row 2 already"):
        firm_data(bakery, rows(SURVEY, {}, {"mean": 4.0}), None, None)
    with pytest.raises(InputError, match="at least one of the three tables is needed"):
        firm_data(bakery, None, None, None)


def test_groups_under_five_are_missing_and_not_zero(bakery):
    survey = rows(SURVEY, {"n": 4}, {"department": "bakehouse", "n": 0, "mean": ""}, {"department": "", "n": 5})
    data = firm_data(bakery, survey, None, rows(CUSTOMERS, {"n": 3}))
    assert ([one.department for one in data.survey], data.customers, data.left_out) == ([""], (), 3)


def test_words_and_scales_are_read_in_the_forms_that_people_have(bakery, tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text("# a comment\nDate;Department;Measure;Mean;n;Scale\n31.03.2025;Counter;Trust;3,5;12;1-5\n", "utf-8")
    (one,) = firm_data(bakery, path, None, None).survey
    assert (one.day, one.department, one.measure) == (date(2025, 3, 31), "counter", "management_trust")
    assert (one.mean, one.n) == (0.625, 12)


# Dates, weeks and numbers


def test_week_0_begins_at_the_first_date_or_where_it_is_said(bakery):
    data = firm_data(bakery, rows(SURVEY), rows(STAFF), rows(CUSTOMERS))
    window = window_of(data, None)
    assert (window.start, window.weeks, window.week(date(2025, 3, 31))) == (date(2025, 1, 1), 13, 12)
    assert window_of(data, date(2025, 2, 1)).weeks == 9
    assert window.month(date(2025, 1, 1)) == range(5)
    with pytest.raises(InputError, match=r"--start 2026-01-01: the last date in the tables is 2025-03-31"):
        window_of(data, date(2026, 1, 1))


def test_exits_and_hires_are_counted_by_hand():
    staff = [STAFF | {"id": i, "left": ""} for i in range(9)]
    staff += [STAFF | {"id": 20, "left": "2025-01-10"}, STAFF | {"id": 21, "left": "2025-02-10", "reason": "Transfer"}]
    staff += [STAFF | {"id": 30, "hired": "2025-03-10", "left": ""}]
    data = firm_data(load("bakery"), None, pd.DataFrame(staff), None)
    numbers = numbers_of(data, Window(date(2025, 1, 1), 52), 300)  # of 300 posts, a month is enough
    exits = {one.label: one.value for one in numbers if one.kind == "exits"}
    hires = {one.label: one.value for one in numbers if one.kind == "hires"}
    # January: weeks 0-4; eleven people in the first two, ten in the last three. One left: (1 + 3/8) of 10.4 in 5 weeks.
    assert exits["2025-01"] == pytest.approx(np.sqrt(1.375 / (10.4 * 5 / 52)))
    # Who is transferred is no exit: nobody left in February.
    assert exits["2025-02"] == pytest.approx(np.sqrt(0.375 / (float(np.mean([10, 10, 9, 9])) * 4 / 52)), rel=0.03)
    assert hires["2025-03"] > hires["2025-02"]


def test_answers_and_scores_keep_their_sampling_error(bakery):
    data = firm_data(bakery, rows(SURVEY, {}, {"date": "2025-01-31"}), None, rows(CUSTOMERS))
    numbers = numbers_of(data, window_of(data, None), 8)
    assert [one.value for one in numbers] == [0.5, 0.5, 0.8]
    covariance = sampling(numbers)
    assert covariance[0, 0] == pytest.approx(0.2**2 / 5 + 0.02**2)
    # Two surveys of a measure may be off together; customers' scores have nothing to do with it.
    assert covariance[0, 1] == pytest.approx(0.02**2)
    assert covariance[0, 2] == 0


def test_runs_give_the_numbers_that_one_reads_off_the_firm(bakery):
    """One run, watched from outside: means of those present, exits over those there, scores as ACSI."""
    from imsim.scenarios.simulation import Simulation

    places = [("answers", "engagement", "counter", 6, 6), ("exits", "", "", 0, 25), ("hires", "", "", 0, 25),
              ("scores", "", "", 3, 4)]  # fmt: skip
    numbers = tuple(Number(kind, measure, where, "x", a, b, 0.0, 0.0) for kind, measure, where, a, b in places)
    factors = (Factor("labour_market", "parameters.labour_market", 0, 2), Factor(LUCK, LUCK, 0, 9, whole=True))
    subject = Watched(bakery, "nothing", factors, numbers, seed=3)
    block = subject.block(np.array([[1.5, 4.0], [0.5, 4.0], [1.5, 5.0]]), [(0, 0), (1, 0), (2, 0)], (0,))
    found = block.run().final
    simulation = Simulation(bakery.setting(), [block.case(np.array([1.5, 4.0]))], (4,), 3)
    company, left, came, there, scores = simulation.ensemble, 0, 0, 0, []
    for week in range(26):
        simulation.step()
        staff = company.employees
        left, came = left + staff.left.sum(), came + staff.hired.sum()
        there += (staff.occupied | staff.left).sum()
        if week == 6:
            now = staff.occupied[0, 0, 4:]
            both = (staff.motivation[0, 0, 4:] + staff.job_satisfaction[0, 0, 4:]) / 2
            assert found["answers.engagement.counter.x"][0, 0] == pytest.approx(both[now].mean())
        if week in (3, 4):
            scores.append(imsim.outcomes.OUTCOMES["acsi"].measure(company).item() / 100)
    assert found["exits.x"][0, 0] == pytest.approx(float(root_rate(left, there / 26, 26)))
    assert found["hires.x"][0, 0] == pytest.approx(float(root_rate(came, there / 26, 26)))
    assert found["scores.x"][0, 0] == pytest.approx(np.mean(scores))
    # Alone or beside others, a run is the same.
    assert np.array_equal(block.part(slice(2, 3), slice(None)).run().final["scores.x"], found["scores.x"][2:])


# What is learnt of a made linear simulator


FACTORS = tuple(Factor(name, f"parameters.{name}", 0, 1) for name in ("clear", "one", "other", "idle"))
BLOCKS = ["a"] * 6 + ["b"] * 6


def simulator(places, rng, noise=0.1):
    """Twelve numbers: six of the first parameter, six of the sum of the next two; the last does nothing."""
    clear, both = places[:, [0]], places[:, [1]] + places[:, [2]]
    return np.hstack([clear * np.linspace(1, 2, 6), both * np.linspace(1, 2, 6)]) + noise * rng.standard_normal(
        (len(places), 12)
    )


@pytest.fixture(scope="module")
def linear():
    rng = np.random.default_rng(1)
    places, luck = rng.random((240, 4)), np.arange(240) // 8
    places[-24:] = places[:24]
    values = simulator(places, rng)
    error = 0.05**2 * np.eye(12)
    emulator = emulated(places, values, luck)
    return places, luck, values, error, emulator, likelihood_of(emulator, places, values, luck, error)


def learn(linear, observed, seed=1):
    _, luck, _, error, emulator, likelihood = linear
    found = draws(lambda places: likelihood.log(places, observed), 4, seed)
    return found, predictive(emulator, error, luck, BLOCKS, observed, found)


def test_a_linear_simulator_is_learnt_as_far_as_it_can_be(linear):
    rng = np.random.default_rng(2)
    truth = np.array([[0.3, 0.9, 0.4, 0.5]])
    found, held = learn(linear, made_anew(simulator(truth, rng)[0], linear[3], rng))
    verdicts = {one.parameter: one for one in verdicts_of(FACTORS, found.places)}
    assert not held.refused
    assert found.agreement < AGREED
    assert {name: one.learnt for name, one in verdicts.items()} == {
        "clear": "learnt", "one": "hardly", "other": "hardly", "idle": "not at all",
    }  # fmt: skip
    assert verdicts["clear"].low < 0.3 < verdicts["clear"].high
    # Only the sum of the two is told.
    (pair,) = ridges_of(FACTORS, found.places)
    assert ({pair.one, pair.other}, pair.correlation < -0.8) == ({"one", "other"}, True)


def test_an_estimate_at_an_end_of_its_range_is_said(linear):
    rng = np.random.default_rng(3)
    found, _ = learn(linear, simulator(np.array([[-0.1, 0.5, 0.5, 0.5]]), rng, 0.01)[0])
    assert verdicts_of(FACTORS, found.places)[0].end == "low"


def test_data_that_no_parameters_make_are_refused(linear):
    rng = np.random.default_rng(4)
    observed = simulator(np.full((1, 4), 0.5), rng)[0]
    observed[6:9] -= 1.0  # falls where the model can only rise
    _, held = learn(linear, observed)
    assert (held.refused, held.worst.block) == (True, "b")


def test_the_same_seed_draws_the_same_chains(linear):
    one, again = (learn(linear, linear[2][0])[0].places for _ in range(2))
    assert np.array_equal(one, again)


def test_blocks_that_emulators_cannot_follow_are_left_out():
    rng = np.random.default_rng(5)
    places, luck = rng.random((240, 2)), np.arange(240) // 8
    places[-24:] = places[:24]
    smooth = places[:, [0]] + 0.1 * rng.standard_normal((240, 3))
    jagged = np.sign(np.sin(40 * places[:, [0]] * places[:, [1]])) + 0.1 * rng.standard_normal((240, 3))
    values = np.hstack([smooth, jagged, rng.standard_normal((240, 3))])
    pairs = np.column_stack([np.arange(24), np.arange(216, 240)])
    found = blocks_of(["smooth"] * 3 + ["jagged"] * 3 + ["luck"] * 3, emulated(places, values, luck), values, pairs)
    # Where there is nothing but luck, there is nothing to follow, and no harm.
    assert [(one.name, one.used) for one in found] == [("smooth", True), ("jagged", False), ("luck", True)]


def test_a_rehearsal_counts_what_intervals_hold():
    factors = FACTORS[:1]
    truths, errors = np.array([0.1, 0.3, 0.5, 0.9]), np.array([0.05, 0.2, 0.0, -0.05])
    firms = [
        Rehearsed(t, t + e, t + e - 0.1, t + e + 0.1, refused=bool(t > 0.8))
        for t, e in zip(truths[:, None], errors[:, None], strict=True)
    ]
    found = rehearsal_of(factors, firms)
    assert (found.coverage.share, found.refused.share) == (0.75, 0.25)
    assert (found.parameters[0].learnt, found.parameters[0].correlation > 0.9) == ("learnt", True)


@pytest.mark.parametrize("firms", [1, 2])
def test_of_few_firms_no_correlation_is_told_and_json_stays_json(firms):
    value = np.array([0.5])
    made = [Rehearsed(value * number, value, value - 0.1, value + 0.1, refused=False) for number in range(firms)]
    told = json.loads(json_text(rehearsal_of(FACTORS[:1], made).as_json()), parse_constant=pytest.fail)
    assert told["parameters"]["clear"]["correlation"] is None
    assert "-" in [cell for column in rehearsal_table(told).columns for cell in column.cells]


# From the tables to what is left


@pytest.fixture(scope="module")
def tables():
    """Half a year of a bakery of eight, made."""
    survey = [SURVEY | {"date": day, "department": "", "measure": measure, "mean": 3.2, "n": 8}
              for day in ("2025-01-15", "2025-05-15") for measure in ("motivation", "job_satisfaction")]  # fmt: skip
    customers = [CUSTOMERS | {"month": f"2025-0{month}", "score": 80 + month % 2} for month in range(1, 7)]
    return {"survey": pd.DataFrame(survey), "customers": pd.DataFrame(customers)}


SMALL = {"parameters": "motivation_trait_mean,product_quality,disposition_mean", "samples": 80, "seed": 2}


@pytest.fixture(scope="module")
def fitted(bakery, tables, tmp_path_factory):
    folder = tmp_path_factory.mktemp("fit") / "fit"
    return imsim.fit(bakery, **tables, **SMALL, rehearse=4, out=folder), folder


def test_a_fit_says_what_was_learnt_and_leaves_what_others_need(bakery, fitted):
    found, folder = fitted
    answer = json.loads((folder / "answer.json").read_text("utf-8"))
    assert set(answer["parameters"]["product_quality"]) >= {
        "estimate",
        "low",
        "high",
        "prior_low",
        "prior_high",
        "learnt",
    }
    assert (answer["untreated"], answer["rehearsal"]["firms"], answer["check"][0]["block"]) == (True, 4, "all numbers")
    assert imsim.read(folder).as_json() == found.as_json() == answer
    for name in ("bands", "learnt"):
        assert (folder / "figures" / f"{name}.png").stat().st_size > 5000
    firm = load(folder / "fitted.toml")
    assert {"turnover", "acsi", "profit"} <= set(firm.table.known)
    assert all(firm.parameters[name] == pytest.approx(found.as_json()["parameters"][name]["estimate"], rel=1e-4)
               for name in found.learnt())  # fmt: skip
    sets = sets_given(folder, firm)
    assert (sets.number, {one.name for one in sets.factors} >= set(found.draws.columns)) == (64, True)
    # They are draws from the posterior.
    middle = found.draws["product_quality"].median()
    assert sets.kept["product_quality"].median() == pytest.approx(middle, abs=0.04)
    assert "No programme ran in the window" in imsim.report(folder).read_text("utf-8")


def test_the_sets_of_a_fit_are_no_search_and_its_manifest_vouches_for_what_it_leaves(fitted, tmp_path):
    folder = fitted[1]
    with pytest.raises(InputError, match=r"left by a fit, no search finds them again; repeat the fit"):
        imsim.repeat(folder / "plausible")
    copy = shutil.copytree(folder, tmp_path / "copy")
    manifest = read_manifest(copy)
    assert {"fitted.toml", "plausible/sets.parquet", "numbers.csv"} <= set(manifest["files"])
    assert changed_since(manifest, copy) == []
    for name in ("fitted.toml", "plausible/answer.json"):
        (copy / name).write_text("{}")
    assert changed_since(manifest, copy) == ["fitted.toml", "plausible/answer.json"]


def test_a_fit_is_listed_and_its_tables_become_csv(fitted, tmp_path):
    runner = CliRunner()
    (listed,) = json.loads(runner.invoke(app, ["studies", str(fitted[1]), "--json"]).stdout)["studies"]
    assert (listed["kind"], listed["state"], listed["scenario"]) == ("fit", "complete", "bakery")
    done = runner.invoke(app, ["export", str(fitted[1]), "--out", str(tmp_path)])
    assert done.stdout.split() == [str(tmp_path / "draws.csv")]
    assert len(pd.read_csv(tmp_path / "draws.csv")) == len(fitted[0].draws)
    for path in fitted[1].glob("*.csv"):
        shutil.copy(path, tmp_path)
    (tmp_path / "manifest.json").write_text('{"kind": "patterns", "options": {}, "scenario": {}, "seed": 1}')
    said = str(runner.invoke(app, ["export", str(tmp_path)]).exception)
    assert "a study by imsim patterns, whose tables are CSV files (draws.csv, numbers.csv, table.csv)" in said


def test_no_table_of_the_firm_is_called_as_one_of_the_fit(tables):
    class Named:
        posts, ties = "people.csv", "Table.csv"

    firm = SimpleNamespace(name="firm", table=SimpleNamespace(organisation=Named))
    with pytest.raises(InputError, match=r'firm: organisation.ties = "Table.csv": a fit leaves a file of its own'):
        check_names(firm)


@pytest.mark.thorough
def test_a_fit_that_is_stopped_goes_on_to_the_same_bytes(bakery, tables, fitted, tmp_path):
    def stop(number):
        nonlocal done
        done += number
        if done >= 60:
            raise Stopped(143)

    done = 0
    with pytest.raises(Stopped):
        imsim.fit(bakery, **tables, **SMALL, rehearse=4, out=tmp_path / "fit", done=stop)
    with pytest.raises(StudyConflict, match="go on with resume"):
        imsim.fit(bakery, **tables, **SMALL, rehearse=4, out=tmp_path / "fit")
    imsim.fit(bakery, **tables, **SMALL, rehearse=4, out=tmp_path / "fit", resume=True)
    names = ("answer.json", "table.csv", "numbers.csv", "draws.parquet", "fitted.toml", "plausible/sets.parquet")
    for name in names:
        assert (tmp_path / "fit" / name).read_bytes() == (fitted[1] / name).read_bytes(), name


@pytest.mark.thorough
def test_a_fit_is_rehearsed_later_as_if_it_had_been_asked_at_once(bakery, tables, fitted, tmp_path):
    done = []
    imsim.fit(bakery, **tables, **SMALL, out=tmp_path / "fit")
    imsim.fit(bakery, **tables, **SMALL, rehearse=4, out=tmp_path / "fit", resume=True, done=done.append)
    for name in ("answer.json", "table.csv", "numbers.csv", "draws.parquet", "fitted.toml", "begun.json"):
        assert (tmp_path / "fit" / name).read_bytes() == (fitted[1] / name).read_bytes(), name


def test_data_that_the_model_cannot_make_leave_nothing_but_runs(bakery, tables, tmp_path):
    wild = tables["customers"].assign(score=[95, 20, 95, 20, 95, 20])
    with pytest.raises(RunFailed, match=r"the model cannot have made these data: .*does the scenario tell all"):
        imsim.fit(bakery, survey=tables["survey"], customers=wild, **SMALL, out=tmp_path / "fit")
    assert {path.name for path in (tmp_path / "fit").iterdir()} <= {"stages", "begun.json", ".lock"}


def test_the_command_line_writes_templates_and_refuses_what_it_cannot_use(tmp_path):
    runner = CliRunner()
    done = runner.invoke(app, ["fit", "--template", "--out", str(tmp_path)])
    assert (done.exit_code, {path.name for path in tmp_path.iterdir()}) == (0, set(TEMPLATES))
    again = runner.invoke(app, ["fit", "--template", "--out", str(tmp_path)])
    assert isinstance(again.exception, InputError)
    rows = {"survey": "2025-03-31,counter,trust,3.5,12,1-5,", "staff": "a,counter,2024-01-01,2025-02-01,",
            "customers": "2025-01,80,40,,"}  # fmt: skip
    filled = {name: tmp_path / f"{name}_filled.csv" for name in rows}
    for name, path in filled.items():
        path.write_text(TEMPLATES[f"{name}.csv"] + rows[name] + "\n", "utf-8")
    data = firm_data(load("bakery"), **filled)
    assert (len(data.survey), len(data.staff), len(data.customers)) == (1, 1, 1)
    empty = runner.invoke(app, ["fit", "bakery", "--survey", str(tmp_path / "survey.csv")])
    assert "has no rows below its headings" in str(empty.exception)
    nobody = runner.invoke(app, ["fit", "--start", "2025-01-01"])
    assert "a scenario is needed" in str(nobody.exception)


def test_the_usual_parameters_have_reasons_and_can_be_changed(bakery, tables):
    assert usual_parameters(bakery) == list(USUALLY)
    request = FitRequest(bakery, **tables, parameters=["trust_speed"], vary=["product_quality=0.5:0.7"])
    assert [(one.name, one.low) for one in plan(request).factors] == [("trust_speed", 0.03), ("product_quality", 0.5)]
    wrong = [
        ({"samples": 8}, "--samples 8"), ({"start": "soon"}, "--start soon"),
        ({"vary": ["market.rows=100:200"]}, "is no parameter"), ({"strategy": "nothin"}, "no strategy"),
    ]  # fmt: skip
    for asked, said in wrong:
        with pytest.raises(InputError, match=said):
            plan(FitRequest(bakery, **tables, **asked))


@pytest.mark.parametrize("size", [5, 8, 30])
def test_means_of_small_groups_are_no_more_exact_than_they_are(size):
    """Five people who answer alike may do so by chance: by their own spread alone their mean seems too exact."""
    answers = np.random.default_rng(1).normal(0.6, 0.25, (400, size))
    day = date(2025, 3, 31)
    groups = [SurveyMean(day, "", "motivation", one.mean(), size, (1, 5), one.std()) for one in answers]
    usual = usual_spreads(groups)["motivation"]
    off = [(one.mean - 0.6) ** 2 * size / pooled([one], usual) ** 2 for one in groups]
    assert np.mean(off) == pytest.approx(1, abs=0.25)
