"""Compare: all strategies of a company under the same luck, paired by replicate, at one budget."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from imsim.budget import Budgeted, as_written, scaled_to, wage_bill
from imsim.errors import InputError, listed, nearest
from imsim.outcomes import OUTCOMES
from imsim.scenario import Scenario, load
from imsim.schema import TimeTable
from imsim.simulation import Record, Setting
from imsim.studies.comparison import Comparison, runs_frame, weeks_frame
from imsim.studies.runner import Block, cut, run_blocks

DEFAULT_REPLICATES = 30


@dataclass(frozen=True)
class Question:
    """Which strategies of which company are to be compared, and how: all that determines the answer.

    Args:
        scenario: loaded and checked.
        strategies: scaled to the budget or as written, the reference first.
        reference: strategy that differences are taken to.
        budget: money a year, None where strategies stay as written.
        replicates, seed: of the runs.
    """

    scenario: Scenario
    strategies: tuple[Budgeted, ...]
    reference: str
    budget: float | None
    replicates: int
    seed: int

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
    ) -> Question:
        """Read the scenario, choose the strategies and scale them; arguments as for `compare`."""
        changes = [*overrides, *run_length(weeks)]
        if not isinstance(scenario, Scenario):
            scenario = load(scenario, changes)
        elif changes:
            raise InputError(f"{scenario.name}: is loaded already; give weeks and overrides when you load it")
        if replicates < 1:
            raise InputError(f"replicates = {replicates}: at least 1 is needed")
        reference = reference or scenario.table.reference
        share = scenario.table.budget.share_of_wages if budget is None else budget
        setting = scenario.setting()
        return cls(
            scenario=scenario,
            strategies=budgeted(scenario, setting, chosen(scenario, strategies, reference), share),
            reference=reference,
            budget=share * wage_bill(setting.organisation, setting.economy) if share else None,
            replicates=replicates,
            seed=int(seed),
        )

    @property
    def options(self) -> dict[str, Any]:
        """What besides scenario and seed determines the numbers."""
        return {
            "strategies": [strategy.case.strategy for strategy in self.strategies],
            "reference": self.reference,
            "replicates": self.replicates,
            "budget": self.budget,
        }

    @property
    def key(self) -> str:
        """Two questions with one key have the same answer."""
        from imsim.studies.files import study_key

        return study_key("compare", self.scenario, self.options, self.seed)

    def blocks(self, jobs: int) -> list[Block]:
        """Blocks of whole replicates; where each replicate draws its own organisation, a block a replicate."""
        scenario, cases = self.scenario, tuple(strategy.case for strategy in self.strategies)
        if scenario.table.organisation.seed != "replicate":
            return cut(scenario.setting(), cases, self.replicates, self.seed, jobs)
        return [
            Block(scenario.setting(scenario.drawn_organisation(replicate)), cases, (replicate,), self.seed)
            for replicate in range(self.replicates)
        ]

    def answer(self, jobs: int = 1, done: Callable[[int], None] | None = None) -> Comparison:
        """Run all strategies and put them side by side."""
        records = run_blocks(self.blocks(jobs), jobs, done)
        return Comparison(
            scenario=self.scenario,
            strategies=self.strategies,
            reference=self.reference,
            budget=self.budget,
            seed=self.seed,
            replicates=self.replicates,
            final={name: np.concatenate([record.final[name] for record in records], axis=1) for name in OUTCOMES},
            weekly={name: np.concatenate([record.weekly[name] for record in records], axis=2) for name in OUTCOMES},
            plans=tuple(row for record in records for row in plan_rows(record)),
        )


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

    Raises:
        InputError: the scenario or an option cannot be used.
    """
    question = Question.asked(scenario, strategies, reference, replicates, weeks, seed, budget, overrides)
    return question.answer(jobs, done)


def plan_rows(record: Record) -> Iterator[dict[str, Any]]:
    """What the plans of a block did and why: a row a reading and run."""
    for first, entries in record.plans.items():
        for entry in entries:
            for case, replicate in np.ndindex(entry.reading.shape):
                yield {
                    "strategy": record.cases[first + case].strategy,
                    "replicate": record.replicates[replicate],
                    "week": entry.week,
                    "outcome": entry.outcome,
                    "reading": float(entry.reading[case, replicate]),
                    "missed": float(entry.missed[case, replicate]),
                    "programme": entry.programme,
                    "factor_before": None if entry.before is None else float(entry.before[case, replicate]),
                    "factor_after": None if entry.after is None else float(entry.after[case, replicate]),
                }


def run_length(weeks: int | None) -> list[str]:
    """Overrides for a run of so many weeks; a short run is evaluated whole."""
    if weeks is None:
        return []
    window = int(TimeTable.model_fields["window"].default)
    return [f"time.weeks={weeks}", *([f"time.window={weeks}"] if weeks < window else [])]


def chosen(scenario: Scenario, strategies: Sequence[str] | None, reference: str) -> list[str]:
    """Names of the strategies wanted, the reference first."""
    known = list(scenario.table.strategies)
    for name in [*(strategies or ()), reference]:
        if name not in known:
            raise InputError(f'{scenario.name}: no strategy "{name}"{nearest(name, known)} ({listed(known, 20)})')
    wanted = known if strategies is None else strategies
    return [reference, *(name for name in dict.fromkeys(wanted) if name != reference)]


def budgeted(scenario: Scenario, setting: Setting, names: Sequence[str], share: float) -> tuple[Budgeted, ...]:
    """Each strategy scaled to the yearly budget; those that opt out, or all where the budget is 0, as written."""
    budget = share * wage_bill(setting.organisation, setting.economy)

    def one(name: str) -> Budgeted:
        case = scenario.strategies[name]
        scale = budget > 0 and scenario.table.strategies[name].scale
        return scaled_to(setting, case, budget) if scale else as_written(setting, case)

    return tuple(one(name) for name in names)


def write(question: Question, comparison: Comparison, folder: Path, started: datetime) -> None:
    """Leave a comparison in a folder: tables and figures first, the manifest that vouches for them last."""
    import pandas as pd

    from imsim.figures import of_comparison
    from imsim.studies import files

    files.write_parquet(folder / "runs.parquet", runs_frame(comparison))
    files.write_parquet(folder / "weeks.parquet", weeks_frame(comparison))
    files.write_csv(folder / "table.csv", comparison.table)
    files.write_json(folder / files.ANSWER, comparison.as_json())
    if comparison.plans:
        files.write_csv(folder / "plan.csv", pd.DataFrame(list(comparison.plans)))
    files.write_figures(folder, of_comparison(comparison))
    content = files.manifest("compare", question.scenario, question.options, question.seed, started)
    files.write_json(folder / files.MANIFEST, content | {"finished": datetime.now(UTC).isoformat(timespec="seconds")})
