"""Mixes: strategies made of channels, each with a part of one budget.

A channel is what money can be given to: a programme with its audience, or a few that belong together. The scenario's
own strategies are its channels. What a channel gets is turned into levers by `programmes_for`, the one place where
money becomes programmes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from imsim.engine.errors import InputError, Place, Problem
from imsim.programmes import Programme, kinds, programme_of
from imsim.scenarios.budget import planning_context, scaled_to, strategy_cost
from imsim.scenarios.scenario import Scenario
from imsim.scenarios.simulation import Case, Setting
from imsim.studies.answer import Json

# Strategies with more programmes than that are mixes themselves, and no channels unless somebody names them.
MOST_TOGETHER = 2
FACTOR_OF_ALL, FACTOR_OF_NONE = 1e6, 1e-9

Values = NDArray[np.float64]
Programmes = tuple[tuple[str, Programme], ...]


@dataclass(frozen=True)
class Channel:
    """Something that money can be given to.

    Args:
        name: of the strategy or the kind of programme it comes from.
        label: what tables call it.
        programmes: by their names in a mix; money is divided among them by their shares.
    """

    name: str
    label: str
    programmes: Programmes

    @property
    def kinds(self) -> set[str]:
        """Kinds of its programmes."""
        return {one.kind for _, one in self.programmes}


@dataclass(frozen=True)
class Mixer:
    """Turns money into programmes.

    Args:
        scenario: of the company.
        channels: what money can be given to.
        budget: money a year that a whole mix may cost.
    """

    scenario: Scenario
    channels: tuple[Channel, ...]
    budget: float

    @cached_property
    def _setting(self) -> Setting:
        return self.scenario.setting()

    @cached_property
    def _empty(self) -> Case:
        return Case(parameters=self.scenario.parameters, without=self.scenario.without)

    def cost(self, programmes: Programmes) -> float:
        """Planned cost of programmes, money a year."""
        case = replace(self._empty, programmes=programmes)
        return strategy_cost(self._setting, case, planning_context(self._setting, case))

    @cached_property
    def most(self) -> Values:
        """Part of the budget that each channel can use, shape (channels,); above 1 where it can use more than all."""
        return np.array([self.cost(scaled(one, FACTOR_OF_ALL)) / self.budget for one in self.channels])

    @cached_property
    def least(self) -> Values:
        """Part of the budget that each channel takes as soon as it is there at all, shape (channels,)."""
        return np.array([self.cost(scaled(one, FACTOR_OF_NONE)) / self.budget for one in self.channels])

    def bought(self, parts: Sequence[float] | Values) -> Values:
        """Parts of the budget that buy something; one below what a channel takes at least is left over."""
        given = np.asarray(parts, dtype=np.float64)
        return np.where(given > np.maximum(self.least, 0.0), given, 0.0)

    def tables(self, parts: Sequence[float], absent: bool = False) -> dict[str, Json]:
        """The programmes of a mix as tables of a scenario file.

        Args:
            parts: of the budget, for each channel.
            absent: name also channels of which nothing is bought: that is no programme, bit for bit, but mixes of the
                same programmes act together, which is faster.
        """
        found: dict[str, Json] = {}
        for channel, part, free in zip(self.channels, self.bought(parts), self.free, strict=True):
            if part > 0:
                found |= tables_of(programmes_for(self._setting, self._empty, channel, part * self.budget))
            elif absent and free:
                found |= tables_of(scaled(channel, 0.0))
        return found

    @cached_property
    def free(self) -> list[bool]:
        """Whether a channel of which nothing is bought can stand in a mix without cost."""
        return [self.cost(scaled(one, 0.0)) == 0 for one in self.channels]


def programmes_for(setting: Setting, empty: Case, channel: Channel, money: float) -> Programmes:
    """A channel's programmes, scaled to what they may cost a year."""
    return scaled_to(setting, replace(empty, programmes=channel.programmes), money).case.programmes


def scaled(channel: Channel, factor: float) -> Programmes:
    """The programmes of a channel with their levers times a factor."""
    return tuple((name, one.scaled(factor)) for name, one in channel.programmes)


def tables_of(programmes: Programmes) -> dict[str, Json]:
    """Programmes as tables of a scenario file."""
    found = {}
    for name, one in programmes:
        levers = {key: list(value) if isinstance(value, tuple) else value for key, value in one.model_dump().items()}
        defaults = type(one).model_fields
        told = {key: value for key, value in levers.items() if value != defaults[key].default or key == one.lever}
        found[name] = {"kind": one.kind} | told
    return found


def channels_of(scenario: Scenario, names: Sequence[str] | None) -> tuple[Channel, ...]:
    """The channels of a scenario: its strategies of one or two programmes, or those that are named.

    Raises:
        InputError: a name is neither a strategy nor a kind of programme, or there are too few.
    """
    asked = names is not None
    if names is None:
        table = scenario.table
        names = [
            name
            for name, row in table.strategies.items()
            if name != table.reference and row.plan is None and row.scale and 1 <= len(row.programmes) <= MOST_TOGETHER
        ]
    found = tuple(_channel(scenario, name) for name in dict.fromkeys(names))
    if len(found) < 2:
        there = f"--over names {len(found)}" if asked else f"{scenario.name} has {len(found)} to choose from"
        raise InputError(f"--over: a mix needs at least two programmes, {there}")
    return found


def _channel(scenario: Scenario, name: str) -> Channel:
    strategies, known = scenario.table.strategies, kinds()
    if name in strategies:
        programmes, label = scenario.programmes(name), scenario.label(name)
    elif name in known:
        programmes, label = ((name, programme_of(name, {})),), name.replace("_", " ")
    else:
        words = [one for one in strategies if one != scenario.table.reference]
        why = "neither a strategy of the scenario nor a kind of programme"
        raise InputError(Problem.unknown(Place("over"), name, why, [*words, *known], found=f'"{name}"'))
    if not programmes:
        raise InputError(f'--over "{name}": has no programmes that money could be given to')
    alone = len(programmes) == 1
    return Channel(name, label, tuple((name if alone else f"{name}_{one}", body) for one, body in programmes))


def filled(parts: Values, most: Values) -> Values:
    """Parts of a budget, none above what its channel can use: what one cannot is divided among the others by part.

    Example:
        >>> filled(np.array([0.5, 0.3, 0.2]), np.array([0.2, 1.0, 1.0])).round(2).tolist()
        [0.2, 0.48, 0.32]
    """
    total, result = parts.sum(), np.minimum(parts, most)
    for _ in parts:
        left = total - result.sum()
        open_ones = (parts > 0) & (result < most)
        if left <= 1e-12 or not open_ones.any():
            break
        result = np.where(open_ones, np.minimum(result + left * parts / parts[open_ones].sum(), most), result)
    return result


def with_mixes(scenario: Scenario, mixes: Mapping[str, Json]) -> Scenario:
    """A scenario with mixes among its strategies, which no budget scales any more: name -> tables of programmes."""
    rows = {
        f"strategies.{name}": {"remove": True, "scale": False, "programmes": programmes}
        for name, programmes in mixes.items()
    }
    return scenario.changed(rows)
