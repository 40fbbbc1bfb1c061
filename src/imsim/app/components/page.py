"""The page, as Solara loads it: each visitor gets a visit of their own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import solara
from solara.alias import rv

from imsim.app.components import chronicle, controls, drawings, lesson, panels
from imsim.app.components.visit import Visit
from imsim.app.server import SOURCE
from imsim.app.session import DEFAULT_SOURCE
from imsim.engine.errors import InputError

TABS = ("Levers", "Employee", "What is this?", "Chronicle")
STYLE = Path(__file__).with_name("page.css")


@solara.component
def Page() -> None:
    """One company, seen by one visitor."""
    visit: Visit | str = solara.use_memo(opened, [])
    lessons = lesson.use_lessons()
    solara.Title("imsim")
    solara.Style(STYLE)
    if isinstance(visit, str):
        rv.Alert(type="error", children=[visit])
        return
    if lessons.value is not None:
        lesson.Room(lessons)
        return
    with solara.Div(classes=["imsim"]):
        with solara.Div(classes=["imsim-head"]):
            controls.Choices(visit)
            controls.Weeks(visit)
            lesson.Door(lessons)
        Problem(visit)
        with solara.Div(classes=["imsim-body"]):
            Sidebar(visit)
            with solara.Div(classes=["imsim-main"]):
                drawings.Company(visit)
                drawings.Curves(visit)


def opened() -> Visit | str:
    """A visit, or what is wrong with the scenario by now."""
    try:
        return Visit(os.environ.get(SOURCE, DEFAULT_SOURCE))
    except InputError as error:
        return "; ".join(error.lines)


@solara.component
def Problem(visit: Visit) -> None:
    """What was wrong with what was asked for."""
    if visit.problem.value:
        rv.Alert(
            type="error", dense=True, dismissible=True, class_="imsim-problem",
            children=[f"{visit.problem.value}. Nothing has changed."],
            v_model=True, on_v_model=lambda _: visit.problem.set(""),
        )  # fmt: skip


@solara.component
def Sidebar(visit: Visit) -> None:
    """Tabs: levers, one employee, or what this is; and what a visitor takes home."""
    tab, set_tab = solara.use_state(2)
    visit.setup.use()
    post = visit.session.post

    def follow() -> None:
        if post is not None:
            set_tab(1)

    solara.use_effect(follow, [post])
    with solara.Div(classes=["imsim-side"]):
        with rv.Tabs(v_model=tab, on_v_model=set_tab, grow=True, height=36):
            for name in TABS:
                rv.Tab(children=[name])
        with solara.Div(classes=["imsim-side-body"]):
            (panels.Levers, panels.EmployeePanel, panels.About, chronicle.Chronicle)[tab](visit)
        controls.Savers(visit)


@solara.component
def Layout(children: Any = ()) -> None:
    """Nothing around the page; Solara would put its own frame there, did it not find a component of this name."""
    solara.Div(children=list(children))
