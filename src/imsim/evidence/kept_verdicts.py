"""How claims and studies came out when all were last tried; the table ships with imsim, so that pages need no run."""

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
    found = {name: KeptVerdict(*row) for name, row in told.get("claims", {}).items()}
    return found, told["theory"] != digest_of_theory()


def held_in_whole(path: Path = KEPT) -> dict[str, bool]:
    """Whether each claim and part of a study (F01.2) holds with everything at work, in laboratories of full size.

    Nothing where nobody has tried this model.
    """
    found, stale = kept_verdicts(path)
    if stale or not found:
        return {}
    parts: dict[str, bool] = json.loads(path.read_text(encoding="utf-8")).get("parts", {})
    return {name: one.word == HOLDS for name, one in found.items()} | parts


def keep(verdicts: Mapping[str, KeptVerdict], seed: int, path: Path = KEPT) -> None:
    """Write verdicts on claims down, with a digest of the model that was judged."""
    rows = {name: [one.word, one.simulated, one.error] for name, one in verdicts.items()}
    _keep({"theory": digest_of_theory(), "seed": seed, "claims": rows}, path)


def keep_parts(verdicts: Mapping[str, bool], seed: int, path: Path = KEPT) -> None:
    """Write down which parts of studies hold, beside the verdicts on claims."""
    _keep({"theory": digest_of_theory(), "seed": seed, "parts": dict(verdicts)}, path)


def _keep(told: Json, path: Path) -> None:
    """Write a table of verdicts; others of the same model stay."""
    before: Json = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    of_this_model = all(before.get(key) == told[key] for key in ("theory", "seed"))
    path.write_text(json.dumps((before if of_this_model else {}) | told, indent=1) + "\n", encoding="utf-8")
