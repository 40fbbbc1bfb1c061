"""The twin's places: partners outside the firm, edges of the service graph, departments, and desks with their view."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from twin_numbers import NOTHING, EdgeEffects, Numbers, share
from twin_programmes import EPSILON

if TYPE_CHECKING:
    from twin_people import TwinEmployee

# What a department keeps from week to week, beside its people.
OF_A_DEPARTMENT = (
    "service_in", "service_out", "recent_exits", "customer_satisfaction", "pressure", "leavers", "usual_exits",
)  # fmt: skip


class Partner:
    """A supplier outside the firm."""

    __slots__ = ("name", "service_out")

    def __init__(self, name: str) -> None:
        self.name, self.service_out = name, 0.0

    def usual_service(self, p: Numbers) -> float:
        return p.partner_service


class Edge:
    """An internal supplier serves an internal customer."""

    __slots__ = ("customer", "effects", "shift", "supplier", "usual_respect", "usual_weight")

    def __init__(self, supplier: Any, customer: Department, weight: float, respect: float, shift: float) -> None:
        self.supplier, self.customer, self.shift = supplier, customer, shift
        self.usual_weight, self.usual_respect, self.effects = weight, respect, EdgeEffects()

    @property
    def weight(self) -> float:
        return self.usual_weight + self.effects.rerouting

    @property
    def respect(self) -> float:
        return share(self.usual_respect + self.effects.respect)


class Department:
    __slots__ = (  # noqa: RUF023
        "name", "contact", "heads", "desks", "suppliers", "clients", "learning_rate", "expected_claim", "service_in",
        "service_out", "recent_exits", "customer_satisfaction", "service", "respect", "customers", "pressure",
        "leavers", "usual_exits", "colleagues_lost",
    )  # fmt: skip

    def __init__(self, name: str, contact: bool, heads: int, learning_rate: float, p: Numbers) -> None:
        self.name, self.contact, self.heads, self.learning_rate = name, contact, heads, learning_rate
        self.desks: list[Desk] = []
        self.suppliers: list[Edge] = []
        self.clients: list[Edge] = []
        self.service_in = self.service_out = p.performance_reference
        self.recent_exits, self.customer_satisfaction = p.recent_exits_reference, p.satisfaction_reference
        self.pressure, self.leavers, self.colleagues_lost = p.load_reference, 0, 0.0
        self.usual_exits = p.recent_exits_reference * (1 - p.recent_exits_decay)
        self.service, self.respect, self.customers = self.service_in, 0.0, p.satisfaction_reference

    def usual_service(self, p: Numbers) -> float:
        return self.service_out

    def respect_received(self, p: Numbers) -> float:
        weight = sum([edge.weight for edge in self.clients])
        return (
            sum([edge.respect * edge.weight for edge in self.clients]) / weight if weight > 0 else p.respect_reference
        )

    def received(self, p: Numbers) -> float:
        """E18: the power mean of what suppliers give, less what agreements relieve and rudeness costs."""
        if not self.suppliers:
            return p.performance_reference
        power, mean = p.weak_link, 0.0
        polite = 1 - p.rudeness_cost * (1 - p.respect_reference)
        for edge in self.suppliers:
            given, agreement = edge.supplier.service_out, edge.effects.agreement
            given += agreement * p.agreement_relief * max(p.performance_reference - given, 0)
            given = max(given, agreement * p.agreement_floor) * (1 - p.rudeness_cost * (1 - edge.respect)) / polite
            given = max(given, EPSILON)
            mean += edge.weight * (math.log(given) if power == 0 else given**power)
        return min(math.exp(mean) if power == 0 else mean ** (1 / power), 1)


class Desk:
    """A desk: who sits there, and what one sees from there."""

    __slots__ = (  # noqa: RUF023
        "number", "department", "boss", "layers", "contacts", "dormant", "person", "weeks_vacant", "hires", "effects",
        "peers_motivation", "peers_satisfaction", "peers_exposure", "leader_motivation", "leader_care",
        "peers_understanding", "peers_taught", "peers_ahead", "pay_shortfall", "leader_coaching", "usual_lift",
    )  # fmt: skip

    def __init__(self, number: int, department: Department, layers: int, p: Numbers) -> None:
        self.number, self.department, self.layers = number, department, layers
        self.boss: Desk | None = None
        self.contacts: list[Desk] = []
        self.dormant: dict[str, list[Desk]] = {}
        self.person: TwinEmployee | None = None
        self.weeks_vacant, self.hires, self.effects = math.inf, 0, NOTHING
        self.peers_motivation, self.peers_satisfaction = p.motivation_reference, p.staff_satisfaction_reference
        self.peers_exposure, self.leader_motivation = 0.0, p.leader_reference
        self.peers_understanding = self.peers_taught = self.peers_ahead = self.pay_shortfall = 0.0
        self.leader_care, self.leader_coaching, self.usual_lift = p.leadership_mean, p.coaching_reference, 0.0

    def look_around(self, p: Numbers) -> None:
        """Contacts who are there and the leader, as the week begins; one's own where nobody is there."""
        number = motivation = satisfaction = exposure = 0.0
        for other in self.contacts:
            person = other.person
            if person is not None:
                number += 1
                motivation += person.motivation
                satisfaction += person.job_satisfaction
                exposure += person.exposure
        for name, activity in self.effects.ties.items():
            # A tie is open where both of its ends take part.
            for other in self.dormant[name]:
                person = other.person
                if person is not None and other.effects.ties.get(name, 0.0) > 0:
                    number += activity
                    motivation += activity * person.motivation
                    satisfaction += activity * person.job_satisfaction
                    exposure += activity * person.exposure
        if number > 0:
            self.peers_motivation, self.peers_satisfaction = motivation / number, satisfaction / number
            self.peers_exposure = exposure / number
        elif self.person is not None:
            self.peers_motivation, self.peers_satisfaction = self.person.motivation, self.person.job_satisfaction
            self.peers_exposure = self.person.exposure
        else:
            self.peers_motivation, self.peers_satisfaction = p.motivation_reference, p.staff_satisfaction_reference
            self.peers_exposure = 0.0
        self.compare_pay(p)
        leader = self.boss.person if self.boss is not None else None
        self.leader_motivation = p.leader_reference if leader is None else leader.motivation
        self.leader_care = p.leadership_mean if leader is None else leader.leadership
        self.leader_coaching = p.coaching_reference if leader is None else leader.coaching
        if self.person is not None:
            self.learn_from_contacts(self.person)
            self.compare_notes(self.person)

    def learn_from_contacts(self, person: TwinEmployee) -> None:
        """E5, E5b: what each contact knows better; ties that are opened come on top of the usual ones."""
        usual = [other.person for other in self.contacts if other.person is not None]
        known = [(1.0, other) for other in usual]
        for name, activity in self.effects.ties.items():
            known += [
                (activity, other.person)
                for other in self.dormant[name]
                if other.person is not None and other.effects.ties.get(name, 0.0) > 0
            ]
        number = max(len(usual), 1)
        ahead = sum([weight * max(other.understanding - person.understanding, 0) for weight, other in known])
        taught = sum([weight * max(other.above_plateau - person.above_plateau, 0) for weight, other in known])
        self.peers_understanding, self.peers_taught = ahead / number, taught / number

    def compare_notes(self, person: TwinEmployee) -> None:
        """E5d: how much better those know the job with whom one works jointly."""
        others = [one.person for one in self.contacts if one.person is not None and one.effects.joint_work > 0]
        ahead = [max(other.knowledge - person.knowledge, 0) for other in others]
        self.peers_ahead = sum(ahead) / len(ahead) if ahead and self.effects.joint_work > 0 else 0.0

    def respect(self, p: Numbers) -> float:
        """E12: from those whom the department serves, and from the supervisor."""
        return share(self.department.respect + p.leader_justice * (self.leader_care - p.leadership_mean))

    def compare_pay(self, p: Numbers) -> None:
        """E9: getting less than one's contacts counts; all as of last week."""
        others = [desk.person.pay for desk in self.contacts if desk.person is not None]
        mean = sum(others) / len(others) if others else 0.0
        self.pay_shortfall = 0.0 if self.person is None else p.envy * max(mean - self.person.pay, 0)

    def whoever_is_there(self) -> TwinEmployee | None:
        """The person at the desk, or at the next occupied one of the department, in a ring."""
        if self.person is not None:
            return self.person
        ring = self.department.desks
        place = self.number - ring[0].number
        return next((desk.person for desk in ring[place:] + ring[:place] if desk.person is not None), None)
