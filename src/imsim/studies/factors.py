"""What a study may vary, by name: parameters, levers of programmes, numbers of the scenario; alone or in groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import ceil, floor, isfinite
from typing import Any

from imsim.engine.errors import InputError, Place, Problem, listed, nearest
from imsim.programmes import Programme
from imsim.scenarios.checks import wrong_to_leave_out
from imsim.scenarios.counts import count
from imsim.scenarios.model import BY_NAME, current
from imsim.scenarios.scenario import Scenario
from imsim.studies.design import Factor

Spec = Mapping[str, Any]
CHOICES = ("model.without.", "model.rivals.")


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
    result: dict[str, Spec] = {}
    for key, value in tree.items():
        dotted = f"{prefix}{key}"
        if isinstance(value, Mapping) and (not value or {"low", "high", "levels", "distribution"}.isdisjoint(value)):
            result |= specs_in(value, f"{dotted}.")
        elif isinstance(value, Mapping):
            result[dotted] = value
        elif isinstance(value, list) and len(value) in (0, 2, 3):
            result[dotted] = dict(zip(("low", "high", "levels"), value, strict=False))
        else:
            raise InputError(f"study.vary.{dotted} = {value}: write it as [low, high] or [low, high, levels]")
    return result


def factor(scenario: Scenario, strategy: str, key: str, spec: Spec) -> Factor:
    """The factor behind a name: a parameter, a lever of the strategy, or any number of the scenario.

    Raises:
        InputError: there is no such number, or it cannot take these bounds.
    """
    name = key.removeprefix("parameters.")
    if name in BY_NAME:
        parameter = BY_NAME[name]
        peak = scenario.parameters.get(name, parameter.default)
        result = Factor(name, f"parameters.{name}", parameter.low, parameter.high, peak=peak)
    elif lever := _lever(scenario, strategy, key):
        result = lever
    elif structure := structural(key):
        result = structure
    else:
        result = _number(scenario, strategy, key, spec)
    return _with_bounds(result, spec)


def _with_bounds(result: Factor, spec: Spec) -> Factor:
    """A factor with the bounds and the distribution that the study asks for."""
    allowed = {"low": float, "high": float, "levels": int, "distribution": str, "peak": float}
    for word, value in spec.items():
        if word not in allowed:
            raise InputError(f"{result.name}: {word}: no such key{nearest(word, allowed)} (allowed: {listed(allowed)})")
        if isinstance(value, bool) or not isinstance(value, (int, float) if allowed[word] is float else allowed[word]):
            raise InputError(f"{result.name}: {word} = {value}: should be a number")
    if spec.get("distribution", "uniform") not in ("uniform", "log", "triangular"):
        raise InputError(f'{result.name}: distribution = "{spec["distribution"]}": uniform, log or triangular')
    choices = result.low, result.high
    result = replace(result, **{word: allowed[word](value) for word, value in spec.items()})
    if result.key.startswith(CHOICES):
        result = _as_choice(result, choices, spec)
    elif result.whole:
        result = _in_whole_numbers(result, spec)
    if result.distribution != "triangular":
        result = replace(result, peak=None)
    if problems := result.problems():
        raise InputError(problems)
    return result


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
    low, high = programme.bounds(lever)
    full = f"strategies.{strategy}.programmes.{name}.{lever}"
    whole = type(programme).model_fields[lever].annotation is int
    return Factor(f"{name}.{lever}", full, low, high, whole=whole, peak=float(getattr(programme, lever)))


def _as_choice(result: Factor, choices: tuple[float, float], spec: Spec) -> Factor:
    """A choice of the theory takes every whole number between its bounds.

    Raises:
        InputError: something else is asked for.
    """
    least, most = (int(bound) for bound in choices)
    levels = result.high - result.low + 1
    if not least <= result.low <= result.high <= most or levels != int(levels) or spec.get("levels", levels) != levels:
        meaning = "0 at work, 1 left out" if "without." in result.key else f"0 the equation, 1 to {most} its rivals"
        given = ":".join(f"{spec[word]:g}" for word in ("low", "high", "levels") if word in spec)
        raise InputError(f"{result.name} = {given}: whole numbers from {least} to {most} ({meaning})")
    return replace(result, levels=int(levels))


def _in_whole_numbers(result: Factor, spec: Spec) -> Factor:
    """A factor of whole numbers has no more levels than there are between its bounds: some would be twice.

    Raises:
        InputError: more are asked for.
    """
    low, high = result.low, result.high
    if not isfinite(high - low) or low >= high or result.levels <= (there := floor(high) - ceil(low) + 1):
        return result
    if "levels" in spec:
        numbers = count(there, "whole number")
        raise InputError(f"{result.name}: levels = {result.levels}: from {low:g} to {high:g} there are {numbers}")
    return replace(result, levels=there)


def structural(key: str) -> Factor | None:
    """A choice of the theory: a mechanism at work (0) or left out (1), an equation (0) or its rivals; None for others.

    Raises:
        InputError: there is no such mechanism or form, or it cannot be left out.
    """
    table, _, name = key.removeprefix("model.").partition(".")
    model = current()
    if table == "without" and name:
        if problems := list(wrong_to_leave_out(Place(source=key), name)):
            raise InputError(replace(problem, found=None) for problem in problems)
        return Factor(f"without.{name}", f"model.without.{name}", 0.0, 1.0, levels=2, whole=True)
    if table == "rivals" and name:
        if name not in model.forms:
            raise InputError(Problem.unknown(Place(source=key), name, "nothing has rivals of that name", model.forms))
        most = len(model.forms[name])
        return Factor(f"rivals.{name}", f"model.rivals.{name}", 0.0, float(most), levels=most + 1, whole=True)
    return None


def numeric_levers(programme: Programme) -> list[str]:
    """Names of the numbers of a programme."""
    return [name for name, field in type(programme).model_fields.items() if field.annotation in (int, float)]


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


def grouped(wanted: Mapping[str, Sequence[str]], factors: Sequence[Factor]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Named groups of factors, a factor without a group being its own; an empty tuple without groups."""
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
    """Groups of a `--groups name=key,key;name=key`, or the parameters' chapters for `--groups chapters`.

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
