"""What stands while weeks pass, shared by all runs of a block: the organisation, who meets whom, room to work in."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.company.market import Desks, Market
from imsim.company.organisation import Organisation
from imsim.engine.state import GLIMPSE, LINK, LOT, NOTES, SEGMENT, UNIT, Desk


def standing_arrays(organisation: Organisation, market: Market, desks: Desks, shape: tuple[int, int]) -> dict[str, Any]:
    """Arrays of the state that all weeks share, by their names there.

    Args:
        organisation: of the company.
        market: of the company.
        desks: that customers turn to.
        shape: (cases, replicates).
    """
    room: dict[str, NDArray[Any]] = {
        "glimpses": np.empty(organisation.posts, dtype=GLIMPSE),
        "notes": np.zeros((NOTES, LOT)),
        "found": np.zeros(LOT, dtype=np.bool_),
        "callers": np.zeros(LOT, dtype=np.uint64),
        "met": np.zeros(LOT, dtype=np.int64),
        "some": np.zeros(LOT, dtype=np.uint64),
        "segments": np.zeros((*shape, len(market.segments)), dtype=SEGMENT),
    }
    return room | {
        "desks": Desk(
            department=organisation.department_of.astype(np.uint64),
            supervisor=organisation.supervisor,
            professional=organisation.professional[organisation.department_of].astype(np.float64),
        ),
        "units": units_of(organisation),
        "links": links_of(organisation),
        "first_tie": organisation.contacts.indptr.astype(np.uint64),
        "tie": organisation.contacts.indices.astype(np.uint32),
        "strength": strength_of(organisation),
        "points": desks.points,
        "first_row": np.searchsorted(market.segment_of, np.arange(len(market.segments) + 1)),
        "mix": desks.mix,
    }


def units_of(organisation: Organisation) -> NDArray[Any]:
    """Records of the departments."""
    units = np.zeros(len(organisation.departments), dtype=UNIT)
    units["heads"], units["contact"] = organisation.heads, organisation.contact
    units["first"], units["end"] = organisation.starts, organisation.starts + organisation.heads
    units["supplied"] = np.bincount(organisation.edges.customer, minlength=len(units)) > 0
    return units


def links_of(organisation: Organisation) -> NDArray[Any]:
    """Records of the edges of the internal-customer graph."""
    links = np.zeros(len(organisation.edges.weight), dtype=LINK)
    for name in LINK.names or ():
        links[name] = getattr(organisation.edges, name)
    return links


def strength_of(organisation: Organisation) -> NDArray[np.float64]:
    """Strength of each tie; nothing where all have that of an ordinary one, which saves kernels a product for each."""
    strength = organisation.contacts.data
    return np.empty(0) if (strength == 1).all() else strength.astype(np.float64)
