"""Roles of a plan: staff on the payroll do what their hours allow, line managers the rest as far as their week goes.

A communications specialist, an HR manager and a brand manager work better than line managers do beside their own work,
the more so the longer they have been at it; that they do is assumed. What nobody has the hours for is not done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from imsim.company.context import Context, Work
from imsim.company.economics import WEEKS_A_YEAR
from imsim.programmes.programme import Programme, line_managers

ROLES = ("specialist", "hr", "brand")
# Years after which somebody is as good as they become.
SENIOR = 10.0


def work_of(
    programmes: Iterable[Programme], posts: Mapping[str, float], seniority: float, context: Context
) -> dict[str, Work]:
    """Who does what some programmes ask of each role this week.

    Args:
        programmes: all that run, with the levers of this week.
        posts: full-time posts of each role on the payroll.
        seniority: years that their holders have been at it.
        context: of the week.
    """
    p = context.parameters
    asked, by_line = hours_asked(programmes, context)
    # Where nobody is on the payroll for a role, nobody is good at it, even in a week that asks nothing of it.
    there = {role: posts.get(role, 0.0) * p.specialist_hours / WEEKS_A_YEAR for role in asked}
    covered = {role: share(there[role], asked[role]) * (there[role] > 0) for role in asked}
    left: Any = sum((by_line[role] * (1 - covered[role]) for role in asked), start=np.zeros(1))
    week = context.headcount(line_managers(context.organisation)) * p.working_hours
    possible = share(p.line_most * week, left * p.line_factor)
    better = p.role_quality + p.role_seniority * min(seniority / SENIOR, 1)
    found = {}
    for role, staff in covered.items():
        line = (1 - staff) * possible
        found[role] = Work(staff, line, staff * (1 + better) + line)
    return found


def hours_asked(programmes: Iterable[Programme], context: Context) -> tuple[dict[str, Any], dict[str, Any]]:
    """Hours a week that programmes ask of each role, and of them those that line managers would do."""
    asked: dict[str, Any] = {}
    by_line: dict[str, Any] = {}
    for programme in programmes:
        for role, hours in programme.staff_hours(programme.narrowed(context)).items():
            asked[role] = asked.get(role, 0.0) + hours
            by_line[role] = by_line.get(role, 0.0) + hours * programme.by_line
    return asked, by_line


def share(hours: Any, asked: Any) -> Any:
    """Share of the hours asked for that there are; all of them where none are asked for.

    Example:
        >>> [float(share(*hours)) for hours in ((10.0, 40.0), (10.0, 4.0), (0.0, 0.0))]
        [0.25, 1.0, 1.0]
    """
    asked = np.asarray(asked, dtype=np.float64)
    return np.divide(np.minimum(hours, asked), asked, out=np.ones(np.broadcast(hours, asked).shape), where=asked > 0)


def yearly_salaries(posts: Mapping[str, float], seniority: float, context: Context) -> Any:
    """Yearly cost of the staff on the payroll; salaries of roles are those of the country, not of the firm."""
    p = context.parameters
    known = min(seniority / SENIOR, 1)
    yearly: Any = 0.0
    for role, number in posts.items():
        entry, senior = getattr(p, f"salary_{role}"), getattr(p, f"salary_{role}_senior")
        yearly = yearly + number * (entry + known * (senior - entry)) * p.staff_load
    return yearly
