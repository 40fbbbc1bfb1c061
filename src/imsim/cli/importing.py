"""`imsim import`: one's own organisation, from a table of employees and one of ties."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def import_command(
    nodes: Annotated[Path, typer.Argument(metavar="NODES", help="employees: CSV, or GraphML")],
    edges: Annotated[
        Path, typer.Argument(metavar="EDGES", help="who serves or writes to whom: CSV, or the same GraphML")
    ],
    out: Annotated[Path, typer.Option(help="new folder for the scenario and its tables")],
    id_column: Annotated[str | None, typer.Option("--id", help="column of NODES: who")] = None,
    department: Annotated[str | None, typer.Option(help="column of NODES: department")] = None,
    supervisor: Annotated[str | None, typer.Option(help="column of NODES: whom they report to")] = None,
    source: Annotated[str | None, typer.Option("--from", help="column of EDGES: who gives (internal supplier)")] = None,
    target: Annotated[
        str | None, typer.Option("--to", help="column of EDGES: who receives (internal customer)")
    ] = None,
    customer: Annotated[str | None, typer.Option(help="column of EDGES: internal customer")] = None,
    supplier: Annotated[str | None, typer.Option(help="column of EDGES: internal supplier")] = None,
    weight: Annotated[str | None, typer.Option(help="column of EDGES: how much")] = None,
    contact: Annotated[str | None, typer.Option(metavar="DEPT,...", help="departments that meet customers")] = None,
    name: Annotated[str | None, typer.Option(help="of the scenario (default: the folder's)")] = None,
) -> None:
    """One's own organisation as a scenario. Says what it did with every oddity it met."""
    from imsim.scenarios.importing import import_organisation

    report = import_organisation(
        nodes, edges, out, id=id_column, department=department, supervisor=supervisor, source=source, target=target,
        customer=customer, supplier=supplier, weight=weight, name=name,
        contact=[part.strip() for part in (contact or "").split(",") if part.strip()],
    )  # fmt: skip
    for line in report.lines():
        typer.echo(line)
