"""A lesson and a challenge played to their end in a real browser, with the keyboard where it matters."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager

import pytest

import browsers
import lesson_files
import serving

BEST = "35 % training of contact staff, 25 % recognition"


@pytest.fixture(scope="module")
def chromium():
    found = browsers.chromium()
    if not os.environ.get("CI"):
        pytest.importorskip("solara", reason="needs the extra app")
    with browsers.browser(found) as running:
        yield running


@contextmanager
def served(folder, *options):
    """The page with options of its own, at a free port."""
    log = folder / "server.txt"
    command = [sys.executable, "-m", "imsim", "app", str(serving.quick(folder)), "--no-browser", "--port", "0"]
    with log.open("w") as messages, subprocess.Popen([*command, *options], stdout=messages, stderr=messages) as server:
        try:
            yield serving.port_of(log, server)
        finally:
            server.terminate()
            server.wait(timeout=300)


@contextmanager
def visitor(chromium, port, width=1280, height=720):
    """A page in a window of some size; nothing may go wrong on it."""
    context = chromium.new_context(viewport={"width": width, "height": height})
    page, faults = context.new_page(), []
    page.set_default_timeout(120_000)
    page.on("console", lambda said: said.type == "error" and faults.append(said.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"http://127.0.0.1:{port}/")
    yield page
    context.close()
    assert faults == []


def press(page, selector, *keys):
    page.focus(selector)
    for key in keys:
        page.keyboard.press(key)


@pytest.mark.thorough
@pytest.mark.ci
def test_a_lesson_and_a_challenge_are_played_to_their_end(chromium, tmp_path):
    """On a phone: the challenge a lecturer begins with, then a lesson from the list; a name is never markup."""
    challenge = lesson_files.quick(tmp_path, "best_mix", ("replicates = 4", "replicates = 2"))
    board = tmp_path / "board.csv"
    with (
        served(tmp_path, "--lesson", str(challenge), "--board", str(board)) as port,
        visitor(chromium, port, 390, 844) as page,
    ):
        sliders = ".imsim-shares input[type=range]"
        page.wait_for_selector(sliders)
        press(page, f"{sliders} >> nth=0", *["ArrowRight"] * 14)
        press(page, f"{sliders} >> nth=1", *["ArrowRight"] * 10)
        # Ten presses move ten steps, but no further than what is left of the budget.
        assert [page.input_value(f"{sliders} >> nth={place}") for place in (0, 1)] == ["70", "30"]
        assert page.inner_text(".imsim-shares .rest") == "the budget is divided"
        page.fill(".imsim-shares input[type=text]", "<b>Ada</b>")
        page.keyboard.press("Enter")
        page.wait_for_selector(".imsim-board")
        assert "<b>Ada</b>" in page.inner_text(".imsim-board")
        assert "70 % training of contact staff, 30 % recognition" in page.inner_text(".imsim-board")
        best_is_shown_to_who_is_done(page)
        assert len(board.read_text(encoding="utf-8").splitlines()) == 2
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.click(".imsim-all")
        page.wait_for_selector(".imsim-list")
        assert page.locator(".imsim-open").count() == 10
        address_keeps_what_is_open(page)


def best_is_shown_to_who_is_done(page):
    """What the best plan is stands there for who asks, and then enters no more."""
    assert "Nothing is left to give" in page.inner_text(".imsim-shares")
    page.wait_for_selector("text=The best plan known")
    assert BEST not in page.inner_text(".imsim-lesson")
    press(page, ".imsim-done", "Enter")
    page.wait_for_selector(f"text=The best plan known is {BEST}")
    assert page.locator(".imsim-shares").count() == 0


def address_keeps_what_is_open(page):
    """From the list of lessons to the firm and back: the address opens the same again, be it a run or a lesson."""
    page.wait_for_function("() => location.search === '?lesson=all'")
    page.click(".imsim-firm")
    page.wait_for_function("() => location.search.startsWith('?company=quick')")
    page.reload()
    page.wait_for_selector(".imsim-link")  # from then on the page hears that the browser goes back
    page.go_back()
    page.wait_for_selector(".imsim-list")
    assert page.evaluate("location.search") == "?lesson=all"
    page.go_back()
    page.wait_for_selector(".imsim-shares")
    page.reload()
    page.wait_for_selector(".imsim-shares")
    assert page.evaluate("location.search") == "?lesson=best_mix"


def forward(page, wanted):
    """On to the next step, as soon as that can be done."""
    page.wait_for_selector(".imsim-forward:not([disabled])")
    press(page, ".imsim-forward", "Enter")
    page.wait_for_selector(wanted)


def test_a_lesson_is_gone_through_with_the_keyboard(chromium, tmp_path):
    drawing = '[prediction.drawing]\noutcome = "acsi"\nweeks = [4, 11]\nmost = 1.0\n'
    changes = ("\n[[explain]]", f"\n{drawing}\n[[explain]]"), ("replicates = 4", "replicates = 2")
    path = lesson_files.quick(tmp_path, "contact_staff_or_everyone", *changes)
    with served(tmp_path, "--lesson", str(path)) as port, visitor(chromium, port) as page:
        forward(page, ".imsim-step-1 .imsim-difference input")
        assert page.is_disabled(".imsim-forward")
        # Also a short run has weeks along its axis.
        weeks = page.locator(".imsim-difference text[text-anchor=middle]").all_text_contents()
        assert weeks == ["0", "3", "6", "9", "12", "week"]
        press(page, ".imsim-answers input >> nth=0", "Space")
        press(page, ".imsim-difference input >> nth=1", *["ArrowRight"] * 4)
        assert float(page.input_value(".imsim-difference input >> nth=1")) == pytest.approx(0.2)
        forward(page, ".imsim-run")
        press(page, ".imsim-run", "Enter")
        forward(page, ".imsim-readings")
        assert "You said: in the one with courses for contact staff" in page.inner_text(".imsim-verdict")
        assert page.locator(".imsim-difference polyline.runs").count() == 1
        assert "ACSI" in page.inner_text(".imsim-readings")
        forward(page, ".imsim-step-4")
        assert "And the claim?" in page.inner_text(".imsim-lesson")
        forward(page, ".imsim-step-5")
        assert "De Grip" in page.inner_text("cite")
        assert page.locator(".imsim-forward").count() == 0
        goes_on_where_it_was(page)
        is_whole_on_paper(page)
        is_a_page_like_the_firms(page)


def goes_on_where_it_was(page):
    """The address knows the step and the answer."""
    page.wait_for_function("() => location.search.endsWith('&step=5&answer=0')")
    page.reload()
    page.wait_for_selector(".imsim-step-5")


def is_whole_on_paper(page):
    page.emulate_media(media="print")
    shown, all_of_it = page.eval_on_selector(".imsim-lesson", "one => [one.clientHeight, one.scrollHeight]")
    assert shown >= all_of_it
    assert page.locator("button:visible").count() == 0
    page.emulate_media(media="screen")


def is_a_page_like_the_firms(page):
    """Dark where the browser prefers dark, in a language, and as large as fingers make it."""
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector(".theme--dark .imsim-lesson")
    back = page.eval_on_selector(".imsim-lesson", "one => getComputedStyle(one).backgroundColor")
    assert max(map(int, re.findall(r"\d+", back))) < 50
    assert page.get_attribute("html", "lang") == "en"
    assert "maximum-scale" not in page.get_attribute("meta[name=viewport]", "content")
