"""What two studies differ in: what was asked, where their numbers come from, and the numbers of runs that both have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from imsim.scenarios.counts import count
from imsim.studies.answer import Json
from imsim.studies.growth import tree_changes
from imsim.studies.held import DONE, Row
from imsim.studies.merging import manifest_in
from imsim.studies.one_screen import OneScreen
from imsim.studies.provenance import changes
from imsim.studies.reopening import rows_of
from imsim.studies.store import FLOAT
from imsim.studies.table_comparison import TableDifference, compared

# Said of a study with its design; points follow from it, and what is asked of the runs is no number.
SKIPPED = ("design.places", "ask.until.looks")


@dataclass(frozen=True)
class StudyDiff(OneScreen):
    """Differences between two studies.

    Args:
        request: dotted name -> (in the first, in the second): options and scenario.
        source: of the model, of plug-ins, and versions -> (in the first, in the second).
        only: runs that only the first, only the second has; None where they have no runs with names.
        common: runs that both have.
        outcomes: outcome -> in how many of the common runs it differs, and by how much of its size at most.
        tables: where there are no runs with names, the tables of both.
    """

    request: Mapping[str, tuple[Any, Any]]
    source: Mapping[str, tuple[str, str]]
    only: tuple[int, int] | None
    common: int
    outcomes: Mapping[str, tuple[int, float]]
    tables: tuple[TableDifference, ...] = ()

    @property
    def same(self) -> bool:
        """Whether both asked the same and found the same."""
        numbers = not self.outcomes and all(table.same for table in self.tables)
        return not self.request and numbers and self.only in (None, (0, 0))

    def table(self) -> pd.DataFrame:
        """A row for each thing that was asked otherwise, or comes from elsewhere."""
        rows = [
            (what, name, *pair)
            for what, found in (("asked", self.request), ("source", self.source))
            for name, pair in found.items()
        ]
        return pd.DataFrame(rows, columns=["what", "name", "first", "second"])

    def _heading(self) -> str:
        apart = len(self.outcomes) + sum(not table.same for table in self.tables)
        runs = f"{count(self.common, 'run')} in both" if self.only else count(len(self.tables), "table")
        return f"StudyDiff: {'the same' if self.same else 'not the same'}; {runs}, {count(apart, 'difference')} in them"

    def _shown(self) -> pd.DataFrame:
        return self.table()

    def _offers(self) -> str:
        return ".same, .request, .source, .only, .common, .outcomes, .tables, .as_json()"

    def as_json(self) -> Json:
        """The stable machine-readable shape."""
        tables = [vars(one) | {"same": one.same, "first": one.first and vars(one.first)} for one in self.tables]
        outcomes = {name: {"runs": many, "largest": largest} for name, (many, largest) in self.outcomes.items()}
        rest = {name: value for name, value in vars(self).items() if name not in ("tables", "outcomes")}
        return {"same": self.same} | rest | {"outcomes": outcomes, "tables": tables}


def diff(one: Path, other: Path) -> StudyDiff:
    """What two studies differ in, finished or not.

    Raises:
        InputError: a folder holds no study, or its tables cannot be read.
    """
    first, second = manifest_in(one), manifest_in(other)
    asked, source = dict(_asked(first, second)), dict(_source(first, second))
    if not all("outcomes" in manifest["options"] for manifest in (first, second)):
        return StudyDiff(asked, source, None, 0, {}, tuple(compared(one, other)))
    runs, others = _by_place(one, first), _by_place(other, second)
    common = runs.keys() & others.keys()
    only = len(runs) - len(common), len(others) - len(common)
    return StudyDiff(asked, source, only, len(common), _outcomes(first, second, runs, others))


def _asked(first: Json, second: Json) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """What was asked otherwise: kind, seed, options, keys of the scenario."""
    scenarios = [dict(manifest.get("scenario") or {}).get("resolved", {}) for manifest in (first, second)]
    for name in ("kind", "seed"):
        if first.get(name) != second.get(name):
            yield name, (first.get(name), second.get(name))
    for before, after in ((first["options"], second["options"]), scenarios):
        for name, then, now in tree_changes(before, after):
            if name not in SKIPPED:
                yield name, (then, now)


def _source(first: Json, second: Json) -> Iterator[tuple[str, tuple[str, str]]]:
    """Source of the model, plug-ins, and versions of what numbers may depend on."""
    yield from changes(first.get("provenance"), second.get("provenance") or {"model": ""}).items()
    versions = [
        {"imsim": one.get("imsim"), "Python": one.get("python"), **one.get("packages", {})} for one in (first, second)
    ]
    for name, then, now in tree_changes(versions[0], versions[1]):
        yield name, (str(then), str(now))


def _by_place(folder: Path, manifest: Json) -> dict[tuple[int, str, int], Row]:
    """Finished runs by point, strategy and replicate."""
    names = manifest["options"]["arms"]
    return {(row[1], names[row[2]], row[3]): row for row in rows_of(folder, manifest) if row[4] == DONE}


def _outcomes(
    first: Json, second: Json, runs: Mapping[tuple[int, str, int], Row], others: Mapping[tuple[int, str, int], Row]
) -> dict[str, tuple[int, float]]:
    """Outcomes of common runs that differ: in how many, and by how much of their size at most."""
    common = [key for key in runs if key in others]
    names = [name for name in first["options"]["outcomes"] if name in second["options"]["outcomes"]]
    if not common or not names:
        return {}

    def values(manifest: Json, rows: Mapping[tuple[int, str, int], Row]) -> np.ndarray[Any, np.dtype[np.float64]]:
        place = [manifest["options"]["outcomes"].index(name) for name in names]
        return np.stack([np.frombuffer(rows[key][6], FLOAT)[place] for key in common])

    then, now = values(first, runs), values(second, others)
    unlike = (then != now) & ~(np.isnan(then) & np.isnan(now))
    size = np.maximum(np.abs(then), np.abs(now))
    apart = np.divide(np.abs(then - now), size, out=np.zeros_like(size), where=unlike & (size > 0))
    return {
        name: (int(unlike[:, i].sum()), float(np.nanmax(apart[:, i])))
        for i, name in enumerate(names)
        if unlike[:, i].any()
    }
