"""Affective events: being heard, singled out or bereaved of colleagues moves people at once, and fades.

What happens at work lifts or depresses people for some weeks. It reaches their effort and their wish to leave without
the detour of attitudes, which move slowly (Weiss & Cropanzano 1996).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from imsim.company.reference import Reference
from imsim.company.static import Roster
from imsim.engine.fields import Column, Record, collects, effect, of_post, parameter, perceived, reads, state
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import equation, reference, step, update


class P(NamedTuple):
    """Behavioural numbers."""

    affect_persistence: float = parameter(
        0.92,
        0.8,
        0.97,
        "1/week",
        "cal",
        "wu_paluck_2022",
        "share of an affect that is left a week later",
        symbol="rho_a",
    )
    affect_heard: float = parameter(
        0.6, 0.2, 0.9, "share", "cal", "adhvaryu_2022", "affect of somebody who is asked or answered", symbol="a_v"
    )
    affect_grievance: float = parameter(
        4.0, 0, 6, "factor", "cal", "adhvaryu_2022", "how much more being heard lifts those with a full grievance"
    )
    affect_exits: float = parameter(
        2.2, 0, 6, "1/share", "cal", "heinz_2020", "affect lost with each share of colleagues who leave", symbol="a_X"
    )
    affect_adaptation: float = parameter(
        0.12, 0, 0.3, "1/week", "assumed", "-", "speed at which what lifts people becomes usual", symbol="g_a"
    )
    affect_effort: float = parameter(
        0.1, 0, 0.2, "0-1", "cal", "wu_paluck_2022", "effort that a full affect adds", symbol="w_a"
    )
    affect_satisfaction: float = parameter(
        0.07, 0, 0.2, "0-1", "cal", "linos_2022", "satisfaction that a full affect adds", symbol="w_aS"
    )
    affect_stay: float = parameter(
        1.2, 0, 3, "logit", "cal", "adhvaryu_2022", "log-odds of leaving that a full affect takes away", symbol="b_a"
    )
    recent_exits_reference: float = reads()
    recent_exits_decay: float = reads()
    usual_exits_speed: float = parameter(
        0.06, 0.01, 0.1, "1/week", "assumed", "-", "speed at which colleagues' exits become usual", symbol="g_E"
    )


class Employee(NamedTuple):
    """What happens to a person."""

    affect: float = state("a", "-1-1", "how lifted or depressed the person is by what happened", newcomer=0.0)
    # It stays with the post: a successor soon takes for granted what everybody has.
    usual_lift: float = of_post("0-1", "lift that is usual at the post")
    colleagues_lost: float = perceived(
        "x_l", "share", "colleagues who left last week, beyond what is usual in the department", neutral=0.0
    )
    sting: float = reads()
    voice: float = reads()
    asked: float = reads()
    occupied: float = reads()
    stirred: float = collects("-1-1", "what else lifts or depresses people this week")
    spur: float = effect("post", "what spurs people to effort this week and no longer (E11c)")
    event: float = effect("post", "what else lifts or, below zero, depresses people this week (E11a)")


class Employees(NamedTuple):
    """What people see of their department."""

    colleagues_lost: Column = reads()


class Department(Record):
    """What people are used to."""

    usual_exits: float = state(
        "x0", "share", "share of colleagues whose leaving in a week is usual", neutral="usual_exits_reference"
    )
    leavers: float = reads()


@equation
def lift(employee: Employee, p: P) -> float:
    """E11a. Being asked or answered lifts people, more where they have a grievance; so does what else happens to them.

    Source: weiss_cropanzano_1996, wu_paluck_2022, adhvaryu_2022.

    Example:
        >>> float(lift(Employee(voice=0.5, sting=0.0, asked=0.2, event=0.1), P(affect_heard=0.6)))
        0.4
    """
    grievance = 1 + p.affect_grievance * employee.sting
    heard = p.affect_heard * grievance * np.minimum(np.maximum(employee.asked, np.maximum(employee.voice, 0)), 1)
    return np.minimum(np.maximum(heard + employee.event, -1), 1)


@equation
def stirring(employee: Employee, p: P) -> float:
    """E11a. Only what is beyond the usual stirs people, up by what lifts them, down by colleagues who leave.

    Source: weiss_cropanzano_1996, heinz_2020, kuhn_yu_2021.

    Example:
        >>> heard = Employee(voice=0.5, sting=0.0, asked=0.0, event=0.0, stirred=0.0)
        >>> bereaved = heard._replace(usual_lift=0.3, colleagues_lost=0.1)
        >>> round(float(stirring(bereaved, P(affect_exits=3.0))), 3)
        -0.3
    """
    lifted = lift(employee, p)
    beyond = np.maximum(lifted - employee.usual_lift, 0) + np.minimum(lifted, 0)
    return beyond + employee.stirred - p.affect_exits * employee.colleagues_lost


@update("judge", after="management_trust")
def affect(employee: Employee, p: P) -> float:
    """E11b. What stirs people adds less to what is there already, and fades week by week.

    Source: weiss_cropanzano_1996; form assumed.

    Example:
        >>> noticed = Employee(affect=0.5, voice=0.0, sting=0.0, asked=0.0, event=0.4, usual_lift=0.0)
        >>> noticed = noticed._replace(colleagues_lost=0.0, stirred=0.0)
        >>> round(float(affect(noticed, P(affect_persistence=0.9))), 3)
        0.65
    """
    moved = stirring(employee, p)
    room = 1 - np.maximum(employee.affect, 0) * (moved > 0) + np.minimum(employee.affect, 0) * (moved < 0)
    return np.minimum(np.maximum(p.affect_persistence * employee.affect + moved * room, -1), 1)


@update("judge", after="affect")
def usual_lift(employee: Employee, p: P) -> float:
    """E11b. What lifts people week after week becomes usual, while somebody is there.

    Source: brickman_campbell_1971; form assumed.

    Example:
        >>> heard = Employee(usual_lift=0.0, voice=0.5, sting=0.0, asked=0.2, event=0.1, occupied=1.0)
        >>> round(float(usual_lift(heard, P(affect_adaptation=0.1))), 3)
        0.04
    """
    beyond = np.maximum(lift(employee, p), 0) - employee.usual_lift
    return employee.usual_lift + employee.occupied * p.affect_adaptation * beyond


@update("judge", "effort_shift", add=True, after="usual_lift")
def lifted_effort(employee: Employee, p: P) -> float:
    """E11c. Who is lifted or spurred tries harder at once, in quality and in quantity.

    Source: wu_paluck_2022, heinz_2020, bradler.

    Example:
        >>> lifted_effort(Employee(affect=0.5, spur=0.0), P(affect_effort=0.1))
        0.05
    """
    return p.affect_effort * (employee.affect + employee.spur)


@update("judge", "mood", add=True, after="lifted_effort")
def lifted_mood(employee: Employee, p: P) -> float:
    """E11c. Who is lifted is content with the job as well.

    Source: weiss_cropanzano_1996, linos_2022.

    Example:
        >>> lifted_mood(Employee(affect=0.5), P(affect_satisfaction=0.1))
        0.05
    """
    return p.affect_satisfaction * employee.affect


@update("judge", "exit_pull", add=True, after="lifted_mood")
def lifted_stay(employee: Employee, p: P) -> float:
    """E24a. Who is lifted is less likely to leave.

    Source: adhvaryu_2022, wu_paluck_2022, friebel_2022.

    Example:
        >>> lifted_stay(Employee(affect=0.5), P(affect_stay=0.8))
        -0.4
    """
    return -p.affect_stay * employee.affect


@step("perceive")
def miss_colleagues(employees: Employees, departments: Sequence[Department], roster: Sequence[Roster]) -> None:
    """See how many colleagues left last week, beyond what is usual."""
    for number in range(len(departments)):
        lost = departments[number].leavers / max(roster[number].heads, 1.0) - departments[number].usual_exits
        for post in range(roster[number].first, roster[number].end):
            employees.colleagues_lost[post] = lost


@step("remember", after="notice_exits")
def get_used_to_exits(departments: Sequence[Department], roster: Sequence[Roster], p: P) -> None:
    """What happens every week becomes usual."""
    for number in range(len(departments)):
        unit = departments[number]
        share = unit.leavers / max(roster[number].heads, 1.0)
        unit.usual_exits += p.usual_exits_speed * (share - unit.usual_exits)


@reference
def usual_exits_reference(r: Reference) -> Column:
    """Share of colleagues who leave in a week of the reference environment, (cases, 1, 1)."""
    return r.p.recent_exits_reference * (1 - r.p.recent_exits_decay)


MECHANISM = Mechanism.here(globals())
