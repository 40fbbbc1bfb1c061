"""Employer brand: what candidates think of the firm follows what its people feel, and what is spent on it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.engine.fields import Column, Flags, Record, effect, parameter, reads, state
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import equation, step


class P(NamedTuple):
    """Behavioural numbers."""

    employer_brand_speed: float = parameter(0.02, 0.005, 0.05, "1/week", "assumed", "-", "speed of the employer brand")
    employer_brand_anchor: float = parameter(
        0.5, 0.3, 0.7, "0-1", "assumed", "-", "employer brand at reference attitudes", symbol="EB0"
    )
    employer_brand_satisfaction: float = parameter(0.5, 0.1, 1, "-", "assumed", "-", "rise with staff's satisfaction")
    employer_brand_commitment: float = parameter(0.5, 0.1, 1, "-", "assumed", "-", "rise with staff's commitment")
    staff_satisfaction_reference: float = reads()
    staff_commitment_reference: float = reads()


class Employees(NamedTuple):
    """How people feel."""

    occupied: Flags = reads()
    job_satisfaction: Column = reads()
    affective_commitment: Column = reads()


class Firm(Record):
    """What candidates think of the firm."""

    employer_brand: float = state(
        "EB", "0-1", "what candidates think of the firm as an employer", neutral="employer_brand_anchor"
    )


class Effects(NamedTuple):
    """What is done for it."""

    brand_spend: float = effect("firm", "added to the target of the employer brand (E25)")


class Mood(NamedTuple):
    """Means over those who are there."""

    job_satisfaction: float
    affective_commitment: float


@equation
def employer_brand(brand: float, mood: Mood, added: float, p: P) -> float:
    """E25. The employer brand slowly follows what staff feel, and what is spent on it.

    Args:
        brand: last week's, 0-1.
        mood: staff means.
        added: what programmes add to its target.
        p: parameters.

    Source: universum, rows 25 and 92; form assumed.

    Example:
        >>> p = P(staff_satisfaction_reference=.62, staff_commitment_reference=.6)
        >>> round(float(employer_brand(.5, Mood(.72, .6), 0, p)), 4)
        0.501
    """
    target = (
        p.employer_brand_anchor
        + p.employer_brand_satisfaction * (mood.job_satisfaction - p.staff_satisfaction_reference)
        + p.employer_brand_commitment * (mood.affective_commitment - p.staff_commitment_reference)
        + added
    )
    return np.minimum(np.maximum(brand + p.employer_brand_speed * (target - brand), 0), 1)


@step("attract")
def build_employer_brand(employees: Employees, firm: Firm, effects: Effects, p: P) -> None:
    """The employer brand follows the means over those who are there (E25)."""
    present, satisfaction, commitment = 0.0, 0.0, 0.0
    for post in range(len(employees.occupied)):
        there = 1.0 * employees.occupied[post]
        present += there
        satisfaction += there * employees.job_satisfaction[post]
        commitment += there * employees.affective_commitment[post]
    present = max(present, 1.0)
    mood = Mood(satisfaction / present, commitment / present)
    firm.employer_brand = employer_brand(firm.employer_brand, mood, effects.brand_spend, p)


MECHANISM = Mechanism.here(globals(), rows=(25, 92))
