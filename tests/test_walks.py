"""The two walk-throughs: the files they begin with are always the same, and commands take them as the pages say."""

import shlex
import sys
from functools import cache, partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from imsim.cli.main import app
from pages import BLOCK, ROOT, WALKS

WEEKS = 30


@pytest.fixture(scope="module")
def made(aged_briefly):
    """What the script makes of a company and a seed, once each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "experiments")
        import made_companies

        yield cache(partial(made_companies.made, weeks=WEEKS))
    for name in ("made_companies", "made_firm_data"):
        sys.modules.pop(name)


def commands(page):
    """The commands of a page, and the files that it gives, in their order."""
    for note, language, body in BLOCK.findall(page.read_text(encoding="utf-8")):
        if note.startswith("file: "):
            yield note.removeprefix("file: "), body
        elif language == "console":
            yield from (("", line[2:]) for line in body.splitlines() if line.startswith("$ "))


@pytest.mark.parametrize("page", WALKS, ids=lambda page: page.stem)
def test_a_walk_goes_from_the_files_to_a_fit_as_its_page_says(page, made, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    company = page.stem.removeprefix("walk_")
    files = made(company, 7)
    for name, content in files.items():
        Path(name).write_bytes(content)
    taken = []
    for file, text in commands(page):
        words = shlex.split(text) if not file else []
        if file:
            Path(file).write_text(text, encoding="utf-8")
        elif words[:2] == ["python", "experiments/made_companies.py"]:
            assert words[2:] == [company, "--out", "."]
        elif words[1] in ("import", "check", "fit"):
            result = CliRunner().invoke(app, [*words[1:], *(["--dry-run"] if words[1] == "fit" else [])])
            assert result.exit_code == 0, f"{words}: {result.output}{result.exception}"
            taken += words
    assert set(files) <= set(taken), "each file is used"


def test_made_files_say_that_they_are_made_and_hang_on_the_seed_alone(made):
    for company, word in (("hospital", "MADE DATA"), ("shops", "ERFUNDENE DATEN")):
        assert word.encode() in next(iter(made(company, 7).values()))
    assert made.__wrapped__("shops", 7) == made("shops", 7)
    assert all(made("shops", 8)[name] != content for name, content in made("shops", 7).items())
