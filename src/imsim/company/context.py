"""The context of programmes and events: the firm in one week."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.company.economics import Economy
from imsim.company.organisation import Organisation
from imsim.engine.parameters import Parameters

Column = NDArray[np.float64]


@dataclass(frozen=True)
class Context:
    """The firm in one week as programmes and events see it: read, never written.

    Args:
        week: of the run; programmes start at week 0 at the earliest. All weeks in which a programme is on, shape
            (weeks, 1, 1), when its cost is planned.
        rows: the cases the programme acts on, as a slice of the block.
        organisation, economy: shared.
        parameters: columns of those cases.
        present: occupied posts, shape (cases, replicates, posts); all posts when a cost is planned.
        hires: employees hired last week, (cases, replicates, 1); the expected number when a cost is planned.
        expected_claim: claim that employees expect anyway (c0), (cases, 1, posts).
        state: read-only company of the block, None when a cost is planned.
        staffed: roles on the payroll of a plan, whose hours cost no further cash.
        launch: week before which a plan lets nothing begin that needs preparation.
    """

    week: Any
    rows: slice
    organisation: Organisation
    economy: Economy
    parameters: Parameters
    present: NDArray[Any]
    hires: Any
    expected_claim: Column
    state: Any = None
    staffed: tuple[str, ...] = ()
    launch: int = 0

    def headcount(self, mask: NDArray[np.bool_]) -> Column:
        """Number of occupied posts of a mask, (cases, replicates, 1)."""
        counted: Column = (self.present & mask).sum(axis=2, keepdims=True).astype(np.float64)
        return counted

    def uniform(self, name: str, channel: str) -> Column:
        """Uniform random numbers of this week for one channel of a programme, (replicates, posts)."""
        drawn: Column = self.state.streams.uniform(f"programme {name} {channel}", self.week, self.organisation.posts)
        return drawn
