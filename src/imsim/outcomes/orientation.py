"""Internal market orientation as a read-out: whether the firm asks its staff, tells them, and acts on what they say."""
# The ensemble does not say the types of what it holds.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import numpy as np

from imsim.company.ensemble import Ensemble
from imsim.outcomes.measures import employee_mean
from imsim.outcomes.outcome import Fraction, Value, outcome


@outcome("staff asked", "share", bounds=(0.0, 1.0))
def intelligence_generation(ensemble: Ensemble) -> Fraction:
    """Generation of internal market intelligence: share of employees who feel asked what they think."""
    return employee_mean(ensemble, asked(ensemble))


@outcome("staff told", "share", bounds=(0.0, 1.0))
def intelligence_dissemination(ensemble: Ensemble) -> Fraction:
    """Dissemination: share of employees who heard from management this week; half a message counts half."""
    return employee_mean(ensemble, told(ensemble))


@outcome("staff answered", "share", bounds=(0.0, 1.0))
def response_to_intelligence(ensemble: Ensemble) -> Fraction:
    """Response: share of employees' ideas and grievances that are answered."""
    return employee_mean(ensemble, answered(ensemble))


@outcome("internal market orientation", "0-1", bounds=(0.0, 1.0))
def internal_market_orientation(ensemble: Ensemble) -> Fraction:
    """Mean of generation, dissemination and response (Lings & Greenley 2005; Gounaris 2006): what is done, not felt."""
    return employee_mean(ensemble, (asked(ensemble) + told(ensemble) + answered(ensemble)) / 3)


def asked(ensemble: Ensemble) -> Value:
    """How far each employee is asked, 0-1."""
    return np.clip(ensemble.effects.asked, 0.0, 1.0)


def told(ensemble: Ensemble) -> Value:
    """How much of a message each employee heard this week, at most one."""
    return np.minimum(ensemble.employees.exposure, 1.0)


def answered(ensemble: Ensemble) -> Value:
    """Share of what each employee says that is answered, 0-1."""
    return np.clip(ensemble.parameters.voice_untouched + ensemble.effects.voice, 0.0, 1.0)
