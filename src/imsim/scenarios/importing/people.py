"""Employees of an imported organisation: who they are, where they belong, to whom they report."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from imsim.company.organisation import circles, steps_below_top
from imsim.engine.errors import InputError, listed, nearest
from imsim.scenarios.importing.tables import Remarks, TextTable, shown
from imsim.scenarios.size import LARGEST_UNITS

Index = NDArray[np.int64]
Texts = NDArray[np.object_]

UNASSIGNED = "unassigned"
RESERVED = ("everyone", "contact")
MISSING = ("", "na", "n/a", "nan", "null", "none")
LONGEST_NAME = 60

ID = ("id", "employee", "employee_id")
DEPARTMENT = ("department", "dept", "unit", "team")
SUPERVISOR = ("supervisor", "reports_to", "manager", "boss")


@dataclass(frozen=True)
class People:
    """Employees in the order of their posts, department by department.

    Args:
        ids: as the data name them.
        department: number of each one's department.
        names: of the departments, in order of first appearance.
        aliases: what the data call a department -> its name.
        supervisor: post each reports to, -1 for none.
        layers: steps below the top.
    """

    ids: pd.Index
    department: Index
    names: tuple[str, ...]
    aliases: dict[str, str]
    supervisor: Index
    layers: Index


# What a text begins or ends with where `identity` may change it; asking for that costs a third of the change.
MAY_GO = frozenset(filter(str.isspace, map(chr, range(0x3001)))) | {"0"}


def identity(text: str) -> str:
    """What a person or department is called: without blanks around it, or the `.0` of a number read as a fraction.

    Example:
        >>> identity(" 152.0"), identity("3.50"), identity("R&D")
        ('152', '3.50', 'R&D')
    """
    text = text.strip()
    whole, _, zeros = text.partition(".")
    return whole if zeros and not zeros.strip("0") and whole.removeprefix("-").isdecimal() else text


@dataclass(frozen=True)
class Names:
    """A column of names as numbers: in a table of a million rows only each distinct name is looked at as a text.

    Args:
        distinct: each name once, in order of first appearance.
        number: of the name in each row.
    """

    distinct: Texts
    number: Index

    def texts(self, rows: NDArray[np.bool_] | Index) -> Texts:
        """The names in some rows."""
        return self.distinct[self.number[rows]]

    def found_in(self, posts: pd.Index) -> Index:
        """The post of each row's name, -1 where nobody is called so."""
        return posts.get_indexer(pd.Index(self.distinct, dtype=object)).astype(np.int64)[self.number]

    def none_given(self) -> NDArray[np.bool_]:
        """The rows where nothing stands, or one of the usual words that say so."""
        return np.array([name.casefold() in MISSING for name in self.distinct], dtype=bool)[self.number]


def identities(column: pd.Series[str], remarks: Remarks, *parts: str) -> Names:
    """A column of names as identities; it may be several columns one below the other, as long as each other."""
    number, found = pd.factorize(column)
    raw = np.asarray(found, dtype=object)
    ends = MAY_GO
    plain = np.array([identity(text) if text[:1] in ends or text[-1:] in ends else text for text in raw], dtype=object)
    changed = plain != raw
    if not changed.any():
        return Names(plain, number)
    for part, rows in zip(parts, np.split(number, len(parts)), strict=True):
        remarks.add(f'{part} read without blanks around them and a trailing ".0"', raw[rows[changed[rows]]])
    merged, distinct = pd.factorize(plain)
    return Names(distinct, merged[number])


def read_people(
    table: TextTable, id: str | None, department: str | None, supervisor: str | None, remarks: Remarks
) -> People:
    """Rows of the nodes as posts: everybody once, department by department, with a tree of reporting lines."""
    id_column = table.needed("--id", id, ID, remarks, "id")
    department_column = table.needed("--department", department, DEPARTMENT, remarks, "department")
    boss_column = table.column("--supervisor", supervisor, SUPERVISOR, remarks, "supervisor")
    ids = identities(table.frame[id_column], remarks, f"ids in {table.name}")
    named = (ids.distinct != "")[ids.number]
    remarks.add("rows without an id, dropped", [f"row {row + 1}" for row in np.flatnonzero(~named)])
    rows = np.flatnonzero(named)
    again = pd.Series(ids.number[rows]).duplicated().to_numpy()
    remarks.add("rows that repeat an id, only the first is kept", ids.texts(rows[again]))
    rows = rows[~again]
    if not len(rows):
        raise InputError(f'{table.path}: column "{id_column}" holds no ids')
    number, names, aliases = departments(table.frame[department_column].iloc[rows], ids.texts(rows), remarks)
    order = np.argsort(number, kind="stable")
    rows = rows[order]
    posts = pd.Index(ids.texts(rows), dtype=object)
    boss = np.full(len(posts), -1)
    if boss_column is not None:
        boss = supervisors(table.frame[boss_column].iloc[rows], posts, remarks)
    return People(posts, number[order], names, aliases, boss, layers_below(boss, posts, remarks))


def departments(column: pd.Series[str], ids: Texts, remarks: Remarks) -> tuple[Index, tuple[str, ...], dict[str, str]]:
    """Number of each person's department, the names in order of first appearance, and what the data call them."""
    units = identities(column, remarks, "departments")
    missing = units.none_given()
    said = units.texts(missing)
    remarks.add('departments read as "none given"', said[said != ""])
    remarks.add(f'people without a department, put in "{UNASSIGNED}"', ids[missing])
    unassigned = [UNASSIGNED if name.casefold() in MISSING else name for name in units.distinct]
    merged, called = pd.factorize(np.array(unassigned, dtype=object))
    if len(called) > LARGEST_UNITS:
        some = listed(map(shown, called[:4]), 3)
        raise InputError(
            f"{column.name}: names {len(called):,} departments ({some}), at most {LARGEST_UNITS:,} can be simulated: "
            "choose a coarser --department column"
        )
    aliases: dict[str, str] = {}
    taken = set(RESERVED)
    for text in called:
        aliases[text] = distinct(fitting(text), taken)
        taken.add(aliases[text])
    remarks.add("departments renamed", [f"{text} -> {name}" for text, name in aliases.items() if text != name])
    names = pd.Series(list(aliases.values()))
    alike = names[names.str.casefold().duplicated(keep=False)]
    remarks.add("departments that differ in capitals only, kept apart", alike)
    return merged.astype(np.int64)[units.number], tuple(names), aliases


def fitting(text: str, prefix: str = "dept") -> str:
    """A name as scenario files allow it, as near to the text as can be; a prefix where it begins in another script.

    Example:
        >>> fitting("R/D (Paris)"), fitting("Ökonomie"), fitting("研发")
        ('R D Paris', 'Okonomie', 'dept 研发')
    """
    kept = (letter if allowed(letter) else " " for letter in unicodedata.normalize("NFC", text))
    name = " ".join("".join(kept).split()).lstrip(" _.&+-")
    if name and not name[0].isascii():
        bare = re.sub(r"[^A-Za-z0-9]", "", unicodedata.normalize("NFKD", name[0]))
        name = bare + name[1:] if bare else f"{prefix} {name}"
    return name[:LONGEST_NAME].rstrip() or "unnamed"


def allowed(letter: str) -> bool:
    """Whether a character may stand in the name of a department or scenario."""
    category = unicodedata.category(letter)
    return letter in " .&+-" or category[0] in "LM" or category in ("Nd", "Pc")


def distinct(name: str, taken: set[str]) -> str:
    """A name that is not taken yet, with a number if need be."""
    candidate, number = name, 2
    while candidate in taken:
        candidate = f"{name[: LONGEST_NAME - 8]} {number}"
        number += 1
    return candidate


def supervisors(column: pd.Series[str], posts: pd.Index, remarks: Remarks) -> Index:
    """Post each post reports to, -1 for none: nobody reports to themselves, to a stranger, or in a circle."""
    names = identities(column, remarks, "supervisors")
    boss = names.found_in(posts)
    missing = names.none_given() & (boss < 0)
    said = names.texts(missing)
    remarks.add('supervisors read as "none given"', said[said != ""])
    strange = (boss < 0) & ~missing
    remarks.add("people who report to somebody unknown, now to nobody", posts[strange], names.texts(strange))
    own = boss == np.arange(len(posts))
    remarks.add("people who report to themselves, now to nobody", posts[own])
    boss[own] = -1
    # With one boss each, every knot of people who report to each other is a single circle: one link less opens it.
    first = circles(boss)
    remarks.add("circles of reporting, opened at one link that is dropped", posts[first], posts[boss[first]])
    boss[first] = -1
    return boss


def layers_below(boss: Index, posts: pd.Index, remarks: Remarks) -> Index:
    """Steps from the top of the reporting tree to each post."""
    layers, above = steps_below_top(boss), boss[boss >= 0]
    if not len(above):
        remarks.choices.append("no reporting lines: everybody is at the top (layer 0) and messages reach all directly")
        return layers
    leads = np.bincount(above, minlength=len(boss)) > 0
    outside = (boss < 0) & ~leads
    layers[outside] = 1
    remarks.add("people outside the reporting tree, put at layer 1 without a supervisor", posts[outside])
    tops = (boss < 0) & leads
    if tops.sum() > 1:
        remarks.add("people at the top of separate reporting trees, all at layer 0", posts[tops])
    return layers


def contact_departments(people: People, contact: Sequence[str], remarks: Remarks) -> tuple[str, ...]:
    """Departments that meet external customers, by their names."""
    if not contact:
        remarks.choices.append("no --contact given: every department meets external customers")
        return people.names
    known = people.aliases | {name: name for name in people.names}
    if strange := [word for word in contact if identity(word) not in known]:
        allowed_names = listed(people.names, 20)
        raise InputError(
            f"--contact {shown(word)}: no such department{nearest(identity(word), known)} (allowed: {allowed_names})"
            for word in strange
        )
    return tuple(dict.fromkeys(known[identity(word)] for word in contact))
