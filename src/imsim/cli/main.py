"""The command line: all commands by name; each is a function in a module of this room.

Everything heavy is imported inside the commands, so that help comes at once.
"""

from __future__ import annotations

from typing import Annotated

import typer

from imsim.cli.app import app_command
from imsim.cli.claims import claims_command
from imsim.cli.compare import compare_command, run_command
from imsim.cli.describe import describe_command
from imsim.cli.discover import discover_command
from imsim.cli.extra_words import NamesStrategies
from imsim.cli.fit import fit_command
from imsim.cli.folders import studies
from imsim.cli.importing import import_command
from imsim.cli.knockout import knockout_command
from imsim.cli.lessons import lessons_command
from imsim.cli.optimise import optimise_command
from imsim.cli.patterns import patterns_command
from imsim.cli.plausible import plausible_command
from imsim.cli.profit_chain import chain_command
from imsim.cli.repeat import repeat_command
from imsim.cli.replicate import replicate_command
from imsim.cli.report import report_command
from imsim.cli.scenarios import check_command, new_command, scenarios_command, schema_command, show_command
from imsim.cli.story import story_command
from imsim.cli.studies import export_command, sensitivity_command, sweep_command
from imsim.cli.usage_errors import BriefErrors
from imsim.cli.worth import worth_command

app = typer.Typer(
    name="imsim",
    cls=BriefErrors,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Which way of treating employees as internal customers serves the paying customer best, and at what cost?",
)

app.command("compare", cls=NamesStrategies)(compare_command)
app.command("run", cls=NamesStrategies)(run_command)
app.command("optimise")(optimise_command)
app.command("discover", cls=NamesStrategies)(discover_command)
app.command("worth")(worth_command)
app.command("plausible")(plausible_command)
app.command("fit")(fit_command)
app.command("story", cls=NamesStrategies)(story_command)
app.command("app")(app_command)
app.command("lessons")(lessons_command)
app.command("describe")(describe_command)
app.command("patterns")(patterns_command)
app.command("chain")(chain_command)
app.command("replicate")(replicate_command)
app.command("claims")(claims_command)
app.command("knockout")(knockout_command)
app.command("report")(report_command)
app.command("sweep", cls=NamesStrategies)(sweep_command)
app.command("sensitivity", cls=NamesStrategies)(sensitivity_command)
app.command("export")(export_command)
app.command("repeat")(repeat_command)
app.add_typer(studies, name="studies")
app.command("check")(check_command)
app.command("show")(show_command)
app.command("scenarios")(scenarios_command)
app.command("new")(new_command)
app.command("schema")(schema_command)
app.command("import")(import_command)


@app.callback(invoke_without_command=True)
def top(version: Annotated[bool, typer.Option("--version", help="print the version")] = False) -> None:
    """Options that stand before a command."""
    if version:
        import imsim

        typer.echo(f"imsim {imsim.__version__}")
        raise typer.Exit
