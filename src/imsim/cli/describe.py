"""`imsim describe`: what the model is made of, as tables to read or as data."""

from __future__ import annotations

from typing import Annotated

import typer

from imsim.cli.options import Json
from imsim.engine.errors import InputError, listed, nearest


def describe_command(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="WHAT",
            help="mechanisms, evidence, schedule, equations, variables, parameters, programmes, events, keys, outcomes "
            "or scenarios",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """What the model is made of, topic by topic. Without WHAT: which topics there are."""
    from imsim.reporting.describe import TOPICS
    from imsim.reporting.describe_model import claim_of
    from imsim.reporting.terminal import screen

    if what is not None and what not in TOPICS:
        raise InputError(f'describe: no "{what}"{nearest(what, TOPICS)} ({listed(TOPICS)})')
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
