"""Tables of ties in any form as pairs: which columns name whom, matrices, lists without a heading, directions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from imsim.engine.errors import InputError
from imsim.scenarios.counts import count
from imsim.scenarios.importing.answers import Answers
from imsim.scenarios.importing.identity import near
from imsim.scenarios.importing.people import People
from imsim.scenarios.importing.roles import Columns
from imsim.scenarios.importing.vocabulary import TIE_ROLES as ROLES
from imsim.scenarios.importing.vocabulary import YES, asks, plain
from imsim.scenarios.tables import Question, Remarks, TextTable, shown

# Ties of so many pairs, none of them in both directions, are rather those of a file that names each pair once.
MANY_PAIRS = 36
DIRECTIONS = {"directed": True, "undirected": False, "mutual": False, "bidirectional": False, "reciprocal": False}
# Headings that say who gives and who gets, whatever the file is called.
PLAINLY = {"supplier", "provider", "customer", "recipient"}
SAMPLE = 2000
MOST_LOOKED_AT = 50_000


def pair_columns(table: TextTable, answers: Answers, remarks: Remarks) -> Columns:
    """The two columns that name people, as far as the user or their headings say, both or neither."""
    asked = {"supplier": answers.source, "customer": answers.target, "asks": answers.customer,
             "answers": answers.supplier, "weight": answers.weight}  # fmt: skip
    columns = Columns(table, {role: heading for role, heading in asked.items() if heading is not None}, remarks)
    directions = [("supplier", "customer"), ("answers", "asks")]
    said = [pair for pair in directions if any(role in columns.asked for role in pair)]
    for giver, taker in said or directions:
        givers, takers = columns.named(ROLES[giver]), columns.named(ROLES[taker])
        if said or (givers and takers):
            if not said and giver == "supplier" and takers != givers[:1]:
                settle_ends(columns, givers[0], next(one for one in takers if one != givers[0]), answers)
            else:
                columns.required(ROLES[giver])
                columns.required(ROLES[taker])
            check_apart(columns)
            break
    return columns


def settle_ends(columns: Columns, first: str, second: str, answers: Answers) -> None:
    """Take the first of two columns for who gives and the second for who gets; the other way round where it asks."""
    giver, taker = ("supplier", first), ("customer", second)
    if asked_for(columns, answers) and not PLAINLY & {plain(first), plain(second)}:
        giver, taker = ("answers", second), ("asks", first)
        one, other = shown(first), shown(second)
        columns.remarks.choices.append(
            f'{columns.table.name}: by its name who asks whom, so "{other}" serves "{one}" '
            f'(the other way round: --supplier "{one}" --customer "{other}")'
        )
    for role, heading in (giver, taker):
        columns.find(ROLES[role], heading)


def asked_for(columns: Columns, answers: Answers) -> bool:
    """Whether the relation, or else the file or the weight, is called after asking for advice or help."""
    table = columns.table
    for heading in columns.named(ROLES["relation"]):
        texts = table.column(heading)
        if kinds := answers.layers.get("workflow", [*texts[texts != ""].unique()]):
            return all(map(asks, kinds))
    weight = answers.weight or (table.columns[2] if len(table.columns) == len(("from", "to", "weight")) else "")
    return asks(table.name) or asks(weight)


def ends(columns: Columns) -> tuple[str, str] | None:
    """Headings of the internal supplier and the internal customer."""
    for giver, taker in (("supplier", "customer"), ("answers", "asks")):
        if giver in columns.found and taker in columns.found:
            return columns.found[giver], columns.found[taker]
    return None


def check_apart(columns: Columns) -> None:
    """Refuse one column for both ends."""
    both = ends(columns)
    if both and both[0] == both[1]:
        raise InputError(
            f'{columns.table.path}: "{both[0]}" cannot be both the internal supplier and the internal customer'
        )


def ends_by_content(columns: Columns, people: People, answers: Answers) -> Columns:
    """The two columns that hold ids of people, where no heading says which they are."""
    known = {near(text) for text in people.ids}
    table = columns.table
    if sum(near(heading) in known for heading in table.columns) >= 2 and len(table.columns) <= 4:
        # What stands in the place of a heading is a tie already.
        first = pd.DataFrame([table.columns], columns=range(len(table.columns)), dtype=str)
        rest = table.frame.set_axis(range(len(table.columns)), axis=1)
        frame = pd.concat([first, rest], ignore_index=True)
        frame.columns = pd.Index([f"column {i + 1}" for i in range(frame.shape[1])])
        columns.remarks.choices.append(f"{table.name}: has no heading, its columns are numbered")
        columns = Columns(replace(table, frame=frame), columns.asked, columns.remarks)
    table = columns.table
    naming = []
    for i, heading in enumerate(table.columns):
        texts = table.frame.iloc[:SAMPLE, i].str.strip()
        some = [near(text) for text in texts[texts != ""].unique()]
        if heading and table.columns.count(heading) == 1 and sum(map(known.__contains__, some)) > 0.5 * len(some):
            naming.append(heading)
    if len(naming) < 2:
        columns.required(ROLES["supplier"])
        columns.required(ROLES["customer"])
        check_apart(columns)
    else:
        settle_ends(columns, naming[0], naming[1], answers)
    return columns


def from_matrix(table: TextTable, people: People | None, remarks: Remarks) -> TextTable:
    """An adjacency matrix, with names or in the order of the staff list, as pairs; any other table as it is."""
    labels, cells = matrix_parts(table, people)
    if not labels:
        return table
    row, column = np.nonzero(~cells.isin(["", "0"]).to_numpy())
    names = np.array(labels, dtype=object)
    remarks.choices.append(
        f'{table.name}: a matrix of {count(len(labels), "person", "people")}; a row is "from", a column "to"'
    )
    frame = pd.DataFrame({"from": names[row], "to": names[column], "value": cells.to_numpy()[row, column]}, dtype=str)
    return replace(table, frame=frame)


def matrix_parts(table: TextTable, people: People | None) -> tuple[list[str], pd.DataFrame]:
    """Who stands in a matrix, and its cells; nobody where the table is none."""
    frame, headings = table.frame, table.columns
    size = len(frame)
    if size > 1 and len(headings) == size + 1:
        names = frame.iloc[:, 0].str.strip().tolist()
        if [near(name) for name in names] == [near(heading) for heading in headings[1:]]:
            return names, stripped(frame.iloc[:, 1:])
    bare = all(heading.startswith("column ") for heading in headings) and people is not None
    if bare and people is not None and size > 3 and size == len(headings) == len(people.ids):
        return people.ids[np.argsort(people.rows)].tolist(), stripped(frame)
    return [], frame


def stripped(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells without blanks around them."""
    plain_cells: pd.DataFrame = cells.apply(lambda column: column.str.strip())
    return plain_cells


def both_ways(columns: Columns, answers: Answers) -> Columns:
    """Ties without a direction named from both ends: as the user, the file, or each row says.

    Raises:
        Question: nothing says it, and no pair among dozens is named from both ends.
    """
    table, heading = columns.table, typed(columns)
    directed = pd.Series(True, index=table.frame.index)
    if answers.directed is not None:
        directed[:] = answers.directed
    elif heading is not None:
        directed = ~table.column(heading).str.casefold().map(undirected)
    elif table.directed is not None:
        directed[:] = table.directed
    elif one_sided(columns):
        raise Question(
            f"{table.path}: of {count(len(table.frame), 'tie')} none is named from both ends: does each go one way, "
            "from supplier to customer (--directed), or both ways (--undirected)?",
            "directed", ("directed", "undirected"),
        )  # fmt: skip
    if directed.all():
        return columns
    columns.remarks.choices.append(f"{table.name}: edges have no direction, so each serves both ways")
    pair = ends(columns)
    assert pair is not None
    back = table.frame[~directed.to_numpy() & (table.frame[pair[0]] != table.frame[pair[1]]).to_numpy()].copy()
    back[[pair[0], pair[1]]] = back[[pair[1], pair[0]]].to_numpy()
    frame = pd.concat([table.frame, back], ignore_index=True)
    return replace(columns, table=replace(table, frame=frame))


def typed(columns: Columns) -> str | None:
    """The column that says of each tie whether it has a direction, as Gephi writes it."""
    for heading in columns.named(ROLES["type"]):
        said = set(columns.table.column(heading).str.casefold().unique()) - {""}
        flags = plain(heading) in ("directed", "isdirected") and said <= YES | {"no", "n", "false", "0"}
        if said and (said <= set(DIRECTIONS) or flags):
            columns.found["type"] = heading
            columns.remarks.choices.append(f'{columns.table.name}: direction from column "{shown(heading)}" (guessed)')
            return heading
    return None


def undirected(word: str) -> bool:
    """Whether a word in a column of directions says that a tie has none."""
    return not DIRECTIONS.get(word, word in YES | {""})


def one_sided(columns: Columns) -> bool:
    """Whether dozens of pairs are named, none of them from both ends, and only guesses say who gives."""
    pair = ends(columns)
    if pair is None or not columns.guessed & {"supplier", "customer"} or columns.table.keyed:
        return False
    if {plain(heading) for heading in pair} & {"supplier", "customer"}:
        return False
    one, other = (columns.table.column(heading) for heading in pair)
    if len(one) > MOST_LOOKED_AT:
        some = one.head(MOST_LOOKED_AT).unique()[:SAMPLE]
        kept = one.isin(some) & other.isin(some)
        one, other = one[kept], other[kept]
    keys = pd.MultiIndex.from_arrays([one, other]).unique()
    keys = keys[keys.get_level_values(0) != keys.get_level_values(1)]
    return len(keys) >= MANY_PAIRS and not keys.isin(keys.swaplevel()).any()
