"""A block of runs of one company: its organisation, people, market, parameters and chance, at one moment.

The week's processes read and write what stands here. `Flows` holds what passed between them this week; what people saw
around them when the week began is kept with them (in ageing the reference environment stands in for it).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.company.economics import WEEKS_A_YEAR, Economy
from imsim.company.market import Customers, Desks, Market
from imsim.company.organisation import Organisation
from imsim.engine.effects import Effects
from imsim.engine.state import CONSTANTS, DEPARTMENT, FIRM, FLOW, PANEL, Departments, Firm, Flows, State
from imsim.engine.static_state import standing_arrays
from imsim.engine.streams import Chance
from imsim.engine.workforce import Workforce
from imsim.mechanisms.equations.rewards import reward_appeal
from imsim.mechanisms.parameters import DEFAULTS, REWARD_SHARES, Parameters
from imsim.mechanisms.reference import Reference, reference_point

Column = NDArray[np.float64]


@dataclass
class Company:
    """Everything about a block of runs of one company.

    Args:
        organisation, market, economy: shared by all runs.
        parameters: of the cases.
        chance: of the replicates.
        week: the week that comes next.
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
    departments: Departments = field(init=False)
    firm: Firm = field(init=False)
    effects: Effects = field(init=False)
    flows: Flows = field(init=False)

    def __post_init__(self) -> None:
        p, (cases, replicates) = self.parameters, (len(self.parameters.forgetting), len(self.chance.replicates))
        self.flows = Flows(np.zeros((cases, replicates, 1), dtype=FLOW))
        self._derive()
        self.desks = Desks(self.market, self.organisation)
        self.staff = Workforce.empty(cases, replicates, self.organisation.posts)
        self.customers = Customers.at_reference(
            self.chance, self.market.rows, self.reference.with_firm, p.satisfaction_reference
        )
        self._stand_at_reference()
        self._standing = standing_arrays(self.organisation, self.market, self.desks, self.shape)

    def _derive(self) -> None:
        """What follows from parameters alone."""
        p, organisation = self.parameters, self.organisation
        cases, replicates = self.shape
        self.reference = reference_point(p, organisation)
        self.effects = Effects(cases, replicates, organisation)
        self.contact_posts = organisation.contact[organisation.department_of]
        self.run_index = np.arange(cases * replicates).reshape(cases, replicates, 1)
        self.expected_claim = self.reference.expected_claim.take(organisation.department_of, axis=2)
        self._wishes: dict[str, Column] = {}
        self._appeals: dict[str, Column] = {}
        self._constants = np.zeros((cases, replicates), dtype=CONSTANTS)
        for name in DEFAULTS:
            self._constants[name] = getattr(p, name)[:, :, 0]
        for name, column in self._derived().items():
            self._constants[name] = np.broadcast_to(column, (cases, 1, 1))[:, :, 0] if np.ndim(column) else column

    def _derived(self) -> dict[str, Any]:
        """Columns of the names in DERIVED, (cases, 1, 1) or numbers."""
        p, r, economy = self.parameters, self.reference, self.economy
        overhead = economy.overhead_share * economy.revenue_per_employee * self.organisation.posts
        return {
            "performance_scale": r.performance_scale,
            "neutral_satisfaction": r.neutral_satisfaction,
            "customers_reference": self.market.rows * r.with_firm,
            "talk_reference": r.talk,
            "wanted_purchases": self.wanted_purchases,
            "weight": self.weight,
            "purchase_value": self.market.purchase_value,
            "margin": economy.margin,
            "weekly_pay": economy.wage / WEEKS_A_YEAR * economy.load_factor,
            "weekly_overhead": overhead / WEEKS_A_YEAR,
            "price_of_leaver": p.replacement_cost * economy.wage,
        }

    def _stand_at_reference(self) -> None:
        """Put the firm, its departments and what its people see to the reference point."""
        p, r, (cases, replicates) = self.parameters, self.reference, self.shape
        departments = len(self.organisation.departments)
        self.firm = Firm(np.zeros((cases, replicates, 1), dtype=FIRM))
        self.firm.employer_brand, self.firm.reputation = p.employer_brand_anchor, p.satisfaction_reference
        self.firm.customers_now = self.customers.with_firm.sum(axis=2, keepdims=True)
        units = self.departments = Departments(np.zeros((cases, replicates, departments), dtype=DEPARTMENT))
        units.service_in = r.service_in
        units.service_out, units.recent_exits = p.performance_reference, p.recent_exits_reference
        units.customer_satisfaction = p.satisfaction_reference
        staff, department = self.staff, self.organisation.department_of
        staff.peers_motivation[...], staff.leader_motivation[...] = p.motivation_reference, p.leader_reference
        staff.peers_satisfaction[...] = p.staff_satisfaction_reference
        staff.service_seen[...] = r.service_in.take(department, axis=2)
        staff.respect_seen[...] = r.respect_received.take(department, axis=2)
        staff.customers_seen[...] = p.satisfaction_reference

    def state(self) -> State:
        """The arrays as they are this week."""
        effects = self.effects
        return State(
            p=self._constants,
            staff=self.staff,
            customers=self.customers,
            expected_claim=self.expected_claim,
            departments=self.departments.rows,
            firm=self.firm.rows,
            flows=self.flows.rows,
            on_posts=effects.posts,
            on_edges=effects.edges,
            page=effects.pages,
            effects=effects.firm,
            streams=self.chance.streams,
            **self._opened(),
            **self._rewards(),
            **self._standing,
        )

    def book_programmes(self) -> None:
        """Enter what programmes cost this week, summed by name so that its last bit depends on no other case."""
        for column, books in (("programmes", self.effects.cash), ("working_time", self.effects.hours)):
            setattr(self.flows, column, sum((books[name] for name in sorted(books)), start=0.0))

    def _opened(self) -> dict[str, NDArray[Any]]:
        """Dormant ties that are open this week."""
        ties = sorted(self.effects.ties.items())
        if not ties:
            return self._nothing_opened
        networks = [self.organisation.dormant[name] for name, _ in ties]
        before = np.cumsum([0, *(network.nnz for network in networks)])
        return {
            "first_opened": np.stack(
                [network.indptr + start for network, start in zip(networks, before, strict=False)]
            ).astype(np.uint64),
            "opened_tie": np.concatenate([network.indices for network in networks]).astype(np.uint32),
            "opened_strength": np.concatenate([network.data for network in networks]).astype(np.float64),
            "activity": np.stack([activity for _, activity in ties]),
        }

    @cached_property
    def _nothing_opened(self) -> dict[str, NDArray[Any]]:
        return {
            "first_opened": np.zeros((0, 1), dtype=np.uint64),
            "opened_tie": np.zeros(0, dtype=np.uint32),
            "opened_strength": np.zeros(0),
            "activity": np.zeros((0, 1, 1, 1)),
        }

    def _rewards(self) -> dict[str, NDArray[Any]]:
        """Rewards of this week, by the name of their kind."""
        rewards = sorted(self.effects.rewards.items())
        if not rewards:
            return self._nothing_given
        return {
            "rewards": np.stack([np.stack(given) for _, given in rewards]),
            "tangible": np.array([kind != "recognition" for kind, _ in rewards]),
            "appeal": np.stack([self.appeal(kind) for kind, _ in rewards]),
        }

    @cached_property
    def _nothing_given(self) -> dict[str, NDArray[Any]]:
        return {
            "rewards": np.zeros((0, 2, 1, 1, 1)),
            "tangible": np.zeros(0, dtype=bool),
            "appeal": np.zeros((0, 1, 1, 1)),
        }

    def fan_out(self, source: list[int], parameters: Parameters) -> Company:
        """Cases that go their own ways from here: new case i starts where case source[i] stands.

        Args:
            source: index of the case to copy, for each new case.
            parameters: of the new cases; they may differ from the source's in nothing that burn-in has used.
        """
        other = object.__new__(Company)
        other.__dict__.update(self.__dict__)
        other.parameters = parameters
        if source != list(range(self.shape[0])):
            other.staff, other.customers = self.staff.take(source), self.customers.take(source)
            other.departments, other.firm = self.departments.take(source), self.firm.take(source)
            other.flows = self.flows.take(source)
        other._derive()
        other._standing = standing_arrays(self.organisation, self.market, self.desks, other.shape)
        return other

    @property
    def shape(self) -> tuple[int, int]:
        """(cases, replicates)."""
        return self.flows.shape[:2]

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

    def appeal(self, kind: str) -> Column:
        """Appeal of a kind of reward to each respondent of the panel (E8), (cases, replicates, PANEL)."""
        if kind not in self._appeals:
            p = self.parameters
            self._appeals[kind] = np.asarray(
                reward_appeal(self.wishes(kind), p.preference_cash, p.preference_compression)
            )
        return self._appeals[kind]

    def wishes(self, kind: str) -> Column:
        """Share of a reward kind in what each respondent of a panel wishes, (cases, replicates, PANEL).

        Tastes come from a panel of respondents a replicate, drawn once from the Dirichlet distribution.
        """
        if not self._wishes:
            p = self.parameters
            shares = np.concatenate([getattr(p, f"preference_{name}") for name in REWARD_SHARES], axis=2)
            total = np.array([[[math.fsum(row.ravel())]] for row in shares])
            concentration = p.preference_concentration * shares / total
            panels = np.array(
                [[panel.dirichlet(a.ravel(), PANEL) for panel in self.chance.fixed("tastes")] for a in concentration]
            )
            self._wishes = {name: np.ascontiguousarray(panels[:, :, :, i]) for i, name in enumerate(REWARD_SHARES)}
        return self._wishes[kind]
