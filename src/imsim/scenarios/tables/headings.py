"""Where a table begins: below titles and comments, at its heading, or at once where it has none."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from imsim.scenarios.counts import count

Row = Sequence[str]

NUMBER = re.compile(r"[-+]?[\d.,]*\d[\d.,]*([eE][-+]?\d+)?")
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]+")
COMMENT = ("#", "%", "//")
LONGEST_PREAMBLE = 20


@dataclass(frozen=True)
class Heading:
    """The names of a table's columns and where its rows begin.

    Args:
        names: of the columns; made up where the table has none.
        first: rows of the file before the first row of data.
        width: columns that rows have, which may be more than have a name.
        given: whether the file names its columns.
        title: rows of text above the heading that were skipped, comments aside.
    """

    names: tuple[str, ...]
    first: int
    width: int
    given: bool = True
    title: int = 0

    @property
    def skipped(self) -> str:
        """What is said of the rows above the heading.

        Example:
            >>> Heading((), 2, 1, title=1).skipped
            '1 line above the heading is skipped'
        """
        return f"{count(self.title, 'line above the heading is', 'lines above the heading are')} skipped"


def heading_of(rows: Sequence[Row]) -> Heading | None:
    """Find the heading among the first rows of a file; None where they hold nothing.

    Example:
        >>> heading_of([["Report", ""], ["id", "dept"], ["1", "sales"]]).names
        ('id', 'dept')
        >>> heading_of([["1", "3"], ["2", "6"]]).given
        False
    """
    usual = usual_width(rows)
    start = comment = title = 0
    parted = preamble(rows, usual)
    while start < len(rows) and (start < parted or above(rows[start], usual)):
        is_comment = bool(rows[start]) and rows[start][0].lstrip().startswith(COMMENT)
        comment = start if is_comment else comment
        title += not is_comment and any(cell.strip() for cell in rows[start])
        start += 1
    if start == len(rows):
        return None
    data = rows[start + 1 : start + 51]
    names = [tidy(cell) for cell in rows[start]]
    width = max([len(names), usual, *(len(row) for row in data[:1])])
    if names[0] and (all(map(numeric, names)) or is_data(rows[start], data)) and not names_rows(names, data):
        said = [tidy(cell).lstrip("#%/ ") for cell in rows[comment]] if start else []
        given = len(said) == len(names) and not all(map(numeric, said))
        made = said if given else [f"column {i + 1}" for i in range(width)]
        return Heading(tuple(made), start, width, given, title)
    # A delimiter at the end of each line is no column.
    fuller = any(len(row) == width and row[-1].strip() for row in data)
    if len(names) == width - 1 and fuller and names_rows(["row", *names], data):
        names = ["row", *names]
    return Heading(tuple(names), start + 1, width, True, title)


def is_data(row: Row, data: Sequence[Row]) -> bool:
    """Whether the first row is one of people already: it begins with a number, or holds an address, as those below do.

    Example:
        >>> is_data(["1002", "Di", "di@firm.example"], [["1003", "Bo", "bo@firm.example"]])
        True
        >>> is_data(["id", "dept", "2024"], [["1003", "Bo", "7"]])
        False
    """
    for i, cell in enumerate(row):
        looks = NUMBER if i == 0 else ADDRESS
        below = [other[i].strip() for other in data if i < len(other)]
        if looks.fullmatch(cell.strip()) and below and all(map(looks.fullmatch, below)):
            return True
    return False


def usual_width(rows: Sequence[Row]) -> int:
    """How many cells most rows have."""
    widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    return max(widths, key=lambda width: (widths[width], width), default=0)


def preamble(rows: Sequence[Row], usual: int) -> int:
    """Rows that a report begins with, narrow and parted from its table by an empty row; 0 where there are none.

    Example:
        >>> preamble([["Staff"], ["Run on 5/1/2026", "all sites"], [], ["id", "name", "dept", "boss"]], 4)
        3
        >>> preamble([["id", "name", "dept", "boss"], [], ["1", "Di", "sales", ""]], 4)
        0
    """
    narrow = next((i for i, row in enumerate(rows[:LONGEST_PREAMBLE]) if 2 * filled_cells(row) > usual), 0)
    return max((i + 1 for i in range(narrow) if not filled_cells(rows[i])), default=0)


def filled_cells(row: Row) -> int:
    """How many cells of a row hold something."""
    return sum(bool(cell.strip()) for cell in row)


def above(row: Row, usual: int) -> bool:
    """Whether a row stands above the table: empty, a comment, or a title alone in a table of several columns."""
    filled = filled_cells(row)
    return filled == 0 or row[0].lstrip().startswith(COMMENT) or (filled == 1 and usual > 1)


def names_rows(names: Row, data: Sequence[Row]) -> bool:
    """Whether the first column holds row names: the headings again (a matrix), or the running number of each row."""
    firsts = [row[0].strip() for row in data if row]
    running = [str(i + 1) for i in range(len(firsts))]
    labels = [name for name in names if name not in ("", "row")]
    return bool(firsts) and names[0] in ("", "row") and (firsts == running or firsts == labels[: len(firsts)])


def numeric(cell: str) -> bool:
    """Whether a cell holds a number, or nothing."""
    return not cell.strip() or NUMBER.fullmatch(cell.strip()) is not None


def tidy(cell: str) -> str:
    r"""A heading without line ends, double blanks and letters of no width.

    Example:
        >>> tidy(" Cost\n Center\u200b")
        'Cost Center'
    """
    plain = "".join(letter for letter in cell if unicodedata.category(letter) != "Cf")
    return " ".join(unicodedata.normalize("NFC", plain).split())
