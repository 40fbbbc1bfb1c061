"""What is wrong with a lesson whose tables are right one by one: names that lead nowhere, answers that do not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from imsim.app.lessons.schema import LessonFile, OptionTable, ReadingTable, When
from imsim.app.lessons.sentences import holds, stray_number, wrong_names
from imsim.engine.errors import Place, Problem
from imsim.outcomes import OUTCOMES
from imsim.scenarios.scenario import Scenario

SIDES = ("a", "b")
# The options of a prediction are tried on everything that readings may show: three to the power of these.
MOST_OPENING = 4
NONE_RIGHT = "no answer is right"


def inconsistencies(table: LessonFile) -> Iterator[tuple[str, str]]:
    """What each table allows by itself but the lesson as a whole does not: key, and why."""
    yield from wrong_kind(table)
    for name, reading in table.readings.items():
        yield from wrong_reading(f"readings.{name}", reading)
    for key in ("readings", "explain"):
        if not getattr(table, key):
            yield key, "there is none: nothing would be said of the runs"
    for where, when in conditions(table):
        if not when:
            yield where, "is empty: say which reading makes it true"
        for name in when.keys() - table.readings.keys():
            yield where, f'no reading "{name}" (allowed: {", ".join(table.readings)})'
    yield from wrong_texts(table)
    yield from wrong_prediction(table)
    yield from wrong_parts(table)


def wrong_kind(table: LessonFile) -> Iterator[tuple[str, str]]:
    """What a lesson has, and a challenge has not."""
    wanted, other = ("prediction", "challenge") if table.kind == "lesson" else ("challenge", "prediction")
    if getattr(table, wanted) is None:
        yield wanted, f"is missing: a {table.kind} has one"
    if getattr(table, other) is not None:
        yield other, f"a {table.kind} has none"
    if table.kind == "lesson" and set(table.sides) != set(SIDES):
        yield "sides", "a lesson has two, sides.a and sides.b"
    if table.kind == "challenge" and table.sides:
        yield "sides", "a challenge has none: a is a student's plan, b the best plan known"


def wrong_reading(where: str, reading: ReadingTable) -> Iterator[tuple[str, str]]:
    """What is wrong with a reading."""
    yield from wrong_outcome(f"{where}.outcome", reading.outcome)
    if reading.weeks is not None and not (len(reading.weeks) == 2 and 0 <= reading.weeks[0] <= reading.weeks[1]):
        yield f"{where}.weeks", "should be [first, last], the first week being 0"


def wrong_outcome(where: str, name: str) -> Iterator[tuple[str, str]]:
    """An outcome that there is not."""
    if name not in OUTCOMES:
        problem = Problem.unknown(Place(), name, f'no outcome "{name}"', OUTCOMES, listing="imsim describe outcomes")
        yield where, problem.told("")


def conditions(table: LessonFile) -> Iterator[tuple[str, When]]:
    """Everything that depends on what readings show, by its key."""
    options = table.prediction.options if table.prediction else ()
    yield from ((f"prediction.options.{place}.when", one.when) for place, one in enumerate(options, 1))
    yield from ((f"explain.{place}.when", one.when) for place, one in enumerate(table.explain, 1))
    for key in ("claim", "field"):
        part = getattr(table, key)
        if part is not None and part.expects:
            yield f"{key}.expects", part.expects


def wrong_texts(table: LessonFile) -> Iterator[tuple[str, str]]:
    """Sentences about the runs: their names exist, and their numbers are not typed."""
    for place, sentence in enumerate(table.explain, 1):
        where = f"explain.{place}.text"
        yield from ((where, why) for why in wrong_names(sentence.text, list(table.readings)))
        if number := stray_number(sentence.text):
            yield where, f'"{number}" is typed: a number about the runs is filled in, like {{reading.size}}'


def wrong_prediction(table: LessonFile) -> Iterator[tuple[str, str]]:
    """Exactly one answer must be right whatever the runs show, and the line must lie inside them."""
    if table.prediction is None:
        return
    options, drawing = table.prediction.options, table.prediction.drawing
    opening = sorted({name for option in options for name in option.when})
    if len(options) < 2 or len(opening) > MOST_OPENING:
        yield "prediction.options", f"should be two or more, about at most {MOST_OPENING} readings"
        return
    yield from wrong_cases(options, opening)
    if drawing is not None:
        yield from wrong_outcome("prediction.drawing.outcome", drawing.outcome)
        if not 2 <= len(drawing.weeks) <= 8 or list(drawing.weeks) != sorted({*drawing.weeks}) or drawing.weeks[0] < 0:
            yield "prediction.drawing.weeks", "should be two to eight weeks, each later than the one before"


def wrong_cases(options: Sequence[OptionTable], opening: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Everything that runs may show without exactly one answer to it: all at once, so that one round mends it."""
    wrong: dict[str, list[str]] = {}
    for shows in product(("a", "b", "neither"), repeat=len(opening)):
        result = dict(zip(opening, shows, strict=True))
        right = [str(place) for place, option in enumerate(options, 1) if holds(option.when, result)]
        if len(right) != 1:
            which = (
                f"answers {' and '.join(right)} are {'both' if len(right) == 2 else 'all'} right"
                if right
                else NONE_RIGHT
            )
            wrong.setdefault(which, []).append(", ".join(f"{name} = {side}" for name, side in result.items()))
    for which, cases in wrong.items():
        yield "prediction.options", f"{which} where {'; or '.join(cases)}"


def wrong_parts(table: LessonFile) -> Iterator[tuple[str, str]]:
    """The best plan of a challenge gives parts of one budget to what money may go to."""
    if table.challenge is None:
        return
    yield from wrong_outcome("challenge.goal", table.challenge.goal)
    over, best = table.challenge.over, table.challenge.best
    for name in best.keys() - set(over):
        yield f"challenge.best.{name}", f"is not among challenge.over ({', '.join(over)})"
    if any(not part >= 0 for part in best.values()) or not 0 < sum(best.values()) <= 1 + 1e-9:
        yield "challenge.best", "should be parts of the budget that add up to 1 at most"


def wrong_weeks(table: LessonFile, firms: tuple[Scenario, Scenario]) -> Iterator[tuple[str, str | None, str]]:
    """Weeks of readings and lines that no run has, and sides that are not as long: key, what stands there, and why."""
    weeks = firms[0].timeline.weeks
    if firms[0].timeline != firms[1].timeline:
        yield "sides", None, "the two sides must have the same weeks, burn-in and window"
    for name, reading in table.readings.items():
        if reading.weeks is not None and reading.weeks[-1] >= weeks:
            yield f"readings.{name}.weeks", f"{list(reading.weeks)}", f"a run has weeks 0 to {weeks - 1}"
    drawing = table.prediction.drawing if table.prediction else None
    if drawing is not None and drawing.weeks[-1] >= weeks:
        yield "prediction.drawing.weeks", f"{list(drawing.weeks)}", f"a run has weeks 0 to {weeks - 1}"
