"""Error messages at the edges of the program: in the words of a terminal or of Python, long values cut short."""

from __future__ import annotations

import errno
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace

from imsim.engine.errors import EngineLost, InputError, Place, Problem, RunFailed, StudyConflict, Voice, as_argument
from imsim.engine.errors import in_python as python_words

# Of what stands in a message as it was given: a value, and a path or a word that nobody reads to its end.
LONGEST_VALUE, LONGEST_WORD = 60, 200
# What is wrong with a path in which no file can ever be made.
UNUSABLE = {
    errno.ENAMETOOLONG: "too long for the path of a file",
    errno.ENOTDIR: "leads through a file as if it were a folder",
    errno.EEXIST: "is there already, and is no folder",
}
WORD = re.compile(r'"[^"]*"|[^\s"]+')


def short(text: str, most: int = LONGEST_VALUE) -> str:
    """A text for a message, cut short.

    Example:
        >>> short("employees", 9), short("employees", 8)
        ('employees', 'emplo...')
    """
    return text if len(text) <= most else f"{text[: most - 3]}..."


def briefly(voice: Voice) -> Voice:
    """A voice that cuts short what was found, and any word that is longer than somebody reads."""

    def told(problem: Problem) -> str:
        cut = {name: cut_words(getattr(problem, name)) for name in ("why", "nearest")}
        where = Place(cut_words(problem.where.name), cut_words(problem.where.source))
        found = None if problem.found is None else short(problem.found)
        return voice(replace(problem, where=where, found=found, **cut))

    return told


def cut_words(text: str) -> str:
    """A text whose longest words, and longest quoted values, are cut short."""
    return WORD.sub(lambda word: short(word[0]) if len(word[0]) > LONGEST_WORD else word[0], text)


@contextmanager
def in_terminal() -> Iterator[None]:
    """Context manager: mistakes are told briefly, a path that no file can have among them."""
    try:
        yield
    except InputError as error:
        raise error.said(briefly(error.voice)) from None
    except OSError as error:
        raise unusable_path(error) or error from None


@contextmanager
def in_python(arguments: Collection[str]) -> Iterator[None]:
    """Context manager: errors are told in the words of Python.

    Args:
        arguments: of the function that was called; one that is called in the singular there is told so.
    """

    def voice(problem: Problem) -> str:
        name = problem.where.name
        if not problem.where.source and name not in arguments and (one := name.removesuffix("s")) in arguments:
            problem = replace(problem, where=Place(one))
        return as_argument(problem)

    try:
        yield
    except InputError as error:
        raise error.said(briefly(voice)) from None
    except OSError as error:
        mistake = unusable_path(error)
        raise mistake.said(briefly(voice)) if mistake else error from None
    except EngineLost as error:
        raise EngineLost(python_words(str(error))) from None
    except (RunFailed, StudyConflict) as error:
        raise type(error)(python_words(str(error))) from error


def unusable_path(error: OSError) -> InputError | None:
    """The mistake of whoever gave a path that no file can have; None where it was the machine that failed."""
    if error.errno not in UNUSABLE or not error.filename:
        return None
    return InputError(Problem(Place(source=short(str(error.filename))), None, UNUSABLE[error.errno]), briefly(str))
