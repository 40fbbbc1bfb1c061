"""What a study may vary: parameters, levers of programmes, numbers of the scenario; by name, within bounds.

Where a study names nothing it takes the uncertainties: parameters that were calibrated, assumed, or given as a range by
the evidence (status cal, assumed, SA), the widest range over default first. Prices and declared measuring scales are
left out: they turn what happens into money or points and move neither people nor customers, and programmes are scaled
to the budget at the default prices.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from imsim.errors import InputError, listed, nearest
from imsim.parameters import BY_NAME, MIN_TRAIT_SHARE, PARAMETERS, SHARE_GROUPS, Parameter
from imsim.programmes import Programme
from imsim.scenario import Scenario
from imsim.studies.design import Factor

UNCERTAIN = ("cal", "assumed", "SA")
UNMOVING_CHAPTERS = ("money", "scales", "patterns")
PRICES = ("cash_", "writer_hours_", "listener_hours_")
ROUNDING = 1e-9

Spec = Mapping[str, Any]


def spec_of(text: str) -> tuple[str, Spec]:
    """Key and bounds of a `--vary key=lo:hi[:n]`; without bounds, those of the parameter.

    Example:
        >>> spec_of("training.hours=0:40:9")
        ('training.hours', {'low': 0.0, 'high': 40.0, 'levels': 9})
    """
    key, _, bounds = (part.strip() for part in text.partition("="))
    parts = bounds.split(":") if bounds else []
    try:
        if not key or len(parts) not in (0, 2, 3):
            raise ValueError
        return key, dict(zip(("low", "high", "levels"), (*map(float, parts[:2]), *map(int, parts[2:])), strict=False))
    except ValueError:
        raise InputError(f"--vary {text}: write it as key=low:high or key=low:high:levels") from None


def specs_in(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Spec]:
    """Keys and bounds of a `[study.vary]` table, however its dotted keys are nested."""
    found: dict[str, Spec] = {}
    for key, value in tree.items():
        dotted = f"{prefix}{key}"
        if isinstance(value, Mapping) and (not value or {"low", "high", "levels", "distribution"}.isdisjoint(value)):
            found |= specs_in(value, f"{dotted}.")
        elif isinstance(value, Mapping):
            found[dotted] = value
        elif isinstance(value, list) and len(value) in (0, 2, 3):
            found[dotted] = dict(zip(("low", "high", "levels"), value, strict=False))
        else:
            raise InputError(f"study.vary.{dotted} = {value}: write it as [low, high] or [low, high, levels]")
    return found


def factor(scenario: Scenario, strategy: str, key: str, spec: Spec) -> Factor:
    """The factor behind a name: a parameter, a lever of the strategy, or any number of the scenario.

    Raises:
        InputError: there is no such number, or it cannot take these bounds.
    """
    name = key.removeprefix("parameters.")
    if name in BY_NAME:
        parameter = BY_NAME[name]
        peak = scenario.parameters.get(name, parameter.default)
        found = Factor(name, f"parameters.{name}", parameter.low, parameter.high, peak=peak)
    elif lever := _lever(scenario, strategy, key):
        found = lever
    else:
        found = _number(scenario, strategy, key, spec)
    return _with_bounds(found, spec)


def _with_bounds(found: Factor, spec: Spec) -> Factor:
    """A factor with the bounds and the distribution that the study asks for."""
    allowed = {"low": float, "high": float, "levels": int, "distribution": str, "peak": float}
    for word, value in spec.items():
        if word not in allowed:
            raise InputError(f"{found.name}: {word}: no such key{nearest(word, allowed)} (allowed: {listed(allowed)})")
        if isinstance(value, bool) or not isinstance(value, (int, float) if allowed[word] is float else allowed[word]):
            raise InputError(f"{found.name}: {word} = {value}: should be a number")
    if spec.get("distribution", "uniform") not in ("uniform", "log", "triangular"):
        raise InputError(f'{found.name}: distribution = "{spec["distribution"]}": uniform, log or triangular')
    found = replace(found, **{word: allowed[word](value) for word, value in spec.items()})
    if found.distribution != "triangular":
        found = replace(found, peak=None)
    if problems := found.problems():
        raise InputError(problems)
    return found


def _lever(scenario: Scenario, strategy: str, key: str) -> Factor | None:
    """A numeric lever of a programme, by its full key or as `programme.lever` of the strategy."""
    parts = key.split(".")
    if len(parts) == 5 and (parts[0], parts[2]) == ("strategies", "programmes"):
        strategy, (name, lever) = parts[1], parts[3:]
    elif len(parts) == 2:
        name, lever = parts
    else:
        return None
    table = scenario.table.strategies.get(strategy)
    programme = dict(scenario.programmes(strategy)).get(name) if table else None
    if programme is None or lever not in numeric_levers(programme):
        return None
    low, high = _lever_bounds(type(programme), lever)
    full = f"strategies.{strategy}.programmes.{name}.{lever}"
    whole = type(programme).model_fields[lever].annotation is int
    return Factor(f"{name}.{lever}", full, low, high, whole=whole, peak=float(getattr(programme, lever)))


def numeric_levers(programme: Programme) -> list[str]:
    """Names of the numbers of a programme."""
    return [name for name, field in type(programme).model_fields.items() if field.annotation in (int, float)]


def _lever_bounds(programme: type[Programme], lever: str) -> tuple[float, float]:
    limits = programme.model_fields[lever].metadata
    low = next((float(limit.ge) for limit in limits if hasattr(limit, "ge")), 0.0)
    high = next((float(limit.le) for limit in limits if hasattr(limit, "le")), 1.0)
    return low, programme.most if lever == programme.lever else high


def _number(scenario: Scenario, strategy: str, key: str, spec: Spec) -> Factor:
    """Any number of the resolved scenario; it has no bounds of its own."""
    numbers = dict(_numbers(scenario.table.model_dump(exclude={"strategies", "study", "parameters"})))
    if key not in numbers:
        programmes = scenario.programmes(strategy) if strategy in scenario.table.strategies else ()
        levers = [f"{name}.{lever}" for name, programme in programmes for lever in numeric_levers(programme)]
        known = [*BY_NAME, *levers, *numbers]
        raise InputError(f'"{key}" is no parameter, lever of {strategy} or number of the scenario{nearest(key, known)}')
    if not {"low", "high"} <= spec.keys():
        raise InputError(f"{key} has no bounds of its own: give them as {key}=low:high")
    whole = isinstance(numbers[key], int)
    return Factor(key, key, 0.0, 1.0, whole=whole, peak=float(numbers[key]))


def _numbers(tree: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, float]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _numbers(value, f"{prefix}{key}.")
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            yield f"{prefix}{key}", value


def width(parameter: Parameter) -> float:
    """Range of a parameter over its default: how uncertain it is."""
    return (parameter.high - parameter.low) / abs(parameter.default) if parameter.default else float("inf")


def uncertainties(number: int | None = None) -> list[Parameter]:
    """The parameters a study samples unless it names others, the most uncertain first (see the top of this page)."""
    moving = [
        parameter
        for parameter in PARAMETERS
        if parameter.status in UNCERTAIN
        and parameter.low < parameter.high
        and parameter.chapter not in UNMOVING_CHAPTERS
        and not parameter.name.startswith(PRICES)
    ]
    return sorted(moving, key=width, reverse=True)[:number]


def uncertain_factors(scenario: Scenario, number: int | None = None) -> list[Factor]:
    """The default choice as factors; where all its shares at once would squeeze the trait share, they are narrowed."""
    return narrowed(scenario, [factor(scenario, "", parameter.name, {}) for parameter in uncertainties(number)])


def narrowed(scenario: Scenario, factors: Sequence[Factor]) -> list[Factor]:
    """Shares brought down towards their usual values, until all at their highest leave room for the person's trait."""
    found = {one.key: one for one in factors}
    for shares in SHARE_GROUPS.values():
        usual = {name: scenario.parameters.get(name, BY_NAME[name].default) for name in shares}
        excess = {
            name: found[f"parameters.{name}"].high - usual[name] for name in shares if f"parameters.{name}" in found
        }
        room = 1 - MIN_TRAIT_SHARE - sum(usual.values())
        if sum(excess.values()) <= room or room <= 0:
            continue
        for name, more in excess.items():
            one = found[f"parameters.{name}"]
            found[one.key] = replace(one, high=usual[name] + more * room / sum(excess.values()) - ROUNDING)
    return list(found.values())


def squeezed_traits(scenario: Scenario, factors: Sequence[Factor]) -> list[str]:
    """Where the shares of an attitude, all at their highest, leave too little for the person's own trait."""
    high = {one.key: one.high for one in factors}
    found = []
    for attitude, shares in SHARE_GROUPS.items():
        usual = {name: scenario.parameters.get(name, BY_NAME[name].default) for name in shares}
        left = 1 - sum(high.get(f"parameters.{name}", value) for name, value in usual.items())
        varied = [name for name in shares if f"parameters.{name}" in high]
        if varied and left < MIN_TRAIT_SHARE:
            found.append(
                f"the shares of {attitude} ({listed(varied)}) at their upper bounds leave {left:.2f} for the person's "
                f"own trait, at least {MIN_TRAIT_SHARE} is needed: lower the bounds, e.g. --vary {varied[0]}=low:high"
            )
    return found


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
        told = listed((f"{one.name} {one.high:.3g}" for one in lowered), 3)
        notes = (f"{len(lowered)} upper bounds lowered to leave room for the trait share: {told}",) if lowered else ()
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


def grouped(wanted: Mapping[str, Sequence[str]], factors: Sequence[Factor]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Named groups of factors; those in none stand alone. No groups wanted: an empty tuple."""
    if not wanted:
        return ()
    names = [one.name for one in factors]
    members = [member for group in wanted.values() for member in group]
    for member in members:
        if member not in names:
            raise InputError(f'groups: "{member}" is not varied{nearest(member, names)} ({listed(names)})')
    if twice := next((member for member in members if members.count(member) > 1), None):
        raise InputError(f"groups: {twice} is in more than one group")
    alone = {name: (name,) for name in names if name not in members}
    if clash := alone.keys() & wanted.keys():
        raise InputError(f"groups: {min(clash)} is also the name of a factor outside the group")
    return tuple(({name: tuple(group) for name, group in wanted.items()} | alone).items())


def groups_of(text: str, factors: Sequence[Factor]) -> dict[str, list[str]]:
    """Groups of a `--groups name=key,key;name=key` or `--groups chapters` (those of the parameters).

    Example:
        >>> groups_of("trust=insight,trust_speed", [])
        {'trust': ['insight', 'trust_speed']}
    """
    if text == "chapters":
        chapters: dict[str, list[str]] = {}
        for one in factors:
            chapters.setdefault(BY_NAME[one.name].chapter if one.name in BY_NAME else "levers", []).append(one.name)
        return chapters
    groups: dict[str, list[str]] = {}
    for part in text.split(";"):
        name, sign, keys = (word.strip() for word in part.partition("="))
        if not sign or not name or not keys:
            raise InputError(f'--groups {text}: write it as "name=key,key;name=key", or chapters')
        groups[name] = [key.strip() for key in keys.split(",")]
    return groups
