"""From a table of employees and a table of who serves whom to a scenario, saying what was done with every oddity."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from imsim.errors import InputError, listed, nearest
from imsim.scenario import LARGEST_FILE, load
from imsim.scenario_text import Draft, scenario_text
from imsim.tables import Remarks, TextTable, printable, read_text_table, shown

Index = NDArray[np.int64]

UNASSIGNED = "unassigned"
MISSING = ("", "na", "n/a", "nan", "null", "none")
LONGEST_NAME = 60
SHARE_UNITS = 1_000_000
FILES = ("posts.csv", "ties.csv", "scenario.toml")

ID = ("id", "employee", "employee_id")
DEPARTMENT = ("department", "dept", "unit", "team")
SUPERVISOR = ("supervisor", "reports_to", "manager", "boss")
SUPPLIER = ("from", "source", "supplier", "sender")
CUSTOMER = ("to", "target", "customer", "receiver")
WEIGHT = ("weight",)


@dataclass(frozen=True)
class ImportReport:
    """What an import wrote, what it took for granted, and what it did with every oddity.

    Args:
        posts, departments, ties, service_edges: how many.
        choices: one line for each column, and for each decision a user may want to change.
        oddities: one line for each kind of flaw in the data, with how often it occurs and examples.
        files: written, the scenario among them.
        scenario: the file to run.
    """

    posts: int
    departments: int
    ties: int
    service_edges: int
    choices: list[str]
    oddities: list[str]
    files: list[Path]
    scenario: Path

    def lines(self) -> list[str]:
        """The report as plain text; names in it come from the data, so print it without interpreting markup."""
        return [
            f"{self.posts:,} posts in {self.departments:,} departments, {self.ties:,} contact ties, "
            f"{self.service_edges:,} links between internal suppliers and customers",
            *(f"  {choice}" for choice in self.choices),
            "oddities in the data:" if self.oddities else "no oddities in the data",
            *(f"  {oddity}" for oddity in self.oddities),
            f"written: {', '.join(str(path) for path in self.files)}",
        ]


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


@dataclass(frozen=True)
class Ties:
    """Who serves whom, each pair of posts once, and how much."""

    supplier: Index
    customer: Index
    weight: NDArray[np.float64]

    def contacts(self, posts: int) -> tuple[Index, Index]:
        """Pairs with a tie in either direction, each once, the lower post first."""
        low, high = np.minimum(self.supplier, self.customer), np.maximum(self.supplier, self.customer)
        pairs = np.unique(low * posts + high)
        return pairs // posts, pairs % posts


def import_organisation(
    nodes: Path,
    edges: Path,
    out: Path,
    *,
    id: str | None = None,
    department: str | None = None,
    supervisor: str | None = None,
    source: str | None = None,
    target: str | None = None,
    customer: str | None = None,
    supplier: str | None = None,
    weight: str | None = None,
    contact: Sequence[str] = (),
    name: str | None = None,
) -> ImportReport:
    """A company's own tables of employees and of who serves whom become a scenario that runs.

    Args:
        nodes, edges: CSV files, or one GraphML file given twice.
        out: folder to write posts.csv, ties.csv and scenario.toml to; new, or without files of these names.
        id, department, supervisor: columns of the nodes; guessed where not given.
        source, target: columns of who gives or sends (the internal supplier) and who receives (the internal customer).
        customer, supplier: the same two columns, named by their role.
        weight: column of the edges; without one every row counts 1.
        contact: departments that meet external customers; all of them if none is named.
        name: of the scenario; the folder's name if not given.

    Raises:
        InputError: a file, a column or a department is not what it should be; nothing has been written then.
    """
    refuse_overwriting(out)
    remarks = Remarks()
    title = scenario_name(out, name)
    staff_table, tie_table = read_text_table(nodes, "nodes", remarks), read_text_table(edges, "edges", remarks)
    people = read_people(staff_table, id, department, supervisor, remarks)
    met = contact_departments(people, contact, remarks)
    columns = ends(tie_table, source, target, customer, supplier, remarks)
    ties = read_ties(tie_table, columns, weight, people, nodes.name, remarks)
    shares = service_shares(people, ties, remarks)
    heads = np.bincount(people.department, minlength=len(people.names)).tolist()
    draft = Draft(
        name=title,
        description=f"{len(people.ids):,} people in {len(people.names):,} departments, imported from {nodes.name} and "
        f"{edges.name} (internal supplier: {shown(columns[0])}, internal customer: {shown(columns[1])}).",
        departments=dict(zip(people.names, heads, strict=True)),
        contact=met,
        service=shares,
    )
    one, other = ties.contacts(len(people.ids))
    remark_on_structure(people, heads, shares, np.concatenate([one, other]), remarks)
    written = write(out, draft, people, pd.DataFrame({"one": one, "other": other}))
    return ImportReport(
        posts=len(people.ids),
        departments=len(people.names),
        ties=len(one),
        service_edges=sum(map(len, shares.values())),
        choices=remarks.choices,
        oddities=remarks.oddities,
        files=written,
        scenario=written[-1],
    )


def refuse_overwriting(out: Path) -> None:
    """Leave alone what somebody has already put there."""
    if out.exists() and not out.is_dir():
        raise InputError(f"{out}: is a file; give a folder")
    if there := [file for file in FILES if (out / file).exists()]:
        raise InputError(f"{out}: already holds {listed(there)}; give another folder, or remove it first")


def scenario_name(out: Path, name: str | None) -> str:
    """The name given, if it may stand in a scenario, or the folder's with what may not stand there taken out."""
    if name is None:
        return fitting(out.resolve().name)
    if name != fitting(name):
        raise InputError(
            f'--name {shown(name)}: begin with a letter or digit, then letters, digits, blanks, "_.&+-"; at most 60'
        )
    return name


def identity(text: str) -> str:
    """What a person or department is called: without blanks around it, or the `.0` of a number that was once a fraction.

    Example:
        >>> identity(" 152.0"), identity("3.50"), identity("R&D")
        ('152', '3.50', 'R&D')
    """
    text = text.strip()
    return re.sub(r"^(-?\d+)\.0+$", r"\1", text)


def identities(column: pd.Series[str], where: str, remarks: Remarks) -> pd.Series[str]:
    """A column of names as identities; each distinct text is looked at once."""
    codes, texts = pd.factorize(column)
    plain = np.array([identity(text) for text in texts], dtype=object)
    changed = (plain != np.asarray(texts, dtype=object))[codes]
    remarks.add(f'{where} read without blanks around them and a trailing ".0"', column[changed])
    return pd.Series(plain[codes], index=column.index, dtype=object)


def read_people(
    table: TextTable, id: str | None, department: str | None, supervisor: str | None, remarks: Remarks
) -> People:
    """Rows of the nodes as posts: everybody once, department by department, with a tree of reporting lines."""
    id_column = table.needed("--id", id, ID, remarks, "id")
    department_column = table.needed("--department", department, DEPARTMENT, remarks, "department")
    boss_column = table.column("--supervisor", supervisor, SUPERVISOR, remarks, "supervisor")
    ids = identities(table.frame[id_column], f"ids in {table.path.name}", remarks)
    remarks.add("rows without an id, dropped", [f"row {row + 1}" for row in np.flatnonzero(ids == "")])
    known = ids[ids != ""]
    again = known.duplicated()
    remarks.add("rows that repeat an id, only the first is kept", known[again])
    known = known[~again]
    if known.empty:
        raise InputError(f'{table.path}: column "{id_column}" holds no ids')
    texts = table.frame.loc[known.index, department_column]
    number, names, aliases = departments(texts, known, remarks)
    order = np.argsort(number, kind="stable")
    posts = pd.Index(known.iloc[order], dtype=object)
    boss = np.full(len(posts), -1)
    if boss_column is not None:
        boss = supervisors(table.frame.loc[known.index[order], boss_column], posts, remarks)
    return People(posts, number[order], names, aliases, boss, layers_below(boss, posts, remarks))


def departments(
    column: pd.Series[str], ids: pd.Series[str], remarks: Remarks
) -> tuple[Index, tuple[str, ...], dict[str, str]]:
    """Number of each person's department, the names in order of first appearance, and what the data call them."""
    texts = identities(column, "departments", remarks)
    missing = texts.str.casefold().isin(MISSING)
    remarks.add('departments read as "none given"', texts[missing & (texts != "")])
    remarks.add(f'people without a department, put in "{UNASSIGNED}"', ids[missing])
    codes, called = pd.factorize(texts.mask(missing, UNASSIGNED))
    aliases: dict[str, str] = {}
    taken: set[str] = set()
    for text in called:
        aliases[text] = distinct(fitting(text), taken)
        taken.add(aliases[text])
    remarks.add("departments renamed", [f"{text} -> {name}" for text, name in aliases.items() if text != name])
    names = pd.Series(list(aliases.values()))
    alike = names[names.str.casefold().duplicated(keep=False)]
    remarks.add("departments that differ in capitals only, kept apart", alike)
    return codes.astype(np.int64), tuple(names), aliases


def fitting(text: str) -> str:
    """A name as scenario files allow it, as near to the text as can be.

    Example:
        >>> fitting("R/D (Paris)"), fitting("Ökonomie"), fitting("研发")
        ('R D Paris', 'Okonomie', 'dept 研发')
    """
    kept = (letter if allowed(letter) else " " for letter in unicodedata.normalize("NFC", text))
    name = " ".join("".join(kept).split()).lstrip(" _.&+-")
    if name and not name[0].isascii():
        bare = re.sub(r"[^A-Za-z0-9]", "", unicodedata.normalize("NFKD", name[0]))
        name = bare + name[1:] if bare else f"dept {name}"
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
    texts = identities(column, "supervisors", remarks).to_numpy()
    boss = posts.get_indexer(pd.Index(texts, dtype=object)).astype(np.int64)
    stated = ~np.isin(np.char.lower(texts.astype(str)), MISSING)
    strangers = (boss < 0) & stated
    remarks.add(
        "people who report to somebody who is not in the data, now to nobody", pairs(posts[strangers], texts[strangers])
    )
    own = boss == np.arange(len(posts))
    remarks.add("people who report to themselves, now to nobody", posts[own])
    boss[own] = -1
    lines = nx.DiGraph((int(above), post) for post, above in enumerate(boss) if above >= 0)
    # With one boss each, every knot of people who report to each other is a single circle: one link less opens it.
    first = sorted(min(circle) for circle in nx.strongly_connected_components(lines) if len(circle) > 1)
    remarks.add("circles of reporting, opened at one link that is dropped", pairs(posts[first], posts[boss[first]]))
    boss[first] = -1
    return boss


def pairs(
    ones: Sequence[object] | pd.Index | np.ndarray, others: Sequence[object] | pd.Index | np.ndarray
) -> list[str]:
    """One end -> the other, for messages."""
    return [f"{one} -> {other}" for one, other in zip(ones, others, strict=True)]


def layers_below(boss: Index, posts: pd.Index, remarks: Remarks) -> Index:
    """Steps from the top of the reporting tree to each post."""
    layers = np.zeros(len(boss), dtype=np.int64)
    above = boss[boss >= 0]
    if not len(above):
        remarks.choices.append("no reporting lines: everybody is at the top (layer 0) and messages reach all directly")
        return layers
    leads = np.bincount(above, minlength=len(boss)) > 0
    lines = nx.DiGraph((int(boss[post]), int(post)) for post in np.flatnonzero(boss >= 0))
    for post in nx.topological_sort(lines):
        if boss[post] >= 0:
            layers[post] = layers[boss[post]] + 1
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
        raise InputError(
            f"--contact {shown(word)}: no such department{nearest(identity(word), known)} (allowed: {listed(people.names, 20)})"
            for word in strange
        )
    return tuple(dict.fromkeys(known[identity(word)] for word in contact))


def ends(
    table: TextTable,
    source: str | None,
    target: str | None,
    customer: str | None,
    supplier: str | None,
    remarks: Remarks,
) -> tuple[str, str]:
    """Columns of the internal supplier and of the internal customer, named by direction or by role."""
    by_role = customer is not None or supplier is not None
    if by_role and (source is not None or target is not None):
        raise InputError("--from/--to and --supplier/--customer name the same two columns: give one pair")
    if by_role:
        giver = table.needed("--supplier", supplier, SUPPLIER[::-1], remarks, "internal supplier")
        taker = table.needed("--customer", customer, CUSTOMER[::-1], remarks, "internal customer")
    else:
        giver = table.needed("--from", source, SUPPLIER, remarks, "internal supplier (gives, sends)")
        taker = table.needed("--to", target, CUSTOMER, remarks, "internal customer (gets)")
    if giver == taker:
        raise InputError(f'{table.path}: "{giver}" cannot be both the internal supplier and the internal customer')
    return giver, taker


def read_ties(
    table: TextTable, columns: tuple[str, str], weight: str | None, people: People, nodes: str, remarks: Remarks
) -> Ties:
    """Rows of the edges as ties between posts; rows of the same pair are added up."""
    weight_column = table.column("--weight", weight, WEIGHT, remarks, "weight")
    if weight_column is None:
        remarks.choices.append(f"{table.path.name}: no weights, every row counts 1")
    posts = len(people.ids)
    texts = [identities(table.frame[column], f"ids in {table.path.name}: {column}", remarks) for column in columns]
    supplier, customer = (people.ids.get_indexer(pd.Index(text, dtype=object)).astype(np.int64) for text in texts)
    usable = (supplier >= 0) & (customer >= 0)
    strangers = pd.concat([text[end < 0] for text, end in zip(texts, (supplier, customer), strict=True)])
    remarks.add(f"edges with an end that is not in {nodes}, dropped; not known are", strangers, int((~usable).sum()))
    amount = np.ones(len(usable))
    if weight_column is not None:
        amount = weights(table, weight_column, usable, remarks)
        usable &= amount > 0
    own = usable & (supplier == customer)
    remarks.add("edges from a person to themselves, dropped", people.ids[supplier[own]])
    usable &= ~own
    if not usable.any():
        raise InputError(
            f"{table.path}: none of its {len(usable):,} rows ties two people of {nodes}: "
            f"it has ids like {listed(map(shown, texts[0].unique()), 3)}, {nodes} has {listed(map(shown, people.ids), 3)}"
        )
    keys, row = np.unique(supplier[usable] * posts + customer[usable], return_inverse=True)
    repeated = np.bincount(row) > 1
    again = keys[repeated]
    remarks.add(
        "pairs that several edges name, their weights added",
        pairs(people.ids[again[:EXAMPLE_ROWS] // posts], people.ids[again[:EXAMPLE_ROWS] % posts]),
        len(again),
    )
    return Ties(keys // posts, keys % posts, np.bincount(row, weights=amount[usable]))
