"""Figures: results in, matplotlib figures out, drawn in one style and readable at one column of print."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import style
from matplotlib.figure import Figure

from imsim.outcomes import OUTCOMES

if TYPE_CHECKING:
    from imsim.studies.comparison import Comparison

STYLE = Path(__file__).with_name("imsim.mplstyle")
GOOD, BAD, UNCLEAR, INK, SOFT = "#009E73", "#D55E00", "#8C8C8C", "#333333", "#666666"


Draw = Callable[..., Figure]


def styled(draw: Draw) -> Draw:
    """Draw in imsim's style, whatever the caller's is."""

    @wraps(draw)
    def drawn(*args: Any, **kwargs: Any) -> Figure:
        with style.context(STYLE):
            return draw(*args, **kwargs)

    return drawn


@styled
def paired_differences(comparison: Comparison, outcome: str = "acsi") -> Figure:
    """Paired difference of each strategy to the reference, with its interval; the best at the top."""
    names = [name for name in comparison.names if name != comparison.reference]
    gains = {name: comparison.difference(outcome, name) for name in names}
    order = sorted(names, key=lambda name: gains[name].mean)
    kind = OUTCOMES[outcome]
    figure = Figure(figsize=(6.4, 1.3 + 0.29 * max(len(order), 1)))
    axes = figure.subplots()
    axes.axvline(0, color=INK, linewidth=0.9)
    axes.grid(axis="x")
    for place, name in enumerate(order):
        gain = gains[name]
        good = gain.mean * (kind.better or 1) > 0
        color = (GOOD if good else BAD) if gain.clear else UNCLEAR
        low, high = (gain.low, gain.high) if np.isfinite(gain.low) else (gain.mean, gain.mean)
        axes.plot([low, high], [place, place], color=color, linewidth=2.4, solid_capstyle="butt")
        axes.plot(gain.mean, place, "o" if gain.clear else "D", color=color, markersize=5)
    axes.set_yticks(range(len(order)), [comparison.scenario.label(name) for name in order])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(-0.6, len(order) - 0.4)
    axes.set_xlabel(
        f"difference to \u201c{comparison.scenario.label(comparison.reference)}\u201d in {kind.label} ({kind.unit})"
    )
    title = comparison.scenario.table.title or comparison.scenario.name
    level = "paired 95 % intervals" if comparison.replicates > 1 else "one replicate, no interval"
    axes.set_title(f"{title}: {kind.label} gained\n", pad=2)
    axes.text(0, 1.01, f"{comparison.replicates} replicates, {level}", transform=axes.transAxes, fontsize=8, color=SOFT)
    return figure


def save(figure: Figure, path: Path) -> None:
    """Write a figure whose bytes depend on nothing but what it shows."""
    date: dict[str, Any] = {"Date": None} if path.suffix == ".svg" else {}
    with style.context(STYLE):
        figure.savefig(path, metadata=date)
