"""Tables of the model in the terminal: columns side by side, or where there is no room, one under the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from imsim.reporting.terminal.tables import GAP, PlainTable

if TYPE_CHECKING:
    from imsim.reporting.text_tables import TextTable

# Sources follow the last column in brackets; symbols are left out where there is no room for them, or none at all.
SYMBOL, SOURCE, MEANING = "symbol", "source", "meaning"
RIGHT = ("order", "default", "people", "departments", "benefit")
LEAST = 35


def readable(text_table: TextTable, width: int) -> RenderableType:
    """A text table for a terminal of some width.

    The last column takes the room that is left and wraps; where that is too little, it stands under its row, with the
    columns before it that do not fit either.
    """
    rows = [dict(zip(text_table.headings, cells, strict=True)) for cells in text_table.cells]
    # What is longest comes last, where it may wrap.
    names = sorted((name for name in text_table.headings if name != SOURCE), key=lambda name: name == MEANING)
    for row in rows:
        if row.get(SOURCE, "-") != "-":
            row[names[-1]] += f" [{row[SOURCE]}]"
    if all(row.get(SYMBOL, "-") == "-" for row in rows) or not fit(names, rows, width):
        names = [name for name in names if name != SYMBOL]
    if fit(names, rows, width):
        return beside(names, rows)
    widths = widths_of(names, rows)
    fitting = [number for number in range(1, len(names)) if sum(widths[:number]) - GAP <= width]
    return beneath(names, rows, fitting[-1] if fitting else 1)


def widths_of(names: list[str], rows: list[dict[str, str]]) -> list[int]:
    """Letters that each column takes, with the gap after it."""
    return [max([len(name), *(len(row[name]) for row in rows)]) + GAP for name in names]


def fit(names: list[str], rows: list[dict[str, str]], width: int) -> bool:
    """Whether columns fit side by side, the last one wrapped."""
    *fixed, last = widths_of(names, rows)
    return sum(fixed) + min(LEAST, last) <= width


def beside(names: list[str], rows: list[dict[str, str]]) -> Table:
    """A table of all columns."""
    table = PlainTable(names, left=len(names))
    for name, column in zip(names[:-1], table.columns, strict=False):
        column.justify = "right" if name in RIGHT else "left"
        column.min_width = max([len(name), *(len(row[name]) for row in rows)])
    for row in rows:
        # Text, not markup: brackets and colons in names are to be seen.
        table.add_row(*(Text(row[name]) for name in names))
    return table


def beneath(names: list[str], rows: list[dict[str, str]], number: int) -> Group:
    """The first `number` columns, and under each row the rest of its cells."""
    lines: list[RenderableType] = []
    widths = [max([len(name), *(len(row[name]) for row in rows)]) for name in names]
    for row in ({name: name for name in names}, *rows):
        cells = (
            row[name].rjust(width) if name in RIGHT else row[name].ljust(width)
            for name, width in zip(names[:number], widths, strict=False)
        )
        line = (" " * GAP).join(cells)
        if not lines:
            line = f"{line.rstrip()}  (beneath: {'; '.join(names[number:])})"
        lines.append(Text(line, style="" if lines else "bold"))
        if len(lines) > 1:
            under = "; ".join(row[name] for name in names[number:] if row[name] != "-")
            lines.append(Padding(Text(under), (0, 0, 0, 2 * GAP)))
    return Group(*lines)
