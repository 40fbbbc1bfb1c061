"""Dates as programs and people write them, as ISO dates; what is none is left as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

ISO = re.compile(r"(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?(?:[T ].*)?")
DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[, T].*)?")
STROKES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:[, T].*)?")
NAMED = re.compile(r"([^\W\d_]{3,9})\.?[ -](\d{4})")
MONTHS = {
    name: number
    for names in ("jan feb mar apr may jun jul aug sep oct nov dec", "jan feb mär apr mai jun jul aug sep okt nov dez")
    for number, name in enumerate(names.split(), 1)
}


def iso_days(texts: Sequence[str]) -> list[str]:
    """Each text as year-month-day, a month as its first day; 1/2/2025 only where others of the column tell the order.

    Example:
        >>> iso_days(["2025-03", "31.03.2025 09:15", "Oct 2024", "soon"]), iso_days(["3/31/2025", "4/1/2025"])
        (['2025-03-1', '2025-03-31', '2024-10-1', 'soon'], ['2025-3-31', '2025-4-1'])
    """
    strokes = [found for text in texts if (found := STROKES.fullmatch(text))]
    day_first = any(int(found[1]) > 12 for found in strokes)
    month_first = any(int(found[2]) > 12 or found[0].endswith(("AM", "PM")) for found in strokes)

    def stroked(found: re.Match[str]) -> str:
        if day_first == month_first:
            return found[0]
        day, month = (found[1], found[2]) if day_first else (found[2], found[1])
        return f"{found[3]}-{month}-{day}"

    def named(found: re.Match[str]) -> str:
        month = MONTHS.get(found[1][:3].casefold())
        return f"{found[2]}-{month}-1" if month else found[0]

    forms: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
        (ISO, lambda found: f"{found[1]}-{found[2]}-{found[3] or 1}"),
        (DOTTED, lambda found: f"{found[3]}-{found[2]}-{found[1]}"),
        (STROKES, stroked),
        (NAMED, named),
    )

    def iso(text: str) -> str:
        return next((write(found) for form, write in forms if (found := form.fullmatch(text))), text)

    return list(map(iso, texts))
