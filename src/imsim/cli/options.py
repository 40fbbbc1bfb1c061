"""Options that several commands share: the same name and meaning everywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from imsim.engine.errors import InputError, Place, Problem
from imsim.scenarios.limits import MOST_WEEKS


def known_form(asked: str | None) -> str | None:
    """The form in which progress is told; None as people read it.

    Raises:
        InputError: there is none of this name.
    """
    if asked not in (None, "json"):
        raise InputError(Problem(Place("progress"), f'"{asked}"', "json is the only form for programs"))
    return asked


Source = Annotated[str, typer.Argument(metavar="SCENARIO", help="a TOML file, or the name of a built-in scenario")]
Strategy = Annotated[str | None, typer.Option(help="which one (default: the full plan)")]
Budget = Annotated[
    float | None, typer.Option(min=0, max=1, help="yearly share of the wage bill; 0: strategies as written")
]
Parameters = Annotated[
    str | None,
    typer.Option("--parameters", metavar="N|KEY,KEY...", help="so many of the widest uncertainties, or these"),
]
Samples = Annotated[int | None, typer.Option(min=1, help="size of the design")]
Outcome = Annotated[list[str] | None, typer.Option(metavar="NAME,...", help="what is recorded, or all")]
Known = Annotated[
    list[str] | None,
    typer.Option("--known", metavar="OUTCOME=LEVEL[:WITHIN]", help="of the firm as it is; in place of [known]"),
]
Plausible = Annotated[
    Path | None, typer.Option("--plausible", help="folder with plausible sets of the firm, instead of a search")
]
Unconditioned = Annotated[
    bool, typer.Option("--unconditioned", help="draw parameter sets as they come, firms unlike this one among them")
]
Weeks = Annotated[int | None, typer.Option(min=1, max=MOST_WEEKS, help="length of a run (default: the scenario's)")]
Seed = Annotated[int | None, typer.Option(min=0, help="root of all random numbers and of the design (default: 1)")]
Jobs = Annotated[int | None, typer.Option(min=1, max=1024, help="processes (default: one a core)")]
Scheduler = Annotated[str | None, typer.Option(metavar="ADDRESS", help="a Dask scheduler, like tcp://10.0.0.1:8786")]
Out = Annotated[
    Path | None, typer.Option(help="folder for manifest, tables and figures; a study can be resumed from it")
]
Resume = Annotated[bool, typer.Option("--resume", help="go on with the study in --out")]
Retry = Annotated[bool, typer.Option("--retry-failed", help="also run again what failed")]
ShardOption = Annotated[
    str | None,
    typer.Option("--shard", metavar="I/N", help="do only the I-th of N parts; imsim studies merge joins them"),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="say what would be run, how long and how large; run nothing")]
DryUnits = Annotated[
    bool, typer.Option("--dry-run", help="say how many business units would be simulated; run nothing")
]
Weekly = Annotated[bool, typer.Option("--weekly", help="also keep every week of every run")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="lay a dotted key over the scenario")]
Without = Annotated[
    list[str] | None,
    typer.Option("--without", metavar="MECHANISM,...", help="leave mechanisms out (imsim describe mechanisms)"),
]
Structures = Annotated[
    str | None,
    typer.Option(
        metavar="usual|all|NAME,...",
        help="also in other structures of the model, each in turn: rivals (performance=additive), mechanisms left out",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="machine-readable on stdout")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="no progress")]
ProgressForm = Annotated[
    str | None,
    typer.Option(
        "--progress", metavar="json", callback=known_form, help="one JSON object a line on stderr: done, total, seconds"
    ),
]


def laid_over(source: str, overrides: list[str] | None, without: list[str] | None) -> tuple[str, ...]:
    """What is laid over the scenario: keys, and mechanisms that are left out beside those that it leaves out itself.

    Raises:
        InputError: --without names no mechanism, or one that cannot be left out; the scenario cannot be used.
    """
    if without is None:
        return tuple(overrides or ())
    from imsim.scenarios.checks import wrong_to_leave_out
    from imsim.scenarios.scenario import load

    names = {name for text in without for name in parted(text) or ()}
    place = Place("without")
    if problems := [problem for name in sorted(names) for problem in wrong_to_leave_out(place, name)]:
        raise InputError(problems)
    if not names:
        raise InputError("--without: names no mechanism (list: imsim describe mechanisms)")
    known = load(source, overrides or ()).without
    return (*(overrides or ()), f"model.without={json.dumps(sorted(known | names))}")


def parted(names: str | None) -> list[str] | None:
    """Names separated by commas; None where nothing was said."""
    return None if names is None else [name.strip() for name in names.split(",") if name.strip()]
