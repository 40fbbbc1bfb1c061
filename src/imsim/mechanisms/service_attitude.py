"""Attitude in service: customers feel how content the person is whom they meet, beside what that one performs."""

from __future__ import annotations

from typing import NamedTuple

from imsim.engine.fields import Column, Places, Record, interim, parameter, reads
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import equation, step


class P(NamedTuple):
    """Behavioural numbers."""

    attitude_share: float = parameter(
        0.43,
        0.15,
        0.5,
        "share",
        "cal",
        "brown_lam_2008",
        "share of attitude in service beside performance",
        symbol="a_S",
    )
    performance_reference: float = reads()
    staff_satisfaction_reference: float = reads()


class Employees(NamedTuple):
    """Whom customers meet."""

    job_satisfaction: Column = reads()


class Scratch(NamedTuple):
    """What is worked out of a batch of customers."""

    met: Places = reads()
    service: Column = reads()
    content: Column = interim("0-1", "job satisfaction of those met")


class Tally(Record, rows="one"):
    """What is counted of a batch."""

    callers: float = reads()


@equation
def felt_service(performed: float, content: float, p: P) -> float:
    """E19d. A content employee is felt to serve better than one who performs the same without joy.

    Nothing else of employees' attitudes reaches customers than what is perceived here.

    Args:
        performed: performance of the person met, 0-1.
        content: job satisfaction of that person, 0-1.
        p: parameters.

    Source: brown_lam_2008; pugh_2001.

    Example:
        >>> p = P(attitude_share=.4, performance_reference=.6, staff_satisfaction_reference=.62)
        >>> round(felt_service(.7, .57, p), 2)
        0.64
    """
    shown = p.performance_reference + content - p.staff_satisfaction_reference
    return (1 - p.attitude_share) * performed + p.attitude_share * shown


@step("meet", after="look_up")
def be_felt(employees: Employees, scratch: Scratch, tally: Tally, p: P) -> None:
    """Customers feel the attitude of those whom they meet (E19d); where nobody is left, none but the usual."""
    size = int(tally.callers)
    for turn in range(size):
        post = scratch.met[turn]
        scratch.content[turn] = employees.job_satisfaction[post] if post >= 0 else p.staff_satisfaction_reference
    for turn in range(size):
        scratch.service[turn] = felt_service(scratch.service[turn], scratch.content[turn], p)


MECHANISM = Mechanism.here(globals(), rows=(4, 10))
