"""Observations of business units: treatments, a survey, and what becomes of employees and customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from imsim.company.economics import WEEKS_A_YEAR
from imsim.programmes import Programme, kinds

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

WEEKS = 2 * WEEKS_A_YEAR
FIRST_COURSE = 3
QUARTER = slice(13, 27)
DAYS_A_WEEK, EARLY_DAYS = 7, 90
SETTLED = 60


def programme(kind: str, **levers: object) -> tuple[str, Programme]:
    """A programme under the name of its kind."""
    return kind, kinds()[kind].model_validate(levers)


# One course of a day in week 3; a bonus of 5 % of salary, half of it by results; everybody hired from inside; a day of
# training a quarter for contact staff, which lifts customers' satisfaction for good.
TREATMENTS: Mapping[str, tuple[tuple[str, Programme], ...]] = {
    "untreated": (),
    "course": (programme("training", hours=104.0, sessions=13.0, stop=FIRST_COURSE + 1),),
    "bonus": (programme("incentives", reward="cash", value=0.05, contingent=0.5),),
    "inside": (programme("recruitment", effort=0.0, internal=1.0),),
    "service": (programme("training", hours=32.0, sessions=4.0, audience="contact"),),
}
UNTREATED, COURSE, BONUS, INSIDE, SERVICE = range(len(TREATMENTS))


@dataclass(frozen=True)
class BusinessUnits:
    """Observations of business units; the first axis is the unit, attitudes are surveyed (with noise).

    Args:
        present, satisfaction, commitment, performance: of employees at the survey, shape (units, posts).
        quit: who of them left within the year after it, (units, posts).
        settled, satisfaction_later: who of them stayed and has been there for long, and their answer a year later.
        professional: whether the post is in a professional department, (units, posts).
        ramp, ramp_inside: weeks in which newcomers who stayed a year learned 90 % of what veterans know (infinity:
            never; NaN: no such newcomer), untreated and hired from inside, (units, posts).
        exits: leavers of the year: all, in their first year, in their first 90 days, (units, 3).
        headcount: mean of the year.
        customers, quality: mean satisfaction of customers and mean perceived quality in the year.
        encounters: of the year: all, below expectation, above it, failures, failures after which the customer left.
        walked: customers of the year who ever walked away, and all, (units, 2).
        course_moments: number, sum, squares of knowledge and of performance four weeks after the course, in those
            untreated and treated, (units, 2, 2, 3).
        bonus_moments: moments of performance in quantity and in quality in the second quarter with the bonus.
        knowledge_gain: mean knowledge gained by the course, week by week from the course on, (units, weeks).
        revenue, acsi: of both years, untreated and with better service, (units, 2).
    """

    present: Flags
    satisfaction: Numbers
    commitment: Numbers
    performance: Numbers
    quit: Flags
    settled: Flags
    satisfaction_later: Numbers
    professional: Flags
    ramp: Numbers
    ramp_inside: Numbers
    exits: Numbers
    headcount: Numbers
    customers: Numbers
    quality: Numbers
    encounters: Numbers
    walked: Numbers
    course_moments: Numbers
    bonus_moments: Numbers
    knowledge_gain: Numbers
    revenue: Numbers
    acsi: Numbers

    def __len__(self) -> int:
        return len(self.headcount)

    def take(self, units: NDArray[np.int64]) -> BusinessUnits:
        """Selected business units, each as often as it is named."""
        return BusinessUnits(**{field.name: getattr(self, field.name)[units] for field in fields(self)})

    def survey_mean(self) -> Numbers:
        """Mean job satisfaction of each unit in the survey, shape (units,)."""
        mean: Numbers = np.where(self.present, self.satisfaction, 0.0).sum(axis=1) / self.present.sum(axis=1)
        return mean

    @classmethod
    def joined(cls, parts: list[BusinessUnits]) -> BusinessUnits:
        """Concatenate the business units of all parts."""
        return cls(**{field.name: np.concatenate([getattr(p, field.name) for p in parts]) for field in fields(cls)})
