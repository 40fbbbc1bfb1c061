"""What the model is made of, read from the registries that it runs on: plain rows, topic by topic.

`sheets` lays them out as tables for the command line and for the model description.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from types import ModuleType
from typing import Any, get_origin

from imsim.company import economics
from imsim.company.table import Table, table_of
from imsim.events import EVENTS, Event
from imsim.mechanisms.equations import CHAPTERS
from imsim.mechanisms.variables import VARIABLES
from imsim.mechanisms.week import WEEK
from imsim.outcomes import OUTCOMES
from imsim.programmes import Programme, kinds
from imsim.programmes.programme import FOREVER
from imsim.scenarios.model import PARAMETERS
from imsim.scenarios.scenario import builtin_names, load
from imsim.scenarios.schema import ScenarioTable

Row = dict[str, Any]
# Bounds beyond are those of the file format, of no use to a reader.
ENDLESS = 1e15
EVERY_KIND = "(every kind)"
NUMBERED = re.compile(r"(E\d+(?:-E\d+)?(?:, E\d+(?:-E\d+)?)*)\. (.+)")
CARRIES = re.compile(r"(.+?) \((E\d+[^)]*)\)\.")


def claim_of(thing: Any) -> str:
    """First line of its docstring."""
    return (inspect.getdoc(thing) or "").partition("\n")[0]


def source_of(thing: Any) -> str:
    """What its docstring names as source, or a dash."""
    found = re.search(r"^Source: (.+?)(?:\n\n|\Z)", inspect.getdoc(thing) or "", re.DOTALL | re.MULTILINE)
    return " ".join(found[1].split()).rstrip(".") if found else "-"


def numbers_in(text: str) -> list[int]:
    """Numbers of equations in a list of ranges.

    Example:
        >>> numbers_in("E1-E3, E7")
        [1, 2, 3, 7]
    """
    found: list[int] = []
    for first, last in re.findall(r"E(\d+)(?:-E(\d+))?", text):
        found.extend(range(int(first), int(last or first) + 1))
    return found


def schedule() -> list[Row]:
    """The processes of a week in their order, with the equations each calls."""
    rows = []
    for place, process in enumerate(WEEK, 1):
        claim = claim_of(process)
        told = CARRIES.fullmatch(claim)
        rows.append(
            {
                "order": place,
                "process": process.__name__,
                "equations": told[2] if told else "-",
                "claim": f"{told[1]}." if told else claim,
                "module": process.__module__,
            }
        )
    return rows


def equations_in(chapter: ModuleType) -> Iterator[Row]:
    """Functions of a module whose docstrings open with a number, in the order of the code."""
    for name, function in vars(chapter).items():
        if inspect.isfunction(function) and function.__module__ == chapter.__name__:
            told = NUMBERED.fullmatch(claim_of(function))
            if told:
                yield {
                    "number": told[1],
                    "chapter": chapter.__name__.rpartition(".")[2],
                    "function": name,
                    "claim": told[2],
                    "source": source_of(function),
                    "arguments": list(inspect.signature(function).parameters),
                }


def equations() -> list[Row]:
    """Every equation, chapter by chapter, money last."""
    return [row for chapter in (*CHAPTERS, economics) for row in equations_in(chapter)]


def parameters() -> list[Row]:
    """Every behavioural number with default, range, unit, status and source."""
    return [asdict(parameter) for parameter in PARAMETERS]


def variables() -> list[Row]:
    """Every state variable with its unit, entity by entity."""
    return [asdict(variable) for variable in VARIABLES]


def levers_of(table: type[Table], leaving_out: Iterable[str] = ()) -> list[Row]:
    """Fields of a table of a scenario file: default, bounds, meaning with what may be chosen."""
    return [
        {
            "name": name,
            "default": None if field.get("default") == FOREVER else field.get("default"),
            "low": bound_of(field, "minimum", "exclusiveMinimum"),
            "high": bound_of(field, "maximum", "exclusiveMaximum"),
            "meaning": ": ".join([field.get("description", ""), *choices_of(field)]),
        }
        for name, field in table.model_json_schema()["properties"].items()
        if name not in leaving_out
    ]


def choices_of(field: Row) -> list[str]:
    """The words that a field may hold, as one text; nothing where it may hold others, or one word alone."""
    return [", ".join(part["enum"]) for part in (field, *field.get("anyOf", ())) if len(part.get("enum", ())) > 1]


def bound_of(field: Row, *names: str) -> Any:
    """A bound of a field, by any of its names, or of the first of its types that has one; None without."""
    for part in (field, *field.get("anyOf", ())):
        for key in names:
            if key in part:
                return None if part[key] == FOREVER or part[key] > ENDLESS else part[key]
    return None


def keys() -> list[Row]:
    """The keys of a scenario file, table by table, with their defaults; NAME is of your choice."""
    return list(tables_in(ScenarioTable, ""))


def tables_in(table: type[Table], path: str) -> Iterator[Row]:
    """A table of a scenario file, then those inside it."""
    inner = {name: part for name, field in table.model_fields.items() if (part := table_of(field.annotation))}
    yield {
        "kind": f"[{path}]" if path else "(at the top)",
        "claim": claim_of(table),
        "source": "-",
        "levers": levers_of(table, leaving_out=inner),
    }
    for name, part in inner.items():
        named = ".NAME" if get_origin(table.model_fields[name].annotation) is dict else ""
        yield from tables_in(part, f"{path}.{name}{named}".lstrip("."))


def programmes() -> list[Row]:
    """What management can do: first the levers of every kind, then each kind with its own."""
    rows: list[Row] = [
        {
            "kind": EVERY_KIND,
            "claim": "When a programme runs, and for whom.",
            "source": "-",
            "scales": None,
            "most": None,
            "levers": levers_of(Programme),
        }
    ]
    for kind, programme in kinds().items():
        rows.append(
            {
                "kind": kind,
                "claim": claim_of(programme),
                "source": source_of(programme),
                "scales": programme.lever,
                "most": programme.most,
                "levers": levers_of(programme, leaving_out=Programme.model_fields),
            }
        )
    return rows


def events() -> list[Row]:
    """What may happen to a firm whatever its strategy, with the keys of each kind."""
    every: Row = {"kind": EVERY_KIND, "claim": "When it begins.", "source": "-", "levers": levers_of(Event)}
    return [every] + [
        {
            "kind": kind,
            "claim": claim_of(event),
            "source": source_of(event),
            "levers": levers_of(event, leaving_out=Event.model_fields),
        }
        for kind, event in EVENTS.items()
    ]


def outcomes() -> list[Row]:
    """What a run is judged by."""
    return [
        {
            "name": outcome.name,
            "label": outcome.label,
            "unit": outcome.unit,
            "better": {1: "more", -1: "less", 0: "-"}[outcome.better],
            "span": outcome.span,
            "benefit": outcome.benefit,
            "low": finite(outcome.low),
            "high": finite(outcome.high),
            "claim": outcome.claim,
        }
        for outcome in OUTCOMES.values()
    ]


def scenarios() -> list[Row]:
    """The companies that ship with imsim."""
    tables = [load(name).table for name in builtin_names()]
    return [
        {
            "name": table.name,
            "title": table.title,
            "people": sum(department.heads for department in table.organisation.departments.values()),
            "departments": len(table.organisation.departments),
            "strategies": list(table.strategies),
            "events": list(table.events),
            "description": table.description,
        }
        for table in tables
    ]


def finite(value: float) -> float | None:
    """A number, or None where it is not finite."""
    return value if math.isfinite(value) else None


TOPICS: dict[str, Callable[[], list[Row]]] = {
    "schedule": schedule,
    "equations": equations,
    "variables": variables,
    "parameters": parameters,
    "programmes": programmes,
    "events": events,
    "keys": keys,
    "outcomes": outcomes,
    "scenarios": scenarios,
}
