"""Outcomes over the weeks, as options of an ECharts figure: two rows of four panels.

Texts are drawn on the canvas, tooltips included (`renderMode: richText`), so that a name is never read as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from imsim.app.marks import marks_of, ringed
from imsim.app.session import Session
from imsim.outcomes import OUTCOMES
from imsim.reporting.numbers import money_of, scale_of
from imsim.studies.answer import Json

# The two strategies: blue and solid, orange and dashed.
SIDE_COLORS = ("#0072B2", "#D55E00")
SIDE_LINES = ("solid", "dashed")
INK, SOFT, FAINT, DIFFERENCE = "#333333", "#666666", "#E3E3E3", "#4B3B73"
FONT = 12
# So many customers are told in thousands.
MANY = 20_000


@dataclass(frozen=True)
class Panel:
    """One outcome on the page.

    Args:
        outcome: its name.
        label: what it is called here.
        weeks: over how many it is averaged to be readable.
        least: how much its axis holds at least; 2 % of where it begins if absent.
    """

    outcome: str
    label: str
    weeks: int = 1
    least: float | None = None


# Two rows of four: what customers and the books see, what goes on inside.
PANELS = {
    "customers and money": (
        Panel("acsi", "customer satisfaction (ACSI)"),
        Panel("service_quality", "service quality to customers"),
        Panel("customers_with_firm", "customers with the firm"),
        Panel("profit", "profit", 13),
    ),
    "people": (
        Panel("motivation", "motivation"),
        Panel("knowledge", "knowledge"),
        Panel("internal_service_quality", "internal service quality"),
        Panel("turnover", "staff turnover", 13, least=10.0),
    ),
}
DIFFERENCES = "difference"


def curves(session: Session, group: str = next(iter(PANELS))) -> Json:
    """Eight panels of one strategy; of two, four panels and what the first has more of below each."""
    grid = PanelGrid(session)
    if len(session.sides) == 1:
        for row, panels in enumerate(PANELS.values()):
            for column, panel in enumerate(panels):
                grid.add(row, column, panel)
    else:
        for column, panel in enumerate(PANELS[group]):
            grid.add(0, column, panel)
            grid.add(1, column, panel, difference=True)
    return grid.option


class PanelGrid:
    """Two rows of four panels over the weeks, as they fill up."""

    rows, columns = 2, 4

    def __init__(self, session: Session) -> None:
        self.session = session
        self.marks = marks_of(session)
        self.option: Json = {
            "animation": False,
            "textStyle": {"fontFamily": "Roboto, DejaVu Sans, sans-serif", "color": INK},
            "tooltip": {"trigger": "axis", "renderMode": "richText", "confine": True, "textStyle": {"fontSize": FONT}},
            "axisPointer": {"link": [{"xAxisIndex": "all"}], "label": {"show": False}},
            "title": [], "grid": [], "xAxis": [], "yAxis": [], "series": [],
        }  # fmt: skip

    def add(self, row: int, column: int, panel: Panel, difference: bool = False) -> None:
        """One panel at its place."""
        number = len(self.option["grid"])
        factor, unit = scale_and_unit(panel, self.session)
        lines = [smoothed(np.array(side.weekly(panel.outcome)) / factor, panel.weeks) for side in self.session.sides]
        least = panel.least or 0.02 * max((abs(line[0]) for line in lines if len(line)), default=1.0)
        if difference:
            lines = [lines[0] - lines[1]]
        left, top = 100 / self.columns * column, 50 * row
        title = ", ".join(filter(None, ["A minus B" if difference else panel.label, unit]))
        self.option["title"].append(
            {"text": title, "left": f"{left + 0.4}%", "top": f"{top + 0.5}%",
             "textStyle": {"fontSize": FONT, "fontWeight": "normal" if difference else "bold", "color": INK}}
        )  # fmt: skip
        self.option["grid"].append(
            {
                "left": f"{left + 4.2}%",
                "width": f"{100 / self.columns - 5.4}%",
                "top": f"{top + 12.5}%",
                "height": "26%",
            }
        )
        self.option["xAxis"].append(self.weeks_axis(number, row))
        self.option["yAxis"].append(value_axis(number, lines, least, zero=difference))
        for place, line in enumerate(lines):
            color, dash = (DIFFERENCE, "solid") if difference else (SIDE_COLORS[place], SIDE_LINES[place])
            name = DIFFERENCES if difference else self.name(place)
            self.option["series"].append(self.series(number, name, line, color, dash, first=place == 0))

    def name(self, place: int) -> str:
        """A side as tooltips call it."""
        label = self.session.scenario.label(self.session.sides[place].case.strategy)
        return f"{'AB'[place]} {label}" if len(self.session.sides) > 1 else label

    def weeks_axis(self, number: int, row: int) -> Json:
        """The weeks of the run."""
        return {
            "gridIndex": number, "type": "value", "min": 0, "max": self.session.weeks,
            "interval": round_step(self.session.weeks, 4),
            "axisLabel": {"fontSize": FONT - 1, "color": SOFT, "hideOverlap": True},
            "axisLine": {"onZero": False, "lineStyle": {"color": SOFT}},
            "splitLine": {"show": False},
            "axisPointer": {"lineStyle": {"color": SOFT}},
            **({"name": "week", "nameLocation": "middle", "nameGap": 22,
                "nameTextStyle": {"fontSize": FONT - 1, "color": SOFT}} if row == 1 else {}),
        }  # fmt: skip

    def series(self, number: int, name: str, line: NDArray[np.float64], color: str, dash: str, first: bool) -> Json:
        """One curve; the first of a panel bears the marks."""
        points = [[week + 1, float(f"{value:.5g}")] for week, value in enumerate(line) if np.isfinite(value)]
        series: Json = {
            "type": "line", "name": name, "xAxisIndex": number, "yAxisIndex": number, "data": points,
            "showSymbol": len(points) == 1, "symbolSize": 5, "color": color,
            "lineStyle": {"width": 2, "type": dash, "color": color},
        }  # fmt: skip
        if first:
            series["markLine"] = self.mark_lines()
        return series

    def mark_lines(self) -> Json:
        """A numbered line at each mark; the legend is below the figure."""
        weeks = list(dict.fromkeys(mark.week for mark in self.marks))
        return {
            "silent": True, "symbol": "none", "animation": False,
            "lineStyle": {"color": SOFT, "type": "dotted", "width": 1.2},
            "data": [
                {"xAxis": week, "label": {"formatter": ringed(place), "fontSize": FONT, "color": SOFT}}
                for place, week in enumerate(weeks)
            ],
        }  # fmt: skip


def scale_and_unit(panel: Panel, session: Session) -> tuple[float, str]:
    """Divisor of the numbers shown, and their unit then."""
    scale = scale_of(OUTCOMES[panel.outcome].unit, [], money_of(session.scenario))
    factor, unit = 1 / scale.factor, scale.unit
    if unit == "customers":
        thousands = session.setting.market.active_customers >= MANY
        factor, unit = (1e3, "thousands") if thousands else (1.0, "")
    return factor, f"{unit}, {panel.weeks}-week mean" if panel.weeks > 1 else unit


def smoothed(line: NDArray[np.float64], weeks: int) -> NDArray[np.float64]:
    """Mean over the last weeks, of as many as there are.

    Example:
        >>> smoothed(np.array([0.0, 1.0, 2.0, 6.0]), 3).tolist()
        [0.0, 0.5, 1.0, 3.0]
    """
    if weeks == 1 or not len(line):
        return line
    total = np.cumsum(np.concatenate([[0.0], line]))
    last = np.arange(1, len(line) + 1)
    first = np.maximum(last - weeks, 0)
    means: NDArray[np.float64] = (total[last] - total[first]) / (last - first)
    return means


def value_axis(number: int, lines: Sequence[NDArray[np.float64]], least: float, zero: bool) -> Json:
    """An axis with round ends that hold all lines, and reach over `least`, so that small wobbles stay small."""
    values = np.concatenate(lines)
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < least:
        bottom = (low + high - least) / 2
        low = bottom if low < 0 or zero else max(bottom, 0.0)
        high = low + least
    ticks = MaxNLocator(nbins=3, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    first, last, step = (float(f"{value:.6g}") for value in (ticks[0], ticks[-1], ticks[1] - ticks[0]))
    return {
        "gridIndex": number, "type": "value", "min": first, "max": last, "interval": step,
        "axisLabel": {"fontSize": FONT - 1, "color": SOFT},
        "splitLine": {"lineStyle": {"color": FAINT}},
    }  # fmt: skip


def round_step(weeks: int, parts: int) -> float:
    """A round distance between marks of an axis of so many weeks."""
    ticks = MaxNLocator(nbins=parts, steps=[1, 2, 2.5, 5, 10], integer=True).tick_values(0, weeks)
    return float(ticks[1] - ticks[0])
