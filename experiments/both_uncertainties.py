"""How sure is the ranking: by chance, and by what nobody knows of the firm?

Compares the strategies of a company as described (replicates, intervals of chance), and again in plausible parameter
sets that no search for a best mix has seen: in how many of them is each strategy best, in how many better than doing
nothing? `--write README.md` puts the first ten between the marks of that page.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

import imsim
from _page import leave, options, whiskers, write_between_marks
from imsim.reporting.numbers import Scale, money_of, scale_of

SETS, SEED, FIRST = 64, 64, 10
QUICK = {
    "strategies": ["focus", "recognition"],
    "overrides": ["market.rows=50", "time.burn_in=2", "time.weeks=8", "time.window=8"],
}
SHARES = Scale(100.0, 0, "%", "%")


def table(result: imsim.Comparison, ranking: imsim.Robustness) -> pd.DataFrame:
    """A row a strategy: gains of ACSI and of profit, and shares of the parameter sets by ACSI."""
    shares = ranking.table.query("outcome == 'acsi'").set_index("strategy")
    gains = result.table.set_index(["outcome", "strategy"])
    found = []
    for name in result.names[1:]:
        row: dict[str, Any] = {"strategy": name, "label": result.scenario.label(name)}
        for outcome in ("acsi", "profit"):
            one = gains.loc[(outcome, name)]
            row |= {
                outcome: one.difference,
                f"{outcome}_low": one.difference_low,
                f"{outcome}_high": one.difference_high,
            }
        found.append(row | shares.loc[name, ["best", "low", "high", "better", "better_low", "better_high"]].to_dict())
    return pd.DataFrame(found).sort_values("acsi", ascending=False, ignore_index=True)


def spanned(row: dict[str, Any], key: str, ends: str) -> dict[str, float]:
    """A number with its interval."""
    return {"mean": row[key], "low": row[f"{ends}low"], "high": row[f"{ends}high"]}


def page(found: pd.DataFrame, result: imsim.Comparison) -> str:
    """The first strategies in Markdown."""
    rows = found.head(FIRST).to_dict("records")
    acsi, profit = (
        scale_of(unit, [spanned(row, name, f"{name}_") for row in rows], money_of(result.scenario))
        for name, unit in (("acsi", "points"), ("profit", "money/year"))
    )
    lines = [
        f"| strategy | ACSI gained | profit, {profit.unit} | best in, % of firms like it | better than nothing in, % |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        cells = [
            acsi.around(spanned(row, "acsi", "acsi_"), signed=True),
            profit.around(spanned(row, "profit", "profit_"), signed=True),
            SHARES.within(spanned(row, "best", "")),
            SHARES.within(spanned(row, "better", "better_")),
        ]
        lines.append(f"| {row['label']} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    asked = options(__doc__, write="", sets=str(SETS))
    few: dict[str, Any] = QUICK if asked.quick else {}
    result = imsim.compare(asked.scenario, replicates=asked.replicates, jobs=asked.jobs, **few)
    sets = 8 if asked.quick else int(asked.sets)
    ranking = imsim.robustness(
        asked.scenario, samples=sets, seed=SEED, jobs=asked.jobs, outcomes="acsi", **few,
        **({"replicates": 2} if asked.quick else {}),
    )  # fmt: skip
    found = table(result, ranking)
    text = page(found, result)
    write_between_marks(Path(asked.write) if asked.write else None, {"both uncertainties": text})
    print(text)
    print(f"{sets} plausible parameter sets, seed {SEED}; {result.replicates} replicates as described.")
    best = found.assign(mean=found["best"])
    title = f"{result.scenario.table.title}: who is best by ACSI"
    leave(
        asked.out,
        "both_uncertainties",
        best,
        whiskers(best.head(FIRST), title, "95 % intervals", "share of plausible sets"),
    )


if __name__ == "__main__":
    main()
