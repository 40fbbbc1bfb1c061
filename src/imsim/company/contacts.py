"""The contact network of employees, dense within departments and sparse between departments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Index = NDArray[np.int64]

GROUP = 5


@dataclass(frozen=True)
class ContactNetwork:
    """How employees are tied to each other.

    Args:
        contacts: ties an employee has on average.
        density_ratio: density within departments over density between them (10 in email_eu_core).
        rewiring: share of ring ties that lead elsewhere in the department.
        collaboration: ties an employee has, on average, that joint work between departments may open.
    """

    contacts: float = 10.0
    density_ratio: float = 10.0
    rewiring: float = 0.1
    collaboration: float = 2.0


def contact_matrix(posts: int, one: Index, other: Index) -> sparse.csr_array:
    """Symmetric CSR matrix of undirected ties, ones without a diagonal; a tie counts once however often it is named."""
    one, other = np.asarray(one, dtype=np.int64), np.asarray(other, dtype=np.int64)
    keys = np.minimum(one, other) * posts + np.maximum(one, other)
    keys = keys[one != other]
    keys.sort()
    keys = keys[np.flatnonzero(np.diff(keys, prepend=-1))]
    low, high = (keys // posts).astype(np.int32), (keys % posts).astype(np.int32)
    ends = np.concatenate([low, high]), np.concatenate([high, low])
    matrix = sparse.csr_array((np.ones(2 * len(keys), dtype=np.int8), ends), shape=(posts, posts))
    matrix.sort_indices()
    return matrix


def generated_ties(
    starts: Index,
    heads: Index,
    supervisor: Index,
    network: ContactNetwork,
    generator: np.random.Generator,
) -> tuple[Index, Index]:
    """Draw a small world in each department, groups that reach across departments, and every reporting line.

    Within a department posts stand on a ring and know their neighbours (Watts & Strogatz 1998), some ties rewired.
    Between departments ties come in small groups, so that they close triangles as well, as they do in e-mail data
    (clustering about .4). Where a firm is no larger than the contacts wanted, everybody knows everybody.
    Supervisors are more central since reporting lines are ties too.

    Args:
        starts: first post of each department, shape (departments,).
        heads: headcount of each department, shape (departments,).
        supervisor: post each post reports to, -1 for none, shape (posts,).
        network: how many ties there are, and where they lead.
        generator: the organisation's own.

    Returns:
        The two ends of every tie; a pair may be named more than once.
    """
    posts = int(heads.sum())
    if posts <= network.contacts + 1:
        return np.triu_indices(posts, 1)
    department = np.repeat(np.arange(len(heads)), heads)
    size = heads[department]
    reporting = np.flatnonzero(supervisor >= 0)
    room = (size - 1) + (posts - size) / network.density_ratio
    density = min(1.0, network.contacts / float(room.mean()))
    # Reporting lines count among the ties within; the ring fills up the rest.
    within = np.maximum(density * (size - 1) - 2.0 * len(reporting) / posts, 0)
    between = posts * density / network.density_ratio * float((posts - size).mean()) / 2
    one_ring, other_ring = _ring(starts, size, department, within / 2, network.rewiring, generator)
    one_group, other_group = _groups(department, posts, between, generator)
    return (
        np.concatenate([reporting, one_ring, one_group]),
        np.concatenate([supervisor[reporting], other_ring, other_group]),
    )


def dormant_ties(
    heads: Index, ties: float, contacts: sparse.csr_array, generator: np.random.Generator
) -> sparse.csr_array:
    """Draw potential ties between departments, in small groups, as joint projects would make them.

    Args:
        heads: headcount of each department, shape (departments,).
        ties: that an employee has on average, before ties that exist already are taken out.
        contacts: ties that exist already.
        generator: the organisation's own.

    Returns:
        A matrix like `contacts` that has no tie in common with it.
    """
    posts = int(heads.sum())
    none = np.empty(0, dtype=np.int64)
    one, other = none, none
    if len(heads) > 1:
        one, other = _groups(np.repeat(np.arange(len(heads)), heads), posts, ties * posts / 2, generator)
    wanted = contact_matrix(posts, one, other)
    fresh = sparse.csr_array(wanted - wanted.multiply(contacts))
    fresh.eliminate_zeros()
    fresh.sort_indices()
    return fresh


def _ring(
    starts: Index,
    size: Index,
    department: Index,
    half: NDArray[np.float64],
    rewiring: float,
    generator: np.random.Generator,
) -> tuple[Index, Index]:
    """Ring ties to the next `half` neighbours, fractions rounded at random, a share rewired within the department."""
    posts = np.arange(len(department))
    count = (np.floor(half) + (generator.random(len(posts)) < half % 1)).astype(np.int64)
    one: Index = np.repeat(posts, count)
    step = np.arange(len(one)) - np.repeat(np.cumsum(count) - count, count) + 1
    first, length = starts[department[one]], size[one]
    rewired = generator.random(len(one)) < rewiring
    place: Index = np.where(rewired, (generator.random(len(one)) * length).astype(np.int64), one - first + step)
    other: Index = first + place % length
    return one, other


def _groups(department: Index, posts: int, ties: float, generator: np.random.Generator) -> tuple[Index, Index]:
    """Groups of GROUP employees drawn across the firm, tied to the group's members in other departments."""
    one, other = np.triu_indices(GROUP, 1)
    sizes = np.bincount(department)
    apart = 1 - float(((sizes / posts) ** 2).sum())
    number = round(ties / (len(one) * max(apart, 1 / posts)))
    members: Index = (generator.random((number, GROUP)) * posts).astype(np.int64)
    ends = members[:, one].ravel(), members[:, other].ravel()
    across = department[ends[0]] != department[ends[1]]
    return ends[0][across], ends[1][across]
