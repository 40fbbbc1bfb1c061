"""A scenario as the text of a TOML file.

Written here and not by tomli-w, which gives every table a block and every item of a list a line: the file of a built-in
scenario is twice as long then, and a programme with its levers no longer one line that can be read, copied and moved.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

SPREAD = ("strategies", "events")


def scenario_text(tree: Mapping[str, Any]) -> str:
    """TOML text of a resolved scenario; loading it gives an equal tree.

    Args:
        tree: as `Scenario.tree`.

    Example:
        >>> print(scenario_text({"time": {"weeks": 52}, "name": "shop", "events": {"strike": {"week": 3}}}))
        name = "shop"
        <BLANKLINE>
        [time]
        weeks = 52
        <BLANKLINE>
        [events.strike]
        week = 3
        <BLANKLINE>
    """
    tables = {name: value for name, value in tree.items() if isinstance(value, Mapping)}
    blocks = [[f"{key(name)} = {toml(value)}" for name, value in tree.items() if name not in tables]]
    for name, table in tables.items():
        if name in SPREAD and table:
            blocks += [list(table_lines(f"{key(name)}.{key(inner)}", value)) for inner, value in table.items()]
        else:
            blocks.append(list(table_lines(key(name), table)))
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def table_lines(path: str, table: Mapping[str, Any]) -> Iterator[str]:
    """One table of TOML; tables of tables inside it are spread over dotted keys.

    Example:
        >>> list(table_lines("a", {"b": 1, "c d": {"e": True}, "f": {"g": {"h": "i"}}}))
        ['[a]', 'b = 1', '"c d" = { e = true }', 'f.g = { h = "i" }']
    """
    yield f"[{path}]"
    for name, value in table.items():
        if isinstance(value, Mapping) and value and all(isinstance(inner, Mapping) for inner in value.values()):
            for inner, levers in value.items():
                yield f"{key(name)}.{key(inner)} = {toml(levers)}"
        else:
            yield f"{key(name)} = {toml(value)}"


def toml(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, Mapping):
        return (
            "{ " + ", ".join(f"{key(name)} = {toml(inner)}" for name, inner in value.items()) + " }" if value else "{}"
        )
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    # As plain numbers, also where they come from NumPy.
    if isinstance(value, float):
        return float.__repr__(value)
    return quoted(value) if isinstance(value, str) else str(value)


def key(name: str) -> str:
    """A key, bare where TOML allows it."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else quoted(name)


def quoted(text: str) -> str:
    r"""A string of TOML, which shares its escapes with JSON.

    Example:
        >>> quoted('[bold]"R&D"')
        '"[bold]\\"R&D\\""'
    """
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
