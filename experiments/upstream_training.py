"""What is training upstream worth: that of the people who serve colleagues, and never meet a customer?

The same money trains those who meet customers, those behind them, or everybody, at the budget of the scenario, twice
and four times that. What those behind learn reaches customers through the service that departments give each other.
"""

from __future__ import annotations

import pandas as pd

import imsim
from _page import leave, options, ratio, told, whiskers

TIMES = (1, 2, 4)
WHO = {"contact_training": "those who meet customers", "upstream": "those behind them", "training": "everybody"}


def compared(source: str, times: int, replicates: int, jobs: int) -> imsim.Comparison:
    """The three trainings at a multiple of the scenario's budget."""
    scenario = imsim.load(source)
    behind = [department.name for department in scenario.organisation.departments if not department.contact]
    overrides = [f"strategies.upstream.programmes.training.{key}" for key in ("hours=16.0", f"audience={behind}")]
    share = times * scenario.table.budget.share_of_wages
    return imsim.compare(
        source, strategies=list(WHO), replicates=replicates, budget=share, overrides=overrides, jobs=jobs
    )


def rows(found: imsim.Comparison, budget: str) -> list[dict]:
    """A row a training: ACSI gained, internal service gained, and cost."""
    told = []
    for name, label in WHO.items():
        gain, inside = found.difference("acsi", name), found.difference("internal_service_quality", name)
        told.append(
            {"budget": budget, "label": label, "cost": found.cost(name).mean}
            | {"mean": gain.mean, "low": gain.low, "high": gain.high}
            | {"inside": inside.mean, "inside_low": inside.low, "inside_high": inside.high}
        )
    return told


def answer(found: imsim.Comparison, budget: str) -> str:
    """What training those behind the counter is worth beside the counter, and whether the money is better split."""
    gains = {name: found.values("acsi", name) - found.values("acsi", found.reference) for name in WHO}
    worth = ratio(gains["upstream"], gains["contact_training"])
    counter = found.difference("acsi", "contact_training")
    beside = f"{worth.mean:.2f} [{worth.low:.2f}, {worth.high:.2f}] of what the same money gains at the counter"
    # A share of nothing, or of a loss, is no number.
    beside = beside if counter.low > 0 else f"where the same money changes it by {told(counter)} at the counter"
    everybody = told(found.difference("acsi", "training", "contact_training"))
    full = {strategy.case.strategy for strategy in found.strategies if strategy.under_budget}
    return (
        f"At {budget}, training those behind the counter gains {told(found.difference('acsi', 'upstream'))} ACSI, "
        f"{beside}; training everybody instead of the counter alone: {everybody}."
        + (" The counter cannot use it all." if "contact_training" in full else "")
    )


def main() -> None:
    chosen = options(__doc__)
    lines = []
    for times in TIMES:
        found = compared(chosen.scenario, times, chosen.replicates, chosen.jobs)
        budget = f"{100 * found.scenario.table.budget.share_of_wages:g} % of wages"
        lines += rows(found, budget)
        print(answer(found, budget))
    title, note = "What training upstream is worth", "by who is trained; means and 95 % intervals, paired by replicate"
    table = pd.DataFrame(lines)
    leave(chosen.out, "upstream_training", table, whiskers(table, title, note, "ACSI gained (points)", "budget"))


if __name__ == "__main__":
    main()
