"""The organisation as a floor plan: what is drawn once, and what of it changes from week to week.

Both are plain lists and numbers, which `components/floorplan.vue` puts on the page.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import to_hex
from numpy.typing import NDArray

from imsim.app.names import post_label
from imsim.app.rooms import HEIGHT, Room, Way, placed, post_places, rooms_of, ways
from imsim.app.session import STATES, Session, Side
from imsim.company.organisation import Organisation
from imsim.reporting.numbers import number
from imsim.scenarios.scenario import Scenario
from imsim.scenarios.simulation import Setting
from imsim.studies.answer import Json

# Above so many posts a dot stands for several.
MOST_DOTS = 500

LEVELS = 11
COLORS = [to_hex(color) for color in colormaps["viridis"](np.linspace(0, 1, LEVELS))]
# Service clearly below, below, at, above and clearly above what is usual; safe for colour-blind eyes.
SERVICE_COLORS = ["#B34700", "#E08E45", "#A6A6A6", "#5AA5D6", "#00568F"]
SERVICE_STEP = 0.03
WIDEST_ARROW, THINNEST_ARROW = 14.0, 0.6


@dataclass(frozen=True)
class Plan:
    """The floor plan of an organisation.

    Args:
        scenario: says what departments are called.
        setting: organisation and market.
        width: of the drawing.
        rooms: departments, partners, and customers last.
        each: posts that one dot stands for.
        counts: dots in each room.
        places: middle of each dot, shape (dots, 2).
        post_size: size of the place of a dot.
        ways: between rooms.
        edges: service edges that go each way; none go to the customers.
        touch: share of customers' encounters that falls on each unit, shape (units,).
    """

    scenario: Scenario
    setting: Setting
    width: int
    rooms: tuple[Room, ...]
    each: int
    counts: tuple[int, ...]
    places: NDArray[np.float64]
    post_size: float
    ways: tuple[Way, ...]
    edges: tuple[NDArray[np.int64], ...]
    touch: NDArray[np.float64]

    @classmethod
    def of(cls, scenario: Scenario, setting: Setting, width: int) -> Plan:
        """Draw up the plan, once for a company."""
        organisation = setting.organisation
        each = 1 if organisation.posts <= MOST_DOTS else math.ceil(organisation.posts / (0.8 * MOST_DOTS))
        rooms = placed(rooms_of(organisation), width)
        counts = tuple(math.ceil(room.heads / each) for room in rooms)
        places, post_size = post_places(rooms, counts)
        links, touch = service_links(organisation, rooms), touch_points(setting)
        met: dict[tuple[int, int], list[int]] = {
            (place, len(rooms) - 1): [] for place, room in enumerate(rooms) if touch[list(room.sites)].sum() > 0
        }
        pairs = sorted(links | met)
        edges = tuple(np.array((links | met)[pair], dtype=np.int64) for pair in pairs)
        return cls(
            scenario, setting, width, rooms, each, counts, places, post_size, tuple(ways(rooms, pairs)), edges, touch
        )

    def drawn(self) -> Json:
        """What does not change: rooms, places of dots, ways."""
        organisation = self.setting.organisation
        return {
            "width": self.width,
            "height": HEIGHT,
            "radius": round(0.4 * self.post_size, 2),
            "people": self.each,
            "colors": COLORS,
            "service_colors": SERVICE_COLORS,
            "rooms": [
                {
                    "x": round(room.x, 1), "y": round(room.y, 1),
                    "width": round(room.width, 1), "height": round(room.height, 1),
                    "name": self.called(room),
                    "kind": kind(room, organisation),
                    "note": f"{room.heads:,}" if room.heads else "",
                }
                for room in self.rooms
            ],
            "labels": self.labels(),
            "dots": np.round(self.places, 1).tolist(),
            "ways": [{"path": way.path, "head": way.head} for way in self.ways],
        }  # fmt: skip

    def called(self, room: Room) -> str:
        """What stands at the door of a room."""
        return self.scenario.department(room.name) if room.sites else room.name

    def labels(self) -> list[str]:
        """Label of each dot: the post, or its department where dots stand for several employees."""
        organisation = self.setting.organisation
        if self.each > 1:
            return [
                self.called(room) for room, count in zip(self.rooms, self.counts, strict=True) for _ in range(count)
            ]
        posts = np.concatenate(self.seats(np.zeros(organisation.posts)))
        return [post_label(self.scenario, organisation, post) for post in posts.tolist()]

    def now(self, side: Side, session: Session) -> Json:
        """What one side shows this week: a value for each dot (None: vacant), each way's service, the customers."""
        values = side.values(session.state)
        seats = self.seats(values)
        low, high = session.range
        return {
            "week": session.week,
            "state": STATES[session.state],
            "values": [mean_present(values[posts]) for posts in seats],
            "posts": [int(posts[len(posts) // 2]) for posts in seats],
            "low": low,
            "high": high,
            "ways": [self.service(number, side) for number in range(len(self.ways))],
            "customers": self.market_words(side),
            **self.around(session, side, seats),
        }

    def seats(self, values: NDArray[np.float64]) -> list[NDArray[np.int64]]:
        """Posts that each dot stands for; where it is several, employees of a room are ordered from low to high."""
        organisation = self.setting.organisation
        seats: list[NDArray[np.int64]] = []
        for room, count in zip(self.rooms, self.counts, strict=True):
            posts = np.flatnonzero(np.isin(organisation.department_of, room.sites))
            if self.each > 1:
                posts = posts[np.argsort(values[posts], kind="stable")]
            seats += np.array_split(posts, count) if count else []
        return seats

    def service(self, place: int, side: Side) -> Json:
        """Width and colour of a way from the service that passes, and the numbers behind them."""
        share, given = self.passed_on(place, side)
        way = self.ways[place]
        customer = self.rooms[way.customer]
        usual = float(side.model.ensemble.parameters.performance_reference.item())
        level = round((given - usual) / SERVICE_STEP) + len(SERVICE_COLORS) // 2
        return {
            "width": round(max(WIDEST_ARROW * share * given, THINNEST_ARROW), 2),
            "color": int(np.clip(level, 0, len(SERVICE_COLORS) - 1)),
            "from": self.called(self.rooms[way.supplier]),
            "to": self.called(customer),
            "verb": "is given" if customer.sites else "meet",
            "share": round(100 * share),
            "given": round(given, 2),
        }

    def passed_on(self, number: int, side: Side) -> tuple[float, float]:
        """Share of the customer's service that comes a way, and how good it is, 0-1."""
        company, organisation, way = side.model.ensemble, self.setting.organisation, self.ways[number]
        out = company.departments.service_out[0, 0]
        supplier, customer = self.rooms[way.supplier], self.rooms[way.customer]
        if not customer.sites:
            sites = np.array(supplier.sites)
            weights, given = self.touch[sites], out[sites]
        else:
            edges, passing = organisation.edges, self.edges[number]
            rerouted = np.broadcast_to(company.effects.rerouting, (1, 1, len(edges.weight)))[0, 0]
            weights = (edges.weight + rerouted)[passing] * organisation.heads[edges.customer[passing]] / customer.heads
            partner = np.full(len(organisation.partners), company.parameters.partner_service.item())
            given = np.concatenate([out, partner])[edges.supplier[passing]]
        total = float(weights.sum())
        return total, float(given @ weights / total) if total > 0 else 0.0

    def market_words(self, side: Side) -> list[str]:
        """What stands in the customers' room."""
        customers = number(side.model.outcome("customers_with_firm"), 0)
        return [f"ACSI {number(side.model.outcome('acsi'), 1)}", customers, "with the firm"]

    def around(self, session: Session, side: Side, seats: list[NDArray[np.int64]]) -> Json:
        """Dots of the selected employee, supervisor and contacts; -1 and none where a dot is several employees."""
        chosen: Json = {"chosen": -1, "boss": -1, "contacts": []}
        if session.post is None:
            return chosen
        place = {int(post): dot for dot, posts in enumerate(seats) for post in posts}
        chosen["chosen"] = place[session.post]
        employee = side.model.employee_at(session.post)
        if self.each == 1 and employee is not None:
            chosen["contacts"] = sorted(place[other.post] for other in employee.contacts)
            if employee.supervisor is not None:
                chosen["boss"] = place[employee.supervisor.post]
        return chosen


def service_links(organisation: Organisation, rooms: tuple[Room, ...]) -> dict[tuple[int, int], list[int]]:
    """(supplier, customer), as numbers of rooms -> the service edges between them; not those within a room."""
    room_of = {site: place for place, room in enumerate(rooms) for site in room.sites}
    links: dict[tuple[int, int], list[int]] = {}
    edges = organisation.edges
    for edge, (supplier, customer) in enumerate(zip(edges.supplier.tolist(), edges.customer.tolist(), strict=True)):
        if room_of[supplier] != room_of[customer]:
            links.setdefault((room_of[supplier], room_of[customer]), []).append(edge)
    return links


def touch_points(setting: Setting) -> NDArray[np.float64]:
    """Share of all customers' encounters that falls on each department or site; 0 for partners; shape (sites,)."""
    shares = np.array([segment.share for segment in setting.market.segments])
    mix = shares / shares.sum() @ setting.market.mix(setting.organisation)
    return np.concatenate([mix, np.zeros(len(setting.organisation.partners))])


def mean_present(values: NDArray[np.float64]) -> float | None:
    """Mean over employees present; None where most posts are vacant.

    Example:
        >>> mean_present(np.array([0.25, 0.75, np.nan])), mean_present(np.array([np.nan]))
        (0.5, None)
    """
    present = values[~np.isnan(values)]
    return round(float(present.mean()), 4) if 2 * len(present) > len(values) else None


def kind(room: Room, organisation: Organisation) -> str:
    """What a room is: of a department that meets customers or does not, of a partner outside, of the customers."""
    if not room.sites:
        return "customers"
    if room.sites[0] >= len(organisation.names):
        return "partner"
    return "contact" if any(organisation.contact[site] for site in room.sites) else "inside"
