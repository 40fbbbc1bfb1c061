"""A demand shock: customers want more, or less, than usual."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from imsim.company.context import Context
from imsim.company.effects import Effects
from imsim.company.table import FOREVER
from imsim.events.event import Event


class DemandShock(Event):
    """Customers want more, or less, than usual for a while; employees feel it as load.

    Source: row 24; size assumed.
    """

    kind: ClassVar[str] = "demand_shock"

    size: float = Field(0.2, ge=-0.9, le=3.0, description="demand beyond the usual, as a share")
    weeks: int = Field(13, ge=1, le=FOREVER, description="how long")

    def act(self, context: Context, effects: Effects) -> None:
        """Demand is off its usual level while it lasts."""
        if 0 <= context.week - self.week < self.weeks:
            effects.add("demand", context.rows, self.size)
