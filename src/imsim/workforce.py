"""The posts: a column for each number of the person who holds it and of the desk, shape (cases, replicates, posts).

A leaver vacates a post and a joiner fills it; what stands in the columns of a vacant post means nothing and counts
nowhere. Cases and replicates are kept apart, so that a replicate's draws are the same in all its cases.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]
Count = NDArray[np.int32]
Flag = NDArray[np.bool_]

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


class Workforce(NamedTuple):
    """All posts of a block of runs; of one run, shape (posts,), where processes of the week see them."""

    motivation: Column
    job_satisfaction: Column
    exposure: Column
    affective_commitment: Column
    management_trust: Column
    belonging: Column
    knowledge: Column
    message_adstock: Column
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
    leader_motivation: Column
    peers_motivation: Column
    peers_satisfaction: Column
    peers_exposure: Column
    service_seen: Column
    respect_seen: Column
    customers_seen: Column
    weeks_vacant: Column
    hires: Count
    taste: Count
    occupied: Flag
    left: Flag
    hired: Flag

    @classmethod
    def empty(cls, cases: int, replicates: int, posts: int) -> Workforce:
        """Vacant posts that nobody has held yet, each due to be filled."""
        kinds = dict.fromkeys(NUMBERS, np.float64) | dict.fromkeys(COUNTS, np.int32) | dict.fromkeys(FLAGS, np.bool_)
        staff = cls(*(np.zeros((cases, replicates, posts), dtype=kinds[name]) for name in cls._fields))
        staff.weeks_vacant[...] = np.inf
        return staff
