"""The one reader of tables from outside: what a file holds is recognised by its content, not by its name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from imsim.engine.errors import InputError
from imsim.scenarios.loading import path_of
from imsim.scenarios.tables.encodings import encoding_of
from imsim.scenarios.tables.graphs import graph_of, tables_of
from imsim.scenarios.tables.markup import MOST_ELEMENTS
from imsim.scenarios.tables.remarks import Remarks
from imsim.scenarios.tables.spreadsheets import sheets
from imsim.scenarios.tables.table import TextTable, text, text_frame
from imsim.scenarios.tables.text import text_table

# Bytes of a file; reading takes five times as much.
LARGEST_TABLE = 256 << 20
LARGEST_JSON = 32 << 20
HEAD = 4096


@dataclass(frozen=True)
class Contents:
    """What a source holds: tables (the sheets of a workbook, or one), and edges where it is a network."""

    tables: tuple[TextTable, ...]
    edges: TextTable | None = None


# What the first letters of a file tell; bytes since old formats are no text.
FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook, or one with a password; save it as .xlsx without one, or as CSV"),
    (b"\x1f\x8b", "compressed; unpack it first"),
    (b"PAR1", "a Parquet file; read it with pandas and give the frame to imsim.scenarios.importing, or save it as CSV"),
    (b"%PDF", "a PDF document; save the table as CSV"),
    (b"SQLite format 3", "a database; export the table as CSV"),
    (b"$FL2", "an SPSS file; save the table as CSV"),
    (b"<stata_dta>", "a Stata file; save the table as CSV"),
    (b"RDX", "an R data file; write.csv() the table"),
)
ROOTS = {"graphml": "GraphML", "gexf": "GEXF"}
TEXTS = (
    ("GML", re.compile(r"(?:\s*(?:Creator|Version|comment|label)\b.*\n|\s*#.*\n|\s+)*graph\s*\[", re.IGNORECASE)),
    ("Pajek", re.compile(r"(?:\s*%.*\n|\s+)*\*(network|vertices)\b", re.IGNORECASE)),
    ("UCINET DL", re.compile(r"\s*dl\b[\s,]*\w+\s*=", re.IGNORECASE)),
)  # fmt: skip


def read_contents(source: object, name: str, encoding: str | None, remarks: Remarks) -> Contents:
    """Everything a source holds, as tables of text.

    Args:
        source: a file, a pandas DataFrame, a networkx graph, or an igraph one (whatever has `to_networkx`).
        name: what a Python object is called in messages.
        encoding: of a text file; found out where None.
        remarks: what was taken for granted.

    Raises:
        InputError: with one line that says why it cannot be read.
    """
    import networkx as nx

    if isinstance(source, (str, Path)):
        return file_contents(path_of(source), encoding, remarks)
    if isinstance(source, pd.DataFrame):
        frame = source.reset_index() if any(source.index.names) else source
        columns = {i: frame.iloc[:, i].map(text).astype(str) for i in range(frame.shape[1])}
        plain = pd.DataFrame(columns).reset_index(drop=True).set_axis([str(name) for name in frame.columns], axis=1)
        return Contents((TextTable(name, plain, exact=True),))
    if hasattr(source, "to_networkx"):
        source = source.to_networkx()
    if isinstance(source, nx.Graph):
        graph = tables_of(source, name)
        return Contents((graph.nodes,), graph.edges)
    raise InputError(
        f"{name}: is a {type(source).__name__}; give a file, a pandas DataFrame, a networkx or an igraph graph"
    )


def file_contents(path: Path, encoding: str | None, remarks: Remarks) -> Contents:
    """Everything a file holds; `FILE.xlsx#SHEET` names one sheet of a workbook."""
    base, mark, sheet = str(path).rpartition("#")
    if mark and not path.exists() and Path(base).is_file():
        return one_sheet(file_contents(Path(base), encoding, remarks), base, sheet)
    raw = file_bytes(path)
    for start, what in FOREIGN:
        if raw.startswith(start):
            raise InputError(f"{path}: is {what}")
    if raw.startswith(b"PK"):
        return Contents(tuple(sheets(str(path), raw, remarks)))
    kind = kind_of(str(path), raw)
    if kind is None:
        return Contents((text_table(str(path), raw, encoding, remarks),))

    def decoded() -> str:
        return raw.decode(encoding_of(str(path), raw, encoding, remarks))

    if kind == "JSON":
        if len(raw) > LARGEST_JSON:
            raise InputError(f"{path}: is larger than {LARGEST_JSON >> 20} MiB; save its nodes and edges as CSV files")
        if rows := json_rows(decoded):
            return Contents((TextTable(str(path), text_frame(rows), exact=True),))
    graph = graph_of(str(path), raw, decoded, kind)
    remarks.choices.append(f"{graph.nodes.name}: read as {kind}")
    return Contents((graph.nodes,), graph.edges)


def one_sheet(contents: Contents, workbook: str, sheet: str) -> Contents:
    """The sheet of a workbook that is named."""
    chosen = [table for table in contents.tables if table.path.endswith(f"#{sheet}")]
    if not chosen:
        there = ", ".join(table.path.rpartition("#")[2] for table in contents.tables)
        raise InputError(f"{workbook}: has no sheet {sheet!r} with rows (found: {there})")
    return Contents(tuple(chosen))


def kind_of(path: str, raw: bytes) -> str | None:
    """The kind of network file that content, or failing that a name, announces; None for a table of text."""
    head = raw[:HEAD]
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    start = head.decode(encoding, "replace").lstrip()
    if start[:1] == "<":
        return markup_kind(path, raw[: 8 * HEAD].decode(encoding, "replace"))
    if start[:1] == "{" or re.match(r"\[\s*\{", start):
        return "JSON"
    for kind, pattern in TEXTS:
        if pattern.match(start):
            return kind
    suffix = path.lower().rpartition(".")[2]
    return ROOTS.get(suffix) or {"gml": "GML", "json": "JSON"}.get(suffix)


def markup_kind(path: str, start: str) -> str:
    """The kind of markup, by its root element or its name."""
    roots = re.findall(r"<([A-Za-z_][\w.:-]*)", re.sub(r"(?s)<!--.*?-->|<\?.*?\?>|<!DOCTYPE.*", "", start))
    root = roots[0].rpartition(":")[2].lower() if roots else ""
    if root in ROOTS:
        return ROOTS[root]
    if root in ("html", "table", "body", "head") and not path.lower().endswith((".graphml", ".gexf")):
        raise InputError(f"{path}: is a web page, as some programs export tables; open it and save it as .xlsx or CSV")
    if root == "workbook":
        raise InputError(f"{path}: is an Excel 2003 XML table; save it as .xlsx or CSV")
    return "GEXF" if path.lower().endswith(".gexf") else "GraphML"


def json_rows(text: Callable[[], str]) -> list[dict[str, object]]:
    """The records of a JSON list of tables' rows; nothing where it is something else."""
    try:
        data = json.loads(text())
    except (ValueError, RecursionError):
        return []
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        return []
    return data if len(data) <= MOST_ELEMENTS else []


def file_bytes(path: Path) -> bytes:
    """What a file holds, if it may be read and is not too large."""
    try:
        if path.is_dir():
            raise InputError(f"{path}: is a folder; give a file: CSV, Excel, or a network such as GraphML")
        if not path.is_file():
            raise InputError(f"{path}: no such file")
        if path.stat().st_size > LARGEST_TABLE:
            raise InputError(f"{path}: is larger than {LARGEST_TABLE >> 20} MiB; leave out columns that are not needed")
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if not raw.strip():
        raise InputError(f"{path}: is empty")
    return raw
