"""Validation: the default firm beside what field studies found, pattern by pattern."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from imsim.evidence.bootstrap import RESAMPLES, chance_of_resamples, spread
from imsim.evidence.business_units import BusinessUnits
from imsim.evidence.panel import observed
from imsim.evidence.patterns import PATTERNS, Pattern, bonus_percentage
from imsim.evidence.variant import AS_IT_IS, Variant
from imsim.studies import files
from imsim.studies.answer import Answer, Json
from imsim.studies.intervals import finite

DEFAULT_UNITS, DEFAULT_SEED = 300, 1


@dataclass(frozen=True)
class PatternFinding:
    """A pattern as simulated.

    Args:
        pattern: what was looked for.
        simulated: the figure.
        error: its Monte-Carlo standard error.
    """

    pattern: Pattern
    simulated: float
    error: float

    @property
    def passed(self) -> bool:
        """Whether it lies in the band; where the order is what counts, strictly."""
        return self.pattern.low < self.simulated < self.pattern.high

    @property
    def verdict(self) -> str:
        """In words, for tables."""
        return ("passes" if self.passed else "fails") + ("" if self.pattern.counted else " (weak evidence)")

    @property
    def outside(self) -> float:
        """Distance of the simulated figure from the band, in widths of the band; 0 within the band."""
        beyond = max(self.pattern.low - self.simulated, self.simulated - self.pattern.high, 0.0)
        return beyond / (self.pattern.high - self.pattern.low) if beyond == beyond else float("inf")


@dataclass(frozen=True)
class PatternStudy(Answer):
    """All patterns, simulated once.

    Args:
        seed, units: of the simulation.
        findings: in the order of the evidence.
        bonus_percentage: what the bonus of C10 adds to quantity, as a share; reported, not judged.
    """

    kind = "patterns"
    seed: int
    units: int
    findings: tuple[PatternFinding, ...]
    bonus_percentage: float

    @cached_property
    def verdicts(self) -> dict[str, bool]:
        """Of each counted pattern, whether all its parts passed."""
        result: dict[str, bool] = {}
        for finding in self.findings:
            if finding.pattern.counted:
                result[finding.pattern.number] = result.get(finding.pattern.number, True) and finding.passed
        return result

    @property
    def passed(self) -> int:
        """Number of counted patterns that passed."""
        return sum(self.verdicts.values())

    @property
    def farthest(self) -> float:
        """Largest distance of a counted pattern from its band, in widths of the band."""
        return max(finding.outside for finding in self.findings if finding.pattern.counted)

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row a pattern or part of one."""
        rows = [
            {
                "id": finding.pattern.id,
                "pattern": finding.pattern.label,
                "target": finding.pattern.target,
                "low": finding.pattern.low,
                "high": finding.pattern.high,
                "simulated": finding.simulated,
                "error": finding.error,
                "verdict": finding.verdict,
                "source": finding.pattern.source,
            }
            for finding in self.findings
        ]
        return pd.DataFrame(rows)

    def artefacts(self) -> dict[str, pd.DataFrame | Json]:
        """The patterns as a table, and the answer."""
        return {files.TABLE: self.table, files.ANSWER: self.as_json()}

    def as_json(self) -> Json:
        """The stable shape of `imsim patterns --json`."""
        columns = ["id", "target", "low", "high"]
        rows: list[Json] = self.table[columns].to_dict("records")  # type: ignore[assignment]
        for row, finding in zip(rows, self.findings, strict=True):
            row |= {name: finite(getattr(finding, name)) for name in ("simulated", "error")}
            row |= {"passed": finding.passed, "counted": finding.pattern.counted}
        return {
            "seed": self.seed,
            "units": self.units,
            "patterns": rows,
            "passed": self.passed,
            "counted": len(self.verdicts),
            "failing": [number for number, passed in self.verdicts.items() if not passed],
            "farthest": finite(self.farthest),
            "bonus_percentage": finite(self.bonus_percentage),
        }


def patterns(
    units: int = DEFAULT_UNITS,
    seed: int = DEFAULT_SEED,
    variant: Variant = AS_IT_IS,
    jobs: int = 1,
    done: Callable[[int], None] | None = None,
) -> PatternStudy:
    """Simulate business units and compare them with what field studies found.

    Args:
        units: how many.
        seed: root of all random numbers.
        variant: of the model; as it is by default.
        jobs: processes. More than 1 needs a script with an `if __name__ == "__main__"` guard.
        done: called with the number of units that have just finished.
    """
    return found_in(observed(units, seed, variant, jobs, done), seed)


def found_in(seen: BusinessUnits, seed: int, resamples: int = RESAMPLES) -> PatternStudy:
    """Measure every pattern on observed business units, with bootstrap standard errors over units.

    Args:
        seen: the units.
        seed: root of the chance of drawing them anew.
        resamples: how often; errors are NaN below 2, and where there is one unit alone.
    """
    rng = chance_of_resamples(seed)
    again: dict[str, list[float]] = {name: [] for name in PATTERNS}
    for _ in range(resamples if len(seen) > 1 else 0):
        sample = seen.take(rng.integers(len(seen), size=len(seen)))
        for name, one in PATTERNS.items():
            again[name].append(one.measure(sample))
    findings = [PatternFinding(one, figure(one, seen), spread(again[name])) for name, one in PATTERNS.items()]
    return PatternStudy(seed, len(seen), tuple(findings), bonus_percentage(seen))


def figure(one: Pattern, seen: BusinessUnits) -> float:
    """What a pattern comes to; NaN where it cannot be told, as a half-life beyond what was watched."""
    measured = one.measure(seen)
    return measured if np.isfinite(measured) else float("nan")
