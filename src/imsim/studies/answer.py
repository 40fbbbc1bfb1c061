"""What a study found, of whatever kind: the one shape that tables, figures, pages and the terminal rely on."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from imsim.engine.errors import InputError, Place, Problem, as_argument, listed, nearest
from imsim.studies.one_screen import OneScreen

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Json = dict[str, Any]
# So many names at most are listed where one is not among them.
MOST_LISTED = 50


def recorded(name: str, known: Collection[str]) -> str:
    """A strategy or an outcome, where a study has it.

    Raises:
        InputError: it has not, with the names that it has.

    Example:
        >>> recorded("acsi", ["acsi", "profit"])
        'acsi'
    """
    if name not in known:
        raise InputError(
            f'"{name}" was not recorded in this study{nearest(name, known)} ({listed([*known], MOST_LISTED)})'
        )
    return name


class Answer(OneScreen, ABC):
    """The typed result of a study; each kind has its own.

    Attributes:
        kind: name of the kind of study.
    """

    kind: ClassVar[str]

    def __init_subclass__(cls, **options: Any) -> None:
        """Answers are equal as said here, not field by field: a dataclass keeps what its class has."""
        super().__init_subclass__(**options)
        if "__eq__" not in vars(cls):
            cls.__eq__ = Answer.__eq__  # type: ignore[method-assign]

    @abstractmethod
    def as_json(self) -> Json:
        """The stable machine-readable shape, which `--json` prints; numbers that are unknown are null."""

    @abstractmethod
    def artefacts(self) -> Mapping[str, pd.DataFrame | Json | str]:
        """Artefacts beside the runs, without figures: file name -> table, JSON or text."""

    @property
    def summary(self) -> pd.DataFrame:
        """The table that a reader looks at first, in words and rounded; for a paper, `to_latex(escape=True)` of it."""
        found: pd.DataFrame = import_module("imsim.reporting.kinds").summary(self)
        return found

    @property
    def outcomes_drawn(self) -> Collection[str]:
        """Outcomes of which there is a figure; none where figures are of something else."""
        return ()

    def plot(self, outcome: str | None = None) -> Figure:
        """The main figure of an outcome; that of the kind's usual outcome by default.

        Raises:
            InputError: there is nothing to draw, or no such outcome in the study.
        """
        known = self.outcomes_drawn
        if outcome is not None and known and outcome not in known:
            problem = Problem.unknown(
                Place("outcome"), str(outcome), "no outcome of this study", known, found=f'"{outcome}"'
            )
            raise InputError(problem, as_argument)
        # Results know nothing of figures: whoever asks for one opens this door, by name.
        figure: Figure = import_module("imsim.reporting.kinds").figure(self, outcome)
        return figure

    def __eq__(self, other: object) -> bool:
        """Whether another answer says the same: the same JSON and the same tables."""
        if not isinstance(other, Answer) or type(other) is not type(self):
            return NotImplemented
        return self.as_json() == other.as_json()

    __hash__ = None  # type: ignore[assignment]

    def _shown(self) -> pd.DataFrame:
        return self.summary

    def _heading(self) -> str:
        """Kind, company, and how often and how long it was run."""
        content = self.as_json()
        told = [
            f"{content[key]:,} {key}" for key in ("replicates", "weeks", "runs") if isinstance(content.get(key), int)
        ]
        return f"{type(self).__name__}: {', '.join([str(content.get('scenario') or self.kind), *told])}"

    def _offers(self) -> str:
        """What there is besides."""
        return ".summary (this table), .table (every number), .plot(), .as_json()"
