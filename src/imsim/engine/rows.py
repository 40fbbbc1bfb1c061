"""One row of a table of columns, as the class that an equation takes."""

from __future__ import annotations

from typing import Any, TypeVar

Kind = TypeVar("Kind")


def row(kind: type[Kind], table: tuple[Any, ...], place: int) -> Kind:
    """The values that stand at a place of a table, as a class of the same names.

    Names are matched, so that no two of them can be swapped.

    Args:
        kind: a NamedTuple of values.
        table: a NamedTuple of columns that has all of its names.
        place: of the row.
    """
    return kind(**{name: getattr(table, name)[place] for name in kind._fields})  # type: ignore[attr-defined]


def build_row(kind: Any, *_: object) -> Any:
    """`row` for kernels: a function whose text names each column."""
    names = kind.instance_class._fields
    text = f"def build(kind, table, place):\n    return kind({', '.join(f'table.{name}[place]' for name in names)})\n"
    scope: dict[str, Any] = {}
    exec(text, scope)  # noqa: S102 - text of our own making
    return scope["build"]
