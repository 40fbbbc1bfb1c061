"""Leadership: how well a supervisor leads is a trait that courses build on, and those who are led feel it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.engine.fastmath import power
from imsim.engine.fields import (
    Column,
    Counts,
    Flags,
    Places,
    effect,
    interim,
    parameter,
    perceived,
    reads,
    state,
    stream,
    trait,
)
from imsim.engine.mechanism import Mechanism
from imsim.engine.rng import counter, normal_quantile, uniform
from imsim.engine.rules import equation, step, update


class P(NamedTuple):
    """Behavioural numbers."""

    leadership_mean: float = parameter(
        0.5, 0.4, 0.6, "0-1", "fix", "scale_anchor", "leadership of the mean applicant", symbol="mean l"
    )
    leadership_sd: float = parameter(
        0.18, 0.1, 0.25, "0-1", "assumed", "-", "spread of leadership between applicants", symbol="sd_l"
    )
    leadership_gain: float = parameter(
        0.1,
        0.03,
        0.2,
        "1/course",
        "assumed",
        "lacerenza_2017",
        "share of the missing leadership that one course gives",
        symbol="eta_L",
    )
    leadership_forgetting: float = parameter(
        0.01, 0.005, 0.03, "1/week", "assumed", "-", "weekly loss of what courses on leading gave", symbol="delta_L"
    )
    trait_low: float = reads()
    trait_high: float = reads()


class Employee(NamedTuple):
    """What decides how well a person leads."""

    leadership: float = state(
        "l", "0-1", "how well the person leads others, or would",
        neutral="leadership_mean", newcomer="leadership_trait",
    )  # fmt: skip
    leadership_taught: float = interim("0-1", "leadership that this week's courses give")
    leadership_trait: float = reads()
    leadership_course: float = effect("post", "courses on leading people taken this week (E14b)")


class Employees(NamedTuple):
    """Who leads whom."""

    leadership_trait: Column = trait("l0", "0-1", "how well the person leads untaught", neutral="leadership_mean")
    leader_care: Column = perceived(
        "l_L", "0-1", "how well the supervisor leads; the mean where there is none", neutral="leadership_mean"
    )
    leadership: Column = reads()
    supervisor: Places = reads()
    occupied: Flags = reads()
    hired: Flags = reads()
    hires: Counts = reads()


class Now(NamedTuple):
    """What applicants are drawn with."""

    leaders: int = stream("how well a newcomer leads; it belongs to the post and the number of its hire", weekly=False)


@step("perceive")
def feel_led(employees: Employees, p: P) -> None:
    """E14b. People feel the supervisor who is there; a successor changes what they feel."""
    for post in range(len(employees.occupied)):
        boss = employees.supervisor[post]
        led = boss >= 0 and employees.occupied[boss]
        employees.leader_care[post] = employees.leadership[boss] if led else p.leadership_mean


@update("learn", when=("leadership_course",), otherwise=0.0)
def leadership_taught(employee: Employee, p: P) -> float:
    """E14b. Each course on leading people gives its share of what is still missing.

    Source: lacerenza_2017; form assumed.

    Example:
        >>> round(float(leadership_taught(Employee(leadership=.5, leadership_course=2), P(leadership_gain=.1))), 4)
        0.095
    """
    return (1 - power(1 - p.leadership_gain, employee.leadership_course)) * (1 - employee.leadership)


@update("learn", after="leadership_taught")
def leadership(employee: Employee, p: P) -> float:
    """E14b. What courses on leading gave is lost again unless it is refreshed.

    Source: lacerenza_2017; form assumed.

    Example:
        >>> taught = Employee(leadership=.6, leadership_trait=.5, leadership_taught=0.0)
        >>> round(leadership(taught, P(leadership_forgetting=.01)), 4)
        0.599
    """
    lost = p.leadership_forgetting * (employee.leadership - employee.leadership_trait)
    return employee.leadership + employee.leadership_taught - lost


@equation
def drawn_leadership(noise: float, p: P) -> float:
    """E14b. Applicants differ in how well they lead; selection for the job does not see it.

    Args:
        noise: standard normal.
        p: parameters.

    Source: assumed.

    Example:
        >>> round(float(drawn_leadership(1.0, P(trait_low=.02, trait_high=.98))), 3)
        0.68
    """
    return np.minimum(np.maximum(p.leadership_mean + p.leadership_sd * noise, p.trait_low), p.trait_high)


@step("hire", after="fill_vacancies")
def draw_leadership(employees: Employees, now: Now, p: P) -> None:
    """E14b. A newcomer brings along a way of leading, used once the post is one that leads."""
    for post in range(len(employees.occupied)):
        if employees.hired[post]:
            draws = counter(counter(now.leaders, post), employees.hires[post])
            employees.leadership_trait[post] = drawn_leadership(normal_quantile(uniform(draws, 0)), p)


MECHANISM = Mechanism.here(globals(), rows=(15, 17, 32, 66))
