"""Levers: the numbers of a strategy's programmes that a visitor may move, with bounds and units."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from imsim.engine.errors import InputError
from imsim.programmes import Programme
from imsim.scenarios.budget import (
    TOLERANCE,
    at_work,
    delay_of,
    planning_context,
    programme_cost,
    scales,
    strategy_cost,
)
from imsim.scenarios.problems import plain
from imsim.scenarios.simulation import Case, Setting

# A slider has about as many places as its track has pixels.
PLACES = 100
# How often as much of all others there may be when one lever gives money back.
MOST_TIMES = 20.0


@dataclass(frozen=True)
class Lever:
    """One number of a programme.

    Args:
        programme: name of the programme in its strategy.
        name: of the field.
        meaning: what it is, with its unit.
        low, high: what is allowed; `high` of the lever that a budget scales is its useful maximum.
        value: where it stands.
    """

    programme: str
    name: str
    meaning: str
    low: float
    high: float
    value: float

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by within its strategy."""
        return self.programme, self.name

    @property
    def step(self) -> float:
        """Distance between two places of a slider: a round number, about a hundredth of its range.

        Example:
            >>> Lever("training", "hours", "hours a year", 0.0, 120.0, 16.0).step
            1.0
        """
        rough = (self.high - self.low) / PLACES
        size = 10.0 ** math.floor(math.log10(rough))
        return min((size * nice for nice in (1, 2, 5, 10)), key=lambda step: abs(step - rough))


def levers_of(case: Case) -> list[Lever]:
    """The levers of a strategy, programme by programme; the one that a budget scales comes first."""
    return [lever for name, programme in case.programmes for lever in levers_in(name, programme)]


def levers_in(name: str, programme: Programme) -> Iterator[Lever]:
    """The levers of one programme."""
    first = programme.lever
    for field in sorted(programme.levers(), key=lambda one: one != first):
        meaning = programme.__class__.model_fields[field].description or ""
        (low, high), value = programme.bounds(field), float(getattr(programme, field))
        yield Lever(name, field, meaning, low, max(high, value), value)


def moved(case: Case, programme: str, name: str, value: Any) -> Case:
    """A strategy with one lever elsewhere.

    Raises:
        InputError: there is no such lever, or it cannot stand there.
    """
    lever = next((one for one in levers_of(case) if one.key == (programme, name)), None)
    if lever is None:
        raise InputError(f"{programme}.{name}: {case.strategy} has no such lever")
    where = f"{programme}.{name} = {value}: "
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not lever.low <= number <= lever.high:
        raise InputError(f"{where}must be a number from {lever.low:g} to {lever.high:g}")
    old = dict(case.programmes)[programme]
    try:
        new = old.__class__.model_validate(dict(old) | {name: number})
    except ValidationError as error:
        raise InputError(f"{where}{plain(error.errors()[0]['msg'])}") from None
    return replace(case, programmes=tuple((key, new if key == programme else one) for key, one in case.programmes))


Move = tuple[str, str, Any]


def moved_freely(setting: Setting, case: Case, move: Move, budget: float) -> Case:  # noqa: ARG001
    """A strategy with one lever elsewhere, whatever that costs."""
    return moved(case, *move)


def moved_within(setting: Setting, case: Case, move: Move, budget: float) -> Case:
    """A strategy with one lever elsewhere, where the other programmes give way so that it costs the budget again.

    They do so in proportion: the lever of each that a budget scales is multiplied by one number.

    Args:
        setting: of the firm.
        case: the strategy.
        move: programme, lever and where that is to stand.
        budget: what the strategy is to cost, money a year.

    Raises:
        InputError: the lever cannot stand there, or not even without all others the budget pays for it.
    """
    from scipy.optimize import brentq

    changed, context = moved(case, *move), planning_context(setting, case)
    others = [(name, one) for name, one in changed.programmes if name != move[0] and scales(one)]

    def others_times(factor: float) -> Case:
        new = {name: at(one, min(factor * getattr(one, one.lever), one.most)) for name, one in others}
        return replace(changed, programmes=tuple((name, new.get(name, one)) for name, one in changed.programmes))

    def too_much(factor: float) -> float:
        return strategy_cost(setting, others_times(factor), context) - budget

    if too_much(0.0) > TOLERANCE * budget:
        name, lever, value = move
        raise InputError(f"{name}.{lever} = {value}: costs more than the whole budget, even if all else is given up")
    if too_much(MOST_TIMES) <= 0:
        return rounded(others_times(MOST_TIMES))
    return rounded(others_times(brentq(too_much, 0.0, MOST_TIMES, xtol=1e-4)), keep=(move[0], move[1]))


def at(programme: Programme, value: float) -> Programme:
    """A programme with the lever that a budget scales elsewhere."""
    return programme.model_copy(update={programme.lever: value})


def budget_ticks(setting: Setting, case: Case, budget: float) -> dict[tuple[str, str], float]:
    """Where each programme's own lever has to stand for the strategy to cost just the budget, the others as they are.

    A lever is absent where no place of its range does that.

    Args:
        setting: of the firm.
        case: the strategy.
        budget: money a year.
    """
    from scipy.optimize import brentq

    context, ticks = planning_context(setting, case), {}
    work = at_work(case, context)
    spent = strategy_cost(setting, case, context)
    for name, one in case.programmes:
        own, delay = getattr(one, one.lever), delay_of(case, one)

        def left(value: float, one: Programme = one, delay: int = delay) -> float:
            return programme_cost(at(one, value), work, setting.timeline.weeks, delay)

        rest = spent - left(own)
        low, high = one.bounds(one.lever)
        if left(low) + rest <= budget <= left(max(high, own)) + rest and left(low) < left(high):
            ticks[name, one.lever] = float(
                brentq(lambda value, f=left, rest=rest: f(value) + rest - budget, low, max(high, own), rtol=1e-3)
            )
    return ticks


def first_levers(setting: Setting, case: Case, most: int = 4) -> list[tuple[str, str]]:
    """The levers that matter first: those that a budget scales, of the programmes on which most is spent."""
    work = at_work(case, planning_context(setting, case))
    spent = {
        (name, one.lever): programme_cost(one, work, setting.timeline.weeks, delay_of(case, one))
        for name, one in case.programmes
    }
    return sorted(spent, key=lambda key: -spent[key])[:most]


def rounded(case: Case, digits: int = 3, keep: tuple[str, str] | None = None) -> Case:
    """A strategy whose levers are rounded as somebody would set them, but for one."""
    for lever in levers_of(case):
        value = float(f"{lever.value:.{digits}g}")
        if lever.key != keep and value != lever.value and lever.low <= value <= lever.high:
            case = moved(case, *lever.key, value)
    return case
