"""Compile a model's kernels ahead of their first use, by running a week of a firm with one employee."""

from __future__ import annotations

import gc
from pathlib import Path

from imsim.company.economics import Economy
from imsim.company.ensemble import Ensemble, Firm
from imsim.company.market import Market, one_segment
from imsim.company.organisation import Department, generate, service_graph
from imsim.engine.model import Model
from imsim.engine.parameters import Parameters
from imsim.engine.streams import Streams


def smallest(model: Model) -> Ensemble:
    """An ensemble of one run of a firm with one employee and one customer."""
    shop = Department("shop", 1, contact=True)
    organisation = generate([shop], service_graph([shop], [], []), seed=0)
    market = Market(1, 1.0, 1.0, 1.0, one_segment(organisation))
    defaults = {name: row.default for name, row in model.parameters.items()}
    shared = Firm(organisation, market, Economy(1.0, 1.0, 1.0, 1.0, 0.0))
    return Ensemble(model, shared, Parameters.of([{}], defaults), Streams(0, [0]), [frozenset()])


def compiled_before(model: Model) -> bool:
    """Whether the kernels of a model have been compiled on this machine."""
    from imsim.engine.machine_code import folder

    home, kernels = folder(), smallest(model).kernels()
    return home is not None and all(
        any((Path(home) / one.__module__).rglob(f"*.{one.__name__}-*.nbc")) for one, _ in kernels
    )


def compile_kernels(model: Model, *places: int) -> None:
    """Compile some kernels of a model, by their numbers, all by default; workers then find them on disk."""
    from imsim.engine.machine_code import folder

    if folder() is None:
        return
    ensemble = smallest(model)
    # A compiler makes much that it needs to the end: looking for garbage took a tenth of the time.
    gc.disable()
    try:
        ensemble.run(ensemble.state(), places=places)
    finally:
        gc.enable()
