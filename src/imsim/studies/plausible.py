"""Plausible parameter sets: draws from the uncertainties under which the untreated firm is like the one described."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from imsim.scenarios.model import BY_NAME
from imsim.scenarios.scenario import Scenario
from imsim.studies import files
from imsim.studies.answer import Answer, Json
from imsim.studies.design import Design, Factor, given
from imsim.studies.intervals import Share
from imsim.studies.known import Level

if TYPE_CHECKING:
    import pandas as pd

Values = NDArray[np.float64]
KEPT, REJECTED, UNUSED = "kept", "rejected", "unused"
SETS = "sets.parquet"
# Quantiles that are told of a range.
ENDS = (0.05, 0.95)
# A mean that is a whole tolerance away is two standard deviations away.
DEVIATIONS = 2.0
MOST_RANGES = 400


@dataclass(frozen=True)
class Range:
    """What conditioning does to the range of a parameter.

    Args:
        parameter: name.
        low, middle, high: 5, 50 and 95 % of the sets that were drawn.
        kept_low, kept_middle, kept_high: of those that were kept.
        shift: largest distance of the two distributions (Kolmogorov-Smirnov), 0-1; None for an anchored parameter.
        clear: whether that is more than chance does, given how many parameters were looked at.
        anchored: whether it was set so that levels are met, instead of drawn.
    """

    parameter: str
    low: float
    middle: float
    high: float
    kept_low: float
    kept_middle: float
    kept_high: float
    shift: float | None
    clear: bool
    anchored: bool


@dataclass(frozen=True)
class PlausibleSets(Answer):
    """Plausible parameter sets of a firm.

    Args:
        scenario: whose.
        known: levels that they meet.
        factors: all parameters that differ between sets; the anchored ones last.
        anchored: names of those that were set so that levels are met.
        sets: a row a candidate: `set`, `verdict`, `missed` (outcomes), `rounds`, the factors, `level_OUTCOME` over the
            replicates of the search and `fresh_OUTCOME` over as many that it never saw.
        replicates: of each mean.
        wanted: number of sets that was asked for.
        seed: of the draws and of all chance.
    """

    kind = "plausible"
    scenario: Scenario
    known: tuple[Level, ...]
    factors: tuple[Factor, ...]
    anchored: tuple[str, ...]
    sets: pd.DataFrame
    replicates: int
    wanted: int
    seed: int

    @cached_property
    def kept(self) -> pd.DataFrame:
        """The plausible sets."""
        return self.sets[self.sets["verdict"] == KEPT].reset_index(drop=True)

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.kept)

    @property
    def tried(self) -> int:
        """How many were tried: kept or rejected."""
        return int((self.sets["verdict"] != UNUSED).sum())

    @property
    def values(self) -> Values:
        """Values of the factors, shape (sets, factors)."""
        return self.kept[[one.name for one in self.factors]].to_numpy(dtype=np.float64)

    def design(self, seed: int) -> Design:
        """The sets as points of a study."""
        return given(self.factors, self.values, seed)

    @cached_property
    def rejected(self) -> dict[str, int]:
        """Outcome -> number of rejected sets that missed its level; a set may miss several."""
        lost = self.sets.loc[self.sets["verdict"] == REJECTED, "missed"]
        counts = Counter(name for text in lost for name in str(text).split(",") if name)
        return dict(counts.most_common())

    @cached_property
    def weights(self) -> Values:
        """How near each kept set comes, over all its replicates; they sum to 1."""
        squares = np.zeros(self.number)
        for one in self.known:
            both = (self.kept[f"level_{one.outcome}"] + self.kept[f"fresh_{one.outcome}"]).to_numpy() / 2
            squares += (DEVIATIONS * one.misses(both)) ** 2
        weights = np.exp(-(squares - squares.min(initial=np.inf)) / 2)
        found: Values = weights / weights.sum()
        return found

    @property
    def effective(self) -> float:
        """How many sets that meet the levels exactly the kept ones are worth."""
        return float(1 / (self.weights**2).sum()) if self.number else 0.0

    @cached_property
    def confirmed(self) -> Share:
        """Share of the kept sets inside all tolerances also on fresh random numbers."""
        inside = np.ones(self.number, dtype=bool)
        for one in self.known:
            inside &= np.abs(one.misses(self.kept[f"fresh_{one.outcome}"].to_numpy())) <= 1
        return Share.of(inside)

    @cached_property
    def ranges(self) -> list[Range]:
        """Ranges before and after, anchored parameters first, then by how far conditioning moved them."""
        drawn = self.sets[self.sets["verdict"] != UNUSED]
        bar = _critical_distance(len(drawn), self.number, len(self.factors) - len(self.anchored))
        found = [self._range(one.name, drawn, bar) for one in self.factors]
        return sorted(found, key=lambda one: (not one.anchored, -(one.shift or 0.0)))

    def _range(self, name: str, drawn: pd.DataFrame, bar: float) -> Range:
        from scipy.stats import ks_2samp

        before, after = drawn[name].to_numpy(), self.kept[name].to_numpy()
        if name in self.anchored:
            own = self.scenario.parameters.get(name, BY_NAME[name].default)
            return Range(name, own, own, own, *_quantiles(after), None, clear=False, anchored=True)
        lost = drawn.loc[drawn["verdict"] == REJECTED, name].to_numpy()
        shift = float(ks_2samp(lost, after).statistic) if len(lost) and len(after) else 0.0
        return Range(name, *_quantiles(before), *_quantiles(after), shift, clear=shift > bar, anchored=False)

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row a parameter: its range before and after."""
        import pandas as pd

        return pd.DataFrame([vars(one) for one in self.ranges])

    def level_rows(self) -> list[Json]:
        """Each known level, and between which values the kept sets lie."""
        rows = []
        for one in self.known:
            level, fresh = (self.kept[f"{word}_{one.outcome}"].to_numpy() for word in ("level", "fresh"))
            low, middle, high = _quantiles((level + fresh) / 2)
            missed = {"rejected": self.rejected.get(one.outcome, 0)}
            rows.append(one.as_json() | {"low": low, "middle": middle, "high": high} | missed)
        return rows

    def artefacts(self) -> dict[str, pd.DataFrame | Json]:
        """The sets, the ranges, and the answer."""
        return {SETS: self.sets, files.TABLE: self.table, files.ANSWER: self.as_json()}

    def as_json(self) -> Json:
        """The machine-readable shape."""
        return {
            "scenario": self.scenario.name,
            "seed": self.seed,
            "replicates": self.replicates,
            "samples": self.wanted,
            "tried": self.tried,
            "kept": self.number,
            "rejected": self.tried - self.number,
            "missed": self.rejected,
            "effective": self.effective,
            "confirmed": vars(self.confirmed) if self.number else None,
            "known": self.level_rows() if self.number else [one.as_json() for one in self.known],
            "parameters": [vars(one) for one in self.ranges] if self.number else [],
        }


def _quantiles(values: Values) -> tuple[float, float, float]:
    low, middle, high = np.quantile(values, (ENDS[0], 0.5, ENDS[1])).tolist() if len(values) else (float("nan"),) * 3
    return low, middle, high


def _critical_distance(drawn: int, kept: int, parameters: int) -> float:
    """Kolmogorov-Smirnov distance of kept from rejected sets at 5 %, corrected for the number of parameters."""
    lost = drawn - kept
    if not lost or not kept:
        return 1.0
    return float(np.sqrt(-0.5 * np.log(0.05 / max(parameters, 1) / 2) * (lost + kept) / (lost * kept)))


def read_sets(
    scenario: Scenario, factors: Sequence[Factor], anchored: Sequence[str], content: Json, sets: pd.DataFrame
) -> PlausibleSets:
    """Sets as they were left in a folder: its answer, and its table of sets."""
    known = tuple(
        Level.from_json({name: row[name] for name in ("outcome", "level", "within", "noise", "said")})
        for row in content["known"]
    )
    counts = (int(content[name]) for name in ("replicates", "samples", "seed"))
    return PlausibleSets(scenario, known, tuple(factors), tuple(anchored), sets, *counts)
