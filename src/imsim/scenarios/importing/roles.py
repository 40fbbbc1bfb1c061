"""Which column of a table is what: as the user says, by its heading, or by what it holds; all of it said aloud."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from imsim.engine.errors import InputError, listed, nearest
from imsim.scenarios.importing.answers import Filter
from imsim.scenarios.importing.identity import near
from imsim.scenarios.importing.vocabulary import STAFF_ROLES as ROLES
from imsim.scenarios.importing.vocabulary import Role, plain
from imsim.scenarios.tables import Remarks, TextTable, shown

NOT_USED = "none"
SAMPLE = 2000
# Of the supervisors, or of the ends of ties: so many have to be found for a column to be who is meant.
MATCHED = 0.5
MOST_GROUPS = 60
FLAGS = {"0", "1", "yes", "no", "y", "n", "true", "false", "ja", "nein", "oui", "non", ""}
# Roles for which two columns of one name are a mistake to be told, not a column less.
NEEDED = ("id", "department", "supervisor", "supplier", "customer")


@dataclass
class Columns:
    """The columns of one table by their role.

    Args:
        table: whose columns.
        asked: role -> heading that the user named; "none" for a role that nothing has.
        remarks: where every decision is said.
        found: role -> heading.
        guessed: roles that nobody named.
    """

    table: TextTable
    asked: Mapping[str, str]
    remarks: Remarks
    found: dict[str, str] = field(default_factory=dict)
    guessed: set[str] = field(default_factory=set)

    def find(self, role: Role, heading: str | None = None) -> str | None:
        """The column of a role: named by the user, the one proposed, or by its heading; said aloud where there is one.

        Raises:
            InputError: the user named a column that is not there.
        """
        asked = self.asked.get(role.key)
        if asked == NOT_USED and NOT_USED not in self.table.columns:
            return None
        if asked is not None:
            self.settle(role, self.table.asked(role.option, asked), guessed=False)
        elif (heading := heading or next(iter(self.named(role)), None)) is not None:
            self.settle(role, self.table.asked(role.option, heading), guessed=True)
        return self.found.get(role.key)

    def named(self, role: Role) -> list[str]:
        """Columns whose heading names a role, the surest first; those that have a role already are left out."""
        headings = self.table.columns
        free = [
            heading for heading in headings
            if heading and heading not in self.found.values() and (headings.count(heading) == 1 or role.key in NEEDED)
        ]  # fmt: skip
        called = {heading: plain(heading) for heading in free}
        exact = [heading for word in role.words for heading in free if called[heading] == word]
        within = [heading for part in role.parts for heading in free if part in called[heading]]
        return list(dict.fromkeys(exact + [heading for heading in within if self.distinct_enough(role, heading)]))

    def distinct_enough(self, role: Role, heading: str) -> bool:
        """Whether a column that is only nearly named like an id tells people apart."""
        if role.key != "id" or self.table.columns.count(heading) > 1:
            return True
        texts = self.table.column(heading).head(SAMPLE)
        return texts.nunique() > 0.9 * len(texts)

    def settle(self, role: Role, heading: str, *, guessed: bool) -> None:
        """Give a column its role, and say so."""
        self.found[role.key] = heading
        how = " (guessed)" if guessed else ""
        self.remarks.choices.append(f'{self.table.name}: {role.meaning} from column "{shown(heading)}"{how}')
        option, _, key = role.option.partition(" ")
        if guessed:
            self.guessed.add(role.key)
        if self.table.keyed and heading in ("source", "target"):
            return  # A network says itself what its ties join.
        self.remarks.option(option, f"{key}={heading}" if key else heading, guessed=guessed)

    def required(self, role: Role) -> str:
        """The column of a role that has to be there."""
        heading = self.find(role)
        if heading is None:
            raise self.table.missing(
                f"no column that looks like the {role.meaning}, name it with {role.option}", role.words[0]
            )
        return heading

    def unused(self, what: str, filters: Sequence[Filter]) -> None:
        """Name the columns that have no role and by which no rows were chosen."""
        used = {*self.found.values(), *(one.column for one in filters), ""}
        if rest := [heading for heading in self.table.columns if heading not in used]:
            self.remarks.choices.append(f"{self.table.name}: {what} not used: {listed(map(shown, rest), 20)}")


def staff_columns(
    table: TextTable, asked: Mapping[str, str], ends: Sequence[pd.Series[str]], remarks: Remarks
) -> Columns:
    """The columns of a staff list.

    Args:
        table: the staff list.
        asked: role -> heading that the user named.
        ends: columns of the ties that name people, to tell which of several columns holds their ids.
        remarks: where every decision is said.
    """
    if strange := [key for key in asked if key not in ROLES]:
        raise InputError(
            f"--column {key}: no such role{nearest(key, ROLES)} (allowed: {listed(ROLES, 20)})" for key in strange
        )
    columns = Columns(table, asked, remarks)
    bosses = [asked["supervisor"]] if "supervisor" in asked else columns.named(ROLES["supervisor"])
    named = [heading for heading in bosses if table.columns.count(heading) == 1]
    people = named_ids(columns)
    if "id" not in asked and len(people) > 1:
        lines = [table.column(heading) for heading in named]
        people.sort(key=lambda heading: -matched(table.column(heading), [*([] if table.keyed else ends), *lines]))
    columns.find(ROLES["id"], people[0] if people else None)
    if "supervisor" not in asked and len(named) > 1 and people:
        named.sort(key=lambda boss: -max(matched(table.column(one), [table.column(boss)]) for one in people))
    if "supervisor" not in asked and named and (held := flags(table.column(named[0]))):
        remarks.choices.append(f'{table.name}: "{shown(named[0])}" holds only {held}: no reporting lines')
        columns.found["supervisor flag"] = named[0]
    else:
        columns.find(ROLES["supervisor"], named[0] if named else None)
    for role in list(ROLES.values())[2:]:
        columns.find(role)
    if "department" not in columns.found and "department" not in asked and (heading := by_content(columns)):
        columns.settle(ROLES["department"], heading, guessed=True)
    return columns


def flags(texts: pd.Series[str]) -> str:
    """What a column holds that says only whether somebody is a supervisor; nothing where it may name supervisors."""
    said = set(texts.str.casefold().unique())
    return "/".join(sorted(said - {""})) if said <= FLAGS and len(said - {""}) > 1 else ""


def named_ids(columns: Columns) -> list[str]:
    """Columns that may say who somebody is, the surest first."""
    found = columns.named(ROLES["id"])
    if columns.table.keyed:
        found = list(dict.fromkeys(["id", *found]))
    return [heading for heading in found if columns.table.columns.count(heading) == 1] or found[:1]


def matched(people: pd.Series[str], others: Sequence[pd.Series[str]]) -> int:
    """How many of the columns that name people name those of a list (most of whom each names, it is then said)."""
    known = {near(text) for text in people.unique()}
    count = 0
    for other in others:
        named = [near(text) for text in other[other != ""].unique()[:SAMPLE]]
        count += bool(named) and sum(text in known for text in named) > MATCHED * len(named)
    return count


def by_content(columns: Columns) -> str | None:
    """The one column of words that parts people into groups, where no heading names a department."""
    table = columns.table
    groups = []
    for heading in table.columns:
        if not heading or heading in columns.found.values() or table.columns.count(heading) > 1:
            continue
        texts = table.column(heading).head(SAMPLE)
        words = texts[texts.str.contains(r"[^\W\d]", regex=True)]
        few = 1 < texts.nunique() <= min(MOST_GROUPS, max(2, len(texts) // 3))
        if few and len(words) > 0.8 * len(texts):
            groups.append(heading)
    return groups[0] if len(groups) == 1 else None
