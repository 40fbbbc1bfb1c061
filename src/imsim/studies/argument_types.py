"""Types of arguments in Python: checked before anything runs, and said in words."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from numbers import Integral, Real
from pathlib import Path
from typing import Any, Union, get_args, get_origin

from imsim.engine.errors import InputError, Place, Problem
from imsim.scenarios.error_messages import short

WORDS: dict[Any, tuple[str, str]] = {
    int: ("a whole number", "whole numbers"),
    float: ("a number", "numbers"),
    str: ("a text", "texts"),
    bool: ("True or False", "truths"),
    Path: ("a path", "paths"),
    object: ("anything", "values"),
    "function": ("a function", "functions"),
}


def checked(name: str, value: Any, hint: Any, least: float | None = None, words: str = "") -> Any:
    """The value of an argument, a number of NumPy as Python's own.

    Args:
        name: of the argument.
        value: as given.
        hint: type that it should have.
        least: smallest number allowed.
        words: what it should be, where the type alone would not say.

    Raises:
        InputError: it is of another type, or too small.

    Example:
        >>> checked("jobs", 2, int)
        2
        >>> checked("replicates", "four", int | None)
        Traceback (most recent call last):
        imsim.engine.errors.InputError: --replicates 'four': should be a whole number
    """
    if not fits(value, hint):
        raise InputError(Problem(Place(name), shown(value), f"should be {words or in_words(hint)}"))
    if isinstance(value, Integral) and not isinstance(value, bool):
        value = int(value)
    if least is not None and isinstance(value, Real) and not float(value) >= least:
        raise InputError(Problem(Place(name), shown(value), f"should be {least:g} or more"))
    return value


def fits(value: Any, hint: Any) -> bool:
    """Whether a value is of a type: numbers of NumPy are numbers, truth is none, a text is no list of texts."""
    if hint is Any or hint is object:
        return True
    if hint is int or hint is float:
        return isinstance(value, Integral if hint is int else Real) and not isinstance(value, bool)
    kind, inside = get_origin(hint), get_args(hint)
    if kind in (Union, types.UnionType):
        return any(fits(value, one) for one in inside)
    if kind is Callable or hint is Callable:
        return callable(value)
    if kind is Sequence:
        return not isinstance(value, str | Mapping) and iterable(value) and all(fits(one, inside[0]) for one in value)
    if kind is tuple:
        parts = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
        return len(parts) == len(inside) and all(map(fits, parts, inside))
    if kind is Mapping:
        pairs = value.items() if isinstance(value, Mapping) else [(None, None)]
        return all(fits(key, inside[0]) and fits(one, inside[1]) for key, one in pairs)
    return isinstance(value, hint)


def iterable(value: Any) -> bool:
    """Whether there is one thing after another in it."""
    return isinstance(value, Sequence) or hasattr(value, "__array__")


def in_words(hint: Any, many: bool = False) -> str:
    """A type in words, of one value or of many.

    Example:
        >>> in_words(str | Sequence[str] | None), in_words(int | None)
        ('a text or a list of texts', 'a whole number')
    """
    kind, inside = get_origin(hint), get_args(hint)
    if kind in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(in_words(one, many) for one in inside if one is not type(None)))
    if kind is Sequence:
        return f"{'lists' if many else 'a list'} of {in_words(inside[0], many=True)}"
    if kind is Mapping:
        return f"{'dicts' if many else 'a dict'} of {in_words(inside[1], many=True)}"
    one, several = WORDS.get("function" if kind is Callable else hint, (f"a {hint}", f"{hint}s"))
    return several if many else one


def shown(value: object) -> str:
    """A value as it is written in Python, cut short."""
    return short(repr(value))
