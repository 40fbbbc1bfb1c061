"""`imsim describe`: what the model is made of, as tables to read or as data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from imsim.errors import InputError, listed, nearest

if TYPE_CHECKING:
    from rich.table import Table

    from imsim.sheets import Sheet

# Columns that a terminal has no room for: symbols are left out, sources follow the last column in brackets.
SYMBOL, SOURCE = "symbol", "source"
RIGHT = ("order", "default", "people", "departments", "benefit")


def describe_command(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="WHAT",
            help="schedule, equations, variables, parameters, programmes, events, keys, outcomes or scenarios",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="machine-readable on stdout")] = False,
) -> None:
    """What the model is made of: its schedule, equations, numbers, programmes; without WHAT, what there is."""
    from imsim.describe import TOPICS, claim_of

    if what is not None and what not in TOPICS:
        raise InputError(f'describe: no "{what}"{nearest(what, TOPICS)} ({listed(TOPICS)})')
    if as_json:
        data = {name: claim_of(rows) for name, rows in TOPICS.items()} if what is None else TOPICS[what]()
        typer.echo(json.dumps(data, indent=2))
        return
    from imsim import console
    from imsim.sheets import sheets

    screen = console.results()
    if what is None:
        for name, rows in TOPICS.items():
            console.say(screen, f"{name:<12}{claim_of(rows)}")
        return
    found = sheets(what)
    for place, sheet in enumerate(found):
        if len(found) > 1:
            if place:
                screen.print()
            console.say(screen, sheet.title, style="bold")
        screen.print(readable(sheet))


def readable(sheet: Sheet) -> Table:
    """A sheet as a plain table whose last column takes the room that is left and wraps."""
    from rich.table import Table
    from rich.text import Text

    table = Table(header_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    shown = [name for name in sheet.headings if name not in (SYMBOL, SOURCE)]
    for name in shown[:-1]:
        table.add_column(name, justify="right" if name in RIGHT else "left", no_wrap=True)
    table.add_column(shown[-1])
    for cells in sheet.cells:
        row = dict(zip(sheet.headings, cells, strict=True))
        if row.get(SOURCE, "-") != "-":
            row[shown[-1]] += f" [{row[SOURCE]}]"
        # Text, not markup: brackets and colons in names are to be seen.
        table.add_row(*(Text(row[name]) for name in shown))
    return table
