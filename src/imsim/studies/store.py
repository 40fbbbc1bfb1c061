"""The working store of a study: runs as they finish, in one SQLite file with one writer; nothing finished is ever lost.

A commit is on disk before the next block is looked at (synchronous = FULL). Numbers are blobs of little-endian float64.
"""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from imsim.engine.errors import StudyConflict
from imsim.studies.answer import Json
from imsim.studies.blocks import Batch
from imsim.studies.files import STORE
from imsim.studies.folder_lock import conflict
from imsim.studies.plans import plan_rows
from imsim.studies.runner import Failure
from imsim.studies.study import Flags, Study

DONE, FAILED = "done", "failed"
FLOAT = np.dtype("<f8")

_TABLES = """
CREATE TABLE study (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE runs (
    run TEXT PRIMARY KEY, point INTEGER NOT NULL, strategy INTEGER NOT NULL, replicate INTEGER NOT NULL,
    status TEXT NOT NULL, error TEXT, outcomes BLOB, weeks BLOB, plan TEXT
);
CREATE UNIQUE INDEX in_order ON runs (point, strategy, replicate);
"""


class Run(NamedTuple):
    """A run as it is stored: its name, its place in the design, and its outcomes or its error.

    Args:
        run: name.
        point, strategy, replicate: its place.
        status: `done` or `failed`.
        error: why it failed, or None.
        outcomes: shape (outcomes,), or None.
        weeks: shape (weeks, outcomes), or None.
        plan: what its plan did and why, a row a reading; None where it has none, or weeks were not asked for.
    """

    run: str
    point: int
    strategy: int
    replicate: int
    status: str
    error: str | None
    outcomes: NDArray[np.float64] | None
    weeks: NDArray[np.float64] | None
    plan: list[Json] | None


class Store:
    """The runs of one study in a folder; used in a `with` block.

    Args:
        folder: exists and can be written.
        study: whose runs these are.

    Raises:
        StudyConflict: the folder holds the store of another study.
        OSError: the store cannot be read or written, or is damaged.
    """

    def __init__(self, folder: Path, study: Study) -> None:
        self.path, self.study = folder / STORE, study
        with self._storage():
            self._db = sqlite3.connect(self.path, isolation_level=None)
        try:
            with self._storage():
                self._open()
        except BaseException:
            self._db.close()
            raise

    def _open(self) -> None:
        journal(self._db)
        self._db.execute("PRAGMA synchronous = FULL")
        if not self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'study'").fetchone():
            with self._transaction():
                for statement in _TABLES.split(";"):
                    self._db.execute(statement)
                content = {"key": self.study.key, "provenance": json.dumps(self.study.identity.provenance.as_json())}
                self._db.executemany("INSERT INTO study VALUES (?, ?)", content.items())
        elif (verdict := self._db.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise sqlite3.DatabaseError(verdict)
        held = dict(self._db.execute("SELECT name, value FROM study"))
        if held.get("key") != self.study.key:
            raise conflict(self.path.parent, self.study.identity, json.loads(held.get("provenance", "null")))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.rollback()
            raise

    @contextmanager
    def _storage(self) -> Iterator[None]:
        """Errors of the store in the user's words."""
        try:
            yield
        except sqlite3.Error as error:
            raise explained(error, self.path) from None

    def missing(self, retry_failed: bool = False) -> Flags:
        """Mask of runs to be done, shape (points, strategies, replicates); failed runs too where asked."""
        wanted = np.ones(self.study.shape, dtype=bool)
        with self._storage():
            for point, strategy, replicate, status in self._db.execute(
                "SELECT point, strategy, replicate, status FROM runs"
            ):
                wanted[point, strategy, replicate] = retry_failed and status == FAILED
        return wanted

    def counts(self) -> dict[str, int]:
        """Number of runs done, and number failed."""
        with self._storage():
            result = dict(self._db.execute("SELECT status, count(*) FROM runs GROUP BY status"))
        return {DONE: result.get(DONE, 0), FAILED: result.get(FAILED, 0)}

    def keep(self, batch: Batch, result: Any) -> None:
        """Store the runs of a batch in one transaction: a Record, or a Failure of all its runs."""
        with self._storage(), self._transaction():
            self._db.executemany(
                "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", self._rows(batch, result)
            )

    def _rows(self, batch: Batch, result: Any) -> Iterator[tuple[Any, ...]]:
        values = self.study.design.values(np.array([point for point, _ in batch.labels]))
        failure = result.error if isinstance(result, Failure) else None
        if failure is None:
            names = self.study.subject.outcomes
            final = np.stack([result.final[name] for name in names], axis=-1).astype(FLOAT)
            weeks = np.stack([result.weekly[name] for name in names], axis=-1).astype(FLOAT) if result.weekly else None
        for i, (point, strategy) in enumerate(batch.labels):
            for j, replicate in enumerate(batch.replicates):
                place = (self.study.run_id(point, strategy, replicate, values[i]), point, strategy, replicate)
                if failure is not None:
                    yield *place, FAILED, failure, None, None, None
                else:
                    week = None if weeks is None else np.ascontiguousarray(weeks[:, i, j]).tobytes()
                    plan = json.dumps(plan_rows(result, i, j)) if weeks is not None and result.plans else None
                    yield *place, DONE, None, np.ascontiguousarray(final[i, j]).tobytes(), week, plan

    def runs(self) -> Iterator[Run]:
        """All stored runs in the order of the design."""
        names = len(self.study.subject.outcomes)
        query = "SELECT * FROM runs ORDER BY point, strategy, replicate"
        with self._storage():
            for *place, outcomes, weeks, plan in self._db.execute(query):
                final = None if outcomes is None else np.frombuffer(outcomes, FLOAT)
                every = None if weeks is None else np.frombuffer(weeks, FLOAT).reshape(-1, names)
                yield Run._make((*place, final, every, None if plan is None else json.loads(plan)))


def journal(db: sqlite3.Connection) -> str:
    """Write ahead of the file where the file system allows it (it must share memory), else beside it."""
    try:
        mode = str(db.execute("PRAGMA journal_mode = WAL").fetchone()[0])
    except sqlite3.OperationalError:
        mode = ""
    if mode != "wal":
        mode = str(db.execute("PRAGMA journal_mode = DELETE").fetchone()[0])
    return mode


def explained(error: sqlite3.Error, path: Path) -> Exception:
    """What an error of SQLite means for the study: an OSError with the folder, or a conflict."""
    name, folder = getattr(error, "sqlite_errorname", "") or "", str(path.parent)
    resume = "what is finished is kept: repeat the command with --resume"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StudyConflict(f"{folder}: another process is using {path.name}")
    if name.startswith("SQLITE_FULL"):
        return OSError(errno.ENOSPC, f"the disk is full; {resume} when there is room", folder)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return OSError(errno.EACCES, f"cannot be written ({error}); {resume} when it can", folder)
    if name.startswith("SQLITE_IOERR"):
        return OSError(errno.EIO, f"the disk does not take {path.name} ({error}); {resume}", folder)
    return OSError(errno.EIO, f"{path.name} is damaged ({error}); delete it and start again", folder)
