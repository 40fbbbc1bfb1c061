"""The weeks of a run, and weekly outcomes taken over them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imsim.outcomes import Span

AGEING_WEEKS = 1040
# A step of ageing passes one of so many parts of the weeks that are left: the last to come shall have settled in.
FINENESS = 20


@dataclass(frozen=True)
class Timeline:
    """Weeks of a run: burn-in before week 0, the run itself, and the evaluation window at its end.

    Weeks count from 0 everywhere: in files, tables, figures, sentences and on the page. What is told of a week is the
    firm when it has passed; a run of 104 weeks has the weeks 0 to 103.
    """

    weeks: int = 104
    burn_in: int = 104
    window: int = 52

    @property
    def ageing(self) -> int:
        """Weeks before the burn-in, in which the initial staff is aged."""
        return AGEING_WEEKS

    @property
    def steps_of_ageing(self) -> list[int]:
        """Weeks that pass at once, at each step of ageing: the fewer, the fewer are left.

        Example:
            >>> steps = Timeline().steps_of_ageing
            >>> len(steps), sum(steps), steps[0], steps[-1]
            (108, 1040, 52, 1)
        """
        steps, left = list[int](), self.ageing
        while left:
            steps.append(max(left // FINENESS, 1))
            left -= steps[-1]
        return steps

    @property
    def origin(self) -> int:
        """First week of all, ageing included."""
        return -self.burn_in - self.ageing


def weeks_of(span: Span, timeline: Timeline) -> slice:
    """The weeks of a run over which an outcome of some span is taken."""
    first = {"window": timeline.weeks - timeline.window, "last": timeline.weeks - 1}.get(span, 0)
    return slice(max(first, 0), timeline.weeks)


def over_span(
    top: NDArray[np.float64], bottom: NDArray[np.float64] | None, span: Span, timeline: Timeline
) -> NDArray[np.float64]:
    """One number a run from weekly ones: means, or quotients of sums; shape (weeks, ...) -> (...).

    Weeks are added one after the other: `sum(axis=0)` adds a single run's weeks in pairs, and differs in the last bit.
    """
    weeks = weeks_of(span, timeline)
    total: NDArray[np.float64] = sum(top[weeks], start=np.zeros(top.shape[1:]))
    if bottom is not None:
        return ratio(total, sum(bottom[weeks], start=np.zeros(top.shape[1:])))
    return total if span == "total" else total / len(top[weeks])


def ratio(top: NDArray[np.float64], bottom: NDArray[np.float64]) -> NDArray[np.float64]:
    """Quotient; 0 where there is nothing to divide by."""
    quotient: NDArray[np.float64] = np.divide(top, bottom, out=np.zeros(top.shape), where=bottom > 0)
    return quotient
