"""Sensitivity analysis: indices of factors with their intervals, and the share of Monte-Carlo noise."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from imsim.engine.errors import InputError, listed
from imsim.scenarios.scenario import Scenario
from imsim.studies import files
from imsim.studies.answer import Answer, Json
from imsim.studies.design import Design
from imsim.studies.floors import floors
from imsim.studies.intervals import finite
from imsim.studies.methods import METHODS, Method, check_design, method_of, prefix, rows_named, usual_method
from imsim.studies.noise import MonteCarloNoise, less_noise, monte_carlo_noise
from imsim.studies.results import Results
from imsim.studies.salib import Indices, Pairs, analyse
from imsim.studies.swings import Swing, swings

if TYPE_CHECKING:
    import pandas as pd

Values = NDArray[np.float64]

NESTED = ("sobol", "morris")
SMALLEST_PREFIX = 8
HALVINGS = 3


@dataclass(frozen=True)
class Finding:
    """What was found of one outcome.

    Args:
        mean, deviation: of the points.
        noise: None where each point was run once.
        indices: factor or group -> index -> value; empty where the outcome did not vary.
        pairs: indices of pairs, where they were asked for.
        convergence: sample size -> indices, from the smaller designs that this one begins with.
        swings: factor -> the outcome where it is low and where it is high, where points are independent.
        floor: index -> what a factor without any effect stays below in 39 of 40 cases; empty where nothing tells how
            noisy its place in the design is, as with one replicate.
    """

    mean: float
    deviation: float
    noise: MonteCarloNoise | None
    indices: Indices
    pairs: Pairs
    convergence: dict[int, Indices]
    swings: dict[str, Swing] = field(default_factory=dict)
    floor: dict[str, float] = field(default_factory=dict)

    def above_floor(self, factor: str) -> bool:
        """Whether the index by which factors are ranked is more than one of a factor that does nothing."""
        index = next(iter(self.floor), None)
        return index is None or _or_zero(self.indices[factor][index]) > self.floor[index]

    @property
    def constant(self) -> bool:
        """Whether the outcome is constant over all points."""
        return not self.indices

    def ranked(self, index: str) -> list[str]:
        """Factors, the one that matters most first."""
        return sorted(self.indices, key=lambda name: -abs(_or_zero(self.indices[name][index])))


@dataclass(frozen=True)
class Sensitivity(Answer):
    """The sensitivity of some outcomes to the factors of a study.

    Args:
        title: name of the scenario, or of the function.
        method: what was done.
        design: where it was looked at.
        strategy, against: whose outcome, or whose advantage over whom.
        runs, replicates: of the study.
        outcomes: by name.
        scenario: whose parameters they are; None where it was a function.
    """

    kind = "sensitivity"
    title: str
    method: Method
    design: Design
    strategy: str
    against: str | None
    runs: int
    replicates: int
    outcomes: dict[str, Finding]
    scenario: Scenario | None = None

    @property
    def outcomes_drawn(self) -> Collection[str]:
        """What was analysed."""
        return self.outcomes

    def artefacts(self) -> dict[str, pd.DataFrame | Json]:
        """Indices and swings as tables, and the answer."""
        return {files.TABLE: self.table, "swings.csv": self.swings, files.ANSWER: self.as_json()}

    def as_json(self) -> Json:
        """The stable machine-readable shape; what is unknown is null."""
        return {
            "method": self.method.name,
            "runs": self.runs,
            "scenario": self.title,
            "strategy": self.strategy,
            "against": self.against,
            "samples": self.design.samples,
            "replicates": self.replicates,
            "seed": self.design.seed,
            "outcomes": {name: self._finding_json(finding) for name, finding in self.outcomes.items()},
        }

    def _finding_json(self, finding: Finding) -> Json:
        nothing: Indices = {name: dict.fromkeys(self.method.main, math.nan) for name in rows_named(self.design)}
        return {
            "noise_share": finding.noise.share if finding.noise else None,
            "noise_low": finding.noise.low if finding.noise else None,
            "noise_high": finding.noise.high if finding.noise else None,
            "replicates_needed": finding.noise.needed if finding.noise else None,
            "constant": finding.constant,
            "mean": finding.mean,
            "standard_deviation": finding.deviation,
            "indices": _finite(finding.indices or nothing),
            "floor": _finite({"": finding.floor})[""],
            "swings": {name: _finite({"": asdict(swing)})[""] for name, swing in finding.swings.items()},
            "second_order": [{"pair": list(pair), **row} for pair, row in _finite(finding.pairs).items()],
            "convergence": [{"samples": n, "indices": _finite(rows)} for n, rows in finding.convergence.items()],
        }

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row for each outcome, sample size, factor and index: value, half-width of its interval."""
        import pandas as pd

        rows = []
        for outcome, finding in self.outcomes.items():
            for samples, indices in [*finding.convergence.items(), (self.design.samples, finding.indices)]:
                for name, found in indices.items():
                    rows += [
                        {"outcome": outcome, "samples": samples, "factor": name, "index": index, "value": value}
                        | {"half_width": found.get(f"{index}_conf", math.nan)}
                        | {"floor": finding.floor.get(index, math.nan)}
                        for index, value in found.items()
                        if not index.endswith("_conf")
                    ]
        return pd.DataFrame(rows, columns=["outcome", "samples", "factor", "index", "value", "half_width", "floor"])

    @cached_property
    def swings(self) -> pd.DataFrame:
        """A row for each outcome and factor: the outcome where the factor is low, and where it is high."""
        import pandas as pd

        rows = [
            {"outcome": outcome, "factor": name} | asdict(swing)
            for outcome, finding in self.outcomes.items()
            for name, swing in finding.swings.items()
        ]
        return pd.DataFrame(rows, columns=["outcome", "factor", *Swing.__dataclass_fields__])


def sensitivity(
    results: Results,
    method: str | None = None,
    outcomes: Sequence[str] | None = None,
    strategy: str | None = None,
    against: str | None = None,
    scenario: Scenario | None = None,
) -> Sensitivity:
    """Analyse the runs of a study; nothing is run.

    Args:
        results: of any study whose points suit the method.
        method: the one the design was drawn for, by default.
        outcomes: all that were recorded, by default.
        strategy: as asked when the study was run, by default.
        against: likewise.
        scenario: that was studied, for the names in figures.

    Raises:
        InputError: the method does not suit the points, an outcome was not recorded or is no number somewhere.
        RunFailed: runs failed; no index can be had from a design with holes.
    """
    ask = results.ask
    chosen = method_of(method or ask["method"]) if method or ask.get("method") else usual_method(results.design)
    check_design(chosen, results.design)
    strategy = strategy or ask.get("strategy") or results.strategies[0]
    against = against or ask.get("against")
    names = list(outcomes or ask.get("outcomes") or results.final)
    if unknown := [name for name in names if name not in results.final]:
        raise InputError(f'"{unknown[0]}" was not recorded in this study ({listed(results.final, 50)})')
    return Sensitivity(
        title=results.title,
        method=chosen,
        design=results.design,
        strategy=strategy,
        against=against,
        runs=results.runs,
        replicates=results.replicates,
        outcomes={name: finding(chosen, results.design, results.values(name, strategy, against)) for name in names},
        scenario=scenario,
    )


def finding(method: Method, design: Design, values: Values) -> Finding:
    """What one outcome says, shape (points, replicates): indices of the mean over replicates."""
    outcome = values.mean(axis=1)
    mean, deviation = float(outcome.mean()), float(outcome.std(ddof=1))
    if deviation <= 1e-12 * max(1.0, abs(mean)):
        return Finding(mean, 0.0, None, {}, {}, {})
    indices, pairs = analyse(method, design, outcome)
    convergence = {}
    for samples in smaller_designs(method, design):
        part = prefix(design, samples)
        if np.ptp(outcome[part]) > 0:
            convergence[samples] = analyse(method, _begun(design, samples), outcome[part])[0]
    noise = monte_carlo_noise(values)
    if method.name == "sobol":
        indices = less_noise(indices, noise)
    return Finding(
        mean,
        deviation,
        noise,
        indices,
        pairs,
        convergence,
        swings(design, values),
        floor_of(method, design, values, noise),
    )


def floor_of(method: Method, design: Design, values: Values, noise: MonteCarloNoise | None) -> dict[str, float]:
    """The floor of an outcome; scattered points show their noise by themselves, others need replicates for it."""
    if noise is None:
        return floors(method, design, values.mean(axis=1), 0.0) if method.given_data else {}
    points, replicates = values.shape
    variance = noise.share * float(values.mean(axis=1).var(ddof=1))
    return floors(method, design, values.mean(axis=1), variance, (points - 1) * (replicates - 1))


def smaller_designs(method: Method, design: Design) -> list[int]:
    """Sizes of smaller designs contained in a design: an eighth, a quarter and a half."""
    if method.name not in NESTED:
        return []
    sizes = [design.samples >> halvings for halvings in range(HALVINGS, 0, -1)]
    return [size for size in sizes if size >= max(SMALLEST_PREFIX, METHODS[method.name].smallest)]


def _begun(design: Design, samples: int) -> Design:
    return replace(design, samples=samples, places=design.places[prefix(design, samples)])


def _finite(rows: dict[Any, dict[str, float]]) -> dict[Any, dict[str, float | None]]:
    """Rows whose unknown numbers are None, for JSON."""
    return {name: {key: finite(value) for key, value in row.items()} for name, row in rows.items()}


def _or_zero(value: float) -> float:
    return value if math.isfinite(value) else 0.0
