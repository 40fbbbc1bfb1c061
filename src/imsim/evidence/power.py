"""The power of a study that somebody plans: how many of such studies would find the simulated effect.

Studies of several sizes are drawn from the simulated units (`single_laboratories`). How well the power is known rests
on how many units were simulated: its interval comes from drawing them anew.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial

import numpy as np

from imsim.evidence.bootstrap import RESAMPLES, chance_of_resamples
from imsim.evidence.observation import Numbers
from imsim.evidence.reading_tables import CONTROL
from imsim.evidence.recording import Recording
from imsim.evidence.single_laboratories import PERCENTILES, single_laboratories
from imsim.evidence.study_tables import PartTable, StudyFile
from imsim.studies.answer import Json
from imsim.studies.intervals import finite

# Two-sided test at 5 %; an effect of so many standard errors is found in four of five studies.
CRITICAL, DETECTABLE = 1.96, 2.8
SIZES = (0.5, 1.0, 2.0, 4.0)
# Studies that are drawn: with few, power differs from seed to seed where a single unit may weigh much.
STUDIES, STUDIES_OF_RESAMPLES = 2000, 200


@dataclass(frozen=True)
class Power:
    """What a study of some size can see.

    Args:
        part: of the study.
        units: business units in it, treated and untreated together.
        noise: standard error of its estimate if nothing has an effect.
        detectable: effect that four of five such studies would find.
        power: share of such studies that would find the simulated effect (two-sided, 5 %).
        low, high: 95 % interval of the power, from resamples of the simulated units.
        needed: business units of a study whose power is 80 %; infinite where nothing has an effect.
        needed_low, needed_high: its 95 % interval.
    """

    part: str
    units: int
    noise: float
    detectable: float
    power: float
    low: float
    high: float
    needed: float
    needed_low: float
    needed_high: float

    def as_json(self) -> Json:
        """The machine-readable shape; what is infinite or unknown is null."""
        return {name: finite(value) if isinstance(value, float) else value for name, value in asdict(self).items()}


@dataclass(frozen=True)
class Trial:
    """Studies of one size, with the effect and without.

    Args:
        units: of each study.
        noise: standard deviation of their estimates if nothing has an effect.
        effect: mean of their estimates, less what they find where nothing has an effect.
        power: share that finds it.
    """

    units: int
    noise: float
    effect: float
    power: float

    @classmethod
    def of(cls, units: int, nothing: Numbers, something: Numbers) -> Trial:
        """From estimates of studies without an effect and with it; unknown where none could be made."""
        nothing, something = (values[np.isfinite(values)] for values in (nothing, something))
        if min(len(nothing), len(something)) < 2:
            return cls(units, math.nan, math.nan, math.nan)
        noise, middle = float(nothing.std(ddof=1)), float(nothing.mean())
        found = np.abs(something - middle) > CRITICAL * noise
        return cls(units, noise, float(something.mean()) - middle, float(found.mean()))

    def needed(self, sign: float) -> float:
        """Units for a power of 80 %, as standard errors fall with the root of the size; infinite for no such effect."""
        effect = sign * self.effect
        return self.units * (DETECTABLE * self.noise / effect) ** 2 if effect > 0 else math.inf


def powers_of(study: StudyFile, part: PartTable, seen: Recording, seed: int) -> list[Power]:
    """The power of a part at half, once, twice and four times the study's units; none without an untreated arm."""
    if part.effect is None or CONTROL not in seen.arms or part.over is not None or part.minus is not None:
        return []
    null = part.model_copy(update={"effect": part.effect.model_copy(update={"arm": CONTROL, "control": CONTROL})})
    sizes = list(dict.fromkeys(max(2, round(factor * study.design.units)) for factor in SIZES))

    def trials(units: Recording, number: int) -> list[Trial]:
        # Studies with the effect and without are of the same units.
        drawn = partial(single_laboratories, study, seen=units, seed=seed, number=number)
        return [Trial.of(size, drawn(part=null, size=size), drawn(part=part, size=size)) for size in sizes]

    found, chance = trials(seen, STUDIES), chance_of_resamples(seed)
    again = [trials(seen.drawn_anew(chance), STUDIES_OF_RESAMPLES) for _ in range(RESAMPLES)]
    # Estimates of the largest studies lean least on their size.
    sign = math.copysign(1.0, found[-1].effect)
    needed = (found[-1].needed(sign), *ends([one[-1].needed(sign) for one in again]))
    return [
        Power(part.name, one.units, one.noise, DETECTABLE * one.noise, one.power,
              *ends([some[place].power for some in again]), *needed)
        for place, one in enumerate(found)
    ]  # fmt: skip


def ends(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of resamples, of which some may be infinite; NaN where none is known."""
    told = np.array(values)[~np.isnan(values)]
    if not len(told):
        return math.nan, math.nan
    lowest, highest = PERCENTILES
    return float(np.percentile(told, lowest, method="lower")), float(np.percentile(told, highest, method="higher"))
