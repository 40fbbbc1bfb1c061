"""A comparison that stops when it knows enough: its runs are done in stages, in one store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from imsim.engine.errors import StudyConflict
from imsim.scenarios.counts import count
from imsim.studies import files, sqlite
from imsim.studies.answer import Json
from imsim.studies.execution import (
    Progress,
    ProgressCallback,
    RunOptions,
    WriteArtefacts,
    finish,
    reserved,
    run_missing,
    run_study,
)
from imsim.studies.held import held_in
from imsim.studies.reopening import reopen
from imsim.studies.results import Results
from imsim.studies.sequential import LOOKS, Look, Until, look_at, told
from imsim.studies.store import Store
from imsim.studies.study import Study

JUDGED = "acsi"


@dataclass(frozen=True)
class Onward:
    """Progress of a study whose stages have no beginning of their own."""

    whole: Progress

    def begin(self, runs: int, finished: int) -> None:
        """The whole has begun already."""

    def advance(self, runs: int) -> None:
        """So many more."""
        self.whole.advance(runs)

    def found(self, runs: int) -> None:
        """So many more that were finished before."""
        self.whole.found(runs)


def goal_of(study: Study) -> Until | None:
    """What a planned comparison is to know before it stops; None where its replicates are given, or were found."""
    asked = dict(study.ask).get("until")
    return None if asked is None or "looks" in asked else Until(**asked)


def at(study: Study, until: Until, replicates: int, looks: Sequence[Look] = ()) -> Study:
    """The study with so many replicates, and what it says of its looks."""
    return replace(study, replicates=replicates, ask=tuple(told(until, looks)))


def run_until(
    study: Study, folder: Path, options: RunOptions | None = None, progress: Progress | None = None,
    write: WriteArtefacts | None = None,
) -> Results:  # fmt: skip
    """Run a comparison in stages until it knows what was asked, or has as many replicates as it may have.

    Args:
        study: with its goal, and as many replicates as it may have.
        folder: where it is left; replicates that are there already are looked at first.
        options: how to run it.
        progress: called as runs finish.
        write: writes what else is to be left.

    Raises:
        StudyConflict: the folder holds another study, or has more replicates already.
    """
    options, progress = options or RunOptions(), progress or ProgressCallback()
    held = held_in(folder)
    until, begun = _goal_here(study, folder, held)
    at_first, closed = at(study, until, begun or until.first), not (folder / files.STORE).exists()
    if closed and begun:
        return run_study(at_first, folder, options, progress, write)
    started = datetime.now(UTC)
    with reserved(at_first, folder, options):
        if closed and held is not None and held["key"] == at_first.key:
            if not options.resume:
                raise StudyConflict(f"{folder}: holds {count(begun or until.first, 'replicate')}; go on with --resume")
            reopen(folder, held, at_first)
        with Store(folder, at_first) as store:
            progress.begin(study.runs, at_first.runs - int(store.missing().sum()))
            looks = _looks(store, study, until, options, Onward(progress))
            store.study = at(study, until, store.study.replicates, looks)
            found = finish(store, started, write)
        if not found.errors:
            sqlite.remove(folder / files.STORE)
        return found


def _looks(store: Store, study: Study, until: Until, options: RunOptions, progress: Progress) -> list[Look]:
    """Do the runs of one stage after another, until a look tells enough or a run failed."""

    def look(replicates: int) -> Look | None:
        if replicates > store.study.replicates:
            store.become(at(study, until, replicates))
        run_missing(store, options, progress, _first(store.study, replicates))
        acsi = store.outcome(JUDGED)[0, :, :replicates]
        whole = np.isfinite(acsi).all()
        return look_at(acsi, study.subject.strategies, study.design.seed) if whole else None

    return until.looked(look)


def _first(study: Study, replicates: int) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Mask of the runs of the first replicates."""
    wanted = np.zeros(study.shape, dtype=bool)
    wanted[:, :, :replicates] = True
    return wanted


def _goal_here(study: Study, folder: Path, held: Json | None) -> tuple[Until, int | None]:
    """The goal from the first look that is to come in a folder, and how far a study with this goal has come there."""
    until = goal_of(study)
    assert until is not None
    if held is None or "options" not in held:
        return until, None
    there: Json = held["options"]
    if until.same_goal(goal := there.get("ask", {}).get("until")):
        return replace(until, first=goal["first"]), int(there["replicates"])
    first = next((look for look in LOOKS if look >= there["replicates"]), LOOKS[-1] + 1)
    if first > until.most:
        raise StudyConflict(
            f"{folder}: holds {count(there['replicates'], 'replicate')}; go on with --replicates {first} or more"
        )
    return replace(until, first=first), None
