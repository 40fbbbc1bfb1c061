"""Presentation of the best mixes of programmes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from imsim.reporting.kinds import Presentation
from imsim.studies.optimum import Optimum

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from imsim.reporting.figures import Words
    from imsim.reporting.report.folder import Folder
    from imsim.reporting.report.parts import Page


def figures(answer: Optimum) -> Iterator[tuple[str, Figure]]:
    """Plans, how the budget is divided as it grows, regret, the next money, response curves."""
    from imsim.reporting.figures import optimum

    words, content = words_of(answer), answer.content
    yield "front", figure(answer)
    yield "allocation", optimum.figure_of(optimum.allocation(content, words=words))
    yield "regret", optimum.figure_of(optimum.plan_regret(content, words=words))
    if any(row["outcomes"] for row in content["next"]):
        yield "next", optimum.next_money(content, words=words)
    yield "curves", optimum.curves(answer.curves, content, words=words)


def figure(answer: Optimum, outcome: str | None = None) -> Figure:  # noqa: ARG001 - all goals stand in one
    """Plans that no other beats, among all mixes that were run."""
    from imsim.reporting.figures import optimum

    return optimum.figure_of(optimum.front(answer.mixes, answer.content, words=words_of(answer)))


def words_of(answer: Optimum) -> Words:
    """Labels of figures."""
    from imsim.reporting.figures import Words

    return Words.of(answer.company)


def page(folder: Folder) -> Page:
    """The report of `imsim optimise`."""
    from imsim.reporting.report.optimum import optimum_page

    return optimum_page(folder)


def show(answer: Optimum) -> None:
    """Print plans, choices, and what the next money buys."""
    from imsim.reporting.terminal import optimum

    optimum.show(answer)


def summary(result: Optimum) -> pd.DataFrame:
    """What is looked at first, as in the terminal."""
    from imsim.reporting.numbers import money_of
    from imsim.reporting.terminal.optimum import plan_table

    return plan_table(result.content, money_of(result.company)).frame()


PRESENTATION = Presentation("optimise", figures, figure, page, show, summary)
