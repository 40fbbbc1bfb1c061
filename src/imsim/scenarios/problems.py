"""Mistakes that the validator finds, in a user's words: file, key, what was found, what is allowed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, get_origin

from pydantic import ValidationError

from imsim.company.table import Table, table_of
from imsim.engine.errors import listed, nearest
from imsim.scenarios.schema import ScenarioTable

# What the validator adds to a place where a key may be of several kinds.
UNION_TAG = re.compile(r"^(str|int|float|bool|constrained-\w+|function-.*|tuple\[.*|literal\[.*|lax-or-strict.*)$")

JARGON = (
    (re.compile(r"a valid integer"), "an integer"),
    (re.compile(r"(a valid dictionary|a dictionary)( or instance of \w+)?"), "a table"),
    (re.compile(r"a (valid )?tuple"), "a list"),
    (re.compile(r"valid "), ""),
)


def origin_of(dotted: str, origins: Mapping[str, str], fallback: str) -> str:
    """Where a key, or the nearest table around it, came from."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        if found := origins.get(".".join(parts[:length])):
            return found
    return fallback


def explained(error: ValidationError, origins: Mapping[str, str], fallback: str) -> list[str]:
    """One line for each mistake: file, key, what was found, what is allowed, the nearest right spelling."""
    lines: dict[str, list[str]] = {}
    for mistake in error.errors():
        parts = [str(part) for part in mistake["loc"] if part != "[key]"]
        while len(parts) > 1 and UNION_TAG.match(parts[-1]):
            parts.pop()
        dotted = ".".join(parts)
        where = f"{origin_of(dotted, origins, fallback)}: {dotted}"
        if mistake["type"] == "extra_forbidden":
            allowed = allowed_keys(parts[:-1])
            lines[f"{where}: no such key"] = [f"{nearest(parts[-1], allowed)} (allowed: {listed(allowed)})"]
        elif mistake["type"] == "missing":
            lines[f"{where}: is missing"] = [""]
        else:
            # A key that may be of several kinds fails once for each of them: one line, joined by "or".
            lines.setdefault(f"{where} = {shown(mistake.get('input'))}: ", []).append(plain(mistake["msg"]))
    return [start + " or ".join(dict.fromkeys(ends)) for start, ends in lines.items()]


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


def shown(value: Any) -> str:
    """A value as in TOML, cut short."""
    text = f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def wrong_lever(where: str, mistake: Mapping[str, Any], allowed: Sequence[str]) -> str:
    """One line for a mistake in the table of a programme or an event."""
    if mistake["type"] == "extra_forbidden":
        return f"{where}: no such lever{nearest(str(mistake['loc'][0]), allowed)} (allowed: {listed(allowed, 20)})"
    return f"{where} = {shown(mistake.get('input'))}: {plain(mistake['msg'])}"
