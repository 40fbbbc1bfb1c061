"""The columns of the posts: one array per state of a person, shape (cases, replicates, posts).

A leaver vacates a post and a joiner fills it; what stands in the columns of a vacant post means nothing and counts
nowhere. Runs are cases x replicates: the two leading axes are kept apart so that the draws of a replicate broadcast
over its cases, and `column.reshape(runs, posts)` is a view.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]

# What the weekly equations move; a newcomer starts at the values that E25 gives.
STATES = (
    "knowledge", "motivation", "job_satisfaction", "affective_commitment", "management_trust", "belonging",
    "message_adstock", "exposure", "reward_reference", "incentive_motivation", "uncertainty", "tenure_weeks",
)  # fmt: skip
# What a person brings along and keeps.
TRAITS = ("disposition", "motivation_trait", "knowledge_plateau", "internal_recruit")
# What the person does this week, from states and traits.
RESULTS = ("performance", "performance_quantity", "reward_valence", "own_motivation")
NUMBERS = STATES + TRAITS + RESULTS + ("weeks_vacant",)
COUNTS = ("hires", "taste")


class Workforce:
    """All posts of a block of runs.

    Attributes are the names in NUMBERS (float64) and COUNTS (int64), and `occupied` (bool), each of shape
    (cases, replicates, posts).
    """

    knowledge: Column
    motivation: Column
    job_satisfaction: Column
    affective_commitment: Column
    management_trust: Column
    belonging: Column
    message_adstock: Column
    exposure: Column
    reward_reference: Column
    incentive_motivation: Column
    uncertainty: Column
    tenure_weeks: Column
    disposition: Column
    motivation_trait: Column
    knowledge_plateau: Column
    internal_recruit: Column
    performance: Column
    performance_quantity: Column
    reward_valence: Column
    own_motivation: Column
    weeks_vacant: Column
    hires: NDArray[np.int64]
    taste: NDArray[np.int64]
    occupied: NDArray[np.bool_]

    def __init__(self, columns: dict[str, NDArray[Any]]) -> None:
        self.__dict__.update(columns)

    @classmethod
    def empty(cls, cases: int, replicates: int, posts: int) -> Workforce:
        """Vacant posts that nobody has held yet."""
        shape = (cases, replicates, posts)
        columns: dict[str, NDArray[Any]] = {name: np.zeros(shape) for name in NUMBERS}
        columns |= {name: np.zeros(shape, dtype=np.int64) for name in COUNTS}
        return cls(columns | {"occupied": np.zeros(shape, dtype=bool)})

    def take(self, cases: Any) -> Workforce:
        """A copy of some cases' rows, repeated where an index is."""
        return Workforce({name: column[cases] for name, column in self.__dict__.items()})

    @property
    def shape(self) -> tuple[int, int, int]:
        """(cases, replicates, posts)."""
        return self.occupied.shape
