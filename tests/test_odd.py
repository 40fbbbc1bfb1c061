"""The model description is true to the code: equations, schedule, variables, streams, effects and numbers."""

import re
from pathlib import Path

import pytest

from every import MODULES, every, numbers_in
from imsim.company.compilation import smallest
from imsim.reporting import describe, describe_model
from imsim.reporting.book.chapter import NOTATION
from imsim.reporting.book.odd import TEMPLATE, odd
from imsim.reporting.text_tables import filled
from imsim.scenarios.model import MODEL, PARAMETERS

pytestmark = pytest.mark.reads_source

ROOT = Path(__file__).parents[1]
ODD = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
EQUATIONS = [(mechanism.name, name) for mechanism in MODEL.mechanisms for name in mechanism.equations]
ACTIONS = [action.function.__name__ for group in MODEL.actions for action in group]


def chapter(number):
    """A numbered chapter of the page."""
    return re.search(rf"^## {number} .*?(?=^## \d|\Z)", ODD, re.DOTALL | re.MULTILINE)[0]


def test_the_page_is_what_the_program_says_now():
    assert odd() == ODD, "imsim describe odd > docs/odd.md"


@every("page", ["scenarios", "evidence"])
def test_generated_tables_are_up_to_date(page):
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    assert filled(text) == text, f"python -m imsim.reporting.text_tables --write docs/{page}.md"


def test_its_contents_lead_to_every_section_mechanism_programme_and_event():
    contents, _, rest = ODD.partition("\n## ")
    wanted = [heading for level, heading in re.findall(r"^(#{2,4}) (.+?)(?: <a id=.*)?$", "\n## " + rest, re.MULTILINE)]
    assert re.findall(r"\[([^\]]+)\]\(#", contents) == wanted
    places = re.findall(r"\]\(#([^)]+)\)", contents)
    made = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in wanted}
    assert set(places) <= made | set(re.findall(r'<a id="([^"]+)">', ODD))
    assert len(set(places)) == len(places)


def test_how_formulas_are_read_is_said_once():
    assert ODD.count(NOTATION) == 1


@every("form, mark", [("tex", r"\tableofcontents"), ("html", '<a href="#mechanism-trust">Trust</a>')])
def test_other_forms_have_contents_too(form, mark):
    page = odd(form=form)
    assert mark in page
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))


def test_every_number_of_an_equation_is_there():
    labels = [MODEL.by_name[mechanism].equations[name].number for mechanism, name in EQUATIONS]
    numbers = {number for label in labels for number in numbers_in(label)}
    assert numbers >= set(range(1, 28))
    assert numbers == {number for label in re.findall(r"^#+ (E.+?) \w+ <a", ODD, re.MULTILINE)
                       for number in numbers_in(label)}  # fmt: skip


@every("mechanism, name", EQUATIONS)
def test_every_equation_has_a_formula_or_its_code(mechanism, name):
    text = ODD[ODD.index(f'<a id="{mechanism}-{name}"></a>') :].partition("\n#")[0]
    assert "\n$$\n" in text or "```python" in text


def test_every_effect_enters_somewhere():
    assert [name for name in MODEL.effects if not re.search(rf"\b{name}\b", chapter(7))] == []


def test_every_source_of_an_equation_is_a_reference_a_row_or_said_to_be_none():
    references = (ROOT / "docs" / "references.md").read_text(encoding="utf-8")
    keys = set(re.findall(r"^\| `(\w+)` \|", references, re.MULTILINE))
    for row in describe.TOPICS["equations"]():
        for part in re.split(r"[,;] ", re.sub(r" \(.*?\)", "", row["source"])):
            assert part in keys or re.match(
                r"(against )?rows? \d|\d|(\w+ )?(and \w+ )?assumed|order statistics|restates|"
                r"ease and desire: march|size from",
                part,
            ), f"{row['function']}: {part}"
    assert {row.source for row in PARAMETERS} - {"-"} <= keys
    assert set(re.findall(r"\b[a-z_]+_\d{4}\b", TEMPLATE.read_text(encoding="utf-8"))) <= keys


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
    table = chapter(4)[chapter(4).index("| stream |") :].partition("\n\n")[0]
    told = set(re.findall(r"^\| `([\w ]+)` \|", table, re.MULTILINE))
    assert told - {"programme NAME CHANNEL"} == {*streams, *MODEL.streams}


def test_it_says_of_every_calibrated_parameter_what_it_was_tuned_to():
    table = chapter(7)[chapter(7).index("| parameter | tuned to |") :].split("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", table)) >= {p.name for p in PARAMETERS if p.status == "cal"}


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
    rows = dict(re.findall(r"^\| (C\w+) \|(.*)$", chapter(1), re.MULTILINE))
    assert list(rows) == [pattern.id for pattern in patterns if pattern.counted]
    for pattern in patterns:
        assert not pattern.counted or pattern.source in rows[pattern.id], pattern.id
