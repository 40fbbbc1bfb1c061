"""From tasks to results: a few at a time, each failure traced to the runs that cause it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass
from typing import Any, Protocol, Self, TypeVar

from imsim.engine.errors import EngineLost
from imsim.studies.schedulers import Engine

LIVES = 3
MOST_DIED_AT_FIRST = 10
LONGEST_MESSAGE = 300


class Task(Protocol):
    """Work that can be sent away and, where it goes wrong, taken apart."""

    def run(self) -> Any:
        """Do it here and now."""

    def halves(self) -> tuple[Self, ...]:
        """Two tasks that make it up; none where it is a single run."""


@dataclass(frozen=True)
class Failure:
    """A task that cannot be taken apart and cannot be done, and why."""

    error: str


T = TypeVar("T", bound=Task)


def completed(tasks: Iterable[T], engine: Engine) -> Iterator[tuple[T, Any]]:
    """Tasks as they are done, each with its result or its Failure; only a few are held at a time.

    A task that raises is halved until the run that raises stands alone. When a worker dies, the tasks it may have held
    are suspects: each is run alone, and halved when it kills again, so that the guilty run is found.

    Raises:
        EngineLost: workers die and none ever finishes anything, or the cluster is gone.
    """
    upcoming, again = iter(tasks), deque[T]()
    watch = _DiedWorkers()
    waiting: dict[Future[Any], T] = {}
    while True:
        _submit(again, upcoming, waiting, engine)
        if not waiting:
            return
        suspects: list[T] = []
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            task = waiting.pop(future)
            error = error_of(future, engine)
            if error is None:
                watch.finished()
                yield task, future.result()
            elif isinstance(error, engine.worker_died):
                suspects.append(task)
            elif parts := task.halves():
                again.extend(parts)
            else:
                yield task, Failure(described(error))
        if suspects:
            watch.died()
            engine.restart()
            suspects += [waiting.pop(future) for future in _died(waiting, engine)]
            yield from _alone(suspects, engine, watch)


def _submit(again: deque[T], upcoming: Iterator[T], waiting: dict[Future[Any], T], engine: Engine) -> None:
    """Fill the engine's queue, halves of what failed first."""
    while len(waiting) < engine.queue_size:
        task = again.popleft() if again else next(upcoming, None)
        if task is None:
            return
        waiting[engine.submit(task)] = task


def _died(waiting: Iterable[Future[Any]], engine: Engine) -> list[Future[Any]]:
    """The tasks that have ended because their worker died."""
    return [future for future in waiting if future.done() and isinstance(error_of(future, engine), engine.worker_died)]


def _alone(suspects: Sequence[T], engine: Engine, watch: _DiedWorkers) -> Iterator[tuple[T, Any]]:
    """Suspects one at a time: what kills its worker alone is halved, a single run that does so again is given up.

    Only workers that die running it alone count, so that a worker killed from outside costs no run.
    """
    queue = deque((task, 0) for task in suspects)
    while queue:
        task, died = queue.popleft()
        future = engine.submit(task)
        wait([future])
        error = error_of(future, engine)
        if error is None:
            watch.finished()
            yield task, future.result()
            continue
        dead, parts = isinstance(error, engine.worker_died), task.halves()
        if dead:
            watch.died()
            engine.restart()
        if parts:
            queue.extendleft((part, 0) for part in reversed(parts))
        elif dead and died + 1 < LIVES:
            queue.appendleft((task, died + 1))
        else:
            yield task, Failure("its process died: killed, or out of memory" if dead else described(error))


class _DiedWorkers:
    """Counts workers that died before any finished a task: an engine whose workers only die is given up."""

    def __init__(self) -> None:
        self.count: int | None = 0

    def finished(self) -> None:
        self.count = None

    def died(self) -> None:
        if self.count is None:
            return
        self.count += 1
        if self.count >= MOST_DIED_AT_FIRST:
            raise EngineLost(
                f"{self.count} worker processes died and none finished anything: too little memory for --jobs, or a "
                'script without an `if __name__ == "__main__"` guard'
            )


def error_of(future: Future[Any], engine: Engine) -> BaseException | None:
    """The error in which a finished task ended, None where it was done.

    Raises:
        EngineLost: it ended because its engine did.
    """
    try:
        error = future.exception()
    except CancelledError as cancelled:
        error = cancelled
    if isinstance(error, (CancelledError, *engine.cluster_lost)):
        raise EngineLost("the Dask scheduler is gone, or it cancelled the study") from None
    return error


def described(error: BaseException) -> str:
    """An error in one line."""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return text if len(text) <= LONGEST_MESSAGE else text[:LONGEST_MESSAGE] + "..."
