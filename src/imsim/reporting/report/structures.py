"""Whether a choice stands in other structures of the model, on a page."""

from __future__ import annotations

from collections.abc import Callable

from imsim.reporting import numbers
from imsim.reporting import structure_words as words
from imsim.reporting.report.parts import DASH, Table, code, name, written
from imsim.reporting.report.values import Scale, shown
from imsim.studies.answer import Json


def structures(content: Json, label: Callable[[str], str], scale: numbers.Scale, by: str) -> tuple[str, Table]:
    """The sentence, and a table with a row for each structure.

    Args:
        content: the choice and a row a structure.
        label: of a strategy.
        scale: of leads.
        by: what the choice is judged by.
    """
    cells, (structure, first, like) = Scale.on_page(scale), words.HEADS
    rows = tuple(
        (code(row["structure"]), name(label(row["first"])) if row["first"] else DASH,
         cells.cell(words.lead(row), signed=True, faint=not row["clear"]), shown(row["like"], 0, 100.0))
        for row in content["rows"]
    )  # fmt: skip
    heads = (structure, first, written("lead of the choice<br><small>{}</small>", scale.difference), like)
    said = numbers.typeset(words.verdict_text(content, label, scale, by))
    return said, Table("The choice in other structures of the model", heads, rows, words.NOTE)
