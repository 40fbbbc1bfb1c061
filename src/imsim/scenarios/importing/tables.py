"""Tables that somebody else wrote, CSV in any of its dialects or GraphML, read as columns of text."""

from __future__ import annotations

import codecs
import difflib
import io
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal
from xml.parsers import expat

import networkx as nx
import numpy as np
import pandas as pd

from imsim.engine.errors import InputError, listed
from imsim.engine.sanitising import printable

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
EXAMPLES = 3
HEADING = 100_000
LOOKED_THROUGH = 5000
MOST_COLUMNS = 1000
# Bytes of a file; reading takes five times as much.
LARGEST_TABLE = 256 << 20
# GraphML takes fifty times as long as CSV: this many a few seconds.
MOST_ELEMENTS = 200_000
Part = Literal["nodes", "edges"]
Cases = Sequence[object] | pd.Series | pd.Index | np.ndarray


@dataclass
class Remarks:
    """What an import took for granted and what it found odd, so that nothing happens silently."""

    choices: list[str] = field(default_factory=list)
    oddities: list[str] = field(default_factory=list)

    def add(self, what: str, found: Cases, others: Cases | None = None, *, count: int | None = None) -> None:
        """Name an oddity, how often it occurs and the first few cases; nothing found, nothing said.

        Args:
            what: is odd.
            found: the cases.
            others: the other end of each case, where it is a link from one to another.
            count: how often, where that is not the number of cases.
        """
        if len(found):
            cases = found if others is None else (f"{one} -> {other}" for one, other in zip(found, others, strict=True))
            distinct = dict.fromkeys(shown(case) for case in islice(cases, LOOKED_THROUGH))
            number = len(found) if count is None else count
            self.oddities.append(f"{what} ({number:,}): {listed(distinct, EXAMPLES)}")


@dataclass(frozen=True)
class TextTable:
    """Rows of text under named columns.

    Args:
        path: where they came from.
        frame: one column of strings each; an absent value is an empty string.
        decimal: what separates the decimals of its numbers.
    """

    path: Path
    frame: pd.DataFrame
    decimal: str = "."

    @property
    def name(self) -> str:
        """Name of the file, for messages."""
        return shown(self.path.name)

    def column(
        self, option: str, asked: str | None, guesses: Sequence[str], remarks: Remarks, meaning: str
    ) -> str | None:
        """The column a user asked for, or the first of the usual names that is there, or None.

        Raises:
            InputError: there is no column of the name asked for, or more than one.
        """
        if asked is not None:
            if asked not in self.frame.columns:
                raise self.missing(f'{option} {asked}: no column "{asked}"', asked)
            found, how = asked, ""
        else:
            small = {name.casefold(): name for name in reversed(self.frame.columns)}
            match = next((small[guess] for guess in guesses if guess in small), None)
            if match is None:
                return None
            found, how = match, " (guessed)"
        if list(self.frame.columns).count(found) > 1:
            raise InputError(f'{self.path}: has more than one column "{shown(found)}"')
        remarks.choices.append(f'{self.name}: {meaning} from column "{shown(found)}"{how}')
        return found

    def needed(self, option: str, asked: str | None, guesses: Sequence[str], remarks: Remarks, meaning: str) -> str:
        """A column that has to be there, see `column`."""
        found = self.column(option, asked, guesses, remarks, meaning)
        if found is None:
            raise self.missing(f"no column called {' or '.join(guesses)}, name it with {option}", guesses[0])
        return found

    def missing(self, problem: str, wanted: str) -> InputError:
        """One line on a column that is not there: the file, what was looked for, what was found, what comes nearest."""
        small = {name.casefold(): name for name in self.frame.columns}
        close = difflib.get_close_matches(wanted.casefold(), small, n=1)
        hint = f'; did you mean "{shown(small[close[0]])}"?' if close else ""
        return InputError(f"{self.path}: {problem} (found: {listed(map(shown, self.frame.columns), 20)}){hint}")


def read_text_table(path: Path, part: Part, remarks: Remarks) -> TextTable:
    """Read a CSV file, or the nodes or edges of a GraphML file.

    Raises:
        InputError: one line on why the file is no such table.
    """
    raw = content(path)
    table = (
        graph_table(path, raw, part, remarks) if path.suffix.casefold() == ".graphml" else csv_table(path, raw, remarks)
    )
    if table.frame.empty:
        raise InputError(f"{path}: has no rows of {part}")
    return table


def content(path: Path) -> bytes:
    """The bytes of a regular file that is not empty."""
    try:
        if path.is_dir():
            raise InputError(f"{path}: is a folder; give a CSV or GraphML file")
        if not path.is_file():
            raise InputError(f"{path}: no such file")
        if path.stat().st_size > LARGEST_TABLE:
            raise InputError(f"{path}: is larger than {LARGEST_TABLE >> 20} MiB; leave out columns that are not needed")
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    if not raw.strip():
        raise InputError(f"{path}: is empty")
    return raw


def csv_table(path: Path, raw: bytes, remarks: Remarks) -> TextTable:
    """A CSV file with a heading, delimited by whatever its heading has most of."""
    encoding = encoding_of(path, raw, remarks)
    heading = io.TextIOWrapper(io.BytesIO(raw), encoding, newline="").read(HEADING)
    delimiter = delimiter_of(heading)
    if (columns := heading.split("\n", 1)[0].count(delimiter)) > MOST_COLUMNS:
        raise InputError(f"{path}: has more than {columns:,} columns; at most {MOST_COLUMNS:,} are read")
    if delimiter != ",":
        remarks.choices.append(f"{path.name}: columns are separated by {DELIMITERS[delimiter]}")
    try:
        # The heading is read as a row, so that pandas leaves its names alone and measures all other rows by it.
        # Bytes, since pandas takes quadratic time over a StringIO that is not plain ASCII.
        rows = pd.read_csv(
            io.BytesIO(raw),
            encoding=encoding,
            sep=delimiter,
            header=None,
            dtype=str,
            keep_default_na=False,
            skipinitialspace=True,
        ).fillna("")
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        plain = printable(str(error).removeprefix("Error tokenizing data. C error: ").strip())
        raise InputError(f"{path}: cannot be read as CSV: {plain}") from None
    frame = rows.iloc[1:].reset_index(drop=True)
    frame.columns = pd.Index(rows.iloc[0].str.strip())
    return TextTable(path, frame, "," if delimiter == ";" else ".")


def encoding_of(path: Path, raw: bytes, remarks: Remarks) -> str:
    """What all of a file is in: UTF-8, UTF-16 with its mark, or else the encoding Windows gives exported tables."""
    try:
        if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            if "\0" not in raw.decode("utf-16"):
                return "utf-16"
        elif b"\0" not in raw:
            try:
                raw.decode("utf-8-sig")
                return "utf-8-sig"
            except UnicodeDecodeError:
                raw.decode("cp1252")
                remarks.oddities.append(f"{path.name} is not UTF-8, read as Windows-1252: check names with accents")
                return "cp1252"
    except UnicodeDecodeError:
        pass
    raise InputError(f"{path}: is not a text file; save the table as CSV")


def delimiter_of(text: str) -> str:
    """What separates the columns of a heading, outside quotation marks.

    Example:
        >>> delimiter_of('"name, first";id;dept')
        ';'
    """
    bare = re.sub(r'"[^"]*"', "", text[:HEADING]).lstrip("\r\n")
    heading = re.split(r"[\r\n]", bare, maxsplit=1)[0]
    return max(DELIMITERS, key=heading.count)


def graph_table(path: Path, raw: bytes, part: Part, remarks: Remarks) -> TextTable:
    """Nodes (id and attributes) or edges (source, target and attributes) of a GraphML file."""
    check_prolog(path, raw)
    if (elements := raw.count(b"<") - raw.count(b"</")) > MOST_ELEMENTS:
        raise InputError(
            f"{path}: has {elements:,} elements, at most {MOST_ELEMENTS:,} are read from GraphML: "
            "save its nodes and its edges as two CSV files"
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            graph = nx.read_graphml(io.BytesIO(raw))
    except KeyError as error:
        raise InputError(f"{path}: cannot be read as GraphML: {error} is not what is expected there") from None
    except (SyntaxError, nx.NetworkXException, LookupError, ValueError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: cannot be read as GraphML: {error}") from None
    if part == "nodes":
        rows = [{"id": node} | attributes | {"id": node} for node, attributes in graph.nodes(data=True)]
    else:
        ends = [(one, other, attributes) for one, other, attributes in graph.edges(data=True)]
        if not graph.is_directed():
            remarks.choices.append(f"{path.name}: edges have no direction, so each serves both ways")
            ends += [(other, one, attributes) for one, other, attributes in ends if one != other]
        rows = [
            {"source": one, "target": other} | attributes | {"source": one, "target": other}
            for one, other, attributes in ends
        ]
    return TextTable(path, pd.DataFrame(rows).fillna("").astype(str))


class _RootReached(Exception):
    """The root element begins: nothing dangerous can be declared any more."""


def check_prolog(path: Path, raw: bytes) -> None:
    """Refuse document types: entities declared there could blow up memory or name other files."""

    def refuse(*_: object) -> None:
        raise InputError(f"{path}: declares a DOCTYPE, which GraphML does not need; remove it")

    def stop(*_: object) -> None:
        raise _RootReached

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        parser.Parse(raw, True)
    except _RootReached:
        pass
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise InputError(f"{path}: cannot be read as GraphML: {printable(str(error))}") from None


def shown(value: object, longest: int = 40) -> str:
    """Somebody else's text for a message: printable, not too long, visible even when it is empty."""
    text = printable(str(value))
    return (text if len(text) <= longest else f"{text[: longest - 3]}...") or '""'
