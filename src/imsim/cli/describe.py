"""`imsim describe`: what the model is made of, as tables to read or as data."""

from __future__ import annotations

from typing import Annotated

import typer

from imsim.cli.options import Json
from imsim.engine.errors import InputError, listed, nearest

ODD = "odd"


def describe_command(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="WHAT",
            help="mechanisms, evidence, schedule, equations, variables, parameters, programmes, events, keys, outcomes "
            "or scenarios; odd: the whole model as a document",
        ),
    ] = None,
    scenario: Annotated[
        str | None, typer.Argument(metavar="[SCENARIO]", help="odd: of this file or built-in scenario")
    ] = None,
    form: Annotated[str, typer.Option("--format", metavar="md|tex|html", help="odd: as which kind of document")] = "md",
    as_json: Json = False,
) -> None:
    """What the model is made of, topic by topic. Without WHAT: which topics there are."""
    if what == ODD:
        describe_odd(scenario, form)
        return
    if scenario is not None:
        raise InputError(f'describe: only "{ODD}" takes a scenario, here {scenario!r}')
    describe_topic(what, as_json)


def describe_topic(what: str | None, as_json: bool) -> None:
    """Print a topic as tables or as data, or which topics there are.

    Raises:
        InputError: there is no such topic.
    """
    from imsim.reporting.describe import TOPICS
    from imsim.reporting.describe_model import claim_of
    from imsim.reporting.terminal import screen

    if what is not None and what not in TOPICS:
        known = [*TOPICS, ODD]
        raise InputError(f'describe: no "{what}"{nearest(what, known)} ({listed(known)})')
    if as_json:
        data = {name: claim_of(rows) for name, rows in TOPICS.items()} if what is None else TOPICS[what]()
        screen.say_json(data)
        return
    from imsim.reporting.terminal.describe import readable
    from imsim.reporting.text_tables import TextTable, text_tables

    stdout = screen.results()
    if what is None:
        topics = TextTable(
            "", ("topic", "what it shows"), tuple((name, claim_of(rows)) for name, rows in TOPICS.items())
        )
        stdout.print(readable(topics, stdout.width))
        return
    found = text_tables(what)
    for place, text_table in enumerate(found):
        if len(found) > 1:
            if place:
                stdout.print()
            screen.say(stdout, text_table.title, style="bold")
        stdout.print(readable(text_table, stdout.width))


def describe_odd(source: str | None, form: str) -> None:
    """Print the model description, of the usual model or of a scenario.

    Raises:
        InputError: there is no such format, or the scenario cannot be used.
    """
    from imsim.reporting.book.odd import FORMATS, odd
    from imsim.scenarios.scenario import load

    if form not in FORMATS:
        raise InputError(f"--format {form}: no such format{nearest(form, FORMATS)} ({listed(FORMATS)})")
    typer.echo(odd(load(source) if source else None, form), nl=False)
