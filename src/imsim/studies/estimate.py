"""Estimate of a study's time and storage, measured on a few weeks of one of its own blocks."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from imsim.scenarios.simulation import Simulation
from imsim.scenarios.timeline import Timeline
from imsim.studies.blocks import Block
from imsim.studies.structures import uncompiled
from imsim.studies.study import Study

BYTES_PER_NUMBER = 8
BYTES_PER_RUN = 400
# Weeks whose time is taken, and weeks before them.
WEEKS_TIMED, WARMING = 4, 2
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


@dataclass(frozen=True)
class Glimpse(Timeline):
    """A timeline of which ageing, too, is only as long as it takes to be timed."""

    @property
    def ageing(self) -> int:
        """A few weeks."""
        return WEEKS_TIMED


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
    """Cost of a step of ageing and of a week with programmes of the first batch, times the weeks of all batches."""
    batch = next(study.batches(np.ones(study.shape, dtype=bool), jobs))
    block = batch.runs
    if not isinstance(block, Block):
        return None
    timeline = block.setting.timeline
    ageing, week = _timed(block)
    # Strategies with the same parameters share their ageing and burn-in.
    shared = len({tuple(sorted(case.parameters.items())) for case in block.cases}) / len(block.cases)
    before = ageing * len(timeline.steps_of_ageing) + week * timeline.burn_in
    return (before * shared + week * timeline.weeks) * study.runs / batch.size / jobs


def _timed(block: Block) -> tuple[float, float]:
    """Seconds that a step of ageing takes, and one in which programmes act."""
    setting = replace(block.setting, timeline=Glimpse(WEEKS_TIMED, WARMING, WEEKS_TIMED), expected={})
    simulation = Simulation(setting, block.cases, block.replicates, block.seed)
    simulation.step()
    begun = time.perf_counter()
    for _ in range(WEEKS_TIMED):
        simulation.step()
    passed = time.perf_counter()
    simulation.ensemble.age([1] * WEEKS_TIMED)
    return (time.perf_counter() - passed) / WEEKS_TIMED, (passed - begun) / WEEKS_TIMED
