"""What a study found, of whatever kind: the one shape that tables, figures, pages and the terminal rely on."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Json = dict[str, Any]


class Answer(ABC):
    """The typed result of a study; each kind has its own.

    Attributes:
        kind: name of the kind of study.
    """

    kind: ClassVar[str]

    @abstractmethod
    def as_json(self) -> Json:
        """The stable machine-readable shape, which `--json` prints; numbers that are unknown are null."""

    @abstractmethod
    def artefacts(self) -> Mapping[str, pd.DataFrame | Json | str]:
        """Artefacts beside the runs, without figures: file name -> table, JSON or text."""

    def plot(self, outcome: str | None = None) -> Figure:
        """The main figure of an outcome; that of the kind's usual outcome by default.

        Raises:
            InputError: there is nothing to draw.
        """
        # Results know nothing of figures: whoever asks for one opens this door, by name.
        figure: Figure = import_module("imsim.reporting.kinds").figure(self, outcome)
        return figure
