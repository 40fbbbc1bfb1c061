"""The kernels of the week are compiled once on a machine, by two processes at once where an engine has several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from imsim.company.compilation import compile_kernels, compiled_before
from imsim.engine.model import Model
from imsim.scenarios.model import current

if TYPE_CHECKING:
    from imsim.studies.schedulers import Engine


def compile_together(engine: Engine, model: Model | None = None) -> None:
    """Compile the week if this machine has not yet, one kernel in a worker, the rest in this process."""
    model = model or current()
    if not compiled_before(model):
        first = engine.submit(Compiling(model))
        compile_kernels(model, *range(1, len(model.week)))
        try:
            first.result()
        except engine.worker_died:
            # Who needs the kernel will compile it.
            engine.restart()


@dataclass(frozen=True)
class Compiling:
    """The first kernel of the week is compiled where this is run."""

    model: Model

    def run(self) -> None:
        """Compile it."""
        compile_kernels(self.model, 0)
