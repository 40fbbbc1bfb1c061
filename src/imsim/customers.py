"""The columns of the market: customers are rows that are never created or destroyed, with the firm or elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.chance import Chance
from imsim.organisation import Organisation

Column = NDArray[np.float64]

LONG_AGO = -10_000


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
    """

    rows: int
    active_customers: float
    purchases: float
    purchase_value: float
    segments: tuple[Segment, ...]

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


class Desks:
    """Which desk a customer turns to: first a touch-point of the segment, then any desk of that department.

    Only posts of contact departments are met; `contact` lists them, and desks are counted in that list.
    """

    def __init__(self, market: Market, organisation: Organisation) -> None:
        self.mix = market.mix(organisation)
        meets = organisation.contact > 0
        if (self.mix[:, ~meets] > 0).any():
            raise ValueError("customers turn to contact departments only")
        self.contact = np.flatnonzero(meets[organisation.department_of])
        heads = np.where(meets, organisation.heads, 0)
        first = np.cumsum(heads) - heads
        # The ring of a department, for whoever stands in at a vacant desk: its first post and the one after its last.
        self.ring_start = np.repeat(first, heads)
        self.ring_end = np.repeat(first + heads, heads)
        self.points = int((self.mix > 0).sum(axis=1).max())
        shape = (len(self.mix), self.points)
        self.bounds, self.lower, self.desks_per_share = np.ones(shape), np.zeros(shape), np.ones(shape)
        self.first, self.last = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for segment, row in enumerate(self.mix):
            found = np.flatnonzero(row)
            upper = np.cumsum(row[found])
            place = (segment, slice(len(found)))
            self.bounds[segment, : len(found) - 1] = upper[:-1]
            self.lower[place] = upper - row[found]
            self.desks_per_share[place] = heads[found] / row[found]
            self.first[place] = first[found]
            self.last[place] = first[found] + heads[found] - 1

    def chosen(self, segment: NDArray[np.int64], draw: Column) -> NDArray[np.int64]:
        """Desk at which a customer of a segment arrives, from one uniform draw: places in `contact`, shape (n,)."""
        base = segment * self.points if len(self.mix) > 1 else 0
        touch = np.zeros(len(draw), dtype=np.int64) + base
        for point in range(self.points - 1):
            touch += draw >= self.bounds.take(base + point)
        place = self.first.take(touch) + ((draw - self.lower.take(touch)) * self.desks_per_share.take(touch)).astype(
            np.int64
        )
        return np.minimum(place, self.last.take(touch))


class Customers:
    """All customers of a block of runs: `with_firm` (bool), `customer_satisfaction`, `expectation` (float64) and
    `walked_away` (week of the last dropped purchase or departure), each of shape (cases, replicates, rows);
    `need_score` is a trait, how unusual their needs are in standard scores, shape (replicates, rows).
    """

    with_firm: NDArray[np.bool_]
    customer_satisfaction: Column
    expectation: Column
    walked_away: NDArray[np.int32]
    need_score: Column

    def __init__(self, columns: dict[str, NDArray[Any]], need_score: Column) -> None:
        self.__dict__.update(columns)
        self._names = tuple(columns)
        self.need_score = need_score

    @classmethod
    def at_reference(cls, chance: Chance, rows: int, with_firm_share: Column, satisfaction: Column) -> Customers:
        """A market at its reference point: who is with the firm and what they need is drawn once a replicate.

        Args:
            chance: of the block.
            rows: customers.
            with_firm_share: of the market, (cases, 1, 1).
            satisfaction: of everybody at first, (cases, 1, 1).
        """
        generators = chance.fixed("market")
        draws = np.array([(generator.random(rows), generator.standard_normal(rows)) for generator in generators])
        with_firm = draws[:, 0] < with_firm_share
        level = np.broadcast_to(satisfaction, with_firm.shape)
        columns: dict[str, NDArray[Any]] = {
            "with_firm": with_firm,
            "customer_satisfaction": level.copy(),
            "expectation": level.copy(),
            "walked_away": np.full(with_firm.shape, LONG_AGO, dtype=np.int32),
        }
        return cls(columns, draws[:, 1])

    def take(self, cases: Any) -> Customers:
        """A copy of some cases' rows, repeated where an index is."""
        return Customers({name: getattr(self, name)[cases] for name in self._names}, self.need_score)


def one_segment(organisation: Organisation) -> tuple[Segment, ...]:
    """Everybody meets every contact department in proportion to its desks."""
    points: Sequence[tuple[str, float]] = [(d.name, float(d.heads)) for d in organisation.departments if d.contact]
    return (Segment("everyone", 1.0, tuple(points)),)
