"""Mistakes in what a user gave: one `Problem` each, said in the words of whoever asked; and what else ends a study."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from imsim.engine.sanitising import printable

LONGEST_PROBLEM = 1000
# Comparing spellings takes time that grows with both; a hint is not worth seconds.
MOST_COMPARED, LONGEST_NAME = 1000, 60
MOST_LISTED = 20
# Where an option of the command line is not called as the argument in Python, but for its dashes.
OPTIONS = {"outcomes": "outcome", "overrides": "set", "source": "from", "target": "to", "goals": "for"}
ARGUMENTS = {option: argument for argument, option in OPTIONS.items()}


@dataclass(frozen=True)
class Place:
    """Where a mistake stands.

    Args:
        name: dotted key of a scenario file; without a source an argument in Python, which is an option in a terminal.
        source: file, or `--set` option, that the key came from.
    """

    name: str = ""
    source: str = ""


@dataclass(frozen=True)
class Problem:
    """One mistake in what a user gave.

    Options that are mentioned in its texts are written as in a terminal, `--samples`; each voice says them its own way.

    Args:
        where: it stands.
        found: what stands there, as written; None where nothing does, or where the place itself is the mistake.
        why: that is one, or what it should be.
        allowed: the words that may stand there, or one text that says where they are listed.
        nearest: the right word that was probably meant.
    """

    where: Place
    found: str | None
    why: str
    allowed: tuple[str, ...] | str = ()
    nearest: str = ""

    @classmethod
    def unknown(
        cls, where: Place, word: str, why: str, allowed: Iterable[str], *, found: str | None = None, listing: str = ""
    ) -> Problem:
        """A word that is none of those allowed, with the nearest of them.

        Args:
            where: it stands.
            word: as found.
            why: what there is not.
            allowed: the right words.
            found: what stands at the place, if that is not the place's own name.
            listing: says where the right words are listed, if they are too many to be told.
        """
        words = tuple(islice(allowed, MOST_COMPARED))
        return cls(where, found, why, listing or words, closest(word, words))

    @classmethod
    def of(cls, text: str) -> Problem:
        """A mistake that is told as a text; one that begins with `--option VALUE: ` is about this argument.

        Example:
            >>> Problem.of("--outcome asci: no such outcome").where, Problem.of("the disk is full").where
            (Place(name='outcomes', source=''), Place(name='', source=''))
        """
        option = re.match(r'--([a-z][a-z-]*)(?: ("[^"]*"|\S+))?: ', text)
        if option is None:
            return cls(Place(), None, text)
        return cls(Place(argument(option[1])), option[2], text[option.end() :])

    def __str__(self) -> str:
        return as_option(self)

    def told(self, place: str) -> str:
        """The whole line, once a voice has named the place and what stands there."""
        hint = f'; did you mean "{self.nearest}"?' if self.nearest else ""
        words = self.allowed if isinstance(self.allowed, str) else f"allowed: {listed(self.allowed, MOST_LISTED)}"
        line = printable(f"{f'{place}: ' if place else ''}{self.why}{hint}{f' ({words})' if self.allowed else ''}")
        return line if len(line) <= LONGEST_PROBLEM else f"{line[:LONGEST_PROBLEM]}..."


Voice = Callable[[Problem], str]


def as_key(problem: Problem) -> str:
    """As a scenario file has it.

    Example:
        >>> as_key(Problem(Place("time.weeks", "shop.toml"), '"a year"', "should be an integer"))
        'shop.toml: time.weeks = "a year": should be an integer'
    """
    where = ": ".join(part for part in (problem.where.source, problem.where.name) if part)
    return problem.told(where if problem.found is None else f"{where} = {problem.found}")


def as_option(problem: Problem) -> str:
    """As it is typed in a terminal; keys of files are said as such.

    Example:
        >>> as_option(Problem(Place("outcomes"), '"asci"', "no such outcome", nearest="acsi"))
        '--outcome "asci": no such outcome; did you mean "acsi"?'
    """
    if problem.where.source or not problem.where.name:
        return as_key(problem)
    option = f"--{OPTIONS.get(problem.where.name, problem.where.name.replace('_', '-'))}"
    return problem.told(option if problem.found is None else f"{option} {problem.found}")


def as_argument(problem: Problem) -> str:
    """As it is written in Python: options are arguments there, commands functions.

    Example:
        >>> as_argument(Problem(Place("samples"), "4", "too few", "see imsim describe parameters, or --second-order"))
        'samples = 4: too few (see imsim.describe("parameters"), or second_order)'
    """
    return in_python(as_key(problem))


def in_python(text: str) -> str:
    """A text that mentions options and commands of the command line, as whoever writes Python would say it.

    Example:
        >>> in_python("go on with --resume")
        'go on with resume'
    """
    text = re.sub(r"(?<![\w-])--([a-z][a-z-]*)", lambda option: argument(option[1]), text)
    return re.sub(r"imsim describe ([a-z]+)", r'imsim.describe("\1")', text)


def argument(option: str) -> str:
    """The argument in Python that an option of the command line stands for."""
    return ARGUMENTS.get(option, option.replace("-", "_"))


class InputError(Exception):
    """Something a user gave cannot be used.

    Args:
        problems: what is wrong, each as a `Problem` or a text. Names in it may come from anybody's file: what is no
            letter (line ends, escape codes, marks that turn the writing round) is shown as "?".
        voice: says them.
    """

    def __init__(self, problems: str | Problem | Iterable[str | Problem], voice: Voice = as_option) -> None:
        some = (problems,) if isinstance(problems, str | Problem) else tuple(problems)
        self.problems = tuple(one if isinstance(one, Problem) else Problem.of(one) for one in some)
        self.voice = voice
        super().__init__(self.problems, voice)

    @property
    def lines(self) -> tuple[str, ...]:
        """A clear line for each problem: where, what was found, what is allowed."""
        return tuple(map(self.voice, self.problems))

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def said(self, voice: Voice) -> InputError:
        """The same mistakes in the words of another voice."""
        return InputError(self.problems, voice)


class StudyConflict(Exception):
    """Another study, or another process, holds the folder."""


class RunFailed(Exception):
    """Runs failed, and what was asked for cannot be had without them."""


class EngineLost(Exception):
    """What carries out the runs is gone: its workers die, or the cluster does not answer."""


def closest(word: str, words: Iterable[str]) -> str:
    """The nearest right spelling, "" where none is near.

    Example:
        >>> closest("Trainning", ["training", "messages"])
        'training'
    """
    some = {word.casefold(): word for word in islice(words, MOST_COMPARED)}
    found = difflib.get_close_matches(word[:LONGEST_NAME].casefold(), some, n=1, cutoff=0.6)
    return some[found[0]] if found else ""


def nearest(word: str, words: Iterable[str]) -> str:
    """A hint at the nearest right spelling, or nothing.

    Example:
        >>> nearest("trainning", ["training", "messages"])
        '; did you mean "training"?'
    """
    close = closest(word, words)
    return f'; did you mean "{close}"?' if close else ""


def listed(words: Iterable[str], most: int = 12) -> str:
    """A short list for a message.

    Example:
        >>> listed(["a", "b", "c"], most=2)
        'a, b, ...'
    """
    words = list(words)
    return ", ".join(words[:most]) + (", ..." if len(words) > most else "")
