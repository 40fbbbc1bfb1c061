"""What the runs of a lesson show: readings with intervals, who was right, and the sentences that hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imsim.app.lessons.loading import Lesson
from imsim.app.lessons.running import Runs
from imsim.app.lessons.schema import ReadingTable
from imsim.app.lessons.sentences import filled, holds
from imsim.outcomes import OUTCOMES
from imsim.reporting.intervals import half_width, has_interval
from imsim.reporting.numbers import Money, Scale, money_of, number, scale_of
from imsim.studies.intervals import Estimate, estimate, mean_and_half_width, paired

Values = NDArray[np.float64]
# Units that say nothing behind a number.
BARE = ("0-1", "factor", "ratio")
# What each verdict on a claim, and on field studies, is in words.
AGREES = {
    "yes": "These runs show what is claimed.",
    "no": "These runs do not show what is claimed: the model and the source disagree.",
    "partly": "These runs show a part of what is claimed, and not the rest.",
    "": "What is claimed is not among the numbers read here.",
}
FIELD_AGREES = {
    "yes": "The model agrees with it in direction.",
    "no": "The model does not agree with it: one of the two is wrong, or the firms differ.",
    "partly": "The model agrees with a part of it.",
    "": "",
}


@dataclass(frozen=True)
class Reading:
    """A number of the runs on both sides, and the paired difference between them.

    Args:
        name: in the file.
        label: what the page calls it.
        a, b: levels in print.
        difference: side a less side b, with its interval.
        scale: in which differences are printed.
    """

    name: str
    label: str
    a: str
    b: str
    difference: Estimate
    scale: Scale

    @property
    def more(self) -> str:
        """The side that clearly has more: its interval excludes zero."""
        if not self.difference.clear:
            return "neither"
        return "a" if self.difference.mean > 0 else "b"

    def written(self, signed: bool) -> str:
        """The difference with half its interval and its unit; without a sign, how large it is."""
        value = self.difference
        text = number(value.mean if signed else abs(value.mean), self.scale.digits, self.scale.factor, signed)
        half = f" {self.scale.half(value.as_json())}" if has_interval(value.as_json()) else ""
        unit = "" if self.scale.difference in BARE else self.scale.difference
        return f"{text}{half} {unit}".strip()


def readings_of(lesson: Lesson, runs: Runs) -> dict[str, Reading]:
    """All readings of a lesson's runs."""
    money = money_of(lesson.firms[0])
    return {name: reading_of(name, table, runs, money) for name, table in lesson.table.readings.items()}


def reading_of(name: str, table: ReadingTable, runs: Runs, money: Money) -> Reading:
    """One reading."""
    outcome = OUTCOMES[table.outcome]
    values = values_of(table, runs)
    levels, difference = [estimate(one) for one in values], paired(values[0] - values[1])
    # Differences have the digits that their interval asks for; levels those, so that they can be subtracted.
    finest = difference if half_width(difference.as_json()) else levels[0]
    scale = scale_of(outcome.unit, [one.as_json() | finest_of(finest, one) for one in levels], money)
    apart = scale_of(outcome.unit, [difference.as_json()], money)
    unit = "" if outcome.unit in BARE else scale.unit
    a, b = (f"{scale.number(one.mean)} {unit}".strip() for one in levels)
    return Reading(name, table.label or outcome.label, a, b, difference, apart)


def finest_of(width: Estimate, around: Estimate) -> dict[str, float | None]:
    """An interval as wide as one, around another mean: it says how many digits that is printed with."""
    half = half_width(width.as_json())
    return {"low": around.mean - half, "high": around.mean + half} if half else {}


def values_of(table: ReadingTable, runs: Runs) -> Values:
    """The number of each run, shape (sides, replicates): over the outcome's span, or the mean of some weeks."""
    if table.weeks is None:
        return runs.final[table.outcome]
    first, last = table.weeks
    values: Values = runs.weekly[table.outcome][first : last + 1].mean(axis=0)
    return values


def shown_by(readings: Mapping[str, Reading]) -> dict[str, str]:
    """Reading -> the side that clearly has more of it."""
    return {name: reading.more for name, reading in readings.items()}


def words_of(lesson: Lesson, runs: Runs, readings: Mapping[str, Reading]) -> dict[str, str]:
    """What may stand in the texts of a lesson: place -> text."""
    a, b = lesson.labels
    words = {"a": a, "b": b, "runs": str(runs.replicates), "weeks": str(lesson.firms[0].timeline.weeks)}
    for name, reading in readings.items():
        words |= {
            name: reading.label, f"{name}.a": reading.a, f"{name}.b": reading.b,
            f"{name}.difference": reading.written(signed=True), f"{name}.size": reading.written(signed=False),
        }  # fmt: skip
    return words


def explanations(lesson: Lesson, runs: Runs, readings: Mapping[str, Reading]) -> list[str]:
    """The sentences that these runs make true, numbers filled in."""
    words, shows = words_of(lesson, runs, readings), shown_by(readings)
    return [filled(one.text, words) for one in lesson.table.explain if holds(one.when, shows)]


def right_option(lesson: Lesson, readings: Mapping[str, Reading]) -> int:
    """Which answer to the question is right."""
    assert lesson.table.prediction is not None
    options, shows = lesson.table.prediction.options, shown_by(readings)
    return next(place for place, option in enumerate(options) if holds(option.when, shows))


def verdict(expects: Mapping[str, str], readings: Mapping[str, Reading]) -> str:
    """Whether the runs show what somebody expects: "yes", "no", or "partly"; "" where nothing is expected.

    Example:
        >>> verdict({}, {})
        ''
    """
    agreeing = [readings[name].more == side for name, side in expects.items()]
    if not agreeing:
        return ""
    return "yes" if all(agreeing) else "partly" if any(agreeing) else "no"


def course(runs: Runs, outcome: str, weeks: int = 1) -> tuple[Values, Values]:
    """Mean paired difference in each week and half of its interval (NaN where there is none), each (weeks,).

    Args:
        runs: of both sides.
        outcome: name.
        weeks: over how many the last are averaged first.
    """
    apart = runs.weekly[outcome][:, 0] - runs.weekly[outcome][:, 1]
    if weeks > 1:
        total = np.cumsum(np.concatenate([np.zeros((1, apart.shape[1])), apart]), axis=0)
        last = np.arange(1, len(apart) + 1)
        first = np.maximum(last - weeks, 0)
        apart = (total[last] - total[first]) / (last - first)[:, None]
    return mean_and_half_width(apart)


def drawn_right(drawn: Mapping[int, float], mean: Values, half: Values) -> tuple[int, int]:
    """How many points of a student's line lie on the side of zero where the runs are, and how many points count.

    A week in which the interval of the runs holds zero does not count.
    """
    clear = [week for week in drawn if abs(mean[week]) > half[week]]
    return sum(drawn[week] * mean[week] > 0 for week in clear), len(clear)
