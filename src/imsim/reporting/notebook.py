"""Progress of a study in a notebook: a bar that is gone when the study is done."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from imsim.studies.execution import ProgressCallback

# A page is not asked to draw more often than that.
SECONDS = 0.2


class NotebookProgress:
    """A progress bar under the running cell."""

    def __init__(self) -> None:
        self.runs = self.done = 0
        self._shown: Any = None
        self._last = 0.0

    def begin(self, runs: int, finished: int) -> None:
        """Show the bar."""
        self.runs, self.done = runs, finished
        self._draw()

    def advance(self, runs: int) -> None:
        """So many more are finished; with the last one the bar goes."""
        self.done += runs
        if self.done >= self.runs or time.monotonic() - self._last > SECONDS:
            self._draw()

    def found(self, runs: int) -> None:
        """They count too."""
        self.advance(runs)

    def complete(self) -> None:
        """The study is done, perhaps before all runs that it may have needed: the bar goes."""
        if self.done < self.runs:
            self.runs = self.done
            self._draw()

    def _draw(self) -> None:
        from IPython.display import HTML, display

        self._last = time.monotonic()
        bar = f'<progress value="{self.done}" max="{self.runs}"></progress> {self.done:,} of {self.runs:,} runs'
        content = HTML(bar if self.done < self.runs else "")  # type: ignore[no-untyped-call]
        if self._shown is None:
            self._shown = display(content, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._shown.update(content)


def progress_of(done: Callable[[int], None] | None) -> NotebookProgress | ProgressCallback:
    """Who follows a study that Python asks for: a function, or in a notebook the bar."""
    return NotebookProgress() if done is None and in_notebook() else ProgressCallback(done)


@contextmanager
def followed(done: Callable[[int], None] | None) -> Iterator[NotebookProgress | ProgressCallback]:
    """Context manager: who follows a study that Python asks for, until it is done."""
    progress = progress_of(done)
    yield progress
    if isinstance(progress, NotebookProgress):
        progress.complete()


def in_notebook() -> bool:
    """Whether a notebook is running this, or something like one."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell is not None and hasattr(shell, "kernel")
