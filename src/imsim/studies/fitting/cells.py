"""Cells of the three tables: dates, numbers, scales; what cannot be read is an error that names its row."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from imsim.engine.errors import InputError, listed, nearest
from imsim.scenarios.counts import count
from imsim.scenarios.importing.departments import fitting
from imsim.scenarios.tables import Question, Remarks, TextTable, quoted, read_contents, shown
from imsim.scenarios.tables.numbers import numbers
from imsim.studies.fitting.dates import iso_days, why_no_day

ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
# How to say what no column of a survey tells.
SAID = {
    "date": 'name it with --column date="HEADING", or say the day of all answers, as --column date=2025-03-31',
    "scale": 'say it in a heading, as "Trust (1-5)", or for all with --column scale=1-5',
}
DATES = ("date", "month", "hired", "left")
# Where a form leaves what its file calls the columns that it renamed.
CALLED = "called"
Form = Callable[[TextTable], TextTable]
SCALE = re.compile(r"(-?\d+(?:\.\d+)?)\s*(?:-|–|to|bis|:)\s*(-?\d+(?:\.\d+)?)")


def ends_of(text: str) -> tuple[float, float] | None:
    """The lowest and the highest answer of a scale; None where a text says none.

    Example:
        >>> ends_of("1 to 5"), ends_of("5-1")
        ((1.0, 5.0), None)
    """
    found = SCALE.fullmatch(text.strip())
    ends = (float(found[1]), float(found[2])) if found else (0.0, 0.0)
    return ends if ends[0] < ends[1] else None


@dataclass(frozen=True)
class Sheet:
    """A table with its required columns.

    Args:
        table: as it was read.
        what: which of the three it is.
        called: column -> its heading in the file, where that is another.
    """

    table: TextTable
    what: str
    called: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(
        cls,
        source: object,
        what: str,
        needed: tuple[str, ...],
        form: Form = lambda table: table,
        known: Callable[[TextTable], int] = lambda _: 0,
    ) -> Sheet:
        """Read a table and make sure that its columns are there.

        Args:
            source: a file or a DataFrame.
            what: which of the three it is.
            needed: columns.
            form: brings a table of another form into this one.
            known: how many columns of a sheet are known by their headings; of a workbook the sheet with most is read.

        Raises:
            InputError: it cannot be read, or lacks a column.
        """
        table = max(read_contents(source, what, None, Remarks()).tables, key=known)
        if not len(table.frame):
            raise table.empty()
        written, table = table, form(table)
        small = [name.strip().casefold().replace(" ", "_") for name in table.columns]
        sheet = cls(replace(table, frame=table.frame.set_axis(small, axis=1)), what, table.frame.attrs.get(CALLED, {}))
        for name in needed:
            if name not in small:
                how = SAID.get(name, f'name it with --column {name}="HEADING"') if what == "survey" else ""
                raise written.missing(f'the {what} table needs a column "{name}"{how and f"; {how}"}', name)
        return sheet

    def has(self, name: str) -> bool:
        """Whether there is such a column."""
        return name in self.table.columns

    def texts(self, name: str) -> list[str]:
        """A column; empty texts where there is none."""
        if self.table.columns.count(name) > 1:
            raise InputError(f'{self.table.path}: has more than one column "{name}"')
        if name not in self._texts:
            self._texts[name] = self.table.column(name).tolist() if self.has(name) else [""] * self.rows
        return self._texts[name]

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.table.frame)

    @cached_property
    def _texts(self) -> dict[str, list[str]]:
        return {}

    @cached_property
    def _days(self) -> dict[str, list[str]]:
        # One program wrote them all, day or month first.
        names = [name for name in DATES if self.has(name)]
        days = iso_days(self._dates)
        return {name: days[i * self.rows : (i + 1) * self.rows] for i, name in enumerate(names)}

    @cached_property
    def _dates(self) -> list[str]:
        return [text for name in DATES if self.has(name) for text in self.texts(name)]

    @cached_property
    def _numbers(self) -> dict[str, list[float]]:
        return {}

    def number(self, row: int, name: str) -> float:
        """A cell that must hold a number."""
        if name not in self._numbers:
            self._numbers[name] = self._read_numbers(name)
        value = self._numbers[name][row]
        if not abs(value) < float("inf"):
            raise self.wrong(row, name, "should be a number")
        return value

    def _read_numbers(self, name: str) -> list[float]:
        try:
            return list(map(float, numbers(self.table, name, None, Remarks())))
        except Question as doubt:
            ways = "write numbers without marks for thousands, and those below a thousand with fewer decimals"
            raise InputError(f"{doubt.doubt}: {ways}") from None

    def whole(self, row: int, name: str) -> int:
        """A cell that must hold a count."""
        value = self.number(row, name)
        if value < 0 or value != round(value):
            raise self.wrong(row, name, "should be a whole number, 0 or more")
        return round(value)

    def day(self, row: int, name: str) -> date:
        """A cell that must hold a date; a month stands for its first day."""
        found = ISO.fullmatch(self._days[name][row])
        if not found:
            raise self.wrong(row, name, why_no_day(self.texts(name)[row], self._dates))
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            raise self.wrong(row, name, "is no day of the calendar") from None

    def day_or_none(self, row: int, name: str) -> date | None:
        """A cell that may be empty."""
        return self.day(row, name) if self.texts(name)[row] else None

    def scale(self, row: int, usual: tuple[float, float] | None = None) -> tuple[float, float]:
        """The scale of a row, as 1-5."""
        cell = self.texts("scale")[row]
        if not cell and usual is not None:
            return usual
        ends = ends_of(cell)
        if ends is None:
            raise self.wrong(row, "scale", "should be the lowest and the highest answer, as 1-5 or 0-100")
        return ends

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
        # An import writes "IT/IS" as "IT IS".
        for written in (key, key.replace(" ", "_"), key.replace("_", " "), fitting(cell).casefold()):
            if written in small or not cell:
                return small.get(written, "")
        raise self.wrong(row, name, f"there is no such {name}{nearest(cell, words)} (allowed: {listed(words, 20)})")

    def known_departments(self, departments: tuple[str, ...], notes: list[str]) -> list[str]:
        """The department of each row; those that the scenario has not, as of people who left it, are none, and said.

        Raises:
            InputError: it has none of them.
        """
        texts = self.texts("department")
        first = {text: row for row, text in reversed([*enumerate(texts)])}
        found: dict[str, str] = {}
        wrong: dict[str, InputError] = {}
        for text, row in first.items():
            try:
                found[text] = self.known(row, "department", departments)
            except InputError as error:
                wrong[text] = error
        if wrong and not any(found.values()):
            raise next(iter(wrong.values()))
        if wrong:
            people = count(sum(text in wrong for text in texts), "person", "people")
            notes.append(
                f"{self.what}: {people} of departments that the scenario has not: {listed(map(quoted, wrong), 8)}"
            )
        return [found.get(text, "") for text in texts]

    def number_of(self, row: int) -> int:
        """The number of a row as a spreadsheet counts, the headings being the first."""
        return self.table.row_number(row)

    def wrong(self, row: int, name: str, why: str) -> InputError:
        """The error on a cell."""
        cell = self.texts(name)[row]
        if cell.startswith("="):
            why = f"{why}; a formula without a stored value: open the file in a spreadsheet program and save it"
        heading = self.called.get(name, name)
        if name == "mean" and self.has("question"):
            heading = shown(self.texts("question")[row])
        return InputError(f"{self.table.path}: row {self.number_of(row)}: {heading} = {quoted(cell)}: {why}")
