"""Run a study: do the missing runs, store each as it ends, write tables and a manifest."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from imsim.company.compilation import compiled_before
from imsim.engine.errors import InputError, StudyConflict
from imsim.engine.model import Model
from imsim.scenarios.counts import count
from imsim.studies import files, folder_lock, growth, results, sqlite
from imsim.studies.answer import Json
from imsim.studies.compilation import compile_together
from imsim.studies.exports import write_tables
from imsim.studies.held import held_in
from imsim.studies.manifest import artefacts_of, key_of, manifest_of, sealed
from imsim.studies.reopening import reopen
from imsim.studies.results import Results
from imsim.studies.runner import completed
from imsim.studies.schedulers import Processes, engine_of
from imsim.studies.store import Store
from imsim.studies.study import Flags, Study

WriteArtefacts = Callable[[Results, Path], None]


@dataclass(frozen=True)
class RunOptions:
    """Run options; no number of the study depends on them.

    Args:
        jobs: processes; 1 runs everything in this one.
        scheduler: address of a Dask scheduler to use instead.
        resume: go on with a study that is in the folder already.
        retry_failed: also run again what failed before.
        block_rows: people and customers in a block of runs, at most: smaller blocks are slower, and seen sooner.
    """

    jobs: int = 1
    scheduler: str | None = None
    resume: bool = False
    retry_failed: bool = False
    block_rows: int | None = None

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


def compile_first(options: RunOptions, model: Model | None) -> None:
    """Compile the week of a company before its first runs, which are those that plan strategies, in this process."""
    if model and options.jobs > 1 and not options.scheduler and not compiled_before(model):
        with Processes(1) as engine:
            compile_together(engine, model)


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
    with reserved(study, folder, options):
        if _finished(study, folder) and not (folder / files.STORE).exists():
            progress.begin(study.runs, study.runs)
            return results.read(folder)
        started = datetime.now(UTC)
        with Store(folder, study) as store:
            run_missing(store, options, progress)
            found = finish(store, started, write)
        if not found.errors:
            sqlite.remove(folder / files.STORE)
        return found


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


@contextmanager
def reserved(study: Study, folder: Path, options: RunOptions) -> Iterator[None]:
    """Hold a folder that is free, or holds this study or a smaller one like it, to go on with if there is a store.

    Raises:
        StudyConflict: it holds another study, or nobody said to go on with what it holds.
    """
    resume, store = options.resume or options.retry_failed, folder / files.STORE
    held = held_in(folder)
    if held is None:
        folder_lock.reserve(folder, study.identity)
    else:
        _may_go_on(study, folder, held, resume)
        folder_lock.make_writable(folder)
    with folder_lock.locked(folder):
        if held is not None and held["key"] != study.key:
            if not store.exists():
                reopen(folder, held, study)
            Store(folder, study, grow=True).__exit__()
        yield


def _may_go_on(study: Study, folder: Path, held: Json, resume: bool) -> None:
    """Refuse to go on with what a folder holds where it is another study's, or nobody said to."""
    if held["key"] != study.key:
        growth.check(folder, held, study, resume)
    elif not resume and not _finished(study, folder):
        done = sum(held["runs"].values())
        raise StudyConflict(
            f"{folder}: holds {done:,} of the {count(study.runs, 'run')} of this study; go on with --resume"
        )


def run_missing(store: Store, options: RunOptions, progress: Progress, part: Flags | None = None) -> None:
    """Do the runs that a store lacks, and store each as it ends.

    Args:
        store: of the study.
        options: how to run it.
        progress: called as runs finish.
        part: mask of the runs that are wanted, shape (points, strategies, replicates); all by default.
    """
    study, missing = store.study, store.missing(options.retry_failed)
    wanted = study.runs if part is None else int(part.sum())
    if part is not None:
        missing &= part
    progress.begin(wanted, wanted - int(missing.sum()))
    if missing.any():
        with engine_of(options.jobs, options.scheduler, study.model) as engine:
            for batch, record in completed(study.batches(missing, engine.workers, options.block_rows), engine):
                store.keep(batch, record)
                progress.advance(batch.size)


def clear(folder: Path) -> None:
    """Take away what a smaller study has left, which would not be told from what this one leaves; runs are stored.

    Its manifest goes last: it says which files are its own, should this be stopped half way.
    """
    for name in artefacts_of(folder):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / files.FIGURES, ignore_errors=True)
    (folder / files.MANIFEST).unlink(missing_ok=True)


def finish(store: Store, started: datetime, write: WriteArtefacts | None) -> Results:
    """Leave the tables of a study all of whose runs are done, what else is to be left, and the manifest."""
    study, folder = store.study, store.path.parent
    if not _finished(study, folder):
        clear(folder)
    write_tables(store, folder)
    counts = store.counts()
    content = manifest_of(study.identity, study.scenario, study.options, study.design.seed, started)
    found = results.of(content, folder)
    if write:
        write(found, folder)
    files.write_json(folder / files.MANIFEST, sealed(content | {"runs": counts}, folder))
    return found
