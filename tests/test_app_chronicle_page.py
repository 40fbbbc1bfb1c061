"""The chronicle in a real browser: read a week, explain a dip, open the card of somebody who has left."""

import os

import pytest

import browsers
import serving
from test_app_page import SCREENSHOTS, Visitor

pytestmark = pytest.mark.thorough
# Everybody looks for work elsewhere, so that somebody has left soon.
RESTLESS = (
    'extends = "bakery"\ntitle = "A restless bakery"\n[time]\nweeks = 40\nburn_in = 4\nwindow = 12\n'
    "[market]\nrows = 300\n[parameters]\nlabour_market = 2.4\n"
)


@pytest.fixture(scope="module")
def visitor(tmp_path_factory):
    program = browsers.chromium()
    if not os.environ.get("CI"):
        pytest.importorskip("solara", reason="needs the extra app")
    folder = tmp_path_factory.mktemp("page")
    scenario = folder / "restless.toml"
    scenario.write_text(RESTLESS, encoding="utf-8")
    with serving.served(folder, str(scenario)) as server, browsers.browser(program) as running:
        yield Visitor(running, f"http://127.0.0.1:{server.port}/")


def each_press_counts(page):
    """Also while what was asked before is being answered."""
    page.screenshot(path=SCREENSHOTS / "chronicle.png")
    first = ".imsim-stretch:has-text('first week') input >> nth=0"
    page.wait_for_selector(first)
    begin = int(page.input_value(first))
    page.focus(first)
    for _ in range(4):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(250)
    page.wait_for_timeout(3000)
    assert int(page.input_value(first)) == begin + 4


def a_curve_is_clicked(page):
    """It asks what an offer asks, from wherever one is; a busy machine shows the old page for a while."""
    page.click("text=Close the explanation")
    page.wait_for_selector(".imsim-explanation", state="detached")
    page.click(".v-tab >> text=Levers")
    page.wait_for_selector(".imsim-keep-budget")
    page.locator(".imsim-panel[data-outcome=acsi] svg").first.click(position={"x": 120, "y": 60})
    page.wait_for_selector(".imsim-explanation p")
    page.wait_for_selector(".imsim-chronicle h2 >> nth=0 >> text=ACSI")


def a_stretch_is_shaded_and_what_cannot_be_taken_apart_says_so(page):
    assert page.locator(".imsim-panel rect.stretch").count() == 1
    page.locator(".imsim-panel[data-outcome=profit] svg").first.click(position={"x": 120, "y": 60})
    page.wait_for_selector(".imsim-chronicle >> text=Profit cannot be taken apart")
    page.wait_for_selector(".imsim-panel rect.stretch", state="detached")
    page.click("text=How it came about, in short")
    page.wait_for_selector(".imsim-explanation >> text=employees left and")


def test_what_happened_is_read_explained_and_asked_about(visitor):
    page = visitor.page
    page.click(".v-tab >> text=Chronicle")
    page.wait_for_selector(".imsim-chronicle >> text=Press Step or Play")
    page.click(".imsim-play")
    visitor.until(30)
    page.click(".imsim-pause")
    page.wait_for_selector(".imsim-offer")
    page.click(".imsim-offer >> nth=0")
    page.wait_for_selector(".imsim-explanation p")
    assert "The parts:" in page.inner_text(".imsim-explanation")
    each_press_counts(page)
    a_curve_is_clicked(page)
    a_stretch_is_shaded_and_what_cannot_be_taken_apart_says_so(page)
    leaver = page.inner_text(".imsim-left .imsim-name >> nth=0")
    page.click(f".imsim-left .imsim-name:has-text('{leaver}') >> nth=0")
    page.wait_for_selector(f".imsim-life h2 >> text={leaver}")
    assert "The risk of leaving was" in page.inner_text(".imsim-life")
    page.screenshot(path=SCREENSHOTS / "leaver.png")
    # The card stays while weeks pass and somebody else is hired.
    for _ in range(3):
        page.click(".imsim-step")
    visitor.until(33)
    assert page.inner_text(".imsim-life h2 >> nth=0") == leaver
    assert not visitor.faults
