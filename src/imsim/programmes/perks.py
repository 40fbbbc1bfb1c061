"""Perks: rebates and samples of what the firm sells, so that those who make it enjoy it."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from pydantic import Field

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.effects import Effects
from imsim.engine.fields import parameter
from imsim.programmes.programme import Context, Programme, diminishing


class P(NamedTuple):
    """What it does and what it costs, per unit of its levers."""

    perk_belonging: float = parameter(0.1, 0, 0.25, "0-1", "assumed", "-", "belonging won by perks at most")
    perk_unit: float = parameter(
        0.002,
        0.001,
        0.006,
        "wage/year",
        "assumed",
        "-",
        "yearly value of perks at which all but 1/e of their effect is reached",
    )
    perk_use: float = parameter(
        0.5,
        0,
        1,
        "share",
        "assumed",
        "-",
        "rise of staff who use the product, and so of their advocacy, by perks at most",
    )
    own_purchases: float = parameter(
        0.0067, 0, 0.02, "wage/year", "assumed", "-", "what an employee buys from the own firm", price=True
    )


class Perks(Programme):
    """Who enjoys the fruit of the common labour belongs, and speaks of the product from experience.

    Perks raise belonging, not motivation. Using the product makes committed employees better advocates, and bitter ones
    worse. Their effect saturates with their value.

    Source: poirier_2014; rows 100, 101.
    """

    kind: ClassVar[str] = "perks"
    lever: ClassVar[str] = "generosity"
    most: ClassVar[float] = 2.0
    mechanisms: ClassVar[tuple[int, ...]] = (100, 101)

    generosity: float = Field(1.0, ge=0.0, le=2.0, description="factor on rebate and samples")
    rebate: float = Field(0.25, ge=0.0, le=0.5, description="off the price of what employees buy from the firm")
    samples: float = Field(
        0.0017, ge=0.0, le=0.02, description="worth of samples a head and year, as a share of the yearly wage"
    )

    def act(self, name: str, context: Context, effects: Effects) -> None:
        """Belonging rises, and so does the use of the product."""
        p, rows, audience = context.parameters, context.rows, self.mask(context.organisation)
        felt = diminishing(self.value(context), p.perk_unit)
        effects.add("belonging", rows, felt * p.perk_belonging * audience)
        effects.add("product_use", rows, felt * p.perk_use * audience)

    def value(self, context: Context) -> Any:
        """Worth a head and year, as a share of the yearly wage."""
        return self.generosity * (self.rebate * context.parameters.own_purchases + self.samples)

    def cash(self, context: Context) -> Any:
        """What they are worth."""
        heads = context.headcount(self.mask(context.organisation))
        return self.value(context) * heads * context.economy.wage / WEEKS_A_YEAR
