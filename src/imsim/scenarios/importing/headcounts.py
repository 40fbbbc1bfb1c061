"""Tables of departments with their headcounts, where no list names people."""

from __future__ import annotations

import numpy as np
import pandas as pd

from imsim.engine.errors import InputError
from imsim.scenarios.importing.answers import Answers
from imsim.scenarios.importing.departments import departments
from imsim.scenarios.importing.identity import Index
from imsim.scenarios.importing.people import People
from imsim.scenarios.importing.roles import Columns
from imsim.scenarios.size import LARGEST_POSTS
from imsim.scenarios.tables import Remarks, shown
from imsim.scenarios.tables.numbers import numbers


def has_headcounts(columns: Columns) -> bool:
    """Whether each row of a table is a department with its headcount rather than a person."""
    headcount, department = (columns.found.get(role) for role in ("headcount", "department"))
    if headcount is None or department is None or "id" in columns.asked or "supervisor" in columns.found:
        return False
    texts = columns.table.column(department)
    heads = pd.to_numeric(columns.table.column(headcount), errors="coerce")
    return bool(texts.is_unique and ("headcount" in columns.asked or (heads > 1).any()))


def read_departments(columns: Columns, answers: Answers, remarks: Remarks) -> tuple[People, Index]:
    """Departments in the place of people, by whose names ties may call them, and the heads of each.

    Raises:
        InputError: a headcount is no number above zero.
    """
    table, heading = columns.table, columns.found["headcount"]
    heads = np.rint(np.nan_to_num(numbers(table, heading, answers.decimal, remarks), nan=-1, posinf=-1))
    texts = table.frame[columns.found["department"]]
    if (wrong := (heads < 1) | (heads > LARGEST_POSTS)).any():
        row = int(wrong.argmax())
        said = shown(table.column(heading).iloc[row])
        raise InputError(
            f'{table.path}: "{shown(heading)}" of {shown(texts.iloc[row])} is {said}: must be a number from 1 up'
        )
    ids = pd.Index(texts.str.strip(), dtype=object)
    number, names, aliases = departments(texts, ids.to_numpy(), remarks)
    order = np.argsort(number, kind="stable")
    ids, nobody = ids[order], np.full(len(ids), -1)
    remarks.choices.append(
        f'{table.name}: each row is a department, its people counted by "{shown(heading)}"; contacts and '
        "reporting lines are drawn by the scenario"
    )
    people = People(
        table.path, ids, ids, order, number[order], names, aliases, nobody, np.zeros(len(ids), dtype=np.int64)
    )
    return people, np.bincount(number, weights=heads, minlength=len(names)).astype(np.int64)
