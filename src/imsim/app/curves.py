"""Outcomes over the weeks: panels of curves, which `components/curves.vue` draws.

Axes are honest: a state from 0 to 1 is drawn from 0 to 1, amounts begin at nothing, and customer satisfaction spans
twenty points at least, so that a wobble looks like one. What the first strategy has more of is drawn below on an axis
of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from imsim.app.marks import marks_of, ringed
from imsim.app.session import Session
from imsim.outcomes import OUTCOMES
from imsim.reporting.numbers import money_of, scale_of
from imsim.studies.answer import Json

# The two strategies: blue and solid, orange and dashed. What is not of a side has neither colour.
SIDE_COLORS = ("#0072B2", "#B84D00")
SIDES = ("a", "b")
INK, FAINT = "#333333", "#E3E3E3"
FONT = 12
# So many customers are told in thousands.
MANY = 20_000
DIGITS = 5
# Kept runs that are drawn at once.
MOST_KEPT = 3


@dataclass(frozen=True)
class Panel:
    """One outcome on the page.

    Args:
        outcome: its name.
        label: what it is called here.
        about: what it is, for somebody who does not know the field.
        weeks: over how many it is averaged to be readable.
        ends: between which its axis always runs; None where that depends on the firm.
        least: how much its axis holds at least, in the unit shown.
        zero: whether its axis holds 0.
        apart: how much the axis of differences holds at least; as a share of where the outcome begins if negative.
    """

    outcome: str
    label: str
    about: str
    weeks: int = 1
    ends: tuple[float, float] | None = None
    least: float = 0.0
    zero: bool = False
    apart: float = 0.1


STATE = (0.0, 1.0)
PANELS = {
    "customers and money": (
        Panel("acsi", "customer satisfaction (ACSI)",
              "How satisfied paying customers are, on the scale of the American Customer Satisfaction Index (ACSI): "
              "0 is worst, 100 is best; whole industries lie between 65 and 85. One point is a large difference.",
              least=20.0, apart=2.0),
        Panel("service_quality", "service quality to customers",
              "How well contact staff serve paying customers: their own performance, and what colleagues supply.",
              ends=STATE),
        Panel("customers_with_firm", "customers with the firm", "Customers who buy here and have not left.",
              zero=True, apart=-0.05),
        Panel("profit", "profit", "Yearly profit at the pace of the last quarter, programmes paid.", 13,
              zero=True, apart=-0.2),
    ),
    "people": (
        Panel("motivation", "motivation", "How much employees want to do the job well, on average.", ends=STATE),
        Panel("knowledge", "knowledge", "How well employees know their job, on average.", ends=STATE),
        Panel("internal_service_quality", "internal service quality",
              "How well departments serve each other: colleagues are internal customers.", ends=STATE),
        Panel("turnover", "staff turnover",
              "Exits in a year as a share of all posts: how many leave the firm. It is not sales.", 13,
              least=30.0, zero=True, apart=10.0),
    ),
}  # fmt: skip
GROUPS = (*PANELS, "all")


@dataclass(frozen=True)
class Overlay:
    """What is drawn besides the run itself.

    Args:
        kept: number and weekly outcomes of runs that were kept.
        bands: outcome -> (low, high) by week for each side, and for their difference last; None without many runs.
        words: what the bands are.
    """

    kept: Sequence[tuple[int, dict[str, list[float]]]] = ()
    bands: Callable[[str], list[tuple[NDArray[np.float64], NDArray[np.float64]]]] | None = None
    words: str = ""


NOTHING = Overlay()


def panels_in(group: str) -> tuple[Panel, ...]:
    """The panels of a group; of no group, all."""
    return PANELS.get(group) or tuple(panel for panels in PANELS.values() for panel in panels)


def curves(session: Session, group: str = "all", overlay: Overlay = NOTHING) -> Json:
    """Panels of one strategy or two; of two, what the first has more of below each."""
    weeks: dict[int, list[str]] = {}
    for week, text in marks_of(session):
        weeks.setdefault(week, []).append(text)
    return {
        "weeks": session.weeks,
        "week": session.week,
        "ticks": round_ticks(0, session.weeks, 4),
        "marks": [
            {"week": week, "label": ringed(place), "text": "; ".join(texts)}
            for place, (week, texts) in enumerate(weeks.items())
        ],
        "sides": [side_name(session, place) for place in range(len(session.sides))],
        "bands": overlay.words,
        "panels": [Drawing(session, panel, overlay).option() for panel in panels_in(group)],
    }


def side_name(session: Session, place: int) -> str:
    """A side as pictures call it."""
    label = session.scenario.label(session.sides[place].case.strategy)
    return f"{'AB'[place]}: {label}" if len(session.sides) > 1 else label


@dataclass
class Drawing:
    """One panel of one session."""

    session: Session
    panel: Panel
    overlay: Overlay = field(default=NOTHING)

    def __post_init__(self) -> None:
        self.factor, self.unit = scale_and_unit(self.panel, self.session)
        self.lines = [self.line(side.weekly(self.panel.outcome)) for side in self.session.sides]
        self.kept = [(number, self.line(runs[self.panel.outcome])) for number, runs in self.overlay.kept]
        found = self.overlay.bands(self.panel.outcome) if self.overlay.bands else []
        self.bands = [(self.line(low), self.line(high)) for low, high in found]

    def line(self, values: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
        """Values by week in the unit shown, smoothed."""
        return smoothed(np.asarray(values, dtype=float) / self.factor, self.panel.weeks)

    def option(self) -> Json:
        """All that the browser draws of it."""
        count_sides = len(self.lines)
        levels = [line for line in (*self.lines, *(one for _, one in self.kept)) if len(line)]
        levels += [end for band in self.bands[:count_sides] for end in band]
        # Before there are weeks, the axis is that of where the firm stands.
        levels = levels or [np.array([self.session.sides[0].model.outcome(self.panel.outcome) / self.factor])]
        axis = value_axis(levels, self.panel.least, self.panel.ends, self.panel.zero)
        result: Json = {
            "outcome": self.panel.outcome,
            "label": self.panel.label,
            "unit": ", ".join(filter(None, [self.unit, f"{self.panel.weeks}-week mean" * (self.panel.weeks > 1)])),
            "about": self.panel.about,
            "axis": axis,
            "digits": digits_of(axis),
            "lines": [
                *({"kind": f"kept kept{number}", "name": f"kept run {number}", "values": listed_values(line)}
                  for number, line in self.kept),
                *({"kind": kind, "name": letter, "values": listed_values(line)}
                  for kind, letter, line in zip(SIDES, "AB", self.lines, strict=False)),
            ],
            "bands": [band_option(kind, band) for kind, band in zip(SIDES, self.bands[:count_sides], strict=False)],
        }  # fmt: skip
        return result | ({"gain": self.gain()} if count_sides > 1 else {})

    def gain(self) -> Json:
        """What the first side has more of."""
        more = self.lines[0] - self.lines[1]
        begin = abs(float(self.lines[1][0])) if len(self.lines[1]) else 1.0
        least = self.panel.apart if self.panel.apart > 0 else -self.panel.apart * (begin or 1.0)
        bands = self.bands[2:]
        axis = value_axis([more, *(end for band in bands for end in band)], 2 * least, None, True, centred=True)
        return {
            "axis": axis,
            "digits": digits_of(axis),
            "line": listed_values(more),
            "band": band_option("gain", bands[0]) if bands else None,
        }


def band_option(kind: str, band: tuple[NDArray[np.float64], NDArray[np.float64]]) -> Json:
    """Lower and upper end of a band by week."""
    return {"kind": kind, "low": listed_values(band[0]), "high": listed_values(band[1])}


def listed_values(line: NDArray[np.float64]) -> list[float | None]:
    """Values as the browser gets them: five digits, None where there is no number."""
    return [float(f"{value:.{DIGITS}g}") if np.isfinite(value) else None for value in line.tolist()]


def scale_and_unit(panel: Panel, session: Session) -> tuple[float, str]:
    """Divisor of the numbers shown, and their unit then."""
    scale = scale_of(OUTCOMES[panel.outcome].unit, [], money_of(session.scenario))
    factor, unit = 1 / scale.factor, scale.unit
    if unit == "customers":
        thousands = session.setting.market.active_customers >= MANY
        factor, unit = (1e3, "thousands") if thousands else (1.0, "")
    return factor, "0 to 1" if unit == "0-1" else unit


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


def value_axis(
    lines: Iterable[NDArray[np.float64]],
    least: float,
    ends: tuple[float, float] | None = None,
    zero: bool = False,
    centred: bool = False,
) -> Json:
    """An axis with round ends that hold all lines.

    Args:
        lines: to be held.
        least: how much the axis reaches over at least.
        ends: where it runs between, whatever the lines do.
        zero: whether it holds 0.
        centred: whether 0 is in its middle unless lines need more room.

    Example:
        >>> axis = value_axis([np.array([77.0, 81.6])], 18.0)
        >>> axis["low"], axis["high"]
        (70.0, 90.0)
    """
    if ends is not None:
        return {"low": ends[0], "high": ends[1], "ticks": [ends[0], (ends[0] + ends[1]) / 2, ends[1]]}
    values = np.concatenate([*lines, []])
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0 if zero else 1.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < least:
        rest = least - (high - low)
        below = rest / 2 if centred or not zero else rest * (high <= 0)
        low, high = low - below, high + rest - below
    ticks = MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high if high > low else low + 1)
    kept = [float(f"{tick:.6g}") for tick in ticks]
    return {"low": kept[0], "high": kept[-1], "ticks": kept}


def digits_of(axis: Json) -> int:
    """Digits behind the point that numbers along an axis are told with: a hundredth of it can be read."""
    reach = float(axis["high"]) - float(axis["low"])
    return int(np.clip(2 - np.floor(np.log10(reach)), 0, 3)) if reach > 0 else 0


def round_ticks(low: float, high: float, parts: int) -> list[float]:
    """Round places along an axis of weeks."""
    ticks = MaxNLocator(nbins=parts, steps=[1, 2, 2.5, 5, 10], integer=True).tick_values(low, high)
    return [float(tick) for tick in ticks if low <= tick <= high]
