"""How often does a 95 % interval hold the truth?

Draws studies with replacement from a pool of real replicates: to a study the pool is the world, and its means are the
truth. Of each company, strategy and outcome it is counted in how many studies the interval of the mean paired
difference to doing nothing, as tables give it for one outcome alone, holds the true difference; beside that, how skewed
the differences are, and in how many replicates a strategy changes anything at all.
A pool is left in the folder `--out`, and read or added to where it is there.
`--write docs/reliability.md` puts the answer between the marks of that page.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.stats import skew

from _page import write_between_marks
from _pool import Asked, Values, options, replicates_of, table
from imsim.outcomes import OUTCOMES
from imsim.reporting.numbers import number
from imsim.studies.intervals import Share, paired_mean_and_half_width

STRATEGIES = ("training", "cash")
LOOKED_AT = (
    "acsi", "service_quality", "below_expectation", "retention", "walked_away", "knowledge", "job_satisfaction", "load",
    "revenue", "profit", "programme_cash", "turnover",
)  # fmt: skip
SIZES = (10, 20, 30, 100)


def held(differences: Values, size: int, studies: int) -> tuple[int, int]:
    """Of studies of so many replicates: how many give an interval, and how many of these hold the true mean."""
    drawn = np.random.default_rng([1, size]).integers(0, len(differences), (studies, size))
    mean, half = paired_mean_and_half_width(differences[drawn])
    given = np.isfinite(half)
    return int(given.sum()), int((np.abs(mean - differences.mean()) <= half)[given].sum())


def played(asked: Asked) -> Iterator[dict[str, object]]:
    """A row for each company, outcome, strategy and number of replicates."""
    for company in asked.companies:
        found = replicates_of(company, asked, LOOKED_AT, STRATEGIES, left="interval_coverage")
        title = found.scenario.table.title
        for outcome in LOOKED_AT:
            nothing, *others = found.final[outcome][0]
            for name, values in zip(found.strategies[1:], others, strict=True):
                differences = values - nothing
                what = {"company": title, "outcome": outcome, "strategy": name, "skew": float(skew(differences)),
                        "differ": float((differences != 0).mean())}  # fmt: skip
                for size in SIZES[:2] if asked.quick else SIZES:
                    given, holding = held(differences, size, asked.studies)
                    yield what | {"replicates": size, "given": given, "held": holding}


def cell(row: pd.Series, studies: int) -> str:
    """Share of intervals that hold the truth, and of studies that give one where not all do."""
    if not row["given"]:
        return "no interval"
    share = f"{100 * row['held'] / row['given']:.1f}"
    return share if row["given"] == studies else f"{share} of {100 * row['given'] / studies:.0f} %"


def page(found: pd.DataFrame, asked: Asked) -> str:
    """The answer in Markdown: a table a company."""
    one = Share.of(np.arange(asked.studies) < 0.95 * asked.studies)
    parts = [
        f"{asked.studies:,} studies a cell, drawn with replacement from {asked.pool:,} replicates: share of the "
        "intervals that hold the truth, in per cent. "
        f"A share of 95 % is itself uncertain by {50 * (one.high - one.low):.1f} points."
    ]
    for company, rows in found.groupby("company", sort=False):
        sizes = list(dict.fromkeys(rows["replicates"]))
        heads = ["outcome"]
        for name in dict.fromkeys(rows["strategy"]):
            heads += [f"{name}: skew", "differ", *(f"{size} replicates" for size in sizes)]
        lines = []
        for outcome, some in rows.groupby("outcome", sort=False):
            line = [OUTCOMES[str(outcome)].label]
            for _, mine in some.groupby("strategy", sort=False):
                first = mine.iloc[0]
                line += [number(first["skew"], 1), f"{100 * first['differ']:.0f} %"]
                line += [cell(row, asked.studies) for _, row in mine.iterrows()]
            lines.append(line)
        parts.append(f"{company}:\n\n{table(heads, lines)}".rstrip("\n"))
    return "\n\n".join(parts) + "\n"


def main() -> None:
    asked, where = options(__doc__, pool=2000, studies=5000)
    found = pd.DataFrame(played(asked))
    if asked.out:
        found.to_csv(asked.out / "interval_coverage.csv", index=False)
    text = page(found, asked)
    write_between_marks(where, {"interval coverage": text})
    print(text)


if __name__ == "__main__":
    main()
