"""Nobody is kept out: axe-core finds nothing moderate or serious on any station of the page, light and dark."""

import os

import pytest

import browsers
import lesson_files
import serving
from test_app_chronicle_page import RESTLESS

pytestmark = [pytest.mark.thorough, pytest.mark.ci]
END = "?company=restless&seed=1&week=40&a=full_plan&b=nothing"
DRAWING = '[prediction.drawing]\noutcome = "acsi"\nweeks = [4, 11]\nmost = 1.0\n'


@pytest.fixture(scope="module")
def script():
    return browsers.axe()


@pytest.fixture(scope="module")
def chromium(script):
    found = browsers.chromium()
    if not os.environ.get("CI"):
        pytest.importorskip("solara", reason="needs the extra app")
    with browsers.browser(found) as running:
        yield running


class Reader:
    """Somebody at a page, which is looked at in the colours that they prefer."""

    def __init__(self, running, script, address, scheme):
        self.page, self.script, self.found = running.new_context(color_scheme=scheme).new_page(), script, {}
        self.page.set_default_timeout(120_000)
        self.page.goto(address)

    def at(self, station, wanted):
        """What axe finds there, once it is there and has come to rest."""
        self.page.wait_for_selector(wanted)
        self.page.wait_for_timeout(1000)
        if found := browsers.barriers(self.page, self.script):
            self.found[station] = found


@pytest.fixture(scope="module")
def firm(chromium, tmp_path_factory):
    folder = tmp_path_factory.mktemp("firm")
    scenario = folder / "restless.toml"
    scenario.write_text(RESTLESS, encoding="utf-8")
    with serving.served(folder, str(scenario)) as server:
        yield f"http://127.0.0.1:{server.port}/{END}"


# What is clicked from one station of the firm to the next, and what is there then.
STATIONS = (
    ("a kept run, numbers, all levers, a term", ".imsim-chip",
     "summary:has-text('as a table')", ".imsim-more >> nth=0", ".imsim-term >> nth=0", ".imsim-keep-run"),
    ("what this is", ".imsim-side-body h3", ".v-tab:has-text('What is this')"),
    ("an explanation", ".imsim-explanation p", ".v-tab:has-text('Chronicle')", ".imsim-offer >> nth=0"),
    ("a leaver's card", ".imsim-life h2", ".imsim-left .imsim-name >> nth=0"),
    ("an employee's card", ".imsim-drivers", ".imsim-plan circle:not(.vacant) >> nth=3"),
    ("people, and the spread by department", ".imsim-spread", ".v-btn:has-text('people')", ".v-btn:has-text('spread')"),
    ("the ranking", ".imsim-ranking", ".imsim-rank"),
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_firm_from_its_levers_to_the_ranking(chromium, script, firm, scheme):
    reader = Reader(chromium, script, firm, scheme)
    page = reader.page
    reader.at("a run at its end", ".imsim-over")
    page.fill(".imsim-seed input", "abc")
    page.press(".imsim-seed input", "Enter")
    reader.at("a mistake", ".imsim-problem")
    for station, wanted, *clicked in STATIONS:
        for one in clicked:
            page.click(one)
        reader.at(station, wanted)
    assert reader.found == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_lesson_from_its_claim_to_the_list(chromium, script, tmp_path, scheme):
    path = lesson_files.quick(
        tmp_path, "contact_staff_or_everyone", ("\n[[explain]]", f"\n{DRAWING}\n[[explain]]"),
        ("replicates = 4", "replicates = 2"),
    )  # fmt: skip
    with serving.served(tmp_path, options=["--lesson", str(path)]) as server:
        reader = Reader(chromium, script, f"http://127.0.0.1:{server.port}/", scheme)
        page = reader.page
        reader.at("the claim", ".imsim-step-0")
        page.click(".imsim-forward")
        page.focus(".imsim-answers input >> nth=0")
        page.keyboard.press("Space")
        reader.at("the prediction", ".imsim-difference input")
        page.click(".imsim-forward")
        page.click(".imsim-run")
        reader.at("the runs", ".imsim-forward:not([disabled])")
        for station, wanted in (("comparison", ".imsim-readings"), ("why", ".imsim-step-4"), ("field", "cite")):
            page.click(".imsim-forward")
            reader.at(station, wanted)
        page.click(".imsim-another")
        reader.at("the list", ".imsim-list")
        assert reader.found == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_challenge_to_its_debrief(chromium, script, tmp_path, scheme):
    path = lesson_files.quick(tmp_path, "best_mix", ("replicates = 4", "replicates = 2"))
    with serving.served(tmp_path, options=["--lesson", str(path)]) as server:
        reader = Reader(chromium, script, f"http://127.0.0.1:{server.port}/", scheme)
        page = reader.page
        reader.at("the budget", ".imsim-shares")
        page.focus(".imsim-shares input[type=range] >> nth=0")
        page.keyboard.press("ArrowRight")
        page.fill(".imsim-shares input[type=text]", "Ada")
        page.keyboard.press("Enter")
        reader.at("the debrief", "text=The best plan known")
        assert reader.found == {}
