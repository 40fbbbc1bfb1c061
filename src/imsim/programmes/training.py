"""Training: courses that lift knowledge above what work alone teaches."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from pydantic import Field

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.effects import Effects
from imsim.engine.fields import parameter
from imsim.programmes.programme import Context, Cost, Programme, times_this_week


class P(NamedTuple):
    """What it does and what it costs, per unit of its levers."""

    course_hours: float = parameter(8, 4, 16, "hours", "assumed", "-", "length of what the evidence calls one course")
    targeting_gain: float = parameter(
        0.2, 0, 0.5, "share", "assumed", "-", "what a course gains where it is fully known who needs what"
    )
    course_group: float = parameter(12, 6, 25, "people", "assumed", "-", "trainees in one course", price=True)
    price_course_hour: float = parameter(
        0.00167, 0.001, 0.00275, "wage/hour", "SA", "atd_soir", "cash for one hour of one trainee", price=True
    )


class Training(Programme):
    """Courses for an audience, spread over the year; they take working time, which customers feel as load.

    Onboarding hours go to everybody hired last week. A share of the hours may teach strategy and brand instead of
    skill, which makes people understand what the firm wants; a share of the rest how to lead people, which is for
    supervisors (audience "heads").

    Source: arthur_2003, tatel_ackerman, atd_soir; rows 7, 8, 15-17, 29, 32, 51, 59, 60, 77, 80, 81.
    """

    kind: ClassVar[str] = "training"
    lever: ClassVar[str] = "hours"
    most: ClassVar[float] = 120.0
    mechanisms: ClassVar[tuple[int, ...]] = (7, 8, 15, 16, 17, 29, 32, 51, 59, 60, 77, 80, 81)

    hours: float = Field(16.0, ge=0.0, le=200.0, description="course hours a person and year")
    sessions: float = Field(4.0, ge=1.0, le=52.0, description="sessions a year over which they are spread")
    onboarding: float = Field(0.0, ge=0.0, le=80.0, description="course hours for each newcomer")
    strategy_content: float = Field(
        0.0, ge=0.0, le=1.0, description="share of the hours that teaches strategy and brand"
    )
    leadership_content: float = Field(
        0.0, ge=0.0, le=1.0, description="share of the other hours that teaches how to lead people"
    )

    def act(self, name: str, context: Context, effects: Effects) -> None:
        """In a week with a session the audience learns, and is away from the desk; newcomers are taught at once."""
        p, rows = context.parameters, context.rows
        attends = self.mask(context.organisation)
        held = times_this_week(self.sessions / WEEKS_A_YEAR, context.week - self.start)
        taught = held * self.hours / self.sessions * attends
        if np.any(self.onboarding):
            taught = (
                taught + self.onboarding * (context.state.employees.tenure_weeks[rows] == 0) * context.present * attends
            )
        courses = taught / p.course_hours
        other = courses * (1 - self.strategy_content)
        useful = 1 + p.targeting_gain * np.minimum(effects.of("relevance", rows), 1)
        effects.add("course", rows, useful * other * (1 - self.leadership_content))
        if np.any(self.strategy_content):
            effects.add("strategy_course", rows, courses * self.strategy_content)
        if np.any(self.leadership_content):
            effects.add("leadership_course", rows, other * self.leadership_content)
        effects.add("hours_away", rows, np.minimum(taught / p.working_hours, 1))

    def cost(self, context: Context) -> Cost:
        """Trainers in cash and trainees' working time."""
        heads = context.headcount(self.mask(context.organisation))
        newcomers = context.hires * self.mask(context.organisation).mean()
        hours = self.hours / WEEKS_A_YEAR * heads + self.onboarding * newcomers
        return Cost(hours * context.parameters.price_course_hour * context.economy.wage, hours)

    def staff_hours(self, context: Context) -> dict[str, Any]:
        """The HR manager runs each session for every group."""
        groups = context.headcount(self.mask(context.organisation)) / context.parameters.course_group
        return {"hr": self.hours / WEEKS_A_YEAR * groups}
