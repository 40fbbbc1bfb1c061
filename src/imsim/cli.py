"""The command line. Everything heavy is imported inside the commands, so that help comes at once."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from imsim.cli_describe import describe_command
from imsim.cli_patterns import patterns_command
from imsim.cli_studies import export_command, sensitivity_command, sweep_command
from imsim.errors import EngineLost, InputError, RunFailed, StudyConflict

if TYPE_CHECKING:
    from imsim.studies.compare import Question
    from imsim.studies.comparison import Comparison

app = typer.Typer(
    name="imsim",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Which way of treating employees as internal customers serves the paying customer best, and at what cost?",
)

Source = Annotated[str, typer.Argument(metavar="SCENARIO", help="a TOML file, or the name of a built-in scenario")]
Replicates = Annotated[int, typer.Option(min=1, max=1_000_000, help="runs of each strategy, paired by number")]
Weeks = Annotated[int | None, typer.Option(min=1, max=5200, help="length of a run (default: the scenario's)")]
Seed = Annotated[int, typer.Option(min=0, help="root of all chance")]
Jobs = Annotated[int | None, typer.Option(min=1, max=1024, help="processes (default: one a core)")]
Out = Annotated[Path | None, typer.Option(help="folder for manifest, tables and figures")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="lay a dotted key over the scenario")]
Json = Annotated[bool, typer.Option("--json", help="machine-readable on stdout")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="no progress bar")]
Budget = Annotated[
    float | None, typer.Option(min=0, max=1, help="yearly share of the wage bill; 0: strategies as written")
]


app.command("describe")(describe_command)
app.command("patterns")(patterns_command)
app.command("sweep")(sweep_command)
app.command("sensitivity")(sensitivity_command)
app.command("export")(export_command)


@app.callback(invoke_without_command=True)
def top(version: Annotated[bool, typer.Option("--version", help="print the version")] = False) -> None:
    """Options that stand before a command."""
    if version:
        import imsim

        typer.echo(f"imsim {imsim.__version__}")
        raise typer.Exit


@app.command("compare")
def compare_command(
    source: Source,
    strategies: Annotated[str | None, typer.Option(help="names, separated by commas (default: all)")] = None,
    reference: Annotated[str | None, typer.Option(help="strategy that differences are taken to")] = None,
    budget: Budget = None,
    replicates: Replicates = 30,
    weeks: Weeks = None,
    seed: Seed = 1,
    jobs: Jobs = None,
    out: Out = None,
    overrides: Set = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Strategies of a company side by side, under the same luck and at one budget."""
    from imsim.studies.compare import Question

    names = None if strategies is None else [name.strip() for name in strategies.split(",") if name.strip()]
    question = Question.asked(source, names, reference, replicates, weeks, seed, budget, overrides or ())
    comparison = _answered(question, jobs, quiet, out)
    if as_json:
        typer.echo(json.dumps(comparison.as_json(), indent=2))
        return
    from imsim import console

    screen = console.results()
    first, *rest = console.comparison_text(comparison)
    console.say(screen, comparison.scenario.table.title or comparison.scenario.name, style="bold")
    console.say(screen, first)
    screen.print()
    screen.print(console.comparison_table(comparison))
    for line in rest:
        console.say(screen, line)
    if out is not None:
        console.say(console.messages(), f"written to {out}; open {out / 'figures' / 'acsi.png'}")


@app.command("run")
def run_command(
    source: Source,
    strategy: Annotated[str, typer.Option(help="which one (default: the full plan)")] = "full_plan",
    budget: Budget = None,
    replicates: Replicates = 30,
    weeks: Weeks = None,
    seed: Seed = 1,
    jobs: Jobs = None,
    out: Out = None,
    overrides: Set = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """One strategy, replicated: every outcome with its interval, and its difference to doing nothing."""
    from imsim.studies.compare import Question

    question = Question.asked(source, [strategy], None, replicates, weeks, seed, budget, overrides or ())
    comparison = _answered(question, jobs, quiet, out)
    if as_json:
        typer.echo(json.dumps(comparison.as_json(), indent=2))
        return
    from imsim import console

    screen = console.results()
    console.say(screen, f"{comparison.scenario.table.title}: {comparison.scenario.label(strategy)}", style="bold")
    screen.print(console.outcomes_table(comparison, strategy))


@app.command("check")
def check_command(files: Annotated[list[str], typer.Argument(metavar="FILE...")], overrides: Set = None) -> None:
    """Is the file right? Nothing is run; exit code 0 or 2."""
    from imsim.scenario import load

    problems: list[str] = []
    for file in files:
        try:
            scenario = load(file, overrides or ())
            setting = scenario.setting()
        except InputError as error:
            problems.extend(error.problems)
        else:
            organisation = setting.organisation
            typer.echo(
                f"{file}: all right: {organisation.posts} people in {len(organisation.departments)} departments, "
                f"{setting.market.rows} customers simulated, {len(scenario.table.strategies)} strategies"
            )
    if problems:
        raise InputError(problems)


@app.command("show")
def show_command(source: Source, overrides: Set = None) -> None:
    """The scenario resolved, with the origin of every value that is not a default."""
    from imsim.checks import origin_of
    from imsim.scenario import load

    scenario = load(source, overrides or ())
    flat = dict(_flattened(scenario.table.model_dump(mode="json")))
    width = min(60, max(len(f"{key} = {value}") for key, value in flat.items()))
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
    """Own organisation -> scenario: says what it did with every oddity it met."""
    from imsim.importing import import_organisation

    report = import_organisation(
        nodes, edges, out, id=id_column, department=department, supervisor=supervisor, source=source, target=target,
        customer=customer, supplier=supplier, weight=weight, name=name,
        contact=[part.strip() for part in (contact or "").split(",") if part.strip()],
    )  # fmt: skip
    for line in report.lines():
        typer.echo(line)


def _answered(question: Question, jobs: int | None, quiet: bool, out: Path | None) -> Comparison:
    """Claim the folder, run, and leave the files."""
    from imsim import console
    from imsim.studies.compare import write
    from imsim.studies.runner import cores

    started = datetime.now(UTC)
    if out is not None:
        from imsim.studies.files import claim

        claim(out, question.key)
    with console.progress(len(question.strategies) * question.replicates, question.scenario.name, quiet) as done:
        comparison = question.answer(jobs or cores(), done)
    if out is not None:
        write(question, comparison, out, started)
    return comparison


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
    try:
        app(standalone_mode=True)
    except InputError as error:
        for problem in error.problems:
            typer.echo(f"imsim: {problem}", err=True)
        sys.exit(2)
    except RunFailed as error:
        typer.echo(f"imsim: {error}", err=True)
        sys.exit(1)
    except StudyConflict as error:
        typer.echo(f"imsim: {error}", err=True)
        sys.exit(3)
    except EngineLost as error:
        typer.echo(f"imsim: {error}", err=True)
        sys.exit(4)
    except KeyboardInterrupt:
        typer.echo("imsim: interrupted", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except MemoryError:
        typer.echo("imsim: out of memory; fewer --replicates or --jobs, or a smaller market", err=True)
        sys.exit(4)
    except OSError as error:
        typer.echo(f"imsim: {error.filename or ''}: {error.strerror or error}", err=True)
        sys.exit(4)


if __name__ == "__main__":
    main()
