"""Limits on the size of a company, which has to be built in a few seconds and to fit into memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from imsim.engine.errors import Place, Problem
from imsim.scenarios.schema import DepartmentTable, OrganisationTable, ScenarioTable

# The place of a dotted key, with the file it came from; of keys that contradict each other all are given.
At = Callable[..., Place]

LARGEST_POSTS = 2_000_000
LARGEST_UNITS = 10_000
LARGEST_LINKS = 200_000
LARGEST_TIES = 10_000_000
LARGEST_SEGMENTS = 5_000
MOST_STRATEGIES = 1_000
MOST_EVENTS = 1_000


def too_large(table: ScenarioTable, at: At) -> Iterable[Problem]:
    """What is more than this program can build."""
    organisation, departments = table.organisation, table.organisation.departments
    posts, sites = sum(row.heads for row in departments.values()), sum(row.sites for row in departments.values())
    yield from _above(posts, LARGEST_POSTS, "posts", at("organisation.departments"))
    yield from _above(sites, LARGEST_UNITS, "departments, sites counted", at("organisation.departments"))
    yield from _above(links(organisation), LARGEST_LINKS, "links, sites counted", at("organisation.service"))
    if 1 < posts <= LARGEST_POSTS:
        what = (
            "draws for ties (organisation.contacts and organisation.collaboration; few employees outside one department"
        )
        what += " take many draws to find)"
        yield from _above(tie_draws(organisation, posts), LARGEST_TIES, what, at("organisation"))
    points = [tuple(row.touch_points) for row in table.market.segments.values()]
    parts = sum(max((_sites(departments, point) for point in names), default=1) for names in points)
    yield from _above(parts, LARGEST_SEGMENTS, "segments, sites counted", at("market.segments"))
    yield from _above(len(table.strategies), MOST_STRATEGIES, "strategies", at("strategies"))
    yield from _above(len(table.events), MOST_EVENTS, "events", at("events"))


def _above(number: float, most: int, what: str, where: Place) -> Iterable[Problem]:
    if number > most:
        yield Problem(where, None, f"{number:,.0f} {what}: at most {most:,}")


def _sites(departments: Mapping[str, DepartmentTable], name: str) -> int:
    return departments[name].sites if name in departments else 1


def links(organisation: OrganisationTable) -> int:
    """Links between internal suppliers and customers when every site has its own; twins after a merger included."""
    departments = organisation.departments
    pairs = [(c, s) for c, suppliers in organisation.service.items() for s in suppliers] + [*organisation.twins.items()]
    ends = [(_sites(departments, one), _sites(departments, other)) for one, other in pairs]
    return sum(one if one == other else one * other for one, other in ends)


def tie_draws(organisation: OrganisationTable, posts: int) -> float:
    """Pairs of posts that are drawn to find all ties; where nearly all are in one department, most are in vain."""
    sites = [row.heads / row.sites for row in organisation.departments.values() for _ in range(min(row.sites, posts))]
    apart = max(1 - sum((site / posts) ** 2 for site in sites), 1 / posts)
    return posts * (min(organisation.contacts, posts) + min(organisation.collaboration, posts) / apart) / 2
