"""Texts of lessons: numbers of the runs are filled in, and a sentence is said only where the runs make it true."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from imsim.app.lessons.schema import When
from imsim.engine.errors import nearest

PLACE = re.compile(r"\{([^{}]*)\}")
# What may be said of a reading, and of the whole.
OF_READINGS = {
    "a": "its level on side a", "b": "its level on side b", "difference": "side a less side b, with its interval",
    "size": "the same without sign",
}  # fmt: skip
OF_ALL = {"a": "label of side a", "b": "label of side b", "runs": "pairs of runs", "weeks": "weeks of a run"}


def holds(when: When, shows: Mapping[str, str]) -> bool:
    """Whether the runs show what a sentence or an answer needs.

    Args:
        when: reading -> side, or sides, that must have more of it.
        shows: reading -> the side that has.

    Example:
        >>> holds({"service": ("a", "neither")}, {"service": "neither", "exits": "b"})
        True
    """
    return all(shows[name] in ((side,) if isinstance(side, str) else side) for name, side in when.items())


def filled(text: str, words: Mapping[str, str]) -> str:
    r"""A text with what stands for each place, on one line.

    Example:
        >>> filled("{a} gain\n  {acsi.size}", {"a": "courses", "acsi.size": "1.2 points"})
        'courses gain 1.2 points'
    """
    return PLACE.sub(lambda place: words[place[1]], " ".join(text.split()))


def wrong_names(text: str, readings: Sequence[str]) -> Iterator[str]:
    """What is wrong with the places of a text."""
    allowed = [*OF_ALL, *readings, *(f"{name}.{what}" for name in readings for what in OF_READINGS)]
    for name in PLACE.findall(text):
        if name not in allowed:
            yield f'"{{{name}}}" stands for nothing{nearest(name, allowed)} (allowed: {", ".join(allowed[:20])})'
    if re.search(r"[{}]", PLACE.sub("", text)):
        yield "a brace is not closed"


def stray_number(text: str) -> str:
    """The first number that is typed into a text; "" where all are filled in.

    Example:
        >>> stray_number("up by {acsi.size}, or 3 points")
        '3'
    """
    number = re.search(r"\d[\d.,]*", PLACE.sub("", text))
    return number[0] if number else ""
