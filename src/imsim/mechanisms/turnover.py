"""Turnover: the dissatisfied, the uncommitted and the new leave, and so do those whose colleagues left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

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
    interim,
    of_post,
    parameter,
    reads,
    state,
    stream,
)  # fmt: skip
from imsim.engine.mechanism import Mechanism
from imsim.engine.rng import uniform
from imsim.engine.rows import row
from imsim.engine.rules import compiled, equation, step


class P(NamedTuple):
    """Behavioural numbers."""

    exit_baseline: float = parameter(
        -5.92, -6.8, -5, "logit", "cal", "bls_quits", "weekly exit log-odds of a contented veteran", symbol="b0"
    )
    exit_satisfaction: float = parameter(
        5.0, 2, 6, "logit", "cal", "griffeth_2000", "fall of exits with job satisfaction", symbol="bS"
    )
    exit_commitment: float = parameter(
        4.5, 1.5, 5, "logit", "cal", "griffeth_2000", "fall of exits with commitment", symbol="bC"
    )
    exit_anchor: float = parameter(
        0.55, 0.5, 0.6, "0-1", "fix", "scale_anchor", "satisfaction and commitment at which the baseline holds"
    )
    exit_newcomer: float = parameter(
        2.0, 1, 3.2, "logit", "cal", "work_institute_2018", "extra exit log-odds on the first day", symbol="bTen"
    )
    exit_tenure_scale: float = parameter(
        22, 8, 30, "weeks", "cal", "work_institute_2018", "time in which it fades", symbol="tau"
    )
    exit_contagion: float = parameter(
        1.5, 0, 4, "logit", "SA", "felps_2009", "rise of exits with recent exits in the department", symbol="bCon"
    )
    exit_exogenous: float = parameter(
        0.0015, 0, 0.003, "1/week", "assumed", "-", "exits that no attitude explains", symbol="exo"
    )
    labour_market: float = parameter(0, -1.5, 1.5, "logit", "scn", "-", "pull of the outside labour market")
    recent_exits_decay: float = parameter(0.85, 0.7, 0.95, "1/week", "assumed", "-", "memory of colleagues' exits")
    recent_exits_reference: float = parameter(
        0.03, 0, 0.1, "share", "assumed", "-", "recent exits in the reference environment"
    )


class Employee(NamedTuple):
    """What decides whether a person stays."""

    job_satisfaction: float = reads()
    affective_commitment: float = reads()
    tenure_weeks: float = reads()
    exit_pull: float = collects("log-odds", "what else makes the person likelier to leave")


class Employees(NamedTuple):
    """Who may leave."""

    job_satisfaction: Column = reads()
    affective_commitment: Column = reads()
    tenure_weeks: Column = reads()
    exit_pull: Column = reads()
    occupied: Flags = reads()
    left: Flags = of_post("0 or 1", "whether somebody left the post this week")
    department: Rows = reads()


class Scratch(NamedTuple):
    """What is worked out of a batch of employees."""

    exits_seen: Column = interim("share of posts", "colleagues of one's department who left, faded")
    mask: Flags = reads()
    chosen: Rows = reads()


class Department(Record):
    """Who left a department."""

    recent_exits: float = state(
        "X", "share of posts", "decayed memory of colleagues who left", neutral="recent_exits_reference"
    )
    leavers: float = flow("employees", "who left this week")


class Flows(Record):
    """Who left."""

    exits: float = flow("employees", "who left this week")


class Now(NamedTuple):
    """What moves employees this week."""

    exits: int = stream("who leaves")
    labour_pull: float = effect("firm", "pull of the outside labour market, logit (E24)")


class Outside(NamedTuple):
    """What makes people leave beside how they feel."""

    newcomer: float
    recent_exits: float
    labour_pull: float


@equation
def newcomer_risk(employee: Employee, p: P) -> float:
    """E24. The new are more likely to leave; that fades.

    Source: work_institute_2018.

    Example:
        >>> float(newcomer_risk(Employee(tenure_weeks=0.0), P(exit_newcomer=2.0)))
        2.0
    """
    return p.exit_newcomer * exp(-employee.tenure_weeks / p.exit_tenure_scale)


@equation
def exit_logit(employee: Employee, outside: Outside, p: P) -> float:
    """E24. The dissatisfied, the uncommitted and the new are more likely to leave; so are those whose colleagues left.

    Source: griffeth_2000, tett_meyer_1993, work_institute_2018, felps_2009.

    Example:
        >>> content = Employee(job_satisfaction=.55, affective_commitment=.55, exit_pull=0.0)
        >>> round(float(exit_logit(content, Outside(2.0, .1, 0.0), P(exit_baseline=-6, exit_anchor=.55))), 2)
        -3.85
    """
    market = p.labour_market + outside.labour_pull
    return (
        (p.exit_baseline + market + (p.exit_satisfaction + p.exit_commitment) * p.exit_anchor)
        - p.exit_satisfaction * employee.job_satisfaction
        - p.exit_commitment * employee.affective_commitment
        + outside.newcomer
        + p.exit_contagion * outside.recent_exits
        + employee.exit_pull
    )


@equation
def exit_probability(logit: float, p: P) -> float:
    """E24. Some leave because of how they feel and how new they are, some for reasons that no attitude explains.

    Args:
        logit: log-odds of leaving because of the first.
        p: parameters.

    Source: griffeth_2000, work_institute_2018.

    Example:
        >>> round(float(exit_probability(-6.0, P(exit_exogenous=.0015))), 5)
        0.00397
    """
    return p.exit_exogenous + 1 / (1 + exp(-logit))


@compiled
def logistic_at_most(logit: float) -> float:
    """A bound on 1 / (1 + exp(-y)) that takes no exponential: exp(y) > 1 + y + y**2 / 2 for y > 0."""
    return 1 / (1 + (logit < 0) * (1 - logit + logit * logit / 2))


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
def may_leave(
    employees: Employees, departments: Sequence[Department], scratch: Scratch, now: Now, p: P, batch: Batch
) -> None:
    """Find the few of a batch who may leave at all, with whatever tenure; nobody has left yet (E24)."""
    first = batch.first
    for post in range(first, batch.end):
        scratch.exits_seen[post - first] = departments[employees.department[post]].recent_exits
    likeliest = max(p.exit_newcomer, 0.0)
    for post in range(first, batch.end):
        employee = row(Employee, employees, post)
        logit = exit_logit(employee, Outside(likeliest, scratch.exits_seen[post - first], now.labour_pull), p)
        most = p.exit_exogenous + logistic_at_most(logit)
        scratch.mask[post - first] = employees.occupied[post] & (uniform(now.exits, post) < most)
        employees.left[post] = False


@step("leave", after="may_leave")
def decide(employees: Employees, scratch: Scratch, now: Now, p: P, batch: Batch) -> None:
    """Some of these leave, and their posts stand vacant (E24)."""
    for post in scratch.chosen[: selected(scratch.mask, batch.first, batch.end, scratch.chosen)]:
        employee, seen = row(Employee, employees, post), scratch.exits_seen[post - batch.first]
        logit = exit_logit(employee, Outside(newcomer_risk(employee, p), seen, now.labour_pull), p)
        if uniform(now.exits, post) < exit_probability(logit, p):
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
