"""What a study leaves behind in its folder: manifest, tables, figures; each file appears whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pandas as pd

import imsim
from imsim.errors import InputError, StudyConflict
from imsim.scenario import Scenario

MANIFEST = "manifest.json"
PACKAGES = ("numpy", "scipy", "pandas", "networkx", "pydantic", "SALib", "mesa", "pyarrow")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def fingerprint(anything: Any) -> str:
    """Hash of what determines a study or a run, from canonical JSON."""
    text = json.dumps(anything, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def manifest(kind: str, scenario: Scenario, options: Mapping[str, Any], seed: int, started: datetime) -> dict[str, Any]:
    """Everything needed to repeat a study, and when and where it ran."""
    return {
        "kind": kind,
        "imsim": imsim.__version__,
        "key": study_key(kind, scenario, options, seed),
        "scenario": {"name": scenario.name, "resolved": scenario.text, "sha256": fingerprint(scenario.text)},
        "options": dict(options),
        "seed": seed,
        "command": [Path(sys.argv[0]).name, *sys.argv[1:]],
        "started": started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "packages": installed_versions(),
        "machine": {"system": platform.system(), "processor": platform.machine(), "cores": os.cpu_count()},
    }


def study_key(kind: str, scenario: Scenario, options: Mapping[str, Any], seed: int) -> str:
    """Two studies with one key have the same numbers."""
    return fingerprint([imsim.__version__, kind, scenario.text, dict(options), seed])


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
        InputError: it cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file; --out needs a folder")
    held = folder / MANIFEST
    if held.is_file():
        try:
            other = json.loads(held.read_text(encoding="utf-8")).get("key")
        except (ValueError, OSError):
            other = None
        if other != key:
            raise StudyConflict(
                f"{folder}: holds another study (other scenario, options, seed or version); choose another --out"
            )
    elif folder.is_dir() and any(folder.iterdir()):
        raise StudyConflict(f"{folder}: is not empty and holds no study; choose another --out")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror}") from None


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


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file."""
    text = json.dumps(content, indent=2, ensure_ascii=False, default=str)
    write_whole(path, lambda part: part.write_text(text + "\n", encoding="utf-8"))


def write_parquet(path: Path, frame: pd.DataFrame) -> None:
    """Write a Parquet file."""
    write_whole(path, lambda part: frame.to_parquet(part, index=False, compression="zstd"))


def write_csv(path: Path, frame: pd.DataFrame) -> None:
    """Write a CSV file that a spreadsheet reads as text and numbers, never as formulas."""
    safe = frame.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = [inert(cell) for cell in safe[column]]
    write_whole(path, lambda part: safe.to_csv(part, index=False, lineterminator="\n"))


def inert(cell: Any) -> Any:
    """A text that a spreadsheet would run as a formula, made harmless.

    Example:
        >>> inert("=1+1"), inert("sales"), inert(-1.0)
        ("'=1+1", 'sales', -1.0)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def write_figures(folder: Path, figures: Iterable[tuple[str, Any]]) -> None:
    """Write figures as PNG and SVG."""
    from imsim.plots import save

    for name, figure in figures:
        for suffix in ("png", "svg"):
            write_whole(folder / "figures" / f"{name}.{suffix}", partial(save, figure))
