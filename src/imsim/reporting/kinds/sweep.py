"""Presentation of a sweep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from imsim.engine.errors import InputError
from imsim.reporting.kinds import Presentation
from imsim.studies.comparison import JUDGED_BY
from imsim.studies.sweep import Sweep

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from imsim.reporting.report.folder import Folder
    from imsim.reporting.report.parts import Page


def figures(answer: Sweep) -> Iterator[tuple[str, Figure]]:
    """Response curves, and heat maps where two factors make a grid."""
    final = answer.results.final
    for outcome in [name for name in JUDGED_BY if name in final] or [*final][:1]:
        yield from figures_of_outcome(answer, outcome)


def figures_of_outcome(answer: Sweep, outcome: str) -> Iterator[tuple[str, Figure]]:
    """Curves or maps of one outcome; nothing where no run has a number for it."""
    from imsim.reporting.figures import Words, figure_of, heat_map, response, responses
    from imsim.reporting.figures.sweep import factors_of

    table, design, strategies = answer.table, answer.results.design, answer.results.strategies
    if not table[outcome].notna().any():
        return
    words, factors = Words.of(answer.scenario), factors_of(table)
    if len(factors) == 1:
        yield f"{outcome}_response", figure_of(response(table, factors[0], outcome, words=words))
    elif design.kind == "grid" and len(factors) == 2:
        against = strategies[1] if len(strategies) > 1 else None
        yield (
            f"{outcome}_heat_map",
            figure_of(heat_map(table, (factors[0], factors[1]), outcome, against=against, words=words)),
        )
        if against is None:
            yield f"{outcome}_response", figure_of(response(table, factors[0], outcome, words=words))
    else:
        yield f"{outcome}_responses", responses(table, outcome, words=words)


def figure(answer: Sweep, outcome: str | None = None) -> Figure:
    """A response curve, a heat map of two factors, or curves along each of more; of the first outcome by default.

    Raises:
        InputError: no run has a number for the outcome.
    """
    outcome = outcome or next(iter(answer.results.final))
    for _, drawn in figures_of_outcome(answer, outcome):
        return drawn
    raise InputError(f"{outcome}: no run has a number to draw")


def page(folder: Folder) -> Page:
    """The report of `imsim sweep`."""
    from imsim.reporting.report.sweep import sweep_page

    return sweep_page(folder)


def show(answer: Sweep) -> None:
    """Points and their outcomes."""
    from imsim.reporting.numbers import money_of
    from imsim.reporting.terminal import sweep

    sweep.show(answer, money_of(answer.scenario))


def summary(result: Sweep) -> pd.DataFrame:
    """What is looked at first, as in the terminal."""
    from imsim.reporting.numbers import money_of
    from imsim.reporting.terminal.sweep import sweep_table

    return sweep_table(result, money_of(result.scenario)).frame()


PRESENTATION = Presentation("sweep", figures, figure, page, show, summary)
