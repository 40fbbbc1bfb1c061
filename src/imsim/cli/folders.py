"""`imsim studies`: which studies there are, parts merged into a whole, what differs between two."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from imsim.cli.options import Json

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="folder of a study")]


class ListByDefault(TyperGroup):
    """A group whose command is `list` where none is named."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `list` before what is no command."""
        if not args or (args[0] not in self.commands and args[0] != "--help"):
            args = ["list", *args]
        return super().parse_args(ctx, args)


studies = typer.Typer(cls=ListByDefault, rich_markup_mode=None, help="Studies in folders: list, merge, diff.")


@studies.command("list")
def list_command(
    folders: Annotated[
        list[Path] | None, typer.Argument(metavar="DIR...", help="where to look, and below (default: here)")
    ] = None,
    as_json: Json = False,
) -> None:
    """Studies in folders and below: kind, scenario, size, and how far. What is meant where no command is named."""
    from imsim.reporting.terminal import folders as shown
    from imsim.reporting.terminal import screen
    from imsim.studies.listing import studies_in

    found = studies_in(folders or [Path()])
    if as_json:
        screen.say_json({"studies": [one.as_json() for one in found]})
    else:
        shown.show_list(found)


@studies.command("merge")
def merge_command(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR DIR...", help="shards or parts of one study")],
    out: Annotated[Path, typer.Option(help="new folder for the whole")],
) -> None:
    """Merge shards, or replicates, strategies or samples of one study. Exit code 1 if runs are missing or failed."""
    from imsim.reporting.artefacts import write_figures
    from imsim.reporting.terminal import screen
    from imsim.scenarios.counts import count
    from imsim.studies.merging import merge

    found = merge(folders, out, write_figures)
    runs = found.done + found.failed
    if not found.complete:
        whole = count(found.study.runs, "run")
        left = f"{runs:,} of {whole} are in {out}; its command with --resume does the others"
        screen.say(screen.messages(), left)
        raise typer.Exit(1)
    screen.say(screen.messages(), f"{'all ' if runs > 1 else ''}{count(runs, 'run')}; written to {out}")


@studies.command("diff")
def diff_command(one: Folder, other: Folder, as_json: Json = False) -> None:
    """What two studies differ in: request, source, numbers. Exit code 0 if in nothing, 1 if they do."""
    from imsim.reporting.terminal import folders as shown
    from imsim.reporting.terminal import screen
    from imsim.studies.study_diff import diff

    found = diff(one, other)
    if as_json:
        screen.say_json(found.as_json())
    else:
        for line in shown.diff_lines(found):
            screen.say(screen.results(), line)
    if not found.same:
        raise typer.Exit(1)
