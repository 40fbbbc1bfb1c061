"""Results of a study's runs, read from its folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.engine.errors import InputError, RunFailed
from imsim.scenarios.counts import count
from imsim.studies.answer import Json, recorded
from imsim.studies.design import Design
from imsim.studies.files import RUNS, WEEKS, readable
from imsim.studies.manifest import read_manifest

Values = NDArray[np.float64]
# Point, strategy, replicate, and why it failed.
Error = tuple[int, int, int, str]


@dataclass(frozen=True)
class Results:
    """Outcomes of all runs of a study.

    Args:
        kind: sweep, sensitivity, uncertainty.
        title: name of the scenario, or of the function.
        design: where it looked.
        points: values of the factors as they were run, shape (points, factors).
        strategies: what was run at each point.
        replicates: of each strategy at each point.
        final: outcome -> (points, strategies, replicates); NaN where a run failed.
        errors: of the failed runs.
        ask: what was asked of the runs.
        weeks: of each run; None where the subject is a function.
    """

    kind: str
    title: str
    design: Design
    points: Values
    strategies: tuple[str, ...]
    replicates: int
    final: dict[str, Values]
    errors: tuple[Error, ...]
    ask: Json
    weeks: int | None

    @property
    def runs(self) -> int:
        """Number of runs."""
        return self.design.points * len(self.strategies) * self.replicates

    @property
    def failures(self) -> str:
        """Text on the number of failed runs, and on the first of them."""
        return self._failure_text(self.errors)

    def _failure_text(self, errors: Sequence[Error]) -> str:
        point, _, replicate, why = errors[0]
        failed = f"{len(errors)} of {count(self.runs, 'run')} failed"
        return f"{failed}, the first at point {point}, replicate {replicate}: {why}"

    def weekly(self, folder: Path) -> dict[str, Values]:
        """Outcomes of every week, shape (points, strategies, replicates, weeks); all at once, for small studies.

        Args:
            folder: of the study, in which no run failed.

        Raises:
            InputError: the table cannot be read, or has other rows than the runs have weeks.
        """
        import pyarrow.parquet as pq

        shape = (self.design.points, len(self.strategies), self.replicates, -1)
        with readable(f"{folder / WEEKS}:"):
            table = pq.read_table(folder / WEEKS, columns=list(self.final))
            return {name: table.column(name).to_numpy().reshape(shape) for name in self.final}

    def place_of(self, name: str) -> int:
        """Number of a strategy.

        Raises:
            InputError: there is none of that name.
        """
        return self.strategies.index(recorded(name, self.strategies))

    def values(self, outcome: str, strategy: str | None = None, against: str | None = None) -> Values:
        """An outcome of a strategy, or its advantage over another, shape (points, replicates).

        Raises:
            InputError: the outcome or a strategy was not recorded, or a value is no number.
            RunFailed: a run that is needed failed.
        """
        recorded(outcome, self.final)
        needed = [self.place_of(name) for name in (strategy or self.strategies[0], against) if name]
        if lost := [error for error in self.errors if error[1] in needed]:
            raise RunFailed(
                f"{self._failure_text(lost)}; an analysis needs them all: repeat with --resume --retry-failed"
            )
        found: Values = self.final[outcome][:, needed[0]]
        if against:
            found = found - self.final[outcome][:, needed[1]]
        if bad := int((~np.isfinite(found)).sum()):
            point = int(np.argwhere(~np.isfinite(found))[0, 0])
            raise InputError(
                f"{outcome} is not a number in {bad} of {count(found.size, 'run')}, the first at point {point}"
            )
        return found


def read(folder: Path) -> Results:
    """The results of a finished study.

    Raises:
        InputError: the folder holds none.
    """
    return of(read_manifest(folder), folder)


def of(manifest: Any, folder: Path) -> Results:
    """The results that a manifest and the tables beside it describe.

    Raises:
        InputError: they do not fit, or are no study of a design.
    """
    import pyarrow.parquet as pq
    from pyarrow import ArrowException

    try:
        return _results(manifest, manifest["options"], pq.read_table(folder / RUNS))
    except KeyError as error:
        kind = manifest.get("kind", "unknown") if isinstance(manifest, dict) else "unknown"
        raise InputError(f"{folder}: a study of the kind {kind} has no design ({error} is missing)") from None
    except (ValueError, TypeError, OSError, ArrowException) as error:
        raise InputError(f"{folder}: its tables cannot be read: {error}") from None


def _results(manifest: Json, options: Json, table: Any) -> Results:
    strategies, replicates = tuple(options["arms"]), int(options["replicates"])
    shape = (int(options["design"]["points"]), len(strategies), replicates)
    if table.num_rows != np.prod(shape):
        raise ValueError(f"{table.num_rows} runs where the manifest says {np.prod(shape)}")

    index = np.stack([table.column(name).to_numpy() for name in ("point", "replicate")])
    if (index != np.indices(shape)[[0, 2]].reshape(2, -1)).any():
        raise ValueError("its runs are not in the order of the design")

    def column(name: str) -> Values:
        return np.asarray(table.column(name).to_numpy(zero_copy_only=False), dtype=np.float64).reshape(shape)

    points = np.empty((shape[0], len(options["design"]["factors"])))
    for i, factor in enumerate(options["design"]["factors"]):
        points[:, i] = column(factor["name"])[:, 0, 0]
    status, error = table.column("status").to_pylist(), table.column("error")
    lost = np.array([row for row, word in enumerate(status) if word != "done"], dtype=np.int64)
    point, strategy, replicate = (index.tolist() for index in np.unravel_index(lost, shape))
    why = [str(error[row].as_py()) for row in lost]
    return Results(
        kind=manifest["kind"],
        title=options.get("title") or manifest["scenario"]["name"],
        design=Design.from_json(options["design"], points),
        points=points,
        strategies=strategies,
        replicates=replicates,
        final={name: column(name) for name in options["outcomes"]},
        errors=tuple(zip(point, strategy, replicate, why, strict=True)),
        ask=options.get("ask", {}),
        weeks=options.get("weeks"),
    )
