"""The floor plans, the spread by department and the curves."""

from __future__ import annotations

from collections.abc import Callable

import solara
from solara.alias import rv

from imsim.app import curves, marks, spread
from imsim.app.chronicle import Stretch
from imsim.app.components.controls import Choice
from imsim.app.components.visit import Visit
from imsim.app.floorplan import COLORS, SERVICE_COLORS, Plan
from imsim.app.session import STATES
from imsim.studies.answer import Json

VIEWS = ("floor plan", "spread by department")


@solara.component_vue("floorplan.vue")
def FloorPlan(
    plan: Json,
    now: Json,
    heading: str,
    color: str,
    event_pick: Callable[[int], None],
    event_drawn: Callable[[int], None],
) -> None:
    """Rooms, employees and arrows as SVG; reports the post that was clicked, and when a week has been drawn."""


@solara.component
def Company(visit: Visit) -> None:
    """The organisation this week, and the state that colours its employees."""
    view, set_view = solara.use_state(VIEWS[0])
    visit.setup.use()
    session = visit.session
    with solara.Div(classes=["imsim-bar imsim-company-bar"]):
        with rv.BtnToggle(
            v_model=VIEWS.index(view), on_v_model=lambda place: set_view(VIEWS[place or 0]), mandatory=True, dense=True
        ):
            for name in VIEWS:
                rv.Btn(children=[name], small=True)
        states = [{"text": label, "value": state} for state, label in STATES.items()]
        Choice(
            choice={"label": "employees are coloured by", "items": states, "name": "state"}, value=session.state,
            turn=visit.setup.value, event_chosen=lambda state: visit.act(lambda: session.show(state)),
        )  # fmt: skip
        Legend(visit, arrows=view == VIEWS[0])
    if view == VIEWS[0]:
        Plans(visit)
    else:
        Spread(visit)


@solara.component
def Legend(visit: Visit, arrows: bool) -> None:
    """What colours mean on a floor plan; the spread has neither dots nor arrows."""
    visit.setup.use()
    if not arrows:
        return
    low, high = visit.session.range
    scale = f"background: linear-gradient(to right, {', '.join(COLORS)})"
    with solara.Div(classes=["imsim-legend"]):
        solara.Text(f"{low:g}")
        solara.Div(classes=["imsim-scale"], style=scale)
        solara.Text(f"{high:g}")
        rv.Html(tag="span", class_="imsim-vacant")
        solara.Text("vacant")
        solara.Text("arrows: service", style="margin-left: 10px")
        for color, word in zip(
            (SERVICE_COLORS[0], SERVICE_COLORS[2], SERVICE_COLORS[4]), ("poor", "usual", "good"), strict=True
        ):
            solara.Div(classes=["imsim-stroke"], style=f"background: {color}")
            solara.Text(word)


@solara.component
def Plans(visit: Visit) -> None:
    """The floor plan of each side."""
    visit.tick.use()
    session = visit.session
    with session.lock:
        plan: Plan = visit.plan()
        now = [plan.now(side, session) for side in session.sides]
        labels = [session.scenario.label(side.case.strategy) for side in session.sides]
    drawn = solara.use_memo(plan.drawn, [id(plan)])
    with solara.Div(classes=["imsim-plans"]):
        for place, label in enumerate(labels):
            who = f"{'AB'[place]}: {label}" if len(labels) > 1 else label
            FloorPlan(
                plan=drawn, now=now[place], heading=who, color=f"var(--{curves.SIDES[place]})",
                event_pick=lambda post: visit.meet(int(post)),
                event_drawn=lambda _: None,
            ).key(f"plan {place} {id(plan)}")  # fmt: skip


@solara.component
def Spread(visit: Visit) -> None:
    """Box plots of a state over the employees of each department."""
    visit.tick.use()
    with visit.session.lock:
        option = spread.spread_by_room(visit.session)
    attributes = {"class": "imsim-spread", "style": "height: 350px; width: 100%"}
    solara.FigureEcharts(option=option, attributes=attributes, responsive=True)


@solara.component_vue("curves.vue")
def Panels(drawing: Json, event_chosen: Callable[[tuple[int, str]], None], event_drawn: Callable[[int], None]) -> None:
    """Panels of curves as SVG, with a table behind them; reports the week and curve clicked, and when it has drawn."""


@solara.component
def Curves(visit: Visit) -> None:
    """Outcomes over the weeks, and what happened when."""
    group, set_group = solara.use_state(curves.GROUPS[0])
    visit.tick.use()
    visit.trials.use()
    visit.shown.use()
    visit.telling.asked.use()
    with visit.session.lock:
        drawing = curves.curves(visit.session, group, visit.overlay()) | {"stretch": shaded(visit.telling.asked.value)}
        events = marks.mark_words(visit.session)
    with rv.Html(tag="section", class_="imsim-curves", attributes={"aria-label": "Curves"}):
        with solara.Div(classes=["imsim-bar"]):
            with rv.BtnToggle(
                v_model=curves.GROUPS.index(group),
                on_v_model=lambda place: set_group(curves.GROUPS[place or 0]),
                mandatory=True,
                dense=True,
            ):
                for name in curves.GROUPS:
                    rv.Btn(children=[name], small=True)
            Key(drawing)
            solara.Text(events, classes=["imsim-marks"])
        Panels(drawing=drawing, event_chosen=visit.look_at, event_drawn=lambda _: visit.seen.set())


def shaded(asked: Stretch | None) -> Json | None:
    """The stretch of a curve that is explained, as the browser shades it."""
    return None if asked is None else {"outcome": asked[1], "first": asked[2], "last": asked[3]}


@solara.component
def Key(drawing: Json) -> None:
    """What the lines of the curves stand for."""
    with solara.Div(classes=["imsim-key"]):
        if len(drawing["sides"]) > 1:
            for kind, name in zip(curves.SIDES, drawing["sides"], strict=False):
                rv.Html(tag="span", class_=f"imsim-dash {kind}")
                solara.Text(name)
        if drawing["bands"]:
            solara.Text(drawing["bands"], classes=["imsim-note"])
