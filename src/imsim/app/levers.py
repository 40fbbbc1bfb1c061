"""Levers: the numbers of a strategy's programmes that a visitor may move, with bounds and units."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from imsim.engine.errors import InputError
from imsim.programmes import Programme
from imsim.scenarios.problems import plain
from imsim.scenarios.simulation import Case

# A slider has about as many places as its track has pixels.
PLACES = 100


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


def rounded(case: Case, digits: int = 3) -> Case:
    """A strategy whose levers are rounded as somebody would set them."""
    for lever in levers_of(case):
        value = float(f"{lever.value:.{digits}g}")
        if value != lever.value and lever.low <= value <= lever.high:
            case = moved(case, *lever.key, value)
    return case
