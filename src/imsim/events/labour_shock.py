"""A labour shock: the outside labour market is off its usual state."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from imsim.company.context import Context
from imsim.company.effects import Effects
from imsim.company.table import FOREVER
from imsim.events.event import Event


class LabourShock(Event):
    """The outside labour market pulls harder and sends fewer applicants for a while.

    Source: row 92; size assumed.
    """

    kind: ClassVar[str] = "labour_shock"

    pull: float = Field(0.4, ge=-2.0, le=2.0, description="added to the log-odds of leaving")
    supply: float = Field(-0.5, ge=-0.95, le=3.0, description="applicants beyond the usual, as a share")
    weeks: int = Field(26, ge=1, le=FOREVER, description="how long")

    def act(self, context: Context, effects: Effects) -> None:
        """The labour market is off its usual state while it lasts."""
        if 0 <= context.week - self.week < self.weeks:
            effects.add("labour_pull", context.rows, self.pull)
            effects.add("labour_supply", context.rows, self.supply)
