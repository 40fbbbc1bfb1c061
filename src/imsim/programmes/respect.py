"""Respect: the department one depends on is treated like an external client."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from pydantic import Field

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.effects import Effects
from imsim.engine.fields import parameter
from imsim.programmes.programme import Context, Programme, Time


class P(NamedTuple):
    """What it does and what it costs, per unit of its levers."""

    respect_gain: float = parameter(
        0.5,
        0.2,
        0.8,
        "share",
        "assumed",
        "-",
        "share of missing respect that a full internal-client programme makes up",
    )
    respect_ramp: float = parameter(13, 4, 26, "weeks", "assumed", "-", "weeks in which half of that is reached")
    respect_half_life: float = parameter(
        26, 8, 52, "weeks", "assumed", "-", "weeks in which half of it fades once nobody works on it"
    )
    price_workshop_hours: float = parameter(
        8, 4, 16, "hours", "assumed", "-", "workshop on internal clients, a head, in its first year", price=True
    )
    price_refresher_hours: float = parameter(
        2, 1, 4, "hours/year", "assumed", "-", "the same in each later year", price=True
    )
    price_leader_hours: float = parameter(
        12, 6, 24, "hours/year", "assumed", "-", "a supervisor's time for it", price=True
    )


class Respect(Programme):
    """Teaching that colleagues are clients changes perception rather than operations; untended it fades.

    The audience are the internal customers who learn to respect their suppliers. Workshops come first, refreshers and
    supervisors' time keep it up. What is reached makes up a share of the respect that is missing.

    Source: poirier_2014; rows 70, 94-96.
    """

    kind: ClassVar[str] = "respect"
    lever: ClassVar[str] = "intensity"
    most: ClassVar[float] = 1.0
    mechanisms: ClassVar[tuple[int, ...]] = (70, 94, 95, 96)

    intensity: float = Field(0.5, ge=0.0, le=1.0, description="how far it is taught, and kept up")

    def runs_in(self, week: int) -> bool:
        """From its start on: what it reached outlasts it, fading."""
        return self.start <= week and self.start < self.stop

    def act(self, name: str, context: Context, effects: Effects) -> None:
        """Departments of the audience treat their suppliers better; workshops and talks take working time."""
        self.launch(context, effects)
        organisation, p, rows = context.organisation, context.parameters, context.rows
        missing = 1 - organisation.edges.respect
        reached = self.intensity * p.respect_gain * self.level(context)
        effects.add("respect", rows, reached * missing * self.edges(organisation))
        self.take_time(context, effects)

    def level(self, context: Context) -> Any:
        """Share of its effect reached: it builds up while it runs, and fades when it has stopped.

        Example:
            >>> from types import SimpleNamespace
            >>> from imsim.scenarios.model import parameters_of
            >>> p = parameters_of([{"respect_ramp": 4, "respect_half_life": 10}])
            >>> programme = Respect(start=10, stop=18)
            >>> [programme.level(SimpleNamespace(week=w, parameters=p)).item() for w in (9, 13, 17, 18, 28)]
            [0.0, 0.5, 0.75, 0.75, 0.375]
        """
        held = np.maximum(np.minimum(context.week + 1, self.stop) - self.start, 0)
        since = np.maximum(context.week - self.stop, 0)
        p = context.parameters
        return (1 - np.exp2(-held / p.respect_ramp)) * np.exp2(-since / p.respect_half_life)

    def hours(self, context: Context) -> tuple[Any, Any]:
        """Working time this week: of each head for workshops and refreshers, and of each supervisor for leading."""
        p = context.parameters
        on = self.intensity * (context.week < self.stop) / WEEKS_A_YEAR
        first_year = context.week < self.start + WEEKS_A_YEAR
        return on * np.where(first_year, p.price_workshop_hours, p.price_refresher_hours), on * p.price_leader_hours

    def cash(self, context: Context) -> Any:
        """Trainers."""
        taught = self.hours(context)[0] * context.headcount(self.mask(context.organisation))
        return taught * context.parameters.price_course_hour * context.economy.wage

    def time(self, context: Context) -> list[Time]:
        """Everybody taught, and those who lead them."""
        audience = self.mask(context.organisation)
        workshop, leading = self.hours(context)
        return [Time(workshop, audience), Time(leading, audience & context.organisation.leading)]
