"""Dates as programs and people write them, as ISO dates; what is none is left as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

ISO = re.compile(r"(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?(?:[T ].*)?")
DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?:[, T].*)?")
STROKES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?:[, T].*)?")
NAMED = re.compile(r"([^\W\d_]{3,9})\.?[ -](\d{4})")
# Clocks of twelve hours are of countries that write the month first.
TWELVE = re.compile(r".*\d\s*[ap]\.?m\.?", re.IGNORECASE)
MONTHS = {
    name: number
    for names in ("jan feb mar apr may jun jul aug sep oct nov dec", "jan feb mär apr mai jun jul aug sep okt nov dez")
    for number, name in enumerate(names.split(), 1)
}
# Years of two digits from this one on are of the last century.
LAST_CENTURY = 69


def iso_days(texts: Sequence[str]) -> list[str]:
    """Each text as year-month-day, a month as its first day; 1/2/2025 only where others of the column tell the order.

    Example:
        >>> iso_days(["2025-03", "31.03.25 09:15", "Oct 2024", "soon"]), iso_days(["3/31/2025", "4/1/2025"])
        (['2025-03-1', '2025-03-31', '2024-10-1', 'soon'], ['2025-3-31', '2025-4-1'])
    """
    day, month = told_first(texts)

    def stroked(found: re.Match[str]) -> str:
        if bool(day) == bool(month):
            return found[0]
        first = (found[2], found[1]) if day else (found[1], found[2])
        return f"{year(found[3])}-{first[0]}-{first[1]}"

    def named(found: re.Match[str]) -> str:
        number = MONTHS.get(found[1][:3].casefold())
        return f"{found[2]}-{number}-1" if number else found[0]

    forms: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
        (ISO, lambda found: f"{found[1]}-{found[2]}-{found[3] or 1}"),
        (DOTTED, lambda found: f"{year(found[3])}-{found[2]}-{found[1]}"),
        (STROKES, stroked),
        (NAMED, named),
    )

    def iso(text: str) -> str:
        return next((write(found) for form, write in forms if (found := form.fullmatch(text))), text)

    return list(map(iso, texts))


def told_first(texts: Iterable[str]) -> tuple[str, str]:
    """A date with strokes that has its day first, and one that has its month first; empty where there is none."""
    strokes = [found for text in texts if (found := STROKES.fullmatch(text))]
    day = next((found[0] for found in strokes if int(found[1]) > 12), "")
    month = next((found[0] for found in strokes if int(found[2]) > 12 or TWELVE.fullmatch(found[0])), "")
    return day, month


def year(text: str) -> str:
    """A year of four digits.

    Example:
        >>> year("25"), year("98"), year("2025")
        ('2025', '1998', '2025')
    """
    return text if len(text) == 4 else f"{'19' if int(text) >= LAST_CENTURY else '20'}{text}"


def why_no_day(text: str, texts: Iterable[str]) -> str:
    """Why a text is not read as a date, beside others of its column.

    Example:
        >>> why_no_day("3/4/2025", ["3/4/2025"])
        'day and month cannot be told apart in this column; write dates as 2025-03-31 or 31.03.2025'
    """
    day, month = told_first(texts)
    ways = "write dates as 2025-03-31 or 31.03.2025"
    if ISO.fullmatch(text):
        return "is no day of the calendar"
    if not STROKES.fullmatch(text) or bool(day) != bool(month):
        return "should be a date, as 2025-03-31 or 31.03.2025"
    if day and month:
        return f'"{day}" has its day first, "{month}" its month; {ways}'
    return f"day and month cannot be told apart in this column; {ways}"
