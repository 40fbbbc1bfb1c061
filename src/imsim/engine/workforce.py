"""The posts: a column for each number of the person who holds it and of the desk, shape (cases, replicates, posts).

A leaver vacates a post and a joiner fills it; what stands in the columns of a vacant post means nothing and counts
nowhere. Cases and replicates are kept apart, so that a replicate's draws are the same in all its cases.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

# What the weekly equations move; a newcomer starts at the values that E25 gives.
STATES = (
    "motivation", "job_satisfaction", "exposure", "affective_commitment", "management_trust", "belonging", "knowledge",
    "message_adstock", "reward_reference", "incentive_motivation", "uncertainty", "tenure_weeks",
)  # fmt: skip
# What a person brings along and keeps.
TRAITS = ("disposition", "motivation_trait", "knowledge_plateau", "internal_recruit")
# What the person does this week, from states and traits.
RESULTS = ("performance", "performance_quantity", "reward_valence", "own_motivation")
# What the person saw around when the week began.
SEEN = (
    "leader_motivation", "peers_motivation", "peers_satisfaction", "peers_exposure", "service_seen", "respect_seen",
    "customers_seen",
)  # fmt: skip
NUMBERS = STATES + TRAITS + RESULTS + SEEN + ("weeks_vacant",)
COUNTS = ("hires", "taste")
# Whether somebody holds the desk, and whether it was left or filled this week.
FLAGS = ("occupied", "left", "hired")

# Where each stands among its kind: kernels read person[MOTIVATION, post].
(
    MOTIVATION,
    JOB_SATISFACTION,
    EXPOSURE,
    AFFECTIVE_COMMITMENT,
    MANAGEMENT_TRUST,
    BELONGING,
    KNOWLEDGE,
    MESSAGE_ADSTOCK,
    REWARD_REFERENCE,
    INCENTIVE_MOTIVATION,
    UNCERTAINTY,
    TENURE_WEEKS,
    DISPOSITION,
    MOTIVATION_TRAIT,
    KNOWLEDGE_PLATEAU,
    INTERNAL_RECRUIT,
    PERFORMANCE,
    PERFORMANCE_QUANTITY,
    REWARD_VALENCE,
    OWN_MOTIVATION,
    LEADER_MOTIVATION,
    PEERS_MOTIVATION,
    PEERS_SATISFACTION,
    PEERS_EXPOSURE,
    SERVICE_SEEN,
    RESPECT_SEEN,
    CUSTOMERS_SEEN,
    WEEKS_VACANT,
) = range(len(NUMBERS))
HIRES, TASTE = range(len(COUNTS))
OCCUPIED, LEFT, HIRED = range(len(FLAGS))


class Workforce(NamedTuple):
    """All posts of a block of runs; each name in NUMBERS, COUNTS and FLAGS is a column, (cases, replicates, posts).

    Attributes:
        numbers: float64, shape (cases, replicates, len(NUMBERS), posts).
        counts: int32, shape (cases, replicates, len(COUNTS), posts).
        flags: bool, shape (cases, replicates, len(FLAGS), posts).
    """

    numbers: NDArray[np.float64]
    counts: NDArray[np.int32]
    flags: NDArray[np.bool_]

    @classmethod
    def empty(cls, cases: int, replicates: int, posts: int) -> Workforce:
        """Vacant posts that nobody has held yet, each due to be filled."""
        staff = cls(
            numbers=np.zeros((cases, replicates, len(NUMBERS), posts)),
            counts=np.zeros((cases, replicates, len(COUNTS), posts), dtype=np.int32),
            flags=np.zeros((cases, replicates, len(FLAGS), posts), dtype=np.bool_),
        )
        staff.weeks_vacant[...] = np.inf
        return staff

    def take(self, cases: Any) -> Workforce:
        """A copy of some cases, repeated where an index is."""
        return Workforce(self.numbers[cases], self.counts[cases], self.flags[cases])

    def __getattr__(self, name: str) -> Any:
        for names, columns in ((NUMBERS, self.numbers), (COUNTS, self.counts), (FLAGS, self.flags)):
            if name in names:
                return columns[:, :, names.index(name)]
        raise AttributeError(f"{type(self).__name__} has no column {name!r}")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return NUMBERS + COUNTS + FLAGS

    @property
    def shape(self) -> tuple[int, ...]:
        """(cases, replicates, posts)."""
        return self.occupied.shape  # type: ignore[no-any-return]
