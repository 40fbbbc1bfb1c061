"""What a comparison found: levels, paired differences, cost, return; as objects, tables, figures and JSON."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from imsim.outcomes import OUTCOMES
from imsim.scenarios.budget import Budgeted
from imsim.scenarios.model import BY_NAME
from imsim.scenarios.scenario import Scenario
from imsim.studies import files
from imsim.studies.answer import Answer, Json, recorded
from imsim.studies.departments import DepartmentView, department_view
from imsim.studies.intervals import LEVEL, Estimate, estimate, joint_critical, paired, unpaired_error
from imsim.studies.investment import marginal_gain, payback_week, present_values
from imsim.studies.labelled import dose_of, doses_frame, runs_frame, weeks_frame
from imsim.studies.sequential import LOOK_LEVEL

if TYPE_CHECKING:
    import pandas as pd

Values = NDArray[np.float64]

# By what strategies are told to be best, and what is drawn, unless somebody asks for something else.
JUDGED_BY = ("acsi", "profit", "turnover")
# Share of the planned cost by which what was spent may differ before it is marked.
OFF_PLAN = 0.05
# Replicates whose departments are looked into: each costs another run.
LOOKED_INTO = 4


@dataclass(frozen=True)
class Comparison(Answer):
    """Strategies of one company side by side.

    Args:
        scenario: what was compared.
        strategies: each scaled to the budget (or as written), in the order of the tables.
        reference: the strategy that differences are taken to.
        budget: money a year, or None where strategies were left as they are.
        seed, replicates: of the runs.
        final: outcome -> (strategies, replicates), over the outcome's span.
        weekly: outcome -> (weeks, strategies, replicates).
        plans: what plans did and why, a row a reading and run; None where there are none.
        until: what it was to know before it stopped, and its looks; None where the number of replicates was given.
    """

    kind = "compare"
    scenario: Scenario
    strategies: tuple[Budgeted, ...]
    reference: str
    budget: float | None
    seed: int
    replicates: int
    final: dict[str, Values]
    weekly: dict[str, Values]
    plans: pd.DataFrame | None = None
    until: Json | None = None

    @property
    def names(self) -> list[str]:
        """Names of the strategies."""
        return [strategy.case.strategy for strategy in self.strategies]

    def place_of(self, strategy: str) -> int:
        """Number of a strategy."""
        return self.names.index(recorded(strategy, self.names))

    def values(self, outcome: str, strategy: str) -> Values:
        """One number a replicate, shape (replicates,); InputError where the study has no such outcome or strategy."""
        return cast(Values, self.final[recorded(outcome, self.final)][self.place_of(strategy)])

    def level(self, outcome: str, strategy: str) -> Estimate:
        """Mean of an outcome with its interval."""
        return estimate(self.values(outcome, strategy))

    def difference(self, outcome: str, strategy: str, other: str | None = None) -> Estimate:
        """Mean paired difference to another strategy, the reference by default.

        Its interval holds together with those of all other strategies to the same one (max-t): who reads a whole
        column is told something false in one study of twenty, not in one line of twenty. Where the study was looked at
        again and again until it told enough, that holds over all looks.
        """
        other = other or self.reference
        differences = self.values(outcome, strategy) - self.values(outcome, other)
        # A strategy does not differ from itself, and that is certain.
        if strategy == other:
            return estimate(differences)
        return paired(differences).reaching(self.critical(outcome, other))

    def critical(self, outcome: str, other: str) -> float:
        """How many standard errors the intervals of all differences to one strategy take together."""
        if (outcome, other) not in self._critical:
            values = self.final[outcome]
            rest = np.delete(values, self.names.index(other), axis=0) - self.values(outcome, other)
            level = LOOK_LEVEL if self.until else LEVEL
            self._critical[outcome, other] = joint_critical(rest, self.seed, level) if len(rest) else float("nan")
        return self._critical[outcome, other]

    @cached_property
    def _critical(self) -> dict[tuple[str, str], float]:
        return {}

    def cost(self, strategy: str) -> Estimate:
        """What the strategy cost a year: cash and the wage value of working time."""
        return estimate(self.values("programme_cash", strategy) + self.values("programme_time", strategy))

    def cost_per_point(self, strategy: str) -> float | None:
        """Cost a year of one ACSI point gained; None where the gain is not clearly positive."""
        gain = self.difference("acsi", strategy)
        return self.cost(strategy).mean / gain.mean if gain.low > 0 else None

    def leader(self, outcome: str) -> str:
        """The strategy with the best mean of an outcome; it may be the reference."""
        sign = OUTCOMES[outcome].better or 1
        return max(self.names, key=lambda name: sign * float(self.values(outcome, name).mean()))

    def lead(self, outcome: str) -> dict[str, Estimate]:
        """Paired difference of the leader to each other strategy, with its interval."""
        leader = self.leader(outcome)
        return {name: self.difference(outcome, leader, name) for name in self.names if name != leader}

    def gross_return(self, strategy: str) -> dict[str, Estimate]:
        """Yearly gain before programme cash, in all, through customers, and through turnover (paired)."""
        margin = self.scenario.economy.margin

        def more(outcome: str) -> Values:
            return self.values(outcome, strategy) - self.values(outcome, self.reference)

        customers = margin * more("revenue")
        turnover = -more("replacement") - more("payroll")
        return {name: paired(gain) for name, gain in
                (("all", customers + turnover), ("customers", customers), ("turnover", turnover))}  # fmt: skip

    def return_on_cash(self, strategy: str) -> float | None:
        """Profit gained per unit of cash spent; None without cash, or where the gain is not clear."""
        cash = float(
            self.values("programme_cash", strategy).mean() - self.values("programme_cash", self.reference).mean()
        )
        gain = self.difference("profit", strategy)
        return gain.mean / cash if cash > 0 and gain.clear else None

    def return_on_cost(self, strategy: str) -> float | None:
        """Profit gained per unit of cash and working time; None without cost, or where the gain is not clear."""
        cost, gain = self.cost(strategy).mean - self.cost(self.reference).mean, self.difference("profit", strategy)
        return gain.mean / cost if cost > 0 and gain.clear else None

    def gained(self, outcome: str, strategy: str) -> Values:
        """What a strategy has more of an outcome than the reference, by week, (weeks, replicates)."""
        weekly = self.weekly[recorded(outcome, self.weekly)]
        return weekly[:, self.place_of(strategy)] - weekly[:, self.place_of(self.reference)]

    def net_present_value(self, strategy: str) -> Estimate:
        """What the profit gained in the run is worth at its start."""
        rate = self.scenario.parameters.get("discount_rate", BY_NAME["discount_rate"].default)
        values = present_values(self.gained("profit", strategy), rate)
        return estimate(values) if strategy == self.reference else paired(values)

    def payback(self, strategy: str) -> int | None:
        """Weeks after which the strategy has earned, on average, what it took; None where it has not."""
        return payback_week(self.gained("profit", strategy).mean(axis=1))

    def loop_gain(self, strategy: str) -> float | None:
        """Share of its cost that a strategy earns for its own next quarter; None where its plan funds nothing.

        Below 1 it settles. By what a quarter earns more where it costs more, so its noise is that of few quarters.
        """
        plan = self.strategies[self.place_of(strategy)].case.plan
        if plan is None or not plan.fund:
            return None
        costs = self.gained("programme_cash", strategy) + self.gained("programme_time", strategy)
        slope = marginal_gain(self.gained("profit", strategy), costs)
        return None if slope is None else plan.fund * slope

    def off_plan(self, strategy: str) -> bool:
        """Whether it cost clearly more or less than was planned."""
        planned = self.strategies[self.place_of(strategy)].planned
        return planned > 0 and abs(self.cost(strategy).mean / planned - 1) > OFF_PLAN

    def rows(self) -> Iterator[Json]:
        """A row for each strategy and outcome: mean, interval, paired difference, interval, both standard errors."""
        for name in self.names:
            for outcome in self.final:
                level, gain = self.level(outcome, name), self.difference(outcome, name)
                yield {
                    "strategy": name,
                    "outcome": outcome,
                    "unit": OUTCOMES[outcome].unit,
                    "mean": level.mean,
                    "low": level.low,
                    "high": level.high,
                    "difference": gain.mean,
                    "difference_low": gain.low,
                    "difference_high": gain.high,
                    "paired_error": gain.error,
                    "unpaired_error": unpaired_error(self.values(outcome, name), self.values(outcome, self.reference)),
                }

    @cached_property
    def table(self) -> pd.DataFrame:
        """All rows as a tidy data frame."""
        import pandas as pd

        return pd.DataFrame(list(self.rows()))

    @property
    def runs(self) -> pd.DataFrame:
        """Every outcome over its span, by strategy and replicate; `runs.to_xarray()` where xarray is installed."""
        return runs_frame(self).set_index(["strategy", "replicate"])

    @property
    def weeks(self) -> pd.DataFrame:
        """Every outcome of every week, by strategy, replicate and week; `departments.weeks` has departments, too."""
        return weeks_frame(self).set_index(["strategy", "replicate", "week"])

    @property
    def doses(self) -> pd.DataFrame:
        """What was run of each programme: the lever that the budget scales, and its value."""
        return doses_frame(self)

    @property
    def outcomes_drawn(self) -> Collection[str]:
        """Every outcome."""
        return self.final

    @cached_property
    def departments(self) -> DepartmentView:
        """What goes on in the departments under the reference and the strategy that pleases customers most.

        Seen in the first replicates, which are run once more for it; in the first alone where each replicate draws an
        organisation of its own.
        """
        names = {self.reference, self.leader("acsi")}
        cases = [one.case for one in self.strategies if one.case.strategy in names]
        replicates = 1 if self.scenario.per_replicate else min(LOOKED_INTO, self.replicates)
        return department_view(self.scenario.setting(), cases, range(replicates), self.seed)

    def artefacts(self) -> dict[str, pd.DataFrame | Json]:
        """Tables of strategies and outcomes, of plans, of departments and employees, and the answer."""
        result: dict[str, pd.DataFrame | Json] = {files.TABLE: self.table, files.ANSWER: self.as_json()}
        result["doses.csv"] = self.doses
        if self.plans is not None:
            result["plan.csv"] = self.plans.drop(columns=["run", "point"])
        seen = self.departments
        return result | {"departments.parquet": seen.departments, "people.parquet": seen.employees}

    def as_json(self) -> Json:
        """The stable machine-readable shape; numbers without an interval are null."""
        return {
            "scenario": self.scenario.name,
            "reference": self.reference,
            "replicates": self.replicates,
            "weeks": self.scenario.timeline.weeks,
            "seed": self.seed,
            "budget": self.budget,
            "strategies": [self._strategy_json(strategy) for strategy in self.strategies],
            "leaders": {
                outcome: {
                    "strategy": self.leader(outcome),
                    "ahead_of": {name: gain.as_json() for name, gain in self.lead(outcome).items()},
                }
                for outcome in JUDGED_BY
            },
        } | ({"until": self.until} if self.until else {})

    def _strategy_json(self, strategy: Budgeted) -> Json:
        name = strategy.case.strategy
        outcomes = {}
        for outcome in self.final:
            level, gain = self.level(outcome, name).as_json(), self.difference(outcome, name).as_json()
            gained = {"difference": gain["mean"], "difference_low": gain["low"], "difference_high": gain["high"]}
            outcomes[outcome] = level | gained
        return {
            "name": name,
            "label": self.scenario.label(name),
            "cost_per_year": self.cost(name).mean,
            "cost": self.cost(name).as_json(),
            "cash_per_year": float(self.values("programme_cash", name).mean()),
            "time_per_year": float(self.values("programme_time", name).mean()),
            "planned_per_year": strategy.planned,
            "doses": {key: {one.lever: dose_of(one)} for key, one in strategy.case.programmes},
            "under_budget": strategy.under_budget,
            "over_budget": strategy.over_budget,
            "cost_per_point": self.cost_per_point(name),
            "off_plan": self.off_plan(name),
            "realised_over_budget": self.budget is not None and self.cost(name).mean > self.budget * (1 + OFF_PLAN),
            "return_on_cash": self.return_on_cash(name),
            "return_on_cost": self.return_on_cost(name),
            "net_present_value": self.net_present_value(name).as_json(),
            "payback_weeks": self.payback(name),
            "loop_gain": self.loop_gain(name),
            "gained_through": {key: gain.as_json() for key, gain in self.gross_return(name).items()},
            "outcomes": outcomes,
        }
