"""Presentation of simulated patterns beside published ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from imsim.evidence.validation import PatternStudy
from imsim.reporting.kinds import Presentation

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from imsim.reporting.report.folder import Folder
    from imsim.reporting.report.parts import Page


def figures(result: PatternStudy) -> Iterator[tuple[str, Figure]]:
    """Every pattern on the scale of its band."""
    yield "patterns", figure(result)


def figure(result: PatternStudy, outcome: str | None = None) -> Figure:  # noqa: ARG001 - patterns have no outcomes
    """Every pattern on the scale of its band."""
    from imsim.reporting.figures import patterns_in_bands

    return patterns_in_bands(result)


def page(folder: Folder) -> Page:
    """The report of `imsim patterns`."""
    from imsim.reporting.report.patterns import patterns_page

    return patterns_page(folder)


def show(result: PatternStudy) -> None:
    """All patterns."""
    from imsim.reporting.terminal import patterns

    patterns.show(result)


def summary(result: PatternStudy) -> pd.DataFrame:
    """What is looked at first, as in the terminal."""
    from imsim.reporting.terminal.patterns import patterns_table

    return patterns_table(result).frame()


PRESENTATION = Presentation("patterns", figures, figure, page, show, summary)
