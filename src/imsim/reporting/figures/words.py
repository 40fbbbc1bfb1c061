"""What figures call things, and in which units: strategies, outcomes, factors, money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from imsim.mechanisms.parameters import BY_NAME
from imsim.outcomes import OUTCOMES
from imsim.programmes import kinds

if TYPE_CHECKING:
    from imsim.scenarios.scenario import Scenario

# Money that is so large twice over is told in that.
LARGE_MONEY = ((1e6, "M"), (1e3, "k"))


@dataclass(frozen=True)
class Words:
    """What a study calls things.

    Args:
        title: of the company, said below the title of a figure; may be empty.
        labels: strategy -> what it is called in figures; its name, by default.
        currency: of money.
    """

    title: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    currency: str = "money"

    @classmethod
    def of(cls, scenario: Scenario | None) -> Self:
        """The words of a scenario; plain names where there is none."""
        if scenario is None:
            return cls()
        table = scenario.table
        labels = {name: scenario.label(name) for name in table.strategies}
        return cls(table.title or scenario.name, labels, table.economy.currency)

    def strategy(self, name: str) -> str:
        """What a strategy is called."""
        return self.labels.get(name) or name.replace("_", " ")

    def heading(self, text: str) -> str:
        """A title: the first letter is a capital."""
        return text[:1].upper() + text[1:]

    def under(self, note: str) -> str:
        """What stands below a title: the company, and how the figure is to be read."""
        return f"{self.title}: {note}" if self.title and note else self.title or self.heading(note)

    def scale(self, outcome: str, values: Any) -> tuple[float, str]:
        """What an outcome is divided by in a figure, and its unit then: money comes in thousands or millions.

        Example:
            >>> Words(currency="EUR").scale("profit", [-52_000.0, 3.0])
            (1000.0, 'kEUR/year')
        """
        unit = OUTCOMES[outcome].unit if outcome in OUTCOMES else ""
        if not unit.startswith("money"):
            return 1.0, unit
        largest = np.nanmax(np.abs(np.asarray(values, dtype=float)), initial=0.0)
        size, letter = next(((size, letter) for size, letter in LARGE_MONEY if largest >= 2 * size), (1.0, ""))
        return size, unit.replace("money", f"{letter}{self.currency}")


PLAIN = Words()


def label_of(outcome: str) -> str:
    """What an outcome is called in figures; its name, where it is none of imsim's."""
    return OUTCOMES[outcome].label if outcome in OUTCOMES else outcome


def in_units(label: str, unit: str) -> str:
    """Label of an axis: a quantity and its unit.

    Example:
        >>> in_units("turnover", "1/year"), in_units("Y", "")
        ('turnover (1/year)', 'Y')
    """
    return f"{label} ({unit})" if unit else label


def factor_label(name: str) -> str:
    """Label of the axis of a factor: a parameter with its unit, a lever with what it is.

    Example:
        >>> factor_label("training.hours")
        'training.hours (course hours a person and year)'
    """
    if name in BY_NAME:
        return in_units(name, BY_NAME[name].unit)
    programme, _, lever = name.partition(".")
    fields = kinds()[programme].model_fields if programme in kinds() else {}
    return in_units(name, (fields[lever].description or "") if lever in fields else "")
