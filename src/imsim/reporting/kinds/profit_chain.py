"""Presentation of the service-profit chain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from imsim.evidence.path_coefficients import ServiceProfitChain
from imsim.reporting.kinds import Presentation

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from imsim.reporting.report.folder import Folder
    from imsim.reporting.report.parts import Page


def figures(result: ServiceProfitChain) -> Iterator[tuple[str, Figure]]:
    """The path diagram."""
    yield "paths", figure(result)


def figure(result: ServiceProfitChain, outcome: str | None = None) -> Figure:  # noqa: ARG001 - it has one outcome
    """The path diagram."""
    from imsim.reporting.figures import path_diagram

    return path_diagram(result)


def page(folder: Folder) -> Page:
    """The report of `imsim chain`."""
    from imsim.reporting.report.profit_chain import chain_page

    return chain_page(folder)


def show(result: ServiceProfitChain) -> None:
    """Every link."""
    from imsim.reporting.terminal import profit_chain

    profit_chain.show(result)


def summary(result: ServiceProfitChain) -> pd.DataFrame:
    """What is looked at first, as in the terminal."""
    from imsim.reporting.terminal.profit_chain import links_table

    return links_table(result).frame()


PRESENTATION = Presentation("chain", figures, figure, page, show, summary)
