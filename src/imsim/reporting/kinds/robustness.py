"""Presentation of the robustness of a ranking of strategies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from imsim.reporting.kinds import Presentation
from imsim.studies.robustness import Robustness

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from imsim.reporting.report.folder import Folder
    from imsim.reporting.report.parts import Page

USUAL_OUTCOME = "acsi"


def figures(answer: Robustness) -> Iterator[tuple[str, Figure]]:
    """Ranking of the strategies by each outcome, and what switches it."""
    for outcome in answer.outcomes:
        yield from figures_of_outcome(answer, outcome)


def figures_of_outcome(answer: Robustness, outcome: str) -> Iterator[tuple[str, Figure]]:
    """Ranking by one outcome, and what switches it, if anything clearly does."""
    import pandas as pd

    from imsim.reporting.figures import Words, figure_of, ranking, switching_factors

    words, design = Words.of(answer.scenario), answer.results.design
    sets = "plausible parameter sets" if answer.plausible else "parameter sets as drawn"
    note = f"{design.points} {sets}, {len(design.factors)} uncertain numbers; 95 % intervals"
    yield f"{outcome}_ranking", ranking(answer.table, outcome, words=words, note=note)
    factors = answer.switching_factors(outcome)
    if any(factor.clear for factor in factors):
        first, second = answer.leaders(outcome)
        table = pd.DataFrame([vars(factor) for factor in factors])
        yield f"{outcome}_turns", figure_of(switching_factors(table, outcome, first=first, second=second, words=words))


def figure(answer: Robustness, outcome: str | None = None) -> Figure:
    """Probability that each strategy is best by an outcome (ACSI by default), and the regret of choosing it."""
    return next(figures_of_outcome(answer, outcome or USUAL_OUTCOME))[1]


def page(folder: Folder) -> Page:
    """The report of `imsim compare --uncertain`."""
    from imsim.reporting.report.robustness import robustness_page

    return robustness_page(folder)


def show(answer: Robustness) -> None:
    """Print the ranking over plausible parameter sets, outcome by outcome."""
    from imsim.reporting.terminal import robustness

    robustness.show(answer)


def summary(result: Robustness) -> pd.DataFrame:
    """What is looked at first, as in the terminal."""
    import pandas as pd

    from imsim.reporting.terminal.robustness import rankings

    return pd.concat({name: table.frame() for name, table in rankings(result)}, names=["outcome"])


PRESENTATION = Presentation("uncertainty", figures, figure, page, show, summary)
