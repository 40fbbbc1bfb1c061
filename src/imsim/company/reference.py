"""The reference point: where everything is scaled to, computed from parameters and never from a run.

At knowledge .60, motivation .52, no incentives, respect .8, full staffing and internal service .60, performance and
service are .60 exactly; customers' satisfaction is .60; a claim that promises what people have is neutral. Each value
is worked out by the mechanism it belongs to (`rules.reference`), when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.company.economics import Economy
from imsim.company.market import Market
from imsim.company.organisation import Organisation
from imsim.engine.model import Model
from imsim.engine.parameters import Parameters

Column = NDArray[np.float64]


class Reference:
    """Values at the reference point by name, each a column (cases, 1, 1) or (cases, 1, departments).

    Args:
        model: whose mechanisms work them out, with the rivals that are chosen.
        p: parameters of the cases.
        organisation: of the company.
        market, economy: of the company; not needed for what happens inside the firm.
    """

    def __init__(
        self,
        model: Model,
        p: Parameters,
        organisation: Organisation,
        market: Market | None = None,
        economy: Economy | None = None,
    ) -> None:
        self.model, self.organisation = model, organisation
        self.p: Any = p
        self.market: Any = market
        self.economy: Any = economy

    def form(self, equation: Callable[..., Any]) -> Callable[..., Any]:
        """An equation, or the rival that is chosen in its place."""
        return self.model.form(equation)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self.model.references:
            raise AttributeError(f"no mechanism knows {name!r} at the reference point")
        value = self.__dict__[name] = self.model.references[name](self)
        return value


def edge_sums(index: NDArray[np.int64], values: Column, size: int) -> Column:
    """Sums of edge values by one end of the edge: (cases, replicates, edges) -> (cases, replicates, size)."""
    cases, replicates = values.shape[:2]
    runs = cases * replicates
    flat = (np.arange(runs)[:, None] * size + index).ravel()
    sums = np.bincount(flat, weights=values.ravel(), minlength=runs * size)
    return np.asarray(sums, dtype=np.float64).reshape(cases, replicates, size)
