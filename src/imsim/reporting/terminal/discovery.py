"""Scenario discovery in the terminal: where strategies lose, as sentences, beside what shuffled labels would give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imsim.reporting.numbers import count, percent
from imsim.reporting.quantities import label_of, spelt_out
from imsim.reporting.terminal import screen
from imsim.studies.boxes import LEVEL, MOST_PARAMETERS
from imsim.studies.discovery import ENOUGH

if TYPE_CHECKING:
    from imsim.studies.discovery import Discovery, Failure


def show(found: Discovery) -> None:
    """Print where strategies lose on stdout."""
    stdout, scenario = screen.results(), found.scenario
    title, against = scenario.table.title or scenario.name, scenario.label(found.against)
    sets = count(found.sets, "parameter set")
    screen.say(stdout, f"{title}: where strategies lose against {against}, {sets}", style="bold")
    for outcome in dict.fromkeys(row.outcome for row in found.failures):
        stdout.print()
        screen.say(stdout, label_of(outcome), style="bold")
        for row in found.failures:
            if row.outcome == outcome:
                screen.say(stdout, failure_text(found, row))
    stdout.print()
    screen.say(
        stdout,
        f"Boxes are judged on sets that they were not found on. chance: share of shuffled labels that give as good a "
        f"box; above {percent(LEVEL)} none is told. At most {MOST_PARAMETERS} parameters are looked at: those that "
        "differ most between sets in which a strategy loses and others.",
    )
    if found.sets < ENOUGH:
        screen.say(
            stdout, f"{found.sets} sets show only what is very clear; a box that is there needs {ENOUGH} or more."
        )
    if line := spelt_out(row.outcome for row in found.failures):
        screen.say(stdout, line)


def failure_text(found: Discovery, row: Failure) -> str:
    """Sentence on one strategy by one outcome."""
    label, share = found.scenario.label(row.strategy), row.fails
    often = f"{percent(share.share)} of the sets [{percent(share.low)} to {percent(share.high)}]"
    if row.box is None:
        return f"{label}: loses in {often}; too {'seldom' if share.share < 0.5 else 'often'} to ask where."
    if not row.box.real:
        return (
            f"{label}: loses in {often}; no box that shuffled labels do not match (chance {percent(row.box.chance)})."
        )
    where = " and ".join(map(str, row.box.bounds))
    return (
        f"{label}: loses in {often}; where {where}: in {percent(row.box.density)} of them, which is "
        f"{percent(row.box.coverage)} of all its losses (chance {percent(row.box.chance)})."
    )
