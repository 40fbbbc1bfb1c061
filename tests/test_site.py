"""The site: built strictly, whole without the network, and what a newcomer asks for is found in it."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

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
    assert "InternalMarketingModel" in found["reference/api.html"]
    assert "F10 Cohn" in found["reference/field_studies.html"]


@every(
    "question, page",
    [
        ("trust", "model/trust.html"),
        ("programme", "add_a_programme.html"),
        ("Sobol", "questions.html"),
        ("blind", "evidence.html"),
        ("leave out", "questions.html"),
    ],
)
def test_what_newcomers_ask_for_is_in_the_index_of_the_search(site, question, page):
    text = (site / "search" / "search_index.js").read_text(encoding="utf-8")
    index = json.loads(re.search(r"\{.*\}", text, re.DOTALL)[0])
    found = [one["location"] for one in index["docs"] if question.lower() in (one["title"] + one["text"]).lower()]
    assert any(place.startswith(page) for place in found)
