"""What evidence each mechanism stands on, as the last knock-outs of all found it; the table ships with imsim."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from imsim.evidence.kept_verdicts import held_in_whole
from imsim.evidence.theory import digest_of_theory
from imsim.studies.answer import Json

# Stands between what is formed differently and its rival, in the name of one.
SIGN = "="
KEPT = Path(__file__).with_name("knockouts.json")
STALE = "; the model has changed since"
# What kinds of evidence are called in a sentence, where their keys do not say it.
CALLED = {"studies": "field studies", "kept": "kept patterns", "patterns": "published patterns"}


@dataclass(frozen=True)
class Support:
    """What one mechanism, or the equation that a rival would replace, was found to matter for.

    Args:
        name: of the mechanism, or `form=rival`.
        fails: evidence that holds with it, and fails without it.
        passes: evidence that holds only without it. What the small laboratories of knock-outs say of the model as it is
            counts only where whole ones say the same.
        judged: kinds of evidence, in words.
        stale: the model is not the one that was judged.
    """

    name: str
    fails: tuple[str, ...]
    passes: tuple[str, ...]
    judged: tuple[str, ...]
    stale: bool

    @property
    def words(self) -> str:
        """What stands in tables.

        Example:
            >>> Support("trust", ("52", "68"), (), ("claims",), False).words
            '52, 68'
            >>> Support("hope", (), ("7",), ("claims", "patterns"), True).words
            'unsupported by claims, patterns; the model has changed since'
        """
        return (", ".join(self.fails) or unsupported(self.judged)) + (STALE if self.stale else "")


def unsupported(judged: Sequence[str]) -> str:
    """The mark of a mechanism that no evidence of the kinds judged notices."""
    return f"unsupported by {', '.join(judged)}"


def supports(path: Path = KEPT) -> dict[str, Support]:
    """The table of a file, by name; nothing where there is none."""
    if not path.is_file():
        return {}
    told: Json = json.loads(path.read_text(encoding="utf-8"))
    stale = told["theory"] != digest_of_theory()
    rows, judged, held = (
        told["mechanisms"] | told["rivals"],
        tuple(CALLED.get(one, one) for one in told["judged"]),
        held_in_whole(),
    )
    return {
        name: Support(
            name,
            tuple(one for one in row["fails"] if held.get(one, True)),
            tuple(one for one in row["passes"] if not held.get(one, False)),
            judged,
            stale,
        )
        for name, row in rows.items()
    }
