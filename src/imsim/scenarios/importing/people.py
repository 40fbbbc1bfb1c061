"""Employees of an imported organisation: who they are, where they belong, to whom they report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from imsim.company.reporting_lines import circles, steps_below_top
from imsim.engine.errors import InputError
from imsim.scenarios.importing.content import matched
from imsim.scenarios.importing.departments import departments
from imsim.scenarios.importing.identity import Index, Names, identities
from imsim.scenarios.importing.roles import Columns, named_ids
from imsim.scenarios.importing.vocabulary import NAME_ROLES, STAFF_ROLES
from imsim.scenarios.tables import Remarks, shown

MOST_LEVELS = 20


@dataclass(frozen=True)
class People:
    """Employees in the order of their posts, department by department.

    Args:
        path: of their table.
        ids: as the data name them.
        keys: what the graph they come from calls them inside; the ids where they come from no graph.
        rows: of the table they come from, one each.
        department: number of each one's department.
        names: of the departments, in order of first appearance.
        aliases: what the data call a department -> its name.
        supervisor: post each reports to, -1 for none.
        layers: steps below the top.
        left: people who are in the list but have left, by their ids without form.
    """

    path: str
    ids: pd.Index
    keys: pd.Index
    rows: Index
    department: Index
    names: tuple[str, ...]
    aliases: dict[str, str]
    supervisor: Index
    layers: Index
    left: frozenset[str] = frozenset()


def read_people(columns: Columns, remarks: Remarks, leaders_first: bool = False) -> People:
    """Rows of the staff list as posts: everybody once, department by department, with a tree of reporting lines.

    Without a column of ids the rows are numbered; without one of departments the reporting tree gives them; without
    supervisors a column of levels gives the layers, and on demand the order within a department.
    """
    table = columns.table
    ids, rows = everybody_once(columns, remarks)
    if "department" in columns.found:
        units = table.frame[columns.found["department"]].iloc[rows]
    else:
        units = branches(columns, rows, pd.Index(ids.texts(rows), dtype=object), remarks)
    number, names, aliases = departments(units, ids.texts(rows), remarks)
    levels = steps_by_level(columns, rows, remarks)
    order = np.lexsort((levels, number)) if leaders_first and levels is not None else np.argsort(number, kind="stable")
    rows = rows[order]
    posts = pd.Index(ids.texts(rows), dtype=object)
    keys = pd.Index(table.frame["id"].iloc[rows], dtype=object) if table.keyed else posts
    boss = read_supervisors(columns, rows, posts, remarks)
    if levels is not None and not (boss >= 0).any():
        layers = levels[order]
    else:
        layers = layers_below(boss, posts, remarks)
    return People(table.path, posts, keys, rows, number[order], names, aliases, boss, layers, columns.left)


def everybody_once(columns: Columns, remarks: Remarks) -> tuple[Names, Index]:
    """Ids of the staff list, and the rows that count: with an id, and the first of those that repeat one."""
    table = columns.table
    if "id" in columns.found:
        ids = identities(table.frame[columns.found["id"]], remarks, f"ids in {table.name}")
    else:
        remarks.choices.append(f"{table.name}: no column says who is who (--id), so people are numbered by their rows")
        ids = Names(np.array([str(i + 1) for i in range(len(table.frame))], dtype=object), np.arange(len(table.frame)))
    named = (ids.distinct != "")[ids.number] if len(ids.distinct) else np.zeros(0, dtype=bool)
    remarks.add("rows without an id, dropped", [f"row {row + 1}" for row in np.flatnonzero(~named)])
    rows = np.flatnonzero(named)
    again = pd.Series(ids.number[rows]).duplicated().to_numpy()
    remarks.add("rows that repeat an id, only the first is kept", ids.texts(rows[again]))
    if again.all():
        raise InputError(f'{table.path}: column "{columns.found.get("id", "id")}" holds no ids')
    return ids, rows[~again]


def steps_by_level(columns: Columns, rows: Index, remarks: Remarks) -> Index | None:
    """Steps below the top by a column of numbered levels, whose top is the end with fewer people; None without one."""
    heading = columns.found.get("level")
    if heading is None or "supervisor" in columns.found:
        return None
    numbers = pd.to_numeric(columns.table.column(heading).iloc[rows], errors="coerce")
    known = numbers.dropna()
    if not len(known) or known.nunique() < 2 or known.nunique() > MOST_LEVELS:
        return None
    heads = known.value_counts().sort_index()
    first = heads.iloc[0] <= heads.iloc[-1]
    ranks = {level: step for step, level in enumerate(heads.index if first else heads.index[::-1])}
    remarks.choices.append(
        f'{columns.table.name}: levels by "{shown(heading)}", {heads.index[0 if first else -1]:g} being the top, since '
        "fewer people stand there (not used: --column level=none)"
    )
    return numbers.map(ranks).fillna(len(ranks) - 1).to_numpy(dtype=np.int64)


def branches(columns: Columns, rows: Index, posts: pd.Index, remarks: Remarks) -> pd.Series[str]:
    """Departments from the reporting tree: everybody belongs to the branch of whoever stands just below the top.

    Where fewer than three stand there, the branches begin a level lower.
    """
    boss = read_supervisors(columns, rows, posts, Remarks())
    if not (boss >= 0).any():
        columns.required(STAFF_ROLES["department"])
    called = next((pd.Index(names.iloc[rows], dtype=object) for _, names in names_of(columns)), posts)
    layers = steps_below_top(boss)
    depth = next((level for level in (1, 2, 3) if (layers == level).sum() > 2), 1)
    up = np.where(layers > depth, boss, np.arange(len(boss)))
    for _ in range(len(boss).bit_length()):
        up = up[up]
    names = [f"team of {called[head].partition('@')[0]}" if layers[head] == depth else "top" for head in up.tolist()]
    remarks.choices.append(
        f"{columns.table.name}: no column of departments (--department), so each branch of the reporting tree is one"
    )
    return pd.Series(names, name="branches of the reporting tree", dtype=str)


def read_supervisors(columns: Columns, rows: Index, posts: pd.Index, remarks: Remarks) -> Index:
    """The row each person reports to, -1 for none; a column that cannot hold supervisors is said not to be used."""
    heading, table = columns.found.get("supervisor"), columns.table
    if heading is None:
        return np.full(len(posts), -1)
    texts = table.frame[heading].iloc[rows]
    asked = [texts.str.strip()]
    if not matched(pd.Series(posts), asked):
        for headings, names in names_of(columns):
            known = pd.Index(names.iloc[rows], dtype=object)
            if known.is_unique and matched(pd.Series(known), asked):
                by = " and ".join(f'"{shown(one)}"' for one in headings)
                remarks.choices.append(f"{table.name}: supervisors are found by {by}")
                columns.found.update({f"name {i}": one for i, one in enumerate(headings)})
                return supervisors(texts, known, posts, remarks, columns.left)
    return supervisors(texts, posts, posts, remarks, columns.left)


def names_of(columns: Columns) -> Iterator[tuple[tuple[str, ...], pd.Series[str]]]:
    """What people are called beside their ids, and by which columns: those that may be ids; first and last name."""
    for heading in named_ids(columns):
        if heading != columns.found.get("id"):
            yield (heading,), columns.table.column(heading)
    first, last = (next(iter(columns.named(role)), None) for role in (NAME_ROLES["first"], NAME_ROLES["last"]))
    if first and last:
        yield (first, last), columns.table.column(first) + " " + columns.table.column(last)


def supervisors(
    column: pd.Series[str], known: pd.Index, posts: pd.Index, remarks: Remarks, left: frozenset[str] = frozenset()
) -> Index:
    """Row each person reports to, -1 for none: nobody reports to themselves, to a stranger, or in a circle.

    Args:
        column: whom each person reports to.
        known: what each person is called in that column.
        posts: what each person is called elsewhere, for messages.
        remarks: gets the oddities.
        left: people who have left, by their ids without form.
    """
    names = identities(column, remarks, "supervisors")
    boss = names.found_in(known, remarks, "supervisors", left)
    missing = names.none_given() & (boss < 0)
    said = names.texts(missing)
    remarks.add('supervisors read as "none given"', said[said != ""])
    gone = (boss < 0) & names.among(left)
    remarks.add("people who report to somebody who has left, now to nobody", posts[gone], names.texts(gone))
    strange = (boss < 0) & ~missing & ~gone
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


def reporting_from(employee: Index, boss: Index, people: People, remarks: Remarks) -> People:
    """People with the reporting lines that ties of that kind tell, from employee to supervisor."""
    texts = np.full(len(people.ids), "", dtype=object)
    # Whoever is named first counts.
    texts[employee[::-1]] = people.ids[boss[::-1]]
    several = np.flatnonzero(np.bincount(employee, minlength=len(people.ids)) > 1)
    remarks.add("people who report to several, only one of them is kept", people.ids[several])
    supervisor = supervisors(pd.Series(texts, dtype=str), people.ids, people.ids, remarks)
    return replace(people, supervisor=supervisor, layers=layers_below(supervisor, people.ids, remarks))
