"""Whose a folder is: free, or this very study's; and held by one process at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from imsim.engine.errors import InputError, StudyConflict
from imsim.studies.files import LOCK
from imsim.studies.manifest import key_of

ANOTHER = "holds another study (other scenario, options, seed or version); choose another --out"


def claim(folder: Path, key: str) -> None:
    """Make sure a folder is free, or holds this very study.

    Raises:
        StudyConflict: another study is in it.
        InputError: it is no folder.
        OSError: it cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file; --out needs a folder")
    held = key_of(folder)
    if held is not None and held != key:
        raise StudyConflict(f"{folder}: {ANOTHER}")
    if held is None and folder.is_dir() and any(path.name != LOCK for path in folder.iterdir()):
        raise StudyConflict(f"{folder}: is not empty and holds no study; choose another --out")
    make_writable(folder)


def make_writable(folder: Path) -> None:
    """Make a folder and see that files can be made in it.

    Raises:
        OSError: they cannot; it names the folder.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise OSError(error.errno, f"cannot be written: {error.strerror}", str(folder)) from None


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder, so that two processes cannot write one study.

    The lock is the system's: it goes when its process goes, however that ends. Where there is none (a file system or a
    platform without flock) nothing is locked.

    Raises:
        StudyConflict: another process holds it.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    with (folder / LOCK).open("a+", encoding="ascii") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            holder = handle.read(20).strip()
            raise StudyConflict(f"{folder}: another process ({holder or 'unknown'}) is writing this study") from None
        except OSError:
            yield
            return
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield
