"""Money: revenue, cost and profit of a company week, in the currency of the scenario."""

from __future__ import annotations

from typing import NamedTuple

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.ensemble import Ensemble, Inputs
from imsim.company.reference import Reference
from imsim.engine.fields import Column, Flags, Record, derived, flow, parameter, reads, state
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import equation, reference, step, weekly


class P(NamedTuple):
    """Behavioural numbers."""

    deferred_share: float = parameter(
        0.7, 0.2, 0.8, "share", "assumed", "-", "share of dropped purchases that is only put off", symbol="defer"
    )
    deferred_return: float = parameter(
        0.25, 0.05, 0.5, "1/week", "assumed", "-", "speed at which put-off purchases come back"
    )
    replacement_cost: float = parameter(
        0.21, 0.1, 0.4, "salary", "fix", "cap_2012", "cost of replacing one person", price=True
    )
    cover_paid: float = parameter(
        0.8, 0, 1.2, "salary", "assumed", "-", "overtime and temporary help that cover for a vacant post",
        symbol="c_cover", price=True,
    )  # fmt: skip
    encounter_rate: float = reads()
    wanted_purchases: float = derived("purchases", "that a customer wants a week")
    weight: float = derived("customers", "real ones that one row of the market stands for")
    purchase_value: float = derived("money", "revenue of one purchase")
    margin: float = derived("share", "of revenue left after variable cost")
    weekly_pay: float = derived("money", "payroll cost of a post a week")
    weekly_overhead: float = derived("money", "overhead a week")
    price_of_leaver: float = derived("money", "cost of replacing a person")


class Employees(NamedTuple):
    """Who is paid."""

    occupied: Flags = reads()


class Firm(Record):
    """What the firm has."""

    customers_now: float = reads()
    deferred: float = state("F", "purchases", "of simulated customers, put off and not yet made up for")
    cash: float = state("-", "money", "profit accumulated since the burn-in began")


class Flows(Record):
    """What came in and went out this week."""

    dropped: float = reads()
    exits: float = reads()
    purchases: float = flow("purchases", "made")
    revenue: float = flow("money", "taken")
    payroll: float = flow("money", "paid")
    programmes: float = flow("money", "cash cost of programmes")
    replacement: float = flow("money", "cost of replacing leavers")
    profit: float = flow("money", "what is left")
    working_time: float = flow("hours", "of working time that programmes take")


class Effects(NamedTuple):
    """What happens to demand."""

    demand: float = reads()


class Demand(NamedTuple):
    """What customers want, drop and make up for."""

    wanted: float
    dropped: float
    returned: float


class Books(NamedTuple):
    """What came in and went out."""

    revenue: float
    payroll: float
    programmes: float
    replacement: float


@equation
def purchases(customers: float, demand: Demand) -> float:
    """E26. Customers buy what they want, less what they drop or put off, plus what they had put off before.

    Args:
        customers: with the firm.
        demand: of the week.

    Source: amex_2011; form assumed.

    Example:
        >>> purchases(100, Demand(.5, 4, 1))
        47.0
    """
    return customers * demand.wanted - demand.dropped + demand.returned


@equation
def payroll(present: float, vacant: float, p: P) -> float:
    """E26a. Those present are paid, and so is who stands in for a vacant post.

    Args:
        present, vacant: posts.
        p: parameters.

    Source: assumed.

    Example:
        >>> payroll(9, 1, P(cover_paid=.8, weekly_pay=1000))
        9800.0
    """
    return (present + p.cover_paid * vacant) * p.weekly_pay


@equation
def profit(books: Books, p: P) -> float:
    """E26. Profit is margin on revenue less payroll, overhead, programmes out of pocket and replacing leavers.

    Working time spent on programmes is no second cost: payroll is paid already, and the time is felt as load.

    Source: cap_2012.

    Example:
        >>> profit(Books(100, 54, 1, 2), P(margin=.8, weekly_overhead=16))
        7.0
    """
    return p.margin * books.revenue - books.payroll - p.weekly_overhead - books.programmes - books.replacement


@step("account")
def sell(firm: Firm, flows: Flows, effects: Effects, p: P) -> None:
    """Customers buy (E26)."""
    wanted = p.wanted_purchases * (1 + effects.demand)
    # Evaluated encounters are a sample of all contacts: each stands for the purchases made between two of them.
    dropped = flows.dropped * wanted / p.encounter_rate
    returned = firm.deferred * p.deferred_return
    firm.deferred += dropped * p.deferred_share - returned
    flows.purchases = p.weight * purchases(firm.customers_now, Demand(wanted, dropped, returned))
    flows.revenue = flows.purchases * p.purchase_value


@step("account", after="sell")
def keep_the_books(employees: Employees, firm: Firm, flows: Flows, p: P) -> None:
    """Book purchases, costs and profit of the week (E26)."""
    present = 0
    for post in range(len(employees.occupied)):
        present += employees.occupied[post]
    flows.payroll = payroll(present, len(employees.occupied) - present, p)
    flows.replacement = flows.exits * p.price_of_leaver
    flows.profit = profit(Books(flows.revenue, flows.payroll, flows.programmes, flows.replacement), p)
    firm.cash += flows.profit


@weekly
def book_programmes(ensemble: Ensemble) -> Inputs:
    """Enter what programmes cost this week, summed by name so that its last bit depends on no other case."""
    for column, books in (("programmes", ensemble.effects.cash), ("working_time", ensemble.effects.hours)):
        setattr(ensemble.flows, column, sum((books[name] for name in sorted(books)), start=0.0))
    return {}


@reference
def dropped(r: Reference) -> Column:
    """Share of purchases dropped for good, (cases, 1, 1)."""
    return r.share_let_down * r.p.bail_probability * (1 - r.p.deferred_share)


@reference
def wanted_purchases(r: Reference) -> Column:
    """Purchases a customer wants a week, so that after drops the scenario's number is made, (cases, 1, 1)."""
    return r.market.purchases / (1 - r.dropped)


@reference
def weight(r: Reference) -> Column:
    """Real customers that one row of the market stands for, (cases, 1, 1)."""
    return r.market.active_customers / (r.market.rows * r.with_firm)


@reference
def purchase_value(r: Reference) -> float:
    """Revenue of one purchase."""
    return r.market.purchase_value


@reference
def margin(r: Reference) -> float:
    """Share of revenue left after variable cost."""
    return r.economy.margin


@reference
def weekly_pay(r: Reference) -> float:
    """Payroll cost of a post a week."""
    return r.economy.wage / WEEKS_A_YEAR * r.economy.load_factor


@reference
def weekly_overhead(r: Reference) -> float:
    """Overhead a week."""
    overhead = r.economy.overhead_share * r.economy.revenue_per_employee * r.organisation.posts
    return overhead / WEEKS_A_YEAR


@reference
def price_of_leaver(r: Reference) -> Column:
    """Cost of replacing one person, (cases, 1, 1)."""
    return r.p.replacement_cost * r.economy.wage


MECHANISM = Mechanism.here(globals(), rows=(3, 90, 102), essential="without books there is no cost and no profit")
