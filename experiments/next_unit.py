"""Where should the next unit of budget go, on top of a plan that is there already?

A fifth of the budget more, spent on each of the scenario's other strategies in turn, on top of the full plan; and all
of it on more of the plan. What a programme gains beside others differs from what it gains alone.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from _page import leave, options, told, whiskers
from imsim.scenarios.budget import scaled_to, wage_bill
from imsim.scenarios.scenario import Scenario, load
from imsim.scenarios.simulation import Case, simulate
from imsim.studies.intervals import estimate

BASE, SHARE = "full_plan", 0.2
TOGETHER = 5


def cases(scenario: Scenario, extra: float, budget: float) -> dict[str, Case]:
    """The plan at its budget, and with so much more spent on each other strategy, or on more of itself."""
    setting = scenario.setting()
    plan = scaled_to(setting, scenario.strategies[BASE], budget).case
    found = {"": plan, "more of the plan": scaled_to(setting, scenario.strategies[BASE], budget + extra).case}
    for name, case in scenario.strategies.items():
        more = scaled_to(setting, case, extra).case.programmes
        if name != BASE and more:
            added = tuple((f"more {kind}", programme) for kind, programme in more)
            found[scenario.label(name)] = replace(plan, programmes=(*plan.programmes, *added))
    return found


def values(scenario: Scenario, wanted: dict[str, Case], replicates: int) -> dict[str, np.ndarray]:
    """Outcomes of every case: outcome -> (cases, replicates), a few replicates at a time."""
    setting, records = scenario.setting(), []
    for first in range(0, replicates, TOGETHER):
        some = range(first, min(first + TOGETHER, replicates))
        records.append(simulate(setting, list(wanted.values()), some, 1, ("acsi", "profit"), weekly=False))
    return {name: np.concatenate([record.final[name] for record in records], axis=1) for name in ("acsi", "profit")}


def main() -> None:
    chosen = options(__doc__)
    scenario = load(chosen.scenario)
    budget = scenario.table.budget.share_of_wages * wage_bill(scenario.organisation, scenario.economy)
    wanted = cases(scenario, SHARE * budget, budget)
    found = values(scenario, wanted, chosen.replicates)
    rows = []
    for i, label in list(enumerate(wanted))[1:]:
        gain, profit = (estimate(found[name][i] - found[name][0]) for name in ("acsi", "profit"))
        rows.append(
            {"label": label, "mean": gain.mean, "low": gain.low, "high": gain.high}
            | {"profit": profit.mean, "profit_low": profit.low, "profit_high": profit.high}
        )
    table = pd.DataFrame(rows).sort_values("mean", ascending=False, ignore_index=True)
    places = {label: i for i, label in enumerate(wanted)}
    best = table["label"][0]
    alike = [row for row in table["label"][1:] if not estimate(difference(found, places, best, row)).clear]
    richest = table.sort_values("profit", ascending=False).iloc[0]
    size = f"{SHARE * budget / 1000:.0f} k{scenario.table.economy.currency}"
    print(
        f"The next {size} a year on top of the {scenario.label(BASE)} please customers most as {best}: "
        f"{told(estimate(found['acsi'][places[best]] - found['acsi'][0]))} ACSI"
        + (f" (not clearly ahead of {', '.join(alike)})" if alike else "")
        + f". They pay most as {richest['label']}: profit "
        f"{told(estimate(found['profit'][places[richest['label']]] - found['profit'][0]), 0, 1000)} thousand."
    )
    title = f"The next {size} a year on top of the {scenario.label(BASE)}"
    leave(chosen.out, "next_unit", table, whiskers(table, title, "means and 95 % intervals", "ACSI gained (points)"))


def difference(found: dict[str, np.ndarray], places: dict[str, int], one: str, other: str) -> np.ndarray:
    """By how much one use of the money is ahead of another, replicate by replicate."""
    return found["acsi"][places[one]] - found["acsi"][places[other]]


if __name__ == "__main__":
    main()
