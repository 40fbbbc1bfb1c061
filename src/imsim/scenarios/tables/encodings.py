"""The encoding of a text that says nothing about it, guessed so that names come out as words."""

from __future__ import annotations

import codecs
import re
import unicodedata
from itertools import pairwise

from imsim.engine.errors import InputError
from imsim.scenarios.tables.remarks import Remarks

# Legacy encodings that programs still export, Western first: with equal marks the first one is taken.
SINGLE = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254")
DOUBLE = {"shift_jis": (0x88, 0x98), "euc_kr": (0xB0, 0xC8), "big5": (0xA4, 0xC6), "gb18030": (0xB0, 0xD7)}
NAMES = {
    "cp1252": "Windows-1252", "cp1250": "Windows-1250", "cp1251": "Windows-1251", "cp1253": "Windows-1253",
    "cp1254": "Windows-1254", "gb18030": "GB18030", "big5": "Big5", "shift_jis": "Shift JIS", "euc_kr": "EUC-KR",
}  # fmt: skip
SAMPLE = 20_000
# Bytes that no table holds: what has them is no text, whatever it decodes to. A DOS file may end with 0x1a.
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f](?!\Z)")
# Double-byte text is taken for it only if nearly all of it is everyday characters: accents in pairs are rarer still.
RARE = 0.34


def encoding_of(path: str, raw: bytes, asked: str | None, remarks: Remarks) -> str:
    """What all of a file is in: what was said, UTF-8, UTF-16 with its mark, or the likeliest older encoding.

    Raises:
        InputError: the file is no text, or not in the encoding asked for.
    """
    if asked is not None:
        return said(path, raw, asked)
    try:
        if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            if "\0" not in raw.decode("utf-16"):
                return "utf-16"
        elif b"\0" not in raw:
            return guessed(path, raw, remarks)
    except UnicodeDecodeError:
        pass
    raise InputError(f"{path}: is not a text file; save the table as CSV or .xlsx")


def said(path: str, raw: bytes, asked: str) -> str:
    """The encoding a user named."""
    try:
        if "\0" in raw.decode(asked):
            raise InputError(f"{path}: is not a text file; save the table as CSV or .xlsx")
    except (LookupError, ValueError, OverflowError) as error:
        why = "no such encoding" if isinstance(error, LookupError) else "the file is in another one"
        raise InputError(
            f"{path}: --encoding {asked}: {why} (utf-8, utf-16, cp1252, gb18030, shift_jis, ...)"
        ) from None
    if codecs.lookup(asked).name == "utf-16" and not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16-le"
    return asked


def guessed(path: str, raw: bytes, remarks: Remarks) -> str:
    """UTF-8 where it is that, or else the encoding in which the names look most like names."""
    try:
        raw.decode("utf-8-sig")
        return "utf-8-sig"
    except UnicodeDecodeError:
        pass
    marks = {}
    sample = foreign_part(raw)
    for encoding in () if CONTROL.search(raw[:SAMPLE]) else (*SINGLE, *DOUBLE):
        try:
            text = sample.decode(encoding)
            raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        marks[encoding] = oddness(text) if encoding in SINGLE else rarity(text, encoding)
    if not marks:
        raise InputError(f"{path}: is not a text file; save the table as CSV or .xlsx")
    best = min(marks, key=marks.__getitem__)
    shown = path.replace("\\", "/").rsplit("/", 1)[-1]
    remarks.oddities.append(
        f"{shown} is not UTF-8, read as {NAMES[best]}: check names with accents, or name another with --encoding"
    )
    return best


def foreign_part(raw: bytes) -> bytes:
    """The lines that are not plain ASCII, as many as tell the encoding."""
    lines = [line for line in raw[: 50 * SAMPLE].splitlines() if not line.isascii()]
    return b"\n".join(lines)[:SAMPLE].rsplit(b"\n", 1)[0] if lines else raw[:0]


def oddness(text: str) -> float:
    """How unlike words a text in a single-byte encoding looks, from 0 up, over its foreign letters.

    Example:
        >>> oddness("Qualität") < oddness("Sprzeda¿") and oddness("Продажи") < oddness("Ïðîäàæè")
        True
    """
    foreign = odd = 0.0
    for word in re.findall(r"[^\W\d_]+|[^\x00-\x7f]", text):
        strange = [letter for letter in word if not letter.isascii()]
        if not strange:
            continue
        foreign += len(strange)
        scripts = {unicodedata.name(letter, "none").split()[0] for letter in word}
        if not strange[0].isalpha():
            odd += word != "€"  # A wage's heading may hold nothing else that is foreign.
        elif len(scripts) > 1 or (scripts == {"LATIN"} and len(word) > 2 and len(strange) > len(word) / 2):
            odd += len(strange)
        elif any(one.islower() and other.isupper() for one, other in pairwise(word)):
            odd += len(strange) / 2
    return odd / max(foreign, 1)


def rarity(text: str, encoding: str) -> float:
    """The share of characters in a double-byte encoding that are not everyday ones; 2 where that is most.

    Everyday characters stand in the first rows of each national standard; kana count as everyday in Shift JIS alone.
    """
    low, high = DOUBLE[encoding]
    wide = [letter for letter in text if not letter.isascii()]
    plain = sum(everyday(letter, encoding, low, high) for letter in wide)
    rare = 1 - plain / max(len(wide), 1)
    return rare if rare <= RARE else 2.0


def everyday(letter: str, encoding: str, low: int, high: int) -> bool:
    """Whether a character is among the common ones of its standard."""
    if encoding == "shift_jis" and "\u3040" <= letter <= "\u30ff":
        return True
    if unicodedata.category(letter) != "Lo" or "\uff61" <= letter <= "\uff9f":
        return False
    try:
        code = letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and low <= code[0] <= high
