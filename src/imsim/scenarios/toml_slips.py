"""Hints at what was meant where a file is not TOML: slips that come from spreadsheets, word processors and Python."""

from __future__ import annotations

import re
from collections.abc import Callable
from re import Match

SMART = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "«": '"', "»": '"'}
VALUE = re.compile(r"^\s*(?P<key>[\w.-]+)\s*=\s*(?P<value>.+?)\s*(#.*)?$")
TABLE = re.compile(r"^\s*\[")

Hint = Callable[[Match[str]], str]


def _percent(found: Match[str]) -> str:
    return f"{float(found[1].replace(',', '.')) / 100:g}"


# What stands in a line, and what to write instead; the first that fits is told.
SLIPS: tuple[tuple[re.Pattern[str], Hint], ...] = (
    (re.compile(r"(?<![\w.])(\d+(?:[.,]\d+)?)\s*%"), _percent),
    (re.compile(r"(?<![\w.])([1-9]\d{0,2}(?:[,.]\d{3}){2,}|[1-9]\d{0,2},\d{3})(?![\d.,])"),
     lambda found: re.sub(r"[,.]", "", found[1])),
    (re.compile(r"(?<![\w.,])(\d+),(\d+)(?![\d,])"), lambda found: f"{found[1]}.{found[2]}"),
    (re.compile(r"=\s*(True|False)\b"), lambda found: found[1].lower()),
    (re.compile(r"=\s*(None|null|nan|NaN)\b"), lambda _: "nothing: leave the line out"),
)  # fmt: skip


def hint_at(text: str, error: str) -> str:
    r"""A hint behind the parser's message, or nothing.

    Args:
        text: of the file.
        error: the parser's message, which names the line.

    Example:
        >>> hint_at("wage = 55,000", "Expected newline (at line 1, column 10)")
        ': write 55000'
        >>> hint_at('nodes = "C:\\data"', "Unescaped '\\' in a string (at line 1, column 12)")
        ': write "C:/data"'
    """
    place = re.search(r"\(at line (\d+)", error)
    lines = text.splitlines()
    if place is None or not 0 < int(place[1]) <= len(lines):
        return ""
    meant = _meant(lines[int(place[1]) - 1], error)
    return f": write {meant}" if meant else ""


def _meant(line: str, error: str) -> str:
    """What was probably meant by a line."""
    if any(mark in line for mark in SMART):
        straight = "".join(SMART.get(letter, letter) for letter in line).strip()
        return f"{straight} with straight quotes"
    if "overwrite" in error or "twice" in error:
        return "the key once: it stands there twice"
    if "\\" in line and (quoted := re.search(r'"([^"]*\\[^"]*)"', line)):
        return '"{}"'.format(quoted[1].replace("\\\\", "/").replace("\\", "/"))
    if not TABLE.match(line) and "=" not in line and (colon := re.match(r"\s*([\w.-]+)\s*:\s*(.+)$", line)):
        return f"{colon[1]} = {colon[2]}"
    if TABLE.match(line) and "]" not in line:
        return f"{line.strip()}]"
    return _value(line)


def _value(line: str) -> str:
    """What was probably meant by the value in a line."""
    bare = re.sub(r'"[^"]*"', '""', line)
    for slip, hint in SLIPS:
        if found := slip.search(bare):
            return hint(found)
    found = VALUE.match(line)
    if found and re.match(r"[A-Za-zÀ-ÿ]", found["value"]) and found["value"] not in ("true", "false", "inf", "nan"):
        return f'{found["key"]} = "{found["value"]}"'
    return ""
