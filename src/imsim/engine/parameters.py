"""The behavioural numbers of a block of cases, as columns.

A parameter's name is the same string everywhere: key of a scenario's `[parameters]` table, field of a mechanism's `P`,
column of a study, label of a Sobol' index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]


def shared(column: Column) -> Any:
    """A number where a column holds the same in every row, else the column: numbers are worked with faster.

    Example:
        >>> float(shared(np.full((3, 1, 1), 0.5))), shared(np.array([[[0.5]], [[1.0]]])).shape
        (0.5, (2, 1, 1))
    """
    first = column.flat[0]
    return first if (column == first).all() else column


def anywhere(number: Any) -> bool:
    """Whether a number, or one of a column, is not zero.

    Example:
        >>> anywhere(0.0), anywhere(np.array([[[0.0]], [[1.0]]]))
        (False, True)
    """
    return bool(number.any()) if isinstance(number, np.ndarray) else bool(number != 0)


class Parameters:
    """All parameters of a block of cases, each a float64 column (cases, 1, 1), or (cases, replicates, 1) if shifted.

    Example:
        >>> Parameters.of([{"forgetting": 0.02}, {}], {"forgetting": 0.016}).forgetting.ravel().tolist()
        [0.02, 0.016]
    """

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self.__dict__.update(columns)

    def __getattr__(self, name: str) -> Column:
        raise AttributeError(f"there is no parameter called {name!r}")

    @classmethod
    def of(cls, cases: Iterable[Mapping[str, float]], defaults: Mapping[str, float]) -> Parameters:
        """Stack the overrides of several cases onto the defaults.

        Raises:
            KeyError: an override names no parameter.
        """
        rows = [{**defaults, **overrides} for overrides in cases]
        for row in rows:
            if unknown := row.keys() - defaults.keys():
                raise KeyError(f"there is no parameter called {sorted(unknown)[0]!r}")
        return cls({name: np.array([[[float(row[name])]] for row in rows]) for name in defaults})

    def shifted(self, differences: Mapping[str, Column]) -> Parameters:
        """Parameters where replicates differ in some: what each has more, shape (replicates,), by name.

        Example:
            >>> Parameters.of([{}], {"a": 0.0}).shifted({"a": np.array([-0.1, 0.1])}).a.ravel().tolist()
            [-0.1, 0.1]
        """
        columns = {name: column for name, column in self.__dict__.items() if name != "flat"}
        for name, more in differences.items():
            columns[name] = columns[name] + more[:, None]
        return Parameters(columns)

    @cached_property
    def flat(self) -> Parameters:
        """The columns as (cases, 1), for arrays without an axis of replicates."""
        return Parameters({name: column[:, :, 0] for name, column in self.__dict__.items()})

    def take(self, cases: Any) -> Parameters:
        """Parameters of a selection of cases (an index array or a slice)."""
        return Parameters({name: column[cases] for name, column in self.__dict__.items() if name != "flat"})

    def plain(self) -> Parameters:
        """The same with numbers in the place of columns whose rows are all alike."""
        return Parameters({name: shared(column) for name, column in self.__dict__.items() if name != "flat"})
