"""Description of the model, read from the registries that it runs on: plain rows, topic by topic.

`text_tables` lays them out as tables for the command line and for the model description.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, get_origin

from imsim.company.table import Table, table_of
from imsim.engine.errors import InputError, Place, Problem
from imsim.engine.rules import source_of
from imsim.events import EVENTS, Event
from imsim.outcomes import OUTCOMES
from imsim.programmes import Programme, kinds
from imsim.programmes.programme import FOREVER
from imsim.reporting.describe_model import claim_of, equations, evidence, mechanisms, parameters, schedule, variables
from imsim.scenarios.scenario import builtin_names, load
from imsim.scenarios.schema import ScenarioTable

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
# Bounds beyond are those of the file format, of no use to a reader.
ENDLESS = 1e15
EVERY_KIND = "(every kind)"


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
    """The words that a field may hold, as one text; empty where it may hold any text, or one word alone."""
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
    """A table of a scenario file, then its nested tables."""
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
    "mechanisms": mechanisms,
    "evidence": evidence,
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


def described(topic: str | None) -> pd.DataFrame:
    """A topic as a table; without one, the topics there are.

    Raises:
        InputError: there is no such topic.
    """
    import pandas as pd

    if topic is None:
        return pd.DataFrame([{"topic": name, "shows": claim_of(rows)} for name, rows in TOPICS.items()])
    if topic not in TOPICS:
        raise InputError(Problem.unknown(Place("topic"), topic, "no such topic", TOPICS, found=f'"{topic}"'))
    return pd.DataFrame(TOPICS[topic]())
