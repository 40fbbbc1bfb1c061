"""The working store of a study: runs as they finish, in one SQLite file with one writer; nothing finished is ever lost.

A commit is on disk before the next block is looked at (synchronous = FULL). Numbers are blobs of little-endian float64.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from imsim.engine.errors import StudyConflict
from imsim.studies.answer import Json
from imsim.studies.blocks import Batch
from imsim.studies.files import STORE
from imsim.studies.growth import check, more, other_study, searched_on, unrecorded
from imsim.studies.held import DONE, FAILED, Row, manifest_in
from imsim.studies.manifest import manifest_of
from imsim.studies.plans import plan_rows
from imsim.studies.runner import Failure
from imsim.studies.sqlite import explained, journal
from imsim.studies.study import Flags, Study

FLOAT = np.dtype("<f8")

_RUNS = """(
    run TEXT PRIMARY KEY, point INTEGER NOT NULL, strategy INTEGER NOT NULL, replicate INTEGER NOT NULL,
    status TEXT NOT NULL, error TEXT, outcomes BLOB, weeks BLOB, plan TEXT
)"""
_TABLES = (
    "CREATE TABLE study (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    f"CREATE TABLE runs {_RUNS}",
    "CREATE UNIQUE INDEX in_order ON runs (point, strategy, replicate)",
)
# So many runs are given their places between two looks at whether all have one.
AT_ONCE = 10_000


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
        grow: whether the store may be that of a smaller study, which then becomes this one.
        name: of the file.

    Raises:
        StudyConflict: the folder holds the store of another study.
        OSError: the store cannot be read or written, or is damaged.
    """

    def __init__(self, folder: Path, study: Study, grow: bool = False, name: str = STORE) -> None:
        self.path, self.study = folder / name, study
        with self._storage():
            self._db = sqlite3.connect(self.path, isolation_level=None)
        try:
            with self._storage():
                self._open(grow)
        except BaseException:
            self._db.close()
            raise

    def _open(self, grow: bool) -> None:
        journal(self._db)
        self._db.execute("PRAGMA synchronous = FULL")
        if not self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'study'").fetchone():
            with self._transaction():
                for statement in _TABLES:
                    self._db.execute(statement)
                self._say_whose()
        elif (verdict := self._db.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise sqlite3.DatabaseError(verdict)
        held = self.manifest
        if held["key"] != self.study.key:
            check(self.path.parent, held, self.study, grow)
            self.become(self.study)

    @property
    def manifest(self) -> Json:
        """What the store says of the study whose runs it holds."""
        return manifest_in(self._db)

    def _say_whose(self) -> None:
        study = self.study
        told = manifest_of(study.identity, study.scenario, study.options, study.design.seed, datetime.now(UTC))
        content = {"key": study.key, "manifest": json.dumps(told, default=str)}
        self._db.executemany("INSERT OR REPLACE INTO study VALUES (?, ?)", content.items())

    def become(self, study: Study) -> None:
        """Let the store be that of a larger study, which has every run that it holds.

        Raises:
            StudyConflict: it has not.
        """
        held, self.study = self.manifest, study
        with self._storage(), self._transaction():
            self._db.execute("DROP INDEX in_order")
            self._db.execute("ALTER TABLE runs RENAME TO incoming")
            for statement in _TABLES[1:]:
                self._db.execute(statement)
            self._place(held, self.path.parent)
            self._say_whose()

    def take(self, rows: Iterable[Row], held: Json, origin: Path, partly: bool = False) -> None:
        """Take over runs of a study that this one has grown out of, or is a part of.

        Args:
            rows: of runs, with places of their own.
            held: manifest of the study that they come from.
            origin: its folder.
            partly: whether those that are no runs of this study are passed by.

        Raises:
            StudyConflict: they are no runs of this study, or differ from what is here.
        """
        with self._storage(), self._transaction():
            self._db.execute(f"CREATE TABLE incoming {_RUNS}")
            self._db.executemany("INSERT INTO incoming VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
            self._place(held, origin, partly)

    def _place(self, held: Json, origin: Path, partly: bool = False) -> None:
        """Give every incoming run its place in this study, found by its name, and put it there."""
        if partly := partly or searched_on(held, self.study):
            self._db.execute("UPDATE incoming SET point = -1")
        before = self._db.total_changes
        total = self._db.execute("SELECT count(*) FROM incoming").fetchone()[0]
        places = ((*place, name) for name, *place in self.study.named_places())
        while self._db.total_changes - before < total and (part := [*islice(places, AT_ONCE)]):
            self._db.executemany("UPDATE incoming SET point = ?, strategy = ?, replicate = ? WHERE run = ?", part)
        if partly:
            self._db.execute("DELETE FROM incoming WHERE point < 0")
        elif self._db.total_changes - before < total:
            why = "its runs are others: the points of such a design depend on its size, or a strategy was changed"
            advice = {"advice": ""} if origin != self.path.parent else {}
            raise other_study(origin, [*more(held, self.study), why], **advice)
        if unrecorded(held, self.study):
            self._db.execute("DELETE FROM incoming")
        self._reorder(held["options"]["outcomes"])
        same = "a.outcomes IS b.outcomes AND (a.weeks IS b.weeks OR a.weeks IS NULL OR b.weeks IS NULL)"
        clash = f"SELECT run FROM incoming a JOIN runs b USING (run) WHERE a.status = b.status AND NOT ({same})"
        if found := self._db.execute(clash).fetchone():
            raise StudyConflict(f"{origin}: run {found[0]} has other numbers than elsewhere; see imsim studies diff")
        self._db.execute("DELETE FROM runs WHERE status = 'failed' AND run IN (SELECT run FROM incoming)")
        self._db.execute("INSERT OR IGNORE INTO runs SELECT * FROM incoming")
        self._db.execute("DROP TABLE incoming")

    def _reorder(self, outcomes: list[str]) -> None:
        """Bring the outcomes of incoming runs into the order of this study."""
        names = list(self.study.subject.outcomes)
        if outcomes == names or set(outcomes) != set(names):
            return
        order = [outcomes.index(name) for name in names]

        def ordered(blob: bytes | None) -> bytes | None:
            return None if blob is None else np.frombuffer(blob, FLOAT).reshape(-1, len(order))[:, order].tobytes()

        self._db.create_function("ordered", 1, ordered)
        self._db.execute("UPDATE incoming SET outcomes = ordered(outcomes), weeks = ordered(weeks)")

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

    def settle(self) -> None:
        """Bring everything from the journal into the file.

        Raises:
            OSError: the disk does not take it.
        """
        with self._storage():
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

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

    def outcome(self, name: str) -> NDArray[np.float64]:
        """An outcome of all runs, NaN where it is missing; shape (points, strategies, replicates)."""
        values, place = np.full(self.study.shape, np.nan), self.study.subject.outcomes.index(name)
        with self._storage():
            query = "SELECT point, strategy, replicate, outcomes FROM runs WHERE outcomes IS NOT NULL"
            for *at, outcomes in self._db.execute(query):
                values[tuple(at)] = np.frombuffer(outcomes, FLOAT)[place]
        return values

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
