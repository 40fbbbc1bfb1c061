"""The kernels of the week are compiled once on a machine, by two processes at once where an engine has several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imsim.company.compilation import compile_kernels, compiled_before
from imsim.scenarios.model import MODEL

if TYPE_CHECKING:
    from imsim.studies.schedulers import Engine


def compile_together(engine: Engine) -> None:
    """Compile the week if this machine has not yet, one kernel in a worker, the rest in this process."""
    if not compiled_before(MODEL):
        first = engine.submit(Compiling())
        compile_kernels(MODEL, *range(1, len(MODEL.week)))
        try:
            first.result()
        except engine.worker_died:
            # Who needs the kernel will compile it.
            engine.restart()


class Compiling:
    """The first kernel of the week is compiled where this is run."""

    def run(self) -> None:
        """Compile it."""
        compile_kernels(MODEL, 0)
