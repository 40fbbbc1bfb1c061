"""Whether a choice stands in other structures of the model, in the terminal."""

from __future__ import annotations

from collections.abc import Callable

from imsim.reporting import structure_words as words
from imsim.reporting.numbers import DASH, Scale
from imsim.reporting.terminal import screen
from imsim.reporting.terminal.tables import PlainTable
from imsim.studies.answer import Json


def say_structures(content: Json, label: Callable[[str], str], scale: Scale, by: str) -> None:
    """Print the sentence, and a row for each structure: who is first, and the lead of the choice.

    Args:
        content: the choice and a row a structure.
        label: of a strategy.
        scale: of leads.
        by: what the choice is judged by.
    """
    stdout, (structure, first, like) = screen.results(), words.HEADS
    stdout.print()
    screen.say(stdout, words.verdict_text(content, label, scale, by))
    table = PlainTable((structure, first, f"lead of the choice, {scale.brief}", like), left=2, first_out=(like,))
    for row in content["rows"]:
        leader = label(row["first"]) if row["first"] else DASH
        table.add_row(row["structure"], leader, scale.within(words.lead(row)), words.like(row))
    stdout.print(table)
