"""What each number of the model moves, as the last sensitivity analysis of all found it; the table ships with imsim."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from imsim.evidence.theory import digest_of_theory
from imsim.studies.answer import Json

KEPT = Path(__file__).with_name("sensitivity.json")


@dataclass(frozen=True)
class KeptSensitivity:
    """Mean sizes of effects when each number goes through its range (Morris' mu*).

    Args:
        about: what was varied, on which scenario and strategy, with how many trajectories.
        effects: outcome -> parameter -> mean size and half-width of its 95 % interval.
        stale: the model is not the one that was looked at.
    """

    about: str
    effects: Mapping[str, Mapping[str, tuple[float, float]]]
    stale: bool

    def rank(self, outcome: str, name: str) -> int:
        """Place of a parameter among all, 1 being the one that moves the outcome most.

        Example:
            >>> KeptSensitivity("", {"acsi": {"a": (0.1, 0.0), "b": (0.3, 0.1)}}, False).rank("acsi", "a")
            2
        """
        sizes = self.effects[outcome]
        return 1 + sum(size > sizes[name][0] for size, _ in sizes.values())


def kept_sensitivity(path: Path = KEPT) -> KeptSensitivity | None:
    """The table; nothing where none was kept."""
    if not path.is_file():
        return None
    told: Json = json.loads(path.read_text(encoding="utf-8"))
    effects = {
        outcome: {name: (size, half) for name, (size, half) in rows.items()}
        for outcome, rows in told["effects"].items()
    }
    return KeptSensitivity(told["about"], effects, told["theory"] != digest_of_theory())


def keep_sensitivity(about: str, effects: Mapping[str, Mapping[str, tuple[float, float]]], path: Path = KEPT) -> None:
    """Write a table down, with a digest of the model that was looked at."""
    told = {"theory": digest_of_theory(), "about": about, "effects": effects}
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
