"""The one door between the laboratory and the engine: what is seen of people and firms, and the few ways to touch them.

Everything that field studies and claims know of the engine's names stands here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from imsim.company.effects import Effects
from imsim.company.ensemble import Ensemble
from imsim.evidence.reading_tables import DEPARTURES, EXITS, HIRES
from imsim.mechanisms import loyalty, turnover
from imsim.outcomes import OUTCOMES
from imsim.programmes import Context, Programme, kinds
from imsim.scenarios.model import BY_NAME, current
from imsim.scenarios.simulation import Case, Setting, Simulation
from imsim.scenarios.slots import Slot

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

# What people and customers say of their intention to leave or stay, read off what decides whether they do.
INTENTION, LOYALTY = "intention_to_leave", "stated_loyalty"
STOCKS = ("reputation", "employer_brand")


class Acting(Protocol):
    """What an arm does in a week; programmes are of this shape."""

    def runs_in(self, week: int) -> bool:
        """Whether it acts in a week of the run."""

    def act(self, name: str, context: Context, effects: Effects) -> None:
        """Act on the employees of the context."""

    def spends(self, context: Context) -> Any:
        """Money that goes out for it in a week."""


@dataclass(frozen=True)
class People:
    """Who holds the posts of some cases; every array has the shape (cases, replicates, posts).

    Args:
        occupied: whether somebody is there.
        left: whether the holder left in the week that has just passed; the post is not occupied any more.
        tenure: weeks since the holder was hired.
        hires: how many people the post has had; with the post it tells people apart.
    """

    occupied: Flags
    left: Flags
    tenure: Numbers
    hires: NDArray[np.int32]


def begin(
    setting: Setting,
    cases: Sequence[Case],
    units: Sequence[int],
    seed: int,
    differences: Mapping[str, Numbers],
) -> Simulation:
    """All arms of some units at week 0, each unit a replicate with common random numbers in every arm."""
    return Simulation(setting, cases, units, seed, differences)


def employ(simulation: Simulation, actions: Sequence[tuple[str, int, Acting]]) -> None:
    """Let actions (name, number of the arm, what acts) take place; those that prepare others come first."""
    slots = [Slot(name, slice(arm, arm + 1), cast(Programme, acting)) for name, arm, acting in actions]
    simulation.slots = tuple(sorted(slots, key=lambda slot: not getattr(slot.programme, "prepares", False)))


def people(company: Ensemble, rows: slice = slice(None)) -> People:
    """Who is there now."""
    staff = company.employees
    return People(staff.occupied[rows], staff.left[rows], staff.tenure_weeks[rows], staff.hires[rows])


def column(company: Ensemble, name: str, rows: slice = slice(None)) -> Numbers:
    """A column of people, (cases, replicates, posts); it is a window on the state, but for what follows from it."""
    if name == INTENTION:
        return log_odds_of_leaving(company)[rows]
    found: Numbers = getattr(company.employees, name)[rows]
    return found


def log_odds_of_leaving(company: Ensemble) -> Numbers:
    """Log-odds with which everybody would take an offer, as their own reasons have it: (cases, replicates, posts).

    It stands for what people say of their intention to leave.
    """
    equations: Any = turnover
    recent = company.departments.recent_exits[:, :, company.organisation.department_of]
    employee = equations.Employee(*(of_post(company, name) for name in equations.Employee._fields))
    found: Numbers = equations.desire_to_leave(
        employee, equations.Outside(recent, 0.0), numbers_of(company, equations.P)
    )
    return found


def numbers_of(company: Ensemble, behavioural: Any) -> Any:
    """Behavioural numbers of a mechanism as columns, (cases, replicates, 1), those that follow from others too."""
    return behavioural(*(company._constants[name][:, :, None] for name in behavioural._fields))


def of_post(company: Ensemble, name: str) -> Any:
    """A column of people, or what programmes do to each of them this week."""
    known = current().columns("Employee", "f")
    return getattr(company.employees if name in known else company.effects, name)


def stated_loyalty(company: Ensemble) -> Numbers:
    """Log-odds with which every customer will stay as things are, (cases, replicates, customers)."""
    equations: Any = loyalty
    customers = company.customers
    relation = equations.Relation(customers.customer_satisfaction, customers.tie, customers.inertia)
    leaving: Numbers = equations.churn_probability(relation, numbers_of(company, equations.P))
    return -np.log(leaving / (1 - leaving))


def is_of_people(name: str) -> bool:
    """Whether an outcome is read from people, so that groups of them can be told apart."""
    return name in (EXITS, HIRES, INTENTION) or any(name in current().columns("Employee", letter) for letter in "fb")


def is_of_customers(name: str) -> bool:
    """Whether an outcome is read from customers one by one."""
    return name in (DEPARTURES, LOYALTY) or any(name in current().columns("Customer", letter) for letter in "fb")


def is_of_departments(name: str) -> bool:
    """Whether each department has one of its own."""
    return name in current().records["Department"] and not is_of_people(name)


def of_departments(company: Ensemble, name: str, posts: Flags) -> tuple[Numbers, Numbers]:
    """A weekly outcome of the departments of some posts: sum over posts, and their number, (cases, replicates) each."""
    own = getattr(company.departments, name)[:, :, company.organisation.department_of]
    counted = np.broadcast_to(posts, own.shape)
    return np.where(counted, own, 0.0).sum(axis=2), counted.sum(axis=2).astype(float)


def customers_there(company: Ensemble, rows: slice) -> Flags:
    """Which customers are with the firm now, (cases, replicates, customers)."""
    there: Flags = company.customers.with_firm[rows].astype(bool)
    return there


def of_customers(company: Ensemble, name: str, rows: slice) -> Numbers:
    """A column of customers, or what follows from it, (cases, replicates, customers)."""
    if name == LOYALTY:
        return stated_loyalty(company)[rows]
    found: Numbers = np.asarray(getattr(company.customers, name)[rows], dtype=float)
    return found


def customer_noise(company: Ensemble, name: str) -> Numbers:
    """Standard normal noise of every customer's answer to a question asked this week, (replicates, customers)."""
    return company.streams.normal(f"customers' answers on {name}", company.week, company.market.rows)


def is_of_firms(name: str) -> bool:
    """Whether an outcome is one of the firm as a whole."""
    return name in OUTCOMES


def of_firm(company: Ensemble, name: str) -> tuple[Numbers, Numbers]:
    """A weekly outcome of the firm, numerator and denominator, (cases, replicates) each."""
    value = OUTCOMES[name].measure(company)
    top, bottom = value if isinstance(value, tuple) else (value, np.ones((*company.shape, 1)))
    shape = (*company.shape, 1)
    return np.broadcast_to(top, shape)[:, :, 0].astype(float), np.broadcast_to(bottom, shape)[:, :, 0].astype(float)


def is_known(name: str) -> bool:
    """Whether the model has a name: a lever (`messages.email`), or anything that is read, shifted or added to."""
    kind, _, lever = name.partition(".")
    if lever:
        return kind in kinds() and lever in kinds()[kind].model_fields
    read = is_of_people(name) or is_of_firms(name) or is_of_customers(name) or is_of_departments(name)
    return read or is_parameter(name) or name in current().effects or name in kinds()


def is_parameter(name: str) -> bool:
    """Whether a behavioural number is called so."""
    return name in BY_NAME


def is_state(name: str) -> bool:
    """Whether the firm, people, customers or departments have a state of that name, which can be shifted."""
    held_by_some = (known(name) for known in (is_of_people, is_of_customers, is_of_departments))
    return name in STOCKS or (any(held_by_some) and name not in (EXITS, HIRES, DEPARTURES, INTENTION, LOYALTY))


def shift_parameter(company: Ensemble, name: str, rows: slice, amount: Any) -> None:
    """Add to what the week reads as a parameter; what was derived from it before, the reference point, stays.

    Args:
        company: at any moment.
        name: of the parameter.
        rows: cases.
        amount: a number, or one for each replicate, shape (replicates,).
    """
    company._constants[name][rows] += amount


def shift_state(company: Ensemble, name: str, rows: slice, mask: Any, amount: float) -> None:
    """Add to a stock of the firm, to a column of departments or customers, or to one of the people in a mask.

    Attitudes stay between 0 and 1. What is worked out anew each week, as internal service is, bears the addition until
    then: those who look at last week's see it.
    """
    holder = holder_of(company, name)
    if holder is not None:
        values = getattr(holder, name)
        values[rows] = np.clip(values[rows] + amount, 0.0, 1.0)
        return
    values = column(company, name, rows)
    values[...] = np.clip(values + amount * mask, 0.0, 1.0)


def holder_of(company: Ensemble, name: str) -> Any:
    """Whose state it is, of the firm, departments or customers; None where people have it."""
    if name in STOCKS:
        return company.firm
    if is_of_people(name):
        return None
    return company.customers if is_of_customers(name) else company.departments if is_of_departments(name) else None


def dismiss(company: Ensemble, rows: slice, mask: Flags) -> None:
    """Dismiss the people in a mask, (cases, replicates, posts); colleagues remember it as they do other exits."""
    staff, organisation = company.employees, company.organisation
    gone = mask & staff.occupied[rows]
    staff.occupied[rows] &= ~gone
    staff.weeks_vacant[rows] = np.where(gone, 0.0, staff.weeks_vacant[rows])
    for number, (start, heads) in enumerate(zip(organisation.starts, organisation.heads, strict=True)):
        dismissed = gone[:, :, start : start + heads].sum(axis=2)
        recent = company.departments.recent_exits
        recent[rows, :, number] += dismissed / heads
        company.departments.leavers[rows, :, number] += dismissed


def answer_noise(company: Ensemble, name: str) -> Numbers:
    """Standard normal noise of everybody's answer to a question asked this week, (replicates, posts)."""
    return company.streams.normal(f"answers on {name}", company.week, company.organisation.posts)


def draws(company: Ensemble, name: str, numbers: NDArray[np.int32]) -> Numbers:
    """A uniform draw for every person, whatever happens to others: (cases, replicates, posts).

    Args:
        company: its chance is used.
        name: of the stream.
        numbers: hires of each post so far.
    """
    cases, replicates, posts = numbers.shape
    _, replicate, post = np.indices(numbers.shape)
    drawn = company.streams.counted(
        name, replicate.ravel(), post.ravel().astype(np.int64), numbers.ravel().astype(np.int64), size=1
    )
    return drawn.reshape(cases, replicates, posts)
