"""Published against simulated effects of field experiments, both with their intervals: a forest plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from imsim.reporting.figures.page import BAD, BLUE, INK, PALE, page, rows, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from imsim.evidence.judgement import PartFinding
    from imsim.evidence.replication import ReplicationStudy

# Half-widths of a band at which points end.
EDGE = 3.0
ROW = 0.21


def banded(study: ReplicationStudy) -> list[tuple[str, PartFinding]]:
    """Parts with a band that ends on both sides, each with the id of its study."""
    return [
        (one.study.id, finding)
        for one in study.replications
        for finding in one.findings
        if finding.kind != "P" and np.isfinite(finding.high - finding.low)
    ]


@styled
def forest(study: ReplicationStudy) -> Figure:
    """Every part with a closed band, on a scale of its own on which the band reaches from -1 to 1.

    Args:
        study: what was found.
    """
    shown = banded(study)
    passed = sum(finding.passed for _, finding in shown)
    title = f"Field experiments: {passed} of {len(shown)} effects with a band reproduced"
    note = "bar: published band, white: published figure, point: simulated with two standard errors, arrow: farther out"
    figure = page(title, note, 0.5 + ROW * max(len(shown), 1))
    axes = figure.subplots()
    for place, (_, finding) in enumerate(shown):
        draw_finding(axes, place, finding)
    rows(axes, [f"{id} {finding.part}" for id, finding in shown], 130)
    axes.set_xlim(-EDGE - 0.1, EDGE + 0.1)
    axes.set_xticks([-1, 1], ["low", "high"])
    axes.set_xlabel("place in the band")
    axes.spines["left"].set_visible(False)
    return figure


def draw_finding(axes: Axes, place: int, finding: PartFinding) -> None:
    """One row: the band as a bar, the published figure as a gap in it, the simulated one as a point."""
    middle, half = (finding.low + finding.high) / 2, (finding.high - finding.low) / 2
    axes.barh(place, 2, left=-1, height=0.62, color=PALE, linewidth=0)
    if np.isfinite(finding.published):
        published = np.clip((finding.published - middle) / half, -EDGE, EDGE)
        axes.plot([published, published], [place - 0.31, place + 0.31], color="white", linewidth=1.6)
    if not np.isfinite(finding.simulated):
        axes.text(0, place, "no figure", ha="center", va="center", fontsize=6, color=INK)
        return
    found, reach = (finding.simulated - middle) / half, 2 * np.nan_to_num(finding.error) / half
    color = BLUE if finding.passed else BAD
    axes.plot(np.clip([found - reach, found + reach], -EDGE, EDGE), [place, place], color=color, linewidth=1.2)
    marker = (">" if found > 0 else "<") if abs(found) > EDGE else "o" if finding.passed else "D"
    axes.plot(np.clip(found, -EDGE, EDGE), place, marker, color=color, markersize=3.2, clip_on=False)
