"""What a page is made of. Text is escaped when the page is written; only `Markup` is taken as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from imsim.reporting.numbers import EN_DASH

Text = str | Markup

# Stands where there is no number.
DASH = EN_DASH
# Letters from which a cell is a text rather than a word; tags count too, but keys and sources have few.
LONG = 50


@dataclass(frozen=True)
class Table:
    """A table.

    Args:
        caption: what it shows.
        heads: of the columns.
        rows: cells, one for each head.
        note: how to read it.
    """

    caption: Text
    heads: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    note: Text = ""

    @property
    def kinds(self) -> list[str]:
        """What each column holds: numbers, which stand right, words, which stand left, or texts, which need room."""
        return [
            "number"
            if any("<data" in cell or cell == DASH for cell in column)
            else "text"
            if longest(column) > LONG
            else "word"
            for column in self.columns
        ]

    @property
    def columns(self) -> list[tuple[Text, ...]]:
        """The cells, column by column."""
        return list(zip(*self.rows, strict=True)) if self.rows else [() for _ in self.heads]


def longest(cells: Iterable[Text]) -> int:
    """Number of letters of the longest cell."""
    return max((len(cell) for cell in cells), default=0)


@dataclass(frozen=True)
class Drawing:
    """A figure: its SVG, caption and text alternative."""

    svg: Markup
    caption: Text
    alt: str


@dataclass(frozen=True)
class Section:
    """A part of the page under a title: words, then figures, then tables."""

    title: Text
    words: tuple[Text, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Page:
    """What a report says of a study, before the assumptions and the manifest that all reports end with.

    Args:
        kind: of study, in words.
        title: of the company.
        question: what was asked.
        answer: two sentences made from the numbers.
        sections: what they rest on.
        method: how the numbers came about and how to read the intervals.
    """

    kind: str
    title: Text
    question: Text
    answer: Sequence[Text]
    sections: Sequence[Section]
    method: Sequence[Text]


def name(text: str) -> Markup:
    """A name that somebody else gave, set apart from the words around it.

    Example:
        >>> name("R&D <script>")
        Markup('<bdi>R&amp;D &lt;script&gt;</bdi>')
    """
    return Markup("<bdi>{}</bdi>").format(text)


def quoted(text: str) -> Markup:
    """A name inside a sentence."""
    return written("\u201c{}\u201d", name(text))


def headed(text: str) -> str:
    """A label as a title.

    Example:
        >>> headed("profit"), headed("eNPS")
        ('Profit', 'eNPS')
    """
    return text if any(letter.isupper() for letter in text) else text[:1].upper() + text[1:]


def code(text: str) -> Markup:
    """Something to type, or a key of a file."""
    return Markup("<code>{}</code>").format(breakable(text))


def breakable(text: str) -> Markup:
    """A key that may go on in the next line after an underscore.

    Example:
        >>> breakable("trust_speed")
        Markup('trust_<wbr>speed')
    """
    return Markup("_<wbr>").join(text.split("_"))


def written(sentence: str, *parts: object, **named: object) -> Markup:
    """A sentence of ours around parts that are escaped unless they are `Markup`.

    Example:
        >>> written("{} wins.", "a<b")
        Markup('a&lt;b wins.')
    """
    return Markup(sentence).format(*parts, **named)


def together(parts: Iterable[Text], last: str = "and") -> Markup:
    """A list in words.

    Example:
        >>> together(["a", "b", "c"])
        Markup('a, b and c')
    """
    words = [written("{}", part) for part in parts]
    if len(words) < 2:
        return words[0] if words else Markup("")
    return written("{} {} {}", Markup(", ").join(words[:-1]), last, words[-1])
