"""Participation: asking employees for ideas and grievances, and answering them."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from pydantic import Field

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.effects import Effects
from imsim.engine.fields import parameter
from imsim.programmes.programme import Context, Programme, Time, diminishing


class P(NamedTuple):
    """What it does and what it costs, per unit of its levers."""

    feedback_relevance: float = parameter(
        0.15,
        0,
        0.4,
        "share",
        "assumed",
        "-",
        "part of what a message or course lacks in relevance that top performers' feedback makes up",
    )
    participation_belonging: float = parameter(
        0.1, 0, 0.3, "0-1", "assumed", "-", "belonging won where everybody takes part and is answered"
    )
    price_dialogue_hours: float = parameter(
        1,
        0.5,
        2,
        "hours",
        "assumed",
        "-",
        "working time of both sides in one round of dialogue with one person",
        price=True,
    )
    price_idea_hours: float = parameter(
        1.5, 0.5, 4, "hours", "assumed", "-", "working time of handling one idea or grievance", price=True
    )
    price_idea_award: float = parameter(
        0.00117,
        0,
        0.003,
        "wage",
        "assumed",
        "-",
        "award for one idea: a tenth of the saving that suggestion schemes report; the saving is not booked",
        price=True,
    )
    price_feedback_hours: float = parameter(
        12, 4, 24, "hours/year", "assumed", "-", "working time of one top performer's feedback", price=True
    )
    top_share: float = parameter(
        0.1, 0.05, 0.2, "share", "assumed", "-", "share of staff counted as top performers", price=True
    )


class Participation(Programme):
    """People who are asked, and answered, find management credible and feel that they belong.

    A constant dialogue brings ideas and grievances up; only those answered count as being listened to. Top performers
    also say what messages and courses ought to be about. Savings from ideas are not booked as income.

    Source: watson_wyatt_1997, poirier_2014; rows 27, 33, 45, 56, 66, 98, 103.
    """

    kind: ClassVar[str] = "participation"
    lever: ClassVar[str] = "answered"
    most: ClassVar[float] = 1.0
    mechanisms: ClassVar[tuple[int, ...]] = (27, 33, 45, 56, 66, 98, 103)
    prepares: ClassVar[bool] = True

    answered: float = Field(
        0.5, ge=0.0, le=1.0, description="share answered of the ideas and grievances that were ignored before"
    )
    rounds: float = Field(4.0, ge=0.0, le=52.0, description="rounds of dialogue a year with everybody")
    ideas: float = Field(0.5, ge=0.0, le=12.0, description="ideas and grievances a person and year")
    feedback: float = Field(0.0, ge=0.0, le=1.0, description="how far top performers' feedback shapes what is told")

    def act(self, name: str, context: Context, effects: Effects) -> None:
        """People are heard, belong, and spend some working time on it."""
        p, rows, audience = context.parameters, context.rows, self.mask(context.organisation)
        heard = self.answered * diminishing(self.rounds, p.dialogue_rounds)
        effects.add("voice", rows, heard * (1 - p.voice_untouched) * (context.present & audience))
        asked = diminishing(self.rounds, p.dialogue_rounds) * (self.answered > 0)
        effects.add("asked", rows, asked * audience)
        effects.add("belonging", rows, heard * p.participation_belonging * audience)
        effects.add("relevance", rows, self.answered * self.feedback * p.feedback_relevance * audience)
        self.take_time(context, effects)

    def hours(self, context: Context) -> Any:
        """Working time a head and year: dialogue, handling ideas, top performers' feedback."""
        p = context.parameters
        dialogue = self.rounds * p.price_dialogue_hours + self.ideas * p.price_idea_hours
        return self.answered * (dialogue + self.feedback * p.top_share * p.price_feedback_hours)

    def cash(self, context: Context) -> Any:
        """Awards for ideas."""
        heads = context.headcount(self.mask(context.organisation))
        awards = self.answered * self.ideas * context.parameters.price_idea_award * context.economy.wage
        return awards * heads / WEEKS_A_YEAR

    def time(self, context: Context) -> list[Time]:
        """Those who ask and those who answer."""
        return [Time(self.hours(context) / WEEKS_A_YEAR, self.mask(context.organisation))]
