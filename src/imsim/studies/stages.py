"""Studies in stages: each stage's runs follow from what the stages before found; all are kept in one folder.

A stage is a study like any other, in a folder of its own below `stages`, with its runs, tables and manifest. A search
that is stopped is gone on with by going through its stages again: those that are finished are read, not run, and since
every stage follows from the numbers of those before it, the search takes the same way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Protocol, TypeVar

from imsim.engine.errors import StudyConflict
from imsim.engine.model import Model
from imsim.scenarios.scenario import Scenario
from imsim.studies import files, folder_lock
from imsim.studies.answer import Answer, Json
from imsim.studies.execution import Progress, ProgressCallback, RunOptions, run_study, somewhere
from imsim.studies.held import held_in
from imsim.studies.manifest import StudyIdentity, key_of, manifest_of, read_manifest, sealed
from imsim.studies.results import Results
from imsim.studies.study import Study

FOLDER, BEGUN = "stages", "begun.json"
# A part of a study in stages: what it is called, a study like it, and how many times its runs there are, roughly.
Part = tuple[str, Study, float]


class Asked(Protocol):
    """A planned study as the command line sees it: of one part, or of several one after another."""

    @property
    def kind(self) -> str:
        """Name of its kind."""

    @property
    def identity(self) -> StudyIdentity:
        """Identity of the study."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What whoever asked should know before it runs."""

    @property
    def model(self) -> Model | None:
        """Mechanisms at work."""

    @property
    def parts(self) -> Sequence[Part]:
        """What it will take."""


class Staged(Protocol):
    """A planned study in stages."""

    @property
    def identity(self) -> StudyIdentity:
        """Identity of the study."""

    @property
    def scenario(self) -> Scenario:
        """The scenario behind it."""

    @property
    def options(self) -> Json:
        """Options besides the scenario."""

    @property
    def seed(self) -> int:
        """Root of all random numbers."""

    @property
    def runs(self) -> int:
        """Largest number of runs that there may be."""


@dataclass
class Stages:
    """The stages of a study that is at work.

    Args:
        folder: where they are kept.
        options: how runs are run.
        progress: of all stages together.
        runs: done or read so far.
    """

    folder: Path
    options: RunOptions
    progress: Progress
    runs: int = 0
    failed: int = field(default=0)

    def run(self, name: str, study: Study) -> Results:
        """The results of a stage, run or read."""
        place, options = self._place_of(name, study), replace(self.options, resume=True)
        found = run_study(study, place, options, Joined(self.progress))
        self.runs += study.runs
        self.failed += len(found.errors)
        return found

    def _place_of(self, name: str, study: Study) -> Path:
        """Folder of a stage; where runs that failed before were mended, what followed from failing is passed by."""
        places = (self.folder / FOLDER / (name if number == 1 else f"{name}_{number}") for number in count(1))
        return next(one for one in places if (held := held_in(one)) is None or held["key"] == study.key)


@dataclass(frozen=True)
class Joined:
    """Progress of one stage as a part of the whole."""

    whole: Progress

    def begin(self, runs: int, finished: int) -> None:  # noqa: ARG002
        """The whole has begun already; what is finished counts."""
        if finished:
            self.whole.found(finished)

    def advance(self, runs: int) -> None:
        """So many more."""
        self.whole.advance(runs)

    def found(self, runs: int) -> None:
        """So many more that were finished before."""
        self.whole.found(runs)


StagedT = TypeVar("StagedT", bound=Staged)
AnswerT = TypeVar("AnswerT", bound=Answer)


def run_stages(
    planned: StagedT,
    folder: Path | None,
    answer: Callable[[Stages], AnswerT],
    read: Callable[[StagedT, Path], AnswerT],
    options: RunOptions | None = None,
    progress: Progress | None = None,
) -> AnswerT:
    """Go through the stages of a study in its folder, or read what it answers where it is finished.

    Args:
        planned: the study.
        folder: where runs and the answer are left; without one nothing is.
        answer: goes through the stages; what else it leaves in their folder stands there before the manifest does.
        read: the answer of a finished study.
        options: how to run it.
        progress: called as runs finish.

    Raises:
        StudyConflict: the folder holds another study, or this one begun and nobody said to go on with it.
    """
    options, progress = options or RunOptions(), progress or ProgressCallback()
    with somewhere(folder) as place:
        counts = read_manifest(place).get("runs", {}) if _finished(planned, place) else None
        if counts is not None and not (options.retry_failed and counts.get("failed")):
            done = int(counts.get("done", planned.runs))
            progress.begin(done, done)
            return read(planned, place)
        started = datetime.now(UTC)
        with _stages_in(planned, place, options, progress) as at_work:
            found = answer(at_work)
            _write_answer(planned, at_work, found, started)
        return found


@contextmanager
def _stages_in(planned: Staged, folder: Path, options: RunOptions, progress: Progress) -> Iterator[Stages]:
    """The stages of a study in its folder, which is held meanwhile."""
    _reserve(planned, folder, options.resume or options.retry_failed)
    with folder_lock.locked(folder):
        if not (folder / BEGUN).exists():
            identity = planned.identity
            told = {"kind": identity.kind, "scenario": planned.scenario.name, "key": identity.key}
            files.write_json(folder / BEGUN, told | {"provenance": identity.provenance.as_json()})
        progress.begin(planned.runs, 0)
        yield Stages(folder, options, progress)


def _finished(planned: Staged, folder: Path) -> bool:
    """Whether a folder holds this very study, finished."""
    return key_of(folder) == planned.identity.key


def _write_answer(planned: Staged, stages: Stages, found: Answer, started: datetime) -> None:
    """Write what a study in stages answers, and its manifest, which vouches for it."""
    for name, content in found.artefacts().items():
        files.write(stages.folder / name, content)
    manifest = manifest_of(planned.identity, planned.scenario, planned.options, planned.seed, started)
    counts = {"done": stages.runs - stages.failed, "failed": stages.failed}
    files.write_json(stages.folder / files.MANIFEST, sealed(manifest | {"runs": counts}, stages.folder))


def _reserve(planned: Staged, folder: Path, resume: bool) -> None:
    """Make sure that a folder is free, or holds this study and may be gone on with."""
    begun = folder / BEGUN
    if not begun.is_file():
        folder_lock.reserve(folder, planned.identity)
        return
    folder_lock.refuse_others(folder, planned.identity)
    try:
        held = json.loads(begun.read_text(encoding="utf-8"))
    except (ValueError, OSError):
        held = {}
    if held.get("key") != planned.identity.key:
        raise folder_lock.conflict(folder, planned.identity, held.get("provenance"))
    folder_lock.make_writable(folder)
    if not (resume or _finished(planned, folder)):
        raise StudyConflict(f"{folder}: holds a part of this study; go on with --resume")
