"""The market: customers are rows that are never created or destroyed, with the firm or elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from imsim.company.organisation import Organisation

Column = NDArray[np.float64]


@dataclass(frozen=True)
class Segment:
    """Customers who share a mix of touch-points: (department, share of their encounters)."""

    name: str
    share: float
    touch_points: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Market:
    """Who the customers are and what they buy, in the numbers of one scenario.

    Args:
        rows: customers simulated, with the firm or elsewhere.
        active_customers: real customers with the firm at the reference point.
        purchases: purchases per customer and week at the reference point.
        purchase_value: revenue of one purchase.
        segments: with their touch-points.
        caseload: real customers whom a contact post serves at the reference load; 0: those that each of the firm's
            own contact posts has.
        relation_share: share of encounters in which customers turn to the person who served them before.
    """

    rows: int
    active_customers: float
    purchases: float
    purchase_value: float
    segments: tuple[Segment, ...]
    caseload: float = 0.0
    relation_share: float = 0.5

    @cached_property
    def segment_of(self) -> NDArray[np.int64]:
        """Segment of each customer, contiguous, shape (rows,)."""
        shares = np.array([segment.share for segment in self.segments])
        ends = np.round(np.cumsum(shares / shares.sum()) * self.rows).astype(np.int64)
        return np.searchsorted(ends, np.arange(self.rows), side="right")

    def mix(self, organisation: Organisation) -> Column:
        """Share of each segment's encounters that falls on each department, shape (segments, departments)."""
        mix = np.zeros((len(self.segments), len(organisation.departments)))
        for row, segment in zip(mix, self.segments, strict=True):
            for name, share in segment.touch_points:
                row[organisation.names.index(name)] = share
        mix /= mix.sum(axis=1, keepdims=True)
        return mix


def one_segment(organisation: Organisation) -> tuple[Segment, ...]:
    """One segment whose customers meet every contact department in proportion to its headcount."""
    points: Sequence[tuple[str, float]] = [(d.name, float(d.heads)) for d in organisation.departments if d.contact]
    return (Segment("everyone", 1.0, tuple(points)),)
