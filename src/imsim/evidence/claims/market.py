"""Claims about work under pressure, customers and those who serve them, promises, and the labour market."""

from __future__ import annotations

import numpy as np

from imsim.evidence.claims.claim import FALLS, RISES, Actions, Claim, does, effect, shifts
from imsim.evidence.variant import Variant

RUNS = 12
ARMS: dict[str, Actions] = {
    "rush": (shifts("effect", "demand", 0.5, stop=26),),
    "rush_held": (shifts("effect", "demand", 0.5, stop=26), shifts("parameter", "standard_hold", 0.046)),
    "standard_held": (shifts("parameter", "standard_hold", 0.046),),
    "hardly_any_sought": (shifts("parameter", "labour_supply", -0.8), does("recruitment", effort=1.5)),
    "sought": (does("recruitment", effort=1.5),),
    "promised_more": (shifts("effect", "promise", 0.1),),
    "promised_too_much": (shifts("effect", "promise", 0.4),),
    "half_the_applicants": (shifts("parameter", "labour_supply", -0.5),),
    "hardly_any_applicants": (shifts("parameter", "labour_supply", -0.8),),
    "contacts_left": ({"dismiss": 0.4, "people": "contact", "stop": 1},),
    "joyless": (shifts("state", "job_satisfaction", -0.1, "contact", stop=1),),
    "instructed": (shifts("state", "understanding", 0.3, "contact", stop=1),),
}


def least_and_most_satisfied(seed: int, variant: Variant) -> tuple[float, float]:
    """Share of the least satisfied tenth of customers who leave within a year, over that of the most satisfied."""
    from imsim.scenarios.scenario import load
    from imsim.scenarios.simulation import Simulation

    scenario = load("service_firm", ["market.rows=1500", *variant.overrides])
    run = Simulation(scenario.setting(), [scenario.strategies["nothing"]], range(RUNS), seed)
    customers = run.ensemble.customers
    there, felt = customers.with_firm[0].copy(), customers.customer_satisfaction[0].copy()
    stayed = there.copy()
    for _ in range(52):
        run.step()
        stayed &= customers.with_firm[0]
    left = np.zeros((2, RUNS))
    for replicate in range(RUNS):
        rows = np.flatnonzero(there[replicate])
        rows = rows[np.argsort(felt[replicate, rows], kind="stable")]
        tenth = max(len(rows) // 10, 1)
        left[:, replicate] = [1 - stayed[replicate, part].mean() for part in (rows[:tenth], rows[-tenth:])]
    low, high = left.mean(axis=1)
    # Error of a ratio of means, by the delta method.
    error = (left[0] / high - left[1] * low / high**2).std(ddof=1) / np.sqrt(RUNS)
    return float(low / high), float(error)


CLAIMS = (
    Claim(
        "W1",
        "workload",
        "half a year of half again as many customers leaves a scar: a year later they still get less than before",
        effect("acsi", "rush", weeks=(66, 78)),
        (-4.0, -0.3),
    ),
    Claim(
        "W1b",
        "workload",
        "holding the standard prevents the scar",
        effect("acsi", "rush_held", "standard_held", weeks=(66, 78)),
        (-0.3, 1.0),
    ),
    Claim(
        "W2",
        "workload",
        "who is pressed gives each customer less time, and that becomes the standard",
        effect("standard", "rush", weeks=(14, 26)),
        (-0.3, -0.03),
    ),
    Claim(
        "W3",
        "hiring",
        "with half the applicants vacancies last half as long again, or twice",
        effect("fill_weeks", "half_the_applicants", scale="ratio"),
        (1.4, 2.1),
    ),
    Claim(
        "W4",
        "money",
        "where hardly anybody applies profit falls: vacancies save no payroll, and customers feel them",
        effect("profit", "hardly_any_applicants", weeks=(53, 78), scale="relative"),
        FALLS,
    ),
    Claim(
        "W5",
        "hiring",
        "seeking and choosing staff is worth more where few apply",
        effect("acsi", "hardly_any_sought", "hardly_any_applicants", weeks=(53, 78)),
        RISES,
        minus=effect("acsi", "sought", weeks=(53, 78)),
    ),
    Claim(
        "D1",
        "service attitude",
        "customers feel the mood of those who serve them, before performance has moved",
        effect("service_quality", "joyless", weeks=(1, 4)),
        (-0.04, -0.01),
    ),
    Claim(
        "D2",
        "service consistency",
        "who understands what the firm wants serves more steadily",
        effect("quality_spread", "instructed", weeks=(1, 4)),
        (-0.006, -0.0005),
    ),
    Claim(
        "D3",
        "relationship",
        "when those leave who serve them, customers lose a tie",
        effect("tie", "contacts_left", weeks=(8, 20)),
        (-0.4, -0.05),
    ),
    Claim(
        "D4",
        "customer traits",
        "satisfaction keeps customers: the least satisfied tenth leaves half again as often as the most satisfied",
        least_and_most_satisfied,
        (1.3, 2.5),
    ),
    Claim(
        "D5",
        "word of mouth",
        "customers speak well of firms two to five times as often as ill",
        effect("talk_ratio", "control", scale="level"),
        (2.0, 5.0),
    ),
    Claim(
        "D6",
        "loyalty",
        "promising a little more than is kept wins customers",
        effect("customers_with_firm", "promised_more", weeks=(27, 78), scale="relative"),
        (0.001, 0.05),
    ),
    Claim(
        "D7",
        "customer satisfaction",
        "what is promised and not kept disappoints",
        effect("acsi", "promised_more", weeks=(27, 78)),
        (-2.0, -0.1),
    ),
    Claim(
        "D8",
        "loyalty",
        "promising far more than is kept loses in the end what it wins",
        effect("customers_with_firm", "promised_too_much", weeks=(53, 78), scale="relative"),
        FALLS,
        minus=effect("customers_with_firm", "promised_more", weeks=(53, 78), scale="relative"),
    ),
)
