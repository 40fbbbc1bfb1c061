"""Consistency of service: who understands what the firm wants, and works by agreements, serves more steadily."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from imsim.company.static import Roster
from imsim.engine.fields import Column, Places, Record, effect, flow, interim, parameter, reads
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import equation, step

# Where contact staff are supplied by nobody, nothing is divided by 0.
NEARLY_NONE = 1e-12


class P(NamedTuple):
    """Behavioural numbers."""

    understanding_steadies: float = parameter(
        0.1, 0, 0.2, "-", "assumed", "-", "noise of service that understanding takes away", symbol="kappa_y"
    )
    agreement_steadies: float = parameter(
        0.06, 0, 0.2, "share", "assumed", "-", "noise of service that agreements inside take away", symbol="nu_A"
    )
    understanding_base: float = reads()


class Employees(NamedTuple):
    """Whom customers meet."""

    understanding: Column = reads()


class Edges(NamedTuple):
    """By which agreements contact departments are supplied."""

    customer: Places = reads()
    weight: Column = reads()
    agreement: Column = reads()


class Effects(NamedTuple):
    """What holds service together."""

    consistency: float = effect("firm", "how far somebody sees to it that service is one and the same, 0-1 (E19e)")


class Flows(Record):
    """What holds service together this week."""

    agreed: float = flow("0-1", "how far agreements cover what contact staff are supplied with")


class Scratch(NamedTuple):
    """What is worked out of a batch of customers."""

    met: Places = reads()
    unsteadiness: Column = reads()
    understood: Column = interim("0-1", "understanding of those met")


class Tally(Record, rows="one"):
    """What is counted of a batch."""

    callers: float = reads()


@equation
def unsteadiness(understanding: float, agreed: float, p: P) -> float:
    """E19e. Service varies less where staff understand what the firm wants, and where agreements cover their supply.

    Args:
        understanding: of the person met, 0-1.
        agreed: how far agreements cover what contact staff are supplied with, 0-1.
        p: parameters.

    Source: rows 12 and 97; form and size assumed.

    Example:
        >>> round(unsteadiness(.85, .5, P(understanding_steadies=.2, understanding_base=.35, agreement_steadies=.1)), 3)
        0.855
    """
    return (1 - p.understanding_steadies * (understanding - p.understanding_base)) * (1 - p.agreement_steadies * agreed)


@step("press")
def agree(roster: Sequence[Roster], edges: Edges, effects: Effects, flows: Flows) -> None:
    """See how far agreements cover what contact departments are supplied with."""
    covered, supplied = 0.0, 0.0
    for edge in range(len(edges.weight)):
        meets = 1.0 * (roster[edges.customer[edge]].contact > 0)
        covered += meets * edges.weight[edge] * edges.agreement[edge]
        supplied += meets * edges.weight[edge]
    flows.agreed = min(covered / max(supplied, NEARLY_NONE) + effects.consistency, 1.0)


@step("meet", after="look_up")
def serve_steadily(employees: Employees, scratch: Scratch, tally: Tally, flows: Flows, p: P) -> None:
    """Note how much service varies with whom callers meet (E19e); where nobody is left, as at the base."""
    size, agreed = int(tally.callers), flows.agreed
    for turn in range(size):
        post = scratch.met[turn]
        scratch.understood[turn] = employees.understanding[post] if post >= 0 else p.understanding_base
    for turn in range(size):
        scratch.unsteadiness[turn] *= unsteadiness(scratch.understood[turn], agreed, p)


MECHANISM = Mechanism.here(globals(), rows=(12, 97))
