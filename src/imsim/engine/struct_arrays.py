"""How numbers lie in memory: those of people and customers in columns, those of departments and firms in records.

Kernels take several people at once, so each number of a person has an array of its own. Of departments there are few:
their numbers lie together, record by record, and everything but kernels sees named columns of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray


def record(numbers: Iterable[str]) -> np.dtype[np.void]:
    """The layout of a record of float64 numbers."""
    return np.dtype([(name, "f8") for name in numbers])


class Columns:
    """An array of records of shape (cases, replicates, n) as columns: `x.name` is a view, `x.name = values` writes.

    Args:
        rows: the array.
    """

    rows: NDArray[np.void]

    def __init__(self, rows: NDArray[np.void]) -> None:
        self.__dict__["rows"] = rows

    def __getattr__(self, name: str) -> Any:
        if name != "rows" and name in (self.rows.dtype.names or ()):
            return self.rows[name]
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
