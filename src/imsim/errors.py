"""Mistakes in what a user gave us: one message each, never a traceback."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class InputError(Exception):
    """Something a user gave cannot be used.

    Args:
        problems: one clear line each: where, what was found, what is allowed.
    """

    def __init__(self, problems: str | Iterable[str]) -> None:
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))


class StudyConflict(Exception):
    """Another study, or another process, holds the folder."""


class RunFailed(Exception):
    """Runs failed, and what was asked for cannot be had without them."""


class EngineLost(Exception):
    """What carries out the runs is gone: its workers die, or the cluster does not answer."""


class Terminated(KeyboardInterrupt):
    """Somebody asked the process to end (SIGTERM)."""


def nearest(word: str, words: Iterable[str]) -> str:
    """A hint at the nearest right spelling, or nothing.

    Example:
        >>> nearest("trainning", ["training", "messages"])
        '; did you mean "training"?'
    """
    close = difflib.get_close_matches(word, list(words), n=1, cutoff=0.6)
    return f'; did you mean "{close[0]}"?' if close else ""


def listed(words: Iterable[str], most: int = 12) -> str:
    """A short list for a message.

    Example:
        >>> listed(["a", "b", "c"], most=2)
        'a, b, ...'
    """
    words = list(words)
    return ", ".join(words[:most]) + (", ..." if len(words) > most else "")
