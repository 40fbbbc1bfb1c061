"""Rooms of a floor plan: departments along two sides of a corridor, posts in rows, service through the corridor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from imsim.company.organisation import Organisation
from imsim.company.sites import without_site

MOST_ROOMS = 20
OTHERS = "others"
CUSTOMERS = "customers"

# Sizes in the units of the drawing, about pixels.
HEIGHT, HEADING, GAP, PADDING = 336.0, 18.0, 8.0, 5.0
CORRIDOR = 0.36
SMALLEST_ROOM = 74.0
CUSTOMERS_SHARE, MOST_CUSTOMERS = 0.17, 96.0
LARGEST_POST, SMALLEST_POST = 40.0, 3.0
# How deep a way between neighbours on one side reaches into the corridor, and how much deeper for the whole width.
NEAR, FAR = 0.35, 0.5


@dataclass(frozen=True)
class Room:
    """A department with all its sites, a partner outside, or the customers.

    Args:
        name: what stands at its door.
        sites: numbers of its departments or sites, partners being numbered after them; none are customers.
        heads: posts.
        x, y, width, height: where it is.
        upper: whether it is above the corridor.
    """

    name: str
    sites: tuple[int, ...]
    heads: int
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0
    upper: bool = True

    @property
    def door(self) -> float:
        """Height at which its ways begin: the wall to the corridor."""
        return self.y + self.height if self.upper else self.y


@dataclass(frozen=True)
class Way:
    """An arrow of internal service from one room to another: an SVG path, and the triangle at its end."""

    supplier: int
    customer: int
    path: str
    head: str


def rooms_of(organisation: Organisation) -> list[Room]:
    """Departments by name, all sites of one in one room; partners; the smallest together where there are many."""
    names = (*organisation.names, *organisation.partners)
    heads = (*organisation.heads.tolist(), *(0 for _ in organisation.partners))
    sites: dict[str, list[int]] = {}
    for site, name in enumerate(names):
        sites.setdefault(without_site(name), []).append(site)
    size = {name: sum(heads[site] for site in result) for name, result in sites.items()}
    kept = sorted(sites, key=lambda name: -size[name])[: MOST_ROOMS - 1] if len(sites) > MOST_ROOMS else list(sites)
    rooms = [Room(name, tuple(sites[name]), size[name]) for name in sites if name in kept]
    rest = [name for name in sites if name not in kept]
    if rest:
        together = tuple(site for name in rest for site in sites[name])
        rooms.append(Room(f"{len(rest)} {OTHERS}", together, sum(size[name] for name in rest)))
    return rooms


def placed(rooms: Sequence[Room], width: float) -> tuple[Room, ...]:
    """Rooms on two sides of the corridor, their widths by headcount, and the customers at its end."""
    height = HEIGHT * (1 - CORRIDOR) / 2
    outside = min(CUSTOMERS_SHARE * width, MOST_CUSTOMERS)
    inside = width - outside - 3 * GAP
    total = sum(room.heads for room in rooms)
    wanted = [max(2 * inside * room.heads / total, SMALLEST_ROOM) for room in rooms]
    split = min(range(1, len(rooms) + 1), key=lambda cut: abs(2 * sum(wanted[:cut]) - sum(wanted)))
    upper = side_by_side(rooms[:split], inside, 0.0, height, True)
    lower = side_by_side(rooms[split:], inside, HEIGHT - height, height, False)
    customers = Room(CUSTOMERS, (), 0, width - outside, 0.0, outside, HEIGHT)
    return (*upper, *lower, customers)


def side_by_side(rooms: Sequence[Room], width: float, y: float, height: float, upper: bool) -> Iterator[Room]:
    """Rooms in a row: small ones as wide as their names need, larger ones share the rest by headcount."""
    if not rooms:
        return
    free = width - GAP * (len(rooms) - 1)
    least = min(SMALLEST_ROOM, free / len(rooms))
    widths = np.array([max(room.heads, 1) for room in rooms], dtype=float)
    small = np.zeros(len(rooms), dtype=bool)
    for _ in rooms:
        shares = widths / widths[~small].sum() * (free - least * small.sum())
        if not (too_small := ~small & (shares < least)).any():
            break
        small |= too_small
    x = 0.0
    for room, own in zip(rooms, np.where(small, least, shares).tolist(), strict=True):
        yield replace(room, x=x, y=y, width=own, height=height, upper=upper)
        x += own + GAP


def post_places(rooms: Sequence[Room], counts: Sequence[int]) -> tuple[NDArray[np.float64], float]:
    """Places of posts and their size, the largest that fits into every room; shapes (posts, 2) and ()."""
    size = LARGEST_POST
    while size > SMALLEST_POST and any(
        count > np.prod(grid(room, size)) for room, count in zip(rooms, counts, strict=True)
    ):
        size -= 0.25
    places: list[tuple[float, float]] = []
    for room, count in zip(rooms, counts, strict=True):
        columns = max(grid(room, size)[0], 1)
        left = room.x + (room.width - min(columns, count) * size) / 2
        for post in range(count):
            row, column = divmod(post, columns)
            places.append((left + (column + 0.5) * size, room.y + HEADING + (row + 0.5) * size))
    return np.array(places).reshape(-1, 2), size


def grid(room: Room, size: float) -> tuple[int, int]:
    """Posts of a size that fit into a room: number in a row, and rows."""
    return int((room.width - 2 * PADDING) // size), int((room.height - HEADING - PADDING) // size)


def ways(rooms: Sequence[Room], pairs: Sequence[tuple[int, int]]) -> list[Way]:
    """Ways through the corridor for (supplier, customer) pairs of rooms; ends along a wall do not share a place."""
    ends: dict[tuple[int, int, bool], float] = {}
    for place, room in enumerate(rooms):
        touching = [(pair, pair[0] == place) for pair in pairs if place in pair]
        touching.sort(key=lambda end: (middle(rooms[end[0][1] if end[1] else end[0][0]]), end[1]))
        vertical = not room.sites
        start, length = (room.height * (1 - CORRIDOR) / 2, room.height * CORRIDOR) if vertical else (room.x, room.width)
        for number, (pair, out) in enumerate(touching):
            ends[(*pair, out)] = start + length * (number + 1) / (len(touching) + 1)
    return [way(rooms, pair, ends[(*pair, True)], ends[(*pair, False)]) for pair in pairs]


def middle(room: Room) -> float:
    """Where the middle of a room is along the corridor."""
    return room.x + room.width / 2


def way(rooms: Sequence[Room], pair: tuple[int, int], start: float, end: float) -> Way:
    """Arrow out of a room, through the corridor, into another room or to the customers at its end."""
    supplier, customer = (rooms[place] for place in pair)
    corridor, tip = HEIGHT * CORRIDOR, 7.0
    out = corridor * (1 if supplier.upper else -1)
    y = supplier.door
    if not customer.sites:
        x = customer.x
        turn, bend = start + 0.3 * (x - start), end + 0.2 * (y - end)
        path = f"M{start:.1f} {y:.1f} C{start:.1f} {bend:.1f} {turn:.1f} {end:.1f} {x - tip:.1f} {end:.1f}"
        return Way(*pair, path, triangle(x, end, -tip, 0.0))
    into = corridor * (1 if customer.upper else -1)
    if supplier.upper == customer.upper:
        deep = NEAR + FAR * abs(end - start) / (rooms[-1].x or 1.0)
        bend, back = deep * out, deep * into
    else:
        bend, back = 0.55 * out, 0.55 * into
    arrive = customer.door + (tip if customer.upper else -tip)
    path = (
        f"M{start:.1f} {y:.1f} C{start:.1f} {y + bend:.1f} {end:.1f} {customer.door + back:.1f} {end:.1f} {arrive:.1f}"
    )
    return Way(*pair, path, triangle(end, customer.door, 0.0, arrive - customer.door))


def triangle(x: float, y: float, back_x: float, back_y: float) -> str:
    """Points of an arrow head whose tip is at (x, y) and whose foot lies (back_x, back_y) from it."""
    side_x, side_y = back_y * 0.6, back_x * 0.6
    feet = ((x + back_x + side_x, y + back_y + side_y), (x + back_x - side_x, y + back_y - side_y))
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in ((x, y), *feet))
