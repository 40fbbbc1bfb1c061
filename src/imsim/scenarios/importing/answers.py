"""What a user says to an import: the options of the command line, checked in their own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from imsim.engine.errors import InputError, listed, nearest
from imsim.scenarios.tables import TextTable, shown

LAYERS = ("talk", "workflow", "reporting")
EVERYTHING = "*"
WAGES = ("yearly wage", "monthly wage", "weekly wage", "hourly wage")


@dataclass(frozen=True)
class Answers:
    """Everything a user may say about the tables; nothing has to be said that can be found out.

    Args:
        id: column of the staff list that says who somebody is.
        department: column of the staff list.
        supervisor: column of the staff list, ids of others.
        source: column of the ties: who gives or sends, the internal supplier.
        target: column of the ties: who receives, the internal customer.
        customer: column of the ties, the same as `target` named by its role.
        supplier: column of the ties, the same as `source` named by its role.
        weight: column of the ties; without one every row counts 1.
        contact: departments that meet external customers; all of them if none is named.
        name: of the scenario; the folder's if not given.
        column: further columns of the staff list, `role=heading`; `role=none` for what no column holds.
        where: rows that count, `column=value,value` or `column!=value`; `column=*` for all of them.
        layer: what a kind of tie is, `talk=value,value`, `workflow=value` or `reporting=value`.
        directed: whether ties have a direction; found out where None.
        decimal: the decimal mark of numbers, "." or ","; found out where None.
        encoding: of text files; found out where None.
    """

    id: str | None = None
    department: str | None = None
    supervisor: str | None = None
    source: str | None = None
    target: str | None = None
    customer: str | None = None
    supplier: str | None = None
    weight: str | None = None
    contact: Sequence[str] = ()
    name: str | None = None
    column: Sequence[str] = ()
    where: Sequence[str] = ()
    layer: Sequence[str] = ()
    directed: bool | None = None
    decimal: str | None = None
    encoding: str | None = None

    def __post_init__(self) -> None:
        if self.decimal not in (None, ".", ","):
            raise InputError(f"--decimal {shown(self.decimal)}: must be '.' or ','")
        by_role = self.customer is not None or self.supplier is not None
        if by_role and (self.source is not None or self.target is not None):
            raise InputError("--from/--to and --supplier/--customer name the same two columns: give one pair")
        if by_role and (self.customer is None or self.supplier is None):
            raise InputError("--supplier and --customer go together: name both columns")

    @classmethod
    def given(cls, options: Mapping[str, object]) -> Answers:
        """Answers by name, as Python callers give them."""
        known = [part.name for part in fields(cls)]
        if strange := [name for name in options if name not in known]:
            raise InputError(
                f"import_organisation({name}=...): no such argument{nearest(name, known)} "
                f"(allowed: {listed(known, 20)})"
                for name in strange
            )
        texts = {name: (value,) if name in ("contact", "column", "where", "layer") and isinstance(value, str) else value
                 for name, value in options.items()}  # fmt: skip
        return cls(**texts)  # type: ignore[arg-type]

    @property
    def staff(self) -> dict[str, str]:
        """Role -> heading, of the staff list."""
        said = {"id": self.id, "department": self.department, "supervisor": self.supervisor}
        pairs = [halves(text, "--column", "wage=Salary") for text in self.column]
        found = {role: heading for role, heading in said.items() if heading is not None}
        return found | {"wage" if role in WAGES else role: heading for role, heading in pairs}

    @property
    def wage_period(self) -> str:
        """For how long a wage is, where the user says it: `--column "monthly wage=Salary"`; empty where not."""
        said = [text.partition("=")[0].strip() for text in self.column]
        return next((role.partition(" ")[0] for role in said if role in WAGES), "")

    @property
    def layers(self) -> dict[str, list[str]]:
        """Layer -> kinds of ties it is made of."""
        pairs = [halves(text, "--layer", "workflow=advice") for text in self.layer]
        if strange := [layer for layer, _ in pairs if layer not in LAYERS]:
            raise InputError(f"--layer {shown(strange[0])}: no such layer (allowed: {', '.join(LAYERS)})")
        return {layer: values(kinds) for layer, kinds in pairs}

    @property
    def filters(self) -> list[Filter]:
        """Which rows count."""
        return [Filter.of(text) for text in self.where]


def halves(text: str, option: str, example: str) -> tuple[str, str]:
    """The two sides of `a=b`."""
    one, sign, other = text.partition("=")
    if not sign or not one.strip() or not other.strip():
        raise InputError(f"{option} {shown(text)}: write it as {example}")
    return one.strip(), other.strip()


def values(text: str) -> list[str]:
    """Values apart by commas, without capitals."""
    return [part.strip().casefold() for part in text.split(",")]


@dataclass(frozen=True)
class Filter:
    """Rows of a table that count: those whose column holds one of some values, or none of them."""

    column: str
    allowed: tuple[str, ...]
    without: bool = False
    used: list[str] = field(default_factory=list, compare=False)

    @classmethod
    def of(cls, text: str) -> Filter:
        """From `column=value,value` or `column!=value`."""
        found = re.fullmatch(r"(.+?)\s*(!?)=\s*(.*)", text, re.DOTALL)
        if found is None:
            raise InputError(f"--where {shown(text)}: write it as relation=advice, or status!=left")
        return cls(found[1].strip(), tuple(values(found[3])), bool(found[2]))

    def kept(self, table: TextTable) -> NDArray[np.bool_]:
        """The rows that count.

        Raises:
            InputError: no row of the table does.
        """
        texts = table.column(table.asked("--where", self.column)).str.casefold()
        if self.allowed == (EVERYTHING,):
            return np.ones(len(texts), dtype=bool)
        kept: NDArray[np.bool_] = (texts.isin(self.allowed) != self.without).to_numpy()
        if not kept.any():
            there = listed(map(shown, texts.unique()[:9]), 8)
            sign = "!=" if self.without else "="
            raise InputError(
                f"{table.path}: --where {self.column}{sign}{','.join(self.allowed)}: no such row (found: {there})"
            )
        return kept


def filtered(table: TextTable, filters: Sequence[Filter]) -> TextTable:
    """The rows of a table that count; a filter on a column it does not have is for another table."""
    for one in filters:
        if one.column in table.columns:
            table = table.rows(one.kept(table))
            one.used.append(table.path)
    return table
