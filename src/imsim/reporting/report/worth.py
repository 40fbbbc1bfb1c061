"""What would be worth knowing before a choice, on a page."""

from __future__ import annotations

from collections.abc import Callable

from imsim.reporting import worth_words as words
from imsim.reporting.numbers import Money, typeset
from imsim.reporting.report.parts import Section, Table, written
from imsim.reporting.report.values import Scale, shown
from imsim.studies.answer import Json


def worth_section(content: Json, label: Callable[[str], str], money: Money) -> Section:
    """What is regretted now, and what each survey, record or pilot would save of it."""
    scale = words.scale_in(content, money)
    cells = Scale.on_page(scale)
    rows = tuple(
        (words.thing(row, label), row["size"], cells.cell(words.saved(row), faint=not row["clear"]),
         words.price(row, money), shown(row["turns"], 0, 100.0), shown(row["left"], 0))
        for row in words.shown_rows(content)
    )  # fmt: skip
    heads = (
        "what is found out", "of whom", written("saves<br><small>{}</small>", scale.difference), "price",
        "turns the choice, %", "left",
    )  # fmt: skip
    said = tuple(typeset(line) for line in words.sentences(content, label, scale, money))
    tables = (Table("What each thing would save", heads, rows, words.NOTE),) if rows else ()
    return Section("What would be worth knowing", said, (), tables)
