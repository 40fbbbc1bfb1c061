"""What a column holds, whatever it is called: people, groups of people, flags, or whom somebody reports to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from imsim.scenarios.importing.identity import near
from imsim.scenarios.importing.vocabulary import TOTALS, plain
from imsim.scenarios.tables import TextTable

SAMPLE = 2000
# Of the supervisors, or of the ends of ties: so many have to be found for a column to be who is meant.
MATCHED = 0.5
MOST_GROUPS = 60
# More ids than that are compared as they stand.
MOST_COMPARED = 200_000
FLAGS = {"0", "1", "yes", "no", "y", "n", "true", "false", "ja", "nein", "oui", "non", ""}
# Fewer rows may differ by chance alone.
FEWEST_IDS = 5
# Shorter ids may as well be grades or counts.
SHORTEST_ID = 3
ID = r"[^\W_](?:[\w@.+-]*[^\W_])?"
DATE = r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}.*"
REAL = r"[-+]?\d*[.,]\d+"


def flags(texts: pd.Series[str]) -> str:
    """What a column holds that says only whether somebody is a supervisor; nothing where it may name supervisors."""
    if not set(texts.head(SAMPLE).str.casefold()) <= FLAGS:
        return ""
    said = set(texts.str.casefold().unique())
    return "/".join(sorted(said - {""})) if said <= FLAGS and len(said - {""}) > 1 else ""


def tells_apart(texts: pd.Series[str]) -> bool:
    """Whether a column holds something else for nearly everybody."""
    some = texts.head(SAMPLE)
    return bool(some.nunique() > 0.9 * len(some))


def of_total(text: str) -> bool:
    """Whether a cell says that its row adds up others.

    Example:
        >>> of_total("Summe Vertrieb"), of_total("Sales Total"), of_total("Total: 12"), of_total("Summer"), of_total("")
        (True, True, True, False, False)
    """
    words = text.split() or [""]
    return bool(TOTALS & {plain(text), plain(words[0]), plain(words[-1])})


def apart_but_totals(table: TextTable, heading: str) -> bool:
    """Whether a column holds something else for nearly everybody; rows of totals without a cell there are nobody."""
    texts = table.column(heading).head(SAMPLE)
    blank = np.flatnonzero(texts == "").tolist()
    return tells_apart(texts.drop(texts.index[[row for row in blank if any(map(of_total, table.frame.iloc[row]))]]))


def matched(people: pd.Series[str], others: Sequence[pd.Series[str]]) -> int:
    """How many of some columns name mostly people of a list."""
    forms: set[str] = set()
    count = 0
    for other in others:
        named = other[other != ""].head(MOST_COMPARED).unique()[:SAMPLE]
        known = set(people[people.isin(named)])
        strange = [text for text in named if text not in known]
        if len(strange) >= MATCHED * len(named) and len(people) <= MOST_COMPARED:
            forms = forms or set(map(near, people))
            strange = [text for text in strange if near(text) not in forms]
        count += len(strange) < MATCHED * len(named)
    return count


def alone(table: TextTable, taken: Iterable[str]) -> list[str]:
    """Headings of columns that are still free, each the only one of its name."""
    used = {"", *taken}
    return [heading for heading in table.columns if heading not in used and table.columns.count(heading) == 1]


def ids_by_content(table: TextTable, taken: Iterable[str]) -> str | None:
    """The first column that holds another word or number for everybody, no fraction and no date."""
    if len(table.frame) < FEWEST_IDS:
        return None
    for heading in alone(table, taken):
        texts = table.column(heading)
        some = texts.head(SAMPLE)
        looks = some.str.fullmatch(ID) & ~some.str.fullmatch(DATE) & ~some.str.fullmatch(REAL)
        if looks.all() and some.str.contains(r"\d|@", regex=True).all() and texts.is_unique:
            return heading
    return None


def supervisors_by_content(table: TextTable, people: str | None, taken: Iterable[str]) -> str | None:
    """The one column in which nearly everything is the id of somebody else, and several times the same."""
    if people is None or table.columns.count(people) > 1:
        return None
    ids = table.column(people)
    if len(ids) < FEWEST_IDS or ids.head(SAMPLE).str.len().min() < SHORTEST_ID or not ids.is_unique:
        return None
    known, found = set(ids), []
    for heading in alone(table, [*taken, people]):
        texts = table.column(heading)
        named = texts[texts != ""]
        inside = named.isin(known)
        several = named.nunique() < len(named)
        if len(named) > len(ids) / 2 and inside.mean() > 0.9 and several and not (named == ids[named.index]).any():
            found.append(heading)
    return found[0] if len(found) == 1 else None


def groups_by_content(table: TextTable, taken: Iterable[str]) -> list[str]:
    """The columns of words that part people into groups."""
    groups = []
    for heading in alone(table, taken):
        texts = table.column(heading).head(SAMPLE)
        words = texts[texts.str.contains(r"[^\W\d]", regex=True)]
        few = 1 < texts.nunique() <= min(MOST_GROUPS, max(2, len(texts) // 3))
        if few and len(words) > 0.8 * len(texts):
            groups.append(heading)
    return groups
