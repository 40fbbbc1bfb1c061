"""The model: one file an idea, each with its states, parameters, equations and place in the week.

A new mechanism is a new file here that ends in `MECHANISM = Mechanism.here(globals())`; third parties add theirs by the
entry-point group `imsim.mechanisms`. Nothing else needs to know of it: kernels, tables, sweeps, the Mesa model and the
model description follow from what it declares. Equations that are an idea of their own, but cannot be left out alone,
stand in a file beside it, whose parts the mechanism takes in (`selection` for `hiring`).
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from functools import cache
from importlib.metadata import entry_points

from imsim.engine.batches import Batch
from imsim.engine.fields import (
    Column,
    Counts,
    Flags,
    Record,
    collects,
    derived,
    effect,
    flow,
    given,
    interim,
    of_post,
    parameter,
    perceived,
    reads,
    result,
    state,
    stream,
    trait,
    weekly_noise,
)  # fmt: skip
from imsim.engine.mechanism import Mechanism
from imsim.engine.rules import at_start, compiled, equation, reference, rival, step, update, weekly

# What a mechanism is written with, for those who write one elsewhere, and the mechanisms that there are.
__all__ = [
    "Batch", "Column", "Counts", "Flags", "Mechanism", "Record", "at_start", "collects", "compiled", "derived",
    "effect", "equation", "flow", "given", "interim", "mechanisms", "of_post", "parameter", "perceived", "reads",
    "reference", "result", "rival", "state", "step", "stream", "trait", "update", "weekly", "weekly_noise",
]  # fmt: skip


@cache
def mechanisms() -> tuple[Mechanism, ...]:
    """Every mechanism, built in or installed by somebody else.

    Raises:
        ValueError: two of them have the same name.
    """
    found: dict[str, Mechanism] = {}
    modules = [importlib.import_module(f"{__name__}.{one.name}") for one in pkgutil.iter_modules(__path__)]
    built_in = [vars(module)["MECHANISM"] for module in modules if "MECHANISM" in vars(module)]
    installed = [entry.load() for entry in entry_points(group="imsim.mechanisms")]
    for mechanism in (*built_in, *installed):
        if found.setdefault(mechanism.name, mechanism) is not mechanism:
            raise ValueError(f"two mechanisms are called {mechanism.name!r}")
    return tuple(found.values())


def homes(mechanism: Mechanism) -> tuple[str, ...]:
    """Names of the modules that a mechanism is written in, first the one with its parameters."""
    written = [
        part
        for part in (mechanism.seen.get("P"), *mechanism.parts)
        if inspect.isfunction(part) or inspect.isclass(part)
    ]
    return tuple(dict.fromkeys(part.__module__ for part in written))
