"""Several processes behind one address: it is told once all of them answer, and where one dies, all end.

Visitors fall to the processes by chance: a page that went on without one of them would lose a part of its class.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from threading import Thread

from imsim.engine.errors import EngineLost, InputError
from imsim.engine.interrupts import undisturbed

# What each process does with the socket: it serves visitors, and calls once it answers them.
Task = Callable[[socket.socket, Callable[[], None]], None]
# Seconds that a process has to take leave of its visitors.
LEAVE = 10


def serve_together(number: int, task: Task, listener: socket.socket, opened: Callable[[], None]) -> None:
    """Serve one address by several processes until somebody stops it.

    Args:
        number: of processes.
        task: what each does.
        listener: the socket that all of them listen to.
        opened: called once all of them answer.

    Raises:
        EngineLost: one of them has died.
        InputError: one of them cannot serve what it was asked to.
    """
    processes: dict[Connection, SpawnProcess] = {}
    try:
        for _ in range(number):
            pipe, process = started(task, listener)
            processes[pipe] = process
        silent = set(processes)
        while True:
            pipe = next(pipe for pipe in processes if pipe in wait(processes))
            try:
                mistake = pipe.recv()
            except EOFError:
                raise EngineLost(obituary(list(processes.values()), processes[pipe])) from None
            if mistake:
                raise mistake
            silent.remove(pipe)
            if not silent:
                opened()
    finally:
        end(processes.values())


def started(task: Task, listener: socket.socket) -> tuple[Connection, SpawnProcess]:
    """A process that serves, and the pipe, which ends with it, through which it says that it answers, or why not."""
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve_below, args=(task, listener, there))
    # Ctrl-C in a terminal is for all; whoever began them ends them.
    with undisturbed(signal.SIGINT):
        process.start()
    there.close()
    return here, process


def serve_below(task: Task, listener: socket.socket, above: Connection) -> None:
    """Serve in a process of its own, and leave when the one that began it is gone, however that came."""

    def leave() -> None:
        with suppress(EOFError, OSError):
            above.recv()
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=leave, daemon=True).start()
    try:
        task(listener, lambda: above.send(None))
    except InputError as mistake:
        above.send(mistake)


def obituary(processes: Sequence[SpawnProcess], gone: SpawnProcess) -> str:
    """Which of the processes has died, and of what."""
    gone.join(LEAVE)
    code = gone.exitcode
    cause = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
    return (
        f"process {processes.index(gone) + 1} of {len(processes)} that serve the page has died ({cause}): "
        "the page is closed; the same command opens it again"
    )


def end(processes: Iterable[SpawnProcess]) -> None:
    """Have all of them take leave, in their own time but not for ever."""
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(LEAVE)
        process.kill()
        process.join()
