"""What could be found out about a firm before it decides: surveys, records, pilots; how exactly, and at what price."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from imsim.scenarios.model import BY_NAME
from imsim.scenarios.scenario import Scenario

# What staff can be asked, what customers can be asked, and what stands in the books, of the firm as it is.
ASKED_OF_STAFF = (
    "job_satisfaction", "motivation", "affective_commitment", "management_trust", "belonging", "role_clarity",
    "understanding", "alignment", "leader_care", "internal_service_quality", "strain", "engagement", "enps",
)  # fmt: skip
ASKED_OF_CUSTOMERS = ("acsi", "nps", "service_quality", "below_expectation", "tie")
IN_THE_BOOKS = (
    "turnover", "retention", "customers_with_firm", "vacancies", "fill_weeks", "applicants_per_vacancy", "purchases",
    "revenue", "profit", "payroll",
)  # fmt: skip
# What a pilot costs.
COST = ("programme_cash", "programme_time")
# What studies over plausible sets record, so that it can be said afterwards what would be worth knowing.
RECORDED = (*ASKED_OF_STAFF, *ASKED_OF_CUSTOMERS, *IN_THE_BOOKS, *COST)
# Assumed: standard deviation of one customer's answer, as a share of its scale; how many are asked.
CUSTOMERS_SPREAD, ANSWERS = 0.2, 300
# From the lowest to the highest answer, in the unit of the outcome; else 1.
SCALES = {"acsi": 100.0, "nps": 200.0, "enps": 200.0}
# Assumed: a pilot is of so much of the firm, for a year; its customers and the others are asked.
PILOT = 0.5


@dataclass(frozen=True)
class Observable:
    """Something that could be found out.

    Args:
        how: `staff survey`, `customer survey`, `records` or `pilot`.
        outcome: which number it tells: of the untreated firm; of a pilot the change that it makes.
        strategy: that is piloted; None for the others.
        error: standard error of the number, besides the firm's own chance.
        price: money; None where it is not known, 0 where it is in the books.
        size: who is asked, in words.
    """

    how: str
    outcome: str
    strategy: str | None
    error: float
    price: float | None
    size: str


def observables(scenario: Scenario, plans: Mapping[str, float | None]) -> Iterator[Observable]:
    """All that could be found out about a firm.

    Args:
        scenario: of the firm.
        plans: strategy -> cost, money a year, of those that can be piloted; None where it is not known.
    """
    posts, wage = scenario.organisation.posts, scenario.economy.wage

    def value(name: str) -> float:
        return float(scenario.parameters.get(name, BY_NAME[name].default))

    hour = wage / value("paid_hours_year")
    asking, preparing = value("price_survey_cash") * wage, value("price_wave_hours") * hour
    of_staff = posts * (asking + value("price_survey_hours") * hour) + preparing
    # Everybody is asked: only what one answers amiss blurs the mean.
    noise = value("survey_noise") / math.sqrt(posts)
    for name in ASKED_OF_STAFF:
        yield Observable("staff survey", name, None, noise * _scale(name), of_staff, f"all {posts} of staff")
    answers = min(ANSWERS, round(scenario.table.market.active_customers))
    spread, of_customers = CUSTOMERS_SPREAD / math.sqrt(answers), answers * asking + preparing
    for name in ASKED_OF_CUSTOMERS:
        yield Observable("customer survey", name, None, spread * _scale(name), of_customers, f"{answers} customers")
    for name in IN_THE_BOOKS:
        yield Observable("records", name, None, 0.0, 0.0, "a year")
    size = f"half of the firm for a year, {answers} customers asked in each half"
    for strategy, cost in plans.items():
        paid = None if cost is None else PILOT * cost + 2 * answers * asking + preparing
        yield Observable("pilot", "acsi", strategy, math.sqrt(2) * spread * _scale("acsi"), paid, size)


def _scale(outcome: str) -> float:
    return SCALES.get(outcome, 1.0)
