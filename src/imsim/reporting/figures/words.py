"""Labels and units of strategies, outcomes, factors and money in figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import ArrayLike

from imsim.programmes import kinds
from imsim.reporting.numbers import ANY_MONEY, Money, money_of, scale_of
from imsim.reporting.quantities import in_units, unit_of
from imsim.scenarios.model import BY_NAME

if TYPE_CHECKING:
    from imsim.scenarios.scenario import Scenario


def spaced(name: str) -> str:
    """A name without the underscores that files need."""
    return name.replace("_", " ")


@dataclass(frozen=True)
class Words:
    """What a study calls things.

    Args:
        title: of the company, said below the title of a figure; may be empty.
        labels: strategy -> what it is called in figures; its name, by default.
        money: the unit of all money; by default each axis chooses its own.
        department: what a department, a site of one or a partner is called, by its name.
    """

    title: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    money: Money = ANY_MONEY
    department: Callable[[str], str] = spaced

    @classmethod
    def of(cls, scenario: Scenario | None) -> Self:
        """The words of a scenario; plain names where there is none."""
        if scenario is None:
            return cls()
        table = scenario.table
        labels = {name: scenario.label(name) for name in table.strategies}
        return cls(table.title or scenario.name, labels, money_of(scenario), scenario.department)

    def strategy(self, name: str) -> str:
        """What a strategy is called."""
        return self.labels.get(name) or spaced(name)

    def heading(self, text: str) -> str:
        """A title: the first letter is a capital."""
        return text[:1].upper() + text[1:]

    def under(self, note: str) -> str:
        """Line below a title: the company, and how to read the figure."""
        return f"{self.title}: {note}" if self.title and note else self.title or self.heading(note)

    def scale(self, outcome: str, values: ArrayLike, change: bool = False) -> tuple[float, str]:
        """Divisor of an outcome in a figure, and its unit then.

        Args:
            outcome: name.
            values: all that are drawn.
            change: they are differences.

        Example:
            >>> Words(money=Money("EUR")).scale("profit", [-52_000.0, 3.0])
            (1000.0, 'kEUR a year')
        """
        largest = float(np.nanmax(np.abs(np.asarray(values, dtype=float)), initial=0.0))
        scale = scale_of(unit_of(outcome), [{"mean": largest}], self.money)
        return 1 / scale.factor, (change and scale.brief) or scale.unit


PLAIN = Words()


def factor_label(name: str) -> str:
    """Axis label of a factor: a parameter with its unit, a lever with its description.

    Example:
        >>> factor_label("training.hours")
        'training.hours (course hours a person and year)'
    """
    if name in BY_NAME:
        return in_units(name, BY_NAME[name].unit)
    programme, _, lever = name.partition(".")
    fields = kinds()[programme].model_fields if programme in kinds() else {}
    return in_units(name, (fields[lever].description or "") if lever in fields else "")
