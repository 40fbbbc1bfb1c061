"""What would be worth knowing, in the terminal."""

from __future__ import annotations

from collections.abc import Callable

from imsim.reporting import worth_words as words
from imsim.reporting.numbers import Money, Scale, number, percent
from imsim.reporting.quantities import spelt_out
from imsim.reporting.structure_words import plan_label
from imsim.reporting.terminal import screen
from imsim.reporting.terminal.tables import PlainTable
from imsim.scenarios.scenario import Scenario
from imsim.studies.answer import Json


def show(scenario: Scenario, content: Json) -> None:
    """Print what would be worth knowing on stdout."""
    # The unit of `imsim.worth` and of --json, so that numbers can be found again.
    money, label = Money(scenario.table.economy.currency, 1.0), label_in(scenario)
    scale, stdout = words.scale_in(content, money), screen.results()
    title = scenario.table.title or scenario.name
    screen.say(stdout, f"{title}: what would be worth knowing", style="bold")
    for line in words.sentences(content, label, scale, money):
        screen.say(stdout, line)
    if words.shown_rows(content):
        stdout.print()
        stdout.print(worth_table(content, label, scale, money))
        screen.say(stdout, words.NOTE)
    if line := spelt_out([content["goal"], *(row["outcome"] for row in words.shown_rows(content))]):
        screen.say(stdout, line)


def label_in(scenario: Scenario) -> Callable[[str], str]:
    """What strategies are called, plans of a search among them."""
    return lambda name: scenario.label(name) if name in scenario.table.strategies else plan_label(name)


def worth_table(content: Json, label: Callable[[str], str], scale: Scale, money: Money) -> PlainTable:
    """A row for each thing, the most worth first."""
    heads = ("what is found out", "of whom", f"saves, {scale.brief}", "price", "turns the choice, %", "left")
    table = PlainTable(heads, left=2, first_out=("left", "turns the choice, %", "of whom"))
    for row in words.shown_rows(content):
        table.add_row(
            words.thing(row, label), row["size"], scale.within(words.saved(row)), words.price(row, money),
            percent(row["turns"]).removesuffix(" %"), number(row["left"], 0),
        )  # fmt: skip
    return table
