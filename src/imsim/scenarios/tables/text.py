"""Text tables: CSV in any of its dialects, lists of ties apart by blanks, adjacency lists."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import replace

import pandas as pd

from imsim.engine.errors import InputError
from imsim.engine.sanitising import printable
from imsim.scenarios.tables.encodings import encoding_of
from imsim.scenarios.tables.headings import Heading, heading_of
from imsim.scenarios.tables.remarks import Remarks
from imsim.scenarios.tables.table import TextTable

# Commas last: they also stand in numbers and names.
DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars", ",": "commas", " ": "blanks"}
HEAD = 100_000
SAMPLE = 60
MOST_COLUMNS = 1000
MOST_PAIRS = 2_000_000
# Bytes of a table that is worth a faster way of reading.
LONG = 1 << 20


def text_table(path: str, raw: bytes, encoding: str | None, remarks: Remarks) -> TextTable:
    """Read a table of text, its encoding, delimiter and heading found out from its beginning.

    Raises:
        InputError: it is no text, or its rows do not fit together.
    """
    encoding = encoding_of(path, raw, encoding, remarks)
    head = io.TextIOWrapper(io.BytesIO(raw), encoding, newline="").read(HEAD)
    complete = len(head) < HEAD
    announced = head[4] if head[:4].lower() == "sep=" and head[4:5] in DELIMITERS else None
    delimiter = announced or delimiter_of(head, complete)
    check_columns(path, head, delimiter)
    rows = sample_of(head, delimiter, complete)
    if announced:
        rows[0] = []
    heading = heading_of(rows)
    if heading is None:
        raise InputError(f"{path}: cannot be read as CSV: it has no rows")
    table = TextTable(path, pd.DataFrame(), semicolons=delimiter == ";")
    several = delimiter == " " and not heading.given and ragged(rows[heading.first :])
    say_form(table.name, delimiter, heading, several, remarks)
    if several:
        frame = adjacency(path, raw.decode(encoding), heading.first)
    else:
        frame = rows_of(path, raw, encoding, delimiter, heading)
    if b'="' in raw:
        frame = without_formulas(frame, table.name, remarks)
    return replace(table, frame=frame, above=heading.first)


def say_form(name: str, delimiter: str, heading: Heading, several: bool, remarks: Remarks) -> None:
    """Say what was made of a table's delimiter, heading and lines."""
    if delimiter not in (",", " "):
        remarks.choices.append(f"{name}: columns are separated by {DELIMITERS[delimiter]}")
    if heading.title:
        remarks.choices.append(f"{name}: {heading.skipped}")
    if several:
        remarks.choices.append(
            f"{name}: lines of different length, read as an adjacency list: one, then all it has ties to"
        )
    elif not heading.given:
        remarks.choices.append(f"{name}: has no heading, its columns are numbered")


def delimiter_of(head: str, complete: bool = True) -> str:
    """What separates the columns: what cuts most lines into the same number of cells, and into several.

    Example:
        >>> delimiter_of('"name, first";id;dept'), delimiter_of("a b c")
        (';', ' ')
    """
    marks = {}
    for delimiter in DELIMITERS:
        widths = [len(row) for row in sample_of(head, delimiter, complete) if any(map(str.strip, row))]
        several = Counter(width for width in widths if width > 1)
        if several:
            width, times = max(several.items(), key=lambda item: (item[1], item[0]))
            marks[delimiter] = (times / len(widths), width)
    if len(marks) > 1:
        # Blanks separate words as well: they count only where nothing else separates anything.
        marks.pop(" ", None)
    return max(marks, key=marks.__getitem__, default=",")


def check_columns(path: str, head: str, delimiter: str) -> None:
    """Refuse a table as wide as it should be long, before it is split."""
    first = head.lstrip("\r\n").split("\n", 1)[0].split("\r", 1)[0]
    if (columns := first.count(delimiter)) > MOST_COLUMNS:
        raise InputError(f"{path}: has more than {columns:,} columns; at most {MOST_COLUMNS:,} are read")


def sample_of(head: str, delimiter: str, complete: bool) -> list[list[str]]:
    """The first rows as cells; a row that the end of the sample cuts off is left out, unless it is the only one."""
    rows: list[list[str]] = []
    if delimiter == " ":
        rows = [[word.strip('"') for word in line.split()] for line in head.splitlines()[: SAMPLE + 1]]
    else:
        try:
            for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter, skipinitialspace=True):
                rows.append(row)
                if len(rows) > SAMPLE:
                    break
        except csv.Error:
            pass
    return rows if complete or len(rows) < 2 or len(rows) > SAMPLE else rows[:-1]


def rows_of(path: str, raw: bytes, encoding: str, delimiter: str, heading: Heading) -> pd.DataFrame:
    """All rows under their heading; cells without a heading have to be empty."""
    if (whole := plain_rows(raw, encoding, delimiter, heading)) is not None:
        return whole
    try:
        # Bytes, since pandas takes quadratic time over a StringIO that is not plain ASCII.
        frame = pd.read_csv(
            io.BytesIO(raw),
            encoding=encoding,
            sep=r"\s+" if delimiter == " " else delimiter,
            header=None,
            names=range(heading.width),
            skiprows=heading.first,
            dtype=str,
            keep_default_na=False,
            skipinitialspace=True,
        ).fillna("")
    except pd.errors.EmptyDataError:
        frame = pd.DataFrame({i: pd.Series(dtype=str) for i in range(heading.width)})
    except (pd.errors.ParserError, UnicodeError) as error:
        plain = printable(str(error).removeprefix("Error tokenizing data. C error: ").strip())
        raise InputError(f"{path}: cannot be read as CSV: {plain}") from None
    named = len(heading.names)
    beyond = (frame.iloc[:, named:] != "").any(axis=1)
    if beyond.any():
        row = int(beyond.to_numpy().argmax())
        saw = int((frame.iloc[row] != "").to_numpy().nonzero()[0][-1]) + 1
        raise InputError(
            f"{path}: cannot be read as CSV: Expected {named} fields in line {heading.first + row + 1}, saw {saw}"
        )
    frame = frame.iloc[:, :named]
    frame.columns = pd.Index(heading.names)
    # Rows of nothing but delimiters, as spreadsheets leave them.
    empty = (frame == "").all(axis=1) if named > 1 else pd.Series(False, index=frame.index)
    return frame[~empty].reset_index(drop=True) if empty.any() else frame


def plain_rows(raw: bytes, encoding: str, delimiter: str, heading: Heading) -> pd.DataFrame | None:
    """The rows of a long table without short rows or odd quotes and blanks, in a fifth of the usual time.

    None where there is anything of the kind, or the table is short.
    """
    if len(raw) < LONG or heading.width > len(heading.names) or encoding.replace("-sig", "") != "utf-8":
        return None
    mark = delimiter.encode()
    quoted, blank = b'"' in raw, mark + b" " in raw
    odd = [b"\n ", b"\n" + mark, b'\n""', b"\r", b"\0", *((b'" ', b' "', b" \t") if blank else ())]
    if any(one in raw for one in odd) or delimiter == " ":
        return None
    *above, body = raw.split(b"\n", heading.first)
    if quoted and (any(line.count(b'"') % 2 for line in above) or not plainly_quoted(body, mark)):
        return None
    import pyarrow
    from pyarrow import compute
    from pyarrow import csv as arrow

    names = list(map(str, range(heading.width)))
    try:
        table = arrow.read_csv(
            pyarrow.py_buffer(body),
            arrow.ReadOptions(column_names=names, use_threads=False),
            arrow.ParseOptions(delimiter=delimiter, quote_char='"' if quoted else False, newlines_in_values=quoted),
            arrow.ConvertOptions(column_types=dict.fromkeys(names, pyarrow.large_string())),
        )
    except pyarrow.ArrowInvalid:
        return None
    cells = [column.combine_chunks() for column in table.columns]
    # Blanks between a mark and its cell belong to neither.
    cells = [compute.utf8_ltrim(column, " ") for column in cells] if blank else cells
    columns = {i: pd.array(column, dtype="str") for i, column in enumerate(cells)}
    return pd.DataFrame(columns).set_axis(pd.Index(heading.names), axis=1)


def plainly_quoted(raw: bytes, mark: bytes) -> bool:
    """Whether quotes stand around whole cells, and nowhere else."""
    opening = raw.count(mark + b'"') + raw.count(b'\n"') + raw.startswith(b'"')
    closing = raw.count(b'"' + mark) + raw.count(b'"\n') + raw.endswith(b'"')
    return opening == closing and opening + closing == raw.count(b'"')


def ragged(rows: list[list[str]]) -> bool:
    """Whether rows differ in length as those of an adjacency list do."""
    return len({len(row) for row in rows if row}) > 1


def adjacency(path: str, text: str, first: int) -> pd.DataFrame:
    """An adjacency list, a node and all it has ties to on each line, as pairs."""
    pairs: list[tuple[str, str]] = []
    for line in text.splitlines()[first:]:
        one, *others = line.split() or [""]
        pairs += ((one, other) for other in others)
        if len(pairs) > MOST_PAIRS:
            raise InputError(f"{path}: has more than {MOST_PAIRS:,} ties in an adjacency list; save a table of pairs")
    return pd.DataFrame(pairs, columns=["column 1", "column 2"], dtype=str)


def without_formulas(frame: pd.DataFrame, name: str, remarks: Remarks) -> pd.DataFrame:
    """Cells written as ="0001", by which programs keep Excel from reading numbers, as what they hold."""
    found = []
    columns = {}
    for i in range(frame.shape[1]):
        column = frame.iloc[:, i]
        inner = column.str.extract(r'^\s*="(.*)"\s*$', expand=False)
        held = inner.notna()
        found += column[held].tolist()
        columns[i] = column.where(~held, inner)
    remarks.add(f'cells of {name} written as ="...", read as what stands between the marks', found)
    plain = pd.DataFrame(columns)
    plain.columns = frame.columns
    return plain
