"""Presentation of a fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from imsim.reporting.kinds import Presentation
from imsim.studies.fitting.answer import Fit

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from imsim.reporting.report.folder import Folder
    from imsim.reporting.report.parts import Page


def figures(answer: Fit) -> Iterator[tuple[str, Figure]]:
    """The data within the fitted bands, what was learnt, and the ridges."""
    from imsim.reporting.figures import Words, fitted_bands, ridge

    words = Words.of(answer.scenario)
    yield "bands", fitted_bands(answer.numbers, words=words)
    yield "learnt", figure(answer)
    for number, one in enumerate(answer.ridges[:3]):
        name = "ridge" if number == 0 else f"ridge_{number + 1}"
        yield name, ridge(answer.draws, one.as_json(), words=words)


def figure(answer: Fit, outcome: str | None = None) -> Figure:  # noqa: ARG001 - parameters are no outcomes
    """What was learnt of each parameter."""
    from imsim.reporting.figures import Words, figure_of, learnt

    return figure_of(learnt(answer.table, words=Words.of(answer.scenario)))


def page(folder: Folder) -> Page:
    """The report of `imsim fit`."""
    from imsim.reporting.report.fit import fit_page

    return fit_page(folder)


def show(answer: Fit) -> None:
    """Estimates with intervals, what the data cannot tell, and whether the model can have made them."""
    from imsim.reporting.terminal import fit

    fit.show(answer)


PRESENTATION = Presentation("fit", figures, figure, page, show)
