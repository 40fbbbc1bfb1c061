"""What the pages say can be done is done: Python is executed, commands are tried, links lead somewhere.

A comment before a block says what to do with it: `<!-- file: NAME -->` it is a file of an example, `<!-- not run -->`
it is for reading only, `<!-- run: OPTIONS -->` its commands are run with these options added. Otherwise Python is
executed, and of the commands those that are over at once are run; of the others the options are checked. Pages that
are told in order are run as a whole, by `test_pages.py`; the walk-throughs, by `test_walks.py`.
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from every import every
from imsim.cli.main import app
from pages import BLOCK, TOLD, WALKS

ROOT = Path(__file__).parents[1]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
NEW_KIND = ROOT / "docs" / "add_a_programme.md"
AT_ONCE = {"describe", "lessons", "scenarios", "schema", "check", "show", "new", "import"}
QUICK = "--replicates 1 --weeks 2 --jobs 1 --quiet --set market.rows=30 --set time.burn_in=1"


def page_by_page(but=()):
    """Every page but some."""
    return every("page", [page for page in PAGES if page not in but])


def blocks(page, *languages):
    """(comment before it, text) of each block in these languages."""
    return [(note or "", body) for note, language, body in BLOCK.findall(page.read_text(encoding="utf-8"))
            if language in languages]  # fmt: skip


def files(page, folder):
    """Write the files that a page gives."""
    for note, body in blocks(page, "python", "toml", "csv"):
        if note.startswith("file: "):
            (folder / note.removeprefix("file: ")).write_text(body, encoding="utf-8")


def commands(page):
    """(comment, arguments) of each imsim command on a page."""
    for note, body in blocks(page, "console", "sh", "bash", "shell"):
        lines = body.replace("\\\n", " ").splitlines()
        if any(line.startswith("$ ") for line in lines):
            lines = [line for line in lines if line.startswith("$ ")]
        for line in lines:
            words = shlex.split(line.removeprefix("$ "), comments=True)
            if words[:1] == ["imsim"] and note != "not run":
                yield note, words[1:]


def own_folder(parent, page):
    """Nothing that another page has left lies there."""
    folder = parent / page.stem
    folder.mkdir()
    return folder


@pytest.mark.reads_source
@page_by_page()
def test_links_lead_somewhere(page):
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:|#", target):
            assert (page.parent / target.partition("#")[0]).exists(), target


@page_by_page(but=TOLD)
def test_python_runs(page, tmp_path, monkeypatch, short_ageing):
    monkeypatch.chdir(own_folder(tmp_path, page))
    names = {"__name__": "page"}
    for note, body in blocks(page, "python"):
        if note != "not run" and not note.startswith("file: "):
            exec(compile(body, str(page), "exec"), names)  # noqa: S102


@pytest.mark.reads_source
@page_by_page()
def test_commands_and_options_exist(page):
    known = typer.main.get_command(app).commands
    for _, words in commands(page):
        options = {word.partition("=")[0] for word in words if word.startswith("--")}
        if words and not words[0].startswith("-"):
            assert words[0] in known, words
            command = known[words[0]]
            command = getattr(command, "commands", {}).get((*words, "")[1], command)
            assert options <= {"--help"} | {name for option in command.params for name in option.opts}, words


@page_by_page(but=(*TOLD, *WALKS, NEW_KIND))
def test_quick_commands_run(page, tmp_path, monkeypatch, short_ageing):
    monkeypatch.chdir(own_folder(tmp_path, page))
    files(page, Path.cwd())
    for note, words in commands(page):
        if words and (words[0] in AT_ONCE or note.startswith("run:")):
            result = CliRunner().invoke(app, [*words, *shlex.split(note.removeprefix("run:"))])
            assert result.exit_code == 0, f"{words}: {result.output}{result.exception}"


@pytest.mark.reads_source
@page_by_page()
def test_figures_that_words_quote_stand_in_a_table_of_the_page(page):
    text = page.read_text(encoding="utf-8")
    shown = " ".join([*(found[0] for found in BLOCK.finditer(text)), *re.findall(r"^\|.*\|$", text, re.MULTILINE)])
    quoted = re.findall(r"`([+-][\d.,]+ ±[\d.,]+)`", BLOCK.sub("", text))
    assert [one for one in quoted if one not in shown] == []


@pytest.mark.reads_source
def test_the_paper_cites_what_its_bibliography_holds_and_marks_what_its_script_writes():
    paper, works = ((ROOT / "paper" / name).read_text(encoding="utf-8") for name in ("paper.md", "paper.bib"))
    assert set(re.findall(r"@(\w+)", paper.partition("bibliography")[2])) == set(
        re.findall(r"^@\w+\{(\w+),", works, re.MULTILINE)
    )
    linked = (ROOT / "docs" / "references.md").read_text(encoding="utf-8")
    assert [one for one in re.findall(r"doi = \{(.+?)\}", works) if f"(https://doi.org/{one})" not in linked] == []
    script = (ROOT / "experiments" / "paper.py").read_text(encoding="utf-8")
    for part in re.findall(r"<!-- written: (\w+) -->", paper):
        assert f"def {part}(found" in script


# The example of a programme, in an interpreter of its own: a subclass cannot be unlearnt. Its number makes another
# model: a few weeks of it are over in Python before they would be compiled.

INSIDE = "import imsim.programmes; imsim.programmes.__path__.append('extra')"
ENTRY = "[imsim.programmes]\nmentoring = mentoring:Mentoring\n"


@pytest.fixture
def extra(tmp_path):
    """A folder with the page's files."""
    extra = tmp_path / "extra"
    extra.mkdir()
    files(NEW_KIND, extra)
    (extra / "mentored_firm.toml").rename(tmp_path / "mentored_firm.toml")
    return extra


@pytest.mark.thorough
@pytest.mark.ci
def test_the_example_of_a_programme_works_from_one_file_by_entry_point(extra, tmp_path):
    info = extra / "mentoring-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: mentoring\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(ENTRY, encoding="utf-8")
    script = f"""
import sys, shlex
from imsim.scenarios import timeline
timeline.AGEING_WEEKS = 2
from imsim.cli.main import app
from imsim.programmes import kinds
assert kinds()["mentoring"](hours=0.0).hours == 0
for line in {[" ".join(words) for _, words in commands(NEW_KIND)]!r}:
    more = shlex.split({QUICK!r}) if line.startswith("compare") else []
    try:
        app([*shlex.split(line), *more])
    except SystemExit as done:
        assert not done.code, done.code
app(["describe", "programmes"])
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        capture_output=True, text=True, timeout=300, cwd=tmp_path, env=environment_with(extra),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "mentored_firm.toml: all right" in done.stdout
    assert re.search(r"^mentoring .*\d", done.stdout, re.MULTILINE)
    assert "A newcomer who is shown the ropes learns them sooner" in done.stdout


def environment_with(*folders):
    """The environment, in which modules are also found in these folders, and nothing is compiled."""
    known = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    paths = os.pathsep.join([*map(str, folders), *filter(None, known)])
    return os.environ | {"PYTHONPATH": paths, "NUMBA_DISABLE_JIT": "1"}


def test_the_example_keeps_the_contract_in_the_package(extra, tmp_path):
    script = f"""
{INSIDE}
import worlds
from imsim.scenarios import timeline
timeline.AGEING_WEEKS = 2
from imsim.programmes import kinds
Mentoring = kinds()["mentoring"]
setting = worlds.small("market.rows=30", "time.burn_in=1", name="bakery").setting()
cases = [worlds.case(*some, **worlds.LIVELY) for some in ((), (Mentoring(hours=0.0),), (Mentoring(hours=4.0),))]
company = worlds.after(setting, cases, 8)
knowledge, hours = company.employees.knowledge, company.flows.working_time
assert (knowledge[0] == knowledge[1]).all() and (hours[:2] == 0).all()
assert (knowledge[2] != knowledge[0]).any()
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        capture_output=True, text=True, timeout=300, cwd=tmp_path, env=environment_with(Path(__file__).parent),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.reads_source
def test_whoever_releases_is_told_of_every_script_that_writes_a_page():
    told = (ROOT / "RELEASING.md").read_text(encoding="utf-8")
    scripts = [path for folder in ("experiments", "benchmarks") for path in (ROOT / folder).glob("[!_]*.py")]
    texts = {path.name: path.read_text(encoding="utf-8") for path in scripts}
    writing = {name for name, text in texts.items() if '"--write"' in text or "write_between_marks(" in text}
    assert len(writing) > 8
    assert not [name for name in writing if name not in told]
