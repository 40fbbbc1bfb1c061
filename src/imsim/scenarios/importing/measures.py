"""What a staff list tells beside the organisation: wages, staff turnover, tenure and survey scores."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sized
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from imsim.scenarios.counts import count
from imsim.scenarios.importing.answers import Answers
from imsim.scenarios.importing.presence import Leavers, dates
from imsim.scenarios.importing.roles import Columns
from imsim.scenarios.importing.vocabulary import plain
from imsim.scenarios.tables import Question, shown
from imsim.scenarios.tables.numbers import numbers

# What a word in a heading makes of a wage: pay periods a year.
PERIODS = {
    "year": 1.0,
    "annual": 1.0,
    "month": 12.0,
    "monat": 12.0,
    "mtl": 12.0,
    "mensuel": 12.0,
    "mensual": 12.0,
    "hour": 2080.0,
    "payrate": 2080.0,
    "week": 52.0,
    "dail": 260.0,
}
# What a heading says of the currency of a wage.
CODES = "EUR GBP CHF USD CAD AUD NZD SEK NOK DKK PLN CZK HUF RON INR BRL MXN JPY CNY KRW ZAR"
SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "zł": "PLN", "r$": "BRL", "euro": "EUR"}
CURRENCIES = dict(zip(CODES.casefold().split(), CODES.split(), strict=True)) | SIGNS
# Less is no year of full-time work but where wages are lowest; a month of it, rather.
LEAST_WAGE, MOST_WAGE = 6_000.0, 50_000_000.0
YEAR = pd.Timedelta(days=365)
LONGEST_TENURE = 70
MOST_CLASSES = 6
# Fewer people may as well differ by chance.
FEWEST_RANKED = 8
PROMOTER, DETRACTOR, MOST_RECOMMEND = 9, 6, 10
# A survey's scale is not the model's: its scores hold a model to their neighbourhood only (assumed).
WITHIN_SCORE, WITHIN_ENPS = 0.15, 30.0

Dates: TypeAlias = "pd.Series[pd.Timestamp]"


@dataclass(frozen=True)
class Measure:
    """A number about the firm and where it comes from.

    Args:
        value: in the unit of the outcome that it is a level of.
        source: from which column of how many people, and how it was worked out.
        within: how far a model of the firm may miss it; None as is usual for the outcome.
    """

    value: float
    source: str
    within: float | None = None


@dataclass(frozen=True)
class Measures:
    """What is known beside the organisation.

    Args:
        wage: yearly, of a full-time post, in the currency of the list.
        known: name of the outcome -> its present value.
        tenure: mean years in the firm, from which no run starts.
        currency: of the wage; empty where its heading names none.
    """

    wage: Measure | None = None
    known: Mapping[str, Measure] = field(default_factory=dict)
    tenure: Measure | None = None
    currency: str = ""

    def lines(self) -> list[str]:
        """One line for each, for the report."""
        found = {"economy.wage": self.wage} | {f"known.{name}": one for name, one in self.known.items()}
        lines = [f"{name} = {one.value:g}: {one.source}" for name, one in found.items() if one is not None]
        if self.tenure is not None:
            years = "year" if self.tenure.value == 1 else "years"
            lines.append(f"mean tenure {self.tenure.value:g} {years}: {self.tenure.source}; no run starts from it")
        return lines


def measured(columns: Columns, leavers: Leavers, answers: Answers) -> Measures:
    """Wages, staff turnover, tenure and scores of the people in a list."""
    known = {
        "turnover": staff_turnover(columns, leavers),
        "job_satisfaction": score(columns, "satisfaction", answers),
        "engagement": score(columns, "engagement", answers),
        "affective_commitment": score(columns, "commitment", answers),
        "enps": promoters(columns, answers),
    }
    found = {name: measure for name, measure in known.items() if measure is not None}
    paid = wage(columns, answers)
    unit = currency(columns.found["wage"]) if paid else ""
    return Measures(paid, found, tenure(columns, leavers, answers), unit)


def currency(heading: str) -> str:
    """The currency that the heading of a wage names; nothing where it names none.

    Example:
        >>> currency("Bruttogehalt mtl. (€)"), currency("Salary, GBP"), currency("Pay")
        ('EUR', 'GBP', '')
    """
    words = re.findall(r"[€£₹]|r\$|[^\W\d_]+", heading.casefold())
    return next((CURRENCIES[word] for word in words if word in CURRENCIES), "")


def column_numbers(columns: Columns, role: str, answers: Answers) -> NDArray[np.float64]:
    """The usable numbers of a role's column; none where it holds words, or nobody knows what its marks mean."""
    heading = columns.found.get(role)
    if heading is None:
        return np.empty(0)
    try:
        values = numbers(columns.table, heading, answers.decimal, columns.remarks)
    except Question:
        return np.empty(0)
    found: NDArray[np.float64] = values[np.isfinite(values)]
    if 2 * len(found) < len(values):
        found = found[:0]
        columns.remarks.choices.append(
            f'{columns.table.name}: "{shown(heading)}" holds no numbers, so nothing is taken from it'
        )
    return found


def wage(columns: Columns, answers: Answers) -> Measure | None:
    """The mean yearly wage."""
    values = column_numbers(columns, "wage", answers)
    values = values[values > 0]
    if not len(values):
        return None
    heading = columns.found["wage"]
    said = answers.wage_period or plain(heading)
    times = next((times for word, times in PERIODS.items() if word in said), 1.0)
    if not answers.wage_period and values.mean() * times > MOST_WAGE >= values.mean() >= LEAST_WAGE:
        times = 1.0  # A "pay rate" of a whole year.
    mean = float(values.mean()) * times
    how = f", times {times:g} a year" if times != 1 else ""
    if not answers.wage_period and not LEAST_WAGE <= mean <= MOST_WAGE:
        columns.remarks.choices.append(
            f'{columns.table.name}: "{shown(heading)}" is no yearly wage (mean {mean:.6g}{how}): economy.wage is left '
            f'as it is; if it is for a month: --column "monthly wage={shown(heading)}" (or hourly, weekly, yearly)'
        )
        return None
    return Measure(
        round(mean),
        f'mean of "{shown(heading)}" over {people(values)}{how or ", taken as yearly"}',
    )


def moves(columns: Columns, leavers: Leavers) -> tuple[Dates, Dates]:
    """When those who are there started, and when those who have left did so, as far as the list knows."""
    hired, ended = columns.found.get("hired"), columns.found.get("ended")
    nothing: Dates = pd.Series(dtype="datetime64[ns]")
    starts = dates(columns.table.column(hired)).dropna() if hired else nothing
    left = dates(leavers.table.column(ended)).dropna() if ended and leavers.number else nothing
    return starts, left


def staff_turnover(columns: Columns, leavers: Leavers) -> Measure | None:
    """Leavers of the last twelve months in the list over its mean headcount; a year's share only where dates say so."""
    starts, left = moves(columns, leavers)
    if not len(left):
        if leavers.number:
            columns.remarks.choices.append(
                f"{columns.table.name}: no dates say when people left, so no staff turnover is taken from the list"
            )
        return None
    today = max([left.max(), *([starts.max()] if len(starts) else [])])
    recent = int((left > today - YEAR).sum())
    heads = len(columns.table.frame)
    begun = int((starts > today - YEAR).sum())
    mean = max((heads + heads - begun + recent) / 2, 1)
    if not recent:
        return None
    return Measure(
        round(recent / mean, 4),
        f"{recent:,} left in the twelve months to {today.date()}, over a mean headcount of {mean:,.1f}",
    )


def tenure(columns: Columns, leavers: Leavers, answers: Answers) -> Measure | None:
    """Mean years in the firm, from a column of years, or from dates up to the latest in the list."""
    years = column_numbers(columns, "tenure", answers)
    years = years[(years >= 0) & (years < LONGEST_TENURE)]
    # A few whole numbers from 1 up are rather classes, as surveys ask for them.
    classes = bool(len(years) and years.max() <= MOST_CLASSES and (years == np.rint(years)).all())
    # Whole numbers one after the other, each once, are ranks, as "seniority" may be.
    rank = len(years) >= FEWEST_RANKED and bool((np.diff(np.sort(years)) == 1).all())
    if len(years) and not classes and not rank:
        heading = columns.found["tenure"]
        return Measure(
            round(float(years.mean()), 2),
            f'mean of "{shown(heading)}" over {people(years)}, taken as years',
        )
    starts, left = moves(columns, leavers)
    if len(starts) < 2:
        return None
    today = max([starts.max(), *([left.max()] if len(left) else [])])
    mean = float(((today - starts) / YEAR).mean())
    heading = shown(columns.found["hired"])
    return Measure(round(mean, 2), f'years from "{heading}" to {today.date()}, the latest date, {people(starts)}')


def people(values: Sized) -> str:
    """So many people as have a value."""
    return count(len(values), "person", "people")


def score(columns: Columns, role: str, answers: Answers) -> Measure | None:
    """A mean score from 0 to 1; the scale is taken from the values, and said."""
    values = column_numbers(columns, role, answers)
    values = values[values >= 0]
    if not len(values):
        return None
    top = float(values.max())
    low, high = next(
        (low, high) for low, high in ((0, 1), (1, 4), (1, 5), (1, 7), (0, 10), (0, 100), (0, top)) if top <= high
    )
    mean = float(np.clip((values.mean() - low) / (high - low), 0, 1)) if high > low else 0.0
    heading = shown(columns.found[role])
    return Measure(
        round(mean, 4),
        f'mean {values.mean():.3g} of "{heading}" over {people(values)}, taken as {low:g} to {high:g}',
        WITHIN_SCORE,
    )


def promoters(columns: Columns, answers: Answers) -> Measure | None:
    """The net promoter score of employees: per cent who answer 9 or 10, less per cent who answer 6 or less."""
    values = column_numbers(columns, "enps", answers)
    if not len(values):
        return None
    heading = shown(columns.found["enps"])
    if values.min() < 0 or values.max() > MOST_RECOMMEND or (values != np.rint(values)).any():
        columns.remarks.choices.append(
            f'{columns.table.name}: "{heading}" is no answer from 0 to {MOST_RECOMMEND}, so nothing is taken from it'
        )
        return None
    net = float((values >= PROMOTER).mean() - (values <= DETRACTOR).mean()) * 100
    said = f'answers of {people(values)} in "{heading}": {PROMOTER} and {MOST_RECOMMEND} less {DETRACTOR} and below'
    return Measure(round(net, 1), said, WITHIN_ENPS)
