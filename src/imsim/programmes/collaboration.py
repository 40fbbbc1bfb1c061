"""Collaboration: people of different departments work together, and get to know each other."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from imsim.company.effects import Effects
from imsim.company.organisation import COLLABORATION, Organisation
from imsim.engine.fields import parameter
from imsim.programmes.programme import Context, Programme, Time, diminishing


class P(NamedTuple):
    """What it does and what it costs, per unit of its levers."""

    collaboration_respect: float = parameter(
        0.2, 0, 0.4, "share", "assumed", "-", "share of missing respect that full collaboration makes up"
    )
    collaboration_lift: float = parameter(
        0.32, 0, 0.5, "0-1", "cal", "sandvik_2020", "how far joint work with colleagues lifts people while it is new"
    )
    joint_hours: float = parameter(
        0.1, 0.03, 0.4, "hours/week", "assumed", "-", "joint hours a person at which all but 1/e of the ties are open"
    )


class Collaboration(Programme):
    """Joint work opens ties between departments; who knows the people behind a department treats it better.

    Ties carry mood and, where there are pull channels, news across departments. Both ends must be in the audience.

    Source: rows 37, 62, 63.
    """

    kind: ClassVar[str] = "collaboration"
    lever: ClassVar[str] = "hours"
    most: ClassVar[float] = 0.4
    mechanisms: ClassVar[tuple[int, ...]] = (37, 62, 63)

    hours: float = Field(
        0.1,
        ge=0.0,
        le=4.0,
        description="joint hours a person and week, on average; 0.1 is an hour for a tenth of staff",
    )

    def act(self, name: str, context: Context, effects: Effects) -> None:
        """Ties between the audience's departments open, respect between them rises, and desks are left for an hour."""
        p, rows, audience = context.parameters, context.rows, self.mask(context.organisation)
        opened = self.openness(context)
        if COLLABORATION in context.organisation.dormant:
            effects.tie(COLLABORATION, rows, opened * (context.present & audience))
        effects.add("joint_work", rows, self.hours * (context.present & audience))
        effects.add("event", rows, p.collaboration_lift * opened * (context.present & audience))
        missing = 1 - context.organisation.edges.respect
        shared = self.shared_edges(context.organisation)
        effects.add("respect", rows, opened * p.collaboration_respect * missing * shared)
        self.take_time(context, effects)

    def openness(self, context: Context) -> Any:
        """How far ties are open, 0-1: the first joint hours open most of them."""
        return diminishing(self.hours, context.parameters.joint_hours)

    def shared_edges(self, organisation: Organisation) -> NDArray[np.bool_]:
        """Service edges with both ends in the audience, shape (edges,); partners outside take no part."""
        inside = np.append(self.departments(organisation), np.zeros(len(organisation.partners), bool))
        shared: NDArray[np.bool_] = self.edges(organisation) & inside[organisation.edges.supplier]
        return shared

    def time(self, context: Context) -> list[Time]:
        """Joint hours."""
        return [Time(self.hours, self.mask(context.organisation))]
