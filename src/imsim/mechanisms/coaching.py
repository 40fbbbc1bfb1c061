"""Coaching: a supervisor who knows how to teach raises what the led can learn, and it stays with them for a time.

It is another quality than the care that makes people stay: the two hardly go together, and field data show the one in
output, the other in exits (Lazear, Shaw & Stanton 2015; Hoffman & Tadelis 2021).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.engine.fields import Column, Counts, Flags, Places, parameter, perceived, reads, stream, trait
from imsim.engine.mechanism import Mechanism
from imsim.engine.rng import counter, normal_quantile, uniform
from imsim.engine.rules import equation, step, update


class P(NamedTuple):
    """Behavioural numbers."""

    coaching_mean: float = parameter(
        0.5, 0.4, 0.6, "0-1", "fix", "scale_anchor", "teaching skill of the mean applicant", symbol="c"
    )
    coaching_sd: float = parameter(
        0.18, 0.1, 0.25, "0-1", "assumed", "-", "spread of teaching skill between applicants", symbol="sd_c"
    )
    coaching_reference: float = parameter(
        0.54,
        0.45,
        0.65,
        "0-1",
        "cal",
        "scale_anchor",
        "skill of a supervisor under whom people learn what the job itself teaches; knowledge rests at 0.60",
        symbol="c_ref",
    )
    coaching_gain: float = parameter(
        0.25,
        0,
        0.5,
        "0-1",
        "cal",
        "lazear_2015",
        "what the led can learn beyond what the job teaches, per unit of the supervisor's skill",
        symbol="h_c",
    )
    trait_low: float = reads()
    trait_high: float = reads()


class Employee(NamedTuple):
    """What decides how much a supervisor teaches a person."""

    leader_coaching: float = reads()


class Employees(NamedTuple):
    """Who teaches whom."""

    coaching: Column = trait("c0", "0-1", "how well the person would teach others", neutral="coaching_mean")
    leader_coaching: Column = perceived(
        "c_L", "0-1", "how well the supervisor teaches; as usual where there is none", neutral="coaching_reference"
    )
    supervisor: Places = reads()
    occupied: Flags = reads()
    hired: Flags = reads()
    hires: Counts = reads()


class Now(NamedTuple):
    """What applicants are drawn with."""

    teachers: int = stream(
        "how well a newcomer teaches; it belongs to the post and the number of its hire", weekly=False
    )


@step("perceive")
def be_coached(employees: Employees, p: P) -> None:
    """E14c. People are taught by the supervisor who is there; a successor changes that."""
    for post in range(len(employees.occupied)):
        boss = employees.supervisor[post]
        led = boss >= 0 and employees.occupied[boss]
        employees.leader_coaching[post] = employees.coaching[boss] if led else p.coaching_reference


@update("communicate", "coached", add=True)
def taught_by_leader(employee: Employee, p: P) -> float:
    """E14c. From a better teacher than usual there is more to learn on the job, from a worse one less.

    Source: lazear_2015; form assumed.

    Example:
        >>> p = P(coaching_gain=0.25, coaching_reference=0.5)
        >>> round(float(taught_by_leader(Employee(leader_coaching=0.7), p)), 3)
        0.05
    """
    return p.coaching_gain * (employee.leader_coaching - p.coaching_reference)


@equation
def drawn_coaching(noise: float, p: P) -> float:
    """E14c. Applicants differ in how well they teach; selection for the job does not see it.

    Args:
        noise: standard normal.
        p: parameters.

    Source: assumed.

    Example:
        >>> round(float(drawn_coaching(1.0, P(trait_low=0.02, trait_high=0.98))), 3)
        0.68
    """
    return np.minimum(np.maximum(p.coaching_mean + p.coaching_sd * noise, p.trait_low), p.trait_high)


@step("hire", after="draw_leadership")
def draw_coaching(employees: Employees, now: Now, p: P) -> None:
    """E14c. A newcomer brings along a way of teaching, used once the post is one that leads."""
    for post in range(len(employees.occupied)):
        if employees.hired[post]:
            draws = counter(counter(now.teachers, post), employees.hires[post])
            employees.coaching[post] = drawn_coaching(normal_quantile(uniform(draws, 0)), p)


MECHANISM = Mechanism.here(globals(), rows=(15, 17))
