"""Numbers on a page: written as everywhere (`reporting.numbers`), typeset, and each with its exact value beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from imsim.outcomes import OUTCOMES
from imsim.reporting import numbers
from imsim.reporting.intervals import Interval, has_interval
from imsim.reporting.numbers import ANY_MONEY, Money, typeset
from imsim.reporting.report.parts import written


def exact(value: float | None, text: str) -> Markup:
    """A written number that keeps its value; a dash for none.

    Example:
        >>> exact(-3.04, "-3.0"), exact(None, "-")
        (Markup('<data value="-3.04">−3.0</data>'), Markup('–'))
    """
    if value is None or not math.isfinite(value):
        return Markup(typeset(numbers.DASH))
    return written('<data value="{}">{}</data>', repr(float(value)), typeset(text))


def shown(value: float | None, digits: int, factor: float = 1.0, signed: bool = False) -> Markup:
    """A number with so many digits, as `numbers.number`."""
    return exact(value, numbers.number(value, digits, factor, signed))


def plain(value: float | None) -> Markup:
    """A number of a file, as `numbers.plain`."""
    return exact(value, numbers.plain(value))


def counted(many: int, thing: str, things: str = "") -> Markup:
    """So many of something, as `numbers.count`, the number with its value beside it."""
    return written("{} {}", plain(many), numbers.count(many, thing, things).partition(" ")[2])


@dataclass(frozen=True)
class Scale:
    """Format of all numbers of a quantity on a page; fields as of `numbers.Scale`."""

    factor: float
    digits: int
    unit: str
    difference: str

    @classmethod
    def on_page(cls, scale: numbers.Scale) -> Scale:
        """A scale of plain text, for a page."""
        return cls(scale.factor, scale.digits, scale.unit, scale.difference)

    def number(self, value: float | None, signed: bool = False) -> Markup:
        """A number in this format."""
        return shown(value, self.digits, self.factor, signed)

    def span(self, low: float | None, high: float | None) -> Markup:
        """An interval, each end with the digits that say on which side of 0 it lies; nothing where there is none.

        Example:
            >>> Scale(1.0, 0, "points", "points").span(-0.3, 9.2).striptags()
            '−0.3 to 9'
        """
        if low is None or high is None or not has_interval({"low": low, "high": high}):
            return Markup("")
        ends = (shown(end, numbers.digits_of_end(end, self.digits, self.factor), self.factor) for end in (low, high))
        return written("{} to {}", *ends)

    def gained(self, gain: Interval) -> Markup:
        """A difference with its unit and interval, for a sentence."""
        interval = self.span(gain["low"], gain["high"])
        around = written(" (95 % interval {})", interval) if interval else ""
        return written("{} {}{}", self.number(gain["mean"], signed=True), self.difference, around)

    def cell(self, value: Interval, signed: bool = False, faint: bool = False) -> Markup:
        """A number above its interval, for a table; faint where it may be nothing."""
        interval = self.span(value["low"], value["high"])
        below = written('<span class="interval">{}</span>', interval) if interval else ""
        number = self.number(value["mean"], signed)
        return written('<span class="{}">{}{}</span>', "unclear" if faint else "clear", number, below)


def scale_of(outcome: str, values: Iterable[Interval], money: Money = ANY_MONEY) -> Scale:
    """The scale that suits an outcome and the values shown of it, as `numbers.scale_of`."""
    return Scale.on_page(numbers.scale_of(OUTCOMES[outcome].unit if outcome in OUTCOMES else "", values, money))
