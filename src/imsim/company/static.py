"""What stands while weeks pass, shared by all runs: posts and departments, who meets whom, where customers turn to."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.company.market import Market
from imsim.company.organisation import Organisation
from imsim.engine.fields import Record

ROSTER = np.dtype(
    [("heads", "f8"), ("contact", "f8"), ("first", np.uint64), ("end", np.uint64), ("supplied", "?")], align=True
)
TOUCH_POINT = np.dtype(
    [("upper", "f8"), ("lower", "f8"), ("posts_per_share", "f8"), ("first", np.int64), ("last", np.int64)]
)


class Roster(Record):
    """A department's posts, which are neighbours, and whether it meets customers and has suppliers."""

    heads: float
    contact: float
    first: int
    end: int
    supplied: bool


class TouchPoint(Record):
    """A department that customers turn to: its interval of uniform numbers, posts per unit, first and last post."""

    upper: float
    lower: float
    posts_per_share: float
    first: int
    last: int


def static_state(organisation: Organisation, market: Market) -> dict[str, NDArray[Any]]:
    """Arrays that all weeks and runs share, by entity and name.

    Raises:
        ValueError: customers turn to a department that meets none.
    """
    edges, contacts = organisation.edges, organisation.contacts
    mix = market.mix(organisation)
    segments = np.arange(len(market.segments) + 1)
    return {
        "employee_department": organisation.department_of.astype(np.uint64),
        "employee_supervisor": organisation.supervisor,
        "employee_professional": organisation.professional[organisation.department_of].astype(np.float64),
        "edge_customer": edges.customer,
        "edge_supplier": edges.supplier,
        "edge_weight": edges.weight,
        "edge_respect": edges.respect,
        "roster": roster_of(organisation),
        "first_tie": contacts.indptr.astype(np.uint64),
        "tie": contacts.indices.astype(np.uint32),
        "strength": strength_of(organisation),
        "points": touch_points(mix, organisation),
        "first_row": np.searchsorted(market.segment_of, segments),
        "mix": mix,
    }


def roster_of(organisation: Organisation) -> NDArray[Any]:
    """Struct array of the departments."""
    roster = np.zeros(len(organisation.departments), dtype=ROSTER)
    roster["heads"], roster["contact"] = organisation.heads, organisation.contact
    roster["first"], roster["end"] = organisation.starts, organisation.starts + organisation.heads
    roster["supplied"] = np.bincount(organisation.edges.customer, minlength=len(roster)) > 0
    return roster


def strength_of(organisation: Organisation) -> NDArray[np.float64]:
    """Strength of each tie; nothing where all have that of an ordinary one, which saves kernels a product for each."""
    strength = organisation.contacts.data
    return np.empty(0) if (strength == 1).all() else strength.astype(np.float64)


def touch_points(mix: NDArray[np.float64], organisation: Organisation) -> NDArray[Any]:
    """Touch-points of each segment: the department that a customer turns to, then any of its posts.

    Args:
        mix: share of each segment's encounters that falls on each department, (segments, departments).
        organisation: only posts of its contact departments are met.

    Returns:
        Records of TOUCH_POINT, (segments, most points of any).

    Raises:
        ValueError: customers turn to a department that meets none.
    """
    meets = organisation.contact > 0
    if (mix[:, ~meets] > 0).any():
        raise ValueError("customers turn to contact departments only")
    points = np.zeros((len(mix), int((mix > 0).sum(axis=1).max())), dtype=TOUCH_POINT)
    points["upper"] = 1.0
    for segment, row in enumerate(mix):
        found = np.flatnonzero(row)
        upper = np.cumsum(row[found])
        of_segment = points[segment, : len(found)]
        of_segment["upper"][:-1] = upper[:-1]
        of_segment["lower"] = upper - row[found]
        of_segment["posts_per_share"] = organisation.heads[found] / row[found]
        of_segment["first"] = organisation.starts[found]
        of_segment["last"] = organisation.starts[found] + organisation.heads[found] - 1
    return points
