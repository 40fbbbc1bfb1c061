"""Which studies there are in folders, and how far each is."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from imsim.engine.errors import InputError, StudyConflict
from imsim.scenarios.counts import count
from imsim.studies.answer import Json
from imsim.studies.files import BEGUN, MANIFEST, STORE
from imsim.studies.held import held_in

COMPLETE, UNREADABLE, BEGUN_ONLY, NO_RUNS = "complete", "cannot be read", "begun, in stages", "begun, no runs yet"
DEEPEST = 4


@dataclass(frozen=True)
class Listed:
    """A study in a folder.

    Args:
        folder: where.
        kind: what kind of study; empty where it is not known.
        scenario: name.
        strategies, points, replicates: how many; None where the kind has none.
        seed: root of its random numbers.
        done, failed, runs: how many are done, failed, and wanted; None where it is not known.
        state: complete, or how far.
    """

    folder: Path
    kind: str
    scenario: str
    strategies: int | None
    points: int | None
    replicates: int | None
    seed: int | None
    done: int | None
    failed: int | None
    runs: int | None
    state: str

    def as_json(self) -> Json:
        """The stable machine-readable shape."""
        return vars(self) | {"folder": str(self.folder)}


def studies_in(folders: Iterable[Path]) -> list[Listed]:
    """Studies in folders and below them, in the order of their names; stages within a study are not listed.

    Raises:
        InputError: one is no folder.
    """
    found: list[Listed] = []
    for folder in folders:
        if not folder.is_dir():
            raise InputError(f"{folder}: is no folder")
        found += _below(folder, 0)
    return found


def _below(folder: Path, deep: int) -> Iterator[Listed]:
    try:
        holds = any((folder / name).is_file() for name in (MANIFEST, STORE, BEGUN))
        inside = [] if holds or deep == DEEPEST else [path for path in sorted(folder.iterdir()) if _may_hold(path)]
    except OSError:
        # Nobody knows what is in a folder that may not be looked into; the others are listed all the same.
        yield _bare(folder, UNREADABLE)
        return
    if holds and (one := _listed(folder)) is not None:
        yield one
    for path in inside:
        yield from _below(path, deep + 1)


def _may_hold(path: Path) -> bool:
    """Whether a study may be in it: a folder that is neither hidden nor elsewhere."""
    return path.is_dir() and not path.is_symlink() and not path.name.startswith(".")


def _listed(folder: Path) -> Listed | None:
    """The study of a folder; None where its manifest is that of another program."""
    try:
        held = held_in(folder)
    except (OSError, StudyConflict):
        return _bare(folder, UNREADABLE)
    if held is None:
        return _begun(folder)
    try:
        return (
            None if "imsim" not in held and (folder / MANIFEST).is_file() and _foreign(folder) else _told(folder, held)
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return _bare(folder, UNREADABLE)


def _foreign(folder: Path) -> bool:
    """Whether a manifest can be read and says nothing of imsim."""
    try:
        return "imsim" not in json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False


def _begun(folder: Path) -> Listed:
    """A study in stages that has no answer yet."""
    try:
        told = json.loads((folder / BEGUN).read_text(encoding="utf-8"))
        return _bare(folder, BEGUN_ONLY, str(told.get("kind", "")), str(told.get("scenario", {}).get("name", "")))
    except (OSError, ValueError, AttributeError):
        return _bare(folder, NO_RUNS if (folder / STORE).exists() else UNREADABLE)


def _bare(folder: Path, state: str, kind: str = "", scenario: str = "") -> Listed:
    return Listed(folder, kind, scenario, None, None, None, None, None, None, None, state)


def _told(folder: Path, held: Json) -> Listed:
    options, counts = held["options"], held.get("runs", {})
    points = (options.get("design") or {}).get("points")
    strategies = len(options["arms"]) if "arms" in options else None
    replicates, done, failed = options.get("replicates"), counts.get("done"), counts.get("failed")
    sizes = [size for size in (points, strategies, replicates) if size is not None]
    runs = math.prod(sizes) if len(sizes) == 3 else None
    state = COMPLETE
    if runs is not None and done is not None and done + failed < runs:
        state = f"{done + failed:,} of {count(runs, 'run')}"
    if failed:
        state += f", {failed:,} failed"
    name = options.get("title") or (held.get("scenario") or {}).get("name") or ""
    seed, whole = held.get("seed"), int | None
    if not all(isinstance(one, whole) for one in (*sizes, done, failed, seed)) or not isinstance(name, str):
        raise TypeError
    if not isinstance(held["kind"], str):
        raise TypeError
    return Listed(folder, held["kind"], name, strategies, points, replicates, seed, done, failed, runs, state)
