"""Loading lessons: found by name or path, read, and checked, with a line for every mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import ValidationError

from imsim.company.table import Table, table_of
from imsim.engine.errors import InputError, Place, Problem
from imsim.lessons.schema import LessonFile, ReadingTable, When
from imsim.lessons.sentences import holds, stray_number, wrong_names
from imsim.outcomes import OUTCOMES
from imsim.scenarios.loading import is_file, overlaid, overlay, read_toml
from imsim.scenarios.problems import plain, shown
from imsim.scenarios.scenario import Scenario, checked

FOLDER = Path(__file__).parent
KINDS = ("lesson", "challenge")
SIDES = ("a", "b")
# The options of a prediction are tried on everything that readings may show: three to the power of these.
MOST_OPENING = 4


@dataclass(frozen=True)
class Lesson:
    """A checked lesson or challenge.

    Args:
        name: of the file, without the number that orders it.
        path: of the file.
        table: what stands in it.
        firms: the scenario of each side; of a challenge both are the same.
    """

    name: str
    path: Path
    table: LessonFile
    firms: tuple[Scenario, Scenario]

    @property
    def labels(self) -> tuple[str, str]:
        """What the two sides are called."""
        if self.table.kind == "challenge":
            return "your plan", "the best plan known"
        return self.table.sides["a"].label, self.table.sides["b"].label

    @cached_property
    def outcomes(self) -> list[str]:
        """Outcomes that its runs must measure."""
        names = [reading.outcome for reading in self.table.readings.values()]
        if self.table.prediction is not None and self.table.prediction.drawing is not None:
            names.append(self.table.prediction.drawing.outcome)
        if self.table.challenge is not None:
            names.append(self.table.challenge.goal)
        return list(dict.fromkeys(names))


def builtin_lessons() -> dict[str, Path]:
    """The lessons and challenges that come with imsim, in the order of their numbers: name -> file."""
    return {name_of(path): path for path in sorted(FOLDER.glob("*.toml"))}


def name_of(path: Path) -> str:
    """Name of a lesson: that of its file without the number in front.

    Example:
        >>> name_of(Path("lessons/03_pay.toml"))
        'pay'
    """
    return re.sub(r"^\d+_", "", path.stem)


def found(source: str | Path) -> Path:
    """The file behind a path or the name of a built-in lesson.

    Raises:
        InputError: there is none.
    """
    if is_file(Path(source)):
        return Path(source)
    known = builtin_lessons()
    if str(source) in known:
        return known[str(source)]
    why = "no such file, and no built-in lesson of that name"
    raise InputError(Problem.unknown(Place(source=str(source)), str(source), why, known))


def is_lesson(source: str | Path) -> bool:
    """Whether a source is the file, or the name, of a lesson, right or wrong, and not a scenario."""
    if not is_file(Path(source)):
        return str(source) in builtin_lessons()
    try:
        return "kind" in read_toml(Path(source))
    except InputError:
        return False


def load_lesson(source: str | Path) -> Lesson:
    """Read and check a lesson or a challenge; nothing is run.

    Args:
        source: a file, or the name of a built-in lesson.

    Raises:
        InputError: with one line for every mistake found.
    """
    path = found(source)
    file = path.name if path.parent == FOLDER else str(path)
    try:
        table = LessonFile.model_validate(read_toml(path))
    except ValidationError as error:
        raise InputError(explained(error, file)) from None
    if problems := [Problem(Place(where, file), None, why) for where, why in inconsistencies(table)]:
        raise InputError(problems)
    first = firm_of(table.firm, path, "firm", file)
    firms = (first, first)
    if table.kind == "lesson":
        firms = (side_firm(first, table, "a", path, file), side_firm(first, table, "b", path, file))
    if problems := [Problem(Place(where, file), None, why) for where, why in wrong_weeks(table, firms)]:
        raise InputError(problems)
    if table.challenge is not None:
        check_challenge(first, table, file)
    return Lesson(name_of(path), path, table, firms)


def firm_of(own: dict[str, Any], path: Path, key: str, file: str) -> Scenario:
    """The scenario that a table of a lesson describes, mistakes said by their place in the lesson."""
    try:
        tree, origins = overlaid(deepcopy(own), path, path.resolve().parent)
        tree.setdefault("name", name_of(path))
        return checked(tree, origins, path.resolve().parent, file)
    except InputError as error:
        raise InputError(moved(problem, key, file) for problem in error.problems) from None


def side_firm(firm: Scenario, table: LessonFile, side: str, path: Path, file: str) -> Scenario:
    """The scenario of one side; its strategy is one of the firm's."""
    own = table.sides[side]  # type: ignore[index]
    if own.firm:
        tree, origins = deepcopy(firm.tree), dict(firm.origins)
        overlay(tree, deepcopy(own.firm), origins, str(path))
        try:
            firm = checked(tree, origins, firm.folder, file)
        except InputError as error:
            raise InputError(moved(problem, f"sides.{side}.firm", file) for problem in error.problems) from None
    if own.strategy not in firm.strategies:
        where, stands = Place(f"sides.{side}.strategy", file), f'"{own.strategy}"'
        raise InputError(Problem.unknown(where, own.strategy, "no such strategy", firm.strategies, found=stands))
    return firm


def moved(problem: Problem, key: str, file: str) -> Problem:
    """A mistake in a scenario, as one in the lesson that holds it."""
    name = f"{key}.{problem.where.name}" if problem.where.name else key
    why = problem.why if problem.where.name else problem.why.split(": ", 1)[-1]
    return Problem(Place(name, file), problem.found, why, problem.allowed, problem.nearest)


def wrong_weeks(table: LessonFile, firms: tuple[Scenario, Scenario]) -> Iterator[tuple[str, str]]:
    """Weeks of readings and lines that no run has, and sides that are not as long."""
    weeks = firms[0].timeline.weeks
    if firms[0].timeline != firms[1].timeline:
        yield "sides", "the two sides must have the same weeks, burn-in and window"
    for name, reading in table.readings.items():
        if reading.weeks is not None and reading.weeks[-1] > weeks:
            yield f"readings.{name}.weeks", f"a run has {weeks} weeks"
    drawing = table.prediction.drawing if table.prediction else None
    if drawing is not None and drawing.weeks[-1] > weeks:
        yield "prediction.drawing.weeks", f"a run has {weeks} weeks"


def check_challenge(firm: Scenario, table: LessonFile, file: str) -> None:
    """A challenge's money goes to what there is, and its best plan costs the budget at most."""
    from imsim.studies.mixes import channels_of

    challenge = table.challenge
    assert challenge is not None
    try:
        channels_of(firm, challenge.over)
    except InputError as error:
        where = Place("challenge.over", file)
        raise InputError(
            Problem(where, one.found, one.why.removeprefix("--over: "), one.allowed, one.nearest)
            for one in error.problems
        ) from None


def explained(error: ValidationError, file: str) -> Iterator[Problem]:
    """One problem for each mistake in the tables of a lesson."""
    seen = set()
    for fault in error.errors():
        parts = [part for part in fault["loc"] if part != "[key]"]
        while len(parts) > 1 and isinstance(parts[-1], str) and re.match(r"literal\[|function-|tuple\[", parts[-1]):
            parts.pop()
        dotted = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in parts)
        if dotted in seen:
            continue
        seen.add(dotted)
        where = Place(dotted, file)
        if fault["type"] == "extra_forbidden":
            yield Problem.unknown(where, str(parts[-1]), "no such key", keys_at(parts[:-1]))
        elif fault["type"] == "missing":
            yield Problem(where, None, "is missing")
        else:
            yield Problem(where, shown(fault.get("input")), plain(fault["msg"]))


def keys_at(parts: list[int | str]) -> list[str]:
    """Keys of the table at a place of a lesson."""
    annotation: Any = LessonFile
    for part in parts:
        table = table_of(annotation)
        if get_origin(annotation) in (dict, tuple):
            annotation = get_args(annotation)[-1 if get_origin(annotation) is dict else 0]
        elif table is not None and part in table.model_fields:
            annotation = table.model_fields[str(part)].annotation
    table = annotation if isinstance(annotation, type) and issubclass(annotation, Table) else table_of(annotation)
    return list(table.model_fields) if table else []


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
    if reading.weeks is not None and not (len(reading.weeks) == 2 and 1 <= reading.weeks[0] <= reading.weeks[1]):
        yield f"{where}.weeks", "should be [first, last], the first week being 1"


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
    for shows in product(("a", "b", "neither"), repeat=len(opening)):
        result = dict(zip(opening, shows, strict=True))
        right = [place for place, option in enumerate(options, 1) if holds(option.when, result)]
        if len(right) != 1:
            words = ", ".join(f"{name} = {side}" for name, side in result.items())
            which = "no answer is right" if not right else f"answers {' and '.join(map(str, right))} are both right"
            yield "prediction.options", f"{which} where {words}"
            return
    if drawing is not None:
        yield from wrong_outcome("prediction.drawing.outcome", drawing.outcome)
        if not 2 <= len(drawing.weeks) <= 8 or list(drawing.weeks) != sorted({*drawing.weeks}) or drawing.weeks[0] < 1:
            yield "prediction.drawing.weeks", "should be two to eight weeks, each later than the one before"


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
