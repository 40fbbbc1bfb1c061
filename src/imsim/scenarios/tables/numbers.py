"""Numbers as people write them: decimal and thousands marks of any country, currencies, percentages."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from imsim.engine.errors import listed
from imsim.scenarios.tables.remarks import EXAMPLES, Question, Remarks, shown
from imsim.scenarios.tables.table import TextTable

# Blanks of any width and apostrophes part thousands, never decimals.
SPACES = r"[\s\u00a0\u2007\u2009\u202f'’]"
AROUND = re.compile(r"^(?:[A-Z]{3}\s*|[$€£¥₹]\s*)|\s*(?:[A-Z]{3}|[$€£¥₹%])$")
GROUPED = {mark: rf"[-+]?[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+" for mark in ",."}
SAMPLE = 2000


@dataclass(frozen=True)
class Marks:
    """What the marks in a column of numbers mean; `sure` unless another reading is as likely."""

    decimal: str
    thousands: str
    sure: bool = True


def numbers(table: TextTable, heading: str, asked: str | None, remarks: Remarks) -> NDArray[np.float64]:
    """A column as numbers, NaN where there are none; texts among the numbers of a workbook as in any other table.

    Args:
        table: with the column.
        heading: of the column.
        asked: the decimal mark a user named, or None.
        remarks: where marks that were removed are noted.

    Raises:
        Question: 1.250 may be a thousand or one and a quarter, and nothing in the table tells which.
    """
    texts = table.column(heading)
    plain = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    as_text = (~np.isfinite(plain) & (texts != "").to_numpy()) if table.exact else np.ones(len(plain), dtype=bool)
    if not as_text.any() or (asked is None and written_plainly(texts, plain)):
        return plain
    distinct = pd.Series(texts[as_text].unique(), dtype=str)
    bare = distinct.str.replace(AROUND, "", regex=True).str.replace(rf"(?<=\d){SPACES}(?=\d)", "", regex=True)
    marks = marks_of(bare, table.semicolons) if asked is None else Marks(asked, "." if asked == "," else ",")
    if not marks.sure:
        raise doubtful(table, heading, bare, marks)
    grouped = bare.str.contains(marks.thousands, regex=False)
    fitting = bare.str.fullmatch(rf"{GROUPED[marks.thousands]}(?:{re.escape(marks.decimal)}\d*)?")
    clean = bare.where(~grouped | fitting, "").str.replace(marks.thousands, "", regex=False)
    values = pd.to_numeric(clean.str.replace(marks.decimal, ".", regex=False), errors="coerce")
    parted = distinct[(grouped & fitting) | (bare.str.len() < distinct.str.replace(AROUND, "", regex=True).str.len())]
    if len(parted):
        parted = parted.str.replace(r"\s", " ", regex=True)
        remarks.choices.append(
            f"{table.name}: {shown(heading)}: {listed(map(shown, parted[: EXAMPLES + 1]), EXAMPLES)} read with a mark "
            f"for thousands (otherwise: --decimal)"
        )
    read = texts.map(dict(zip(distinct, values, strict=True))).to_numpy(dtype=np.float64)
    # Cells of a workbook that hold numbers as texts stand beside true ones.
    return np.where(as_text, read, plain)


def written_plainly(texts: pd.Series[str], plain: NDArray[np.float64]) -> bool:
    """Whether all of a column are numbers as programs write them, and no dot among them may part thousands."""
    if not (np.isfinite(plain) | (texts == "").to_numpy()).all():
        return False
    dotted = texts[texts.str.contains(".", regex=False)]
    return not len(dotted) or not dotted.head(SAMPLE).str.fullmatch(GROUPED["."]).all()


def doubtful(table: TextTable, heading: str, texts: pd.Series[str], marks: Marks) -> Question:
    """The question what the marks of a column mean."""
    example = next(text for text in texts if re.fullmatch(GROUPED[marks.thousands], text))
    doubt = (
        f'{table.path}: column "{shown(heading)}": {example} may be {example.replace(marks.thousands, "")} or '
        f"{example.replace(marks.thousands, '.')}"
    )
    ways = f"say --decimal {marks.decimal!r} for the first, --decimal {marks.thousands!r} for the second"
    return Question(f"{doubt}: {ways}", "decimal", (marks.decimal, marks.thousands), doubt)


def marks_of(texts: pd.Series[str], semicolons: bool) -> Marks:
    """What commas and dots mean in a column, from how they stand in it.

    Example:
        >>> marks_of(pd.Series(["980", "1.250"]), True), marks_of(pd.Series(["1.25", "3"]), True).decimal
        (Marks(decimal=',', thousands='.', sure=True), '.')
    """
    dots, commas = (texts[texts.str.contains(mark, regex=False)] for mark in (".", ","))
    both = texts[texts.str.contains(r"\..*,|,.*\.", regex=True)]
    if len(both):
        last = both.str.extract(r"([.,])[^.,]*$", expand=False).mode()[0]
        return Marks(str(last), "." if last == "," else ",")
    for mark, found in ((".", dots), (",", commas)):
        other = "," if mark == "." else "."
        if not len(found):
            continue
        if not found.str.fullmatch(GROUPED[mark]).all():
            return Marks(mark, other)
        # 1.250 beside 980: a column with three decimals would write 980.000.
        twice = (found.str.count(re.escape(mark)) > 1).any()
        mixed = twice or texts.str.fullmatch(r"[-+]?\d+").any()
        usual = "." if semicolons else ","
        if not mixed and mark != usual:
            return Marks(mark, other)
        return Marks(other, mark, sure=bool(twice or (mark == usual and (mixed or not semicolons))))
    return Marks(",", ".") if semicolons else Marks(".", ",")
