"""Estimate of a study's time and storage, measured on a few weeks of one of its own blocks."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from imsim.studies.structures import uncompiled
from imsim.studies.study import Study

BYTES_PER_NUMBER = 8
BYTES_PER_RUN = 400
WEEKS_TIMED = 4
# Seconds in which a model is compiled; a study begins, is judged, and leaves tables and figures; a stage of it is kept.
COMPILING, OVERHEAD, STAGE = 60.0, 10.0, 3.0
# Rounds of a part that are kept as stages, at most.
MOST_STAGES = 7


@dataclass(frozen=True)
class RunEstimate:
    """What a study will take, roughly.

    Args:
        seconds: on this machine with so many processes, compiling included; None where it is unknown.
        disk: bytes, at its largest: the working store beside the tables made of it.
        compiling: models that are compiled for this machine on the way, once.
    """

    seconds: float | None
    disk: int
    compiling: int = 0


class InParts(Protocol):
    """A planned study, of one part or of several."""

    @property
    def parts(self) -> Sequence[tuple[str, Study, float]]:
        """What a part is called, a study like it, and how many times its runs there will be."""


def run_estimate(study: InParts, jobs: int) -> RunEstimate:
    """Time and disk of a whole study."""
    seconds = [(_seconds(part, jobs), times) for _, part, times in study.parts]
    known = [one * times for one, times in seconds if one is not None]
    disk = sum(_disk(part) * times for _, part, times in study.parts)
    names = {name for _, part, _ in study.parts for name in dict(part.ask).get("structures", {}).get("others", ())}
    new = uncompiled(names)
    stages = sum(max(1, min(round(times), MOST_STAGES)) for _, _, times in study.parts)
    lasts = sum(known) + COMPILING * new + OVERHEAD + STAGE * stages
    return RunEstimate(lasts if len(known) == len(seconds) else None, round(disk), new)


def runs_expected(study: InParts) -> int:
    """How many runs a study will probably take."""
    return round(sum(part.runs * times for _, part, times in study.parts))


def _disk(study: Study) -> int:
    outcomes, factors = len(study.subject.outcomes), len(study.design.factors)
    weeks = study.scenario.timeline.weeks if study.scenario and study.subject.weekly else 0
    stored = outcomes * (1 + weeks) * BYTES_PER_NUMBER + BYTES_PER_RUN
    return study.runs * (2 * stored + factors * BYTES_PER_NUMBER)


def _seconds(study: Study, jobs: int) -> float | None:
    """Cost of a week of ageing and of a full week of the first batch, times the weeks of all batches."""
    from imsim.company.ensemble import Ensemble
    from imsim.engine.streams import Streams
    from imsim.scenarios.model import parameters_of
    from imsim.studies.blocks import Block

    batch = next(study.batches(np.ones(study.shape, dtype=bool), jobs))
    block = batch.runs
    if not isinstance(block, Block):
        return None
    timeline = block.setting.timeline
    ensemble = Ensemble(
        block.setting.model,
        block.setting.shared,
        parameters_of((case.parameters for case in block.cases), block.setting.model),
        Streams(block.seed, block.replicates),
        [case.without for case in block.cases],
        -2 * WEEKS_TIMED - 2,
    )
    ensemble.age(1)
    ensemble.pass_week()
    begun = time.perf_counter()
    ensemble.age(WEEKS_TIMED)
    aged = time.perf_counter()
    for _ in range(WEEKS_TIMED):
        ensemble.pass_week()
    spent = (aged - begun) / WEEKS_TIMED, (time.perf_counter() - aged) / WEEKS_TIMED
    # Strategies with the same parameters share their ageing and burn-in.
    shared = len({tuple(sorted(case.parameters.items())) for case in block.cases}) / len(block.cases)
    before = spent[0] * timeline.ageing + spent[1] * timeline.burn_in
    return (before * shared + spent[1] * timeline.weeks) * study.runs / batch.size / jobs
