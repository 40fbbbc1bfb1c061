"""A merger: two firms become one."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from imsim.company.context import Context
from imsim.company.effects import Effects
from imsim.company.organisation import MERGER
from imsim.events.event import Event


class Merger(Event):
    """Two firms become one: trust falls, employees are uncertain, customers look around, and ties open slowly.

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

    def act(self, context: Context, effects: Effects) -> None:
        """The shock comes once, the rest over the weeks."""
        since = context.week - self.week
        if since < 0:
            return
        if since == 0:
            effects.add("trust_shock", context.rows, self.trust_shock)
            effects.add("uncertainty", context.rows, self.uncertainty)
        done = min(since / self.weeks, 1.0)
        share = self.first_share + (self.final_share - self.first_share) * done
        effects.add("rerouting", context.rows, share * context.organisation.edges.shift)
        effects.add("churn_pressure", context.rows, self.churn * 2 ** (-since / self.churn_half_life))
        if MERGER in context.organisation.dormant:
            effects.tie(MERGER, context.rows, self.ties + (1 - self.ties) * done)
