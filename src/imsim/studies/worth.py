"""What would be worth knowing: how much less a choice would be regretted after a survey, a record or a pilot.

Preposterior analysis over stored parameter sets (expected value of sample information): each set in turn is taken for
the truth, what would then be read is drawn, the *other* sets are weighted by how well they agree with it (importance
weights), and what is then best on average is held against what is best without. Nothing is run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from imsim.engine.errors import InputError
from imsim.outcomes import OUTCOMES
from imsim.scenarios.counts import count
from imsim.scenarios.scenario import Scenario
from imsim.studies.answer import Json
from imsim.studies.intervals import LEVEL, Estimate
from imsim.studies.observables import COST, Observable, observables

# Sets that are needed at least, and at most used; so many of equal weight must be left once something is known.
FEWEST_SETS, MOST_SETS, FEWEST_LEFT = 16, 200, 5.0
# Readings drawn for each set; resamples of the sets, for intervals.
READINGS, RESAMPLES = 8, 200

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Firm:
    """What stored sets say of a firm.

    Args:
        gains: of each choice in the goal, larger is better, doing nothing among them; shape (sets, choices).
        choices: their names.
        levels: outcome -> of the untreated firm, shape (sets, replicates).
        changes: strategy -> outcome -> what it changes, shape (sets, replicates).
        seed: of the resamples.
    """

    gains: Values
    choices: tuple[str, ...]
    levels: Mapping[str, Values]
    changes: Mapping[str, Mapping[str, Values]]
    seed: int

    @classmethod
    def of(cls, final: Mapping[str, Values], names: Sequence[str], goal: str, seed: int) -> Firm:
        """A firm from runs that were stored.

        Args:
            final: outcome -> shape (sets, strategies, replicates), the untreated firm first.
            names: of the strategies.
            goal: outcome.
            seed: of the resamples.
        """
        changes = {
            name: {outcome: values[:, i] - values[:, 0] for outcome, values in final.items()}
            for i, name in enumerate(names)
        }
        sign = OUTCOMES[goal].better or 1
        gains = sign * np.stack([changes[name][goal].mean(axis=1) for name in names], axis=1)
        levels = {outcome: values[:, 0] for outcome, values in final.items()}
        return cls(gains, tuple(names), levels, changes, seed)

    def costs(self) -> dict[str, float | None]:
        """What each strategy cost in the runs, cash and working time, money a year; None where it was not recorded."""
        return {
            name: float(sum(change[part].mean() for part in COST)) if set(COST) <= change.keys() else None
            for name, change in list(self.changes.items())[1:]
        }


@dataclass(frozen=True)
class Known:
    """What knowing one thing is worth.

    Args:
        what: is found out.
        saves: how much less is regretted; None where too few sets would be left to say.
        low, high: of `saves`; over sets, and joint over all that is told.
        left: sets of equal weight that are left, on average, once it is known.
        turns: in which share of all readings another choice is made.
    """

    what: Observable
    saves: float | None
    low: float | None
    high: float | None
    left: float
    turns: float

    @property
    def clear(self) -> bool:
        """Whether it saves more than chance does."""
        return self.low is not None and self.low > 0


def worth(firm: Firm, things: Sequence[Observable]) -> tuple[list[Known], Json]:
    """What knowing each thing would save, the most worth first; and what is regretted now.

    Raises:
        InputError: there are too few sets.
    """
    sets = min(len(firm.gains), MOST_SETS)
    if sets < FEWEST_SETS:
        raise InputError(
            f"{count(sets, 'parameter set is', 'parameter sets are')} too few to say what knowing more of them is "
            f"worth (at least {FEWEST_SETS}): take more --sets, or --samples"
        )
    gains = firm.gains[:sets]
    counts = np.vstack([np.ones(sets), resampled(sets, firm.seed)])
    without = saved((1 - np.eye(sets))[:, None, :], gains, counts)
    found, draws = [], []
    for one in things:
        read = measurement(firm, one)
        if read is None:
            continue
        likely = likelihood(*(values[:sets] for values in read))
        left = float(effective(likely).mean())
        if left < FEWEST_LEFT:
            found.append(Known(one, None, None, None, left, 0.0))
            continue
        after = saved(likely, gains, counts)
        draws.append(after.regained - without.regained)
        turned = float((after.chosen != without.chosen).mean())
        found.append(Known(one, float(draws[-1][0]), None, None, left, turned))
    told = with_intervals([one for one in found if one.saves is not None], draws)
    untold = [one for one in found if one.saves is None]
    best = int(np.argmax(gains.mean(axis=0)))
    regret = gains.max(axis=1) - gains[:, best]
    now = {"choice": firm.choices[best], "regret": float(regret.mean()), "sets": sets}
    return sorted(told, key=lambda one: -(one.saves or 0.0)) + untold, now


def measurement(firm: Firm, one: Observable) -> tuple[Values, Values] | None:
    """What would be read in each set, and its standard deviation; None where it was not recorded in every run.

    A firm is one run, so the chance of a year blurs a reading as it does a run; and a stored mean is blurred, too.
    """
    of = firm.levels if one.strategy is None else firm.changes.get(one.strategy, {})
    if one.outcome not in of:
        return None
    values = of[one.outcome]
    if not np.isfinite(values).all():
        return None
    number = values.shape[1]
    chance = values.var(axis=1, ddof=1).mean() if number > 1 else 0.0
    deviation = np.sqrt(one.error**2 + chance * (1 + 1 / number))
    mean = values.mean(axis=1)
    # What does not differ between sets tells nothing, however exactly it is read.
    return mean, np.full(len(values), max(float(deviation), 1e-9 * max(float(np.abs(mean).max()), 1e-12)))


def likelihood(mean: Values, deviation: Values) -> Values:
    """How likely each set makes what is read in each other: (true sets, readings, sets); none of its own."""
    places = ndtri((np.arange(READINGS) + 0.5) / READINGS)
    read = mean[:, None] + deviation[:, None] * places
    log = -0.5 * ((read[:, :, None] - mean) / deviation) ** 2
    own = np.arange(len(mean))
    log[own, :, own] = -np.inf
    found: Values = np.exp(log - log.max(axis=2, keepdims=True))
    return found


def effective(likely: Values) -> Values:
    """How many sets of equal weight are left after each reading."""
    found: Values = likely.sum(axis=2) ** 2 / np.maximum((likely**2).sum(axis=2), 1e-300)
    return found


@dataclass(frozen=True)
class Saved:
    """Choices after readings.

    Args:
        regained: mean gain of what is chosen, for the sets and each resample of them.
        chosen: places of the choices for the sets themselves, shape (true sets, readings).
    """

    regained: Values
    chosen: NDArray[np.int64]


def saved(likely: Values, gains: Values, counts: Values) -> Saved:
    """What is gained on average by choosing what is best in the other sets, weighted by what is read.

    Args:
        likely: weights, shape (true sets, readings, sets).
        gains: shape (sets, choices).
        counts: how often each set is in each resample, shape (resamples, sets).
    """
    sets = len(gains)
    flat, regained, first = likely.reshape(-1, sets), [], np.zeros((sets, likely.shape[1]), dtype=np.int64)
    truth = np.repeat(np.arange(sets), likely.shape[1])
    for number, weights in enumerate(counts):
        chosen = (flat @ (weights[:, None] * gains)).argmax(axis=1)
        gained = gains[truth, chosen].reshape(sets, -1).mean(axis=1)
        regained.append(float((weights * gained).sum() / weights.sum()))
        if number == 0:
            first = chosen.reshape(first.shape)
    return Saved(np.array(regained), first)


def resampled(sets: int, seed: int) -> Values:
    """How often each set is in each resample of all of them."""
    rng = np.random.default_rng([seed, 11])
    found: Values = rng.multinomial(sets, np.full(sets, 1 / sets), size=RESAMPLES).astype(np.float64)
    return found


def with_intervals(found: Sequence[Known], draws: Sequence[Values]) -> list[Known]:
    """Intervals that hold together: from the largest of all deviations of the resamples, in standard errors."""
    if not found:
        return []
    values = np.array(draws)
    error = values[:, 1:].std(axis=1, ddof=1)
    size = np.where(error > 0, error, np.inf)[:, None]
    critical = float(np.quantile(np.abs((values[:, 1:] - values[:, :1]) / size).max(axis=0), LEVEL))
    rows = []
    for one, middle, half in zip(found, values[:, 0].tolist(), (critical * error).tolist(), strict=True):
        ends = Estimate(middle, middle - half, middle + half, half)
        rows.append(Known(one.what, middle, ends.low, ends.high, one.left, one.turns))
    return rows


def told(scenario: Scenario, firm: Firm, goal: str) -> Json:
    """What would be worth knowing for a goal, as it stands in answers: a row a thing, with the units of its numbers.

    Raises:
        InputError: there are too few sets.
    """
    found, now = worth(firm, list(observables(scenario, firm.costs())))
    currency = scenario.table.economy.currency
    units = {"unit": OUTCOMES[goal].unit.replace("money", currency), "price_unit": currency}
    rows = [
        vars(one.what)
        | {name: getattr(one, name) for name in ("saves", "low", "high", "clear", "left", "turns")}
        | units
        for one in found
    ]
    return {"goal": goal, "now": now, "rows": rows}
