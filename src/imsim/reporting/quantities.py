"""Labels and number formats of outcomes: one scale a quantity, for terminal and report."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from imsim.outcomes import OUTCOMES
from imsim.reporting.intervals import Interval, has_interval
from imsim.reporting.numbers import Money, Scale, scale_of
from imsim.studies.answer import Json

YEARLY = "money/year"


class ComparisonScales:
    """The scales of a comparison.

    Args:
        answer: its answer, as `--json` prints it.
        money: of the firm.
    """

    def __init__(self, answer: Json, money: Money) -> None:
        self.money = money
        self.rows: dict[str, Json] = {str(row["name"]): row for row in answer["strategies"]}
        self.others = [row for name, row in self.rows.items() if name != answer["reference"]]

    def level(self, outcome: str) -> Scale:
        """Of an outcome itself."""
        return scale_of(unit_of(outcome), (row["outcomes"][outcome] for row in self.rows.values()), self.money)

    def gain(self, outcome: str) -> Scale:
        """Of differences to the reference in an outcome; where none has an interval, as fine as the outcome's."""
        gains = [gain_in(row, outcome) for row in self.others]
        if not any(map(has_interval, gains)):
            return self.level(outcome)
        return scale_of(unit_of(outcome), gains, self.money)

    @cached_property
    def cost(self) -> Scale:
        """Of what strategies cost, or are planned to cost, and of the parts of that."""
        return self._money(row["cost"] for row in self.others)

    @cached_property
    def per_point(self) -> Scale:
        """Of the cost of an ACSI point."""
        return self._money({"mean": row["cost_per_point"]} for row in self.others)

    @cached_property
    def per_cash(self) -> Scale:
        """Scale of profit per unit of cash."""
        return scale_of("", ({"mean": row["return_on_cash"]} for row in self.others))

    @cached_property
    def earned(self) -> Scale:
        """Scale of money gained through customers, through staff turnover, and in all."""
        return self._money(gain for row in self.others for gain in row["gained_through"].values())

    def _money(self, values: Iterable[Interval]) -> Scale:
        return scale_of(YEARLY, values, self.money)


def gain_in(row: Json, outcome: str) -> Interval:
    """The paired difference of a strategy to the reference."""
    result = row["outcomes"][outcome]
    return {"mean": result["difference"], "low": result["difference_low"], "high": result["difference_high"]}


def mark_of(row: Json) -> str:
    """A sign for a strategy that does not cost what was reckoned before the run."""
    if row["under_budget"] or row.get("over_budget"):
        return "*" if row["under_budget"] else "!"
    return "~" if row.get("off_plan") else ""


def unit_of(outcome: str) -> str:
    """Unit of an outcome; empty for a function that is not imsim's."""
    return OUTCOMES[outcome].unit if outcome in OUTCOMES else ""


def label_of(outcome: str) -> str:
    """What an outcome is called; its name, where it is none of imsim's."""
    return OUTCOMES[outcome].label if outcome in OUTCOMES else outcome


def in_units(label: str, unit: str) -> str:
    """Axis label of a quantity with its unit.

    Example:
        >>> in_units("staff turnover", "% a year"), in_units("Y", "")
        ('staff turnover (% a year)', 'Y')
    """
    return f"{label} ({unit})" if unit else label


# Spelt out at the foot of every page and table that shows them.
ABBREVIATIONS = {
    "acsi": "ACSI: American Customer Satisfaction Index, 0-100",
    "nps": "NPS: net promoter score of customers",
    "enps": "eNPS: net promoter score of employees",
}


def spelt_out(outcomes: Iterable[str]) -> str:
    """What abbreviations of outcomes stand for, as a line; empty where none is abbreviated.

    Example:
        >>> spelt_out(["profit", "acsi"]), spelt_out(["profit"])
        ('ACSI: American Customer Satisfaction Index, 0-100.', '')
    """
    result = set(outcomes)
    answer = "; ".join(words for outcome, words in ABBREVIATIONS.items() if outcome in result)
    return f"{answer}." if answer else ""
