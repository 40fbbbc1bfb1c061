"""Service agreements: timelines, estimates and quality monitoring between departments."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.effects import Effects
from imsim.company.organisation import Organisation
from imsim.engine.fields import parameter
from imsim.programmes.programme import Context, Programme, Time


class P(NamedTuple):
    """What it does and what it costs, per unit of its levers."""

    price_agreement_hours: float = parameter(
        68,
        30,
        120,
        "hours/year",
        "assumed",
        "-",
        "working time of one service agreement between two departments",
        price=True,
    )


class ServiceAgreements(Programme):
    """Departments promise each other what they deliver and when; it floors bad service and relieves shortfalls.

    The audience are the internal customers protected. Measuring and reviewing takes both sides' working time.

    Source: poirier_2014; rows 12, 62, 97.
    """

    kind: ClassVar[str] = "service_agreements"
    lever: ClassVar[str] = "coverage"
    most: ClassVar[float] = 1.0
    mechanisms: ClassVar[tuple[int, ...]] = (12, 62, 97)

    coverage: float = Field(1.0, ge=0.0, le=1.0, description="how far agreements are in force on these edges")

    def act(self, name: str, context: Context, effects: Effects) -> None:
        """Agreements are in force on the edges into the audience's departments, and take both sides' time."""
        self.launch(context, effects)
        effects.add("agreement", context.rows, self.coverage * self.edges(context.organisation))
        self.take_time(context, effects)

    def time(self, context: Context) -> list[Time]:
        """Half of it is the customer's and half the supplier's, spread over each department; partners bear theirs."""
        yearly = self.coverage * context.parameters.price_agreement_hours
        return [Time(yearly / WEEKS_A_YEAR, self.burden(context.organisation))]

    def burden(self, organisation: Organisation) -> NDArray[np.float64]:
        """Agreements that each post bears its part of, shape (posts,)."""
        edges, heads = organisation.edges, organisation.heads
        ends = np.concatenate([edges.customer[self.edges(organisation)], edges.supplier[self.edges(organisation)]])
        sides = np.bincount(ends[ends < len(heads)], minlength=len(heads)) / 2
        return (sides / heads)[organisation.department_of]
