"""Assumptions of a study: numbers that differ from the defaults, uncertainties, and sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby

from markupsafe import Markup

import imsim
from imsim.engine.fields import Parameter
from imsim.reporting.report.folder import Folder
from imsim.reporting.report.parts import Section, Table, Text, breakable, code, written
from imsim.reporting.report.values import plain
from imsim.scenarios.model import BY_NAME, PARAMETERS
from imsim.studies.answer import Json

STATUSES = {
    "assumed": "assumed: a guess with a range; a source, if any, tells the sign alone",
    "cal": "calibrated on published patterns",
    "SA": "sourced: the evidence gives a range",
    "fix": "sourced: an anchor or a measured constant",
    "scn": "set by the scenario",
}
SHORT = {"assumed": "assumed", "cal": "calibrated", "SA": "sourced", "fix": "sourced", "scn": "scenario"}


def assumptions(folder: Folder) -> Section:
    """The section that all reports share; the table of all numbers is apart (`all_numbers`)."""
    changed = folder.scenario.parameters if folder.scenario else {}
    words: list[Text] = [
        written(
            "The model holds {} behavioural numbers; what is not named here has its default. Sources are the keys of "
            "docs/references.md.", plain(len(PARAMETERS)),
        )
    ]  # fmt: skip
    if folder.manifest.get("imsim") != imsim.__version__:
        words.append(
            written(
                "The study was made by imsim {}, the table of numbers is that of imsim {}.",
                folder.manifest.get("imsim"), imsim.__version__,
            )
        )  # fmt: skip
    if not changed:
        words.append("The scenario changes none of them.")
    tables = [changed_table(changed)] if changed else []
    if factors := folder.manifest["options"].get("design", {}).get("factors"):
        tables.append(factors_table(factors))
    return Section("Assumptions", tuple(words), tables=(*tables, status_table(changed)))


def changed_table(changed: Mapping[str, float]) -> Table:
    """Numbers of the scenario that are not the defaults."""
    return Table(
        caption="Numbers that the scenario sets",
        heads=("number", "here", "default", "range", "unit", "rests on", "meaning"),
        rows=tuple((code(key), plain(value), *described(BY_NAME[key])) for key, value in changed.items()),
    )


def factors_table(factors: list[Json]) -> Table:
    """Table of factors with their bounds."""
    shapes = {str(factor["distribution"]) for factor in factors}
    rows: list[tuple[Text, ...]] = []
    for factor in factors:
        parameter = BY_NAME.get(factor["name"])
        known: tuple[Text, ...] = ("", "", "lever or scenario", "")
        if parameter:
            known = (plain(parameter.default), parameter.unit, rests_on(parameter), parameter.meaning)
        bounds = written('<span class="whole">{} to {}</span>', plain(factor["low"]), plain(factor["high"]))
        shape = (str(factor["distribution"]),) if len(shapes) > 1 else ()
        rows.append((code(factor["name"]), bounds, *shape, *known))
    return Table(
        caption="Numbers that were varied" + (f" ({shapes.pop()})" if len(shapes) == 1 else ""),
        heads=("number", "from, to", *(["distribution"] if shapes else []), "default", "unit", "rests on", "meaning"),
        rows=tuple(rows),
    )


def status_table(changed: Mapping[str, float]) -> Table:
    """Table of parameters by status of evidence, and how many of them the scenario changes."""
    every = Counter(parameter.status for parameter in PARAMETERS)
    here = Counter(BY_NAME[key].status for key in changed)
    return Table(
        caption="What the numbers rest on",
        heads=("rests on", "numbers", "of them changed here"),
        rows=tuple((words, plain(every[status]), plain(here[status])) for status, words in STATUSES.items()),
    )


def all_numbers(folder: Folder) -> Iterator[Table]:
    """All numbers, chapter by chapter, as they were in the study."""
    changed = folder.scenario.parameters if folder.scenario else {}
    for chapter, parameters in groupby(PARAMETERS, key=lambda parameter: parameter.chapter):
        rows = tuple((code(one.name), plain(changed.get(one.name, one.default)), *described(one)) for one in parameters)
        yield Table(chapter, ("number", "here", "default", "range", "unit", "rests on", "meaning"), rows)


def described(parameter: Parameter) -> tuple[Text, ...]:
    """Default, range, unit, status with source, and meaning."""
    span = written('<span class="whole">{} to {}</span>', plain(parameter.low), plain(parameter.high))
    return plain(parameter.default), span, parameter.unit, rests_on(parameter), parameter.meaning


def rests_on(parameter: Parameter) -> Markup:
    """Status and source of a number."""
    source = written(" ({})", breakable(parameter.source)) if parameter.source != "-" else ""
    return written("{}{}", SHORT[parameter.status], source)
