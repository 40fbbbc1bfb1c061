"""What a change of a mean is made of: who left, who joined, and what changed within those who stayed.

With n people at the beginning, of whom L left, and m at the end, of whom J joined, and with x and y for the values at
both ends, the change of the mean is, exactly,

    mean(y of stayers) - mean(x of stayers)                      what changed within those who stayed
    + sum over joiners of (y - mean(y of stayers)) / m           what joiners are above or below them
    - sum over leavers of (x - mean(x of stayers)) / n           what leavers were above or below them
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Composition:
    """A change of a mean in three parts, each with the contributions of single members or groups.

    Args:
        before, after: the mean at both ends.
        stayers, leavers, joiners: member -> what the member contributes to the change; all of them sum to it.
    """

    before: float
    after: float
    stayers: Mapping[int, float]
    leavers: Mapping[int, float]
    joiners: Mapping[int, float]

    @property
    def change(self) -> float:
        """The change of the mean."""
        return self.after - self.before

    @property
    def within(self) -> float:
        """What changed within those who stayed."""
        return sum(self.stayers.values())

    @property
    def left(self) -> float:
        """What the departures contributed."""
        return sum(self.leavers.values())

    @property
    def joined(self) -> float:
        """What the hires contributed."""
        return sum(self.joiners.values())


def composed(before: Mapping[int, float], after: Mapping[int, float]) -> Composition:
    """Take the change of a mean apart.

    Args:
        before: member -> value at the beginning.
        after: the same at the end; who is in both stayed.

    Returns:
        The parts; where nobody stayed, leavers and joiners are held against nothing and carry all of it.

    Raises:
        ValueError: there is nobody at one of the ends.

    Example:
        >>> parts = composed({1: 0.4, 2: 0.8}, {1: 0.5, 3: 0.3})
        >>> round(parts.within, 2), round(parts.left, 2), round(parts.joined, 2), round(parts.change, 2)
        (0.1, -0.2, -0.1, -0.2)
    """
    if not before or not after:
        raise ValueError("a mean needs somebody at both ends")
    stayed = before.keys() & after.keys()
    first = mean([before[one] for one in stayed]) if stayed else 0.0
    last = mean([after[one] for one in stayed]) if stayed else 0.0
    return Composition(
        mean(list(before.values())),
        mean(list(after.values())),
        {one: (after[one] - before[one]) / len(stayed) for one in sorted(stayed)},
        {one: -(before[one] - first) / len(before) for one in sorted(before.keys() - stayed)},
        {one: (after[one] - last) / len(after) for one in sorted(after.keys() - stayed)},
    )


def mean(values: Sequence[float]) -> float:
    """The mean of some numbers."""
    return sum(values) / len(values)
