"""Recruitment: selecting harder, looking where the right people are, being an employer of choice."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from pydantic import Field

from imsim.company.economics import WEEKS_A_YEAR
from imsim.company.effects import Effects
from imsim.engine.fields import parameter
from imsim.programmes.programme import Context, Programme


class P(NamedTuple):
    """What it does and what it costs, per unit of its levers."""

    hire_hours: float = parameter(14, 6, 30, "hours", "assumed", "-", "HR manager's hours behind one hire", price=True)
    price_candidate: float = parameter(
        0.0019, 0.001, 0.004, "wage", "assumed", "-", "assessing one more candidate", price=True
    )
    price_targeting: float = parameter(
        0.02, 0.005, 0.05, "wage", "assumed", "-", "studying the target candidate, per hire", price=True
    )
    price_referral: float = parameter(
        0.03, 0.01, 0.05, "wage", "assumed", "-", "bonus for a colleague who brings somebody", price=True
    )
    price_employer_brand: float = parameter(
        0.001,
        0.0003,
        0.002,
        "wage/year",
        "assumed",
        "universum",
        "employer-brand spend per head at full effect",
        price=True,
    )


class Recruitment(Programme):
    """Better people through more candidates, better targeting, a stronger employer brand, or hiring from inside.

    `effort` is the lever that scales the first three. People hired from inside come from a pool outside the modelled
    posts (temps, apprentices, sister sites): they learn the job twice as fast. Whoever brings a colleague gets a bonus.

    Source: sackett_2022, taylor_russell_1939, mellon_2003; rows 15, 66, 74, 79, 81, 92, 93.
    """

    kind: ClassVar[str] = "recruitment"
    lever: ClassVar[str] = "effort"
    most: ClassVar[float] = 4.0
    mechanisms: ClassVar[tuple[int, ...]] = (15, 66, 74, 79, 81, 92, 93)
    # Those who interview are in the price of a candidate.
    by_line: ClassVar[bool] = False

    effort: float = Field(1.0, ge=0.0, le=4.0, description="factor on selectivity, targeting and brand")
    selectivity: float = Field(
        1.0, ge=0.0, le=5.0, description="further candidates assessed, per candidate assessed now"
    )
    targeting: float = Field(0.05, ge=0.0, le=0.2, description="gain in the validity of the hiring signal")
    brand: float = Field(0.05, ge=0.0, le=0.3, description="what employer-brand spending adds to the brand's target")
    internal: float = Field(0.0, ge=0.0, le=1.0, description="share of vacancies filled from inside")
    referral: float = Field(0.0, ge=0.0, le=1.0, description="share of vacancies filled through colleagues")

    def act(self, name: str, context: Context, effects: Effects) -> None:
        """Hiring of this week sees more and better candidates; the brand moves slowly."""
        effects.add("candidates", context.rows, self.effort * self.selectivity)
        effects.add("validity", context.rows, self.effort * self.targeting * context.work_of("hr").quality)
        effects.add("brand_spend", context.rows, self.effort * self.brand)
        effects.add("internal_share", context.rows, self.internal)
        effects.add("referral_share", context.rows, self.referral)

    def cash(self, context: Context) -> Any:
        """Assessing candidates and studying the target, per hire; brand spending, per head."""
        p, wage = context.parameters, context.economy.wage
        everyone = context.organisation.posts
        full_targeting = type(self).model_fields["targeting"].default
        full_brand = type(self).model_fields["brand"].default
        assessing = context.hires * p.applicants * self.effort * self.selectivity * p.price_candidate
        targeting = context.hires * p.price_targeting * self.effort * self.targeting / full_targeting
        brand = everyone * p.price_employer_brand * self.effort * self.brand / full_brand / WEEKS_A_YEAR
        referred = context.hires * self.referral * p.price_referral
        return (assessing + targeting + brand + referred) * wage

    def staff_hours(self, context: Context) -> dict[str, Any]:
        """The HR manager hires."""
        return {"hr": context.hires * self.effort * context.parameters.hire_hours}
