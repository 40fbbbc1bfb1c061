"""How the program ends: one message and an exit code, whatever happens; never a traceback for a user's mistake.

Ctrl-C (SIGINT) and SIGTERM raise `Stopped` in the main thread; what is open is closed on the way, and files are whole
or not there.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import current_thread, main_thread
from typing import Any, NoReturn

from imsim.engine.errors import EngineLost, InputError, RunFailed, StudyConflict

SIGNALS = (signal.SIGINT, signal.SIGTERM)
MOST_PROBLEMS = 100
# By custom 128 and the number of SIGPIPE, which not every system has.
READER_GONE = 141


class Stopped(BaseException):
    """Somebody asked the process to end.

    Args:
        number: of the signal.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(number)

    @property
    def code(self) -> int:
        """Exit code by custom: 130 for Ctrl-C, 143 for SIGTERM."""
        return 128 + self.number


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn both signals into `Stopped`, once: a second one, sent by a terminal or in impatience, disturbs no clean-up.

    What the process was told to ignore (nohup, a job in the background) stays ignored.
    """
    stopped: list[Stopped] = []

    def stop(number: int, _: Any) -> None:
        for one in heard:
            signal.signal(one, signal.SIG_IGN)
        stopped.append(Stopped(number))
        raise stopped[0]

    heard = [one for one in SIGNALS if signal.getsignal(one) is not signal.SIG_IGN]
    if current_thread() is not main_thread():
        heard = []
    before = {one: signal.signal(one, stop) for one in heard}
    try:
        yield
    except Exception as error:
        if stopped:  # a library in whose midst it fell made an error of its own of it
            raise stopped[0] from error
        raise
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


@contextmanager
def delayed(*signals: signal.Signals) -> Iterator[None]:
    """Let signals wait for the end of a short piece of work."""
    if current_thread() is not main_thread():
        yield
        return
    noted: list[int] = []
    hearing = [one for one in signals if signal.getsignal(one) is not signal.SIG_IGN]
    before = {one: signal.signal(one, lambda number, _: noted.append(number)) for one in hearing}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
        for number in noted[:1]:
            signal.raise_signal(number)


@contextmanager
def undisturbed(*signals: signal.Signals) -> Iterator[None]:
    """Let signals wait, by default both; a process that is started meanwhile never hears them.

    They are blocked for this thread, which is what children inherit; another thread may still be given one, so it is
    noted, too.
    """
    with delayed(*(signals or SIGNALS)):
        if current_thread() is not main_thread() or not hasattr(signal, "pthread_sigmask"):
            yield
            return
        hearing = [one for one in signals or SIGNALS if signal.getsignal(one) is not signal.SIG_IGN]
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, hearing)
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)


@contextmanager
def clean_exit() -> Iterator[None]:
    """End a command in one message and an exit code, whatever happens in it."""
    try:
        with stoppable():
            yield
    except (Stopped, KeyboardInterrupt) as stop:
        text = "every file is whole or not there: give the same command again, a study that has begun with --resume"
        exit_with(stop.code if isinstance(stop, Stopped) else 130, f"stopped: {text}")
    except InputError as error:
        more = len(error.problems) - MOST_PROBLEMS
        exit_with(2, *error.lines[:MOST_PROBLEMS], *([f"and {more:,} more mistakes"] if more > 0 else []))
    except RunFailed as error:
        exit_with(1, str(error))
    except StudyConflict as error:
        exit_with(3, str(error))
    except EngineLost as error:
        exit_with(4, str(error))
    except BrokenPipeError:
        reader_gone()
    except MemoryError:
        exit_with(4, "out of memory; fewer --replicates or --jobs, or a smaller market")
    except OSError as error:
        exit_with(4, ": ".join(str(part) for part in (error.filename, error.strerror or error) if part))


def reader_gone() -> NoReturn:
    """End without a word, as a program does that a closed pipe stops: nobody reads what is left to be said."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            os.dup2(nowhere, stream.fileno())
    sys.exit(READER_GONE)


def exit_with(code: int, *messages: str) -> None:
    """Exit with a line on stderr for each message, if anybody still reads it."""
    with suppress(OSError, ValueError):
        for message in messages:
            print(f"imsim: {message}", file=sys.stderr)
    sys.exit(code)
