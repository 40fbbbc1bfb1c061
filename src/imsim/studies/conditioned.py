"""Studies at plausible parameter sets: these are searched for first, or taken from a study that found them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from imsim.engine.errors import InputError, RunFailed, listed
from imsim.engine.model import Model
from imsim.scenarios.counts import count
from imsim.scenarios.loading import path_of
from imsim.scenarios.scenario import Scenario
from imsim.studies import files, growth
from imsim.studies.answer import Json
from imsim.studies.execution import Progress, ProgressCallback, RunOptions, WriteArtefacts, run_study, somewhere
from imsim.studies.from_manifest import understood
from imsim.studies.held import held_in
from imsim.studies.manifest import StudyIdentity, fingerprint, left_by, read_manifest
from imsim.studies.plausible import KEPT, UNUSED, PlausibleSets
from imsim.studies.results import Results
from imsim.studies.search import Search, find, planned_in, read
from imsim.studies.stages import Joined, Part
from imsim.studies.study import Study

# What makes a firm the one whose sets were searched for; strategies, budgets and texts do not.
FIRM = ("time", "organisation", "market", "economy", "model", "parameters", "events")
# Sets that were found before, or the folder where they are.
Given = str | Path | PlausibleSets


@dataclass(frozen=True)
class Conditioned:
    """A study at plausible parameter sets that are yet to be found.

    Args:
        search: for the sets.
        like: the study at sets as they are drawn: of the size of the one that is wanted.
        at: the study at the sets that were found.
    """

    search: Search
    like: Study
    at: Callable[[PlausibleSets], Study]
    counted = "runs"

    @property
    def kind(self) -> str:
        """Name of its kind."""
        return self.like.kind

    @cached_property
    def identity(self) -> StudyIdentity:
        """Identity of the study, before its sets are known."""
        keys = [self.search.identity.key, self.like.key]
        return StudyIdentity(self.kind, fingerprint(keys), self.like.identity.provenance)

    @property
    def runs(self) -> int:
        """Runs that it takes at most."""
        return self.search.runs + self.like.runs

    @property
    def notes(self) -> tuple[str, ...]:
        """What whoever asked should know before it runs."""
        return self.like.notes

    @property
    def model(self) -> Model | None:
        """Mechanisms at work."""
        return self.like.model

    @property
    def parts(self) -> tuple[Part, ...]:
        """What it takes, roughly."""
        return (*self.search.parts, ("strategies at the sets", self.like, 1.0))


def run_conditioned(
    planned: Conditioned, folder: Path | None, options: RunOptions | None, progress: Progress | None,
    write: Callable[[Study], WriteArtefacts] | None,
) -> tuple[Study, Results]:  # fmt: skip
    """Search for the sets, within the folder of the study, then do its runs.

    Args:
        planned: what is wanted.
        folder: where it is left; without one nothing is.
        options: how to run it.
        progress: called as runs finish.
        write: what is to be left besides, once the study is known.

    Raises:
        RunFailed: too few sets are plausible.
        StudyConflict: the folder holds another study.
    """
    options, progress = options or RunOptions(), progress or ProgressCallback()
    with somewhere(folder) as place:
        _refuse_others(place, planned)
        progress.begin(planned.runs, 0)
        sets = find(planned.search, place / files.PLAUSIBLE, options, Joined(progress))
        study = planned.at(sets)
        return study, run_study(study, place, options, Joined(progress), write(study) if write else None)


def _refuse_others(folder: Path, planned: Conditioned) -> None:
    """Refuse a folder that holds another study before sets are searched for in it."""
    if (held := held_in(folder)) is None:
        return
    growth.refuse_others(folder, held, planned.like)
    if not (folder / files.PLAUSIBLE).is_dir():
        raise growth.other_study(folder, ["plausible sets: found elsewhere there, searched for here"])


def enough(sets: PlausibleSets, fewest: int) -> PlausibleSets:
    """The sets, where there are enough of them.

    Raises:
        RunFailed: there are not.
    """
    if sets.number >= fewest:
        return sets
    missed = listed(f"{name} in {many}" for name, many in sets.rejected.items())
    raise RunFailed(
        f"{sets.number} of {count(sets.tried, 'parameter set')} tried are plausible, at least {fewest} are needed "
        f"(missed: {missed}); widen the tolerances in [known], or take --unconditioned"
    )


def thinned(sets: PlausibleSets, number: int | None, option: str) -> PlausibleSets:
    """So many of the sets, taken evenly from all; all of them where nobody says how many.

    Raises:
        InputError: there are not so many.
    """
    if number is None or number == sets.number:
        return sets
    if number > sets.number:
        raise InputError(f"{option} {number}: --plausible holds {count(sets.number, 'set')}")
    kept = np.flatnonzero(sets.sets["verdict"] == KEPT)
    left_out = np.delete(kept, np.linspace(0, len(kept) - 1, number).round().astype(np.int64))
    verdicts = sets.sets["verdict"].to_numpy(copy=True)
    verdicts[left_out] = UNUSED
    return replace(sets, sets=sets.sets.assign(verdict=verdicts), wanted=number)


def sets_given(sets: Given, scenario: Scenario) -> PlausibleSets:
    """Plausible sets that were found before, for a study of the same firm.

    Args:
        sets: themselves, or the folder of `imsim plausible` or of a study that searched for them itself.
        scenario: what they are wanted for.

    Raises:
        InputError: there are none, or they are another firm's.
    """
    where = "" if isinstance(sets, PlausibleSets) else f" {sets}"
    found = sets if isinstance(sets, PlausibleSets) else _sets_in(path_of(sets))
    if other := [name for name in FIRM if getattr(found.scenario.table, name) != getattr(scenario.table, name)]:
        raise InputError(f"--plausible{where}: holds sets of another firm (other {listed(other)})")
    return found


def _sets_in(folder: Path) -> PlausibleSets:
    place = folder / files.PLAUSIBLE if (folder / files.PLAUSIBLE).is_dir() else folder
    manifest = read_manifest(place)
    if manifest.get("kind") != "plausible":
        raise InputError(f"--plausible {folder}: holds {left_by(manifest)}, no plausible sets")
    with TemporaryDirectory(prefix="imsim-") as scratch:
        with understood(manifest, place):
            planned = planned_in(manifest, Path(scratch))
        return read(planned, place)


def told(sets: PlausibleSets) -> Json:
    """What a study that rests on plausible sets keeps of them."""
    content = sets.as_json()
    del content["parameters"]
    return content
