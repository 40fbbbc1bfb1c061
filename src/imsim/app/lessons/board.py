"""The board of a class: who scored what, in memory and, if wanted, in a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from imsim.engine.errors import InputError
from imsim.engine.sanitising import printable, spreadsheet_safe

LONGEST_NAME, MOST_ROWS = 24, 500
HEAD = ("name", "gain", "low", "high", "plan")


@dataclass(frozen=True)
class Row:
    """One plan on the board.

    Args:
        name: that a visitor gave.
        gain, low, high: score with its interval.
        score: the same in print.
        plan: in words.
    """

    name: str
    gain: float
    low: float
    high: float
    score: str
    plan: str


class Board:
    """The best plan of each name, best first; plans from all visitors' tabs come in at any time.

    Args:
        file: CSV that every plan is added to that changes the board; begun with a head where it is not there yet.

    Raises:
        InputError: the file cannot be written, or is no board.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.file = file
        self._lock = Lock()
        self._rows: dict[str, Row] = {}
        if file is not None:
            self._append([] if begun(file) else [HEAD])

    def add(self, row: Row) -> None:
        """Another plan; of one name the best stays. What cannot be written to the file is not on the board either.

        Raises:
            InputError: the board is full, or its file cannot be written.
        """
        with self._lock:
            known = self._rows.get(row.name)
            if known is None and len(self._rows) >= MOST_ROWS:
                raise InputError(f"the board is full: {MOST_ROWS} names")
            if known is None or row.gain > known.gain:
                self._append([(row.name, row.gain, row.low, row.high, row.plan)])
                self._rows[row.name] = row

    @property
    def rows(self) -> list[Row]:
        """The board, best first."""
        with self._lock:
            return sorted(self._rows.values(), key=lambda row: -row.gain)

    def _append(self, rows: Sequence[tuple[str | float, ...]]) -> None:
        if self.file is None:
            return
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([[spreadsheet_safe(cell) for cell in row] for row in rows])
        try:
            with self.file.open("a", encoding="utf-8", newline="") as out:
                out.write(text.getvalue())
        except OSError as error:
            raise InputError(f"--board {self.file}: cannot be written: {error.strerror}") from None


def begun(file: Path) -> bool:
    """Whether a board was begun in a file before; nothing is added to a file that is something else.

    Raises:
        InputError: the file cannot be read, or holds something else.
    """
    try:
        with file.open("rb") as lines:
            first = lines.readline(100)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise InputError(f"--board {file}: cannot be read: {error.strerror}") from None
    head = ",".join(HEAD)
    if first and first.strip() != head.encode():
        raise InputError(f"--board {file}: is no board: must be a new file, or one that begins with {head}")
    return bool(first)


def name_on_board(text: str) -> str:
    """A visitor's name as the board has it: letters that can be shown, not too many, no spaces around.

    Raises:
        InputError: nothing is left.

    Example:
        >>> name_on_board("  Ada Lovelace, Countess of Everywhere ")
        'Ada Lovelace, Countess o'
    """
    name = printable(" ".join(text.split()))[:LONGEST_NAME].strip()
    if not name:
        raise InputError("name: give one that the board can show")
    return name
