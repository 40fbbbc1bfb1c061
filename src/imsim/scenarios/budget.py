"""One budget: strategies are scaled to the same planned cost before they are compared.

Planned cost is counted at full staffing, cash and paid working time together. Each programme has one lever that
scales; all programmes of a strategy are scaled by one factor, found by bisection. A programme that reaches its useful
maximum stays there; a strategy that cannot use the budget up keeps the rest and is marked `under budget`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from imsim.company.economics import WEEKS_A_YEAR, Economy
from imsim.company.organisation import Organisation
from imsim.company.reference import Reference
from imsim.programmes import Context, Cost, Programme
from imsim.scenarios.model import parameters_of
from imsim.scenarios.plan import EDUCATING, yearly_salaries
from imsim.scenarios.simulation import Case, Setting

if TYPE_CHECKING:
    from imsim.scenarios.scenario import Scenario

# The search for a factor on all levers: where it looks, and how close to the budget is close enough.
LARGEST_FACTOR = 1e6
HALVINGS = 60
TOLERANCE = 1e-4
# Share of the budget from which a strategy that cannot be scaled down to it counts as over it.
OVERDRAWN = 0.01


@dataclass(frozen=True)
class Budgeted:
    """A strategy scaled to a budget.

    Args:
        case: with scaled programmes.
        planned: yearly cost at full staffing, money.
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


def planning_context(setting: Setting, case: Case) -> Context:
    """A week of a fully staffed firm with the usual number of hires: what planned cost is counted in."""
    p = parameters_of([case.parameters], setting.model)
    organisation = setting.organisation
    return Context(
        week=0,
        rows=slice(0, 1),
        organisation=organisation,
        economy=setting.economy,
        parameters=p,
        present=np.ones((1, 1, organisation.posts), dtype=bool),
        hires=p.vacancy_rate_reference * organisation.posts,
        expected_claim=Reference(setting.model, p, organisation).expected_claim.take(
            organisation.department_of, axis=2
        ),
        staffed=tuple(case.plan.staff) if case.plan else (),
    )


def programme_cost(programme: Programme, context: Context, weeks: int, delay: int = 0) -> float:
    """Planned yearly cost of a programme at full staffing, over the weeks of the run in which it is on.

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
    """Cash and working time of an average week as one sum of money a year, at full staffing."""
    hour = context.economy.hour(context.parameters.paid_hours_year)
    return float(np.mean((cost.cash + cost.hours * hour) * WEEKS_A_YEAR))


def strategy_cost(setting: Setting, case: Case, context: Context) -> float:
    """Planned yearly cost of a strategy at full staffing: its programmes, and its plan's staff on the payroll."""
    weeks, plan = setting.timeline.weeks, case.plan
    total = float(np.sum(yearly_salaries(plan, context))) if plan else 0.0
    for _, programme in case.programmes:
        delay = plan.education if plan and programme.kind not in EDUCATING else 0
        total += programme_cost(programme, context, weeks, delay)
    return total


def scaled_to(setting: Setting, case: Case, budget: float) -> Budgeted:
    """Scale a strategy's programmes by one factor until the planned cost meets a yearly budget."""
    context = planning_context(setting, case)
    plan = case.plan.model_copy(update={"budget": budget}) if case.plan else None

    def scaled(factor: float) -> Case:
        programmes = tuple((name, programme.scaled(factor)) for name, programme in case.programmes)
        return replace(case, programmes=programmes, plan=plan)

    def cost(factor: float) -> float:
        return strategy_cost(setting, scaled(factor), context)

    if not case.programmes or cost(LARGEST_FACTOR) < budget * (1 - TOLERANCE):
        most = scaled(LARGEST_FACTOR)
        return Budgeted(most, strategy_cost(setting, most, context), budget, under_budget=bool(case.programmes))
    low, high = 0.0, LARGEST_FACTOR
    for _ in range(HALVINGS):
        middle = (low * high) ** 0.5 if low > 0 else min(1.0, high / 2)
        low, high = (middle, high) if cost(middle) < budget else (low, middle)
    best = scaled(high)
    spent = strategy_cost(setting, best, context)
    return Budgeted(best, spent, budget, under_budget=False, over_budget=spent > budget * (1 + OVERDRAWN))


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
