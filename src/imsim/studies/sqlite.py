"""SQLite as the working store uses it: its journal, and its errors in the words of a study."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

from imsim.engine.errors import StudyConflict

# Bytes of a path that SQLite opens, with room for the ends of its journals' names.
LONGEST_PATH = 500


def journal(db: sqlite3.Connection) -> str:
    """Write ahead of the file where the file system allows it (it must share memory), else beside it."""
    try:
        mode = str(db.execute("PRAGMA journal_mode = WAL").fetchone()[0])
    except sqlite3.OperationalError:
        mode = ""
    if mode != "wal":
        mode = str(db.execute("PRAGMA journal_mode = DELETE").fetchone()[0])
    return mode


def remove(path: Path) -> None:
    """Take a store away, and what a full disk or a kill has left of its journal, which must meet no later store."""
    for one in (path, *(path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm", "-journal"))):
        one.unlink(missing_ok=True)


def explained(error: sqlite3.Error, path: Path) -> Exception:
    """What an error of SQLite means for the study: an OSError with the folder, or a conflict."""
    name, folder = getattr(error, "sqlite_errorname", "") or "", str(path.parent)
    resume = "what is finished is kept: repeat the command with --resume"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StudyConflict(f"{folder}: another process is using {path.name}")
    if name.startswith("SQLITE_FULL"):
        return OSError(errno.ENOSPC, f"the disk is full; {resume} when there is room", folder)
    if name.startswith("SQLITE_CANTOPEN") and len(os.fsencode(path.absolute())) > LONGEST_PATH:
        return OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG), folder)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return OSError(errno.EACCES, f"cannot be written ({error}); {resume} when it can", folder)
    if name.startswith("SQLITE_IOERR"):
        return OSError(errno.EIO, f"the disk does not take {path.name} ({error}); {resume}", folder)
    return OSError(errno.EIO, f"{path.name} is damaged ({error}); delete it and start again", folder)
