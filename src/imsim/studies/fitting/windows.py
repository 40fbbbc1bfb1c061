"""Dates and weeks: week 0 of the scenario begins on a date; months are the weeks that begin in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from imsim.engine.errors import InputError
from imsim.scenarios.limits import MOST_WEEKS
from imsim.studies.fitting.tables import FirmData

# A month of which fewer weeks lie in the window is left to its neighbour.
FEWEST_WEEKS = 3


@dataclass(frozen=True)
class Window:
    """The weeks that the tables speak of.

    Args:
        start: day on which week 0 begins.
        weeks: number of weeks up to the last date.
    """

    start: date
    weeks: int

    def week(self, day: date) -> int:
        """The week of a day; below 0 before the window.

        Example:
            >>> Window(date(2025, 1, 1), 52).week(date(2025, 1, 8))
            1
        """
        return (day - self.start).days // 7

    def day(self, week: int) -> date:
        """First day of a week."""
        return self.start + timedelta(weeks=week)

    def month(self, first: date) -> range:
        """Weeks of the window that begin in a month.

        Example:
            >>> Window(date(2025, 1, 1), 52).month(date(2025, 2, 1))
            range(5, 9)
        """
        inside = [week for week in range(self.weeks) if self.day(week).replace(day=1) == first]
        return range(inside[0], inside[-1] + 1) if inside else range(0)

    def months(self) -> list[tuple[date, range]]:
        """First day and weeks of every month that lies in the window, at least for the most part."""
        firsts = dict.fromkeys(self.day(week).replace(day=1) for week in range(self.weeks))
        return [(first, weeks) for first in firsts if len(weeks := self.month(first)) >= FEWEST_WEEKS]

    def spans(self, months: int) -> list[tuple[date, range]]:
        """Runs of so many months, or of all there are if these are fewer: the first day of each, and its weeks.

        Months that are left over at the end are left out.
        """
        found = self.months()
        months = max(min(months, len(found)), 1)
        return [
            (found[i][0], range(found[i][1].start, found[i + months - 1][1].stop))
            for i in range(0, len(found) - months + 1, months)
        ]


def window_of(data: FirmData, start: date | None) -> Window:
    """The window from the first date of the tables, or the one given, to the last.

    Hirings do not open it: a staff list goes back as far as its oldest member. Exits do so only where nothing else
    does.

    Raises:
        InputError: nothing in the tables has a date after the start, or the window is longer than a run may be.
    """
    told = [*(one.day for one in data.survey), *(one.month for one in data.customers)]
    exits = [one.left for one in data.staff if one.left]
    first = start or min(told or exits, default=None)
    if first is None:
        raise InputError("--staff: nobody in the list has left, and no other table is given: nothing has a date")
    last = max(_ends(data), default=first)
    if last < first:
        raise InputError(f"--start {first}: the last date in the tables is {last}")
    weeks = (last - first).days // 7 + 1
    if weeks > MOST_WEEKS:
        raise InputError(
            f"--start {first}: the tables reach to {last}, which is {weeks:,} weeks (at most {MOST_WEEKS:,}); "
            "say a later --start"
        )
    return Window(first, weeks)


def _ends(data: FirmData) -> Iterator[date]:
    """Last days that rows speak of."""
    yield from (one.day for one in data.survey)
    yield from ((one.month + timedelta(days=31)).replace(day=1) - timedelta(days=1) for one in data.customers)
    for one in data.staff:
        yield from (day for day in (one.hired, one.left) if day)


def start_of(text: str | date | None) -> date | None:
    """The day that an option names.

    Raises:
        InputError: it is no date.
    """
    if text is None or isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"--start {text}: should be a date, as 2025-01-01") from None
