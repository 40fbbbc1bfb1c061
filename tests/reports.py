"""What a report says, read back from its HTML."""

from __future__ import annotations

import csv
import json
from html.parser import HTMLParser

import pandas as pd

# Elements whose text is not said of the results: drawings, files shown as they are, names that others gave.
TOLD = "sentence of a story"
SILENT = {"svg", "style", "pre", "code", "bdi", "title", "details", TOLD}
VOID = {"meta", "br", "img", "link", "wbr"}


class Said(HTMLParser):
    """Numbers and words of a page.

    Attributes:
        numbers: (exact value, text shown, title of the section) of each number.
        texts: (tag, text outside numbers and silent elements) of each paragraph and cell.
        told: sentences of a story.
        tags: every element with its attributes.
    """

    def __init__(self):
        super().__init__()
        self.numbers, self.texts, self.told, self.tags = [], [], [], []
        self._open, self._value, self._section = [], None, ""

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self._open.append(tag)
        if tag == "h2":
            self._section = ""
        if tag in ("p", "td"):
            self.texts.append((tag, ""))
        if dict(attributes).get("class") == "told":
            self._open[-1] = TOLD
            self.told.append("")
        if tag == "data":
            self._value = float(dict(attributes)["value"])

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self._open.pop() in (tag, TOLD)
        if tag == "data":
            self._value = None

    def handle_data(self, text):
        if TOLD in self._open:
            self.told[-1] += text
        if SILENT & set(self._open):
            return
        if self._value is not None:
            self.numbers.append((self._value, text, self._section))
        elif self._open and self._open[-1] == "h2":
            self._section += text
        elif self.texts and {"p", "td"} & set(self._open):
            tag, before = self.texts[-1]
            self.texts[-1] = (tag, before + text)


def read(html):
    """What a page says."""
    said = Said()
    said.feed(html)
    said.close()
    return said


def numbers_in(thing):
    """All numbers of a nested structure; counts of its lists too."""
    if isinstance(thing, dict):
        for value in thing.values():
            yield from numbers_in(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from numbers_in(value)
    elif isinstance(thing, int | float):
        yield float(thing)


def numbers_of(folder):
    """Every number that stands in a table of a study's folder."""
    found = set()
    for path in folder.glob("*.json"):
        found |= set(numbers_in(json.loads(path.read_text(encoding="utf-8"))))
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as handle:
            for row in csv.reader(handle):
                found |= {number for cell in row if (number := as_number(cell)) is not None}
    for path in folder.glob("runs.parquet"):
        table = pd.read_parquet(path).select_dtypes("number")
        found |= set(table.to_numpy(dtype=float).ravel().tolist())
    return found


def as_number(text):
    """A cell as a number, or None."""
    try:
        return float(text)
    except ValueError:
        return None
