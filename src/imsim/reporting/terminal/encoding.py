"""Substitutes for letters that a terminal cannot show: a result is never lost to an encoding."""

from __future__ import annotations

import codecs
import sys
import unicodedata
from io import TextIOWrapper

STAND_IN = "imsim.stand_in"
ALIKE = {
    "±": "+/-", "−": "-", "–": "-", "—": "-", "×": "x", "·": ".", "…": "...", "→": "->", "’": "'", "‘": "'", "“": '"',
    "”": '"', "≤": "<=", "≥": ">=", "∞": "inf",
}  # fmt: skip


def stand_in(letter: str, encoding: str) -> str:
    """Substitute for a letter: one that looks like it, the letter without its accent, or a question mark.

    Example:
        >>> stand_in("±", "ascii"), stand_in("é", "ascii"), stand_in("語", "cp1252")
        ('+/-', 'e', '?')
    """
    bare = unicodedata.normalize("NFKD", letter).encode(encoding, "ignore").decode(encoding)
    return ALIKE.get(letter) or bare or "?"


def _replace(error: UnicodeError) -> tuple[str, int]:
    """What Python asks for where letters do not fit an encoding."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    return "".join(stand_in(letter, error.encoding) for letter in letters), error.end


codecs.register_error(STAND_IN, _replace)


def showable(text: str, encoding: str) -> str:
    """A text as it can be shown, before it is laid out.

    Example:
        >>> showable("+2.20 ±0.07", "ascii"), showable("+2.20 ±0.07", "cp1252")
        ('+2.20 +/-0.07', '+2.20 ±0.07')
    """
    return text.encode(encoding, STAND_IN).decode(encoding)


def never_fail_to_show() -> None:
    """Let stdout and stderr show something in place of what they cannot show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=STAND_IN)
