"""What a run is judged by: one decorated function an outcome, measured each week.

A function takes the company and returns the week's value a run, (cases, replicates, 1), or a pair of numerator and
denominator. Over a span of weeks values are averaged, pairs summed before they are divided.
"""

from __future__ import annotations

from imsim.outcomes.outcome import OUTCOMES, Outcome, Span, outcome

# Imported for what they register, in the order of the tables.
from imsim.outcomes import market, staff, money  # isort: skip

__all__ = ["OUTCOMES", "Outcome", "Span", "market", "money", "outcome", "staff"]
