"""Small parts of pages with text: headings, paragraphs, lists, tables. All texts are shown as text, never as markup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import solara
from solara.alias import rv


def linked(text: str) -> str:
    r"""A text of a file on one line.

    Example:
        >>> linked("one\n  two")
        'one two'
    """
    return " ".join(text.split())


def heading(level: int, text: str) -> None:
    """A heading."""
    rv.Html(tag=f"h{level}", children=[text])


def paragraph(text: str, name: str = "") -> None:
    """A paragraph."""
    rv.Html(tag="p", children=[text], class_=name)


def table(head: Sequence[str], rows: Sequence[Sequence[str]], name: str) -> None:
    """A table whose first row and first column are headings."""
    top = rv.Html(tag="tr", children=[heads(cell) for cell in head])
    lines = [
        rv.Html(
            tag="tr",
            children=[
                rv.Html(tag="th", children=[row[0]], attributes={"scope": "row"}),
                *(rv.Html(tag="td", children=[cell]) for cell in row[1:]),
            ],
        )
        for row in rows
    ]
    with rv.Html(tag="div", class_="imsim-table"):
        rv.Html(tag="table", class_=name, children=[top, *lines])


def heads(cell: str) -> Any:
    """The head of a column; a corner that says nothing heads nothing."""
    return rv.Html(tag="th", children=[cell], attributes={"scope": "col"}) if cell else rv.Html(tag="td")


@solara.component_vue("document.vue")
def Document() -> None:
    """Says the language of the page, lets it be enlarged, and be dark where the browser prefers that."""


@solara.component_vue("focus.vue")
def Focus() -> None:
    """Keeps the focus of the keyboard where it is when what had it is drawn anew, or gone."""


@solara.component_vue("arrived.vue")
def Arrived(text: str, block: str = "start") -> None:
    """A heading that is gone to when it appears: scrolled into sight (`block`: how, on wide screens), and focussed."""


@solara.component
def Lines(texts: Sequence[str]) -> None:
    """A list."""
    rv.Html(tag="ul", children=[rv.Html(tag="li", children=[text]) for text in texts], class_="imsim-lines")


@solara.component
def Said(text: str, source: str) -> None:
    """What somebody says, and who."""
    with rv.Html(tag="blockquote"):
        rv.Html(tag="p", children=[linked(text)])
        rv.Html(tag="cite", children=[linked(source)])
