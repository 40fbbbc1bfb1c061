"""Who serves whom in an imported organisation, person by person and department by department."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from imsim.engine.errors import InputError, listed
from imsim.scenarios.importing.people import Index, People, identities
from imsim.scenarios.importing.tables import EXAMPLES, Remarks, TextTable, shown

SHARE_UNITS = 1_000_000
LARGEST_WEIGHT = 1e15

SUPPLIER = ("from", "source", "supplier", "sender")
CUSTOMER = ("to", "target", "customer", "receiver")
WEIGHT = ("weight",)


@dataclass(frozen=True)
class Ties:
    """Who serves whom, each pair of posts once, and how much."""

    supplier: Index
    customer: Index
    weight: NDArray[np.float64]

    def contacts(self, posts: int) -> tuple[Index, Index]:
        """Pairs with a tie in either direction, each once, the lower post first."""
        low, high = np.minimum(self.supplier, self.customer), np.maximum(self.supplier, self.customer)
        keys = np.sort(low * posts + high)
        pairs = keys[np.diff(keys, prepend=-1) > 0]
        return pairs // posts, pairs % posts


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
    if by_role and (customer is None or supplier is None):
        raise InputError("--supplier and --customer go together: name both columns")
    if by_role:
        giver = table.needed("--supplier", supplier, SUPPLIER, remarks, "internal supplier")
        taker = table.needed("--customer", customer, CUSTOMER, remarks, "internal customer")
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
    before = len(remarks.oddities)
    both = pd.concat([table.frame[column] for column in columns], ignore_index=True)
    names = identities(both, remarks, *(f"{shown(column)} in {table.name}" for column in columns))
    posts_named = names.found_in(people.ids)
    supplier, customer = np.split(posts_named, 2)
    known = (supplier >= 0) & (customer >= 0)
    strangers = names.texts(posts_named < 0)
    remarks.add(f"edges with an end that is not in {nodes}, dropped; unknown", strangers, count=int((~known).sum()))
    amount = np.where(known, weights(table, weight, known, remarks), 0.0)
    own = (amount > 0) & (supplier == customer)
    remarks.add("edges from a person to themselves, dropped", people.ids[supplier[own]])
    usable = (amount > 0) & ~own
    if not usable.any():
        there = listed(map(shown, people.ids[: EXAMPLES + 1]), EXAMPLES)
        raise InputError(
            f"{table.path}: none of its {len(usable):,} rows ties two people of {nodes} ({there}): "
            f"{'; '.join(remarks.oddities[before:])}"
        )
    posts = len(people.ids)
    keys, row, rows = np.unique(supplier[usable] * posts + customer[usable], return_inverse=True, return_counts=True)
    ties = Ties(keys // posts, keys % posts, np.bincount(row, weights=amount[usable]).astype(np.float64))
    again = rows > 1
    remarks.add(
        "pairs named by several edges, their weights added",
        people.ids[ties.supplier[again]],
        people.ids[ties.customer[again]],
    )
    return ties


def weights(table: TextTable, asked: str | None, known: NDArray[np.bool_], remarks: Remarks) -> NDArray[np.float64]:
    """What each edge counts: its weight, 0 where that cannot be used, 1 where the table has none."""
    column = table.column("--weight", asked, WEIGHT, remarks, "weight")
    if column is None:
        remarks.choices.append(f"{table.name}: no weights, every row counts 1")
        return np.ones(len(known))
    texts = table.frame[column].str.strip()
    plain = texts if table.decimal == "." else texts.str.replace(table.decimal, ".")
    amount = pd.to_numeric(plain, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    countable = np.abs(amount) < LARGEST_WEIGHT
    remarks.add("edges whose weight is no usable number, dropped", texts[known & ~countable])
    remarks.add("edges whose weight is not above 0, dropped", texts[known & countable & (amount <= 0)])
    return np.where(countable, np.maximum(amount, 0), 0)


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
