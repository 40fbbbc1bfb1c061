"""Scenario discovery: under which parameters does a strategy lose, in the sets of a finished robustness analysis?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from imsim.engine.errors import InputError, Place, Problem
from imsim.outcomes import OUTCOMES
from imsim.scenarios.counts import count
from imsim.scenarios.scenario import Scenario
from imsim.studies import files, results
from imsim.studies.answer import Json
from imsim.studies.boxes import Box, find_box
from imsim.studies.intervals import Share
from imsim.studies.manifest import left_by, read_manifest, unchanged
from imsim.studies.one_screen import OneScreen
from imsim.studies.reproduction import planned_in
from imsim.studies.robustness import Robustness
from imsim.studies.study import Study

if TYPE_CHECKING:
    import pandas as pd

# Fewer sets than that seldom show even a box that is there (measured: 157 parameters, failures in a quarter of sets).
ENOUGH = 300


@dataclass(frozen=True)
class Failure:
    """Where a strategy loses by an outcome.

    Args:
        strategy: name.
        outcome: by which it loses.
        fails: share of sets in which it does.
        box: where; None where it fails too seldom or too often to look for one.
    """

    strategy: str
    outcome: str
    fails: Share
    box: Box | None

    def as_json(self) -> Json:
        """The machine-readable shape."""
        row = {"strategy": self.strategy, "outcome": self.outcome, "fails": vars(self.fails)}
        return row | {"box": self.box.as_json() if self.box else None}

    def as_row(self) -> Json:
        """A row of a table; a box that shuffled labels match is none."""
        box = self.box
        row = {"outcome": self.outcome, "strategy": self.strategy, "loses": self.fails.share}
        row |= {"low": self.fails.low, "high": self.fails.high, "where": ""}
        row |= {"loses_there": None, "of_all_losses": None, "chance": box.chance if box else None}
        if box is None or not box.real:
            return row
        where = " and ".join(map(str, box.bounds))
        return row | {"where": where, "loses_there": box.density, "of_all_losses": box.coverage}


@dataclass(frozen=True)
class Discovery(OneScreen):
    """Where strategies lose against one of them.

    Args:
        scenario: of the company.
        against: the strategy that they lose against.
        sets: number of parameter sets.
        failures: a row a strategy and outcome.
    """

    scenario: Scenario
    against: str
    sets: int
    failures: tuple[Failure, ...]

    @property
    def table(self) -> pd.DataFrame:
        """A row a strategy and outcome: share of sets in which it loses, and the box; empty where it has none."""
        import pandas as pd

        return pd.DataFrame([one.as_row() for one in self.failures])

    def _heading(self) -> str:
        sets = count(self.sets, "parameter set")
        return f"Discovery: {self.scenario.name}, where strategies lose against {self.against}, {sets}"

    def _shown(self) -> pd.DataFrame:
        return self.table[["outcome", "strategy", "loses", "where", "loses_there", "chance"]].round(2)

    def as_json(self) -> Json:
        """The machine-readable shape."""
        return {
            "scenario": self.scenario.name,
            "against": self.against,
            "sets": self.sets,
            "failures": [one.as_json() for one in self.failures],
        }


def discovered(robust: Robustness, strategies: Sequence[str] | None = None, against: str | None = None) -> Discovery:
    """Boxes in which strategies lose against one, by every outcome that was recorded.

    Args:
        robust: a robustness analysis.
        strategies: names; all but the one they are held against by default.
        against: name; the reference by default.

    Raises:
        InputError: a name was not run, or is held against itself.
    """
    found = robust.results
    against = against or found.strategies[0]
    for name in [*(strategies or ()), against]:
        found.place_of(name)
    others = [name for name in found.strategies if name != against]
    names = list(strategies or others)
    if against in names or not names:
        why = "is what the others are held against: it cannot lose against itself"
        raise InputError(Problem(Place("strategies"), f'"{against}"', why, tuple(others)))
    rows = []
    for outcome in robust.outcomes:
        for name in names:
            gain = (OUTCOMES[outcome].better or 1) * found.values(outcome, name, against).mean(axis=1)
            fails = gain < 0
            box = find_box(found.points, found.design.names, fails, found.design.seed)
            rows.append(Failure(name, outcome, Share.of(fails), box))
    return Discovery(robust.scenario, against, found.design.points, tuple(rows))


def discover_in(
    folder: Path, scratch: Path, strategies: Sequence[str] | None = None, against: str | None = None
) -> Discovery:
    """Boxes in the sets of a finished study.

    Args:
        folder: of `compare --uncertain`.
        scratch: where imported tables of its organisation may be laid.
        strategies: as of `discovered`.
        against: likewise.

    Raises:
        InputError: the folder holds no such study.
        RunFailed: a run that is needed failed.
    """
    manifest = read_manifest(folder)
    if manifest.get("kind") != "uncertainty":
        raise InputError(f"{folder}: holds {left_by(manifest)}; needed is one by imsim compare --uncertain")
    return discovered(robust_in(folder, manifest, scratch), strategies, against)


def robust_in(folder: Path, manifest: Json, scratch: Path) -> Robustness:
    """The ranking over parameter sets that a finished study holds.

    Args:
        folder: of the study.
        manifest: that is there.
        scratch: where imported tables of its organisation may be laid.

    Raises:
        InputError: the folder holds no such study, or not as it was left.
    """
    study = planned_in(manifest, scratch, folder)
    assert isinstance(study, Study)
    assert study.scenario is not None
    unchanged(folder, manifest, files.RUNS)
    return Robustness.of(study.scenario, results.of(manifest, folder))
