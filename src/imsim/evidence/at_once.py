"""Studies of business units that are simulated at once: all of their files are left together, or none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import ClassVar, TypeVar

import imsim
from imsim.engine.errors import InputError
from imsim.scenarios.scenario import Scenario
from imsim.studies import files
from imsim.studies.answer import Answer
from imsim.studies.execution import Progress, ProgressCallback, RunOptions
from imsim.studies.folder_lock import reserve
from imsim.studies.kinds import WriteFigures
from imsim.studies.manifest import StudyIdentity, fingerprint, identity_of, manifest_of
from imsim.studies.provenance import provenance_of

AnswerT = TypeVar("AnswerT", bound=Answer)


@dataclass(frozen=True)
class PlannedUnits:
    """A firm, the number of its business units, and the seed."""

    scenario: Scenario
    units: int
    seed: int
    # Name of the kind of study.
    kind: ClassVar[str]

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
        """What identifies the study."""
        provenance, asked = provenance_of(), {"units": self.units}
        parts = [imsim.__version__, provenance.as_json(), self.kind, identity_of(self.scenario), asked, self.seed]
        return StudyIdentity(self.kind, fingerprint(parts), provenance)


def at_once(
    planned: PlannedUnits,
    answer: Callable[[int, Callable[[int], None]], AnswerT],
    folder: Path | None,
    options: RunOptions | None,
    progress: Progress | None,
    write_figures: WriteFigures | None,
) -> AnswerT:
    """Simulate business units, find an answer, and leave all of its artefacts.

    Args:
        planned: the study.
        answer: finds it, given a number of processes and whom to tell of units that have just finished.
        folder: for the artefacts; none are left without one.
        options: how to run it.
        progress: called as units finish.
        write_figures: writes figures.

    Raises:
        InputError: it was to be resumed, or sent to a cluster.
        StudyConflict: the folder holds another study.
    """
    options, progress = options or RunOptions(), progress or ProgressCallback()
    if options.scheduler or options.resume:
        raise InputError("--scheduler, --resume: business units are simulated at once and on this machine")
    progress.begin(planned.units, 0)
    started = datetime.now(UTC)
    if folder:
        reserve(folder, planned.identity)
    found = answer(options.jobs, progress.advance)
    if folder:
        manifest = manifest_of(planned.identity, planned.scenario, {"units": planned.units}, planned.seed, started)
        with files.together(folder) as part:
            for name, content in found.artefacts().items():
                files.write(part / name, content)
            if write_figures:
                write_figures(found, part)
            files.write_json(part / files.MANIFEST, manifest)
    return found
