"""The behavioural numbers of the model as columns of a block; evidence.py is the table of them.

A parameter's name is the same string everywhere: key of a scenario's `[parameters]` table, argument of an equation,
column of a study, label of a Sobol' index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.mechanisms.table import PARAMETERS, REWARD_SHARES, Parameter

__all__ = [
    "BY_NAME",
    "DEFAULTS",
    "MIN_TRAIT_SHARE",
    "PARAMETERS",
    "REWARD_SHARES",
    "SHARE_GROUPS",
    "Parameter",
    "Parameters",
]

Column = NDArray[np.float64]

BY_NAME: dict[str, Parameter] = {parameter.name: parameter for parameter in PARAMETERS}
DEFAULTS: dict[str, float] = {parameter.name: float(parameter.default) for parameter in PARAMETERS}

# What is left of one after these shares is the share of the person's own trait; studies keep it above MIN_TRAIT_SHARE.
SHARE_GROUPS: dict[str, tuple[str, ...]] = {
    "motivation": tuple(f"motivation_{driver}" for driver in ("message", "reward", "satisfaction", "leader", "peers")),
    "job_satisfaction": tuple(
        f"satisfaction_{driver}" for driver in ("service", "respect", "reward", "trust", "customers", "peers")
    ),
    "affective_commitment": ("commitment_trust", "commitment_belonging"),
}
MIN_TRAIT_SHARE = 0.15


class Parameters:
    """All parameters of a block of cases, each a float64 column (cases, 1, 1), or (cases, replicates, 1) if shifted.

    Example:
        >>> Parameters.of([{"forgetting": 0.02}, {}]).forgetting.ravel().tolist()
        [0.02, 0.016]
    """

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self.__dict__.update(columns)

    def __getattr__(self, name: str) -> Column:
        raise AttributeError(f"there is no parameter called {name!r}")

    @classmethod
    def of(cls, cases: Iterable[Mapping[str, float]]) -> Parameters:
        """Stack the overrides of several cases onto the defaults.

        Raises:
            KeyError: an override names no parameter.
        """
        rows = [{**DEFAULTS, **overrides} for overrides in cases]
        for row in rows:
            if unknown := row.keys() - DEFAULTS.keys():
                raise KeyError(f"there is no parameter called {sorted(unknown)[0]!r}")
        return cls({name: np.array([[[float(row[name])]] for row in rows]) for name in DEFAULTS})

    def shifted(self, differences: Mapping[str, Column]) -> Parameters:
        """The same parameters where replicates differ in some: what each has more, shape (replicates,), by name.

        Example:
            >>> Parameters.of([{}]).shifted({"site_effect": np.array([-0.1, 0.1])}).site_effect.ravel().tolist()
            [-0.1, 0.1]
        """
        columns = {name: column for name, column in self.__dict__.items() if name != "flat"}
        for name, more in differences.items():
            columns[name] = columns[name] + more[:, None]
        return Parameters(columns)

    @cached_property
    def flat(self) -> Parameters:
        """The same columns as (cases, 1), for arrays without an axis of replicates."""
        return Parameters({name: column[:, :, 0] for name, column in self.__dict__.items()})

    def take(self, cases: Any) -> Parameters:
        """The same parameters for a selection of cases (an index array or a slice)."""
        return Parameters({name: column[cases] for name, column in self.__dict__.items() if name != "flat"})
