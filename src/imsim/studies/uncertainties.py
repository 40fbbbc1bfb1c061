"""Factors of a study: those it names, or else the uncertainties, with bounds that leave room for the trait share.

The uncertainties are parameters that were calibrated, assumed, or given as a range by the evidence (status cal,
assumed, SA), the widest range over default first. Prices and declared measuring scales are left out: they turn what
happens into money or points and move neither employees nor customers, and programmes are scaled to the budget at the
default prices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from imsim.engine.errors import InputError, listed
from imsim.engine.fields import Parameter
from imsim.scenarios.counts import count
from imsim.scenarios.model import BY_NAME, MIN_TRAIT_SHARE, PARAMETERS, SHARE_GROUPS
from imsim.scenarios.scenario import Scenario
from imsim.studies.design import Factor
from imsim.studies.factors import Spec, factor

UNCERTAIN = ("cal", "assumed", "SA")
UNMOVING_CHAPTERS = ("scales", "business units")
PRICES = ("cash_", "writer_hours_", "listener_hours_")
# Taken off a bound that was brought down, so that a sum of shares does not exceed its limit by rounding.
ROUNDING = 1e-9


def wanted_factors(
    scenario: Scenario, strategy: str, specs: Mapping[str, Spec], parameters: Any, usual: int | None
) -> tuple[tuple[Factor, ...], tuple[str, ...]]:
    """The factors that are named, or else the uncertainties; and what became of bounds.

    Args:
        scenario: whose numbers they are.
        strategy: whose levers are meant where a key names none.
        specs: key -> bounds.
        parameters: how many of the widest uncertainties, or which; None where nobody said.
        usual: how many, where nothing is named; None: all.

    Raises:
        InputError: there is no such number, or together they cannot take their bounds.
    """
    left = dict(specs)
    number, names = _number_or_names(parameters)
    chosen = [factor(scenario, strategy, key, left.pop(key, {})) for key in names]
    chosen += [factor(scenario, strategy, key, spec) for key, spec in left.items()]
    notes: tuple[str, ...] = ()
    if number is not None or not chosen:
        taken = {one.key for one in chosen}
        usually = uncertain_factors(scenario, number if number is not None else usual)
        chosen += [one for one in usually if one.key not in taken]
        lowered = [one for one in usually if one.high < BY_NAME[one.name].high]
        bounds = listed((f"{one.name} {one.high:.3g}" for one in lowered), 3)
        notes = (
            (f"{count(len(lowered), 'upper bound')} lowered to leave room for the trait share: {bounds}",)
            if lowered
            else ()
        )
    if len({one.key for one in chosen}) < len(chosen):
        raise InputError("a factor is named twice")
    if problems := squeezed_traits(scenario, chosen):
        raise InputError(problems)
    return tuple(chosen), notes


def _number_or_names(asked: str | int | Sequence[str] | None) -> tuple[int | None, list[str]]:
    """`--parameters 12` or `--parameters key,key`, also as in a table."""
    if asked is None:
        return None, []
    if isinstance(asked, str):
        asked = int(asked) if asked.strip().isdigit() else [key.strip() for key in asked.split(",") if key.strip()]
    if not isinstance(asked, int):
        return None, list(asked)
    most = len(uncertainties())
    if not 1 <= asked <= most:
        raise InputError(f"--parameters {asked}: between 1 and {most} are uncertain (imsim describe parameters)")
    return asked, []


def uncertain_factors(scenario: Scenario, number: int | None = None) -> list[Factor]:
    """The default choice as factors; where all its shares at once would squeeze the trait share, they are narrowed."""
    return narrowed(scenario, [factor(scenario, "", parameter.name, {}) for parameter in uncertainties(number)])


def uncertainties(number: int | None = None) -> list[Parameter]:
    """Parameters that a study samples by default, the most uncertain first."""
    moving = [
        parameter
        for parameter in PARAMETERS
        if parameter.status in UNCERTAIN
        and parameter.low < parameter.high
        and not parameter.price
        and parameter.chapter not in UNMOVING_CHAPTERS
        and not parameter.name.startswith(PRICES)
    ]
    return sorted(moving, key=relative_range, reverse=True)[:number]


def relative_range(parameter: Parameter) -> float:
    """Relative uncertainty of a parameter: its range over its default."""
    return (parameter.high - parameter.low) / abs(parameter.default) if parameter.default else float("inf")


def narrowed(scenario: Scenario, factors: Sequence[Factor]) -> list[Factor]:
    """Upper bounds of shares lowered towards their defaults, until together they leave room for the trait share."""
    result = {one.key: one for one in factors}
    for shares in SHARE_GROUPS.values():
        usual = {name: scenario.parameters.get(name, BY_NAME[name].default) for name in shares}
        excess = {
            name: result[f"parameters.{name}"].high - usual[name] for name in shares if f"parameters.{name}" in result
        }
        room = 1 - MIN_TRAIT_SHARE - sum(usual.values())
        if sum(excess.values()) <= room or room <= 0:
            continue
        for name, more in excess.items():
            one = result[f"parameters.{name}"]
            result[one.key] = replace(one, high=usual[name] + more * room / sum(excess.values()) - ROUNDING)
    return list(result.values())


def squeezed_traits(scenario: Scenario, factors: Sequence[Factor]) -> list[str]:
    """Problems where upper bounds of an attitude's shares leave too little for the trait share."""
    high = {one.key: one.high for one in factors}
    result = []
    for attitude, shares in SHARE_GROUPS.items():
        usual = {name: scenario.parameters.get(name, BY_NAME[name].default) for name in shares}
        left = 1 - sum(high.get(f"parameters.{name}", value) for name, value in usual.items())
        sampled = [name for name in shares if f"parameters.{name}" in high]
        if sampled and left < MIN_TRAIT_SHARE:
            result.append(
                f"the shares of {attitude} ({listed(sampled)}) at their upper bounds leave {left:.2f} for the person's "
                f"own trait, at least {MIN_TRAIT_SHARE} is needed: lower the bounds, e.g. --vary {sampled[0]}=low:high"
            )
    return result
