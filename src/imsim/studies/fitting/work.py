"""Do a fit: runs, emulators, posterior, check, rehearsal, and what is left for other studies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from imsim.engine.errors import RunFailed, listed
from imsim.scenarios.counts import count
from imsim.studies import files
from imsim.studies.answer import Json
from imsim.studies.execution import Progress, RunOptions
from imsim.studies.fitting.answer import DRAWS, NUMBERS, Fit, read_fit, with_texts
from imsim.studies.fitting.chains import AGREED, Draws, draws
from imsim.studies.fitting.emulator import Block, Emulator, blocks_of, emulated
from imsim.studies.fitting.fitted import FittedFirm, chosen_sets, left_behind
from imsim.studies.fitting.likelihood import Likelihood, likelihood_of
from imsim.studies.fitting.misfit import Predictive, made_anew, predictive
from imsim.studies.fitting.numbers import sampling
from imsim.studies.fitting.plan import FitPlan, plan_from
from imsim.studies.fitting.rehearsal import Rehearsal, Rehearsed, rehearsal_of
from imsim.studies.fitting.verdicts import LEVEL, Verdict, ridges_of, verdicts_of
from imsim.studies.from_manifest import scenario_in
from imsim.studies.results import Results
from imsim.studies.stages import Stages, Way, run_stages

Values = NDArray[np.float64]

# What the table of numbers says of each besides its value.
ABOUT = ("name", "block", "measure", "department", "label", "first", "last", "n")


@dataclass(frozen=True)
class Learner:
    """Learns parameters from numbers: emulators are fitted once, any data of the same design can then be fitted.

    Args:
        plan: of the fit.
        values: numbers of the runs, shape (runs, numbers).
    """

    plan: FitPlan
    values: Values

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """How well emulators follow each block."""
        places, luck = self.plan.places
        every = emulated(places, self.values, luck)
        return blocks_of([one.block for one in self.plan.numbers], every, self.values, self.plan.pairs)

    @cached_property
    def used(self) -> NDArray[np.bool_]:
        """Which numbers are fitted: those of blocks that emulators follow, which differ between runs at all."""
        followed = {one.name for one in self.blocks if one.used}
        there = np.array([one.block in followed for one in self.plan.numbers])
        return np.asarray(there & (self.values.std(axis=0) > 0), dtype=np.bool_)

    @cached_property
    def names(self) -> list[str]:
        """Block of each number that is fitted."""
        return [one.block for one, used in zip(self.plan.numbers, self.used, strict=True) if used]

    @cached_property
    def sampling(self) -> Values:
        """Covariance of what observed numbers have and runs have not."""
        return sampling([one for one, used in zip(self.plan.numbers, self.used, strict=True) if used])

    @cached_property
    def emulator(self) -> Emulator:
        """Emulators of the numbers that are fitted."""
        places, luck = self.plan.places
        return emulated(places, self.values[:, self.used], luck)

    @cached_property
    def likelihood(self) -> Likelihood:
        """Of the numbers that are fitted."""
        places, luck = self.plan.places
        return likelihood_of(self.emulator, places, self.values[:, self.used], luck, self.sampling)

    def learn(self, observed: Values, seed: int) -> tuple[Draws, Predictive]:
        """Draws from the posterior, and the check at it, shape of the observed (numbers that are fitted,)."""
        found = draws(lambda places: self.likelihood.log(places, observed), len(self.plan.factors), seed)
        luck = self.plan.places[1]
        held = predictive(self.emulator, self.sampling, luck, self.names, observed, found)
        return found, held

    def rehearse(self, firms: Values) -> Rehearsal:
        """Fit firms that were made, shape (firms, numbers)."""
        tail, rehearsed = (1 - LEVEL) / 2, []
        for number, (truth, values) in enumerate(zip(self.plan.truths, firms, strict=True)):
            rng = np.random.default_rng([self.plan.seed, 2, number])
            found, held = self.learn(made_anew(values[self.used], self.sampling, rng), self.plan.seed + number)
            low, high = np.quantile(found.places, (tail, 1 - tail), axis=0)
            rehearsed.append(Rehearsed(truth, found.places.mean(axis=0), low, high, held.refused))
        return rehearsal_of(self.plan.factors, rehearsed)


def fit(
    plan: FitPlan, folder: Path | None = None, options: RunOptions | None = None, progress: Progress | None = None,
    write: Callable[[Fit, Path], None] | None = None,
) -> Fit:  # fmt: skip
    """Fit a firm in a folder, or read the fit from it where it holds one.

    Args:
        plan: what is wanted.
        folder: where runs and findings are left; without one nothing is.
        options: how to run it.
        progress: called as runs finish.
        write: called with the answer and the folder, for what else is to be left there.

    Raises:
        StudyConflict: the folder holds something else.
        RunFailed: runs failed, emulators follow nothing, or the model cannot have made the data; the runs stay.
    """

    def answer(at_work: Stages) -> Fit:
        return _fitted(plan, at_work, datetime.now(UTC))

    return run_stages(plan, folder, Way(answer, read, write), options, progress)


def _fitted(plan: FitPlan, at_work: Stages, started: datetime) -> Fit:
    import pandas as pd

    learner = Learner(plan, _numbers(at_work.run("design", plan.design)))
    observed = np.array([one.value for one in plan.numbers])[_followed(learner)]
    found, held = learner.learn(observed, plan.seed)
    _trusted(found, held)
    firms = _numbers(at_work.run("rehearsal", plan.rehearsal)) if plan.rehearse else None
    rehearsal = learner.rehearse(firms) if firms is not None else None
    verdicts = verdicts_of(plan.factors, found.places)
    columns = {one.name: one.values(found.places[:, i]) for i, one in enumerate(plan.factors)}
    return Fit(
        plan.scenario, plan.strategy, str(plan.start), plan.weeks, plan.seed, verdicts,
        ridges_of(plan.factors, found.places), learner.blocks, held.checks, rehearsal, found.agreement,
        plan.untreated, plan.design.runs, _table(plan, learner, held), pd.DataFrame(columns),
        _left(plan, at_work, verdicts, found.places, started),
    )  # fmt: skip


def _numbers(results: Results) -> Values:
    """Numbers of the runs, shape (runs, numbers).

    Raises:
        RunFailed: a run failed, or nobody was there who could be asked.
    """
    if results.errors:
        raise RunFailed(results.failures)
    values = np.column_stack([one[:, 0, 0] for one in results.final.values()])
    for name, column in zip(results.final, values.T, strict=True):
        if not np.isfinite(column).all():
            raise RunFailed(f"{name}: in {count(int((~np.isfinite(column)).sum()), 'run')} there is nobody to ask")
    return values


def _followed(learner: Learner) -> NDArray[np.bool_]:
    """The numbers that are fitted.

    Raises:
        RunFailed: there are none.
    """
    if not learner.used.any():
        raise RunFailed(
            f"emulators follow none of the data ({listed(one.name for one in learner.blocks)}); more --samples, or "
            "fewer --parameters"
        )
    return learner.used


def _trusted(found: Draws, held: Predictive) -> None:
    """Refuse chains that do not agree, and data that the model cannot have made.

    Raises:
        RunFailed: with the reason.
    """
    if held.refused:
        worst = held.worst
        others = [one.block for one in held.checks if one.p <= worst.p and one.block != worst.block]
        raise RunFailed(
            f"the model cannot have made these data: {worst.block} lies {worst.distance:.2g} variances a number from "
            f"what it makes with any of the parameters, 95 % of its own data within {worst.usual:.2g} (p = "
            f"{worst.p:.2g}{f'; likewise {listed(others, 3)}' if others else ''}); does the scenario tell all that was "
            "done and happened in the window, with its weeks? If so, a parameter may lie outside what was tried: fit "
            "others too (--parameters) or widen their ranges (--vary). Nothing is left but the runs"
        )
    if found.agreement > AGREED:
        raise RunFailed(
            f"the chains do not agree (R-hat {found.agreement:.2f}, at most {AGREED}): the data speak for parameters "
            "far apart; fewer --parameters, or narrower ranges with --vary"
        )


def _table(plan: FitPlan, learner: Learner, held: Predictive) -> Any:
    """A row a number: what was observed, and what the fitted model makes."""
    import pandas as pd

    rows: list[Json] = []
    fitted = iter(zip(held.low, held.middle, held.high, learner.emulator.explained, strict=True))
    for one, used in zip(plan.numbers, learner.used, strict=True):
        low, middle, high, explained = next(fitted) if used else (np.nan,) * 4
        about = {name: getattr(one, name) for name in ABOUT}
        rows.append(about | {"observed": one.value, "noise": one.noise, "low": low, "middle": middle, "high": high,
                             "explained": explained, "used": bool(used)})  # fmt: skip
    return pd.DataFrame(rows)


def _left(
    plan: FitPlan, at_work: Stages, verdicts: tuple[Verdict, ...], places: Values, started: datetime
) -> dict[str, Any]:
    """The fitted scenario and its parameter sets, whose levels are run."""
    firm, sets = FittedFirm(plan, verdicts), chosen_sets(places)
    levels = []
    for name, seed in (("levels", plan.seed), ("levels_again", plan.seed + 1)):
        results = at_work.run(name, plan.levels(firm.scenario({}), sets, seed))
        if results.errors:
            raise RunFailed(results.failures)
        levels.append({outcome: values[:, 0].mean(axis=1) for outcome, values in results.final.items()})
    return left_behind(firm, sets, levels[0], levels[1], started)


def read(plan: FitPlan, folder: Path) -> Fit:
    """The fit that a folder holds.

    Raises:
        InputError: its files cannot be read.
    """
    import pandas as pd

    with files.readable(f"{folder}: its files"):
        content = files.read_json(folder / files.ANSWER)
        numbers = with_texts(pd.read_csv(folder / NUMBERS))
        return read_fit(plan.scenario, content, numbers, pd.read_parquet(folder / DRAWS))


def planned_in(manifest: Json, folder: Path) -> FitPlan:
    """The fit that a manifest describes; imported tables are laid into the folder."""
    return plan_from(manifest["options"], scenario_in(manifest["scenario"], folder), int(manifest["seed"]))
