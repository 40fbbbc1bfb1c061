"""Which column of a table is what: as the user says, by its heading, or by what it holds; all of it said aloud."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from imsim.engine.errors import InputError, listed, nearest
from imsim.scenarios.counts import count
from imsim.scenarios.importing.answers import Filter
from imsim.scenarios.importing.content import (
    SAMPLE,
    apart_but_totals,
    flags,
    groups_by_content,
    ids_by_content,
    matched,
    supervisors_by_content,
    tells_apart,
)
from imsim.scenarios.importing.vocabulary import GONE, NO, PRIVATE, TIE_ROLES, YES, Role, parts_of, plain
from imsim.scenarios.importing.vocabulary import STAFF_ROLES as ROLES
from imsim.scenarios.tables import Remarks, TextTable, shown

NOT_USED = "none"
NAMED = ("id", "supervisor", "department")
NUMERIC = ("level", "tenure", "wage", "satisfaction", "engagement", "commitment", "enps")
# Satisfaction (pay) is one side of it.
SCORES = ("satisfaction", "engagement", "commitment")
FACET = re.compile(
    r"[(\[](?!overall|gesamt|insgesamt|score|scale|skala|mean|average|avg|index|points|punkte|out of|max|von)"
    r"[^\W\d]{2}",
    re.IGNORECASE,
)
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
        left: people who have left, by their ids without form.
    """

    table: TextTable
    asked: Mapping[str, str]
    remarks: Remarks
    found: dict[str, str] = field(default_factory=dict)
    guessed: set[str] = field(default_factory=set)
    left: frozenset[str] = frozenset()

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
        said = {heading: parts_of(heading) for heading in free if role.key not in SCORES or not FACET.search(heading)}
        exact = [heading for word in role.words for heading in free if called[heading] == word]
        exact += [heading for word in role.words for heading in free if word in said.get(heading, ())]
        within = [heading for part in role.parts for heading in free if part in called[heading]]
        return list(dict.fromkeys(exact + [heading for heading in within if self.distinct_enough(role, heading)]))

    def distinct_enough(self, role: Role, heading: str) -> bool:
        """Whether a column that is only nearly named like an id tells people apart."""
        if role.key != "id" or self.table.columns.count(heading) > 1:
            return True
        return tells_apart(self.table.column(heading))

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
    people, boss = proposed(columns, ends)
    columns.find(ROLES["id"], people)
    if "department" in asked:
        columns.find(ROLES["department"])
    elif heading := groups_of(columns, boss):
        columns.find(ROLES["department"], heading)
    if "supervisor" not in asked and boss and (held := flags(table.column(boss))):
        remarks.choices.append(f'{table.name}: "{shown(boss)}" holds only {held}: no reporting lines')
        columns.found["supervisor flag"] = boss
    else:
        columns.find(ROLES["supervisor"], boss)
    for role in list(ROLES.values())[len(NAMED) :]:
        fitting = (heading for heading in columns.named(role) if holds(role.key, table.column(heading)))
        if role.key in asked or (heading := next(fitting, None)):
            columns.find(role, None if role.key in asked else heading)
    if not {"department", "supervisor"} & set(columns.found) and "department" not in asked:
        refuse_pairs(columns)
        departments_by_content(columns)
    return columns


def departments_by_content(columns: Columns) -> None:
    """Take the one column of words that parts people into groups for the departments.

    Raises:
        InputError: there is none, or several; they are named.
    """
    role, table = ROLES["department"], columns.table
    if table.keyed:
        raise table.missing(
            f"the nodes of this network have no {role.meaning}: name it with {role.option}, or give a staff list "
            "first, then this file",
            role.words[0],
        )
    private = [heading for heading in table.columns if plain(heading) in PRIVATE]
    groups = groups_by_content(table, [*columns.found.values(), *private])
    if len(groups) == 1:
        columns.settle(role, groups[0], guessed=True)
        return
    some = [f"{shown(heading)} ({count(table.column(heading).nunique(), 'group')})" for heading in groups]
    perhaps = f"; these part people into groups: {listed(some, 6)}" if some else ""
    raise table.missing(
        f"no column that looks like the {role.meaning}, name it with {role.option}{perhaps}", role.words[0]
    )


def proposed(columns: Columns, ends: Sequence[pd.Series[str]]) -> tuple[str | None, str | None]:
    """Which columns say who somebody is and whom they report to, so that supervisors and ties are found by them."""
    table, asked = columns.table, columns.asked
    bosses = [asked["supervisor"]] if "supervisor" in asked else columns.named(ROLES["supervisor"])
    bosses = [heading for heading in bosses if table.columns.count(heading) == 1]
    people = named_ids(columns)
    if len(people) > 1:
        others = [*([] if table.keyed else ends), *map(table.column, bosses)]
        people.sort(key=lambda one: (-matched(table.column(one), others), not apart_but_totals(table, one)))
    if len(bosses) > 1 and people:
        names = [table.column(one) for one in people]
        bosses.sort(key=lambda boss: -max((matched(name, [table.column(boss)]) for name in names), default=0))
    # Two columns of one name are told as a mistake where they are asked for.
    people = people or columns.named(ROLES["id"])
    if table.keyed:
        return (people[0] if people else None), (bosses[0] if bosses else None)
    return by_content(columns, people[0] if people else None, bosses[0] if bosses else None)


def by_content(columns: Columns, people: str | None, boss: str | None) -> tuple[str | None, str | None]:
    """Ids and supervisors, where no heading names them, from columns whose headings name nothing else either."""
    table, asked = columns.table, columns.asked
    others = [heading for role in ROLES.values() for heading in columns.named(role)]
    if people is None and "id" not in asked:
        people = ids_by_content(table, [*asked.values(), *others])
    if boss is None and "supervisor" not in asked:
        who = asked.get("id", people)
        boss = supervisors_by_content(table, who if who in table.columns else None, [*asked.values(), *others])
    return people, boss


def holds(role: str, texts: pd.Series[str]) -> bool:
    """Whether a column called like a role holds what such a column holds; words are no wages, "new" is no status."""
    filled = texts[texts != ""].head(SAMPLE)
    if role == "status":
        return any(says_gone(text) for text in texts.unique())
    if role == "left":
        said = {plain(text) for text in texts.unique()} - {""}
        return said <= YES | NO and len(said) > 1
    if role in ("ended", "hired"):
        return bool(filled.str.contains(r"\d[-./ 年년]", regex=True).mean() > 0.5) if len(filled) else role == "ended"
    if role == "headcount":
        return bool((pd.to_numeric(filled, errors="coerce") > 1).any())
    if role in NUMERIC:
        return bool(filled.str.contains(r"^\D{0,4}\d", regex=True).mean() > 0.5) if len(filled) else False
    return True


def says_gone(text: str) -> bool:
    """Whether a word for somebody's employment says that it is over."""
    return plain(text) in GONE or plain(text).startswith(("terminat", "resign", "retire"))


def named_ids(columns: Columns) -> list[str]:
    """Columns that may say who somebody is, the surest first."""
    found = columns.named(ROLES["id"])
    if columns.table.keyed:
        found = list(dict.fromkeys(["id", *found]))
    return [heading for heading in found if columns.table.columns.count(heading) == 1]


def refuse_pairs(columns: Columns) -> None:
    """Refuse a table of ties in the place of the staff list, with the way out."""
    table = columns.table
    if len(table.frame) > 1 and table.frame.iloc[:, 0].tolist() == table.columns[1:]:
        raise InputError(f"{table.path}: is a matrix of ties, not people: give the staff list first, then this file")
    ends = [heading for role in ("supplier", "customer") for heading in columns.named(TIE_ROLES[role])[:1]]
    if all(heading.startswith("column ") for heading in table.columns):
        ends = table.columns[:2]
    if len(ends) == 2 and len(table.columns) <= 5:
        raise InputError(
            f'{table.path}: holds pairs ("{shown(ends[0])}", "{shown(ends[1])}"), not people: give the staff list '
            "first, then this file; or, if a row is an employee and whom they report to, name both with --id and "
            "--supervisor"
        )


def codes(texts: pd.Series[str]) -> bool:
    """Whether a column holds numbers and no words."""
    return not texts.head(SAMPLE).str.contains(r"[^\W\d_]{3}", regex=True).any()


def groups_of(columns: Columns, boss: str | None) -> str | None:
    """The column called like a department that parts people into groups: not one for all, nor one for everybody.

    Of several, names go before numbers.
    """
    named = columns.named(ROLES["department"])
    if len(named) > 1:
        named.sort(
            key=lambda heading: columns.table.columns.count(heading) == 1 and codes(columns.table.column(heading))
        )
    for heading in named:
        if columns.table.columns.count(heading) == 1:
            texts = columns.table.column(heading)
            if 1 < texts.nunique() <= max(2, 0.6 * len(texts)):
                return heading
            if texts.nunique() == 1 and boss is not None:
                columns.found["one department"] = heading
                return None  # Reporting lines tell more than one name for all.
    return named[0] if named else None
