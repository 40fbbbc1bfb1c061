"""Presentation of plausible parameter sets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from imsim.reporting.kinds import Presentation
from imsim.studies.plausible import PlausibleSets

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from imsim.reporting.report.folder import Folder
    from imsim.reporting.report.parts import Page


def figures(answer: PlausibleSets) -> Iterator[tuple[str, Figure]]:
    """Levels of the sets beside what is known, and the ranges that conditioning moved."""
    if answer.number:
        yield "levels", figure(answer)
        from imsim.reporting.figures import Words, conditioned_ranges, figure_of

        yield "ranges", figure_of(conditioned_ranges(answer.table, words=Words.of(answer.scenario)))


def figure(answer: PlausibleSets, outcome: str | None = None) -> Figure:  # noqa: ARG001 - all levels stand in one
    """Levels of the sets beside what is known of the firm."""
    from imsim.reporting.figures import Words, figure_of, known_levels

    note = f"{answer.number} of {answer.tried} parameter sets that were tried"
    return figure_of(known_levels(answer.sets, answer.level_rows(), words=Words.of(answer.scenario), note=note))


def page(folder: Folder) -> Page:
    """The report of `imsim plausible`."""
    from imsim.reporting.report.plausible import plausible_page

    return plausible_page(folder)


def show(answer: PlausibleSets) -> None:
    """Levels, ranges, and how many sets there are."""
    from imsim.reporting.terminal import plausible

    plausible.show(answer)


PRESENTATION = Presentation("plausible", figures, figure, page, show)
