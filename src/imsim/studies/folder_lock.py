"""Whose a folder is: free, or this very study's; and held by one process at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from imsim.engine.errors import InputError, StudyConflict
from imsim.studies.answer import Json
from imsim.studies.files import LOCK, PLAUSIBLE, STORE
from imsim.studies.held import blank
from imsim.studies.manifest import StudyIdentity, identity_in
from imsim.studies.provenance import changes

OTHER_STUDY = "holds another study (other scenario, options, seed or version); choose another --out"


def reserve(folder: Path, study: StudyIdentity) -> None:
    """Make sure a folder is free, or holds this very study.

    Raises:
        StudyConflict: another study is in it.
        InputError: it is no folder.
        OSError: it cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file; --out needs a folder")
    if not refuse_others(folder, study) and folder.is_dir() and _occupied(folder):
        raise StudyConflict(f"{folder}: is not empty and holds no study; choose another --out")
    make_writable(folder)


def _occupied(folder: Path) -> bool:
    """Whether there is more in a folder than a study leaves that is stopped before its first run."""
    free = {LOCK, PLAUSIBLE}
    if (store := folder / STORE).exists() and blank(store):
        free |= {STORE, f"{STORE}-wal", f"{STORE}-shm", f"{STORE}-journal"}
    return any(path.name not in free for path in folder.iterdir())


def refuse_others(folder: Path, study: StudyIdentity) -> bool:
    """Whether a folder holds this very study, finished.

    Raises:
        StudyConflict: it holds another one.
    """
    held = identity_in(folder)
    if held is not None and held["key"] != study.key:
        raise conflict(folder, study, held.get("provenance"))
    return held is not None


def conflict(folder: Path, study: StudyIdentity, held: Json | None) -> StudyConflict:
    """The refusal of a folder that holds another study, with the reason where the model is another one.

    Args:
        folder: what was named.
        study: what was asked.
        held: provenance of the study in the folder, None where its manifest has none.
    """
    changed = changes(held, study.provenance.as_json()) if held else {}
    if not changed:
        return StudyConflict(f"{folder}: {OTHER_STUDY}")
    listing = "; ".join(f"{name}: {then} then, {now} now" for name, (then, now) in changed.items())
    return StudyConflict(f"{folder}: holds a study of another model ({listing}); choose another --out")


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
