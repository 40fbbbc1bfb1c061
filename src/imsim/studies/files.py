"""Files of a study's folder: names, and writing that leaves each whole or absent."""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from imsim.engine.errors import InputError
from imsim.engine.interrupts import undisturbed
from imsim.engine.sanitising import spreadsheet_safe
from imsim.studies.answer import Json

if TYPE_CHECKING:
    import pandas as pd

MANIFEST = "manifest.json"
# What `--json` prints, left in the folder: the numbers of which no table is made.
ANSWER = "answer.json"
TABLE = "table.csv"
STORE = "study.sqlite"
# Whether a choice stands in other structures of the model.
STRUCTURES = "structures.csv"
RUNS, WEEKS, PLAN = "runs.parquet", "weeks.parquet", "plan.parquet"
FIGURES = "figures"
# One run told in sentences, with their numbers: what `imsim story --json` prints.
STORY = "story.json"
REPORT = "report.html"
LOCK = ".lock"
# Which study in stages is at work in a folder.
BEGUN = "begun.json"
# Plausible parameter sets that a study rests on: a study of their own, in a folder within.
PLAUSIBLE = "plausible"


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file beside its place, flush it to disk and move it there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        write(beside)
        with beside.open("rb") as handle:
            os.fsync(handle.fileno())
        beside.replace(path)
    except OSError as error:
        # A full disk, say: not every library tells which file it could not write.
        raise OSError(error.errno, error.strerror or str(error), error.filename or str(path)) from error
    finally:
        beside.unlink(missing_ok=True)


def must_be_writable(path: Path) -> None:
    """Refuse a file that cannot be written, before the work whose answer it is to hold.

    Raises:
        InputError: it is a folder, or its folder cannot be made or written to.
    """
    if path.is_dir():
        raise InputError(f"{path}: is a folder, not a file")
    folder = next(one for one in path.absolute().parents if one.exists())
    if not folder.is_dir():
        raise InputError(f"{path}: {folder} is no folder")
    if not os.access(folder, os.W_OK | os.X_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise InputError(f"{path}: cannot be written")


@contextmanager
def together(folder: Path) -> Iterator[Path]:
    """Context manager: a folder for files that appear in `folder` all at once, when the last is written."""
    with tempfile.TemporaryDirectory(prefix=".part-", dir=folder) as beside:
        yield Path(beside)
        with undisturbed():
            for path in sorted(Path(beside).rglob("*"), key=lambda path: path.name == MANIFEST):
                if path.is_file():
                    place = folder / path.relative_to(beside)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    path.replace(place)


@contextmanager
def readable(what: str) -> Iterator[None]:
    """Context manager: say of files that are not what they should be that they cannot be read.

    Args:
        what: the files, in a sentence that ends in "cannot be read".

    Raises:
        InputError: a file is missing, is no file of its kind, or lacks something.
    """
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{what} cannot be read: {type(error).__name__}: {error}") from None


def read_json(path: Path) -> Json:
    """A JSON file.

    Raises:
        OSError, ValueError: there is none, or it is none.
    """
    content: Json = json.loads(path.read_text(encoding="utf-8"))
    return content


def json_text(content: object, ascii_only: bool = False) -> str:
    """Content as JSON, which knows no NaN and no infinity: these are null.

    Example:
        >>> json_text([1, float("nan"), {"a": float("inf")}]).split()
        ['[', '1,', 'null,', '{', '"a":', 'null', '}', ']']
    """
    return json.dumps(_finite(content), indent=2, ensure_ascii=ascii_only, default=str, allow_nan=False)


def _finite(content: object) -> object:
    if isinstance(content, float):
        return content if math.isfinite(content) else None
    if isinstance(content, Mapping):
        return {key: _finite(value) for key, value in content.items()}
    return [_finite(value) for value in content] if isinstance(content, list | tuple) else content


def write_json(path: Path, content: Json) -> None:
    """Write a JSON file."""
    text = json_text(content)
    write_whole(path, lambda part: part.write_text(text + "\n", encoding="utf-8"))


def write_parquet(path: Path, frame: pd.DataFrame) -> None:
    """Write a Parquet file."""
    write_whole(path, lambda part: frame.to_parquet(part, index=False, compression="zstd"))


def write_csv(path: Path, frame: pd.DataFrame) -> None:
    """Write a CSV file that a spreadsheet reads as text and numbers, never as formulas."""
    safe = harmless(frame)
    write_whole(path, lambda part: safe.to_csv(part, index=False, lineterminator="\n"))


def write(path: Path, content: pd.DataFrame | Json | str) -> None:
    """Write a table as CSV or Parquet, JSON, or a text, as the name of the file says."""
    if isinstance(content, str):
        text = content
        write_whole(path, lambda part: part.write_text(text, encoding="utf-8"))
    elif isinstance(content, Mapping):
        write_json(path, content)
    else:
        (write_parquet if path.suffix == ".parquet" else write_csv)(path, content)


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy whose texts no spreadsheet runs as formulas."""
    safe = frame.copy()
    for column in safe.columns:
        if safe[column].dtype.kind not in "biuf":
            safe[column] = [spreadsheet_safe(cell) for cell in safe[column]]
    return safe
