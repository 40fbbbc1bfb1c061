"""Events: what happens to a firm whatever its strategy. Like programmes they put effects on the table, at no cost."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field

from imsim.company.effects import Effects
from imsim.company.organisation import MERGER
from imsim.company.table import Table
from imsim.programmes.programme import FOREVER, Scene


class Event(Table):
    """Something that begins in a week; subclasses say what it does.

    Class attribute: `kind`, its name in a scenario file.
    """

    kind: ClassVar[str]

    week: int = Field(0, ge=0, le=FOREVER, description="week in which it begins")

    def act(self, scene: Scene, effects: Effects) -> None:
        """Put this week's effects on the table."""
        raise NotImplementedError


class Merger(Event):
    """Two firms become one: trust falls, people are uncertain, customers look around, and ties open slowly.

    Before it the two are legacies with dormant ties between them; after it their twin units supply each other, and
    those who never met begin to talk. Honest communication shortens the uncertainty (E7).

    Source: rows 50 and 51; sizes assumed.
    """

    kind: ClassVar[str] = "merger"

    trust_shock: float = Field(0.2, ge=0.0, le=0.6, description="trust lost at once")
    uncertainty: float = Field(0.1, ge=0.0, le=0.5, description="uncertainty at once; it holds trust down")
    churn: float = Field(1.0, ge=0.0, le=5.0, description="customers' drift beyond the usual, as a share, at first")
    churn_half_life: float = Field(52.0, ge=1.0, le=520.0, description="weeks in which half of that is over")
    first_share: float = Field(0.1, ge=0.0, le=1.0, description="of supply that comes from the other firm at once")
    final_share: float = Field(0.4, ge=0.0, le=1.0, description="of supply that comes from it in the end")
    weeks: int = Field(52, ge=1, le=520, description="until then")
    ties: float = Field(0.5, ge=0.0, le=1.0, description="share of the ties across that open at once; the rest later")

    def act(self, scene: Scene, effects: Effects) -> None:
        """The shock comes once, the rest over the weeks."""
        since = scene.week - self.week
        if since < 0:
            return
        if since == 0:
            effects.add("trust_shock", scene.rows, self.trust_shock)
            effects.add("uncertainty", scene.rows, self.uncertainty)
        done = min(since / self.weeks, 1.0)
        share = self.first_share + (self.final_share - self.first_share) * done
        effects.add("rerouting", scene.rows, share * scene.organisation.edges.shift)
        effects.add("churn_pressure", scene.rows, self.churn * 2 ** (-since / self.churn_half_life))
        if MERGER in scene.organisation.dormant:
            effects.tie(MERGER, scene.rows, self.ties + (1 - self.ties) * done)


class DemandShock(Event):
    """Customers want more, or less, than usual for a while; staff feel it as load.

    Source: row 24; size assumed.
    """

    kind: ClassVar[str] = "demand_shock"

    size: float = Field(0.2, ge=-0.9, le=3.0, description="demand beyond the usual, as a share")
    weeks: int = Field(13, ge=1, le=FOREVER, description="how long")

    def act(self, scene: Scene, effects: Effects) -> None:
        """Demand is off its usual level while it lasts."""
        if 0 <= scene.week - self.week < self.weeks:
            effects.add("demand", scene.rows, self.size)


class LabourShock(Event):
    """The outside labour market pulls harder and sends fewer applicants for a while.

    Source: row 92; size assumed.
    """

    kind: ClassVar[str] = "labour_shock"

    pull: float = Field(0.4, ge=-2.0, le=2.0, description="added to the log-odds of leaving")
    supply: float = Field(-0.5, ge=-0.95, le=3.0, description="applicants beyond the usual, as a share")
    weeks: int = Field(26, ge=1, le=FOREVER, description="how long")

    def act(self, scene: Scene, effects: Effects) -> None:
        """The labour market is off its usual state while it lasts."""
        if 0 <= scene.week - self.week < self.weeks:
            effects.add("labour_pull", scene.rows, self.pull)
            effects.add("labour_supply", scene.rows, self.supply)


EVENTS: dict[str, type[Event]] = {event.kind: event for event in (Merger, DemandShock, LabourShock)}


def event_of(table: dict[str, Any]) -> Event:
    """An event from its table.

    Raises:
        KeyError: no such kind.
        ValidationError: a key is wrong.
    """
    return EVENTS[table["kind"]].model_validate({key: value for key, value in table.items() if key != "kind"})
