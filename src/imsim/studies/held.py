"""What a folder holds of a study: its manifest, finished or not, and its runs as they lie in a store."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from imsim.engine.errors import InputError
from imsim.studies.answer import Json
from imsim.studies.files import MANIFEST, STORE
from imsim.studies.manifest import read_manifest
from imsim.studies.sqlite import explained

DONE, FAILED = "done", "failed"
# A run as it lies in the store: name, point, strategy, replicate, status, error, outcomes, weeks, plan.
Row = tuple[Any, ...]
# What is known of a study whose manifest cannot be read.
UNKNOWN: Json = {"key": "", "provenance": None}


def held_in(folder: Path) -> Json | None:
    """Manifest of the study that a folder holds: of its store where there is one, else that of a finished study.

    Returns:
        None where it holds none, or whoever began it was stopped before the store said whose it is; `key` is empty
        where the manifest cannot be read.

    Raises:
        OSError: there is a store, and it cannot be read or is damaged.
    """
    if (folder / STORE).exists() and not blank(folder / STORE):
        return in_store(folder / STORE)
    if not (folder / MANIFEST).is_file():
        return None
    try:
        return UNKNOWN | read_manifest(folder)
    except InputError:
        return UNKNOWN


def blank(path: Path) -> bool:
    """Whether a store was made and nothing written: whoever made it was stopped at once.

    Raises:
        OSError: it cannot be read, or is damaged.
    """
    try:
        with closing(_opened(path)) as db:
            return db.execute("SELECT 1 FROM sqlite_master").fetchone() is None
    except sqlite3.Error as error:
        raise explained(error, path) from None


def in_store(path: Path) -> Json:
    """Manifest of the study whose runs a store holds, and how many: `runs` -> done, failed.

    Raises:
        OSError: the store cannot be read, or is damaged.
    """
    try:
        with closing(_opened(path)) as db:
            counts = dict(db.execute("SELECT status, count(*) FROM runs GROUP BY status"))
            return manifest_in(db) | {"runs": {DONE: counts.get(DONE, 0), FAILED: counts.get(FAILED, 0)}}
    except sqlite3.Error as error:
        raise explained(error, path) from None


def rows_in(path: Path) -> Iterator[Row]:
    """The runs of a store as they lie there.

    Raises:
        OSError: the store cannot be read, or is damaged.
    """
    try:
        with closing(_opened(path)) as db:
            yield from db.execute("SELECT * FROM runs ORDER BY point, strategy, replicate")
    except sqlite3.Error as error:
        raise explained(error, path) from None


def manifest_in(db: sqlite3.Connection) -> Json:
    """What a store says of the study whose runs it holds."""
    held = dict(db.execute("SELECT name, value FROM study"))
    manifest: Json = json.loads(held.get("manifest", "{}"))
    return UNKNOWN | manifest | {"key": held.get("key", "")}


def _opened(path: Path) -> sqlite3.Connection:
    """A store, to read only."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
