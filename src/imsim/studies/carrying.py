"""Work on its way to another process: what a script or a notebook defines itself travels with it.

A worker finds what stands in a module by importing it. A notebook is none, so its programmes, events and outcomes are
sent by value; a script is imported by workers on this machine, but for what stands below its guard.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from imsim.engine.errors import InputError
from imsim.events import EVENTS
from imsim.outcomes import OUTCOMES, Outcome
from imsim.programmes import kinds

MAIN = "__main__"


class Runnable(Protocol):
    """Anything with work in it that can be sent to another process."""

    def run(self) -> Any:
        """Do it."""


@dataclass(frozen=True)
class Parcel:
    """A task together with the outcomes that are defined where the study was asked for."""

    content: bytes

    def run(self) -> Any:
        """Unpack it, and do it.

        Raises:
            LookupError: it needs what this process cannot find.
        """
        try:
            outcomes, task = pickle.loads(self.content)  # noqa: S301 - made by `packed` in the process that asks
        except (AttributeError, ImportError) as error:
            raise LookupError(
                f"a worker cannot find what the script defines: write it above the guard ({error})"
            ) from None
        for one in outcomes:
            # A script that this process has imported has another name here, and has put its outcomes in itself.
            OUTCOMES.add(one.name, one, one.measure.__module__)
        return task.run()


def carried_out(task: Runnable) -> Any:
    """Run a task; a module-level function, so that other processes can unpickle it."""
    return task.run()


def packed(task: Runnable, imported: bool) -> Runnable:
    """A task as it can be sent: as it is where every part of it is found by its module's name.

    Args:
        task: what is to be sent.
        imported: whether the other process imports the script that is running here.

    Raises:
        InputError: what a notebook defines cannot be sent.
    """
    if not any(defined_here()):
        return task
    outcomes = [one for one in defined_here() if isinstance(one, Outcome)]
    if imported and again_importable():
        return Parcel(pickle.dumps((outcomes, task)))
    import cloudpickle

    try:
        return Parcel(cloudpickle.dumps((outcomes, task)))
    except (pickle.PicklingError, TypeError) as error:
        why = "what is defined here cannot be sent to other processes"
        raise InputError(f"{why} ({error}); use --jobs 1, or write it in a module") from None


def defined_here() -> Iterator[Any]:
    """Programmes, events and outcomes of the script or notebook that is running."""
    yield from (kind for kind in kinds().values() if kind.__module__ == MAIN)
    yield from (event for event in EVENTS.values() if event.__module__ == MAIN)
    yield from (outcome for outcome in OUTCOMES.values() if outcome.measure.__module__ == MAIN)


def again_importable() -> bool:
    """Whether another process can import the script that is running: a notebook or a prompt has no file."""
    main = sys.modules[MAIN]
    return getattr(main, "__spec__", None) is not None or hasattr(main, "__file__")
