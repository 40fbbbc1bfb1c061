"""Tables that cut no digit and no name in a narrow terminal: columns without room are left out, and named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from imsim.engine.sanitising import printable
from imsim.reporting.terminal.encoding import showable

if TYPE_CHECKING:
    import pandas as pd

GAP = 2
# Columns of words wrap, but not to less than that, unless all their words are shorter.
LEAST_WORDS = 16


class PlainTable(Table):
    """A table without lines that loses nothing in a narrow terminal.

    Args:
        heads: of the columns.
        left: so many columns hold words, which wrap where room is short; the others hold numbers, which do not, but
            their headings are broken to the width of the numbers.
        first_out: headings of the columns that are left out where there is no room, the first of them first; by
            default those of numbers, from the right. What is not named goes last, but for the first column.
    """

    def __init__(self, heads: Sequence[str], left: int = 1, first_out: Sequence[str] | None = None) -> None:
        super().__init__(header_style="bold", box=None, pad_edge=False, padding=(0, GAP, 0, 0))
        self.left, self.heads = left, [printable(head) for head in heads]
        self.first_out = list(self.heads[:left:-1] if first_out is None else first_out)
        for place, head in enumerate(self.heads):
            words = place < left
            self.add_column(head, justify="left" if words else "right", no_wrap=not words, overflow="fold")

    def add_row(self, *cells: RenderableType | None, **options: Any) -> None:
        """A row whose texts are shown as letters."""
        super().add_row(*(printable(cell) if isinstance(cell, str) else cell for cell in cells), **options)

    def frame(self) -> pd.DataFrame:
        """The cells as a data frame; what stands in the first column is the index."""
        import pandas as pd

        columns = {
            head: [str(cell) for cell in column.cells] for head, column in zip(self.heads, self.columns, strict=True)
        }
        return pd.DataFrame(columns).set_index(self.heads[0])

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Rich asks for this when the table is printed."""
        kept, dropped = list(range(len(self.columns))), list[str]()
        last = [head for head in self.heads[:0:-1] if head not in self.first_out]
        for head in (*self.first_out, *last):
            if sum(map(self._least, kept)) - GAP <= options.max_width:
                break
            kept.remove(self.heads.index(head))
            dropped.append(head)
        yield self._only(kept, options.encoding)
        if dropped:
            left_out = ", ".join(sorted(dropped, key=self.heads.index))
            yield Text(showable(f"no room here for: {left_out}", options.encoding))

    def _only(self, kept: Sequence[int], encoding: str) -> Table:
        """The table reduced to chosen columns, in letters that the terminal can show."""
        shown = Table(header_style="bold", box=None, pad_edge=False, padding=(0, GAP, 0, 0))
        for place in kept:
            column = self.columns[place]
            shown.add_column(
                Text(showable(self._head(place), encoding)), justify=column.justify, no_wrap=column.no_wrap,
                min_width=self._least(place) - GAP if place < self.left else column.min_width, overflow="fold",
            )  # fmt: skip
        for cells in zip(*(self.columns[place].cells for place in kept), strict=True):
            shown.add_row(*(Text(showable(str(cell), encoding)) for cell in cells))
        return shown

    def _least(self, place: int) -> int:
        """Width that a column needs, with the gap behind it."""
        cells = [str(cell) for cell in self.columns[place].cells]
        lines = [line for text in (self._head(place), *cells) for line in text.split("\n")]
        if place < self.left:
            longest = max((cell_len(word) for line in lines for word in line.split()), default=0)
            return max(longest, min(LEAST_WORDS, max(map(cell_len, lines), default=0))) + GAP
        return max(map(cell_len, lines), default=0) + GAP

    def _head(self, place: int) -> str:
        """The heading of a column, in lines as wide as its numbers."""
        head, cells = self.heads[place], self.columns[place].cells
        return head if place < self.left else broken(head, max(map(cell_len, map(str, cells)), default=0))


def broken(head: str, width: int) -> str:
    r"""A heading in lines of a width, as far as its words and the parts of a dotted key allow.

    Example:
        >>> broken("training.hours", 4), broken("cost, kUSD", 6), broken("95 % interval", 16)
        ('training.\nhours', 'cost,\nkUSD', '95 % interval')
    """
    lines = [""]
    for piece in re.split(r"(?<=[. _])", head):
        if lines[-1] and cell_len((lines[-1] + piece).rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.strip() for line in lines)
