"""A student's first five minutes: a real browser opens the page, offline, and everything on it is used once.

Screenshots of every station are left in `screenshots/` (not kept in the repository).
"""

import os
import re
import shutil
import tomllib
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

import browsers
import serving
from imsim.app.employee_card import DRIVERS
from imsim.app.levers import levers_of
from imsim.app.report import saved_report
from imsim.app.session import Session
from imsim.scenarios.scenario import load

SCREENSHOTS = Path(__file__).parents[1] / "screenshots"
HOSTILE = "<img src=x onerror=document.title='hacked'>"
PATIENCE = 120_000
SIZE = {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def program():
    """The browser's program; where it or Solara is missing tests are skipped, but not in CI."""
    found = browsers.chromium()
    if not os.environ.get("CI"):
        pytest.importorskip("solara", reason="needs the extra app")
    return found


@pytest.fixture(scope="module")
def offline(program):
    with serving.loopback_only() as prefix:
        yield prefix


@pytest.fixture(scope="module")
def address(offline, tmp_path_factory):
    with serving.served(tmp_path_factory.mktemp("page"), inside=offline) as server:
        yield f"http://127.0.0.1:{server.port}/"


@pytest.fixture(scope="module")
def chromium(program, offline, tmp_path_factory):
    with browsers.browser(serving.wrapped(program, offline, tmp_path_factory.mktemp("browser"))) as running:
        yield running


class Visitor:
    """Somebody at the page, and everything that went wrong meanwhile."""

    def __init__(self, browser, address):
        self.context = browser.new_context(viewport=SIZE, accept_downloads=True)
        # CI and busy machines: what is asked for comes, but not at once.
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.faults = browsers.faults_of(self.page)
        self.page.goto(address)
        self.page.wait_for_selector(".imsim-plan circle", timeout=PATIENCE)

    def week(self):
        return int(re.search(r"(\d+) of", self.page.inner_text(".imsim-week"))[1])

    def until(self, week):
        self.page.wait_for_function(
            "(least) => +document.querySelector('.imsim-week').innerText.match(/(\\d+) of/)[1] >= least",
            arg=week, timeout=PATIENCE,
        )  # fmt: skip

    def acts(self):
        return int(self.page.get_attribute(".imsim-week", "data-acts"))

    @contextmanager
    def done(self):
        """What is asked for within has been done and drawn afterwards."""
        before = self.acts()
        yield
        self.page.wait_for_function(
            "(before) => +document.querySelector('.imsim-week').dataset.acts > before", arg=before, timeout=PATIENCE
        )
        self.page.wait_for_timeout(600)

    def choose(self, what, text):
        with self.done():
            self.page.locator(f".imsim-{what} select").select_option(label=text)

    def pause(self):
        self.page.click(".imsim-pause")
        self.page.wait_for_selector(".imsim-play")
        self.page.wait_for_timeout(1500)

    def step(self):
        week = self.week()
        self.page.click(".imsim-step")
        self.until(week + 1)

    def tab(self, name):
        self.page.click(f".v-tab:has-text('{name}')")
        self.page.wait_for_timeout(600)

    def figure(self):
        """The curves, as pixels."""
        return self.page.locator(".imsim-panels").screenshot()

    def shot(self, name):
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")

    def saved(self, button, folder):
        with self.page.expect_download() as download:
            self.page.click(f"text={button}")
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        return path


@pytest.fixture
def visitor(chromium, address):
    somebody = Visitor(chromium, address)
    yield somebody
    somebody.context.close()
    assert somebody.faults == []


def test_it_is_read_offline(offline):
    """Where networks can be made, the browser has none but this machine; elsewhere requests are watched only."""
    if not shutil.which("unshare"):
        pytest.skip("networks cannot be made here: that no request leaves the machine is watched by each test")
    assert offline or not os.environ.get("CI")


def test_step_play_pause_and_reset(visitor):
    page = visitor.page
    assert visitor.week() == 0
    visitor.shot("start")
    empty = visitor.figure()
    visitor.step()
    page.click(".imsim-play")
    visitor.until(10)
    visitor.pause()
    stopped = visitor.week()
    page.wait_for_timeout(1000)
    assert visitor.week() == stopped
    assert visitor.figure() != empty
    assert "A:" in page.inner_text(".imsim-key")
    assert "So far: Full plan pleased customers" in page.inner_text(".imsim-verdict")
    assert "week 6: summer (demand shock)" in page.inner_text(".imsim-marks")
    visitor.shot("played")
    with visitor.done():
        page.click(".imsim-reset")
    assert visitor.week() == 0


def test_a_lever_moves_the_curves(visitor):
    page = visitor.page
    # Messages work through what people think: that takes some weeks.
    for _ in range(6):
        visitor.step()
    page.click(".v-btn:has-text('people')")
    # Curves are drawn a moment after the week is told.
    told = ".imsim-panel[data-outcome=motivation] .said"
    page.wait_for_selector(f"{told}:has-text('week 5: A')")
    gain = f"() => +document.querySelector('{told}').innerText.match(/minus B ([+−\\d.]+)/)[1].replace('−', '-')"
    before, cost = page.evaluate(gain), page.inner_text(".imsim-cost")
    assert "100 % of the budget" in cost
    page.locator(".imsim-more").first.click()
    slider = page.locator(".imsim-messages-frequency input")
    begin, step = float(slider.input_value()), float(slider.get_attribute("step"))
    slider.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    # Ten presses are ten steps.
    last = begin + 10 * step
    assert float(slider.input_value()) == pytest.approx(last, abs=step / 2)
    # Keys that rested on the way are several moves; the last one counts.
    lever = "+new URLSearchParams(location.search).get('a.messages.frequency')"
    page.wait_for_function(f"() => Math.abs({lever} - {last}) < {step / 2}")
    page.wait_for_function("cost => document.querySelector('.imsim-cost').innerText !== cost", arg=cost)
    # Messages move motivation, and no panel else has to be looked at.
    page.wait_for_function(f"before => ({gain})() > before", arg=before)
    assert visitor.week() == 6
    visitor.shot("lever")


class Keys:
    """Somebody without a mouse."""

    def __init__(self, page):
        self.page, self.keyboard = page, page.keyboard

    def go(self, selector, key="Tab"):
        """On from where the focus is until something has it."""
        for _ in range(120):
            self.keyboard.press(key)
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                return
        pytest.fail(f"{selector} is not reached with {key}")

    def press(self, selector, *keys, back=False):
        self.go(selector, "Shift+Tab" if back else "Tab")
        for key in keys:
            self.keyboard.press(key)

    def keeps(self, selector):
        """What has the focus by now; it is seen there."""
        self.page.wait_for_function("wanted => document.activeElement.matches(wanted)", arg=selector)
        assert self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_keyboard_is_enough_and_its_focus_is_not_lost(visitor):
    page = visitor.page
    keys = Keys(page)
    keys.press(".imsim-step", "Enter")
    visitor.until(1)
    keys.keyboard.press("Enter")
    visitor.until(2)
    keys.keeps(".imsim-step")
    with visitor.done():
        keys.press(".imsim-training-hours input", *["ArrowRight"] * 10)
    keys.keeps(".imsim-training-hours input")
    with visitor.done():
        keys.press(".imsim-undo", "Enter", "Enter", back=True)
    page.wait_for_selector(".imsim-undo[aria-disabled=true]")
    keys.keeps(".imsim-undo")
    keys.press(".imsim-keep-run", "Enter")
    page.wait_for_selector(".imsim-chip")
    keys.press(".imsim-chip .v-btn--icon", "Enter")
    page.wait_for_selector(".imsim-chip", state="detached")
    keys.keeps(".imsim-verdict h2")


def test_the_keyboard_finds_an_employee_and_the_lessons(visitor):
    page = visitor.page
    keys = Keys(page)
    keys.press(".v-tab ~ .v-tab", "Enter")
    page.wait_for_selector(".imsim-department")
    with visitor.done():
        keys.press(".imsim-department select", "ArrowDown")
    page.wait_for_selector(".imsim-post")
    keys.keeps(".imsim-department select")
    keys.press(".imsim-lessons", "Enter", back=True)
    page.wait_for_selector(".imsim-list")
    keys.keeps("h1")


def pages_of(page):
    """How many sheets of paper a page takes."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


def test_on_paper_there_is_nothing_to_press_and_a_report_is_one_page(visitor, tmp_path):
    page = visitor.page
    for _ in range(3):
        visitor.step()
    saved = visitor.saved("Save Report", tmp_path)
    page.emulate_media(media="print")
    assert page.locator("button:visible, input[type=range]:visible, .v-tab:visible").count() == 0
    assert page.is_visible(".imsim-verdict h2")
    assert pages_of(page) <= 2
    report = visitor.context.new_page()
    report.goto(saved.as_uri())
    assert "So far: Full plan pleased customers" in report.inner_text(".answer")
    assert report.locator("figure svg").count() == 1
    assert pages_of(report) == 1


@pytest.mark.thorough
def test_a_report_is_one_page_whatever_was_moved(chromium, tmp_path):
    """Half the levers of two mixes, and the longest verdict there is."""
    session = Session("service_firm")
    session.compare_with("mix")
    for place in (0, 1):
        for lever in levers_of(session.sides[place].case)[:9]:
            session.set_lever(place, lever.programme, lever.name, (lever.low + lever.high) / 2)
    while session.week < session.weeks:
        session.step()
    text = saved_report(session)
    verdict = re.search(r'<p class="said">.*?</section>', text, re.DOTALL)[0]
    path = tmp_path / "report.html"
    path.write_text(
        text.replace(verdict, "<p>" + "in brackets the interval of the mean " * 12 + "</p></section>"), "utf-8"
    )
    page = chromium.new_page()
    page.goto(path.as_uri())
    assert pages_of(page) == 1
    assert page.is_visible("code:has-text('a.messages.frequency')")
    page.emulate_media(media="print")
    assert page.is_visible("text=too long for paper; this file holds it")
    page.close()


@pytest.mark.thorough
def test_back_forward_reload_and_undo_keep_the_run(visitor):
    page = visitor.page
    visitor.step()
    cost = page.inner_text(".imsim-cost")
    with visitor.done():
        page.fill(".imsim-training-hours input", "30")
    page.wait_for_function("() => location.search.includes('a.training.hours=30')")
    with visitor.done():
        page.go_back()
    assert page.inner_text(".imsim-cost") == cost
    with visitor.done():
        page.go_forward()
    assert page.inner_text(".imsim-cost") != cost
    page.reload()
    page.wait_for_selector(".imsim-plan circle", timeout=PATIENCE)
    assert visitor.week() == 1
    assert page.inner_text(".imsim-cost") != cost
    with visitor.done():
        page.click("text=Levers back to the budget")
    assert page.inner_text(".imsim-cost") == cost
    with visitor.done():
        page.click(".imsim-undo")
    assert page.inner_text(".imsim-cost") != cost


@pytest.mark.thorough
def test_the_address_shows_the_same_run_to_another_visitor(visitor, chromium, address):
    page = visitor.page
    for _ in range(2):
        visitor.step()
    page.click("summary:has-text('as a table')")
    page.wait_for_selector(".imsim-numbers table")
    page.wait_for_function("() => location.search.includes('week=2')")
    other = Visitor(chromium, page.url)
    other.page.click("summary:has-text('as a table')")
    assert other.page.inner_text(".imsim-numbers table") == page.inner_text(".imsim-numbers table")
    other.context.close()
    assert other.faults == []


def test_strategies_are_switched_and_compared(visitor, tmp_path):
    page = visitor.page
    visitor.choose("strategy", "cash bonus")
    assert "cash bonus" in page.locator(".imsim-plan .hint").first.inner_text()
    assert "would cash bonus please its customers more than doing nothing?" in page.inner_text("h1")
    visitor.choose("compare", "training of everyone")
    page.wait_for_function("() => document.querySelectorAll('.imsim-plan').length == 2")
    page.click(".imsim-play")
    visitor.until(16)
    visitor.pause()
    visitor.shot("compared")
    for view in ("people", "spread by department"):
        page.click(f".v-btn:has-text('{view}')")
        page.wait_for_timeout(1000)
        visitor.shot(f"compared_{view.replace(' ', '_')}")
    table = pd.read_csv(visitor.saved("Save weeks", tmp_path))
    assert set(table["strategy"]) == {"cash bonus", "training of everyone"}
    assert table["week"].max() == visitor.week() - 1


def test_an_employee_is_chosen_and_explained(visitor):
    page = visitor.page
    visitor.step()
    with visitor.done():
        page.locator(".imsim-plan circle:not(.vacant)").nth(30).click()
    page.wait_for_selector(".imsim-drivers")
    visitor.shot("employee")
    rows = page.locator(".imsim-drivers").first.locator("tr").all()[1:]
    numbers = [[float(cell) for cell in row.locator("td").all_inner_texts()[1:4]] for row in rows]
    assert len(numbers) == len(DRIVERS)
    assert f"the sum of {len(numbers)} drivers" in page.inner_text(".imsim-side-body")
    for value, weight, adds in numbers:
        assert adds == pytest.approx(value * weight, abs=0.01)
    target = float(re.search(r"heading to ([\d.]+): the sum", page.inner_text(".imsim-side-body"))[1])
    assert sum(adds for *_, adds in numbers) == pytest.approx(target, abs=0.01)
    with visitor.done():
        page.locator(".imsim-people .imsim-person").first.click()
    assert page.locator(".imsim-plan circle.chosen").count() == 2
    visitor.choose("department", "sales")
    assert page.locator(".imsim-post select option:checked").inner_text() == "sales 1"
    visitor.choose("department", "(nobody)")
    page.wait_for_selector(".imsim-plan circle.chosen", state="detached")


def test_an_address_at_the_end_of_a_run_is_judged_as_a_run_that_was_played(visitor, address):
    """Five pairs come by themselves, more are counted as they come, and whoever cancels them keeps the five."""
    page = visitor.page
    page.wait_for_function("() => location.search.includes('week=0')")
    query = re.sub(r"week=\d+", "week=60", page.evaluate("location.search.slice(1)"))
    page.goto(f"{address}?{query}")
    page.wait_for_selector(".imsim-verdict >> text=5 pairs of runs", timeout=PATIENCE)
    five = page.inner_text(".imsim-verdict h2")
    page.click(".imsim-rank")
    counted = r"() => /^\d[\d,]* of /.test((document.querySelector('.imsim-progress') || {}).innerText || '')"
    page.wait_for_function(counted, timeout=PATIENCE)
    assert page.inner_text(".imsim-verdict h2") == five
    page.click(".imsim-cancel")
    page.wait_for_selector(".imsim-cancel", state="detached")
    assert "5 pairs of runs" in page.inner_text(".imsim-verdict")
    assert page.inner_text(".imsim-verdict h2") == five


def test_the_scenario_is_saved_as_it_stands(visitor, tmp_path):
    with visitor.done():
        visitor.page.fill(".imsim-recognition-intensity input", "0.5")
    path = visitor.saved("Save scenario", tmp_path)
    saved = load(path)
    assert saved.table.title == "A quick firm"
    assert dict(saved.strategies["full_plan"].programmes)["recognition"].intensity == pytest.approx(0.5, abs=0.02)
    assert tomllib.loads(path.read_text(encoding="utf-8"))["strategies"]["full_plan"]["scale"] is False


DROP = """async ([name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name));
    document.dispatchEvent(new DragEvent("drop", { dataTransfer: data }));
}"""


def test_a_scenario_is_opened_and_dropped_and_a_wrong_one_is_said(visitor, tmp_path):
    page, path = visitor.page, tmp_path / "mine.toml"
    path.write_text('extends = "bakery"\ntitle = "My bakery"\n', encoding="utf-8")
    with visitor.done():
        page.set_input_files(".imsim-opener input", path)
    assert "My bakery: would full plan please" in page.inner_text("h1")
    with visitor.done():
        page.evaluate(DROP, ["yours.toml", 'extends = "bakery"\ntitel = "Your bakery"'])
    assert 'yours.toml: titel: no such key; did you mean "title"?' in page.inner_text(".imsim-problem")
    assert "My bakery" in page.inner_text("h1")
    visitor.shot("dropped")
    with visitor.done():
        page.evaluate(DROP, ["yours.toml", 'extends = "bakery"\ntitle = "Your bakery"'])
    assert "Your bakery" in page.inner_text("h1")
    visitor.choose("company", "mine")
    assert "My bakery" in page.inner_text("h1")


def test_bad_input_keeps_the_page_and_says_what_is_wrong(visitor):
    page = visitor.page
    visitor.step()

    def seed(value):
        page.fill(".imsim-seed input", value)
        page.wait_for_timeout(300)
        with visitor.done():
            page.press(".imsim-seed input", "Enter")

    for text, says in (("abc", "seed = abc: must be a whole number"), ("-3", "seed = -3: must be")):
        seed(text)
        assert says in page.inner_text(".imsim-problem")
    visitor.shot("error")
    assert visitor.week() == 1
    seed("5")
    assert page.locator(".imsim-problem").count() == 0
    visitor.step()


def test_each_visitor_has_a_model_of_their_own(visitor, chromium, address):
    visitor.step()
    other = Visitor(chromium, address)
    assert other.week() == 0
    other.context.close()
    assert other.faults == []


@pytest.mark.parametrize(
    "company",
    [
        "bakery",
        pytest.param("large firm", marks=pytest.mark.thorough),
        *(pytest.param(one, marks=pytest.mark.thorough) for one in ("restaurant chain", "bank merger")),
    ],
)
def test_companies_from_8_to_5000_people_are_drawn(visitor, company):
    page = visitor.page
    visitor.choose("company", company)
    for _ in range(2):
        visitor.step()
    dots = page.locator(".imsim-plan circle").count()
    assert dots == 2 * 8 if company == "bakery" else 600 <= dots <= 1000
    visitor.shot(company.replace(" ", "_"))


@pytest.fixture
def hostile(tmp_path):
    """An imported company whose title, labels and people have names that are markup."""
    from imsim.scenarios.importing import import_organisation

    names = [f'"{HOSTILE} {i}"' for i in range(8)]
    people = [f"{name},{'shop' if i % 2 else 'kitchen'},{names[0] if i else ''}" for i, name in enumerate(names)]
    ties = [f"{one},{other}" for one, other in pairwise(names)]
    for file, lines in (("people.csv", ["id,dept,boss", *people]), ("ties.csv", ["from,to", *ties])):
        (tmp_path / file).write_text("\n".join(lines), encoding="utf-8")
    made = import_organisation(tmp_path / "people.csv", tmp_path / "ties.csv", tmp_path / "out").scenario
    text = re.sub(r'^(title|label) = ".*"$', f'\\1 = "{HOSTILE}"', made.read_text(encoding="utf-8"), flags=re.MULTILINE)
    made.write_text(text, encoding="utf-8")
    return made


@pytest.mark.thorough
@pytest.mark.ci
def test_names_are_shown_as_text(chromium, offline, tmp_path, hostile):
    with serving.served(tmp_path, str(hostile), offline) as server:
        visitor = Visitor(chromium, f"http://127.0.0.1:{server.port}/")
        page = visitor.page
        assert HOSTILE in page.inner_text("h1")
        visitor.step()
        with visitor.done():
            page.locator(".imsim-plan circle:not(.vacant)").last.click()
        assert HOSTILE in page.inner_text(".imsim-side-body")
        page.hover(".imsim-figure svg >> nth=0")
        page.wait_for_timeout(500)
        visitor.shot("hostile")
        assert page.locator("img[src=x]").count() == 0
        assert "hacked" not in page.title()
        visitor.context.close()
        assert visitor.faults == []
