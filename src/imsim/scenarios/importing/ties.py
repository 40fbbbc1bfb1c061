"""Who serves whom in an imported organisation, person by person and department by department."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from imsim.engine.errors import InputError, listed
from imsim.scenarios.counts import count
from imsim.scenarios.importing.answers import Answers, Filter
from imsim.scenarios.importing.identity import Index, identities
from imsim.scenarios.importing.pairs import ends
from imsim.scenarios.importing.people import People
from imsim.scenarios.importing.roles import Columns
from imsim.scenarios.importing.vocabulary import TIE_ROLES as ROLES
from imsim.scenarios.tables import Question, Remarks, TextTable, shown
from imsim.scenarios.tables.numbers import numbers
from imsim.scenarios.tables.remarks import EXAMPLES

SHARE_UNITS = 1_000_000
LARGEST_WEIGHT = 1e15
# More different values than that in a column are labels or times, not kinds or waves of ties.
MOST_KINDS = 20
FEWEST_OF_A_KIND = 10
# In fewer rows, 0 and 1 may as well number them.
FEWEST_MARKED = 6


@dataclass(frozen=True)
class Ties:
    """Who serves whom, each pair of posts once, and how much."""

    supplier: Index
    customer: Index
    weight: NDArray[np.float64]

    def upwards(self) -> tuple[Index, Index]:
        """Both ends of reporting lines, the employee first: the end of more people, since most bosses have several."""
        one, other = self.supplier, self.customer
        return (one, other) if len(np.unique(one)) >= len(np.unique(other)) else (other, one)

    def contacts(self, posts: int) -> tuple[Index, Index, NDArray[np.float64]]:
        """Pairs with a tie in either direction, each once, the lower post first, and their weights together."""
        low, high = np.minimum(self.supplier, self.customer), np.maximum(self.supplier, self.customer)
        pairs, row = np.unique(low * posts + high, return_inverse=True)
        strength = np.bincount(row, weights=self.weight, minlength=len(pairs)).astype(np.float64)
        return pairs // posts, pairs % posts, strength


def one_kind(columns: Columns, answers: Answers) -> Columns:
    """Ties of one relation and one wave, or those that the user said count.

    Raises:
        Question: ties of several kinds, or of several surveys, stand in one table.
    """
    filters = answers.filters
    for role in ("relation", "wave"):
        for heading in columns.named(ROLES[role]):
            texts = columns.table.column(heading)
            kinds = texts[texts != ""].value_counts()
            layered = role == "relation" and bool(answers.layer)
            several = layered or (len(kinds) > 1 and (role == "relation" or repeats(columns)))
            # More of them are kinds all the same where each has many ties, and pairs stand in several.
            often = role == "relation" and len(texts) >= FEWEST_OF_A_KIND * len(kinds) and repeats(columns)
            if not several or not (len(kinds) <= MOST_KINDS or often):
                continue
            columns.found[role] = heading
            if layered:
                break
            if not any(one.column == heading for one in filters):
                raise which(columns.table, heading, kinds, role)
            break
    return columns


def which(table: TextTable, heading: str, kinds: pd.Series[int], role: str) -> Question:
    """The question which rows of a table of ties count."""
    some = [f"{shown(kind)} ({count:,})" for kind, count in kinds.items()]
    layers = ", or what each kind is with --layer talk=..., workflow=..., reporting=..." if role == "relation" else ""
    first = shown(kinds.index[0])
    return Question(
        f'{table.path}: column "{shown(heading)}" holds several {role}s: {listed(some, MOST_KINDS)}; say which count, '
        f'e.g. --where "{shown(heading)}={first}", or "{shown(heading)}=*" for all{layers}',
        "where", tuple(f"{heading}={kind}" for kind in [*kinds.index, "*"]),
    )  # fmt: skip


def repeats(columns: Columns) -> bool:
    """Whether the same pairs are named in several waves; otherwise a column called so is something else."""
    pair = ends(columns)
    assert pair is not None
    named = columns.table.frame[list(pair)].duplicated()
    return bool(named.any())


def of_layer(columns: Columns, kinds: list[str] | None) -> Columns:
    """The ties of some kinds; all of them where None."""
    if kinds is None:
        return columns
    heading = columns.found.get("relation")
    if heading is None:
        raise InputError(f"{columns.table.path}: --layer: no column says of which kind a tie is (relation, layer, ...)")
    table = columns.table.rows(Filter(heading, tuple(kinds)).kept(columns.table))
    return replace(columns, table=table)


def read_ties(columns: Columns, answers: Answers, people: People, nodes: str, remarks: Remarks) -> Ties:
    """Rows of a table as ties between posts; rows of the same pair are added up."""
    before, table = len(remarks.oddities), columns.table
    pair = ends(columns)
    assert pair is not None
    both = pd.concat([table.frame[column] for column in pair], ignore_index=True)
    names = identities(both, remarks, *(f"{shown(column)} in {table.name}" for column in pair))
    called = people.keys if table.keyed and table.path == people.path else people.ids
    posts_named = names.found_in(called, remarks, f"names in {table.name}", people.left)
    supplier, customer = np.split(posts_named, 2)
    known = (supplier >= 0) & (customer >= 0)
    gone = names.among(people.left) & (posts_named < 0)
    of_leavers = np.logical_or(*np.split(gone, 2))
    remarks.add("edges of people who have left, dropped", names.texts(gone), count=int(of_leavers.sum()))
    strangers = names.texts((posts_named < 0) & ~gone)
    unknown = int((~known & ~of_leavers).sum())
    remarks.add(f"edges with an end that is not in {nodes}, dropped; unknown", strangers, count=unknown)
    amount = np.where(known, weights(columns, answers, known, remarks), 0.0)
    own = (amount > 0) & (supplier == customer)
    remarks.add("edges from a person to themselves, dropped", people.ids[supplier[own]])
    usable = (amount > 0) & ~own
    if not usable.any():
        there = listed(map(shown, people.ids[: EXAMPLES + 1]), EXAMPLES)
        raise InputError(
            f"{table.path}: none of its {count(len(usable), 'row')} ties two people of {nodes} ({there}): "
            f"{'; '.join(remarks.oddities[before:])}"
        )
    return added_up(supplier[usable], customer[usable], amount[usable], people, remarks)


def added_up(supplier: Index, customer: Index, amount: NDArray[np.float64], people: People, remarks: Remarks) -> Ties:
    """Ties between posts, rows of the same pair added up."""
    posts = len(people.ids)
    keys, row, rows = np.unique(supplier * posts + customer, return_inverse=True, return_counts=True)
    ties = Ties(keys // posts, keys % posts, np.bincount(row, weights=amount).astype(np.float64))
    again = rows > 1
    remarks.add(
        "pairs named by several edges, their weights added",
        people.ids[ties.supplier[again]],
        people.ids[ties.customer[again]],
    )
    return ties


def weights(columns: Columns, answers: Answers, known: NDArray[np.bool_], remarks: Remarks) -> NDArray[np.float64]:
    """What each edge counts: its weight, 0 where that cannot be used, 1 where the table has none."""
    table = columns.table
    heading = columns.found.get("weight")
    if heading is None:
        return np.ones(len(known))
    texts = table.column(heading)
    amount = numbers(table, heading, answers.decimal, remarks)
    countable = np.abs(amount) < LARGEST_WEIGHT
    remarks.add("edges whose weight is no usable number, dropped", texts[known & ~countable])
    remarks.add("edges whose weight is not above 0, dropped", texts[known & countable & (amount <= 0)])
    return np.where(countable, np.maximum(amount, 0), 0)


def find_weight(columns: Columns) -> None:
    """Choose the column of weights: the one named, or called so, or the only one that marks with 0 who has no tie."""
    table = columns.table
    if "weight" in columns.asked:
        columns.find(ROLES["weight"])
    else:
        called = [heading for heading in columns.named(ROLES["weight"]) if mostly_numbers(table, heading)]
        marks = [
            heading for heading in table.columns
            if heading and heading not in columns.found.values() and table.columns.count(heading) == 1
            and len(table.frame) >= FEWEST_MARKED and set(table.column(heading).unique()) == {"0", "1"}
        ]  # fmt: skip
        if called or len(marks) == 1:
            columns.settle(ROLES["weight"], (called or marks)[0], guessed=True)
    if "weight" not in columns.found:
        columns.remarks.choices.append(f"{table.name}: no weights, every row counts 1")


def mostly_numbers(table: TextTable, heading: str) -> bool:
    """Whether a column called like a weight holds numbers at all."""
    texts = table.column(heading).head(200)
    filled = texts[texts != ""]
    return not len(texts) or filled.str.contains(r"\d", regex=True).mean() > 0.5


def service_shares(people: People, ties: Ties, remarks: Remarks) -> dict[str, dict[str, float]]:
    """Internal customer -> supplier -> share of the weight of all ties it receives from other departments."""
    names, number = people.names, len(people.names)
    supplier, customer = people.department[ties.supplier], people.department[ties.customer]
    across = supplier != customer
    keys, link = np.unique(customer[across] * number + supplier[across], return_inverse=True)
    sums = np.bincount(link, weights=ties.weight[across], minlength=len(keys)).astype(np.float64)
    customers, first = np.unique(keys // number, return_index=True)
    shares, negligible = {}, []
    for taker, start, end in zip(customers, first, np.append(first, len(keys))[1:], strict=True):
        givers, units = keys[start:end] % number, whole_shares(sums[start:end])
        order = np.argsort(-units, kind="stable")
        shares[names[taker]] = {names[givers[i]]: int(units[i]) / SHARE_UNITS for i in order if units[i]}
        negligible += [f"{names[giver]} -> {names[taker]}" for giver in givers[units == 0]]
    remarks.add("links between departments below a millionth of what the customer receives, dropped", negligible)
    return shares


def whole_shares(received: NDArray[np.float64]) -> Index:
    """Shares in whole units that add up exactly; what rounding leaves goes to those who lost most by it.

    Example:
        >>> whole_shares(np.array([1.0, 1.0, 1.0])).tolist()
        [333334, 333333, 333333]
    """
    exact = received / received.sum() * SHARE_UNITS
    units: Index = np.floor(exact).astype(np.int64)
    units[np.argsort(units - exact, kind="stable")[: SHARE_UNITS - units.sum()]] += 1
    return units
