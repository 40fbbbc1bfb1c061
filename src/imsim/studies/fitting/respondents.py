"""A survey export with a row for each respondent: means of departments, survey by survey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from imsim.engine.errors import InputError, listed
from imsim.scenarios.counts import count
from imsim.scenarios.importing.vocabulary import NO, plain
from imsim.scenarios.tables import TextTable, shown
from imsim.studies.fitting.dates import iso_days
from imsim.studies.fitting.scoring import NO_ANSWER, Scale, Values, counted, ranked, scale_seen, unknown_answer

# Days without an answer between two surveys; one that goes on for longer is cut by months.
GAP, LONGEST = 14, 62
TRIALS = ("survey preview", "preview", "test", "spam")
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
        raise table.missing('the survey table needs a column "date"; name it with --column date="HEADING"', "date")
    dates = iso_days(table.column("date").tolist())
    table = finished(replace(table, frame=table.frame.assign(date=dates)), notes)
    answers = scored(table, list(questions), scales, notes)
    wave = surveys(table)
    department = table.column("department") if "department" in table.columns else pd.Series("", index=wave.index)
    rows = []
    for measure in dict.fromkeys(questions.values()):
        each = pd.DataFrame({name: answers[name] for name, one in questions.items() if one == measure})
        person = pd.Series(each.mean(axis=1).to_numpy(), index=wave.index)
        for (day, unit), group in person.groupby([wave.to_numpy(), department.to_numpy()], sort=False):
            given = group.dropna()
            spread = round(float(given.std(ddof=0)), DIGITS) if len(given) else 0
            rows.append(
                {"date": day, "department": unit, "measure": measure, "n": str(len(given)), "scale": "0-1",
                 "mean": str(round(float(given.mean()), DIGITS)) if len(given) else "",
                 "sd": str(spread) if spread else ""}
            )  # fmt: skip
    days = sorted(set(wave))
    people, surveys_held = count(len(wave), "person", "people"), count(len(days), "survey")
    notes.append(f"survey: answers of {people} in {surveys_held}: {listed(days, MOST_SHOWN)}")
    return replace(table, frame=pd.DataFrame(rows, dtype=str), exact=True)


def finished(table: TextTable, notes: list[str]) -> TextTable:
    """The answers that count: with a date and, where there are any, a department, finished, and no trial."""
    frame = table.frame
    keep = frame["date"].str.strip() != ""
    if "department" in frame:
        keep &= ~frame["department"].str.strip().str.casefold().isin(NO_ANSWER)
    for name in table.columns:
        said = frame[name].str.strip().str.casefold()
        if plain(name) in ("finished", "completed", "iscomplete"):
            keep &= ~said.isin(NO)
        if plain(name) in ("status", "responsetype", "distributionchannel"):
            keep &= ~said.isin(TRIALS)
    if out := int((~keep).sum()):
        notes.append(f"survey: {count(out, 'row')} unfinished, of trials, or without a date or department, left out")
    if not keep.any():
        raise InputError(f"{table.path}: no row has a date, a department and finished answers")
    return replace(table, frame=frame[keep])


def surveys(table: TextTable) -> pd.Series[str]:
    """The date of the survey that each answer belongs to: the middle day of answers that follow each other closely."""
    texts = table.column("date")
    days = pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce")
    if days.isna().any():
        row = int(days.isna().to_numpy().argmax())
        raise InputError(
            f'{table.path}: row {texts.index[row] + 2}: date = "{shown(texts.iloc[row])}": should be a date, as '
            "2025-03-31 or 31.03.2025"
        )
    order = days.sort_values(kind="stable")
    number = (order.diff() > pd.Timedelta(days=GAP)).cumsum().reindex(days.index)
    one = days.groupby(number)
    long = one.transform("max") - one.transform("min") > pd.Timedelta(days=LONGEST)
    month = days.dt.strftime("%Y-%m").where(long, "")
    middle = days.groupby([number, month]).transform(lambda some: some.sort_values().iloc[len(some) // 2])
    told: pd.Series[str] = middle.dt.strftime("%Y-%m-%d")
    return told


def scored(table: TextTable, names: Sequence[str], scales: Mapping[str, str], notes: list[str]) -> dict[str, Values]:
    """Answers of each column from 0 to 1."""
    texts = {name: table.column(name).tolist() for name in names}
    values = {name: counted(answers) for name, answers in texts.items()}
    scored: dict[str, Values] = {}
    for name, answers in texts.items():
        if values[name] is None:
            found = ranked(answers)
            if found is None:
                rows = table.frame.index.tolist()
                raise unknown_answer(f"{table.path}: row {{row}}: {shown(name)}", answers, rows)
            scored[name] = found
    numbers = {name: found for name, found in values.items() if found is not None}
    whole = next((text for text in table.column("scale") if text), "") if "scale" in table.columns else ""
    open_ends = [found for name, found in numbers.items() if not scales.get(name, whole)]
    seen = scale_seen(open_ends) if open_ends else None
    if open_ends and seen is not None:
        notes.append(f"survey: answers taken as {seen[0]:g} to {seen[1]:g}, since both ends were given")
    for name, found in numbers.items():
        scored[name] = on_scale(table, name, found, ends_of(table, scales.get(name, whole)) or seen)
    return scored


def ends_of(table: TextTable, text: str) -> Scale | None:
    """The lowest and highest answer that a text says."""
    low, _, high = text.rpartition("-")
    try:
        ends = float(low), float(high)
    except ValueError:
        ends = 0.0, 0.0
    if text and not ends[0] < ends[1]:
        raise InputError(f'{table.path}: scale = "{shown(text)}": should be the lowest and the highest answer, as 1-5')
    return ends if text else None


def on_scale(table: TextTable, name: str, values: Values, scale: Scale | None) -> Values:
    """Numbers as shares of a scale."""
    given: NDArray[np.bool_] = np.isfinite(values)
    if not given.any():
        return values
    if scale is None:
        raise InputError(
            f'{table.path}: column "{shown(name)}": answers from {values[given].min():g} to {values[given].max():g}: '
            f'of which scale? Say it in the heading, as "{shown(name)} (1-5)", or in a column "scale"'
        )
    wrong = given & ~((values >= scale[0]) & (values <= scale[1]))
    if wrong.any():
        row = int(wrong.argmax())
        raise InputError(
            f'{table.path}: row {table.frame.index[row] + 2}: {shown(name)} = "{values[row]:g}": is outside its scale, '
            f"{scale[0]:g} to {scale[1]:g}"
        )
    return (values - scale[0]) / (scale[1] - scale[0])
