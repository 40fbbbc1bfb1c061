"""One budget: strategies are scaled to the same planned cost before they are compared.

Planned cost is cash and paid working time together, counted with the staff that the firm expects to have, and to hire,
if nothing is done (`expected`). Each programme has one lever that scales: it is scaled alone, to its share of the
budget. A programme that reaches its useful maximum stays there, and the others share what it leaves over; a strategy
that cannot use the budget up keeps the rest and is marked `under budget`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from imsim.company.context import Work
from imsim.company.economics import WEEKS_A_YEAR, Economy
from imsim.company.organisation import Organisation
from imsim.company.reference import Reference
from imsim.programmes import Context, Cost, Programme
from imsim.scenarios.expected import Expected, expected_of
from imsim.scenarios.model import parameters_of
from imsim.scenarios.plan import EDUCATING, Plan
from imsim.scenarios.roles import work_of, yearly_salaries
from imsim.scenarios.simulation import Case, Setting

if TYPE_CHECKING:
    from imsim.scenarios.scenario import Scenario

# How money is divided, and levers are found that cost so much: steps, and share of a lever.
HALVINGS, PRECISION = 100, 1e-9
# How often all programmes are scaled anew where they compete for the hours of line managers.
MOST_ROUNDS = 20
# How close to the budget is close enough.
TOLERANCE = 1e-3
# Share of the budget from which a strategy that cannot be scaled down to it counts as over it.
OVERDRAWN = 0.01


@dataclass(frozen=True)
class Budgeted:
    """A strategy scaled to a budget.

    Args:
        case: with scaled programmes.
        planned: yearly cost with the staff expected, money.
        budget: what it was scaled to, money a year; None where it was left as it is.
        under_budget: it cannot use the budget up.
        over_budget: what in it does not scale costs more than the budget already.
    """

    case: Case
    planned: float
    budget: float | None
    under_budget: bool
    over_budget: bool = False


def wage_bill(organisation: Organisation, economy: Economy) -> float:
    """Yearly wages of a fully staffed firm, without benefits and taxes."""
    return economy.wage * organisation.posts


def planning_context(setting: Setting, case: Case, expected: Expected | None = None) -> Context:
    """An average week of a firm with the staff that it expects: what planned cost is counted in.

    Args:
        setting: of the firm.
        case: whose parameters hold.
        expected: of its staff; by default what it sees where nothing is done.
    """
    p = parameters_of([case.parameters], setting.model)
    organisation = setting.organisation
    staff = expected or expected_of(setting, case)
    return Context(
        week=0,
        rows=slice(0, 1),
        organisation=organisation,
        economy=setting.economy,
        parameters=p,
        present=np.full((1, 1, organisation.posts), 1 - staff.vacant),
        hires=staff.hires * organisation.posts,
        expected_claim=Reference(setting.model, p, organisation).expected_claim.take(
            organisation.department_of, axis=2
        ),
    )


def at_work(case: Case, context: Context) -> Context:
    """The context once it is settled who does the work of roles in a strategy."""
    posts, seniority = (case.plan.staff, case.plan.seniority) if case.plan else ({}, 0.0)
    return replace(context, work=work_of([one for _, one in case.programmes], posts, seniority, context))


def same_work(one: Mapping[str, Work], other: Mapping[str, Work]) -> bool:
    """Whether the same is done by the same."""
    return all(np.allclose(one[role], other[role], rtol=TOLERANCE) for role in one)


def programme_cost(programme: Programme, context: Context, weeks: int, delay: int = 0) -> float:
    """Planned yearly cost of a programme over the weeks of the run in which it is on.

    Args:
        programme: with levers as numbers.
        context: of planning.
        weeks: length of the run.
        delay: week before which its plan does not let it begin.
    """
    on = np.arange(max(programme.start, delay), min(programme.stop, weeks))
    if not len(on):
        return 0.0
    during = replace(context, week=on[:, None, None])
    return yearly_cost(programme.cost(during), context) * (len(on) / weeks)


def yearly_cost(cost: Cost, context: Context) -> float:
    """Cash and working time of an average week as one sum of money a year."""
    hour = context.economy.hour(context.parameters.paid_hours_year)
    return float(np.mean((cost.cash + cost.hours * hour) * WEEKS_A_YEAR))


def strategy_cost(setting: Setting, case: Case, context: Context) -> float:
    """Planned yearly cost of a strategy: its programmes, and its plan's staff on the payroll."""
    asked = at_work(case, context)
    total = float(np.sum(salaries_of(case.plan, context)))
    for _, programme in case.programmes:
        total += programme_cost(programme, asked, setting.timeline.weeks, delay_of(case, programme))
    return total


def salaries_of(plan: Plan | None, context: Context) -> Any:
    """Yearly cost of a plan's staff on the payroll."""
    return yearly_salaries(plan.staff, plan.seniority, context) if plan else 0.0


def delay_of(case: Case, programme: Programme) -> int:
    """Week before which a strategy's plan does not let a programme begin."""
    return case.plan.education if case.plan and programme.kind not in EDUCATING else 0


def scaled_to(setting: Setting, case: Case, budget: float) -> Budgeted:
    """Scale a strategy's programmes, each to its share of a yearly budget, until their planned cost meets it."""
    context = planning_context(setting, case)
    best = replace(case, plan=case.plan.model_copy(update={"budget": budget}) if case.plan else None)
    for _ in range(MOST_ROUNDS):
        asked = at_work(best, context)
        best = filled(setting, best, budget, asked)
        # How much of their work line managers can do depends on all programmes together.
        if same_work(asked.work, at_work(best, context).work):
            break
    spent = strategy_cost(setting, best, context)
    short = bool(case.programmes) and spent < budget * (1 - TOLERANCE)
    return Budgeted(best, spent, budget, under_budget=short, over_budget=spent > budget * (1 + OVERDRAWN))


def filled(setting: Setting, case: Case, budget: float, context: Context) -> Case:
    """Each programme scaled alone: to its share of the budget, and of what others at their limits leave over."""
    weeks = setting.timeline.weeks

    def cost(programme: Programme, lever: float) -> float:
        moved = programme.model_copy(update={programme.lever: lever})
        return programme_cost(moved, context, weeks, delay_of(case, programme))

    programmes = dict(case.programmes)
    costs = {name: partial(cost, one) for name, one in programmes.items()}
    least = {name: costs[name](0.0 if scales(one) else getattr(one, one.lever)) for name, one in programmes.items()}
    most = {name: costs[name](one.most) if scales(one) else least[name] for name, one in programmes.items()}
    room = budget - float(np.sum(salaries_of(case.plan, context)))
    for name, money in divided(room, shares_of(programmes), least, most).items():
        programme = programmes[name]
        if scales(programme):
            lever = lever_for(costs[name], money, programme.most, (least[name], most[name]))
            programmes[name] = programme.model_copy(update={programme.lever: lever})
    return replace(case, programmes=tuple(programmes.items()))


def scales(programme: Programme) -> bool:
    """Whether there is something of a programme that a budget can scale."""
    return bool(getattr(programme, programme.lever) > 0)


def shares_of(programmes: Mapping[str, Programme]) -> dict[str, float]:
    """Share of the budget that each programme of a strategy gets."""
    equal = 1 / max(len(programmes), 1)
    return {name: equal if one.share is None else one.share for name, one in programmes.items()}


def divided(
    money: float, shares: Mapping[str, float], least: Mapping[str, float], most: Mapping[str, float]
) -> dict[str, float]:
    """Money divided by shares where each takes so much at least and at most; what is left goes to the rest by share.

    Like water that rises in vessels of different width until it is used up.

    Example:
        >>> money = divided(10, {"a": 0.5, "b": 0.3, "c": 0.2}, dict.fromkeys("abc", 0), {"a": 2, "b": 9, "c": 9})
        >>> {name: round(float(part), 9) for name, part in money.items()}
        {'a': 2.0, 'b': 4.8, 'c': 3.2}
    """

    def at(level: float) -> dict[str, float]:
        return {name: min(max(share * level, least[name]), most[name]) for name, share in shares.items()}

    low, high = 0.0, max((most[name] / share for name, share in shares.items() if share > 0), default=0.0)
    if sum(at(high).values()) <= money:
        return at(high)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(at(middle).values()) < money else (low, middle)
    return at(high)


def lever_for(cost: Callable[[float], float], money: float, most: float, ends: tuple[float, float]) -> float:
    """The lever at which a programme costs so much; where it costs less at most, or more at nothing, that.

    Args:
        cost: of a lever; more of it costs more.
        money: to be spent.
        most: the largest lever.
        ends: cost of nothing, and of the largest.
    """
    from scipy.optimize import brentq  # who only reads a scenario need not wait for it

    if money >= ends[1] or ends[1] <= ends[0]:
        return most
    if money <= ends[0]:
        return 0.0
    return float(brentq(lambda lever: cost(lever) - money, 0.0, most, xtol=most * PRECISION, rtol=PRECISION))


def budgeted(scenario: Scenario, setting: Setting, names: Sequence[str], share: float) -> tuple[Budgeted, ...]:
    """Each strategy scaled to the yearly budget; as written where it opts out or the budget is 0."""
    budget = share * wage_bill(setting.organisation, setting.economy)

    def one(name: str) -> Budgeted:
        case = scenario.strategies[name]
        scale = budget > 0 and scenario.table.strategies[name].scale
        return scaled_to(setting, case, budget) if scale else as_written(setting, case)

    return tuple(one(name) for name in names)


def as_written(setting: Setting, case: Case) -> Budgeted:
    """A strategy at the levels its scenario gives, whatever that costs."""
    return Budgeted(case, strategy_cost(setting, case, planning_context(setting, case)), None, under_budget=False)
