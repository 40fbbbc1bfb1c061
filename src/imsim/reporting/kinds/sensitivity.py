"""Presentation of a sensitivity analysis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from imsim.engine.errors import InputError
from imsim.reporting.kinds import Presentation
from imsim.studies.sensitivity import Sensitivity

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from imsim.reporting.report.folder import Folder
    from imsim.reporting.report.parts import Page


def figures(result: Sensitivity) -> Iterator[tuple[str, Figure]]:
    """Indices of each outcome, and what else the method allows."""
    for outcome in result.outcomes:
        yield from figures_of_outcome(result, outcome)


def figures_of_outcome(result: Sensitivity, outcome: str) -> Iterator[tuple[str, Figure]]:
    """What moves one outcome: its indices, and what else the method allows; nothing where it did not vary."""
    from imsim.reporting.figures import Words, convergence, figure_of, index_bars, morris_plane, tornado
    from imsim.reporting.quantities import label_of

    finding, table = result.outcomes[outcome], result.table
    if finding.constant:
        return
    words = Words.of(result.scenario)
    whose = words.strategy(result.strategy) + (f" less {words.strategy(result.against)}" if result.against else "")
    title = f"{label_of(outcome)}, {whose}: "
    noise = finding.noise.share if finding.noise else None
    heading = f"{title}what moves it ({result.method.name})"
    bars = index_bars(table, outcome, noise_share=noise, words=words, title=heading)
    yield f"{outcome}_indices", figure_of(bars)
    if result.method.name == "morris":
        plane = morris_plane(table, outcome, words=words, title=f"{title}size and spread of effects")
        yield f"{outcome}_morris", figure_of(plane)
    if finding.swings:
        swings = tornado(result.swings, outcome, words=words, title=f"{title}where a factor is low or high")
        yield f"{outcome}_tornado", figure_of(swings)
    if finding.convergence:
        curves = convergence(table, outcome, words=words, title=f"{title}indices and sample size")
        yield f"{outcome}_convergence", figure_of(curves)


def figure(result: Sensitivity, outcome: str | None = None) -> Figure:
    """Indices of an outcome with their intervals, and the share of noise; of the first outcome by default.

    Raises:
        InputError: the outcome did not vary, so there is nothing to draw.
    """
    outcome = outcome or next(iter(result.outcomes))
    for _, drawn in figures_of_outcome(result, outcome):
        return drawn
    raise InputError(f"{outcome} did not vary in this study: there is nothing to draw")


def page(folder: Folder) -> Page:
    """The report of `imsim sensitivity`."""
    from imsim.reporting.report.sensitivity import sensitivity_page

    return sensitivity_page(folder)


def show(result: Sensitivity) -> None:
    """Print the indices, outcome by outcome."""
    from imsim.reporting.numbers import money_of
    from imsim.reporting.terminal import sensitivity

    sensitivity.show(result, money_of(result.scenario))


def summary(result: Sensitivity) -> pd.DataFrame:
    """What is looked at first, as in the terminal."""
    import pandas as pd

    from imsim.reporting.terminal.sensitivity import indices_table

    tables = {name: indices_table(result, one).frame() for name, one in result.outcomes.items() if not one.constant}
    return pd.concat(tables, names=["outcome"]) if tables else pd.DataFrame()


PRESENTATION = Presentation("sensitivity", figures, figure, page, show, summary)
