"""Text that others wrote, names in tables and scenario files above all: shown as letters, never obeyed."""

from __future__ import annotations

from typing import Any

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


def inert(cell: Any) -> Any:
    r"""A text that a spreadsheet would run as a formula, or read as several cells, made harmless; numbers stay numbers.

    Example:
        >>> inert("=1+1"), inert("a\r=1"), inert("sales"), inert(-1.0)
        ("'=1+1", 'a?=1', 'sales', -1.0)
    """
    if not isinstance(cell, str) or (cell.isprintable() and cell[:1] not in FORMULA_STARTS):
        return cell
    text = printable(cell)
    return f"'{text}" if text[:1] in FORMULA_STARTS else text
