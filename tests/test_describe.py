"""`imsim describe` prints what the registries hold, whole and readable."""

import json
import re

import pytest
from rich.console import Console
from typer.testing import CliRunner

from every import numbers_in
from imsim.cli.main import app
from imsim.engine.errors import InputError
from imsim.events import EVENTS
from imsim.outcomes import OUTCOMES
from imsim.programmes import kinds
from imsim.reporting import describe
from imsim.reporting.terminal import screen
from imsim.reporting.terminal.describe import readable
from imsim.reporting.text_tables import TextTable, filled, generated, main, markdown, text_tables
from imsim.scenarios.model import MODEL, PARAMETERS
from imsim.scenarios.scenario import builtin_names
from imsim.scenarios.schema import MarketTable

topics = pytest.mark.parametrize("topic", describe.TOPICS)


def printed(*arguments):
    result = CliRunner().invoke(app, ["describe", *arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


# Rows


@pytest.mark.parametrize(
    ("topic", "key", "names"),
    [
        ("schedule", "process", [action.function.__name__ for group in MODEL.actions for action in group]),
        ("parameters", "name", [parameter.name for parameter in PARAMETERS]),
        ("programmes", "kind", [describe.EVERY_KIND, *kinds()]),
        ("events", "kind", [describe.EVERY_KIND, *EVENTS]),
        ("outcomes", "name", list(OUTCOMES)),
        ("scenarios", "name", builtin_names()),
    ],
)
def test_rows_are_those_of_the_registry(topic, key, names):
    assert [row[key] for row in describe.TOPICS[topic]()] == names


def test_keys_are_those_that_a_scenario_file_may_hold():
    tables = {row["kind"]: {lever["name"]: lever for lever in row["levers"]} for row in describe.TOPICS["keys"]()}
    assert {"[time]", "[organisation.departments.NAME]", "[strategies.NAME.plan.rules]", "[study]"} <= tables.keys()
    assert tables["[market]"].keys() == MarketTable.model_fields.keys() - {"segments"}
    assert tables["[time]"]["weeks"]["low"] == 1
    assert tables["[organisation.departments.NAME]"]["respect"]["high"] == 1
    assert tables["[study]"]["design"]["meaning"].endswith("grid, lhs, sobol")
    assert all(lever["meaning"] for levers in tables.values() for lever in levers.values())


def test_every_equation_has_a_claim_and_a_source():
    for row in describe.equations():
        assert row["claim"].endswith("."), row
        assert row["source"] != "-", row


def test_what_moves_a_state_names_its_equation_and_what_walks_says_what_it_does():
    for row in describe.TOPICS["schedule"]():
        assert row["claim"].endswith("."), row
        told = MODEL.by_name[row["mechanism"]].marked("update")
        assert row["equations"] != "-" or row["process"] not in told, row


def test_the_week_names_every_equation():
    named = " ".join(f"{row['equations']} {row['claim']}" for row in describe.TOPICS["schedule"]())
    # What is sent (E1), worth (E8) and missing in opportunity (E16) stands within other equations.
    assert set(numbers_in(named)) | {1, 8, 16} == set(range(1, 28))


def test_levers_have_bounds_and_meaning():
    rows = {row["kind"]: row for row in describe.programmes()}
    hours = next(lever for lever in rows["training"]["levers"] if lever["name"] == "hours")
    assert (hours["default"], hours["low"], hours["high"]) == (16.0, 0.0, 200.0)
    assert rows["training"]["scales"] == "hours"
    for row in rows.values():
        assert all(lever["meaning"] for lever in row["levers"])
        assert row["kind"] == describe.EVERY_KIND or {lever["name"] for lever in row["levers"]}.isdisjoint(
            {"start", "stop", "audience"}
        )
    reward = next(lever for lever in rows["incentives"]["levers"] if lever["name"] == "reward")
    assert "voucher" in reward["meaning"]


def test_an_end_that_never_comes_is_none():
    every = describe.programmes()[0]
    assert next(lever for lever in every["levers"] if lever["name"] == "stop")["default"] is None


# What is printed


def test_without_a_topic_it_lists_them():
    lines = printed().splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(describe.TOPICS)


def test_help_names_every_topic():
    words = re.sub(r"\s+", " ", printed("--help"))
    assert all(topic in words for topic in describe.TOPICS)


@topics
def test_a_topic_fits_the_width_and_loses_no_name(topic):
    text = printed(topic)
    assert max(len(line) for line in text.splitlines()) <= screen.PLAIN_WIDTH
    assert "…" not in text
    for text_table in text_tables(topic):
        assert all(cells[0] in text for cells in text_table.cells)


@topics
def test_json_is_the_rows(topic):
    assert json.loads(printed(topic, "--json")) == json.loads(json.dumps(describe.TOPICS[topic]()))


def test_json_without_a_topic():
    assert list(json.loads(printed("--json"))) == list(describe.TOPICS)


def test_an_unknown_topic_is_one_message():
    result = CliRunner().invoke(app, ["describe", "paramters"])
    assert isinstance(result.exception, InputError)
    assert 'did you mean "parameters"?' in str(result.exception)


def test_names_are_text_not_markup(capsys):
    stdout = screen.results()
    for width in (stdout.width, 20):
        stdout.print(readable(TextTable("one", ("name", "meaning"), (("[bold]x[/bold]", ":smile: [red]"),)), width))
        assert ":smile: [red]" in capsys.readouterr().out


def test_piped_output_is_as_wide_as_columns_says(monkeypatch):
    for columns, width in (
        ("", screen.PLAIN_WIDTH),
        ("nonsense", screen.PLAIN_WIDTH),
        ("0", screen.PLAIN_WIDTH),
        ("72", 72),
    ):
        monkeypatch.setenv("COLUMNS", columns)
        assert screen.results().width == width


def test_symbols_stand_beside_names_where_there_is_room():
    assert re.search(r"^motivation +M +0-1 ", printed("variables"), re.MULTILINE)
    assert re.search(r"^commitment_speed +g_C +0\.03 ", printed("parameters"), re.MULTILINE)


@topics
def test_nothing_is_lost_in_a_narrow_terminal(topic, capsys):
    stdout = Console(width=80)
    for table in text_tables(topic):
        stdout.print(readable(table, 80))
    text = capsys.readouterr().out
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= 80
    shown = re.sub(r"\s+", "", text)
    for table in text_tables(topic):
        for row in table.cells:
            for name, cell in zip(table.headings, row, strict=True):
                assert name in ("symbol", "source") or all(word in shown for word in cell.split()), cell


# Documents


def test_markdown_escapes_bars():
    assert markdown(TextTable("t", ("a", "b"), (("x|y", "z"),))) == "| a | b |\n| --- | --- |\n| x\\|y | z |\n"


def test_only_what_stands_between_markers_is_written(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- generated: equations learning -->\nold\n<!-- end -->\nafter\n", encoding="utf-8")
    main(["--write", str(page)])
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("<!-- end -->\nafter\n")
    assert "old" not in text
    assert "knowledge" in text
    assert filled(text) == text


def test_a_title_that_does_not_exist_gives_an_error():
    with pytest.raises(KeyError, match="alchemy"):
        generated("equations", "alchemy")
