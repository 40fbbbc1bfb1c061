"""The chronicle beside the curves: what happened week by week, what a dip is made of, and the lives of employees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import solara
from solara.alias import rv

from imsim.app import chronicle
from imsim.app.components import parts
from imsim.app.components.controls import Choice
from imsim.app.components.visit import Visit
from imsim.engine.errors import InputError
from imsim.reporting.chronicle.explaining import EXPLAINED
from imsim.reporting.chronicle.sentences import Sentence
from imsim.reporting.chronicle.words import called, opened
from imsim.reporting.numbers import typeset

SIDES = "AB"
# Weeks that were set, and the number with which they were sent.
Told = tuple[list[int], int]


@solara.component
def Chronicle(visit: Visit) -> None:
    """What happened up to a week on each side, and what a stretch of a curve is made of."""
    visit.tick.use()
    chosen = visit.telling.week.use()
    session = visit.session
    with session.lock:
        last, labels = session.week - 1, [session.scenario.label(side.case.strategy) for side in session.sides]
        stories = [chronicle.story_of(session, side) for side in range(len(session.sides))]
        week = last if chosen is None else min(chosen, last)
        told = [chronicle.sentences(story, week) if story else [] for story in stories]
    with solara.Div(classes=["imsim-stack imsim-chronicle"]):
        if None in stories:
            solara.Text(chronicle.TOO_LARGE)
            return
        if last < 0:
            solara.Text("Press Step or Play: what happens is written here, week by week.")
            return
        # What was asked comes first.
        asked, rests, untold = visit.telling.asked.use(), not visit.playing.use(), visit.telling.untold.use()
        if untold:
            Untold(visit, untold, week)
        if rests and asked:
            Explaining(visit).key("explaining")
        WeekSlider(visit, week, last)
        for side, label in enumerate(labels):
            if len(labels) > 1:
                rv.Html(tag="h2", children=[f"{SIDES[side]}: {label}"])
            Happened(visit, told[side], side)
        if rests and not asked:
            Explaining(visit).key("explaining")


@solara.component
def Untold(visit: Visit, outcome: str, week: int) -> None:
    """Says of a curve that was clicked that it has no explanation."""
    text = f"{opened(called(outcome))}, week {week}"
    parts.Arrived(text=text, block="nearest").key(f"untold {visit.asked.value}")
    solara.Text(chronicle.untold(outcome))


@solara.component_vue("stretch.vue")
def Weeks(names: list[str], weeks: list[int], last: int, heard: int, event_chosen: Callable[[Told], None]) -> None:
    """A week, or the first and last of a stretch: reports them with a number, and follows once that was heard."""


@solara.component
def WeekSlider(visit: Visit, week: int, last: int) -> None:
    """Goes back through the weeks; at its right end it follows the run."""
    heard, set_heard = solara.use_state(0)

    def go(told: Told) -> None:
        (to,), serial = told
        visit.telling.week.value = None if to >= last else int(to)
        set_heard(serial)

    Weeks(names=["week"], weeks=[week], last=last, heard=heard, event_chosen=go)


@solara.component
def Happened(visit: Visit, sentences: Sequence[Sentence], side: int) -> None:
    """Sentences, the latest first; whoever takes part can be gone to."""
    if not sentences:
        solara.Text("Nothing has happened yet that would be told.")
    lines = [Line(visit, one, side) for one in sentences]
    rv.Html(
        tag="ol",
        class_="imsim-happened",
        children=lines,
        attributes={"aria-label": f"What happened, side {SIDES[side]}"},
    )


@solara.component
def Line(visit: Visit, sentence: Sentence, side: int) -> None:
    """One sentence, with a button on the name of whom it is about."""
    text, people = typeset(sentence.text), sentence.fact.people
    inside: list[object] = [rv.Html(tag="b", children=[f"Week {sentence.week}. "])]
    if people and text.startswith(people[0].name):
        one, text = people[0], text.removeprefix(people[0].name)

        def meet() -> None:
            visit.telling.person.value = (side, one.key)
            visit.act(lambda: visit.session.pick(one.post))

        inside.append(solara.Button(one.name, on_click=meet, text=True, small=True, classes=["imsim-name"]))
    rv.Html(tag="li", class_=f"imsim-{sentence.kind}", children=[*inside, text])


@solara.component
def Explaining(visit: Visit) -> None:
    """Which stretch of which curve is to be explained, and what it is made of."""
    visit.tick.use()
    asked, turn = visit.telling.asked.use(), visit.asked.use()
    session = visit.session
    with session.lock:
        last = session.week - 1
        stories = [chronicle.story_of(session, side) for side in range(len(session.sides))]
        offers = [(side, one) for side, story in enumerate(stories) if story for one in chronicle.offers(story)]
    # Another run may have fewer weeks, or one side.
    known = asked is not None and asked[0] < len(stories) and asked[3] <= last
    stretch = asked if asked and known else (0, "acsi", 0, last)
    if known:
        side, outcome, first, end = stretch
        name = lettered(opened(called(outcome)), side, stories)
        parts.Arrived(text=f"{name}, weeks {first} to {end}", block="nearest").key(f"asked {turn}")
        Explained(visit, stretch).key(f"{stretch} {visit.setup.value}")
    else:
        rv.Html(tag="h2", children=["What is a stretch of a curve made of?"])
        solara.Text("Click a dip of a curve, or choose:", classes=["imsim-note"])
    StretchChoice(visit, stretch, last)
    with solara.Div(classes=["imsim-offers"]):
        for side, one in offers:
            offer(lettered(one.text, side, stories), partial(visit.explain, (side, one.outcome, one.first, one.last)))
        if known:
            offer("Close the explanation", partial(visit.telling.asked.set, None))
    if stories and stories[0] and last > 0:
        CameAbout(visit, last).key(f"came about {visit.setup.value} {last}")


@solara.component
def CameAbout(visit: Visit, last: int) -> None:
    """The story of the first side on one screen, for who asks: it takes a run of its own."""
    asked, set_asked = solara.use_state(False)

    def tell() -> list[str]:
        if not asked:
            return []
        with visit.session.lock:
            story = chronicle.story_of(visit.session, 0)
        return chronicle.how_it_came_about(story) if story else []

    lines = solara.use_memo(tell, [asked, last])
    if not asked:
        offer("How it came about, in short", lambda: set_asked(True))
        return
    rv.Html(tag="h2", children=["How it came about"])
    with rv.Html(tag="div", class_="imsim-explanation"):
        for line in lines:
            rv.Html(tag="p", children=[line])


def lettered(text: str, side: int, sides: Sequence[object]) -> str:
    """A text about one side, with its letter where there are two."""
    return f"{SIDES[side]}: {text}" if len(sides) > 1 else text


def offer(text: str, on_click: Callable[[], None]) -> None:
    """A button for something that can be read."""
    solara.Button(text, on_click=on_click, outlined=True, small=True, classes=["imsim-offer"])


@solara.component
def StretchChoice(visit: Visit, stretch: chronicle.Stretch, last: int) -> None:
    """Outcome and weeks of a stretch of a curve."""
    side, outcome, first, end = stretch
    choose = visit.telling.asked.set
    heard, set_heard = solara.use_state(0)

    def moved(told: Told) -> None:
        begin, stop = (min(max(int(week), 0), last) for week in told[0])
        choose((side, outcome, min(begin, stop), stop))
        set_heard(told[1])

    items = [{"text": opened(called(name)), "value": name} for name in EXPLAINED]
    Choice(
        choice={"label": "outcome", "items": items, "name": "explained"}, value=outcome, turn=visit.asked.value,
        event_chosen=lambda name: choose((side, name, first, end)) if name in EXPLAINED else None,
    )  # fmt: skip
    names = ["first week", "last week"]
    Weeks(names=names, weeks=[first, end], last=last, heard=heard, event_chosen=moved)


@solara.component
def Explained(visit: Visit, asked: tuple[int, str, int, int]) -> None:
    """The explanation, which may take a run of its own."""
    session = visit.session

    def explain() -> list[str]:
        side, outcome, first, last = asked
        with session.lock:
            story = chronicle.story_of(session, side)
        try:
            return chronicle.explanation(story, outcome, first, last) if story else []
        except InputError as error:
            return list(error.lines)

    lines = solara.use_memo(explain, [asked, visit.setup.value])
    with rv.Html(tag="div", class_="imsim-explanation", attributes={"aria-live": "polite"}):
        for line in lines:
            rv.Html(tag="p", children=[line])


@solara.component
def Life(visit: Visit) -> None:
    """The person in the post that was picked, in words; of a leaver the card stays open."""
    visit.tick.use()
    chosen, session = visit.telling.person.use(), visit.session
    with session.lock:
        post, week = session.post, session.week - 1
        side = chosen[0] if chosen and chosen[1][0] == post and chosen[0] < len(session.sides) else 0
        story = None if post is None or week < 0 else chronicle.story_of(session, side)
        found = None if story is None or post is None else chronicle.person_at(story, post, week)
        if story and chosen and chosen[1][0] == post:
            found = next((one for one in story.people if one.key == chosen[1]), found)
        life = chronicle.life_of(story, found, week) if story and found else None

    def stay() -> None:
        if found is not None and (chosen is None or chosen[1][0] != post):
            visit.telling.person.value = (side, found.key)

    solara.use_effect(stay, [post, found and found.key])
    if life is None or found is None:
        return
    with rv.Html(tag="section", class_="imsim-stack imsim-life", attributes={"aria-label": life.name}):
        rv.Html(tag="h2", children=[life.name])
        solara.Text(life.who)
        if len(life.others) > 1:
            Holders(visit, life, side, found.key)
        for question, text in life.answers.items():
            rv.Html(tag="h3", children=[f"Why {question}?" if question != "leaving" else "Leaving?"])
            for line in text:
                rv.Html(tag="p", children=[line])
        rv.Html(tag="h3", children=["What happened"])
        Happened(visit, life.happened, side)


@solara.component
def Holders(visit: Visit, life: chronicle.Life, side: int, key: tuple[int, int, int]) -> None:
    """Choice among those who held the post, one after the other."""
    keys = [one for one, _ in life.others]
    items = [{"text": text, "value": place} for place, (_, text) in enumerate(life.others)]
    Choice(
        choice={"label": "who held this post", "items": items, "name": "holders"}, value=keys.index(key), turn=0,
        event_chosen=lambda place: visit.telling.person.set((side, keys[int(place)])),
    )  # fmt: skip
