"""Brand promise: what outside advertising promises, overheard by those who must keep it."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from pydantic import Field

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.effects import Effects
from imsim.engine.fields import parameter
from imsim.programmes.programme import Context, Programme, diminishing


class P(NamedTuple):
    """What it does and what it costs, per unit of its levers."""

    advertising_heard: float = parameter(
        0.3, 0, 1, "exposures", "assumed", "-", "exposures that one outside advertising campaign is worth to staff"
    )
    campaigns_seen: float = parameter(
        2, 1, 6, "1/year", "assumed", "-", "campaigns a year at which all but 1/e of newcomers know the promise"
    )
    price_campaign_hours: float = parameter(
        120,
        60,
        240,
        "hours",
        "assumed",
        "-",
        "brand manager's hours behind one campaign; media are paid by external marketing",
        price=True,
    )
    price_brand_manager_year: float = parameter(
        1.78, 1.2, 2.5, "wage", "SA", "poirier_2014", "loaded yearly cost of a brand manager", price=True
    )


class BrandPromise(Programme):
    """Advertising sets what new customers expect, and its second audience are the insiders who know better.

    A promise beyond what the firm keeps lets newcomers down, and costs trust inside; one aligned with it does neither.
    Media are paid by external marketing; what is charged is the brand manager.

    Source: gilly_wolfinbarger_1998, celsi_gilly_2010; rows 11, 53, 67.
    """

    kind: ClassVar[str] = "brand_promise"
    lever: ClassVar[str] = "campaigns"
    most: ClassVar[float] = 6.0
    mechanisms: ClassVar[tuple[int, ...]] = (11, 53, 67)
    # What no brand manager on the payroll does, an agency does.
    by_line: ClassVar[bool] = False

    campaigns: float = Field(2.0, ge=0.0, le=12.0, description="advertising campaigns a year")
    overpromise: float = Field(
        0.0, ge=-0.3, le=0.4, description="how far they go beyond what the firm promised so far; below 0 it is modest"
    )

    def act(self, name: str, context: Context, effects: Effects) -> None:
        """Newcomers among customers expect more or less; staff hear a campaign and compare it with what they live."""
        p, rows = context.parameters, context.rows
        seen = diminishing(self.campaigns, p.campaigns_seen)
        effects.add("promise", rows, self.overpromise * seen)
        running = context.times(self.campaigns / WEEKS_A_YEAR, self.start)
        heard = running * p.advertising_heard * self.mask(context.organisation)
        effects.add("exposure", rows, heard)
        effects.add("claimed", rows, heard * (context.expected_claim + self.overpromise))

    def cash(self, context: Context) -> Any:
        """The hours behind each campaign that no brand manager on the payroll works."""
        p = context.parameters
        hour = p.price_brand_manager_year / p.specialist_hours * (1 - context.work_of("brand").staff)
        return self.staff_hours(context)["brand"] * hour * context.economy.wage

    def staff_hours(self, context: Context) -> dict[str, Any]:
        """The brand manager runs campaigns."""
        return {"brand": self.campaigns * context.parameters.price_campaign_hours / WEEKS_A_YEAR}
