"""What a study leaves behind in its folder: manifest, tables, figures; each file appears whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import imsim
from imsim.construction import imported_tables
from imsim.ending import undisturbed
from imsim.errors import InputError, StudyConflict
from imsim.foreign import inert
from imsim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"
# What `--json` prints, left in the folder: the numbers of which no table is made.
ANSWER = "answer.json"
STORE = "study.sqlite"
RUNS, WEEKS, PLAN = "runs.parquet", "weeks.parquet", "plan.parquet"
LOCK = ".lock"
ANOTHER = "holds another study (other scenario, options, seed or version); choose another --out"
PACKAGES = ("numpy", "numba", "llvmlite", "scipy", "pandas", "networkx", "pydantic", "SALib", "mesa", "pyarrow")


def fingerprint(anything: Any) -> str:
    """Hash of what determines a study or a run, from canonical JSON."""
    text = json.dumps(anything, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def manifest(
    kind: str, scenario: Scenario | None, options: Mapping[str, Any], seed: int, started: datetime, key: str = ""
) -> dict[str, Any]:
    """Everything needed to repeat a study, and when and where it ran."""
    tree = scenario.tree if scenario else {}
    return {
        "kind": kind,
        "key": key or (study_key(kind, scenario, options, seed) if scenario else ""),
        "scenario": {
            "name": scenario.name if scenario else None,
            "resolved": tree,
            "sha256": fingerprint(tree),
            "imported": imported(scenario) if scenario else {},
        },
        "options": dict(options),
        "seed": seed,
        "command": [Path(sys.argv[0]).name, *sys.argv[1:]],
        "started": started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    } | surroundings()


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a finished study.

    Raises:
        InputError: the folder holds none.
    """
    path = folder / MANIFEST
    if not path.is_file():
        begun = "it is not finished: repeat its command with --resume" if (folder / STORE).exists() else "no study"
        raise InputError(f"{folder}: holds no {MANIFEST}: {begun}")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError, RecursionError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from None
    if not isinstance(found, dict):
        raise InputError(f"{path}: is no manifest of a study")
    return found


def study_key(kind: str, scenario: Scenario, options: Mapping[str, Any], seed: int) -> str:
    """Two studies with one key have the same numbers."""
    return fingerprint([imsim.__version__, kind, identity_of(scenario), dict(options), seed])


def identity_of(scenario: Scenario) -> list[Any]:
    """All of a scenario that its runs depend on: its tree but for what it asks of studies, and its imported tables."""
    tree = {name: value for name, value in scenario.tree.items() if name != "study"}
    return [tree, [hashlib.sha256(table.encode()).hexdigest() for table in imported(scenario).values()]]


def imported(scenario: Scenario) -> dict[str, str]:
    """The imported tables of a scenario by name, as far as its runs depend on them."""
    return imported_tables(scenario.table.organisation, scenario.folder)


def surroundings() -> dict[str, Any]:
    """What the numbers may depend on besides what is asked: versions and the machine."""
    return {
        "imsim": imsim.__version__,
        "python": platform.python_version(),
        "packages": installed_versions(),
        "machine": machine(),
    }


def machine() -> dict[str, Any]:
    """Where it ran; NumPy rounds some functions otherwise, in the last bit, where it uses other vector instructions."""
    built = np.show_config(mode="dicts") or {}
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "instructions": built.get("SIMD Extensions", {}).get("found", []),
        "cores": os.cpu_count(),
    }


def installed_versions() -> dict[str, str]:
    """Versions of the packages that numbers may depend on."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


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


def key_of(folder: Path) -> str | None:
    """Key of the finished study in a folder; empty where its manifest cannot be read, None where there is none."""
    path = folder / MANIFEST
    if not path.is_file():
        return None
    try:
        return str(json.loads(path.read_text(encoding="utf-8")).get("key"))
    except (ValueError, AttributeError, OSError):
        return ""


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


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file beside its place, flush it to disk and move it there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        write(beside)
        with beside.open("rb") as handle:
            os.fsync(handle.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def together(folder: Path) -> Iterator[Path]:
    """A place for files that appear in a folder all at once, when the last of them is written."""
    with tempfile.TemporaryDirectory(prefix=".part-", dir=folder) as beside:
        yield Path(beside)
        with undisturbed():
            for path in sorted(Path(beside).rglob("*"), key=lambda path: path.name == MANIFEST):
                if path.is_file():
                    place = folder / path.relative_to(beside)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    path.replace(place)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file."""
    text = json.dumps(content, indent=2, ensure_ascii=False, default=str)
    write_whole(path, lambda part: part.write_text(text + "\n", encoding="utf-8"))


def write_parquet(path: Path, frame: pd.DataFrame) -> None:
    """Write a Parquet file."""
    write_whole(path, lambda part: frame.to_parquet(part, index=False, compression="zstd"))


def write_csv(path: Path, frame: pd.DataFrame) -> None:
    """Write a CSV file that a spreadsheet reads as text and numbers, never as formulas."""
    safe = harmless(frame)
    write_whole(path, lambda part: safe.to_csv(part, index=False, lineterminator="\n"))


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy whose texts no spreadsheet runs as formulas."""
    safe = frame.copy()
    for column in safe.columns:
        if safe[column].dtype.kind not in "biuf":
            safe[column] = [inert(cell) for cell in safe[column]]
    return safe


def write_figures(folder: Path, figures: Iterable[tuple[str, Any]]) -> None:
    """Write figures as PNG and SVG."""
    from imsim.figures import save

    for name, figure in figures:
        # Laid out once: matplotlib would do it again for every file.
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
        for suffix in ("png", "svg"):
            write_whole(folder / "figures" / f"{name}.{suffix}", partial(save, figure))
