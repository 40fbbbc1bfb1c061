"""Dimensions of internal service that the model can tell apart: reliability, responsiveness, courtesy.

Of the dimensions of SERVQUAL (Parasuraman, Zeithaml & Berry 1988) assurance is knowledge and performance, which have
outcomes of their own; tangibles are not in the model.
"""
# The ensemble does not say the types of what it holds.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import numpy as np

from imsim.company.ensemble import Ensemble
from imsim.outcomes.outcome import Fraction, Value, outcome

# Share of the usual service from which a department can count on it.
DEPENDABLE = 0.9


@outcome("internal reliability", "share", bounds=(0.0, 1.0))
def internal_reliability(ensemble: Ensemble) -> Value:
    """Share of posts whose department gets at least nine tenths of the internal service that is usual for it."""
    heads = ensemble.organisation.heads
    kept = ensemble.departments.service_in >= DEPENDABLE * ensemble.reference.service_received
    return (kept * heads).sum(axis=2, keepdims=True) / heads.sum()


@outcome("internal responsiveness", "share", bounds=(0.0, 1.0))
def internal_responsiveness(ensemble: Ensemble) -> Fraction:
    """Share of hands that are at work where colleagues turn to, by how much each department supplies."""
    departments = ensemble.departments
    at_hand = np.minimum(departments.hands / ensemble.organisation.heads, 1.0)
    supplied = departments.supplied
    return (supplied * at_hand).sum(axis=2, keepdims=True), supplied.sum(axis=2, keepdims=True)


@outcome("courtesy between departments", "0-1", bounds=(0.0, 1.0))
def internal_courtesy(ensemble: Ensemble) -> Fraction:
    """Respect that departments show those who supply them, by how much each supplies."""
    departments = ensemble.departments
    return departments.respect_given.sum(axis=2, keepdims=True), departments.supplied.sum(axis=2, keepdims=True)
