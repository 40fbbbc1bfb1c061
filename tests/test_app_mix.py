"""Any mix, at once: what a search's surfaces expect of it on the page, and the same mix run for real."""

import os
import shutil

import numpy as np
import pytest

import browsers
import imsim
import serving
from imsim.app import mixing, words
from imsim.app.mixing import expected, whole
from imsim.app.session import Session
from imsim.app.settings import query_of
from imsim.engine.errors import InputError
from imsim.scenarios.scenario import load
from imsim.studies.instant import search_behind
from test_app_page import SCREENSHOTS, Visitor

# Nothing here asks whether the firm stands still.
pytestmark = pytest.mark.usefixtures("aged_briefly")

TINY = ("market.rows=100", "time.burn_in=8", "time.weeks=26", "time.window=26")


@pytest.fixture(scope="module")
def search(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mix") / "best"
    over = ["contact_training", "recognition", "cash"]
    found = imsim.optimise(load("bakery", TINY), over=over, replicates=2, confirming=4, out=folder)
    return found, folder


@pytest.fixture
def session(search):
    return Session(str(search[1] / "plan.toml"))


def test_surfaces_are_those_of_the_search(search, session):
    found, _ = search
    instant = session.instant
    for goal, surface in instant.surfaces.items():
        told = found.content["surfaces"][goal]
        assert (surface.form, surface.trusted) == (told["form"], told["trusted"])
        assert surface.explained == pytest.approx(told["explained"])
        # `curves.csv` holds what they say along each programme; those count all mixes alike, these the good ones more.
        runs = found.mixes[goal].to_numpy()
        parts = found.mixes[[f"share_{name}" for name in instant.names]].to_numpy()
        assert np.corrcoef(surface.at(parts), runs)[0, 1] > 0.8
    assert instant.gains([0.0] * 3) == pytest.approx({"acsi": 0.0, "profit": 0.0})
    assert instant.plan == tuple(found.choose()["shares"].get(name, 0.0) for name in instant.names)
    assert expected(instant, instant.plan).startswith("ACSI +")


def test_a_mix_is_run_for_real_and_its_address_gives_it_again(session):
    session.choose(mixing.mix_of([0.5, 0.1, 0.25]))
    assert [side.case.strategy for side in session.sides] == ["mix_50_10_25", "nothing"]
    assert session.scenario.label("mix_50_10_25") == "own mix, 50/10/25 %"
    assert session.planned_cost(0) == pytest.approx(0.85 * session.budget, rel=0.02)
    for _ in range(3):
        session.step()
    told = query_of(session.settings, session.sources)
    again = Session(session.source, query=told)
    assert again.settings == session.settings
    assert again.sides[0].weekly("acsi") == session.sides[0].weekly("acsi")
    session.open("bakery")
    session.apply(again.settings)
    assert session.settings == again.settings


@pytest.mark.parametrize("wrong", ["mix_50_50", "mix_60_60_0", "mix_50"])
def test_a_mix_that_cannot_be_run_changes_nothing(session, wrong):
    before = session.settings
    with pytest.raises(InputError, match="should give 3 programmes 100 % of the budget at most"):
        session.choose(wrong)
    assert session.settings == before


def test_other_companies_have_no_surfaces(tmp_path):
    assert not Session("bakery").searched
    (tmp_path / "plan.toml").write_text('extends = "bakery"\n', encoding="utf-8")
    assert search_behind(str(tmp_path / "plan.toml")) is None


def test_parts_in_whole_per_cent_are_not_more_than_the_budget():
    assert sum(whole([0.335, 0.335, 0.335])) == 100
    assert whole([0.0, 1.0]) == [0, 100]


def test_the_page_opens_with_the_plan_that_was_found(search, session):
    """The one that is chosen as a rule, whichever place on the front it has."""
    chosen = search[0].choose()["name"]
    assert [side.case.strategy for side in session.sides] == [f"best_{chosen}", "nothing"]


def test_money_that_a_mix_leaves_is_not_said_to_be_of_no_use(session):
    session.choose("mix_40_10_0")
    assert "more money would do nothing" not in words.cost(session, 0)
    assert "50 % of the budget" in words.cost(session, 0)


@pytest.mark.parametrize("damaged", ["manifest.json", "answer.json", "mixes.parquet"])
def test_a_plan_stays_a_company_where_its_search_is_damaged(search, tmp_path, damaged):
    folder = tmp_path / "best"
    shutil.copytree(search[1], folder, ignore=shutil.ignore_patterns("stages", "figures"))
    (folder / damaged).write_text("{", encoding="utf-8")
    session = Session(str(folder / "plan.toml"))
    if damaged == "manifest.json":
        assert not session.searched
    else:
        with pytest.raises(InputError, match="cannot be read"):
            assert session.instant
    (folder / damaged).unlink()
    assert Session(str(folder / "plan.toml")).step()


# In the browser


@pytest.mark.thorough
@pytest.mark.ci
def test_a_student_divides_the_budget_and_runs_the_mix(search, tmp_path):
    program = browsers.chromium()
    if not os.environ.get("CI"):
        pytest.importorskip("solara", reason="needs the extra app")
    with (
        serving.served(tmp_path, str(search[1] / "plan.toml")) as server,
        browsers.browser(program) as running,
    ):
        visitor = Visitor(running, f"http://127.0.0.1:{server.port}/")
        page = visitor.page
        page.click("text=Divide the budget yourself")
        page.wait_for_selector(".imsim-mix-said")
        before = page.inner_text(".imsim-mix-said")
        first = page.locator(".imsim-mix input").first
        first.focus()
        towards = "ArrowLeft" if float(first.input_value()) else "ArrowRight"
        for _ in range(20):
            page.keyboard.press(towards)
        page.wait_for_function("(said) => document.querySelector('.imsim-mix-said').innerText != said", arg=before)
        page.screenshot(path=SCREENSHOTS / "mix.png")
        with visitor.done():
            page.click("text=Run it for real")
        page.wait_for_selector("h1:has-text('own mix')")
        visitor.step()
        assert visitor.faults == []
