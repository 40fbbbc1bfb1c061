"""Commitment and belonging: how attached people are to the firm, and how far they feel part of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from imsim.engine.fields import effect, parameter, reads, state, weekly_noise
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import equation, update
from imsim.mechanisms.attitude import adjustment


class P(NamedTuple):
    """Behavioural numbers."""

    commitment_speed: float = parameter(
        0.03, 0.015, 0.06, "1/week", "assumed", "-", "speed of affective commitment", symbol="g_C"
    )
    commitment_noise: float = parameter(
        0.009, 0, 0.02, "0-1", "assumed", "-", "weekly noise of affective commitment", symbol="sigma_C"
    )
    commitment_trust: float = parameter(
        0.2,
        0.1,
        0.35,
        "share",
        "SA",
        "meyer_2002",
        "share of trust in commitment",
        symbol="w_C T",
        share_of="affective_commitment",
    )
    commitment_belonging: float = parameter(
        0.15,
        0.05,
        0.3,
        "share",
        "SA",
        "homburg_2009",
        "share of belonging in commitment",
        symbol="w_C B",
        share_of="affective_commitment",
    )
    belonging_anchor: float = parameter(
        0.55, 0.4, 0.7, "0-1", "assumed", "-", "belonging that nobody works on", symbol="B0"
    )
    belonging_speed: float = parameter(0.05, 0.02, 0.1, "1/week", "assumed", "-", "speed of belonging", symbol="g_B")
    belonging_reputation: float = parameter(
        1, 0, 2, "-", "SA", "bergami_bagozzi_2000", "rise of belonging with the firm's reputation", symbol="b_rep"
    )
    satisfaction_reference: float = reads()
    staff_commitment_reference: float = parameter(
        0.6, 0.5, 0.7, "0-1", "fix", "scale_anchor", "staff's commitment at the reference point", symbol="C_ref"
    )


class Employee(NamedTuple):
    """What decides how attached a person is."""

    affective_commitment: float = state(
        "C", "0-1", "how attached the person is to the firm", neutral="staff_commitment_reference"
    )
    belonging: float = state("B", "0-1", "how far the person feels part of the firm", neutral="belonging_anchor")
    job_satisfaction: float = reads()
    management_trust: float = reads()
    reputation: float = reads()
    pace: int = reads()
    noise: float = weekly_noise()
    belonging_added: float = effect("post", "added to the target of belonging (E14)", "belonging")


@equation
def belonging_target(employee: Employee, p: P) -> float:
    """E14. Belonging rises with what lets people take part, and with the name that the firm has outside.

    What lets them take part: a voice, recognition, perks, use of the product.

    Source: rows 33, 45 and 98-101, bergami_bagozzi_2000; form assumed.

    Example:
        >>> person = Employee(belonging_added=.1, reputation=.65)
        >>> round(float(belonging_target(person, P(satisfaction_reference=.6, belonging_reputation=1.0))), 6)
        0.7
    """
    proud = p.belonging_reputation * (employee.reputation - p.satisfaction_reference)
    return np.minimum(np.maximum(p.belonging_anchor + proud + employee.belonging_added, 0), 1)


@equation
def commitment_target(employee: Employee, p: P) -> float:
    """E13. Commitment follows satisfaction, trust and belonging; satisfaction takes what is left of one.

    Source: meyer_2002, homburg_2009.

    Example:
        >>> round(commitment_target(Employee(job_satisfaction=.6, management_trust=.5, belonging=.4), P()), 3)
        0.55
    """
    share = 1 - p.commitment_trust - p.commitment_belonging
    return (
        share * employee.job_satisfaction
        + p.commitment_trust * employee.management_trust
        + p.commitment_belonging * employee.belonging
    )


@update("feel", after="job_satisfaction")
def belonging(employee: Employee, p: P) -> float:
    """E14. Belonging moves toward what lets people take part.

    Source: friedkin_johnsen_1990.

    Example:
        >>> person = Employee(belonging=.55, belonging_added=.1, reputation=.6)
        >>> round(float(belonging(person, P(satisfaction_reference=.6))), 6)
        0.555
    """
    return adjustment(employee.belonging, belonging_target(employee, p), p.belonging_speed, 0.0)


@update("feel", noise=("commitment_noise", "commitment"), after="belonging")
def affective_commitment(employee: Employee, p: P) -> float:
    """E13. Commitment moves toward its drivers.

    Source: friedkin_johnsen_1990.

    Example:
        >>> steady = Employee(*[.5] * len(Employee._fields))._replace(noise=0.0)
        >>> round(float(affective_commitment(steady, P())), 6)
        0.5
    """
    return adjustment(
        employee.affective_commitment,
        commitment_target(employee, p),
        np.minimum(p.commitment_speed * employee.pace, 1),
        employee.noise,
    )


@update("welcome", "belonging", after="first_trust")
def first_belonging(employee: Employee, p: P) -> float:
    """E14, E25. A newcomer feels part of the firm as far as it lets people take part.

    Source: assumed.
    """
    return belonging_target(employee, p)


@update("welcome", "affective_commitment", after="first_motivation")
def first_commitment(employee: Employee, p: P) -> float:
    """E13, E25. A newcomer is as attached as satisfaction, trust and belonging suggest.

    Source: assumed.
    """
    return commitment_target(employee, p)


MECHANISM = Mechanism.here(globals(), rows=(33,))
