"""The page without a browser: what a visitor has in hand, the pictures made of it, and what is taken home."""

import ctypes
import gc
import html
import io
import json
import os
import re
import threading
import time
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from imsim.app import (
    chronicle,
    curves,
    employee_card,
    floorplan,
    levers,
    marks,
    report,
    rooms,
    saving,
    settings,
    spread,
    trials,
    verdict,
    words,
)
from imsim.app.session import STATES, Session
from imsim.engine.errors import InputError
from imsim.reporting.chronicle.digest import digest_of
from imsim.reporting.figures.page import own_style
from imsim.reporting.numbers import typeset
from imsim.scenarios.scenario import builtin_names, load
from imsim.scenarios.simulation import Simulation

pytestmark = pytest.mark.usefixtures("short_ageing")
EVERY = builtin_names()
QUICK = "[time]\nweeks = 12\nburn_in = 4\nwindow = 12\n[market]\nrows = 300\n"


@pytest.fixture
def quick(tmp_path):
    """A company of six people that runs in a moment."""
    path = tmp_path / "quick.toml"
    path.write_text(f'extends = "service_firm"\n{QUICK}', encoding="utf-8")
    return str(path)


@pytest.fixture
def session(quick):
    return Session(quick)


def after(session, weeks):
    for _ in range(weeks):
        session.step()
    return session


def acsi(session, side=0):
    return session.sides[side].weekly("acsi")


# The session


def test_weeks_pass_until_the_scenario_is_over(session):
    assert (session.week, session.weeks) == (0, 12)
    assert [session.step() for _ in range(14)] == [True] * 12 + [False] * 2
    assert session.week == 12
    assert len(acsi(session)) == 12


def test_reset_brings_back_the_same_weeks(session):
    first = acsi(after(session, 6))
    session.reset()
    assert session.week == 0
    assert acsi(after(session, 6)) == first


def test_two_sides_are_one_simulation_of_two_cases(session):
    """They share common random numbers, bit for bit as when the engine runs them together."""
    session.compare_with("cash")
    after(session, 6)
    engine = Simulation(session.setting, [side.case for side in session.sides], [0], session.seed)
    for _ in range(6):
        engine.step()
    for place, side in enumerate(session.sides):
        assert (side.model.ensemble.employees.motivation[0] == engine.ensemble.employees.motivation[place]).all()


def test_a_strategy_beside_itself_differs_in_nothing_until_a_lever_moves(session):
    session.compare_with(session.sides[0].case.strategy)
    after(session, 8)
    assert acsi(session, 0) == acsi(session, 1)
    session.set_lever(1, "messages", "frequency", 4)
    assert session.week == 8
    assert acsi(session, 0) != acsi(session, 1)


def test_whoever_moves_a_lever_sees_the_same_weeks_again(session):
    before = acsi(after(session, 8))
    session.set_lever(0, "messages", "frequency", 4)
    assert session.week == 8
    assert acsi(session) != before
    session.restore_levers()
    assert acsi(session) == before


def test_strategies_start_at_the_budget(session):
    for strategy in ("cash", "training", "contact_training"):
        session.choose(strategy)
        assert session.planned_cost(0) == pytest.approx(session.budget, rel=0.01)
    session.choose("nothing")
    assert session.planned_cost(0) == 0
    assert levers.levers_of(session.sides[0].case) == []


def test_another_seed_is_other_luck(session):
    before = acsi(after(session, 5))
    session.set_seed("7")
    assert session.week == 5
    assert acsi(session) != before


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda s: s.set_seed("abc"), "random seed = abc: must be a whole number of 0 or more"),
        (lambda s: s.set_seed("-1"), "must be a whole number"),
        (lambda s: s.set_seed(2**60), "at most 9,007,199,254,740,992"),
        (lambda s: s.set_lever(0, "training", "hours", 500), "training.hours = 500: must be a number from 0 to 120"),
        (lambda s: s.set_lever(0, "training", "hours", "nan"), "must be a number from 0 to 120"),
        (lambda s: s.set_lever(0, "training", "hours", None), "must be a number from 0 to 120"),
        (lambda s: s.set_lever(0, "training", "ours", 1), "training.ours: full_plan has no such lever"),
        (lambda s: s.choose("trainning"), 'no strategy "trainning"; did you mean "training"'),
        (lambda s: s.compare_with("casch"), 'no strategy "casch"; did you mean "cash"'),
        (lambda s: s.open("bakerry"), "no built-in scenario of that name"),
        (lambda s: s.show("moticvation"), 'did you mean "motivation"'),
        (lambda s: s.pick(120), "there are posts 0 to 119"),
        (lambda s: s.pick(-1), "there are posts 0 to 119"),
    ],
)
def test_bad_input_is_said_and_changes_nothing(session, act, says):
    after(session, 3)
    before = dict(vars(session))
    numbers = acsi(session)
    with pytest.raises(InputError, match=re.escape(says)):
        act(session)
    assert vars(session) == before
    assert acsi(session) == numbers


def test_a_scenario_that_cannot_be_opened_leaves_the_old_one(session, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text('extends = "service_firm"\n[organisation.departments.rd]\nheads = -1\n', encoding="utf-8")
    title = session.scenario.table.title
    with pytest.raises(InputError, match="heads = -1"):
        session.open(str(bad))
    assert session.scenario.table.title == title
    assert session.step()


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads resident memory from /proc")
@pytest.mark.parametrize("resets", [30, pytest.param(500, marks=pytest.mark.thorough)])
def test_memory_does_not_grow_with_resets(session, monkeypatch, resets):
    monkeypatch.setattr("imsim.scenarios.timeline.AGEING_WEEKS", 2)

    def use(times):
        for _ in range(times):
            session.reset()
            session.step()
            session.pick(3)
            employee_card.card(session, 0)
        gc.collect()
        # What the allocator keeps for later is not held: glibc gives it back when asked.
        getattr(ctypes.CDLL(None), "malloc_trim", int)(0)
        resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        return len(gc.get_objects()), resident

    objects, resident = use(10)
    more_objects, more_resident = use(resets)
    # One model that is kept has some thousand objects and 100 kB.
    assert more_objects - objects < 1000
    assert more_resident - resident < resets * (64 << 10)


# The run as an address


def test_visitors_share_a_company_until_its_file_changes(session, quick):
    assert Session(quick).setting is session.setting
    path = Path(quick)
    path.write_text(f"{path.read_text(encoding='utf-8')}\n[economy]\nwage = 777.0\n", encoding="utf-8")
    changed = Session(quick)
    assert changed.setting is not session.setting
    assert changed.setting.economy.wage == 777.0


def test_it_opens_beside_doing_nothing(session):
    assert [side.case.strategy for side in session.sides] == ["full_plan", "nothing"]


def test_an_address_brings_back_the_run_to_the_last_digit(session, quick):
    session.set_lever(0, "training", "hours", 17.123456789)
    session.set_seed(7)
    session.show("knowledge")
    session.pick(5)
    after(session, 4)
    query = settings.query_of(session.settings, session.sources)
    assert "hours=17.123456789" in query
    assert "/" not in query
    other = Session(quick, query=query)
    assert other.settings == session.settings
    for side in (0, 1):
        assert acsi(other, side) == acsi(session, side)
    assert acsi(after(other, 3)) == acsi(after(session, 3))


def test_going_back_runs_only_what_is_another_run(session):
    before = after(session, 4).settings
    second = session.sides[1]
    session.set_lever(0, "training", "hours", 30)
    session.apply(before)
    assert session.settings == before
    assert session.sides[1] is second


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("company=/etc/passwd&a=cash", "company = /etc/passwd: not on this page"),
        ("company=bakerry&a=cash", 'did you mean "bakery"'),
        ("company=quick&a=cash&seed=-1", "seed = -1: must be a whole number of 0 or more"),
        ("company=quick&a=cash&week=13", "week = 13: a run has 12 weeks"),
        ("company=quick&a=cash&week=1e9", "week = 1e9: must be a whole number"),
        ("company=quick", "the address names no strategy"),
        ("company=quick&a=casch", 'no strategy "casch"; did you mean "cash"'),
        ("company=quick&a=cash&a.incentives.value=nan", "incentives.value = nan: must be a number from"),
        ("company=quick&a=cash&a.incentives.value=x", "a.incentives.value = x: must be a number"),
        ("company=quick&a=cash&a.training.hours=3", "cash has no such lever"),
        ("company=quick&a=cash&post=120", "there are posts 0 to 119"),
        ("company=quick&a=cash&colour=blue", "blue: no state"),
    ],
)
def test_an_address_that_names_no_run_is_said_and_changes_nothing(session, query, says):
    before = dict(vars(session))
    with pytest.raises(InputError, match=re.escape(says)):
        session.apply(settings.settings_of(query, session.sources))
    assert vars(session) == before


# Levers


def test_the_others_give_way_to_keep_the_budget(session):
    before = {lever.key: lever.value for lever in levers.levers_of(session.sides[0].case)}
    session.keep_budget(True)
    session.set_lever(0, "training", "hours", 20)
    moved = {lever.key: lever.value for lever in levers.levers_of(session.sides[0].case)}
    assert moved["training", "hours"] == 20
    assert session.planned_cost(0) == pytest.approx(session.budget, rel=0.01)
    for programme, own in (("recognition", "intensity"), ("respect", "intensity"), ("survey", "waves")):
        assert moved[programme, own] < before[programme, own]
    # One number multiplies all that give way.
    factors = [moved[key] / before[key] for key in (("recognition", "intensity"), ("respect", "intensity"))]
    assert factors[0] == pytest.approx(factors[1], rel=0.02)
    with pytest.raises(InputError, match="costs more than the whole budget, even if all else is given up"):
        session.set_lever(0, "training", "hours", 120)


def test_a_tick_stands_where_the_strategy_costs_just_the_budget(session):
    session.set_lever(0, "recognition", "intensity", 0.2)
    case = session.sides[0].case
    ticks = levers.budget_ticks(session.setting, case, session.budget)
    for key, place in ticks.items():
        session.set_lever(0, *key, place)
        assert session.planned_cost(0) == pytest.approx(session.budget, rel=0.01)
        session.set_lever(0, *key, dict(case.programmes)[key[0]].__getattribute__(key[1]))
    assert ("training", "hours") in ticks


def test_the_levers_that_most_money_is_in_come_first(session):
    first = levers.first_levers(session.setting, session.sides[0].case)
    assert first[:2] == [("training", "hours"), ("recognition", "intensity")]
    assert len(first) == 4


def test_levers_know_bounds_and_units(session):
    found = {lever.key: lever for lever in levers.levers_of(session.sides[0].case)}
    hours = found["training", "hours"]
    assert (hours.low, hours.high, hours.meaning) == (0.0, 120.0, "course hours a person and year")
    assert all(lever.low <= lever.value <= lever.high for lever in found.values())
    assert all(lever.meaning and lever.step > 0 for lever in found.values())
    assert next(iter(found)) == ("messages", "frequency")


@pytest.mark.parametrize("name", EVERY)
def test_every_lever_of_every_strategy_can_be_moved_to_its_ends(name):
    scenario = load(name)
    for case in scenario.strategies.values():
        for lever in levers.levers_of(case):
            for end in (lever.low, lever.high):
                assert {one.key: one for one in levers.levers_of(levers.moved(case, *lever.key, end))}[
                    lever.key
                ].value == end


# The floor plan


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("width", [930, 462])
def test_rooms_and_dots_do_not_overlap(name, width):
    scenario = load(name)
    plan = floorplan.Plan.of(scenario, scenario.setting(), width)
    boxes = [(room.x, room.y, room.x + room.width, room.y + room.height) for room in plan.rooms]
    for i, (left, top, right, bottom) in enumerate(boxes):
        assert 0 <= left < right <= width + 0.01
        assert 0 <= top < bottom <= rooms.HEIGHT + 0.01
        for other in boxes[:i]:
            assert right <= other[0] or left >= other[2] or bottom <= other[1] or top >= other[3]
    assert len(plan.places) == sum(plan.counts) <= floorplan.MOST_DOTS
    inside = np.repeat(np.array(boxes), plan.counts, axis=0)
    x, y = plan.places.T
    half = plan.post_size / 2
    assert ((x - half >= inside[:, 0] - 0.01) & (x + half <= inside[:, 2] + 0.01)).all()
    assert ((y - half >= inside[:, 1]) & (y + half <= inside[:, 3] + 0.01)).all()
    gaps = np.abs(plan.places[:, None] - plan.places[None]).max(axis=2)[np.triu_indices(len(plan.places), 1)]
    assert gaps.min() >= plan.post_size - 0.01


@pytest.mark.parametrize("name", ["bakery", "service_firm", "large_firm", "restaurant_chain"])
def test_every_post_is_behind_one_dot(name):
    session = Session(name)
    plan = floorplan.Plan.of(session.scenario, session.setting, 930)
    seats = np.concatenate(plan.seats(session.sides[0].values("motivation")))
    assert sorted(seats.tolist()) == list(range(session.organisation.posts))
    now = plan.now(session.sides[0], session)
    assert len(now["values"]) == len(plan.drawn()["dots"]) == len(plan.labels())
    json.dumps([plan.drawn(), now], allow_nan=False)
    assert [room["name"] for room in plan.drawn()["rooms"]] == [
        *(session.scenario.department(room.name) for room in plan.rooms[:-1]), rooms.CUSTOMERS,
    ]  # fmt: skip


def test_vacant_posts_are_hollow(session):
    plan = floorplan.Plan.of(session.scenario, session.setting, 930)
    session.sides[0].model.employee_at(7).remove()
    values = plan.now(session.sides[0], session)["values"]
    place = [posts.tolist() for posts in plan.seats(np.zeros(120))].index([7])
    assert values[place] is None


def test_arrows_carry_what_the_engine_passes_on(session):
    plan = floorplan.Plan.of(session.scenario, session.setting, 930)
    after(session, 3)
    side, names = session.sides[0], [room.name for room in plan.rooms]
    company, edges = side.model.ensemble, session.organisation.edges
    for number, way in enumerate(plan.ways):
        share, given = plan.passed_on(number, side)
        if names[way.customer] != rooms.CUSTOMERS:
            (edge,) = np.flatnonzero((edges.supplier == way.supplier) & (edges.customer == way.customer))
            assert share == pytest.approx(edges.weight[edge])
            assert given == pytest.approx(company.departments.service_out[0, 0, way.supplier])
    to_customers = [plan.passed_on(i, side)[0] for i, way in enumerate(plan.ways) if way.customer == len(names) - 1]
    assert sum(to_customers) == pytest.approx(1)


def test_colours_tell_nearly_everybody_apart(session):
    for state in STATES:
        session.show(state)
        low, high = session.range
        values = session.sides[0].values(state)
        assert 0 <= low < high <= 1
        assert np.nanmean((values >= low) & (values <= high)) > 0.9


def test_whoever_is_looked_at_stands_out_with_boss_and_contacts(session):
    plan = floorplan.Plan.of(session.scenario, session.setting, 930)
    session.pick(5)
    now = plan.now(session.sides[0], session)
    employee = session.employee(0)
    posts = now["posts"]
    assert posts[now["chosen"]] == 5
    assert {posts[dot] for dot in now["contacts"]} == {other.post for other in employee.contacts}
    assert now["boss"] == -1 if employee.supervisor is None else posts[now["boss"]] == employee.supervisor.post


# Curves


@pytest.mark.parametrize("weeks", [0, 1, 12])
@pytest.mark.parametrize("second", [None, "cash"])
def test_curves_are_the_weeks(session, weeks, second):
    session.compare_with(second)
    after(session, weeks)
    for group in curves.PANELS:
        json.dumps(curves.curves(session, group), allow_nan=False)
        assert len(curves.curves(session, group)["panels"]) == 4
    first = curves.curves(session)["panels"][0]
    assert first["lines"][0]["values"] == [float(f"{value:.5g}") for value in acsi(session)]
    if second and weeks:
        assert_allclose(first["gain"]["line"], np.subtract(acsi(session), acsi(session, 1)), rtol=1e-3)


def test_axes_hold_their_lines_and_are_not_cropped(session):
    """States run from 0 to 1, amounts begin at nothing, satisfaction spans twenty points."""
    for panel in curves.curves(after(session, 12))["panels"]:
        axis, gain = panel["axis"], panel["gain"]["axis"]
        values = [value for line in panel["lines"] for value in line["values"]]
        assert all(axis["low"] <= value <= axis["high"] for value in values)
        assert all(gain["low"] <= value <= gain["high"] for value in panel["gain"]["line"])
        assert gain["low"] <= 0 <= gain["high"]
        if panel["unit"] == "0 to 1":
            assert (axis["low"], axis["high"]) == (0, 1)
        elif panel["outcome"] == "acsi":
            assert axis["high"] - axis["low"] >= 20
        else:
            assert axis["low"] <= 0 <= axis["high"]


def test_events_and_programmes_are_marked_on_the_time_axis():
    session = Session("bank_merger")
    session.compare_with("nothing")
    found = marks.marks_of(session)
    assert (4, "merger") in found
    assert any(mark.week == 4 and "recognition" in mark.text and mark.text.endswith("(A)") for mark in found)
    assert [mark["week"] for mark in curves.curves(session)["marks"]] == [0, 4]
    assert "merger" in marks.mark_words(session)


def test_the_legend_begins_with_the_week_in_which_curves_part():
    session = Session("bakery")
    first, *_ = marks.marked_weeks(session)
    begun = [name for name, one in session.sides[0].case.programmes if one.start == 0 and one.kind in marks.EDUCATING]
    assert first == f"week 0: {', '.join(begun[:-1])} and {begun[-1]} begin (A)"
    texts = [mark.text for mark in marks.programme_marks(Session("service_firm").sides[0].case)]
    assert all(text.count(",") < marks.MOST_NAMES for text in texts)


def test_kept_runs_and_bands_are_drawn_over_the_curves(session):
    after(session, 3)
    band = (np.full(12, 70.0), np.full(12, 95.0))
    overlay = curves.Overlay([(2, {one.outcome: [0.5] * 5 for one in curves.panels_in("all")})], lambda _: [band] * 3)
    panel = curves.curves(session, "all", overlay)["panels"][0]
    assert [line["name"] for line in panel["lines"]] == ["kept run 2", "A", "B"]
    assert panel["bands"][0]["low"] == [70.0] * 12
    assert panel["axis"]["low"] <= 0.5
    assert panel["axis"]["high"] >= 95


def test_spread_by_department_holds_percentiles_of_those_present(session):
    after(session, 2)
    option = spread.spread_by_room(session)
    json.dumps(option, allow_nan=False)
    values = session.sides[0].values("motivation")[:18]
    expected = np.percentile(values[~np.isnan(values)], spread.PERCENTILES)
    assert_allclose(option["series"][0]["data"][0], expected, atol=1e-3)


# One employee


def test_a_card_says_why_motivation_is_what_it_is(session):
    after(session, 3)
    session.pick(40)
    found = employee_card.card(session, 0)
    # What happened lately comes on top of what is weighed.
    lately = employee_card.DRIVERS["events"]
    assert sum(weight for name, weight, _, _ in found.drivers if name != lately) == pytest.approx(1)
    assert all(weight * value == pytest.approx(adds) for _, weight, value, adds in found.drivers)
    assert found.target == pytest.approx(sum(adds for *_, adds in found.drivers))
    assert dict(found.states)["motivation"] == session.employee(0).motivation
    assert {post for post, _ in found.contacts} <= {other.post for other in session.employee(0).contacts}
    assert set(employee_card.DRIVERS) == {share.driver for share in session.employee(0).explain()}


def test_nobody_at_a_vacant_post(session):
    session.pick(40)
    session.sides[0].model.employee_at(40).remove()
    assert employee_card.card(session, 0) is None


# What is taken home


@pytest.mark.parametrize("name", ["bakery", "bank_merger", pytest.param("supply_chain", marks=pytest.mark.thorough)])
def test_a_saved_scenario_is_the_one_on_the_page(name, tmp_path):
    session = Session(name)
    session.compare_with("nothing" if "nothing" in session.strategies else session.sides[0].case.strategy)
    lever = levers.levers_of(session.sides[0].case)[0]
    session.set_lever(0, *lever.key, lever.high)
    path = tmp_path / "saved.toml"
    path.write_text(saving.saved_scenario(session), encoding="utf-8")
    saved = Session(str(path))
    case = session.sides[0].case
    assert saved.scenario.strategies[case.strategy].programmes == case.programmes
    assert saved.scenario.strategies[case.strategy].plan == case.plan
    saved.choose(case.strategy)
    assert acsi(after(saved, 2)) == acsi(after(session, 2))


def test_two_sides_of_one_strategy_are_saved_as_two(session, tmp_path):
    session.compare_with("cash")
    session.choose("cash")
    session.set_lever(1, "incentives", "value", 0.05)
    path = tmp_path / "saved.toml"
    path.write_text(saving.saved_scenario(session), encoding="utf-8")
    saved = load(path)
    assert dict(saved.strategies["cash_2"].programmes)["incentives"].value == 0.05
    assert saved.label("cash_2") == "cash bonus, B"


def test_weeks_are_saved_as_a_table(session):
    session.compare_with("nothing")
    after(session, 4)
    table = pd.read_csv(io.StringIO(saving.saved_weeks(session)))
    assert table["week"].tolist() == [0, 1, 2, 3] * 2
    assert_allclose(table["acsi"], acsi(session) + acsi(session, 1))


HOSTILE = "=HYPERLINK(1)<img src=x onerror=alert(1)>"


def test_texts_of_a_scenario_cannot_be_formulas(session, tmp_path):
    path = tmp_path / "hostile.toml"
    path.write_text(
        f'extends = "service_firm"\ntitle = "{HOSTILE}"\n{QUICK}[strategies.full_plan]\nlabel = "{HOSTILE}"\n',
        encoding="utf-8",
    )
    session.open(str(path))
    after(session, 1)
    cells = saving.saved_weeks(session).splitlines()[1].split(",")
    assert cells[0].startswith("'=")
    assert tomllib.loads(saving.saved_scenario(session))["title"] == HOSTILE
    assert saving.file_name(session, "weeks.csv") == "hostile_weeks.csv"


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_curves_are_saved_as_a_figure_whatever_the_users_settings(session, suffix):
    import matplotlib as mpl

    after(session, 3)
    with mpl.rc_context({"text.usetex": True, "font.family": "No Such Font"}):
        content = saving.saved_figure(session, suffix)
    assert content.startswith(b"\x89PNG") if suffix == "png" else b"<svg" in content[:1000]
    assert len(content) > 10_000


def test_titles_of_panels_keep_to_their_panels_and_large_numbers_are_grouped():
    with own_style():
        firm = after(Session("service_firm"), 2)
        figure = saving.drawn(curves.curves(firm), firm)
        figure.draw_without_rendering()
    for panel in figure.axes:
        assert panel.title.get_window_extent().width <= panel.get_window_extent().width + 1
    assert "1,000" in {label.get_text() for panel in figure.axes for label in panel.get_yticklabels()}


def test_the_report_says_what_the_page_says(session):
    """Verdict, settings, address and chronicle of the run, each text escaped; without weeks it is short."""
    assert "What came out" not in report.saved_report(session)
    session.set_lever(0, "training", "hours", 30)
    after(session, 12)
    text = html.unescape(report.saved_report(session))
    found = verdict.verdict(session)
    for said in (words.question(session), found.headline, found.size, found.sure, "training: course hours", " 30<"):
        assert said in text
    again = Session(session.source, query=re.search(r"<code>\?(.*?)</code>", text)[1])
    assert acsi(after(again, 0)) == acsi(session)
    digest = digest_of(chronicle.story_of(session, 0))
    assert digest.events
    for week, said in digest.events:
        assert f"<td>week {week}</td><td>{typeset(said)}</td>" in text
    assert text.count("<svg") == 1
    assert "<script" not in text


def test_a_week_is_the_same_week_in_all_that_the_page_shows(session):
    """The third week of a run is week 2: of the curve, of the table, of the story that recorded it."""
    after(session, 5)
    curve = curves.curves(session)["panels"][0]["lines"][0]["values"]
    table = pd.read_csv(io.StringIO(saving.saved_weeks(session))).query("strategy == 'full plan'").set_index("week")
    recorded = chronicle.story_of(session, 0).run.recording.series("acsi")
    assert_allclose([curve[2], table.acsi[2], recorded[2]], acsi(session)[2], rtol=1e-4)
    assert chronicle.stretch_at(session, "acsi", 2)[3] >= 2


# What came out


def test_the_verdict_is_the_difference_of_the_last_weeks(session):
    assert verdict.verdict(session) is None
    after(session, 5)
    gain = np.mean(acsi(session)) - np.mean(acsi(session, 1))
    assert gain > 0
    told = verdict.verdict(session)
    assert told.headline.startswith("So far: Full plan pleased customers hardly more than doing nothing: by ")
    assert f"by {gain:.1f} points of satisfaction" in told.headline
    assert "last 5 weeks" in told.size
    told = verdict.verdict(after(session, 7))
    assert told.headline.startswith("In this run: ")
    assert "This is one run of each" in told.sure
    session.compare_with(None)
    assert verdict.verdict(session) is None


@pytest.fixture
def over(session, monkeypatch):
    """A run that is over; many runs of it are few, in this process."""
    monkeypatch.setattr(trials, "STAGES", (2, 3))
    monkeypatch.setattr(trials.Trial, "jobs", 1)
    return after(session, 12)


@pytest.fixture
def many(over):
    """A run that is over, and few runs of the same in this process."""
    queue = trials.Queue()
    trial = trials.asked(over, False)
    queue.add(trial)
    return over, queue, trial


def finished(trial):
    end = time.monotonic() + 300
    while trial.at_work and time.monotonic() < end:
        time.sleep(0.05)
    return trial


def test_many_runs_are_those_of_compare(many):
    """The verdict has its interval then, the curves their bands, strategies their ranks."""
    session, _, trial = many
    answer = finished(trial).answer
    assert (trial.state, trial.finished, answer.replicates) == ("done", 6, 3)
    assert answer.weekly["acsi"][:, answer.names.index("full_plan"), 0] == pytest.approx(acsi(session))
    told = verdict.verdict(session, trial.many)
    gain = answer.difference("acsi", "full_plan", "nothing")
    shown = re.match(r"Customer satisfaction \(ACSI\) (\S+) \[(\S+) to (\S+)\] points; ", told.size).groups()
    half = 0.5001 * 10 ** -len(shown[0].partition(".")[2])
    assert_allclose(
        [float(one.replace("−", "-")) for one in shown], [gain.mean, gain.low, gain.high], atol=half, rtol=0
    )
    assert "3 pairs of runs" in told.sure
    assert f"there it is {verdict.gains_of(session)['acsi']:+.1f}".replace("-", "−") in told.sure
    low, high = trial.many.bands("acsi")[2]
    assert (low <= high).all()
    assert low.shape == (12,)
    assert [row["label"] for row in verdict.ranking(session, trial)] == ["full plan", "do nothing"]


def test_two_strategies_have_the_interval_of_this_one_pair_whoever_is_run_beside_them(many):
    """The ranking has intervals that hold for all strategies together; the sentence is about two."""
    session, queue, trial = many
    everyone = trials.asked(session, True)
    queue.add(everyone)
    pair, ranked = finished(trial).many, finished(everyone).many
    assert ranked.difference("acsi") == pair.difference("acsi")
    joint = everyone.answer.difference("acsi", "full_plan", "nothing")
    assert joint.high - joint.low > pair.difference("acsi").high - pair.difference("acsi").low
    assert verdict.verdict(session, ranked) == verdict.verdict(session, pair)


def test_a_stage_goes_on_with_the_runs_of_the_one_before(over, monkeypatch):
    seen, begin = [], trials.Trial.begin
    monkeypatch.setattr(trials.Trial, "begin", lambda self, *told: (seen.append(told), begin(self, *told)))
    trial, queue = trials.asked(over, False), trials.Queue()
    queue.add(trial)
    assert finished(trial).state == "done"
    assert seen == [(4, 0), (6, 4)]


def test_one_run_does_not_tell_a_hair(session):
    scale, names = verdict.scale_for(session, "acsi", {"mean": 0.1}), ["full plan", "doing nothing"]
    for gain, says in ((0.1, "hardly more than"), (-0.4, "hardly less than"), (0.6, "customers more than")):
        assert says in verdict.sentence_of_one(names, gain, scale)


def test_what_has_no_interval_says_so(session):
    scale = verdict.scale_for(session, "turnover", {"mean": -0.075, "low": None, "high": None})
    said = verdict.span(scale, {"mean": -0.075, "low": None, "high": None})
    assert said == "percentage points a year (too few runs differ for an interval)"


@pytest.fixture
def go_on(monkeypatch):
    """Until this is set, studies do not begin, however quick the machine is."""
    event, run = threading.Event(), trials.run_study

    def held(*args):
        event.wait(300)
        return run(*args)

    monkeypatch.setattr(trials, "run_study", held)
    yield event
    event.set()


def test_studies_of_visitors_wait_for_each_other(over, go_on):
    queue = trials.Queue()
    trial, second = trials.asked(over, False), trials.asked(over, True)
    queue.add(trial)
    queue.add(second)
    assert (second.state, second.before) == ("waiting", 1)
    second.cancel()
    go_on.set()
    finished(trial)
    assert second.state == "cancelled"
    # What somebody asked before is there at once.
    again = trials.asked(over, False)
    queue.add(again)
    assert (again.state, again.answer) == ("done", trial.answer)


def test_whatever_goes_wrong_with_one_study_is_told_and_the_next_one_comes(over, go_on, monkeypatch):
    queue, bad, good, told = trials.Queue(), trials.asked(over, False), trials.asked(over, False), []
    monkeypatch.setattr(bad, "run", lambda _: {}["no such key"], raising=False)
    queue.add(bad)
    queue.add(good)
    followers = [threading.Thread(target=one.follow, args=(lambda: told.append(good.state),)) for one in (bad, good)]
    for follower in followers:
        follower.start()
    go_on.set()
    for follower in followers:
        follower.join(300)
    assert (finished(bad).state, bad.error) == ("failed", "'no such key'")
    assert (finished(good).state, good.finished) == ("done", 6)
    assert told[-1] == "done"


def test_each_visitor_sees_how_far_their_own_runs_are(quick, go_on, monkeypatch):
    """Pages hear threads of their own only; the queue's is that of whoever asked first."""
    pytest.importorskip("solara.server.app", reason="needs the extra app")
    from solara.server import kernel, kernel_context

    from imsim.app.components.visit import Visit

    monkeypatch.setattr(trials, "STAGES", (2, 3))
    monkeypatch.setattr(trials.Trial, "jobs", 1)
    monkeypatch.setattr(trials.Queue, "shared", trials.Queue())
    tabs = []
    for name in "ab":
        tab = kernel_context.VirtualKernelContext(id=name, kernel=kernel.Kernel(), session_id=name)
        with tab:
            tabs.append((tab, Visit(quick)))
            tabs[-1][1].ask(everyone=name == "b", stages=(2,))
    waiting = []
    for tab, visit in tabs:
        with tab:
            waiting.append(visit.trials.value)
    # From here on either may be done before the other is looked at.
    go_on.set()
    for (tab, visit), before in zip(tabs, waiting, strict=True):
        with tab:
            end = time.monotonic() + 300
            while visit.trials.value == before or visit.trial.at_work:
                assert time.monotonic() < end
                time.sleep(0.05)


def test_many_runs_are_known_until_the_run_changes(over, quick, monkeypatch):
    """Fewer pairs, asked for later, or a cancelled study, do not take the place of more."""
    pytest.importorskip("solara.server.app", reason="needs the extra app")
    from solara.server import kernel, kernel_context

    from imsim.app.components import visit as visits

    monkeypatch.setattr(trials.Queue, "shared", trials.Queue())
    monkeypatch.setattr(visits, "FEW", (2,))
    with kernel_context.VirtualKernelContext(id="c", kernel=kernel.Kernel(), session_id="c"):
        visit = visits.Visit(quick, over.settings and visits.query_of(over.settings, over.sources))
        # The address names a run that is over: its few pairs begin as they do where it was played.
        visit.judge()
        assert finished(visit.trial).many.replicates == 2
        visit.ask(False, (3,))
        assert visit.many.replicates == 2 or visit.trial.answer
        assert finished(visit.trial).many.replicates == 3
        visit.ask(True, (2,))
        finished(visit.trial)
        assert (visit.many.replicates, len(visit.trial.answer.names) > 2) == (3, True)
        visit.drop_trial()
        assert visit.many.replicates == 3
        visit.act(lambda: visit.session.set_seed(5))
        assert visit.many is None


@pytest.mark.parametrize("seed", [1, 7])
def test_colours_mean_the_same_however_a_run_is_come_to(session, seed):
    session.set_seed(seed)
    after(session, 12)
    session.compare_with("cash")
    opened = Session(session.source, query=settings.query_of(session.settings, session.sources))
    for state in STATES:
        session.show(state)
        opened.show(state)
        assert opened.range == session.range


def test_sentences_read_naturally_whatever_a_strategy_is_called():
    session = Session("service_firm")
    session.choose("contact_cash")
    session.compare_with("tailored_messages")
    asked = "would cash bonus (contact staff) please its customers more than messages (tailored)?"
    assert words.question(session) == f"A service firm of 120 people: {asked}"
    session.choose("apple")
    after(session, 1)
    assert "“Select, train, retain” " in verdict.verdict(session).headline


def test_whoever_listens_is_told_what_the_run_holds(session):
    assert words.spoken_state(session, None) == "0 of 12 weeks have passed."
    after(session, 5)
    here, there = (acsi(session, side)[-1] for side in (0, 1))
    told = f"5 of 12 weeks have passed. Customer satisfaction (ACSI): A {here:.1f}, B {there:.1f}."
    assert words.spoken_state(session, None) == told
    assert words.spoken_state(after(session, 7), None).endswith(verdict.verdict(session).text)
    session.pick(10)
    assert employee_card.card(session, 0).title == "R&D 11"
    session.pick(40)
    employee = session.employee(0)
    department, tenure = employee_card.card(session, 0).facts
    assert department == f"operations, {employee.level} layers below the top"
    assert tenure == f"with the firm for {employee_card.tenure(employee.tenure_weeks)}"


def test_costs_are_told_in_words(session):
    assert words.cost(session, 0).startswith("planned cost: 132 kUSD a year, 100 % of the budget")
