"""Loading lessons: found by name or path, read, and checked, with a line for every mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import ValidationError

from imsim.app.lessons.checks import inconsistencies, wrong_weeks
from imsim.app.lessons.schema import LessonFile
from imsim.company.table import Table, table_of
from imsim.engine.errors import InputError, Place, Problem, closest
from imsim.scenarios.loading import is_file, overlaid, overlay, read_toml
from imsim.scenarios.problems import plain, shown
from imsim.scenarios.scenario import Scenario, checked

FOLDER = Path(__file__).parent


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
        # Scenarios have no such key of their own; a file that may be large is not parsed twice to find out.
        before_tables = Path(source).read_bytes().partition(b"\n[")[0]
    except OSError:
        return False
    return re.search(rb"^[ \t]*[\"']?kind[\"']?[ \t]*=", before_tables, re.MULTILINE) is not None


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
    if problems := [Problem(Place(where, file), stands, why) for where, stands, why in wrong_weeks(table, firms)]:
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
        every = f"allowed: {', '.join(firm.strategies)}"
        raise InputError(
            Problem.unknown(where, own.strategy, "no such strategy", firm.strategies, found=stands, listing=every)
        )
    return firm


def moved(problem: Problem, key: str, file: str) -> Problem:
    """A mistake in a scenario, as one in the lesson that holds it."""
    name = f"{key}.{problem.where.name}" if problem.where.name else key
    why = problem.why if problem.where.name else problem.why.split(": ", 1)[-1]
    return Problem(Place(name, file), problem.found, why, problem.allowed, problem.nearest)


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
    seen = misspelt(error)
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


def misspelt(error: ValidationError) -> set[str]:
    """Keys that are missing where one that is nearly the same stands in their place: that one is told already."""
    missing = {fault["loc"] for fault in error.errors() if fault["type"] == "missing"}
    found = set()
    for *above, key in (fault["loc"] for fault in error.errors() if fault["type"] == "extra_forbidden"):
        beside = [str(place[-1]) for place in missing if list(place[:-1]) == above]
        if meant := closest(str(key), beside):
            found.add(".".join(str(part + 1) if isinstance(part, int) else str(part) for part in (*above, meant)))
    return found


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
