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
    from matplotlib.axes import Axes

    from imsim.studies.comparison import Comparison
    from imsim.studies.validation import Finding, PatternStudy

STYLE = Path(__file__).with_name("imsim.mplstyle")
GOOD, BAD, UNCLEAR, INK, SOFT = "#009E73", "#D55E00", "#8C8C8C", "#333333", "#666666"
BAND, PASSES, FAINT = "#BFDDF0", "#0072B2", "#E8E8E8"
# Columns of the figure of patterns, in half-widths of a band: where points end, and the numbers beside them.
EDGE, BAND_COLUMN, FOUND_COLUMN = 1.6, 2.75, 3.45
MINUS = "\N{MINUS SIGN}"


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


@styled
def patterns_in_bands(study: PatternStudy) -> Figure:
    """Every pattern on a scale of its own, on which its band reaches from -1 to 1: bar, target, simulated figure."""
    rows = study.findings[::-1]
    figure = Figure(figsize=(7.8, 1.35 + 0.225 * len(rows)))
    axes = figure.subplots()
    for place, finding in enumerate(rows):
        draw_finding(axes, place, finding)
    head = len(rows) - 0.35
    for x, text in ((BAND_COLUMN, "band"), (FOUND_COLUMN, "simulated")):
        axes.text(x, head, text, ha="right", va="bottom", fontsize=8, color=SOFT)
    axes.set_yticks(range(len(rows)), [f"{row.pattern.label}  {row.pattern.id:>4}" for row in rows])
    axes.tick_params(axis="y", length=0)
    axes.set_xticks([-1, 0, 1], ["low end", "middle", "high end"])
    axes.set_xlabel("place of the figure in its published band", x=EDGE / (EDGE + FOUND_COLUMN))
    axes.set_xlim(-EDGE, FOUND_COLUMN)
    axes.set_ylim(-0.6, len(rows) + 0.2)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_bounds(-EDGE, EDGE)
    figure.suptitle(
        f"Published patterns: {study.passed} of {len(study.verdicts)} reproduced", x=0.01, ha="left", fontweight="bold"
    )
    note = f"{study.units} business units; bar: band, white: target, point: simulated with two standard errors"
    counted = "; grey: weak evidence, not counted" if any(not row.pattern.counted for row in rows) else ""
    axes.set_title(note + counted, fontsize=8, fontweight="normal", color=SOFT, loc="right")
    return figure


def draw_finding(axes: Axes, place: int, finding: Finding) -> None:
    """One row: the band as a bar, the target as a gap in it, the simulated figure as a point, and both in words."""
    pattern = finding.pattern
    middle, half = (pattern.low + pattern.high) / 2, (pattern.high - pattern.low) / 2
    found, target = (finding.simulated - middle) / half, (pattern.target - middle) / half
    reach = 2 * finding.error / half if np.isfinite(finding.error) else 0.0
    color = UNCLEAR if not pattern.counted else PASSES if finding.passed else BAD
    axes.barh(place, 2, left=-1, height=0.62, color=BAND if pattern.counted else FAINT, linewidth=0)
    axes.plot([target, target], [place - 0.31, place + 0.31], color="white", linewidth=2.2)
    axes.plot(np.clip([found - reach, found + reach], -EDGE, EDGE), [place, place], color=color, linewidth=1.6)
    beyond = ">" if found > 0 else "<"
    marker = beyond if abs(found) > EDGE else "o" if finding.passed else "D"
    axes.plot(np.clip(found, -EDGE, EDGE), place, marker, color=color, markersize=5, clip_on=False)
    digits = pattern.digits
    band = f"{pattern.low:.{digits}f} to {pattern.high:.{digits}f}".replace("-", MINUS)
    simulated = f"{finding.simulated:.{digits}f}".replace("-", MINUS)
    axes.text(BAND_COLUMN, place, band, ha="right", va="center", fontsize=8, color=INK)
    axes.text(FOUND_COLUMN, place, simulated, ha="right", va="center", fontsize=8, color=INK if finding.passed else BAD)


def save(figure: Figure, path: Path) -> None:
    """Write a figure whose bytes depend on nothing but what it shows."""
    date: dict[str, Any] = {"Date": None} if path.suffix == ".svg" else {}
    with style.context(STYLE):
        figure.savefig(path, metadata=date)
