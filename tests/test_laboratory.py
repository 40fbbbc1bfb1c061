"""The field laboratory: who is treated, who is watched, what is recovered, and that luck is nobody's but the seed's."""

import json
import math
import tomllib
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from every import every
from imsim.cli.main import app
from imsim.engine.errors import InputError
from imsim.evidence.judgement import PartFinding, contrast
from imsim.evidence.laboratory import Drift, laboratory
from imsim.evidence.registration import freeze, registration_of
from imsim.evidence.replication import replicate, units_of
from imsim.evidence.study_file import checked_study, field_studies, load_study
from imsim.evidence.study_tables import DifferenceTable

PILOT = """
id = "pilot"
title = "does a course of one's own show?"
[setting]
scenario = "call_centre"
# Nobody learns from colleagues who were taught: else what falls on some reaches others within weeks.
overrides = ["market.rows=100", "organisation.departments.agents.heads=40", "parameters.course_spillover=0"]
[design]
units = 6
randomised = "people"
before = 4
weeks = 12
simulated = 30
[groups.drawn]
chosen = true
[groups.others]
chosen = false
[groups.drawn_newcomers]
chosen = true
cohort = "newcomers"
[groups.heads]
level = "heads"
[arms]
control = []
course = [{ effect = "course", amount = 1.0, people = "drawn", stop = 1 }]
heads = [{ effect = "course", amount = 1.0, people = "heads", stop = 1 }]
layoff = [{ dismiss = 0.25, stop = 1 }]
trained = [{ programme = "training", levers = { hours = 52.0, sessions = 52.0 }, people = "drawn" }]
[[parts]]
name = "knowledge of the drawn"
low = 0.01
high = 0.2
published = 0.05
[parts.effect]
outcome = "knowledge"
weeks = [1, 4]
arm = "course"
control = "course"
group = "drawn"
against = "others"
[[parts]]
name = "speed"
low = 0.0
effect = { outcome = "performance_quantity", weeks = [1, 4], arm = "course" }
[[parts]]
name = "load"
low = -1.0
effect = { outcome = "load", weeks = [1, 4], arm = "trained" }
[[parts]]
name = "cost"
low = 0.0
effect = { outcome = "programme_cash", weeks = [1, 12], arm = "trained", scale = "level" }
[[parts]]
name = "newcomers"
low = -1.0
effect = { outcome = "exits", weeks = [1, 12], arm = "layoff", group = "drawn_newcomers", scale = "difference" }
[[parts]]
name = "heads alone"
low = 0.0
effect = { outcome = "knowledge", weeks = [1, 4], arm = "heads", group = "heads" }
"""


def pilot(**design):
    tree = tomllib.loads(PILOT)
    tree["design"] |= design
    return checked_study(tree, "pilot.toml")


@pytest.fixture(scope="module")
def seen():
    study = pilot()
    from imsim.evidence.recording import Recording

    return study, Recording.joined([block.run() for block in laboratory(study, seed=3).blocks()])


def of(seen, part, **changes):
    study, recording = seen
    table = next(one for one in study.parts if one.name == part).effect
    return contrast(table.model_copy(update=changes), recording)


def test_what_is_aimed_at_some_people_falls_on_them_alone(seen):
    gain = of(seen, "knowledge of the drawn", control="control", against=None)
    assert gain > 0.02
    assert abs(of(seen, "knowledge of the drawn", control="control", group="others", against=None)) < 1e-6
    assert abs(of(seen, "knowledge of the drawn", weeks=(-4, -1), control="control", against=None)) == 0


def test_half_of_the_people_are_drawn_and_as_good_as_the_others_before(seen):
    _, recording = seen
    drawn, others = (recording.by_unit("knowledge", group, "control", (1, 1)) for group in ("drawn", "others"))
    assert drawn[:, 0].sum() / (drawn + others)[:, 0].sum() == pytest.approx(0.5, abs=0.04)
    assert (drawn.sum(0)[1] / drawn.sum(0)[0]) == pytest.approx(others.sum(0)[1] / others.sum(0)[0], rel=0.02)


def test_levels_and_newcomers_are_told_apart(seen):
    _, recording = seen
    heads = recording.by_unit("knowledge", "heads", "control", (1, 1))[:, 0].mean()
    assert 1 <= heads < 20
    assert of(seen, "heads alone") > 0.02
    newcomers = recording.moments["exits", "drawn_newcomers"][0, :, :, 0]
    assert newcomers[:, :5].sum() < newcomers[:, -1].sum(), "nobody is a newcomer when the treatment begins"


def test_a_programme_aimed_at_half_costs_half_and_takes_their_hours(seen):
    everybody = pilot()
    tree = everybody.model_dump(exclude_defaults=True)
    tree["arms"]["trained"][0]["people"] = ""
    full = replicate([checked_study(tree, "full")], seed=3).replications[0].findings
    cost = {one.part: one.simulated for one in full}["cost"]
    assert of(seen, "cost") == pytest.approx(cost / 2, rel=0.1)
    assert of(seen, "load") != 0


def test_dismissed_people_are_gone_at_once_and_their_posts_are_filled_later(seen):
    _, recording = seen
    # Hands go by what is there: people counted in the week of the layoff.
    there = [recording.by_unit("performance_quantity", "", arm, (1, 1))[:, 0].sum() for arm in ("layoff", "control")]
    assert there[0] / there[1] == pytest.approx(0.75, abs=0.02)


def test_numbers_do_not_depend_on_blocks_or_processes(seen):
    study = pilot()
    one = replicate([study], seed=5).as_json()
    assert one == replicate([study], seed=5, jobs=2).as_json()
    assert one != replicate([study], seed=6).as_json()
    assert json.loads(json.dumps(one)) == one


def asked(**readings):
    """One part: an association between the people of the pilot."""
    tree = tomllib.loads(PILOT)
    tree["design"] |= {"weeks": 26, "simulated": 20, "before": 0}
    tree["arms"] = {"control": []}
    about = {"form": "correlation", "across": "people", **readings}
    tree["parts"] = [{"name": "people", "low": -1.0, "high": 1.0, "association": about}]
    return checked_study(tree, "asked.toml")


def read(study):
    from imsim.evidence.recording import Recording

    return Recording.joined([block.run() for block in laboratory(study, seed=3).blocks()]).by_person("people")


def test_people_who_are_asked_are_followed_themselves():
    wave = {"outcome": "job_satisfaction", "weeks": [1, 1]}
    same = read(asked(x=wave, y=wave))
    assert np.array_equal(same[0], same[1])
    noisy = read(asked(x=wave, y=wave | {"noise": 0.08}))
    assert (noisy[1] - noisy[0]).std() == pytest.approx(0.08, rel=0.1)
    stayed = read(asked(x=wave, y={"outcome": "tenure_weeks", "weeks": [26, 26]}))
    assert stayed[1].min() >= 25, "whoever sits at the desk of somebody who left has not been asked"
    assert stayed.shape[1] < same.shape[1]


def test_who_left_is_known_of_everybody_who_was_asked():
    wave = {"outcome": "job_satisfaction", "weeks": [1, 1]}
    followed = read(asked(x=wave, y={"outcome": "exits", "weeks": [2, 26]}))
    stayed = read(asked(x=wave, y={"outcome": "tenure_weeks", "weeks": [26, 26]}))
    assert set(np.unique(followed[1])) == {0.0, 1.0}
    assert followed.shape[1] - followed[1].sum() == stayed.shape[1]


def test_people_are_asked_in_one_week():
    wave = {"outcome": "job_satisfaction", "weeks": [1, 2]}
    with pytest.raises(InputError, match="is of one week"):
        asked(x=wave, y=wave)
    with pytest.raises(InputError, match="not of people"):
        asked(x=wave | {"weeks": [1, 1]}, y={"outcome": "acsi", "weeks": [1, 1]})


def test_the_labour_market_is_set_to_the_yearly_exits_of_a_study():
    tree = tomllib.loads(PILOT)
    tree["setting"]["yearly_exits"] = 1.2
    tree["design"] |= {"weeks": 52, "simulated": 25, "before": 0}
    tree["arms"] = {"control": []}
    level = {"outcome": "exits", "weeks": [1, 52], "arm": "control", "scale": "level"}
    tree["parts"] = [{"name": "hazard", "low": 0.0, "effect": level}]
    found = replicate([checked_study(tree, "exits")], seed=1).replications[0].findings[0]
    # A year's exits a desk are somewhat fewer than 52 weekly hazards of those who are there.
    assert found.simulated * 52 == pytest.approx(1.2, rel=0.2)


def test_units_move_as_they_are_told_to():
    tables = {
        "leader_reference": DifferenceTable(sd=0.1, moves="ar1", weekly=0.9),
        "site_effect": DifferenceTable(sd=0.05, moves="succession", weekly=0.1),
        "labour_market": DifferenceTable(sd=0.4),
        "motivation_trait_mean": DifferenceTable(sd=0.0, follows={"labour_market": 0.5}),
    }

    class Company:
        def __init__(self, chance):
            self.streams, self.week = chance, 0
            self._constants = {name: np.zeros((1, 2000)) for name in tables}

    from imsim.engine.streams import Streams

    units = tuple(range(2000))
    drift, company = Drift(tables, 1, units), Company(Streams(1, units))
    first = {name: values.copy() for name, values in drift.now.items()}
    for week in range(10):
        company.week = week
        drift.step(company)
    assert np.allclose(drift.now["motivation_trait_mean"], 0.5 * drift.now["labour_market"])
    del tables["motivation_trait_mean"]
    for name, table in tables.items():
        assert drift.now[name].std() == pytest.approx(table.sd, rel=0.06)
        assert np.allclose(company._constants[name][0], drift.now[name] - first[name])
    memory = {name: np.corrcoef(first[name], drift.now[name])[0, 1] for name in tables}
    assert memory["leader_reference"] == pytest.approx(0.9**10, abs=0.06)
    assert memory["site_effect"] == pytest.approx(0.9**10, abs=0.06)
    assert memory["labour_market"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('people = "drawn", stop', 'people = "drown", stop', 'arms.course.0: no group "drown" (allowed: drawn'),
        ('effect = "course"', 'effect = "coarse"', 'no effect "coarse"; did you mean "course"?'),
        ("weeks = [1, 4], arm", "weeks = [1, 40], arm", "weeks 1 to 40 are not watched (-4 to 12)"),
        ("units = 6", "unit = 6", 'design.unit: no such key; did you mean "units"? (allowed: units, randomised'),
        ("before = 4", 'before = "four"', 'design.before = "four": should be an integer'),
        ("simulated = 30", "simulated = 5", "design.simulated = 5: should be at least design.units, 6"),
        ('programme = "training"', 'programme = "trainning"', 'did you mean "training"?'),
        ("hours = 52.0", "hours = 520.0", "levers.hours = 520.0: should be less than or equal to 200"),
        ("dismiss = 0.25", 'dismiss = 0.25, effect = "course"', "must have exactly one of programme, effect"),
        ('name = "load"', 'name = "cost"', 'parts: two of them are called "cost"'),
        ('outcome = "load"', 'outcome = "lode"', 'no outcome "lode"'),
        ('arm = "trained"', 'arm = "taught"', 'no arm "taught" (allowed: control, course'),
    ],
)
def test_a_mistake_in_a_study_is_one_clear_line_with_exit_code_2(tmp_path, old, new, said):
    assert old in PILOT
    path = tmp_path / "pilot.toml"
    path.write_text(PILOT.replace(old, new))
    result = CliRunner().invoke(app, ["replicate", "--study", str(path)])
    assert isinstance(result.exception, InputError)
    assert said in str(result.exception)
    assert all(line.startswith("pilot.toml: ") for line in str(result.exception).splitlines())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'level = "heads"',
            'departments = ["agent"]',
            'no department "agent"; did you mean "agents"? (allowed: agents',
        ),
        ("sessions = 52.0", 'sessions = 52.0, audience = "counter"', 'levers.audience: no department "counter"'),
        ('scenario = "call_centre"', 'scenario = "call_center"', 'did you mean "call_centre"?'),
        ("market.rows", "market.row", 'setting: market.row=100: market.row: no such key; did you mean "rows"?'),
    ],
)
def test_what_the_firm_has_not_got_is_said_in_a_line(old, new, said):
    assert old in PILOT
    study = checked_study(tomllib.loads(PILOT.replace(old, new, 1)), "pilot.toml")
    with pytest.raises(InputError) as error:
        laboratory(study, seed=1)
    assert said in str(error.value)
    assert all(line.startswith("pilot: ") for line in str(error.value).splitlines())


def test_every_published_study_is_whole_and_has_its_source():
    studies = {id: load_study(id) for id in field_studies()}
    assert sorted(studies) == [f"F{number:02d}" for number in range(1, 35)]
    for id, study in studies.items():
        assert study.id == id
        assert study.source
        assert study.design_note
        assert study.grade in "abc"


def test_a_scenario_of_ones_own_lies_beside_the_study(tmp_path):
    (tmp_path / "mine.toml").write_text('extends = "bakery"\nname = "mine"\n')
    text = PILOT.replace('"call_centre"', '"mine.toml"').replace(', "organisation.departments.agents.heads=40"', "")
    (tmp_path / "pilot.toml").write_text(text)
    assert laboratory(load_study(tmp_path / "pilot.toml"), seed=1).setting.organisation.posts == 8


def test_replicate_leaves_answer_table_figure_and_registration(tmp_path):
    path = tmp_path / "pilot.toml"
    path.write_text(PILOT.replace("simulated = 30", "simulated = 6"))
    out = tmp_path / "out"
    result = CliRunner().invoke(app, ["replicate", "--study", str(path), "--out", str(out), "--jobs", "1", "--json"])
    assert result.exit_code == 0, result.exception
    assert json.loads(result.stdout) == json.loads((out / "answer.json").read_text())
    left = {file.relative_to(out).as_posix() for file in out.rglob("*") if file.is_file()}
    assert {"answer.json", "table.csv", "power.csv", "registration.json", "figures/forest.png"} <= left
    study = json.loads(result.stdout)["studies"][0]
    assert study["power"][0].keys() == {
        "part", "units", "noise", "detectable", "power", "low", "high", "needed", "needed_low", "needed_high",
    }  # fmt: skip
    assert pd.read_csv(out / "power.csv")["power"].tolist() == pytest.approx([one["power"] for one in study["power"]])
    part = {"part", "kind", "low", "high", "published", "simulated", "error", "passed"}
    assert all(one.keys() == part for one in study["parts"])


def test_power_grows_with_the_size_of_a_pilot(seen):
    from imsim.evidence.power import powers_of

    study, recording = seen
    part = next(one for one in study.parts if one.name == "knowledge of the drawn")
    powers = powers_of(study, part, recording, seed=1)
    assert [one.units for one in powers] == [3, 6, 12, 24]
    assert powers[0].noise / powers[2].noise == pytest.approx(2, rel=0.35), "four times the units, half the error"
    assert powers[-1].power >= powers[0].power
    assert all(0 <= one.low <= one.power <= one.high <= 1 for one in powers)
    assert powers[0].needed_low < powers[0].needed < powers[0].needed_high


def test_so_many_units_as_are_needed_find_the_effect_in_four_of_five_studies():
    from imsim.evidence.power import Trial

    rng = np.random.default_rng(1)
    nothing = rng.normal(0.0, 0.2, 100_000)
    small = Trial.of(10, nothing, nothing + 0.25)
    needed = round(small.needed(1.0))
    larger = nothing * (10 / needed) ** 0.5
    assert Trial.of(needed, larger, larger + 0.25).power == pytest.approx(0.8, abs=0.02)
    assert small.needed(-1.0) == math.inf, "an effect of the other sign is never found"


def test_what_a_planner_asks_is_said_in_a_line(capsys):
    from imsim.evidence.power import Power
    from imsim.evidence.replication import Replication, ReplicationStudy
    from imsim.reporting.terminal.replication import show

    finding = PartFinding("speed", "M", 0.0, math.inf, 0.73, 0.01)
    power = Power("speed", 6, 1.0, 2.8, 0.16, 0.094, 0.27, 113.2, 71.0, 213.0)
    show(ReplicationStudy(1, (Replication(pilot(), (finding,), (power, replace(power, units=12))),)), False, True)
    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith("does a course of one's own show?")
    assert "speed: the simulated 0.730 is found by 16 % [9 to 27] of studies with 6 units; 80 % takes about 110" in said
    assert said.count("80 % takes about") == 1
    assert "published" not in said


def test_a_part_that_nothing_moves_needs_no_number_of_units():
    from imsim.evidence.power import Power
    from imsim.reporting.terminal.replication import needed_text

    power = Power("x", 12, 1.0, 2.8, 0.2, 0.1, 0.3, 113.2, 71.0, 213.0)
    assert needed_text(power) == "80 % takes about 110 units [71 to 210]"
    doubtful = replace(power, needed_high=math.inf)
    assert needed_text(doubtful) == "80 % takes about 110 units [71 or more: there may be no effect]"
    assert "there is no effect" in needed_text(replace(power, needed=math.inf))


@pytest.mark.thorough
def test_every_published_study_is_precise_enough_for_its_bands():
    """All 34 within a quarter of an hour on two cores; F27 has nothing to divide by in this model."""
    found = replicate([load_study(id) for id in field_studies()], jobs=2)
    for one in found.replications:
        assert one.study.id == "F27" or all(part.precise for part in one.findings if part.kind != "P"), one.study.id


def test_a_part_that_no_arm_can_state_fails():
    finding = PartFinding("x", "M", 0.0, 1.0, math.nan, math.nan)
    assert not finding.passed


def test_a_registration_changes_with_design_and_is_never_overwritten(tmp_path):
    study = pilot()
    path = tmp_path / "frozen.json"
    digest = freeze([study], 1, path)
    assert json.loads(path.read_text())["hash"] == digest == registration_of([study], 1)["hash"]
    assert registration_of([pilot(weeks=13)], 1)["hash"] != digest
    with pytest.raises(InputError, match="never overwritten"):
        freeze([study], 1, path)


@pytest.mark.parametrize(
    ("command", "units"),
    [(["replicate", "F03"], None), (["patterns", "--units", "12"], 12), (["chain", "bakery", "--units", "10"], 10)],
)
def test_what_would_be_simulated_is_said_and_nothing_is(command, units, tmp_path):
    units = units or units_of([load_study("F03")])
    asked = [*command, "--dry-run", "--jobs", "1", "--out", str(tmp_path / "out")]
    said = CliRunner().invoke(app, asked)
    assert (said.exit_code, said.stdout) == (0, f"{units:,} business units, 1 process; time unknown\n")
    assert json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout) == {"units": units, "seconds": None}
    assert not (tmp_path / "out").exists()


@every("command", [["replicate", "F03"], ["claims", "7"]])
def test_what_could_not_be_tried_is_refused_before(command):
    said = CliRunner().invoke(app, [*command, "--dry-run", "--set", "time.weks=3"])
    assert "time.weks" in str(said.exception)
