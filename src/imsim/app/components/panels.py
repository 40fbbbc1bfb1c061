"""The sidebar of the page: levers, one employee, and what all this is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

import solara
from solara.alias import rv

from imsim.app import employee_card, words
from imsim.app.components import chronicle
from imsim.app.components.visit import Visit
from imsim.app.curves import SIDE_COLORS
from imsim.app.levers import Lever, levers_of
from imsim.app.names import spoken
from imsim.reporting.numbers import count, number, plain
from imsim.studies.answer import Json

Pick = Callable[[int], None]


@solara.component
def Levers(visit: Visit) -> None:
    """The levers of each side, programme by programme, and what they cost."""
    visit.setup.use()
    session = visit.session
    with session.lock, solara.Div(classes=["imsim-stack"]):
        for place, side in enumerate(session.sides):
            Heading(visit, place, always=True)
            solara.Text(words.cost(session, place), classes=["imsim-cost"])
            if not side.case.programmes:
                solara.Text("Nothing is done here: there are no levers.")
            for programme, levers in groupby(levers_of(side.case), key=lambda lever: lever.programme):
                Programme(visit, place, list(levers)).key(f"{session.source} {place} {side.case.strategy} {programme}")
        if any(side.case.programmes for side in session.sides):
            solara.Button(
                "Levers back to the budget", on_click=lambda: visit.act(session.restore_levers), small=True,
                outlined=True, classes=["imsim-restore"],
            )  # fmt: skip


@solara.component
def Heading(visit: Visit, place: int, always: bool = False) -> None:
    """Which strategy this is about, where there are two."""
    visit.setup.use()
    session = visit.session
    with session.lock:
        both = len(session.sides) > 1
        label = session.scenario.label(session.sides[place if both else 0].case.strategy)
    if both or always:
        text = f"{'AB'[place]}: {label}" if both else label
        rv.Html(tag="h3", children=[text], style_=f"color: {SIDE_COLORS[place]}")


@solara.component
def Programme(visit: Visit, place: int, levers: Sequence[Lever]) -> None:
    """The levers of one programme; those its strategy leaves at nothing come when asked for."""
    more, set_more = solara.use_state(False)
    used = solara.use_memo(lambda: {lever.key for lever in levers if lever.value} | {levers[0].key}, [])
    unused = [lever for lever in levers if lever.key not in used]
    rv.Html(tag="h4", children=[spoken(levers[0].programme)])
    for lever in levers:
        if more or lever.key in used:
            Slider(visit, place, lever).key(lever.name)
    if unused:
        text = "fewer levers" if more else count(len(unused), "more lever")
        solara.Button(text, on_click=lambda: set_more(not more), text=True, small=True, classes=["imsim-more"])


@solara.component
def Slider(visit: Visit, place: int, lever: Lever) -> None:
    """One lever; it takes effect when it is let go."""
    value, set_value = solara.use_state_or_update(lever.value)
    with solara.Div(classes=["imsim-lever"]):
        with solara.Div(classes=["imsim-lever-words"]):
            solara.Text(lever.meaning)
            rv.Html(tag="b", children=[plain(float(f"{value:.4g}"))])
        slider = rv.Slider(
            v_model=value, on_v_model=set_value, min=lever.low, max=lever.high, step=lever.step,
            dense=True, hide_details=True, class_=f"imsim-{lever.programme}-{lever.name}",
        )  # fmt: skip

    def let_go(_: object, __: object, data: Any) -> None:
        visit.act(lambda: visit.session.set_lever(place, *lever.key, data))

    rv.use_event(slider, "change", let_go)


@solara.component
def EmployeePanel(visit: Visit) -> None:
    """Who somebody is, and why motivation is what it is."""
    visit.tick.use()
    session = visit.session

    def pick(post: int) -> None:
        visit.act(lambda: session.pick(post))

    with session.lock, solara.Div(classes=["imsim-stack"]):
        PostChoice(visit, pick)
        chronicle.Life(visit)
        for place in range(len(session.sides) if session.post is not None else 0):
            Heading(visit, place)
            result = employee_card.card(session, place)
            if result is None:
                solara.Text("This post is vacant at present.")
            else:
                Card(result, pick)


@solara.component
def PostChoice(visit: Visit, pick: Pick) -> None:
    """Choice of the post whose employee is shown."""
    visit.setup.use()
    session = visit.session
    with session.lock:
        organisation, post = session.organisation, session.post
        department = None if post is None else int(organisation.department_of[post])
        posts = [] if department is None else employee_card.post_choices(session, department)
    names = [{"text": spoken(name), "value": place} for place, name in enumerate(organisation.names)]

    def chooser(label: str, items: list[Json], value: int | None, on_value: Pick) -> None:
        rv.Autocomplete(
            label=label, items=items, v_model=value, on_v_model=lambda new: None if new is None else on_value(new),
            dense=True, outlined=True, hide_details=True, class_=f"imsim-{label}", menu_props={"maxHeight": 400},
        ).key(f"{label} of {session.source} {department}")  # fmt: skip

    chooser("department", names, department, lambda place: pick(int(organisation.starts[place])))
    if department is None or post is None:
        solara.Text("Choose a department, or click a dot on the floor plan.")
    else:
        chooser("post", [{"text": text, "value": one} for one, text in posts], post, pick)


@solara.component
def Card(card: employee_card.Card, pick: Pick) -> None:
    """Facts, drivers and contacts of one employee."""
    with solara.Div(classes=["imsim-stack"]):
        rv.Html(tag="h3", children=[card.title])
        solara.Text("; ".join(card.facts))
        rv.Html(tag="h4", children=[f"Why motivation is {number(dict(card.states)['motivation'], 2)}"])
        sum_of = "the sum of six drivers, each its value times its weight"
        solara.Text(f"It is moving towards {number(card.target, 2)}: {sum_of}.")
        Drivers(card)
        rv.Html(tag="h4", children=["This week"])
        table([(label, number(value, 2)) for label, value in card.states], "imsim-states")
        rv.Html(tag="h4", children=["Supervisor"])
        if card.boss is None:
            solara.Text("nobody: at the top, or that post is vacant")
        else:
            Someone(card.boss, pick)
        rv.Html(tag="h4", children=["Talks to" + (f" ({card.more} more)" if card.more else "")])
        with solara.Div(classes=["imsim-people"]):
            for other in card.contacts:
                Someone(other, pick)


@solara.component
def Drivers(card: employee_card.Card) -> None:
    """What each driver adds to where motivation is heading, in numbers and as a bar."""
    most = max(adds for *_, adds in card.drivers) or 1.0
    rows: list[Sequence[Any]] = [("driver", "value", "weight", "adds", "")]
    for name, weight, value, adds in card.drivers:
        bar = rv.Html(tag="div", class_="imsim-share", style_=f"width: {44 * adds / most:.0f}px")
        rows.append((name, number(value, 2), number(weight, 2), number(adds, 3), bar))
    table(rows, "imsim-drivers")


def table(rows: Sequence[Sequence[Any]], name: str) -> None:
    """Rows of texts and elements."""
    lines = [rv.Html(tag="tr", children=[rv.Html(tag="td", children=[cell]) for cell in row]) for row in rows]
    rv.Html(tag="table", class_=name, children=lines)


@solara.component
def Someone(other: tuple[int, str], pick: Pick) -> None:
    """Somebody to go to."""
    post, label = other
    solara.Button(label, on_click=lambda: pick(post), small=True, text=True, classes=["imsim-person"])


@solara.component
def About(visit: Visit) -> None:
    """What one sees."""
    visit.setup.use()
    about = visit.session.scenario.table
    with solara.Div(classes=["imsim-stack"]):
        rv.Html(tag="h3", children=[about.title or about.name])
        if about.description:
            rv.Html(tag="p", children=[about.description])
        for heading, text in words.HOW_TO_READ:
            rv.Html(tag="h4", children=[heading])
            rv.Html(tag="p", children=[text])
