"""Working conditions: the job as the product that employees buy, its price, its place and its tools."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from pydantic import Field

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.effects import Effects
from imsim.engine.fields import parameter
from imsim.programmes.programme import Context, Programme, Time


class P(NamedTuple):
    """What it does and what it costs, per unit of its levers."""

    redesign_gain: float = parameter(
        0.06, 0.02, 0.15, "0-1", "assumed", "-", "what a fully redesigned job adds to how well it suits people"
    )
    flexibility_gain: float = parameter(
        0.055, 0, 0.08, "0-1", "cal", "bloom_2024", "what full access from anywhere at any time adds to it"
    )
    ease_gain: float = parameter(
        0.5, 0, 1, "0-1", "assumed", "-", "what each share of working time given back adds to it"
    )
    redesign_embedding: float = parameter(
        0.3, 0, 0.6, "-", "assumed", "-", "how far a fully redesigned job would be missed elsewhere", symbol="e_r"
    )
    flexibility_embedding: float = parameter(
        0.9, 0.3, 1.5, "-", "cal", "bloom_2015", "how far full access from anywhere would be missed", symbol="e_f"
    )
    technology_gain: float = parameter(
        0.03, 0, 0.08, "share", "assumed", "-", "opportunity gained by a seat with better tools"
    )
    price_redesign: float = parameter(
        0.01, 0.005, 0.015, "wage/year", "assumed", "-", "keeping one job redesigned", price=True
    )
    price_redesign_once: float = parameter(
        0.01, 0.005, 0.015, "wage", "assumed", "-", "redesigning it, spread over the first year", price=True
    )
    price_flexibility: float = parameter(
        0.003, 0.001, 0.01, "wage/year", "assumed", "-", "flexible hours and access from anywhere, a head", price=True
    )
    price_technology: float = parameter(
        0.017, 0.0083, 0.03, "wage/year", "assumed", "-", "better tools, a seat", price=True
    )


class WorkingConditions(Programme):
    """A job fitted to what people need suits them better and would be missed elsewhere; better tools let them do more.

    The internal mix beside promotion: product (a redesigned job), price (effort asked: working time given back), place
    (hours and access that fit), and technology. `scope` scales all four.

    Source: poirier_2014, ehrhart_2011, bloom_2015, moen_2011; rows 17, 51, 61, 71, 86, 87, 89.
    """

    kind: ClassVar[str] = "working_conditions"
    lever: ClassVar[str] = "scope"
    most: ClassVar[float] = 1.0
    mechanisms: ClassVar[tuple[int, ...]] = (17, 51, 61, 71, 86, 87, 89)

    scope: float = Field(0.5, ge=0.0, le=1.0, description="how far all of it is carried out")
    redesign: float = Field(0.5, ge=0.0, le=1.0, description="product: how far jobs are fitted to people")
    ease: float = Field(0.0, ge=0.0, le=0.2, description="price: share of working time given back")
    flexibility: float = Field(0.5, ge=0.0, le=1.0, description="place: flexible hours, access from anywhere")
    technology: float = Field(0.5, ge=0.0, le=1.0, description="share of seats with better tools")

    def act(self, name: str, context: Context, effects: Effects) -> None:
        """Jobs suit people better and would be missed, tools are better, time given back is missing at the desk."""
        self.launch(context, effects)
        p, rows, audience = context.parameters, context.rows, self.mask(context.organisation)
        suits = self.redesign * p.redesign_gain + self.flexibility * p.flexibility_gain + self.ease * p.ease_gain
        effects.add("job_quality", rows, self.scope * suits * (context.present & audience))
        missed = self.redesign * p.redesign_embedding + self.flexibility * p.flexibility_embedding + self.ease
        effects.add("embedding", rows, self.scope * missed * (context.present & audience))
        tools = self.scope * self.technology * p.technology_gain
        effects.add("technology", rows, tools * (context.present & audience))
        self.take_time(context, effects)

    def time(self, context: Context) -> list[Time]:
        """Time given back."""
        return [Time(self.scope * self.ease * context.parameters.working_hours, self.mask(context.organisation))]

    def cash(self, context: Context) -> Any:
        """Redesign (more in the first year), flexibility and tools."""
        p = context.parameters
        treated = self.scope * context.headcount(self.mask(context.organisation))
        first_year = context.week < self.start + WEEKS_A_YEAR
        redesign = self.redesign * (p.price_redesign + p.price_redesign_once * first_year)
        share = redesign + self.flexibility * p.price_flexibility + self.technology * p.price_technology
        return treated * share * context.economy.wage / WEEKS_A_YEAR
