"""A block of runs of one company: its organisation, people, market, parameters and chance, at one moment.

The week's processes read and write what stands here. `Flows` holds what passed between them this week, `Surroundings`
what people saw around them when the week began (in ageing the reference environment stands in for it).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.chance import Chance
from imsim.customers import Customers, Desks, Market
from imsim.economics import Economy
from imsim.effects import Effects
from imsim.organisation import Organisation
from imsim.parameters import REWARD_SHARES, Parameters
from imsim.reference import Reference, reference_point
from imsim.workforce import Workforce

Column = NDArray[np.float64]

PANEL = 512


@dataclass
class Surroundings:
    """What a person saw around when the week began; each broadcasts to (cases, replicates, posts)."""

    peers_motivation: Any
    peers_satisfaction: Any
    peers_exposure: Any
    leader_motivation: Any
    service: Any
    respect: Any
    customers: Any


@dataclass
class Flows:
    """What happened this week, a number a run unless a shape is given: (cases, replicates, 1)."""

    exits: Any = 0.0
    hires: Any = 0.0
    applicants: Any = 0.0
    load: Any = 0.0
    encounters: Any = 0.0
    quality: Any = 0.0
    quality_squares: Any = 0.0
    delighted: Any = 0.0
    let_down: Any = 0.0
    dropped: Any = 0.0
    failures: Any = 0.0
    left: Any = 0.0
    joined: Any = 0.0
    purchases: Any = 0.0
    revenue: Any = 0.0
    payroll: Any = 0.0
    programmes: Any = 0.0
    replacement: Any = 0.0
    profit: Any = 0.0
    working_time: Any = 0.0
    failed: Any = None  # customers touched and who of them met a failure
    leavers: Any = None  # who left, (cases, replicates, posts)
    hired: Any = None  # which desks were filled, (cases, replicates, posts)


@dataclass
class Firm:
    """Stocks of the firm, (cases, replicates, 1) each, and of departments, (cases, replicates, departments) each."""

    employer_brand: Column
    reputation: Column
    cash: Column
    deferred: Column
    customers_now: Column
    service_in: Column
    service_out: Column
    recent_exits: Column
    customer_satisfaction: Column
    advocacy: Column

    def take(self, cases: Any) -> Firm:
        """A copy of some cases' rows, repeated where an index is."""
        return Firm(**{name: column[cases] for name, column in vars(self).items()})


@dataclass
class Company:
    """Everything about a block of runs of one company.

    Args:
        organisation, market, economy: shared by all runs.
        parameters: of the cases.
        chance: of the replicates.
    """

    organisation: Organisation
    market: Market
    economy: Economy
    parameters: Parameters
    chance: Chance
    week: int = 0
    reference: Reference = field(init=False)
    desks: Desks = field(init=False)
    staff: Workforce = field(init=False)
    customers: Customers = field(init=False)
    firm: Firm = field(init=False)
    effects: Effects = field(init=False)
    surroundings: Surroundings = field(init=False)
    flows: Flows = field(init=False)

    def __post_init__(self) -> None:
        self._derive()
        p, r = self.parameters, self.reference
        cases, replicates = len(p.forgetting), len(self.chance.replicates)
        self.desks = Desks(self.market, self.organisation)
        self.staff = Workforce.empty(cases, replicates, self.organisation.posts)
        self.customers = Customers.at_reference(
            self.chance,
            self.market.rows,
            r.with_firm,
            p.satisfaction_reference,
        )
        self.firm = self._firm_at_reference(cases, replicates)
        self.flows = Flows()
        self.surroundings = self.reference_surroundings()

    def _derive(self) -> None:
        """What follows from parameters alone."""
        p, organisation = self.parameters, self.organisation
        cases, replicates = len(p.forgetting), len(self.chance.replicates)
        self.reference = reference_point(p, organisation)
        self.effects = Effects(cases, replicates, organisation)
        professional = organisation.professional[organisation.department_of]
        self.learning_rate = np.where(professional > 0, p.learning_rate_professional, p.learning_rate)
        self.contact_posts = organisation.contact[organisation.department_of]
        self.run_index = np.arange(cases * replicates).reshape(cases, replicates, 1)
        self.expected_claim = self.reference.expected_claim.take(organisation.department_of, axis=2)
        self._appeal: dict[str, Column] = {}

    def _firm_at_reference(self, cases: int, replicates: int) -> Firm:
        p, r, departments = self.parameters, self.reference, len(self.organisation.departments)

        def full(value: Any, size: int = 1) -> Column:
            return np.array(np.broadcast_to(value, (cases, replicates, size)))

        return Firm(
            employer_brand=full(p.employer_brand_anchor),
            reputation=full(p.satisfaction_reference),
            cash=full(0.0),
            deferred=full(0.0),
            customers_now=self.customers.with_firm.sum(axis=2, keepdims=True, dtype=np.float64),
            service_in=full(r.service_in, departments),
            service_out=full(p.performance_reference, departments),
            recent_exits=full(p.recent_exits_reference, departments),
            customer_satisfaction=full(p.satisfaction_reference, departments),
            advocacy=full(0.0),
        )

    def reference_surroundings(self) -> Surroundings:
        """The reference environment in which the initial staff is aged."""
        p, r, department = self.parameters, self.reference, self.organisation.department_of
        return Surroundings(
            peers_motivation=p.motivation_reference,
            peers_satisfaction=p.staff_satisfaction_reference,
            peers_exposure=0.0,
            leader_motivation=p.leader_reference,
            service=r.service_in.take(department, axis=2),
            respect=r.respect_received.take(department, axis=2),
            customers=p.satisfaction_reference,
        )

    def fan_out(self, source: list[int], parameters: Parameters) -> Company:
        """Cases that go their own ways from here: new case i starts as a copy of case source[i].

        Args:
            source: index of the case to copy, for each new case.
            parameters: of the new cases; they may differ from the source's in nothing that burn-in has used.
        """
        other = object.__new__(Company)
        other.__dict__.update(self.__dict__)
        other.parameters = parameters
        other.staff, other.customers = self.staff.take(source), self.customers.take(source)
        other.firm, other.flows = self.firm.take(source), Flows(hires=self.flows.hires[source])
        other._derive()
        return other

    @property
    def shape(self) -> tuple[int, int]:
        """(cases, replicates)."""
        return self.staff.shape[:2]

    @property
    def weight(self) -> Column:
        """Real customers that one row of the market stands for, (cases, 1, 1)."""
        return self.market.active_customers / (self.market.rows * self.reference.with_firm)

    @property
    def wanted_purchases(self) -> Column:
        """Purchases a customer wants a week, so that after drops the scenario's number is made, (cases, 1, 1)."""
        return self.market.purchases / (1 - self.reference.dropped)

    def department_sums(self, values: NDArray[Any]) -> Column:
        """Sums over the posts of each department: (cases, replicates, posts) -> (cases, replicates, departments)."""
        cases, replicates = self.shape
        size = len(self.organisation.departments)
        flat = (self.run_index * size + self.organisation.department_of).ravel()
        sums = np.bincount(flat, weights=values.ravel(), minlength=cases * replicates * size)
        return np.asarray(sums, dtype=np.float64).reshape(cases, replicates, size)

    def preferences(self, kind: str) -> Column:
        """Share of a reward kind in each person's wishes, (cases, replicates, posts).

        Tastes come from a panel of respondents a replicate, drawn once from the Dirichlet distribution.
        """
        if kind not in self._appeal:
            p = self.parameters
            shares = np.concatenate([getattr(p, f"preference_{name}") for name in REWARD_SHARES], axis=2)
            total = np.array([[[math.fsum(row.ravel())]] for row in shares])
            concentration = p.preference_concentration * shares / total
            panels = np.array(
                [[panel.dirichlet(a.ravel(), PANEL) for panel in self.chance.fixed("tastes")] for a in concentration]
            )
            self._appeal = {name: np.ascontiguousarray(panels[:, :, :, i]) for i, name in enumerate(REWARD_SHARES)}
        return np.take_along_axis(self._appeal[kind], self.staff.taste, axis=2)
