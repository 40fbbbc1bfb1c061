"""Reports: every number stands in a table of the study, names are text, the page is whole, mistakes are told."""

import json
import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

import imsim
import reports
from browsers import browser, tab
from every import every
from imsim.cli.main import app
from imsim.engine.errors import InputError
from imsim.reporting.chronicle import recording
from imsim.reporting.html_report import report
from imsim.reporting.kinds import compare, presentations
from imsim.reporting.numbers import MINUS, Money, digits_for
from imsim.reporting.report.assumptions import STATUSES
from imsim.reporting.report.compared import Compared
from imsim.reporting.report.comparison import customers_sentence
from imsim.reporting.report.drawings import inline
from imsim.reporting.report.folder import Folder
from imsim.reporting.report.story import more
from imsim.reporting.report.sweep import gain_sentence, range_sentence
from imsim.reporting.report.values import Scale, scale_of
from imsim.scenarios.model import PARAMETERS
from imsim.scenarios.scenario import load

# A report draws its own figures.
pytestmark = pytest.mark.usefixtures("aged_briefly", "undrawn")
TINY = ["--set", "market.rows=50", "--set", "time.burn_in=2", "--weeks", "4", "--jobs", "1", "--quiet"]
SETS = ["--set", "parameters.insight=0.3"]
VARY = ["--vary", "insight", "--vary", "forgetting"]
OUTCOMES = ["--outcome", "acsi,profit"]
COMMANDS = {
    "compare": ["compare", "bakery", *TINY, *SETS, "--replicates", "3"],
    "run": ["run", "bakery", *TINY, "--replicates", "1"],
    "grid": ["sweep", "bakery", *TINY, "--vary", "training.hours=0:20:3", "--vary", "insight=0.1:0.4:2",
             "--replicates", "2"],
    "points": ["sweep", "bakery", *TINY, "--samples", "6", "--against", "nothing", *OUTCOMES, "--replicates", "2"],
    "curve": ["sweep", "bakery", *TINY, "--vary", "training.hours=0:20:3", *OUTCOMES, "--replicates", "1"],
    "sobol": ["sensitivity", "bakery", *TINY, *VARY, "--samples", "8", "--second-order", *OUTCOMES,
              "--replicates", "2"],
    "morris": ["sensitivity", "bakery", *TINY, *VARY, "--method", "morris", "--samples", "4", "--against", "nothing",
               *OUTCOMES, "--replicates", "1"],
    "uncertain": ["compare", "bakery", *TINY, "--strategies", "training,cash", "--uncertain", "--samples", "16",
                  "--parameters", "12", "--replicates", "2"],
    "patterns": ["patterns", "--units", "3", "--jobs", "1", "--quiet"],
}  # fmt: skip
# What our own sentences may hold besides: levels of confidence, constants of a method, numbers of patterns.
OURS = re.compile(r"95 %|below 0\.05|C\d+[a-c]?\b|10 to 22 %")
FACTORS = (1.0, 100.0, 1e-3, 1e-6)
CUT = """[...document.querySelectorAll('.table, figure, pre, .facts')]
    .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent.slice(0, 80))"""
HOSTILE = "<script>alert('x')</script>&\"$\\x_{$"


def invoke(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A study of each kind, small."""
    place = tmp_path_factory.mktemp("studies")
    for name, words in COMMANDS.items():
        done = invoke(*words, "--out", place / name)
        assert done.exit_code == 0, (words, done.output, done.exception)
    return place


STUDIES = list(COMMANDS)
of_each = pytest.mark.parametrize("study", STUDIES)


@pytest.fixture(scope="module")
def pages(folders):
    """The report of each."""
    return {study: report(folders / study) for study in STUDIES}


# Numbers


def legible(value):
    """A number to 12 digits: before its version 3 pandas reads some in CSV files one bit off."""
    return float(f"{value:.12g}")


@of_each
def test_every_number_stands_in_a_table_of_the_study(study, folders, pages):
    known = {legible(value) for value in reports.numbers_of(folders / study)}
    evidence = {float(value) for one in PARAMETERS for value in (one.default, one.low, one.high)}
    counts = {float(number) for number in range(len(PARAMETERS) + 1)}
    said = reports.read(pages[study])
    assert len(said.numbers) > 30
    for value, text, section in said.numbers:
        assert legible(value) in known or (section == "Assumptions" and value in evidence | counts), (
            value,
            text,
            section,
        )


def test_every_column_of_money_says_in_which_unit(pages):
    heads = re.findall(r"<th [^>]*>([^<]*)<br><small>([^<]*)</small>", pages["compare"])
    assert "kUSD" in dict(heads)["net present value"]
    assert all(unit for _, unit in heads)


@of_each
def test_numbers_are_rounded_and_nothing_else(study, pages):
    for value, text, _ in reports.read(pages[study]).numbers:
        bare = text.replace(MINUS, "-").replace(",", "")
        step = 10.0 ** -len(bare.partition("e")[0].partition(".")[2])
        shown = float(bare)
        close = [abs(shown - value * factor) <= step * 0.500001 + 1e-9 * abs(shown) for factor in FACTORS]
        assert any(close) or f"{value:.6g}" == bare, (value, text)


@of_each
def test_no_number_is_said_without_its_value(study, pages):
    """Sentences and cells hold digits only inside numbers, names and codes."""
    for tag, text in reports.read(pages[study]).texts:
        if tag == "p":
            rest = OURS.sub("", text)
            assert not re.search(r"\d", rest) or "imsim" in rest or "lowest and" in rest, text
        else:
            assert not re.fullmatch(r"[-+\u2212\u00b1]?\d[\d.,]*\s?%?", text.strip()), text


@every("study", ["compare", "run"])
def test_one_run_is_told_as_its_file_has_it(study, folders, pages):
    """Every sentence stands in the file of the story, and the story is that of a replicate of the study."""
    story = json.loads((folders / study / "story.json").read_text(encoding="utf-8"))
    digest, said = story["digest"], reports.read(pages[study]).told
    events = [text for event in digest["events"] for text in (f"{event['week']}", event["text"])]
    head = f'{len(digest["events"])} of the {len(story["sentences"])} things that happened (there: under "do nothing")'
    assert said == [*digest["about"], *digest["moves"], head, *events]
    runs = pd.read_parquet(folders / study / "runs.parquet").set_index(["strategy", "replicate"])
    best = pages[study].partition("--strategy ")[2].split()[0].replace("<wbr>", "")
    for outcome in ("acsi", "strain"):
        for side, strategy in (("here", best), ("there", "nothing")):
            assert story["changed"][outcome][side] == pytest.approx(runs.loc[(strategy, 0), outcome], abs=1e-12)


def test_more_of_a_run_is_told_by_a_command(folders, pages):
    """As it comes, the scenario is named; otherwise it is the one on the page."""
    assert "imsim story scenario.toml --strategy" in pages["compare"]
    result = Compared(Folder.opened(folders / "compare"))
    as_it_comes = Folder(Path(), result.folder.manifest | {"scenario": {"resolved": load("bakery").tree}})
    result.folder = as_it_comes
    assert "<code>imsim story bakery --strategy" in more(result)


def test_nothing_is_told_of_a_firm_too_large_to_be_remembered(folders, monkeypatch):
    monkeypatch.setattr(recording, "MOST_POSTS", 5)
    assert compare.told(imsim.read(folders / "compare")) == {}


def test_digits_follow_the_intervals():
    assert digits_for([{"mean": 2.2, "low": 2.14, "high": 2.26}]) == 2
    assert digits_for([{"mean": 130_000.0, "low": 1e5, "high": 1.6e5}], 1e-3) == 0
    assert digits_for([{"mean": 77.123456, "low": 77.1234, "high": 77.1235}]) == 2
    turnover = scale_of("turnover", [{"mean": 0.2271, "low": 0.2, "high": 0.25}])
    assert (turnover.factor, turnover.unit) == (100.0, "% a year")
    assert scale_of("profit", [{"mean": 2.5e4, "low": None, "high": None}], Money("EUR")).unit == "kEUR a year"


# Sentences


def plain(sentence):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", sentence)).strip()


def answer_of(html):
    return plain(html.partition('class="said">')[2].partition("</p>")[0])


def about_customers(folders, tmp_path, leader, **leads):
    """What is said of a comparison with other leads in ACSI: strategy -> difference of the leader to it, low, high."""
    shutil.copytree(folders / "compare", tmp_path / "made_up")
    found = Compared(Folder.opened(tmp_path / "made_up"))
    gains = {
        one: dict(zip(("mean", "low", "high"), leads.get(one, (2.0, 1.0, 3.0)), strict=True)) for one in found.rows
    }
    found.answer["leaders"]["acsi"] = {
        "strategy": leader,
        "ahead_of": {one: gains[one] for one in gains if one != leader},
    }
    gain = {
        f"difference{end}": gains["nothing"][key]
        for end, key in zip(("", "_low", "_high"), gains["nothing"], strict=True)
    }
    found.rows[leader]["outcomes"]["acsi"] |= gain
    return plain(customers_sentence(found))


def test_the_answer_says_who_leads_and_that_it_is_sure(folders, tmp_path):
    said = about_customers(folders, tmp_path, "training")
    assert "pleases customers most: +2" in said
    assert "clearly ahead of all others" in said


def test_the_answer_says_when_strategies_cannot_be_told_apart(folders, tmp_path):
    said = about_customers(folders, tmp_path, "training", cash=(0.1, -0.2, 0.4))
    assert re.search("; it cannot be told apart from \u201c[^\u201d]*\u201d\\.", said), said


def test_the_answer_says_when_no_strategy_clearly_does_better(folders, tmp_path):
    said = about_customers(folders, tmp_path, "training", nothing=(0.1, -0.2, 0.4))
    assert said.startswith("No strategy clearly pleases customers more than"), said
    assert "may be chance" in said


def test_the_answer_says_when_nothing_is_best(folders, tmp_path):
    said = about_customers(folders, tmp_path, "nothing", cash=(0.1, -0.2, 0.4))
    assert said.startswith("No strategy pleases customers more than"), said
    assert "cannot be told apart from it" in said


def test_one_replicate_has_no_interval_and_the_answer_says_so(pages):
    assert "one replicate has no interval" in answer_of(pages["run"]) or "No strategy" in answer_of(pages["run"])
    assert "one run a point has no interval" in answer_of(pages["curve"])


def test_of_two_strategies_a_sweep_tells_the_paired_gain(pages):
    assert "The gain of \u201c" in answer_of(pages["points"])
    assert "95 % interval" in answer_of(pages["points"])


def test_a_sweep_names_one_lever_in_the_singular_and_no_ends_where_all_points_print_alike(pages):
    assert "where training.hours takes other values" in re.sub(r"<[^>]+>", "", pages["curve"])
    assert re.search(r"where training.hours and insight take other", re.sub(r"<[^>]+>", "", pages["grid"]))
    scale = Scale(1.0, 4, "points", "points")
    value = {"mean": -0.0025, "low": -0.004, "high": -0.001}
    folder = SimpleNamespace(
        label=str,
        answer={"extremes": {"acsi": {"a": {"lowest": 0, "highest": 1, "difference": value | {"high": 0.004}}}}},
    )
    rows = {"a": [{"acsi": 77.00001, "acsi_gained": -0.00251}, {"acsi": 77.00002, "acsi_gained": -0.00249}]}
    swept: Any = SimpleNamespace(
        folder=folder, strategies=("a", "b"), rows=rows, value=lambda row, key: value | {"mean": row[key]},
        scale=lambda *_: scale, place=lambda row: "somewhere",
    )  # fmt: skip
    said = [one.striptags() for one in (gain_sentence(swept, "a", "acsi"), range_sentence(swept, "a", "acsi"))]
    assert said[0].endswith(
        "in ACSI is \u22120.0025 points (95 % interval \u22120.0040 to \u22120.0010) at every point."
    )
    assert said[1].endswith("is 77.0000 points at every point.")


# One file, names are text


@of_each
def test_the_page_is_one_file_without_script(study, pages):
    said = reports.read(pages[study])
    names = {tag for tag, _ in said.tags}
    assert {"svg", "table", "h1", "details"} <= names
    assert not names & {"script", "link", "iframe", "object", "embed", "form", "audio", "video", "base"}
    for _, attributes in said.tags:
        for key, value in attributes.items():
            assert not key.startswith("on")
            if key in ("href", "src", "xlink:href", "data", "action"):
                assert value.startswith(("#", "data:image/png;base64,")), value
    assert "@import" not in pages[study]
    assert not re.search(r"url\((?!#)", pages[study])


@of_each
def test_no_two_elements_have_one_id(study, pages):
    found = re.findall(r'\sid="([^"]+)"', pages[study])
    marks = re.findall(r'(?:href="|url\()#([^")]+)', pages[study])
    assert set(marks) <= set(found)
    figures = {one.partition("-figure")[0] for one in found if "-figure_1" in one}
    assert len(figures) == pages[study].count("<svg")


def test_names_from_the_scenario_are_text_wherever_they_stand(tmp_path):
    path = tmp_path / "hostile.toml"
    text = json.dumps(HOSTILE)
    path.write_text(
        f'extends = "bakery"\nname = "hostile"\ntitle = {text}\n'
        f"description = {json.dumps('</style></pre>' + HOSTILE)}\n"
        f"[strategies.training]\nlabel = {text}\n[strategies.nothing]\nlabel = {text}\n"
        '[economy]\ncurrency = "<b>&"\n',
        encoding="utf-8",
    )
    done = invoke("compare", path, *TINY, "--strategies", "training", "--replicates", 2, "--out", tmp_path / "out")
    assert done.exit_code == 0, (done.output, done.exception)
    page = report(tmp_path / "out")
    names = {tag for tag, _ in reports.read(page).tags}
    assert not names & {"script", "b"}
    assert "<script" not in page
    assert page.count("&lt;script&gt;") > 4
    assert page.count("</style>") == page.count("<style")


def test_names_that_were_put_into_the_files_afterwards_are_text_too(folders, tmp_path):
    for study in ("run", "sobol", "patterns"):
        folder = tmp_path / study
        shutil.copytree(folders / study, folder)
        for path in (folder / "manifest.json", folder / "answer.json"):
            content = json.loads(path.read_text(encoding="utf-8"))
            content = {
                key: HOSTILE if key in ("started", "scenario_name", "imsim") else value
                for key, value in content.items()
            }
            path.write_text(json.dumps(content), encoding="utf-8")
        assert "<script" not in report(folder)


def test_a_picture_is_an_element_whose_letters_are_shapes(pages):
    from matplotlib.figure import Figure

    figure = Figure()
    figure.text(0.5, 0.5, "<script>alert(1)</script>--> a&b")
    drawn = str(inline(figure, "here"))
    assert "script" not in drawn
    assert drawn.startswith("<svg")
    assert drawn.endswith("</svg>")
    assert 'id="here-' in drawn


# What it rests on


def test_assumptions_scenario_and_manifest_are_there(pages, folders):
    page = pages["compare"]
    for words in ("Numbers that the scenario sets", "What the numbers rest on", *STATUSES.values()):
        assert words in page
    assert re.search(r"<code>insight</code>.*?<data value=\"0.3\">", page)
    manifest = json.loads((folders / "compare" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["key"] in page
    assert "insight = 0.3" in page
    assert "Numbers that were varied" in pages["sobol"]
    kinds = {json.loads((folders / one / "manifest.json").read_text())["kind"] for one in STUDIES}
    # The others have their pages made where they are tested.
    assert set(presentations()) == kinds | {"chain", "fit", "optimise", "plausible"}


def test_a_model_that_is_not_the_usual_one_is_said_above_the_answer(tmp_path, pages):
    options = ["--without", "trust", "--replicates", "1", "--out", tmp_path / "out"]
    assert invoke("run", "bakery", *TINY, *options).exit_code == 0
    page = report(tmp_path / "out")
    said = page.index("The model is not the usual one: without trust.")
    assert page.index("<h2>Question</h2>") < said < page.index("<h2>Answer</h2>")
    assert "not the usual one" not in pages["run"]


# The command, and folders that are none


def test_the_command_writes_the_page_beside_the_study_or_where_it_is_told(folders, tmp_path):
    folder = tmp_path / "curve"
    shutil.copytree(folders / "curve", folder)
    done = invoke("report", folder)
    assert done.exit_code == 0, done.output
    assert Path(done.stdout.strip()) == folder / "report.html"
    done = invoke("report", folder, "--out", tmp_path / "own.html")
    assert (tmp_path / "own.html").read_bytes() == (folder / "report.html").read_bytes()


def broken(folders, tmp_path, study, name, content):
    """A study one of whose files is another, or gone."""
    folder = tmp_path / study
    shutil.copytree(folders / study, folder)
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("study", "name", "content", "says"),
    [
        ("curve", "manifest.json", None, "holds no manifest.json: no study"),
        ("curve", "manifest.json", "{", "manifest.json: cannot be read"),
        ("curve", "manifest.json", "[1]", "describes no study of imsim"),
        ("curve", "manifest.json", '{"kind": "x", "scenario": {}, "options": {}, "seed": 1}', "kind 'x'"),
        ("curve", "table.csv", None, "table.csv is missing"),
        ("curve", "table.csv", "", "table.csv: cannot be read"),
        ("curve", "table.csv", "a,b\n1,2\n", "do not fit together"),
        ("compare", "answer.json", None, "answer.json is missing"),
        ("compare", "answer.json", '{"kind', "answer.json: cannot be read"),
        ("compare", "answer.json", "[]", "is not what a study leaves there"),
        ("compare", "answer.json", "{}", "do not fit together"),
        ("compare", "weeks.parquet", "nonsense", "weeks.parquet: cannot be read"),
        ("sobol", "answer.json", '{"method": "x", "outcomes": {}}', "do not fit together"),
        ("patterns", "answer.json", '{"bonus_percentage": "<b>"}', "do not fit together"),
    ],
)
def test_a_damaged_study_is_one_clear_message(folders, tmp_path, study, name, content, says):
    folder = broken(folders, tmp_path, study, name, content)
    done = invoke("report", folder)
    assert isinstance(done.exception, InputError)
    assert len(done.exception.problems) == 1
    assert says in str(done.exception)
    assert str(folder) in str(done.exception)
    assert not (folder / "report.html").exists()


def test_a_folder_without_a_study_is_one_clear_message(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="no such folder"):
        report(tmp_path / "nowhere")
    with pytest.raises(InputError, match="is a file"):
        report(tmp_path / "file")
    with pytest.raises(InputError, match="no study"):
        report(tmp_path)


def test_an_unfinished_study_says_how_to_go_on(tmp_path):
    (tmp_path / "study.sqlite").write_bytes(b"")
    with pytest.raises(InputError, match="not finished: repeat its command with --resume"):
        report(tmp_path)


def test_failed_runs_say_how_to_run_them_again(folders, tmp_path):
    folder = broken(folders, tmp_path, "sobol", "answer.json", None)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["runs"] = {"done": 1, "failed": 2}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(InputError, match="2 runs failed; repeat its command with --resume --retry-failed"):
        report(folder)


# In a browser


@pytest.fixture(scope="module")
def chromium():
    with browser() as found:
        yield found


# The widest tables, and the tallest figure; the others are made of the same parts.
LAYOUTS = ("compare", "patterns")


@pytest.mark.parametrize(
    "study", [pytest.param(one, marks=() if one in LAYOUTS else pytest.mark.thorough) for one in STUDIES]
)
def test_it_opens_offline_and_fits_the_window_and_the_page(study, pages, chromium, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(pages[study], encoding="utf-8")
    for width, height in ((1280, 800), (390, 844)):
        with tab(chromium, path, width, height) as (page, complaints):
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate("document.querySelectorAll('svg').length") > 0
        assert complaints == []
    # 182 mm is what an A4 page leaves between its margins.
    with tab(chromium, path, 688, 1000) as (page, complaints):
        page.emulate_media(media="print")
        assert page.evaluate(CUT) == []
        assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    assert complaints == []
