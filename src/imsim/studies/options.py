"""Options of studies as the keyword arguments of Python, each with its meaning; functions unpack them (PEP 692)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, TypedDict

Many = str | Sequence[str]


class RunOptions(TypedDict, total=False):
    """How runs are carried out; no number depends on it."""

    jobs: Annotated[int, "processes (usually 1); more need a script with an `if __name__ == '__main__'` guard"]
    scheduler: Annotated[str | None, "address of a Dask scheduler to use instead of processes"]
    out: Annotated[str | Path | None, "folder for runs, tables and figures; without one nothing is left"]
    resume: Annotated[bool, "go on with what is in that folder already"]
    done: Annotated[Callable[[int], None] | None, "called with the number of runs that have just finished"]


class StudyOptions(RunOptions, total=False):
    """What every study can be asked."""

    replicates: Annotated[int | None, "runs of each strategy, at each point, paired by number"]
    weeks: Annotated[int | None, "length of a run (usually the scenario's)"]
    seed: Annotated[int | None, "root of all chance and of the design (usually 1)"]
    overrides: Annotated[Many | Mapping[str, object], "dotted keys and their values, laid over the scenario"]


class StrategyOptions(StudyOptions, total=False):
    """What the study of one strategy can be asked."""

    budget: Annotated[float | None, "yearly share of the wage bill (usually the scenario's); 0: strategies as written"]


class CompareOptions(StrategyOptions, total=False):
    """What studies that put strategies side by side can be asked."""

    strategies: Annotated[Sequence[str] | None, "names (usually all); the reference is always among them"]
    reference: Annotated[str | None, "strategy that differences are taken to (usually the scenario's)"]


class RobustnessOptions(CompareOptions, total=False):
    """What a comparison over plausible parameter sets can be asked."""

    samples: Annotated[int | None, "parameter sets, a Latin hypercube over the uncertainties"]
    parameters: Annotated[int | Many | None, "how many of the widest uncertainties, or which (usually all)"]
    outcomes: Annotated[Many | None, "by what strategies are judged (usually ACSI and profit)"]


class PointOptions(StudyOptions, total=False):
    """What studies of many points can be asked."""

    strategy: Annotated[str | None, "which one (usually the full plan)"]
    against: Annotated[str | None, "also this one, at the same points: the advantage over it"]
    vary: Annotated[Many | Mapping[str, Sequence[float]], "parameter, programme.lever or key -> low, high[, levels]"]
    parameters: Annotated[int | Many | None, "how many of the widest uncertainties, or which"]
    samples: Annotated[int | None, "size of the design"]
    outcomes: Annotated[Many | None, "what is recorded; 'all' for all"]
    weekly: Annotated[bool, "also keep every week of every run"]


class SweepOptions(PointOptions, total=False):
    """What a sweep can be asked."""

    design: Annotated[str | None, "grid, lhs or sobol (usually a grid with vary, else lhs)"]


class SensitivityOptions(PointOptions, total=False):
    """What a sensitivity analysis can be asked."""

    method: Annotated[str | None, "sobol, morris, fast, rbd-fast, delta, pawn, dgsm, hdmr or rsa (usually sobol)"]
    groups: Annotated[str | Mapping[str, Sequence[str]] | None, "name -> factors that move as one, or 'chapters'"]
    second_order: Annotated[bool, "also the indices of pairs (sobol)"]
