"""Patterns: simulated business units of the default firm beside what field studies found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from imsim.evidence.at_once import PlannedUnits, at_once
from imsim.evidence.panel import base_scenario
from imsim.evidence.patterns import PATTERNS
from imsim.evidence.validation import DEFAULT_SEED, DEFAULT_UNITS, PatternFinding, PatternStudy, patterns
from imsim.studies import files
from imsim.studies.answer import Json
from imsim.studies.execution import Progress, RunOptions
from imsim.studies.kinds import StudyKind, WriteFigures
from imsim.studies.requests import option


@dataclass(frozen=True)
class PatternsRequest:
    """Number of business units to simulate, and the seed."""

    units: int = option("business units simulated", DEFAULT_UNITS)
    seed: int = option("root of all random numbers", DEFAULT_SEED)


class PlannedPatterns(PlannedUnits):
    """Patterns that are looked for, planned."""

    kind = "patterns"


def plan(request: PatternsRequest) -> PlannedPatterns:
    """The units that answer a request, of the firm that patterns are looked for in."""
    return PlannedPatterns(base_scenario(), request.units, request.seed)


def run(
    planned: PlannedPatterns,
    folder: Path | None = None,
    options: RunOptions | None = None,
    progress: Progress | None = None,
    write_figures: WriteFigures | None = None,
) -> PatternStudy:
    """Simulate business units, compute the patterns, and write all artefacts to the folder at once.

    Raises:
        InputError: they were to be resumed, or sent to a cluster.
        StudyConflict: the folder holds another study.
        RunFailed: some units cannot be simulated.
    """

    def answer(jobs: int, done: Callable[[int], None]) -> PatternStudy:
        return patterns(planned.units, planned.seed, jobs=jobs, done=done)

    return at_once(planned, answer, folder, options, progress, write_figures)


def planned_in(manifest: Json, folder: Path) -> PlannedPatterns:  # noqa: ARG001 - nothing is imported
    """What a manifest asks."""
    return plan(PatternsRequest(int(manifest["options"]["units"]), int(manifest["seed"])))


def read(planned: PlannedPatterns, folder: Path) -> PatternStudy:
    """The patterns that a folder holds.

    Raises:
        InputError: its answer cannot be read.
    """
    with files.readable(f"{folder / files.ANSWER}:"):
        content = files.read_json(folder / files.ANSWER)
        rows = zip(PATTERNS.values(), content["patterns"], strict=True)
        findings = [PatternFinding(one, or_nan(row["simulated"]), or_nan(row["error"])) for one, row in rows]
        return PatternStudy(planned.seed, planned.units, tuple(findings), or_nan(content["bonus_percentage"]))


def or_nan(value: float | None) -> float:
    """A number of an answer; null stands for one that is unknown."""
    return float("nan") if value is None else value


KIND = StudyKind("patterns", PatternsRequest, plan, run, planned_in, read)
