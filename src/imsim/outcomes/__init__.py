"""What a run is judged by: one decorated function an outcome, measured each week.

A new outcome is a function with the decorator `outcome` in a file here; third parties add theirs by the entry-point
group `imsim.outcomes`. Its columns, its figures and its row in `imsim describe outcomes` follow. Tables name outcomes
in the order of the files and of the functions in them.

A function takes the ensemble of runs and returns the week's value of each, (cases, replicates, 1), or a pair of
numerator and denominator. Over a span of weeks values are averaged, pairs summed before they are divided.
"""

from __future__ import annotations

from imsim.outcomes.outcome import OUTCOMES, Outcome, Span, outcome

__all__ = ["OUTCOMES", "Outcome", "Span", "outcome"]
