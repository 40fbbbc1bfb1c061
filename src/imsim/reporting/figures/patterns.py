"""Published patterns against simulated ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from imsim.reporting.bands import figure_in, span
from imsim.reporting.figures.page import BAD, BLUE, FAINT, INK, PALE, SOFT, UNCLEAR, page, rows, styled
from imsim.reporting.numbers import count, typeset

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from imsim.evidence.validation import PatternFinding, PatternStudy

# Columns of the figure, in half-widths of a band: where points end, and the numbers beside them.
EDGE, BAND_COLUMN, SIMULATED_COLUMN = 1.6, 3.8, 5.0
SIZE = 6.0


@styled
def patterns_in_bands(study: PatternStudy) -> Figure:
    """Every pattern on a scale of its own, on which its band reaches from -1 to 1: bar, target, simulated figure.

    Args:
        study: what was found.
    """
    result = study.findings
    note = f"{count(study.units, 'business unit')}; bar: published band, white: target, "
    note += "point: simulated with two standard errors"
    note += "; grey: weak evidence, not counted" if any(not row.pattern.counted for row in result) else ""
    title = f"Published patterns: {study.passed} of {len(study.verdicts)} reproduced"
    figure = page(title, note, 0.5 + 0.225 * len(result))
    axes = figure.subplots()
    for place, finding in enumerate(result):
        draw_finding(axes, place, finding)
    for x, text in ((BAND_COLUMN, "band"), (SIMULATED_COLUMN, "found")):
        axes.text(x, -0.6, text, ha="right", va="bottom", fontsize=SIZE, color=SOFT)
    rows(axes, [f"{row.pattern.label} {row.pattern.id}" for row in result], 92)
    axes.tick_params(axis="y", labelsize=SIZE)
    axes.set_ylim(len(result) - 0.4, -1.2)
    axes.set_xticks([-1, 0, 1], ["low", "middle", "high"], fontsize=SIZE)
    axes.set_xlabel("place in the published band", x=EDGE / (EDGE + SIMULATED_COLUMN))
    axes.set_xlim(-EDGE, SIMULATED_COLUMN)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_bounds(-EDGE, EDGE)
    return figure


def draw_finding(axes: Axes, place: int, finding: PatternFinding) -> None:
    """One row: the band as a bar, the target as a gap in it, the simulated figure as a point, and both in words."""
    pattern = finding.pattern
    middle, half = (pattern.low + pattern.high) / 2, (pattern.high - pattern.low) / 2
    result, target = (finding.simulated - middle) / half, (pattern.target - middle) / half
    reach = 2 * finding.error / half if np.isfinite(finding.error) else 0.0
    color = UNCLEAR if not pattern.counted else BLUE if finding.passed else BAD
    axes.barh(place, 2, left=-1, height=0.62, color=PALE if pattern.counted else FAINT, linewidth=0)
    axes.plot([target, target], [place - 0.31, place + 0.31], color="white", linewidth=1.6)
    axes.plot(np.clip([result - reach, result + reach], -EDGE, EDGE), [place, place], color=color, linewidth=1.2)
    beyond = ">" if result > 0 else "<"
    marker = beyond if abs(result) > EDGE else "o" if finding.passed else "D"
    axes.plot(np.clip(result, -EDGE, EDGE), place, marker, color=color, markersize=3.2, clip_on=False)
    digits = pattern.digits
    band = typeset(span(pattern.low, pattern.high, digits))
    simulated = typeset(figure_in(pattern.low, pattern.high, finding.simulated, digits))
    axes.text(BAND_COLUMN, place, band, ha="right", va="center", fontsize=SIZE, color=INK)
    axes.text(
        SIMULATED_COLUMN, place, simulated, ha="right", va="center", fontsize=SIZE, color=INK if finding.passed else BAD
    )
