"""The organisation: departments, levels, reporting lines, internal-customer graph and contact network.

Posts are numbered department by department and never move, so ties, random numbers and employee views stay keyed by
the post. networkx builds and checks the graphs; the engine reads flat arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from imsim.company.contacts import ContactNetwork, contact_matrix, dormant_ties, generated_ties
from imsim.company.reporting_lines import Index, circles, reporting_tree
from imsim.company.sites import without_site
from imsim.engine.streams import seed_sequence

Value = TypeVar("Value")

PARTNER = "partner"
MERGER = "merger"
COLLABORATION = "collaboration"


@dataclass(frozen=True)
class Department:
    """A department: posts that serve internal customers, and paying customers too where `contact` is set."""

    name: str
    heads: int
    contact: bool = False
    professional: bool = False
    respect: float = 0.8
    legacy: str = ""


@dataclass(frozen=True)
class Organisation:
    """Departments, their posts, and the graphs between them.

    Args:
        departments: in the order of their posts.
        service: internal-customer graph, supplier -> customer, edge attributes `weight` (incoming weights of a
            department sum to 1) and optionally `respect` (how the customer treats this supplier) and `shift` (what full
            integration of two merging firms adds to the weight); suppliers without posts (partners) are nodes with the
            attribute `partner`.
        supervisor: post each post reports to, -1 for none, shape (posts,).
        layers: layers a message passes between the top and a post, shape (posts,).
        contacts: how much attention each post gives to each contact, CSR matrix, shape (posts, posts); generated and
            imported networks are symmetric and of ones.
        dormant: ties that a programme or an event may open, by name, same shape.
        labels: names of the posts in imported data, or empty.
    """

    departments: tuple[Department, ...]
    service: nx.DiGraph[str]
    supervisor: Index
    layers: Index
    contacts: sparse.csr_array
    dormant: Mapping[str, sparse.csr_array] = field(default_factory=dict)
    labels: tuple[str, ...] = ()

    @property
    def posts(self) -> int:
        """Number of posts."""
        return len(self.supervisor)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the departments."""
        return tuple(department.name for department in self.departments)

    @cached_property
    def heads(self) -> Index:
        """Headcount of each department, shape (departments,)."""
        return np.array([department.heads for department in self.departments], dtype=np.int64)

    @cached_property
    def starts(self) -> Index:
        """First post of each department, shape (departments,)."""
        return np.cumsum(self.heads) - self.heads

    @cached_property
    def department_of(self) -> Index:
        """Department of each post, shape (posts,)."""
        return np.repeat(np.arange(len(self.departments)), self.heads)

    @cached_property
    def leading(self) -> NDArray[np.bool_]:
        """Mask of posts with reports (supervisors), shape (posts,), read only."""
        found: NDArray[np.bool_] = np.bincount(self.supervisor[self.supervisor >= 0], minlength=self.posts) > 0
        found.setflags(write=False)
        return found

    @cached_property
    def contact(self) -> NDArray[np.float64]:
        """1 for departments that meet external customers, shape (departments,)."""
        return np.array([float(department.contact) for department in self.departments])

    @cached_property
    def professional(self) -> NDArray[np.float64]:
        """1 for departments whose work takes longer to learn, shape (departments,)."""
        return np.array([float(department.professional) for department in self.departments])

    @cached_property
    def partners(self) -> tuple[str, ...]:
        """Suppliers outside the firm: they serve, but have no posts."""
        return tuple(name for name, data in self.service.nodes(data=True) if data.get(PARTNER))

    @cached_property
    def edges(self) -> ServiceEdges:
        """The internal-customer graph as flat arrays, sorted by customer, then supplier."""
        place = {name: i for i, name in enumerate((*self.names, *self.partners))}
        rows = sorted(
            ((place[customer], place[supplier], data) for supplier, customer, data in self.service.edges(data=True)
             if customer not in self.partners),
            key=lambda row: row[:2],
        )  # fmt: skip
        return ServiceEdges(
            supplier=np.array([supplier for _, supplier, _ in rows], dtype=np.int64),
            customer=np.array([customer for customer, _, _ in rows], dtype=np.int64),
            weight=np.array([data["weight"] for *_, data in rows], dtype=np.float64),
            respect=np.array([data.get("respect", self.departments[customer].respect) for customer, _, data in rows]),
            shift=np.array([data.get("shift", 0.0) for *_, data in rows], dtype=np.float64),
        )

    def once(self, name: Hashable, make: Callable[[], Value]) -> Value:
        """What follows from the organisation alone, worked out once and kept, by name."""
        if name not in self._remembered:
            self._remembered[name] = make()
        value: Value = self._remembered[name]
        return value

    @cached_property
    def _remembered(self) -> dict[Hashable, Any]:
        return {}

    def posts_in(self, departments: Sequence[str]) -> NDArray[np.bool_]:
        """Mask of the posts of some departments, shape (posts,)."""
        wanted = np.array([name in departments or without_site(name) in departments for name in self.names], dtype=bool)
        return wanted[self.department_of]

    def reporting_lines(self) -> nx.DiGraph[int]:
        """Supervisor -> subordinate, one node a post."""
        graph: nx.DiGraph[int] = nx.DiGraph()
        graph.add_nodes_from(range(self.posts))
        graph.add_edges_from((int(boss), post) for post, boss in enumerate(self.supervisor) if boss >= 0)
        return graph

    def contact_graph(self) -> nx.Graph[int]:
        """The contact network, one node a post."""
        graph: nx.Graph[int] = nx.from_scipy_sparse_array(self.contacts)
        return graph

    def check(self) -> list[str]:
        """What is wrong with the graphs, in words; empty when all is well."""
        problems = []
        if len(circles(self.supervisor)):
            problems.append("reporting lines run in a circle")
        for name in self.names:
            incoming = sum(data["weight"] for _, _, data in self.service.in_edges(name, data=True))
            if self.service.in_degree(name) and abs(incoming - 1) > 1e-6:
                problems.append(f"what {name} receives adds up to {incoming:.3f}, not 1")
        if not any(department.contact for department in self.departments):
            problems.append("no department meets customers")
        return problems


@dataclass(frozen=True)
class ServiceEdges:
    """The internal-customer graph as arrays of shape (edges,); partners are numbered after the departments."""

    supplier: Index
    customer: Index
    weight: NDArray[np.float64]
    respect: NDArray[np.float64]
    shift: NDArray[np.float64]


def service_graph(
    departments: Sequence[Department], partners: Sequence[str], edges: Sequence[tuple[str, str, float, float | None]]
) -> nx.DiGraph[str]:
    """The internal-customer graph from (supplier, customer, weight, respect or None) rows."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from((department.name, {PARTNER: False}) for department in departments)
    graph.add_nodes_from((name, {PARTNER: True}) for name in partners)
    for supplier, customer, weight, respect in edges:
        graph.add_edge(supplier, customer, weight=weight, **({} if respect is None else {"respect": respect}))
    return graph


def add_twins(service: nx.DiGraph[str], twins: Sequence[tuple[str, Sequence[str]]], respect: float) -> None:
    """Prepare two firms to supply each other: full integration moves all supply of a site to its twins.

    Args:
        service: gets an edge of weight 0 from each twin, and `shift` on all edges into a site that has twins.
        twins: (site, its twin sites in the other firm).
        respect: with which the two firms treat each other.
    """
    for site, others in twins:
        for _, _, data in service.in_edges(site, data=True):
            data["shift"] = -data["weight"]
        for other in others:
            service.add_edge(other, site, weight=0.0, shift=1 / len(others), respect=respect)


def generate(
    departments: Sequence[Department],
    service: nx.DiGraph[str],
    *,
    seed: int,
    span: int = 8,
    layers: int = 2,
    network: ContactNetwork | None = None,
) -> Organisation:
    """Draw an organisation: departments are given, reporting lines follow from span and layers, contacts are random.

    Args:
        departments: in the order of their posts.
        service: internal-customer graph.
        seed: of the contact network.
        span: employees who report to one supervisor.
        layers: below the top.
        network: how employees are tied to each other; ten contacts each by default.

    Example:
        >>> shop = [Department("shop", 8, contact=True)]
        >>> firm = generate(shop, service_graph(shop, [], []), seed=1)
        >>> firm.posts, int(firm.contacts.sum() / 8)
        (8, 7)
    """
    network = network or ContactNetwork()
    heads = np.array([department.heads for department in departments], dtype=np.int64)
    starts = np.cumsum(heads) - heads
    supervisor, below = reporting_tree(starts, heads, span, layers, [department.legacy for department in departments])
    generator = np.random.Generator(np.random.PCG64(seed))
    one, other = generated_ties(starts, heads, supervisor, network, generator)
    legacies = np.repeat([department.legacy for department in departments], heads)
    apart = legacies[one] != legacies[other]
    ties = contact_matrix(int(heads.sum()), one[~apart], other[~apart])
    dormant = {MERGER: contact_matrix(int(heads.sum()), one[apart], other[apart])} if apart.any() else {}
    return Organisation(
        departments=tuple(departments),
        service=service,
        supervisor=supervisor,
        layers=below,
        contacts=ties,
        dormant=dormant | collaboration_ties(heads, network.collaboration, ties, seed),
    )


def collaboration_ties(heads: Index, ties: float, contacts: sparse.csr_array, seed: int) -> dict[str, sparse.csr_array]:
    """Draw ties that collaboration may open from a stream of their own, so that the contact network never changes."""
    generator = np.random.Generator(np.random.PCG64(seed_sequence(seed, 0, COLLABORATION)))
    return {COLLABORATION: dormant_ties(heads, ties, contacts, generator)}
