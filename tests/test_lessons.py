"""Lessons and challenges: what a file may hold, that sentences say what the runs show, and scores on hidden runs."""

import csv
import os
import re
import threading
from pathlib import Path

import numpy as np
import pytest

import imsim
import lesson_files
from imsim.app import classroom
from imsim.app.lessons import running
from imsim.app.lessons.board import Board, Row, name_on_board
from imsim.app.lessons.challenge import Challenge
from imsim.app.lessons.loading import builtin_lessons, load_lesson
from imsim.app.lessons.results import (
    course,
    drawn_right,
    explanations,
    readings_of,
    right_option,
    values_of,
    verdict,
)
from imsim.app.lessons.running import Runs, runs_of
from imsim.app.lessons.sentences import PLACE
from imsim.engine.errors import InputError
from imsim.outcomes import OUTCOMES
from imsim.studies.schedulers import cores

pytestmark = pytest.mark.usefixtures("short_ageing")
LESSONS = [name for name, path in builtin_lessons().items() if load_lesson(path).table.kind == "lesson"]


@pytest.fixture
def lesson(tmp_path):
    return load_lesson(lesson_files.quick(tmp_path))


@pytest.fixture
def challenge(tmp_path):
    return Challenge(load_lesson(lesson_files.quick(tmp_path, "best_mix")), seed=7)


def by_hand(lesson, **final):
    """Runs of three pairs with given numbers: outcome -> ([side a], [side b])."""
    weeks = lesson.firms[0].timeline.weeks
    weekly = {name: np.tile(np.array(values, dtype=float), (weeks, 1, 1)) for name, values in final.items()}
    return Runs(weekly, {name: np.array(values, dtype=float) for name, values in final.items()}, 3)


# Files


def test_the_built_in_lessons_are_right_and_say_where_claims_come_from():
    assert len(LESSONS) == 8
    for path in builtin_lessons().values():
        table = load_lesson(path).table
        assert table.claim.source
        assert table.field is not None
        assert table.field.source


BAD = [
    (('kind = "lesson"', 'kind = "leson"'), 'kind = "leson": should be \'lesson\' or \'challenge\''),
    (('title = "Contact', 'titel = "Contact'), 'titel: no such key; did you mean "title"?'),
    (('strategy = "training"', 'strategy = "trainning"'),
     'sides.b.strategy = "trainning": no such strategy; did you mean "training"'),
    (('outcome = "acsi"', 'outcome = "asci"'), 'readings.customers.outcome: no outcome "asci"; did you mean "acsi"?'),
    (('extends = "service_firm"', 'extends = "servce_firm"'),
     'firm.extends = "servce_firm": neither a file beside it nor'),
    (('extends = "service_firm"', 'extends = "service_firm"\ntime.weeks = "a year"'),
     'firm.time.weeks = "a year": should be an integer'),
    (("when = { back_office = \"b\" }", "when = { back_ofice = \"b\" }"), 'explain.1.when: no reading "back_ofice"'),
    (("when = { back_office = \"b\" }", "when = { back_office = \"c\" }"), "explain.1.when.back_office"),
    (("{back_office.b} against", "{back_office.c} against"), '"{back_office.c}" stands for nothing; did you mean'),
    (("{back_office.b} against", "0.67 against"), '"0.67" is typed: a number about the runs is filled in'),
    (("when = { customers = \"neither\" } },\n]", "when = { customers = \"b\" } },\n]"),
     "answers 2 and 3 are both right where customers = b"),
    (("  { text = \"in the one with courses for everyone\", when = { customers = \"b\" } },\n", ""),
     "no answer is right where customers = b"),
    (('inside = { outcome = "internal_service_quality" }',
      'inside = { outcome = "internal_service_quality", weeks = [1, 900] }'),
     "readings.inside.weeks = [1, 900]: a run has weeks 0 to 103"),
    (('title = "Contact staff, or everyone?"\n', ""), "title: is missing"),
    (('strategy = "training"', 'strategy = "home_office"'), "brand_kept, full_plan, best_mix)"),
    (("[runs]\nreplicates = 20", "[runs]\nreplicates = 1"),
     "runs.replicates = 1: should be greater than or equal to 2"),
    (('[sides.b]\nlabel', '[sides.c]\nlabel'), "sides.c"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "says"), BAD, ids=range(len(BAD)))
def test_each_mistake_in_a_file_is_one_line(tmp_path, change, says):
    path = tmp_path / "mine.toml"
    text = lesson_files.text_of("contact_staff_or_everyone")
    assert change[0] in text
    path.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_lesson(path)
    assert any(says in line for line in caught.value.lines), caught.value.lines
    assert all(line.startswith(f"{path}: ") and "\n" not in line for line in caught.value.lines)


def test_a_misspelt_key_is_one_mistake(tmp_path):
    """The key that it stands for is not missing as well; another one is."""
    path, text = tmp_path / "mine.toml", lesson_files.text_of("contact_staff_or_everyone")
    path.write_text(text.replace("title =", "titel ="), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_lesson(path)
    assert [line.partition(" (")[0] for line in caught.value.lines] == [
        f'{path}: titel: no such key; did you mean "title"?'
    ]
    path.write_text(text.replace("question =", "questoin =").replace("title =", "heading ="), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_lesson(path)
    told = " ".join(caught.value.lines)
    assert ("title: is missing" in told, "question: is missing" in told) == (True, False)


def test_all_that_no_answer_covers_is_named_at_once(tmp_path):
    path, text = tmp_path / "mine.toml", lesson_files.text_of("contact_staff_or_everyone")
    begin = text.index("options = [")
    end = text.index("\n]", begin)
    options = (
        'options = [\n  { text = "yes", when = { customers = "a" } },\n  { text = "no", when = { profit = "b" } },'
    )
    path.write_text(text[:begin] + options + text[end:], encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_lesson(path)
    (none,) = [line for line in caught.value.lines if "no answer is right" in line]
    cases = none.partition(" where ")[2].split("; or ")
    assert cases == [f"customers = {one}, profit = {other}" for one in ("b", "neither") for other in ("a", "neither")]
    assert any("answers 1 and 2 are both right where customers = a, profit = b" in line for line in caught.value.lines)


def test_mistakes_of_a_challenge_are_said(tmp_path):
    text = lesson_files.text_of("best_mix")
    for change, says in (
        (('"hiring"]', '"hirring"]'), 'challenge.over = "hirring": neither a strategy of the scenario nor'),
        (
            ("respect = 0.15", "respect = 0.75"),
            "challenge.best: should be parts of the budget that add up to 1 at most",
        ),
        (("respect = 0.15", "perks = 0.15"), "challenge.best.perks: is not among challenge.over"),
    ):
        path = tmp_path / "mine.toml"
        path.write_text(text.replace(*change, 1), encoding="utf-8")
        with pytest.raises(InputError, match=re.escape(says)):
            load_lesson(path)


# What the runs show


def test_readings_and_sentences_are_those_worked_out_by_hand(lesson):
    """Paired differences 1, 2, 3: mean 2, half-width 4.3027 / sqrt(3) = 2.484, so nothing is clear; 2, 2.1, 2.2 is."""
    level = [0.5, 0.5, 0.5]
    unclear = by_hand(lesson, acsi=([81, 82, 83], [80, 80, 80]), profit=(level, level),
                      internal_service_quality=(level, level), back_office_knowledge=(level, level))  # fmt: skip
    reading = readings_of(lesson, unclear)["customers"]
    assert reading.difference.mean == 2
    assert reading.difference.high == pytest.approx(2 + 2.4841, abs=1e-3)
    assert reading.more == "neither"
    said = explanations(lesson, unclear, readings_of(lesson, unclear))
    assert said == ["What is passed on and what is spread thin weigh alike here: +2.0 ±2.5 points in ACSI."]
    clear = by_hand(lesson, acsi=([80, 80, 80], [82, 82.1, 82.2]), profit=(level, level),
                    internal_service_quality=(level, level), back_office_knowledge=(level, level))  # fmt: skip
    readings = readings_of(lesson, clear)
    said = explanations(lesson, clear, readings)
    assert said == [
        "What is passed on outweighs what is spread thin: customers are better off with courses for everyone, by "
        "2.10 ±0.25 points."
    ]
    assert right_option(lesson, readings) == 1
    assert verdict({"customers": "b"}, readings) == "yes"
    assert verdict({"customers": "b", "profit": "a"}, readings) == "partly"
    assert verdict({"customers": "a"}, readings) == "no"


def test_runs_do_not_depend_on_blocks_and_are_those_of_compare(lesson, monkeypatch):
    *_, runs = runs_of(lesson)
    compared = imsim.compare(lesson.firms[0], strategies=["contact_training", "training"], replicates=4, seed=1)
    for outcome in lesson.outcomes:
        for place, name in enumerate(("contact_training", "training")):
            assert (runs.final[outcome][place] == compared.values(outcome, name)).all()
    monkeypatch.setattr(running, "BLOCK", 1)
    *_, again = runs_of(lesson)
    assert (again.weekly["acsi"] == runs.weekly["acsi"]).all()
    check_numbers(lesson, runs)


def test_doses_are_those_of_the_firm_that_each_replicate_draws(tmp_path):
    """Where every replicate is a firm of its own, budgets are met in each, as in `imsim compare`."""
    drawn = lesson_files.QUICK + 'organisation.seed = "replicate"\n'
    path = lesson_files.quick(tmp_path, "contact_staff_or_everyone", (lesson_files.QUICK, drawn))
    lesson = load_lesson(path)
    *_, runs = runs_of(lesson, 3)
    compared = imsim.compare(lesson.firms[0], strategies=["contact_training", "training"], replicates=3, seed=1)
    for outcome in lesson.outcomes:
        for place, name in enumerate(("contact_training", "training")):
            assert (runs.final[outcome][place] == compared.values(outcome, name)).all()


def check_numbers(lesson, runs):
    """Every number in what is said is one that the runs give: worked out here anew from the numbers of each run."""
    readings = readings_of(lesson, runs)
    for name, table in lesson.table.readings.items():
        a, b = values_of(table, runs)
        if table.weeks is None and OUTCOMES[table.outcome].span == "window":
            window = lesson.firms[0].timeline.window
            weekly = runs.weekly[table.outcome][-window:].mean(axis=0)
            assert np.allclose([a, b], weekly, rtol=0.02, atol=1e-3)
        gap = a - b
        shown = readings[name]
        factor = shown.scale.factor
        assert shown.difference.mean == pytest.approx(gap.mean())
        printed = float(re.search(r"^[+-]?[\d.,]+", shown.written(signed=True))[0].replace(",", ""))
        assert printed == pytest.approx(gap.mean() * factor, abs=0.5001 * 10**-shown.scale.digits)
        if shown.more != "neither":
            assert (gap.mean() > 0) == (shown.more == "a")
            assert abs(gap.mean()) > 2 * gap.std(ddof=1) / np.sqrt(len(gap))
    for sentence in lesson.table.explain:
        assert not re.search(r"\d", PLACE.sub("", sentence.text))
    for text in explanations(lesson, runs, readings):
        assert "{" not in text
        told = {*re.findall(r"\d[\d.,]*\d|\d", text)}
        known = [one.a + one.b + one.written(True) for one in readings.values()]
        known.append(f"{runs.replicates} {lesson.firms[0].timeline.weeks} {' '.join(lesson.labels)}")
        assert all(any(number in one for one in known) for number in told), text


def test_sides_may_be_two_firms(tmp_path):
    path = lesson_files.quick(
        tmp_path, "contact_staff_or_everyone",
        ('strategy = "training"', 'strategy = "contact_training"\nfirm.organisation.respect = 0.4'),
    )  # fmt: skip
    other = load_lesson(path)
    *_, runs = runs_of(other)
    assert other.firms[1].table.organisation.respect == 0.4
    assert (runs.final["internal_service_quality"][0] > runs.final["internal_service_quality"][1]).all()


def test_a_line_counts_where_the_runs_tell_the_sides_apart():
    mean, half = np.array([1.0, -1.0, 0.1, 2.0]), np.array([0.5, 0.5, 0.5, 0.5])
    assert drawn_right({0: 0.3, 1: 0.3, 2: -1.0, 3: 5.0}, mean, half) == (2, 3)


def test_figures_are_numbers_that_a_browser_can_draw(lesson):
    *_, runs = runs_of(lesson)
    mean, _ = course(runs, "acsi")
    figure = classroom.figure(lesson, runs, "acsi", {4: 0.5, 11: -0.5})
    assert np.allclose(figure["mean"], mean, rtol=1e-4, atol=1e-9)
    assert figure["ticks"][-1] == figure["most"] >= max(map(abs, figure["high"]))
    assert np.isfinite([*figure["low"], *figure["high"]]).all()


# Challenges and the board


def test_a_plan_is_scored_by_paired_differences_on_hidden_runs(challenge):
    plan = {"contact_training": 0.5, "recognition": 0.5}
    score = challenge.score(plan)
    assert challenge.score(dict(reversed(plan.items()))) is score
    again = Challenge(challenge.lesson, seed=7).score(plan)
    assert again.gain == score.gain
    assert Challenge(challenge.lesson, seed=8).score(plan).gain != score.gain
    cases = {"nothing": challenge.firm.strategies["nothing"], "plan": challenge.case(plan)}
    found = {
        name: running.simulated(challenge.firm.setting(), [case], range(4), 7, ["acsi"], 4).final["acsi"][0]
        for name, case in cases.items()
    }
    assert score.gain.mean == pytest.approx((found["plan"] - found["nothing"]).mean())
    best = challenge.score(challenge.table.best)
    assert best.behind.mean == 0
    assert best.gain == challenge.best_gain
    assert challenge.best_gain.mean - score.gain.mean == pytest.approx(score.behind.mean)
    told, shown = " ".join(challenge.debrief(score)), " ".join(challenge.solution(plan))
    # How far away the best known is, and what it is only for who asks.
    assert challenge.said(challenge.table.best) not in told
    assert challenge.said(challenge.table.best) in shown
    # Recognition cannot use its half: the courses get the rest, and no more is told of recognition.
    most = challenge.most["recognition"]
    assert challenge.used(plan) == pytest.approx(
        dict.fromkeys(challenge.channels, 0.0) | {"contact_training": 1 - most, "recognition": most}
    )
    more = 100 * (1 - most - challenge.used(challenge.table.best)["contact_training"])
    assert f"Yours has more for training of contact staff, {more:.0f} % of the budget." in shown
    assert "went to the rest of your plan" in told
    assert (
        challenge.said({"tailored_messages": 0.2, "recognition": 0.3}) == "30 % recognition, 20 % messages (tailored)"
    )
    assert challenge.written(challenge.best_gain) in told


@pytest.mark.parametrize("part", [1.0, 0.6])
def test_money_that_nobody_can_use_is_told_alike_however_it_was_given(challenge, part):
    """All of the budget for recognition, and six tenths of it, buy the same."""
    most = challenge.most["recognition"]
    assert most < 0.5
    can, unspent = challenge.idle_money({"recognition": part})
    assert can == f"Recognition can use {100 * most:.0f} % of the budget, not more."
    assert unspent == f"{100 * (1 - most):.0f} % of your budget was not spent."
    assert challenge.idle_money(challenge.table.best) == []


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        ({"contact_training": 0.7, "recognition": 0.4}, "gives away 110 % of the budget"),
        ({"contact_training": -0.1}, "0 to 1"),
        ({"contact_training": float("nan")}, "0 to 1"),
        ({"parties": 0.5}, "may go to contact_training"),
    ],
)
def test_a_plan_keeps_the_budget(challenge, plan, says):
    with pytest.raises(InputError, match=says):
        challenge.score(plan)


def row(name, gain):
    return Row(name, gain, gain - 1, gain + 1, f"{gain:+.1f} points", "100 % training")


def test_the_board_keeps_the_best_of_each_name_and_its_file_what_changed_it(tmp_path):
    file = tmp_path / "board.csv"
    board = Board(file)
    for one in (row("Ada", 1.0), row("=1+1", -2.0), row("Ada", 3.0), row("Ada", 2.0)):
        board.add(one)
    assert [(one.name, one.gain) for one in board.rows] == [("Ada", 3.0), ("=1+1", -2.0)]
    with file.open(encoding="utf-8") as lines:
        told = list(csv.reader(lines))
    assert [line[0] for line in told] == ["name", "Ada", "'=1+1", "Ada"]
    assert [float(line[1]) for line in told[1:]] == [1.0, -2.0, 3.0]
    # Another day: the file goes on, under its one head.
    Board(file).add(row("Eve", 0.5))
    assert file.read_text(encoding="utf-8").count("name,") == 1
    # What cannot be kept is not shown either.
    file.unlink()
    file.mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        board.add(row("Eve", 9.0))
    assert [one.name for one in board.rows] == ["Ada", "=1+1"]


def test_a_file_that_cannot_be_a_board_is_refused_at_the_start(tmp_path):
    other = tmp_path / "my_marks.csv"
    other.write_text("name,mark\nAda,1\n", encoding="utf-8")
    for file, says in ((other, "is no board: must be a new file"), (tmp_path, "cannot be"),
                       (Path("/nowhere/board.csv"), "cannot be written: No such file")):  # fmt: skip
        with pytest.raises(InputError, match=f"--board {re.escape(str(file))}: {says}"):
            Board(file)
    assert other.read_text(encoding="utf-8") == "name,mark\nAda,1\n"


def test_names_on_the_board_are_harmless():
    assert name_on_board("a\x1b[31m\n<b>") == "a?[31m <b>"
    assert len(name_on_board("x" * 1000)) == 24
    with pytest.raises(InputError, match="name: give one"):
        name_on_board(" \n ")


# On a server


def test_visitors_share_the_runs_of_a_lesson(lesson):
    job, told = classroom.SharedRuns(lesson), []
    for _ in range(2):
        job.begin()
    job.follow(told.append, threading.Event())
    assert told[-1] == 4 == job.finished
    assert told == sorted(told)
    assert job.done
    assert not job.problem


def test_the_page_begins_with_what_can_be_used(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "environ", dict(os.environ))
    with pytest.raises(InputError, match="overlod: no such file"):
        classroom.begin_with("overlod", None)
    with pytest.raises(InputError, match="--board: is of use with --lesson CHALLENGE only"):
        classroom.begin_with("overload", tmp_path / "board.csv")
    assert not (tmp_path / "board.csv").exists()
    with pytest.raises(InputError, match="--jobs 2: with --board it must be 1"):
        classroom.begin_with("best_mix", tmp_path / "board.csv", 2)
    assert not (tmp_path / "board.csv").exists()
    assert classroom.begin_with("best_mix", tmp_path / "board.csv") == "service_firm"
    assert classroom.first_lesson().endswith("09_best_mix.toml")
    assert classroom.begin_with("overload", None) == "call_centre"


def test_all_processes_of_a_server_score_on_the_same_hidden_runs(tmp_path, monkeypatch):
    """Each process makes its own contest; what they share is the environment of the one that started them."""
    monkeypatch.setattr(os, "environ", dict(os.environ))
    path = str(builtin_lessons()["best_mix"])
    seeds = set()
    for _ in range(2):
        classroom.begin_with(None, None)
        here, there = (classroom.contest.__wrapped__(path).challenge.seed for _ in range(2))
        assert here == there
        seeds.add(here)
    assert len(seeds) == 2
    # A seed that stands in the file is the file's.
    own = lesson_files.quick(tmp_path, "best_mix", ("\n[challenge]", "\n[challenge]\nhidden_seed = 5"))
    assert Challenge(load_lesson(own), seed=7).seed == 5


@pytest.mark.parametrize(
    ("typed", "company", "processes"),
    [
        (["--lesson", "overload", "--host", "0.0.0.0"], "call_centre", 1),
        (["--lesson", "overload", "--host", "0.0.0.0", "--jobs", "3"], "call_centre", 3),
        (["bakery", "--lesson", "overload"], "bakery", 1),
        (["--host", "0.0.0.0"], "service_firm", cores()),
    ],
)
def test_a_lesson_sets_the_company_and_one_process_serves_it(monkeypatch, capsys, typed, company, processes):
    from imsim.app import server
    from imsim.cli.main import app

    monkeypatch.setattr(os, "environ", dict(os.environ))
    served = []
    monkeypatch.setattr(server, "serve", lambda source, how, _: served.append((source, how.processes)))
    app(["app", *typed], standalone_mode=False)
    assert served == [(company, processes)]
    assert ("keeps a board of its own" in capsys.readouterr().err) == (processes > 1)


def test_an_address_that_names_a_run_opens_it_whatever_the_page_begins_with(monkeypatch):
    monkeypatch.setattr(os, "environ", dict(os.environ))
    paths = [str(path) for path in builtin_lessons().values()]
    for begins, first in ((None, None), ("overload", paths[6])):
        os.environ.pop(classroom.LESSON, None)
        classroom.begin_with(begins, None)
        assert classroom.opened_by("") == first
        assert classroom.opened_by("company=bakery&seed=3&week=2&a=cash") is None
        for path in (*paths, classroom.LIST):
            assert classroom.opened_by(classroom.lesson_query(path)) == path
        assert classroom.opened_by("lesson=/etc/passwd") == classroom.LIST
    assert classroom.lesson_query(paths[6]) == "lesson=07_overload"


def test_the_command_line_lists_and_checks_lessons(tmp_path, capsys):
    from imsim.cli.main import app

    def typed(*arguments):
        try:
            app(list(arguments), standalone_mode=False)
        finally:
            out = capsys.readouterr().out
        return out

    assert [line.split()[0] for line in typed("lessons").splitlines()] == list(builtin_lessons())
    good = lesson_files.quick(tmp_path)
    assert f'{good}: all right: a lesson, "Contact staff, or everyone?"' in typed("check", str(good))
    good.write_text(good.read_text(encoding="utf-8").replace('"acsi"', '"asci"'), encoding="utf-8")
    with pytest.raises(InputError, match="asci"):
        typed("check", str(good))
    with pytest.raises(InputError, match="--set and --without are for scenarios"):
        typed("check", "overload", "--set", "time.weeks=3")


# At full size


@pytest.mark.thorough
@pytest.mark.parametrize("name", LESSONS)
def test_each_lesson_says_what_its_runs_show_and_other_random_numbers_show_the_same(name, monkeypatch):
    monkeypatch.undo()
    lesson = load_lesson(name)
    *_, runs = runs_of(lesson)
    check_numbers(lesson, runs)
    readings = readings_of(lesson, runs)
    assert len(explanations(lesson, runs, readings)) >= 3
    table = lesson.table
    moved = type(lesson)(
        lesson.name,
        lesson.path,
        table.model_copy(update={"runs": table.runs.model_copy(update={"seed": 2})}),
        lesson.firms,
    )
    *_, others = runs_of(moved)
    again = readings_of(moved, others)
    assert right_option(moved, again) == right_option(lesson, readings)
    # No reading turns round: what these runs call clear, others do not call clear the other way.
    assert all({readings[key].more, again[key].more} != {"a", "b"} for key in readings)


@pytest.mark.thorough
def test_no_simple_plan_beats_the_best_that_is_known(monkeypatch):
    monkeypatch.undo()
    challenge = Challenge(load_lesson("best_mix"), seed=11)
    names = list(challenge.channels)
    plans = [{name: 1.0} for name in names] + [dict.fromkeys(names, 1 / len(names))]
    plans += [{one: 0.5, other: 0.5} for one in names[:3] for other in names[:4] if one < other]
    for plan in plans:
        assert challenge.score(plan).behind.low > 0, plan
