"""Comparison of the tables of two folders: identical to the last bit, or the first number that differs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from imsim.engine.errors import InputError
from imsim.scenarios.counts import count
from imsim.studies.answer import Json

if TYPE_CHECKING:
    import pandas as pd

# A run's name holds the version of imsim, so another version has other names for the same numbers.
NAMES = {"run"}
PLACES = ("id", "outcome", "strategy", "point", "replicate", "week")


@dataclass(frozen=True)
class Cell:
    """The first cell that differs, row by row.

    Args:
        row: number, from 1.
        place: what the row is about, column -> value.
        column: name.
        before, after: values.
    """

    row: int
    place: Json
    column: str
    before: Any
    after: Any


@dataclass(frozen=True)
class TableDifference:
    """A table, then and now.

    Args:
        table: file name.
        rows: how many there are now.
        problem: why the tables cannot be laid beside each other, if so.
        first: the first cell that differs, if any.
        cells, differing: how many cells there are, and how many differ.
        largest: largest relative difference of two numbers.
    """

    table: str
    rows: int
    problem: str | None = None
    first: Cell | None = None
    cells: int = 0
    differing: int = 0
    largest: float = 0.0

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return self.problem is None and self.first is None


def compared(before: Path, after: Path) -> list[TableDifference]:
    """Every table that the later folder holds, against the earlier one's.

    Raises:
        InputError: a table cannot be read.
    """
    tables = [*sorted(after.glob("*.parquet")), *sorted(after.glob("*.csv"))]
    return [_difference(path.name, before / path.name, path) for path in tables]


def _difference(name: str, before: Path, after: Path) -> TableDifference:
    now = read(after)
    if not before.is_file():
        return TableDifference(name, len(now), f"is missing in {before.parent}")
    then = read(before)
    columns = [str(column) for column in now]
    if [str(column) for column in then] != columns:
        odd = sorted({*map(str, then)} ^ {*columns}) or ["the same in another order"]
        return TableDifference(name, len(now), f"has other columns: {', '.join(odd)}")
    if len(then) != len(now):
        return TableDifference(name, len(now), f"had {count(len(then), 'row')}, has {len(now):,}")
    columns = [column for column in columns if column not in NAMES]
    unlike = np.array([differ(then[column], now[column]) for column in columns], dtype=bool).reshape(len(columns), -1)
    largest = max((apart(then[column], now[column]) for column in columns), default=0.0)
    first = None
    if unlike.any():
        row = int(np.argmax(unlike.any(axis=0)))
        column = columns[int(np.argmax(unlike[:, row]))]
        place = {key: plain(now[key].iloc[row]) for key in PLACES if key in columns}
        first = Cell(row + 1, place, column, plain(then[column].iloc[row]), plain(now[column].iloc[row]))
    return TableDifference(name, len(now), None, first, unlike.size, int(unlike.sum()), largest)


def plain(value: Any) -> Any:
    """A cell as Python and JSON know it; None where there is no number.

    Example:
        >>> plain(np.float64(0.5)), plain(float("nan"))
        (0.5, None)
    """
    value = value.item() if isinstance(value, np.generic) else value
    return None if value != value else value


def read(path: Path) -> pd.DataFrame:
    """A table, its numbers as they were written.

    Raises:
        InputError: it is none.
    """
    from pyarrow import csv, parquet

    try:
        table = parquet.read_table(path) if path.suffix == ".parquet" else csv.read_csv(path)
        result: pd.DataFrame = table.to_pandas()
        return result
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{path}: cannot be read as a table: {error}") from None


def differ(before: pd.Series[Any], after: pd.Series[Any]) -> NDArray[np.bool_]:
    """Which cells of a column differ; what is no number equals what is no number."""
    unlike = (before.to_numpy() != after.to_numpy()) & ~(before.isna().to_numpy() & after.isna().to_numpy())
    return np.asarray(unlike, dtype=bool)


def apart(before: pd.Series[Any], after: pd.Series[Any]) -> float:
    """Largest relative difference of two columns; 0 for words.

    Example:
        >>> import pandas as pd
        >>> apart(pd.Series([1.0, 2.0]), pd.Series([1.0, 2.5]))
        0.2
    """
    if before.dtype.kind not in "iuf" or after.dtype.kind not in "iuf":
        return 0.0
    one, other = (column.to_numpy(dtype=np.float64) for column in (before, after))
    size = np.maximum(np.abs(one), np.abs(other))
    gap = np.abs(one - other)[np.isfinite(one) & np.isfinite(other) & (size > 0)]
    return float((gap / size[np.isfinite(one) & np.isfinite(other) & (size > 0)]).max(initial=0.0))
