"""Conduct a study: run what is missing, keep it as it comes, leave the tables and a manifest that vouches for them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from imsim.engine.errors import StudyConflict
from imsim.studies import files, results
from imsim.studies import folder_lock as claims
from imsim.studies.exports import write_tables
from imsim.studies.manifest import key_of, manifest_of
from imsim.studies.results import Results
from imsim.studies.runner import completed
from imsim.studies.schedulers import engine_of
from imsim.studies.store import FAILED, Store
from imsim.studies.study import Study

Leave = Callable[[Results, Path], None]


class Watch(Protocol):
    """Who follows a study while it runs."""

    def begin(self, runs: int, finished: int) -> None:
        """It begins: so many runs in all, so many of them finished before."""

    def advance(self, runs: int) -> None:
        """So many more are finished."""


@dataclass(frozen=True)
class Told:
    """Whoever only wants to be told how many runs have just finished; nobody by default."""

    done: Callable[[int], None] | None = None

    def begin(self, runs: int, finished: int) -> None:  # noqa: ARG002
        """Those that are finished already count too."""
        if finished:
            self.advance(finished)

    def advance(self, runs: int) -> None:
        """So many more."""
        if self.done:
            self.done(runs)


def conduct(
    study: Study,
    folder: Path | None = None,
    *,
    jobs: int = 1,
    scheduler: str | None = None,
    resume: bool = False,
    retry_failed: bool = False,
    watch: Watch | None = None,
    leave: Leave | None = None,
) -> Results:
    """Carry a study out, or go on with it, and read what it found.

    Args:
        study: the runs that are wanted.
        folder: where the study is left; without one nothing is.
        jobs: processes; 1 runs everything in this one.
        scheduler: address of a Dask scheduler to use instead.
        resume: go on with a study that is in the folder already.
        retry_failed: also run again what failed before.
        watch: told how far it is.
        leave: writes what else is to be left in the folder, before the manifest vouches for all.

    Raises:
        StudyConflict: the folder holds another study, or another process writes it.
        OSError: the folder cannot be written, or the disk is full; nothing finished is lost.
    """
    watch = watch or Told()
    if folder is None:
        with somewhere(None) as scratch:
            return conduct(study, scratch, jobs=jobs, scheduler=scheduler, watch=watch)
    _claim(study, folder, resume or retry_failed)
    with claims.locked(folder):
        if _finished(study, folder) and not (folder / files.STORE).exists():
            watch.begin(study.runs, study.runs)
            return results.read(folder)
        return _conducted(study, folder, jobs, scheduler, retry_failed, watch, leave)


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


def _claim(study: Study, folder: Path, resume: bool) -> None:
    """Make sure that a folder is free, or holds this study and may be gone on with."""
    begun = (folder / files.STORE).exists()
    if not begun:
        claims.claim(folder, study.key)
        return
    held = key_of(folder)
    if held is not None and held != study.key:
        raise StudyConflict(f"{folder}: {claims.ANOTHER}")
    claims.make_writable(folder)
    if resume or held == study.key:
        return
    with claims.locked(folder), Store(folder, study) as store:
        done = study.runs - int(store.missing().sum())
    raise StudyConflict(f"{folder}: holds {done:,} of the {study.runs:,} runs of this study; go on with --resume")


def _conducted(
    study: Study, folder: Path, jobs: int, scheduler: str | None, retry_failed: bool, watch: Watch, leave: Leave | None
) -> Results:
    started = datetime.now(UTC)
    with Store(folder, study) as store:
        missing = store.missing(retry_failed)
        watch.begin(study.runs, study.runs - int(missing.sum()))
        if missing.any():
            with engine_of(jobs, scheduler) as engine:
                for lot, found in completed(study.lots(missing, engine.workers), engine):
                    store.keep(lot, found)
                    watch.advance(lot.size)
        write_tables(store, folder)
        counts = store.counts()
    content = manifest_of(study.kind, study.key, study.scenario, study.options, study.design.seed, started)
    found = results.of(content, folder)
    if leave:
        leave(found, folder)
    files.write_json(folder / files.MANIFEST, content | {"runs": counts})
    if not counts[FAILED]:
        (folder / files.STORE).unlink(missing_ok=True)
    return found
