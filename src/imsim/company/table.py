"""Base class of all tables of a scenario file: those of `schema`, programmes, the plan and events."""

from __future__ import annotations

import inspect
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict

# The week of what never ends.
FOREVER = 1_000_000


class Table(BaseModel):
    """A table that refuses keys it does not know, numbers that are none, and silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


# TOML knows lists alone; what is frozen holds tuples.
from_list = BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value)

Row = TypeVar("Row")
Rows = Annotated[tuple[Row, ...], from_list]


def table_of(annotation: Any) -> type[Table] | None:
    """The class of table that a field holds, one table or many; None where it holds a value.

    Example:
        >>> table_of(dict[str, Table]) is table_of(Table | None) is Table, table_of(int)
        (True, None)
    """
    parts = (annotation, *get_args(annotation))
    return next((part for part in parts if inspect.isclass(part) and issubclass(part, Table)), None)
