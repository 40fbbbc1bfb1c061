"""Incentives: rewards of the surveyed kinds, family benefits and leave, given to all or tied to results."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, NamedTuple

import numpy as np
from pydantic import Field

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.effects import Effects
from imsim.engine.fields import Parameter, parameter
from imsim.programmes.programme import Context, Programme, Time, anywhere

Reward = Literal[
    "cash", "raise", "time_off", "voucher", "home_work", "stock", "health", "gym", "party", "commuter", "gift",
    "family_benefits",
]  # fmt: skip


class P(NamedTuple):
    """What it does and what it costs, per unit of its levers."""

    reward_unit: float = parameter(
        0.05, 0.03, 0.08, "share of salary", "assumed", "-", "yearly value that counts as one unit of reward"
    )
    free_riding: float = parameter(
        0.1, 0, 0.3, "exponent", "assumed", "-", "fall of a shared stake with the size of the team", symbol="f_r"
    )
    home_work_worth: float = parameter(
        0.08, 0.04, 0.12, "share of salary", "assumed", "-", "worth of home working where it is fully open"
    )
    price_results_hours: float = parameter(
        0.1, 0.05, 0.25, "hours/week", "assumed", "-", "working time a head to report results each week", price=True
    )


# What a unit of worth costs the firm: some rewards are worth more to people than they cost.
PRICES = {
    "cash": 1.0, "raise": 1.0, "time_off": 1.0, "voucher": 1.0, "home_work": 0.2, "stock": 0.8, "health": 0.75,
    "gym": 0.5, "party": 0.8, "commuter": 0.7, "gift": 1.0, "family_benefits": 0.6,
}  # fmt: skip
IN_FULL = [reward for reward, price in PRICES.items() if price == 1.0]
PARAMETERS = [
    Parameter(
        f"price_{reward}", "-", price, round(0.5 * price, 3), round(1.5 * price, 3), "money", "assumed", "-",
        f"cost to the firm of {reward.replace('_', ' ')} worth one unit of money", "incentives", price=True,
    )
    for reward, price in PRICES.items()
    if reward not in IN_FULL
]  # fmt: skip


class Incentives(Programme):
    """A reward worth a share of salary; what it moves depends on who wishes for it, and fades as it becomes normal.

    Contingent rewards are a pool shared out by performance: the better half gets more, but all compete for the same
    stake. They drive quantity rather than quality, and crowd out a part of people's own motivation, the more so the
    more contingent they are. What of the pool goes to teams everybody in a department gets alike: nobody loses to a
    colleague, and a large team hides who did nothing. Feedback lets people see how to earn it. Leave is time away from
    the desk, and who may work from home would miss that elsewhere.

    Source: harris_2011, kube_2012, deci_1999, cerasoli_2014, condly_2003; rows 18, 19, 31, 47, 48, 71.
    """

    kind: ClassVar[str] = "incentives"
    lever: ClassVar[str] = "value"
    most: ClassVar[float] = 0.10
    mechanisms: ClassVar[tuple[int, ...]] = (18, 19, 31, 47, 48, 71)

    reward: Annotated[Reward, Field(description="what is given")] = "cash"
    value: float = Field(0.02, ge=0.0, le=0.2, description="worth a year, as a share of salary")
    contingent: float = Field(0.0, ge=0.0, le=1.0, description="how far it depends on results")
    team: float = Field(
        0.0, ge=0.0, le=1.0, description="share of what depends on results that departments share alike"
    )
    feedback: float = Field(
        0.0, ge=0.0, le=1.0, description="how regularly results are reported to those who made them"
    )

    def act(self, name: str, context: Context, effects: Effects) -> None:
        """Everybody in the audience gets a share: the same for all, or by rank of performance."""
        organisation, p, rows = context.organisation, context.parameters, context.rows
        audience = self.mask(organisation)
        units = self.value / p.reward_unit * audience
        rank = ranks(context, audience) if anywhere(self.contingent) else 1 / 2
        share = 1 + self.contingent * (1 - self.team) * (2 * rank - 1)
        shared = np.power(organisation.heads[organisation.department_of].astype(np.float64), -p.free_riding)
        stake = units * self.contingent * (1 - self.team + self.team * shared)
        effects.reward(self.reward, rows, units * share, self.contingent * (1 - self.team / 2), stake)
        if anywhere(self.feedback):
            effects.add("feedback", rows, self.feedback * audience)
        if self.reward == "home_work":
            open_to_all = np.minimum(self.value / p.home_work_worth, 1)
            effects.add("embedding", rows, open_to_all * p.flexibility_embedding * (context.present & audience))
        self.take_time(context, effects)

    def cash(self, context: Context) -> Any:
        """What the worth costs the firm; leave is working time."""
        if self.reward == "time_off":
            return 0.0
        worth = self.value * context.headcount(self.mask(context.organisation)) * context.economy.wage / WEEKS_A_YEAR
        return worth if self.reward in IN_FULL else worth * getattr(context.parameters, f"price_{self.reward}")

    def time(self, context: Context) -> list[Time]:
        """Leave is a share of everybody's week, and reports of results take some of it."""
        leave = self.value * context.parameters.working_hours if self.reward == "time_off" else 0.0
        reports = self.feedback * context.parameters.price_results_hours
        return [Time(leave + reports, self.mask(context.organisation))]


def ranks(context: Context, audience: Any) -> Any:
    """Rank of last week's performance among those present in the audience, 0 worst to 1 best; 1/2 for one alone."""
    staff, rows = context.state.employees, context.rows
    counted = staff.occupied[rows] & audience
    score = np.where(counted, staff.performance_quantity[rows], -1.0)
    order = np.argsort(np.argsort(score, axis=2, kind="stable"), axis=2, kind="stable")
    absent = (~counted).sum(axis=2, keepdims=True)
    number = counted.sum(axis=2, keepdims=True)
    return np.where(number > 1, (order - absent) / np.maximum(number - 1, 1), 1 / 2)
