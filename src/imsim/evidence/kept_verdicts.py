"""How claims and studies came out when all were last tried; the table ships with imsim, so that pages need no run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from imsim.evidence.theory import digest_of_theory
from imsim.studies.answer import Json

KEPT = Path(__file__).with_name("verdicts.json")
HOLDS, FAILS = "holds", "fails"
# Of a part of a study that has no band, and of one that the model cannot state.
REPORTED, NOT_TRIED = "reported", "not tried"


@dataclass(frozen=True)
class KeptVerdict:
    """A verdict on a claim, or on a part of a study.

    Args:
        word: of a claim: holds, fails: and how, or not tested; of a part: holds, fails, reported or not tried.
        simulated, error: the figure and its Monte-Carlo standard error; None where there is none.
    """

    word: str
    simulated: float | None
    error: float | None


def kept_verdicts(path: Path = KEPT, of: str = "claims") -> tuple[dict[str, KeptVerdict], bool]:
    """Verdicts by the id of the claim, or by the part of a study (F01.2), and whether the model has changed since.

    Args:
        path: where they are kept.
        of: claims or parts.
    """
    if not path.is_file():
        return {}, False
    told: Json = json.loads(path.read_text(encoding="utf-8"))
    found = {name: KeptVerdict(*row) for name, row in told.get(of, {}).items()}
    return found, told["theory"] != digest_of_theory()


def held_in_whole(path: Path = KEPT) -> dict[str, bool]:
    """Whether each claim and part of a study (F01.2) holds with everything at work, in laboratories of full size.

    Nothing where nobody has tried this model.
    """
    verdicts, stale = kept_verdicts(path)
    if stale or not verdicts:
        return {}
    parts = {name: one for name, one in kept_verdicts(path, "parts")[0].items() if one.word != REPORTED}
    return {name: one.word == HOLDS for name, one in (verdicts | parts).items()}


def keep(verdicts: Mapping[str, KeptVerdict], seed: int, path: Path = KEPT, of: str = "claims") -> None:
    """Write verdicts down, with a digest of the model that was judged.

    Args:
        verdicts: by the id of the claim, or by the part of a study.
        seed: root of the random numbers.
        path: where they are kept; verdicts of the other kind on the same model stay.
        of: claims or parts.
    """
    rows = {name: [one.word, one.simulated, one.error] for name, one in verdicts.items()}
    told = {"theory": digest_of_theory(), "seed": seed, of: rows}
    before: Json = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    of_this_model = all(before.get(key) == told[key] for key in ("theory", "seed"))
    path.write_text(json.dumps((before if of_this_model else {}) | told, indent=1) + "\n", encoding="utf-8")
