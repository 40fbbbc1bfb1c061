"""Numbers as a reader sees them. They are rounded here and nowhere else, and each keeps its exact value beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from markupsafe import Markup

from imsim.outcomes import OUTCOMES
from imsim.reporting.report.parts import DASH, written

MINUS = "\N{MINUS SIGN}"
MOST_DIGITS, MOST_SIGNIFICANT = 6, 4
# A half-width of .06 asks for two digits, one of .3 for one: the interval's own first digits are shown, no more.
FINER = 3
# Rates that people know as a percentage.
PERCENTAGES = ("turnover",)
MONEY = ((1e7, 1e-6, "M"), (1e4, 1e-3, "k"), (0.0, 1.0, ""))

Interval = Mapping[str, float | None]


def shown(value: float | None, digits: int, factor: float = 1.0, signed: bool = False) -> Markup:
    """A rounded number that keeps its value; a dash for none.

    Example:
        >>> shown(0.2271, 1, 100), shown(-3.04, 1, signed=True), shown(None, 1)
        (Markup('<data value="0.2271">22.7</data>'), Markup('<data value="-3.04">−3.0</data>'), Markup('–'))
    """
    if value is None or not math.isfinite(value):
        return Markup(DASH)
    text = f"{value * factor:{'+' if signed else ''},.{digits}f}"
    if not text.strip("+-0.,"):
        text = text.strip("+-")
    return written('<data value="{}">{}</data>', repr(float(value)), text.replace("-", MINUS))


def plain(value: float | None) -> Markup:
    """A number of a file as somebody would type it.

    Example:
        >>> plain(0.30), plain(104)
        (Markup('<data value="0.3">0.3</data>'), Markup('<data value="104.0">104</data>'))
    """
    if value is None or not math.isfinite(value):
        return Markup(DASH)
    text = f"{value:,.0f}" if float(value).is_integer() and abs(value) < 1e15 else f"{value:.6g}"
    return written('<data value="{}">{}</data>', repr(float(value)), text.replace("-", MINUS))


@dataclass(frozen=True)
class Scale:
    """How all numbers of a quantity are shown.

    Args:
        factor: they are multiplied by.
        digits: after the point.
        unit: they then have.
        difference: unit of differences.
    """

    factor: float
    digits: int
    unit: str
    difference: str

    def number(self, value: float | None, signed: bool = False) -> Markup:
        """One of them."""
        return shown(value, self.digits, self.factor, signed)

    def span(self, low: float | None, high: float | None) -> Markup:
        """An interval; nothing where there is none."""
        if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
            return Markup("")
        return written("{} to {}", self.number(low), self.number(high))

    def gained(self, gain: Interval) -> Markup:
        """A difference with its unit and interval, for a sentence."""
        interval = self.span(gain["low"], gain["high"])
        around = written(" (95 % interval {})", interval) if interval else ""
        return written("{} {}{}", self.number(gain["mean"], signed=True), self.difference, around)

    def level(self, level: Interval) -> Markup:
        """A level with its unit and interval, for a sentence."""
        interval = self.span(level["low"], level["high"])
        around = written(" (95 % interval {})", interval) if interval else ""
        return written("{} {}{}", self.number(level["mean"]), self.unit, around)

    def cell(self, value: Interval, signed: bool = False, faint: bool = False) -> Markup:
        """A number above its interval, for a table; faint where it may be nothing."""
        interval = self.span(value["low"], value["high"])
        below = written('<span class="interval">{}</span>', interval) if interval else ""
        number = self.number(value["mean"], signed)
        return written('<span class="{}">{}{}</span>', "unclear" if faint else "clear", number, below)


def scale_of(outcome: str, values: Iterable[Interval], currency: str = "money") -> Scale:
    """The scale that suits an outcome and the intervals shown of it."""
    found = list(values)
    unit = OUTCOMES[outcome].unit if outcome in OUTCOMES else ""
    if unit.startswith("share") or outcome in PERCENTAGES:
        rate = "% a year" if unit.endswith("/year") else "%"
        points = "percentage points a year" if unit.endswith("/year") else "percentage points"
        return Scale(100.0, digits_for(found, 100.0), rate, points)
    factor = 1.0
    if unit.startswith("money"):
        largest = max((abs(number["mean"] or 0.0) for number in found), default=0.0)
        factor, letter = next((by, letter) for least, by, letter in MONEY if largest >= least)
        unit = f"{letter}{currency} a year"
    unit = unit.replace("1/year", "a year").replace("/", " a ") if unit != "0-1" else unit
    return Scale(factor, digits_for(found, factor), unit, "" if unit == "0-1" else unit)


def digits_for(values: Iterable[Interval], factor: float = 1.0) -> int:
    """Digits that mean something: those of the usual half-width, or three of the numbers where there are no intervals.

    No number gets more than four significant ones for its interval's sake.

    Example:
        >>> digits_for([{"mean": 2.2, "low": 2.14, "high": 2.26}]), digits_for([{"mean": 41.2}])
        (2, 1)
    """
    found = [{key: value.get(key) for key in ("mean", "low", "high")} for value in values]
    halves = [half_width(value) * factor for value in found if half_width(value) > 0]
    sizes = [abs(value["mean"] * factor) for value in found if value["mean"] and math.isfinite(value["mean"])]
    usual = median(sizes) if sizes else 1.0
    finest = median(halves) / FINER if halves else usual / 100
    most = MOST_SIGNIFICANT - 1 - math.floor(math.log10(usual))
    return max(0, min(MOST_DIGITS, most, -math.floor(math.log10(finest))))


def half_width(value: Mapping[str, Any]) -> float:
    """Half of an interval; 0 where there is none."""
    low, high = value.get("low"), value.get("high")
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return 0.0
    return float(high - low) / 2


def clear(gain: Interval) -> bool:
    """Whether an interval leaves zero out; without an interval nothing is clear."""
    low, high = gain["low"], gain["high"]
    return low is not None and high is not None and (low > 0 or high < 0)
