"""Run a study: do the missing runs, store each as it ends, write tables and a manifest."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from imsim.engine.errors import InputError, StudyConflict
from imsim.studies import files, folder_lock, results
from imsim.studies.exports import write_tables
from imsim.studies.manifest import key_of, manifest_of, sealed
from imsim.studies.results import Results
from imsim.studies.runner import completed
from imsim.studies.schedulers import engine_of
from imsim.studies.store import FAILED, Store
from imsim.studies.study import Study

WriteArtefacts = Callable[[Results, Path], None]


@dataclass(frozen=True)
class RunOptions:
    """Run options; no number of the study depends on them.

    Args:
        jobs: processes; 1 runs everything in this one.
        scheduler: address of a Dask scheduler to use instead.
        resume: go on with a study that is in the folder already.
        retry_failed: also run again what failed before.
    """

    jobs: int = 1
    scheduler: str | None = None
    resume: bool = False
    retry_failed: bool = False

    def __post_init__(self) -> None:
        """Refuse a number of processes that can do nothing."""
        if self.jobs < 1:
            raise InputError(f"jobs = {self.jobs}: at least 1 is needed")


class Progress(Protocol):
    """Who follows a study while it runs."""

    def begin(self, runs: int, finished: int) -> None:
        """Called once at the start with the number of runs, and of runs finished before."""

    def advance(self, runs: int) -> None:
        """So many more are finished."""

    def found(self, runs: int) -> None:
        """So many more were finished before, as turns out on the way."""


@dataclass(frozen=True)
class ProgressCallback:
    """Progress callback: called with the number of runs that have just finished; does nothing by default.

    Args:
        done: the function.
    """

    done: Callable[[int], None] | None = None

    def begin(self, runs: int, finished: int) -> None:  # noqa: ARG002
        """Runs that are finished already count too."""
        if finished:
            self.advance(finished)

    def advance(self, runs: int) -> None:
        """Call the function."""
        if self.done:
            self.done(runs)

    def found(self, runs: int) -> None:
        """They count too."""
        self.advance(runs)


def run_study(
    study: Study,
    folder: Path | None = None,
    options: RunOptions | None = None,
    progress: Progress | None = None,
    write: WriteArtefacts | None = None,
) -> Results:
    """Run a study, or go on with it, and read what it gave.

    Args:
        study: the runs that are wanted.
        folder: where the study is left; without one nothing is.
        options: how to run it.
        progress: called as runs finish.
        write: writes what else is to be left in the folder, before the manifest vouches for all of it.

    Raises:
        StudyConflict: the folder holds another study, or another process writes it.
        OSError: the folder cannot be written, or the disk is full; nothing finished is lost.
    """
    options, progress = options or RunOptions(), progress or ProgressCallback()
    if folder is None:
        with somewhere(None) as scratch:
            return run_study(study, scratch, RunOptions(options.jobs, options.scheduler), progress)
    _reserve(study, folder, options.resume or options.retry_failed)
    with folder_lock.locked(folder):
        if _finished(study, folder) and not (folder / files.STORE).exists():
            progress.begin(study.runs, study.runs)
            return results.read(folder)
        return _run(study, folder, options, progress, write)


@contextmanager
def somewhere(folder: Path | None) -> Iterator[Path]:
    """The folder of a study, or one that is gone afterwards."""
    if folder is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="imsim-") as scratch:
        yield Path(scratch)


def _finished(study: Study, folder: Path) -> bool:
    """Whether a folder holds the tables of this study."""
    return key_of(folder) == study.key


def _reserve(study: Study, folder: Path, resume: bool) -> None:
    """Make sure that a folder is free, or holds this study and may be gone on with."""
    identity = study.identity
    begun = (folder / files.STORE).exists()
    if not begun:
        folder_lock.reserve(folder, identity)
        return
    folder_lock.refuse_others(folder, identity)
    folder_lock.make_writable(folder)
    if resume or _finished(study, folder):
        return
    with folder_lock.locked(folder), Store(folder, study) as store:
        done = study.runs - int(store.missing().sum())
    raise StudyConflict(f"{folder}: holds {done:,} of the {study.runs:,} runs of this study; go on with --resume")


def _run(study: Study, folder: Path, options: RunOptions, progress: Progress, write: WriteArtefacts | None) -> Results:
    started = datetime.now(UTC)
    with Store(folder, study) as store:
        missing = store.missing(options.retry_failed)
        progress.begin(study.runs, study.runs - int(missing.sum()))
        if missing.any():
            with engine_of(options.jobs, options.scheduler, study.model) as engine:
                for batch, record in completed(study.batches(missing, engine.workers), engine):
                    store.keep(batch, record)
                    progress.advance(batch.size)
        write_tables(store, folder)
        counts = store.counts()
    content = manifest_of(study.identity, study.scenario, study.options, study.design.seed, started)
    found = results.of(content, folder)
    if write:
        write(found, folder)
    files.write_json(folder / files.MANIFEST, sealed(content | {"runs": counts}, folder))
    if not counts[FAILED]:
        (folder / files.STORE).unlink(missing_ok=True)
    return found
