"""From recordings to verdicts: each part of a study estimated, with its Monte-Carlo error, and held against its band.

The mean effect is read off all simulated units, each beside itself under the other arm. What one laboratory would have
found, with its units in one arm only, is in `single_laboratories`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from imsim.evidence.associations import association
from imsim.evidence.bootstrap import RESAMPLES, chance_of_resamples, spread
from imsim.evidence.effect_sizes import standardised_difference
from imsim.evidence.estimators import hazard_ratio, last_gain, peak
from imsim.evidence.observation import Numbers
from imsim.evidence.reading_tables import ContrastTable, other_group
from imsim.evidence.recording import Recording
from imsim.evidence.study_tables import PartTable

Parts = Sequence[PartTable]


@dataclass(frozen=True)
class PartFinding:
    """A part of a study as simulated.

    Args:
        part: name of it.
        kind: M, S, P for a predictive check, or R for what is reported alone.
        low, high: its band; infinite where there is no bound.
        simulated: the estimate.
        error: its Monte-Carlo standard error.
        published: the figure of the field, NaN if unknown.
        why: why it was not tried; empty where it was.
    """

    part: str
    kind: str
    low: float
    high: float
    simulated: float
    error: float
    published: float = float("nan")
    why: str = ""

    @property
    def judged(self) -> bool:
        """Whether it can pass or fail."""
        return self.kind != "R"

    @property
    def passed(self) -> bool:
        """Whether the estimate lies in the band."""
        return bool(self.low <= self.simulated <= self.high)

    @property
    def precise(self) -> bool:
        """Whether the error is below a fifth of the band; a band without an end asks for nothing."""
        width = self.high - self.low
        return not np.isfinite(width) or bool(self.error < width / 5)


def finding_of(part: PartTable, seen: Recording, seed: int, others: Parts = ()) -> PartFinding:
    """A part of a study held against its band.

    Args:
        part: of the study.
        seen: in its laboratory.
        seed: root of the chance of drawing units anew.
        others: all parts of the study, where some are made of others.
    """
    if part.inexpressible is not None:
        return found(part, math.nan)
    error = spread_of_resamples(lambda some: value_of(part, some, others), seen, seed)
    return found(part, value_of(part, seen, others), error)


def found(part: PartTable, value: float, error: float = math.nan) -> PartFinding:
    """A value of a part beside its band."""
    low = -math.inf if part.low is None else part.low
    high = math.inf if part.high is None else part.high
    published = math.nan if part.published is None else part.published
    return PartFinding(part.name, part.kind, low, high, value, error, published, part.inexpressible or "")


def spread_of_resamples(measure: Callable[[Recording], float], seen: Recording, seed: int) -> float:
    """Standard error of a figure: units are drawn anew with replacement."""
    chance = chance_of_resamples(seed)
    return spread(measure(seen.drawn_anew(chance)) for _ in range(RESAMPLES))


def value_of(part: PartTable, seen: Recording, others: Parts = ()) -> float:
    """The estimate of a part, units compared with themselves under the other arm; NaN where no arm can state it."""
    if part.inexpressible is not None:
        return float("nan")
    here = seen.at(part.place)
    if part.samples is None:
        return part.factor * plain_value(part, here, others)
    values = [plain_value(part, some, others) for some in here.samples(part.samples)]
    return part.factor * float(np.mean(np.array(values) > 0))


def plain_value(part: PartTable, seen: Recording, others: Parts) -> float:
    """The estimate before it is multiplied by its factor."""
    if part.from_parts is not None:
        of = {one.name: one for one in others}
        first, second = (value_of(of[name], seen, others) for name in part.from_parts.parts)
        if part.from_parts.by == "difference":
            return first - second
        return first / second if second else float("nan")
    if part.association is not None:
        return association(part.association, seen, part.name)
    if part.dose is not None:
        dose = part.dose
        levels = [level(seen.by_unit(dose.outcome, dose.group, arm, dose.weeks).sum(axis=0)) for arm in dose.arms]
        return {"peak": peak, "last_gain": last_gain}[dose.form](np.array(levels))
    return float(combined(part, lambda table: contrast(table, seen)))


def combined(part: PartTable, estimate: Callable[[ContrastTable], float | Numbers]) -> Numbers:
    """A part's contrasts, each estimated once or often, put together as the part says; without its factor yet."""
    assert part.effect is not None
    value = np.asarray(estimate(part.effect))
    if part.minus is not None:
        value = value - np.asarray(estimate(part.minus))
    if part.over is not None:
        below = np.asarray(estimate(part.over))
        value = np.divide(value, below, out=np.full(below.shape, np.nan), where=below != 0)
    return value


def contrast(table: ContrastTable, seen: Recording) -> float:
    """An arm beside another, or a group beside another, in the scale asked for."""
    treated = seen.by_unit(table.outcome, table.group, table.arm, table.weeks).sum(axis=0)
    control = seen.by_unit(table.outcome, other_group(table), table.control, table.weeks).sum(axis=0)
    return compared(table.scale, treated, control)


def compared(scale: str, treated: Numbers, control: Numbers) -> float:
    """Two sets of moments (number, sum, squares) in a scale."""
    one, other = level(treated), level(control)
    if scale == "sd":
        return standardised_difference(treated, control)
    if scale == "spread":
        below = deviation(control)
        return deviation(treated) / below - 1 if below else float("nan")
    if scale == "level":
        return one
    if scale == "difference":
        return one - other
    if scale == "ratio":
        return hazard_ratio(treated[1], treated[0], control[1], control[0])
    return one / other - 1 if other else float("nan")


def level(moments: Numbers) -> float:
    """Mean, or hazard, or quotient: sum over number; NaN where nobody was there."""
    return float(moments[1] / moments[0]) if moments[0] else float("nan")


def deviation(moments: Numbers) -> float:
    """Standard deviation between people."""
    number, total, squares = moments
    return float(np.sqrt(max(squares / number - (total / number) ** 2, 0.0))) if number else float("nan")
