"""All claims tried and judged: sign, size and shape as predicted, or not."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from imsim.engine.errors import InputError, RunFailed, nearest
from imsim.evidence.claims.claim import Claim
from imsim.evidence.claims.firms import FIRMS, chapters, study_of
from imsim.evidence.judgement import finding_of
from imsim.evidence.kept_verdicts import HOLDS
from imsim.evidence.laboratory import laboratory
from imsim.evidence.reading_tables import ContrastTable
from imsim.evidence.recording import Recording
from imsim.evidence.replication import model_in, recorded
from imsim.evidence.study_tables import StudyFile
from imsim.evidence.variant import AS_IT_IS, Variant
from imsim.scenarios.counts import count
from imsim.scenarios.scenario import load
from imsim.studies.answer import Json
from imsim.studies.intervals import finite
from imsim.studies.one_screen import OneScreen
from imsim.studies.runner import Failure, completed
from imsim.studies.schedulers import Engine, engine_of

STATEMENTS = range(1, 104)
CLEAR = 2.0

Figure = tuple[float, float]


@dataclass(frozen=True)
class Verdict:
    """A claim as simulated.

    Args:
        claim: what was predicted.
        simulated: the figure; NaN where the claim is not tested, or where there was nothing to divide by.
        error: its Monte-Carlo standard error.
    """

    claim: Claim
    simulated: float = math.nan
    error: float = math.nan

    @property
    def nothing(self) -> float:
        """The figure that means no effect: 1 of a ratio, else 0."""
        what, plain = self.claim.what, self.claim.over is None and self.claim.minus is None
        return 1.0 if plain and isinstance(what, ContrastTable) and what.scale == "ratio" else 0.0

    @property
    def seen(self) -> bool:
        """Whether there is an effect, clear of Monte-Carlo noise."""
        return abs(self.simulated - self.nothing) > CLEAR * float(np.nan_to_num(self.error))

    @property
    def passed(self) -> bool | None:
        """Whether the figure lies in the band and, where a sign is predicted, is seen; None if not tested."""
        if self.claim.what is None:
            return None
        low, high = self.claim.band
        # A band that begins at nothing and has an end says how much at most; one without an end predicts a sign.
        signed = not low <= self.nothing <= high or math.isinf(low) or math.isinf(high)
        return bool(low <= self.simulated <= high and (self.seen or not signed))

    @property
    def word(self) -> str:
        """The verdict in words, for tables."""
        if self.passed is None or self.passed:
            return "not tested" if self.passed is None else HOLDS
        low, high = self.claim.band
        if not self.seen:
            return "fails: absent"
        predicted, found = (low + high) / 2 - self.nothing, self.simulated - self.nothing
        if low < self.nothing < high:
            return "fails: too strong"
        if predicted * found < 0:
            return "fails: wrong sign"
        beyond = self.simulated > high if predicted > 0 else self.simulated < low
        return "fails: too strong" if beyond else "fails: too weak"


@dataclass(frozen=True)
class ClaimStudy(OneScreen):
    """All claims, tried once.

    Args:
        seed: root of all random numbers.
        verdicts: in the order of the rows of the sources, common sense last.
    """

    seed: int
    verdicts: tuple[Verdict, ...]

    @property
    def tested(self) -> list[Verdict]:
        """Those that could be tested."""
        return [one for one in self.verdicts if one.passed is not None]

    def _heading(self) -> str:
        held = sum(bool(one.passed) for one in self.tested)
        return f"ClaimStudy: {held} of {count(len(self.tested), 'claim')} tested hold, seed {self.seed}"

    def _shown(self) -> pd.DataFrame:
        return self.table()

    def _offers(self) -> str:
        return ".table() (every number), .as_json()"

    def table(self) -> pd.DataFrame:
        """A row a claim."""
        more = [
            {"verdict": one.word, "experiment": one.claim.experiment, "why": one.claim.why} for one in self.verdicts
        ]
        return pd.DataFrame([row_of(one) | words for one, words in zip(self.verdicts, more, strict=True)])

    def as_json(self) -> Json:
        """The stable shape of `imsim claims --json`; a claim that is not tested has no figures and says why."""
        rows = []
        for one in self.verdicts:
            row = row_of(one) | {"simulated": finite(one.simulated), "error": finite(one.error)}
            row |= {"experiment": one.claim.experiment}
            rows.append(row | ({"why": one.claim.why} if one.passed is None else {}))
        return {"seed": self.seed, "claims": rows}


def row_of(one: Verdict) -> Json:
    """A verdict as plain values."""
    claim = one.claim
    return {
        "id": claim.id,
        "rows": list(claim.all_rows),
        "mechanism": claim.mechanism,
        "claim": claim.claim,
        "predicted": claim.predicted if claim.what is not None else None,
        "simulated": one.simulated,
        "error": one.error,
        "passed": one.passed,
    }


@dataclass(frozen=True)
class Trial:
    """A claim with an experiment of its own.

    Args:
        claim: whose experiment is a function.
        seed: root of all random numbers.
        variant: of the model.
    """

    claim: Claim
    seed: int
    variant: Variant

    def halves(self) -> tuple[Trial, ...]:
        """It is one experiment."""
        return ()

    def run(self) -> Figure:
        """Make the experiment."""
        assert callable(self.claim.what)
        return self.claim.what(self.seed, self.variant)


def claims(
    ids: Sequence[str] = (),
    seed: int = 1,
    variant: Variant = AS_IT_IS,
    jobs: int = 1,
    done: Callable[[int], None] | None = None,
    share: float = 1.0,
) -> ClaimStudy:
    """Try claims and judge them.

    Args:
        ids: which; all by default.
        seed: root of all random numbers.
        variant: of the model; as it is by default.
        jobs: processes. More than 1 needs a script with an `if __name__ == "__main__"` guard.
        done: called with the number of runs that have just finished.
        share: how many of the usual runs.

    Raises:
        InputError: there is no claim of an id, or overrides are wrong.
        RunFailed: runs failed.
    """
    chosen = chosen_claims(ids)
    # What is wrong with overrides is said before anything runs.
    load(next(iter(FIRMS.values()))[0], variant.overrides)
    studies = studies_of(chosen, share)
    labs = [laboratory(study, seed, variant) for study in studies]
    with engine_of(jobs, model=model_in(labs)) as engine:
        seen = recorded(labs, engine, done)
        own = tried(chosen, seed, variant, engine)
    figures = {study.id: figures_in(study, one, seed) for study, one in zip(studies, seen, strict=True)}
    return ClaimStudy(seed, tuple(verdict(claim, figures, own) for claim in sorted(chosen, key=place)))


def studies_of(chosen: Sequence[Claim], share: float = 1.0) -> list[StudyFile]:
    """The study of each firm in which some of the claims are tried."""
    return [study for firm in FIRMS if (study := study_of(firm, chosen, share)) is not None]


def chosen_claims(ids: Sequence[str]) -> tuple[Claim, ...]:
    """The claims of some ids, all where none is given."""
    every, _ = chapters()
    known = [claim.id for claim in sorted(every, key=place)]
    if wrong := [one for one in ids if one not in known]:
        raise InputError(
            f"{one or 'an empty id'}: no such claim{nearest(one, known)} (allowed: {ids_in_words()})" for one in wrong
        )
    return tuple(claim for claim in every if not ids or claim.id in ids)


def ids_in_words() -> str:
    """Which ids there are.

    Example:
        >>> ids_in_words().partition(" of ")[0]
        '1 to 103, some with letters for further parts (7b), and'
    """
    every, _ = chapters()
    further = next(claim.id for claim in sorted(every, key=place) if claim.id.endswith("b"))
    letters = dict.fromkeys(claim.id[0] for claim in sorted(every, key=place) if not claim.all_rows)
    common = [[claim.id for claim in every if claim.id.startswith(letter)] for letter in letters]
    return f"1 to {STATEMENTS[-1]}, some with letters for further parts ({further}), and of common sense " + ", ".join(
        f"{min(ids)} to {max(ids)}" for ids in common
    )


def tried(chosen: Sequence[Claim], seed: int, variant: Variant, engine: Engine) -> dict[str, Figure]:
    """Figures of the claims with experiments of their own, by id."""
    found: dict[str, Figure] = {}
    for trial, figure in completed([Trial(claim, seed, variant) for claim in chosen if callable(claim.what)], engine):
        if isinstance(figure, Failure):
            raise RunFailed(f"claim {trial.claim.id}: {figure.error}")
        found[trial.claim.id] = figure
    return found


def figures_in(study: StudyFile, seen: Recording, seed: int) -> dict[str, Figure]:
    """The figures of a firm, by id of the claim."""
    findings = [finding_of(part, seen, seed) for part in study.parts]
    return {one.part: (one.simulated, one.error) for one in findings}


def verdict(claim: Claim, figures: Mapping[str, Mapping[str, Figure]], own: Mapping[str, Figure]) -> Verdict:
    """A claim with its figure, that of the other firm taken off."""
    if claim.what is None:
        return Verdict(claim)
    if claim.id in own:
        return Verdict(claim, *own[claim.id])
    value, error = figures[claim.firm][claim.id]
    if claim.versus is not None:
        other, doubt = figures[claim.versus][claim.id]
        value, error = value - other, math.hypot(error, doubt)
    return Verdict(claim, value, error)


def place(claim: Claim) -> tuple[int, str]:
    """Rows of the sources in their order, then the rest by id."""
    return (claim.all_rows[0] if claim.all_rows else len(STATEMENTS) + 1, claim.id)
