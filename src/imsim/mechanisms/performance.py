"""Performance: ability x motivation x opportunity, in quantity and in quality."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from imsim.company.reference import Reference
from imsim.company.static import Roster
from imsim.engine.fastmath import TINY, exp, log, power
from imsim.engine.fields import Column, Flags, Record, derived, effect, flow, parameter, reads, result
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import equation, reference, rival, step, update


class P(NamedTuple):
    """Behavioural numbers."""

    knowledge_share: float = parameter(
        0.5, 0.3, 0.7, "share", "SA", "van_iddekinge_2018", "share of knowledge in ability x motivation", symbol="a_k"
    )
    substitution: float = parameter(
        0, -1, 1, "-", "fix", "van_iddekinge_2018", "CES exponent: 1 additive, 0 multiplicative", symbol="rho"
    )
    incentive_quality: float = parameter(
        0.45,
        0.2,
        1,
        "share",
        "cal",
        "cerasoli_2014",
        "share of incentive-driven motivation that counts for quality",
        symbol="theta_q",
    )
    opportunity_floor: float = parameter(
        0.5, 0.3, 0.8, "0-1", "SA", "ehrhart_2011", "opportunity left without any internal service", symbol="o_min"
    )
    knowledge_reference: float = parameter(
        0.6, 0.5, 0.7, "0-1", "fix", "scale_anchor", "knowledge at the reference point", symbol="K_ref"
    )
    motivation_reference: float = parameter(
        0.52, 0.45, 0.6, "0-1", "fix", "scale_anchor", "motivation at the reference point", symbol="M_ref"
    )
    performance_reference: float = parameter(
        0.6, 0.5, 0.7, "0-1", "fix", "scale_anchor", "performance and service at the reference point", symbol="P_ref"
    )
    direction: float = parameter(
        0.06, 0, 0.15, "-", "assumed", "-", "opportunity gained per unit of understanding the goals", symbol="b_U"
    )
    understanding_base: float = reads()
    performance_scale: float = derived("-", "makes performance 0.60 at the reference point")


class Employee(NamedTuple):
    """What decides how a person performs."""

    performance: float = result("P", "0-1", "service performance in quality", neutral="performance_reference")
    performance_quantity: float = result("P_n", "0-1", "the same in quantity", neutral="performance_reference")
    knowledge: float = reads()
    motivation: float = reads()
    incentive_motivation: float = reads()
    service_seen: float = reads()
    understanding: float = reads()
    technology: float = effect("post", "better tools, as a share of opportunity (E16)")


class Employees(NamedTuple):
    """Who is there, and for how long."""

    occupied: Flags = reads()
    performance: Column = reads()
    hours_away: Column = effect("post", "share of working hours spent away from the desk (E19)")
    extra_hands: Column = effect(
        "post", "help at the desk by people without one, as a share of a desk's work (E17, E19)"
    )


class Department(Record):
    """What the people of a department do together."""

    present: float = flow("employees", "who are there")
    performed: float = flow("0-1", "sum of their performance in quality")
    hands: float = flow("posts", "hours at work, help counted, as full posts")


@equation
def ability_times_motivation(knowledge: float, motivation: float, p: P) -> float:
    """E15. Knowing how and wanting to are both needed: a CES mean, geometric where substitution is 0.

    Total: a zero of either gives the limit of the formula, never NaN.

    Args:
        knowledge, motivation: 0-1.
        p: parameters.

    Source: van_iddekinge_2018, appelbaum_2000.

    Example:
        >>> [round(float(ability_times_motivation(.64, .36, P(substitution=r))), 3) for r in (1.0, 0.0, -1.0)]
        [0.5, 0.48, 0.461]
    """
    able, willing = np.maximum(knowledge, TINY), np.maximum(motivation, TINY)
    geometric = willing * exp(p.knowledge_share * log(able / willing))
    if np.all(p.substitution == 0):
        return geometric
    zero = p.substitution == 0
    exponent = p.substitution + zero
    mean = p.knowledge_share * power(able, exponent) + (1 - p.knowledge_share) * power(willing, exponent)
    return zero * geometric + (1 - zero) * power(mean, 1 / exponent)


@rival("performance", "additive", ability_times_motivation)
def ability_plus_motivation(knowledge: float, motivation: float, p: P) -> float:
    """E15. Knowing how and wanting to stand in for each other: a weighted mean, whatever substitution is.

    Args:
        knowledge, motivation: 0-1.
        p: parameters.

    Source: van_iddekinge_2018 (additive effects found beside multiplicative ones).

    Example:
        >>> round(ability_plus_motivation(.64, .36, P(knowledge_share=.5)), 3)
        0.5
    """
    return p.knowledge_share * knowledge + (1 - p.knowledge_share) * motivation


@equation
def opportunity(service: float, technology: float, p: P) -> float:
    """E16. Who gets poor internal service, or poor tools, cannot perform however able and willing.

    Args:
        service: internal service received, 0-1.
        technology: gain by better tools, as a share.
        p: parameters.

    Source: ehrhart_2011, row 51.

    Example:
        >>> opportunity(.6, 0.0, P(opportunity_floor=.5))
        0.8
    """
    return (p.opportunity_floor + (1 - p.opportunity_floor) * service) * (1 + technology)


@equation
def directed(understanding: float, p: P) -> float:
    """E16. Who knows what the firm wants spends effort where it counts; 1 at the reference.

    Args:
        understanding: of goals, strategy and brand, 0-1.
        p: parameters.

    Source: tubre_collins_2000; size assumed.

    Example:
        >>> round(directed(.85, P(direction=.06, understanding_base=.35)), 3)
        1.03
    """
    return 1 + p.direction * (understanding - p.understanding_base)


@equation
def service_performance(employee: Employee, willing: float, p: P) -> float:
    """E15. Performance is opportunity times ability x motivation, scaled to 0.60 at the reference point.

    Args:
        employee: able and enabled as somebody is.
        willing: motivation that counts, 0-1.
        p: parameters.

    Source: appelbaum_2000, blumberg_pringle_1982.

    Example:
        >>> able = Employee(knowledge=.5, service_seen=.6, technology=0.0, understanding=.35)
        >>> round(float(service_performance(able, .5, P(performance_scale=1.2, understanding_base=.35))), 2)
        0.48
    """
    enabled = opportunity(employee.service_seen, employee.technology, p) * directed(employee.understanding, p)
    able = ability_times_motivation(employee.knowledge, willing, p)
    return np.minimum(p.performance_scale * enabled * able, 1)


@equation
def quality_motivation(employee: Employee, p: P) -> float:
    """E15. Of the motivation that incentives bought, only a part goes into quality.

    Source: cerasoli_2014, jenkins_1998, kim_2022.

    Example:
        >>> round(quality_motivation(Employee(motivation=.6, incentive_motivation=.1), P(incentive_quality=.4)), 3)
        0.54
    """
    return employee.motivation - (1 - p.incentive_quality) * employee.incentive_motivation


@update("work", zero="substitution")
def performance_quantity(employee: Employee, p: P) -> float:
    """E15. All of motivation counts for how much somebody gets done.

    Source: jenkins_1998.

    Example:
        >>> able = Employee(knowledge=.5, motivation=.5, service_seen=.6, technology=0.0, understanding=.35)
        >>> round(float(performance_quantity(able, P(performance_scale=1.2, understanding_base=.35))), 2)
        0.48
    """
    return service_performance(employee, employee.motivation, p)


@update(
    "work", zero="substitution", when=("incentive_motivation",), otherwise="performance_quantity",
    after="performance_quantity",
)  # fmt: skip
def performance(employee: Employee, p: P) -> float:
    """E15. Incentives buy quantity rather than quality.

    Source: cerasoli_2014.

    Example:
        >>> paid = Employee(knowledge=.5, motivation=.6, incentive_motivation=.1, service_seen=.6, technology=0.0)
        >>> paid, p = paid._replace(understanding=.35), P(performance_scale=1.2, understanding_base=.35)
        >>> bool(performance(paid, p) < performance_quantity(paid, p))
        True
    """
    return service_performance(employee, quality_motivation(employee, p), p)


@update("welcome", "performance_quantity", after="first_commitment")
def first_quantity(employee: Employee, p: P) -> float:
    """E15, E25. A newcomer performs as able, willing and enabled as a newcomer is.

    Source: assumed.
    """
    return service_performance(employee, employee.motivation, p)


@update("welcome", "performance", after="first_quantity")
def first_quality(employee: Employee, p: P) -> float:
    """E15, E25. A newcomer has no incentives yet.

    Source: assumed.
    """
    return employee.performance_quantity


@step("pool")
def add_up(employees: Employees, departments: Sequence[Department], roster: Sequence[Roster]) -> None:
    """Departments add up what their people do."""
    for number in range(len(departments)):
        present, performed, hands = 0.0, 0.0, 0.0
        for post in range(roster[number].first, roster[number].end):
            there = 1.0 * employees.occupied[post]
            present += there
            performed += there * employees.performance[post]
            hands += there * (1 - min(employees.hours_away[post], 1.0) + employees.extra_hands[post])
        unit = departments[number]
        unit.present, unit.performed, unit.hands = present, performed, hands


@reference
def performance_at_reference(r: Reference) -> Column:
    """Ability x motivation at the reference point, (cases, 1, 1)."""
    return r.form(ability_times_motivation)(r.p.knowledge_reference, r.p.motivation_reference, r.p)


@reference
def performance_scale(r: Reference) -> Column:
    """What makes performance 0.60 at the reference point, (cases, 1, 1)."""
    enabled = r.form(opportunity)(r.p.performance_reference, 0.0, r.p)
    return r.p.performance_reference / (enabled * r.performance_at_reference)


MECHANISM = Mechanism.here(globals(), rows=(6, 8, 31, 51))
