"""Single laboratories: as large as the field's, with its own estimator, each unit in one arm only.

They are drawn by lot from the simulated units. Their spread is what a published figure, and its standard error, are
compared with; and it is the power of a study that somebody plans.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imsim.engine.streams import seed_sequence
from imsim.evidence.estimators import difference_in_differences, relative_change
from imsim.evidence.judgement import PartFinding, combined, compared, level
from imsim.evidence.observation import Numbers
from imsim.evidence.reading_tables import CONTROL, EXITS, ContrastTable, other_group
from imsim.evidence.recording import Recording
from imsim.evidence.study_tables import PartTable, StudyFile

LABORATORIES = 200
PERCENTILES = (2.5, 97.5)
# A single laboratory's standard error must be within these factors of the published one.
LEAST_NOISE, MOST_NOISE = 0.5, 2.0
# Two-sided test at 5 %; an effect of so many standard errors is found in four of five studies.
CRITICAL, DETECTABLE = 1.96, 2.8
SIZES = (0.5, 1.0, 2.0, 4.0)


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
    study: StudyFile, part: PartTable, seen: Recording, seed: int, size: int | None = None
) -> Numbers:
    """Estimates of laboratories of so many units, as many as the study's by default, shape (LABORATORIES,)."""
    generator = np.random.Generator(np.random.SFC64(seed_sequence(seed, 1, f"laboratories of {study.id}")))
    units = study.design.units if size is None else size
    # Where units are compared, one alone would be compared with itself: a lonely one gets a neighbour.
    drawn = [
        generator.integers(seen.units, size=max(units, 2 if apart(study, part) else 1)) for _ in range(LABORATORIES)
    ]
    return part.factor * np.array([combined(part, estimator(study, seen, some)) for some in drawn])


def apart(study: StudyFile, part: PartTable) -> bool:
    """Whether treated and untreated are in different units."""
    table = part.effect
    return study.design.randomised == "units" or table is None or other_group(table) == table.group


def estimator(study: StudyFile, seen: Recording, units: NDArray[np.int64]) -> Callable[[ContrastTable], float]:
    """How one laboratory estimates a contrast: units apart, or drawn people beside the others of their own units.

    Weeks before the treatment are taken off (difference in differences) where there are any; exits have no before.
    """

    def estimate(table: ContrastTable) -> float:
        separate = study.design.randomised == "units" or other_group(table) == table.group
        cut = max(1, min(len(units) - 1, round(study.design.share * len(units))))
        mine, theirs = (units[:cut], units[cut:]) if separate else (units, units)
        sides = [
            (mine, table.arm, table.group),
            (theirs, table.control if separate else table.arm, other_group(table)),
        ]

        def taken(weeks: tuple[int, int]) -> list[Numbers]:
            return [seen.by_unit(table.outcome, group, arm, weeks)[some].sum(axis=0) for some, arm, group in sides]

        treated, control = taken(table.weeks)
        if table.outcome == EXITS or not study.design.before or table.scale not in ("difference", "relative"):
            return compared(table.scale, treated, control)
        before = [level(moments) for moments in taken((-study.design.before, -1))]
        change = difference_in_differences if table.scale == "difference" else relative_change
        return change(before[0], level(treated), before[1], level(control))

    return estimate


@dataclass(frozen=True)
class Power:
    """What a study of some size can see.

    Args:
        part: of the study.
        units: business units in it, treated and untreated together.
        noise: standard error of its estimate if nothing has an effect.
        detectable: effect that four of five such studies would find.
        power: share of such studies that would find the simulated effect (two-sided, 5 %).
    """

    part: str
    units: int
    noise: float
    detectable: float
    power: float


def powers_of(study: StudyFile, part: PartTable, seen: Recording, seed: int) -> list[Power]:
    """The power of a part at half, once, twice and four times the study's units; none without an untreated arm."""
    if part.effect is None or CONTROL not in seen.arms or part.over is not None:
        return []
    null = part.model_copy(update={"effect": part.effect.model_copy(update={"arm": CONTROL, "control": CONTROL})})
    if part.minus is not None:
        return []
    found = []
    for size in dict.fromkeys(max(2, round(factor * study.design.units)) for factor in SIZES):
        nothing = single_laboratories(study, null, seen, seed, size)
        something = single_laboratories(study, part, seen, seed, size)
        noise, middle = float(np.nanstd(nothing, ddof=1)), float(np.nanmean(nothing))
        share = float(np.nanmean(np.abs(something - middle) > CRITICAL * noise))
        found.append(Power(part.name, size, noise, DETECTABLE * noise, share))
    return found
