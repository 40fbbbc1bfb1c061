"""How each claim came out when all were last tried; the table ships with imsim, so that pages need no run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from imsim.evidence.theory import digest_of_theory
from imsim.studies.answer import Json

KEPT = Path(__file__).with_name("verdicts.json")
HOLDS = "holds"


@dataclass(frozen=True)
class KeptVerdict:
    """A verdict on a claim.

    Args:
        word: holds, fails: and how, or not tested.
        simulated, error: the figure and its Monte-Carlo standard error; None where there is none.
    """

    word: str
    simulated: float | None
    error: float | None


def kept_verdicts(path: Path = KEPT) -> tuple[dict[str, KeptVerdict], bool]:
    """Verdicts by the id of the claim, and whether the model has changed since."""
    if not path.is_file():
        return {}, False
    told: Json = json.loads(path.read_text(encoding="utf-8"))
    found = {name: KeptVerdict(*row) for name, row in told["claims"].items()}
    return found, told["theory"] != digest_of_theory()


def holds_in_whole() -> set[str]:
    """Claims that hold with everything at work, in laboratories of full size; none where nobody knows of this model."""
    found, stale = kept_verdicts()
    return set() if stale else {name for name, one in found.items() if one.word == HOLDS}


def keep(verdicts: Mapping[str, KeptVerdict], seed: int, path: Path = KEPT) -> None:
    """Write verdicts down, with a digest of the model that was judged."""
    rows = {name: [one.word, one.simulated, one.error] for name, one in verdicts.items()}
    told = {"theory": digest_of_theory(), "seed": seed, "claims": rows}
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
