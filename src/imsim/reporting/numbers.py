"""Format of numbers and money, one for terminal, reports, figures and browser page.

All functions give plain text, in ASCII but for `±`, as somebody would type it; `typeset` makes print of it. Nothing
heavy is imported, so that a command that only says a line says it at once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

# Studies count in words, too; whoever formats numbers finds it here.
from imsim.reporting.intervals import Interval, clear, half_width, has_interval
from imsim.scenarios.counts import count as count

if TYPE_CHECKING:
    from imsim.scenarios.scenario import Scenario

MINUS, EN_DASH = "\N{MINUS SIGN}", "\N{EN DASH}"
# Stands where there is no number.
DASH = "-"
POINTS = "percentage points"
MOST_DIGITS, MOST_SIGNIFICANT = 6, 4
# Digits that a number gets at most so that it and its half-width say on which side of 0 it lies.
MOST_MORE = 1
# A half-width of .06 asks for two digits, one of .3 for one: the interval's own first digits are shown, no more (as the
# Particle Data Group rounds, whose limits are .0355 and .355).
FINER = 3
# Yearly revenue from which a firm's money is told in that unit; below the last one in whole units of currency.
UNITS = ((2e8, 1e6, "M"), (1e5, 1e3, "k"))
# The same for money of no firm: for an axis or a column alone, by its largest number.
ALONE = ((1e7, 1e6, "M"), (1e4, 1e3, "k"))


# Single numbers


def number(value: float | None, digits: int, factor: float = 1.0, signed: bool = False) -> str:
    """A number with so many digits behind the point, a dash for none; what rounds to nothing has no sign.

    Args:
        value: as it stands in tables.
        digits: behind the point; -2 rounds to hundreds.
        factor: the value is multiplied by.
        signed: write the plus, too.

    Example:
        >>> number(0.2271, 1, 100), number(3.04, 1, signed=True), number(-0.0002, 3), number(None, 1), number(7593, -2)
        ('22.7', '+3.0', '0.000', '-', '7,600')
    """
    if value is None or not math.isfinite(value):
        return DASH
    amount = value * factor if digits >= 0 else round(value * factor, digits)
    text = f"{amount:{'+' if signed else ''},.{max(digits, 0)}f}"
    return text if text.strip("+-0.,") else text.strip("+-")


def digits_of_end(value: float, digits: int, factor: float = 1.0) -> int:
    """Digits with which the end of an interval does not round to nothing: a reader sees on which side of 0 it lies.

    Example:
        >>> [digits_of_end(end, 0) for end in (9.2, -0.3, 0.04, 0.0)]
        [0, 1, 2, 0]
    """
    size = abs(value * factor)
    if size > 0.5 * 10.0**-digits or size < 10.0**-MOST_DIGITS:
        return digits
    return -math.floor(math.log10(size))


def plain(value: float | None) -> str:
    """A number of a file as somebody would type it.

    Example:
        >>> plain(0.30), plain(1040), plain(13.33333333)
        ('0.3', '1,040', '13.3333')
    """
    if value is None or not math.isfinite(value):
        return DASH
    return f"{value:,.0f}" if float(value).is_integer() and abs(value) < 1e15 else f"{value:.6g}"


def percent(share: float | None, digits: int = 0) -> str:
    """A share in per cent.

    Example:
        >>> percent(0.214), percent(0.0857, 1), percent(None)
        ('21 %', '8.6 %', '-')
    """
    text = number(share, digits, 100.0)
    return text if text == DASH else f"{text} %"


def typeset(text: str) -> str:
    """Plain text as print has it: a minus sign before digits, a longer dash where there is no number.

    Example:
        >>> typeset("-3.04 ±0.10"), typeset("-"), typeset("back-office, -1 to 1")
        ('−3.04 ±0.10', '–', 'back-office, −1 to 1')
    """
    return EN_DASH if text == DASH else re.sub(r"(?<![\w.,-])-(?=\.?\d)", MINUS, text)


# Quantities: all numbers of one are written with one unit and the same digits


@dataclass(frozen=True)
class Money:
    """The unit in which a document writes all money.

    Args:
        currency: of the scenario.
        size: units of currency in one unit of money; None where every axis and column chooses for itself, by its
            largest number.

    Example:
        >>> Money("EUR", 1e3).unit, Money("EUR").fitting(-2.5e7).unit
        ('kEUR', 'MEUR')
    """

    currency: str = "money"
    size: float | None = None

    @classmethod
    def of_firm(cls, currency: str, revenue: float) -> Money:
        """What suits a firm with so much revenue a year: thousands for most, millions for the largest."""
        return cls(currency, _size(UNITS, revenue))

    def fitting(self, largest: float) -> Money:
        """This money where its size is given, else with the size that suits the largest number."""
        return self if self.size else replace(self, size=_size(ALONE, abs(largest)))

    @property
    def unit(self) -> str:
        """What stands behind an amount."""
        return f"{next((letter for _, size, letter in UNITS if size == self.size), '')}{self.currency}"

    def written(self, amount: float | None) -> str:
        """An amount in a sentence, to three digits.

        Example:
            >>> Money("USD", 1e3).written(131_700), Money("USD", 1e6).written(2_634_000), Money("USD").written(0)
            ('132 kUSD', '2.63 MUSD', '0 USD')
        """
        scale = scale_of("money", [{"mean": amount}], self)
        return f"{scale.number(amount)} {scale.unit}"


# Of no firm.
ANY_MONEY = Money()


def _size(units: Iterable[tuple[float, float, str]], largest: float) -> float:
    return next((size for least, size, _ in units if largest >= least), 1.0)


def money_of(scenario: Scenario | None) -> Money:
    """The money of a scenario; of none, what each axis and column chooses."""
    if scenario is None:
        return ANY_MONEY
    economy, departments = scenario.table.economy, scenario.table.organisation.departments
    posts = sum(department.heads for department in departments.values())
    return Money.of_firm(economy.currency, economy.revenue_per_employee * posts)


@dataclass(frozen=True)
class Scale:
    """Format of all numbers of a quantity: factor, digits, unit.

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

    @property
    def brief(self) -> str:
        """Short unit of differences, where there is little room."""
        return self.difference.replace(POINTS, "pp")

    def number(self, value: float | None, signed: bool = False) -> str:
        """A number in this format."""
        return number(value, self.digits, self.factor, signed)

    def span(self, low: float | None, high: float | None) -> str:
        """An interval by its ends; nothing where there is none.

        Example:
            >>> Scale(100.0, 1, "%", "percentage points").span(-0.004, 0.021)
            '-0.4 to 2.1'
            >>> Scale(1.0, 0, "points", "points").span(-0.3, 9.2)
            '-0.3 to 9'
        """
        if low is None or high is None or not math.isfinite(high - low):
            return ""
        return " to ".join(
            number(end, digits_of_end(end, self.digits, self.factor), self.factor) for end in (low, high)
        )

    def half(self, value: Interval) -> str:
        """The half-width of an interval; nothing where there is none."""
        return "" if not has_interval(value) else f"±{self.number(half_width(value))}"

    def around(self, value: Interval, signed: bool = False) -> str:
        """A number with the half-width of its interval, where it has one.

        Example:
            >>> Scale(1.0, 2, "points", "points").around({"mean": 2.2, "low": 2.13, "high": 2.27}, signed=True)
            '+2.20 ±0.07'
            >>> Scale(1.0, 0, "points", "points").around({"mean": 2.9, "low": -0.3, "high": 6.1})
            '2.9 ±3.2'
        """
        scale = self.telling(value)
        return f"{scale.number(value['mean'], signed)} {scale.half(value)}".strip()

    def telling(self, value: Interval) -> Scale:
        """This format, with a digit or two more where a number and its half-width do not say whether 0 is between."""
        mean = value["mean"]
        if mean is None or not has_interval(value):
            return self
        size, half, outside = abs(mean) * self.factor, half_width(value) * self.factor, clear(value)
        for digits in range(self.digits, self.digits + MOST_MORE + 1):
            one, other = round(size, digits), round(half, digits)
            if one > other if outside else one < other:
                return replace(self, digits=digits)
        return self

    def within(self, value: Interval) -> str:
        """A number with the ends of its interval, which need not be symmetric.

        Example:
            >>> Scale(100.0, 0, "%", "%").within({"mean": 0.5, "low": 0.404, "high": 0.596})
            '50 [40 to 60]'
        """
        span = self.span(value["low"], value["high"])
        return self.number(value["mean"]) + (f" [{span}]" if span else "")


def scale_of(unit: str, values: Iterable[Interval], money: Money = ANY_MONEY) -> Scale:
    """The scale of a quantity: money in the document's unit, shares in per cent, digits as intervals allow.

    Args:
        unit: as its outcome is declared, e.g. "points", "share/year", "money/year"; "" for a bare number.
        values: all that are shown in the document; "low" and "high" may be absent.
        money: of the document.

    Example:
        >>> scale_of("share/year", [{"mean": 0.2271, "low": 0.2, "high": 0.25}])
        Scale(factor=100.0, digits=1, unit='% a year', difference='percentage points a year')
        >>> scale_of("money/year", [{"mean": -3_737_000.0}], Money("USD", 1e3)).unit
        'kUSD a year'
    """
    result = list(values)
    what, _, per = unit.partition("/") if unit != "0-1" else ("", "", "")
    time = f" a {per}" if per else ""
    if what == "share":
        return Scale(100.0, digits_for(result, 100.0), f"%{time}", f"{POINTS}{time}")
    if what == "money":
        money = money.fitting(max(_sizes(result), default=0.0))
        factor = 1 / (money.size or 1.0)
        return Scale(factor, digits_for(result, factor), f"{money.unit}{time}", f"{money.unit}{time}")
    label = f"{'' if what == '1' else what}{time}".strip()
    return Scale(1.0, digits_for(result), label or unit, label)


def digits_for(values: Iterable[Interval], factor: float = 1.0) -> int:
    """Significant digits: those of the median half-width, or without intervals three of the largest number.

    No number gets more than four significant ones for its interval's sake; where all round to nothing none gets any.

    Example:
        >>> digits_for([{"mean": 2.2, "low": 2.14, "high": 2.26}]), digits_for([{"mean": 41.2}]), digits_for([])
        (2, 1, 0)
        >>> digits_for([{"mean": 2e-8, "low": -3e-8, "high": 7e-8}])
        0
    """
    result = list(values)
    halves = [half_width(value) * factor for value in result if half_width(value) > 0]
    sizes = [size * factor for size in _sizes(result)]
    if max(sizes, default=0.0) < 0.5 * 10.0**-MOST_DIGITS:
        return 0
    finest = median(halves) / FINER if halves else max(sizes) / 100
    most = MOST_SIGNIFICANT - 1 - math.floor(math.log10(median(sizes)))
    return max(0, min(MOST_DIGITS, most, -math.floor(math.log10(finest))))


def _sizes(values: Iterable[Interval]) -> list[float]:
    """Absolute values; missing values and text are left out."""
    return [abs(mean) for value in values if (mean := value["mean"]) and math.isfinite(mean)]
