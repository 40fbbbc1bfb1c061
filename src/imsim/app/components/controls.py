"""The head of the page: company, strategies, seed, and the weeks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import solara
from solara.alias import rv

from imsim.app import report, saving, words
from imsim.app.components.visit import SPEEDS, Visit
from imsim.app.opening import MOST_BYTES, sent
from imsim.reporting.chronicle.words import spoken
from imsim.reporting.numbers import count
from imsim.studies.answer import Json

NOBODY = ""


@solara.component_vue("choice.vue")
def Choice(choice: Json, value: str | int, turn: int, event_chosen: Callable[[Any], None]) -> None:
    """A list to choose from; reports what was chosen, and goes back to `value` with each turn."""


def Bar(done: int, total: int, label: str) -> Any:
    """How much is done of something."""
    attributes = {"value": str(done), "max": str(max(total, 1)), "aria-label": label}
    return rv.Html(tag="progress", class_="imsim-progress-bar", attributes=attributes)


@solara.component
def Choices(visit: Visit) -> None:
    """Company, strategy, the one beside it, and the random seed."""
    visit.setup.use()
    session = visit.session
    with session.lock:
        strategies = [{"text": label, "value": name} for name, label in session.strategies.items()]
        first = session.sides[0].case.strategy
        second = session.sides[1].case.strategy if len(session.sides) > 1 else NOBODY

    def chooser(label: str, items: list[Json], value: str, on_value: Callable[[str], None], name: str) -> None:
        Choice(
            choice={"label": label, "items": items, "name": name}, value=value, turn=visit.setup.value,
            event_chosen=on_value,
        )  # fmt: skip

    def compare(name: str) -> None:
        visit.act(lambda: session.compare_with(name or None))

    companies = [{"text": spoken(Path(name).stem), "value": name} for name in session.sources]
    others = [{"text": "(one alone)", "value": NOBODY}, *strategies]
    with solara.Div(classes=["imsim-row imsim-choices"]):
        chooser("company", companies, session.source, lambda name: visit.act(lambda: session.open(name)), "company")
        chooser("strategy A", strategies, first, lambda name: visit.act(lambda: session.choose(name)), "strategy")
        chooser("beside it, B", others, second, compare, "compare")
        Seed(visit)


@solara.component
def Made(visit: Visit) -> None:
    """What the strategies that were chosen are."""
    visit.setup.use()
    with visit.session.lock:
        solara.Text(words.made_of(visit.session), classes=["imsim-note imsim-made"])


@solara.component
def Seed(visit: Visit) -> None:
    """The random seed; nothing changes until it is a whole number."""
    visit.setup.use()
    text, set_text = solara.use_state_or_update(str(visit.session.seed))
    field = rv.TextField(
        label="seed", v_model=text, on_v_model=set_text, dense=True, outlined=True, hide_details=True,
        class_="imsim-seed",
    )  # fmt: skip

    def done(*_: object) -> None:
        if text != str(visit.session.seed):
            visit.act(lambda: visit.session.set_seed(text))

    rv.use_event(field, "keydown.enter", done)
    rv.use_event(field, "blur", done)


@solara.component
def Weeks(visit: Visit) -> None:
    """Buttons to step, play, pause and reset, and the week that the run has reached."""
    visit.tick.use()
    session, playing = visit.session, visit.playing.value
    over = session.week >= session.weeks

    def play() -> Callable[[], None] | None:
        if not playing:
            return None
        stop = threading.Event()
        threading.Thread(target=visit.play, args=(stop,), daemon=True).start()
        return stop.set

    solara.use_effect(play, [playing])
    with solara.Div(classes=["imsim-row imsim-player"]):
        Knob("Step", "mdi-skip-next", visit.step, disabled=playing or over)
        if playing:
            Knob("Pause", "mdi-pause", lambda: visit.playing.set(False), color="primary")
        else:
            Knob("Play", "mdi-play", lambda: visit.playing.set(True), color="primary", disabled=over)
        Knob("Reset", "mdi-restart", lambda: visit.act(session.reset))
        Knob("Undo", "mdi-undo", visit.undo, disabled=not visit.can_undo)
        speeds = [{"text": str(speed), "value": speed} for speed in SPEEDS]
        Choice(
            choice={"label": "weeks/s", "items": speeds, "name": "speed"}, value=visit.speed.value, turn=0,
            event_chosen=lambda speed: visit.speed.set(int(speed)),
        )  # fmt: skip
        with rv.Html(tag="div", class_="imsim-week", attributes={"data-acts": str(visit.setup.value)}):
            solara.Text(f"{session.week} of {count(session.weeks, 'week')}" + (", the end" if over else ""))
            Bar(session.week, session.weeks, "Weeks that have passed")


@solara.component
def Knob(label: str, icon: str, on_click: Callable[[], object], disabled: bool = False, **options: Any) -> None:
    """A button of the player; while it can do nothing it says so, and keeps the focus of the keyboard."""
    solara.Button(
        label, icon_name=icon, on_click=None if disabled else on_click, outlined="color" not in options,
        classes=[f"imsim-{label.lower()}"], attributes={"aria-disabled": str(disabled).lower()}, **options,
    )  # fmt: skip


@solara.component_vue("address.vue")
def Address(run: tuple[str, int], what: str, event_went: Callable[[str], None]) -> None:
    """Keeps the browser's address in step with the page, and copies it; reports where the browser went back to."""


@solara.component_vue("opener.vue")
def Opener(most: int, event_opened: Callable[[Any], None]) -> None:
    """Opens a file of the visitor's, chosen or dropped on the page, of so many bytes at most."""


@solara.component
def Savers(visit: Visit) -> None:
    """What a visitor brings along and takes home: the address, the run on the strip, files."""
    visit.tick.use()
    session = visit.session

    def locked(made: Callable[..., str | bytes]) -> Callable[[], str | bytes]:
        def written() -> str | bytes:
            with session.lock:
                return made(session)

        return written

    with rv.Html(tag="section", class_="imsim-savers", attributes={"aria-label": "Open, keep and save"}):
        Address(run=(visit.query, visit.steps), what="run", event_went=visit.go)
        Opener(most=MOST_BYTES, event_opened=lambda data: visit.act(lambda: session.open_file(*sent(data))))
        solara.Button("Keep this run", on_click=visit.keep, outlined=True, small=True, classes=["imsim-keep-run"])
        for label, made, suffix in (
            (
                "Report, one page (HTML)",
                lambda run: report.saved_report(run, visit.many, visit.overlay()),
                "report.html",
            ),
            ("Scenario (TOML)", saving.saved_scenario, "mine.toml"),
            ("Weeks (CSV)", saving.saved_weeks, "weeks.csv"),
            ("Figure (PNG)", partial(saving.saved_figure, suffix="png"), "curves.png"),
            ("Figure (SVG)", partial(saving.saved_figure, suffix="svg"), "curves.svg"),
        ):
            with solara.FileDownload(locked(made), filename=saving.file_name(session, suffix)):
                solara.Button(f"Save {label}", icon_name="mdi-download", outlined=True, small=True)
