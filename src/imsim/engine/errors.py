"""Mistakes in what a user gave us: one message each, never a traceback."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from itertools import islice

from imsim.engine.sanitising import printable

LONGEST_PROBLEM = 1000
# Comparing spellings takes time that grows with both; a hint is not worth seconds.
MOST_COMPARED, LONGEST_NAME = 500, 60


class InputError(Exception):
    """Something a user gave cannot be used.

    Args:
        problems: one clear line each: where, what was found, what is allowed. Names in it may come from anybody's file:
            what is no letter (line ends, escape codes, marks that turn the writing round) is shown as "?".
    """

    def __init__(self, problems: str | Iterable[str]) -> None:
        lines = map(printable, (problems,) if isinstance(problems, str) else problems)
        self.problems = tuple(
            line if len(line) <= LONGEST_PROBLEM else f"{line[:LONGEST_PROBLEM]}..." for line in lines
        )
        super().__init__("\n".join(self.problems))


class StudyConflict(Exception):
    """Another study, or another process, holds the folder."""


class RunFailed(Exception):
    """Runs failed, and what was asked for cannot be had without them."""


class EngineLost(Exception):
    """What carries out the runs is gone: its workers die, or the cluster does not answer."""


def nearest(word: str, words: Iterable[str]) -> str:
    """A hint at the nearest right spelling, or nothing.

    Example:
        >>> nearest("trainning", ["training", "messages"])
        '; did you mean "training"?'
    """
    some = list(islice(words, MOST_COMPARED))
    close = difflib.get_close_matches(word[:LONGEST_NAME], some, n=1, cutoff=0.6)
    return f'; did you mean "{close[0]}"?' if close else ""


def listed(words: Iterable[str], most: int = 12) -> str:
    """A short list for a message.

    Example:
        >>> listed(["a", "b", "c"], most=2)
        'a, b, ...'
    """
    words = list(words)
    return ", ".join(words[:most]) + (", ..." if len(words) > most else "")
