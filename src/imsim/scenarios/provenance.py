"""Where values of a scenario come from: the file or option that says them, and the firm's own data behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from imsim.engine.errors import Problem
from imsim.scenarios.problems import origin_of
from imsim.scenarios.schema import ScenarioTable
from imsim.scenarios.size import At

TABLE = "provenance"


def flattened(tree: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """The values of nested tables under dotted keys; an empty table is a value.

    Example:
        >>> flattened({"a": {"b": 1, "c": {}}})
        [('a.b', 1), ('a.c', {})]
    """
    rows: list[tuple[str, Any]] = []
    for key, value in tree.items():
        if isinstance(value, Mapping) and value:
            rows += flattened(value, f"{prefix}{key}.")
        else:
            rows.append((f"{prefix}{key}", value))
    return rows


def values_of(table: ScenarioTable) -> list[tuple[str, Any]]:
    """Every value of a scenario under its dotted key; what is said of their provenance is none of them."""
    return flattened(table.model_dump(mode="json", exclude={TABLE}))


def provenance_of(key: str, table: ScenarioTable, origins: Mapping[str, str]) -> str:
    """The file or option that a value came from, and what `[provenance]` says of it there.

    What a file says of a value holds no longer where another file, or an option, has replaced it.

    Args:
        key: dotted, of a value.
        table: of the scenario.
        origins: of its keys, see `Scenario`.
    """
    # A known level may be written as a number alone.
    written = key.removesuffix(".level") if key.startswith("known.") and key not in origins else key
    if written not in origins:
        return "default"
    origin = origin_of(written, origins, "default")
    said = [name for name in table.provenance if key == name or key.startswith(f"{name}.")]
    nearest = max(said, key=len, default="")
    if said and origins.get(f"{TABLE}.{nearest}") == origin:
        return f"{origin}: {table.provenance[nearest]}"
    return origin


def bad_provenance(table: ScenarioTable, at: At) -> Iterable[Problem]:
    """A provenance of what the scenario does not hold."""
    if not table.provenance:
        return
    keys = [key.split(".") for key, _ in values_of(table)]
    known = dict.fromkeys(".".join(parts[: length + 1]) for parts in keys for length in range(len(parts)))
    for name in table.provenance:
        if name not in known:
            where = at(f"{TABLE}.{name}")
            yield Problem.unknown(where, name, "the scenario has no such key", known, listing="list: imsim show")
