"""Training: courses that lift knowledge above what work alone teaches."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np
from pydantic import Field

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.effects import Effects
from imsim.engine.fields import parameter
from imsim.programmes.programme import Context, Programme, Time, anywhere


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
    onboarding: float = Field(0.0, ge=0.0, le=40.0, description="course hours for each newcomer")
    strategy_content: float = Field(
        0.0, ge=0.0, le=1.0, description="share of the hours that teaches strategy and brand"
    )
    leadership_content: float = Field(
        0.0, ge=0.0, le=1.0, description="share of the other hours that teaches how to lead people"
    )

    def act(self, name: str, context: Context, effects: Effects) -> None:
        """In a week with a session the audience learns, and is away from the desk; newcomers are taught at once."""
        p, rows = context.parameters, context.rows
        taught: Any = sum(hours * posts for hours, posts in self.time(context))
        courses = taught / p.course_hours * context.work_of("hr").quality
        other = courses * (1 - self.strategy_content)
        useful = 1 + p.targeting_gain * np.minimum(effects.of("relevance", rows), 1)
        effects.add("course", rows, useful * other * (1 - self.leadership_content))
        if anywhere(self.strategy_content):
            effects.add("strategy_course", rows, courses * self.strategy_content)
        if anywhere(self.leadership_content):
            effects.add("leadership_course", rows, other * self.leadership_content)
        self.take_time(context, effects)

    def time(self, context: Context) -> list[Time]:
        """Trainees are in the courses of this week, newcomers in theirs; a session is a week at most."""
        attends = self.mask(context.organisation)
        held = context.times(self.sessions / WEEKS_A_YEAR, self.start)
        week = context.parameters.working_hours
        times = [Time(held * np.minimum(self.hours / self.sessions, week), attends)]
        if anywhere(self.onboarding):
            times.append(Time(np.minimum(self.onboarding, week), context.newcomers * attends))
        return times

    def cash(self, context: Context) -> Any:
        """Trainers, by the hour of a trainee."""
        hours: Any = sum(hours * context.headcount(posts) for hours, posts in self.time(context))
        return hours * context.parameters.price_course_hour * context.economy.wage

    def staff_hours(self, context: Context) -> dict[str, Any]:
        """The HR manager runs each session for every group."""
        groups = context.headcount(self.mask(context.organisation)) / context.parameters.course_group
        return {"hr": self.hours / WEEKS_A_YEAR * groups}
