"""Tables that a phone has no room for: marked, and with the headings in their cells, so that each row can be a card."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

# So many columns, one of them with a text so long, do not stand beside each other on a phone.
COLUMNS, LETTERS = 4, 30
# After the text in cells has been read, before it is written.
PRIORITY = 5


class Cards(Treeprocessor):
    """Marks wide tables of words; the style does the rest."""

    def run(self, root: Element) -> None:
        """All tables of a page."""
        for table in root.iter("table"):
            heads = ["".join(cell.itertext()).strip() for cell in table.iter("th")]
            rows = [list(row) for row in table.iter("tr") if row.find("td") is not None]
            longest = max((len("".join(cell.itertext())) for row in rows for cell in row), default=0)
            if len(heads) >= COLUMNS and longest > LETTERS:
                table.set("data-cards", "")
                for row in rows:
                    for head, cell in zip(heads, row, strict=False):
                        cell.set("data-head", head)


class WideTables(Extension):
    """For MkDocs, which takes extensions."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Called by Python-Markdown."""
        md.treeprocessors.register(Cards(md), "cards", PRIORITY)


def wide_tables(config: Any) -> None:
    """Have tables marked on all pages."""
    config.markdown_extensions.append(WideTables())


__all__ = ["wide_tables"]
