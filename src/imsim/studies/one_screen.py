"""What Python shows of a result on its own: one screen, in an interpreter as in a notebook."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

# What fits into one screen, or an output of a notebook.
MOST_ROWS, WIDEST = 16, 110


class OneScreen:
    """A result that is shown by a heading, a table and what else it offers."""

    def __init_subclass__(cls, **options: Any) -> None:
        """Results are shown as said here, not field by field: a dataclass keeps what its class has."""
        super().__init_subclass__(**options)
        if "__repr__" not in vars(cls):
            cls.__repr__ = OneScreen.__repr__  # type: ignore[method-assign]

    def _heading(self) -> str:
        """What it is of."""
        raise NotImplementedError

    def _shown(self) -> pd.DataFrame:
        """The table that is looked at first."""
        raise NotImplementedError

    def _offers(self) -> str:
        """What there is besides."""
        return ".table (every number), .as_json()"

    def __repr__(self) -> str:
        """One screen: what it is of, and the table."""
        try:
            head, table = self._heading(), self._shown()
        except Exception:  # what is looked at in a debugger, half made, is named all the same
            return f"<{type(self).__name__}>"
        text = table.to_string(max_rows=MOST_ROWS, max_cols=8, max_colwidth=40, line_width=WIDEST)
        return "\n".join([head, *([] if table.empty else [text]), *notes_of(table), self._offers()])

    def _repr_html_(self) -> str:
        """For notebooks: the same with a table."""
        shown = self._shown()
        lines = "<br>".join(escape(line) for line in (*notes_of(shown), self._offers()))
        return f"<p>{escape(self._heading())}</p>\n{shown.to_html(max_rows=MOST_ROWS, border=0)}\n<p>{lines}</p>"


def notes_of(table: pd.DataFrame) -> list[str]:
    """What marks in a table mean, where whoever made it says so (`attrs["notes"]`)."""
    return list(table.attrs.get("notes", ()))
