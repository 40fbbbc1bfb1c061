"""A page of one's own with Mesa's parts, as docs/mesa.md prints it, in a real browser without a network.

A screenshot is left in `screenshots/` (not kept in the repository).
"""

import os
import re
import shlex
import sys
import time
from pathlib import Path

import pytest

import browsers
import serving
from pages import BLOCK
from test_app_page import PATIENCE, SCREENSHOTS, SIZE

# What docs/mesa.md prints; CI sees to it.
pytestmark = [pytest.mark.thorough, pytest.mark.ci]
DOCUMENT = Path(__file__).parents[1] / "docs" / "mesa.md"
# What the whole page needs, for its picture.
WHOLE = {"width": 1280, "height": 1020}
# Milliseconds in which nothing is drawn any more.
SETTLED = 1000
# All that is drawn: the parts' images, in letters.
PICTURES = """async () => Promise.all([...document.querySelectorAll(".vue-grid-item img")].map(async (image) => {
    const bytes = new Uint8Array(await (await fetch(image.src)).arrayBuffer());
    return bytes.reduce((letters, byte) => letters + String.fromCharCode(byte), "");
}))"""


def printed():
    """(page, words of the command that starts it), as the document has them."""
    blocks = BLOCK.findall(DOCUMENT.read_text(encoding="utf-8"))
    page = next(body for note, _, body in blocks if note == "file: company.py")
    command = next(body for _, language, body in blocks if language == "sh")
    return page, shlex.split(command)


@pytest.fixture(scope="module")
def offline():
    browsers.chromium()
    if not os.environ.get("CI"):
        pytest.importorskip("solara", reason="needs the extra app")
        pytest.importorskip("altair", reason="needs the extra app")
    with serving.loopback_only() as prefix:
        yield prefix


@pytest.fixture(scope="module")
def chromium(offline, tmp_path_factory):
    with browsers.browser(serving.wrapped(browsers.chromium(), offline, tmp_path_factory.mktemp("browser"))) as running:
        yield running


def answers(browser, address):
    """Wait until a page is served: Solara says where before it is."""
    page, end = browser.new_page(), time.monotonic() + PATIENCE / 1000
    while True:
        try:
            page.goto(address)
            break
        except Exception:
            assert time.monotonic() < end
            page.wait_for_timeout(200)
    page.close()


@pytest.fixture(scope="module")
def address(chromium, offline, tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    page, words = printed()
    (folder / "company.py").write_text(page, encoding="utf-8")
    start = words.index("solara")
    command = ["env", *words[:start], sys.executable, "-u", "-m", *words[start:], "--no-open", "--port", "0"]
    with serving.started(command, folder, offline) as server:
        address = f"http://localhost:{server.port}/"
        answers(chromium, address)
        yield address


class Visitor:
    """Somebody at the page."""

    def __init__(self, browser, address):
        self.page = browser.new_context(viewport=SIZE).new_page()
        self.page.set_default_timeout(PATIENCE)
        self.faults = browsers.faults_of(self.page)
        self.page.goto(address)
        # Mesa 3.3 counts steps, 3.5 tells the time.
        self.page.wait_for_selector("text=/^(Step|Time): /")
        self.until(lambda pictures: len(pictures) == 3)

    def week(self):
        return float(re.search(r"^(?:Step|Time): (.*)$", self.page.inner_text("body"), re.MULTILINE)[1])

    def until(self, good):
        """The pictures, once they are as they should be."""
        end = time.monotonic() + PATIENCE / 1000
        while not good(pictures := self.page.evaluate(PICTURES)):
            assert time.monotonic() < end, f"{len(pictures)} pictures in week {self.week()}"
            self.page.wait_for_timeout(200)
        return pictures

    def press(self, button):
        """Press a button; the pictures that come of it."""
        network = self.page.evaluate(PICTURES)[0]
        self.page.click(f".v-btn:has-text('{button}')")
        self.until(lambda pictures: len(pictures) == 3 and pictures[0] != network)
        # Curves are drawn after the network, and the first week of one has no line yet: until nothing moves any more.
        while True:
            before = self.page.evaluate(PICTURES)
            self.page.wait_for_timeout(SETTLED)
            if self.page.evaluate(PICTURES) == before:
                return before


def test_weeks_pass_and_a_slider_counts_from_the_next_reset(chromium, address):
    visitor = Visitor(chromium, address)
    page = visitor.page
    assert visitor.week() == 0
    first, second = visitor.press("Step"), visitor.press("Step")
    assert visitor.week() == 2
    assert all(one != other for one, other in zip(first, second, strict=True))
    SCREENSHOTS.mkdir(exist_ok=True)
    page.set_viewport_size(WHOLE)
    page.screenshot(path=SCREENSHOTS / "mesa.png")
    visitor.press("Reset")
    assert visitor.week() == 0
    visitor.press("Step")
    assert visitor.press("Step") == second
    page.get_by_role("slider", name="Training").press("End")
    page.wait_for_selector("[role=slider][aria-valuenow='60']", state="attached")
    page.wait_for_timeout(1000)
    visitor.press("Reset")
    visitor.press("Step")
    assert visitor.press("Step") != second
    assert visitor.week() == 2
    assert visitor.faults == []


def test_each_visitor_has_a_company_of_their_own(chromium, address):
    one = Visitor(chromium, address)
    one.press("Step")
    other = Visitor(chromium, address)
    assert (one.week(), other.week()) == (1, 0)
    assert one.faults == other.faults == []
