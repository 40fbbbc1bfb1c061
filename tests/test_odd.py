"""The model description is true to the code: equations, schedule, variables, streams, effects and numbers."""

import re
from pathlib import Path

import pytest

from every import MODULES, every, numbers_in
from imsim.company.compilation import smallest
from imsim.reporting import describe, describe_model
from imsim.reporting.text_tables import filled
from imsim.scenarios.model import BY_NAME, MODEL, PARAMETERS

pytestmark = pytest.mark.reads_source

ROOT = Path(__file__).parents[1]
ODD = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
BY_HAND = re.sub(r"<!-- generated: .*?<!-- end -->", "", ODD, flags=re.DOTALL)
EQUATIONS = [(mechanism.name, name) for mechanism in MODEL.mechanisms for name in mechanism.equations]
ACTIONS = [action.function.__name__ for group in MODEL.actions for action in group]
# What all attitudes share; equations that belong to no mechanism.
SHARED = {("attitude", "adjustment"), ("attitude", "reward_driver")}


def chapter(number):
    """A numbered chapter of the page, without its generated tables."""
    return re.search(rf"^## {number} .*?(?=^## |\Z)", BY_HAND, re.DOTALL | re.MULTILINE)[0]


SUBMODELS = chapter(7)
SECTIONS = {
    found[1]: found[2]
    for found in re.finditer(r"^#### (E[\d-]+\S*) .*?$(.*?)(?=^###|\Z)", SUBMODELS, re.DOTALL | re.MULTILINE)
}


def function_of(mechanism, name):
    return MODEL.by_name[mechanism].marked("equation")[name]


def section_of(function):
    """Text of the section that an equation belongs to: that of its first number which has one."""
    label = vars(function)["equation"].number
    return next(text for number in numbers_in(label) for title, text in SECTIONS.items() if title == f"E{number}")


@every("page", ["odd", "scenarios", "evidence"])
def test_generated_tables_are_up_to_date(page):
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    assert filled(text) == text, f"python -m imsim.reporting.text_tables --write docs/{page}.md"


def test_tables_of_equations_stand_in_the_order_of_the_week():
    told = re.findall(r"<!-- generated: equations ([\w ]+) -->", ODD)
    assert told == list(dict.fromkeys(row["chapter"] for row in describe.TOPICS["equations"]()))


def test_every_number_from_1_to_26_is_there():
    told = {number for label in SECTIONS for number in numbers_in(label)}
    labels = [vars(function_of(*equation))["equation"].number for equation in EQUATIONS]
    assert told == {number for label in labels for number in numbers_in(label)} == set(range(1, 27))


@every("mechanism, name", EQUATIONS)
def test_every_equation_is_written_out_in_its_section(mechanism, name):
    function = function_of(mechanism, name)
    text = section_of(function)
    assert f"`{mechanism}.{name}`" in BY_HAND
    assert "```" in text
    for used in function.__code__.co_names:
        assert used not in BY_NAME or f"`{used}`" in text, f"{used} is not named"


def test_no_function_is_named_that_the_code_has_not():
    homes = "|".join(dict.fromkeys(home for home, _ in (*EQUATIONS, *SHARED)))
    named = set(re.findall(rf"`((?:{homes})\.\w+)`", SUBMODELS))
    assert named == {f"{home}.{name}" for home, name in (*EQUATIONS, *SHARED)}


def test_every_name_in_code_type_is_known():
    statuses = {parameter.status for parameter in PARAMETERS}
    known = {*BY_NAME, *MODEL.effects, *MODEL.references, *statuses, *ACTIONS, "code", "unit_"}
    assert set(re.findall(r"`([a-z]\w+)`", SUBMODELS)) - known == set()


def test_every_effect_enters_somewhere():
    assert [name for name in MODEL.effects if not re.search(rf"\b{name}\b", SUBMODELS)] == []


def test_every_source_of_an_equation_is_a_reference_a_row_or_said_to_be_none():
    references = (ROOT / "docs" / "references.md").read_text(encoding="utf-8")
    keys = set(re.findall(r"^\| `(\w+)` \|", references, re.MULTILINE))
    for row in describe.TOPICS["equations"]():
        for part in re.split(r"[,;] ", re.sub(r" \(.*?\)", "", row["source"])):
            assert part in keys or re.match(
                r"((against )?rows? \d|\d|assumed|form assumed|order statistics|restates)", part
            ), f"{row['function']}: {part}"
    assert set(re.findall(r"\b[a-z_]+_\d{4}\b", BY_HAND)) <= keys


def test_the_schedule_lists_what_happens_in_a_week_in_order():
    rows = re.findall(r"^\| \d+ \| (\w+) \| \w+ \| (\w+) \|", ODD, re.MULTILINE)
    assert [process for _, process in rows] == ACTIONS
    assert list(dict.fromkeys(phase for phase, _ in rows)) == [phase.name for group in MODEL.week for phase in group]


def described(entity):
    """Names of an entity, by what they are."""
    found = {}
    for row in describe_model.variables():
        whose, _, kind = row["entity"].partition(": ")
        if whose == entity:
            found.setdefault(kind.partition(",")[0], []).append(row["name"])
    return found


def named(entity):
    return sorted(name for names in described(entity).values() for name in names)


def test_variables_are_the_columns_of_the_code():
    ensemble = smallest(MODEL)
    assert named("employee") == sorted(ensemble.employees.names)
    assert named("customer") == sorted(ensemble.customers.names)
    for entity, rows in (("department", "departments"), ("segment", "segments"), ("firm", "firm"), ("flows", "flows")):
        assert named(entity) == sorted(getattr(ensemble, rows).names), entity


def test_what_moves_is_told_apart_from_what_is_kept_and_what_follows():
    moved = {told.target for mechanism in MODEL.mechanisms for _, told in mechanism.updates}
    kinds = described("employee")
    assert moved & set(kinds["traits"]) == set()
    assert set(kinds["results of the week"]) <= moved | {"left", "hired"}


def test_random_streams_are_those_of_the_code():
    code = "".join(path.read_text(encoding="utf-8") for path in MODULES if "studies" not in path.parts)
    streams = set(re.findall(r'\bstreams\.(?:uniform|normal|counted|fixed)\("(\w+)"', code))
    table = chapter(4)[chapter(4).index("| stream |") :]
    first_cells = re.findall(r"^\| ((?:`[\w ]+`(?:, )?)+) \|", table, re.MULTILINE)
    told = {name for cell in first_cells for name in re.findall(r"`([\w ]+)`", cell)}
    assert told - {"programme NAME CHANNEL"} == {*streams, *MODEL.streams}


def test_every_parameter_is_listed_once():
    table = ODD[ODD.index("<!-- generated: parameters -->") :].partition("<!-- end -->")[0]
    rows = re.findall(r"^\| (\w+) \|", table, re.MULTILINE)
    assert [name for name in rows if name != "name"] == [parameter.name for parameter in PARAMETERS]


def test_it_says_of_every_calibrated_parameter_what_it_was_tuned_to():
    table = SUBMODELS[SUBMODELS.index("| parameters | pattern |") :].split("\n\n")[0]
    assert sorted(re.findall(r"`(\w+)`", table)) == sorted(p.name for p in PARAMETERS if p.status == "cal")


def test_headings_follow_the_protocol():
    assert re.findall(r"^## (\d) (.+)$", ODD, re.MULTILINE) == [
        ("1", "Purpose and patterns"),
        ("2", "Entities, state variables and scales"),
        ("3", "Process overview and scheduling"),
        ("4", "Design concepts"),
        ("5", "Initialisation"),
        ("6", "Input data"),
        ("7", "Submodels"),
    ]
    concepts = (
        "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
        "Stochasticity", "Collectives", "Observation",
    )  # fmt: skip
    assert tuple(re.findall(r"^\*\*([\w ]+)\.\*\*", chapter(4), re.MULTILINE)) == concepts


def test_it_names_the_patterns_that_are_counted():
    patterns = pytest.importorskip("imsim.evidence.patterns").PATTERNS.values()
    rows = dict(re.findall(r"^\| (C\d+) \|(.*)$", chapter(1), re.MULTILINE))
    assert list(rows) == list(dict.fromkeys(pattern.number for pattern in patterns if pattern.counted))
    for pattern in patterns:
        assert not pattern.counted or pattern.source in rows[pattern.number], pattern.id
