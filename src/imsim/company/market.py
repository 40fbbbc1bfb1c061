"""The columns of the market: customers are rows that are never created or destroyed, with the firm or elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from imsim.company.organisation import Organisation
from imsim.engine.streams import Chance

Column = NDArray[np.float64]

LONG_AGO = -10_000
# What a customer feels, expects and needs, and where each stands: kernels read customers.numbers[EXPECTATION, row].
ATTITUDES = ("customer_satisfaction", "expectation", "need_score")
CUSTOMER_SATISFACTION, EXPECTATION, NEED_SCORE = range(len(ATTITUDES))
# Up to which draw customers turn to this department, from which on, how many desks a unit of draw spans, and its posts.
TOUCH_POINT = np.dtype(
    [("upper", "f8"), ("lower", "f8"), ("desks_per_share", "f8"), ("first", np.int64), ("last", np.int64)]
)


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

    Only posts of contact departments are met.

    Attributes:
        mix: share of each segment's encounters that falls on each department, shape (segments, departments).
        points: touch-points of each segment, records of TOUCH_POINT, shape (segments, most points of any).
    """

    def __init__(self, market: Market, organisation: Organisation) -> None:
        self.mix = market.mix(organisation)
        meets = organisation.contact > 0
        if (self.mix[:, ~meets] > 0).any():
            raise ValueError("customers turn to contact departments only")
        self.points = np.zeros((len(self.mix), int((self.mix > 0).sum(axis=1).max())), dtype=TOUCH_POINT)
        self.points["upper"] = 1.0
        for segment, row in enumerate(self.mix):
            found = np.flatnonzero(row)
            upper = np.cumsum(row[found])
            points = self.points[segment, : len(found)]
            points["upper"][:-1] = upper[:-1]
            points["lower"] = upper - row[found]
            points["desks_per_share"] = organisation.heads[found] / row[found]
            points["first"] = organisation.starts[found]
            points["last"] = organisation.starts[found] + organisation.heads[found] - 1


class Customers(NamedTuple):
    """All customers of a block of runs; each name in ATTITUDES is a column (cases, replicates, rows) of it, too.

    Attributes:
        numbers: of ATTITUDES, shape (cases, replicates, len(ATTITUDES), rows): satisfaction and expectation, 0-1, and a
            trait, how unusual the customer's needs are in standard scores.
        with_firm: whether the customer buys here, shape (cases, replicates, rows).
        walked_away: week of the last dropped purchase or departure, same shape.
    """

    numbers: NDArray[np.float64]
    with_firm: NDArray[np.bool_]
    walked_away: NDArray[np.int32]

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
        cases, replicates, _ = with_firm.shape
        customers = cls(
            numbers=np.empty((cases, replicates, len(ATTITUDES), rows)),
            with_firm=with_firm,
            walked_away=np.full(with_firm.shape, LONG_AGO, dtype=np.int32),
        )
        customers.customer_satisfaction[...] = customers.expectation[...] = satisfaction
        customers.need_score[...] = draws[:, 1]
        return customers

    def take(self, cases: Any) -> Customers:
        """A copy of some cases, repeated where an index is."""
        return Customers(self.numbers[cases], self.with_firm[cases], self.walked_away[cases])

    def __getattr__(self, name: str) -> Any:
        if name in ATTITUDES:
            return self.numbers[:, :, ATTITUDES.index(name)]
        raise AttributeError(f"{type(self).__name__} has no column {name!r}")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return (*ATTITUDES, "with_firm", "walked_away")


def one_segment(organisation: Organisation) -> tuple[Segment, ...]:
    """Everybody meets every contact department in proportion to its desks."""
    points: Sequence[tuple[str, float]] = [(d.name, float(d.heads)) for d in organisation.departments if d.contact]
    return (Segment("everyone", 1.0, tuple(points)),)
