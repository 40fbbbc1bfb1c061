"""Which strategy wins in which company, at which budget, after one, two and five years?

Runs the strategies of every shipped company for five years at .5, 1, 2, 4 and 8 % of its wage bill, and asks after one,
two and five years who leads by ACSI (mean of the last year) and by profit (mean of all years so far). Each company
leaves a table in the folder `--out`; a company whose table is there is not run again.
`--write docs/findings.md` puts the answer between the marks of that page.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

import imsim
from _page import write_between_marks
from imsim.scenarios.scenario import builtin_names, load
from imsim.studies.intervals import joint_intervals

BUDGETS = (0.005, 0.01, 0.02, 0.04, 0.08)
YEAR, HORIZONS = 52, (1, 2, 5)
JUDGED_BY = ("acsi", "profit")
MIXES = ("focus", "mix", "apple", "wachovia", "inner_market", "brand_kept", "full_plan", "best_mix")
SINGLES = (
    "generic_messages", "tailored_messages", "overclaiming_messages", "contact_training", "training", "leaders",
    "recognition", "respect", "listening",
)  # fmt: skip
# Customers simulated at most: what they differ in by chance is the same under every strategy.
ROWS = 400
# People simulated for each strategy and week, and fewest and most replicates: a small firm's luck is larger.
PEOPLE, FEWEST, MOST = 3000, 4, 48


class Asked(NamedTuple):
    """How much is run."""

    budgets: tuple[float, ...]
    years: int
    replicates: int
    jobs: int


class Place(NamedTuple):
    """One race: at a budget, after some years, by an outcome."""

    budget: float
    years: int
    outcome: str


def counted(weekly: np.ndarray, place: Place) -> np.ndarray:
    """One number a strategy and replicate, of (weeks, strategies, replicates)."""
    first = 0 if place.outcome == "profit" else YEAR * (place.years - 1)
    return weekly[first : YEAR * place.years].mean(axis=0)


def race(result: imsim.Comparison, place: Place, money: float) -> Iterator[dict[str, object]]:
    """A row a strategy: gain over doing nothing, and how far behind the best, with joint intervals.

    Args:
        result: of all strategies at the budget.
        place: which race.
        money: what the budget is a year; profit is told in budgets.
    """
    values = counted(result.weekly[place.outcome], place) / (money if place.outcome == "profit" else 1.0)
    first = int(values.mean(axis=1).argmax())
    gain, half = joint_intervals(np.delete(values, 0, axis=0) - values[0], result.seed)
    behind, reach = joint_intervals(np.delete(values[first] - values, first, axis=0), result.seed)
    behind, reach = np.insert(behind, first, 0.0), np.insert(reach, first, 0.0)
    for number, name in enumerate(result.names[1:], start=1):
        yield place._asdict() | {
            "company": result.scenario.name,
            "strategy": name,
            "label": result.scenario.label(name),
            "gain": gain[number - 1],
            "half": half[number - 1],
            "behind": behind[number],
            "reach": reach[number],
            "spent": result.cost(name).mean / money,
        }


def run(name: str, asked: Asked) -> pd.DataFrame:
    """All races of a company."""
    scenario = load(name)
    posts = scenario.organisation.posts
    replicates = asked.replicates or int(np.clip(PEOPLE // posts, FEWEST, MOST))
    entered = [strategy for strategy in (*MIXES, *SINGLES) if strategy in scenario.strategies]
    rows: list[dict[str, object]] = []
    for budget in asked.budgets:
        result = imsim.compare(
            name, strategies=entered, replicates=replicates, seed=16, budget=budget,
            weeks=YEAR * asked.years, jobs=asked.jobs,
            overrides=[f"market.rows={min(ROWS, scenario.table.market.rows)}"],
        )  # fmt: skip
        money = budget * scenario.economy.wage * posts
        for years in (y for y in HORIZONS if y <= asked.years):
            for outcome in JUDGED_BY:
                rows.extend(race(result, Place(budget, years, outcome), money))
    return pd.DataFrame(rows).assign(replicates=replicates, title=scenario.table.title)


def winner(part: pd.DataFrame) -> str:
    """Who leads a race, by how much over doing nothing, and who cannot be told from it."""
    ordered = part.sort_values("behind")
    best = ordered.iloc[0]
    alike = [row.label for row in ordered.iloc[1:].itertuples() if row.behind - row.reach <= 0]
    told = f"**{best.label}** {best.gain:+.2f} ±{best.half:.2f}"
    if best.gain - best.half <= 0:
        return f"nothing clearly ({best.label} {best.gain:+.2f} ±{best.half:.2f})"
    rest = f" and {len(alike) - 2} more" if len(alike) > 2 else ""
    return told + (f"; level with {', '.join(alike[:2])}{rest}" if alike else "")


def table(company: pd.DataFrame) -> list[str]:
    """The races of one company in Markdown."""
    columns = [(outcome, years) for outcome in JUDGED_BY for years in sorted(company["years"].unique())]
    words = {"acsi": "ACSI", "profit": "profit"}
    heads = [f"{words[outcome]}, {years} year{'s' * int(years > 1)}" for outcome, years in columns]
    lines = [f"| budget | {' | '.join(heads)} |", "|---" * (len(columns) + 1) + "|"]
    for budget, races in company.groupby("budget"):
        cells = [winner(races[(races.outcome == outcome) & (races.years == years)]) for outcome, years in columns]
        lines.append(f"| {100 * budget:g} % | {' | '.join(cells)} |")
    return lines


def compared(found: pd.DataFrame, one: str, other: str) -> str:
    """In how many races one strategy is ahead of another, by outcome."""
    told = []
    for outcome in JUDGED_BY:
        gains = found[found.outcome == outcome].pivot_table(
            index=["company", "budget", "years"], columns="strategy", values="gain"
        )
        ahead = (gains[one] > gains[other]).sum()
        told.append(f"{ahead} of {len(gains)} by {'ACSI' if outcome == 'acsi' else outcome}")
    return ", ".join(told)


def counts(found: pd.DataFrame) -> list[str]:
    """Who wins how often, at small and at large budgets."""
    best = found[found.behind == 0]
    budgets = sorted(found.budget.unique())
    lines = ["| budget | best by ACSI, races won | best by profit, races won |", "|---|---|---|"]
    for budget in budgets:
        cells = []
        for outcome in JUDGED_BY:
            won = best[(best.budget == budget) & (best.outcome == outcome)].label.value_counts()
            cells.append(", ".join(f"{label} {number}" for label, number in won.items()))
        lines.append(f"| {100 * budget:g} % | {cells[0]} | {cells[1]} |")
    return lines


def page(found: pd.DataFrame) -> str:
    """The answer in Markdown."""
    lines = [
        f"Companies: {found.company.nunique()}; strategies: {found.strategy.nunique()}, each scaled to the same money. "
        "A cell names the best, what it gains over doing nothing with its joint 95 % interval (ACSI in points, mean of "
        "the last year; profit in budgets, mean of the years so far), and whom it is not clearly ahead of.",
        "",
        *counts(found),
        "",
        f"- Tailored messages are ahead of generic ones in {compared(found, 'tailored_messages', 'generic_messages')}.",
        f"- Training contact staff is ahead of training everyone in {compared(found, 'contact_training', 'training')}.",
        f"- The full plan is ahead of the focus in {compared(found, 'full_plan', 'focus')}.",
        f"- Honest messages are ahead of overclaiming ones in "
        f"{compared(found, 'tailored_messages', 'overclaiming_messages')}.",
    ]
    for title, company in found.groupby("title", sort=False):
        lines += ["", f"### {title}", "", f"{company.replicates.iloc[0]} replicates.", "", *table(company)]
    return "\n".join(lines) + "\n"


def kept(folder: Path | None, names: list[str], asked: Asked) -> Iterator[pd.DataFrame]:
    """The races of each company: those that the folder holds, and those that are run now."""
    for name in names:
        path = folder / f"which_wins_{name}.csv" if folder else None
        if path is not None and path.exists():
            yield pd.read_csv(path)
            continue
        company = run(name, asked)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            company.to_csv(path, index=False)
        yield company


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", nargs="*", help="companies; all shipped ones by default")
    parser.add_argument("--replicates", type=int, default=0, help="of each company; by its size where absent")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, help="folder for a table (CSV) a company")
    parser.add_argument("--write", type=Path, help="Markdown file with marks to write between")
    parser.add_argument("--quick", action="store_true", help="one small company, one budget, two replicates")
    options = parser.parse_args()
    asked = Asked(BUDGETS, HORIZONS[-1], options.replicates, options.jobs)
    names = options.scenario or builtin_names()
    if options.quick:
        asked, names = Asked((0.02,), 1, 2, 1), ["bakery"]
    text = page(pd.concat(kept(options.out, names, asked), ignore_index=True))
    write_between_marks(options.write, {"wins": text})
    print(text)


if __name__ == "__main__":
    main()
