"""Robustness of a ranking over plausible parameter sets: probability best, regret, switching factors."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import astuple, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from imsim.outcomes import OUTCOMES
from imsim.scenarios.scenario import Scenario
from imsim.studies import files
from imsim.studies.answer import Answer, Json
from imsim.studies.design import GIVEN, Design
from imsim.studies.intervals import LEVEL, Estimate, Share, estimate, joint_intervals
from imsim.studies.methods import METHODS
from imsim.studies.noise import MonteCarloNoise, monte_carlo_noise
from imsim.studies.results import Results
from imsim.studies.structure_verdicts import Verdict, as_json, like_the_firm, verdict_on
from imsim.studies.structures import AS_IT_IS, parted

if TYPE_CHECKING:
    import pandas as pd

Values = NDArray[np.float64]


@dataclass(frozen=True)
class RankedStrategy:
    """A strategy's probability of being best, gain and regret over all parameter sets.

    Args:
        strategy: name.
        best: share of the sets in which no other strategy does better, with its interval.
        low, high: of `best`.
        better: share of the sets in which it does better than the reference, the first strategy; None for that one.
        better_low, better_high: its interval.
        gain: over the reference, paired by set, mean over the sets; None for the reference.
        gain_low, gain_high: its interval, which holds jointly for all strategies.
        mean: of the outcome over the parameter sets.
        mean_low, mean_high: its interval.
        regret: what is lost on average by choosing it instead of the best one of each set.
        regret_low, regret_high: its interval over sets.
    """

    strategy: str
    best: float
    low: float
    high: float
    better: float | None
    better_low: float | None
    better_high: float | None
    gain: float | None
    gain_low: float | None
    gain_high: float | None
    mean: float
    mean_low: float
    mean_high: float
    regret: float
    regret_low: float
    regret_high: float


@dataclass(frozen=True)
class SwitchingFactor:
    """A switching factor: an uncertainty on which the ranking of the first two strategies depends.

    Args:
        parameter: name.
        correlation: rank correlation of the first one's advantage with the parameter.
        pawn: shift of the advantage's distribution over slices of the parameter (median PAWN index).
        when_low: share of sets in which the first one is ahead, where the parameter is in its lowest third.
        when_high: share of sets in which the first one is ahead, where the parameter is in its highest third.
        when_low_low, when_low_high, when_high_low, when_high_high: intervals of both.
        clear: whether the correlation is more than chance, given how many parameters were looked at.
    """

    parameter: str
    correlation: float
    pawn: float
    when_low: float
    when_low_low: float
    when_low_high: float
    when_high: float
    when_high_low: float
    when_high_high: float
    clear: bool


@dataclass(frozen=True)
class Robustness(Answer):
    """Strategies of one company over plausible parameter sets.

    Args:
        scenario: what was compared.
        results: of the runs in the scenario's own structure of the model.
        others: results in other structures, by their names.
    """

    kind = "uncertainty"
    scenario: Scenario
    results: Results
    others: Mapping[str, Results] = field(default_factory=dict)

    @classmethod
    def of(cls, scenario: Scenario, results: Results) -> Robustness:
        """The answer of a study, in one structure or across several."""
        return cls(scenario, *parted(results))

    @property
    def outcomes_drawn(self) -> Collection[str]:
        """What strategies were judged by."""
        return self.outcomes

    @property
    def outcomes(self) -> list[str]:
        """What strategies are judged by; others may be recorded to see whether the firm is like the one described."""
        return list(self.results.ask.get("judged") or self.results.final)

    @property
    def plausible(self) -> Json | None:
        """How the sets were conditioned on what is known of the firm; None where they were drawn as they come."""
        found: Json | None = self.results.ask.get("plausible")
        return found

    def means(self, outcome: str) -> Values:
        """Mean over replicates, larger is better: (sets, strategies)."""
        values = [self.results.values(outcome, strategy) for strategy in self.results.strategies]
        sign = OUTCOMES[outcome].better or 1
        found: Values = sign * np.stack(values, axis=1).mean(axis=2)
        return found

    def ranking(self, outcome: str) -> list[RankedStrategy]:
        """Strategies, the one that is best most often first."""
        values, sign = self.means(outcome), OUTCOMES[outcome].better or 1
        top = values.max(axis=1)
        gains = values[:, 1:] - values[:, :1]
        mean, half = joint_intervals(sign * gains.T, self.results.design.seed)
        against = [[None] * 6] + [
            [*astuple(Share.of(gain > 0)), mean[i], mean[i] - half[i], mean[i] + half[i]]
            for i, gain in enumerate(gains.T)
        ]
        found = []
        for i, strategy in enumerate(self.results.strategies):
            shares = [*astuple(Share.of(values[:, i] == top)), *against[i]]
            pairs = (estimate(sign * values[:, i]), estimate(top - values[:, i]))
            numbers = [end for one in pairs for end in (one.mean, one.low, one.high)]
            found.append(RankedStrategy(strategy, *shares, *numbers))
        return sorted(found, key=lambda one: (-one.best, one.regret))

    def leaders(self, outcome: str) -> tuple[str, str]:
        """The strategy that is best most often, and the one that takes its place most often."""
        first, second, *_ = self.ranking(outcome)
        return first.strategy, second.strategy

    def ahead(self, outcome: str) -> Share:
        """Share of sets in which the first strategy is ahead of the second."""
        return Share.of(self.advantage(outcome).mean(axis=1) > 0)

    def advantage(self, outcome: str) -> Values:
        """Of the first strategy over the second: (sets, replicates), larger is better."""
        first, second = self.leaders(outcome)
        return (OUTCOMES[outcome].better or 1) * self.results.values(outcome, first, second)

    def lead(self, outcome: str) -> Estimate:
        """Advantage of the first strategy over the second, mean over sets with its interval."""
        return estimate(self.advantage(outcome).mean(axis=1))

    def noise(self, outcome: str) -> MonteCarloNoise | None:
        """Share of Monte-Carlo noise in the variance of the advantage."""
        return monte_carlo_noise(self.advantage(outcome))

    def switching_factors(self, outcome: str) -> list[SwitchingFactor]:
        """Factors on which the ranking of the first two depends, the strongest first."""
        if outcome not in self._switching:
            self._switching[outcome] = self._found_switching(outcome)
        return self._switching[outcome]

    @cached_property
    def _switching(self) -> dict[str, list[SwitchingFactor]]:
        """By outcome: answer, figures and screen all ask, and distances of distributions take a second."""
        return {}

    def _found_switching(self, outcome: str) -> list[SwitchingFactor]:
        from scipy.stats import spearmanr

        from imsim.studies.salib import analyse

        design, advantage = evenly(self.results.design), self.advantage(outcome).mean(axis=1)
        if np.ptp(advantage) == 0:
            return []
        pawn, _ = analyse(METHODS["pawn"], design, advantage, resamples=0)
        ahead, bar = advantage > 0, _critical_correlation(len(advantage), len(design.factors))
        found = []
        for i, name in enumerate(design.names):
            place = design.places[:, i]
            if not ((place < 1 / 3).any() and (place > 2 / 3).any()):
                continue  # given points may all be alike in a number, or most of them at its bound
            correlation = float(spearmanr(place, advantage).statistic)
            low, high = (Share.of(ahead[third]) for third in (place < 1 / 3, place > 2 / 3))
            shares = (low.share, low.low, low.high, high.share, high.low, high.high)
            found.append(
                SwitchingFactor(name, correlation, pawn[name]["median"], *shares, clear=abs(correlation) > bar)
            )
        return sorted(found, key=lambda factor: -abs(factor.correlation))

    def clear_switching_factors(self, outcome: str) -> list[SwitchingFactor]:
        """Switching factors whose correlation is significant."""
        return [factor for factor in self.switching_factors(outcome) if factor.clear]

    def choice(self, outcome: str) -> str:
        """The strategy with the best mean over the sets."""
        return self.results.strategies[int(np.argmax(self.means(outcome).mean(axis=0)))]

    def verdicts(self, outcome: str) -> list[Verdict]:
        """How the choice stands in each structure, the scenario's own first; empty where no other was run."""
        choice, untreated = self.choice(outcome), not self.scenario.programmes(self.results.strategies[0])
        known = (self.plausible or {}).get("known", []) if untreated else []
        found = []
        for name, results in {AS_IT_IS: self.results, **self.others}.items() if self.others else ():
            reference = {name: values[:, 0] for name, values in results.final.items()}
            # The scenario's own structure is not asked: in it the sets were found to be like the firm.
            like = like_the_firm(reference, known) if known and name != AS_IT_IS else None
            values = replace(self, results=results).means(outcome).T
            found.append(verdict_on(name, values, results.strategies, choice, like, results.design.seed))
        return found

    @cached_property
    def structures(self) -> pd.DataFrame:
        """A row for each outcome and structure: whether the choice stands there; empty where no other was run."""
        import pandas as pd

        rows = [
            {"outcome": outcome, "choice": self.choice(outcome)} | vars(one) | {"clear": one.clear}
            for outcome in self.outcomes
            for one in self.verdicts(outcome)
        ]
        return pd.DataFrame(rows)

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row for each outcome and strategy."""
        import pandas as pd

        rows = [{"outcome": name} | vars(one) for name in self.outcomes for one in self.ranking(name)]
        return pd.DataFrame(rows)

    def artefacts(self) -> dict[str, pd.DataFrame | Json]:
        """The ranking as a table, and the answer."""
        found: dict[str, pd.DataFrame | Json] = {files.TABLE: self.table, files.ANSWER: self.as_json()}
        return found | ({files.STRUCTURES: self.structures} if self.others else {})

    def as_json(self) -> Json:
        """The machine-readable shape."""
        return {
            "scenario": self.scenario.name,
            "worlds": self.results.design.points,
            "replicates": self.results.replicates,
            "seed": self.results.design.seed,
            "parameters": self.results.design.names,
            "plausible": self.plausible,
            "outcomes": {name: self._outcome_json(name) for name in self.outcomes},
        }

    def _outcome_json(self, outcome: str) -> Json:
        noise = self.noise(outcome)
        first, second = self.leaders(outcome)
        return {
            "strategies": [vars(one) for one in self.ranking(outcome)],
            "first": first,
            "second": second,
            "first_ahead": vars(self.ahead(outcome)),
            "noise_share": noise.share if noise else None,
            "turned_by": [vars(factor) for factor in self.switching_factors(outcome)],
            "structures": as_json(self.choice(outcome), self.verdicts(outcome)) if self.others else None,
        }


def evenly(design: Design) -> Design:
    """A design whose points lie evenly along each factor: those that were given by their ranks."""
    from scipy.stats import rankdata

    if design.kind != GIVEN:
        return design
    return replace(design, places=(rankdata(design.places, axis=0) - 0.5) / max(design.points, 1))


def _critical_correlation(number: int, parameters: int) -> float:
    """Critical rank correlation at 5 %, corrected for the number of parameters."""
    return float(ndtri(1 - (1 - LEVEL) / 2 / parameters) / np.sqrt(number - 1))
