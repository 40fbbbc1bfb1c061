"""Scenario files that a visitor opens on the page: checked as the command line does; no file of the server is read."""

import base64
import re

import pytest

from imsim.app import opening
from imsim.app.opening import MOST_FILES, scenario_in, sent
from imsim.app.session import Session
from imsim.app.settings import query_of
from imsim.engine.errors import InputError
from imsim.scenarios.scenario import load

pytestmark = pytest.mark.usefixtures("short_ageing")
MINE = 'extends = "bakery"\ntitle = "My bakery"\n[time]\nweeks = 12\nburn_in = 4\nwindow = 12\n[market]\nrows = 300\n'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"title = 'half",
        b"[organisation.departments.rd]\nheads = -1\n",
        b"extends = 3\n",
        b'extends = "bakery"\ntitel = "x"\n[time]\nweeks = "a year"\n',
        b"a = " + b"[" * 5000,
    ],
)
def test_each_mistake_is_said_as_the_command_line_says_it(tmp_path, content):
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(InputError) as typed:
        load(path)
    with pytest.raises(InputError) as opened:
        scenario_in("mine.toml", content)
    assert list(opened.value.lines) == [line.replace(str(path), "mine.toml") for line in typed.value.lines]


@pytest.mark.parametrize("base", ["bakerry", "../mine.toml", "/etc/passwd", "mine.toml"])
def test_no_file_of_the_server_is_extended(tmp_path, monkeypatch, base):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text('extends = "bakery"\n', encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(f'mine.toml: extends = "{base}": no built-in scenario')):
        scenario_in("mine.toml", f'extends = "{base}"\n'.encode())


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ('kind = "lesson"\n', "mine.toml: is a lesson or a challenge, not a scenario: imsim app --lesson mine.toml"),
        ('[organisation]\nposts = "posts.csv"\n', "mine.toml: reads data files beside it: imsim app mine.toml"),
        ("[organisation.departments.counter]\nheads = 9\n", "13 posts: a page opens at most 12"),
        ("[market]\nrows = 200000\n", "200,000 customers simulated: a page opens at most 100,000"),
        ("[time]\nweeks = 2000\n", "2,104 weeks, burn-in included: a page opens at most 1,500"),
    ],
)
def test_what_a_server_does_not_take_from_strangers_is_said(monkeypatch, more, says):
    monkeypatch.setattr(opening, "MOST_POSTS", 12)
    with pytest.raises(InputError, match=re.escape(says)):
        scenario_in("mine.toml", f'extends = "bakery"\n{more}'.encode())


def test_a_file_becomes_a_company_of_the_page():
    session = Session("bakery")
    before = session.settings
    session.open_file("mine.toml", MINE.encode())
    assert session.scenario.table.title == "My bakery"
    assert (session.source, session.weeks, session.week) == ("mine.toml", 12, 0)
    assert query_of(session.settings, session.sources).startswith("company=mine&")
    # Another file of the same name is another company, for runs that were kept are still those they were.
    session.step()
    mine = session.settings
    session.open_file("mine.toml", MINE.replace("My", "Your").encode())
    assert (session.source, session.scenario.table.title) == ("mine-2.toml", "Your bakery")
    for settings, title in ((mine, "My bakery"), (before, "A bakery of eight")):
        session.apply(settings)
        assert (session.settings, session.scenario.table.title) == (settings, title)
    # No other visitor has it, and what is wrong changes nothing.
    assert "mine.toml" not in Session("bakery").sources
    now = dict(vars(session))
    with pytest.raises(InputError, match=r"wrong\.toml: is not TOML"):
        session.open_file("wrong.toml", b"=")
    assert vars(session) == now


def test_nobody_opens_files_without_end():
    session = Session("bakery")
    for number in range(MOST_FILES):
        session.brought.add("mine.toml", MINE.replace("My", str(number)).encode())
    with pytest.raises(InputError, match="20 files were opened here already"):
        session.open_file("mine.toml", MINE.encode())


def test_whatever_a_browser_sends_is_read_with_care():
    content = base64.b64encode(b"a = 1").decode()
    assert sent({"name": "mine.toml", "content": content}) == ("mine.toml", b"a = 1")
    assert sent({"name": "../../etc/pass\x1bwd", "content": ""}) == ("pass?wd", b"")
    for data in (
        None,
        [],
        "text",
        {},
        {"name": "mine.toml"},
        {"name": "mine.toml", "content": "%%"},
        {"content": content},
    ):
        with pytest.raises(InputError, match="file: the browser sent none"):
            sent(data)
    with pytest.raises(InputError, match=r"mine\.toml: is larger than 256 kB"):
        sent({"name": "mine.toml", "content": None})
