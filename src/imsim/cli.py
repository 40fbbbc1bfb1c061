"""The command line. Everything heavy is imported inside the commands, so that help comes at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from imsim.cli_app import app_command
from imsim.cli_compare import compare_command, run_command
from imsim.cli_describe import describe_command
from imsim.cli_options import Json, Set, Source
from imsim.cli_patterns import patterns_command
from imsim.cli_repeat import repeat_command
from imsim.cli_report import report_command
from imsim.cli_studies import export_command, sensitivity_command, sweep_command
from imsim.ending import ending
from imsim.errors import InputError

ORIGIN_WIDTH = 28

app = typer.Typer(
    name="imsim",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Which way of treating employees as internal customers serves the paying customer best, and at what cost?",
)


app.command("compare")(compare_command)
app.command("run")(run_command)
app.command("app")(app_command)
app.command("describe")(describe_command)
app.command("patterns")(patterns_command)
app.command("report")(report_command)
app.command("sweep")(sweep_command)
app.command("sensitivity")(sensitivity_command)
app.command("export")(export_command)
app.command("repeat")(repeat_command)


@app.callback(invoke_without_command=True)
def top(version: Annotated[bool, typer.Option("--version", help="print the version")] = False) -> None:
    """Options that stand before a command."""
    if version:
        import imsim

        typer.echo(f"imsim {imsim.__version__}")
        raise typer.Exit


@app.command("check")
def check_command(files: Annotated[list[str], typer.Argument(metavar="FILE...")], overrides: Set = None) -> None:
    """Is the file right? Nothing is run; exit code 0 or 2."""
    problems: list[str] = []
    for file in files:
        try:
            typer.echo(summary(file, overrides or ()))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)


def summary(file: str, overrides: Sequence[str]) -> str:
    """What a right file describes, in a line.

    Raises:
        InputError: it is not right; a line for every mistake.
    """
    from imsim.scenario import load

    scenario = load(file, overrides)
    setting, study = scenario.setting(), ""
    if scenario.table.study is not None:
        from imsim.studies.questions import tried

        try:
            found = tried(scenario)
        except InputError as error:
            raise InputError(f"{file}: {problem}" for problem in error.problems) from None
        study = f"; study: {found.study.kind}, {found.study.runs:,} runs" if found else ""
    organisation = setting.organisation
    return (
        f"{file}: all right: {organisation.posts} people in {len(organisation.departments)} departments, "
        f"{setting.market.rows} customers simulated, {len(scenario.table.strategies)} strategies{study}"
    )


@app.command("show")
def show_command(source: Source, overrides: Set = None) -> None:
    """All that a scenario says, and where each value comes from."""
    from imsim import console
    from imsim.checks import origin_of
    from imsim.scenario import load

    scenario = load(source, overrides or ())
    flat = dict(_flattened(scenario.table.model_dump(mode="json")))
    width = min(console.results().width - ORIGIN_WIDTH, 60, max(len(f"{key} = {value}") for key, value in flat.items()))
    for key, value in flat.items():
        origin = origin_of(key, scenario.origins, "default") if key in scenario.origins else "default"
        typer.echo(f"{f'{key} = {json.dumps(value)}':<{width}}  # {origin}")


@app.command("scenarios")
def scenarios_command(as_json: Json = False) -> None:
    """The built-in scenarios, one line each."""
    from imsim.scenario import builtin_names, load

    rows = [{"name": name, "title": load(name).table.title} for name in builtin_names()]
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        typer.echo(f"{row['name']:<24}{row['title']}")


@app.command("new")
def new_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="of the new scenario; writes NAME.toml here")],
    base: Annotated[
        str, typer.Option("--from", metavar="SCENARIO", help="built-in scenario to start from")
    ] = "service_firm",
) -> None:
    """Start a scenario of one's own from a built-in one."""
    from imsim.scenario import started_from

    path = started_from(name, base)
    typer.echo(f"{path} written; next: imsim check {path}, imsim compare {path}")


@app.command("schema")
def schema_command() -> None:
    """JSON Schema of a scenario file, for editors."""
    from imsim.schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=2))


@app.command("import")
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
    from imsim.importing import import_organisation

    report = import_organisation(
        nodes, edges, out, id=id_column, department=department, supervisor=supervisor, source=source, target=target,
        customer=customer, supplier=supplier, weight=weight, name=name,
        contact=[part.strip() for part in (contact or "").split(",") if part.strip()],
    )  # fmt: skip
    for line in report.lines():
        typer.echo(line)


def _flattened(tree: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for key, value in tree.items():
        if isinstance(value, dict) and value:
            rows += _flattened(value, f"{prefix}{key}.")
        else:
            rows.append((f"{prefix}{key}", value))
    return rows


def main() -> None:
    """Entry point: mistakes end in one message and an exit code, never in a traceback."""
    with ending():
        app()


if __name__ == "__main__":
    main()
