"""From recordings to verdicts: each part of a study estimated, with its Monte-Carlo error, and held against its band.

The mean effect is read off all simulated units, each beside itself under the other arm. What one laboratory would have
found, with its units in one arm only, is in `single_laboratories`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from imsim.engine.streams import seed_sequence
from imsim.evidence.effect_sizes import correlation, standardised_difference
from imsim.evidence.estimators import (
    agreement_of_moments,
    hazard_ratio,
    lagged_coefficient,
    last_gain,
    mediated_share,
    peak,
    slope,
)
from imsim.evidence.observation import Numbers
from imsim.evidence.recording import Recording
from imsim.evidence.study_tables import (
    AssociationTable,
    ContrastTable,
    PartTable,
    ReadingTable,
    other_group,
)

RESAMPLES = 100


@dataclass(frozen=True)
class PartFinding:
    """A part of a study as simulated.

    Args:
        part: name of it.
        kind: M, S, or P for a predictive check.
        low, high: its band; infinite where there is no bound.
        simulated: the estimate.
        error: its Monte-Carlo standard error.
        published: the figure of the field, NaN if unknown.
    """

    part: str
    kind: str
    low: float
    high: float
    simulated: float
    error: float
    published: float = float("nan")

    @property
    def passed(self) -> bool:
        """Whether the estimate lies in the band."""
        return bool(self.low <= self.simulated <= self.high)

    @property
    def precise(self) -> bool:
        """Whether the error is below a fifth of the band; a band without an end asks for nothing."""
        width = self.high - self.low
        return not np.isfinite(width) or bool(self.error < width / 5)


def finding_of(part: PartTable, seen: Recording, seed: int) -> PartFinding:
    """A part of a study held against its band."""
    return found(part, value_of(part, seen), spread_of_resamples(lambda some: value_of(part, some), seen, seed))


def found(part: PartTable, value: float, error: float = math.nan) -> PartFinding:
    """A value of a part beside its band."""
    low = -math.inf if part.low is None else part.low
    high = math.inf if part.high is None else part.high
    published = math.nan if part.published is None else part.published
    return PartFinding(part.name, part.kind, low, high, value, error, published)


def spread_of_resamples(measure: Callable[[Recording], float], seen: Recording, seed: int) -> float:
    """Standard error of a figure: units are drawn anew with replacement."""
    generator = np.random.Generator(np.random.SFC64(seed_sequence(seed, 0, "resamples of units")))
    values = np.array([measure(seen.take(generator.integers(seen.units, size=seen.units))) for _ in range(RESAMPLES)])
    values = values[np.isfinite(values)]
    return float(values.std(ddof=1)) if len(values) > 1 else float("nan")


def value_of(part: PartTable, seen: Recording) -> float:
    """The estimate of a part, units compared with themselves under the other arm; NaN where no arm can state it."""
    if part.inexpressible is not None:
        return float("nan")
    if part.association is not None:
        return part.factor * association(part.association, seen, part.name)
    if part.dose is not None:
        dose = part.dose
        levels = [level(seen.by_unit(dose.outcome, dose.group, arm, dose.weeks).sum(axis=0)) for arm in dose.arms]
        return part.factor * {"peak": peak, "last_gain": last_gain}[dose.form](np.array(levels))
    return combined(part, lambda table: contrast(table, seen))


def combined(part: PartTable, estimate: Callable[[ContrastTable], float]) -> float:
    """A part's contrasts, each estimated, put together as the part says."""
    assert part.effect is not None
    value = estimate(part.effect)
    if part.minus is not None:
        value -= estimate(part.minus)
    if part.over is not None:
        below = estimate(part.over)
        value = value / below if below else float("nan")
    return part.factor * value


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
        return deviation(treated) / deviation(control) - 1
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


def association(table: AssociationTable, seen: Recording, part: str = "") -> float:
    """How readings go together over units, those in which all of them could be taken, or over people."""
    if table.form == "icc":
        return agreement_of_moments(seen.by_unit(table.x.outcome, table.x.group, table.x.arm, table.x.weeks))
    if table.across == "people":
        known = seen.by_person(part)
    else:
        readings = [one for one in (table.x, table.y, table.given) if one is not None]
        values = np.stack([of_units(one, seen) for one in readings])
        known = values[:, np.isfinite(values).all(axis=0)]
    x, y = known[0], known[1]
    if table.form == "correlation":
        return correlation(x, y)
    if table.form == "slope":
        return slope(y, x)
    return (lagged_coefficient if table.form == "given" else mediated_share)(y, x, known[2])


def of_units(table: ReadingTable, seen: Recording) -> Numbers:
    """A reading of each unit, NaN where it could not be taken."""
    number, total, _ = seen.by_unit(table.outcome, table.group, table.arm, table.weeks).T
    found: Numbers = np.divide(total, number, out=np.full(len(total), np.nan), where=number > 0)
    return found
