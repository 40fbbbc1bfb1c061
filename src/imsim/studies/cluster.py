"""A Dask cluster as the place where tasks are carried out."""

from __future__ import annotations

import logging
import re
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, nullcontext, suppress
from importlib import import_module
from typing import Any, Self

from imsim.engine.errors import EngineLost, InputError
from imsim.studies.carrying import Runnable, carried_out, packed

QUEUED_PER_WORKER = 2
PATIENCE_SECONDS = 20


class Cluster:
    """The workers of a Dask scheduler; it starts a task again elsewhere when its worker dies.

    Args:
        address: of the scheduler, like tcp://10.0.0.1:8786.

    Raises:
        InputError: `distributed` is not installed, nobody answers, or workers run other versions.
    """

    def __init__(self, address: str) -> None:
        check_answers(address)
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
            self._wait_for_workers(address)
            self._check_versions(address)
        except BaseException:
            self._client.close()
            raise
        self._executor = self._client.get_executor(pure=False)

    def _wait_for_workers(self, address: str) -> None:
        """Wait for the first worker, and say so."""
        if not self._client.nthreads():
            print(f"imsim: {address} has no workers: waiting for them", file=sys.stderr, flush=True)
            self._client.wait_for_workers(1)

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


def check_answers(address: str) -> None:
    """Refuse an address that is none, or at which nobody listens: Dask itself would try for a minute.

    Raises:
        InputError: it says what is wrong.
    """
    found = re.fullmatch(r"(?:(?:tcp|tls|ws|wss|ucx)://)?(?P<host>[^/:]+|\[[0-9a-f:]+\]):(?P<port>\d+)", address)
    if found is None:
        raise InputError(f"--scheduler {address}: is no address of a scheduler, like tcp://10.0.0.1:8786")
    try:
        socket.create_connection((found["host"].strip("[]"), int(found["port"])), timeout=PATIENCE_SECONDS).close()
    except (OSError, OverflowError) as error:
        raise InputError(f"--scheduler {address}: no Dask scheduler answers there ({error})") from None


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
