"""A table that somebody else wrote, as columns of text under named headings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from imsim.engine.errors import InputError, listed, nearest
from imsim.scenarios.tables.remarks import quoted, shown


@dataclass(frozen=True)
class TextTable:
    """Rows of text under named columns.

    Args:
        path: where they came from: a file, or what a Python object is called in messages.
        frame: one column of strings each; an absent value is an empty string.
        semicolons: columns were separated by semicolons, as where decimals are written with a comma.
        exact: numbers come from a program with a decimal point (Excel cells, graph files, data frames).
        keyed: the first column (or the first two, of edges) hold the keys by which a graph links its own parts.
        directed: whether edges have a direction; None where the file does not say.
        above: rows of the file above the first of these, its heading among them.
    """

    path: str
    frame: pd.DataFrame
    semicolons: bool = False
    exact: bool = False
    keyed: bool = False
    directed: bool | None = None
    above: int = 1

    @property
    def name(self) -> str:
        """Name of the file without its folder, for messages."""
        return shown(self.path.replace("\\", "/").rsplit("/", 1)[-1])

    @property
    def columns(self) -> list[str]:
        """Headings, in order."""
        return [str(column) for column in self.frame.columns]

    def column(self, heading: str) -> pd.Series[str]:
        """One column of text, blanks around it taken off.

        Raises:
            InputError: there is more than one of that name.
        """
        found = self.frame[heading]
        if found.ndim > 1:
            raise InputError(f'{self.path}: has more than one column "{shown(heading)}"')
        texts: pd.Series[str] = found.str.strip()
        return texts

    def row_number(self, row: int) -> int:
        """The number of a row as a spreadsheet counts."""
        return int(self.frame.index[row]) + self.above + 1

    def empty(self) -> InputError:
        """The error on a table without rows."""
        return InputError(f"{self.path}: has no rows below its headings")

    def asked(self, option: str, heading: str) -> str:
        """The column an option names.

        Raises:
            InputError: there is no such column, or more than one.
        """
        if heading not in self.frame.columns:
            raise self.missing(f"{option} {shown(heading)}: no column {quoted(heading)}", heading)
        if self.columns.count(heading) > 1:
            raise InputError(f'{self.path}: has more than one column "{shown(heading)}"')
        return heading

    def missing(self, problem: str, wanted: str) -> InputError:
        """One line on a column that is not there: the file, what was looked for, what was found, what comes nearest."""
        found, hint = listed(map(shown, self.columns), 20), nearest(wanted, map(shown, self.columns))
        return InputError(f"{self.path}: {problem} (found: {found}){hint}")

    def rows(self, kept: NDArray[np.bool_]) -> TextTable:
        """Some of the rows."""
        return self if kept.all() else replace(self, frame=self.frame[kept].reset_index(drop=True))


def text_frame(rows: Iterable[Mapping[str, object]], first: Iterable[str] = ()) -> pd.DataFrame:
    """Records of any values as columns of text, in order of first appearance; what a record lacks is empty."""
    records = list(rows)
    headings = dict.fromkeys((*first, *(str(key) for record in records for key in record)))
    return pd.DataFrame(
        {name: pd.Series([text(record.get(name)) for record in records], dtype=str) for name in headings}
    )


def text(value: object) -> str:
    """A cell as text: nothing where a program stored nothing.

    Example:
        >>> text(None), text(float("nan")), text(3), text(2.50), text(" a ")
        ('', '', '3', '2.5', ' a ')
    """
    if value is None or value != value or value is pd.NaT or value is pd.NA:
        return ""
    return str(value)
