"""The model description is true to the code: equations, schedule, variables, chance, effects and numbers."""

import re
from pathlib import Path

import pytest
from imsim.engine.state import SERVICE, Firm
from imsim.engine.workforce import COUNTS, FLAGS, NUMBERS, RESULTS, SEEN, STATES, TRAITS
from imsim.mechanisms.variables import VARIABLES

import imsim
from every import every
from imsim.company.effects import EFFECTS
from imsim.company.market import ATTITUDES
from imsim.engine.streams import PROCESSES
from imsim.mechanisms.week import WEEK
from imsim.reporting import describe
from imsim.reporting.text_tables import filled
from imsim.scenarios.model import BY_NAME, PARAMETERS

pytestmark = pytest.mark.reads_source

ROOT = Path(__file__).parents[1]
SOURCE = Path(imsim.__file__).parent
ODD = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
BY_HAND = re.sub(r"<!-- generated: .*?<!-- end -->", "", ODD, flags=re.DOTALL)
EQUATIONS = describe.equations()
# An argument that is called like one parameter and is given another.
OTHER_NAMES = {("employer_brand", "satisfaction_reference"): "staff_satisfaction_reference"}


def chapter(number):
    """A numbered chapter of the page, without its generated tables."""
    return re.search(rf"^## {number} .*?(?=^## |\Z)", BY_HAND, re.DOTALL | re.MULTILINE)[0]


SUBMODELS = chapter(7)
SECTIONS = {
    found[1]: found[2]
    for found in re.finditer(r"^#### (E[\d-]+\S*) .*?$(.*?)(?=^###|\Z)", SUBMODELS, re.DOTALL | re.MULTILINE)
}


def section_of(row):
    """Text of the section that an equation belongs to."""
    label = row["number"].split(",")[0]
    return SECTIONS[label]


@every("page", ["odd", "scenarios", "evidence"])
def test_generated_tables_are_up_to_date(page):
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    assert filled(text) == text, f"python -m imsim.reporting.text_tables --write docs/{page}.md"


def test_equations_stand_in_the_order_of_the_code():
    assert list(SECTIONS) == list(dict.fromkeys(row["number"].split(",")[0] for row in EQUATIONS))


def test_every_number_from_1_to_26_is_there():
    told = {number for label in SECTIONS for number in describe.numbers_in(label)}
    assert told == {number for row in EQUATIONS for number in describe.numbers_in(row["number"])} == set(range(1, 27))


@every("row", EQUATIONS)
def test_every_equation_is_written_out_in_its_section(row):
    text = section_of(row)
    assert f"`{row['chapter']}.{row['function']}`" in text
    assert "```" in text
    for argument in row["arguments"]:
        named = OTHER_NAMES.get((row["function"], argument), argument)
        assert named not in BY_NAME or f"`{named}`" in text, f"{named} is not named"


def test_no_function_is_named_that_the_code_has_not():
    chapters = "|".join(dict.fromkeys(row["chapter"] for row in EQUATIONS))
    named = set(re.findall(rf"`((?:{chapters})\.\w+)`", SUBMODELS))
    assert named == {f"{row['chapter']}.{row['function']}" for row in EQUATIONS}


def test_every_name_in_code_type_is_known():
    statuses = {parameter.status for parameter in PARAMETERS}
    known = {*BY_NAME, *EFFECTS, *statuses, *(process.__name__ for process in WEEK), "code", "unit_"}
    named = set(re.findall(r"`([a-z]\w+)`", SUBMODELS))
    assert named <= known


def test_every_effect_enters_somewhere():
    assert [name for name in EFFECTS if not re.search(rf"\b{name}\b", SUBMODELS)] == []


def test_every_source_of_an_equation_is_a_reference_a_row_or_said_to_be_none():
    references = (ROOT / "docs" / "references.md").read_text(encoding="utf-8")
    keys = set(re.findall(r"^\| `(\w+)` \|", references, re.MULTILINE))
    for row in EQUATIONS:
        for part in re.split(r"[,;] ", row["source"]):
            assert part in keys or re.match(r"(rows? \d|\d|assumed|form assumed|order statistics|restates)", part), (
                f"{row['function']}: {part}"
            )
    assert set(re.findall(r"\b[a-z_]+_\d{4}\b", BY_HAND)) <= keys


def test_the_schedule_lists_the_processes_of_the_week_in_order():
    listed = re.findall(r"^\| \d+ \| (\w+) \|", ODD, re.MULTILINE)
    assert listed == [process.__name__ for process in WEEK]


def test_variables_are_the_columns_of_the_code():
    named = {}
    for variable in VARIABLES:
        named.setdefault(variable.entity.split(":")[0].split(" ")[0], []).append(variable.name)
    staff = [*named["person"], *named["desk"]]
    assert sorted(staff) == sorted([*NUMBERS, *COUNTS, *FLAGS])
    assert sorted(named["customer"]) == sorted([*ATTITUDES, "with_firm", "walked_away"])
    assert sorted(named["department"]) == sorted(SERVICE)
    assert sorted(named["firm"]) == sorted(Firm.__annotations__)


def test_variables_of_a_person_are_told_apart_as_in_the_code():
    def names(entity):
        return tuple(variable.name for variable in VARIABLES if variable.entity.startswith(f"person: {entity}"))

    assert names("states") == STATES
    assert names("traits") == (*TRAITS, "taste")
    assert names("results") == RESULTS
    assert names("surroundings") == SEEN


def test_chance_streams_are_those_of_the_code():
    code = "".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py") if "studies" not in path.parts)
    streams = set(re.findall(r'\bchance\.(?:uniform|normal|counted|fixed)\("(\w+)"', code))
    table = chapter(4)[chapter(4).index("| stream |") :]
    first_cells = re.findall(r"^\| ((?:`[\w ]+`(?:, )?)+) \|", table, re.MULTILINE)
    told = {name for cell in first_cells for name in re.findall(r"`([\w ]+)`", cell)}
    assert told - {"programme NAME CHANNEL"} == {*streams, *PROCESSES}


def test_every_parameter_is_listed_once():
    rows = re.findall(r"^\| (\w+) \|", ODD[ODD.index("### 7.13") :], re.MULTILINE)
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
