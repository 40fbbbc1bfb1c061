"""Which strategy is worth its money, at a small, a usual and a large budget?

Compares every strategy of a scenario at .5, 2 and 6 % of the wage bill: ACSI points gained, what was really spent, and
what it did to profit.
"""

from __future__ import annotations

import pandas as pd

import imsim
from _page import leave, options, told, whiskers

BUDGETS = (0.005, 0.02, 0.06)


def gains(result: imsim.Comparison, budget: str) -> pd.DataFrame:
    """A row a strategy, the best first: ACSI and profit gained with intervals, and yearly cost."""
    rows = []
    for name in result.names[1:]:
        gain, profit = result.difference("acsi", name), result.difference("profit", name)
        rows.append(
            {"budget": budget, "strategy": name, "label": result.scenario.label(name), "cost": result.cost(name).mean}
            | {"mean": gain.mean, "low": gain.low, "high": gain.high}
            | {"profit": profit.mean, "profit_low": profit.low, "profit_high": profit.high}
        )
    return pd.DataFrame(rows).sort_values("mean", ascending=False, ignore_index=True)


def answer(result: imsim.Comparison, table: pd.DataFrame) -> str:
    """Which strategy pleases customers most, which pays most, and who cannot be told from the first."""
    first, *others = table["strategy"]
    alike = [result.scenario.label(name) for name in others if not result.difference("acsi", first, name).clear]
    tie = f" (not clearly ahead of {', '.join(alike)})" if alike else ""
    pays = table.sort_values("profit", ascending=False)["strategy"].iloc[0]
    return (
        f"At {table['budget'][0]}: {result.scenario.label(first)} pleases customers most, "
        f"{told(result.difference('acsi', first))} ACSI{tie}; {result.scenario.label(pays)} pays most, "
        f"{told(result.difference('profit', pays), 0, 1000)} thousand a year."
    )


def main() -> None:
    chosen = options(__doc__)
    tables = []
    for budget in BUDGETS:
        result = imsim.compare(chosen.scenario, replicates=chosen.replicates, seed=1, budget=budget, jobs=chosen.jobs)
        tables.append(gains(result, f"{100 * budget:g} % of wages"))
        print(answer(result, tables[-1]))
    table = pd.concat(tables, ignore_index=True)
    title, note = "What a budget buys", "paired differences to doing nothing; means and 95 % intervals"
    leave(chosen.out, "equal_budget", table, whiskers(table, title, note, "ACSI gained (points)", "budget"))


if __name__ == "__main__":
    main()
