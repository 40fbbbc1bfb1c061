"""The other side: what became of the same person in the run beside, which met the same random numbers.

Draws belong to a place, not to a moment (`engine.rng`): whether somebody leaves is held against a number that belongs
to the week and the post. Two runs of one replicate meet the same numbers, so as long as the same person holds a post on
both sides, what differs is what management did. A person is the same who held the post before week 0, or who was hired
for it as the same hire in the same week. Where a post was filled at another time, somebody else holds it: then there is
nothing to compare, and that is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from imsim.reporting.chronicle.leaving import risk_of
from imsim.reporting.chronicle.people import Person

if TYPE_CHECKING:
    from imsim.reporting.chronicle.run import Run

STAYED, SAME_WEEK, EARLIER, NOBODY = "stayed", "same week", "earlier", "not there"


@dataclass(frozen=True)
class Otherwise:
    """What became, on the other side, of a person who left.

    Args:
        label: of the other side's strategy.
        fate: "stayed", "same week", "earlier" or "not there".
        week: in which the person left there; None who did not, as far as was recorded.
        risk: of leaving there in the week in which the person left here; None where it was not there.
    """

    label: str
    fate: str
    week: int | None = None
    risk: float | None = None


def otherwise(person: Person, week: int, other: Run) -> Otherwise:
    """What became, on the other side, of a person who left in a week."""
    there = other.known(person)
    if there is None:
        return Otherwise(other.label, NOBODY)
    if there.gone is not None and there.gone < week:
        return Otherwise(other.label, EARLIER, there.gone)
    risk = risk_of(other.recording, there, week)
    own = risk.own if risk else None
    if there.gone == week:
        return Otherwise(other.label, SAME_WEEK, week, own)
    return Otherwise(other.label, STAYED, there.gone, own)
