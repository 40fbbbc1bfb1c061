"""What one browser tab holds: a session, and the few numbers that make its components draw themselves again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import solara

from imsim.app import chronicle, classroom, verdict
from imsim.app.components.telling import Telling
from imsim.app.curves import MOST_KEPT, PANELS, Overlay
from imsim.app.floorplan import Plan
from imsim.app.lessons.place import LessonPlace, lesson_place
from imsim.app.session import Session
from imsim.app.settings import Settings, query_of, settings_of
from imsim.app.trials import ENOUGH, RUNS, ManyRuns, Queue, Trial, asked
from imsim.engine.errors import InputError
from imsim.reporting.numbers import count

WIDE, NARROW = 930, 462
SPEEDS = (1, 2, 5, 10, 20)
# The player waits for the browser to have drawn a week, but not for ever: a tab in the background draws nothing.
PATIENCE = 2.0
# Pairs of runs that the page does by itself at the end of one.
FEW = (5,)
MOST_UNDONE, MOST_RUNS_KEPT = 100, 12


@dataclass(frozen=True)
class KeptRun:
    """A run that a visitor kept.

    Args:
        number: on the strip.
        settings: of the run.
        label: what it is called.
        weekly: outcomes of its first side that curves show.
    """

    number: int
    settings: Settings
    label: str
    weekly: dict[str, list[float]]


class Visit:
    """One visitor's tab.

    A component that reads the session draws itself again with `setup` (something was chosen or moved) or `tick` (also
    every week); it must say which, for Solara does not look into the session. It reads under `session.lock`, since the
    player may be a week ahead, or a visitor in another company, before it has drawn.

    Args:
        source: scenario to begin with.
        query: of the address that was opened; it may name another run.
    """

    def __init__(self, source: str, query: str = "") -> None:
        self.problem = solara.reactive("")
        # Which lesson is open: a file, or the list of them; None for the firm.
        self.room = solara.reactive(classroom.opened_by(query))
        self.place = solara.reactive(lesson_place(query))
        try:
            self.session = Session(source, query=query)
        except InputError as error:
            self.session = Session(source)
            self.problem.value = f"The address names no run of this page: {'; '.join(error.lines)}"
        self.tick = solara.reactive(0)
        self.setup = solara.reactive(0)
        self.busy = solara.reactive(False)
        self.playing = solara.reactive(False)
        self.speed = solara.reactive(5)
        self.trial: Trial | None = None
        self._known: ManyRuns | None = None
        self.trials = solara.reactive(0)
        self.kept: list[KeptRun] = []
        self.shown = solara.reactive(frozenset[int]())
        self.steps = 0
        # How often a curve was clicked, or asked about.
        self.asked = solara.reactive(0)
        # How often somebody was picked on a floor plan.
        self.picked = solara.reactive(0)
        self.seen = threading.Event()
        self.telling = Telling()
        self._before: list[Settings] = []
        self._plans: dict[Any, Plan] = {}

    def plan(self) -> Plan:
        """The floor plan, drawn up once for each company and width."""
        setting = self.session.setting
        width = WIDE if len(self.session.sides) == 1 else NARROW
        if (id(setting), width) not in self._plans:
            self._plans = {(id(setting), width): Plan.of(self.session.scenario, setting, width)}
        return self._plans[id(setting), width]

    # What is done, and undone

    def act(self, change: Callable[[], object], undoable: bool = True) -> None:
        """Let something be done; what is wrong is said, and all stays as it was."""
        self.busy.value = True
        before = self.session.settings
        try:
            change()
            self.problem.value = ""
        except InputError as error:
            self.problem.value = f"{'; '.join(error.lines)}. Nothing has changed."
        finally:
            self.busy.value = False
            self._noted(before, undoable)
            self.setup.value += 1
            self.tick.value += 1

    def _noted(self, before: Settings, undoable: bool) -> None:
        """Remember what was before, where that is another run now."""
        after = self.session.settings
        if before.run != after.run:
            self.drop_trial()
            self._known = None
            if before.source != after.source:
                self.telling.forget()
            if undoable:
                self._before = [*self._before, before][-MOST_UNDONE:]
                self.steps += 1

    @property
    def can_undo(self) -> bool:
        """Whether something was done that can be undone."""
        return bool(self._before)

    def undo(self) -> None:
        """Go back to the run before the last change; whoever presses faster than the page draws has none left."""
        if self._before:
            wanted = self._before.pop()
            self.act(lambda: self.session.apply(wanted), undoable=False)

    def go(self, query: str) -> None:
        """Go to the lesson or the run that an address names: the browser went back or forward."""
        self.playing.value = False
        self.room.value, self.place.value = classroom.opened_by(query), lesson_place(query)

        def went() -> None:
            wanted = settings_of(query, self.session.sources)
            if wanted is not None:
                self.session.apply(wanted)

        self.act(went, undoable=False)

    @property
    def query(self) -> str:
        """The address of the run as it stands."""
        with self.session.lock:
            return query_of(self.session.settings, self.session.sources)

    def enter(self, room: str | None) -> None:
        """Open a lesson, the list of them, or the firm: a step in the browser's history."""
        self.steps += 1
        self.playing.value = False
        self.room.value, self.place.value = room, LessonPlace()

    def leave(self) -> None:
        """The tab is gone: nobody waits for many runs any more."""
        if self.trial is not None:
            self.trial.cancel()

    def meet(self, post: int) -> None:
        """Look at the employee in a post that was clicked."""
        self.act(lambda: self.session.pick(post))
        self.picked.value += 1

    # Runs that are kept

    def keep(self) -> None:
        """Keep the run as it stands, and show it."""
        with self.session.lock:
            session = self.session
            number = 1 + max((run.number for run in self.kept), default=0)
            weekly = {one.outcome: session.sides[0].weekly(one.outcome) for group in PANELS.values() for one in group}
            found = verdict.gains_of(session)["acsi"] if len(session.sides) > 1 and session.week else None
            label = verdict.called(session)[0] + (
                "" if found is None else f", {found:+.1f} points against B in this run"
            )
            self.kept = [*self.kept, KeptRun(number, session.settings, label, weekly)][-MOST_RUNS_KEPT:]
        self.shown.value = frozenset([*sorted(self.shown.value), number][-MOST_KEPT:])
        self.setup.value += 1

    def drop(self, number: int) -> None:
        """Keep a run no longer."""
        self.kept = [run for run in self.kept if run.number != number]
        self.shown.value -= {number}
        self.setup.value += 1

    def toggle(self, number: int) -> None:
        """Draw a kept run, or do so no longer."""
        shown = self.shown.value
        self.shown.value = shown - {number} if number in shown else frozenset([*sorted(shown), number][-MOST_KEPT:])

    def look_at(self, clicked: tuple[int, str]) -> None:
        """Read of the week in which a curve was clicked, and of what the curve did there."""
        week, outcome = clicked
        self.telling.look_at(week)
        with self.session.lock:
            stretch = chronicle.stretch_at(self.session, outcome, max(week, 0))
        self.explain(stretch, "" if stretch else outcome)

    def explain(self, stretch: chronicle.Stretch | None, untold: str = "") -> None:
        """Read what a stretch of a curve is made of, or of an outcome that cannot be taken apart that it cannot."""
        self.telling.asked.value = stretch
        self.telling.untold.value = untold
        self.asked.value += 1

    # Many runs

    def ask(self, everyone: bool, stages: Sequence[int] | None = None) -> None:
        """Ask for many runs of what is on the page, or of all strategies; so many as stages say."""
        self.drop_trial()
        try:
            trial = asked(self.session, everyone, stages)
            Queue.shared.add(trial)
        except InputError as error:
            self.problem.value = "; ".join(error.lines)
            return
        self.trial = trial
        # A thread that is started here is one of this tab's: what it sets is drawn here.
        threading.Thread(target=trial.follow, args=(lambda: self._show(trial),), daemon=True).start()

    def judge(self) -> None:
        """At the end of a run of two sides, see how sure it is by a few more, where nobody waits for the machine."""
        session = self.session
        over = len(session.sides) > 1 and session.week >= session.weeks
        if over and self.trial is None and self._known is None and Queue.shared.idle:
            self.ask(False, FEW)

    @property
    def many(self) -> ManyRuns | None:
        """The most runs of what is on the page that are done, whatever was asked for last."""
        found = None if self.trial is None else self.trial.many
        known = [one for one in (self._known, found) if one is not None]
        return max(known, key=lambda one: one.replicates, default=None)

    @property
    def enough(self) -> bool:
        """Whether there are as many runs of what is on the page as there are at most, or soon will be."""
        many, trial = self.many, self.trial
        return (many is not None and many.replicates >= RUNS) or (trial is not None and trial.enough)

    def drop_trial(self) -> None:
        """Cancel what was asked for; what is known of the run by then stays known."""
        self._known = self.many
        if self.trial is not None:
            self.trial.cancel()
            self.trial = None
            self.trials.value += 1

    def _show(self, trial: Trial) -> None:
        """Draw how far many runs are, unless others were asked for since."""
        if trial is self.trial:
            self.trials.value += 1

    def overlay(self) -> Overlay:
        """What curves show besides the run."""
        kept = [(run.number, run.weekly) for run in self.kept if run.number in self.shown.value]
        many = self.many
        if many is None:
            return Overlay(kept)
        runs = many.replicates
        words = f"band: nine of ten of {runs} runs" if runs >= ENOUGH else f"band: all of {count(runs, 'run')}"
        return Overlay(kept, many.bands, words)

    # The weeks

    def step(self) -> bool:
        """A week passes; False when the last one has."""
        passed = self.session.step()
        self.tick.value += 1
        return passed

    def play(self, stop: threading.Event) -> None:
        """Week after week at the chosen speed, but no faster than the browser draws them."""
        while not stop.is_set():
            begin = time.monotonic()
            self.seen.clear()
            if not self.step():
                self.playing.value = False
                return
            self.seen.wait(PATIENCE)
            stop.wait(max(1 / self.speed.value - (time.monotonic() - begin), 0.0))
