"""How readings go together over business units, people or customers, by the form that a study asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from imsim.evidence.effect_sizes import correlation
from imsim.evidence.estimators import (
    agreement_of_moments,
    interaction,
    interaction_share,
    lagged_coefficient,
    mean_change,
    mediated_share,
    rank_correlation,
    share_above,
    slope,
    standardised_slope,
    tenths,
    trend,
)
from imsim.evidence.observation import Numbers
from imsim.evidence.reading_tables import AssociationTable, ReadingTable
from imsim.evidence.recording import Recording

# Estimators of y by x, and by x and a third.
TWO: Mapping[str, Callable[[Numbers, Numbers], float]] = {
    "correlation": correlation,
    "rank": rank_correlation,
    "slope": slope,
    "sd_slope": standardised_slope,
    "trend": trend,
    "tenths": tenths,
    "change": mean_change,
}
THREE: Mapping[str, Callable[[Numbers, Numbers, Numbers], float]] = {
    "given": lagged_coefficient,
    "mediated": mediated_share,
    "interaction": interaction,
    "interaction_share": interaction_share,
}


def association(table: AssociationTable, seen: Recording, part: str = "") -> float:
    """How readings go together over units, those in which all of them could be taken, or over people or customers.

    Args:
        table: what is asked.
        seen: at the place of the part.
        part: name of it, under which people were asked.
    """
    if table.form == "icc":
        return agreement_of_moments(seen.by_unit(table.x.outcome, table.x.group, table.x.arm, table.x.weeks))
    if table.form == "above":
        return share_above(seen.by_person(part)[0], seen.at(str(table.than)).by_person(part)[0], table.highest)
    if table.across == "units":
        known = over_units(table, seen) if table.within is None else within_units(table, seen, table.within)
    else:
        known = seen.by_person(part)
    if known.shape[1] < len(known) + 1:
        return float("nan")
    if table.form in TWO:
        return TWO[table.form](known[1], known[0])
    return THREE[table.form](known[1], known[0], known[2])


def over_units(table: AssociationTable, seen: Recording) -> Numbers:
    """Readings of each unit in which all of them could be taken, (readings, units)."""
    values = np.stack([of_units(one, seen) for one in table.readings])
    known: Numbers = values[:, np.isfinite(values).all(axis=0)]
    return known


def within_units(table: AssociationTable, seen: Recording, period: int) -> Numbers:
    """Readings of each unit period by period, less the mean of its own, (readings, units x periods)."""
    values = np.stack([np.stack([of_units(some, seen) for some in periods_of(one, period)]) for one in table.readings])
    whole = np.isfinite(values).all(axis=(0, 1))
    kept = values[:, :, whole]
    found: Numbers = (kept - kept.mean(axis=1, keepdims=True)).reshape(len(table.readings), -1)
    return found


def periods_of(table: ReadingTable, period: int) -> list[ReadingTable]:
    """A reading in each of its periods."""
    first, last = table.weeks
    starts = range(first, last + 1, period)
    return [table.model_copy(update={"weeks": (start, start + period - 1)}) for start in starts]


def of_units(table: ReadingTable, seen: Recording) -> Numbers:
    """A reading of each unit, NaN where it could not be taken."""
    number, total, _ = seen.by_unit(table.outcome, table.group, table.arm, table.weeks).T
    found: Numbers = np.divide(total, number, out=np.full(len(total), np.nan), where=number > 0)
    return found
