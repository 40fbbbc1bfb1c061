"""Studies in stages: each stage's runs follow from what the stages before found; all are kept in one folder.

A stage is a study like any other, in a folder of its own below `stages`, with its runs, tables and manifest. A search
that is stopped is gone on with by going through its stages again: those that are finished are read, not run, and since
every stage follows from the numbers of those before it, the search takes the same way.

A larger search goes through its stages from the beginning, too. The stages of the smaller one are set aside, and runs
that it shares with them are read from there, found by their names; so it is the search that was asked at once.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import imsim
from imsim.engine.errors import StudyConflict
from imsim.engine.model import Model
from imsim.scenarios.scenario import Scenario
from imsim.studies import files, folder_lock, growth
from imsim.studies.answer import Answer, Json
from imsim.studies.execution import Progress, ProgressCallback, RunOptions, clear, run_study, somewhere
from imsim.studies.held import UNKNOWN, held_in
from imsim.studies.manifest import StudyIdentity, asked_of, is_manifest, key_of, manifest_of, read_manifest, sealed
from imsim.studies.reopening import gather
from imsim.studies.results import Results
from imsim.studies.study import Study

FOLDER = "stages"
# Stages of smaller studies that one in the folder has grown out of, while it is at work.
BEFORE = "before"
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

    @property
    def grows(self) -> tuple[str, ...]:
        """Options of which a larger study like it may have more."""


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
        if held_in(place) is None:
            _take_over(self.folder, place, study)
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


def _take_over(folder: Path, place: Path, study: Study) -> None:
    """Begin a stage with those of its runs that one of fewer replicates, or a smaller study, has done."""
    outcomes, design, sources = set(study.subject.outcomes), study.options["design"], []
    for stage in sorted([*folder.glob(f"{BEFORE}/*/*"), *folder.glob(f"{FOLDER}/*")]):
        options = (held := held_in(stage) or UNKNOWN).get("options", {})
        fewer = options.get("design") == design and options["replicates"] < study.replicates
        if (fewer or stage.parent.name != FOLDER) and set(options.get("outcomes", ())) == outcomes:
            sources.append((stage, held))
    if sources:
        place.mkdir(parents=True, exist_ok=True)
        gather(place, sources, study, partly=True)


StagedT = TypeVar("StagedT", bound=Staged)
AnswerT = TypeVar("AnswerT", bound=Answer)


@dataclass(frozen=True)
class Way(Generic[StagedT, AnswerT]):
    """How a study in stages comes to its answer.

    Args:
        answer: goes through the stages.
        read: the answer of a finished study in a folder.
        write: writes what else is to be left in the folder, before the manifest vouches for it.
    """

    answer: Callable[[Stages], AnswerT]
    read: Callable[[StagedT, Path], AnswerT]
    write: Callable[[AnswerT, Path], None] | None = None


def run_stages(
    planned: StagedT,
    folder: Path | None,
    way: Way[StagedT, AnswerT],
    options: RunOptions | None = None,
    progress: Progress | None = None,
) -> AnswerT:
    """Go through the stages of a study in its folder, or read what it answers where it is finished.

    Args:
        planned: the study.
        folder: where runs and the answer are left; without one nothing is.
        way: to its answer.
        options: how to run it.
        progress: called as runs finish.

    Raises:
        StudyConflict: the folder holds another study, or this one begun, or a smaller one, and nobody said to go on.
    """
    options, progress = options or RunOptions(), progress or ProgressCallback()
    with somewhere(folder) as place:
        counts = read_manifest(place).get("runs", {}) if _finished(planned, place) else None
        if counts is not None and not (options.retry_failed and counts.get("failed")):
            done = int(counts.get("done", planned.runs))
            progress.begin(done, done)
            return way.read(planned, place)
        started = datetime.now(UTC)
        with _stages_in(planned, place, options, progress) as at_work:
            found = way.answer(at_work)
            _make_room(planned, at_work.folder)
            if way.write:
                way.write(found, at_work.folder)
            _write_answer(planned, at_work, found, started)
        return found


@contextmanager
def _stages_in(planned: Staged, folder: Path, options: RunOptions, progress: Progress) -> Iterator[Stages]:
    """The stages of a study in its folder, which is held meanwhile."""
    key = _reserve(planned, folder, options.resume or options.retry_failed)
    with folder_lock.locked(folder):
        if key != planned.identity.key:
            _set_aside(folder)
            asked = asked_of(planned.identity, planned.scenario, planned.options, planned.seed)
            files.write_json(folder / files.BEGUN, asked | {"imsim": imsim.__version__})
        progress.begin(planned.runs, 0)
        yield Stages(folder, options, progress)


def _finished(planned: Staged, folder: Path) -> bool:
    """Whether a folder holds this very study, finished."""
    return key_of(folder) == planned.identity.key


def _set_aside(folder: Path) -> None:
    """Move the stages of a smaller study to where this one finds its runs."""
    if (folder / FOLDER).exists():
        before = folder / BEFORE
        before.mkdir(exist_ok=True)
        (folder / FOLDER).rename(next(one for n in count(1) if not (one := before / str(n)).exists()))


def _make_room(planned: Staged, folder: Path) -> None:
    """Take away what a smaller study has left, now that all stages of this one are done."""
    shutil.rmtree(folder / BEFORE, ignore_errors=True)
    if key_of(folder) not in (None, planned.identity.key):
        clear(folder)


def _write_answer(planned: Staged, stages: Stages, found: Answer, started: datetime) -> None:
    """Write what a study in stages answers, and its manifest, which vouches for it."""
    for name, content in found.artefacts().items():
        files.write(stages.folder / name, content)
    manifest = manifest_of(planned.identity, planned.scenario, planned.options, planned.seed, started)
    counts = {"done": stages.runs - stages.failed, "failed": stages.failed}
    files.write_json(stages.folder / files.MANIFEST, sealed(manifest | {"runs": counts}, stages.folder))


def _reserve(planned: Staged, folder: Path, resume: bool) -> str | None:
    """Make sure that a folder is free, or holds this study or a smaller one like it, and may be gone on with.

    Returns:
        key of the study whose stages are there; None where there are none.
    """
    begun = folder / files.BEGUN
    if not begun.is_file():
        folder_lock.reserve(folder, planned.identity)
        return None
    try:
        told = files.read_json(begun)
    except (ValueError, OSError, RecursionError):
        told = {}
    held = UNKNOWN | told if is_manifest(told) else UNKNOWN
    key = str(held["key"])
    if key != planned.identity.key:
        growth.check(folder, held, planned, resume)
    folder_lock.make_writable(folder)
    if not (resume or _finished(planned, folder)):
        raise StudyConflict(f"{folder}: holds a part of this study; go on with --resume")
    return key
