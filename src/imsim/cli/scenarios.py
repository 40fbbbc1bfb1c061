"""The commands about scenario files: check, show, scenarios, new, schema. Nothing is run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from imsim.cli.options import Json, Set, Source, Without, laid_over
from imsim.engine.errors import InputError, Problem

ORIGIN_WIDTH = 28


def check_command(
    files: Annotated[list[str], typer.Argument(metavar="FILE...")], overrides: Set = None, without: Without = None
) -> None:
    """Is the file right? Nothing is run; exit code 0 or 2."""
    problems: list[Problem] = []
    for file in files:
        try:
            for line in checked(file, overrides, without):
                typer.echo(line)
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)


def checked(file: str, overrides: list[str] | None, without: list[str] | None) -> list[str]:
    """What a right file describes; a name is first a scenario's, as in every other command, then a lesson's.

    Raises:
        InputError: with one line for every error in it.
    """
    from imsim.app.lessons.loading import is_lesson
    from imsim.scenarios.loading import builtin_names, is_file
    from imsim.scenarios.scenario import load
    from imsim.studies.summary import summary

    laid, lesson = bool(overrides or without), is_lesson(file)
    if lesson and (is_file(Path(file)) or file not in builtin_names()):
        return [lesson_summary(file, laid)]
    lines = summary(load(file, laid_over(file, overrides, without)), file)
    return [*lines, lesson_summary(file, laid)] if lesson and not laid else lines


def lesson_summary(file: str, laid: bool) -> str:
    """What the right file of a lesson or a challenge describes, in a line.

    Raises:
        InputError: with one line for every error in it, or something was to be laid over it.
    """
    from imsim.app.lessons.loading import load_lesson
    from imsim.scenarios.counts import count

    if laid:
        raise InputError(f"{file}: --set and --without are for scenarios; a lesson says what differs in its [firm]")
    lesson = load_lesson(file)
    table = lesson.table
    sides = " against ".join(lesson.labels)
    return (
        f'{file}: all right: a {table.kind}, "{table.title}": {sides}, {count(table.runs.replicates, "pair")} of runs'
    )


def show_command(source: Source, overrides: Set = None, without: Without = None) -> None:
    """All that a scenario says, and where each value comes from."""
    from imsim.reporting.terminal import screen
    from imsim.scenarios.provenance import provenance_of, values_of
    from imsim.scenarios.scenario import load

    scenario = load(source, laid_over(source, overrides, without))
    flat = dict(values_of(scenario.table))
    width = min(screen.results().width - ORIGIN_WIDTH, 60, max(len(f"{key} = {value}") for key, value in flat.items()))
    for key, value in flat.items():
        origin = provenance_of(key, scenario.table, scenario.origins)
        typer.echo(f"{f'{key} = {json.dumps(value)}':<{width}}  # {origin}")


def scenarios_command(as_json: Json = False) -> None:
    """The built-in scenarios, one line each."""
    from imsim.reporting.terminal import screen
    from imsim.scenarios.scenario import builtin_names, load

    rows = [{"name": name, "title": load(name).table.title} for name in builtin_names()]
    if as_json:
        screen.say_json(rows)
        return
    for row in rows:
        typer.echo(f"{row['name']:<24}{row['title']}")


def new_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="of the new scenario; writes NAME.toml here")],
    base: Annotated[
        str, typer.Option("--from", metavar="SCENARIO", help="built-in scenario to start from")
    ] = "service_firm",
) -> None:
    """Start a scenario of one's own from a built-in one."""
    from imsim.scenarios.scenario import started_from

    path = started_from(name, base)
    typer.echo(f"{path} written; next: imsim check {path}, imsim compare {path}")


def schema_command() -> None:
    """JSON Schema of a scenario file, for editors."""
    from imsim.reporting.terminal import screen
    from imsim.scenarios.schema import json_schema

    screen.say_json(json_schema())
