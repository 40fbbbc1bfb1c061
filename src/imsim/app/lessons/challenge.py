"""Challenges: a budget to be divided, scored on runs that nobody has seen, and what a plan lacked."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

import numpy as np

from imsim.app.lessons.loading import Lesson
from imsim.app.lessons.results import Reading, explanations, readings_of
from imsim.app.lessons.running import Runs, beside, blocks, simulated
from imsim.app.names import phrase
from imsim.engine.errors import InputError
from imsim.outcomes import OUTCOMES
from imsim.reporting.numbers import count, money_of, percent, scale_of
from imsim.scenarios.budget import wage_bill
from imsim.scenarios.simulation import Case
from imsim.studies.intervals import Estimate, paired
from imsim.studies.mixes import Mixer, channels_of, filled, with_mixes

# A plan's parts are set in twentieths of the budget.
STEP = 0.05
LARGEST_SEED = 2**53
# Scores that are kept, so that a plan that comes back is not run again.
MOST_KEPT = 500


@dataclass(frozen=True)
class Score:
    """What a plan is worth on the hidden runs.

    Args:
        plan: part of the budget for each thing money went to.
        gain: in the goal over doing nothing; higher is better whatever the goal.
        behind: of the best plan known over this one.
        readings: this plan (a) beside the best known (b).
        pairs: of runs that these rest on.
        sentences: what the plan lacked.
    """

    plan: dict[str, float]
    gain: Estimate
    behind: Estimate
    readings: dict[str, Reading]
    pairs: int
    sentences: list[str]


def drawn_seed() -> int:
    """A seed for hidden runs that nobody can predict."""
    return secrets.randbelow(LARGEST_SEED)


class Challenge:
    """A challenge at work: it keeps the runs that all plans share, and scores plans one at a time.

    Args:
        lesson: of the kind "challenge".
        seed: of the hidden runs where the file has none; drawn if absent.
    """

    def __init__(self, lesson: Lesson, seed: int | None = None) -> None:
        assert lesson.table.challenge is not None
        self.lesson, self.table = lesson, lesson.table.challenge
        self.firm = lesson.firms[0]
        setting = self.firm.setting()
        self.budget = self.firm.table.budget.share_of_wages * wage_bill(setting.organisation, setting.economy)
        self.mixer = Mixer(self.firm, channels_of(self.firm, self.table.over), self.budget)
        self.seed = next(one for one in (self.table.hidden_seed, seed, drawn_seed()) if one is not None)
        self._lock = Lock()
        self._scores: dict[tuple[float, ...], Score] = {}

    @property
    def channels(self) -> dict[str, str]:
        """What money may go to: name -> what it is called."""
        return {channel.name: channel.label for channel in self.mixer.channels}

    @property
    def most(self) -> dict[str, float]:
        """Part of the budget that each thing can use."""
        return {name: float(most) for name, most in zip(self.channels, self.mixer.most, strict=True)}

    def used(self, plan: Mapping[str, float]) -> dict[str, float]:
        """Part of the budget that each thing uses under a plan: what one cannot use goes to the others of the plan."""
        parts = filled(np.array([plan.get(name, 0.0) for name in self.channels]), self.mixer.most)
        return dict(zip(self.channels, parts.tolist(), strict=True))

    @property
    def money(self) -> str:
        """The budget in print."""
        return money_of(self.firm).written(self.budget)

    @property
    def _sign(self) -> float:
        """1 where more of the goal is better, -1 where less is."""
        return float(OUTCOMES[self.table.goal].better or 1)

    def case(self, plan: Mapping[str, float]) -> Case:
        """A plan as a strategy."""
        tables = self.mixer.tables([*self.used(plan).values()])
        return with_mixes(self.firm, {"plan": tables}).strategies["plan"]

    def checked(self, plan: Mapping[str, float]) -> dict[str, float]:
        """A plan that keeps the budget.

        Raises:
            InputError: it names something that no money may go to, or costs more than there is.
        """
        unknown = [name for name in plan if name not in self.channels]
        if unknown or any(not 0 <= part <= 1 for part in plan.values()):
            raise InputError(f"plan: parts of the budget, 0 to 1, may go to {', '.join(self.channels)}")
        if sum(plan.values()) > 1 + 1e-9:
            raise InputError(f"plan: gives away {percent(sum(plan.values()))} of the budget; 100 % is all there is")
        return {name: round(float(part), 4) for name, part in plan.items() if part > 0}

    def score(self, plan: Mapping[str, float]) -> Score:
        """What a plan is worth; the same plan is run once.

        Raises:
            InputError: it does not keep the budget.
        """
        kept = self.checked(plan)
        key = tuple(kept.get(name, 0.0) for name in self.channels)
        with self._lock:
            if key not in self._scores:
                if len(self._scores) >= MOST_KEPT:
                    self._scores.pop(next(iter(self._scores)))
                self._scores[key] = self._scored(kept)
            return self._scores[key]

    def _scored(self, plan: dict[str, float]) -> Score:
        own, (nothing, best) = self._run(self.case(plan)), self._shared
        goal, sign = self.table.goal, self._sign
        both = beside(own, best)
        readings = readings_of(self.lesson, both)
        return Score(
            plan,
            paired(sign * (own.final[goal][0] - nothing.final[goal][0])),
            paired(sign * (best.final[goal][0] - own.final[goal][0])),
            readings,
            both.replicates,
            explanations(self.lesson, both, readings),
        )

    @cached_property
    def _shared(self) -> tuple[Runs, Runs]:
        """Runs of doing nothing, and of the best plan known."""
        nothing = Case(parameters=self.firm.parameters, without=self.firm.without)
        return self._run(nothing), self._run(self.case(self.table.best))

    @property
    def best_gain(self) -> Estimate:
        """Gain of the best plan known; its runs are there once a plan has been scored."""
        nothing, best = self._shared
        return paired(self._sign * (best.final[self.table.goal][0] - nothing.final[self.table.goal][0]))

    def _run(self, case: Case) -> Runs:
        number = self.lesson.table.runs.replicates
        runs = [
            simulated(self.firm.setting(block[0]), [case], block, self.seed, self.lesson.outcomes, number)
            for block in blocks(self.firm, number)
        ]
        whole = runs[0]
        for more in runs[1:]:
            whole = whole.with_more(more)
        return whole

    def written(self, value: Estimate, signed: bool = True) -> str:
        """A gain in print, with half of its interval."""
        scale = scale_of(OUTCOMES[self.table.goal].unit, [value.as_json()], money_of(self.firm))
        return f"{scale.around(value.as_json(), signed)} {scale.difference}".strip()

    def said(self, plan: Mapping[str, float]) -> str:
        """A plan in words.

        Example: "60 % training of contact staff, 25 % recognition".
        """
        parts = sorted(plan.items(), key=lambda item: -item[1])
        return ", ".join(f"{percent(part)} {phrase(self.channels[name])}" for name, part in parts) or "nothing"

    def debrief(self, score: Score) -> list[str]:
        """What a plan reached, how far that is from the best known, and what of its money did nothing."""
        of = f"in {count(score.pairs, 'hidden pair')} of runs"
        lines = [f"Your plan: {self.written(score.gain)} {OUTCOMES[self.table.goal].label} over doing nothing, {of}."]
        lines.append(f"The best plan known: {self.written(self.best_gain)}.")
        size = self.written(score.behind, signed=False).removeprefix("-")
        if not score.behind.clear:
            lines.append("These runs do not tell which of the two is better.")
        elif score.behind.mean > 0:
            lines.append(f"The best plan known is ahead by {size}.")
        else:
            lines.append(f"Your plan is ahead by {size}: you know a better one.")
        return [*lines, *self.idle_money(score.plan)]

    def idle_money(self, plan: Mapping[str, float]) -> list[str]:
        """What a plan gives to programmes that cannot use it, and what of the budget is not spent at all."""
        used, lines = self.used(plan), []
        more = any(plan.get(name, 0.0) > 0 and used[name] < most - 1e-9 for name, most in self.most.items())
        for name, part in plan.items():
            if part > self.most[name] + STEP / 2:
                rest = "; what you gave it beyond that went to the rest of your plan" if more else ", not more"
                can = f"{phrase(self.channels[name])} can use {percent(self.most[name])} of the budget"
                lines.append(f"{can[:1].upper()}{can[1:]}{rest}.")
        unspent = 1 - sum(used.values())
        if unspent >= STEP / 2:
            lines.append(f"{percent(unspent)} of your budget was not spent.")
        return lines

    def solution(self, plan: Mapping[str, float]) -> list[str]:
        """The best plan known, and where the money of another went instead."""
        best = f"The best plan known is {self.said(self.table.best)}."
        return [best, *moved_money(self.used(self.table.best), self.used(plan), self.channels)]


def moved_money(best: Mapping[str, float], plan: Mapping[str, float], labels: Mapping[str, str]) -> list[str]:
    """Where a plan uses less, and more, than the best known, largest first; nothing where they are alike."""
    apart = {name: plan[name] - best[name] for name in labels}
    lines = []
    for sign, words in ((-1, "It has more for"), (1, "Yours has more for")):
        moved = sorted(((sign * gap, name) for name, gap in apart.items() if sign * gap >= STEP / 2), reverse=True)
        if moved:
            told = "; ".join(f"{phrase(labels[name])}, {percent(gap)} of the budget" for gap, name in moved)
            lines.append(f"{words} {told}.")
    return lines
