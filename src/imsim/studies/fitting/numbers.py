"""Observed numbers: what the tables of a firm say, one number each, and which weeks of a run say the same.

Counts of people are turned into square roots of yearly rates, since luck then moves a low rate as far as a high one.
Means of surveys and customers' scores stand on the scale from 0 to 1; a questionnaire has no exact place on it, so all
means of a measure may be off by one common amount (`LEVEL_SD`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from math import ceil, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from imsim.studies.answer import Json
from imsim.studies.fitting.tables import FirmData, Person, SurveyMean
from imsim.studies.fitting.windows import Window

Values = NDArray[np.float64]
Kind = Literal["answers", "scores", "exits", "hires"]

# How single answers differ on the scale from 0 to 1, where the table does not say; assumed.
ANSWER_SD, SCORE_SD = 0.2, 0.2
# The spread of a group's answers weighs as much as so many further answers that differ as all groups' do; assumed.
SHARED = 10
# How far the place of a questionnaire on that scale is unknown; assumed.
LEVEL_SD = 0.02
# Months are added up until so many exits are expected at the usual rate; fewer are no bell curve.
EXPECTED, USUAL_TURNOVER = 5.0, 0.2
# Added to a count before its root is taken (Anscombe 1948): the spread is even down to counts of two.
ROOT_SHIFT = 0.375
WEEKS_A_YEAR = 52.0


@dataclass(frozen=True)
class Number:
    """A number that a firm observed, and that every run has too.

    Args:
        kind: `answers` (mean of a survey), `scores` (of customers), `exits` or `hires` (root of the yearly rate).
        measure: of a survey; else empty.
        department: whose; empty for the firm.
        label: the date or month, as 2025-03-31.
        first, last: weeks of a run that say the same; all between count.
        value: what was observed, on the scale of the fit.
        noise: its sampling error (standard deviation), which a run does not have.
        n: people who answered; 0 for counts.
    """

    kind: Kind
    measure: str
    department: str
    label: str
    first: int
    last: int
    value: float
    noise: float
    n: int = 0

    @property
    def block(self) -> str:
        """What it is one of: numbers that are fitted, or left out, together."""
        return f"survey: {self.measure}" if self.kind == "answers" else self.kind

    @property
    def name(self) -> str:
        """Its name, which no other has."""
        about = ".".join(part for part in (self.measure, self.department) if part)
        return f"{self.kind}.{about}.{self.label}" if about else f"{self.kind}.{self.label}"

    @property
    def level(self) -> float:
        """Standard deviation of what it may be off by together with all numbers of its block."""
        return LEVEL_SD if self.kind in ("answers", "scores") else 0.0

    def as_json(self) -> Json:
        """As it stands in manifests."""
        return asdict(self)


def numbers_of(data: FirmData, window: Window, posts: int) -> tuple[Number, ...]:
    """All that the tables observe within the window, in the order of the tables."""
    return (*_answers(data, window), *_counts(data.staff, window, posts), *_scores(data, window))


def _answers(data: FirmData, window: Window) -> Iterator[Number]:
    usual = usual_spreads(data.survey)
    for one in data.survey:
        if 0 <= (week := window.week(one.day)) < window.weeks:
            spread = ANSWER_SD if one.sd is None else pooled([one], usual[one.measure])
            noise = spread / sqrt(one.n)
            yield Number("answers", one.measure, one.department, str(one.day), week, week, one.mean, noise, one.n)


def usual_spreads(survey: Sequence[SurveyMean]) -> dict[str, float]:
    """How single answers to each measure differ within groups, over all of them."""
    return {
        measure: pooled([one for one in survey if one.measure == measure], ANSWER_SD)
        for measure in {one.measure for one in survey}
    }


def pooled(groups: Sequence[SurveyMean], prior: float) -> float:
    """The standard deviation of answers within groups: five people who answer alike may do so by chance.

    Example:
        >>> five = SurveyMean(date(2025, 3, 31), "", "motivation", 0.9, 5, (1, 5), 0.05)
        >>> round(pooled([five], 0.25), 3), round(pooled([five] * 100, 0.25), 3)
        (0.213, 0.068)
    """
    known = [(one.n, one.sd) for one in groups if one.sd is not None]
    squares = sum(n * sd**2 for n, sd in known) + SHARED * prior**2
    return sqrt(squares / (sum(n - 1 for n, _ in known) + SHARED))


def _scores(data: FirmData, window: Window) -> Iterator[Number]:
    for one in data.customers:
        if weeks := window.month(one.month):
            label = one.month.strftime("%Y-%m")
            noise = SCORE_SD / sqrt(one.n)
            yield Number("scores", "", one.department, label, weeks[0], weeks[-1], one.score, noise, one.n)


def _counts(staff: Sequence[Person], window: Window, posts: int) -> Iterator[Number]:
    if not staff:
        return
    exits = [window.week(one.left) for one in staff if one.left and not one.moved]
    hires = [window.week(one.hired) for one in staff if one.hired]
    for first, weeks in window.spans(months_together(posts)):
        present = float(np.mean([heads(staff, window.day(week)) for week in weeks]))
        for kind, happened in (("exits", exits), ("hires", hires)):
            count = sum(week in weeks for week in happened)
            value = float(root_rate(count, present, len(weeks)))
            yield Number(kind, "", "", first.strftime("%Y-%m"), weeks[0], weeks[-1], value, 0.0)  # type: ignore[arg-type]


def heads(staff: Sequence[Person], day: date) -> int:
    """People employed on a day."""
    return sum(one.there(day) for one in staff)


def months_together(posts: int) -> int:
    """Months that are added up, so that a count has about five to expect.

    Example:
        >>> months_together(120), months_together(5000), months_together(20)
        (3, 1, 12)
    """
    return min(max(ceil(EXPECTED * 12 / (USUAL_TURNOVER * posts)), 1), 12)


def root_rate(count: Values | float, present: Values | float, weeks: int) -> Values:
    """Root of a yearly rate from a count of people over some weeks.

    Example:
        >>> round(float(root_rate(6, 120, 13)) ** 2, 4)  # 6.375 of 120 in a quarter
        0.2125
    """
    years = np.maximum(present, 1.0) * weeks / WEEKS_A_YEAR
    found: Values = np.sqrt((np.asarray(count, dtype=np.float64) + ROOT_SHIFT) / years)
    return found


def sampling(numbers: Sequence[Number]) -> Values:
    """Covariance of what only the observed numbers have: sampling errors, and the unknown place of each questionnaire.

    Returns:
        shape (numbers, numbers).
    """
    noise = np.array([one.noise for one in numbers])
    level = np.array([one.level for one in numbers])
    blocks = np.array([one.block for one in numbers])
    together = (blocks[:, None] == blocks[None]) * np.outer(level, level)
    covariance: Values = np.diag(noise**2) + together
    return covariance
