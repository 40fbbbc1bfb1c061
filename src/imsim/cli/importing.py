"""`imsim import`: one's own organisation, from a staff list, and a table of ties where there is one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from imsim.scenarios.importing import ImportReport, Question

Answer = dict[str, object]


def import_command(
    nodes: Annotated[Path, typer.Argument(metavar="NODES", help="staff list: CSV, Excel, JSON, or a network file")],
    edges: Annotated[
        Path | None,
        typer.Argument(metavar="EDGES", help="who serves, writes to or asks whom; assumed where there is none"),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="new folder for the scenario and its tables")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would be imported, write nothing")] = False,
    id_column: Annotated[str | None, typer.Option("--id", help="column of NODES: who")] = None,
    department: Annotated[str | None, typer.Option(help="column of NODES: department")] = None,
    supervisor: Annotated[str | None, typer.Option(help="column of NODES: whom they report to")] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="ROLE=COLUMN", help="further columns of NODES: wage=Salary, level=Grade, left=none, ..."),
    ] = None,
    source: Annotated[str | None, typer.Option("--from", help="column of EDGES: who gives (internal supplier)")] = None,
    target: Annotated[
        str | None, typer.Option("--to", help="column of EDGES: who receives (internal customer)")
    ] = None,
    customer: Annotated[str | None, typer.Option(help="column of EDGES: internal customer")] = None,
    supplier: Annotated[str | None, typer.Option(help="column of EDGES: internal supplier")] = None,
    weight: Annotated[str | None, typer.Option(help='column of EDGES: how much; "none" counts rows')] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN=VALUE,...", help="rows that count: relation=advice, status!=left, wave=*"),
    ] = None,
    layer: Annotated[
        list[str] | None,
        typer.Option(metavar="LAYER=KIND,...", help="what kinds of ties are: talk=..., workflow=..., reporting=..."),
    ] = None,
    directed: Annotated[
        bool | None, typer.Option("--directed/--undirected", help="whether each tie goes one way or both ways")
    ] = None,
    decimal: Annotated[str | None, typer.Option(metavar="MARK", help='decimal mark of numbers: "." or ","')] = None,
    encoding: Annotated[str | None, typer.Option(help="of text files, e.g. cp1252, gb18030")] = None,
    contact: Annotated[str | None, typer.Option(metavar="DEPT,...", help="departments that meet customers")] = None,
    name: Annotated[str | None, typer.Option(help="of the scenario (default: the folder's)")] = None,
) -> None:
    """One's own organisation as a scenario. Says what it took for granted, and did with every oddity it met."""
    from imsim.engine.errors import InputError

    if out is None and not dry_run:
        raise InputError("--out: name a new folder for the scenario, or try with --dry-run first")
    options: Answer = {
        "id": id_column, "department": department, "supervisor": supervisor, "source": source, "target": target,
        "customer": customer, "supplier": supplier, "weight": weight, "name": name, "column": column or (),
        "where": where or (), "layer": layer or (), "directed": directed, "decimal": decimal, "encoding": encoding,
        "contact": [part.strip() for part in (contact or "").split(",") if part.strip()],
    }  # fmt: skip
    for line in conversation(nodes, edges, None if dry_run else out, options).lines():
        typer.echo(line)


def conversation(nodes: Path, edges: Path | None, out: Path | None, options: Answer) -> ImportReport:
    """Import, asking what has to be asked where somebody is there to answer."""
    from imsim.scenarios.importing import Question, import_organisation

    while True:
        try:
            return import_organisation(nodes, edges, out, **options)
        except Question as question:
            if not (sys.stdin.isatty() and sys.stderr.isatty()):
                raise
            options = options | answered(options, question)


def answered(options: Answer, question: Question) -> Answer:
    """Put a question to the user, and the reply into the option that it belongs to."""
    typer.echo(str(question), err=True)
    for number, answer in enumerate(question.answers, 1):
        typer.echo(f"  {number}  {answer}", err=True)
    reply = 0
    while not 0 < reply <= len(question.answers):
        reply = typer.prompt("number", type=int, default=1, err=True)
    chosen = question.answers[reply - 1]
    if question.key == "where":
        earlier = options["where"]
        assert isinstance(earlier, (list, tuple))
        return {"where": [*earlier, chosen]}
    return {question.key: chosen == "directed" if question.key == "directed" else chosen}
