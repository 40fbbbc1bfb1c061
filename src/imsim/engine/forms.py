"""Rival forms of equations: functions that call a rival where they called the equation it stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any

from imsim.engine.rules import COMPILED


def with_forms(
    function: Callable[..., Any], chosen: Mapping[Callable[..., Any], Callable[..., Any]]
) -> Callable[..., Any]:
    """A function that calls rivals where it called the equations they stand for; itself where it calls none."""
    calls = called_from(function)
    affected = set(chosen)
    while more := {one for one, called in calls.items() if one not in affected and affected & called}:
        affected |= more
    if function not in affected:
        return function
    twins: dict[Callable[..., Any], Callable[..., Any]] = dict(chosen)
    for one in affected - twins.keys():
        twin = FunctionType(one.__code__, dict(one.__globals__), one.__name__, one.__defaults__)
        vars(twin).update(vars(one), __module__=one.__module__, __doc__=one.__doc__)
        twins[one] = twin
        if one in COMPILED:
            COMPILED[twin] = COMPILED[one]
    for one in affected - chosen.keys():
        scope: dict[str, Any] = twins[one].__globals__
        scope.update({name: twins[thing] for name, thing in scope.items() if callable_in(thing, twins)})
    return twins[function]


def callable_in(thing: Any, twins: Mapping[Callable[..., Any], Callable[..., Any]]) -> bool:
    """Whether something is a function that has a twin."""
    return isinstance(thing, FunctionType) and thing in twins


def called_from(function: Callable[..., Any]) -> dict[FunctionType, set[Callable[..., Any]]]:
    """Functions that may be called from a function, however deep, and what each of them may call."""
    found: dict[FunctionType, set[Callable[..., Any]]] = {}
    left = [function]
    while left:
        one = left.pop()
        if isinstance(one, FunctionType) and one not in found:
            named = (one.__globals__.get(name) for name in one.__code__.co_names)
            found[one] = {thing for thing in named if isinstance(thing, FunctionType)}
            left.extend(found[one])
    return found
