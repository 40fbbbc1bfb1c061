"""Who of a staff list still works there: totals and leavers are told apart from people, and what the leavers tell."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from imsim.engine.errors import InputError, listed
from imsim.scenarios.importing.answers import Answers
from imsim.scenarios.importing.content import of_total
from imsim.scenarios.importing.identity import near
from imsim.scenarios.importing.roles import Columns, says_gone
from imsim.scenarios.importing.vocabulary import ACTIVE, NO, TOTALS, YES, plain
from imsim.scenarios.tables import Question, TextTable, shown

MOST_DATES = 50_000
LAST_ROWS = 3
# Dates as Chinese, Japanese and Korean write them.
EASTERN = re.compile(r"^(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?$")


@dataclass(frozen=True)
class Leavers:
    """People in the list who have left.

    Args:
        number: how many.
        table: their rows.
    """

    number: int
    table: TextTable


def present(columns: Columns, answers: Answers) -> tuple[Columns, Leavers]:
    """The rows of people who still work there, and those of people who do not; totals are neither.

    Raises:
        Question: a column of employment status holds words of which nobody knows what they mean.
    """
    remarks = columns.remarks
    totals = total_rows(columns)
    rows = first_cells(columns.table.rows(totals)) if totals.any() else []
    remarks.add("rows of totals, left out", rows, count=int(totals.sum()))
    columns = replace(columns, table=columns.table.rows(~totals))
    absent, heading = gone_rows(columns, answers)
    if absent.all() and len(absent):
        raise InputError(
            f'{columns.table.path}: column "{shown(heading)}" says that everybody has left; '
            f'to keep them: --where "{shown(heading)}=*"'
        )
    leavers = Leavers(int(absent.sum()), columns.table.rows(absent) if absent.any() else columns.table)
    if leavers.number:
        remarks.choices.append(
            f'{columns.table.name}: people who have left by "{shown(heading)}" are left out ({leavers.number:,}; '
            f'to keep them: --where "{shown(heading)}=*")'
        )
    staying = columns.table.rows(~absent)
    gone: set[str] = set()
    if leavers.number and "id" in columns.found:
        gone = set(leavers.table.column(columns.found["id"])) - {""}
        # Who came back stands in both.
        gone -= set(staying.column(columns.found["id"])[lambda ids: ids.isin(gone)])
    return replace(columns, table=staying, left=frozenset(map(near, gone))), leavers


def total_rows(columns: Columns) -> NDArray[np.bool_]:
    """Rows that add up others.

    Their id is a word for that, and it ends the list or all other ids are numbers; or they have no id, but a cell that
    says so.
    """
    table = columns.table
    none = np.zeros(len(table.frame), dtype=bool)
    heading = columns.found.get("id") or columns.found.get("department")
    if heading is None or not len(none):
        return none
    texts = table.column(heading) if len(none) <= MOST_DATES else table.column(heading).tail(LAST_ROWS)
    numbered = texts[texts != ""].head(200).str.contains(r"\d", regex=True).mean() > 0.7
    some = texts[~texts.str.contains(r"\d", regex=True)] if numbered else texts.tail(LAST_ROWS)
    said = some.map(of_total if numbered else lambda text: plain(text) in TOTALS).astype(bool)
    none[some.index[said].to_numpy(dtype=np.int64)] = True
    for row in texts.index[texts == ""] if "id" in columns.found else ():
        none[row] |= any(map(of_total, table.frame.iloc[row]))
    return none


def with_ids(columns: Columns) -> Columns:
    """The rows that say who they are of; all of them where no column does."""
    heading = columns.found.get("id")
    table = columns.table
    return columns if heading is None else replace(columns, table=table.rows((table.column(heading) != "").to_numpy()))


def first_cells(table: TextTable) -> list[str]:
    """The cells of rows, for a message."""
    return [", ".join(cell for cell in row if cell)[:60] for row in table.frame.head(5).to_numpy().tolist()]


def gone_rows(columns: Columns, answers: Answers) -> tuple[NDArray[np.bool_], str]:
    """Rows of people who have left, and the column that says so; what the user filtered by is not asked again."""
    filtered = {one.column for one in answers.filters}
    found = columns.found
    if "status" in found and found["status"] not in filtered:
        absent = by_status(columns, found["status"])
        if absent is not None:
            return absent, found["status"]
    table = columns.table
    if "left" in found and not {found["left"], found.get("status")} & filtered:
        words = table.column(found["left"]).map(plain)
        if set(words.unique()) <= YES | NO:
            return words.isin(YES).to_numpy(), found["left"]
    if (
        "ended" in found
        and not {found["ended"], found.get("status"), found.get("left")} & filtered
        and "status" not in found
    ):
        ended = dates(table.column(found["ended"]))
        return (ended <= pd.Timestamp(datetime.date.today())).to_numpy(), found["ended"]
    return np.zeros(len(table.frame), dtype=bool), ""


def by_status(columns: Columns, heading: str) -> NDArray[np.bool_] | None:
    """Who has left by the words for it; None where no word of the column speaks of employment."""
    texts = columns.table.column(heading)
    meaning = {text: plain(text) for text in texts.unique()}
    left = [text for text in meaning if says_gone(text)]
    unknown = [text for text, word in meaning.items() if word and word not in ACTIVE and text not in left]
    if not left:
        return None
    if unknown:
        staying = [text for text in meaning if text not in left]
        raise Question(
            f'{columns.table.path}: column "{shown(heading)}" holds {listed(map(shown, meaning), 12)}: who still works '
            f'there? Say --where "{shown(heading)}={",".join(map(shown, staying))}", or "{shown(heading)}=*" for all',
            "where", (f"{heading}={','.join(staying)}", f"{heading}=*"),
        )  # fmt: skip
    return texts.isin(left).to_numpy()


def dates(texts: pd.Series[str]) -> pd.Series[pd.Timestamp]:
    """Dates as people write them; what is none, or too far away to be one, is missing."""
    distinct = pd.Series(texts.unique(), dtype=str)
    if len(distinct) > MOST_DATES:
        return pd.Series(pd.NaT, index=texts.index)
    days = distinct.str.extract(r"^(\d{1,2})[./-]\d{1,2}[./-]\d{2,4}", expand=False)
    european = bool((pd.to_numeric(days, errors="coerce") > 12).any() or distinct.str.contains(r"^\d{1,2}\.\d").any())
    iso = distinct.str.replace(EASTERN, r"\1-\2-\3", regex=True)
    looks = iso.where(iso.str.contains(r"\d{1,4}[-./ ]", regex=True) & (iso.str.len() < 40), "")
    found = [parsed(text, european) for text in looks]
    return texts.map(dict(zip(distinct, found, strict=True))).astype("datetime64[ns]")


def parsed(text: str, european: bool) -> pd.Timestamp | None:
    """A date, or nothing."""
    if not text:
        return None
    try:
        day = pd.to_datetime(text, dayfirst=european and not text[:4].isdigit()).tz_localize(None)
    except (ValueError, OverflowError, TypeError):
        return None
    return day if 1900 <= day.year <= 2200 else None
