"""The site: built strictly, whole without the network, and what a newcomer asks for is found in it."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from browsers import browser
from every import every
from imsim.scenarios.model import MODEL

ROOT = Path(__file__).parents[1]
missing = any(importlib.util.find_spec(name) is None for name in ("mkdocs", "material"))
pytestmark = pytest.mark.skipif(missing, reason="extra: docs")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def pages(site):
    return {str(path.relative_to(site)): path.read_text(encoding="utf-8") for path in site.rglob("*.html")}


def test_no_page_asks_the_network_for_anything(site):
    for name, text in pages(site).items():
        assert re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="?https?:', text) == [], name
        assert "@import" not in text
    for path in site.rglob("*.css"):
        assert not re.search(r"url\(.?https?:", path.read_text(encoding="utf-8")), path


def test_each_mechanism_has_a_chapter_whose_formulas_browsers_show(site):
    found = pages(site)
    for mechanism in MODEL.mechanisms:
        text = found[f"model/{mechanism.name}.html"]
        assert "Evidence for and against" in text
        assert not mechanism.equations or '<math display="block">' in text
    assert "$$" not in found["odd.html"].replace("$$.", "")


def test_reference_pages_are_those_of_the_program(site):
    found = pages(site)
    assert "imsim sensitivity" in found["reference/commands.html"]
    assert "F10 Cohn" in found["reference/field_studies.html"]


def rows(page, anchor):
    """Cells of the tables between the heading with an anchor and the next one."""
    part = re.split(r"<h[123]", page.partition(f'id="{anchor}"')[2])[0]
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in re.findall(r"<tr>.*?</tr>", part, re.DOTALL)]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells if row]


def test_the_page_on_python_has_a_row_an_argument_and_a_row_a_method(site):
    page = pages(site)["reference/api.html"]
    arguments = {row[0]: row for row in rows(page, "compare")}
    assert arguments["replicates"] == ["replicates", "runs of each strategy, at each point, paired by number. int"]
    assert arguments["scenario"][1].endswith("required")
    assert rows(page, "run-options")[0][0] == "jobs"
    methods = {row[0].partition("(")[0]: row[1] for row in rows(page, "class-Comparison")}
    assert {".summary", ".table", ".difference", ".doses", ".plot", "scenario"} <= set(methods)
    assert methods[".doses"].startswith("What was run of each programme")
    assert 'href="#class-Comparison"' in page
    assert not re.findall(r"0x[0-9a-f]{6}|factory&gt;|Validator\(|PydanticUndefined", page)


def test_the_page_on_studies_tells_how_each_part_came_out(site):
    page = pages(site)["reference/field_studies.html"]
    told = [row[2] for row in rows(page, "f03-" + re.search(r'id="f03-([^"]+)', page)[1])]
    assert told.count("fails") == 1, told
    every_part = re.findall(r"<td[^>]*>[MSR]</td>\s*<td[^>]*>([^<]*)</td>", page)
    assert set(every_part) <= {"holds", "fails", "reported", "not tried"}
    assert every_part.count("holds") > 100


def test_wide_tables_of_words_are_cards_on_a_phone_and_symbols_are_typeset(site):
    found = pages(site)
    for name in ("benefits.html", "model/trust.html", "reference/parameters.html", "reference/claims.html"):
        assert "data-cards" in found[name], name
    assert re.search(r'data-head="?moved most by', found["benefits.html"])
    assert "w_C T" not in found["reference/parameters.html"]
    assert found["reference/parameters.html"].count("<math>") > 200


@pytest.fixture(scope="module")
def phone(site):
    with browser() as running:
        shown = running.new_page(viewport={"width": 390, "height": 844})
        yield lambda page: shown.goto((site / page).as_uri()) and shown


@every("page", ["benefits.html", "model/trust.html", "reference/parameters.html", "reference/api.html"])
def test_on_a_phone_no_table_of_words_is_wider_than_the_page(phone, page):
    shown = phone(page)
    wide = shown.eval_on_selector_all(
        "table[data-cards], .md-typeset__table > table:not(:has(th:nth-child(3)))",
        "found => found.filter(one => one.getBoundingClientRect().right > 391).length",
    )
    assert wide == 0


def test_the_paper_and_its_note_are_pages_with_citations_in_words(site):
    found = pages(site)
    paper = found["paper/paper.html"]
    assert "Brown &amp; Lam 2008" in paper
    assert not re.findall(r"\[@|\\autoref|\\label", paper)
    assert (site / "paper" / "strategies.png").is_file()
    for page in ("paper/paper.html", "experiments/paper.html", "index.html"):
        assert re.search(r'href="?[./]*(paper/)?validation.html', found[page].partition("<article")[2]), page
    assert "doi.org/10.1509/jm.15.0395" in found["references.html"]


def cells_of(path):
    return ["".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]


def test_the_researchers_notebook_is_a_page_with_what_it_printed_and_drew(site):
    page = pages(site)["researcher.html"]
    assert "class=output" in page.replace('"', "")
    assert "data:image/png;base64," in page
    assert "toprule" in page
    assert (site / "gallery" / "researcher.ipynb").is_file()
    kept, source = (ROOT / "docs" / folder / "researcher.ipynb" for folder in ("gallery", ""))
    assert cells_of(kept) == cells_of(source), "stale: python docs/site/gallery.py researcher"
    linking = {name for name, text in pages(site).items() if re.search(r'href="?[./]*researcher.html', text)}
    assert {"add_a_programme.html", "studies.html"} <= linking
    assert not any(re.search(r'href="?[./]*researcher.ipynb', text) for text in pages(site).values())


def test_a_programme_of_a_script_is_that_of_the_notebook_which_runs():
    page = (ROOT / "docs" / "add_a_programme.md").read_text(encoding="utf-8")
    told = re.search(r"class Coffee.*?(?=\n\n\n)", page, re.DOTALL)[0]
    assert any(told in cell for cell in cells_of(ROOT / "docs" / "researcher.ipynb"))


def test_each_experiment_has_a_page_and_what_it_found_where_it_leaves_a_figure_or_writes(site):
    found = pages(site)
    for script in (ROOT / "experiments").glob("[!_]*.py"):
        text, page = script.read_text(encoding="utf-8"), found[f"experiments/{script.stem}.html"]
        assert f"{script.stem}.html" in found["experiments/index.html"]
        if "write_between_marks(" in text:
            assert "Its last answer stands in" in page, script
        elif " leave(" in text and "data=" not in text:
            assert f"$ python experiments/{script.name}" in page
            assert f"gallery/{script.stem}.png" in page


@every(
    "question, page",
    [
        ("trust", "model/trust.html"),
        ("programme", "add_a_programme.html"),
        ("Sobol", "questions.html"),
        ("blind", "evidence.html"),
        ("leave out", "questions.html"),
        ("run key", "architecture.html#the-run-key"),
        ("resume", "architecture.html#the-run-key"),
        ("may import figures", "architecture.html#who-may-import-figures"),
        ("notebook", "researcher.html"),
    ],
)
def test_what_newcomers_ask_for_is_in_the_index_of_the_search(site, question, page):
    text = (site / "search" / "search_index.js").read_text(encoding="utf-8")
    index = json.loads(re.search(r"\{.*\}", text, re.DOTALL)[0])
    found = [one["location"] for one in index["docs"] if question.lower() in (one["title"] + one["text"]).lower()]
    assert any(place.startswith(page) for place in found)
