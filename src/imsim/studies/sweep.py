"""Sweep: outcomes of a strategy over the points of a design, as one tidy table."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from imsim.scenarios.scenario import Scenario
from imsim.studies import files
from imsim.studies.answer import Answer, Json
from imsim.studies.intervals import finite, mean_and_half_width, paired_mean_and_half_width
from imsim.studies.results import Results

if TYPE_CHECKING:
    import pandas as pd

Values = NDArray[np.float64]

# The point to which changes are taken: the first, in a grid the lowest of every factor.
BASE = 0
ENDS = ("", "_low", "_high")


@dataclass(frozen=True)
class Sweep(Answer):
    """What a sweep found.

    Args:
        results: of its runs.
        scenario: what was swept; None where it was a function.
    """

    kind = "sweep"
    results: Results
    scenario: Scenario | None = None

    @property
    def outcomes_drawn(self) -> Collection[str]:
        """What was recorded."""
        return self.results.final

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row for each point and strategy: the factors, then mean and interval of each outcome over replicates.

        Besides, `OUTCOME_change`: the difference to the first point, paired by replicate. Of two strategies the rows of
        the first also have its paired gain over the second, `OUTCOME_gained`.
        """
        import pandas as pd

        found, number = self.results, len(self.results.strategies)
        columns: Json = {
            "point": np.repeat(np.arange(found.design.points), number),
            "strategy": np.tile(np.array(found.strategies, dtype=object), found.design.points),
        }
        columns |= {name: np.repeat(found.points[:, i], number) for i, name in enumerate(found.design.names)}
        for name, values in found.final.items():
            mean, half = (part.ravel() for part in mean_and_half_width(values))
            columns |= {name: mean, f"{name}_low": mean - half, f"{name}_high": mean + half}
        for name, values in found.final.items():
            change, half = (part.ravel() for part in paired_mean_and_half_width(values - values[BASE]))
            columns |= {
                f"{name}_change": change,
                f"{name}_change_low": change - half,
                f"{name}_change_high": change + half,
            }
        if number == 2:
            for name, values in found.final.items():
                gain, half = paired_mean_and_half_width(values[:, 0] - values[:, 1])
                for end, bound in (("", gain), ("_low", gain - half), ("_high", gain + half)):
                    columns[f"{name}_gained{end}"] = np.column_stack([bound, np.full(len(bound), np.nan)]).ravel()
        return pd.DataFrame(columns)

    def extremes(self, outcome: str, strategy: int) -> Json:
        """Points where an outcome is lowest and highest, and their paired difference; None if all failed."""
        values = self.results.final[outcome][:, strategy]
        mean, _ = mean_and_half_width(values)
        if not np.isfinite(mean).any():
            return {"lowest": None, "highest": None, "difference": _interval(np.nan, np.nan, np.nan)}
        lowest, highest = int(np.nanargmin(mean)), int(np.nanargmax(mean))
        gap, half = (float(part) for part in paired_mean_and_half_width(values[highest] - values[lowest]))
        return {"lowest": lowest, "highest": highest, "difference": _interval(gap, gap - half, gap + half)}

    def artefacts(self) -> dict[str, pd.DataFrame | Json]:
        """The table, and the answer without its points, which are the table."""
        answer = {key: value for key, value in self.as_json().items() if key != "points"}
        return {files.TABLE: self.table, files.ANSWER: answer}

    def as_json(self) -> Json:
        """The stable machine-readable shape; numbers without an interval are null."""
        found = self.results
        columns = {name: column.tolist() for name, column in self.table.items()}
        return {
            "scenario": found.title,
            "design": found.design.kind,
            "replicates": found.replicates,
            "weeks": found.weeks,
            "seed": found.design.seed,
            "runs": found.runs,
            "failed": len(found.errors),
            "extremes": {
                name: {strategy: self.extremes(name, place) for place, strategy in enumerate(found.strategies)}
                for name in found.final
            },
            "points": [
                {
                    "strategy": strategy,
                    "factors": {name: columns[name][row] for name in found.design.names},
                    "outcomes": {
                        name: _interval(*(columns[name + end][row] for end in ENDS))
                        | {"change": _interval(*(columns[f"{name}_change{end}"][row] for end in ENDS))}
                        for name in found.final
                    },
                }
                for row, strategy in enumerate(columns["strategy"])
            ],
        }


def _interval(mean: float, low: float, high: float) -> Json:
    return {"mean": finite(mean), "low": finite(low), "high": finite(high)}
