"""Survey exports in the forms that people have, as the long table: a row for each date, department and measure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from imsim.engine.errors import InputError, listed, nearest
from imsim.scenarios.importing.vocabulary import STAFF_ROLES, plain
from imsim.scenarios.tables import TextTable, quoted, shown
from imsim.studies.fitting.cells import CALLED, ends_of
from imsim.studies.fitting.dates import iso_days
from imsim.studies.fitting.respondents import means_of, unit_column
from imsim.studies.fitting.scoring import share_of_answers, tells_share
from imsim.studies.fitting.single_answers import spread
from imsim.studies.fitting.tables import MEASURES, STAFF_ONLY
from imsim.studies.fitting.wording import SCALE, measure_named

Asked = Mapping[str, Sequence[str]]

LONG = ("date", "department", "measure", "mean", "n", "scale", "sd")
# What columns are called beside their own name, the surest first.
ROLES = {
    "date": "date surveydate submitdate datesubmitted enddate recordeddate completiontime fertigstellungszeit "
    "heuredefin horadefinalizacion startdate starttime startzeit heurededebut horadeinicio timestamp zeitstempel "
    "horodateur marcatemporal tijdstempel datum datestamp month monat period",
    "department": " ".join(STAFF_ROLES["department"].words),
    "measure": "measure question item factor dimension driver",
    "mean": "mean average avg meanscore score mittelwert",
    "n": "n responses respondents responsecount numberofresponses numberofrespondents participants antworten",
    "scale": "scale skala",
    "sd": "sd standarddeviation",
}
PARTS = {"department": ("department", "abteilung")}
MOST_HEADINGS = 2
# Begins a cell of the third row of headings that Qualtrics writes.
IMPORTED = '{"ImportId"'
# For a role that no column has.
NONE = "none"
LONGEST = 80


def long_form(table: TextTable, asked: Asked, units: Collection[str], notes: list[str]) -> TextTable:
    """A survey as a long table.

    Args:
        table: long already; or a column for each measure or month; or a row for each respondent.
        asked: role or measure -> headings that the user named; "none" for one that no column has.
        units: names of the departments.
        notes: gets what was taken for granted.

    Raises:
        InputError: a column that was named is not there, or nothing says what is measured.
    """
    table, asked = one_column_each(table, asked)
    table, labels = headed(table, asked)
    table, places = placed(table, labels, asked)
    found = columns_found(table, labels, places)
    if "department" not in places and (name := unit_column(table, found, units)):
        found["department"] = name
        notes.append(f'survey: department from "{shown(labels[name], LONGEST)}" (guessed)')
    table, shares = melted_months(table, found), [name for name in labels if tells_share(labels[name])]
    if long := found.get("measure") or found.get("mean"):
        if lost := [role for role in places if role in MEASURES and places[role]]:
            raise InputError(
                f"--column {lost[0]}: the survey is a long table, by its column {quoted(long)}; otherwise --column "
                "measure=none --column mean=none"
            )
        refuse_shares(table, [found["mean"]] if "mean" in found else shares, shares)
        return renamed(table, found, places)
    questions = questions_of(labels, found, places)
    if not questions:
        refuse_shares(table, shares, shares)
        raise nothing_measured(table)
    said = {name: shown(labels.get(name, name), LONGEST) for name in table.columns}
    refuse_shares(table, questions, shares)
    for name, measure in questions.items():
        notes.append(f'survey: {measure} from "{said[name]}"' + (" (guessed)" if measure not in asked else ""))
    rest = [text for name, text in said.items() if name not in {*questions, *found.values()}]
    if rest:
        notes.append(f"survey: columns not used: {listed(rest, 20)}")
    named = renamed(table, found, places)
    scales = {name: f"{one[1]}-{one[2]}" for name in questions if (one := SCALE.search(labels[name]))}
    return (melted_measures if "n" in found else means_of)(named, questions, scales, notes)


def one_column_each(table: TextTable, asked: Asked) -> tuple[TextTable, Asked]:
    """A table with a row for each single answer, which tells no number of answers, with a column for each question."""
    free = {role: named(table.columns, role) for role in ("measure", "mean", "n") if role not in asked}
    columns = {role: [one for one in asked.get(role, free.get(role, [])) if one in table.columns] for role in LONG}
    if not columns["measure"] or columns["n"] or "n" in asked:
        return table, asked
    wide = spread(table, columns["measure"][0], next(iter(columns["mean"]), None))
    if wide is table:
        return table, asked
    return wide, {role: names for role, names in asked.items() if role not in ("measure", "mean")}


def refuse_shares(table: TextTable, columns: Iterable[str], called: Sequence[str]) -> None:
    """Refuse percentages, which are of favourable answers: with their sign, or in columns called so.

    Raises:
        InputError: one stands in some column.
    """
    for name in columns:
        texts = table.column(name)
        shares = ((texts != "") if name in called else texts.str.endswith("%")).to_numpy(dtype=bool)
        if shares.any():
            raise share_of_answers(table, name, int(shares.argmax()))


def nothing_measured(table: TextTable) -> InputError:
    """The error on a survey no column of which says what it measures, with the likeliest reason."""
    for i in range(min(len(table.frame), MOST_HEADINGS)):
        cells = table.frame.iloc[i].tolist()
        if any(map(measure_named, cells)):
            some = listed(map(quoted, filter(None, cells)), 3)
            return InputError(
                f"{table.path}: row {table.row_number(i)} holds headings as well ({some}): leave one row of headings, "
                "with a column for the date; write surveys that stand side by side one below the other"
            )
    return table.missing(
        'no column says what it measures; name one with --column, as --column job_satisfaction="HEADING"',
        "job_satisfaction",
    )


def known_columns(table: TextTable) -> int:
    """How many columns of a sheet a survey would have."""
    return sum(bool(named(table.columns, role)) for role in LONG) + sum(map(bool, map(measure_named, table.columns)))


def asked_columns(texts: str | Sequence[str]) -> dict[str, list[str]]:
    """What `--column ROLE=HEADING` names.

    Raises:
        InputError: it is not of this form, or there is no such role.
    """
    asked: dict[str, list[str]] = {}
    allowed, single = (*LONG, *MEASURES, *STAFF_ONLY), (*LONG, *STAFF_ONLY)
    for text in [texts] if isinstance(texts, str) else texts:
        key, _, heading = text.partition("=")
        key, heading = key.strip(), heading.strip()
        if key not in allowed or not heading:
            raise InputError(
                f"--column {shown(text)}: should be ROLE=HEADING of the survey or staff list{nearest(key, allowed)} "
                f"(allowed: {listed(allowed, 20)})"
            )
        asked.setdefault(key, []).append(heading)
        if len(asked[key]) > 1 and (key in single or NONE in asked[key]):
            why = f"takes one heading, or {NONE}" if key in single else f"takes headings, or {NONE} alone"
            raise InputError(f"--column {key}: {why} (found: {listed(map(quoted, asked[key]), 4)})")
    return asked


def headed(table: TextTable, asked: Asked) -> tuple[TextTable, dict[str, str]]:
    """A table without the rows of headings below its first, and each column's whole heading.

    Survey tools write the text of a question, or its parts, below its number: there the column of dates holds none.
    """
    frame = table.frame.reset_index(drop=True)
    first: list[str] = []
    for i, name in enumerate(map(str, frame.columns)):
        # Blank and repeated headings, as above the parts of a question.
        first.append(name if name and name not in first else f"{name} column {i + 1}".strip())
    blank = [not str(name) for name in frame.columns]
    frame.columns = pd.Index(first)
    date = next((name for name in (*asked.get("date", ()), *named(first, "date")) if name in first), None)
    below = 0
    if date is not None:
        rows = frame.head(MOST_HEADINGS).apply(lambda column: column.str.strip())
        while below < len(rows) and is_heading(rows.iloc[below].tolist(), rows[date].iloc[below]):
            below += 1
    if below == len(frame):
        raise table.empty()
    labels, last = {}, ""
    for i, name in enumerate(first):
        last = last if blank[i] else name
        texts = [text for text in frame.iloc[:below, i].str.strip() if text and not text.startswith(IMPORTED)]
        labels[name] = " ".join(dict.fromkeys([last if texts else name, *texts]))
    return replace(table, frame=frame.iloc[below:]), labels


def is_heading(cells: list[str], date: str) -> bool:
    """Whether a row holds texts of questions: no date, no number of an answer, and no number of a respondent.

    Example:
        >>> is_heading(["Recorded Date", "I am motivated"], "Recorded Date"), is_heading(["7", "Agree"], "")
        (True, False)
        >>> is_heading(["Feb 2025", "3.4"], "Feb 2025"), is_heading(["unknown", "3.4"], "unknown")
        (False, False)
    """
    if not date:
        return not cells[0]
    if date.startswith(IMPORTED):
        return True
    return not any(map(str.isdigit, date)) and not any(re.fullmatch(r"-?\d+([.,]\d+)?", cell) for cell in cells)


def named(headings: list[str], role: str) -> list[str]:
    """The columns whose heading names a role, the surest first."""
    exact = [one for word in ROLES[role].split() for one in headings if plain(one) == word]
    within = [one for part in PARTS.get(role, ()) for one in headings if part in plain(one)]
    return list(dict.fromkeys(exact + within))


def placed(table: TextTable, labels: dict[str, str], asked: Asked) -> tuple[TextTable, dict[str, list[str]]]:
    """A table, and the columns of it that the user named for each role; empty for a role that none has.

    A scale that the user says with a heading, as `strain="Q7 (1-5)"`, becomes part of its label; one for all questions,
    as `scale=1-5`, or one day, as `date=31.03.2025`, becomes a column.
    """
    places: dict[str, list[str]] = {role: [] for role in asked}
    roles: dict[str, str] = {}
    for role, heading in ((role, one) for role, headings in asked.items() for one in headings if one != NONE):
        whole = {label: name for name, label in labels.items()}
        name, bare = whole.get(heading, heading), SCALE.sub("", heading).strip()
        if name not in labels and (
            (role == "scale" and ends_of(heading)) or (role == "date" and is_day(iso_days([heading])[0]))
        ):
            name = role
            table, labels[name] = replace(table, frame=table.frame.assign(**{role: heading})), name
        elif name not in labels and (known := whole.get(bare, bare)) in labels:
            name, labels[known] = known, f"{labels[known]}{heading.removeprefix(bare)}"
        name = table.asked(f"--column {role}", name)
        if name in roles:
            raise InputError(f"--column {role}={shown(heading)}: this column is {roles[name]} already")
        roles[name] = role
        places[role].append(name)
    return table, places


def columns_found(table: TextTable, labels: Mapping[str, str], places: Asked) -> dict[str, str]:
    """Role -> column, as named by the user or by its heading, or by what stands below that."""
    found = {role: names[0] for role, names in places.items() if role in LONG and names}
    whole = {label: name for name, label in labels.items()}
    taken = {name for names in places.values() for name in names}
    for role in LONG:
        free = [name for name in labels if name not in taken and name not in found.values()]
        names = named(free, role) or [whole[one] for one in named([labels[name] for name in free], role)]
        if names and role not in places:
            found[role] = names[0]
        if role in found and any(name.startswith(f"{found[role]} column ") for name in labels):
            raise InputError(f"{table.path}: has more than one column {quoted(found[role])}")
    return found


def renamed(table: TextTable, found: Mapping[str, str], places: Asked) -> TextTable:
    """A table whose columns are called by their roles, without those whose roles the user gave to others."""
    taken = {*found.values(), *(name for names in places.values() for name in names)}
    kept = [name for name in table.columns if name in taken or name.strip().casefold() not in set(places) & set(LONG)]
    frame = table.frame[kept].rename(columns={name: role for role, name in found.items()})
    if twice := frame.columns[frame.columns.duplicated()].tolist():
        raise InputError(f"{table.path}: has more than one column {quoted(twice[0])}")
    frame.attrs[CALLED] = dict(found)
    return replace(table, frame=frame)


def is_day(text: str) -> bool:
    """Whether a text is a date as year-month-day."""
    return re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text) is not None


def melted_months(table: TextTable, found: dict[str, str]) -> TextTable:
    """A column for each month as rows; any other table as it is."""
    months = {name: day for name, day in zip(table.columns, iso_days(table.columns), strict=True) if is_day(day)}
    if "date" in found or "mean" in found or len(months) < 2:
        return table
    found |= {"date": "date", "mean": "mean"}
    return replace(table, frame=melted(table.frame, list(months), "date", "mean").replace({"date": months}))


def melted(frame: pd.DataFrame, columns: list[str], name: str, value: str) -> pd.DataFrame:
    """Some columns as rows, each still known by the number of the row that it stood in."""
    kept = [column for column in frame.columns if column not in columns]
    return frame.melt(kept, columns, name, value, ignore_index=False).astype({name: str})


def questions_of(labels: Mapping[str, str], found: Mapping[str, str], places: Asked) -> dict[str, str]:
    """Column -> what it measures, as the user says, or else by the words of its heading."""
    chosen = {name: role for role, names in places.items() if role in MEASURES for name in names}
    for name in labels:
        measure = measure_named(labels[name])
        if measure and measure not in places and name not in chosen and name not in found.values():
            chosen[name] = measure
    return chosen


def melted_measures(
    table: TextTable, questions: Mapping[str, str], scales: Mapping[str, str], _: list[str]
) -> TextTable:
    """A column for each measure as rows."""
    frame = melted(table.frame, list(questions), "question", "mean")
    frame["measure"] = frame["question"].map(questions)
    if scales:
        frame["scale"] = frame["question"].map(scales).fillna(frame.get("scale", ""))
    return replace(table, frame=frame)
