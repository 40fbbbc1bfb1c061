"""A survey export with a row for each respondent: means of departments, survey by survey."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from imsim.engine.errors import InputError, listed
from imsim.scenarios.counts import count
from imsim.scenarios.importing.departments import fitting
from imsim.scenarios.importing.vocabulary import NO, YES, plain
from imsim.scenarios.tables import TextTable, quoted
from imsim.studies.fitting.batteries import scored
from imsim.studies.fitting.cells import SAID
from imsim.studies.fitting.dates import iso_days, why_no_day
from imsim.studies.fitting.scoring import NO_ANSWER

# Days without an answer between two surveys; one that goes on for longer is cut by months.
GAP, LONGEST = 14, 62
FINISHED = ("finished", "completed", "iscomplete")
STATUS = ("status", "responsetype")
TRIALS = frozenset(("survey preview", "preview", "survey test", "test", "spam", "possible spam",
                    "survey preview spam", "imported spam", "offline survey preview",
                    "umfragevorschau", "vorschau", "umfragetest"))  # fmt: skip
INCOMPLETE = frozenset(
    ("incomplete", "partial", "partially complete", "unfinished", "in progress", "started", "disqualified",
     "screened out", "unvollständig", "teilweise", "abgebrochen", "begonnen")
)  # fmt: skip
COUNTING = frozenset(("ip address", "ip-adresse", "imported", "importiert", "offline", "ex", "complete", "completed",
                      "finished", ""))  # fmt: skip
# Codes of Qualtrics are sums of these bits: 1 preview, 2 test, 8 spam; 4 imported, 16 offline, 32 of employees.
TRIAL_BITS, ALL_BITS = 1 | 2 | 8, 63
# What LimeSurvey writes for the date where a survey is anonymous.
NO_DATE = "1980-01-01"
DIGITS = 6
MOST_SHOWN = 12


def means_of(table: TextTable, questions: Mapping[str, str], scales: Mapping[str, str], notes: list[str]) -> TextTable:
    """Mean, number and spread of the answers of each survey, department and measure, on the scale from 0 to 1.

    Who answers several questions on one measure counts once, with the mean of these answers.

    Args:
        table: with columns date and perhaps department and scale.
        questions: column -> what it measures.
        scales: column -> its scale, where its heading says that.
        notes: gets what was taken for granted.
    """
    if "date" not in table.columns:
        raise table.missing(f'the survey table needs a column "date"; {SAID["date"]}', "date")
    written = table.column("date").tolist()
    table = finished(replace(table, frame=table.frame.assign(date=iso_days(written))), notes)
    wave = surveys(table, written)
    answers = scored(table, list(questions), scales, notes)
    rows, firsts = [], []
    for measure in dict.fromkeys(questions.values()):
        each = pd.DataFrame({name: answers[name] for name, one in questions.items() if one == measure})
        person = pd.Series(each.mean(axis=1).to_numpy())
        for (day, unit), group in person.groupby([wave.to_numpy(), departments(table)], sort=False):
            given = group.dropna()
            spread = round(float(given.std(ddof=0)), DIGITS) if len(given) else 0
            firsts.append(table.frame.index[group.index[0]])
            rows.append(
                {"date": day, "department": unit, "measure": measure, "n": str(len(given)), "scale": "0-1",
                 "mean": str(round(float(given.mean()), DIGITS)) if len(given) else "",
                 "sd": str(spread) if spread else ""}
            )  # fmt: skip
    days = sorted(set(wave))
    people, surveys_held = (
        count(int(pd.DataFrame(answers).notna().any(axis=1).sum()), "person", "people"),
        count(len(days), "survey"),
    )
    notes.append(f"survey: answers of {people} in {surveys_held}: {listed(days, MOST_SHOWN)}")
    # Errors name the first row of a group.
    return replace(table, frame=pd.DataFrame(rows, index=pd.Index(firsts), dtype=str), exact=True)


def unit_column(table: TextTable, found: Mapping[str, str], units: Collection[str]) -> str | None:
    """The one column that holds names of departments, whatever it is called; None where it is found already."""
    taken = {name for role, name in found.items() if role != "department"}
    known = {fitting(unit).casefold() for unit in units}
    named = []
    for name in table.columns:
        texts = set(table.column(name)) - {""} if name not in taken and table.columns.count(name) == 1 else set()
        if 2 * sum(fitting(text).casefold() in known for text in texts) > len(texts):
            named.append(name)
    return named[0] if len(named) == 1 and named[0] != found.get("department") else None


def departments(table: TextTable) -> NDArray[np.object_]:
    """The department of each respondent, as it was first written."""
    if "department" not in table.columns:
        return np.full(len(table.frame), "", dtype=object)
    texts = table.column("department")
    same = texts.str.casefold().str.replace("_", " ")
    return texts.groupby(same).transform("first").to_numpy(dtype=object)


def finished(table: TextTable, notes: list[str]) -> TextTable:
    """The answers that count: with a date and, where there are any, a department, finished, and no trial."""
    frame = table.frame
    keep = frame["date"].str.strip() != ""
    if "department" in frame:
        keep &= ~frame["department"].str.strip().str.casefold().isin(NO_ANSWER)
    coded = any(plain(name) in FINISHED for name in table.columns)
    for name in table.columns:
        said = frame[name].str.strip().str.casefold()
        if plain(name) in FINISHED:
            keep &= ~said.isin(NO)
            say_unknown(name, said[~said.isin(NO | YES) & ~said.str.contains(r"\d[-./:]\d")], notes)
        if plain(name) in (*STATUS, "distributionchannel"):
            trial = said.isin(TRIALS | INCOMPLETE) | (said.map(trial_code) if coded else False)
            keep &= ~trial
        if plain(name) in STATUS:
            codes = coded & said.str.fullmatch(r"\d{1,2}") & (said.map(code) <= ALL_BITS)
            say_unknown(name, said[~trial & ~said.isin(COUNTING) & ~codes], notes)
    if out := int((~keep).sum()):
        notes.append(f"survey: {count(out, 'row')} unfinished, of trials, or without a date or department, left out")
    if not keep.any():
        raise InputError(f"{table.path}: no row has a date, a department and finished answers")
    return replace(table, frame=frame[keep])


def code(text: str) -> int:
    """A code of one or two digits; 0 where there is none."""
    return int(text) if re.fullmatch("[0-9]{1,2}", text) else 0


def trial_code(text: str) -> bool:
    """Whether a code of Qualtrics says that nobody was asked.

    Example:
        >>> [text for text in ("0", "1", "4", "8", "17", "32", "IP Address") if trial_code(text)]
        ['1', '8', '17']
    """
    return bool(code(text) & TRIAL_BITS)


def say_unknown(name: str, strange: pd.Series[str], notes: list[str]) -> None:
    """Say which words of a column that tells what counts are not known."""
    if len(strange):
        words = listed(map(quoted, strange.unique()), 4)
        notes.append(f"survey: {quoted(name)} of {count(len(strange), 'row')} is {words}: not known, so they count")


def surveys(table: TextTable, written: list[str]) -> pd.Series[str]:
    """The date of the survey that each answer belongs to: the middle day of answers that follow each other closely.

    Args:
        table: with dates as year-month-day.
        written: all dates as they were written, of rows that do not count as well.
    """
    texts = table.column("date").reset_index(drop=True)
    days = pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce")
    wrong = days.isna() | (days == NO_DATE)
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        anonymous = "is what LimeSurvey writes where answers are anonymous; add a column with the date of the survey"
        why = why_no_day(texts[row], written) if days.isna()[row] else f'{anonymous}, and --column date="HEADING"'
        raise InputError(f"{table.path}: row {table.row_number(row)}: date = {quoted(texts[row])}: {why}")
    order = days.sort_values(kind="stable")
    number = (order.diff() > pd.Timedelta(days=GAP)).cumsum().reindex(days.index)
    one = days.groupby(number)
    long = one.transform("max") - one.transform("min") > pd.Timedelta(days=LONGEST)
    month = days.dt.strftime("%Y-%m").where(long, "")
    middle = days.groupby([number, month]).transform(lambda some: some.sort_values().iloc[len(some) // 2])
    told: pd.Series[str] = middle.dt.strftime("%Y-%m-%d")
    return told
