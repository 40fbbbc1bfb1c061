"""Where tasks are carried out: in this process, in several on this machine, or on a Dask cluster.

All engines are used alike: `submit` a task, get a `concurrent.futures.Future`. What differs is how many tasks they hold
at once (`queue_size`), which exceptions mean that a worker died rather than that the task failed (`worker_died`), and
how they are made to work again after that (`restart`).
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Future, ProcessPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from importlib import import_module
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait as wait_for
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

from imsim.engine.errors import EngineLost, InputError
from imsim.engine.interrupts import delayed, undisturbed
from imsim.studies.carrying import Runnable, packed

if TYPE_CHECKING:
    from imsim.engine.model import Model

QUEUED_PER_WORKER = 2
PATIENCE_SECONDS = 20


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
    from imsim.studies.compilation import compile_together

    engine = Processes(jobs)
    try:
        compile_together(engine, model)
    except BaseException:
        engine.end()
        raise
    return engine


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def carried_out(task: Runnable) -> Any:
    """Run a task; a module-level function, so that other processes can unpickle it."""
    return task.run()


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
        self._pool = self._started()

    def _started(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self.workers, get_context("spawn"), initializer=prepare_worker)

    def submit(self, task: Runnable) -> Future[Any]:
        """Queue a task."""
        task = packed(task, imported=True)
        try:
            # Workers inherit deafness to Ctrl-C: their parent hears it and ends them. No worker is left half-started.
            with delayed(signal.SIGTERM), undisturbed(signal.SIGINT):
                return self._pool.submit(carried_out, task)
        except (BrokenExecutor, OSError) as error:  # OSError: the pool is closing its pipes, because a worker died
            return failed(BrokenExecutor(str(error)))

    def restart(self) -> None:
        """Replace the pool: one dead worker breaks all of it."""
        self.end()
        self._pool = self._started()

    def end(self) -> None:
        """Stop all workers at once."""
        workers = list((getattr(self._pool, "_processes", None) or {}).values())
        for worker in workers:
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


class Cluster:
    """The workers of a Dask scheduler; it starts a task again elsewhere when its worker dies.

    Args:
        address: of the scheduler, like tcp://10.0.0.1:8786.

    Raises:
        InputError: `distributed` is not installed, nobody answers, or workers run other versions.
    """

    def __init__(self, address: str) -> None:
        try:
            distributed: Any = import_module("distributed")
        except ImportError:
            raise InputError("--scheduler needs Dask: pip install 'imsim[distributed]'") from None
        self.worker_died: tuple[type[BaseException], ...] = (distributed.KilledWorker,)
        closed = import_module("distributed.comm").CommClosedError, distributed.client.ClosedClientError
        self.cluster_lost: tuple[type[BaseException], ...] = (CancelledError, *closed)
        self._unreachable: tuple[type[BaseException], ...] = (OSError, RuntimeError, *self.cluster_lost)
        try:
            self._client = distributed.Client(address, timeout=PATIENCE_SECONDS, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise InputError(f"--scheduler {address}: no Dask scheduler answers there ({error})") from None
        try:
            self._check_versions(address)
        except BaseException:
            self._client.close()
            raise
        self._executor = self._client.get_executor(pure=False)

    def _check_versions(self, address: str) -> None:
        try:
            result = self._client.run(numbers_made_with)
        except ImportError as error:
            raise InputError(f"--scheduler {address}: imsim is not installed on its workers ({error})") from None
        own = numbers_made_with()
        for worker, versions in result.items():
            if versions != own:
                raise InputError(f"--scheduler {address}: worker {worker} runs {versions}, this process {own}")

    @property
    def workers(self) -> int:
        """Threads of the workers there are now."""
        with self._reached():
            threads: int = sum(self._client.nthreads().values())
        return max(1, threads)

    @property
    def queue_size(self) -> int:
        """Twice as many tasks as threads."""
        return QUEUED_PER_WORKER * self.workers

    def submit(self, task: Runnable) -> Future[Any]:
        """Queue a task on the cluster."""
        task = packed(task, imported=False)
        with self._reached():
            future: Future[Any] = self._executor.submit(carried_out, task)
        return future

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except self._unreachable as error:
            raise EngineLost(f"the Dask scheduler is gone ({error})") from None

    def restart(self) -> None:
        """The scheduler replaces workers on its own."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with suppress(*self._unreachable) if kind else nullcontext():
            self._executor.shutdown(wait=kind is None)
        self._client.close()


def hush() -> None:
    """Dask's own log says nothing any more: what matters is said in our words."""
    with suppress(ImportError):
        import_module("distributed")  # its import sets levels of its own
    for name in ("distributed", "distributed.client", "tornado", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def numbers_made_with() -> str:
    """Versions and source that the numbers of a run depend on."""
    import numpy as np

    import imsim
    from imsim.studies.provenance import SHOWN, model_digest

    return f"imsim {imsim.__version__} ({model_digest()[:SHOWN]}), numpy {np.__version__}"


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
