"""Reorganisation: more hands, other lines of supply, and a structure changed to keep good people."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from pydantic import Field

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.effects import Effects
from imsim.company.reference import edge_sums
from imsim.engine.fields import parameter
from imsim.programmes.programme import Context, Programme


class P(NamedTuple):
    """What it does and what it costs, per unit of its levers."""

    reorganisation_loss: float = parameter(
        0.1, 0.03, 0.25, "share", "assumed", "-", "share of knowledge that a thorough reorganisation makes useless"
    )
    price_reorganisation: float = parameter(
        0.02, 0.005, 0.06, "wage", "assumed", "-", "one-off cost of a thorough reorganisation, a head", price=True
    )
    at_risk_share: float = parameter(
        0.1,
        0.05,
        0.25,
        "share",
        "assumed",
        "-",
        "good people for whom structure is changed, as planned cost assumes",
        price=True,
    )


class Reorganisation(Programme):
    """Changing the structure beats replacing the people; it costs once, and routines are lost on the way.

    Posts are fixed, so staff that is added helps at the desks there are. Supply moves, for each internal customer in
    the audience, from suppliers below its average to those above. Those who work well but are dissatisfied get a job
    that suits them better, in proportion to what they lack. In its first week everybody loses a part of what they know,
    and learns it again at work.

    Source: poirier_2014; rows 41, 91.
    """

    kind: ClassVar[str] = "reorganisation"
    lever: ClassVar[str] = "depth"
    most: ClassVar[float] = 1.0
    mechanisms: ClassVar[tuple[int, ...]] = (41, 91)

    depth: float = Field(0.5, ge=0.0, le=1.0, description="how far all of it is carried out")
    hands: float = Field(0.01, ge=0.0, le=0.5, description="staff added, as a share of the audience's desks")
    moved: float = Field(0.3, ge=0.0, le=1.0, description="how far supply moves from weaker to stronger suppliers")
    kept: float = Field(
        2.0, ge=0.0, le=5.0, description="gain in how the job suits good people, per unit of satisfaction they lack"
    )

    def act(self, name: str, context: Context, effects: Effects) -> None:
        """Hands help, supply moves, good people get what they lack; at the start knowledge is lost."""
        self.launch(context, effects)
        p, rows, audience = context.parameters, context.rows, self.mask(context.organisation)
        effects.add("extra_hands", rows, self.depth * self.hands * (context.present & audience))
        effects.add("rerouting", rows, self.depth * self.moved * self.shift(context))
        effects.add("job_quality", rows, self.depth * self.kept * self.lack(context) * audience)
        lost = self.depth * p.reorganisation_loss * (context.week == self.start)
        effects.add("obsolete", rows, lost * (context.present & audience))

    def shift(self, context: Context) -> Any:
        """What each edge gains from its customer's other edges, as a share of all supply, if everything moves.

        In proportion to how far the supplier is above the customer's average, so it adds up to nothing.
        """
        organisation, state, rows = context.organisation, context.state, context.rows
        edges, size = organisation.edges, len(organisation.departments)
        inside = state.departments.service_out[rows]
        outside = np.broadcast_to(context.parameters.partner_service, (*inside.shape[:2], len(organisation.partners)))
        given = np.concatenate([inside, outside], axis=2)[:, :, edges.supplier]
        average = np.maximum(edge_sums(edges.customer, given * edges.weight, size), np.finfo(float).eps)
        average = average[:, :, edges.customer]
        return edges.weight * (given - average) / average * self.edges(organisation)

    def lack(self, context: Context) -> Any:
        """Satisfaction that good people lack, those above average, to where exits begin to rise; one number a post."""
        staff, rows, present = context.state.employees, context.rows, context.present
        performed = staff.performance[rows]
        heads = np.maximum(present.sum(axis=2, keepdims=True), 1)
        good = present & (performed >= (performed * present).sum(axis=2, keepdims=True) / heads)
        return good * np.maximum(context.parameters.exit_anchor - staff.job_satisfaction[rows], 0)

    def cash(self, context: Context) -> Any:
        """Wages of the staff added, changed jobs of the good people at risk, and once the change itself."""
        p, economy = context.parameters, context.economy
        heads = self.depth * context.headcount(self.mask(context.organisation))
        added = self.hands * economy.load_factor
        changed = self.kept * p.at_risk_share * p.price_redesign
        once = p.price_reorganisation * (context.week == self.start)
        return heads * ((added + changed) / WEEKS_A_YEAR + once) * economy.wage
