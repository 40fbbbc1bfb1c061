"""Strategies under uncertainty: how often each is best when the numbers of the model are drawn instead of fixed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from imsim.errors import InputError
from imsim.outcomes import OUTCOMES
from imsim.scenario import Scenario
from imsim.studies.compare import Question
from imsim.studies.conduct import conduct
from imsim.studies.design import latin_hypercube
from imsim.studies.factors import uncertain_factors
from imsim.studies.influence import Luck, luck
from imsim.studies.methods import METHODS
from imsim.studies.results import Results
from imsim.studies.study import Study
from imsim.studies.subject import Strategies

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

JUDGED_BY = ("acsi", "profit")
SAMPLES, REPLICATES = 128, 4
LEVEL = 0.95

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Standing:
    """How a strategy does over all that may be true.

    Args:
        strategy: name.
        mean: of the outcome over the sampled worlds.
        best: share of the worlds in which no other strategy does better, with its interval.
        low, high: of `best`.
        regret: what is lost on average by choosing it instead of the best one of each world.
    """

    strategy: str
    mean: float
    best: float
    low: float
    high: float
    regret: float


@dataclass(frozen=True)
class Turn:
    """How an uncertainty turns the ranking of the two best strategies.

    Args:
        parameter: name.
        correlation: rank correlation of the first one's advantage with the parameter.
        pawn: shift of the advantage's distribution over slices of the parameter (median PAWN index).
        when_low: share of worlds in which the first one is ahead, where the parameter is in its lowest third.
        when_high: the same for its highest third.
        clear: whether the correlation is more than luck, given how many parameters were looked at.
    """

    parameter: str
    correlation: float
    pawn: float
    when_low: float
    when_high: float
    clear: bool


@dataclass(frozen=True)
class Uncertain:
    """Strategies of one company in many possible worlds.

    Args:
        scenario: what was compared.
        results: of the runs.
    """

    scenario: Scenario
    results: Results

    def means(self, outcome: str) -> Values:
        """Mean over replicates, larger is better: (worlds, strategies)."""
        values = [self.results.values(outcome, arm) for arm in self.results.arms]
        sign = OUTCOMES[outcome].better or 1
        found: Values = sign * np.stack(values, axis=1).mean(axis=2)
        return found

    def standings(self, outcome: str) -> list[Standing]:
        """Strategies, the one that is best most often first."""
        values, sign = self.means(outcome), OUTCOMES[outcome].better or 1
        top = values.max(axis=1)
        found = []
        for i, strategy in enumerate(self.results.arms):
            best = float((values[:, i] == top).mean())
            low, high = share_interval(best, len(values))
            mean, regret = float(sign * values[:, i].mean()), float((top - values[:, i]).mean())
            found.append(Standing(strategy, mean, best, low, high, regret))
        return sorted(found, key=lambda one: (-one.best, one.regret))

    def leaders(self, outcome: str) -> tuple[str, str]:
        """The two strategies with the best means."""
        order = np.argsort(-self.means(outcome).mean(axis=0), kind="stable")
        return self.results.arms[order[0]], self.results.arms[order[1]]

    def advantage(self, outcome: str) -> Values:
        """Of the best strategy over the second: (worlds, replicates), larger is better."""
        first, second = self.leaders(outcome)
        return (OUTCOMES[outcome].better or 1) * self.results.values(outcome, first, second)

    def luck(self, outcome: str) -> Luck | None:
        """How much of that advantage's variation is luck."""
        return luck(self.advantage(outcome))

    def turns(self, outcome: str) -> list[Turn]:
        """What turns the ranking of the two best, the strongest first."""
        from imsim.studies.sensitivity import analyse

        design, advantage = self.results.design, self.advantage(outcome).mean(axis=1)
        if np.ptp(advantage) == 0:
            return []
        pawn, _ = analyse(METHODS["pawn"], design, advantage, resamples=0)
        ahead, bar = advantage > 0, _luck_bar(len(advantage), len(design.factors))
        found = []
        for i, name in enumerate(design.names):
            place = design.places[:, i]
            correlation = _rank_correlation(place, advantage)
            low, high = (float(ahead[part].mean()) for part in (place < 1 / 3, place > 2 / 3))
            found.append(Turn(name, correlation, pawn[name]["median"], low, high, abs(correlation) > bar))
        return sorted(found, key=lambda turn: -abs(turn.correlation))

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row for each outcome and strategy."""
        import pandas as pd

        rows = [{"outcome": name} | vars(one) for name in self.results.final for one in self.standings(name)]
        return pd.DataFrame(rows)

    def plot(self, outcome: str = "acsi") -> Figure:
        """How often each strategy is best, and the regret of choosing it."""
        from imsim.figures import of_uncertain_outcome

        return next(of_uncertain_outcome(self, outcome))[1]

    def as_json(self) -> dict[str, Any]:
        """The machine-readable shape."""
        return {
            "scenario": self.scenario.name,
            "worlds": self.results.design.points,
            "replicates": self.results.replicates,
            "seed": self.results.design.seed,
            "parameters": self.results.design.names,
            "outcomes": {name: self._outcome_json(name) for name in self.results.final},
        }

    def _outcome_json(self, outcome: str) -> dict[str, Any]:
        chance = self.luck(outcome)
        first, second = self.leaders(outcome)
        return {
            "strategies": [vars(one) for one in self.standings(outcome)],
            "first": first,
            "second": second,
            "first_ahead": float((self.advantage(outcome).mean(axis=1) > 0).mean()),
            "noise_share": chance.share if chance else None,
            "turned_by": [vars(turn) for turn in self.turns(outcome)],
        }


def asked(question: Question, samples: int = SAMPLES, replicates: int = REPLICATES, number: int | None = None) -> Study:
    """The study behind a comparison under uncertainty: its strategies, scaled to the budget once, in sampled worlds.

    Args:
        question: scenario, strategies and seed; its number of replicates is that of a comparison in one world.
        samples: worlds, a Latin hypercube over the uncertainties.
        replicates: of each world.
        number: so many of the widest uncertainties; all by default.
    """
    if len(question.strategies) < 2:
        raise InputError("--uncertain: at least two strategies are needed")
    cases = tuple(strategy.case for strategy in question.strategies)
    design = latin_hypercube(uncertain_factors(question.scenario, number), samples, question.seed)
    arms = tuple(case.strategy for case in cases)
    subject = Strategies(question.scenario, arms, design.factors, JUDGED_BY, question.seed, cases=cases)
    return Study("uncertainty", design, subject, replicates)


def uncertain(
    question: Question,
    samples: int = SAMPLES,
    jobs: int = 1,
    done: Callable[[int], None] | None = None,
    *,
    replicates: int = REPLICATES,
    folder: Path | None = None,
    resume: bool = False,
    retry_failed: bool = False,
    scheduler: str | None = None,
) -> Uncertain:
    """Compare strategies in worlds whose uncertain parameters are drawn.

    Args:
        question: what is compared.
        samples: worlds.
        jobs: processes.
        done: called with the number of runs that have just finished.
        replicates: of each strategy in each world.
        folder: as for `conduct`.
        resume: as for `conduct`.
        retry_failed: as for `conduct`.
        scheduler: as for `conduct`.
    """
    study = asked(question, samples, replicates)

    def leave(results: Results, into: Path) -> None:
        from imsim.figures import of_uncertain
        from imsim.studies import files

        if not results.errors:
            found = Uncertain(question.scenario, results)
            files.write_csv(into / "table.csv", found.table)
            files.write_json(into / files.ANSWER, found.as_json())
            files.write_figures(into, of_uncertain(found))

    results = conduct(
        study,
        folder,
        jobs=jobs,
        scheduler=scheduler,
        resume=resume,
        retry_failed=retry_failed,
        watch=_Told(done),
        leave=leave,
    )
    return Uncertain(question.scenario, results)


@dataclass(frozen=True)
class _Told:
    """A watch that passes on how many runs are finished."""

    done: Callable[[int], None] | None

    def begin(self, runs: int, finished: int) -> None:  # noqa: ARG002
        if self.done and finished:
            self.done(finished)

    def advance(self, runs: int) -> None:
        if self.done:
            self.done(runs)


def share_interval(share: float, number: int, level: float = LEVEL) -> tuple[float, float]:
    """Wilson's interval of a share.

    Example:
        >>> [round(bound, 3) for bound in share_interval(0.5, 100)]
        [0.404, 0.596]
    """
    z = float(ndtri((1 + level) / 2))
    middle = (share + z * z / (2 * number)) / (1 + z * z / number)
    half = z / (1 + z * z / number) * np.sqrt(share * (1 - share) / number + z * z / (4 * number * number))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def _rank_correlation(one: Values, other: Values) -> float:
    """Spearman's correlation of two columns."""
    first, second = (np.argsort(np.argsort(column, kind="stable")) for column in (one, other))
    return float(np.cov(first, second)[0, 1] / (first.std(ddof=1) * second.std(ddof=1)))


def _luck_bar(number: int, parameters: int) -> float:
    """Rank correlation that luck alone exceeds in one of so many parameters only 5 % of the time."""
    return float(ndtri(1 - (1 - LEVEL) / 2 / parameters) / np.sqrt(number - 1))
