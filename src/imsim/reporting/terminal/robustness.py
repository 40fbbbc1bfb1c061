"""Robustness analysis in the terminal: ranking, regret and switching factors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from imsim.reporting import structure_words as words
from imsim.reporting.intervals import Interval
from imsim.reporting.numbers import Money, Scale, count, money_of, number, percent, scale_of
from imsim.reporting.quantities import in_units, label_of, spelt_out, unit_of
from imsim.reporting.terminal import screen
from imsim.reporting.terminal.screen import listed
from imsim.reporting.terminal.structures import say_structures
from imsim.reporting.terminal.tables import PlainTable
from imsim.studies.answer import Json

if TYPE_CHECKING:
    from rich.table import Table

    from imsim.studies.robustness import Robustness

MOST_FACTORS = 6
SHARES = Scale(100.0, 0, "%", "%")


def show(robustness: Robustness) -> None:
    """Print ranking and switching factors on stdout, outcome by outcome."""
    answer = robustness.as_json()
    stdout, money = screen.results(), money_of(robustness.scenario)
    title = robustness.scenario.table.title or robustness.scenario.name
    sets = "plausible parameter set" if robustness.plausible else "parameter set as drawn"
    several = "" if robustness.plausible else "parameter sets as drawn"
    screen.say(stdout, f"{title}: {count(answer['worlds'], sets, several)}", style="bold")
    for outcome, row in answer["outcomes"].items():
        scale = scale_of_regret(outcome, row, money)
        stdout.print()
        screen.say(stdout, in_units(label_of(outcome), scale.unit), style="bold")
        stdout.print(ranking_table(robustness, row, scale))
        for line in switching_text(robustness, outcome, row, scale):
            screen.say(stdout, line)
        if clear_switching_factors(row):
            stdout.print(switching_table(robustness, row))
        if row["structures"]:
            leads = scale_of(unit_of(outcome), words.leads(row["structures"]), money)
            say_structures(row["structures"], robustness.scenario.label, leads, label_of(outcome))
    stdout.print()
    for line in reading_text(robustness):
        screen.say(stdout, line)


def scale_of_regret(outcome: str, row: Json, money: Money) -> Scale:
    """Scale of an outcome: gains have the digits of regret."""
    return scale_of(unit_of(outcome), (spanned(one, "regret") for one in row["strategies"]), money)


def spanned(row: Json, key: str) -> Interval:
    """A number of a row with its interval."""
    return {"mean": row[key], "low": row[f"{key}_low"], "high": row[f"{key}_high"]}


def share(row: Json, key: str) -> str:
    """A share of the parameter sets with its interval, in per cent."""
    return SHARES.within(spanned(row, key))


def rankings(robustness: Robustness) -> Iterator[tuple[str, PlainTable]]:
    """The ranking by each outcome."""
    for outcome, row in robustness.as_json()["outcomes"].items():
        scale = scale_of_regret(outcome, row, money_of(robustness.scenario))
        yield outcome, ranking_table(robustness, row, scale)


def ranking_table(robustness: Robustness, row: Json, scale: Scale) -> PlainTable:
    """Strategies, the one that is best most often first."""
    better = f"better than {robustness.scenario.label(robustness.results.strategies[0])}, % of sets"
    table = PlainTable(("strategy", "best in, % of sets", better, "gained", "regret"), first_out=("regret",))
    for one in row["strategies"]:
        best = SHARES.within({"mean": one["best"], "low": one["low"], "high": one["high"]})
        gained = scale.around(spanned(one, "gain"), signed=True)
        regret = scale.around(spanned(one, "regret"))
        table.add_row(robustness.scenario.label(one["strategy"]), best, share(one, "better"), gained, regret)
    return table


def switching_text(robustness: Robustness, outcome: str, row: Json, scale: Scale) -> list[str]:
    """Text on the lead of the best strategy, the share of noise in it, and whether anything switches it."""
    first, second = (listed([robustness.scenario.label(row[key])]) for key in ("first", "second"))
    ahead = row["first_ahead"]
    often = SHARES.within({"mean": ahead["share"], "low": ahead["low"], "high": ahead["high"]})
    lead = scale.around(robustness.lead(outcome).as_json())
    lines = [
        f"{first} is ahead of {second} in {often} % of the sets, on average by {lead} {scale.difference}".strip() + "."
    ]
    if row["noise_share"] is not None:
        lines.append(f"Monte-Carlo noise is {percent(row['noise_share'])} of what differs between sets in this lead.")
    if not clear_switching_factors(row):
        lines.append("No single uncertainty clearly moves it.")
    return lines


def clear_switching_factors(row: Json) -> list[Json]:
    """The uncertainties that move the lead by more than chance does."""
    return [factor for factor in row["turned_by"] if factor["clear"]]


def switching_table(robustness: Robustness, row: Json) -> Table:
    """What moves the lead of the best strategy, the strongest first."""
    first = robustness.scenario.label(row["first"])
    low, high, correlation = "where it is low, %", "where it is high, %", "correlation with the lead"
    table = PlainTable((f"what moves it: {first} is ahead", low, high, correlation), first_out=(correlation,))
    for factor in clear_switching_factors(row)[:MOST_FACTORS]:
        shares = (share(factor, "when_low"), share(factor, "when_high"))
        table.add_row(factor["parameter"], *shares, number(factor["correlation"], 2, signed=True))
    return table


def reading_text(robustness: Robustness) -> list[str]:
    """Text on how to read the tables."""
    results = robustness.results
    drawn = count(len(results.design.factors), "uncertain parameter")
    how = f"{drawn} drawn together (Latin hypercube)"
    if robustness.plausible:
        how = f"{drawn} drawn together or set to meet what is known"
    return [
        "best in, better in: share of the parameter sets, with its 95 % interval; gained: paired by set, on average, "
        "with intervals that hold jointly; regret: what is lost on average by choosing it instead of the best in each "
        "set; low, high: lowest and highest third of the parameter's range.",
        conditioning_text(robustness.plausible, money_of(robustness.scenario)),
        f"{how}, {count(results.replicates, 'replicate')} in each set, common random numbers for all strategies; "
        f"{count(results.runs, 'run')}, {count(results.weeks or 0, 'week')}.",
        *([words.NOTE] if robustness.others else []),
        *filter(None, [spelt_out(robustness.outcomes)]),
    ]


def conditioning_text(plausible: Json | None, money: Money) -> str:
    """Text on what the untreated firm is like in the sets, and on how many were rejected."""
    if not plausible:
        return (
            "Sets are as they were drawn: in many of them the untreated firm is unlike this one (without "
            "--unconditioned only those where it is like this one are taken)."
        )
    levels = []
    for row in plausible["known"]:
        within = {"mean": row["level"], "low": row["level"] - row["within"], "high": row["level"] + row["within"]}
        scale = scale_of(unit_of(row["outcome"]), [within], money)
        known = scale.number(row["level"])
        levels.append(f"{label_of(row['outcome'])} {scale.span(row['low'], row['high'])} {scale.unit} ({known})")
    return (
        f"Plausible: untreated, the firm in these sets is like this one (5 to 95 % of the sets, in brackets what is "
        f"known): {'; '.join(levels)}. {count(plausible['tried'], 'set was', 'sets were')} "
        f"tried, {plausible['rejected']:,} rejected; "
        f"effective number {number(plausible['effective'], 0)}."
    )
