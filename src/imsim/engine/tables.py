"""How numbers lie in memory: those of employees and customers in columns, those of departments and firms in records.

Kernels take several people at once, so each number of a person has an array of its own. Of departments there are few:
their numbers lie together, record by record, and everything but kernels sees named columns of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from imsim.engine.model import LETTERS, Model

LINE = 64
DTYPES = {letter: dtype for dtype, letter in LETTERS.items()}


def record(names: Iterable[str], dtype: str = "f8") -> np.dtype[np.void]:
    """The layout of a record of numbers; one object for the same names, or each call of a kernel would compare two."""
    return _record(tuple(names), dtype)


@cache
def _record(names: tuple[str, ...], dtype: str) -> np.dtype[np.void]:
    return np.dtype([(name, dtype) for name in names])


def constants(model: Model) -> np.dtype[np.void]:
    """The layout of a run's parameters and what is derived of them.

    Numba tells what a kernel is called with by the layouts in it, not by the class of the tuple: with one layout for
    two models, kernels of the second would be looked for at each call. So the last name, of nothing, is the model's.
    """
    return record((*model.parameters, *model.of_kind("derived"), f"model_{model.digest[:16]}"))


def aligned(rows: int, dtype: np.dtype[np.void]) -> NDArray[np.void]:
    """Records of zeros that begin where a line of the processor's memory does, so that few lie across two lines."""
    room = np.zeros(rows * dtype.itemsize + LINE, dtype=np.uint8)
    begin = -room.ctypes.data % LINE
    return room[begin : begin + rows * dtype.itemsize].view(dtype)


class Table:
    """Many rows a run, in columns: each name is an array (cases, replicates, rows), to be read and written in place.

    Args:
        arrays: by the letter of their dtype, (cases, replicates, columns, rows).
        names: of the columns of each array.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]], names: Mapping[str, tuple[str, ...]]) -> None:
        self.arrays = dict(arrays)
        self.columns = dict(names)

    @classmethod
    def empty(cls, shape: tuple[int, int, int], names: Mapping[str, tuple[str, ...]]) -> Self:
        """A table of zeros.

        Args:
            shape: (cases, replicates, rows).
            names: of columns, by the letter of their dtype.
        """
        cases, replicates, rows = shape
        arrays = {
            letter: np.zeros((cases, replicates, len(columns), rows), dtype=DTYPES[letter])
            for letter, columns in names.items()
        }
        return cls(arrays, names)

    def take(self, cases: Any) -> Self:
        """A copy of some cases, repeated where an index is."""
        return type(self)({letter: array[cases] for letter, array in self.arrays.items()}, self.columns)

    def __getattr__(self, name: str) -> NDArray[Any]:
        for letter, columns in self.__dict__.get("columns", {}).items():
            if name in columns:
                column: NDArray[Any] = self.arrays[letter][:, :, columns.index(name)]
                return column
        raise AttributeError(f"{type(self).__name__} has no column {name!r}")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(name for columns in self.columns.values() for name in columns)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(cases, replicates, rows)."""
        cases, replicates, _, rows = self.arrays["f"].shape
        return cases, replicates, rows


class Records:
    """An array of records of shape (cases, replicates, n) as columns: `x.name` is a view, `x.name = values` writes.

    Args:
        rows: the array.
    """

    rows: NDArray[np.void]

    def __init__(self, rows: NDArray[np.void]) -> None:
        self.__dict__["rows"] = rows

    def __getattr__(self, name: str) -> NDArray[np.float64]:
        if name != "rows" and name in (self.rows.dtype.names or ()):
            column: NDArray[np.float64] = self.rows[name]
            return column
        raise AttributeError(f"{type(self).__name__} has no column {name!r}")

    def __setattr__(self, name: str, values: Any) -> None:
        if name not in (self.rows.dtype.names or ()):
            raise AttributeError(f"{type(self).__name__} has no column {name!r}")
        self.rows[name] = values

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(self.rows.dtype.names or ())

    @property
    def shape(self) -> tuple[int, int, int]:
        """(cases, replicates, n)."""
        cases, replicates, number = self.rows.shape
        return cases, replicates, number

    def take(self, cases: Any) -> Self:
        """A copy of some cases' rows, repeated where an index is."""
        return type(self)(self.rows[cases])
