"""A run told: every kind of sentence says numbers that an unrecorded run gives as well, and parts sum to wholes."""

import json
import re
import textwrap
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from typer.testing import CliRunner

import imsim
from every import every
from imsim.cli.main import app
from imsim.engine.errors import InputError
from imsim.mechanisms import pay_comparison, trust, turnover
from imsim.outcomes import OUTCOMES
from imsim.reporting.chronicle import names
from imsim.reporting.chronicle.composition import composed
from imsim.reporting.chronicle.digest import digest, digest_of
from imsim.reporting.chronicle.driving import ATTITUDES, drivers_within
from imsim.reporting.chronicle.explaining import EXPLAINED, Part
from imsim.reporting.chronicle.explanations import had_nobody_left, moved, part_said
from imsim.reporting.chronicle.leaving import risk_of
from imsim.reporting.chronicle.moves import large_moves
from imsim.reporting.chronicle.names import made_name
from imsim.reporting.chronicle.recording import Recording
from imsim.reporting.chronicle.run import Run
from imsim.reporting.chronicle.sentences import SAID
from imsim.reporting.chronicle.story import Story, story, told_run
from imsim.reporting.chronicle.what_if import without_departures
from imsim.reporting.chronicle.words import service
from imsim.scenarios.scenario import load
from imsim.scenarios.simulation import Simulation, simulate

# The small bakery for two years, with a festival and a course programme that begins late and ends.
FESTIVAL = (
    'events.festival.kind="demand_shock"', "events.festival.week=8", "events.festival.weeks=6",
    "events.festival.size=0.4", "strategies.full_plan.programmes.training.stop=60", "market.rows=300",
)  # fmt: skip
# Management says more than it keeps, and surveys.
OVERCLAIMED = ("time.burn_in=26", "time.weeks=40", "time.window=20", "market.rows=300")
UNTIL = "strategies.overclaiming_messages.programmes.messages.stop=30"


@pytest.fixture(scope="module")
def told():
    return told_run(load("bakery", FESTIVAL), seed=1)


@pytest.fixture(scope="module")
def overclaimed():
    return told_run(load("service_firm", (*OVERCLAIMED, UNTIL)), "overclaiming_messages", seed=3)


@pytest.fixture(scope="module")
def surveyed():
    return told_run(load("service_firm", (*OVERCLAIMED, "budget.share_of_wages=0.02")), "full_plan", seed=3)


def kinds(story, kind):
    found = [one for one in story.sentences if one.kind == kind]
    assert found, f"no sentence of this kind: {kind}"
    return found


class Again:
    """The same run once more, unrecorded: what is asked of it is read from the engine's own arrays."""

    def __init__(self, told, side=0):
        was = told.run.recording.simulation
        self.simulation = Simulation(was.setting, [was.cases[side]], was.replicates, told.seed)
        self.weeks = [self.read(-1)]
        while self.simulation.week < was.setting.timeline.weeks:
            self.simulation.step()
            self.weeks.append(self.read(self.simulation.week - 1))

    def read(self, week):
        ensemble = self.simulation.ensemble
        columns = {name: getattr(ensemble.employees, name)[0, 0].copy() for name in ensemble.employees.names}
        effects = {name: np.array(getattr(ensemble.effects, name)[0, 0], dtype=float) for name in
                   ("course", "strategy_course", "embedding", "labour_pull", "voice", "asked")}  # fmt: skip
        return {**columns, **effects, "recent": ensemble.departments.recent_exits[0, 0].copy(),
                "pressure": ensemble.departments.pressure[0, 0].copy(),
                "spent": {name for book in (ensemble.effects.cash, ensemble.effects.hours)
                          for name, spent in book.items() if spent.any()}}  # fmt: skip

    def at(self, week):
        return self.weeks[week + 1]

    @property
    def p(self):
        shared = self.simulation.ensemble.parameters
        return type("P", (), {name: column.item() for name, column in vars(shared).items() if name != "flat"})()


@pytest.fixture(scope="module")
def again(told):
    return Again(told)


def probability(again, week, post):
    """Probability of leaving by the equations of turnover alone."""
    now, before, p = again.at(week), again.at(week - 1), again.p
    department = again.simulation.setting.organisation.department_of[post]
    employee = turnover.Employee(*(float(now[name][post]) for name in turnover.Employee._fields))
    outside = turnover.Outside(before["recent"][department], float(now["labour_pull"].item()))
    wish = turnover.desire_to_leave(employee, outside, p)
    return float(turnover.exit_probability(wish, before["tenure_weeks"][post], 1, p))


# The run is what it was


def test_recording_changes_no_bit_of_a_run(told):
    was = told.run.recording.simulation
    plain = simulate(was.setting, was.cases, was.replicates, told.seed)
    for side, run in enumerate((told.run, told.other)):
        for outcome in ("acsi", "job_satisfaction", "motivation", "turnover", "profit"):
            assert_array_equal(run.recording.series(outcome), plain.weekly[outcome][:, side, 0])


def test_the_risks_of_leaving_say_who_left_and_nobody_else(told):
    for run in (told.run, told.other):
        for week in range(run.last + 1):
            there = [one for one in run.people if one.present(week - 1)]
            risks = {one.key: risk_of(run.recording, one, week) for one in there}
            assert {key for key, risk in risks.items() if risk.left} == {one.key for one in there if one.gone == week}


@every("outcome", ATTITUDES)
def test_drivers_of_an_attitude_sum_to_what_the_run_did_and_leave_no_rest(told, outcome):
    for person in told.people:
        first, last = person.joined + 1, (person.gone or told.run.last + 1) - 1
        if last <= first:
            continue
        column = [told.run.at(week).columns[outcome][person.post] for week in (first - 1, last)]
        parts = drivers_within(told.run, outcome, [person], (first, last))
        assert sum(parts.values()) == pytest.approx(column[1] - column[0], abs=1e-12)
        # An attitude that met a limit of its scale lost what was cut off.
        life = [told.run.at(week).columns[outcome][person.post] for week in range(first, last + 1)]
        assert abs(parts.get("rest", 0.0)) < 1e-12 or not 0 < min(life) <= max(life) < 1


# Each kind of sentence


def test_who_left_and_why(told, again):
    for one in kinds(told, "left"):
        person, risk, week = one.fact.people[0], one.fact.risk, one.week
        assert again.at(week)["left"][person.post]
        assert one.fact.numbers["tenure"] == again.at(week - 1)["tenure_weeks"][person.post]
        assert risk.own == pytest.approx(probability(again, week, person.post), rel=1e-12)
        assert sum(cause.points for cause in risk.causes) == pytest.approx(risk.own - risk.average, abs=1e-15)
        for driver, column in (("satisfaction", "job_satisfaction"), ("commitment", "affective_commitment")):
            cause = next(found for found in risk.causes if found.driver == driver)
            assert cause.own == again.at(week)[column][person.post]
            there = again.at(week - 1)["occupied"].astype(bool)
            assert cause.average == pytest.approx(again.at(week)[column][there].mean(), rel=1e-12)
        assert person.name in one.text
        assert f"the risk was {100 * risk.own:.1f} % a week, {100 * risk.average:.1f} %" in one.text


def test_pay_is_a_cause_as_its_equation_has_it(told, again):
    person = next(one for one in told.people if one.gone is not None)
    now = again.at(person.gone)
    pulls = [pay_comparison.pull_of_pay(pay_comparison.Employee(now["pay"][post], now["pay_shortfall"][post]), again.p)
             for post in np.flatnonzero(again.at(person.gone - 1)["occupied"])]  # fmt: skip
    mine = pay_comparison.pull_of_pay(
        pay_comparison.Employee(now["pay"][person.post], now["pay_shortfall"][person.post]), again.p
    )
    found = {cause.driver: cause.points for cause in risk_of(told.run.recording, person, person.gone).causes}
    assert np.sign(found.get("pay", 0.0)) == np.sign(round(float(mine - np.mean(pulls)), 15))


def test_what_would_have_been_is_read_off_the_other_run(told):
    other, fates = Again(told, side=1), set()
    for one in kinds(told, "left"):
        person, found = one.fact.people[0], one.fact.otherwise
        fates.add(found.fate)
        hires = [week["hires"][person.post] * week["occupied"][person.post] for week in other.weeks]
        if found.fate == "not there":
            since = next((place - 1 for place, hire in enumerate(hires) if hire == person.hire), None)
            assert since != person.joined
            assert "No comparison" in one.text
            continue
        assert person.joined < 0 or hires[person.joined + 1] == person.hire != hires[person.joined]
        there = [place - 1 for place, hire in enumerate(hires) if hire == person.hire]
        if found.fate == "stayed":
            assert one.week in there
            assert "would have stayed" in one.text
        else:
            assert max(there) + 1 == found.week <= one.week
        if found.risk is not None:
            assert found.risk == pytest.approx(probability(other, one.week, person.post), rel=1e-12)
    assert "same week" in fates


def test_who_stayed_but_would_have_left(told, again):
    other = Again(told, side=1)
    for one in kinds(told, "retained"):
        person = one.fact.people[0]
        assert other.at(one.week)["left"][person.post]
        assert not again.at(one.week)["left"][person.post]
        assert again.at(one.week)["hires"][person.post] == other.at(one.week)["hires"][person.post] == person.hire
        numbers = one.fact.numbers
        assert numbers["here"] == pytest.approx(probability(again, one.week, person.post), rel=1e-12)
        assert numbers["there"] == pytest.approx(probability(other, one.week, person.post), rel=1e-12)
        draw = told.run.recording.draws("exits", one.week)[person.post]
        assert numbers["here"] <= draw < numbers["there"]
        assert f"(risk {100 * numbers['there']:.1f} % there, {100 * numbers['here']:.1f} % here)" in one.text


def test_who_joined(told, again):
    for one in kinds(told, "joined"):
        person, now = one.fact.people[0], again.at(one.week)
        assert again.at(one.week - 1)["hires"][person.post] == person.hire - 1 == now["hires"][person.post] - 1
        vacant = [not again.at(week)["occupied"][person.post] for week in range(-1, one.week)]
        weeks = len(vacant) - max((place + 1 for place, empty in enumerate(vacant) if not empty), default=0)
        assert one.fact.numbers["vacant"] == weeks
        others = now["occupied"].astype(bool) & (now["tenure_weeks"] > 0)
        assert f"knowledge {now['knowledge'][person.post]:.2f}, {now['knowledge'][others].mean():.2f} among" in one.text


def test_overload_of_departments(told, again):
    names = told.run.departments
    for one in kinds(told, "overload_begins"):
        department = names.index(one.fact.names["department"])
        assert again.at(one.week)["pressure"][department] == one.fact.numbers["pressure"] > 1
        vacant = ~again.at(one.week - 1)["occupied"].astype(bool)
        there = told.run.recording.simulation.setting.organisation.department_of == department
        assert one.fact.numbers["vacant"] == (vacant & there).sum()
        pressure = 100 * again.at(one.week)["pressure"][department]
        work = f"work is {pressure:.0f} % of what it can do, {(vacant & there).sum()} of {there.sum()} post"
        assert work in one.text
    for one in kinds(told, "overload_ends"):
        department, weeks = names.index(one.fact.names["department"]), int(one.fact.numbers["weeks"])
        pressed = [again.at(week)["pressure"][department] for week in range(one.week - weeks, one.week + 1)]
        assert pressed[0] > 1
        assert min(pressed[:-1]) >= 0.97 > pressed[-1]
        after = f"after {weeks} week{'s' * (weeks != 1)}: work is {100 * pressed[-1]:.0f} % of what it can do."
        assert one.text.endswith(after)


def test_courses(told, again):
    for one in kinds(told, "course"):
        now, before = again.at(one.week), again.at(one.week - 1)
        taught = now["course"] + now["strategy_course"]
        there = before["occupied"].astype(bool) & (taught > 0)
        assert one.fact.numbers == {"people": there.sum(), "hours": pytest.approx(taught[there].mean() * 8)}
        assert f"{there.sum()} employees on a course worth {taught[there].mean() * 8:.1f} hours" in one.text


def test_programmes_and_events_begin_and_end(told, again):
    begun = {name: one.week for one in kinds(told, "programmes_begin") for name in
             one.fact.names["programmes"].split(", ")}  # fmt: skip
    # The plan lets most of them wait until employees are informed; one that has begun costs something sooner or later.
    for name, week in begun.items():
        spent = [place for place in range(104) if name in again.at(place)["spent"]]
        assert week <= spent[0], name
    assert {week for name, week in begun.items() if name in ("recognition", "respect", "participation")} == {4}
    (ended,) = kinds(told, "programmes_end")
    assert (ended.week, ended.fact.names["programmes"]) == (60, "training")
    assert not any("training" in again.at(week)["spent"] for week in range(60, 104))
    (begins,), (ends,) = kinds(told, "event_begins"), kinds(told, "event_ends")
    assert (begins.week, ends.week) == (8, 14)
    assert begins.text == "Festival (demand shock) begins, for 6 weeks."
    assert ends.text == "Festival (demand shock) is over after 6 weeks."
    assert ended.text == "Training ends."


def promised(again, week):
    """Shares who feel a promise broken and who hear management, and what is claimed and lived, by the equations."""
    expected = again.simulation.ensemble.expected_claim[0, 0]
    now, before = again.at(week), again.at(week - 1)
    there = before["occupied"].astype(bool)
    fade = 0.5 ** (1 / again.p.adstock_half_life)
    beyond = now["claim_adstock"] - fade * before["claim_adstock"] * (now["hires"] == before["hires"])
    prior = again.p.prior_claim_weight
    heard = (beyond + (now["exposure"] + prior) * expected) / (now["exposure"] + prior)
    answered = np.minimum(again.p.voice_untouched + now["voice"], 1)
    lived = (1 - again.p.voice_weight) * now["service_seen"] + again.p.voice_weight * answered
    lived = lived + again.p.leader_reality * (now["leader_care"] - again.p.leadership_mean)
    gap = np.maximum(heard - np.maximum(lived, expected), 0) + now["breach"]
    return {"broken": (gap[there] > 0.02).mean(), "told": (now["exposure"][there] > 0.05).mean(),
            "claimed": heard[there].mean(), "lived": lived[there].mean(), "people": there.sum()}  # fmt: skip


def test_promises_broken_mended_and_kept(overclaimed, surveyed):
    for kind, which, says in (
        ("promise_broken", overclaimed, "{broken:.0f} % of the staff feel a promise broken: claimed {claimed:.2f}, "),
        ("promise_mended", overclaimed, "Nobody feels a promise broken any more: nobody hears management."),
        ("promise_kept", surveyed, "{told:.0f} % of the staff hear management and live what it says: claimed "),
    ):
        again = Again(which)
        for one in kinds(which, kind):
            found = promised(again, one.week)
            assert one.fact.numbers == pytest.approx(found, rel=1e-12)
            shown = {name: 100 * value if name in ("broken", "told") else value for name, value in found.items()}
            assert says.format(**shown) in one.text
    assert [one.week for one in kinds(overclaimed, "promise_mended")] == [30]
    assert trust.MECHANISM.name in overclaimed.run.recording.simulation.setting.model.by_name


def test_who_was_taken_away_from_outside_the_model(told):
    """By a user's own code between two weeks: nobody's risk, and so no cause."""
    was, scenario = told.run.recording.simulation, told.run.scenario
    simulation = Simulation(was.setting, was.cases[1:], was.replicates, told.seed)
    recording = Recording(simulation)
    for week in range(3):
        before = simulation.ensemble.employees.tenure_weeks[0, 0, 6]
        if week == 2:
            simulation.ensemble.employees.occupied[0, 0, 6] = False
        simulation.step()
        recording.take()
    (one,) = kinds(Story(Run(recording, scenario, "do nothing")), "dismissed")
    assert (one.week, one.fact.people[0].post) == (2, 6)
    assert one.text.endswith(f" was dismissed from counter after {service(before)}.")


def test_surveys_read_the_truth_give_or_take_their_noise(surveyed):
    was = surveyed.run.recording.simulation
    plain = simulate(was.setting, was.cases[:1], was.replicates, surveyed.seed)
    errors = []
    for one in kinds(surveyed, "survey"):
        numbers = one.fact.numbers
        assert numbers["value"] == plain.weekly[one.fact.names["outcome"]][one.week, 0, 0]
        errors.append(abs(numbers["reading"] - numbers["value"]))
        assert f"{numbers['reading']:.2f} (it is {numbers['value']:.2f})" in one.text
    assert 0 < max(errors) < 0.1


def test_every_kind_of_sentence_is_met_here(told, overclaimed, surveyed):
    met = {one.kind for story in (told, overclaimed, surveyed) for one in story.sentences}
    own = {one.kind for person in told.people for one in told.employee(person.id).story()}
    assert set(SAID) - met - own == {"dismissed"}


# Explanations


@every("outcome", EXPLAINED)
def test_parts_sum_to_the_change_that_the_run_made(told, outcome):
    found = told.explain(outcome, 25, 38, depart=False)
    series = told.run.recording.series(outcome) if outcome in OUTCOMES and outcome in told.run.at(0).outcomes else None
    assert sum(part.amount for part in found.parts) == pytest.approx(found.change, abs=1e-12)
    if series is not None and outcome != "turnover":
        assert (found.before, found.after) == pytest.approx((series[24], series[38]), abs=1e-9)
    if outcome == "turnover":
        assert found.after == pytest.approx(series[25:39].mean(), rel=1e-12)
    within = next((part.amount for part in found.parts if part.name == "stayers"), 0.0)
    for parts in (found.departments, found.drivers):
        assert not parts or sum(part.amount for part in parts) == pytest.approx(within, abs=1e-12)
    if found.single:
        assert sum(part.amount for part in found.single) + within == pytest.approx(found.change, abs=1e-12)


def test_a_change_of_a_mean_taken_apart_by_hand():
    # Two stay (.4 -> .5, .6 -> .5: no change), one of .8 leaves, one of .2 comes.
    parts = composed({1: 0.4, 2: 0.6, 3: 0.8}, {1: 0.5, 2: 0.5, 4: 0.2})
    assert parts.within == pytest.approx(0.0)
    assert parts.leavers == {3: pytest.approx(-0.1)}
    assert parts.joiners == {4: pytest.approx(-0.1)}
    assert parts.change == pytest.approx(-0.2)


@pytest.fixture(scope="module")
def dip():
    return story("bakery", seed=1)


def test_the_bakerys_dip_is_explained_by_departures(dip):
    found = dip.explain("acsi")
    text = " ".join(dip.told(found))
    gone = [one for one in dip.people if one.gone is not None and found.first <= one.gone <= found.last]
    assert found.change < -8
    assert len(gone) == 4
    assert found.of_departures / found.change > 0.85
    assert f"ACSI fell by {-found.change:.1f}" in text
    assert f"had they been kept, it would be {found.kept:.1f}" in text
    share = found.of_departures / found.change
    assert ("more than the whole fall" if share > 1 else f"{100 * share:.0f} % of the fall") in text


def test_customers_are_told_by_what_they_met(dip):
    """Customers who stayed have no drivers of their own: the service that they got, and who was missing."""
    found = dip.explain("acsi")
    service = dip.run.recording.series("service_quality")
    posts = len(dip.run.at(0).occupied)
    met = dip.told(found)[-1]
    assert f"service quality went from {service[max(found.first - 1, 0)]:.2f} to {service[found.last]:.2f}" in met
    vacant = max(posts - dip.run.at(week).occupied.sum() for week in range(found.first, found.last + 1))
    assert f"; as many as {vacant:.0f} of {posts} posts were vacant." in met


@every("of_departures, says", [
    (-4.0, "made -4.0, 80 % of the fall."),
    (-7.1, "made -7.1, more than the whole fall; all else made +2.1."),
    (2.0, "made +2.0."),
])  # fmt: skip
def test_shares_above_all_of_a_change_are_told_in_words(dip, of_departures, says):
    found = replace(dip.explain("acsi"), before=80.0, after=75.0, kept=75.0 - of_departures)
    gone = [one for one in dip.people if one.gone is not None][:2]
    assert had_nobody_left(found, gone).endswith(says)
    part = Part("stayers", -5.1)
    assert (
        part_said(found, part, "customers ") == "change within customers who stayed -5.1 (more than the whole change)"
    )


def test_no_letter_of_a_name_stands_thrice():
    for first in names.FIRST:
        for second in names.SECOND:
            assert not re.search(r"(.)\1\1", names.joined_up(first, second).casefold())


def test_without_departures_nobody_leaves_and_nothing_else_changes(told):
    recording, (first, last) = told.run.recording, (25, 38)
    was = recording.series("turnover")
    kept, quiet = without_departures(recording, [(first, last), (53, 60)], "turnover")
    assert not kept[first : last + 1].any()
    assert_array_equal(kept[:first], was[:first])
    assert not was[53:61].any()
    assert_array_equal(quiet, was[: len(quiet)])


def test_large_moves_of_a_curve():
    assert [(one.first, one.last) for one in large_moves([0.0, 1.0, 0.9, 2.0, 0.5, 0.6])] == [(0, 2), (3, 3)]
    assert large_moves([1.0, 1.0, 1.0]) == []


# People


def test_names_follow_the_person_not_the_post(told):
    names = {one.key: one.name for one in told.people}
    assert len(set(names.values())) == len(names)
    for one in told.other.people:
        assert names.get(one.key, one.name) == one.name == made_name(1, *one.key)
    assert (
        told_run(load("bakery", (*FESTIVAL, "time.weeks=1", "time.window=1")), seed=1).people[0].name
        == names[told.people[0].key]
    )


def test_a_card_answers_why_by_differences_that_sum(told):
    leaver = next(one for one in told.people if one.gone is not None and one.gone > 10)
    for answer in told.employee(leaver.id).answers():
        for one in answer.differences:
            assert sum(one.parts.values()) == pytest.approx(one.heading - one.other_heading, abs=1e-12)
            assert list(one.parts.values()) == sorted(one.parts.values(), key=lambda part: -abs(part))
        gaps = [abs(one.value - one.other) for one in answer.differences]
        assert gaps == sorted(gaps, reverse=True)
        assert answer.question in ("motivation", "satisfaction", "trust", "leaving")
    leaving = told.employee(leaver.id).answers()[-1]
    assert leaving.risk.week == leaver.gone
    assert leaving.risk.left


def colleagues(again, week, post, departments):
    """Whoever else was there in a week and the one before: of the department, where there is somebody."""
    now, before = again.at(week), again.at(week - 1)
    there = (now["occupied"] & before["occupied"]).astype(bool) & (now["hires"] == before["hires"])
    there[post] = False
    near = there & (departments == departments[post])
    return near if near.any() else there


def test_an_answer_says_the_states_of_both_runs(told, again):
    """Of all who were there in a week: themselves, colleagues, a month before, and the other side."""
    other, week, met = Again(told, side=1), 40, set()
    departments = told.run.recording.simulation.setting.organisation.department_of
    states = {"motivation": "motivation", "satisfaction": "job_satisfaction", "trust": "management_trust"}
    for person in (one for one in told.people if one.present(week) and one.joined < week - 4):
        now, post = again.at(week), person.post
        near = colleagues(again, week, post, departments)
        *attitudes, leaving = told.employee(person.id).answers(week)
        assert f"is {100 * probability(again, week, post):.1f} % a week, " in leaving.text[0]
        assert f"Four weeks before it was {100 * probability(again, week - 4, post):.1f} %." in leaving.text
        for answer in attitudes:
            state, found = states[answer.question], {one.against: one.other for one in answer.differences}
            values = {"colleagues": now[state][near].mean(), "last month": again.at(week - 4)[state][post],
                      "other side": other.at(week)[state][post]}  # fmt: skip
            assert found == pytest.approx({name: values[name] for name in found}, rel=1e-12)
            assert f"is {now[state][post]:.2f}, heading to " in answer.text[0]
            for one, text in zip(answer.differences, answer.text[1:], strict=False):
                gap = round(now[state][post], 2) - round(one.other, 2)
                side = f"{abs(gap):.2f} {'above' if gap > 0 else 'below'} "
                assert text.startswith("As " if abs(gap) < 0.005 else side)
                assert f"({one.other:.2f}); " in text
            met |= set(found)
    assert met == {"colleagues", "last month", "other side"}


def test_the_life_line_is_the_runs_columns(told, again):
    person = next(one for one in told.people if one.gone is not None and one.joined < 0)
    life = told.employee(person.name).life()
    assert list(life.index) == list(range(-1, person.gone))
    for state in life.columns:
        assert_array_equal(life[state], [again.at(week)[state][person.post] for week in life.index])
    moves = [one for one in told.employee(person.id).story() if one.kind == "own_move"]
    for one in moves:
        state, numbers = one.fact.names["state"], one.fact.numbers
        ends = [again.at(week)[state][person.post] for week in (int(numbers["first"]) - 1, one.week)]
        assert [numbers["before"], numbers["after"]] == ends
        by = sum(amount for name, amount in numbers.items() if name.startswith("by "))
        assert by == pytest.approx(ends[1] - ends[0], abs=1e-11)
        assert f"from {ends[0]:.2f} to {ends[1]:.2f} since week {numbers['first']:.0f}: " in one.text
    tenure = service(again.at(-1)["tenure_weeks"][person.post])
    assert told.employee(person.name).introduction == (
        f"{person.name} ({person.id}), {told.run.departments[person.department]}: {tenure} with the firm at the "
        f"start, left in week {person.gone}."
    )


def test_a_life_line_can_be_drawn(told):
    figure = told.plot(told.people[0].id)
    assert figure.axes[0].get_ylim() == (0, 1)
    assert told.people[0].name in figure.texts[0].get_text().replace("\n", " ")


# Typed and called


def run_cli(*arguments):
    small = [word for key in ("time.weeks=30", "time.window=20", "market.rows=100", "time.burn_in=4")
             for word in ("--set", key)]  # fmt: skip
    return CliRunner().invoke(app, ["story", "bakery", *small, *arguments])


def test_the_first_screen_says_the_numbers_of_both_runs(told, again):
    """Means of the last weeks, who came and went and from where, read from two unrecorded runs."""
    both, screen = (again, Again(told, side=1)), digest_of(told)
    was = told.run.recording.simulation
    weekly = simulate(was.setting, was.cases, was.replicates, told.seed).weekly
    here, there = (weekly["acsi"][-52:, side, 0].mean() for side in (0, 1))
    means, people, exits = screen.about
    assert f'Mean of the last 52 weeks (in brackets: how far from "do nothing"): ACSI {here:.1f} (' in means
    assert f"ACSI {here:.1f} ({here - there:+.1f})" in means
    here, there = (weekly["turnover"][-52:, side, 0].mean() for side in (0, 1))
    apart = f"{100 * (here - there):+.0f}" if here != there else "0"
    assert f"staff turnover {100 * here:.0f} % a year ({apart} percentage points a year)" in means
    left = [np.sum([week["left"] for week in run.weeks[1:]], axis=0) for run in both]
    joined = again.at(103)["hires"].sum() - again.at(-1)["hires"].sum()
    assert people.startswith(f'{left[0].sum()} employees left and {joined} joined; under "do nothing" {left[1].sum()} ')
    departments = was.setting.organisation.department_of
    for place, name in enumerate(told.run.departments):
        gone = [int(one[departments == place].sum()) for one in left]
        assert f"{name} {gone[0]} ({gone[1]})" in exits or not any(gone)
    assert screen.chosen == f'7 of the {len(told.sentences)} things that happened (there: under "do nothing")'


def test_the_first_screen_of_a_short_run_is_of_the_weeks_that_have_passed(told):
    """A window of a year, and three weeks of it."""
    was = told.run.recording.simulation
    simulation = Simulation(was.setting, was.cases, was.replicates, told.seed)
    recordings = [Recording(simulation, side) for side in (0, 1)]
    for _ in range(3):
        simulation.step()
        for recording in recordings:
            recording.take()
    sides = [
        Run(one, told.run.scenario, side.label) for one, side in zip(recordings, (told.run, told.other), strict=True)
    ]
    assert digest_of(Story(*sides)).about[0].startswith("Mean of the last 3 weeks (")


def test_a_curve_that_did_not_move_did_neither_rise_nor_fall(told):
    found = told.explain("acsi", 10, 11, depart=False)
    still = replace(found, after=found.before + 0.001)
    assert told.told(still)[0] == f"ACSI stayed at {found.before:.1f} in weeks 10 to 11."
    share = replace(found, outcome="retention", before=0.9, after=0.88)
    ends = "(90 % a year to 88 % a year) in weeks 10 to 11."
    assert moved(share) == f"Customer retention fell by 2 percentage points a year {ends}"
    assert moved(replace(share, after=0.8999)) == "Customer retention stayed at 90 % a year in weeks 10 to 11."


def test_few_are_not_nobody(overclaimed):
    (mended,) = kinds(overclaimed, "promise_mended")
    few = replace(mended.fact, numbers=mended.fact.numbers | {"broken": 0.004, "told": 0.0})
    assert (
        SAID["promise_mended"](few) == "hardly any of the staff still feel a promise broken: nobody hears management."
    )


def test_sites_are_called_as_people_say_them():
    sites = ("organisation.departments.counter.sites=2", 'organisation.departments.counter.label="shop"',
             "time.weeks=1", "time.window=1")  # fmt: skip
    found = told_run(load("bakery", (*FESTIVAL, *sites)), seed=1)
    assert found.run.departments[2:] == ("shop (site 1)", "shop (site 2)")


def test_what_turnover_is_made_of_is_said_of_the_weeks_asked(told, again):
    found = told.explain("turnover", 20, 45)
    left = sum(again.at(week)["left"].sum() for week in range(20, 46))
    posts = len(again.at(20)["left"])
    assert found.after == pytest.approx(52 * left / 26 / posts, rel=1e-12)
    assert told.told(found)[0].startswith(f"Staff turnover was {100 * found.after:.0f} % a year in weeks 20 to 45: ")


@pytest.mark.parametrize("company", ["bakery", "service_firm"])
def test_the_first_screen_is_one_screen(company):
    """Whoever comes and goes, and however much there is to say of it."""
    for seed in range(1, 4):
        lines = [row for line in digest(story(company, seed=seed)) for row in textwrap.wrap(line, 120) or [""]]
        assert len(lines) <= 25, seed


def test_the_first_screen_says_what_came_of_departures(dip):
    lines = list(digest(dip))
    assert re.search("the (whole )?fall", " ".join(lines))
    assert "left there too" in " ".join(lines)


def test_the_terminal_shows_it(short_ageing):
    shown = run_cli()
    assert shown.exit_code == 0
    assert shown.stdout.startswith('bakery, "full plan" beside "do nothing": one run of 30 weeks, seed 1.')
    assert 'things that happened (there: under "do nothing"):' in shown.stdout
    assert run_cli("--employee", "6.1").stdout.count("risk of leaving") == 1


def test_json_holds_what_is_told(short_ageing):
    told = json.loads(run_cli("--json", "--weeks", "20:29", "--outcome", "acsi").stdout)
    assert {"scenario", "strategy", "against", "seed", "changed", "people", "sentences", "explanation"} <= set(told)
    assert all(20 <= one["week"] <= 29 for one in told["sentences"])
    parts = told["explanation"]["parts"].values()
    assert sum(parts) == pytest.approx(told["explanation"]["after"] - told["explanation"]["before"])
    who = json.loads(run_cli("--json", "--employee", told["people"][0]["name"]).stdout)
    assert who["id"] == told["people"][0]["id"]
    assert len(who["life"]["week"]) == len(who["life"]["motivation"])


@every("arguments, complaint", [
    (["--weeks", "9"], '--weeks "9": must be A:B'),
    (["--weeks", "9:60"], "the run has weeks 0 to 29"),
    (["--outcome", "motivatoin"], 'did you mean "motivation"?'),
    (["--outcome", "profit"], "cannot be taken apart"),
    (["--employee", "Nobody"], '--employee "Nobody": nobody of this id or name'),
    (["--strategy", "ful_plan"], 'did you mean "full_plan"?'),
    (["--against", "nothin"], 'did you mean "nothing"?'),
])  # fmt: skip
def test_mistakes_are_named(short_ageing, arguments, complaint):
    result = run_cli(*arguments)
    assert isinstance(result.exception, InputError)
    assert complaint in str(result.exception.said(imsim.engine.errors.as_option))


def test_a_story_is_the_compared_run_of_its_replicate():
    """Also where every replicate is a firm of its own: doses are planned as every study plans them."""
    firm = load("bakery", ('organisation.seed="replicate"', "market.rows=100", "time.burn_in=4", "time.weeks=6",
                           "time.window=6"))  # fmt: skip
    compared = imsim.compare(firm, strategies=["training"], replicates=2, seed=1)
    series = told_run(firm, "training", replicate=1).run.recording.series
    for name in ("acsi", "knowledge"):
        assert_array_equal(series(name), compared.weeks[name]["training"][1])


def test_python_names_its_own_arguments():
    with pytest.raises(InputError, match="strategy = "):
        imsim.story("bakery", strategy="none_such")
    with pytest.raises(TypeError, match="did you mean"):
        imsim.story("bakery", budgt=0.1)
