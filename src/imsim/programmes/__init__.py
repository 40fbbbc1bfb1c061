"""What management can do, one file a kind, found by discovery.

A new programme is a new file here with a subclass of `Programme`; third parties add theirs by the entry-point group
`imsim.programmes`. Nothing else needs to know of it: its TOML table, sliders, sweepable levers and docs follow.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import Any

from imsim.engine.errors import InputError, listed, nearest
from imsim.programmes.programme import Context, Cost, Programme

__all__ = ["Context", "Cost", "Programme", "kinds", "programme_of"]


def kinds() -> dict[str, type[Programme]]:
    """Every kind of programme by its name: built in, installed by somebody else, or defined in a notebook just now."""
    _discover()
    found = {kind.kind: kind for kind in _subclasses(Programme)}
    return dict(sorted(found.items()))


@cache
def _discover() -> None:
    """Import what is a file of its own, once."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    for entry in entry_points(group="imsim.programmes"):
        entry.load()


def programme_of(name: str, levers: Mapping[str, Any]) -> Programme:
    """A programme from its table; its kind is its name unless the table says otherwise.

    Raises:
        InputError: the table names no kind.
        ValidationError: a lever is wrong.
    """
    known = kinds()
    kind = levers.get("kind", name)
    if not isinstance(kind, str) or kind not in known:
        raise InputError(f'no programme of the kind "{kind}"{nearest(str(kind), known)} (allowed: {listed(known, 20)})')
    return known[kind].model_validate({key: value for key, value in levers.items() if key != "kind"})


def _subclasses(kind: type[Programme]) -> list[type[Programme]]:
    below = [sub for child in kind.__subclasses__() for sub in (child, *_subclasses(child))]
    return [sub for sub in below if "kind" in vars(sub)]
