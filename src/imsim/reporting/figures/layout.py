"""Layout of an organisation: employees as dots in the discs of their departments, sites of a department together.

Departments are laid out, then employees in each: a layout of all employees at once would take seconds. No
matplotlib is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from imsim.company.organisation import Organisation
from imsim.company.sites import counted, without_site

MOST_DOTS = 600
GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
# Radius of a dot, which touches none; rim of a disc; gap between discs, in their mean radius.
DOT, RIM, GAP = 0.74, 1.0, 0.6
# Neighbouring points of a sunflower are at least so far apart, in units of its scale.
NEAREST, FEW = 1.54, 5
SETTLING = 600
# What the page is wide, in root sums of squared radii; a letter and a line of a name, as shares of that.
ACROSS, LETTER, LINE = 2.6, 0.016, 0.045

Places = NDArray[np.float64]


@dataclass(frozen=True)
class Layout:
    """Places of everything drawn, in units in which a dot has the radius DOT.

    Args:
        groups: names of the departments, sites of one counted once, and of partners outside.
        members: departments of each group, by number; none of a partner.
        centres: of the groups, shape (groups, 2).
        radii: of the groups, shape (groups,).
        discs: centre and radius of each department, shape (departments, 3).
        dots: places of employees, shape (dots, 2), department by department.
        home: department of each dot, shape (dots,).
        each: employees that a dot stands for.
    """

    groups: tuple[str, ...]
    members: tuple[tuple[int, ...], ...]
    centres: Places
    radii: Places
    discs: Places
    dots: Places
    home: NDArray[np.int64]
    each: int


def layout(organisation: Organisation, most: int = MOST_DOTS) -> Layout:
    """Lay an organisation out; where it has more posts than `most`, a dot stands for several.

    Args:
        organisation: as it is drawn.
        most: largest number of dots that can be distinguished.
    """
    each = max(1, -(-organisation.posts // most))
    number = -(-organisation.heads // each)
    own = np.sqrt(number) + RIM
    groups, members = groups_of(organisation)
    inner = [sunflower(len(group)) * (2 / NEAREST * own[list(group)].max(initial=1.0)) for group in members]
    radii = np.array([
        (np.hypot(*places.T) + own[list(group)]).max() if len(group) else 1.5
        for places, group in zip(inner, members, strict=True)
    ])  # fmt: skip
    names = [counted(name, len(group)) for name, group in zip(groups, members, strict=True)]
    centres = settled(service_between(organisation, groups, members), radii, names)
    discs = np.zeros((len(own), 3))
    for centre, places, group in zip(centres, inner, members, strict=True):
        if group:
            discs[list(group)] = np.column_stack([centre + places, own[list(group)]])
    dots = [disc[:2] + sunflower(count) for disc, count in zip(discs, number.tolist(), strict=True)]
    home = np.repeat(np.arange(len(own)), number)
    return Layout(groups, members, centres, radii, discs, np.concatenate(dots), home, each)


def sunflower(number: int) -> Places:
    """Points that fill a disc of the radius sqrt(number) evenly, from its middle outwards; a few form a ring.

    Returns:
        shape (number, 2).
    """
    i = np.arange(number)
    radius, angle = np.sqrt(i + 0.5), i * GOLDEN_ANGLE
    if number <= FEW:
        radius = np.full(number, NEAREST / 2 / np.sin(np.pi / number) if number > 1 else 0.0)
        angle = 2 * np.pi * i / max(number, 1)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def groups_of(organisation: Organisation) -> tuple[tuple[str, ...], tuple[tuple[int, ...], ...]]:
    """Departments, sites of one together, then partners; and the numbers of the departments in each."""
    names = [without_site(name) for name in organisation.names]
    result = {name: tuple(group) for name, group in groupby(range(len(names)), key=lambda i: names[i])}
    partners = [name for name in organisation.service if name not in organisation.names]
    return (*result, *partners), (*result.values(), *((),) * len(partners))


def service_between(
    organisation: Organisation, groups: Sequence[str], members: Sequence[tuple[int, ...]]
) -> NDArray[np.float64]:
    """Share of what a group receives inside that comes from another, shape (suppliers, customers)."""
    place = {name: i for i, name in enumerate(groups)}
    place |= {organisation.names[one]: i for i, group in enumerate(members) for one in group}
    result = np.zeros((len(groups), len(groups)))
    for supplier, customer, data in organisation.service.edges(data=True):
        result[place[supplier], place[customer]] += data["weight"] / max(1, len(members[place[customer]]))
    return result


def settled(service: NDArray[np.float64], radii: Places, names: Sequence[str]) -> Places:
    """Centres of discs that do not overlap; departments that serve each other are neighbours where there is room.

    Args:
        service: between the groups, shape (groups, groups).
        radii: of the groups.
        names: written over them; they need room too.
    """
    number = len(radii)
    if number == 1:
        return np.zeros((1, 2))
    ties = nx.from_numpy_array(service + service.T + 1e-3)
    first = nx.spring_layout(ties, seed=1, iterations=100)
    places: Places = np.array([first[i] for i in range(number)])
    # The longest side lies across the page.
    places = places @ np.linalg.eigh(np.cov(places.T))[1][:, ::-1]
    across = ACROSS * float(np.sqrt((radii**2).sum()))
    places *= (0.65 * across, 0.4 * across)
    gap = GAP * float(radii.mean())
    wide = np.maximum(radii, [LETTER * across * len(name) / 2 for name in names]) + gap / 2
    near, higher = radii[:, None] + radii + gap, LINE * across
    flat = np.stack([near / (wide[:, None] + wide), near / (near + higher)], axis=2)
    for step in range(SETTLING):
        places -= places.mean(axis=0)
        places *= 1 - 0.02 * (1 - step / SETTLING)
        apart = places[:, None] - places
        distance = np.maximum(np.hypot(*np.moveaxis(apart * flat, 2, 0)), 1e-9)
        push = np.maximum(near / distance - 1, 0.0) / 2
        np.fill_diagonal(push, 0.0)
        places = places + 0.6 * (apart * push[:, :, None]).sum(axis=1)
    return places
