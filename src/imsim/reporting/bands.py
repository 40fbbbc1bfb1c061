"""Figures beside the bands they are held against: never printed as the very bound that they miss."""

from __future__ import annotations

import math

from imsim.reporting.numbers import DASH, MOST_DIGITS, number


def span(low: float | None, high: float | None, digits: int | None = None) -> str:
    """A band in words.

    Args:
        low: where it begins; None or infinite where nothing is too little.
        high: where it ends; None or infinite where nothing is too much.
        digits: behind the point; as many as each end has, if absent.

    Example:
        >>> span(None, 0.5, 3), span(0.1, 0.2), span(2, math.inf), span(None, None)
        ('up to 0.500', '0.1 to 0.2', 'from 2', '-')
    """
    ends = [None if end is None or math.isinf(end) else end for end in (low, high)]
    least, most = (DASH if end is None else f"{end:g}" if digits is None else number(end, digits) for end in ends)
    if DASH not in (least, most):
        return f"{least} to {most}"
    return f"from {least}" if most == DASH != least else f"up to {most}" if most != DASH else DASH


def figure_in(low: float | None, high: float | None, value: float | None, digits: int) -> str:
    """A figure with so many digits that it is seen on which side of its band's ends it lies.

    Args:
        low: where the band begins; it is printed with `digits`, and None or infinite where there is no bound.
        high: where it ends, likewise.
        value: to be printed.
        digits: behind the point, at least.

    Example:
        >>> figure_in(0.2, 0.4, 0.197, 2), figure_in(0.2, 0.4, 0.333, 2), figure_in(None, -0.0, 0.0004, 3)
        ('0.197', '0.33', '0.0004')
    """
    if value is None or not math.isfinite(value):
        return DASH
    least, most = -math.inf if low is None else low, math.inf if high is None else high
    inside, shown_ends = least <= value <= most, (round(least, digits), round(most, digits))
    for more in range(digits, MOST_DIGITS + 1):
        if (shown_ends[0] <= round(value, more) <= shown_ends[1]) == inside:
            return number(value, more)
    return number(value, MOST_DIGITS)
