"""What a person reads of a comparison in many worlds: who is best, what a wrong choice costs, what turns it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imsim.outcomes import OUTCOMES
from imsim.reporting.terminal import screen as console
from imsim.reporting.terminal.screen import PlainTable, number
from imsim.studies.intervals import Share

if TYPE_CHECKING:
    from rich.table import Table

    from imsim.studies.robustness import Robustness

MOST_TURNS = 6


def show(found: Robustness) -> None:
    """Strategies under uncertainty on stdout, an outcome after the other."""
    screen, results = console.results(), found.results
    title = found.scenario.table.title or found.scenario.name
    console.say(screen, f"{title}: {results.design.points:,} worlds that may be true", style="bold")
    for outcome in results.final:
        screen.print()
        console.say(screen, f"{OUTCOMES[outcome].label} ({OUTCOMES[outcome].unit})", style="bold")
        screen.print(ranking_table(found, outcome))
        for line in turning_text(found, outcome):
            console.say(screen, line)
        if found.clear_switching_factors(outcome):
            screen.print(switching_table(found, outcome))
    screen.print()
    for line in reading_text(found):
        console.say(screen, line)


def share(value: Share) -> str:
    """A share and its interval.

    Example:
        >>> from imsim.studies.intervals import Share
        >>> share(Share(0.5, 0.404, 0.596))
        '50 % [40, 60]'
    """
    return f"{value.share:.0%}".replace("%", " %") + f" [{100 * value.low:.0f}, {100 * value.high:.0f}]"


def ranking_table(found: Robustness, outcome: str) -> Table:
    """Strategies, the one that is best most often first."""
    table = PlainTable(("strategy", "best in", "mean", "regret"))
    for one in found.ranking(outcome):
        mean, regret = (
            number(value, (high - low) / 2)
            for value, low, high in (
                (one.mean, one.mean_low, one.mean_high),
                (one.regret, one.regret_low, one.regret_high),
            )
        )
        table.add_row(found.scenario.label(one.strategy), share(Share(one.best, one.low, one.high)), mean, regret)
    return table


def turning_text(found: Robustness, outcome: str) -> list[str]:
    """How far ahead the best strategy is, how much of that is luck, and whether anything turns it."""
    first, second = map(found.scenario.label, found.leaders(outcome))
    gain = found.lead(outcome)
    half, luck = (gain.high - gain.low) / 2, found.noise(outcome)
    lines = [
        f"{first} is ahead of {second} in {share(found.ahead(outcome))} of the worlds, on average by "
        f"{number(gain.mean, half)}."
    ]
    if luck:
        lines.append(f"Luck is {luck.share:.0%} of what differs between worlds in this lead.".replace("%", " %"))
    if not found.clear_switching_factors(outcome):
        lines.append("No single uncertainty clearly moves it.")
    return lines


def switching_table(found: Robustness, outcome: str) -> Table:
    """What moves the lead of the best strategy, the strongest first."""
    first = found.scenario.label(found.leaders(outcome)[0])
    table = PlainTable(
        (f"what moves it: {first} is ahead", "where it is low", "where it is high", "correlation with the lead")
    )
    for turn in found.clear_switching_factors(outcome)[:MOST_TURNS]:
        low = Share(turn.when_low, turn.when_low_low, turn.when_low_high)
        high = Share(turn.when_high, turn.when_high_low, turn.when_high_high)
        table.add_row(turn.parameter, share(low), share(high), f"{turn.correlation:+.2f}")
    return table


def reading_text(found: Robustness) -> list[str]:
    """How to read the tables."""
    results = found.results
    return [
        "best in: share of worlds, with 95 % interval; regret: what is lost on average by choosing it instead of the "
        "best of each world; low, high: lowest and highest third of the parameter's range.",
        f"{len(results.design.factors)} uncertain parameters drawn together (Latin hypercube), {results.replicates} "
        f"replicates in each world, the same luck for all strategies; {results.runs:,} runs, {results.weeks} weeks.",
    ]
