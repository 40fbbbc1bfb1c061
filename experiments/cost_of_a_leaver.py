"""What does a leaver cost: by the books, and as what one more exit takes from profit?

By the books a leaver costs the search, cover of the vacant post, and what a newcomer does not do yet. But who leaves is
not anybody, nor is who comes. So the labour market is let pull harder for two years in the same business units with the
same random numbers, and what that takes from profit over four years is divided by the exits that it adds.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

import imsim
from _page import leave, options, ratio, told, whiskers
from imsim.evidence.laboratory import Laboratory
from imsim.evidence.reading_tables import EXITS
from imsim.evidence.recording import Recording
from imsim.evidence.replication import recorded
from imsim.evidence.study_tables import StudyFile
from imsim.studies.intervals import Estimate
from imsim.studies.schedulers import engine_of

YEAR = 52
PULLED, WATCHED = 2 * YEAR, 4 * YEAR
PULL = 0.5
READ = (EXITS, "profit", "cost_per_leaver", "replacement", "revenue")


def study_of(units: int) -> StudyFile:
    """Units as they are, and with a labour market that pulls harder for two years."""
    arms = {"control": [], "pulled": [{"effect": "labour_pull", "amount": PULL, "stop": PULLED}]}
    parts = [
        {"name": f"{arm} {name}", "kind": "R",
         "effect": {"outcome": name, "weeks": [1, WATCHED], "arm": arm, "scale": "level"}}
        for arm in arms for name in READ
    ]  # fmt: skip
    design = {"units": units, "weeks": WATCHED, "simulated": units}
    return StudyFile.model_validate(
        {"id": "leavers", "title": "The cost of a leaver", "design": design, "arms": arms, "parts": parts}
    )


def seen_in(scenario: imsim.Scenario, units: int, jobs: int) -> Recording:
    """What is recorded of so many units of a firm."""
    lab = Laboratory(study_of(units), scenario.setting(), scenario.parameters, 1, scenario.without)
    with engine_of(jobs, model=lab.setting.model) as engine:
        return recorded([lab], engine)[0]


def sums(seen: Recording, name: str, arm: str) -> np.ndarray:
    """Sum of an outcome over all weeks, in each unit; of a quotient, its numerator and denominator."""
    return seen.by_unit(name, "", arm, (1, WATCHED))


def more(seen: Recording, name: str) -> np.ndarray:
    """How much more of something there was in each unit in four years where the market pulled."""
    return (sums(seen, name, "pulled") - sums(seen, name, "control"))[:, 1]


def costs(seen: Recording) -> dict[str, Estimate]:
    """Cost of a leaver, in money: by the books, and as what one more exit takes."""
    books, exits = sums(seen, "cost_per_leaver", "control"), more(seen, EXITS)
    return {
        "by the books": ratio(books[:, 1], books[:, 0]),
        "taken from profit by one more exit": ratio(-more(seen, "profit") / YEAR, exits),
        "of that: replacement": ratio(more(seen, "replacement") / YEAR, exits),
        "revenue lost by one more exit": ratio(-more(seen, "revenue") / YEAR, exits),
    }


def main() -> None:
    chosen = options(__doc__)
    scenario = imsim.load(chosen.scenario, {"market.rows": 1000})
    seen = seen_in(scenario, chosen.replicates, chosen.jobs)
    wage = scenario.table.economy.wage
    added = more(seen, EXITS).mean() / sums(seen, EXITS, "control")[:, 1].mean()
    print(f"A harder pull adds {100 * added:.0f} % exits in four years. Cost of a leaver, in yearly wages:")
    found = costs(seen)
    for name, cost in found.items():
        print(f"- {name}: {told(cost, 3, wage)}")
    table = pd.DataFrame(
        {"label": name, "mean": cost.mean / wage, "low": cost.low / wage, "high": cost.high / wage}
        for name, cost in found.items()
    )
    note = f"{chosen.replicates} business units of {scenario.name}; means and 95 % intervals, paired by unit"
    leave(chosen.out, "cost_of_a_leaver", table, whiskers(table, "What a leaver costs", note, "yearly wages"))


if __name__ == "__main__":
    main()
