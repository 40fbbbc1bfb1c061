"""The posts: one record each, the person who holds it and the desk, in an array (cases, replicates, posts).

A leaver vacates a post and a joiner fills it; what stands in the record of a vacant post means nothing and counts
nowhere. Cases and replicates are kept apart, so that a replicate's draws are the same in all its cases.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.records import Columns, record

Column = NDArray[np.float64]

# What the weekly equations move; a newcomer starts at the values that E25 gives.
STATES = (
    "motivation", "job_satisfaction", "exposure", "affective_commitment", "management_trust", "belonging", "knowledge",
    "message_adstock", "reward_reference", "incentive_motivation", "uncertainty", "tenure_weeks",
)  # fmt: skip
# What a person brings along and keeps.
TRAITS = ("disposition", "motivation_trait", "knowledge_plateau", "internal_recruit")
# What the person does this week, from states and traits.
RESULTS = ("performance", "performance_quantity", "reward_valence", "own_motivation")
# What the person saw of others when the week began.
SEEN = ("leader_motivation", "peers_motivation", "peers_satisfaction", "peers_exposure")
NUMBERS = STATES + TRAITS + RESULTS + SEEN + ("weeks_vacant",)
COUNTS = ("hires", "taste")
# Whether somebody holds the desk, and whether it was left or filled this week.
FLAGS = ("occupied", "left", "hired")
# What customers look at lies together: in a large firm each look is a fetch from far memory.
LOOKED_AT = ("performance", "knowledge", *FLAGS)
POST = record(NUMBERS, COUNTS, FLAGS, first=LOOKED_AT)


class Workforce(Columns):
    """All posts of a block of runs: the names in NUMBERS (float64), COUNTS (int32) and FLAGS (bool)."""

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
    weeks_vacant: Column
    hires: NDArray[Any]
    taste: NDArray[Any]
    occupied: NDArray[np.bool_]
    left: NDArray[np.bool_]
    hired: NDArray[np.bool_]

    @classmethod
    def empty(cls, cases: int, replicates: int, posts: int) -> Workforce:
        """Vacant posts that nobody has held yet, each due to be filled."""
        rows = np.zeros((cases, replicates, posts), dtype=POST)
        rows["weeks_vacant"] = np.inf
        return cls(rows)
