"""Survey: asking staff what they think, by a sample and with noise, and acting on it."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from pydantic import Field
from scipy.special import ndtri

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.effects import Effects
from imsim.engine.fields import parameter
from imsim.programmes.programme import Context, Programme, Time, diminishing, times_this_week


class P(NamedTuple):
    """What it does and what it costs, per unit of its levers."""

    audit_relevance: float = parameter(
        0.3, 0.1, 0.6, "share", "assumed", "-", "part of it that an audit of touch-points and audiences makes up"
    )
    price_survey_hours: float = parameter(
        0.33, 0.1, 0.75, "hours", "assumed", "-", "working time of one answer to a survey", price=True
    )
    price_survey_cash: float = parameter(
        8.3e-05, 4e-05, 0.0003, "wage", "assumed", "-", "cash for asking one person once", price=True
    )
    price_wave_hours: float = parameter(
        60, 20, 120, "hours", "assumed", "-", "specialist's hours behind one wave of a survey", price=True
    )
    price_follow_up_hours: float = parameter(
        1,
        0.5,
        3,
        "hours",
        "assumed",
        "-",
        "working time a head in which a team discusses a wave and acts on it",
        price=True,
    )
    price_audit_hours: float = parameter(
        40,
        20,
        80,
        "hours/year",
        "assumed",
        "-",
        "specialist's hours for an audit of touch-points and audiences",
        price=True,
    )


class Survey(Programme):
    """A survey sees staff through a sample and a fog; only acting on what it finds makes people feel heard.

    It is what a plan is tracked by. An audit of touch-points and audiences, done along with it, makes what messages and
    courses are about more relevant.

    Source: watson_wyatt_1997; rows 26, 46, 52, 73, 86.
    """

    kind: ClassVar[str] = "survey"
    lever: ClassVar[str] = "waves"
    most: ClassVar[float] = 4.0
    mechanisms: ClassVar[tuple[int, ...]] = (26, 46, 52, 73, 86)
    prepares: ClassVar[bool] = True

    waves: float = Field(2.0, ge=0.0, le=52.0, description="waves a year")
    sample: float = Field(1.0, ge=0.0, le=1.0, description="share of the audience asked in a wave")
    response: float = Field(0.7, ge=0.0, le=1.0, description="share of those asked who answer")
    noise: float = Field(0.08, ge=0.0, le=0.5, description="noise of one answer, on scales from 0 to 1")
    lag: float = Field(4.0, ge=0.0, le=52.0, description="weeks until the results of a wave are known")
    acting: float = Field(0.5, ge=0.0, le=1.0, description="share of what is found that is acted upon")
    audit: float = Field(0.0, ge=0.0, le=1.0, description="how thoroughly touch-points and audiences are audited")

    def act(self, name: str, context: Context, effects: Effects) -> None:
        """Those who answered and see something done feel heard; the audit is used by messages and courses."""
        p, rows, audience = context.parameters, context.rows, self.mask(context.organisation)
        held = diminishing(self.waves, p.dialogue_rounds)
        heard = held * self.sample * self.response * self.acting
        effects.add("voice", rows, heard * (1 - p.voice_untouched) * (context.present & audience))
        effects.add("asked", rows, held * self.sample * self.response * audience)
        effects.add("relevance", rows, held * self.audit * p.audit_relevance * audience)
        self.take_time(context, effects)

    def hours(self, context: Context) -> Any:
        """Working time a head and year: answering, and discussing what was found."""
        p = context.parameters
        answering = self.sample * self.response * p.price_survey_hours
        return self.waves * (answering + self.acting * p.price_follow_up_hours)

    def cash(self, context: Context) -> Any:
        """Asking people."""
        heads = context.headcount(self.mask(context.organisation))
        asking = self.waves * self.sample * context.parameters.price_survey_cash * heads
        return asking * context.economy.wage / WEEKS_A_YEAR

    def time(self, context: Context) -> list[Time]:
        """Those asked answer, and discuss what was found."""
        return [Time(self.hours(context) / WEEKS_A_YEAR, self.mask(context.organisation))]

    def staff_hours(self, context: Context) -> dict[str, Any]:
        """The communications specialist prepares waves and audits."""
        p = context.parameters
        held = diminishing(self.waves, p.dialogue_rounds)
        yearly = self.waves * p.price_wave_hours + held * self.audit * p.price_audit_hours
        return {"specialist": yearly / WEEKS_A_YEAR}

    def wave_in(self, week: int) -> Any:
        """Whether a wave is held in a week, as a column of the cases."""
        return times_this_week(self.waves / WEEKS_A_YEAR, week - self.start) > 0

    def measured(self, context: Context, true_value: Any, name: str, scale: Any = 1.0) -> Any:
        """What a wave of this week reads for an outcome: its true value, give or take sampling and answer noise.

        Args:
            context: of the week in which the wave is held.
            true_value: of the outcome, (cases, replicates, 1).
            name: of the draws; one for each survey and outcome, the same in all cases.
            scale: units of the outcome per unit of a scale from 0 to 1 (80 for ACSI).

        Returns:
            Shape (cases, replicates, 1); known `lag` weeks later.
        """
        draw = context.uniform(name, "measured")[:, :1]
        error = ndtri(np.maximum(draw, np.finfo(float).tiny))
        return true_value + scale * self.standard_error(context) * error

    def standard_error(self, context: Context) -> Any:
        """Of a mean over those who answer: answer noise, and who by chance is not among them."""
        people = np.maximum(context.headcount(self.mask(context.organisation)), 1)
        reached = np.clip(self.sample * self.response, 1 / people, 1)
        missed = np.square(context.parameters.survey_spread) * (1 - reached)
        return np.sqrt((np.square(self.noise) + missed) / (reached * people))
