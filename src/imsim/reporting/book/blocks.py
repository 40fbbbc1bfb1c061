"""What a page of the book is made of, before anybody knows whether it becomes Markdown, LaTeX or HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from imsim.reporting.book.notation import Maths


@dataclass(frozen=True)
class Link:
    """A text that leads somewhere.

    Args:
        text: to be read.
        kind: of the place: reference, statement, chapter, programme.
        key: of the place.
    """

    text: str
    kind: str
    key: str


# What stands in a line: words, in which `code` and **bold** are marked as in Markdown, mathematics, and links.
Inline: TypeAlias = str | Maths | Link
Cell: TypeAlias = Sequence[Inline]


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is that of a chapter."""

    level: int
    text: str
    anchor: str = ""

    @property
    def place(self) -> str:
        """Where a link leads that means it: its anchor, or what sites and hosts make of its words."""
        return self.anchor or re.sub(r"[^\w -]", "", self.text.lower()).replace(" ", "-")


@dataclass(frozen=True)
class Contents:
    """What stands on a page.

    Args:
        headings: of levels 2 to 4, in their order.
    """

    headings: tuple[Heading, ...]


@dataclass(frozen=True)
class Text:
    """A paragraph, or an item of a list."""

    pieces: Cell
    item: bool = False


@dataclass(frozen=True)
class Equations:
    """Lines of a displayed formula: left and right sides."""

    lines: tuple[tuple[Maths, Maths], ...]


@dataclass(frozen=True)
class Grid:
    """A table."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Code:
    """A piece of source, folded away where a page can.

    Args:
        title: over it.
        text: the source.
        needed: whether there is no formula that says the same.
    """

    title: str
    text: str
    needed: bool = False


Block: TypeAlias = Heading | Contents | Text | Equations | Grid | Code
