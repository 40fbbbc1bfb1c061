"""Description of the model as tables of text, for the command line and the documents.

`python -m imsim.reporting.text_tables --write docs/scenarios.md` updates the tables between the markers of a document.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from imsim.reporting.describe import TOPICS, Row
from imsim.reporting.numbers import plain

MARKED = re.compile(r"(<!-- generated: (\w+)(?: ([\w ]+))? -->\n).*?(<!-- end -->)", re.DOTALL)


@dataclass(frozen=True)
class TextTable:
    """A table of text: title, column headings and cells."""

    title: str
    headings: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]


def text(value: object) -> str:
    """A cell: numbers short, nothing as a dash.

    Example:
        >>> text(0.30), text(2_000_000), text(None), text(["a", "b"])
        ('0.3', '2,000,000', '-', 'a, b')
    """
    if isinstance(value, list | tuple):
        return ", ".join(text(part) for part in value) or "-"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return plain(value)
    return "-" if value is None or value == "" else str(value)


def span(row: Row) -> str:
    """The range of a number; a dash where there is none.

    Example:
        >>> span({"low": 0, "high": 2.5}), span({"low": 0, "high": None})
        ('0 to 2.5', 'from 0')
    """
    if row["low"] is None:
        return "-"
    return f"from {text(row['low'])}" if row["high"] is None else f"{text(row['low'])} to {text(row['high'])}"


def text_table(title: str, headings: Sequence[str], rows: Iterable[Row]) -> TextTable:
    """A table of some keys of rows; the key `range` is made of `low` and `high`."""
    cells = (tuple(span(row) if key == "range" else text(row[key]) for key in headings) for row in rows)
    return TextTable(title, tuple(headings), tuple(cells))


SIMPLE = {
    "schedule": ("order", "phase", "mechanism", "process", "equations", "claim"),
    "evidence": ("change", "verdict", "fails", "passes"),
    "outcomes": ("name", "unit", "better", "span", "benefit", "claim"),
    "scenarios": ("name", "people", "departments", "description"),
}
GROUPED = {
    "equations": ("chapter", ("number", "function", "claim", "source")),
    "variables": ("entity", ("name", "symbol", "unit", "meaning", "mechanism")),
    "parameters": ("chapter", ("name", "symbol", "default", "range", "unit", "status", "source", "meaning")),
}


def text_tables(topic: str) -> list[TextTable]:
    """A topic as tables of text."""
    rows = TOPICS[topic]()
    if topic in SIMPLE:
        return [text_table(topic, SIMPLE[topic], rows)]
    if topic in GROUPED:
        key, headings = GROUPED[topic]
        return [text_table(title, headings, group) for title, group in groupby(rows, key=lambda row: str(row[key]))]
    if topic == "mechanisms":
        return [detail_table(row) for row in rows]
    return [text_table(group_title(row), ("name", "default", "range", "meaning"), row["levers"]) for row in rows]


def detail_table(row: Row) -> TextTable:
    """A mechanism: what it keeps, reads and gives, and what it rests on."""
    neutral = [f"{name} = {text(value)}" for name, value in row["neutral"].items()]
    cells = {
        "states": row["states"],
        "reads": row["reads"],
        "gives": row["gives"],
        "neutral value of what it gives": neutral,
        "statements of the sources": row["rows"],
        "equations": row["equations"],
        "rivals": row["rivals"],
        "evidence": row["evidence"],
        "left out": f"cannot be: {row['essential']}" if row["essential"] else "can be",
    }
    # Most claims open with the name as one would write it.
    claim = row["claim"].partition(": ")[2] or row["claim"]
    return TextTable(f"{row['name']}: {claim}", ("what", "names"), tuple((key, text(cells[key])) for key in cells))


def group_title(row: Row) -> str:
    """Title of a programme's or event's table: its kind, its claim, what a budget scales, its source."""
    scales = f" A budget scales {row['scales']}, up to {text(row['most'])}." if row.get("scales") else ""
    source = f" [{row['source']}]" if row["source"] != "-" else ""
    return f"{row['kind']}: {row['claim']}{scales}{source}"


# The model description


def markdown(table: TextTable) -> str:
    """A table in Markdown."""
    rows = [table.headings, tuple("---" for _ in table.headings), *table.cells]
    bar = "\\|"
    return "".join(f"| {' | '.join(cell.replace('|', bar) for cell in row)} |\n" for row in rows)


def generated(topic: str, title: str | None) -> str:
    """The table of a topic with this title, or all its tables under their titles."""
    match = text_tables(topic)
    if title is not None:
        return markdown({table.title: table for table in match}[title])
    if len(match) == 1:
        return markdown(match[0])
    return "\n".join(f"**{table.title}**\n\n{markdown(table)}" for table in match)


def filled(document: str) -> str:
    """A document with what stands between its markers made anew from the registries."""
    return MARKED.sub(lambda match: f"{match[1]}\n{generated(match[2], match[3])}\n{match[4]}", document)


def main(arguments: Sequence[str] | None = None) -> None:
    """Bring the generated tables of documents up to date."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--write", type=Path, nargs="+", required=True, metavar="FILE")
    for path in parser.parse_args(arguments).write:
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
