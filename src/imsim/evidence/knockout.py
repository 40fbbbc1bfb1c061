"""Knock-outs: every mechanism left out in turn, and every rival put in, and all evidence judged again each time."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from imsim.engine.errors import InputError, RunFailed, listed, nearest
from imsim.evidence.claims.verdicts import claims
from imsim.evidence.judgement import finding_of
from imsim.evidence.panel import observed
from imsim.evidence.replication import recordings
from imsim.evidence.study_file import causal_studies, field_studies, kept_studies, load_study
from imsim.evidence.study_tables import smaller
from imsim.evidence.support import SIGN
from imsim.evidence.theory import digest_of_theory
from imsim.evidence.validation import DEFAULT_UNITS, found_in
from imsim.evidence.variant import AS_IT_IS, Variant
from imsim.scenarios.model import current
from imsim.studies.answer import Json
from imsim.studies.files import read_json
from imsim.studies.one_screen import OneScreen
from imsim.studies.runner import Failure, completed
from imsim.studies.schedulers import engine_of


class Judged(NamedTuple):
    """A verdict, and the figure behind it with its Monte-Carlo error."""

    passed: bool
    figure: float = math.nan
    error: float = math.nan

    def turned(self, other: Judged) -> bool:
        """Whether the other is another verdict, and not for luck: the figure moved by more than its error."""
        return self.passed != other.passed and not abs(self.figure - other.figure) <= max(self.error, other.error)


Verdicts = dict[str, Judged]

# Smaller laboratories than those of the verdicts themselves: so much of their runs. The model as it is and the one that
# differs see the same chance, so a verdict that turns tells of the change, seldom of luck.
SHARES = {"claims": 0.1, "studies": 0.03, "kept": 0.03, "patterns": 0.3}
RESAMPLES = 30


def verdicts_of_claims(seed: int, variant: Variant, share: float = 1.0, ids: Sequence[str] = ()) -> Verdicts:
    """Whether each claim that can be tested holds, all or those of some ids."""
    tested = claims(ids, seed, variant, share=share).tested
    return {one.claim.id: Judged(bool(one.passed), one.simulated, one.error) for one in tested}


def verdicts_of_studies(
    seed: int, variant: Variant, share: float = 1.0, known: Callable[[], Iterable[str]] = field_studies
) -> Verdicts:
    """Whether each part of each field experiment lies in its band: F01.2 is the second part in the file of F01.

    Predictive checks are left out: they repeat the figures of the parts.
    """
    studies = [smaller(load_study(name), share) for name in known()]
    found: Verdicts = {}
    for study, seen in zip(studies, recordings(studies, seed, variant), strict=True):
        for number, part in enumerate(study.parts, 1):
            if part.kind != "R":
                one = finding_of(part, seen, seed, study.parts)
                found[f"{study.id}.{number}"] = Judged(one.passed, one.simulated, one.error)
    return found


def verdicts_of_kept(seed: int, variant: Variant, share: float = 1.0) -> Verdicts:
    """The same of patterns that were kept back at first, and of correlations and their slopes under intervention."""
    return verdicts_of_studies(seed, variant, share, lambda: [*kept_studies(), *causal_studies()])


def verdicts_of_patterns(seed: int, variant: Variant, share: float = 1.0) -> Verdicts:
    """Whether each published pattern, or part of one, is met."""
    seen = observed(round(share * DEFAULT_UNITS), seed, variant)
    found = found_in(seen, seed, RESAMPLES).findings
    return {one.pattern.id: Judged(one.passed, one.simulated, one.error) for one in found}


# What can be judged, by its name; each takes a seed, a variant of the model, and how much of its laboratories is run.
Judge = Callable[[int, Variant, float], Verdicts]
JUDGES: dict[str, Judge] = {
    "claims": verdicts_of_claims,
    "studies": verdicts_of_studies,
    "kept": verdicts_of_kept,
    "patterns": verdicts_of_patterns,
}


@dataclass(frozen=True)
class Judging:
    """All evidence of one kind held against one model.

    Args:
        change: name of the mechanism that is left out or of the rival that is put in; empty for the model as it is.
        variant: the model.
        kind: of evidence.
        judge: of it.
        seed: root of all random numbers.
        share: how much of its laboratories is run.
    """

    change: str
    variant: Variant
    kind: str
    judge: Judge
    seed: int
    share: float

    def halves(self) -> tuple[Judging, ...]:
        """It is not taken apart: verdicts are compared as a whole."""
        return ()

    def run(self) -> Verdicts:
        """Simulate and judge."""
        return self.judge(self.seed, self.variant, self.share)


@dataclass(frozen=True)
class Knockouts(OneScreen):
    """What every mechanism and every rival was found to matter for.

    Args:
        seed: root of all random numbers.
        judged: kinds of evidence, and how much of the laboratories of each was run.
        whole: verdicts on the model as it is.
        changed: verdicts on each model that differs, by what was left out or put in.
    """

    seed: int
    judged: Mapping[str, float]
    whole: Verdicts
    changed: Mapping[str, Verdicts]

    def fails(self, change: str) -> list[str]:
        """What holds as the model is, and not with a change."""
        return [one for one, whole in self.whole.items() if whole.passed and whole.turned(self.changed[change][one])]

    def passes(self, change: str) -> list[str]:
        """What holds only with a change: evidence against what was left out, or for the rival."""
        return [
            one for one, whole in self.whole.items() if not whole.passed and whole.turned(self.changed[change][one])
        ]

    def table(self) -> pd.DataFrame:
        """A row a change: what fails then, and what holds only then."""
        rows = [(name, self.fails(name), self.passes(name)) for name in self.changed]
        return pd.DataFrame(rows, columns=["change", "fails", "passes"])

    def _heading(self) -> str:
        held = sum(one.passed for one in self.whole.values())
        return (
            f"Knockouts: {', '.join(self.judged)}; {held} of {len(self.whole)} hold as the model is, seed {self.seed}"
        )

    def _shown(self) -> pd.DataFrame:
        return self.table().map(lambda cell: ", ".join(cell) or "-" if isinstance(cell, list) else cell)

    def _offers(self) -> str:
        return ".table() (every verdict that turns), .as_json()"

    def as_json(self) -> Json:
        """The stable shape of `imsim knockout --json`, and of the table that ships."""
        tables = {name: {"fails": self.fails(name), "passes": self.passes(name)} for name in self.changed}
        return {
            "theory": digest_of_theory(),
            "seed": self.seed,
            "judged": list(self.judged),
            "shares": dict(self.judged),
            "mechanisms": {name: table for name, table in tables.items() if SIGN not in name},
            "rivals": {name: table for name, table in tables.items() if SIGN in name},
            "essential": essential(),
        }

    def added_to(self, path: Path) -> Json:
        """The same shape with what an earlier table of a file found by evidence that was not judged again.

        Nothing of it is taken where it is none, or of another model, another seed or other changes.
        """
        told, groups = self.as_json(), ("mechanisms", "rivals")
        earlier = table_in(path)
        if earlier is None or any(
            [earlier[key] != told[key] for key in ("theory", "seed")]
            + [earlier[group].keys() != told[group].keys() for group in groups]
        ):
            return told
        shares = {kind: share for kind, share in earlier["shares"].items() if kind not in self.judged} | told["shares"]
        told |= {"judged": [kind for kind in SHARES if kind in shares], "shares": shares}
        for row, before in ((told[group][name], earlier[group][name]) for group in groups for name in told[group]):
            for way in ("fails", "passes"):
                row[way] = [*(one for one in before[way] if one not in self.whole), *row[way]]
        return told


def table_in(path: Path) -> Json | None:
    """The table of knock-outs in a file; None where there is none."""
    try:
        told = read_json(path)
    except (OSError, ValueError):
        return None
    return (
        told if isinstance(told, dict) and {"theory", "seed", "shares", "mechanisms", "rivals"} <= told.keys() else None
    )


def essential() -> dict[str, str]:
    """Mechanisms that cannot be left out, and why."""
    return {one.name: one.essential for one in current().mechanisms if one.essential}


def changes(names: Iterable[str] = ()) -> dict[str, Variant]:
    """Models that differ in one thing, by what is left out (`trust`) or put in (`performance=additive`).

    Args:
        names: which; all by default.

    Raises:
        InputError: there is no such mechanism or rival, or it cannot be left out.
    """
    model = current()
    every = {
        one.name: Variant([f"model.without={json.dumps([one.name])}"]) for one in model.mechanisms if not one.essential
    }
    rivals = [(form, rival) for form, found in model.forms.items() for rival in found]
    every |= {f"{form}{SIGN}{rival}": Variant([f"model.rivals.{form}={json.dumps(rival)}"]) for form, rival in rivals}
    for name in names:
        if not name.strip():
            raise InputError(f"an empty name: no such mechanism or rival (allowed: {listed(every, 40)})")
        if reason := essential().get(name):
            raise InputError(f"{name}: cannot be left out: {reason}")
        if name not in every:
            raise InputError(f"{name}: no such mechanism or rival{nearest(name, every)} (allowed: {listed(every, 40)})")
    return {name: variant for name, variant in every.items() if not names or name in names}


def knockout(
    variants: Mapping[str, Variant],
    shares: Mapping[str, float] = SHARES,
    seed: int = 1,
    jobs: int = 1,
    done: Callable[[int], None] | None = None,
) -> Knockouts:
    """Judge the model as it is and with each change.

    Args:
        variants: from `changes`.
        shares: kinds of evidence, and how much of the laboratories of each is run; all kinds by default.
        seed: root of all random numbers.
        jobs: processes. More than 1 needs a script with an `if __name__ == "__main__"` guard.
        done: called with 1 whenever one kind of evidence has been held against one model.

    Raises:
        RunFailed: runs failed.
    """
    models = {"": AS_IT_IS, **variants}
    tasks = [
        Judging(name, variant, kind, JUDGES[kind], seed, share)
        for kind, share in shares.items()
        for name, variant in models.items()
    ]
    verdicts_of: dict[str, dict[str, Verdicts]] = {name: {} for name in models}
    with engine_of(jobs) as engine:
        for task, verdicts in completed(tasks, engine):
            if isinstance(verdicts, Failure):
                raise RunFailed(f"{task.change or 'the model as it is'}: {verdicts.error}")
            verdicts_of[task.change][task.kind] = verdicts
            if done:
                done(1)
    whole, *changed = (together(verdicts_of[name], shares) for name in models)
    return Knockouts(seed, dict(shares), whole, dict(zip(variants, changed, strict=True)))


def together(found: Mapping[str, Verdicts], kinds: Iterable[str]) -> Verdicts:
    """Verdicts of all kinds, in their order."""
    return {one: passed for kind in kinds for one, passed in found[kind].items()}


def shares_of(kinds: Sequence[str] | None = None, whole: bool = False) -> dict[str, float]:
    """How much of the laboratories of some kinds of evidence is run, of all kinds by default.

    Args:
        kinds: claims, studies, kept, patterns.
        whole: as much as for the verdicts themselves.

    Raises:
        InputError: there is no such kind, or none is named.
    """
    if kinds is not None and not kinds:
        raise InputError(f"--on: names no kind of evidence (allowed: {listed(JUDGES)})")
    if wrong := [kind for kind in kinds or () if kind not in JUDGES]:
        raise InputError(f"--on {wrong[0]}: no such evidence{nearest(wrong[0], JUDGES)} (allowed: {listed(JUDGES)})")
    return {kind: 1.0 if whole else share for kind, share in SHARES.items() if kinds is None or kind in kinds}
