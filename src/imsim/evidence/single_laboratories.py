"""Single laboratories: as large as the field's, with its own estimator, each unit in one arm only.

They are drawn by lot from the simulated units. Their spread is what a published figure, and its standard error, are
compared with; and the power of a study that somebody plans rests on them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from imsim.engine.streams import seed_sequence
from imsim.evidence.estimators import difference_in_differences, relative_change
from imsim.evidence.judgement import PartFinding, combined, compared, level
from imsim.evidence.observation import Numbers
from imsim.evidence.reading_tables import EXITS, ContrastTable, other_group
from imsim.evidence.recording import Recording
from imsim.evidence.study_tables import PartTable, StudyFile

LABORATORIES = 200
PERCENTILES = (2.5, 97.5)
# A single laboratory's standard error must be within these factors of the published one.
LEAST_NOISE, MOST_NOISE = 0.5, 2.0


def predictive_checks(study: StudyFile, part: PartTable, seen: Recording, seed: int) -> list[PartFinding]:
    """Whether single laboratories could have found what the field did, and whether they are as noisy."""
    if part.effect is None or part.published is None:
        return []
    known = single_laboratories(study, part, seen, seed)
    known = known[np.isfinite(known)]
    if len(known) < 2:
        return []
    low, high = np.percentile(known, PERCENTILES)
    name = f"{part.name}: published in predictive interval"
    found = [PartFinding(name, "P", float(low), float(high), part.published, 0.0, part.published)]
    if part.published_error is not None:
        error, noise = part.published_error, float(known.std(ddof=1))
        doubt = noise / float(np.sqrt(2 * len(known)))
        name = f"{part.name}: noise of one laboratory"
        found.append(PartFinding(name, "P", LEAST_NOISE * error, MOST_NOISE * error, noise, doubt, error))
    return found


def single_laboratories(
    study: StudyFile, part: PartTable, seen: Recording, seed: int, size: int | None = None, number: int = LABORATORIES
) -> Numbers:
    """Estimates of so many laboratories of so many units, as many as the study's by default, shape (number,)."""
    generator = np.random.Generator(np.random.SFC64(seed_sequence(seed, 1, f"laboratories of {study.id}")))
    units = study.design.units if size is None else size
    # Where units are compared, one alone would be compared with itself: a lonely one gets a neighbour.
    drawn = generator.integers(seen.units, size=(number, max(units, 2 if apart(study, part) else 1)))
    return part.factor * combined(part, estimator(study, seen, drawn))


def apart(study: StudyFile, part: PartTable) -> bool:
    """Whether treated and untreated are in different units."""
    table = part.effect
    return study.design.randomised == "units" or table is None or other_group(table) == table.group


def estimator(study: StudyFile, seen: Recording, drawn: NDArray[np.int64]) -> Callable[[ContrastTable], Numbers]:
    """How laboratories estimate a contrast: units apart, or drawn people beside the others of their own units.

    Weeks before the treatment are taken off (difference in differences) where there are any; exits have no before.

    Args:
        study: what is done.
        seen: of which units.
        drawn: those of each laboratory, shape (laboratories, units).
    """
    cut = max(1, min(drawn.shape[1] - 1, round(study.design.share * drawn.shape[1])))

    def estimates(table: ContrastTable) -> Numbers:
        separate = study.design.randomised == "units" or other_group(table) == table.group
        mine, theirs = (drawn[:, :cut], drawn[:, cut:]) if separate else (drawn, drawn)
        sides = [
            (mine, table.arm, table.group),
            (theirs, table.control if separate else table.arm, other_group(table)),
        ]

        def taken(weeks: tuple[int, int]) -> list[Numbers]:
            return [seen.by_unit(table.outcome, group, arm, weeks)[some].sum(axis=1) for some, arm, group in sides]

        now = taken(table.weeks)
        if table.outcome == EXITS or not study.design.before or table.scale not in ("difference", "relative"):
            return np.array([compared(table.scale, treated, control) for treated, control in zip(*now, strict=True)])
        before = taken((-study.design.before, -1))
        change = difference_in_differences if table.scale == "difference" else relative_change
        levels = [[level(one) for one in side] for pair in zip(before, now, strict=True) for side in pair]
        return np.array([change(*four) for four in zip(*levels, strict=True)])

    return estimates
