"""Recognition: highlighting success, on a rhythm or when an outcome passes a mark."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from pydantic import Field

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.effects import Effects
from imsim.engine.fields import parameter
from imsim.programmes.programme import Context, Programme


class P(NamedTuple):
    """What it does and what it costs, per unit of its levers."""

    recognition_spur: float = parameter(
        0.45, 0, 0.6, "0-1", "cal", "bradler", "how far a rare distinction stirs those who did not get it"
    )
    recognition_lift: float = parameter(
        0.45, 0, 0.8, "0-1", "cal", "gallus_2017", "how far being named lifts a newcomer"
    )
    recognition_newcomers: float = parameter(
        16, 4, 52, "weeks", "assumed", "-", "tenure at which all but 1/e of that is gone"
    )
    recognition_surprise: float = parameter(
        0.7, 0.3, 0.9, "share", "assumed", "-", "how far each further round still spurs as the one before did"
    )

    recognition_feedback: float = parameter(
        0.3, 0, 0.6, "share", "assumed", "-", "how far recognition tells people their results"
    )
    price_recognition: float = parameter(
        0.005,
        0.0005,
        0.01,
        "wage/year",
        "SA",
        "worldatwork",
        "recognition budget per head at full felt intensity",
        price=True,
    )


class Recognition(Programme):
    """Success is made public; it lifts those named, those who only watch, and belonging, and controls nobody.

    With a mark it happens only in weeks after customers' satisfaction passed it.

    Source: bradler, stajkovic_luthans_2003, deci_1999; rows 36, 49, 58.
    """

    kind: ClassVar[str] = "recognition"
    lever: ClassVar[str] = "intensity"
    most: ClassVar[float] = 1.0
    mechanisms: ClassVar[tuple[int, ...]] = (36, 49, 58)

    intensity: float = Field(0.5, ge=0.0, le=1.0, description="felt intensity of being recognised")
    rounds: float = Field(52.0, ge=1.0, le=52.0, description="rounds a year")
    named: float = Field(0.1, ge=0.0, le=1.0, description="share of staff named in a round, by chance")
    watching: float = Field(0.7, ge=0.0, le=1.0, description="how much of it reaches those who only watch")
    belonging: float = Field(0.15, ge=0.0, le=0.5, description="what it adds to belonging at full intensity")
    mark: float = Field(0.0, ge=0.0, le=1.0, description="customer satisfaction that must be passed; 0: a mere rhythm")

    def act(self, name: str, context: Context, effects: Effects) -> None:
        """In a round some are named and the others watch."""
        organisation, rows = context.organisation, context.rows
        held = context.times(self.rounds / WEEKS_A_YEAR, self.start) * self.passed(context)
        chosen = context.uniform(name, "named") < self.named
        felt = self.intensity * held * np.where(chosen, 1, self.watching) * self.mask(organisation)
        effects.reward("recognition", rows, felt, 0.0)
        effects.add("belonging", rows, self.belonging * felt)
        self.stir(context, effects, held * self.mask(organisation), chosen)
        effects.add("feedback", rows, context.parameters.recognition_feedback * felt)

    def stir(self, context: Context, effects: Effects, held: Any, chosen: Any) -> None:
        """To be named is an event for newcomers; a distinction that is rare and new spurs those who did not get it."""
        p, rows = context.parameters, context.rows
        earlier = np.floor((context.week - self.start) * self.rounds / WEEKS_A_YEAR)
        rare = p.recognition_spur * (1 - self.named) * np.power(p.recognition_surprise, earlier)
        effects.add("spur", rows, self.intensity * held * rare * ~chosen)
        new = p.recognition_lift * np.exp(-context.state.employees.tenure_weeks[rows] / p.recognition_newcomers)
        effects.add("event", rows, self.intensity * held * new * chosen)

    def passed(self, context: Context) -> Any:
        """1 where the mark was passed last week, else 0: (cases, replicates, 1); 1 where a cost is planned."""
        if context.state is None:
            return 1.0
        seen = context.state.departments.customer_satisfaction[context.rows].mean(axis=2, keepdims=True)
        return (seen >= self.mark).astype(np.float64)

    def cash(self, context: Context) -> Any:
        """A budget a head, in proportion to intensity and rounds; a mark that is not passed costs nothing."""
        heads = context.headcount(self.mask(context.organisation))
        share = self.intensity * self.rounds / WEEKS_A_YEAR * self.passed(context)
        return share * heads * context.parameters.price_recognition * context.economy.wage / WEEKS_A_YEAR
