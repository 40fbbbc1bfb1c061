"""Names that are asked for: each once."""

from __future__ import annotations

from collections.abc import Iterable

from imsim.engine.errors import InputError


def refuse_repeated(option: str, names: Iterable[str]) -> None:
    """Refuse a name that stands twice.

    Raises:
        InputError: one does.
    """
    seen = set[str]()
    for name in names:
        if name in seen:
            raise InputError(f"--{option} {name}: stands there twice")
        seen.add(name)
