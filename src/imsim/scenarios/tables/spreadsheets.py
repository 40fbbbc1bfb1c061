"""Excel workbooks (.xlsx), sheet by sheet, read by openpyxl."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
from itertools import islice
from typing import TYPE_CHECKING

import pandas as pd

from imsim.engine.errors import InputError
from imsim.scenarios.tables.headings import heading_of
from imsim.scenarios.tables.markup import check_prolog, unreadable
from imsim.scenarios.tables.remarks import Remarks, shown
from imsim.scenarios.tables.table import TextTable
from imsim.scenarios.tables.text import MOST_COLUMNS

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

# Bytes of all parts once unpacked; openpyxl takes a second for some two to five million.
LARGEST_UNPACKED = 20 << 20
MOST_SHEETS = 20
SAMPLE = 60
NOT_COMPUTED = re.compile(
    rb"""<c\b(?![^>]*\bt="str")[^>]*>\s*<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"""
)


def sheets(path: str, raw: bytes, remarks: Remarks) -> list[TextTable]:
    """The sheets of a workbook that hold tables, in order; their names stand behind that of the file.

    Raises:
        InputError: it is no such workbook, too large, or openpyxl is not installed.
    """
    check_archive(path, raw)
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise InputError(
            f'{path}: Excel tables need openpyxl: pip install "imsim[tables]", or save the table as CSV'
        ) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values = load_workbook(io.BytesIO(raw), read_only=True, data_only=True).worksheets[:MOST_SHEETS]
            cells = [(sheet.title, sheet_rows(sheet)) for sheet in values]
            if not_computed(raw):
                for sheet, (_, rows) in zip(load_workbook(io.BytesIO(raw), read_only=True), cells, strict=False):
                    say_formulas(rows, sheet_rows(sheet))
            found = [table for title, rows in cells if (table := sheet_table(path, title, rows, remarks))]
    except (KeyError, ValueError, TypeError, AttributeError, LookupError, OSError, zipfile.BadZipFile, SyntaxError,
            EOFError, NotImplementedError, RuntimeError, OverflowError) as error:  # fmt: skip
        raise unreadable(path, "an Excel workbook", error) from None
    if not found:
        raise InputError(f"{path}: has no sheet with rows")
    return found


def sheet_rows(sheet: ReadOnlyWorksheet) -> list[list[str]]:
    """The rows of a sheet as text, however large the program that wrote it says it is."""
    sheet.reset_dimensions()
    return [[cell_text(cell) for cell in row[:MOST_COLUMNS]] for row in sheet.iter_rows(values_only=True)]


def not_computed(raw: bytes) -> bool:
    """Whether some formula of a workbook has no value stored, as where a program wrote it that computes nothing."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return any(
            NOT_COMPUTED.search(archive.read(name))
            for name in archive.namelist()
            if name.startswith("xl/worksheets/") and name.endswith(".xml")
        )


def say_formulas(rows: list[list[str]], formulas: list[list[str]]) -> None:
    """Put formulas where no value is stored: a cell that is not empty does not count as empty."""
    for row, others in zip(rows, formulas, strict=False):
        for i, (cell, formula) in enumerate(zip(row, others, strict=False)):
            if not cell and formula.startswith("="):
                row[i] = formula


def check_archive(path: str, raw: bytes) -> None:
    """Refuse archives that are no workbook, unpack to too much, or declare document types."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = {part.filename: part for part in archive.infolist()}
            if "xl/workbook.xml" not in names:
                what = "an OpenDocument table" if "content.xml" in names else "an archive"
                raise InputError(f"{path}: is not a text file but {what}; save the table as .xlsx or CSV")
            if sum(part.file_size for part in names.values()) > LARGEST_UNPACKED:
                raise InputError(f"{path}: unpacks to more than {LARGEST_UNPACKED >> 20} MiB; save the table as CSV")
            for name in names:
                if name.endswith((".xml", ".rels", ".vml")):
                    with archive.open(name) as part:
                        check_prolog(f"{path}: {shown(name)}", part, "a workbook")
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
        EOFError,
        OverflowError,
    ) as error:
        raise InputError(f"{path}: is not a text file, nor a whole Excel workbook ({error})") from None
    except Exception as error:
        if type(error).__name__ == "error":  # of zlib, which is not exported under a name of its own
            raise InputError(f"{path}: is not a text file, nor a whole Excel workbook ({error})") from None
        raise


def cell_text(cell: object) -> str:
    """A cell as text: whole numbers without a fraction, dates without midnight.

    Example:
        >>> cell_text(12.0), cell_text(None), cell_text(datetime.datetime(2026, 3, 1))
        ('12', '', '2026-03-01')
    """
    if cell is None:
        return ""
    cell = getattr(cell, "text", cell)  # of a formula over several cells
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return str(cell)


def sheet_table(path: str, title: str, rows: list[list[str]], remarks: Remarks) -> TextTable | None:
    """A sheet under its heading, or None where it holds no table."""
    heading = heading_of(list(islice(rows, SAMPLE)))
    if heading is None:
        return None
    place = f"{path}#{shown(title)}"
    data = [row for row in rows[heading.first :] if any(cell.strip() for cell in row)]
    columns = {}
    for i in range(heading.width):
        cells = [row[i] if i < len(row) else "" for row in data]
        if i < len(heading.names) or any(cells):
            columns[i] = pd.Series(cells, dtype=str)
    frame = pd.DataFrame(columns)
    frame.columns = pd.Index([*heading.names, *[""] * (len(columns) - len(heading.names))])
    if heading.title:
        remarks.choices.append(f"{shown(title)}: {heading.skipped}")
    return TextTable(place, frame, exact=True, above=heading.first)
