"""The answer of a comparison with its labels and number formats."""

from __future__ import annotations

from markupsafe import Markup

from imsim.reporting.intervals import Interval
from imsim.reporting.quantities import ComparisonScales, gain_in
from imsim.reporting.report.folder import Folder
from imsim.reporting.report.parts import name, quoted, together
from imsim.reporting.report.values import Scale


class Compared:
    """The answer of a comparison, with the words for it.

    Args:
        folder: of the study.
    """

    def __init__(self, folder: Folder) -> None:
        self.folder, self.answer = folder, folder.answer
        self.reference = str(self.answer["reference"])
        self.rows = {str(row["name"]): row for row in self.answer["strategies"]}
        self.others = [strategy for strategy in self.rows if strategy != self.reference]
        self.scales = ComparisonScales(self.answer, folder.money)

    def label(self, strategy: str) -> Markup:
        """What a strategy is called."""
        return name(self.folder.label(strategy))

    def said(self, *strategies: str) -> Markup:
        """Labels of one or several strategies, for a sentence."""
        return together(quoted(self.folder.label(strategy)) for strategy in strategies)

    def level(self, strategy: str, outcome: str) -> Interval:
        """An outcome of a strategy."""
        result: Interval = self.rows[strategy]["outcomes"][outcome]
        return result

    def gain(self, strategy: str, outcome: str) -> Interval:
        """Its paired difference to the reference."""
        return gain_in(self.rows[strategy], outcome)

    def scale(self, outcome: str) -> Scale:
        """Scale of differences in an outcome, one for all sentences and tables."""
        return Scale.on_page(self.scales.gain(outcome))

    @property
    def costs(self) -> Scale:
        """Scale of the cost of strategies."""
        return Scale.on_page(self.scales.cost)

    def leader(self, outcome: str) -> str:
        """The strategy with the best mean."""
        return str(self.answer["leaders"][outcome]["strategy"])

    def lead(self, outcome: str) -> dict[str, Interval]:
        """Paired difference of the leader to each other strategy."""
        result: dict[str, Interval] = self.answer["leaders"][outcome]["ahead_of"]
        return result

    @property
    def order(self) -> list[str]:
        """All but the reference, the one that pleases customers most first."""
        return sorted(self.others, key=lambda one: -(self.gain(one, "acsi")["mean"] or 0.0))

    def shown_off(self) -> str:
        """The strategy shown in detail: the best one for customers that is not the reference."""
        return self.order[0]
