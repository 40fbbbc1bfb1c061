"""Compare: all strategies of a company under the same luck, paired by replicate, at one budget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from imsim.engine.errors import InputError, RunFailed, listed, nearest
from imsim.outcomes import OUTCOMES
from imsim.scenarios.budget import Budgeted, wage_bill
from imsim.scenarios.scenario import Scenario, load
from imsim.scenarios.schema import TimeTable
from imsim.studies.comparison import Comparison
from imsim.studies.design import grid
from imsim.studies.execution import Told, conduct, somewhere
from imsim.studies.study import Study
from imsim.studies.subject import Strategies

if TYPE_CHECKING:
    from imsim.studies.results import Results


DEFAULT_REPLICATES = 30


@dataclass(frozen=True)
class ComparisonQuestion:
    """Which strategies of which company are to be compared, and how: all that determines the answer.

    Args:
        study: its runs: every strategy, the reference first, at one point, where nothing is varied.
        subject: the strategies.
    """

    study: Study
    subject: Strategies

    @classmethod
    def asked(
        cls,
        scenario: str | Path | Scenario,
        strategies: Sequence[str] | None = None,
        reference: str | None = None,
        replicates: int = DEFAULT_REPLICATES,
        weeks: int | None = None,
        seed: int = 1,
        budget: float | None = None,
        overrides: Sequence[str] = (),
    ) -> ComparisonQuestion:
        """Read the scenario, choose the strategies and scale them; arguments as for `compare`."""
        scenario = opened(scenario, weeks, budget, overrides)
        if replicates < 1:
            raise InputError(f"replicates = {replicates}: at least 1 is needed")
        arms = chosen(scenario, strategies, reference or scenario.table.reference)
        subject = Strategies(scenario, arms, (), tuple(OUTCOMES), int(seed), weekly=True)
        return cls(Study("compare", grid((), int(seed)), subject, replicates), subject)

    @property
    def scenario(self) -> Scenario:
        """What is compared, with the budget that was asked for."""
        return self.subject.scenario

    @property
    def strategies(self) -> tuple[Budgeted, ...]:
        """Scaled to the budget or as written, the reference first."""
        return self.subject.budgeted

    @property
    def budget(self) -> float | None:
        """Money a year; None where strategies stay as written."""
        share = self.scenario.table.budget.share_of_wages
        return share * wage_bill(self.scenario.organisation, self.scenario.economy) if share else None

    def answer(self, folder: Path | None = None, **how: Any) -> Comparison:
        """Run all strategies and put them side by side; arguments as for `conduct`.

        Raises:
            RunFailed: a run failed; the others are kept where there is a folder.
        """
        with somewhere(folder) as place:
            results = conduct(self.study, place, leave=self._leave if folder else None, **how)
            return self.found(results, place)

    def found(self, results: Results, folder: Path) -> Comparison:
        """The comparison that a folder holds.

        Raises:
            RunFailed: a run failed.
        """
        import pandas as pd

        from imsim.studies import files

        if results.errors:
            raise RunFailed(results.failures)
        plan = folder / files.PLAN
        return Comparison(
            scenario=self.scenario,
            strategies=self.strategies,
            reference=self.subject.arms[0],
            budget=self.budget,
            seed=self.study.design.seed,
            replicates=self.study.replicates,
            final={name: values[0] for name, values in results.final.items()},
            weekly={name: np.moveaxis(values[0], -1, 0) for name, values in results.weekly(folder).items()},
            plans=pd.read_parquet(plan) if plan.exists() else None,
        )

    def _leave(self, results: Results, folder: Path) -> None:
        """Tables, answer and figures beside the runs."""
        from imsim.reporting.figures import of_comparison
        from imsim.studies import files
        from imsim.studies.departments import inside_of

        if results.errors:
            return
        comparison = self.found(results, folder)
        files.write_csv(folder / "table.csv", comparison.table)
        files.write_json(folder / files.ANSWER, comparison.as_json())
        if comparison.plans is not None:
            files.write_csv(folder / "plan.csv", comparison.plans.drop(columns=["run", "point"]))
        seen = inside_of(comparison)
        files.write_parquet(folder / "departments.parquet", seen.departments)
        files.write_parquet(folder / "people.parquet", seen.people)
        files.write_figures(folder, of_comparison(comparison, seen))


def compare(
    scenario: str | Path | Scenario,
    *,
    strategies: Sequence[str] | None = None,
    reference: str | None = None,
    replicates: int = DEFAULT_REPLICATES,
    weeks: int | None = None,
    seed: int = 1,
    budget: float | None = None,
    overrides: Sequence[str] = (),
    jobs: int = 1,
    done: Callable[[int], None] | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    scheduler: str | None = None,
) -> Comparison:
    """Simulate strategies of a company under common random numbers and compare them.

    Args:
        scenario: a path, the name of a built-in scenario, or a loaded one.
        strategies: names; all by default. The reference is always among them.
        reference: strategy that differences are taken to; the scenario's own by default.
        replicates: runs of each strategy, paired by number.
        weeks: length of a run; the scenario's by default.
        seed: root of all chance.
        budget: yearly share of the wage bill; the scenario's by default, 0 leaves strategies as written.
        overrides: `dotted.key=value` texts laid over the scenario.
        jobs: processes. More than 1 needs a script with an `if __name__ == "__main__"` guard.
        done: called with the number of runs that have just finished.
        out: folder for runs, tables and figures; without one nothing is left.
        resume: go on with what is in that folder already.
        scheduler: address of a Dask scheduler to use instead of processes.

    Raises:
        InputError: the scenario or an option cannot be used.
        StudyConflict: the folder holds something else.
        RunFailed: a run failed.
    """
    question = ComparisonQuestion.asked(scenario, strategies, reference, replicates, weeks, seed, budget, overrides)
    folder, watch = Path(out) if out else None, Told(done)
    return question.answer(folder, jobs=jobs, scheduler=scheduler, resume=resume, watch=watch)


def opened(
    scenario: str | Path | Scenario,
    weeks: int | None = None,
    budget: float | None = None,
    overrides: Sequence[str] = (),
) -> Scenario:
    """A scenario from its file or as it was loaded, with other weeks, budget and numbers.

    Raises:
        InputError: it cannot be read, or does not allow them.
    """
    changes = [*overrides, *run_length(weeks)]
    if budget is not None:
        changes.append(f"budget.share_of_wages={float(budget)}")
    if isinstance(scenario, Scenario):
        return scenario.changed(changes) if changes else scenario
    return load(scenario, changes)


def run_length(weeks: int | None) -> list[str]:
    """Overrides for a run of so many weeks; a short run is evaluated whole."""
    if weeks is None:
        return []
    window = int(TimeTable.model_fields["window"].default)
    return [f"time.weeks={weeks}", *([f"time.window={weeks}"] if weeks < window else [])]


def chosen(scenario: Scenario, strategies: Sequence[str] | None, reference: str) -> tuple[str, ...]:
    """Names of the strategies wanted, the reference first."""
    known = list(scenario.table.strategies)
    for name in [*(strategies or ()), reference]:
        if name not in known:
            raise InputError(f'{scenario.name}: no strategy "{name}"{nearest(name, known)} ({listed(known, 20)})')
    wanted = known if strategies is None else strategies
    return (reference, *(name for name in dict.fromkeys(wanted) if name != reference))
