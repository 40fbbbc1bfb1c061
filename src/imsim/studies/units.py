"""Business units as field studies meet them: each with people, leader, site, labour market and mails of its own.

A unit is a replicate of the default scenario, with its own luck, in which some parameters differ by a draw of the unit's
own. Each is simulated untreated and under the treatments of TREATMENTS, all under the same luck, and watched for two
years: a survey after the first, what became of people and customers in the second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from imsim.chance import Chance
from imsim.economics import WEEKS_A_YEAR
from imsim.parameters import Parameters
from imsim.programmes import Programme, kinds
from imsim.scenario import load
from imsim.simulation import Case, Setting, Simulation

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

SCENARIO = ("service_firm", ("market.rows=1000",))
WEEKS = 2 * WEEKS_A_YEAR
BLOCK = 25
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
class Units:
    """What was seen of some business units; every array leads with the unit, attitudes are surveyed (with noise).

    Args:
        present, satisfaction, commitment, performance: of people at the survey, shape (units, posts).
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
        bonus_moments: the same of performance in quantity and in quality in the second quarter with the bonus.
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

    def take(self, units: NDArray[np.int64]) -> Units:
        """Some of them, in any number."""
        return Units(**{field.name: getattr(self, field.name)[units] for field in fields(self)})

    def survey_mean(self) -> Numbers:
        """Mean job satisfaction of each unit in the survey, shape (units,)."""
        total: Numbers = np.where(self.present, self.satisfaction, 0.0).sum(axis=1)
        return total / self.present.sum(axis=1)

    @classmethod
    def joined(cls, parts: list[Units]) -> Units:
        """The units of all parts, one part after the other."""
        return cls(**{field.name: np.concatenate([getattr(p, field.name) for p in parts]) for field in fields(cls)})


def unit_differences(seed: int, units: tuple[int, ...], p: Parameters) -> tuple[dict[str, Numbers], Numbers]:
    """How each unit differs from the scenario: what it has more of each parameter, and how many mails it sends.

    Args:
        seed: root of all chance.
        units: their numbers; a unit's differences depend on its number and the seed alone.
        p: with the standard deviations of chapter "patterns".

    Returns:
        Parameter -> shape (units,), and mails a week, shape (units,).
    """
    draws = np.array([generator.standard_normal(6) for generator in Chance(seed, units, 0).fixed("unit differences")])
    people, own, leader, mails, site, labour = draws.T

    def sd(name: str) -> float:
        return float(getattr(p, name).item())

    disposition = sd("unit_disposition_sd") * people
    return {
        "disposition_mean": disposition,
        "motivation_trait_mean": sd("unit_motivation_shared") * disposition + sd("unit_motivation_sd") * own,
        "leader_reference": sd("unit_leader_sd") * leader,
        "site_effect": sd("unit_site_sd") * site,
        "labour_market": sd("unit_labour_sd") * labour,
    }, np.maximum(sd("unit_messages") + sd("unit_messages_sd") * mails, 0.0)


@dataclass(frozen=True)
class UnitBlock:
    """Business units that are simulated together.

    Args:
        setting: what all of them share.
        units: their numbers, which are the numbers of their replicates.
        seed: root of all chance.
        parameters: numbers that differ from the defaults in all of them.
    """

    setting: Setting
    units: tuple[int, ...]
    seed: int
    parameters: Mapping[str, float]

    def begin(self) -> Simulation:
        """All treatments of all units at week 0; mails differ between units as their other numbers do."""
        p = Parameters.of([self.parameters])
        differences, mails = unit_differences(self.seed, self.units, p)
        base = programme("messages", email=1.0)
        cases = [Case(name, (base, *treatment), self.parameters) for name, treatment in TREATMENTS.items()]
        simulation = Simulation(self.setting, cases, self.units, self.seed, differences)
        own = {"frequency": mails[None, :, None]}
        simulation.slots = tuple(
            replace(slot, programme=slot.programme.model_copy(update=own)) if slot.name == base[0] else slot
            for slot in simulation.slots
        )
        return simulation

    def run(self) -> Units:
        """Simulate two years and watch."""
        from imsim.studies.observer import Observer

        simulation = self.begin()
        observer = Observer(simulation.company)
        for week in range(WEEKS):
            simulation.step()
            observer.see(week)
        return observer.seen()


def unit_blocks(units: int, seed: int, parameters: Mapping[str, float]) -> list[UnitBlock]:
    """Blocks of so many units."""
    name, overrides = SCENARIO
    scenario = load(name, overrides)
    numbers = {**scenario.parameters, **parameters}
    setting = scenario.setting()
    return [
        UnitBlock(setting, tuple(range(first, min(first + BLOCK, units))), seed, numbers)
        for first in range(0, units, BLOCK)
    ]
