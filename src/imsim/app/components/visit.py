"""What one browser tab holds: a session, and the few numbers that make its components draw themselves again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import solara

from imsim.app.components.telling import Telling
from imsim.app.floorplan import Plan
from imsim.app.session import Session
from imsim.engine.errors import InputError

WIDE, NARROW = 930, 462
SPEEDS = (1, 2, 5, 10, 20)
# The player waits for the browser to have drawn a week, but not for ever: a tab in the background draws nothing.
PATIENCE = 2.0


class Visit:
    """One visitor's tab.

    A component that reads the session draws itself again with `setup` (something was chosen or moved) or `tick` (also
    every week); it must say which, for Solara does not look into the session. It reads under `session.lock`, since the
    player may be a week ahead, or a visitor in another company, before it has drawn.

    Args:
        source: scenario to begin with.
    """

    def __init__(self, source: str) -> None:
        self.session = Session(source)
        self.tick = solara.reactive(0)
        self.setup = solara.reactive(0)
        self.problem = solara.reactive("")
        self.busy = solara.reactive(False)
        self.playing = solara.reactive(False)
        self.speed = solara.reactive(5)
        self.seen = threading.Event()
        self.telling = Telling()
        self._plans: dict[Any, Plan] = {}

    def plan(self) -> Plan:
        """The floor plan, drawn up once for each company and width."""
        setting = self.session.setting
        width = WIDE if len(self.session.sides) == 1 else NARROW
        if (id(setting), width) not in self._plans:
            self._plans = {(id(setting), width): Plan.of(setting, width)}
        return self._plans[id(setting), width]

    def act(self, change: Callable[[], object]) -> None:
        """Let something be done; what is wrong is said, and all stays as it was."""
        self.busy.value = True
        try:
            change()
            self.problem.value = ""
        except InputError as error:
            self.problem.value = "; ".join(error.lines)
        finally:
            self.busy.value = False
            self.setup.value += 1
            self.tick.value += 1

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
