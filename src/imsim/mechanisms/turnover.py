"""Turnover: who wants to leave leaves when an offer comes; offers are as many as they are, however many want to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from imsim.company.static import Roster
from imsim.engine.batches import Batch, selected
from imsim.engine.fastmath import exp
from imsim.engine.fields import (
    Column,
    Flags,
    Record,
    Rows,
    collects,
    effect,
    flow,
    of_post,
    parameter,
    reads,
    state,
    stream,
)  # fmt: skip
from imsim.engine.mechanism import Mechanism
from imsim.engine.rng import uniform
from imsim.engine.rows import row
from imsim.engine.rules import equation, step


class P(NamedTuple):
    """Behavioural numbers."""

    exit_top: float = parameter(
        0.035,
        0.02,
        0.06,
        "1/week",
        "assumed",
        "-",
        "offers a week: no more can leave for how they feel",
        symbol="h_top",
    )
    exit_baseline: float = parameter(
        -2.3, -4, 0, "logit", "cal", "bls_quits", "log-odds that a contented person takes an offer", symbol="b0"
    )
    exit_satisfaction: float = parameter(
        3.3, 2, 6, "logit", "cal", "griffeth_2000", "fall of that with job satisfaction", symbol="bS"
    )
    exit_commitment: float = parameter(
        4.2, 1.5, 5, "logit", "cal", "griffeth_2000", "fall of it with commitment", symbol="bC"
    )
    exit_leader: float = parameter(
        1.55, 0.5, 3, "logit", "cal", "hoffman_tadelis_2021", "fall of it with the leader's care", symbol="bL"
    )
    exit_justice: float = parameter(
        0.5, 0, 2, "logit", "cal", "yuan_2021", "fall of it with respect received", symbol="bR"
    )
    exit_embedding: float = parameter(
        1, 0.5, 2, "logit", "cal", "bloom_2015", "fall of it with what leaving would cost the person", symbol="bO"
    )
    exit_anchor: float = parameter(
        0.55, 0.5, 0.6, "0-1", "fix", "scale_anchor", "satisfaction and commitment at which the baseline holds"
    )
    exit_newcomer: float = parameter(
        0.007, 0, 0.03, "1/week", "cal", "work_institute_2018", "further exits on the first day", symbol="bTen"
    )
    exit_tenure_scale: float = parameter(
        22, 8, 30, "weeks", "cal", "work_institute_2018", "time in which it fades", symbol="tau_x"
    )
    exit_contagion: float = parameter(
        0.6, 0, 2, "logit", "SA", "felps_2009", "most that colleagues' recent exits add", symbol="bCon"
    )
    exit_contagion_half: float = parameter(
        0.1, 0.05, 0.3, "share", "assumed", "-", "recent exits at which half of that is reached"
    )
    exit_exogenous: float = parameter(
        0.001, 0, 0.003, "1/week", "assumed", "-", "exits that no attitude explains", symbol="exo"
    )
    labour_market: float = parameter(0, -1.5, 2.5, "logit", "scn", "-", "pull of the outside labour market")
    recent_exits_decay: float = parameter(0.85, 0.7, 0.95, "1/week", "assumed", "-", "memory of colleagues' exits")
    recent_exits_reference: float = parameter(
        0.03, 0, 0.1, "share", "assumed", "-", "recent exits in the reference environment"
    )
    leadership_mean: float = reads()
    respect_reference: float = reads()


class Employee(NamedTuple):
    """What decides whether a person stays."""

    job_satisfaction: float = reads()
    affective_commitment: float = reads()
    leader_care: float = reads()
    respect_seen: float = reads()
    embedding: float = effect("post", "what of the job the person would lose by leaving (E24)")
    exit_pull: float = collects("log-odds", "what else makes the person likelier to leave")


class Employees(NamedTuple):
    """Who may leave."""

    job_satisfaction: Column = reads()
    affective_commitment: Column = reads()
    leader_care: Column = reads()
    respect_seen: Column = reads()
    embedding: Column = reads()
    tenure_weeks: Column = reads()
    exit_pull: Column = reads()
    occupied: Flags = reads()
    left: Flags = of_post("0 or 1", "whether somebody left the post this week")
    department: Rows = reads()


class Scratch(NamedTuple):
    """What is worked out of a batch of employees."""

    mask: Flags = reads()
    chosen: Rows = reads()


class Department(Record):
    """Who left a department."""

    recent_exits: float = state(
        "E_r", "share of posts", "decayed memory of colleagues who left", neutral="recent_exits_reference"
    )
    leavers: float = flow("employees", "who left this week")


class Flows(Record):
    """Who left."""

    exits: float = flow("employees", "who left this week")


class Now(NamedTuple):
    """What moves employees this week."""

    exits: int = stream("who leaves")
    pace: int = reads()
    labour_pull: float = effect("firm", "pull of the outside labour market, logit (E24)")


class Outside(NamedTuple):
    """What makes people leave beside how they feel."""

    recent_exits: float
    labour_pull: float


@equation
def newcomer_risk(tenure_weeks: float, p: P) -> float:
    """E24. Of the new some find within weeks that the job is not theirs, whatever the firm does.

    Args:
        tenure_weeks: since hiring.
        p: parameters.

    Source: work_institute_2018.

    Example:
        >>> float(newcomer_risk(0.0, P(exit_newcomer=.007)))
        0.007
    """
    return p.exit_newcomer * exp(-tenure_weeks / p.exit_tenure_scale)


@equation
def contagion(recent: float, p: P) -> float:
    """E24. Colleagues' exits make one think of leaving; many do not so many times as much.

    Args:
        recent: memory of colleagues who left, share of the department's posts.
        p: parameters.

    Source: felps_2009; saturation assumed.

    Example:
        >>> float(contagion(.1, P(exit_contagion=.6, exit_contagion_half=.1)))
        0.3
    """
    return p.exit_contagion * recent / (recent + p.exit_contagion_half)


@equation
def desire_to_leave(employee: Employee, outside: Outside, p: P) -> float:
    """E24. The dissatisfied and uncommitted want to leave, those badly led or treated, and those whose colleagues left.

    What the person would lose by leaving holds back, whatever the person feels.

    Source: griffeth_2000, tett_meyer_1993, hoffman_tadelis_2021, yuan_2021, bloom_2015, felps_2009.

    Example:
        >>> content = Employee(job_satisfaction=.55, affective_commitment=.55, leader_care=.5, respect_seen=.8)
        >>> p = P(exit_baseline=-2.4, exit_anchor=.55, leadership_mean=.5, respect_reference=.8)
        >>> round(float(desire_to_leave(content._replace(embedding=0.0, exit_pull=0.0), Outside(.1, 0.0), p)), 2)
        -2.1
    """
    market = p.labour_market + outside.labour_pull
    return (
        (p.exit_baseline + market + (p.exit_satisfaction + p.exit_commitment) * p.exit_anchor)
        - p.exit_satisfaction * employee.job_satisfaction
        - p.exit_commitment * employee.affective_commitment
        - p.exit_leader * (employee.leader_care - p.leadership_mean)
        - p.exit_justice * (employee.respect_seen - p.respect_reference)
        - p.exit_embedding * employee.embedding
        + contagion(outside.recent_exits, p)
        + employee.exit_pull
    )


@equation
def exit_probability(desire: float, tenure_weeks: float, pace: int, p: P) -> float:
    """E24. Offers come at a rate of their own and are taken by those who want to leave; some leave without one.

    So no firm can lose more people a week for how they feel than offers come.

    Args:
        desire: log-odds that an offer is taken.
        tenure_weeks: since hiring.
        pace: weeks that pass at once. With several, while staff ages, this is how often somebody is expected to
            leave in them, which may be more than once.
        p: parameters.

    Source: griffeth_2000, work_institute_2018; ease and desire: march_simon_1958.

    Example:
        >>> round(float(exit_probability(-2.4, 1000.0, 1, P(exit_exogenous=.001, exit_top=.035))), 5)
        0.00391
    """
    settled = p.exit_exogenous + p.exit_top / (1 + exp(-desire))
    return pace * settled + np.minimum(pace, p.exit_tenure_scale) * newcomer_risk(tenure_weeks, p)


@equation
def recent_exits(recent: float, share: float, p: P) -> float:
    """E24. Colleagues' exits are remembered for some weeks.

    Args:
        recent: last week's memory.
        share: of the department's posts that were left this week.
        p: parameters.

    Source: felps_2009.

    Example:
        >>> float(recent_exits(.1, .1, P(recent_exits_decay=.85)))
        0.185
    """
    return p.recent_exits_decay * recent + share


@step("leave")
def may_leave(employees: Employees, scratch: Scratch, now: Now, p: P, batch: Batch) -> None:
    """Find the few of a batch who may leave at all, however they feel; nobody has left yet (E24)."""
    most = now.pace * (p.exit_exogenous + p.exit_newcomer + p.exit_top)
    for post in range(batch.first, batch.end):
        scratch.mask[post - batch.first] = employees.occupied[post] & (uniform(now.exits, post) < most)
        employees.left[post] = False


@step("leave", after="may_leave")
def decide(
    employees: Employees, departments: Sequence[Department], scratch: Scratch, now: Now, p: P, batch: Batch
) -> None:
    """Some of these leave, and their posts stand vacant (E24)."""
    for post in scratch.chosen[: selected(scratch.mask, batch.first, batch.end, scratch.chosen)]:
        outside = Outside(departments[employees.department[post]].recent_exits, now.labour_pull)
        desire = desire_to_leave(row(Employee, employees, post), outside, p)
        if uniform(now.exits, post) < exit_probability(desire, employees.tenure_weeks[post], now.pace, p):
            employees.left[post] = True
            employees.occupied[post] = False


@step("depart")
def count_leavers(
    employees: Employees, departments: Sequence[Department], roster: Sequence[Roster], flows: Flows
) -> None:
    """Count who left each department."""
    flows.exits = 0.0
    for number in range(len(departments)):
        leavers = 0
        for post in range(roster[number].first, roster[number].end):
            leavers += employees.left[post]
        departments[number].leavers = leavers
        flows.exits += leavers


@step("remember")
def notice_exits(departments: Sequence[Department], roster: Sequence[Roster], p: P) -> None:
    """Colleagues remember who left their department (E24)."""
    for number in range(len(departments)):
        unit = departments[number]
        unit.recent_exits = recent_exits(unit.recent_exits, unit.leavers / max(roster[number].heads, 1.0), p)


MECHANISM = Mechanism.here(globals(), rows=(81,))
