"""Validation errors as problems in a user's words: key, what was found, what is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, get_origin

from pydantic import ValidationError

from imsim.company.table import Table, table_of
from imsim.engine.errors import Place, Problem
from imsim.scenarios.error_messages import short
from imsim.scenarios.schema import ScenarioTable

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

# What the validator adds to a place where a key may be of several kinds.
UNION_TAG = re.compile(r"^(str|int|float|bool|constrained-\w+|function-.*|tuple\[.*|literal\[.*|lax-or-strict.*)$")

NAMES = "a name begins with a letter or a digit; letters, digits, spaces and _ . & + - may follow, 61 in all"
JARGON = (
    (re.compile(r"a valid integer"), "an integer"),
    (re.compile(r"(a valid dictionary|a dictionary)( or instance of \w+)?"), "a table"),
    (re.compile(r"a (valid )?tuple"), "a list"),
    (re.compile(r"string should match pattern .*\[.w \.&.*"), NAMES),
    (re.compile(r"valid "), ""),
)


def origin_of(dotted: str, origins: Mapping[str, str], fallback: str) -> str:
    """The file or option that a key, or the nearest table around it, came from."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        if found := origins.get(".".join(parts[:length])):
            return found
    return fallback


def explained(error: ValidationError, origins: Mapping[str, str], fallback: str) -> list[Problem]:
    """A problem for each validation error in the tables of a scenario."""
    problems: list[Problem] = []
    # A key that may be of several kinds fails once for each of them: one problem, its reasons joined by "or".
    reasons: dict[tuple[Place, str], list[str]] = {}
    for fault in error.errors():
        parts = [str(part) for part in fault["loc"] if part != "[key]"]
        while len(parts) > 1 and UNION_TAG.match(parts[-1]):
            parts.pop()
        dotted = ".".join(parts)
        where = Place(dotted, origin_of(dotted, origins, fallback))
        if fault["type"] == "extra_forbidden":
            problems.append(Problem.unknown(where, parts[-1], "no such key", allowed_keys(parts[:-1])))
        elif fault["type"] == "missing":
            problems.append(Problem(where, None, "is missing"))
        else:
            reasons.setdefault((where, shown(fault.get("input"))), []).append(plain(fault["msg"]))
    several = [Problem(where, found, " or ".join(dict.fromkeys(why))) for (where, found), why in reasons.items()]
    return [*problems, *several]


def allowed_keys(parts: Sequence[str]) -> list[str]:
    """Keys of the table at a dotted place of the schema."""
    table: type[Table] | None = ScenarioTable
    one_of_many = False
    for part in parts:
        if one_of_many:  # a name of the user's own, or the number of a row
            one_of_many = False
        elif table is not None:
            annotation = table.model_fields[part].annotation
            table, one_of_many = table_of(annotation), get_origin(annotation) in (dict, tuple)
    return list(table.model_fields) if table else []


def wrong_levers(
    error: ValidationError, allowed: Iterable[str], table: str, at: Callable[[str], Place]
) -> Iterable[Problem]:
    """A problem for each validation error in the table of a programme or an event.

    Args:
        error: of the validator.
        allowed: keys of such a table.
        table: its dotted key.
        at: gives the place of a dotted key.
    """
    for fault in error.errors():
        yield wrong_lever(at(f"{table}.{fault['loc'][0]}"), fault, allowed)


def wrong_lever(where: Place, fault: ErrorDetails, allowed: Iterable[str]) -> Problem:
    """The problem of a validation error in one key of a programme or an event."""
    if fault["type"] == "extra_forbidden":
        return Problem.unknown(where, str(fault["loc"][0]), "no such lever", allowed)
    return Problem(where, shown(fault.get("input")), plain(fault["msg"]))


def plain(message: str) -> str:
    """A message of the validator without its jargon.

    Example:
        >>> plain("Input should be a valid integer")
        'should be an integer'
    """
    words = (message[0].lower() + message[1:]).replace("input ", "")
    for jargon, word in JARGON:
        words = jargon.sub(word, words)
    return words


def shown(value: object) -> str:
    """A value as in TOML, cut short."""
    text = f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return short(text)
