"""The sidebar of the page: levers, one employee, and what all this is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

import solara
from solara.alias import rv

from imsim.app import employee_card, words
from imsim.app.components import chronicle, instantly
from imsim.app.components.controls import Choice
from imsim.app.components.parts import heads
from imsim.app.components.visit import Visit
from imsim.app.curves import SIDES
from imsim.app.levers import Lever, budget_ticks, first_levers, levers_of
from imsim.reporting.chronicle.words import spoken
from imsim.reporting.numbers import count, number
from imsim.studies.answer import Json

Pick = Callable[[int | None], None]
# What stands for no post in a list.
NOBODY = -1


@solara.component
def Levers(visit: Visit) -> None:
    """The levers of each side, those that matter first in sight, and what they cost."""
    visit.setup.use()
    session = visit.session
    with session.lock, solara.Div(classes=["imsim-stack"]):
        if session.searched:
            instantly.Instantly(visit).key(f"instantly {session.source}")
        rv.Checkbox(
            label="Keep the budget: other levers give way", v_model=session.keep,
            on_v_model=lambda keep: visit.act(lambda: session.keep_budget(keep)), dense=True, hide_details=True,
            disabled=session.budget <= 0, class_="imsim-keep-budget",
        )  # fmt: skip
        for place in range(len(session.sides)):
            SideLevers(visit, place)
        if any(side.case.programmes for side in session.sides):
            solara.Button(
                "Levers back to the budget", on_click=lambda: visit.act(session.restore_levers), small=True,
                outlined=True, classes=["imsim-restore"],
            )  # fmt: skip


@solara.component
def SideLevers(visit: Visit, place: int) -> None:
    """The levers of one side: those that most money is in, then all others, folded."""
    visit.setup.use()
    more, set_more = solara.use_state(False)
    session = visit.session
    with session.lock:
        side = session.sides[place]
        text = words.cost(session, place)
        found = levers_of(side.case)
        ticks = budget_ticks(session.setting, side.case, session.budget) if session.budget > 0 else {}
    key = (session.source, side.case.strategy)
    first = solara.use_memo(lambda: first_levers(session.setting, side.case), key)
    Heading(visit, place, always=True)
    if not side.case.programmes:
        solara.Text("Nothing is done here: there are no levers, and it costs nothing.")
        return
    solara.Text(text, classes=["imsim-cost"])
    for name in first:
        lever = next(one for one in found if one.key == name)
        rv.Html(tag="h3", children=[spoken(lever.programme)], class_="imsim-programme")
        Slider(visit, place, lever, ticks.get(lever.key)).key(f"{key} {place} {name}")
    rest = [lever for lever in found if lever.key not in first]
    if rest:
        text = "fewer levers" if more else count(len(rest), "more lever")
        solara.Button(
            text, on_click=lambda: set_more(not more), outlined=True, small=True, classes=["imsim-more"],
            attributes={"aria-expanded": str(more).lower()},
        )  # fmt: skip
    for programme, levers in groupby(rest if more else [], key=lambda lever: lever.programme):
        rv.Html(tag="h3", children=[spoken(programme)], class_="imsim-programme")
        for lever in levers:
            Slider(visit, place, lever, ticks.get(lever.key)).key(f"{key} {place} {lever.key}")


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
        rv.Html(tag="h2", children=[text], class_=f"imsim-{SIDES[place]}")


@solara.component_vue("lever.vue")
def Track(lever: Json, value: float, heard: tuple[int, int], event_move: Callable[[tuple[float, int]], None]) -> None:
    """A slider: reports where it was let go with a number, and follows its value once that number was heard."""


@solara.component
def Slider(visit: Visit, place: int, lever: Lever, tick: float | None) -> None:
    """One lever; it takes effect when it is let go."""
    heard, set_heard = solara.use_state((0, 0))

    def let_go(told: tuple[float, int]) -> None:
        value, serial = told
        visit.act(lambda: visit.session.set_lever(place, *lever.key, value))
        # Told even where the lever could not stand there, so that the slider goes back.
        set_heard((int(serial), visit.setup.value))

    drawn = {
        "name": f"{lever.programme}-{lever.name}", "meaning": lever.meaning,
        "low": lever.low, "high": lever.high, "step": lever.step, "tick": tick,
    }  # fmt: skip
    Track(lever=drawn, value=lever.value, heard=heard, event_move=let_go)


@solara.component
def EmployeePanel(visit: Visit) -> None:
    """Who somebody is, and why motivation is what it is."""
    visit.tick.use()
    session = visit.session

    def pick(post: int | None) -> None:
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
    # Whoever chooses a department is at its first post.
    names = [
        {"text": session.scenario.department(name), "value": int(first)}
        for name, first in zip(organisation.names, organisation.starts, strict=False)
    ]

    def chooser(label: str, items: list[Json], value: int) -> None:
        def chosen(place: Any) -> None:
            pick(None if int(place) == NOBODY else int(place))

        Choice(
            choice={"label": label, "items": items, "name": label}, value=value, turn=visit.setup.value,
            event_chosen=chosen,
        )  # fmt: skip

    nobody = {"text": "(nobody)", "value": NOBODY}
    first = NOBODY if department is None else int(organisation.starts[department])
    chooser("department", [nobody, *names], first)
    if department is None or post is None:
        solara.Text("Choose a department, or click a dot on the floor plan.")
    else:
        chooser("post", [{"text": text, "value": one} for one, text in posts], post)


@solara.component
def Card(card: employee_card.Card, pick: Pick) -> None:
    """Facts, drivers and contacts of one employee."""
    with solara.Div(classes=["imsim-stack"]):
        rv.Html(tag="h2", children=[card.title])
        solara.Text("; ".join(card.facts))
        rv.Html(tag="h3", children=[f"Why motivation is {number(dict(card.states)['motivation'], 2)}"])
        sum_of = f"the sum of {len(card.drivers)} drivers, each its value times its weight"
        solara.Text(f"It is heading to {number(card.target, 2)}: {sum_of}.")
        Drivers(card)
        rv.Html(tag="h3", children=["This week"])
        table([(label, number(value, 2)) for label, value in card.states], "imsim-states")
        rv.Html(tag="h3", children=["Supervisor"])
        if card.boss is None:
            solara.Text("nobody: at the top, or that post is vacant")
        else:
            Someone(card.boss, pick)
        shown = len(card.contacts)
        rv.Html(tag="h3", children=["Talks to" + (f" ({shown} of {shown + card.more})" if card.more else "")])
        with solara.Div(classes=["imsim-people"]):
            for other in card.contacts:
                Someone(other, pick)


@solara.component
def Drivers(card: employee_card.Card) -> None:
    """What each driver adds to where motivation is heading, in numbers and as a bar."""
    most = max(adds for *_, adds in card.drivers) or 1.0
    rows: list[Sequence[Any]] = []
    for name, weight, value, adds in card.drivers:
        bar = rv.Html(tag="div", class_="imsim-share", style_=f"width: {44 * adds / most:.0f}px")
        rows.append((name, number(value, 2), number(weight, 2), number(adds, 3), bar))
    table(rows, "imsim-drivers", ("driver", "value", "weight", "adds", ""))


def table(rows: Sequence[Sequence[Any]], name: str, head: Sequence[str] = ()) -> None:
    """Rows of texts and elements, below what heads their columns."""
    top = [rv.Html(tag="tr", children=[heads(cell) for cell in head])] if head else []
    lines = [rv.Html(tag="tr", children=[rv.Html(tag="td", children=[cell]) for cell in row]) for row in rows]
    rv.Html(tag="table", class_=name, children=[*top, *lines])


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
        rv.Html(tag="h2", children=[about.title or about.name])
        if about.description:
            rv.Html(tag="p", children=[about.description])
        for heading, text in words.HOW_TO_READ:
            rv.Html(tag="h3", children=[heading])
            rv.Html(tag="p", children=[text])
