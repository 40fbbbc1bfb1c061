"""`imsim story`: one run told - who left and why, what a dip is made of, what the strategy changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from imsim.cli.options import Budget, Json, Seed, Set, Source, Strategy, Without, laid_over
from imsim.engine.errors import InputError, Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from imsim.reporting.chronicle.story import Story
    from imsim.studies.answer import Json as Shape

Employee = Annotated[str | None, typer.Option(metavar="ID|NAME", help="one employee's story, and why")]
Stretch = Annotated[str | None, typer.Option("--weeks", metavar="A:B", help="weeks A to B, and what changed over them")]
Told = Annotated[str | None, typer.Option("--outcome", metavar="NAME", help="what its change is made of")]
Against = Annotated[str | None, typer.Option(help="strategy of the run beside it (default: nothing)")]


def story_command(
    source: Source,
    strategy: Strategy = None,
    against: Against = None,
    employee: Employee = None,
    weeks: Stretch = None,
    outcome: Told = None,
    budget: Budget = None,
    seed: Seed = None,
    replicate: Annotated[int, typer.Option(min=0, help="number of the replicate")] = 0,
    overrides: Set = None,
    without: Without = None,
    as_json: Json = False,
) -> None:
    """One run told: who came and left and why, what a dip is made of, what the strategy changed."""
    from imsim.reporting.chronicle.story import told_run
    from imsim.reporting.terminal import screen
    from imsim.studies.requests import opened

    if employee is not None and outcome is not None:
        raise InputError("--outcome: is of no use with --employee")
    stretch = None if weeks is None else stretch_of(weeks)
    scenario = opened(source, None, budget, laid_over(source, overrides, without))
    story = told_run(scenario, strategy, against=against, seed=1 if seed is None else seed, replicate=replicate)
    if stretch is not None and stretch[1] > story.run.last:
        allowed = f"the run has weeks 0 to {story.run.last}"
        raise InputError(Problem(Place("weeks"), f'"{weeks}"', allowed))
    if as_json:
        screen.say_json(shape(story, employee, stretch, outcome))
        return
    stdout = screen.results()
    for line in lines(story, employee, stretch, outcome):
        screen.say(stdout, line)


def stretch_of(weeks: str) -> tuple[int, int]:
    """First and last week of a stretch as it was typed.

    Raises:
        InputError: it is none.
    """
    first, _, last = weeks.partition(":")
    if not (first.strip().isdecimal() and last.strip().isdecimal() and int(first) <= int(last)):
        allowed = "must be A:B, the first and last week of a stretch; how long a run is: --set time.weeks=N"
        raise InputError(Problem(Place("weeks"), f'"{weeks}"', allowed))
    return int(first), int(last)


def lines(story: Story, employee: str | None, weeks: tuple[int, int] | None, outcome: str | None) -> Iterator[str]:
    """What was asked for, line by line; the first screen where nothing was."""
    from imsim.reporting.chronicle import digest

    if employee is not None:
        yield from digest.of_employee(story, employee, weeks)
    elif weeks is not None:
        yield from digest.stretch(story, *weeks, outcome)
    elif outcome is not None:
        found = story.explain(outcome)
        yield from digest.stretch(story, found.first, found.last, outcome)
    else:
        yield from digest.digest(story)
        yield ""
        yield 'More: --weeks A:B, --outcome NAME, --employee "NAME", --json. How sure: imsim compare.'


def shape(story: Story, employee: str | None, weeks: tuple[int, int] | None, outcome: str | None) -> Shape:
    """The same for programs."""
    from imsim.reporting.chronicle.digest import with_digest

    if employee is not None:
        return story.employee(employee).as_json()
    told = with_digest(story)
    if weeks is not None or outcome is not None:
        found = story.explain(outcome or "acsi", *(weeks or ()))
        told["explanation"] = found.as_json() | {"text": story.told(found)}
    if weeks is not None:
        told["sentences"] = [one for one in told["sentences"] if weeks[0] <= one["week"] <= weeks[1]]
    return told
