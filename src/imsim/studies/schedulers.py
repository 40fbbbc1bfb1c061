"""Where tasks are carried out: in this process, in several on this machine, or on a Dask cluster.

All engines are used alike: `submit` a task, get a `concurrent.futures.Future`. What differs is how many tasks they hold
at once (`queue_size`), which exceptions mean that a worker died rather than that the task failed (`worker_died`), and
how they are made to work again after that (`restart`).
"""

from __future__ import annotations

import os
import signal
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import current_process, get_context, parent_process
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

from imsim.engine.errors import EngineLost
from imsim.engine.interrupts import delayed, undisturbed
from imsim.studies.carrying import Runnable, carried_out, packed
from imsim.studies.cluster import QUEUED_PER_WORKER, Cluster

if TYPE_CHECKING:
    from imsim.engine.model import Model

# Exit code of a worker that found itself beginning the study.
WITHOUT_GUARD = 78


class Engine(Protocol):
    """What carries out tasks."""

    @property
    def worker_died(self) -> tuple[type[BaseException], ...]:
        """Exceptions that mean that a worker died."""

    @property
    def cluster_lost(self) -> tuple[type[BaseException], ...]:
        """Exceptions that mean that the engine itself is gone."""

    @property
    def workers(self) -> int:
        """Number of tasks that run at once."""

    @property
    def queue_size(self) -> int:
        """Queue size: number of tasks handed to the engine at once."""

    def submit(self, task: Runnable) -> Future[Any]:
        """Start a task, or queue it."""

    def restart(self) -> None:
        """Make it work again after a worker died; whatever it held is lost."""

    def __enter__(self) -> Self:
        """Start the engine in a `with` block, at whose end all its processes stop."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for nothing where the block ended in an error."""


def engine_of(jobs: int, scheduler: str | None = None, model: Model | None = None) -> Engine:
    """The engine for so many processes, or for the Dask scheduler at an address.

    Args:
        jobs: processes.
        scheduler: address of a Dask scheduler to use instead.
        model: whose kernels are compiled first, where there are several processes; the model as it stands by default.
    """
    if scheduler:
        return Cluster(scheduler)
    if jobs <= 1:
        return Here()
    leave_if_imported_by_a_worker()
    from imsim.studies.compilation import compile_together

    engine = Processes(jobs)
    try:
        compile_together(engine, model)
    except BaseException:
        engine.end()
        raise
    return engine


def leave_if_imported_by_a_worker() -> None:
    """End a worker that, importing the script it serves, would begin the study once more: it has no guard."""
    if getattr(current_process(), "_inheriting", False):
        os._exit(WITHOUT_GUARD)


def cores() -> int:
    """Processors this process may use: of the machine, of its job on a cluster, and of its container."""
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    given = os.environ.get("SLURM_CPUS_PER_TASK", "")
    of_job = int(given) if given.isdecimal() and int(given) else there
    return max(1, min(there, of_job, quota() or there))


def quota(limits: Path = Path("/sys/fs/cgroup/cpu.max")) -> int | None:
    """Whole processors that a container (cgroup, version 2) may use; None where nothing is set."""
    try:
        time, period = limits.read_text(encoding="utf-8").split()
        return max(1, int(time) // int(period))
    except (OSError, ValueError):  # "max": no limit
        return None


def failed(error: BaseException) -> Future[Any]:
    """A task that ended in an error before it began."""
    future: Future[Any] = Future()
    future.set_exception(error)
    return future


class Here:
    """This process: one task at a time, finished when it is submitted."""

    worker_died: tuple[type[BaseException], ...] = ()
    cluster_lost: tuple[type[BaseException], ...] = ()
    workers = queue_size = 1

    def submit(self, task: Runnable) -> Future[Any]:
        """Run a task now."""
        future: Future[Any] = Future()
        try:
            future.set_result(task.run())
        except Exception as error:
            future.set_exception(error)
        return future

    def restart(self) -> None:
        """Nothing died."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class Processes:
    """Several processes on this machine, started afresh (spawn) and ended with this one, however it ends.

    Args:
        jobs: how many.
    """

    worker_died: ClassVar[tuple[type[BaseException], ...]] = (BrokenExecutor,)
    cluster_lost: ClassVar[tuple[type[BaseException], ...]] = ()

    def __init__(self, jobs: int) -> None:
        self.workers = jobs
        self.queue_size = QUEUED_PER_WORKER * jobs
        # Those of the pool so far: a broken pool forgets its own.
        self._known: dict[int, Any] = {}
        self._pool = self._started()

    def _started(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self.workers, get_context("spawn"), initializer=prepare_worker)

    def submit(self, task: Runnable) -> Future[Any]:
        """Queue a task."""
        task = packed(task, imported=True)
        try:
            # Workers inherit deafness to Ctrl-C: their parent hears it and ends them. No worker is left half-started.
            with delayed(signal.SIGTERM), undisturbed(signal.SIGINT):
                future = self._pool.submit(carried_out, task)
                self._known |= getattr(self._pool, "_processes", None) or {}
                return future
        except (BrokenExecutor, OSError) as error:  # OSError: the pool is closing its pipes, because a worker died
            return failed(BrokenExecutor(str(error)))

    def restart(self) -> None:
        """Replace the pool: one dead worker breaks all of it.

        Raises:
            EngineLost: the script has no guard, so every worker would begin the study once more.
        """
        self.end()
        if any(worker.exitcode == WITHOUT_GUARD for worker in self._known.values()):
            raise EngineLost('put what the script does under `if __name__ == "__main__":`: workers import it')
        self._pool = self._started()

    def end(self) -> None:
        """Stop all workers at once."""
        for worker in list((getattr(self._pool, "_processes", None) or {}).values()):
            worker.kill()
        with suppress(OSError):
            self._pool.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._pool.shutdown(wait=True)
        else:
            self.end()


def prepare_worker() -> None:
    """One thread a worker, and no orphan: it ends when its parent does."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait_for([sentinel])
    os._exit(3)
