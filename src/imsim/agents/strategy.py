"""The strategy of a model: scaled to the budget as every study has it, with the levers that were set by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from numbers import Real

import numpy as np

from imsim.engine.errors import InputError, listed, nearest
from imsim.events import EVENTS
from imsim.scenarios.model import BY_NAME, current
from imsim.scenarios.scenario import Scenario
from imsim.scenarios.simulation import Case, Setting
from imsim.studies.factors import numeric_levers
from imsim.studies.manifest import fingerprint, identity_of
from imsim.studies.subject import Strategies

# What was scaled before: a batch makes many models of one strategy, and planning takes seconds.
_SCALED: dict[tuple[str, tuple[type, ...], str, int], Case] = {}
MOST_SCALED = 100


def case_of(scenario: Scenario, strategy: str) -> Case:
    """A strategy as the scenario gives it, not scaled to any budget."""
    if strategy not in scenario.strategies:
        known = list(scenario.strategies)
        raise InputError(f'{scenario.name}: no strategy "{strategy}"{nearest(strategy, known)} ({listed(known, 20)})')
    return scenario.strategies[strategy]


def chosen(
    scenario: Scenario, strategy: str | Case, replicate: int, levers: Mapping[str, float]
) -> tuple[Setting, Case]:
    """The firm of a replicate, and what is run in it.

    Args:
        scenario: of the firm.
        strategy: name of one of its strategies, or a case that is left as it is.
        replicate: its number.
        levers: parameters and levers by name, set after the strategy is scaled.

    Raises:
        InputError: there is no such strategy or lever, or it cannot have that value.
    """
    case = strategy if isinstance(strategy, Case) else scaled(scenario, strategy, replicate)
    for name, value in levers.items():
        case = with_number(case, name, value)
    return scenario.setting(replicate), case


def scaled(scenario: Scenario, strategy: str, replicate: int) -> Case:
    """A strategy as it is compared: scaled to the scenario's budget in the firm of the replicate."""
    written = case_of(scenario, strategy)
    if not (scenario.table.budget.share_of_wages and scenario.table.strategies[strategy].scale and written.programmes):
        return written
    place, events = replicate if scenario.per_replicate else 0, scenario.table.events.values()
    # A notebook that is run again makes new classes of the old names.
    classes = (*(type(one) for _, one in written.programmes), *(EVENTS[row.kind] for row in events))
    key = fingerprint([current().digest, identity_of(scenario)]), classes, strategy, place
    if key not in _SCALED:
        if len(_SCALED) >= MOST_SCALED:
            _SCALED.clear()
        studied = Strategies(scenario, (strategy,), (), (), 0)
        _SCALED[key] = studied.place(np.empty(0), place).cases[0]
    return _SCALED[key]


def with_number(case: Case, name: str, value: float) -> Case:
    """A case with a parameter, or a lever of one of its programmes, at another value.

    Args:
        case: as it stands.
        name: of a parameter, or `lever`, `programme_lever` or `programme.lever`.
        value: within the bounds of that.

    Raises:
        InputError: there is nothing of that name, more than one lever is, or the value is out of bounds.
    """
    if not isinstance(value, Real) or isinstance(value, bool):
        raise InputError(f"{name} = {value!r}: should be a number")
    if name in BY_NAME:
        check_bounds(name, float(value), BY_NAME[name].low, BY_NAME[name].high)
        return replace(case, parameters=dict(case.parameters) | {name: float(value)})
    levers = [(programme, lever) for programme, one in case.programmes for lever in numeric_levers(one)]
    spellings = {f"{programme}{sign}{lever}": (programme, lever) for programme, lever in levers for sign in "._"}
    found = [spellings[name]] if name in spellings else [place for place in levers if place[1] == name]
    if len(found) != 1:
        known = [f"{programme}.{lever}" for programme, lever in levers]
        why = (
            f"is a lever of {listed(place[0] for place in found)}: say which"
            if found
            else "is no parameter, and no lever"
        )
        hint = "" if found else nearest(name, [*known, *(lever for _, lever in levers), *BY_NAME])
        raise InputError(f"{name} = {value}: {why} of {case.strategy}{hint} (levers: {listed(known)})")
    (programme, lever), programmes = found[0], dict(case.programmes)
    one = programmes[programme]
    check_bounds(name, float(value), *one.bounds(lever))
    whole = type(one).model_fields[lever].annotation is int
    programmes[programme] = one.model_copy(update={lever: int(value) if whole else float(value)})
    return replace(case, programmes=tuple(programmes.items()))


def check_bounds(name: str, value: float, low: float, high: float) -> None:
    """Refuse what is out of bounds.

    Raises:
        InputError: it is.
    """
    if not low <= value <= high:
        raise InputError(f"{name} = {value:g}: from {low:g} to {high:g}")
