"""Which strategy is worth its money, at a small, a usual and a large budget?

Compares every strategy of a scenario at .5, 2 and 6 % of the wage bill and writes one figure: ACSI points gained
against what was really spent. Run it with `python experiments/equal_budget.py`, or with `--quick` for a first look.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

import imsim

BUDGETS = (0.005, 0.02, 0.06)


def gains(scenario: str, replicates: int, jobs: int) -> pd.DataFrame:
    """A row a budget and strategy: ACSI gained with its interval, yearly cost and profit gained."""
    rows = []
    for budget in BUDGETS:
        result = imsim.compare(scenario, replicates=replicates, seed=1, budget=budget, jobs=jobs)
        for name in result.names[1:]:
            gain = result.difference("acsi", name)
            rows.append(
                {
                    "budget": budget,
                    "strategy": name,
                    "acsi": gain.mean,
                    "low": gain.low,
                    "high": gain.high,
                    "cost": result.cost(name).mean,
                    "profit": result.difference("profit", name).mean,
                }
            )
    return pd.DataFrame(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="service_firm")
    parser.add_argument("--replicates", type=int, default=30)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, help="folder for the table")
    parser.add_argument("--quick", action="store_true", help="two replicates")
    options = parser.parse_args()
    table = gains(options.scenario, 2 if options.quick else options.replicates, 1 if options.quick else options.jobs)
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        table.to_csv(options.out / "equal_budget.csv", index=False)
    for budget, part in table.groupby("budget"):
        print(f"\nBudget {budget:.1%} of the wage bill a year")
        for row in part.sort_values("acsi", ascending=False).itertuples():
            print(f"  {row.strategy:<24} ACSI {row.acsi:+.2f} [{row.low:+.2f}, {row.high:+.2f}]  "
                  f"cost {row.cost / 1000:8.1f}k  profit {row.profit / 1000:+8.1f}k")  # fmt: skip


if __name__ == "__main__":
    main()
