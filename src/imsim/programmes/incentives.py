"""Incentives: rewards of the surveyed kinds, family benefits and leave, given to all or tied to results."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, NamedTuple

import numpy as np
from pydantic import Field

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.effects import Effects
from imsim.engine.fields import parameter
from imsim.programmes.programme import Context, Cost, Programme

Reward = Literal[
    "cash", "raise", "time_off", "voucher", "home_work", "stock", "health", "gym", "party", "commuter", "gift",
    "family_benefits",
]  # fmt: skip


class P(NamedTuple):
    """What it does and what it costs, per unit of its levers."""

    reward_unit: float = parameter(
        0.05, 0.03, 0.08, "share of salary", "assumed", "-", "yearly value that counts as one unit of reward"
    )


class Incentives(Programme):
    """A reward worth a share of salary; what it moves depends on who wishes for it, and fades as it becomes normal.

    Contingent rewards are a pool shared out by performance: the better half gets more. They drive quantity rather than
    quality, and crowd out a part of people's own motivation, the more so the more contingent they are.

    Source: harris_2011, kube_2012, deci_1999, cerasoli_2014; rows 18, 19, 31, 47, 48, 71.
    """

    kind: ClassVar[str] = "incentives"
    lever: ClassVar[str] = "value"
    most: ClassVar[float] = 0.10
    mechanisms: ClassVar[tuple[int, ...]] = (18, 19, 31, 47, 48, 71)

    reward: Annotated[Reward, Field(description="what is given")] = "cash"
    value: float = Field(0.02, ge=0.0, le=0.2, description="worth a year, as a share of salary")
    contingent: float = Field(0.0, ge=0.0, le=1.0, description="how far it depends on results")

    def act(self, name: str, context: Context, effects: Effects) -> None:
        """Everybody in the audience gets a share: the same for all, or by rank of performance."""
        audience = self.mask(context.organisation)
        share = 1 + self.contingent * (2 * ranks(context, audience) - 1)
        amount = self.value / context.parameters.reward_unit * share * audience
        effects.reward(self.reward, context.rows, amount, self.contingent)

    def cost(self, context: Context) -> Cost:
        """The value itself: leave is working time, the rest is cash."""
        paid = self.value * context.headcount(self.mask(context.organisation)) / WEEKS_A_YEAR
        if self.reward == "time_off":
            return Cost(0.0 * paid, paid * context.parameters.paid_hours_year / context.economy.load_factor)
        return Cost(paid * context.economy.wage, 0.0 * paid)


def ranks(context: Context, audience: Any) -> Any:
    """Rank of last week's performance among those present in the audience, 0 worst to 1 best; 1/2 for one alone."""
    staff, rows = context.state.employees, context.rows
    counted = staff.occupied[rows] & audience
    score = np.where(counted, staff.performance_quantity[rows], -1.0)
    order = np.argsort(np.argsort(score, axis=2, kind="stable"), axis=2, kind="stable")
    absent = (~counted).sum(axis=2, keepdims=True)
    number = counted.sum(axis=2, keepdims=True)
    return np.where(number > 1, (order - absent) / np.maximum(number - 1, 1), 1 / 2)
