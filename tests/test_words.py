"""One word for each thing, the field's own: names that were given up do not come back, in the code or on the pages."""

import ast
import re
from pathlib import Path

import pytest

from every import MODULES, SOURCE

pytestmark = pytest.mark.reads_source

ROOT = Path(__file__).parents[1]
# The model description is made of what mechanisms declare; what is written by hand stands in its template.
PAGES = [ROOT / "README.md", SOURCE / "reporting" / "book" / "odd.md",
         *(page for page in sorted((ROOT / "docs").rglob("*.md")) if page.name != "odd.md")]  # fmt: skip

# Name that was given up -> what it is called now. Modules by the names of their files.
MODULES_GIVEN_UP = {
    "lots": "batches", "notes": "scratch", "standing": "static", "runs": "replicate view", "records": "tables",
    "elementary": "fastmath", "draws": "rng", "chance": "streams",
    "surroundings": "perception, environment", "accounts": "accounting",
    "scene": "context", "foreign": "sanitising", "inert": "sanitising", "ending": "interrupts", "mistakes": "problems",
    "reading": "loading", "construction": "build", "sheets": "text_tables", "worlds": "plausible parameter sets",
    "standings": "ranking", "turns": "switching factors", "questions": "requests", "conduct": "execution",
    "varied": "uncertainties", "effort": "estimate", "repetition": "reproduction",
    "differences": "table_comparison", "inside": "departments",
}  # fmt: skip
# Classes and functions.
NAMES_GIVEN_UP = {
    "lots_of": "batches_of", "those_found": "selected", "standing_arrays": "static_state",
    "standing": "static state", "one_run": "replicate view", "numbered": "counter",
    "luck": "random", "surroundings": "perception", "accounts": "accounting",
    "Scene": "programme context", "scene": "programme context", "foreign": "text sanitising",
    "inert": "text sanitising", "Mistake": "Problem", "mistakes": "problems", "reading": "loading",
    "lay_over": "overlay", "construction": "build", "World": "plausible parameter set",
    "worlds": "plausible parameter sets",
    "standings": "ranking", "turns": "switching factors", "questions": "requests", "Options": "RunOptions",
    "Told": "progress", "How": "run options", "conduct": "run_study", "carry_out": "run_study",
    "revive": "restart", "deaths": "worker died", "losses": "cluster lost",
    "varied": "uncertainties", "effort": "estimate", "repetition": "reproduction",
    "desks": "posts", "Desk": "Post", "Desks": "posts",
}  # fmt: skip
# Names that are given up in some rooms only, and may mean something else in others: (room, name).
IN_A_ROOM = {
    ("company", "Company"): "Ensemble", ("engine", "Company"): "Ensemble", ("engine", "Columns"): "struct array",
    ("company", "Columns"): "struct array", ("mechanisms", "headings"): "attitude targets",
    ("reporting", "Sheet"): "text table", ("reporting", "sheet"): "text table", ("reporting", "sheets"): "text tables",
    ("mechanisms", "chain"): "internal_service", ("studies", "claims"): "folder lock",
    ("studies", "differences"): "table comparison",
    ("studies", "inside"): "departments", ("studies", "leave"): "write artefacts",
    ("reporting", "leave"): "write artefacts", ("cli", "leave"): "write artefacts", ("studies", "width"): "queue size",
}  # fmt: skip
# What pages do not say any more, as a pattern.
WORDS_GIVEN_UP = {
    r"luck": "random numbers, Monte-Carlo noise", r"worlds": "plausible parameter sets", r"desks?": "post",
    r"streams? of chance|chance streams?": "streams of random numbers", r"lots of (employees|people)": "batches",
    r"surroundings": "perception, environment", r"service chain of the firm": "internal service",
    r"imsim\.(sheets|effects|scenario|simulation|kernels|figures\.sets)\b": "the module's place in its room",
}  # fmt: skip


def definitions(path):
    """(line, name) of each class and function of a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name


def given_up_in_source():
    """A line for each offender."""
    for path in MODULES:
        place = path.relative_to(SOURCE)
        room = {name: instead for (home, name), instead in IN_A_ROOM.items() if home == place.parts[0]}
        if instead := (MODULES_GIVEN_UP | room).get(path.stem):
            yield f"{place}: a module is called {path.stem}; say {instead}"
        for line, name in definitions(path):
            if instead := (NAMES_GIVEN_UP | room).get(name):
                yield f"{place}:{line}: {name}; say {instead}"


def prose(text):
    """A page without what is made of the source, and without what programs print or take; lines keep their numbers."""
    generated = re.compile(
        r"<!-- (?:generated|patterns): .*?<!-- end -->|^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE
    )
    return generated.sub(lambda found: "\n" * found[0].count("\n"), text)


def given_up_on(page):
    """A line for each offender."""
    for number, line in enumerate(prose(page.read_text(encoding="utf-8")).splitlines(), 1):
        for pattern, instead in WORDS_GIVEN_UP.items():
            for found in re.finditer(rf"\b(?:{pattern})\b", line, re.IGNORECASE):
                yield f"{page.name}:{number}: {found[0]}; say {instead}"


def test_no_module_class_or_function_has_a_name_that_was_given_up():
    offenders = list(given_up_in_source())
    assert not offenders, "\n".join(["", *offenders])


def test_no_page_says_what_was_given_up():
    offenders = [offender for page in PAGES for offender in given_up_on(page)]
    assert not offenders, "\n".join(["", *offenders])


def test_names_and_words_that_were_given_up_are_found(tmp_path):
    module = tmp_path / "module.py"
    module.write_text("class Told:\n    def conduct(self):\n        pass\n", encoding="utf-8")
    assert [name for _, name in definitions(module) if name in NAMES_GIVEN_UP] == ["Told", "conduct"]
    assert prose("a\n```text\nluck\n```\nb `luck` c\n").splitlines() == ["a", "", "", "", "b  c"]


def misspelt_numbers(text):
    """Numbers that are written otherwise than `reporting.numbers` writes them, in prose and tables."""
    return re.findall(r"(?<![\w.\])}/])\.\d+|± \d+|(?<=\s)\d[\d.]*%", prose(text))


def test_pages_write_numbers_as_the_program_does():
    """A digit before the point, ± at its number, a space before the sign of per cent."""
    # What mechanisms declare is theirs.
    declared = re.compile(r"<!-- evidence: calibrated -->.*?<!-- end -->", re.DOTALL)
    found = {page.name: misspelt_numbers(declared.sub("", page.read_text(encoding="utf-8"))) for page in PAGES}
    assert {name: numbers for name, numbers in found.items() if numbers} == {}
    assert misspelt_numbers("r = .47, 0.5 ± 0.1, 95% and `.5`; 0.47, ±0.1, 95 %, 3.5") == [".47", "± 0", "95%"]
