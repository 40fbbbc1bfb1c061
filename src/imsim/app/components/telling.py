"""What a visitor reads of the chronicle: the week, the person whose card stays open, the stretch that is explained."""

from __future__ import annotations

import solara

from imsim.app.chronicle import Stretch

Key = tuple[int, int, int]


class Telling:
    """What is read of the chronicle.

    Attributes:
        week: that is read; None follows the run.
        person: side and key of the person whose card is open.
        asked: the stretch of a curve that is explained; None for none.
        untold: outcome whose curve was clicked, and cannot be taken apart; empty for none.
    """

    def __init__(self) -> None:
        self.week: solara.Reactive[int | None] = solara.reactive(None)
        self.person: solara.Reactive[tuple[int, Key] | None] = solara.reactive(None)
        self.asked: solara.Reactive[Stretch | None] = solara.reactive(None)
        self.untold = solara.reactive("")

    def look_at(self, week: int) -> None:
        """Read what happened in the week that was clicked on a curve."""
        self.week.value = max(week, 0)

    def forget(self) -> None:
        """Nothing of it is of another company."""
        self.week.value = self.person.value = self.asked.value = None
        self.untold.value = ""
