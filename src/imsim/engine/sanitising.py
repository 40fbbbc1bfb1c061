"""Sanitising of text from files, names above all: shown as letters, never obeyed by a terminal or a spreadsheet."""

from __future__ import annotations

from typing import TypeVar

Cell = TypeVar("Cell")

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection), full-width signs included; tabs and
# line ends, which OWASP names too, are no letters.
FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def printable(text: str) -> str:
    r"""Text without line ends, escape sequences and marks that turn the direction of writing.

    Example:
        >>> printable("a\x1b[31m b\n")
        'a?[31m b?'
    """
    return text if text.isprintable() else "".join(letter if letter.isprintable() else "?" for letter in text)


def spreadsheet_safe(cell: Cell) -> Cell | str:
    r"""A cell of a table without what a spreadsheet would run as a formula, or read as several cells.

    Example:
        >>> spreadsheet_safe("=1+1"), spreadsheet_safe("a\r=1"), spreadsheet_safe("sales"), spreadsheet_safe(-1.0)
        ("'=1+1", 'a?=1', 'sales', -1.0)
    """
    if not isinstance(cell, str) or (cell.isprintable() and cell[:1] not in FORMULA_STARTS):
        return cell
    text = printable(cell)
    return f"'{text}" if text[:1] in FORMULA_STARTS else text
