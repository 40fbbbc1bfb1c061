"""The service-profit chain as a path diagram: over units on the left, under intervention on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from imsim.evidence.service_profit_chain import STAGES
from imsim.reporting.chain_words import with_error
from imsim.reporting.figures.page import BLUE, COLOURS, FAINT, INK, SOFT, page, styled
from imsim.reporting.numbers import count, typeset

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from imsim.evidence.path_coefficients import Link, ServiceProfitChain

# Millimetres along the column of print, which is 85 wide; boxes stand one below the other.
WIDTH, STEP, HIGH, WIDE = 85.0, 15.0, 7.0, 38.0
MIDDLE, APART, BESIDE = WIDTH / 2, 6.0, 18.0
SIZE, MOVED = 6.5, COLOURS[1]
THINNEST, THICKER = 0.5, 4.0


@styled
def path_diagram(chain: ServiceProfitChain) -> Figure:
    """Stages from top to bottom, two arrows from each to the next, as thick as their standardised coefficient.

    Args:
        chain: what was found.
    """
    note = (
        f"{count(chain.units, 'business unit')}; coefficients in standard deviations of units, ± standard error. "
        "Over units: as surveys see it; under intervention: what a stage does to the next if it alone is pushed. "
        "Dashed: may be none"
    )
    rows = len(STAGES)
    figure = page("The service-profit chain", note, (STEP * rows + 16) / 25.4)
    axes = figure.subplots()
    axes.set(xlim=(0, WIDTH), ylim=(-STEP * rows - 4, 12))
    axes.set_axis_off()
    for x, text, colour in ((MIDDLE - BESIDE, "over units", BLUE), (MIDDLE + BESIDE, "under intervention", MOVED)):
        axes.text(x, 8, text, color=colour, ha="center", va="center", size=7, weight="bold")
    for place, stage in enumerate(STAGES):
        box(axes, -STEP * place, stage.label, stage.source)
    for place, link in enumerate(chain.links):
        draw_link(axes, -STEP * place, link)
    draw_whole(axes, -STEP * rows, chain)
    return figure


def box(axes: Axes, y: float, label: str, source: str) -> None:
    """A stage, and where it is read."""
    axes.add_patch(
        FancyBboxPatch(
            (MIDDLE - WIDE / 2, y - HIGH / 2), WIDE, HIGH, boxstyle="round,pad=0,rounding_size=1.5", facecolor=FAINT,
            edgecolor=SOFT, linewidth=0.6, zorder=2,
        )
    )  # fmt: skip
    axes.text(MIDDLE, y + 1.2, label, ha="center", va="center", size=7, color=INK, zorder=3)
    axes.text(MIDDLE, y - 1.9, source, ha="center", va="center", size=5, color=SOFT, zorder=3)


def draw_link(axes: Axes, y: float, link: Link) -> None:
    """Both arrows from a stage to the one below, and their coefficients beside them."""
    for estimate, colour, side in ((link.path, BLUE, -1), (link.causal_path, MOVED, 1)):
        x = MIDDLE + side * APART
        axes.add_patch(
            FancyArrowPatch(
                (x, y - HIGH / 2), (x, y - STEP + HIGH / 2), arrowstyle="-|>", mutation_scale=7, shrinkA=0, shrinkB=0,
                linewidth=THINNEST + THICKER * min(abs(estimate.value), 1.1), color=colour,
                linestyle="-" if estimate.clear else (0, (1.5, 1)), zorder=1,
            )
        )  # fmt: skip
        text = typeset(with_error(estimate))
        axes.text(MIDDLE + side * BESIDE, y - STEP / 2, text, color=colour, ha="center", va="center", size=SIZE)


def draw_whole(axes: Axes, y: float, chain: ServiceProfitChain) -> None:
    """From the first stage to the last, below the chain."""
    axes.plot([4, WIDTH - 4], [y + STEP / 2 - 1] * 2, color=SOFT, linewidth=0.5)
    axes.text(MIDDLE, y + 2, f"{chain.whole.cause} to {chain.whole.outcome}", ha="center", size=7, color=INK)
    for estimate, colour, x in (
        (chain.whole.path, BLUE, MIDDLE - BESIDE),
        (chain.whole.causal_path, MOVED, MIDDLE + BESIDE),
    ):
        axes.text(x, y - 2.5, typeset(with_error(estimate)), color=colour, ha="center", size=SIZE)
