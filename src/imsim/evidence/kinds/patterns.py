"""Patterns: simulated business units of the default firm beside what field studies found."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import imsim
from imsim.engine.errors import InputError
from imsim.evidence.at_once import at_once, refuse_stages
from imsim.evidence.panel import base_scenario
from imsim.evidence.patterns import PATTERNS
from imsim.evidence.validation import DEFAULT_SEED, DEFAULT_UNITS, PatternFinding, PatternStudy, patterns
from imsim.studies import files
from imsim.studies.answer import Json
from imsim.studies.execution import Progress, ProgressCallback, RunOptions
from imsim.studies.kinds import StudyKind, WriteFigures
from imsim.studies.manifest import StudyIdentity, fingerprint, identity_of
from imsim.studies.provenance import provenance_of
from imsim.studies.requests import option


@dataclass(frozen=True)
class PatternsRequest:
    """Number of business units to simulate, and the seed."""

    units: int = option("business units simulated", DEFAULT_UNITS)
    seed: int = option("root of all random numbers", DEFAULT_SEED)

    @property
    def runs(self) -> int:
        """Number of business units."""
        return self.units

    @property
    def counted(self) -> str:
        """What is counted."""
        return "business units"

    @cached_property
    def identity(self) -> StudyIdentity:
        """Options that identify the study."""
        provenance, scenario = provenance_of(), identity_of(base_scenario())
        parts = [imsim.__version__, provenance.as_json(), "patterns", scenario, {"units": self.units}, self.seed]
        return StudyIdentity("patterns", fingerprint(parts), provenance)


def run(
    planned: PatternsRequest,
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
    options, progress = options or RunOptions(), progress or ProgressCallback()
    refuse_stages(options, "patterns")
    progress.begin(planned.units, 0)
    asked = {"units": planned.units}, planned.seed

    def answer() -> PatternStudy:
        return patterns(planned.units, planned.seed, jobs=options.jobs, done=progress.advance)

    return at_once(planned.identity, base_scenario(), asked, answer, folder, write_figures)


def planned_in(manifest: Json, folder: Path) -> PatternsRequest:  # noqa: ARG001 - nothing is imported
    """What a manifest asks."""
    return PatternsRequest(int(manifest["options"]["units"]), int(manifest["seed"]))


def plan(request: PatternsRequest) -> PatternsRequest:
    """The request itself."""
    return request


def read(planned: PatternsRequest, folder: Path) -> PatternStudy:
    """The patterns that a folder holds.

    Raises:
        InputError: its answer cannot be read.
    """
    try:
        content = json.loads((folder / files.ANSWER).read_text(encoding="utf-8"))
        rows = zip(PATTERNS.values(), content["patterns"], strict=True)
        findings = [PatternFinding(one, or_nan(row["simulated"]), or_nan(row["error"])) for one, row in rows]
        return PatternStudy(planned.seed, planned.units, tuple(findings), or_nan(content["bonus_percentage"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{folder / files.ANSWER}: cannot be read: {type(error).__name__}: {error}") from None


def or_nan(value: float | None) -> float:
    """A number of an answer; null stands for one that is unknown."""
    return float("nan") if value is None else value


KIND = StudyKind("patterns", PatternsRequest, plan, run, planned_in, read)
