"""Search for plausible parameter sets: draw, run untreated, re-anchor, keep or reject, in rounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np

import imsim
from imsim.engine.errors import InputError, RunFailed
from imsim.engine.model import Model
from imsim.scenarios.model import BY_NAME
from imsim.scenarios.scenario import Scenario
from imsim.studies import files
from imsim.studies.anchoring import Flags, Knob, Values, anchored_factors, knobs_for, turned
from imsim.studies.answer import Json
from imsim.studies.candidates import AHEAD, PATIENCE, Candidates
from imsim.studies.design import Design, Factor, given, grid, sobol_sequence
from imsim.studies.execution import Progress, RunOptions
from imsim.studies.from_manifest import scenario_in
from imsim.studies.known import Level, known_outcomes, levels_of
from imsim.studies.manifest import StudyIdentity, fingerprint, identity_of
from imsim.studies.plausible import KEPT, SETS, UNUSED, PlausibleSets, read_sets
from imsim.studies.stages import Part, Stages, Way, run_stages
from imsim.studies.study import Study
from imsim.studies.subject import Strategies

OWN_REPLICATES = 24
# Rounds in all; candidates for each set that is wanted.
MOST_ROUNDS, CANDIDATES = 24, 4
# Rounds that a set takes on average, for the estimate beforehand.
USUAL_ROUNDS = 7.0


@dataclass(frozen=True)
class Search:
    """The search for plausible parameter sets, planned.

    Args:
        scenario: whose `[known]` levels are to be met, under its reference strategy.
        drawn: factors that are drawn.
        samples: sets that are wanted.
        replicates: runs of each set in a round.
        seed: of the draws and of all chance.
        notes: what whoever asked should know before it runs.
        fit: key of the fit that left the sets instead; they are none that a search finds.
    """

    scenario: Scenario
    drawn: tuple[Factor, ...]
    samples: int
    replicates: int
    seed: int
    notes: tuple[str, ...] = field(default=(), compare=False)
    fit: str = ""
    kind = "plausible"
    counted = "runs"
    # No set's way depends on the others; that more are wanted decides only how many are under way at a time.
    grows = ("samples",)

    @cached_property
    def knobs(self) -> tuple[Knob, ...]:
        """What is turned."""
        return knobs_for(known_outcomes(self.scenario), self.scenario)

    @cached_property
    def anchored(self) -> tuple[Factor, ...]:
        """What is turned, as factors."""
        return anchored_factors(self.knobs, self.scenario)

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """All that differs between sets: what is drawn only, then what is anchored."""
        names = {one.name for one in self.anchored}
        return (*(one for one in self.drawn if one.name not in names), *self.anchored)

    @property
    def model(self) -> Model:
        """Mechanisms at work."""
        return self._subject((), self.seed).model

    @cached_property
    def identity(self) -> StudyIdentity:
        """Identity of the search."""
        subject = self._subject(self.factors, self.seed)
        known = {name: row.model_dump() for name, row in self.scenario.table.known.items()}
        parts = [
            imsim.__version__,
            subject.provenance.as_json(),
            self.kind,
            identity_of(self.scenario),
            known,
            self.seed,
        ]
        return StudyIdentity(self.kind, fingerprint([*parts, self.options]), subject.provenance)

    @property
    def options(self) -> Json:
        """Options besides the scenario."""
        return {
            "design": {"kind": "sobol", "factors": [asdict(one) for one in self.drawn]},
            "anchored": [one.name for one in self.anchored],
            "samples": self.samples,
            "replicates": self.replicates,
            "arms": [self.scenario.table.reference],
            "weeks": self.scenario.timeline.weeks,
        } | ({"fit": self.fit} if self.fit else {})

    @property
    def runs(self) -> int:
        """Runs that it takes at most."""
        each = MOST_ROUNDS * max(1, round(self.samples * AHEAD)) + self.samples
        return OWN_REPLICATES + min(each, CANDIDATES * self.samples * PATIENCE) * self.replicates

    @property
    def parts(self) -> tuple[Part, ...]:
        """What it takes, roughly."""
        return (
            ("the firm as it is", self.own, 1.0),
            ("search for plausible sets", self.at(self.candidates.values()[: self.samples], self.seed), USUAL_ROUNDS),
        )

    @cached_property
    def own(self) -> Study:
        """The firm at default parameters."""
        return Study("levels", grid((), self.seed), self._subject((), self.seed), OWN_REPLICATES)

    @cached_property
    def candidates(self) -> Design:
        """Draws, in the order in which they are tried; what is anchored but not drawn starts at the scenario's own."""
        number = 1 << (CANDIDATES * self.samples - 1).bit_length()
        draws = sobol_sequence(self.drawn, number, self.seed) if self.drawn else None
        column = {one.name: draws.values()[:, i] for i, one in enumerate(self.drawn)} if draws else {}

        def values(one: Factor) -> Values:
            own = self.scenario.parameters.get(one.name, BY_NAME[one.name].default)
            return column.get(one.name, np.full(number, own))

        return given(self.factors, np.column_stack([values(one) for one in self.factors]), self.seed)

    def at(self, values: Values, seed: int) -> Study:
        """The untreated firm at some sets."""
        return Study("round", given(self.factors, values, seed), self._subject(self.factors, seed), self.replicates)

    def _subject(self, factors: tuple[Factor, ...], seed: int) -> Strategies:
        outcomes = known_outcomes(self.scenario)
        return Strategies(self.scenario, (self.scenario.table.reference,), factors, outcomes, seed)


def find(
    search: Search, folder: Path | None = None, options: RunOptions | None = None, progress: Progress | None = None,
    write: Callable[[PlausibleSets, Path], None] | None = None,
) -> PlausibleSets:  # fmt: skip
    """Plausible parameter sets, searched for in a folder, or read from it where it holds them.

    Args:
        search: what is wanted.
        folder: where runs and sets are left; without one nothing is.
        options: how to run it.
        progress: called as runs finish.
        write: called with the answer and the folder, for what else is to be left there.

    Raises:
        StudyConflict: the folder holds something else.
        RunFailed: the firm itself cannot be run at default parameters.
        InputError: a fit left the sets.
    """
    if search.fit:
        raise InputError("these sets were left by a fit, no search finds them again; repeat the fit: imsim repeat FIT")

    return run_stages(search, folder, Way(partial(_searched, search), read, write), options, progress)


def _searched(search: Search, at_work: Stages) -> PlausibleSets:
    own = at_work.run("levels", search.own)
    if own.errors:
        raise RunFailed(f"the firm itself cannot be run: {own.failures}")
    known = levels_of(search.scenario, {name: values[0, 0] for name, values in own.final.items()}, search.replicates)
    candidates, first = (
        Candidates.of(search.candidates.values(), known_outcomes(search.scenario)),
        len(search.factors) - len(search.anchored),
    )

    def turn(values: Values, found: Mapping[str, Values]) -> tuple[Values, Flags]:
        anchored, moved = turned(search.knobs, known, search.anchored, values[:, first:], found)
        return np.column_stack([values[:, :first], anchored]), moved

    for number in range(1, MOST_ROUNDS + 1):
        which = candidates.next_round(search.samples)
        if not len(which):
            break
        results = at_work.run(f"round_{number:02d}", search.at(candidates.values[which], search.seed))
        candidates.learn(
            which, {name: values[:, 0].mean(axis=1) for name, values in results.final.items()}, known, turn
        )
    return _answer(search, candidates, known, partial(_fresh, search, at_work))


def _answer(search: Search, candidates: Candidates, known: tuple[Level, ...], fresh: Any) -> PlausibleSets:
    import pandas as pd

    kept = np.flatnonzero(candidates.verdict == KEPT)
    surplus = kept[np.lexsort((kept, candidates.rounds[kept]))][search.samples :]
    candidates.verdict[surplus] = UNUSED
    kept = np.flatnonzero(candidates.verdict == KEPT)
    columns: dict[str, Any] = {
        "set": np.arange(len(candidates.values)),
        "verdict": candidates.verdict.astype(str),
        "missed": candidates.missed(known),
        "rounds": candidates.rounds,
    }
    columns |= {one.name: candidates.best[:, i] for i, one in enumerate(search.factors)}
    columns |= {f"level_{name}": values for name, values in candidates.levels.items()}
    again = fresh(candidates.best[kept]) if len(kept) else {}
    for name in candidates.levels:
        columns[f"fresh_{name}"] = np.full(len(candidates.values), np.nan)
        columns[f"fresh_{name}"][kept] = again.get(name, np.nan)
    sets = pd.DataFrame(columns)
    sets = sets[sets["rounds"] > 0].reset_index(drop=True)
    return PlausibleSets(
        search.scenario, known, search.factors, tuple(one.name for one in search.anchored), sets, search.replicates,
        search.samples, search.seed,
    )  # fmt: skip


def _fresh(search: Search, at_work: Stages, values: Values) -> dict[str, Values]:
    """Levels of the kept sets on random numbers that the search never saw."""
    results = at_work.run("confirmation", search.at(values, search.seed + 1))
    return {name: found[:, 0].mean(axis=1) for name, found in results.final.items()}


def read(search: Search, folder: Path) -> PlausibleSets:
    """The sets that a folder holds.

    Raises:
        InputError: its files cannot be read.
    """
    import pandas as pd

    with files.readable(f"{folder}: its files"):
        content, sets = files.read_json(folder / files.ANSWER), pd.read_parquet(folder / SETS)
        return read_sets(search.scenario, search.factors, [one.name for one in search.anchored], content, sets)


def planned_in(manifest: Json, folder: Path) -> Search:
    """The search that a manifest describes; imported tables are laid into the folder."""
    options = manifest["options"]
    drawn = tuple(Factor(**factor) for factor in options["design"]["factors"])
    scenario, fit = scenario_in(manifest["scenario"], folder), str(options.get("fit", ""))
    counts = (int(options["samples"]), int(options["replicates"]), int(manifest["seed"]))
    return Search(scenario, drawn, *counts, fit=fit)
