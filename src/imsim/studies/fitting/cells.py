"""Cells of the three tables: dates, numbers, scales; what cannot be read is an error that names its row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from imsim.engine.errors import InputError, listed, nearest
from imsim.scenarios.tables import Remarks, TextTable, read_contents, shown
from imsim.scenarios.tables.numbers import numbers

ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ].*)?")
DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
SCALE = re.compile(r"(-?\d+(?:\.\d+)?)\s*(?:-|–|to|:)\s*(-?\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class Sheet:
    """A table with its required columns.

    Args:
        table: as it was read.
        what: which of the three it is.
    """

    table: TextTable
    what: str

    @classmethod
    def read(cls, source: object, what: str, needed: tuple[str, ...]) -> Sheet:
        """Read a table and make sure that its columns are there.

        Raises:
            InputError: it cannot be read, or lacks a column.
        """
        contents = read_contents(source, what, None, Remarks())
        table = contents.tables[0]
        small = [name.strip().casefold().replace(" ", "_") for name in table.columns]
        sheet = cls(TextTable(table.path, table.frame.set_axis(small, axis=1), table.semicolons, table.exact), what)
        for name in needed:
            if name not in small:
                raise sheet.table.missing(f'the {what} table needs a column "{name}"', name)
            if small.count(name) > 1:
                raise InputError(f'{table.path}: has more than one column "{name}"')
        if not len(table.frame):
            raise InputError(f"{table.path}: has no rows below its headings")
        return sheet

    def has(self, name: str) -> bool:
        """Whether there is such a column."""
        return name in self.table.columns

    def texts(self, name: str) -> list[str]:
        """A column; empty texts where there is none."""
        return self.table.column(name).tolist() if self.has(name) else [""] * self.rows

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.table.frame)

    @cached_property
    def _numbers(self) -> dict[str, list[float]]:
        return {}

    def number(self, row: int, name: str) -> float:
        """A cell that must hold a number."""
        if name not in self._numbers:
            self._numbers[name] = numbers(self.table, name, None, Remarks()).tolist()
        value = self._numbers[name][row]
        if not abs(value) < float("inf"):
            raise self.wrong(row, name, "should be a number")
        return value

    def whole(self, row: int, name: str) -> int:
        """A cell that must hold a count."""
        value = self.number(row, name)
        if value < 0 or value != round(value):
            raise self.wrong(row, name, "should be a whole number, 0 or more")
        return round(value)

    def day(self, row: int, name: str) -> date:
        """A cell that must hold a date; a month stands for its first day."""
        cell = self.texts(name)[row]
        found = ISO.fullmatch(cell)
        dotted = DOTTED.fullmatch(cell)
        try:
            if found:
                return date(int(found[1]), int(found[2]), int(found[3] or 1))
            if dotted:
                return date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
        except ValueError:
            raise self.wrong(row, name, "is no day of the calendar") from None
        raise self.wrong(row, name, "should be a date, as 2025-03-31 or 31.03.2025")

    def day_or_none(self, row: int, name: str) -> date | None:
        """A cell that may be empty."""
        return self.day(row, name) if self.texts(name)[row] else None

    def scale(self, row: int, usual: tuple[float, float] | None = None) -> tuple[float, float]:
        """The scale of a row, as 1-5."""
        cell = self.texts("scale")[row]
        if not cell and usual is not None:
            return usual
        found = SCALE.fullmatch(cell)
        if not found or float(found[1]) >= float(found[2]):
            raise self.wrong(row, "scale", "should be the lowest and the highest answer, as 1-5 or 0-100")
        return float(found[1]), float(found[2])

    def on_scale(self, row: int, name: str, scale: tuple[float, float]) -> float:
        """A number between the ends of a scale, as a share of its width."""
        value, (low, high) = self.number(row, name), scale
        if not low <= value <= high:
            raise self.wrong(row, name, f"is outside its scale, {low:g} to {high:g}")
        return (value - low) / (high - low)

    def known(self, row: int, name: str, words: tuple[str, ...]) -> str:
        """A cell that must be one of some words, in any case; empty is allowed and means none."""
        cell = self.texts(name)[row]
        small = {word.casefold(): word for word in words}
        key = cell.casefold()
        for written in (key, key.replace(" ", "_"), key.replace("_", " ")):
            if written in small or not cell:
                return small.get(written, "")
        raise self.wrong(row, name, f"there is no such {name}{nearest(cell, words)} (allowed: {listed(words, 20)})")

    def wrong(self, row: int, name: str, why: str) -> InputError:
        """The error on a cell; rows count as in a spreadsheet, the headings being the first."""
        return InputError(f'{self.table.path}: row {row + 2}: {name} = "{shown(self.texts(name)[row])}": {why}')
