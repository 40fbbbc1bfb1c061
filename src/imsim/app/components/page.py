"""The page, as Solara loads it: each visitor gets a visit of their own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import solara
from solara.alias import rv

from imsim.app import words
from imsim.app.components import chronicle, controls, drawings, lesson, outcome, panels, parts
from imsim.app.components.visit import Visit
from imsim.app.server import SOURCE
from imsim.app.session import DEFAULT_SOURCE
from imsim.engine.errors import InputError

TABS = ("Levers", "Employee", "What is this?", "Chronicle")
STYLE = Path(__file__).with_name("page.css")


@solara.component
def Page() -> None:
    """One company, seen by one visitor."""
    query = solara.use_router().search or ""
    visit: Visit | str = solara.use_memo(lambda: opened(query), [])
    solara.use_effect(lambda: visit.leave if isinstance(visit, Visit) else None, [])
    solara.Title("imsim: employees as internal customers")
    solara.Style(STYLE)
    parts.Focus()
    if isinstance(visit, str):
        rv.Alert(type="error", children=[visit])
        return
    if visit.room.value is not None:
        lesson.Room(visit)
        return
    Firm(visit)


@solara.component
def Firm(visit: Visit) -> None:
    """The company itself: its levers, its curves, its people."""
    with solara.Div(classes=["imsim"]):
        with rv.Html(tag="header", class_="imsim-head"):
            Question(visit)
            lesson.Door(visit)
            rv.Html(tag="div", class_="imsim-break")
            controls.Choices(visit)
            controls.Weeks(visit)
            controls.Made(visit)
        Problem(visit)
        with solara.Div(classes=["imsim-body"]):
            Sidebar(visit)
            with rv.Html(tag="main", class_="imsim-main"):
                outcome.Verdict(visit)
                outcome.Kept(visit)
                drawings.Curves(visit)
                outcome.Trials(visit)
                drawings.Company(visit)
        Listener(visit)
        parts.Document()


def opened(query: str) -> Visit | str:
    """A visit, or what is wrong with the scenario by now."""
    try:
        return Visit(os.environ.get(SOURCE, DEFAULT_SOURCE), query)
    except InputError as error:
        return "; ".join(error.lines)


@solara.component
def Question(visit: Visit) -> None:
    """What the page is about, in a sentence."""
    visit.setup.use()
    with visit.session.lock:
        question, under = words.question(visit.session), words.under(visit.session)
    with solara.Div(classes=["imsim-question"]):
        rv.Html(tag="h1", children=[question])
        rv.Html(tag="p", children=[under])


@solara.component
def Problem(visit: Visit) -> None:
    """What was wrong with what was asked for."""
    if visit.problem.value:
        rv.Alert(
            type="error", dense=True, dismissible=True, class_="imsim-problem", attributes={"role": "alert"},
            children=[visit.problem.value], v_model=True, on_v_model=lambda _: visit.problem.set(""),
        )  # fmt: skip


@solara.component
def Sidebar(visit: Visit) -> None:
    """Tabs: levers, one employee, or what this is; and what a visitor takes home."""
    tab, set_tab = solara.use_state(0)
    visit.setup.use()
    post = visit.session.post

    def follow() -> None:
        if post is not None:
            set_tab(1)

    def read() -> None:
        if visit.asked.value:
            set_tab(TABS.index("Chronicle"))

    solara.use_effect(follow, [post, visit.picked.use()])
    solara.use_effect(read, [visit.asked.value])
    with rv.Html(tag="aside", class_="imsim-side", attributes={"aria-label": "Levers, employee, help"}):
        Shown(turn=visit.picked.value)
        with rv.Tabs(v_model=tab, on_v_model=set_tab, grow=True, height=36):
            for name in TABS:
                rv.Tab(children=[name])
        # With the keyboard it is scrolled where nothing in it can be pressed.
        region = {"role": "region", "aria-label": TABS[tab], "tabindex": "0"}
        with rv.Html(tag="div", class_="imsim-side-body", attributes=region):
            (panels.Levers, panels.EmployeePanel, panels.About, chronicle.Chronicle)[tab](visit)
        controls.Savers(visit)


@solara.component_vue("shown.vue")
def Shown(turn: int) -> None:
    """Takes whoever is at a narrow screen to what it stands in, with each turn."""


@solara.component_vue("listener.vue")
def Announcement(said: str) -> None:
    """A sentence for screen readers: said when it changes, and has rested a moment."""


@solara.component
def Listener(visit: Visit) -> None:
    """What reader programs are told: what came out, and where the run is when it rests."""
    visit.tick.use()
    visit.trials.use()
    said = "" if visit.playing.value else words.spoken_state(visit.session, visit.trial, visit.many)
    Announcement(said=said)


@solara.component
def Layout(children: Any = ()) -> None:
    """Nothing around the page; Solara would put its own frame there, did it not find a component of this name."""
    solara.Div(children=list(children))
